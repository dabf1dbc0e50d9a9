"""Reading snapshots back, and marking what a later extraction reads in the same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from monitor import __version__
from monitor.model import BaselineApproval, Listing, Snapshot, Validators, codec
from monitor.store import tables as t
from monitor.store.contents import Contents, clean, keep_listings, load_content
from monitor.store.errors import NotFoundError
from monitor.store.recorder import Values, values_of
from monitor.store.seals import EventKind
from monitor.store.values import NewListing, RecentState

_SOURCE = t.table(t.SourceRow)
_SNAPSHOT = t.table(t.SnapshotRow)
_FIRST = t.table(t.CaptureRow).alias("first_capture")
_NEWEST = t.table(t.CaptureRow).alias("newest_capture")
_READING = t.table(t.ReadingRow)
_APPROVAL = t.table(t.BaselineApprovalRow)

_CURRENT = _SOURCE.c.snapshot_id == _SNAPSHOT.c.id

_QUERY = (
    select(
        _SNAPSHOT,
        _CURRENT.label("current"),
        _SOURCE.c.last_seen_at.label("source_last_seen_at"),
        _SOURCE.c.last_seen_grade.label("source_last_seen_grade"),
        _SOURCE.c.etag,
        _SOURCE.c.last_modified,
        _SOURCE.c.validators_sha256,
        _SOURCE.c.validators_url,
        _FIRST.c.body_sha256.label("first_sha256"),
        _NEWEST.c.body_sha256.label("newest_sha256"),
        _NEWEST.c.final_url,
    )
    .join(_SOURCE, _SOURCE.c.id == _SNAPSHOT.c.source_id)
    .join(_FIRST, _FIRST.c.id == _SNAPSHOT.c.first_capture_id)
    .join(_NEWEST, _NEWEST.c.id == func.coalesce(_SNAPSHOT.c.last_capture_id, _SOURCE.c.capture_id))
)


def _snapshot(row: Any, listing: Listing) -> Snapshot:
    return Snapshot(
        id=row.id,
        source_id=row.source_id,
        listing=listing,
        first_seen_at=row.first_seen_at,
        last_seen_at=row.source_last_seen_at if row.current else row.last_seen_at,
        last_seen_grade=row.source_last_seen_grade if row.current else row.last_seen_grade,
        capture_sha256=row.newest_sha256,
        listing_sha256=row.read_as_sha256,
        validators=Validators(row.etag, row.last_modified, row.validators_sha256, row.validators_url)
        if row.current
        else Validators(),
        previous_id=row.previous_id,
        final_url=row.final_url,
        first_capture_sha256=row.first_sha256,
    )


def load_listing(connection: Connection, sha256: str) -> Listing:
    """A listing by the hash of its JSON."""
    return codec.load(Listing, load_content(connection, sha256))


def load_snapshots(connection: Connection, ids: Iterable[int]) -> dict[int, Snapshot]:
    """Snapshots by id, with their listings."""
    wanted = list(set(ids))
    found: dict[int, Snapshot] = {}
    for start in range(0, len(wanted), 500):
        rows = connection.execute(_QUERY.where(_SNAPSHOT.c.id.in_(wanted[start : start + 500]))).all()
        found |= {row.id: _snapshot(row, load_listing(connection, row.read_as_sha256)) for row in rows}
    return found


class Snapshots(Contents):
    """Snapshots with their listings."""

    def snapshot(self, snapshot_id: int) -> Snapshot:
        """A snapshot by its id. Raises ``NotFoundError``."""
        with self._reading() as connection:
            found = load_snapshots(connection, [snapshot_id])
        if not found:
            raise NotFoundError(f"no snapshot {snapshot_id}")
        return found[snapshot_id]

    def current(self, source_id: str) -> Snapshot | None:
        """The current snapshot of a source; None before its baseline."""
        with self._reading() as connection:
            query = select(_SOURCE.c.snapshot_id).where(_SOURCE.c.id == source_id)
            snapshot_id = connection.execute(query).scalar_one_or_none()
            return load_snapshots(connection, [snapshot_id])[snapshot_id] if snapshot_id is not None else None

    def snapshots(self, source_id: str) -> list[Snapshot]:
        """Every snapshot of a source, oldest first."""
        with self._reading() as connection:
            query = select(_SNAPSHOT.c.id).where(_SNAPSHOT.c.source_id == source_id).order_by(_SNAPSHOT.c.id)
            ids = list(connection.execute(query).scalars())
            found = load_snapshots(connection, ids)
        return [found[snapshot_id] for snapshot_id in ids]

    def snapshot_at(self, source_id: str, at: datetime) -> Snapshot | None:
        """What a source was known to say at an instant: the newest snapshot first seen by then, if any."""
        query = (
            select(_SNAPSHOT.c.id)
            .where(_SNAPSHOT.c.source_id == source_id, _SNAPSHOT.c.first_seen_at <= at)
            .order_by(_SNAPSHOT.c.first_seen_at.desc(), _SNAPSHOT.c.id.desc())
            .limit(1)
        )
        with self._reading() as connection:
            snapshot_id = connection.execute(query).scalar_one_or_none()
            return load_snapshots(connection, [snapshot_id])[snapshot_id] if snapshot_id is not None else None

    def recent_listings(self, source_id: str, limit: int = 10) -> list[str]:
        """Hashes of the listings of a source's last snapshots, newest first: a page that flaps comes back to one."""
        return [state.listing_sha256 for state in self.recent_states(source_id, limit)]

    def recent_states(self, source_id: str, limit: int = 10) -> list[RecentState]:
        """What a source's last snapshots read as, newest first."""
        columns = (_SNAPSHOT.c.id, _SNAPSHOT.c.read_as_sha256, _SNAPSHOT.c.first_seen_at, _SNAPSHOT.c.read_by)
        query = (
            select(*columns)
            .where(_SNAPSHOT.c.source_id == source_id)
            .order_by(_SNAPSHOT.c.id.desc())
            .limit(limit)
        )
        with self._reading() as connection:
            return [RecentState(*row) for row in connection.execute(query)]

    def listing(self, sha256: str) -> Listing:
        """A listing by its hash, e.g. that of a candidate. Raises ``NotFoundError``."""
        with self._reading() as connection:
            return load_listing(connection, sha256)

    def record_reading(self, snapshot_id: int, listing: NewListing, why: str, at: datetime) -> bool:
        """A later extraction reads the same bytes otherwise: a technical version of the snapshot, never alerted.

        From now on the snapshot reads as ``listing``; what it read as before stays on record.
        Returns False where it read so already: then only the extraction is noted. Raises ``NotFoundError``.
        """
        with self._recording(at) as recorder:
            connection = recorder.connection
            where = _SNAPSHOT.c.id == snapshot_id
            now = connection.execute(select(_SNAPSHOT.c.read_as_sha256).where(where)).scalar_one_or_none()
            if now is None:
                raise NotFoundError(f"no snapshot {snapshot_id}")
            reading = {"read_as_sha256": listing.sha256, "read_by": listing.read_by}
            connection.execute(update(_SNAPSHOT).where(where).values(**reading))
            if now == listing.sha256:
                return False
            keep_listings(connection, [listing])
            values: Values = {
                "id": recorder.new_id(),
                "snapshot_id": snapshot_id,
                "listing_sha256": listing.sha256,
                "why": clean(why),
                "tool": f"{__version__}, extraction {listing.read_by}" if listing.read_by else __version__,
                "made_at": recorder.at,
            }
            recorder.add(t.ReadingRow, values, EventKind.SNAPSHOT_REREAD)
            return True

    def approve_baseline(self, snapshot_id: int, approved_by: str, why: str, at: datetime) -> None:
        """Legal approves a snapshot: from now on the source's revisions are also shown against it."""
        with self._recording(at) as recorder:
            query = select(_SNAPSHOT.c.source_id).where(_SNAPSHOT.c.id == snapshot_id)
            source_id = recorder.connection.execute(query).scalar_one_or_none()
            if source_id is None:
                raise NotFoundError(f"no snapshot {snapshot_id}")
            values: Values = {
                "id": recorder.new_id(),
                "source_id": source_id,
                "snapshot_id": snapshot_id,
                "approved_by": clean(approved_by),
                "why": clean(why),
                "approved_at": recorder.at,
            }
            recorder.add(t.BaselineApprovalRow, values, EventKind.BASELINE_APPROVED)

    def approved_baseline(self, source_id: str) -> Snapshot | None:
        """The snapshot of a source that was approved last, if any was."""
        query = (
            select(_APPROVAL.c.snapshot_id)
            .where(_APPROVAL.c.source_id == source_id)
            .order_by(_APPROVAL.c.id.desc())
            .limit(1)
        )
        with self._reading() as connection:
            snapshot_id = connection.execute(query).scalar_one_or_none()
            return load_snapshots(connection, [snapshot_id])[snapshot_id] if snapshot_id is not None else None

    def baseline_approvals(self, source_id: str | None = None) -> list[BaselineApproval]:
        """Every approval, of a source or of all, oldest first."""
        query = select(_APPROVAL).order_by(_APPROVAL.c.id)
        if source_id is not None:
            query = query.where(_APPROVAL.c.source_id == source_id)
        with self._reading() as connection:
            return [BaselineApproval(**values_of(row)) for row in connection.execute(query)]
