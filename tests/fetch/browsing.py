"""A browser under test: one for many pages, as the service holds it, and a server for pages that misbehave."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from monitor.fetch import Fetcher, FetchOptions
from monitor.fetch.browser import BrowserFetcher
from monitor.fetch.browser_find import find_browser
from monitor.fetch.problem import FetchProblemError
from monitor.model import Capture, FetchFailure
from tests.fetch.conftest import NOON, got, source

# Only the test server's own address is allowed: every other one, loopback's others too, is a private one.
OPTIONS = FetchOptions(
    connect_timeout_s=10,
    read_timeout_s=10,
    total_timeout_s=60,
    max_body_bytes=1_000_000,
    max_redirects=4,
    per_host_delay_s=0,
    browser_memory_mb=1500,
    allow_networks=("127.0.0.1/32",),
)
# Long enough to be no page that has yet to begin.
FILLER = "<p>" + "Our sub-processors are the companies listed on this page. " * 5 + "</p>"


def why_not() -> str | None:
    """Why no page can be read through a browser here; None where one can."""
    try:
        find_browser()
    except FetchProblemError as problem:
        return f"these tests need a browser: {problem.detail}"
    return None


needs_browser = pytest.mark.skipif(why_not() is not None, reason=why_not() or "")


class Browsing:
    """A fetcher in an event loop of its own, so that many tests share one browser."""

    def __init__(self, options: FetchOptions = OPTIONS) -> None:
        self.options = options
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def call(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(120)

    def open(self) -> None:
        self._thread.start()
        self.call(self._open())

    async def _open(self) -> None:
        self.fetcher = await Fetcher(self.options, now=lambda: NOON).__aenter__()
        self.seat._settle_s, self.seat._script_s = 2.0, 4.0

    def close(self) -> None:
        self.call(self.fetcher.__aexit__(None, None, None))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def read(self, url: str, **more: Any) -> Capture | FetchFailure:
        result: Capture | FetchFailure = self.call(self.fetcher.fetch(source(url, browser=True, **more)))
        return result

    def seen(self, url: str, **more: Any) -> str:
        """The document as captured."""
        return got(self.read(url, **more)).body.decode("utf-8-sig")

    def family(self) -> set[Any]:
        """The processes of the browser as it runs now."""
        if self.seat._process is None:
            return set()
        self.seat._process._note_family()
        return set(self.seat._process._family)

    @property
    def seat(self) -> BrowserFetcher:
        """The only browser."""
        (only,) = self.fetcher._browsers.seats
        return only


@contextmanager
def browsing(**changes: Any) -> Iterator[Browsing]:
    """A browser with other options than the usual."""
    one = Browsing(replace(OPTIONS, **changes))
    one.open()
    try:
        yield one
    finally:
        one.close()
