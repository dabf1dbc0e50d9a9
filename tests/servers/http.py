"""A real HTTP server on loopback that misbehaves on request.

It runs its own event loop in a thread, so that tests of every kind can use it, and writes its answers byte by byte,
so that it can say what no well-behaved server library would.

    with WebServer() as server:
        server.on("/list", page("<table>…</table>", etag='"v1"'))
        server.on("/old", redirect("/list"))
        ... server.url("/list") ... server.requests ...
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class Request:
    """One request as received. ``connection`` counts the connections of the server, from 1."""

    target: str
    headers: Mapping[str, str]
    connection: int

    def header(self, name: str) -> str | None:
        return self.headers.get(name.lower())


Answer = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class WebServer:
    """Answers each path by its script; unknown paths with 404. ``closed_early`` counts answers the client cut off."""

    tls: ssl.SSLContext | None = None
    host: str = "127.0.0.1"
    requests: list[Request] = field(default_factory=list)
    closed_early: int = 0
    most_at_once: int = 0
    port: int = 0
    _answers: dict[str, Answer] = field(default_factory=dict)
    _connections: int = 0
    _under_way: int = 0

    def on(self, path: str, answer: Answer) -> str:
        """Answer this path so from now on; gives the address."""
        self._answers[path] = answer
        return self.url(path)

    def url(self, path: str = "/", host: str | None = None) -> str:
        name = host or (f"[{self.host}]" if ":" in self.host else self.host)
        return f"{'https' if self.tls else 'http'}://{name}:{self.port}{path}"

    def asked(self, path: str) -> list[Request]:
        """The requests for this path, in order."""
        return [request for request in self.requests if request.target == path]

    def __enter__(self) -> Self:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        listener = socket.socket(family)
        listener.bind((self.host, 0))
        listener.listen(256)
        self.port = listener.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(listener,), daemon=True)
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self, listener: socket.socket) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, sock=listener, ssl=self.tls, limit=1 << 20)
        )
        # Refused certificates and connections cut off are what the tests are about, not news.
        self._loop.set_exception_handler(lambda _loop, _context: None)
        self._ready.set()
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections += 1
        connection = self._connections
        try:
            async for target, headers in _requests(reader):
                request = Request(target, headers, connection)
                self.requests.append(request)
                answer = self._answers.get(target.partition("?")[0], page("no such page", status=404))
                self._under_way += 1
                self.most_at_once = max(self.most_at_once, self._under_way)
                try:
                    await answer(request, writer)
                    await writer.drain()
                finally:
                    self._under_way -= 1
        except ConnectionAbortedError:
            writer.write(head(400, {"Content-Length": "0"}))
        except (ConnectionError, asyncio.IncompleteReadError):
            self.closed_early += 1
        finally:
            with suppress(ConnectionError, OSError):
                writer.close()


async def _requests(reader: asyncio.StreamReader) -> AsyncIterator[tuple[str, dict[str, str]]]:
    while verb := await reader.read(4):
        if verb != b"GET ":  # a TLS greeting, say
            raise ConnectionAbortedError
        target = (await reader.readline()).decode("latin-1").split(" ")[0]
        headers: dict[str, str] = {}
        while (line := await reader.readline()) not in {b"\r\n", b""}:
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        yield target, headers


def head(status: int, headers: Mapping[str, str]) -> bytes:
    """A status line and headers, with the blank line."""
    lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def page(body: str | bytes = "", status: int = 200, **headers: str) -> Answer:
    """A well-formed answer. Header names are written with underscores: ``retry_after="120"``."""
    content = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def answer(_request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(head(status, {"Content-Length": str(len(content)), **named}) + content)

    return answer


def redirect(location: str, status: int = 302, **headers: str) -> Answer:
    return page("", status, Location=location, **headers)


def conditional(body: str, etag: str | None = None, last_modified: str | None = None) -> Answer:
    """A page that answers 304 to its own validators, exactly as sent, and to no others."""
    own = {k: v for k, v in {"ETag": etag, "Last_Modified": last_modified}.items() if v}

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        same = bool(etag) and request.header("if-none-match") == etag
        if not etag:
            same = request.header("if-modified-since") == last_modified
        await (page("", 304, **own) if same else page(body, **own))(request, writer)

    return answer


def raw(content: bytes, *, close: bool = True) -> Answer:
    """These very bytes, and then the end of the connection."""

    async def answer(_request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(content)
        await writer.drain()
        if close:
            writer.close()

    return answer


def endless(beginning: bytes, piece: bytes = b"x" * 65536, every_s: float = 0.0) -> Answer:
    """These bytes, and then one piece after the other until the client has had enough."""

    async def answer(_request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(beginning)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(every_s)

    return answer


def silent() -> Answer:
    """Takes the request and never answers."""
    return endless(b"", b"", every_s=3600)


def hang_up_once(then: Answer) -> Answer:
    """Closes the connection without a word the second time it is used; ``then`` answers all else."""
    seen: set[int] = set()
    hung_up: list[int] = []

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        if request.connection in seen and not hung_up:
            hung_up.append(request.connection)
            writer.close()
            return
        seen.add(request.connection)
        await then(request, writer)

    return answer
