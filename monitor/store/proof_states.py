"""States that repeat a sealed record, and rows that no link covers: they must agree with what is sealed."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import Connection, select

from monitor.model import AttemptOutcome, DecisionState, DeliveryState, Grade
from monitor.store import tables as t
from monitor.store.seals import SEALS, EventKind
from monitor.store.values import Problem


def check_states(connection: Connection) -> Iterator[Problem]:
    """States that repeat a sealed record must agree with it."""
    yield from _check_decisions(connection)
    yield from _check_deliveries(connection)
    yield from _check_snapshots(connection)
    yield from _check_open_spans(connection)
    yield from _check_unsealed_captures(connection)


def _check_decisions(connection: Connection) -> Iterator[Problem]:
    decision, revision = t.table(t.DecisionRow), t.table(t.RevisionRow)
    last: dict[int, DecisionState] = {}
    for row in connection.execute(select(decision).order_by(decision.c.id)):
        if row.state_before != last.get(row.revision_id, DecisionState.DETECTED):
            yield Problem(
                "decisions out of order", f"decision {row.id}", "does not begin where the last one ended"
            )
        last[row.revision_id] = row.state
    for row in connection.execute(select(revision.c.id, revision.c.public_id, revision.c.state)):
        if row.state != last.get(row.id, DecisionState.DETECTED):
            detail = (
                f"says {row.state.value}, its decisions say {last.get(row.id, DecisionState.DETECTED).value}"
            )
            yield Problem("state altered", f"revision {row.public_id}", detail)


def _check_deliveries(connection: Connection) -> Iterator[Problem]:
    delivery, attempt = t.table(t.DeliveryRow), t.table(t.AttemptRow)
    arrived = set(
        connection.execute(
            select(attempt.c.delivery_id).where(attempt.c.outcome == AttemptOutcome.SENT)
        ).scalars()
    )
    for row in connection.execute(select(delivery.c.id, delivery.c.state)):
        if (row.state == DeliveryState.SENT) != (row.id in arrived):
            yield Problem(
                "state altered", f"delivery {row.id}", f"says {row.state.value}, its attempts do not"
            )
    alert = t.table(t.AlertRow)
    written: dict[str, list[list[object]]] = {}
    channels = select(delivery.c.alert_id, delivery.c.route, delivery.c.channel).order_by(delivery.c.id)
    for alert_id, route, channel in connection.execute(channels):
        written.setdefault(alert_id, []).append([route, channel])
    for told in connection.execute(select(alert.c.id, alert.c.channels)):
        if written.pop(told.id, []) != json.loads(told.channels):
            yield Problem("deliveries differ", f"alert {told.id}", "it was written for other channels")
    for alert_id in written:
        yield Problem("record missing", f"alert {alert_id}", "deliveries name it, but it is gone")


def _check_snapshots(connection: Connection) -> Iterator[Problem]:
    """Snapshots of a source follow each other, only the last is open, and it is the current one."""
    snapshot, source, reading = t.table(t.SnapshotRow), t.table(t.SourceRow), t.table(t.ReadingRow)
    read_as: dict[int, str] = {
        row.snapshot_id: row.listing_sha256
        for row in connection.execute(select(reading).order_by(reading.c.id))
    }
    current = {
        row.id: row.snapshot_id for row in connection.execute(select(source.c.id, source.c.snapshot_id))
    }
    last: dict[str, int] = {}
    for row in connection.execute(select(snapshot).order_by(snapshot.c.id)):
        name = f"snapshot {row.id}"
        if row.previous_id != last.get(row.source_id):
            yield Problem("snapshots out of order", name, "does not follow the one before it")
        last[row.source_id] = row.id
        if row.read_as_sha256 != read_as.get(row.id, row.listing_sha256):
            yield Problem("state altered", name, "reads as a listing that no reading recorded")
        is_current = current.get(row.source_id) == row.id
        if is_current != (row.last_seen_at is None):
            yield Problem("state altered", name, "is open but not current, or current but closed")
    for source_id in last.keys() - current.keys():
        yield Problem("record missing", f"source {source_id}", "snapshots name it, but it is gone")
    for source_id, snapshot_id in current.items():
        if snapshot_id != last.get(source_id):
            yield Problem("state altered", f"source {source_id}", "its current snapshot is not its last")


def _check_open_spans(connection: Connection) -> Iterator[Problem]:
    """The moving end of an open span agrees with the other columns that the same check wrote.

    An end later than the last good check is no contradiction: a clock that was set back leaves just that.
    """
    source, snapshot = t.table(t.SourceRow), t.table(t.SnapshotRow)
    rows = connection.execute(
        select(
            source.c.id, source.c.snapshot_id, source.c.last_seen_at, source.c.last_seen_grade,
            source.c.last_good_at, source.c.last_bytes_at, snapshot.c.first_seen_at,
        ).join(snapshot, snapshot.c.id == source.c.snapshot_id)
    )  # fmt: skip
    for row in rows:
        name, seen, good = f"source {row.id}", row.last_seen_at, row.last_good_at
        if seen is None or good is None or row.last_seen_grade is None:
            yield Problem("span altered", name, "it has a snapshot, but no end of its span")
        elif seen < row.first_seen_at:
            yield Problem("span altered", name, f"its span ends at {seen} before it began")
        elif seen < good:
            said = f"its span ends at {seen}, its last good check was at {good}: one of them was moved"
            yield Problem("span altered", name, said)
        elif row.last_seen_grade is Grade.BYTES and row.last_bytes_at != good:
            said = f"its end is graded by bytes, but its last bytes are of {row.last_bytes_at}, not of {good}"
            yield Problem("span altered", name, said)


def _check_unsealed_captures(connection: Connection) -> Iterator[Problem]:
    """A capture without a link is the newest of an open span, or waits with a candidate; else it was slipped in.

    The picture and the way of a sealed capture are sealed with it, or never were there.
    """
    capture, source, candidate = t.table(t.CaptureRow), t.table(t.SourceRow), t.table(t.CandidateRow)
    sealed = {kind: _sealed(connection, kind) for kind in _WITH_CAPTURE}
    known = set(sealed[EventKind.CAPTURE_KEPT])
    for column in (source.c.capture_id, candidate.c.capture_id):
        known |= set(connection.execute(select(column).where(column.is_not(None))).scalars())
    for key in connection.execute(select(capture.c.id).order_by(capture.c.id)).scalars():
        if key not in known:
            yield Problem("record added", f"capture {key}", "no link seals it, and nothing waits for it")
    for kind in (EventKind.PICTURE_KEPT, EventKind.JOURNEY_KEPT):
        table = SEALS[kind].table
        for key, capture_id in connection.execute(select(table.c.id, table.c.capture_id)):
            if key not in sealed[kind] and capture_id in sealed[EventKind.CAPTURE_KEPT]:
                said = f"no link says {kind.value}, though capture {capture_id} is sealed"
                yield Problem("record added", f"{table.name} {key}", said)


_WITH_CAPTURE = (EventKind.CAPTURE_KEPT, EventKind.PICTURE_KEPT, EventKind.JOURNEY_KEPT)


def _sealed(connection: Connection, kind: EventKind) -> set[int]:
    event = t.table(t.EventRow)
    subjects = connection.execute(select(event.c.subject).where(event.c.kind == kind.value)).scalars()
    return {int(subject) for subject in subjects if subject.isdecimal()}
