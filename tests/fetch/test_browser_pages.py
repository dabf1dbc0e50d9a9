"""Pages that fill themselves by script, as people publish them: what a reader sees is what is captured."""

from __future__ import annotations

import json
import struct
import time
from collections.abc import Iterator

import pytest

from monitor.extract import extract
from monitor.model import Capture, FailureReason, Field, Listing, Validators, Verdict, codec
from tests.fetch.browsing import FILLER, OPTIONS, Browsing, browsing, needs_browser
from tests.fetch.conftest import failed, got, run, source
from tests.servers.http import WebServer, page, redirect

pytestmark = [needs_browser, pytest.mark.slow]

COMPANIES = [
    {"name": "Amazon Web Services EMEA SARL", "purpose": "Hosting", "location": "Ireland"},
    {"name": "Twilio Inc.", "purpose": "Text messages", "location": "United States"},
    {"name": "Zendesk, Inc.", "purpose": "Customer support", "location": "United States"},
]
NAMES = [company["name"] for company in COMPANIES]
TABLE = """rows => '<h1>Sub-processors</h1><table><tr><th>Sub-processor</th><th>Purpose</th><th>Location</th></tr>' +
  rows.map(r => `<tr><td>${r.name}</td><td>${r.purpose}</td><td>${r.location}</td></tr>`).join('') + '</table>'"""
SHELL = "<!doctype html><html lang=en><title>Sub-processors</title><div id=root></div><script>{}</script>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browsing]:
    with browsing() as one:
        yield one


def read(capture: Capture) -> Listing:
    return extract(
        capture.body, media_type=capture.media_type, charset=capture.charset, url=capture.final_url
    )


def names(capture: Capture) -> list[str]:
    return [row.get(Field.NAME) or "" for row in read(capture).rows]


def data(server: WebServer, path: str = "/api/list") -> str:
    return server.on(path, page(json.dumps(COMPANIES), content_type="application/json"))


def test_a_shell_that_a_script_fills_with_data_from_the_server_reads_as_a_list(
    server: WebServer, browser: Browsing
) -> None:
    data(server)
    get = "fetch('/api/list').then(r => r.json())"
    script = f"const show = {TABLE}; {get}.then(rows => {{ root.innerHTML = show(rows) }})"
    url = server.on("/", page(SHELL.format(script)))
    assert read(got(run(source(url), options=OPTIONS)[0])).verdict is Verdict.NO_LIST
    capture = got(browser.read(url))
    assert capture.browser
    assert capture.media_type == "text/html"
    assert capture.charset == "utf-8"
    assert capture.peer == f"127.0.0.1:{server.port}"
    assert names(capture) == NAMES


def test_where_the_page_shows_no_list_the_data_it_received_is_read(
    server: WebServer, browser: Browsing
) -> None:
    data(server)
    script = "fetch('/api/list').then(r => r.json()).then(rows => { new Image().alt = rows.length })"
    capture = got(browser.read(server.on("/", page(SHELL.format(script)))))
    assert names(capture) == NAMES


def test_data_that_the_server_calls_by_another_name_is_kept_too(server: WebServer, browser: Browsing) -> None:
    server.on("/list", page(")]}',\n" + json.dumps(COMPANIES), content_type="text/plain"))
    capture = got(browser.read(server.on("/", page(SHELL.format("fetch('/list').then(r => r.text())")))))
    assert names(capture) == NAMES


def test_data_cannot_break_out_of_its_place(server: WebServer, browser: Browsing) -> None:
    hostile = json.dumps([{"name": "</script><h1>Evil</h1><!-- <script>"}])
    server.on("/list", page(hostile, content_type="application/json"))
    script = FILLER + "<script>fetch('/list').then(r => r.json())</script>"
    document = browser.seen(server.on("/", page(script)))
    assert "data-captured-from" in document
    assert "<h1>Evil" not in document


def test_what_stands_in_a_frame_is_part_of_the_page(server: WebServer, browser: Browsing) -> None:
    rows = "".join(f"<tr><td>{c['name']}<td>{c['purpose']}<td>{c['location']}" for c in COMPANIES * 4)
    server.on("/frame", page(f"<table><tr><th>Sub-processor<th>Purpose<th>Location{rows}</table>"))
    url = server.on("/", page("<h1>Sub-processors</h1><iframe src=/frame width=900 height=600></iframe>"))
    assert set(names(got(browser.read(url)))) == set(NAMES)


def test_what_is_folded_away_is_part_of_the_page(server: WebServer, browser: Browsing) -> None:
    rows = "".join(f"<tr><td>{c['name']}<td>{c['purpose']}<td>{c['location']}" for c in COMPANIES)
    table = f"<table><tr><th>Sub-processor<th>Purpose<th>Location{rows}</table>"
    body = f"<h1>Sub-processors</h1>{FILLER}<details><summary>Show</summary>{table}</details>"
    hidden = f"{body}<div role=tabpanel hidden><p>Behind a tab</p></div>"
    capture = got(browser.read(server.on("/", page(hidden))))
    assert names(capture) == NAMES
    assert b"Behind a tab" in capture.body


def test_shadow_trees_stand_in_their_places(server: WebServer, browser: Browsing) -> None:
    script = f"""customElements.define('vendor-list', class extends HTMLElement {{ connectedCallback() {{
      this.attachShadow({{mode: 'open'}}).innerHTML = ({TABLE})({json.dumps(COMPANIES)}) }} }})"""
    url = server.on("/", page(f"{FILLER}<vendor-list></vendor-list><script>{script}</script>"))
    assert names(got(browser.read(url))) == NAMES


def test_rows_that_come_as_the_page_is_scrolled_are_waited_for(server: WebServer, browser: Browsing) -> None:
    script = """let n = 0; const table = document.querySelector('table'), end = document.getElementById('end');
    const more = () => { for (let i = 0; i < 40 && n < 200; i++, n++) {
      const row = table.insertRow(); row.insertCell().textContent = 'Company ' + n + ' Inc.';
      row.insertCell().textContent = 'Hosting'; row.style.height = '60px' } };
    new IntersectionObserver(seen => { if (seen[0].isIntersecting) setTimeout(more, 50) }).observe(end); more();"""
    body = f"{FILLER}<table><tr><th>Sub-processor<th>Purpose</table><p id=end>.</p><script>{script}</script>"
    document = browser.seen(server.on("/", page(body)))
    assert "Company 0 Inc." in document
    assert "Company 199 Inc." in document


def test_the_way_is_recorded_server_and_script_alike(server: WebServer, browser: Browsing) -> None:
    server.on("/list", page(FILLER))
    server.on("/middle", page("<script>location.replace('/list')</script>"))
    capture = got(browser.read(server.on("/", redirect("/middle"))))
    assert [hop.status for hop in capture.redirects] == [302, 200]
    assert capture.final_url == server.url("/list")


@pytest.mark.parametrize(
    ("status", "reason"),
    [(404, FailureReason.NOT_FOUND), (403, FailureReason.FORBIDDEN), (503, FailureReason.SERVER_ERROR)],
)
def test_a_status_means_what_it_means_without_a_browser(
    server: WebServer, browser: Browsing, status: int, reason: FailureReason
) -> None:
    failure = failed(browser.read(server.on("/", page(FILLER, status))))
    assert (failure.reason, failure.status) == (reason, status)


def test_a_file_is_fetched_without_the_browser(server: WebServer, browser: Browsing) -> None:
    url = server.on("/list.csv", page("Name,Purpose\nAWS,Hosting\n", content_type="text/csv"))
    capture = got(browser.read(url))
    assert not capture.browser
    assert capture.body.startswith(b"Name,Purpose")


def test_headers_a_person_set_go_to_the_page_s_own_server_only(server: WebServer, browser: Browsing) -> None:
    with WebServer() as other:
        data(other)
        data(server)
        both = f"fetch('/api/list'); fetch('{other.url('/api/list')}', {{mode: 'no-cors'}})"
        url = server.on("/", page(f"{FILLER}<script>{both}</script>"))
        browser.read(url, headers={"X-Key": "secret"})
        assert [r.header("x-key") for r in server.requests] == ["secret", "secret"]
        assert [r.header("x-key") for r in other.asked("/api/list")] == [None]


def test_it_says_who_it_is(server: WebServer, browser: Browsing) -> None:
    url = server.on("/", page(FILLER))
    browser.read(url)
    assert server.asked("/")[0].header("user-agent") == OPTIONS.identity


def test_pictures_fonts_and_films_are_not_asked_for(server: WebServer, browser: Browsing) -> None:
    font = "<style>@font-face{font-family:x;src:url(/a.woff)}</style>"
    body = f"<img src=/a.png><video src=/a.mp4 autoplay></video>{font}"
    browser.seen(server.on("/", page(f"{body}<p style='font-family:x'>{FILLER}")))
    assert [r.target for r in server.requests] == ["/"]


def test_a_picture_of_the_page_comes_with_it_unless_the_page_is_the_known_one(
    server: WebServer, browser: Browsing
) -> None:
    url = server.on("/", page(f"{FILLER}<p style='height: 20000px'>tall</p>"))
    capture = got(browser.read(url))
    assert capture.picture is not None
    size = struct.unpack(">II", capture.picture[16:24])  # PNG section 11.2.2: width and height
    assert size == (1280, 5000)
    assert len(capture.picture) <= 2_000_000
    known = Validators(sha256=codec.sha256(capture.body))
    again = got(browser.call(browser.fetcher.fetch(source(url, browser=True), known)))
    assert (again.body, again.picture) == (capture.body, None)


def test_a_picture_too_large_to_keep_is_cut_and_never_stops_the_page(
    server: WebServer, browser: Browsing
) -> None:
    noise = """<canvas id=c width=1200 height=5000></canvas><script>const x = c.getContext('2d'),
      d = x.createImageData(1200, 5000); for (let i = 0; i < d.data.length; i++) d.data[i] = Math.random() * 256;
      x.putImageData(d, 0, 0)</script>"""
    capture = got(browser.read(server.on("/", page(FILLER + noise))))
    assert capture.picture is None or len(capture.picture) <= 2_000_000


def test_the_browser_is_replaced_after_some_pages_and_ended_when_idle(server: WebServer) -> None:
    url = server.on("/", page(FILLER))
    with browsing() as browser:
        browser.seat._recycle_pages = 2
        browser.seat._idle_s = 0.2
        seen = []
        for _ in range(3):
            browser.seen(url)
            seen.append(browser.seat._process)
        assert seen[0] is seen[1] is not seen[2]
        assert not seen[0].alive
        until = time.monotonic() + 20
        while browser.seat._process is not None and time.monotonic() < until:
            time.sleep(0.05)
        assert browser.family() == set()
        browser.seen(url)


def test_a_browser_that_is_missing_is_named_with_the_way_to_mend_it(server: WebServer) -> None:
    url = server.on("/", page(FILLER))
    with browsing(browser_path="/nowhere/chromium") as browser:
        failure = failed(browser.read(url))
    assert failure.reason is FailureReason.BROWSER
    assert "/nowhere/chromium" in failure.detail
    assert server.requests == []


def test_a_program_that_is_no_browser_is_named(server: WebServer) -> None:
    url = server.on("/", page(FILLER))
    with browsing(browser_path="/bin/true") as browser:
        failure = failed(browser.read(url))
    assert failure.reason is FailureReason.BROWSER
    assert "does not start" in failure.detail
