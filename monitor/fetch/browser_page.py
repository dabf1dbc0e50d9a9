"""One page in the browser: opened, left to fill itself, watched until it rests, and taken down."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from playwright.async_api import Browser, FloatRect, Frame, Page
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from monitor.fetch import browser_script, redirects
from monitor.fetch.browser_document import Part, document
from monitor.fetch.browser_errors import meaning
from monitor.fetch.browser_frames import LARGEST_PICTURE, Seen, Visit
from monitor.fetch.browser_proxy import GuardProxy
from monitor.fetch.browser_watch import Watch
from monitor.fetch.tls_peer import browser_tls_peer
from monitor.model import FailureReason

# A tall window: lists that only make the rows in sight, or load as they are scrolled to, make more of them.
WINDOW = 1280, 4000
QUIET_S = 0.5  # no request under way and nothing added for so long: the page rests
SPARSE_TEXT, SPARSE_S = 200, 5.0  # a page with hardly any text yet is given so many seconds to begin
SPARSE_WITH_DATA_S = 1.5  # and so many once its data have come
REFRESH_S = 10.0  # a page that sends its readers on within so many seconds is followed
FRAME_TEXT, MAX_FRAMES = 300, 20  # characters: a frame with less is a button or a badge
MAX_SCROLLS = 30
# The picture: wide enough for a table, tall enough for a long one, small enough to keep.
PICTURE_HEIGHT = 5000
PICTURE_S = 5.0
PICTURE_RESERVE = 0.25  # of the page's whole time is kept for what comes after
_POLL_S = 0.1
_FRAME_S = 2.0
_PAGE_TYPES = frozenset({"", "text/html", "application/xhtml+xml"})


class _GiveUpError(Exception):
    """The visit ends here. worn: what the page does may go on, so the browser is not used again."""

    def __init__(self, failure: FailureReason, detail: str, *, worn: bool = False) -> None:
        super().__init__(detail)
        self.failure, self.detail, self.worn = failure, detail, worn


class _PlainFileError(Exception):
    """The address answers with a file that needs no browser."""


async def visit_page(
    browser: Browser, visit: Visit, proxy: GuardProxy, user_agent: str
) -> tuple[Seen, bytes]:
    """Visit one page in a context of its own; how it ended, and the captured document, its picture behind it.

    Raises PlaywrightError where the browser itself failed. Nothing here limits the whole: who called can kill.
    """
    context = await browser.new_context(
        proxy={"server": proxy.address},
        viewport={"width": WINDOW[0], "height": WINDOW[1]},
        locale=visit.language,
        timezone_id="UTC",
        user_agent=user_agent,
        service_workers="block",
        accept_downloads=False,
        reduced_motion="reduce",
    )
    page = await context.new_page()
    one = _Visit(page, visit, proxy)
    seen, body = await one.run()
    one.watch.end()
    if not seen.worn:
        with suppress(PlaywrightError):
            await context.close()
    return seen, body


class _Visit:
    def __init__(self, page: Page, visit: Visit, proxy: GuardProxy) -> None:
        self._page, self._visit, self._proxy = page, visit, proxy
        self.watch = Watch(page, visit)
        self._picture, self._worn, self._began = b"", False, time.monotonic()

    async def run(self) -> tuple[Seen, bytes]:
        await self.watch.begin()
        failure, detail, worn, plain_file, body = None, "", False, False, b""
        crash = asyncio.create_task(self.watch.crashed.wait())
        work = asyncio.create_task(self._captured())
        try:
            await asyncio.wait({crash, work}, return_when=asyncio.FIRST_COMPLETED)
            body = b"" if self.watch.crashed.is_set() else await work
        except _GiveUpError as end:
            failure, detail, worn = end.failure, end.detail, end.worn
        except _PlainFileError:
            plain_file = True
        finally:
            for task in (crash, work):
                task.cancel()
            await asyncio.gather(crash, work, return_exceptions=True)
        if self.watch.crashed.is_set():
            failure, worn = FailureReason.BROWSER, True
            detail = "the page brought its browser process down; it may need more memory than it may have"
        seen = await self._seen(failure, detail, worn=worn, plain_file=plain_file)
        return (seen, body + self._picture) if body else (seen, b"")

    async def _seen(
        self, failure: FailureReason | None, detail: str, *, worn: bool, plain_file: bool
    ) -> Seen:
        watch = self.watch
        last = watch.documents[-1] if watch.documents else None
        headers: tuple[tuple[str, str], ...] = ()
        security: Mapping[str, Any] | None = None
        if last is not None and not worn:
            with suppress(PlaywrightError, TimeoutError):
                async with asyncio.timeout(_FRAME_S):
                    headers = tuple((h["name"], h["value"]) for h in await last.headers_array())
                    security = await last.security_details()
        at = self._page.url if self._page.url.startswith("http") else (last.url if last else self._visit.url)
        host = redirects.parse(at).host
        return Seen(
            url=at,
            status=last.status if last else 0,
            headers=headers,
            hops=watch.hops(),
            peer=self._proxy.peers.get(host.lower()),
            tls=browser_tls_peer(security),
            failure=failure,
            detail=detail,
            plain_file=plain_file,
            worn=worn or self._worn,
            picture_bytes=len(self._picture),
        )

    async def _captured(self) -> bytes:
        await self._open()
        await self._rest(self._visit.settle_s)
        self._judge()
        html = await self._markup()
        if await self._read_to_the_end():
            self._judge()
            html = await self._markup()
        frames = [
            part for frame in self._page.frames[1 : MAX_FRAMES + 1] if (part := await _frame_part(frame))
        ]
        body = document(html, frames, await self.watch.answers())
        if len(body) > self._visit.max_body:
            raise self._too_large()
        if hashlib.sha256(body).hexdigest() != self._visit.known_sha256:
            self._picture = await self._drawn()
        return body

    async def _drawn(self) -> bytes:
        """What the page looks like, from its top as far down as is kept, as PNG; empty where it cannot be drawn."""
        left_s = (
            self._visit.total_s - (time.monotonic() - self._began) - PICTURE_RESERVE * self._visit.total_s
        )
        try:
            async with asyncio.timeout(min(PICTURE_S, left_s)):
                tall = await self._page.evaluate(browser_script.HEIGHT)  # the page may answer anything
                height = int(min(tall, PICTURE_HEIGHT)) if isinstance(tall, int | float) else WINDOW[1]
                while height >= 1:
                    clip = FloatRect(x=0, y=0, width=WINDOW[0], height=height)
                    picture = await self._page.screenshot(full_page=True, clip=clip, animations="disabled")
                    if len(picture) <= LARGEST_PICTURE:
                        return picture
                    height //= 2
        except TimeoutError:
            self._worn = True  # it may still be drawing
        except PlaywrightError:
            pass
        return b""

    async def _open(self) -> None:
        """Go to the address until its answer begins."""
        try:
            await self._page.goto(self._visit.url, wait_until="commit", timeout=self._visit.answer_s * 1000)
        except PlaywrightTimeoutError as error:
            words = f"the server did not begin to answer within {self._visit.answer_s:g} seconds"
            raise _GiveUpError(FailureReason.TIMEOUT, words) from error
        except PlaywrightError as error:
            if self.watch.crashed.is_set() or not self._page.context.browser:
                raise
            self._refuse_files()
            if self._proxy.too_large:
                raise self._too_large() from error
            if "interrupted by another navigation" in str(error) or (
                "ERR_ABORTED" in str(error) and self.watch.documents
            ):
                return  # the page led on before it stood, or said that there is nothing: its status tells
            raise self._unreached(str(error)) from error

    def _unreached(self, words: str) -> _GiveUpError:
        """Why the address cannot be reached: the proxy knows better than the browser."""
        last = self.watch.documents[-1] if self.watch.documents else None
        aims = [self._visit.url, *([last.url, last.headers.get("location", "")] if last else [])]
        for aim in reversed(aims):
            host = _host(aim, self._visit.url)
            if problem := self._proxy.problems.get(host):
                return _GiveUpError(problem.reason, problem.detail)
        # The browser writes some addresses in its own way ([::ffff:127.0.0.2] as [::ffff:7f00:2]), and a script may
        # have led on to anywhere. No page stands yet that could have asked for more: the last that failed is the one.
        for problem in reversed(self._proxy.problems.values()):
            return _GiveUpError(problem.reason, problem.detail)
        return _GiveUpError(*meaning(words))

    def _refuse_files(self) -> None:
        """Raises _PlainFileError where what answered is no page."""
        last = self.watch.documents[-1] if self.watch.documents else None
        if last is None or not 200 <= last.status < 300 or last.status == 204:
            return
        if last.headers.get("content-type", "").split(";")[0].strip().lower() not in _PAGE_TYPES:
            raise _PlainFileError

    async def _read_to_the_end(self) -> bool:
        """Scroll down as long as that makes the page longer; whether it did.

        Where it does not, what was taken down before stands: some pages only hold the rows in sight.
        """
        until, grown = time.monotonic() + self._visit.settle_s, False
        elements = await self._elements()
        for _ in range(MAX_SCROLLS):
            if not await self._ask(browser_script.SCROLL) or time.monotonic() >= until:
                break
            await self._rest(until - time.monotonic())
            if (now := await self._elements()) <= elements:
                break
            elements, grown = now, True
        return grown

    async def _elements(self) -> int:
        progress = await self._ask(browser_script.PROGRESS)
        return int(progress[1]) if progress else 0

    async def _rest(self, limit_s: float) -> None:
        """Wait until the page rests: no request under way, nothing added, and no redirect announced."""
        began = quiet_since = time.monotonic()
        before: list[Any] = []
        while True:
            self._refuse_files()
            self._refuse_circles()
            now = time.monotonic()
            if now - began >= limit_s or self._page.url.startswith("chrome-error:"):
                return
            progress = await self._ask(browser_script.PROGRESS)
            if self.watch.busy or progress is None or progress != before:
                quiet_since = max(now, self.watch.moved_at)
            before = progress or []
            if progress and progress[0] and time.monotonic() - quiet_since >= QUIET_S:
                waited = now - began
                patience = SPARSE_WITH_DATA_S if self.watch.has_data else SPARSE_S
                sparse = progress[2] < SPARSE_TEXT and waited < patience
                leading_on = 0 <= progress[3] <= REFRESH_S and waited < progress[3] + 1
                if not sparse and not leading_on:
                    return
            await asyncio.sleep(_POLL_S)

    def _refuse_circles(self) -> None:
        if self._proxy.too_large:
            raise self._too_large()
        if self.watch.navigations > self._visit.max_redirects + 1:
            words = f"the page leads on more than {self._visit.max_redirects} times"
            raise _GiveUpError(FailureReason.REDIRECT_LOOP, words, worn=True)

    def _judge(self) -> None:
        """What stands now must be a page that came in full. Raises _GiveUpError where it is not."""
        if self._page.url.startswith("chrome-error:"):
            raise self._unreached_by_script()
        if self.watch.broken:
            raise _GiveUpError(*meaning(self.watch.broken))
        if self.watch.busy and self._proxy.too_large:
            raise self._too_large()

    def _unreached_by_script(self) -> _GiveUpError:
        """The page led its reader to where nothing answered."""
        problems = list(self._proxy.problems.values())
        if problems:
            return _GiveUpError(problems[-1].reason, f"the page leads on, and {problems[-1].detail}")
        return _GiveUpError(
            FailureReason.BAD_REDIRECT, "the page leads on to an address that does not answer"
        )

    async def _markup(self) -> str:
        """The page as it stands, open shadow trees in their places."""
        for _ in range(3):  # it may be leading on at this very moment
            size = await self._ask(browser_script.SIZE)
            if size is not None and size > self._visit.max_body:
                raise self._too_large()
            flat = await self._ask(browser_script.FLATTENED, browser_script.FLATTENED_NODES)
            if isinstance(flat, str):
                return flat
            with suppress(PlaywrightError):
                async with asyncio.timeout(self._visit.script_s):
                    return await self._page.content()
            await asyncio.sleep(_POLL_S)
        raise _GiveUpError(
            FailureReason.BROWSER, "the page never stands still, so it could not be taken down"
        )

    async def _ask(self, script: str, argument: Any = None) -> Any:
        """What the page answers; None while it is leading on. Raises _GiveUpError where a script holds it."""
        try:
            async with asyncio.timeout(self._visit.script_s):
                return await self._page.evaluate(script, argument)
        except TimeoutError:
            words = f"a script of the page did not let go of it within {self._visit.script_s:g} seconds"
            raise _GiveUpError(FailureReason.TOO_SLOW, words, worn=True) from None
        except PlaywrightError:
            return None

    def _too_large(self) -> _GiveUpError:
        words = f"the page is larger than the limit of {self._visit.max_body:,} bytes (max_body_bytes)"
        return _GiveUpError(FailureReason.TOO_LARGE, words, worn=True)


async def _frame_part(frame: Frame) -> Part | None:
    """What a frame shows, where it is in sight and says something."""
    if not frame.url.startswith(("http://", "https://", "about:srcdoc", "blob:")):
        return None
    with suppress(PlaywrightError, TimeoutError):
        async with asyncio.timeout(_FRAME_S):
            holder = await frame.frame_element()
            if await holder.is_visible():
                markup, characters = await frame.evaluate(browser_script.FRAME)
                return Part(frame.url, markup) if characters >= FRAME_TEXT else None
    return None


def _host(url: str, base: str) -> str:
    import httpx

    try:
        return httpx.URL(base).join(url).host.lower()
    except (httpx.InvalidURL, ValueError):
        return ""
