"""The running service's hand on contracts: pages read anew, contradictions told, windows brought to the terms."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from monitor.engine.applying import Applied, Applying
from monitor.engine.deciding import Deciding
from monitor.engine.terms import Plan, Terms
from monitor.engine.writer import Writer
from monitor.model import Source, Vendor
from monitor.settings import Settings
from monitor.store import Store

log = logging.getLogger(__name__)


class Contracts:
    """settings: asked anew each time, so that an edited configuration holds at once."""

    def __init__(self, store: Store, writer: Writer, settings: Callable[[], Settings], plan: Plan) -> None:
        self._store, self._writer, self._settings, self._plan = store, writer, settings, plan

    @property
    def terms(self) -> Terms:
        """The terms of vendors, as configured now."""
        return Terms(self._store, self._settings().monitor.zone, self._plan)

    async def learn(self, vendor: Vendor, source: Source, now: datetime) -> None:
        """Read the terms of a contract page that changed, and apply what follows."""

        def learned() -> None:
            self.terms.learn(vendor, source, now)
            _say(self._applying().vendors([vendor], now))

        await self._writer.call(learned)

    async def follow(self, vendors: Iterable[Vendor], now: datetime) -> None:
        """The configuration was taken over: compare the pages with the terms in it, and bring windows to them."""

        def followed() -> None:
            terms, read = self.terms, self._store.vendors_with_readings()
            for vendor in vendors:
                if vendor.id in read:
                    terms.compare(vendor, now)
            _say(self._applying().vendors(vendors, now))

        vendors = list(vendors)
        await self._writer.call(followed)

    def _applying(self) -> Applying:
        settings = self._settings()
        monitor = settings.monitor
        deciding = Deciding(self._store, settings.vendor, monitor.zone)
        return Applying(self._store, self.terms, deciding, monitor.zone, tuple(monitor.holidays))


def _say(applied: dict[str, Applied]) -> None:
    for vendor_id, found in applied.items():
        for each in found.recounted:
            moved = "; ".join(f"{label} {was} -> {now}" for label, was, now in each.differences)
            log.info("%s: window of %s counted anew (%s): %s", vendor_id, each.public_id, each.why, moved)
        if found.opened:
            log.info("%s: terms are known now; windows opened for %s", vendor_id, ", ".join(found.opened))
