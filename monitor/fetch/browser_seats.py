"""Several browsers, each with one page at a time: a page that takes its browser down takes no other page with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from monitor.fetch.browser import BrowserFetcher
from monitor.fetch.options import FetchOptions
from monitor.fetch.politeness import Politeness
from monitor.model import Capture, FetchFailure, Source


class BrowserSeats:
    """Fetches through the first browser that is free; at most ``options.browsers`` run at once.

    The one used last is taken first, so that the others, idle, end.
    """

    def __init__(self, options: FetchOptions, turns: Politeness, *, now: Callable[[], datetime]) -> None:
        self.seats = [BrowserFetcher(options, turns, now=now) for _ in range(options.browsers)]
        self._free: asyncio.LifoQueue[BrowserFetcher] = asyncio.LifoQueue()
        for seat in self.seats:
            self._free.put_nowait(seat)

    async def fetch(
        self, source: Source, *, known_sha256: str | None = None, fresh: bool = False
    ) -> Capture | FetchFailure | None:
        """As ``BrowserFetcher.fetch``, when its turn has come."""
        seat = await self._free.get()
        try:
            return await seat.fetch(source, known_sha256=known_sha256, fresh=fresh)
        finally:
            self._free.put_nowait(seat)

    def memory(self) -> int:
        """Bytes that all browsers' processes hold, what they share counted for each."""
        return sum(seat.memory() for seat in self.seats)

    async def close(self) -> None:
        """End all browsers at once."""
        await asyncio.gather(*(seat.close() for seat in self.seats))
