"""What makes a source's state good: parts that several ways of recording share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from monitor.model import CheckOutcome, Grade, Health, Validators
from monitor.store import tables as t
from monitor.store.column_types import Instant, utc
from monitor.store.contents import clean, drop_captures
from monitor.store.ledger import close_runs, open_runs
from monitor.store.recorder import Recorder, Values
from monitor.store.seals import EventKind
from monitor.store.values import NewCapture, NewListing

_SOURCE = t.table(t.SourceRow)
_CANDIDATE = t.table(t.CandidateRow)

CHECKED_AT = bindparam("checked_at", type_=Instant())
GOOD: Values = {
    "last_check_at": CHECKED_AT,
    "last_outcome": bindparam("new_outcome"),
    "last_good_at": CHECKED_AT,
    "last_reason": "",
    "last_detail": "",
    "next_check_at": bindparam("due"),
    "health": bindparam("new_health"),
    "consecutive_failures": 0,
    "trouble_since": None,
    "open_run_id": None,
    "reread": False,
}
BYTES: Values = {"last_bytes_at": CHECKED_AT}
VALIDATORS: Values = {
    "etag": bindparam("new_etag"),
    "last_modified": bindparam("new_last_modified"),
    "validators_sha256": bindparam("new_sha256"),
    "validators_url": bindparam("new_url"),
}
_NEW_CURRENT = (
    update(_SOURCE)
    .where(_SOURCE.c.id == bindparam("key"))
    .values(
        **GOOD,
        **VALIDATORS,
        **BYTES,
        last_seen_at=CHECKED_AT,
        last_seen_grade=Grade.BYTES,
        snapshot_id=bindparam("snapshot"),
        capture_id=bindparam("capture"),
    )
)


def good_values(source_id: str, at: datetime, due: datetime, outcome: CheckOutcome, health: Health) -> Values:
    """Parameters of an update by a good check."""
    return {
        "key": source_id,
        "checked_at": utc(at),
        "due": utc(due),
        "new_outcome": outcome,
        "new_health": health,
    }


def validator_values(validators: Validators) -> Values:
    """Parameters of ``VALIDATORS``."""
    return {
        "new_etag": clean(validators.etag) if validators.etag is not None else None,
        "new_last_modified": clean(validators.last_modified)
        if validators.last_modified is not None
        else None,
        "new_sha256": validators.sha256,
        "new_url": clean(validators.url) if validators.url is not None else None,
    }


def new_current(
    source_id: str,
    snapshot_id: int,
    capture_id: int,
    capture: NewCapture,
    at: datetime,
    due: datetime,
    outcome: CheckOutcome,
    health: Health,
) -> Values:
    """Parameters of the update that makes a new snapshot the source's current one."""
    return {
        **good_values(source_id, at, due, outcome, health),
        **validator_values(capture.validators),
        "snapshot": snapshot_id,
        "capture": capture_id,
    }


def make_current(recorder: Recorder, rows: list[Values]) -> None:
    """Point sources to their new snapshots; ``rows`` come from ``new_current``."""
    recorder.flush()
    recorder.connection.execute(_NEW_CURRENT, rows)


def end_trouble(recorder: Recorder, checked: dict[str, datetime]) -> None:
    """A good check (source id -> instant) ends a run of failures and dismisses a candidate."""
    runs = open_runs(recorder.connection, checked)
    close_runs(recorder, {run_id: checked[source_id] for source_id, run_id in runs.items()})
    dismiss_candidates(recorder.connection, checked)


def dismiss_candidates(connection: Connection, source_ids: Iterable[str], keep: Iterable[int] = ()) -> None:
    """Forget what waited to be believed; captures in ``keep`` stay, because a snapshot took them over."""
    where = _CANDIDATE.c.source_id.in_(list(source_ids))
    captures = set(connection.execute(select(_CANDIDATE.c.capture_id).where(where)).scalars())
    if captures:
        connection.execute(delete(_CANDIDATE).where(where))
        drop_captures(connection, captures - set(keep))


def troubled(connection: Connection, source_ids: Sequence[str]) -> bool:
    """Whether any of these sources has an open run of failures or a candidate."""
    if open_runs(connection, source_ids):
        return True
    query = select(_CANDIDATE.c.source_id).where(_CANDIDATE.c.source_id.in_(source_ids)).limit(1)
    return connection.execute(query).first() is not None


def open_snapshot(
    recorder: Recorder,
    source_id: str,
    previous_id: int | None,
    first_seen_at: datetime,
    capture_id: int,
    listing: NewListing,
) -> int:
    """Add a snapshot whose span is open; returns its id."""
    values: Values = {
        "id": recorder.new_id(),
        "source_id": source_id,
        "previous_id": previous_id,
        "first_seen_at": first_seen_at,
        "first_capture_id": capture_id,
        "listing_sha256": listing.sha256,
        "read_as_sha256": listing.sha256,
        "read_by": listing.read_by,
        "last_seen_at": None,
        "last_seen_grade": None,
        "last_capture_id": None,
    }
    recorder.add(t.SnapshotRow, values, EventKind.SNAPSHOT_OPENED)
    return int(values["id"])


def snapshots_of(connection: Connection, source_ids: list[str]) -> dict[str, int | None]:
    """The current snapshots of sources; unknown sources are left out."""
    query = select(_SOURCE.c.id, _SOURCE.c.snapshot_id).where(_SOURCE.c.id.in_(source_ids))
    return {row.id: row.snapshot_id for row in connection.execute(query)}
