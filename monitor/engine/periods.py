"""A period gathered from the store: one vendor's, or everybody's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from monitor import __version__
from monitor.engine.reports import Reports
from monitor.knowledge.speech import Language
from monitor.model import CompareOutcome, SourceKind, SourceState, Vendor
from monitor.model.record import ClauseVersion, Decision, FailureRun
from monitor.report import Period, SourcePeriod, VendorPeriod
from monitor.store import Store

_MOST = 10_000  # revisions of a period


def gather(
    store: Store,
    reports: Reports,
    vendors: Sequence[Vendor],
    *,
    start: datetime,
    end: datetime,
    now: datetime,
    everybody: bool,
    zone: str = "UTC",
    language: Language = Language.ENGLISH,
) -> Period:
    """What happened from ``start`` (included) to ``end`` (not; both UTC). Retired sources count where they failed or
    changed in the period.
    """
    states: dict[str, list[SourceState]] = {}
    for state in store.source_states(retired=True):
        states.setdefault(state.vendor_id, []).append(state)
    runs: dict[str, list[FailureRun]] = {}
    for run in store.failures(since=start, until=end, limit=100_000):
        runs.setdefault(run.source_id, []).append(run)
    decisions = store.decisions(since=start, until=end)
    found = [
        _vendor(store, reports, vendor, states.get(vendor.id, []), runs, decisions, start, end, language)
        for vendor in vendors
    ]
    watched = {vendor.id for vendor in vendors}
    before = [
        head for head in store.open_revisions() if head.recorded_at < start and head.vendor_id in watched
    ]
    return Period(
        start=start,
        end=end,
        vendors=tuple(found),
        everybody=everybody,
        generated_at=now,
        today=now.astimezone(ZoneInfo(zone)).date(),
        gaps=tuple(gap for gap in store.gaps(since=start) if gap.started_at < end),
        open_before=len(before),
        tool_version=__version__,
        language=language,
    )


def _vendor(
    store: Store,
    reports: Reports,
    vendor: Vendor,
    states: Sequence[SourceState],
    runs: dict[str, list[FailureRun]],
    decisions: Sequence[Decision],
    start: datetime,
    end: datetime,
    language: Language,
) -> VendorPeriod:
    revisions = store.revisions(vendor_id=vendor.id, since=start, until=end, limit=_MOST)
    material = [r for r in reversed(revisions) if r.comparison.outcome is CompareOutcome.CHANGED]
    keys = {
        head.id: head.public_id for head in store.revision_heads(vendor_id=vendor.id, until=end, limit=_MOST)
    }
    return VendorPeriod(
        vendor_id=vendor.id,
        vendor_name=vendor.name,
        sources=tuple(
            SourcePeriod(state, _rows(store, state, end), tuple(runs.get(state.source_id, ())))
            for state in states
            if state.retired_at is None or state.retired_at > start
        ),
        revisions=tuple((revision, reports.context(revision, language)) for revision in material),
        reformatted=len(revisions) - len(material),
        decisions=tuple((keys[made.revision_id], made) for made in decisions if made.revision_id in keys),
        notices=tuple(
            notice for notice in store.notices(vendor_id=vendor.id) if start <= notice.received_at < end
        ),
        terms=_terms(store.clause_versions(vendor.id), end),
    )


def _rows(store: Store, state: SourceState, end: datetime) -> int | None:
    if state.kind is not SourceKind.LIST:
        return None
    snapshot = store.snapshot_at(state.source_id, end)
    return len(snapshot.listing.rows) if snapshot else None


def _terms(versions: Sequence[ClauseVersion], end: datetime) -> ClauseVersion | None:
    """The version in force at the end; a person's word goes before a parser's."""
    valid = [version for version in versions if version.valid_from.astimezone(UTC) < end]
    confirmed = [v for v in valid if v.terms is None or v.terms.confirmed_by is not None]
    return next(reversed(confirmed or valid), None)
