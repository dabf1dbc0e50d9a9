"""What a page asks for, watched: its documents one after the other, what is under way, and the data it receives."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import httpx
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Request, Response, Route

from monitor.fetch import redirects
from monitor.fetch.browser_document import Part, json_text
from monitor.fetch.browser_frames import Visit
from monitor.model import Hop

MAX_ANSWERS = 50
_UNWANTED = frozenset({"image", "media", "font", "texttrack", "manifest"})
# Requests that never end by themselves do not keep a page from resting.
_ENDLESS = frozenset({"eventsource", "websocket", "ping", "beacon", "cspviolationreport"})
_DATA = frozenset({"xhr", "fetch"})
_VAGUE_TYPES = frozenset({"", "text/plain", "application/octet-stream"})
_LAST_ANSWERS_S = 2.0


class Watch:
    """Listens to one page from before its first request.

    documents: the answers to the page's own navigations, redirects among them, in order. broken: why the last
    document broke off, in the browser's words. navigations: how many pages it has led its reader to. crashed: the
    page's process ended. moved_at: when a request last began or ended (monotonic seconds).
    """

    def __init__(self, page: Page, visit: Visit) -> None:
        self._page, self._visit = page, visit
        self._start = redirects.parse(visit.url)
        self._under_way: set[Request] = set()
        self._answers: dict[Request, Part | None] = {}
        self._room = visit.max_body
        self._tasks: set[asyncio.Task[None]] = set()
        self.documents: list[Response] = []
        self.broken: str | None = None
        self.navigations = 0
        self.crashed = asyncio.Event()
        self.moved_at = time.monotonic()

    async def begin(self) -> None:
        """Start to listen. Raises PlaywrightError."""
        await self._page.context.route("**/*", self._on_route)
        self._page.context.on("page", lambda other: self._spawn(_close(other)))
        self._page.on("crash", lambda _: self.crashed.set())
        self._page.on("request", self._on_request)
        self._page.on("response", self._on_response)
        self._page.on("requestfinished", self._on_finished)
        self._page.on("requestfailed", self._on_failed)

    def end(self) -> None:
        """Listen no more."""
        for task in self._tasks:
            task.cancel()

    @property
    def busy(self) -> bool:
        """Requests are under way that should end by themselves."""
        return bool(self._under_way)

    @property
    def has_data(self) -> bool:
        """The scripts have received JSON."""
        return any(self._answers.values())

    def hops(self) -> tuple[Hop, ...]:
        """The way to the last document: redirects of the server, and where scripts led from one to the next."""
        pairs = zip(self.documents, self.documents[1:], strict=False)
        return tuple(
            Hop(here.url, here.status, here.headers.get("location") or there.url) for here, there in pairs
        )

    async def answers(self) -> list[Part]:
        """The JSON the scripts have received, in the order it was asked for."""
        if waiting := {task for task in self._tasks if not task.done()}:
            await asyncio.wait(waiting, timeout=_LAST_ANSWERS_S)
        return [part for part in self._answers.values() if part is not None]

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _is_document(self, request: Request) -> bool:
        try:
            return request.is_navigation_request() and request.frame == self._page.main_frame
        except PlaywrightError:  # of a page that is just opening, which is not ours
            return False

    async def _on_route(self, route: Route) -> None:
        """Every request of the page and of what it opens, before it is made."""
        request = route.request
        with suppress(PlaywrightError):
            if self._is_unwanted(request):
                await route.abort("blockedbyclient")
            elif self._visit.headers and self._is_own(request.url):
                await route.continue_(headers={**request.headers, **_lower(self._visit.headers)})
            else:
                await route.continue_()

    def _is_unwanted(self, request: Request) -> bool:
        if not request.url.startswith(("http://", "https://")) or request.resource_type in _UNWANTED:
            return True
        return self._of_another_page(request) or self.navigations > self._visit.max_redirects + 1

    def _of_another_page(self, request: Request) -> bool:
        try:
            return request.frame.page != self._page
        except PlaywrightError:  # a new page's first request, or a worker's
            return request.is_navigation_request() and bool(self.documents)

    def _is_own(self, url: str) -> bool:
        """A person set the headers for the source's own origin; they go nowhere else."""
        try:
            return redirects.same_owner(self._start, redirects.Address(httpx.URL(url)))
        except (httpx.InvalidURL, ValueError):
            return False

    def _on_request(self, request: Request) -> None:
        self.moved_at = time.monotonic()
        if self._is_document(request):
            self.navigations += 1
            self.broken = None
            self._under_way.clear()  # the page before it is gone, and its requests with it
        if request.resource_type not in _ENDLESS:
            self._under_way.add(request)
        if request.resource_type in _DATA and len(self._answers) < MAX_ANSWERS:
            self._answers[request] = None  # the order of asking is the order of keeping

    def _on_response(self, response: Response) -> None:
        if self._is_document(response.request):
            self.documents.append(response)

    def _on_failed(self, request: Request) -> None:
        self._over(request)
        answered = bool(self.documents) and self.documents[-1].request == request
        if answered and "ERR_ABORTED" not in (request.failure or ""):
            self.broken = request.failure or "it broke off"

    def _on_finished(self, request: Request) -> None:
        self._over(request)
        if request in self._answers:
            self._spawn(self._keep(request))

    def _over(self, request: Request) -> None:
        self.moved_at = time.monotonic()
        self._under_way.discard(request)

    async def _keep(self, request: Request) -> None:
        """Keep an answer that is JSON and not too large."""
        with suppress(PlaywrightError):
            response = await request.response()
            if response is None or not response.ok or not _may_be_json(response.headers):
                return
            if (await request.sizes())["responseBodySize"] > self._room:
                return
            body = await response.body()
            text = body.decode("utf-8", "replace")
            if len(body) <= self._room and json_text(text) is not None:
                self._room -= len(body)
                self._answers[request] = Part(request.url, text)


def _may_be_json(headers: dict[str, str]) -> bool:
    """Not everybody calls JSON by its name."""
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    return kind.endswith(("/json", "+json", "/graphql-response")) or kind in _VAGUE_TYPES


def _lower(headers: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


async def _close(page: Page) -> None:
    with suppress(PlaywrightError):
        await page.close()
