"""The address guard: a vendor's page may not lead us into a private network.

It judges the address a connection is about to be opened to, after name resolution and for every hop, because a
check of the URL alone is undone by a redirect, by a name that resolves to a private address, by a second resolution
with another answer, or by two parsers reading one URL differently.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from aiohttp.abc import AbstractResolver, ResolveResult

from monitor import knowledge

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
AddressInfo = tuple[int, int, int, str, tuple[object, ...]]


NOT_AN_ADDRESS = "not an address"


class PrivateAddressError(OSError):
    """The guard refused to connect. An OSError, because that is what a connection that fails to open raises."""

    def __init__(self, address: str, what: str, host: str | None = None) -> None:
        via = f"{host} resolves to {address}" if host and host != address else address
        super().__init__(f"{via}, which is not a public address ({what})")


@dataclass(frozen=True, slots=True)
class _Special:
    net: Network
    what: str
    private: bool


@dataclass(frozen=True, slots=True)
class _Carrier:
    """An IPv6 network whose addresses hold an IPv4 address ``at`` so many bits from the left."""

    net: ipaddress.IPv6Network
    what: str
    at: int


@cache
def _specials() -> tuple[_Special, ...]:
    return tuple(
        _Special(ipaddress.ip_network(entry["net"]), entry["what"], entry["private"])
        for entry in knowledge.load("special_addresses")["networks"]
    )


@cache
def _carriers() -> tuple[_Carrier, ...]:
    return tuple(
        _Carrier(ipaddress.IPv6Network(entry["net"]), entry["what"], entry["at"])
        for entry in knowledge.load("special_addresses")["carriers"]
    )


def _carried(address: Address) -> tuple[ipaddress.IPv4Address, str] | None:
    """The IPv4 address an IPv6 address carries, and how; None where it carries none."""
    if address.version == 4:
        return None
    for carrier in _carriers():
        if address in carrier.net:
            bits = (int(address) >> (128 - carrier.at - 32)) & 0xFFFFFFFF
            return ipaddress.IPv4Address(bits), carrier.what
    return None


@dataclass(frozen=True, slots=True)
class AddressGuard:
    """Which addresses may be connected to.

    networks: allowed although they are special. private: those a person may allow by name are allowed too
    (never link-local, multicast or reserved ones).
    """

    networks: tuple[Network, ...] = ()
    private: bool = False

    def refusal(self, literal: str) -> str | None:
        """Why this address (a number, as a resolver gives it) is refused, in words; None where it is allowed."""
        try:
            address: Address = ipaddress.ip_address(literal.partition("%")[0])
        except ValueError:
            return NOT_AN_ADDRESS
        return self._judge(address)

    def _judge(self, address: Address) -> str | None:
        if any(address in net for net in self.networks):
            return None
        special = next((entry for entry in _specials() if address in entry.net), None)
        if special is not None:
            return None if special.private and self.private else special.what
        carried = _carried(address)
        if carried is not None and (inner := self._judge(carried[0])) is not None:
            return f"{carried[1]} {carried[0]}: {inner}"
        return None

    def socket_factory(self) -> Callable[[AddressInfo], socket.socket]:
        """What opens the sockets of a connection pool: the last word, for names and numbers alike."""

        def open_socket(info: AddressInfo) -> socket.socket:
            family, kind, proto, _, where = info
            literal = str(where[0])
            if (refused := self.refusal(literal)) is not None:
                raise PrivateAddressError(literal, refused)
            return socket.socket(family=family, type=kind, proto=proto)

        return open_socket


class GuardedResolver(AbstractResolver):
    """Resolves names through another resolver and keeps only the addresses the guard allows.

    The sockets are guarded anyway; refusing here keeps the reason (which name, which address), which is lost
    where several addresses of one name fail in different ways.
    """

    def __init__(self, inner: AbstractResolver, guard: AddressGuard) -> None:
        self._inner = inner
        self._guard = guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The allowed addresses of a name. Raises PrivateAddressError where it has only refused ones."""
        found = await self._inner.resolve(host, port, family)
        allowed = [entry for entry in found if self._guard.refusal(entry["host"]) is None]
        if found and not allowed:
            address = found[0]["host"]
            raise PrivateAddressError(address, self._guard.refusal(address) or "", host)
        return allowed

    async def close(self) -> None:
        """Close the resolver underneath."""
        await self._inner.close()


def networks(names: Iterable[str]) -> tuple[Network, ...]:
    """Networks from their CIDR spelling. Raises ValueError for one that is none."""
    return tuple(ipaddress.ip_network(name) for name in names)
