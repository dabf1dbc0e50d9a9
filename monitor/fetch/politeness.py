"""Taking turns: how many requests run at once, in all and to one host, and how far apart they start."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass(slots=True)
class _Host:
    """One host's turns. ``users`` counts who holds or waits for one; ``free_at`` is when the next may start."""

    slots: asyncio.Semaphore
    free_at: float = 0.0
    users: int = 0


class Politeness:
    """Hands out turns. Used from one event loop, by any number of tasks.

    concurrency: turns at once. per_host: turns at once to one host. delay_s: least seconds between the starts of two
    turns to one host. monotonic and sleep are passed in by tests.
    """

    def __init__(
        self,
        concurrency: int,
        per_host: int,
        delay_s: float,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._all = asyncio.Semaphore(concurrency)
        self._per_host = per_host
        self._delay_s = delay_s
        self._monotonic = monotonic
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """One turn to a host; waits until it may begin.

        Who waits for a host holds no turn of another host and none of the common ones, so a slow host delays only
        itself and two chains of redirects that cross cannot block each other.
        """
        entry = self._hosts.setdefault(host, _Host(asyncio.Semaphore(self._per_host)))
        entry.users += 1
        try:
            async with entry.slots:
                await self._wait_until_free(entry)
                async with self._all:
                    yield
        finally:
            entry.users -= 1
            self._forget_if_idle(host, entry)

    async def _wait_until_free(self, entry: _Host) -> None:
        if not self._delay_s:
            return
        now = self._monotonic()
        start = max(now, entry.free_at)
        entry.free_at = start + self._delay_s
        if start > now:
            await self._sleep(start - now)

    def _forget_if_idle(self, host: str, entry: _Host) -> None:
        """Hosts come and go over the years; what is remembered stays as small as what is under way."""
        if not entry.users and entry.free_at <= self._monotonic():
            self._hosts.pop(host, None)

    def __len__(self) -> int:
        """How many hosts are remembered."""
        return len(self._hosts)
