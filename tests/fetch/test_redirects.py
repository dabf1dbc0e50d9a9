"""Redirects are followed by us, hop by hop, recorded, and only to where a list may be."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from monitor.fetch.problem import FetchProblemError
from monitor.fetch.redirects import follow, parse
from monitor.model import FailureReason, Hop, Source
from tests.fetch.conftest import SMALL, failed, got, run, source
from tests.servers.http import Request, WebServer, page, redirect


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_every_hop_is_recorded_with_its_status_and_location_as_written(
    server: WebServer, status: int
) -> None:
    url = server.on("/a", redirect("b?x=1#part", status))
    server.on("/b", redirect(server.url("/c"), 301))
    server.on("/c", page("list"))
    capture = got(run(source(url))[0])
    assert capture.requested_url == url
    assert capture.final_url == server.url("/c")
    assert capture.redirects == (
        Hop(server.url("/a"), status, "b?x=1#part"),
        Hop(server.url("/b?x=1"), 301, server.url("/c")),
    )


def test_a_circle_is_named_with_its_way(server: WebServer) -> None:
    url = server.on("/a", redirect("/b"))
    server.on("/b", redirect("/a"))
    failure = failed(run(source(url))[0])
    assert failure.reason is FailureReason.REDIRECT_LOOP
    assert "/a → " in failure.detail
    assert [hop.url for hop in failure.redirects] == [server.url("/a"), server.url("/b")]
    assert len(server.requests) == 2


def test_an_endless_chain_ends_at_the_limit(server: WebServer) -> None:
    async def further(request: Request, writer: asyncio.StreamWriter) -> None:
        await redirect(f"/?{len(server.requests)}")(request, writer)

    failure = failed(run(source(server.on("/", further)))[0])
    assert failure.reason is FailureReason.REDIRECT_LOOP
    assert len(failure.redirects) == SMALL.max_redirects


def test_a_page_that_sets_a_cookie_and_redirects_to_itself_is_read(server: WebServer) -> None:
    async def asks_for_a_cookie(request: Request, writer: asyncio.StreamWriter) -> None:
        seen = request.header("cookie") == "seen=yes"
        await (page("list") if seen else redirect("/", Set_Cookie="seen=yes"))(request, writer)

    url = server.on("/", asks_for_a_cookie)
    first, second = run(source(url), source(url))
    assert got(first).body == got(second).body == b"list"
    assert [r.header("cookie") for r in server.requests] == [None, "seen=yes"] * 2, (
        "forgotten after each fetch"
    )


@pytest.mark.parametrize(
    "location",
    [
        "",
        "file:///etc/passwd",
        "gopher://127.0.0.1:70/",
        "javascript:alert(1)",
        "http://[::1",
        "http://" + "a" * 64 + ".test/",
    ],
)
def test_a_redirect_to_what_is_no_web_address_is_named_and_not_taken(
    server: WebServer, location: str
) -> None:
    failure = failed(run(source(server.on("/", redirect(location))))[0])
    assert failure.reason is FailureReason.BAD_REDIRECT
    assert failure.status == 302


def response_to(url: str, location: str) -> httpx.Response:
    return httpx.Response(301, headers={"Location": location}, request=httpx.Request("GET", url))


def test_once_on_https_we_stay_on_https() -> None:
    here = parse("https://vendor.test/list")
    there, location = follow(here, response_to(str(here), "http://vendor.test/list/"))
    assert str(there) == "https://vendor.test/list/"
    assert location == "http://vendor.test/list/", "the record says what the server said"


@pytest.mark.parametrize("location", ["http://vendor.test:8080/list", "http://vendor.test/list"])
def test_a_step_down_from_https_that_cannot_be_mended_is_named(location: str) -> None:
    here = parse("https://vendor.test/list")
    with pytest.raises(FetchProblemError, match="down to") as caught:
        follow(here, response_to(str(here), location))
    assert caught.value.reason is FailureReason.BAD_REDIRECT


def test_headers_and_passwords_of_a_source_stay_with_its_origin(server: WebServer) -> None:
    with WebServer() as elsewhere:
        elsewhere.on("/list", page("list"))
        server.on("/a", redirect("/b"))
        server.on("/b", redirect(elsewhere.url("/list")))
        url = server.url("/a").replace("http://", "http://user:p%40ss@")
        capture = got(run(source(url, headers={"X-Api-Key": "secret"}))[0])
    assert [r.header("x-api-key") for r in server.requests] == ["secret", "secret"]
    assert [r.header("authorization") for r in server.requests] == ["Basic dXNlcjpwQHNz"] * 2
    assert elsewhere.requests[0].header("x-api-key") is None
    assert elsewhere.requests[0].header("authorization") is None
    assert "p%40ss" not in repr(capture), "no password is kept with the evidence"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", FailureReason.INVALID_URL),
        ("vendor.test/list", FailureReason.INVALID_URL),
        ("https://", FailureReason.INVALID_URL),
        ("https://[::1", FailureReason.INVALID_URL),
        ("https://vendor..test/", FailureReason.INVALID_URL),
        ("https://vendor.test:99999/", FailureReason.INVALID_URL),
        ("https://ven\ndor.test/", FailureReason.INVALID_URL),
        ("file:///etc/passwd", FailureReason.UNSUPPORTED_SCHEME),
        ("ftp://vendor.test/list", FailureReason.UNSUPPORTED_SCHEME),
    ],
)
def test_an_address_that_cannot_be_fetched_is_a_failure_that_says_why(
    url: str, reason: FailureReason
) -> None:
    failure = failed(run(Source(id="a/list", vendor_id="a", url=url))[0])
    assert failure.reason is reason
    assert failure.detail


def test_a_name_that_does_not_resolve_is_a_failure_of_names() -> None:
    assert failed(run(source("http://vendor.invalid/"))[0]).reason is FailureReason.DNS


def test_international_names_and_fragments_are_understood() -> None:
    address = parse(" https://bücher.example/unterauftragsverarbeiter#liste ")
    assert str(address) == "https://xn--bcher-kva.example/unterauftragsverarbeiter"
