"""What people decided, the notices they logged, and the reminders that went out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from monitor.model import Decision, DecisionState, Notice, PlannedAlert
from monitor.store import tables as t
from monitor.store.alerts import write_alerts
from monitor.store.column_types import utc
from monitor.store.contents import clean, keep
from monitor.store.errors import NotAllowedError, NotFoundError
from monitor.store.outbox import outdated, set_aside
from monitor.store.recorder import Recording, Values, values_of
from monitor.store.revisions import UNDECIDED
from monitor.store.seals import EventKind

_REVISION = t.table(t.RevisionRow)
_DECISION = t.table(t.DecisionRow)
_NOTICE = t.table(t.NoticeRow)
_LINK = t.table(t.NoticeLinkRow)
_REMINDER = t.table(t.ReminderRow)


class Review(Recording):
    """Decisions, notices, reminders: append-only."""

    def add_decision(
        self,
        revision_id: int,
        *,
        expected: DecisionState,
        state: DecisionState,
        made_by: str,
        why: str,
        at: datetime,
        snapshot_id: int | None = None,
        alerts: Sequence[PlannedAlert] = (),
        drop_reminders: bool = False,
    ) -> Decision:
        """Record a decision. Which transitions are allowed is the caller's to know; two at once are caught here.

        expected: the state the decision was made from. snapshot_id: the evidence (default: the new snapshot).
        drop_reminders: reminders of the revision that wait to be sent are set aside where they ask for what is now
        done (``outdated``). One that is being sent in this moment is left alone; ``lease`` never sends it again.
        Raises ``NotFoundError``; ``NotAllowedError`` where the revision is in another state by now.
        """
        with self._recording(at) as recorder:
            connection = recorder.connection
            row = connection.execute(select(_REVISION).where(_REVISION.c.id == revision_id)).one_or_none()
            if row is None:
                raise NotFoundError(f"no revision {revision_id}")
            if row.state != expected:
                raise NotAllowedError(
                    f"revision {row.public_id} is {row.state.value} by now, not {expected.value}"
                )
            values: Values = {
                "id": recorder.new_id(),
                "revision_id": revision_id,
                "state_before": row.state,
                "state": state,
                "made_by": clean(made_by),
                "why": clean(why),
                "snapshot_id": snapshot_id if snapshot_id is not None else row.after_id,
                "made_at": recorder.at,
            }
            recorder.add(t.DecisionRow, values, EventKind.DECISION_MADE)
            connection.execute(
                update(_REVISION)
                .where(_REVISION.c.id == revision_id)
                .values(state=state, open=state in UNDECIDED)
            )
            if drop_reminders:
                set_aside(recorder, revision_id, outdated(state), f"{row.public_id} is {state.value}")
            write_alerts(recorder, alerts)
            return Decision(**values)

    def decisions(
        self, revision_id: int | None = None, *, since: datetime | None = None, until: datetime | None = None
    ) -> list[Decision]:
        """Decisions about a revision, or all of a span (``until`` not included), oldest first."""
        query = select(_DECISION).order_by(_DECISION.c.id)
        if revision_id is not None:
            query = query.where(_DECISION.c.revision_id == revision_id)
        if since is not None:
            query = query.where(_DECISION.c.made_at >= utc(since))
        if until is not None:
            query = query.where(_DECISION.c.made_at < utc(until))
        with self._reading() as connection:
            return [Decision(**values_of(row)) for row in connection.execute(query)]

    def add_notice(
        self,
        vendor_id: str,
        *,
        received_at: datetime,
        channel: str,
        subject: str,
        logged_by: str,
        at: datetime,
        file: bytes | None = None,
        file_name: str = "",
        parsed: Mapping[str, object] | None = None,
    ) -> Notice:
        """Log a vendor's own announcement; its file is kept byte for byte. Raises ``NotFoundError``."""
        with self._recording(at) as recorder:
            vendor = t.table(t.VendorRow)
            known = recorder.connection.execute(select(vendor.c.id).where(vendor.c.id == vendor_id)).first()
            if known is None:
                raise NotFoundError(f"no vendor {vendor_id}")
            values: Values = {
                "id": recorder.new_id(),
                "vendor_id": vendor_id,
                "received_at": utc(received_at),
                "channel": clean(channel),
                "subject": clean(subject),
                "logged_by": clean(logged_by),
                "logged_at": recorder.at,
                "file_name": clean(file_name),
                "file_sha256": keep(recorder.connection, file) if file is not None else None,
                "parsed": json.dumps(dict(parsed or {})),
            }
            recorder.add(t.NoticeRow, values, EventKind.NOTICE_LOGGED)
            return Notice(**{**values, "parsed": dict(parsed or {})})

    def link_notice(self, notice_id: int, revision_id: int, linked_by: str, at: datetime) -> None:
        """A notice announces a revision. Linking twice is harmless. Raises ``NotFoundError``."""
        with self._recording(at) as recorder:
            connection = recorder.connection
            for table, key in ((_NOTICE, notice_id), (_REVISION, revision_id)):
                if connection.execute(select(table.c.id).where(table.c.id == key)).first() is None:
                    raise NotFoundError(f"no {table.name} {key}")
            same = (_LINK.c.notice_id == notice_id, _LINK.c.revision_id == revision_id)
            if connection.execute(select(_LINK.c.id).where(*same)).first() is not None:
                return
            values: Values = {
                "id": recorder.new_id(),
                "notice_id": notice_id,
                "revision_id": revision_id,
                "linked_by": clean(linked_by),
                "linked_at": recorder.at,
            }
            recorder.add(t.NoticeLinkRow, values, EventKind.NOTICE_LINKED)

    def notices(self, *, vendor_id: str | None = None, revision_id: int | None = None) -> list[Notice]:
        """Notices of a vendor or of a revision, in the order of their receipt."""
        query = select(_NOTICE).order_by(_NOTICE.c.received_at, _NOTICE.c.id)
        if vendor_id is not None:
            query = query.where(_NOTICE.c.vendor_id == vendor_id)
        if revision_id is not None:
            query = query.join(_LINK, _LINK.c.notice_id == _NOTICE.c.id).where(
                _LINK.c.revision_id == revision_id
            )
        with self._reading() as connection:
            rows = connection.execute(query).all()
            links: dict[int, list[int]] = {}
            wanted = select(_LINK).where(_LINK.c.notice_id.in_([row.id for row in rows])).order_by(_LINK.c.id)
            for link in connection.execute(wanted):
                links.setdefault(link.notice_id, []).append(link.revision_id)
        return [_notice(row, tuple(links.get(row.id, ()))) for row in rows]

    def add_reminder(
        self, revision_id: int, rule: str, recipient: str, planned: PlannedAlert, at: datetime
    ) -> bool:
        """Write a reminder to the outbox, once per revision, rule and recipient; returns False if it was there.

        False also where the revision was decided by now: then nothing is written.
        """
        with self._recording(at) as recorder:
            undecided = select(_REVISION.c.open).where(_REVISION.c.id == revision_id)
            if not recorder.connection.execute(undecided).scalar_one_or_none():
                return False
            same = (
                _REMINDER.c.revision_id == revision_id,
                _REMINDER.c.rule == rule,
                _REMINDER.c.recipient == recipient,
            )
            if recorder.connection.execute(select(_REMINDER.c.at).where(*same)).first() is not None:
                return False
            write_alerts(recorder, [planned])
            values: Values = {
                "revision_id": revision_id,
                "rule": rule,
                "recipient": recipient,
                "alert_id": planned.alert.id,
                "at": recorder.at,
            }
            recorder.add(t.ReminderRow, values)
            return True

    def reminders(self, revision_id: int) -> set[tuple[str, str]]:
        """The reminders of a revision that were written: pairs of rule and recipient."""
        query = select(_REMINDER.c.rule, _REMINDER.c.recipient).where(_REMINDER.c.revision_id == revision_id)
        with self._reading() as connection:
            return {(row.rule, row.recipient) for row in connection.execute(query)}


def _notice(row: Any, revision_ids: tuple[int, ...]) -> Notice:
    values = {**values_of(row), "parsed": json.loads(row.parsed), "revision_ids": revision_ids}
    return Notice(**values)
