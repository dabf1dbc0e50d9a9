"""What people decided, and the reminders that went out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from monitor.model import Decision, DecisionState, PlannedAlert
from monitor.store import tables as t
from monitor.store.alerts import write_alerts
from monitor.store.column_types import utc
from monitor.store.contents import clean
from monitor.store.errors import NotAllowedError, NotFoundError
from monitor.store.outbox import outdated, set_aside
from monitor.store.recorder import Recording, Values, values_of
from monitor.store.revisions import UNDECIDED
from monitor.store.seals import EventKind

_REVISION = t.table(t.RevisionRow)
_DECISION = t.table(t.DecisionRow)
_REMINDER = t.table(t.ReminderRow)


class Review(Recording):
    """Decisions and reminders: append-only."""

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
