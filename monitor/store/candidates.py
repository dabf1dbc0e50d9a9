"""Differences that wait to be believed: confirm before alerting."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from monitor.model import Candidate, CheckOutcome
from monitor.store import tables as t
from monitor.store.alerts import write_alerts
from monitor.store.column_types import utc
from monitor.store.contents import add_capture, clean, keep_bodies, keep_listings
from monitor.store.current import dismiss_candidates, snapshots_of
from monitor.store.errors import NotFoundError
from monitor.store.ledger import write_failures
from monitor.store.recorder import Recorder, Recording
from monitor.store.values import CandidateSeen, CheckFailed

_SOURCE = t.table(t.SourceRow)
_CAPTURE = t.table(t.CaptureRow)
_CANDIDATE = t.table(t.CandidateRow)


class Candidates(Recording):
    """At most one candidate a source."""

    def record_candidate(self, seen: CandidateSeen) -> Candidate:
        """Record another listing that is not believed yet. The snapshot and its span stay as they are.

        The same listing again adds a sight; another one takes its place, and ``deviating_since`` stays (save
        where ``afresh``). Only the
        bytes of the first sight are kept. Raises ``NotFoundError``.
        """
        with self._recording(seen.at) as recorder:
            connection = recorder.connection
            if seen.source_id not in snapshots_of(connection, [seen.source_id]):
                raise NotFoundError(f"no source {seen.source_id}")
            found = _note_candidate(recorder, seen)
            if seen.suspect:
                due = seen.next_check_at
                failed = CheckFailed(
                    seen.source_id, CheckOutcome.SUSPECT, seen.why, seen.detail, seen.at, due, seen.health
                )
                write_failures(recorder, [failed])
            else:
                connection.execute(
                    update(_SOURCE)
                    .where(_SOURCE.c.id == seen.source_id)
                    .values(
                        last_check_at=utc(seen.at), next_check_at=utc(seen.next_check_at), health=seen.health
                    )
                )
            write_alerts(recorder, seen.alerts)
            return found

    def clear_candidate(self, source_id: str) -> None:
        """Forget what waited to be believed, if anything did."""
        with self._writing() as connection:
            dismiss_candidates(connection, [source_id])


def _note_candidate(recorder: Recorder, seen: CandidateSeen) -> Candidate:
    connection, at = recorder.connection, utc(seen.at)
    old = connection.execute(
        select(_CANDIDATE, _CAPTURE.c.body_sha256)
        .join(_CAPTURE, _CAPTURE.c.id == _CANDIDATE.c.capture_id)
        .where(_CANDIDATE.c.source_id == seen.source_id)
    ).one_or_none()
    values: dict[str, Any]
    if old is not None and old.listing_sha256 == seen.listing.sha256:
        values = {
            "last_seen_at": at,
            "why": clean(seen.why),
            "suspect": seen.suspect,
            "sights": old.sights + 1,
        }
        where = _CANDIDATE.c.source_id == seen.source_id
        connection.execute(update(_CANDIDATE).where(where).values(**values))
        return Candidate(
            seen.source_id, old.listing_sha256, old.body_sha256, old.first_seen_at, deviating_since=old.deviating_since,
            **values,
        )  # fmt: skip
    dismiss_candidates(connection, [seen.source_id])
    keep_bodies(connection, [seen.capture])
    keep_listings(connection, [seen.listing])
    capture_id = add_capture(recorder, seen.source_id, seen.capture)
    values = {
        "source_id": seen.source_id,
        "listing_sha256": seen.listing.sha256,
        "first_seen_at": at,
        "last_seen_at": at,
        "deviating_since": old.deviating_since if old is not None and not seen.afresh else at,
        "why": clean(seen.why),
        "suspect": seen.suspect,
        "sights": 1,
    }
    recorder.add(t.CandidateRow, {**values, "capture_id": capture_id})
    recorder.flush()
    return Candidate(capture_sha256=seen.capture.body_sha256, **values)
