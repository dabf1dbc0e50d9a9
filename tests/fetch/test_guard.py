"""No vendor's page leads us into a private network: not by number, not by name, not by a redirect."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetch import FetchOptions
from monitor.fetch.guard import AddressGuard, networks
from monitor.model import FailureReason
from tests.fetch.conftest import failed, got, run, source
from tests.servers.http import WebServer, page, redirect

# The guard as shipped: nothing private is allowed.
GUARDED = FetchOptions(connect_timeout_s=2, read_timeout_s=1, total_timeout_s=3, per_host_delay_s=0)


class Names(AbstractResolver):
    """A resolver with a book of its own. A list of answers is given out one after the other."""

    def __init__(self, **book: list[list[str]]) -> None:
        self.book = {name.replace("_", "."): answers for name, answers in book.items()}

    async def resolve(self, host: str, port: int = 0, family: int = socket.AF_INET) -> list[Any]:
        answers = self.book[host]
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            {
                "hostname": host,
                "host": address,
                "port": port,
                "family": socket.AF_INET6 if ":" in address else socket.AF_INET,
                "proto": 0,
                "flags": socket.AI_NUMERICHOST,
            }
            for address in addresses
        ]

    async def close(self) -> None:
        pass


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "100.127.255.255",
        "169.254.169.254",
        "192.0.0.170",
        "198.18.0.1",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "::ffff:0:169.254.169.254",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::8.8.8.8",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "2001::1",
        "2001:db8::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "localhost",
        "",
    ],
)
def test_a_special_address_is_refused_in_words(address: str) -> None:
    assert AddressGuard().refusal(address)


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "100.63.255.255",
        "100.128.0.1",
        "172.32.0.1",
        "192.169.0.1",
        "169.253.1.1",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00:1450::8a",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1",
    ],
)
def test_a_public_address_is_allowed(address: str) -> None:
    assert AddressGuard().refusal(address) is None


@given(st.ip_addresses())
def test_what_the_standard_library_calls_private_or_multicast_is_refused(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if address.is_private or address.is_multicast or address.is_loopback or address.is_link_local:
        mapped = address.ipv4_mapped if address.version == 6 else None
        if mapped is None:  # older Pythons call every mapped address private
            assert AddressGuard().refusal(str(address))


@given(st.ip_addresses(v=4))
def test_an_address_dressed_as_ipv6_is_judged_as_what_it_is(address: ipaddress.IPv4Address) -> None:
    plain = AddressGuard().refusal(str(address)) is None
    for dress in ("::ffff:", "64:ff9b::", "::ffff:0:"):
        assert (AddressGuard().refusal(f"{dress}{address}") is None) is plain


def test_a_person_may_allow_a_private_network_but_never_the_metadata_address_by_that_word() -> None:
    allowing = AddressGuard(private=True)
    assert allowing.refusal("10.0.0.1") is None
    assert allowing.refusal("::1") is None
    assert allowing.refusal("169.254.169.254")
    assert allowing.refusal("::ffff:169.254.169.254")
    assert allowing.refusal("224.0.0.1")
    assert AddressGuard(networks(["169.254.0.0/16"])).refusal("169.254.169.254") is None


@pytest.mark.parametrize(
    "path", ["http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::ffff:127.0.0.1]:{port}/"]
)
def test_a_private_address_is_refused_before_a_byte_is_sent(server: WebServer, path: str) -> None:
    server.on("/", page("secrets"))
    failure = failed(run(source(path.format(port=server.port)), options=GUARDED)[0])
    assert failure.reason is FailureReason.PRIVATE_ADDRESS
    assert "allow_private" in failure.detail
    assert server.requests == []


def test_a_name_that_resolves_to_a_private_address_is_refused_and_both_are_named(server: WebServer) -> None:
    server.on("/", page("secrets"))
    url = server.url(host="list.vendor.test")
    names = Names(list_vendor_test=[["127.0.0.1"]])
    failure = failed(run(source(url), options=GUARDED, resolver=names)[0])
    assert failure.reason is FailureReason.PRIVATE_ADDRESS
    assert "list.vendor.test resolves to 127.0.0.1" in failure.detail
    assert server.requests == []


def test_a_name_with_several_private_addresses_keeps_the_reason(server: WebServer) -> None:
    names = Names(vendor_test=[["127.0.0.1", "10.0.0.1", "::1", "fe80::1"]])
    failure = failed(run(source(server.url(host="vendor.test")), options=GUARDED, resolver=names)[0])
    assert failure.reason is FailureReason.PRIVATE_ADDRESS


def test_a_redirect_from_an_allowed_host_to_another_private_one_is_refused(server: WebServer) -> None:
    url = server.on("/", redirect(f"http://localhost:{server.port}/admin"))
    server.on("/admin", page("secrets"))
    failure = failed(run(source(url, allow_private=True), options=GUARDED)[0])
    assert failure.reason is FailureReason.PRIVATE_ADDRESS
    assert [hop.status for hop in failure.redirects] == [302]
    assert server.asked("/admin") == []


def test_a_source_allowed_by_name_is_read_also_after_a_redirect_on_its_own_host(server: WebServer) -> None:
    url = server.on("/", redirect("/list"))
    server.on("/list", page("list"))
    assert got(run(source(url, allow_private=True), options=GUARDED)[0]).body == b"list"


def test_a_connection_opened_for_an_allowed_source_is_not_lent_to_another(server: WebServer) -> None:
    url = server.on("/", page("list"))
    allowed, other = run(source(url, allow_private=True), source(url), options=GUARDED)
    assert got(allowed).body == b"list"
    assert failed(other).reason is FailureReason.PRIVATE_ADDRESS


def test_a_name_that_turns_private_between_two_looks_is_caught_at_the_second(server: WebServer) -> None:
    server.on("/", page("list"))
    options = FetchOptions(per_host_delay_s=0, allow_networks=("127.0.0.1/32",))
    names = Names(vendor_test=[["127.0.0.1"], ["127.0.0.2"]])
    url = server.url(host="vendor.test")
    first = run(source(url), options=options, resolver=names)[0]
    second = run(source(url), options=options, resolver=names, fresh=True)[0]
    assert got(first).body == b"list"
    assert failed(second).reason is FailureReason.PRIVATE_ADDRESS


def test_of_a_name_with_public_and_private_addresses_only_the_public_are_tried(server: WebServer) -> None:
    server.on("/", page("list"))
    options = FetchOptions(per_host_delay_s=0, allow_networks=("127.0.0.1/32",))
    names = Names(vendor_test=[["10.0.0.1", "127.0.0.1"]])
    capture = got(run(source(server.url(host="vendor.test")), options=options, resolver=names)[0])
    assert capture.peer == f"127.0.0.1:{server.port}"


def test_ipv6_is_spoken() -> None:
    try:
        with WebServer(host="::1") as server:
            url = server.on("/", page("list"))
            capture = got(run(source(url, allow_private=True), options=GUARDED)[0])
    except OSError as error:
        pytest.skip(f"this machine has no IPv6 loopback: {error}")
    assert capture.body == b"list"
    assert capture.peer == f"[::1]:{server.port}"
