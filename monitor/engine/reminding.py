"""Reminders of open windows: worked out from the schedule, written to the outbox once each; and what comes after.

Before each look, notices that waited for a page to change are linked, so that reminders follow the right window.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.alert.compose import escalation, notice_unanswered, overdue, reminder
from monitor.alert.payload import Links
from monitor.assess.reminders import Reminder, ReminderRule, due
from monitor.engine.deciding import Deciding
from monitor.engine.findings import unanswered
from monitor.engine.noticing import Noticing
from monitor.engine.writer import Writer
from monitor.model import Alert, PlannedAlert, Revision, RevisionHead, Vendor
from monitor.store import Store

log = logging.getLogger(__name__)

Plan = Callable[[Alert, Vendor | None], PlannedAlert]

# Routes decide who reads a reminder; the register of sent ones needs one name for them all.
RECIPIENT = "routes"
NOTICE_MISSING = "notice_missing"


class Reminding:
    """Looks at every undecided revision. ``zone``: of contracts that name none.

    missing_after, unanswered_after: how long a changed page may lack a notice, and a notice a changed page, before
    somebody is asked; once each.
    """

    def __init__(
        self,
        store: Store,
        writer: Writer,
        vendor_of: Callable[[str], Vendor | None],
        plan: Plan,
        links: Callable[[Revision], Links],
        zone: str = "UTC",
        *,
        missing_after: timedelta = timedelta(days=5),
        unanswered_after: timedelta = timedelta(days=14),
    ) -> None:
        self._store, self._writer = store, writer
        self._missing_after, self._unanswered_after = missing_after, unanswered_after
        self._vendor_of, self._plan, self._links, self._zone = vendor_of, plan, links, zone
        self._deciding = Deciding(store, vendor_of, zone)
        self._told: set[int] = set()  # notices; spares asking the store each time
        self._noticing = Noticing(store, self._deciding)

    async def run(self, now: datetime) -> int:
        """Write the reminders that are due at ``now`` (UTC), close windows that passed; returns how many messages."""
        return await self._writer.call(lambda: self._run(now))

    def _run(self, now: datetime) -> int:
        told = 0
        try:
            self._noticing.follow(now)
            told += self._ask_for_pages(now)
        except Exception:  # a notice that cannot be read must not silence the reminders
            log.exception("notices could not be linked")
        with_notice = {key for notice in self._store.notices() for key in notice.revision_ids}
        for head in self._store.open_revisions():
            if head.id not in with_notice:
                told += self._ask_for_notice(head, now)
            if head.window:
                told += self._remind(head, now)
                self._deciding.lapse(head, now)  # after the last reminder, which says so
        return told

    def _ask_for_notice(self, head: RevisionHead, now: datetime) -> int:
        if now - head.recorded_at < self._missing_after or head.window is None:
            return 0  # without a window, a notice starts no clock that we could count
        if (NOTICE_MISSING, RECIPIENT) in self._store.reminders(head.id):
            return 0
        vendor, revision = self._vendor_of(head.vendor_id), self._store.revision(head.id)
        alert = reminder(revision, NOTICE_MISSING, links=self._links(revision), vendor=vendor)
        planned = self._plan(alert, vendor)
        return int(self._store.add_reminder(head.id, NOTICE_MISSING, RECIPIENT, planned, now))

    def _ask_for_pages(self, now: datetime) -> int:
        """Notices that no page answers to; the outbox refuses a second telling."""
        waiting = [n for n in unanswered(self._store) if now - n.received_at >= self._unanswered_after]
        pairs = [(n, self._vendor_of(n.vendor_id)) for n in waiting if n.id not in self._told]
        planned = [self._plan(notice_unanswered(vendor, n), vendor) for n, vendor in pairs if vendor]
        written = self._store.add_alerts(planned, now)
        self._told |= {n.id for n, _ in pairs}
        return len(written)

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
        return reminder(revision, entry.name, links=links, vendor=vendor, to_deputy=entry.rule.to_deputy)
