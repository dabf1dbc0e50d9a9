"""Versions of the terms that apply to a vendor, and what people said to readings of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from monitor.model import (
    ClauseAnswer,
    ClauseOrigin,
    ClauseTerms,
    ClauseVersion,
    PlannedAlert,
    Vendor,
    codec,
)
from monitor.store import tables as t
from monitor.store.alerts import write_alerts
from monitor.store.column_types import utc
from monitor.store.contents import clean
from monitor.store.errors import NotFoundError
from monitor.store.recorder import Recorder, Recording, Values, values_of
from monitor.store.seals import EventKind

_CLAUSE = t.table(t.ClauseVersionRow)
_ANSWER = t.table(t.ClauseAnswerRow)


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


def record_configured_terms(recorder: Recorder, vendor: Vendor) -> None:
    """Add a version for each of the terms in the configuration that differ from what it said before."""
    query = select(_CLAUSE).where(
        _CLAUSE.c.vendor_id == vendor.id, _CLAUSE.c.origin == ClauseOrigin.CONFIGURED
    )
    versions = [_version(row) for row in recorder.connection.execute(query.order_by(_CLAUSE.c.number))]
    typed = [version.terms for version in versions]
    for earlier in vendor.earlier_terms:
        if earlier not in typed:
            _configured(recorder, vendor, earlier)
            typed.append(earlier)
    if vendor.terms != (typed[-1] if typed else None):
        _configured(recorder, vendor, vendor.terms)


def _configured(recorder: Recorder, vendor: Vendor, terms: ClauseTerms | None) -> None:
    _add(recorder, vendor.id, terms, ClauseOrigin.CONFIGURED, recorder.at, None)


class Clauses(Recording):
    """Clause versions and the answers to them: append-only."""

    def add_clause_version(
        self,
        vendor_id: str,
        terms: ClauseTerms | None,
        origin: ClauseOrigin,
        at: datetime,
        *,
        valid_from: datetime | None = None,
        snapshot_id: int | None = None,
        alerts: Sequence[PlannedAlert] = (),
    ) -> ClauseVersion:
        """Record a version of a vendor's terms, valid from an instant (default: ``at``), with what is told of it."""
        with self._recording(at) as recorder:
            version = _add(recorder, vendor_id, terms, origin, valid_from or at, snapshot_id)
            write_alerts(recorder, alerts)
            return version

    def clause_versions(self, vendor_id: str) -> list[ClauseVersion]:
        """Every version of a vendor's terms, oldest first."""
        query = select(_CLAUSE).where(_CLAUSE.c.vendor_id == vendor_id).order_by(_CLAUSE.c.number)
        with self._reading() as connection:
            return [_version(row) for row in connection.execute(query)]

    def vendors_with_readings(self) -> set[str]:
        """Ids of the vendors whose contract pages were ever read."""
        query = select(_CLAUSE.c.vendor_id).where(_CLAUSE.c.origin == ClauseOrigin.PROPOSED).distinct()
        with self._reading() as connection:
            return set(connection.execute(query).scalars())

    def confirm_clause(
        self,
        vendor_id: str,
        terms: ClauseTerms,
        *,
        proposal: ClauseVersion | None,
        valid_from: datetime,
        made_by: str,
        why: str,
        at: datetime,
    ) -> ClauseVersion:
        """A person confirms a reading, as it is or corrected, or gives terms without one. Raises ``NotFoundError``.

        The new version stands on the snapshot that the reading was made from.
        """
        with self._recording(at) as recorder:
            self._must_be_known(recorder, vendor_id)
            snapshot_id = proposal.snapshot_id if proposal else None
            version = _add(recorder, vendor_id, terms, ClauseOrigin.CONFIRMED, valid_from, snapshot_id)
            _answer(recorder, vendor_id, proposal.id if proposal else None, version.id, made_by, why)
            return version

    def reject_clause(self, proposal: ClauseVersion, *, made_by: str, why: str, at: datetime) -> None:
        """A person says that a reading is wrong, or no term of ours. Raises ``NotFoundError``."""
        with self._recording(at) as recorder:
            self._must_be_known(recorder, proposal.vendor_id)
            _answer(recorder, proposal.vendor_id, proposal.id, None, made_by, why)

    def clause_answers(self, vendor_id: str) -> list[ClauseAnswer]:
        """What people said to the readings of a vendor's contract, oldest first."""
        query = select(_ANSWER).where(_ANSWER.c.vendor_id == vendor_id).order_by(_ANSWER.c.id)
        with self._reading() as connection:
            return [ClauseAnswer(**values_of(row)) for row in connection.execute(query)]

    @staticmethod
    def _must_be_known(recorder: Recorder, vendor_id: str) -> None:
        vendor = t.table(t.VendorRow)
        if recorder.connection.execute(select(vendor.c.id).where(vendor.c.id == vendor_id)).first() is None:
            raise NotFoundError(f"no vendor {vendor_id}")


def _answer(
    recorder: Recorder,
    vendor_id: str,
    proposal_id: int | None,
    version_id: int | None,
    made_by: str,
    why: str,
) -> None:
    values: Values = {
        "id": recorder.new_id(),
        "vendor_id": vendor_id,
        "proposal_id": proposal_id,
        "version_id": version_id,
        "made_by": clean(made_by),
        "why": clean(why),
        "made_at": recorder.at,
    }
    recorder.add(t.ClauseAnswerRow, values, EventKind.CLAUSE_ANSWERED)
