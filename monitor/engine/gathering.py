"""After an outage of our own: what piles up is told as one digest, not as a storm."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.alert.compose import DigestFacts, digest
from monitor.engine.writer import Writer
from monitor.model import Alert, AlertKind, Delivery, DeliveryState, PlannedAlert, Severity
from monitor.store import Store

log = logging.getLogger(__name__)

OUTAGE = timedelta(hours=1)
"""A shorter absence piles nothing up that people could not read singly."""
SETTLING = timedelta(minutes=10)
"""How long after an outage alerts are held to see how many there are; all that is due is checked in that time."""
_MANY = 6  # as many for one channel are a storm
_IN_ONE = 25  # lines of one digest that every channel shows in full
_KINDS = {AlertKind.CHANGE, AlertKind.REMINDER, AlertKind.SOURCE_TROUBLE, AlertKind.SOURCE_RECOVERED}
_WHY = "The monitor itself was out of service; what came together since then is told at once."


class Gathering:
    """Holds alerts for some minutes after an outage of our own; then makes one of many, channel by channel.

    What is critical, what is overdue or escalated, and what is about ourselves is never held. A crash in these minutes
    loses nothing: what is held goes out singly when its time has come.
    """

    def __init__(self, store: Store, writer: Writer) -> None:
        self._store, self._writer = store, writer
        self._since: datetime | None = None
        self.until: datetime | None = None

    def begin(self, since: datetime, now: datetime) -> bool:
        """An outage that began at ``since`` is over (UTC). False where it was too short to matter."""
        if now - since < OUTAGE:
            return False
        self._since = min(since, self._since) if self._since else since
        self.until = now + SETTLING
        return True

    def held(self, planned: PlannedAlert, now: datetime) -> PlannedAlert:
        """The alert with its channels held while we see what comes; else as it is."""
        if self.until is None or now >= self.until or not _may_wait(planned.alert):
            return planned
        wanted = {route: max(self.until, planned.not_before.get(route, now)) for route, _ in planned.channels}
        return replace(planned, not_before={**planned.not_before, **wanted})

    async def run(self, now: datetime) -> int:
        """Once the minutes are over, make one of many; returns how many deliveries were gathered."""
        if self.until is None or self._since is None or now < self.until:
            return 0
        since, self.until, self._since = self._since, None, None
        return await self._writer.call(lambda: self._gather(since, now))

    def _gather(self, since: datetime, now: datetime) -> int:
        channels: Mapping[tuple[str, int], list[Delivery]] = defaultdict(list)
        for delivery in self._store.deliveries(state=DeliveryState.PENDING, limit=100_000):
            if _may_wait(delivery.alert) and not delivery.maybe_sent:
                channels[delivery.route, delivery.channel].append(delivery)
        gathered = 0
        for channel, waiting in channels.items():
            if len(waiting) < _MANY:
                continue
            for start in range(0, len(waiting), _IN_ONE):
                part = waiting[start : start + _IN_ONE]
                gathered += self._store.gather(
                    [d.id for d in part], _together(channel, part, since, now), now
                )
        if gathered:
            log.info("after an outage, %d deliveries are told together", gathered)
        return gathered


def _together(channel: tuple[str, int], part: list[Delivery], since: datetime, now: datetime) -> PlannedAlert:
    facts = DigestFacts(start=since, end=now, quiet_reason=_WHY)
    name = f"after-outage:{channel[0]}:{channel[1]}:{part[0].id}"
    opening = max((d.next_attempt_at for d in part if d.next_attempt_at), default=now)
    held = {channel[0]: opening} if opening > now else {}
    return PlannedAlert(digest(name, facts, happened=[d.alert for d in part]), (channel,), held)


def _may_wait(alert: Alert) -> bool:
    return alert.kind in _KINDS and alert.severity is not Severity.CRITICAL and "own" not in alert.payload
