"""A local Slack: takes incoming webhooks and ``chat.postMessage``, enforces Slack's limits, misbehaves by plan.

with SlackEndpoint() as slack:
    …  # send to slack://T0/B0/x?base=<slack.base>
    slack.messages[0].body["blocks"]
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from monitor.demo.slack_rules import RefusedError, check_message


@dataclass(frozen=True, slots=True)
class Received:
    """A message Slack took: the webhook's path, the body, and which try of the endpoint it was (from 0)."""

    path: str
    body: dict[str, Any]
    number: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the endpoint shall answer instead of looking at the message.

    status 0 closes the connection without a word. delay_s: waits before it answers. kept: the message is taken
    all the same, and only the answer is bad.
    """

    status: int
    body: str = ""
    retry_after: str | None = None
    delay_s: float = 0.0
    kept: bool = False


NO_SERVICE = Answer(404, "no_service")
ARCHIVED = Answer(410, "channel_is_archived")
FORBIDDEN = Answer(403, "action_prohibited")
RATE_LIMITED = Answer(429, "rate_limited", retry_after="30")
BROKEN = Answer(500, "rollup_error")
SILENT = Answer(0)


class SlackEndpoint:
    """The endpoint, in a thread of its own, on loopback.

    plan: what to answer to the next requests, in order; None (and the end of the plan) judges the message by the
    rules. per_second: messages a second each webhook may take before 429 (Slack: about one); None for no limit.
    clock: seconds, for the rate limit.
    """

    def __init__(
        self,
        plan: Iterable[Answer | None] = (),
        *,
        per_second: float | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.messages: list[Received] = []
        self.refused: list[RefusedError] = []
        self.requests = 0
        self._plan: Iterator[Answer | None] = iter(plan)
        self._per_second = per_second
        self._clock = clock
        self._last: dict[str, float] = {}
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer((host, port), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="slack", daemon=True
        )

    @property
    def base(self) -> str:
        """What an address names as its ``base``."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}/services"

    def address(self, webhook: str = "T0000/B0000/secrettoken", **query: str) -> str:
        """An Apprise address that leads here."""
        extra = "".join(f"&{key}={value}" for key, value in query.items())
        return f"slack://{webhook}/?base={self.base}{extra}"

    def start(self) -> SlackEndpoint:
        """Begin to listen."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop listening and wait for the thread."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    def __enter__(self) -> SlackEndpoint:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def take(self, path: str, raw: bytes) -> Answer:
        """Judge one request; what is accepted is kept."""
        with self._lock:
            number = self.requests
            self.requests += 1
            planned = next(self._plan, None)
            if planned is not None and not planned.kept:
                return planned
            if self._is_too_fast(path):
                return Answer(429, "rate_limited", retry_after="1")
            try:
                body = _read(raw)
                check_message(body)
            except RefusedError as error:
                self.refused.append(error)
                return Answer(400, error.word)
            self.messages.append(Received(path, body, number))
            return planned or Answer(200, '{"ok": true}' if path.endswith("chat.postMessage") else "ok")

    def _is_too_fast(self, path: str) -> bool:
        if self._per_second is None:
            return False
        now = self._clock()
        if now - self._last.get(path, float("-inf")) < 1 / self._per_second:
            return True
        self._last[path] = now
        return False


def _read(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise RefusedError("invalid_payload", f"not JSON: {error}") from error
    if not isinstance(body, dict):
        raise RefusedError("invalid_payload", "not a JSON object")
    return body


def _handler(endpoint: SlackEndpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """One request."""

        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = endpoint.take(self.path, raw)
            time.sleep(answer.delay_s)
            if answer.status == 0:
                self.close_connection = True
                return
            data = answer.body.encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            if answer.retry_after is not None:
                self.send_header("Retry-After", answer.retry_after)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server gives it
            """Silence: what arrived is kept in ``messages``."""

    return Handler
