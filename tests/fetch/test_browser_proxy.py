"""The browser's only way out: every connection is opened by us, to an address that was judged."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from monitor.fetch.browser_proxy import GuardProxy
from monitor.fetch.guard import AddressGuard, networks
from monitor.model import FailureReason
from tests.fetch.test_guard import Names
from tests.servers.http import WebServer, endless, raw

LIST = raw(b"HTTP/1.1 200 X\r\nContent-Length: 4\r\n\r\nlist")  # and then the connection ends


def proxy(names: Names, **changes: Any) -> GuardProxy:
    """A proxy that allows 127.0.0.1 and, to the one private host, whatever a person may allow."""
    allowed = networks(["127.0.0.1/32"])
    options: dict[str, Any] = {"private_host": None, "limit": 100_000, "connect_timeout_s": 2} | changes
    guards = {private: AddressGuard(allowed, private) for private in (False, True)}
    return GuardProxy(guards=guards, resolver=names, **options)


async def ask(through: GuardProxy, request: str) -> bytes:
    """What comes back for these bytes until the proxy closes, or nothing more comes."""
    host, _, port = through.address.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request.encode())
    try:
        async with asyncio.timeout(10):
            return await reader.read(-1)
    finally:
        writer.close()


def asked(names: Names, *requests: str, **changes: Any) -> tuple[list[bytes], GuardProxy]:
    async def main() -> tuple[list[bytes], GuardProxy]:
        async with proxy(names, **changes) as through:
            return [await ask(through, request) for request in requests], through

    return asyncio.run(main())


def get(host: str, port: int, path: str = "/") -> str:
    return f"GET http://{host}:{port}{path} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n"


def test_the_address_that_was_judged_is_the_one_connected_to_however_often_the_name_turns(
    server: WebServer,
) -> None:
    server.on("/", LIST)
    names = Names(vendor_test=[["127.0.0.1"], ["127.0.0.2"]])
    with WebServer(host="127.0.0.2") as inside:
        first, second = asked(names, get("vendor.test", server.port), get("vendor.test", inside.port))[0]
        assert inside._connections == 0
    assert first.endswith(b"list")
    assert second == b""


def test_of_several_addresses_only_the_allowed_are_tried(server: WebServer) -> None:
    server.on("/", LIST)
    (answer,), through = asked(
        Names(vendor_test=[["10.0.0.1", "127.0.0.1", "::1"]]), get("vendor.test", server.port)
    )
    assert answer.endswith(b"list")
    assert through.peers == {"vendor.test": f"127.0.0.1:{server.port}"}


def test_a_tunnel_to_a_private_address_is_refused_and_the_reason_kept() -> None:
    with WebServer(host="127.0.0.2") as inside:
        request = f"CONNECT vendor.test:{inside.port} HTTP/1.1\r\n\r\n"
        (answer,), through = asked(Names(vendor_test=[["127.0.0.2"]]), request)
        assert inside._connections == 0
    assert answer.startswith(b"HTTP/1.1 502")
    assert through.problems["vendor.test"].reason is FailureReason.PRIVATE_ADDRESS


def test_only_the_host_a_person_named_may_be_private() -> None:
    names = Names(intranet_test=[["127.0.0.2"]], other_test=[["127.0.0.2"]])
    with WebServer(host="127.0.0.2") as inside:
        inside.on("/", LIST)
        requests = [get("intranet.test", inside.port), get("other.test", inside.port)]
        (mine, other), _ = asked(names, *requests, private_host="intranet.test")
    assert mine.endswith(b"list")
    assert other == b""


def test_a_visit_that_receives_more_than_it_may_is_cut_off(server: WebServer) -> None:
    server.on("/", endless(b"HTTP/1.1 200 X\r\n\r\n"))
    (answer,), through = asked(Names(vendor_test=[["127.0.0.1"]]), get("vendor.test", server.port))
    assert through.too_large
    assert len(answer) <= 100_200


@pytest.mark.parametrize(
    "request_text",
    [
        "GET / HTTP/1.1\r\n\r\n",
        "GET file:///etc/passwd HTTP/1.1\r\n\r\n",
        "GET http:///x HTTP/1.1\r\n\r\n",
        "CONNECT nowhere HTTP/1.1\r\n\r\n",
        "CONNECT [::1:80 HTTP/1.1\r\n\r\n",
        "CONNECT vendor.test:99999999 HTTP/1.1\r\n\r\n",
        "\x16\x03\x01\r\n\r\n",
        "X" * 300_000,
    ],
)
def test_what_is_no_request_meets_a_closed_door(server: WebServer, request_text: str) -> None:
    answers, _ = asked(Names(vendor_test=[["127.0.0.1"]]), request_text)
    assert answers[0] in {b"", b"HTTP/1.1 502 refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"}
    assert server.requests == []
