"""Versions of the terms that apply to a vendor."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from monitor.model import ClauseOrigin, ClauseTerms, ClauseVersion, Vendor, codec
from monitor.store import tables as t
from monitor.store.column_types import utc
from monitor.store.recorder import Recorder, Recording, Values
from monitor.store.seals import EventKind

_CLAUSE = t.table(t.ClauseVersionRow)


def _encode(terms: ClauseTerms | None) -> str:
    return codec.dump(terms).decode() if terms is not None else "null"


def _version(row: Any) -> ClauseVersion:
    return ClauseVersion(
        id=row.id,
        vendor_id=row.vendor_id,
        number=row.number,
        terms=codec.load(ClauseTerms, row.terms) if row.terms != "null" else None,
        origin=row.origin,
        valid_from=row.valid_from,
        recorded_at=row.recorded_at,
        snapshot_id=row.snapshot_id,
    )


def _add(
    recorder: Recorder,
    vendor_id: str,
    terms: ClauseTerms | None,
    origin: ClauseOrigin,
    valid_from: datetime,
    snapshot_id: int | None,
) -> ClauseVersion:
    last = recorder.connection.execute(
        select(func.max(_CLAUSE.c.number)).where(_CLAUSE.c.vendor_id == vendor_id)
    ).scalar_one_or_none()
    values: Values = {
        "id": recorder.new_id(),
        "vendor_id": vendor_id,
        "number": (last or 0) + 1,
        "terms": _encode(terms),
        "origin": origin,
        "valid_from": utc(valid_from),
        "snapshot_id": snapshot_id,
        "recorded_at": recorder.at,
    }
    recorder.add(t.ClauseVersionRow, values, EventKind.CLAUSE_RECORDED)
    recorder.flush()
    return ClauseVersion(**{**values, "terms": terms})


def _latest(connection: Connection, vendor_id: str, origin: ClauseOrigin) -> Any:
    return connection.execute(
        select(_CLAUSE)
        .where(_CLAUSE.c.vendor_id == vendor_id, _CLAUSE.c.origin == origin)
        .order_by(_CLAUSE.c.number.desc())
        .limit(1)
    ).one_or_none()


def record_configured_terms(recorder: Recorder, vendor: Vendor) -> None:
    """Add a version where the terms in the configuration differ from those it had last."""
    last = _latest(recorder.connection, vendor.id, ClauseOrigin.CONFIGURED)
    before = last.terms if last is not None else "null"
    if before != _encode(vendor.terms):
        _add(recorder, vendor.id, vendor.terms, ClauseOrigin.CONFIGURED, recorder.at, None)


class Clauses(Recording):
    """Clause versions: append-only."""

    def add_clause_version(
        self,
        vendor_id: str,
        terms: ClauseTerms | None,
        origin: ClauseOrigin,
        at: datetime,
        *,
        valid_from: datetime | None = None,
        snapshot_id: int | None = None,
    ) -> ClauseVersion:
        """Record a version of a vendor's terms, valid from an instant (default: ``at``)."""
        with self._recording(at) as recorder:
            return _add(recorder, vendor_id, terms, origin, valid_from or at, snapshot_id)

    def clause_versions(self, vendor_id: str) -> list[ClauseVersion]:
        """Every version of a vendor's terms, oldest first."""
        query = select(_CLAUSE).where(_CLAUSE.c.vendor_id == vendor_id).order_by(_CLAUSE.c.number)
        with self._reading() as connection:
            return [_version(row) for row in connection.execute(query)]
