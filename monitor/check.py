"""The story of one check, told once, top to bottom.

::

    fetch    -> not modified, or the same bytes: the snapshot's span grows, and that is all
    read     -> the same listing: the span grows, the new bytes are kept
    gate     -> not to be believed: the baseline stays untouched, look again, tell the operator if it lasts
    compare  -> only cosmetic: a new snapshot, no alert
    confirm  -> a second look, independent of the first, before anybody is told
    assess   -> severity, reasons, window

Nothing here writes: a check ends in a ``Finding``, and the engine records it in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from monitor.assessment import Assessed, Assessor
from monitor.compare import SuspicionReason, compare_listings, gate
from monitor.model import (
    Capture,
    CheckOutcome,
    CompareOutcome,
    Comparison,
    FailureReason,
    FetchFailure,
    Grade,
    Head,
    Listing,
    NoListReason,
    Snapshot,
    Source,
    SourceKind,
    Validators,
    Vendor,
    Verdict,
    codec,
)

# A page that shows something else at every look for this long is no change we could describe to anybody.
UNSTABLE_AFTER = timedelta(hours=1)
AWAITING = "awaiting_confirmation"

_MAY_BE_TRUE = {SuspicionReason.FLAPPING}
_BLOCKED = {NoListReason.LOGIN, NoListReason.CHALLENGE, NoListReason.CONSENT}
_NOT_PROSE = _BLOCKED | {
    NoListReason.SHELL,
    NoListReason.EMPTY,
    NoListReason.ERROR_PAGE,
    NoListReason.ENCRYPTED,
    NoListReason.UNREADABLE,
    NoListReason.UNSUPPORTED,
    NoListReason.TOO_LARGE,
    NoListReason.TOO_SLOW,
}


class Reading(Protocol):
    """A capture as read in a child process: the listing, and the bytes the store keeps."""

    @property
    def listing_json(self) -> bytes:
        """The listing as the store keeps it."""
        ...

    @property
    def listing_sha256(self) -> str:
        """The hash of that."""
        ...

    @property
    def body_sha256(self) -> str:
        """The hash of the capture's body."""
        ...

    @property
    def body_zstd(self) -> bytes:
        """The body, compressed."""
        ...

    @property
    def listing(self) -> Listing:
        """The listing, decoded when first asked for."""
        ...


class Tools(Protocol):
    """What a check needs of the world; the engine brings it."""

    assessor: Assessor
    full_fetch_after: timedelta
    doubtful_after: timedelta
    now: Callable[[], datetime]

    async def fetch(
        self, source: Source, validators: Validators | None, *, fresh: bool
    ) -> Capture | FetchFailure:
        """Fetch the source."""
        ...

    async def read(self, source: Source, capture: Capture) -> Reading:
        """Read a capture where it can be stopped."""
        ...

    async def current(self, source: Source) -> Snapshot:
        """The snapshot the source's head names, with its listing."""
        ...

    async def listing(self, sha256: str) -> Listing | None:
        """A listing by its hash: an unconfirmed one, or an earlier one."""
        ...

    async def earlier(self, source: Source) -> tuple[str, ...]:
        """Fingerprints (``monitor.compare``) of what the source said before its current snapshot."""
        ...


@dataclass(frozen=True, slots=True)
class Finding:
    """How a check ended, and all that is to be recorded of it. ``at``: UTC, when the answer was complete."""

    outcome: CheckOutcome
    at: datetime
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Seen(Finding):
    """The list was seen as it was known; ``capture`` and ``reading`` only where its bytes are new."""

    grade: Grade = Grade.BYTES
    capture: Capture | None = None
    reading: Reading | None = None
    validators: Validators = Validators()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class First(Finding):
    """The first listing of a source."""

    capture: Capture | None = None
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Waiting(Finding):
    """Something differs and is not yet believed; ``look_again_at`` is when the independent look is due.

    suspect: not believed, as against merely unconfirmed; counts as a failed check.
    """

    capture: Capture | None = None
    reading: Reading | None = None
    look_again_at: datetime | None = None
    suspect: bool = False


@dataclass(frozen=True, slots=True)
class Step(Finding):
    """From one snapshot to the next: a change, or a mere reformatting (then ``assessed`` is None)."""

    before: Snapshot | None = None
    capture: Capture | None = None
    reading: Reading | None = None
    comparison: Comparison | None = None
    assessed: Assessed | None = None
    first_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Failed(Finding):
    """Nothing was seen that may be believed; ``retry_after_s`` is what the server asked for."""

    retry_after_s: float | None = None
    failure: FailureReason | None = None


async def check(vendor: Vendor, source: Source, head: Head, tools: Tools) -> Finding:
    """One check of one source, from fetch to finding.

    Operational failures (the vendor's side, the way there) are findings; a failure of our own store raises.
    """
    second_look = head.candidate is not None
    got = await tools.fetch(source, _validators(head, tools), fresh=second_look)
    if isinstance(got, FetchFailure):
        return _failed(got)
    if got.not_modified:
        return Seen(CheckOutcome.NOT_MODIFIED, got.fetched_at, grade=Grade.NOT_MODIFIED)

    if codec.sha256(got.body) == head.capture_sha256 and not head.reread:
        return Seen(CheckOutcome.IDENTICAL, got.fetched_at, validators=got.validators)

    reading = await tools.read(source, got)
    if head.snapshot_id is not None and reading.listing_sha256 == head.listing_sha256:
        return _seen(got, reading)

    listing = reading.listing
    unreadable = _no_document(source, listing, known=head.snapshot_id is not None)
    if unreadable:
        outcome, reason, detail = unreadable
        return Failed(outcome, got.fetched_at, reason, detail)
    if head.snapshot_id is None:
        return First(CheckOutcome.BASELINE_RECORDED, got.fetched_at, capture=got, reading=reading)
    return await _differs(vendor, source, head, tools, got, reading)


async def _differs(
    vendor: Vendor, source: Source, head: Head, tools: Tools, got: Capture, reading: Reading
) -> Finding:
    """The listing is not the known one: believe it, wait for a second look, or leave it."""
    before = await tools.current(source)
    listing = reading.listing
    comparison = compare_listings(source.kind, before.listing, listing)
    if comparison.outcome is CompareOutcome.UNCHANGED:
        return _seen(got, reading)
    suspicion = gate(before.listing, listing, kind=source.kind, recent=await tools.earlier(source))
    # Most rows gone, or an earlier list back again: true at times, so a look hours later may still prove it.
    doubtful = (
        suspicion if suspicion and (suspicion.mass_removal or suspicion.reason in _MAY_BE_TRUE) else None
    )
    if suspicion and not doubtful:
        return _suspect(got, reading, suspicion.reason.value, suspicion.sentence)
    if comparison.cosmetic:
        return Step(
            CheckOutcome.REFORMATTED,
            got.fetched_at,
            comparison.reason or "; ".join(comparison.cosmetic_notes),
            before=before,
            capture=got,
            reading=reading,
            comparison=comparison,
            first_seen_at=got.fetched_at,
        )
    needed = tools.doubtful_after if doubtful else timedelta(seconds=source.confirm_after_s)
    waiting = await _unconfirmed(source, head, tools, got, reading, needed)
    if waiting:
        if doubtful:
            return replace(waiting, reason=doubtful.reason.value, detail=doubtful.sentence, suspect=True)
        return waiting
    # The window is counted from the first sight of anything else than the snapshot, not from our confirmation.
    first_seen = head.candidate.deviating_since if head.candidate else got.fetched_at
    assessed = await tools.assessor.assess(
        vendor, source, before, listing, comparison, first_seen=first_seen, at=got.fetched_at
    )
    return Step(
        CheckOutcome.CHANGED,
        got.fetched_at,
        before=before,
        capture=got,
        reading=reading,
        comparison=assessed.comparison,
        assessed=assessed,
        first_seen_at=first_seen,
    )


async def _unconfirmed(
    source: Source, head: Head, tools: Tools, got: Capture, reading: Reading, needed: timedelta
) -> Waiting | None:
    """None where an independent earlier look, at least ``needed`` ago, saw the same; else what to wait for."""
    candidate = head.candidate
    same = candidate is not None and (
        candidate.listing_sha256 == reading.listing_sha256
        or await _agrees(source, tools, candidate.listing_sha256, reading.listing)
    )
    if candidate and same and got.fetched_at - candidate.first_seen_at >= needed:
        return None
    if candidate and not same and got.fetched_at - candidate.deviating_since > needed + UNSTABLE_AFTER:
        since_when = f"{candidate.deviating_since:%Y-%m-%d %H:%M} UTC"
        return _suspect(
            got, reading, "unstable", f"the page has shown something else at every look since {since_when}"
        )
    since = candidate.first_seen_at if candidate and same else got.fetched_at
    return Waiting(
        CheckOutcome.SUSPECT,
        got.fetched_at,
        AWAITING,
        "a change was seen once; a second, independent look decides",
        capture=got,
        reading=reading,
        look_again_at=max(since + needed, got.fetched_at),
    )


async def _agrees(source: Source, tools: Tools, candidate_sha256: str, listing: Listing) -> bool:
    earlier = await tools.listing(candidate_sha256)
    return earlier is not None and compare_listings(source.kind, earlier, listing).cosmetic


def _validators(head: Head, tools: Tools) -> Validators | None:
    """The server's validators; none where a full fetch is due: a 304 is only its word."""
    if head.snapshot_id is None or head.candidate or head.reread or head.last_bytes_at is None:
        return None
    if tools.now() - head.last_bytes_at >= tools.full_fetch_after:
        return None
    return replace(head.validators, url=head.final_url or None)


def _seen(got: Capture, reading: Reading) -> Seen:
    return Seen(
        CheckOutcome.UNCHANGED, got.fetched_at, capture=got, reading=reading, validators=got.validators
    )


def _suspect(got: Capture, reading: Reading, reason: str, detail: str) -> Waiting:
    return Waiting(
        CheckOutcome.SUSPECT, got.fetched_at, reason, detail, capture=got, reading=reading, suspect=True
    )


def _failed(failure: FetchFailure) -> Failed:
    blocked = failure.reason is FailureReason.FORBIDDEN
    return Failed(
        CheckOutcome.BLOCKED if blocked else CheckOutcome.UNREACHABLE,
        failure.failed_at,
        failure.reason.value,
        failure.detail,
        retry_after_s=failure.retry_after_s,
        failure=failure.reason,
    )


def _no_document(source: Source, listing: Listing, *, known: bool) -> tuple[CheckOutcome, str, str] | None:
    """Why the capture is not the document we watch, or None where it may be. "No list" is never "all removed"."""
    if listing.verdict is Verdict.LIST:
        return None
    reason = listing.reason or NoListReason.PROSE
    if source.kind is not SourceKind.LIST and reason not in _NOT_PROSE and listing.paragraphs:
        return None
    detail = f"there is no list here: {reason.value.replace('_', ' ')}"
    if listing.points_to:
        detail += f"; the page points to {listing.points_to}"
    if reason in _BLOCKED:
        return CheckOutcome.BLOCKED, reason.value, detail
    unreadable = {NoListReason.ENCRYPTED, NoListReason.UNREADABLE, NoListReason.UNSUPPORTED}
    if known and reason not in unreadable:
        return CheckOutcome.SUSPECT, reason.value, detail
    return CheckOutcome.UNREADABLE, reason.value, detail
