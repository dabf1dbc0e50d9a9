"""What checks came to when nothing changed, or when there was nothing to compare with: the hot paths."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, select, update

from monitor.model import CheckOutcome, Grade, Health
from monitor.store import tables as t
from monitor.store.alerts import write_alerts
from monitor.store.column_types import utc
from monitor.store.contents import (
    Contents,
    add_capture,
    add_journey,
    capture_columns,
    capture_values,
    drop_bodies,
    drop_surroundings,
    keep_bodies,
    keep_listings,
)
from monitor.store.current import (
    BYTES,
    CHECKED_AT,
    GOOD,
    VALIDATORS,
    end_trouble,
    good_values,
    make_current,
    new_current,
    open_snapshot,
    snapshots_of,
    troubled,
    validator_values,
)
from monitor.store.errors import NotAllowedError, NotFoundError
from monitor.store.recorder import Recorder, Values
from monitor.store.seals import EventKind
from monitor.store.values import Baseline, NewCapture, Unchanged

_SOURCE = t.table(t.SourceRow)
_SNAPSHOT = t.table(t.SnapshotRow)
_CAPTURE = t.table(t.CaptureRow)
_CANDIDATE = t.table(t.CandidateRow)

_STILL = (_SOURCE.c.id == bindparam("key"), _SOURCE.c.snapshot_id == bindparam("snapshot"))
_SEEN: Values = {
    # A clock that was set back must not end a span before it began.
    "last_seen_at": case(
        (_SOURCE.c.last_seen_at > CHECKED_AT, _SOURCE.c.last_seen_at),
        else_=CHECKED_AT,
    ),
    "last_seen_grade": bindparam("new_grade"),
}
_UNCHANGED = {
    (by_bytes, validated): update(_SOURCE)
    .where(*_STILL)
    .values(**GOOD, **_SEEN, **(BYTES if by_bytes else {}), **(VALIDATORS if validated else {}))
    for by_bytes in (False, True)
    for validated in (False, True)
}


class Checks(Contents):
    """Recording checks."""

    def record_unchanged(self, batch: Sequence[Unchanged], at: datetime) -> int:
        """Record checks that saw the current listing, at most one per source: one UPDATE each, in one transaction.

        Returns how many were recorded: one whose snapshot is no longer the current one is left out. Ends a run of
        failures, dismisses a candidate, and clears ``Head.reread``. Other bytes with the same listing become the
        snapshot's newest capture; its first one is kept for ever. These updates are not links of the chain.
        Raises ``NotAllowedError`` for an outcome that did not see the listing.
        """
        if not batch:
            return 0
        wrong = [x for x in batch if x.outcome not in _SAW_CURRENT]
        if wrong:
            raise NotAllowedError(
                f"{wrong[0].outcome.value} is not an unchanged check ({wrong[0].source_id})"
            )
        ids = [item.source_id for item in batch]
        plain = not any(item.new_capture or item.alerts for item in batch)
        if plain:
            with self._writing() as connection:
                if not troubled(connection, ids):
                    return _update_unchanged(connection, batch)
        with self._recording(at) as recorder:
            current = _still_current(recorder.connection, batch)
            end_trouble(recorder, {item.source_id: item.at for item in current})
            count = _update_unchanged(recorder.connection, current)
            _replace_newest(recorder, current)
            write_alerts(recorder, [alert for item in current for alert in item.alerts])
            return count

    def record_baselines(self, batch: Sequence[Baseline], at: datetime) -> dict[str, int]:
        """Record first good checks; returns source id -> snapshot id.

        A source that has a snapshot already is left out (another worker was sooner). Raises ``NotFoundError`` for an
        unknown source; nothing of the batch is then kept.
        """
        with self._recording(at) as recorder:
            known = snapshots_of(recorder.connection, [item.source_id for item in batch])
            unknown = [item.source_id for item in batch if item.source_id not in known]
            if unknown:
                raise NotFoundError(f"no source {', '.join(unknown[:5])}")
            fresh = {x.source_id: x for x in batch if known[x.source_id] is None}
            if not fresh:
                return {}
            items = list(fresh.values())
            keep_bodies(recorder.connection, [item.capture for item in items])
            keep_listings(recorder.connection, [item.listing for item in items])
            end_trouble(recorder, {item.source_id: item.at for item in items})
            made: dict[str, int] = {}
            sources = []
            for item in items:
                capture_id = add_capture(recorder, item.source_id, item.capture, EventKind.CAPTURE_KEPT)
                snapshot_id = open_snapshot(
                    recorder, item.source_id, None, utc(item.at), capture_id, item.listing
                )
                made[item.source_id] = snapshot_id
                sources.append(
                    new_current(
                        item.source_id, snapshot_id, capture_id, item.capture, item.at, item.next_check_at,
                        CheckOutcome.BASELINE_RECORDED, Health.OK,
                    )
                )  # fmt: skip
            make_current(recorder, sources)
            write_alerts(recorder, [alert for item in items for alert in item.alerts])
            return made


_SAW_CURRENT = {CheckOutcome.NOT_MODIFIED, CheckOutcome.IDENTICAL, CheckOutcome.UNCHANGED}


def _still_current(connection: Connection, batch: Sequence[Unchanged]) -> list[Unchanged]:
    known = snapshots_of(connection, [item.source_id for item in batch])
    return [item for item in batch if known.get(item.source_id) == item.snapshot_id]


def _update_unchanged(connection: Connection, batch: Sequence[Unchanged]) -> int:
    groups: dict[tuple[bool, bool], list[Values]] = {}
    # By id, so that two processes never wait for each other in a circle.
    for item in sorted(batch, key=lambda x: x.source_id):
        values = good_values(item.source_id, item.at, item.next_check_at, item.outcome, item.health)
        values |= {"snapshot": item.snapshot_id, "new_grade": item.grade}
        validators = item.new_capture.validators if item.new_capture else item.validators
        if validators is not None:
            values |= validator_values(validators)
        groups.setdefault((item.grade is Grade.BYTES, validators is not None), []).append(values)
    return sum(connection.execute(_UNCHANGED[group], rows).rowcount for group, rows in groups.items())


def _replace_newest(recorder: Recorder, batch: Sequence[Unchanged]) -> None:
    """Other bytes with the same listing: the newest capture is overwritten in place, unless it is the first."""
    new = {item.source_id: item.new_capture for item in batch if item.new_capture is not None}
    if not new:
        return
    connection = recorder.connection
    keep_bodies(connection, new.values())
    query = (
        select(_SOURCE.c.id, _SOURCE.c.capture_id, _SNAPSHOT.c.first_capture_id, _CAPTURE.c.body_sha256)
        .join(_SNAPSHOT, _SNAPSHOT.c.id == _SOURCE.c.snapshot_id)
        .join(_CAPTURE, _CAPTURE.c.id == _SOURCE.c.capture_id)
        .where(_SOURCE.c.id.in_(list(new)))
    )
    overwritten: list[Values] = []
    moved: list[Values] = []
    gone: list[str] = []
    anew: list[tuple[int, NewCapture]] = []
    for row in connection.execute(query).all():
        capture = new[row.id]
        if row.capture_id == row.first_capture_id:
            values = capture_values(recorder, row.id, capture)
            recorder.add(t.CaptureRow, values)
            add_journey(recorder, values["id"], capture)
            moved.append({"key": row.id, "capture": values["id"]})
        else:
            overwritten.append({"key": row.capture_id, **capture_columns(capture)})
            anew.append((row.capture_id, capture))
            gone.append(row.body_sha256)
    recorder.flush()
    if overwritten:
        connection.execute(update(_CAPTURE).where(_CAPTURE.c.id == bindparam("key")), overwritten)
        drop_bodies(connection, gone)
        drop_surroundings(connection, [values["key"] for values in overwritten])
        for capture_id, capture in anew:
            add_journey(recorder, capture_id, capture)
    if moved:
        statement = update(_SOURCE).where(_SOURCE.c.id == bindparam("key"))
        connection.execute(statement.values(capture_id=bindparam("capture")), moved)
