"""``/healthz`` and ``/readyz``: is the service alive, and is it doing its work?"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

# The ticker has missed its beat when it was silent for this long, whatever its interval.
STALE_AFTER = timedelta(minutes=2)


@dataclass(slots=True)
class Pulse:
    """What the service knows of itself; each part of it writes its own line here. Instants are UTC."""

    started_at: datetime
    ready: bool = False
    stopping: bool = False
    last_tick_at: datetime | None = None
    last_write_at: datetime | None = None
    checks: int = 0
    troubles: dict[str, str] = field(default_factory=dict)

    def problems(self, now: datetime) -> list[str]:
        """Why the service is not healthy, one sentence each; empty where it is."""
        found = [f"{part}: {text}" for part, text in self.troubles.items()]
        if self.ready and self.last_tick_at and now - self.last_tick_at > STALE_AFTER:
            found.append(f"no tick since {self.last_tick_at.isoformat(timespec='seconds')}")
        return found


def application(
    pulse: Pulse, now: Callable[[], datetime], routes: list[BaseRoute] | None = None
) -> Starlette:
    """The web application: health here, further pages from ``routes``."""

    async def healthz(request: Request) -> JSONResponse:
        problems = pulse.problems(now())
        body = {
            "status": "ok" if not problems else "failing",
            "problems": problems,
            "started_at": pulse.started_at.isoformat(),
            "last_tick_at": pulse.last_tick_at.isoformat() if pulse.last_tick_at else None,
            "checks": pulse.checks,
        }
        return JSONResponse(body, status_code=503 if problems else 200)

    async def readyz(request: Request) -> JSONResponse:
        ready = pulse.ready and not pulse.stopping
        return JSONResponse({"status": "ready" if ready else "not ready"}, status_code=200 if ready else 503)

    return Starlette(routes=[Route("/healthz", healthz), Route("/readyz", readyz), *(routes or [])])


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Signals belong to the service: it finishes its work first and stops this server last.
        yield


class CannotListenError(Exception):
    """The address to listen on cannot be had: taken, or not ours."""


class HealthServer:
    """Serves the application on one address until it is stopped."""

    def __init__(self, app: Starlette, listen: str) -> None:
        host, _, port = listen.rpartition(":")
        self.host, self.port = host.strip("[]"), int(port)
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=3
        )
        self._server = _Server(config)
        self._task: asyncio.Task[None] | None = None
        self._socket: socket.socket | None = None

    async def start(self) -> None:
        """Listen; port 0 takes any, see ``port``. Raises CannotListenError."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        try:
            self._socket = socket.create_server((self.host, self.port), family=family)
        except (OSError, OverflowError) as error:
            why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise CannotListenError(f"cannot listen on {self.host}:{self.port}: {why}") from error
        self.port = self._socket.getsockname()[1]
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]), name="health server")

    async def stop(self) -> None:
        """Stop listening and wait for answers under way."""
        self._server.should_exit = True
        if self._task:
            await asyncio.wait([self._task], timeout=5)
        if self._socket:
            self._socket.close()
