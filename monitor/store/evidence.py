"""Which records of the store bear on one revision: what a bundle of evidence must hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from monitor.model import Revision
from monitor.store import tables as t
from monitor.store.column_types import utc
from monitor.store.recorder import Recording, values_of
from monitor.store.seals import EventKind
from monitor.store.values import Event

_EVENT = t.table(t.EventRow)
_SNAPSHOT, _CAPTURE, _REVISION = t.table(t.SnapshotRow), t.table(t.CaptureRow), t.table(t.RevisionRow)
_MOST_AT_ONCE = 500
_MOST_WITNESSES = 5  # the earliest ones say most


class EvidenceReads(Recording):
    """Finding the links that bear on a revision."""

    def evidence_events(self, revision: Revision) -> list[Event]:
        """The links of every sealed record that bears on a revision, in the order of the chain.

        Both snapshots and what they were read as; their captures, pictures and ways; the windows, decisions, alerts
        with every try to deliver them, notices and letters; the vendor's clauses and what people answered to them; how
        the source was watched; what failed between the two sights; and the first witnesses of the chain from then on.
        """
        with self._reading(steady=True) as connection:
            found: list[Event] = []
            for kind, query in _queries(revision):
                subjects = [str(key) for key in connection.execute(query).scalars()]
                found += _events(connection, kind, subjects)
        return sorted(found, key=lambda event: event.seq)


def _events(connection: Connection, kind: EventKind, subjects: list[str]) -> Iterable[Event]:
    for start in range(0, len(subjects), _MOST_AT_ONCE):
        part = subjects[start : start + _MOST_AT_ONCE]
        query = select(_EVENT).where(_EVENT.c.kind == kind.value, _EVENT.c.subject.in_(part))
        yield from (Event(**values_of(row)) for row in connection.execute(query))


def _queries(revision: Revision) -> list[tuple[EventKind, Select[Any]]]:
    return [*_seen(revision), *_done(revision), *_around(revision)]


def _seen(revision: Revision) -> list[tuple[EventKind, Select[Any]]]:
    both = (revision.before.id, revision.after.id)
    mine = _SNAPSHOT.c.id.in_(both)
    captures = select(_CAPTURE.c.id).where(
        or_(
            _CAPTURE.c.id.in_(select(_SNAPSHOT.c.first_capture_id).where(mine)),
            _CAPTURE.c.id.in_(select(_SNAPSHOT.c.last_capture_id).where(mine)),
        )
    )
    picture, journey, reading = t.table(t.PictureRow), t.table(t.JourneyRow), t.table(t.ReadingRow)
    snapshots = select(_SNAPSHOT.c.id).where(mine)
    return [
        (EventKind.CAPTURE_KEPT, captures),
        (EventKind.PICTURE_KEPT, select(picture.c.id).where(picture.c.capture_id.in_(captures))),
        (EventKind.JOURNEY_KEPT, select(journey.c.id).where(journey.c.capture_id.in_(captures))),
        (EventKind.SNAPSHOT_OPENED, snapshots),
        (EventKind.SNAPSHOT_CLOSED, snapshots.where(_SNAPSHOT.c.last_capture_id.is_not(None))),
        (EventKind.SNAPSHOT_REREAD, select(reading.c.id).where(reading.c.snapshot_id.in_(both))),
        (EventKind.REVISION_RECORDED, select(_REVISION.c.id).where(_REVISION.c.id == revision.id)),
    ]


def _done(revision: Revision) -> list[tuple[EventKind, Select[Any]]]:
    window, decision, alert = t.table(t.WindowRow), t.table(t.DecisionRow), t.table(t.AlertRow)
    delivery, attempt, letter = t.table(t.DeliveryRow), t.table(t.AttemptRow), t.table(t.LetterRow)
    notice, tie, undone = t.table(t.NoticeRow), t.table(t.NoticeLinkRow), t.table(t.NoticeUnlinkRow)
    alerts = select(alert.c.id).where(alert.c.revision_id == revision.id)
    deliveries = select(delivery.c.id).where(delivery.c.alert_id.in_(alerts))
    ties = tie.c.revision_id == revision.id
    return [
        (EventKind.WINDOW_COMPUTED, select(window.c.id).where(window.c.revision_id == revision.id)),
        (EventKind.DECISION_MADE, select(decision.c.id).where(decision.c.revision_id == revision.id)),
        (EventKind.ALERT_WRITTEN, alerts),
        (EventKind.DELIVERY_TRIED, select(attempt.c.id).where(attempt.c.delivery_id.in_(deliveries))),
        (EventKind.LETTER_DRAFTED, select(letter.c.id).where(letter.c.revision_id == revision.id)),
        (
            EventKind.NOTICE_LOGGED,
            select(notice.c.id).where(notice.c.id.in_(select(tie.c.notice_id).where(ties))),
        ),
        (EventKind.NOTICE_LINKED, select(tie.c.id).where(ties)),
        (
            EventKind.NOTICE_UNLINKED,
            select(undone.c.id).where(undone.c.link_id.in_(select(tie.c.id).where(ties))),
        ),
    ]


def _around(revision: Revision) -> list[tuple[EventKind, Select[Any]]]:
    clause, answer = t.table(t.ClauseVersionRow), t.table(t.ClauseAnswerRow)
    watch, run, gap = t.table(t.WatchChangeRow), t.table(t.FailureRunRow), t.table(t.GapRow)
    approval, witness = t.table(t.BaselineApprovalRow), t.table(t.WitnessRow)
    since, until = utc(revision.before.last_seen_at), utc(revision.after.first_seen_at)
    between = (run.c.source_id == revision.source_id, run.c.last_at >= since, run.c.first_at <= until)
    runs = select(run.c.id).where(*between)
    recorded = select(_EVENT.c.seq).where(
        _EVENT.c.kind == EventKind.REVISION_RECORDED.value, _EVENT.c.subject == str(revision.id)
    )
    stamps = select(witness.c.id).where(witness.c.seq >= recorded.scalar_subquery())
    stamps = stamps.order_by(witness.c.id).limit(_MOST_WITNESSES)
    return [
        (EventKind.SOURCE_WATCHED, select(watch.c.id).where(watch.c.source_id == revision.source_id)),
        (EventKind.CLAUSE_RECORDED, select(clause.c.id).where(clause.c.vendor_id == revision.vendor_id)),
        (EventKind.CLAUSE_ANSWERED, select(answer.c.id).where(answer.c.vendor_id == revision.vendor_id)),
        (
            EventKind.BASELINE_APPROVED,
            select(approval.c.id).where(approval.c.source_id == revision.source_id),
        ),
        (EventKind.FAILURE_BEGAN, runs),
        (EventKind.FAILURE_ENDED, runs.where(run.c.closed_at.is_not(None))),
        (
            EventKind.GAP_RECORDED,
            select(gap.c.id).where(gap.c.ended_at >= since, gap.c.started_at <= until),
        ),
        (EventKind.CHAIN_WITNESSED, stamps),
    ]
