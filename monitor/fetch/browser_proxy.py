"""The browser's only way to the network: a forward proxy on loopback that opens every connection through the guard.

The browser itself resolves no name and opens no socket but to this proxy, so neither a redirect, a frame, a
WebSocket nor a name that resolves differently the second time leads it to a private address. TLS is not opened:
a tunnel is judged by where it leads.
"""

from __future__ import annotations

import asyncio
import base64
import socket
import ssl

import aiohappyeyeballs
import httpx
from aiohttp.abc import AbstractResolver

from monitor.fetch.guard import NOT_AN_ADDRESS, AddressGuard, GuardedResolver
from monitor.fetch.problem import EXCHANGE_ERRORS, FetchProblemError, from_exception
from monitor.model import FailureReason

_HEAD_BYTES = 256 * 1024
_PIECE = 64 * 1024
_NEXT_ADDRESS_AFTER_S = 0.25  # RFC 8305 section 5
_OWN_HEADERS = frozenset({b"connection", b"proxy-connection", b"proxy-authorization", b"keep-alive"})

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class GuardProxy:
    """A proxy for one visit: an async context manager; ``address`` is where it listens.

    private_host: the one host that may lie on a private network. limit: bytes the whole visit may receive.
    problems: why a host could not be reached, by host. peers: the address that answered for a host.
    too_large: the limit was passed, and everything was cut off.
    """

    def __init__(
        self,
        *,
        guards: dict[bool, AddressGuard],
        resolver: AbstractResolver,
        private_host: str | None,
        limit: int,
        connect_timeout_s: float,
        upstream: str | None = None,
    ) -> None:
        self._guards, self._resolver, self._private_host = guards, resolver, private_host
        self._left, self._timeout_s = limit, connect_timeout_s
        self._upstream = httpx.Proxy(upstream) if upstream else None
        self._tasks: set[asyncio.Task[None]] = set()
        self.problems: dict[str, FetchProblemError] = {}
        self.peers: dict[str, str] = {}
        self.too_large = False

    async def __aenter__(self) -> GuardProxy:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=_HEAD_BYTES)
        self.address = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self._cut_off()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _cut_off(self) -> None:
        for task in self._tasks:
            if task is not asyncio.current_task():
                task.cancel()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of the browser: one tunnel, or one request without encryption."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            line = head.split(b"\r\n", 1)[0]
            if line.startswith(b"CONNECT "):
                await self._tunnel(line, (reader, writer))
            else:
                await self._request(head, (reader, writer))
        except (
            OSError,
            asyncio.IncompleteReadError,
            asyncio.LimitOverrunError,
            ValueError,
            httpx.InvalidURL,
        ):
            pass  # a connection that ended or was no HTTP: the browser meets a closed door, and says so
        finally:
            writer.close()

    async def _tunnel(self, line: bytes, client: Streams) -> None:
        host, _, port = line.split(b" ")[1].decode("ascii").rpartition(":")
        server = await self._reach(host.strip("[]"), int(port), tunnel=True)
        if server is None:
            client[1].write(b"HTTP/1.1 502 refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        try:
            client[1].write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await self._both_ways(client, server)
        finally:
            server[1].close()

    async def _request(self, head: bytes, client: Streams) -> None:
        """One request for http:. Each has a connection of its own, so that none can reach another's host."""
        line, *fields = head[:-4].split(b"\r\n")
        verb, target, _version = line.split(b" ", 2)
        url = httpx.URL(target.decode("ascii"))
        if url.scheme != "http" or not url.host:
            return
        server = await self._reach(url.host, url.port or 80, tunnel=False)
        if server is None:
            return
        try:
            kept = [field for field in fields if _name(field) not in _OWN_HEADERS]
            if self._upstream is None:
                target = url.raw_path
            elif authorization := _authorization(self._upstream):
                kept.append(authorization)
            server[1].write(
                b"\r\n".join([verb + b" " + target + b" HTTP/1.1", *kept, b"Connection: close\r\n\r\n"])
            )
            length = next(
                (field.partition(b":")[2] for field in kept if _name(field) == b"content-length"), b"0"
            )
            if int(length):
                server[1].write(await client[0].readexactly(min(int(length), self._left)))
            await self._answer_until_closed(client, server)
        finally:
            server[1].close()

    async def _answer_until_closed(self, client: Streams, server: Streams) -> None:
        """Hand the answer over; stop when the browser has had enough of it."""
        gone = asyncio.create_task(client[0].read(1))
        answer = asyncio.create_task(self._answer(client, server))
        try:
            await asyncio.wait({gone, answer}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (gone, answer):
                task.cancel()
            await asyncio.gather(gone, answer, return_exceptions=True)

    async def _answer(self, client: Streams, server: Streams) -> None:
        status = b""
        while not status or (
            status.startswith(b"1") and status != b"101"
        ):  # interim answers (RFC 9110 section 15.2)
            line, *fields = (await server[0].readuntil(b"\r\n\r\n"))[:-4].split(b"\r\n")
            status = [*line.split(b" ", 2), b"", b""][1] or b"?"
            kept = [field for field in fields if _name(field) not in _OWN_HEADERS]
            client[1].write(b"\r\n".join([line, *kept, b"Connection: close\r\n\r\n"]))
        await self._pump(server[0], client[1], count=True)

    async def _both_ways(self, client: Streams, server: Streams) -> None:
        ways = [
            asyncio.create_task(self._pump(client[0], server[1], count=False)),
            asyncio.create_task(self._pump(server[0], client[1], count=True)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, count: bool) -> None:
        while data := await source.read(_PIECE):
            if count:
                self._left -= len(data)
                if self._left < 0:
                    self.too_large = True
                    self._cut_off()
                    return
            sink.write(data)
            await sink.drain()

    # -- the way to a server -----------------------------------------------------------------------------------

    async def _reach(self, host: str, port: int, *, tunnel: bool) -> Streams | None:
        """A connection to the host, or None; then ``problems`` says why."""
        host = host.lower()
        try:
            async with asyncio.timeout(self._timeout_s):
                if self._upstream is not None:
                    return await self._through(self._upstream, host, port, tunnel=tunnel)
                streams = await self._connect(host, port, self._guards[host == self._private_host])
        except EXCHANGE_ERRORS as error:
            self.problems.setdefault(host, from_exception(error))
            return None
        except FetchProblemError as problem:
            self.problems.setdefault(host, problem)
            return None
        name = streams[1].get_extra_info("peername")
        self.peers[host] = f"[{name[0]}]:{name[1]}" if ":" in name[0] else f"{name[0]}:{name[1]}"
        return streams

    async def _connect(self, host: str, port: int, guard: AddressGuard | None) -> Streams:
        resolver = GuardedResolver(self._resolver, guard) if guard else self._resolver
        found = await resolver.resolve(host, port, socket.AF_UNSPEC)
        infos = [
            (entry["family"], socket.SOCK_STREAM, entry["proto"], "", (entry["host"], entry["port"]))
            for entry in found
        ]
        if not infos:
            raise FetchProblemError(FailureReason.DNS, f"the name {host} does not resolve to any address")
        opened = await aiohappyeyeballs.start_connection(
            [
                (socket.AddressFamily(family), kind, proto, name, where)
                for family, kind, proto, name, where in infos
            ],
            happy_eyeballs_delay=_NEXT_ADDRESS_AFTER_S,
            socket_factory=guard.socket_factory() if guard else None,
        )
        return await asyncio.open_connection(sock=opened, limit=_HEAD_BYTES)

    async def _through(self, proxy: httpx.Proxy, host: str, port: int, *, tunnel: bool) -> Streams:
        """By way of a company's proxy, which resolves the names; addresses written as numbers are judged here."""
        guard = self._guards[host == self._private_host]
        refused = guard.refusal("127.0.0.1" if host == "localhost" else host)
        if refused not in {None, NOT_AN_ADDRESS}:
            raise FetchProblemError(
                FailureReason.PRIVATE_ADDRESS, f"refused: {host} is not a public address ({refused})"
            )
        secure = proxy.url.scheme == "https"
        reader, writer = await self._connect(proxy.url.host, proxy.url.port or (443 if secure else 80), None)
        try:
            if secure:
                await writer.start_tls(ssl.create_default_context(), server_hostname=proxy.url.host)
            if tunnel:
                shown = f"[{host}]" if ":" in host else host
                lines = [f"CONNECT {shown}:{port} HTTP/1.1".encode(), f"Host: {shown}:{port}".encode()]
                authorization = _authorization(proxy)
                writer.write(b"\r\n".join([*lines, *([authorization] if authorization else []), b"", b""]))
                _must_be_open((await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1], host)
        except BaseException:
            writer.close()
            raise
        return reader, writer


def _must_be_open(status: bytes, host: str) -> None:
    if not status.startswith(b"2"):
        words = f"the proxy could not be used: it answered {status.decode('latin-1')} for {host}"
        raise FetchProblemError(FailureReason.CONNECT, words)


def _name(field: bytes) -> bytes:
    return field.partition(b":")[0].strip().lower()


def _authorization(proxy: httpx.Proxy) -> bytes | None:
    if proxy.auth is None:
        return None
    return b"Proxy-Authorization: Basic " + base64.b64encode(":".join(proxy.auth).encode())
