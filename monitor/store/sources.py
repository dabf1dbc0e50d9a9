"""Which sources are watched, when they are due, and what their next check needs to know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from monitor.model import Candidate, Head, SourceState, Validators, Vendor
from monitor.store import tables as t
from monitor.store.column_types import utc
from monitor.store.contents import Contents
from monitor.store.errors import NotFoundError
from monitor.store.sync import NextTime, Plan, default_next_time
from monitor.store.values import SyncReport

_VENDOR = t.table(t.VendorRow)
_SOURCE = t.table(t.SourceRow)
_CANDIDATE = t.table(t.CandidateRow)
_SNAPSHOT = t.table(t.SnapshotRow)
_CAPTURE = t.table(t.CaptureRow)
_SEEN = _CAPTURE.alias("seen")


def _split(ids: Sequence[str], size: int = 500) -> Iterable[Sequence[str]]:
    return (ids[i : i + size] for i in range(0, len(ids), size))


def _heads_query() -> Any:
    candidate = [c.label(f"candidate_{c.name}") for c in _CANDIDATE.columns if c.name != "source_id"]
    return (
        select(
            _SOURCE,
            _SNAPSHOT.c.first_seen_at,
            _SNAPSHOT.c.read_as_sha256,
            _SNAPSHOT.c.read_by,
            _CAPTURE.c.body_sha256,
            _CAPTURE.c.final_url,
            _CAPTURE.c.browser,
            _SEEN.c.body_sha256.label("candidate_body_sha256"),
            *candidate,
        )
        .outerjoin(_SNAPSHOT, _SNAPSHOT.c.id == _SOURCE.c.snapshot_id)
        .outerjoin(_CAPTURE, _CAPTURE.c.id == _SOURCE.c.capture_id)
        .outerjoin(_CANDIDATE, _CANDIDATE.c.source_id == _SOURCE.c.id)
        .outerjoin(_SEEN, _SEEN.c.id == _CANDIDATE.c.capture_id)
    )


_HEADS = _heads_query()


def _candidate(row: Any) -> Candidate | None:
    if row.candidate_capture_id is None:
        return None
    return Candidate(
        source_id=row.id,
        listing_sha256=row.candidate_listing_sha256,
        capture_sha256=row.candidate_body_sha256,
        first_seen_at=row.candidate_first_seen_at,
        last_seen_at=row.candidate_last_seen_at,
        deviating_since=row.candidate_deviating_since,
        why=row.candidate_why,
        suspect=row.candidate_suspect,
        sights=row.candidate_sights,
    )


def _head(row: Any) -> Head:
    return Head(
        source_id=row.id,
        health=row.health,
        consecutive_failures=row.consecutive_failures,
        trouble_since=row.trouble_since,
        snapshot_id=row.snapshot_id,
        listing_sha256=row.read_as_sha256,
        capture_sha256=row.body_sha256,
        first_seen_at=row.first_seen_at,
        last_seen_at=row.last_seen_at,
        last_seen_grade=row.last_seen_grade,
        last_bytes_at=row.last_bytes_at,
        final_url=row.final_url or "",
        validators=Validators(row.etag, row.last_modified, row.validators_sha256, row.validators_url),
        reread=row.reread,
        read_by=row.read_by or "",
        browser=bool(row.browser),
        candidate=_candidate(row),
    )


def _state(row: Any) -> SourceState:
    return SourceState(
        source_id=row.id,
        vendor_id=row.vendor_id,
        vendor_name=row.vendor_name,
        url=row.url,
        kind=row.kind,
        health=row.health,
        next_check_at=row.next_check_at,
        last_check_at=row.last_check_at,
        last_outcome=row.last_outcome,
        last_good_at=row.last_good_at,
        last_reason=row.last_reason,
        last_detail=row.last_detail,
        consecutive_failures=row.consecutive_failures,
        trouble_since=row.trouble_since,
        snapshot_id=row.snapshot_id,
        snapshot_since=row.first_seen_at,
        candidate=_candidate(row),
        retired_at=row.retired_at,
    )


class Sources(Contents):
    """Configuration into the store, and due times out of it."""

    def sync_vendors(
        self, vendors: Sequence[Vendor], at: datetime, next_time: NextTime = default_next_time
    ) -> SyncReport:
        """Take over a configuration: new sources are due now, known ones keep their state, missing ones retire.

        A source whose address or way of reading changed is due now, and is read again though its bytes be equal
        (``Head.reread``); one whose schedule changed is due at ``next_time(source, at)`` if that is sooner.
        Terms typed into the configuration become a version of the vendor's clause. Nothing is ever deleted.
        A configuration that changed nothing writes nothing.
        """
        at = utc(at)
        with self._reading() as connection:
            plan = Plan.of(connection, vendors)
        if plan.empty:
            return SyncReport()
        with self._recording(at) as recorder:
            return Plan.of(recorder.connection, vendors).carry_out(recorder, next_time)

    def due(self, at: datetime, limit: int) -> list[str]:
        """Ids of the sources that are due at an instant, longest due first."""
        query = (
            select(_SOURCE.c.id)
            .where(_SOURCE.c.retired_at.is_(None), _SOURCE.c.next_check_at <= utc(at))
            .order_by(_SOURCE.c.next_check_at, _SOURCE.c.id)
            .limit(limit)
        )
        with self._reading() as connection:
            return list(connection.execute(query).scalars())

    def next_due_at(self) -> datetime | None:
        """When the next source is (or was) due; None where none is watched."""
        query = select(func.min(_SOURCE.c.next_check_at)).where(_SOURCE.c.retired_at.is_(None))
        with self._reading() as connection:
            return connection.execute(query).scalar_one_or_none()

    def set_next_check(self, source_id: str, at: datetime) -> None:
        """Make a source due at an instant. Raises ``NotFoundError``."""
        with self._writing() as connection:
            done = connection.execute(
                update(_SOURCE).where(_SOURCE.c.id == source_id).values(next_check_at=utc(at))
            )
            if done.rowcount == 0:
                raise NotFoundError(f"no source {source_id}")

    def heads(self, source_ids: Sequence[str]) -> dict[str, Head]:
        """What the next check of each of these sources needs; unknown ids are left out."""
        found: dict[str, Head] = {}
        with self._reading() as connection:
            for part in _split(source_ids):
                for row in connection.execute(_HEADS.where(_SOURCE.c.id.in_(part))):
                    found[row.id] = _head(row)
        return found

    def current_head(self, source_id: str) -> Head:
        """What the next check of a source needs. Raises ``NotFoundError``."""
        found = self.heads([source_id])
        if not found:
            raise NotFoundError(f"no source {source_id}")
        return found[source_id]

    def source_states(self, *, retired: bool = False) -> list[SourceState]:
        """Every watched source and how it stands, by id; with ``retired`` also those no longer watched."""
        query = _HEADS.add_columns(_VENDOR.c.name.label("vendor_name")).join(
            _VENDOR, _VENDOR.c.id == _SOURCE.c.vendor_id
        )
        if not retired:
            query = query.where(_SOURCE.c.retired_at.is_(None))
        with self._reading() as connection:
            return [_state(row) for row in connection.execute(query.order_by(_SOURCE.c.id))]

    def source_state(self, source_id: str) -> SourceState:
        """How a source stands, retired or not. Raises ``NotFoundError``."""
        query = (
            _HEADS.add_columns(_VENDOR.c.name.label("vendor_name"))
            .join(_VENDOR, _VENDOR.c.id == _SOURCE.c.vendor_id)
            .where(_SOURCE.c.id == source_id)
        )
        with self._reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError(f"no source {source_id}")
        return _state(row)
