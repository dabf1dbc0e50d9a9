"""Reminders of open windows: worked out from the schedule, written to the outbox once each; and what comes after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.alert.compose import escalation, overdue, reminder
from monitor.alert.payload import Links
from monitor.assess.reminders import Reminder, ReminderRule, due
from monitor.engine.deciding import Deciding
from monitor.engine.writer import Writer
from monitor.model import Alert, PlannedAlert, Revision, RevisionHead, Vendor
from monitor.store import Store

Plan = Callable[[Alert, Vendor | None], PlannedAlert]

# Routes decide who reads a reminder; the register of sent ones needs one name for them all.
RECIPIENT = "routes"


class Reminding:
    """Looks at every undecided revision. ``zone``: of contracts that name none."""

    def __init__(
        self,
        store: Store,
        writer: Writer,
        vendor_of: Callable[[str], Vendor | None],
        plan: Plan,
        links: Callable[[Revision], Links],
        zone: str = "UTC",
    ) -> None:
        self._store, self._writer = store, writer
        self._vendor_of, self._plan, self._links, self._zone = vendor_of, plan, links, zone
        self._deciding = Deciding(store, vendor_of, zone)

    async def run(self, now: datetime) -> int:
        """Write the reminders that are due at ``now`` (UTC), close windows that passed; returns how many messages."""
        return await self._writer.call(lambda: self._run(now))

    def _run(self, now: datetime) -> int:
        told = 0
        for head in self._store.open_revisions():
            if head.window:
                told += self._remind(head, now)
                self._deciding.lapse(head, now)  # after the last reminder, which says so
        return told

    def _remind(self, head: RevisionHead, now: datetime) -> int:
        if head.window is None:
            return 0
        vendor = self._vendor_of(head.vendor_id)
        sent = {rule for rule, recipient in self._store.reminders(head.id) if recipient == RECIPIENT}
        zone = (vendor.zone if vendor else None) or self._zone
        ready = due(
            head.window,
            head.state,
            sent | {ReminderRule.DETECTION.value},
            now,
            zone,
            detected=head.recorded_at,
            severity=head.severity,
            holidays=vendor.holidays if vendor else (),
        )
        if not ready:
            return 0
        revision = self._store.revision(head.id)
        # What fell due together is one message, the most pressing; the others are marked as told by it. What fell
        # due on the day of detection was told by the change alert itself.
        told = 0
        for entry in ready:
            planned = self._plan(self._alert(revision, entry, vendor), vendor)
            at_detection = entry.on <= head.recorded_at.astimezone(ZoneInfo(zone)).date()
            superseded = entry is not ready[-1] and entry.rule is not ReminderRule.ESCALATION
            silent = at_detection or superseded
            planned = replace(planned, channels=()) if silent else planned
            if self._store.add_reminder(head.id, entry.name, RECIPIENT, planned, now) and planned.channels:
                told += 1
        return told

    def _alert(self, revision: Revision, entry: Reminder, vendor: Vendor | None) -> Alert:
        links = self._links(revision)
        if entry.rule is ReminderRule.AFTER:
            return overdue(revision, links=links, vendor=vendor)
        if entry.rule is ReminderRule.ESCALATION:
            return escalation(revision, 1, links=links, vendor=vendor, waited="one business day")
        return reminder(revision, entry.name, links=links, vendor=vendor)
