"""A page comes back byte for byte, cheaply when it has not changed, and politely."""

from __future__ import annotations

import asyncio
import gzip
import logging
import threading
import zlib

import brotli
import pytest
import zstandard

from monitor import __version__
from monitor.fetch import Fetcher, FetchOptions
from monitor.model import Capture, FailureReason, Hints, Validators
from tests.fetch.conftest import NOON, SMALL, failed, got, run, source
from tests.servers.http import Request, WebServer, conditional, hang_up_once, page, redirect, silent

LIST = ("<table>" + "<tr><td>Acme Hosting GmbH</td><td>Frankfurt</td></tr>" * 60 + "</table>").encode()


def test_a_capture_holds_all_that_was_sent(server: WebServer) -> None:
    url = server.on("/list", page(LIST, Content_Type="Text/HTML; Charset=UTF-8", X_Two="a"))
    capture = got(run(source(url))[0])
    assert capture.body == LIST
    assert capture.status == 200
    assert capture.headers == (
        ("Content-Length", str(len(LIST))),
        ("Content-Type", "Text/HTML; Charset=UTF-8"),
        ("X-Two", "a"),
    )
    assert (capture.media_type, capture.charset) == ("text/html", "UTF-8")
    assert capture.fetched_at == NOON
    assert capture.peer == f"127.0.0.1:{server.port}"
    assert capture.elapsed_s > 0
    assert capture.final_url == url
    assert not capture.not_modified


CODINGS = {
    "gzip": gzip.compress(LIST),
    "x-gzip": gzip.compress(LIST[:50]) + gzip.compress(LIST[50:]),
    "deflate": zlib.compress(LIST),
    "Deflate": zlib.compress(LIST, wbits=-15),
    "br": brotli.compress(LIST),
    "zstd": zstandard.compress(LIST),
    "gzip, br": brotli.compress(gzip.compress(LIST)),
    "identity": LIST,
    "utf-8": LIST,
}


@pytest.mark.parametrize("coding", CODINGS)
def test_every_usual_compression_is_undone(server: WebServer, coding: str) -> None:
    url = server.on("/", page(CODINGS[coding], content_encoding=coding))
    assert got(run(source(url))[0]).body == LIST


def test_a_large_compressed_page_is_undone_too(server: WebServer) -> None:
    body = bytes(range(256)) * 8_000
    large = zlib.compressobj(0)
    url = server.on("/", page(large.compress(body) + large.flush(), content_encoding="deflate"))
    options = FetchOptions(allow_networks=SMALL.allow_networks)
    assert got(run(source(url), options=options)[0]).body == body


def test_we_say_who_we_are_and_what_we_read(server: WebServer) -> None:
    options = FetchOptions(contact="https://buyer.example/monitor", allow_networks=SMALL.allow_networks)
    run(source(server.on("/", page("x")), hints=Hints(language="de")), options=options)
    request = server.requests[0]
    assert (
        request.header("user-agent") == f"SubprocessorMonitor/{__version__} (+https://buyer.example/monitor)"
    )
    assert request.header("accept-language") == "de, en;q=0.8"
    assert request.header("accept-encoding") == "zstd, br, gzip, deflate"


def test_headers_of_a_source_take_the_place_of_ours(server: WebServer) -> None:
    run(source(server.on("/", page("x")), headers={"user-agent": "Other/1"}))
    assert server.requests[0].header("user-agent") == "Other/1"


@pytest.mark.parametrize("headers", [{"X-Bad": "a\r\nInjected: b"}, {"X Bad\n": "a"}])
def test_a_header_that_cannot_be_sent_is_a_failure_and_sends_nothing(
    server: WebServer, headers: dict[str, str]
) -> None:
    failure = failed(run(source(server.on("/", page("x")), headers=headers))[0])
    assert failure.reason is FailureReason.PROTOCOL
    assert not any(request.header("injected") for request in server.requests)


ETAG = 'W/"0815-ä"'.encode().decode("latin-1")
STAMP = "Wed, 22 Feb 2023 09:00:00 GMT"


@pytest.mark.parametrize(("etag", "stamp"), [(ETAG, None), (None, STAMP), ('"x"', STAMP)])
def test_the_servers_own_validators_are_sent_back_verbatim(
    server: WebServer, etag: str | None, stamp: str | None
) -> None:
    url = server.on("/", conditional("list", etag, stamp))
    first = got(run(source(url))[0])
    second = got(run(source(url), validators=first.validators)[0])
    assert second.not_modified
    assert (second.status, second.body) == (304, b"")
    request = server.requests[-1]
    assert (request.header("if-none-match"), request.header("if-modified-since")) == (etag, stamp)


def test_validators_of_one_page_are_not_sent_to_another_it_redirects_to_now(server: WebServer) -> None:
    url = server.on("/list", conditional("old list", None, STAMP))
    first = got(run(source(url))[0])
    server.on("/list", redirect("/new"))
    server.on("/new", conditional("new list", None, STAMP))
    second = got(run(source(url), validators=first.validators)[0])
    assert second.body == b"new list"


def test_validators_without_an_address_are_sent_at_every_hop(server: WebServer) -> None:
    url = server.on("/", redirect("/list"))
    server.on("/list", conditional("list", '"1"'))
    assert got(run(source(url), validators=Validators('"1"'))[0]).not_modified


def test_a_fresh_look_is_independent_of_the_first(server: WebServer) -> None:
    url = server.on("/", conditional("list", '"1"'))

    async def main() -> list[Capture]:
        async with Fetcher(SMALL) as fetcher:
            known = Validators('"1"')
            looks = [await fetcher.fetch(source(url), known, fresh=fresh) for fresh in (False, False, True)]
            return [got(look) for look in looks]

    looks = asyncio.run(main())
    assert [look.not_modified for look in looks] == [True, True, False]
    assert [request.connection for request in server.requests] == [1, 1, 2]
    fresh = server.requests[-1]
    assert (fresh.header("if-none-match"), fresh.header("cache-control")) == (None, "no-cache")


def test_a_kept_connection_that_the_server_dropped_is_replaced_once(server: WebServer) -> None:
    url = server.on("/", hang_up_once(page("list")))
    outcomes = run(source(url), source(url))
    assert [got(outcome).body for outcome in outcomes] == [b"list", b"list"]
    assert [request.connection for request in server.requests] == [1, 1, 2]


def test_no_more_requests_are_under_way_than_allowed(server: WebServer) -> None:
    async def slow(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.02)
        await page("list")(request, writer)

    urls = [server.on(f"/{number}", slow) for number in range(12)]

    async def main(options: FetchOptions) -> None:
        async with Fetcher(options) as fetcher:
            for outcome in await asyncio.gather(*(fetcher.fetch(source(url)) for url in urls)):
                got(outcome)

    loopback = SMALL.allow_networks
    asyncio.run(main(FetchOptions(per_host_concurrency=2, per_host_delay_s=0, allow_networks=loopback)))
    assert server.most_at_once == 2
    asyncio.run(
        main(FetchOptions(concurrency=3, per_host_concurrency=9, per_host_delay_s=0, allow_networks=loopback))
    )
    assert server.most_at_once == 3


def test_a_fetch_that_is_cancelled_leaves_the_fetcher_whole(server: WebServer) -> None:
    asked = threading.Event()

    async def never(request: Request, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await silent()(request, writer)

    waiting = server.on("/silent", never)
    url = server.on("/", page("list"))

    async def main() -> Capture:
        options = FetchOptions(
            per_host_concurrency=1, per_host_delay_s=0, allow_networks=SMALL.allow_networks
        )
        async with Fetcher(options) as fetcher:
            task = asyncio.create_task(fetcher.fetch(source(waiting)))
            await asyncio.to_thread(asked.wait, 5)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return got(await fetcher.fetch(source(url)))

    assert asyncio.run(main()).body == b"list"


def test_requests_leave_no_lines_in_the_log(server: WebServer, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        run(source(server.on("/", page("list"))))
    assert caplog.records == []


def test_a_fetcher_that_is_not_open_says_how_to_open_it() -> None:
    with pytest.raises(RuntimeError, match="async with"):
        asyncio.run(Fetcher(SMALL).fetch(source("http://vendor.test/")))


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"total_timeout_s": 0}, "total_timeout_s"),
        ({"per_host_delay_s": -1}, "per_host_delay_s"),
        ({"allow_networks": ("10.0.0.1/8",)}, "allow_networks"),
        ({"user_agent": "Bad\r\nX: y"}, "user_agent"),
        ({"proxy": "socks5://proxy.example"}, "proxy"),
    ],
)
def test_options_that_make_no_sense_are_named(wrong: dict[str, object], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        FetchOptions(**wrong)  # type: ignore[arg-type]
