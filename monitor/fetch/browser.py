"""Pages that fill themselves by script, through a headless browser in a process that can be killed.

One browser, one page at a time. It is started when first needed, replaced after some pages and after every page that
misbehaved, and ended when nothing has been asked of it for a while.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import httpx

from monitor.fetch import answers, browser_find, redirects
from monitor.fetch.browser_document import BOM, headers_for
from monitor.fetch.browser_frames import LARGEST_PICTURE, Seen, Start, Visit
from monitor.fetch.options import FetchOptions
from monitor.fetch.politeness import Politeness
from monitor.fetch.problem import FetchProblemError
from monitor.fetch.redirects import Address
from monitor.model import Capture, FailureReason, FetchFailure, Leg, Source

if TYPE_CHECKING:  # it needs the browser extra
    from monitor.fetch.browser_process import BrowserProcess

RECYCLE_PAGES = 50
IDLE_S = 60.0
SETTLE_S = 15.0  # a page that is never at rest is taken down as it stands
SCRIPT_S = 15.0
_PNG = b"\x89PNG\r\n\x1a\n"
_NOTHING = BOM + b"<html><head></head><body></body></html>"


class BrowserFetcher:
    """Fetches sources through the browser. Used from one event loop, by any number of tasks, each in its turn.

    turns: those of all fetches, so that a host is not asked more often for being read by a browser. now: UTC.
    recycle_pages: pages after which the browser is replaced. idle_s: seconds without work after which it is ended.
    settle_s: longest wait for a page to come to rest. script_s: longest time a script may hold the page; both are at
    most a third of the whole time.
    """

    def __init__(
        self,
        options: FetchOptions,
        turns: Politeness,
        *,
        now: Callable[[], datetime],
        recycle_pages: int = RECYCLE_PAGES,
        idle_s: float = IDLE_S,
        settle_s: float = SETTLE_S,
        script_s: float = SCRIPT_S,
    ) -> None:
        self._options, self._turns, self._now = options, turns, now
        self._recycle_pages, self._idle_s = recycle_pages, idle_s
        self._settle_s, self._script_s = settle_s, script_s
        self._one_at_a_time = asyncio.Lock()
        self._process: BrowserProcess | None = None
        self._idle: asyncio.Task[None] | None = None
        self._was_used = False  # the browser of the last try had opened other pages before

    def memory(self) -> int:
        """Bytes that the browser's processes hold, what they share counted for each."""
        return self._process.memory() if self._process is not None else 0

    async def close(self) -> None:
        """End the browser at once."""
        if self._idle is not None:
            self._idle.cancel()
        await self._drop()

    async def fetch(
        self, source: Source, *, known_sha256: str | None = None, fresh: bool = False
    ) -> Capture | FetchFailure | None:
        """The page as its scripts made it; or None where the address answers with a file that needs no browser.

        known_sha256: of the body as last captured; where it comes again, it comes without a picture.
        fresh: nothing on the way may answer from memory. The server's validators are never sent: that a page's shell
        is unchanged says nothing of what its scripts would put into it. Nothing the vendor's side does raises.
        """
        seen: Seen | None = None
        shown = redirects.without_secrets(source.url)
        began, began_at = time.monotonic(), self._now()
        try:
            start = redirects.parse(source.url)
            program = browser_find.find_browser(self._options.browser_path)
            async with self._one_at_a_time, self._turns.turn(start.host):
                began, began_at = time.monotonic(), self._now()
                seen, body = await self._visited(
                    program, self._visit(source, start, known_sha256, fresh=fresh)
                )
            if seen.plain_file:
                return None
            body, picture = _apart(seen, body)
            self._judge(seen, body, start)
        except FetchProblemError as problem:
            return FetchFailure(
                requested_url=shown,
                reason=problem.reason,
                detail=problem.detail,
                failed_at=self._now(),
                status=problem.status,
                retry_after_s=problem.retry_after_s,
                redirects=seen.hops if seen else (),
                headers=problem.headers,
            )
        return Capture(
            requested_url=shown,
            final_url=seen.url,
            status=seen.status,
            headers=headers_for(seen.headers),
            body=body,
            fetched_at=self._now(),
            redirects=seen.hops,
            peer=seen.peer,
            elapsed_s=time.monotonic() - began,
            browser=True,
            picture=picture,
            legs=(Leg(seen.url, began_at, status=seen.status, peer=seen.peer, tls=seen.tls),),
        )

    def _visit(self, source: Source, start: Address, known_sha256: str | None, *, fresh: bool) -> Visit:
        options = self._options
        headers = dict(source.headers)
        if start.authorization:
            headers = {"Authorization": start.authorization, **headers}
        if fresh:
            headers |= {"Cache-Control": "no-cache", "Pragma": "no-cache"}
        # With its fragment, by which many applications find the page to show.
        url = httpx.URL(source.url.strip()).copy_with(username=None, password=None)
        return Visit(
            url=str(url),
            headers=tuple(headers.items()),
            private_host=start.host.lower() if source.allow_private else None,
            language=source.hints.language or "en-US",
            answer_s=min(options.connect_timeout_s + options.read_timeout_s, options.total_timeout_s),
            settle_s=min(self._settle_s, options.total_timeout_s / 3),
            script_s=min(self._script_s, options.total_timeout_s / 3),
            total_s=options.total_timeout_s,
            max_body=options.max_body_bytes,
            max_redirects=options.max_redirects,
            known_sha256=known_sha256,
        )

    async def _visited(self, program: str, visit: Visit) -> tuple[Seen, bytes]:
        """Open the page; once more in a fresh browser where a used one failed. Raises FetchProblemError."""
        if self._idle is not None:
            self._idle.cancel()
        try:
            seen, body = await self._once(program, visit)
            if seen.failure is FailureReason.BROWSER and self._was_used:
                seen, body = await self._once(program, visit)
        finally:
            if self._process is not None:
                self._idle = asyncio.create_task(self._end_when_idle())
        return seen, body

    async def _once(self, program: str, visit: Visit) -> tuple[Seen, bytes]:
        from monitor.fetch.browser_process import BrowserDiedError

        process = await self._ready(program)
        self._was_used = process.pages > 0
        limit = self._options.total_timeout_s
        try:
            async with asyncio.timeout(limit):
                seen, body = await process.visit(visit, self._options.browser_memory_mb)
        except TimeoutError:
            await self._drop()
            words = f"the page was not done after {limit:g} seconds, and its browser was stopped"
            return Seen(visit.url, failure=FailureReason.TOO_SLOW, detail=words), b""
        except BrowserDiedError as death:
            await self._drop()
            reason = FailureReason.TOO_LARGE if death.too_large else FailureReason.BROWSER
            return Seen(visit.url, failure=reason, detail=str(death)), b""
        except BaseException:  # cancelled: the answer would meet the next question
            await self._drop()
            raise
        if seen.worn:
            await self._drop()
        return seen, body

    async def _ready(self, program: str) -> BrowserProcess:
        """A browser to use. Raises FetchProblemError where none starts."""
        from monitor.fetch.browser_process import BrowserProcess

        known = self._process
        if known is not None and (not known.alive or known.pages >= self._recycle_pages):
            await self._drop()
        if self._process is None:
            options = self._options
            start = Start(
                program=program,
                sandbox=options.browser_sandbox and browser_find.may_sandbox(),
                user_agent=options.identity,
                proxy=options.proxy,
                allow_networks=options.allow_networks,
                connect_timeout_s=options.connect_timeout_s,
            )
            self._process = await BrowserProcess.start(start)
        return self._process

    async def _drop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            await asyncio.shield(process.kill())

    async def _end_when_idle(self) -> None:
        await asyncio.sleep(self._idle_s)
        async with self._one_at_a_time:
            # From here on the task is no longer the one to cancel: what it ends, it ends.
            self._idle = None
            await self._drop()

    def _judge(self, seen: Seen, body: bytes, start: Address) -> None:
        """Raises FetchProblemError where what was seen is no page."""
        if seen.failure is not None:
            raise FetchProblemError(
                seen.failure, seen.detail, status=seen.status or None, headers=seen.headers
            )
        raw = [
            (name.encode("latin-1", "replace"), value.encode("latin-1", "replace"))
            for name, value in seen.headers
        ]
        response = httpx.Response(seen.status or 200, headers=raw)
        if (problem := answers.problem_of(response, self._now())) is not None:
            raise problem
        way = [*(hop.url for hop in seen.hops), seen.url]
        if start.url.scheme == "https" and (down := next((u for u in way if u.startswith("http:")), None)):
            words = f"the server redirects from https down to {down[:200]!r}, without encryption"
            raise FetchProblemError(FailureReason.BAD_REDIRECT, words, status=seen.status)
        if body.strip() == _NOTHING:
            words = "the server answered 200 with nothing in it"
            raise FetchProblemError(FailureReason.EMPTY, words, status=seen.status, headers=seen.headers)


def _apart(seen: Seen, body: bytes) -> tuple[bytes, bytes | None]:
    """The document, and the picture that came behind it. What came from the browser's process is not trusted."""
    size = seen.picture_bytes
    if not 0 < size <= min(len(body), LARGEST_PICTURE):
        return body, None
    picture = body[-size:]
    return body[:-size], picture if picture.startswith(_PNG) else None
