"""Pages that attack the browser or its host: each ends in a clear outcome, and the next page still reads."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from monitor.fetch.browser_process import _lives
from monitor.model import Capture, FailureReason
from tests.conftest import ROOT
from tests.fetch.browsing import FILLER, Browsing, browsing, needs_browser
from tests.fetch.conftest import failed, got
from tests.servers.http import WebServer, endless, page, redirect, silent

pytestmark = [needs_browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browsing]:
    with browsing() as one:
        yield one


@pytest.fixture
def harmless(server: WebServer, browser: Browsing) -> Iterator[None]:
    """After the test another page reads as if nothing had happened."""
    yield
    url = server.on("/harmless", page(FILLER + "<script>document.title = 'still ' + 'here'</script>"))
    assert "<title>still here</title>" in browser.seen(url)


@pytest.fixture
def intruded() -> Iterator[WebServer]:
    """A server on an address that no page may reach."""
    with WebServer(host="127.0.0.2") as inside:
        inside.on("/", page("secrets of the house"))
        yield inside


def test_a_page_that_never_settles_is_taken_down_as_it_stands(
    server: WebServer, browser: Browsing, harmless: None
) -> None:
    server.on("/poll", page("{}", content_type="application/json"))
    url = server.on("/", page(FILLER + "<script>setInterval(() => fetch('/poll'), 50)</script>"))
    assert "Our sub-processors" in browser.seen(url)


def test_a_script_that_never_lets_go_is_stopped(server: WebServer, browser: Browsing, harmless: None) -> None:
    url = server.on("/", page(FILLER + "<script>setTimeout(() => { while (true) {} }, 10)</script>"))
    before = browser.family()
    failure = failed(browser.read(url))
    assert failure.reason is FailureReason.TOO_SLOW
    assert "did not let go" in failure.detail
    assert not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in before)


def test_a_page_that_eats_memory_is_stopped_with_all_its_processes(server: WebServer) -> None:
    bomb = "<script>const a = []; setInterval(() => a.push(new Uint8Array(40e6).fill(7)), 20)</script>"
    url = server.on("/", page(FILLER + bomb + "<script>setInterval(() => fetch('/'), 100)</script>"))
    with browsing(browser_memory_mb=900) as browser:
        failure = failed(browser.read(url))
        assert failure.reason in {FailureReason.TOO_LARGE, FailureReason.BROWSER}
        assert "memory" in failure.detail
        assert browser.family() == set()
        calm = server.on("/calm", page(FILLER))
        assert "Our sub-processors" in browser.seen(calm)


def test_a_page_that_fills_its_own_heap_is_a_named_failure(
    server: WebServer, browser: Browsing, harmless: None
) -> None:
    bomb = "<script>const a = []; setTimeout(() => { for (;;) a.push({n: a.length, s: 'x' + a.length}) }, 10)</script>"
    failure = failed(browser.read(server.on("/", page(FILLER + bomb))))
    assert failure.reason in {FailureReason.TOO_LARGE, FailureReason.BROWSER, FailureReason.TOO_SLOW}


def test_dialogs_are_put_away_unseen(server: WebServer, browser: Browsing, harmless: None) -> None:
    script = (
        "<script>alert(1); document.title = String(confirm('sure?')) + prompt('name?'); print();</script>"
    )
    assert "<title>falsenull</title>" in browser.seen(server.on("/", page(FILLER + script)))


def test_a_page_that_would_not_be_left_is_left(server: WebServer, browser: Browsing, harmless: None) -> None:
    script = (
        "<script>onbeforeunload = e => { e.preventDefault(); e.returnValue = 'stay'; return 'stay' }</script>"
    )
    assert "Our sub-processors" in browser.seen(server.on("/", page(FILLER + script)))


def test_popups_are_never_loaded(server: WebServer, browser: Browsing, harmless: None) -> None:
    server.on("/popup", page("advertisement"))
    script = "<script>for (let i = 0; i < 30; i++) window.open('/popup?' + i)</script>"
    script += "<a id=a href=/popup target=_blank>x</a><script>document.getElementById('a').click()</script>"
    assert "Our sub-processors" in browser.seen(server.on("/", page(FILLER + script)))
    assert [r.target for r in server.requests if r.target.startswith("/popup")] == []


@pytest.mark.parametrize(
    "where",
    [
        "http://127.0.0.2:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.2]:{port}/",
        "http://2130706434:{port}/",
        "https://127.0.0.2:{port}/",
    ],
)
def test_a_redirect_to_a_private_address_is_refused(
    server: WebServer, browser: Browsing, intruded: WebServer, where: str
) -> None:
    url = server.on("/", redirect(where.format(port=intruded.port)))
    failure = failed(browser.read(url))
    assert failure.reason is FailureReason.PRIVATE_ADDRESS
    assert intruded._connections == 0


def test_a_script_that_leads_to_a_private_address_is_refused(
    server: WebServer, browser: Browsing, intruded: WebServer, harmless: None
) -> None:
    url = server.on("/", page(FILLER + f"<script>location = '{intruded.url('/')}'</script>"))
    failure = failed(browser.read(url))
    assert failure.reason is FailureReason.PRIVATE_ADDRESS
    assert intruded._connections == 0


def test_nothing_a_page_asks_for_reaches_a_private_address(
    server: WebServer, browser: Browsing, intruded: WebServer, harmless: None
) -> None:
    there = intruded.url("/")
    channel = there.replace("http:", "ws:")
    tries = f"""{FILLER}<iframe src="{there}"></iframe><img src="{there}"><link rel=stylesheet href="{there}">
    <link rel=preconnect href="{there}"><link rel=dns-prefetch href="{there}"><link rel=prefetch href="{there}">
    <script src="{there}"></script><object data="{there}"></object><embed src="{there}">
    <video src="{there}"></video><form id=f action="{there}" target=_blank method=post><input name=a></form>
    <script>
    fetch('{there}', {{mode: 'no-cors'}}).catch(() => 0);
    navigator.sendBeacon('{there}', 'x');
    try {{ new WebSocket('{channel}') }} catch (e) {{}}
    try {{ new EventSource('{there}') }} catch (e) {{}}
    try {{ new WebTransport('{there.replace("http:", "https:")}') }} catch (e) {{}}
    const worker = new Blob(["fetch('{there}', {{mode: 'no-cors'}}); new WebSocket('{channel}')"]);
    try {{ new Worker(URL.createObjectURL(worker)) }} catch (e) {{}}
    try {{ new SharedWorker(URL.createObjectURL(worker)) }} catch (e) {{}}
    const peer = new RTCPeerConnection({{iceServers: [{{urls: 'stun:127.0.0.2:{intruded.port}'}},
      {{urls: 'turn:127.0.0.2:{intruded.port}?transport=tcp', username: 'a', credential: 'b'}}]}});
    peer.createDataChannel('x'); peer.createOffer().then(o => peer.setLocalDescription(o));
    document.getElementById('f').submit();
    </script>"""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.bind(("127.0.0.2", intruded.port))
        datagrams.setblocking(False)
        document = browser.seen(server.on("/", page(tries)))
        with pytest.raises(BlockingIOError):
            datagrams.recv(100)
    assert "secrets of the house" not in document
    assert intruded._connections == 0


def test_a_name_that_resolves_to_a_private_address_is_refused(server: WebServer, intruded: WebServer) -> None:
    server.on("/", page("secrets of the house"))
    url = intruded.on("/away", redirect(server.url("/", host="localhost")))
    with browsing(allow_networks=("127.0.0.2/32",)) as browser:
        failure = failed(browser.read(url))
    assert failure.reason is FailureReason.PRIVATE_ADDRESS
    assert "localhost resolves to" in failure.detail
    assert server._connections == 0


@pytest.mark.parametrize("where", ["file:///etc/passwd", "chrome://version/"])
def test_a_page_never_leads_to_the_machine_itself(
    server: WebServer, browser: Browsing, harmless: None, where: str
) -> None:
    script = f"<script>fetch('{where}').catch(() => 0); location = '{where}'</script>"
    frame = f"{FILLER}<iframe src='{where}'></iframe>{script}"
    outcome = browser.read(server.on("/", page(frame)))
    text = outcome.body if isinstance(outcome, Capture) else outcome.detail.encode()
    assert b"root:" not in text
    assert failed(browser.read(server.on("/away", redirect(where)))).reason is FailureReason.BAD_REDIRECT
    assert failed(browser.read(where)).reason is FailureReason.UNSUPPORTED_SCHEME


def test_a_page_larger_than_the_limit_is_refused(
    server: WebServer, browser: Browsing, harmless: None
) -> None:
    url = server.on(
        "/", endless(b"HTTP/1.1 200 X\r\nContent-Type: text/html\r\nContent-Length: 52428800\r\n\r\n")
    )
    assert failed(browser.read(url)).reason is FailureReason.TOO_LARGE


def test_data_larger_than_the_limit_is_refused_too(
    server: WebServer, browser: Browsing, harmless: None
) -> None:
    server.on("/big", endless(b"HTTP/1.1 200 X\r\nContent-Type: application/json\r\n\r\n", b"1," * 65536))
    url = server.on("/", page(FILLER + "<script>fetch('/big').then(r => r.text())</script>"))
    assert failed(browser.read(url)).reason is FailureReason.TOO_LARGE


def test_a_page_that_grows_without_end_is_refused(
    server: WebServer, browser: Browsing, harmless: None
) -> None:
    script = "<script>const p = () => document.body.append('x'.repeat(1e5)); for (let i = 0; i < 30; i++) p()</script>"
    assert failed(browser.read(server.on("/", page(FILLER + script)))).reason is FailureReason.TOO_LARGE


def test_nothing_is_downloaded(server: WebServer, browser: Browsing, harmless: None) -> None:
    server.on(
        "/setup.exe",
        page(b"MZ" * 100, content_disposition="attachment", content_type="application/x-msdownload"),
    )
    script = "<a id=d href=/setup.exe download>x</a><script>document.getElementById('d').click()</script>"
    assert "Our sub-processors" in browser.seen(server.on("/", page(FILLER + script)))


def test_a_page_that_refreshes_for_ever_is_a_circle(
    server: WebServer, browser: Browsing, harmless: None
) -> None:
    url = server.on("/", page(FILLER + "<meta http-equiv=refresh content='0;url=/'>"))
    failure = failed(browser.read(url))
    assert failure.reason is FailureReason.REDIRECT_LOOP
    assert "4 times" in failure.detail


def test_a_page_that_reloads_itself_for_ever_is_a_circle(
    server: WebServer, browser: Browsing, harmless: None
) -> None:
    url = server.on("/", page(FILLER + "<script>location.reload()</script>"))
    assert failed(browser.read(url)).reason in {FailureReason.REDIRECT_LOOP, FailureReason.BROWSER}


def test_a_server_that_never_answers_is_a_timeout(server: WebServer) -> None:
    with browsing(connect_timeout_s=0.5, read_timeout_s=0.5) as browser:
        assert failed(browser.read(server.on("/", silent()))).reason is FailureReason.TIMEOUT


def test_the_wall_clock_ends_every_page(server: WebServer) -> None:
    url = server.on("/", page(FILLER + "<script>fetch('/slow')</script>"))
    server.on("/slow", silent())
    with browsing(total_timeout_s=0.05) as browser:
        began = time.monotonic()
        failure = failed(browser.read(url))
        assert failure.reason is FailureReason.TOO_SLOW
        assert time.monotonic() - began < 30
        assert browser.family() == set()


KILLED = """
import asyncio, sys
from tests.fetch.browsing import OPTIONS
from tests.fetch.conftest import source
from monitor.fetch import Fetcher

async def main():
    async with Fetcher(OPTIONS) as fetcher:
        await fetcher.fetch(source(sys.argv[1], browser=True))
        (seat,) = fetcher._browsers.seats
        seat._process._note_family()
        print(seat._process._home, *(member.pid for member in seat._process._family), flush=True)
        await fetcher.fetch(source(sys.argv[2], browser=True))

asyncio.run(main())
"""


def test_a_service_that_is_killed_leaves_neither_a_browser_nor_a_folder(server: WebServer) -> None:
    calm = server.on("/", page(FILLER))
    busy = server.on("/busy", page(FILLER + "<script>setTimeout(() => { while (true) {} }, 10)</script>"))
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, calm, busy], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as service:
        assert service.stdout is not None
        home, *numbers = service.stdout.readline().split()
        members = [psutil.Process(int(number)) for number in numbers]
        while not server.asked("/busy"):
            time.sleep(0.05)
        service.kill()
    until = time.monotonic() + 30
    while time.monotonic() < until and (any(map(_lives, members)) or Path(home).exists()):
        time.sleep(0.1)
    assert not any(map(_lives, members))
    assert not Path(home).exists()


def test_a_page_too_deep_for_the_browser_is_a_page_or_a_named_failure(
    server: WebServer, browser: Browsing, harmless: None
) -> None:
    script = """<script>let e = document.body; for (let i = 0; i < 5000; i++) {
      const d = document.createElement('div'); e.append(d); e = d } e.append('bottom')</script>"""
    outcome = browser.read(server.on("/", page(FILLER + script)))
    assert isinstance(outcome, Capture) or outcome.reason is FailureReason.BROWSER


def test_a_page_that_tampers_with_the_document_s_own_functions_is_read_or_refused(
    server: WebServer, browser: Browsing, harmless: None
) -> None:
    script = """<script>document.querySelectorAll = () => { throw 1 }; Object.defineProperty(document, 'body',
      {get() { throw 2 }}); Array.prototype.toJSON = () => 'no'; JSON.stringify = () => '"lies"';</script>"""
    outcome = browser.read(server.on("/", page(FILLER + script)))
    assert isinstance(outcome, Capture) or outcome.reason in FailureReason


def test_cookies_and_storage_of_one_page_do_not_reach_the_next(server: WebServer, browser: Browsing) -> None:
    url = server.on(
        "/",
        page(
            FILLER + "<script>document.title = document.cookie + localStorage.a;"
            "document.cookie = 'a=1'; localStorage.a = 1</script>"
        ),
    )
    browser.seen(url)
    assert "<title>undefined</title>" in browser.seen(url)
    assert got(browser.read(url)).browser
