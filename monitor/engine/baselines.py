"""The approved baseline of a source, and how a revision's newer list differs from it."""

from __future__ import annotations

import logging

from monitor.alert.payload import Json, baseline_part
from monitor.compare import compare_listings
from monitor.model import BaselineApproval, Comparison, Revision, Snapshot, SourceKind
from monitor.report import ApprovedBaseline
from monitor.store import Store

log = logging.getLogger(__name__)


def approval_of(
    store: Store, source_id: str, *, until_snapshot: int | None = None
) -> BaselineApproval | None:
    """The newest approval of a source; with ``until_snapshot`` of a snapshot no later than that one."""
    approvals = store.baseline_approvals(source_id)
    fitting = [a for a in approvals if until_snapshot is None or a.snapshot_id <= until_snapshot]
    return fitting[-1] if fitting else None


def difference(kind: SourceKind, approved: Snapshot, now: Snapshot) -> Comparison:
    """How a snapshot differs from the approved one."""
    return compare_listings(kind, approved.listing, now.listing)


def approved_baseline(store: Store, revision: Revision) -> ApprovedBaseline | None:
    """What had been approved before a revision, and the difference to it; None where nothing had."""
    approval = approval_of(store, revision.source_id, until_snapshot=revision.before.id)
    if approval is None:
        return None
    approved = (
        revision.before
        if approval.snapshot_id == revision.before.id
        else store.snapshot(approval.snapshot_id)
    )
    comparison = (
        revision.comparison
        if approved is revision.before
        else difference(revision.kind, approved, revision.after)
    )
    return ApprovedBaseline(approved, comparison, approval.approved_by, approval.approved_at, approval.why)


def for_alert(store: Store, revision: Revision) -> Json | None:
    """The same for an alert; None where nothing was approved.

    Never raises: an alert without this line is better than none.
    """
    try:
        found = approved_baseline(store, revision)
    except Exception:
        log.exception("%s could not be compared with the approved baseline", revision.public_id)
        return None
    if found is None or found.approved_at is None:
        return None
    return baseline_part(found.snapshot.id, found.approved_at, found.approved_by, found.comparison)
