"""The moving ends of spans, sealed from time to time.

An unchanged check moves the end of its source's current span without a link: it must stay one UPDATE. A checkpoint
writes down, in one sealed content, where every open span ends at that moment, what its newest capture is, and how long
an open run of failures is. Whoever later moves an end back behind a checkpoint contradicts it.

What this leaves open: since the last checkpoint an end can be moved back unseen, as far as that checkpoint, where every
column of its row is changed alike; and it can be moved forward, for a clock that was set back looks the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from monitor.store import tables as t
from monitor.store.column_types import utc
from monitor.store.contents import keep, load_content
from monitor.store.errors import NotFoundError, StoreFailedError
from monitor.store.recorder import Recording, Values, values_of
from monitor.store.seals import SEALS, EventKind, instant_text, seal_of
from monitor.store.values import Problem

_SOURCE = t.table(t.SourceRow)
_SNAPSHOT = t.table(t.SnapshotRow)
_CAPTURE = t.table(t.CaptureRow)
_RUN = t.table(t.FailureRunRow)
_CHECKPOINT = t.table(t.CheckpointRow)
_ENDS = (
    select(
        _SOURCE.c.id, _SOURCE.c.snapshot_id, _SOURCE.c.last_seen_at, _SOURCE.c.last_seen_grade,
        _SOURCE.c.capture_id, _SNAPSHOT.c.first_capture_id, _SOURCE.c.open_run_id, _RUN.c.count, _RUN.c.last_at,
    )
    .join(_SNAPSHOT, _SNAPSHOT.c.id == _SOURCE.c.snapshot_id)
    .outerjoin(_RUN, _RUN.c.id == _SOURCE.c.open_run_id)
    .order_by(_SOURCE.c.id)
)  # fmt: skip


class Checkpoints(Recording):
    """Sealing the ends of open spans."""

    def seal_spans(self, at: datetime, *, every: timedelta = timedelta(0)) -> bool:
        """Seal where every open span ends now; nothing is written where the last checkpoint is younger than ``every``.

        Returns whether it was written. A store without a single span has nothing to seal.
        """
        with self._reading() as connection:
            last = connection.execute(select(func.max(_CHECKPOINT.c.at))).scalar_one_or_none()
        if last is not None and utc(at) - last < every:
            return False
        with self._recording(at) as recorder:
            ends = _ends(recorder.connection)
            if not ends:
                return False
            text = json.dumps(ends, separators=(",", ":"), ensure_ascii=False)
            values: Values = {
                "id": recorder.new_id(),
                "at": recorder.at,
                "sources": len(ends),
                "spans_sha256": keep(recorder.connection, text.encode()),
            }
            recorder.add(t.CheckpointRow, values, EventKind.SPANS_SEALED)
        return True


def _ends(connection: Connection) -> list[list[Any]]:
    """[source, snapshot, end, grade, unsealed newest capture or None, its seal, run or None, count, its last]."""
    rows = connection.execute(_ENDS).all()
    unsealed = {row.capture_id for row in rows if row.capture_id != row.first_capture_id}
    seals = _capture_seals(connection) if unsealed else {}
    return [
        [
            row.id, row.snapshot_id, _text(row.last_seen_at),
            row.last_seen_grade.value if row.last_seen_grade else None,
            *((row.capture_id, seals[row.capture_id]) if row.capture_id in unsealed else (None, None)),
            row.open_run_id, row.count, _text(row.last_at),
        ]
        for row in rows
    ]  # fmt: skip


def _text(value: datetime | None) -> str | None:
    return instant_text(value) if value is not None else None


_CAPTURE_SEAL = SEALS[EventKind.CAPTURE_KEPT]


def _capture_seals(connection: Connection) -> dict[int, str]:
    """The seals that the newest captures of all current snapshots would have."""
    query = select(*_CAPTURE_SEAL.columns).join(_SOURCE, _SOURCE.c.capture_id == _CAPTURE.c.id)
    return {
        values["id"]: seal_of(values, _CAPTURE_SEAL.names)
        for values in map(values_of, connection.execute(query))
    }


class _Now:
    """Where spans and runs end as the database says it now."""

    def __init__(self, connection: Connection) -> None:
        current = connection.execute(
            select(_SOURCE.c.snapshot_id, _SOURCE.c.last_seen_at, _SOURCE.c.capture_id).where(
                _SOURCE.c.snapshot_id.is_not(None)
            )
        ).all()
        self.ends: dict[int, str | None] = {row.snapshot_id: _text(row.last_seen_at) for row in current}
        self.newest: dict[int, int | None] = {row.snapshot_id: row.capture_id for row in current}
        closed = select(_SNAPSHOT.c.id, _SNAPSHOT.c.last_seen_at).where(_SNAPSHOT.c.last_seen_at.is_not(None))
        self.ends |= {row.id: _text(row.last_seen_at) for row in connection.execute(closed)}
        self.runs = {
            row.id: (row.count, _text(row.last_at))
            for row in connection.execute(select(_RUN.c.id, _RUN.c.count, _RUN.c.last_at))
        }
        self.seals = _capture_seals(connection)
        fetched = select(_CAPTURE.c.id, _CAPTURE.c.fetched_at).join(
            _SOURCE, _SOURCE.c.capture_id == _CAPTURE.c.id
        )
        self.fetched = {row.id: row.fetched_at for row in connection.execute(fetched)}


def check_checkpoints(connection: Connection, told: list[int]) -> Iterator[Problem]:
    """Every end against every checkpoint; ``told`` receives the number of checkpoints."""
    rows = connection.execute(select(_CHECKPOINT).order_by(_CHECKPOINT.c.id)).all()
    told.append(len(rows))
    if not rows:
        return
    now, named = _Now(connection), set[str]()
    for row in rows:
        try:
            ends = json.loads(load_content(connection, row.spans_sha256))
        except (NotFoundError, StoreFailedError):
            continue  # told of as a content that is missing or altered
        for problem in (p for end in ends for p in _against(end, row.id, row.at, now)):
            if f"{problem.what} {problem.subject}" not in named:  # once, by the first checkpoint that says so
                named.add(f"{problem.what} {problem.subject}")
                yield problem


def _against(end: list[Any], checkpoint: int, at: datetime, now: _Now) -> Iterator[Problem]:
    source, snapshot, seen, _grade, capture, seal, run, count, last = end
    place = f"{source}: checkpoint {checkpoint}"
    if snapshot not in now.ends:
        yield Problem("record missing", f"snapshot {snapshot}", f"{place} saw it, but it is gone")
    elif (now.ends[snapshot] or "") < (seen or ""):
        said = f"ends at {now.ends[snapshot]}, {place} saw it hold until {seen}: its end was moved back"
        yield Problem("span altered", f"snapshot {snapshot}", said)
    # The newest capture of an open span is overwritten by a newer one: only the very same can be compared.
    same = capture is not None and now.newest.get(snapshot) == capture and capture in now.fetched
    if same and now.seals[capture] != seal and now.fetched[capture] <= at:
        said = f"{place} saw another capture under this number, and it claims to be older than that"
        said += " (or the clock was set back)"
        yield Problem("record altered", f"capture {capture}", said)
    if run is not None:
        if run not in now.runs:
            yield Problem("record missing", f"failure_run {run}", f"{place} saw it, but it is gone")
        elif now.runs[run][0] < count or (now.runs[run][0] == count and now.runs[run][1] != last):
            said = f"{place} counted {count} failed checks up to {last}, now it says {now.runs[run][0]}"
            yield Problem("run altered", f"failure_run {run}", said)
