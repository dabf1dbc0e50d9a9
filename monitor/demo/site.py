"""The sample site: five vendors' documents on loopback, as published, and as they change in the story.

Stages: ``BEFORE``: as first published. ``AFTER``: every document in its next version.
``TROUBLE``: as after, but one source answers 503 and another shows a login page with status 200.
"""

from __future__ import annotations

import hashlib
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime
from enum import StrEnum
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from types import TracebackType
from typing import Any, NamedTuple


class Stage(StrEnum):
    """Where the story stands."""

    BEFORE = "before"
    AFTER = "after"
    TROUBLE = "trouble"


class Page(NamedTuple):
    """A document of the site: its file's stem (``<stem>_before.<suffix>``), and how it is sent."""

    stem: str
    suffix: str
    content_type: str


PAGES: Mapping[str, Page] = {
    "/ipi/sub-processors.pdf": Page("ipi", "pdf", "application/pdf"),
    "/xcally/subprocessors": Page("xcally", "html", "text/html; charset=UTF-8"),
    "/ipsoft/data-transfers": Page("ipsoft", "html", "text/html"),  # the page names its charset itself
    "/numonix/dpa": Page("numonix", "html", "text/html; charset=utf-8"),
    "/infobip/policies/processors": Page("infobip", "html", "text/html; charset=utf-8"),
}
# What goes wrong in TROUBLE, and where.
UNAVAILABLE_AT = "/xcally/subprocessors"
LOGIN_AT = "/infobip/policies/processors"

_ROBOTS = b"User-agent: *\nAllow: /\n"
_TODAY = b"{{ today }}"


class Answer(NamedTuple):
    """What the site says to a request, before the request's own conditions are looked at."""

    status: HTTPStatus
    content_type: str
    body: bytes
    cacheable: bool = False
    retry_after_s: int | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """One request as the log keeps it. status: as sent, 304 included."""

    method: str
    path: str
    status: int
    user_agent: str


@cache
def _file(name: str) -> bytes:
    return (files("monitor.demo") / "site" / name).read_bytes()


def spoken_date(day: date) -> str:
    """A date as Infobip writes it, e.g. ``Monday, 23rd Nov ’26``; English whatever the machine's language is."""
    suffix = "th" if 11 <= day.day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    weekday = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[day.weekday()]
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[
        day.month - 1
    ]
    return f"{weekday}, {day.day}{suffix} {month} ’{day.year % 100:02d}"


def document(path: str, stage: Stage, today: date) -> bytes:
    """The bytes of a document at a stage. ``today``: the date that a newly published page carries.

    Raises KeyError for a path that the site does not have.
    """
    page = PAGES[path]
    version = Stage.BEFORE if stage is Stage.BEFORE else Stage.AFTER
    return _file(f"{page.stem}_{version}.{page.suffix}").replace(_TODAY, spoken_date(today).encode())


def answer(path: str, stage: Stage, today: date) -> Answer:
    """What the site says at a stage."""
    if path == "/robots.txt":
        return Answer(HTTPStatus.OK, "text/plain; charset=utf-8", _ROBOTS)
    if path not in PAGES:
        return Answer(HTTPStatus.NOT_FOUND, "text/html; charset=utf-8", b"<h1>Not found</h1>")
    if stage is Stage.TROUBLE and path == UNAVAILABLE_AT:
        body = _file("unavailable.html")
        return Answer(HTTPStatus.SERVICE_UNAVAILABLE, "text/html", body, retry_after_s=1)
    if stage is Stage.TROUBLE and path == LOGIN_AT:
        return Answer(HTTPStatus.OK, "text/html; charset=utf-8", _file("login.html"))
    return Answer(HTTPStatus.OK, PAGES[path].content_type, document(path, stage, today), cacheable=True)


@dataclass
class DemoSite:
    """The site as a server on loopback; a context manager.

    port: 0 takes a free one. clock: UTC now, for Last-Modified and the date of a new page.
    """

    port: int = 0
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    host: str = "127.0.0.1"

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._stage = Stage.BEFORE
        self._published = dict.fromkeys(PAGES, self.clock().replace(microsecond=0))
        self._log: list[Access] = []
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> DemoSite:
        """Begin to answer. Raises OSError where the port is taken."""
        handler = type("_Handler", (_SiteHandler,), {"site": self})
        self._server = _QuietServer((self.host, self.port), handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="sample-site", daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop answering and free the port; harmless when it is stopped already."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        if self._thread:
            self._thread.join(timeout=5)
            self._thread = None

    def __enter__(self) -> DemoSite:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def base(self) -> str:
        """The address the site answers at, without a slash at its end."""
        return f"http://{self.host}:{self.port}"

    def url(self, path: str) -> str:
        """The address of a document."""
        return self.base + path

    @property
    def stage(self) -> Stage:
        """Where the story stands; setting it publishes what differs, with a new Last-Modified."""
        return self._stage

    @stage.setter
    def stage(self, stage: Stage | str) -> None:
        new = Stage(stage)
        now = self.clock().replace(microsecond=0)
        with self._lock:
            for path in PAGES:
                if document(path, new, now.date()) != document(
                    path, self._stage, self._published[path].date()
                ):
                    self._published[path] = now
            self._stage = new

    @property
    def log(self) -> tuple[Access, ...]:
        """Every request so far, in order."""
        with self._lock:
            return tuple(self._log)

    def count(self, path: str | None = None, status: int | None = None) -> int:
        """How many requests there were, of one path or with one status where given."""
        return sum((path in (None, a.path)) and (status in (None, a.status)) for a in self.log)

    def respond(self, path: str) -> tuple[Answer, datetime | None]:
        """What the site says now, and when that document was published."""
        with self._lock:
            published = self._published.get(path)
            day = (published or self.clock()).date()
            return answer(path, self._stage, day), published

    def note(self, access: Access) -> None:
        """Keep one request in the log."""
        with self._lock:
            self._log.append(access)


class _QuietServer(ThreadingHTTPServer):
    """Waits for no idle connection at its end, and takes a client's hanging up for what it is: no error of ours."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Called within the except block of a failed request."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _SiteHandler(BaseHTTPRequestHandler):
    """Answers GET and HEAD with validators (RFC 9110 section 13)."""

    site: DemoSite
    protocol_version = "HTTP/1.1"
    server_version = "sample-site"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        path = self.path.split("?", 1)[0]
        said, published = self.site.respond(path)
        headers = {"Content-Type": said.content_type, "Cache-Control": "no-cache"}
        status = said.status
        if said.cacheable and published:
            headers["ETag"] = f'"{hashlib.sha256(said.body).hexdigest()[:20]}"'
            headers["Last-Modified"] = format_datetime(published, usegmt=True)
            if self._has_it(headers["ETag"], published):
                status = HTTPStatus.NOT_MODIFIED
        if said.retry_after_s is not None:
            headers["Retry-After"] = str(said.retry_after_s)
        self.site.note(Access(self.command, path, int(status), self.headers.get("User-Agent", "")))
        body = b"" if status is HTTPStatus.NOT_MODIFIED else said.body
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def _has_it(self, etag: str, published: datetime) -> bool:
        """Whether the requester holds this version; If-None-Match goes before If-Modified-Since."""
        known = self.headers.get("If-None-Match")
        if known is not None:
            tags = [tag.strip().removeprefix("W/") for tag in known.split(",")]
            return "*" in tags or etag in tags
        since = self.headers.get("If-Modified-Since")
        if not since:
            return False
        try:
            return published <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the signature is http.server's
        """Nothing on the terminal; the site keeps its own log."""
