"""Notices that were logged before their page changed: counted in the change's first window, and linked to it after."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from monitor.engine.deciding import Deciding
from monitor.engine.noticing import Linked, Noticing
from monitor.engine.writer import Writer
from monitor.model import Revision, WindowFacts
from monitor.settings import Settings
from monitor.store import Store


class WaitingNotices:
    """``settings`` is asked anew each time: an edit holds at once. ``now``: UTC."""

    def __init__(
        self, store: Store, writer: Writer, settings: Callable[[], Settings], now: Callable[[], datetime]
    ) -> None:
        self._store, self._writer, self._settings, self._now = store, writer, settings, now

    async def inform(self, coming: Revision, facts: WindowFacts) -> WindowFacts:
        """The facts of a change about to be recorded, with the notices that waited for it."""
        return await asyncio.to_thread(self._noticing().informed, coming, facts)

    async def link(self) -> list[Linked]:
        """Link what waited to what is recorded by now; the daemon does it with its reminders."""
        return await self._writer.call(lambda: self._noticing().follow(self._now()))

    def _noticing(self) -> Noticing:
        settings = self._settings()
        return Noticing(self._store, Deciding(self._store, settings.vendor, settings.monitor.zone))
