"""Work in the background of the service: single tasks, and loops that begin again when they break."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

log = logging.getLogger(__name__)

_BEGIN_AGAIN_S = 5.0


class Background:
    """Keeps hold of what was started.

    troubles: where a loop that broke says so until it runs again, ``begin_again_s`` seconds later.
    """

    def __init__(self, troubles: dict[str, str], begin_again_s: float = _BEGIN_AGAIN_S) -> None:
        self._troubles, self._begin_again_s = troubles, begin_again_s
        self._work: set[asyncio.Task[Any]] = set()
        self._loops: list[asyncio.Task[Any]] = []

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        """Begin; an error is logged."""
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._work.discard(task)
        if not task.cancelled() and task.exception():
            log.error("work in the background broke", exc_info=task.exception())

    def loop(self, work: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        """Begin something that runs until it is told to end; an error is logged, and it begins again."""

        async def watched() -> None:
            while True:
                try:
                    await work()
                    return
                except Exception as error:
                    log.exception("%s broke; it begins again", name)
                    self._troubles[name] = str(error)
                await asyncio.sleep(self._begin_again_s)
                self._troubles.pop(name, None)

        self._loops.append(asyncio.create_task(watched(), name=name))

    async def settle(self) -> None:
        """Wait until everything started so far has ended, and what that started; loops are not waited for."""
        while self._work:
            await asyncio.wait(self._work)

    async def ended(self) -> None:
        """Wait for the loops, which were told to end."""
        await asyncio.gather(*self._loops, return_exceptions=True)
