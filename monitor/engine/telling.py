"""Everything that tells people something, and when: alerts planned, sent, repeated, handed on, gathered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from monitor.alert.payload import Links
from monitor.engine.checks import Result
from monitor.engine.digesting import Digesting
from monitor.engine.escalating import Escalating
from monitor.engine.gathering import Gathering
from monitor.engine.own_outage import OwnOutage
from monitor.engine.reminding import Reminding
from monitor.engine.sender import AttachmentsOf, Sender, planned
from monitor.engine.terms import Terms
from monitor.engine.unseen import UnseenWatch
from monitor.engine.writer import Writer
from monitor.model import Alert, PlannedAlert, Revision, Vendor
from monitor.settings import Settings
from monitor.store import Store


class Telling:
    """The part of the service that people hear from. ``settings`` is asked anew each time: an edit holds at once."""

    def __init__(
        self,
        store: Store,
        writer: Writer,
        *,
        settings: Callable[[], Settings],
        now: Callable[[], datetime],
        links: Callable[[Revision], Links],
        terms: Callable[[], Terms],
        attachments_of: AttachmentsOf,
    ) -> None:
        self._store, self._writer, self._settings, self._now = store, writer, settings, now
        self.sender = Sender(
            store=store,
            writer=writer,
            routes=lambda: settings().routes,
            now=now,
            attachments_of=attachments_of,
            slack_api=lambda: settings().monitor.alerts.slack_api,
        )
        monitor = settings().monitor
        self._reminding = Reminding(
            store, writer, self._vendor_of, self.plan, links, monitor.zone,
            missing_after=timedelta(seconds=monitor.review.notice_missing_after),
            unanswered_after=timedelta(seconds=monitor.review.notice_unanswered_after),
        )  # fmt: skip
        self._escalating = Escalating(store, writer, self._vendor_of, lambda: settings().routes, links)
        self._digesting = Digesting(store, writer, lambda: settings().vendors, lambda: settings().routes)
        self._gathering = Gathering(store, writer)
        self._own_outage = OwnOutage(store, writer, self.plan)
        self._unseen = UnseenWatch(store, writer, terms, lambda: settings().vendors, self.plan)

    def _vendor_of(self, vendor_id: str) -> Vendor | None:
        return self._settings().vendor(vendor_id)

    def plan(self, alert: Alert, vendor: Vendor | None) -> PlannedAlert:
        """The alert with everybody who must be told, and how long each is left in peace."""
        now = self._now()
        return self._gathering.held(planned(alert, vendor, self._settings().routes, now), now)

    def open(self) -> None:
        """Learn what was known before the start."""
        self._digesting.open()

    def back_after(self, last_beat: datetime | None, now: datetime) -> None:
        """The service runs again; ``last_beat``: its last sign of life before (UTC)."""
        if last_beat is not None:
            self._gathering.begin(last_beat, now)

    def note(self, result: Result) -> None:
        """A check ended."""
        if result.finding:
            self._digesting.note(result.vendor, result.source.id, result.finding)

    def keep(self) -> None:
        """Write down what was counted; at every tick, on the writer's thread."""
        self._digesting.keep()

    async def remind(self) -> None:
        """Write what is due by the clock: reminders, escalations, digests, sources that nobody saw for too long."""
        now = self._now()
        told = await self._reminding.run(now)
        told += await self._escalating.run(now)
        told += await self._digesting.run(now)
        told += await self._gathering.run(now)
        if await self._unseen.run(now) or told:
            self.sender.wake.set()

    def outage_turned(self, since: datetime | None) -> bool:
        """Whether an outage of our own network began or ended; see ``OwnOutage``."""
        return self._own_outage.turned(since)

    async def follow_outage(self, since: datetime | None) -> None:
        """Tell of it, and gather what piled up once it is over."""
        now, began = self._now(), self._own_outage.since
        if since is None and began is not None:
            self._gathering.begin(began, now)
        if await self._own_outage.follow(since, now):
            self.sender.wake.set()
