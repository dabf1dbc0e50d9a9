"""Recording a revision with everything that follows from it, in one transaction; and reading revisions back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from monitor.model import (
    CheckOutcome,
    CompareOutcome,
    DecisionState,
    PlannedAlert,
    Revision,
    Window,
    WindowFacts,
    codec,
)
from monitor.store import tables as t
from monitor.store.alerts import write_alerts
from monitor.store.column_types import utc
from monitor.store.contents import add_capture, clean, keep, keep_bodies, keep_listings, seal_capture
from monitor.store.current import dismiss_candidates, make_current, new_current, open_snapshot
from monitor.store.errors import NotAllowedError, NotFoundError
from monitor.store.ledger import close_runs
from monitor.store.recorder import Recorder, Values
from monitor.store.revision_reads import HEADS, Assessed, RevisionReads, load_revisions
from monitor.store.seals import EventKind
from monitor.store.values import Step

_SOURCE = t.table(t.SourceRow)
_VENDOR = t.table(t.VendorRow)
_SNAPSHOT = t.table(t.SnapshotRow)
_CAPTURE = t.table(t.CaptureRow)
_CANDIDATE = t.table(t.CandidateRow)
_REVISION = t.table(t.RevisionRow)
_WINDOW = t.table(t.WindowRow)

Compose = Callable[[Revision], Sequence[PlannedAlert]]
"""Says what is to be told of a revision. Called within the transaction, so it must be quick and pure."""

UNDECIDED = (DecisionState.DETECTED, DecisionState.ACKNOWLEDGED, DecisionState.REVIEWING)
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # without 0 o 1 l i: it is read out and typed


def nothing_to_tell(_revision: Revision) -> Sequence[PlannedAlert]:
    """The ``Compose`` of a revision that is recorded silently."""
    return ()


def _public_id(connection: Connection, *seed: object) -> str:
    """Short, and the same for the same step: a crash before the commit does not change it."""
    number = int.from_bytes(hashlib.sha256("\n".join(map(str, seed)).encode("utf-8", "replace")).digest())
    letters = ""
    while True:
        number, digit = divmod(number, len(_ALPHABET))
        letters += _ALPHABET[digit]
        if len(letters) < 7:
            continue
        taken = select(_REVISION.c.id).where(_REVISION.c.public_id == f"r{letters}")
        if connection.execute(taken).first() is None:
            return f"r{letters}"


def write_window(
    recorder: Recorder, revision_id: int, window: Window, facts: WindowFacts | None, why: str
) -> None:
    """Add a computed window to a revision, and seal it."""
    values: Values = {
        "id": recorder.new_id(),
        "revision_id": revision_id,
        "window": codec.dump(window).decode(),
        "facts": codec.dump(facts).decode() if facts is not None else None,
        "why": clean(why),
        "act_by": window.act_by,
        "earliest": window.deadline.earliest,
        "latest": window.deadline.latest,
        "computed_at": recorder.at,
    }
    recorder.add(t.WindowRow, values, EventKind.WINDOW_COMPUTED)


def _close_snapshot(recorder: Recorder, source: Any) -> None:
    """The span of the source's current snapshot ends where the source last saw it, and is sealed."""
    values: Values = {
        "id": source.snapshot_id,
        "last_seen_at": source.last_seen_at,
        "last_seen_grade": source.last_seen_grade,
        "last_capture_id": source.capture_id,
    }
    if source.capture_id != source.first_capture_id:
        seal_capture(recorder, source.capture_id)
    closing = {key: value for key, value in values.items() if key != "id"}
    recorder.connection.execute(
        update(_SNAPSHOT).where(_SNAPSHOT.c.id == source.snapshot_id).values(**closing)
    )
    recorder.seal(EventKind.SNAPSHOT_CLOSED, values)


def _captures(recorder: Recorder, step: Step) -> tuple[int, int, datetime]:
    """The first and the newest capture of the new snapshot, and when it was first seen.

    Where the listing waited as a candidate, the bytes of its first sight are the first capture.
    """
    connection = recorder.connection
    waiting = connection.execute(
        select(_CANDIDATE, _CAPTURE.c.body_sha256)
        .join(_CAPTURE, _CAPTURE.c.id == _CANDIDATE.c.capture_id)
        .where(_CANDIDATE.c.source_id == step.source_id)
    ).one_or_none()
    same = waiting is not None and (
        waiting.listing_sha256 == step.listing.sha256
        or (step.first_seen_at is not None and waiting.first_seen_at == utc(step.first_seen_at))
    )
    first_seen_at = utc(step.first_seen_at or (waiting.first_seen_at if same and waiting else step.at))
    first_seen_at = min(first_seen_at, utc(step.at))  # a clock that was set back must not turn a span around
    if not same or waiting is None:
        keep_bodies(connection, [step.capture])
        capture_id = add_capture(recorder, step.source_id, step.capture, EventKind.CAPTURE_KEPT)
        return capture_id, capture_id, first_seen_at
    seal_capture(recorder, waiting.capture_id)
    if waiting.body_sha256 == step.capture.body_sha256:
        return waiting.capture_id, waiting.capture_id, first_seen_at
    keep_bodies(connection, [step.capture])
    return waiting.capture_id, add_capture(recorder, step.source_id, step.capture), first_seen_at


def _source_of(connection: Connection, step: Step) -> Any:
    source = connection.execute(
        select(_SOURCE, _VENDOR.c.name.label("vendor_name"), _SNAPSHOT.c.first_capture_id)
        .join(_VENDOR, _VENDOR.c.id == _SOURCE.c.vendor_id)
        .outerjoin(_SNAPSHOT, _SNAPSHOT.c.id == _SOURCE.c.snapshot_id)
        .where(_SOURCE.c.id == step.source_id)
    ).one_or_none()
    if source is None:
        raise NotFoundError(f"no source {step.source_id}")
    if source.snapshot_id != step.before_id:
        raise NotAllowedError(
            f"{step.source_id}: compared with snapshot {step.before_id}, but {source.snapshot_id} is the current one"
        )
    return source


def _revision_values(
    recorder: Recorder, step: Step, source: Any, after_id: int, first_seen: datetime
) -> Values:
    assessed = Assessed(step.comparison, step.judgements)
    material = step.comparison.outcome is CompareOutcome.CHANGED
    return {
        "id": recorder.new_id(),
        "public_id": _public_id(
            recorder.connection, step.source_id, step.before_id, step.listing.sha256, first_seen
        ),
        "source_id": step.source_id,
        "vendor_id": source.vendor_id,
        "vendor_name": source.vendor_name,
        "source_url": source.url,
        "kind": source.kind,
        "before_id": step.before_id,
        "after_id": after_id,
        "outcome": step.comparison.outcome,
        "severity": step.severity,
        "change_count": len(step.comparison.changes),
        "assessed_sha256": keep(recorder.connection, codec.dump(assessed)),
        "terms": codec.dump(step.terms).decode() if step.terms is not None else None,
        "recorded_at": recorder.at,
        "state": DecisionState.DETECTED,
        "open": material,
    }


class Revisions(RevisionReads):
    """Revisions: the one place where a change becomes a fact."""

    def record_revision(self, step: Step, compose: Compose = nothing_to_tell) -> Revision:
        """Record a revision, ``changed`` or ``reformatted``, with all that follows from it, or nothing at all.

        Closes the span of the old snapshot and opens the new one; writes the comparison, judgements and window,
        the alerts that ``compose`` makes of it with their deliveries, the next due time and the links of the
        chain. Ends a run of failures; the candidate becomes the snapshot, or is dismissed.
        Raises ``NotFoundError`` for an unknown source, ``NotAllowedError`` where ``before_id`` is no longer current
        (another worker was sooner: compare again) or the outcome is no revision. What ``compose`` raises undoes all.
        """
        if step.comparison.outcome not in _OUTCOMES:
            raise NotAllowedError(f"{step.comparison.outcome.value} is no revision ({step.source_id})")
        with self._recording(step.at) as recorder:
            connection = recorder.connection
            source = _source_of(connection, step)
            _close_snapshot(recorder, source)
            keep_listings(connection, [step.listing])
            first_id, newest_id, first_seen_at = _captures(recorder, step)
            after_id = open_snapshot(
                recorder, step.source_id, step.before_id, first_seen_at, first_id, step.listing
            )
            values = _revision_values(recorder, step, source, after_id, first_seen_at)
            recorder.add(t.RevisionRow, values, EventKind.REVISION_RECORDED)
            if step.window is not None:
                write_window(recorder, values["id"], step.window, step.facts, "at detection")
            outcome = _OUTCOMES[step.comparison.outcome]
            make_current(
                recorder,
                [new_current(step.source_id, after_id, newest_id, step.capture, step.at, step.next_check_at,
                             outcome, step.health)],
            )  # fmt: skip
            runs = open_runs_of(source)
            close_runs(recorder, dict.fromkeys(runs, utc(step.at)))
            dismiss_candidates(connection, [step.source_id], keep=(first_id,))
            rows = connection.execute(HEADS.where(_REVISION.c.id == values["id"])).all()
            revision = load_revisions(connection, rows)[0]
            write_alerts(recorder, [*step.alerts, *compose(revision)])
            return revision

    def record_window(
        self, revision_id: int, window: Window, facts: WindowFacts | None, why: str, at: datetime
    ) -> None:
        """A window computed anew, e.g. because a notice was logged; the earlier ones stay on record."""
        with self._recording(at) as recorder:
            self._must_exist(recorder.connection, revision_id)
            write_window(recorder, revision_id, window, facts, why)

    @staticmethod
    def _must_exist(connection: Connection, revision_id: int) -> Any:
        row = connection.execute(select(_REVISION).where(_REVISION.c.id == revision_id)).one_or_none()
        if row is None:
            raise NotFoundError(f"no revision {revision_id}")
        return row


_OUTCOMES = {
    CompareOutcome.CHANGED: CheckOutcome.CHANGED,
    CompareOutcome.REFORMATTED: CheckOutcome.REFORMATTED,
}


def open_runs_of(source: Any) -> list[int]:
    """The open run of failures of a source's row, as a list of none or one."""
    return [source.open_run_id] if source.open_run_id is not None else []
