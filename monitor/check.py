"""The story of one check, told once, top to bottom.

::

    fetch    -> not modified, or the same bytes: the snapshot's span grows, and that is all
    read     -> the same listing: the span grows, the new bytes are kept
                (where the way of reading was changed, the known bytes are read anew first: a technical version)
    gate     -> not to be believed: the baseline stays untouched, look again, tell the operator if it lasts
    compare  -> only cosmetic: a new snapshot, no alert
    confirm  -> a second look, independent of the first, before anybody is told
    assess   -> severity, reasons, window

Nothing here writes: a check ends in a ``Finding``, and the engine records it in one transaction.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from monitor.assessment import Assessor
from monitor.compare import Suspicion, SuspicionReason, compare_listings, gate
from monitor.compare.flapping import Past
from monitor.finding import Failed, Finding, First, Reading, Seen, Step, Waiting
from monitor.looking import look
from monitor.model import (
    Candidate,
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
AWAITING, UNSTABLE = "awaiting_confirmation", "unstable"

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


class Tools(Protocol):
    """What a check needs of the world; the engine brings it."""

    assessor: Assessor
    full_fetch_after: timedelta
    doubtful_after: timedelta
    now: Callable[[], datetime]
    word_of: Mapping[str, str]  # source -> who says to believe what it shows now
    comparing: asyncio.Semaphore  # few at once: each holds two listings in memory
    extraction: str  # a word for the way captures are read; another word: another way

    async def fetch(
        self, source: Source, validators: Validators | None, *, fresh: bool
    ) -> Capture | FetchFailure:
        """Fetch the source."""
        ...

    async def read(self, source: Source, capture: Capture) -> Reading:
        """Read a capture where it can be stopped."""
        ...

    async def read_known(self, source: Source) -> Reading | None:
        """What the newest known bytes of the source say as it is read now; None where they are not kept."""
        ...

    async def current(self, source: Source) -> Snapshot:
        """The snapshot the source's head names, with its listing."""
        ...

    async def listing(self, sha256: str) -> Listing | None:
        """A listing by its hash: an unconfirmed one, or an earlier one."""
        ...

    async def past(self, source: Source, at: datetime) -> Past:
        """What is known of the page's going back and forth between states."""
        ...


async def check(vendor: Vendor, source: Source, head: Head, tools: Tools) -> Finding:
    """One check of one source, from fetch to finding.

    Operational failures (the vendor's side, the way there) are findings; a failure of our own store raises.
    """
    looked = await look(source, head, tools, _validators(head, tools))
    got = looked.got
    if isinstance(got, FetchFailure):
        return _failed(got)
    if got.not_modified:
        return Seen(CheckOutcome.NOT_MODIFIED, got.fetched_at, grade=Grade.NOT_MODIFIED)

    same_bytes = codec.sha256(got.body) == head.capture_sha256
    if same_bytes and not head.reread:
        return Seen(CheckOutcome.IDENTICAL, got.fetched_at, validators=got.validators)

    reading = looked.reading or await tools.read(source, got)
    anew = None
    if head.snapshot_id is not None and (head.reread or head.read_by != tools.extraction):
        # Whoever edits a hint, or installs a better reader, learns nothing of the vendor: only what differs under
        # the same reading is a change.
        anew = reading if same_bytes else await tools.read_known(source)
        if anew is not None and _no_document(source, anew, known=True):
            anew = None
    finding = await _read(vendor, source, head, tools, got, reading, anew)
    if isinstance(finding, Failed):
        anew = None
        if looked.remark:
            finding = replace(finding, detail=f"{finding.detail} No browser could be used: {looked.remark}")
    return replace(finding, known_anew=anew, read_by=tools.extraction)


async def _read(
    vendor: Vendor,
    source: Source,
    head: Head,
    tools: Tools,
    got: Capture,
    reading: Reading,
    anew: Reading | None = None,
) -> Finding:
    """A capture was read; ``anew``: what the known bytes say, where they are read in another way than before."""
    if anew is not None:
        head = replace(head, listing_sha256=anew.listing_sha256)
    if head.snapshot_id is not None and reading.listing_sha256 == head.listing_sha256:
        return _seen(got, reading)
    unreadable = _no_document(source, reading, known=head.snapshot_id is not None)
    if unreadable:
        outcome, reason, detail = unreadable
        return Failed(outcome, got.fetched_at, reason, detail)
    if head.snapshot_id is None:
        return First(CheckOutcome.BASELINE_RECORDED, got.fetched_at, capture=got, reading=reading)
    async with tools.comparing:
        before = await tools.current(source)
        if anew is not None:
            before = replace(before, listing=anew.listing, listing_sha256=anew.listing_sha256)
        return await _differs(vendor, source, head, tools, got, reading, before)


async def _differs(
    vendor: Vendor,
    source: Source,
    head: Head,
    tools: Tools,
    got: Capture,
    reading: Reading,
    before: Snapshot,
) -> Finding:
    """The listing is not the known one: believe it, wait for a second look, or leave it."""
    listing = reading.listing
    comparison = compare_listings(source.kind, before.listing, listing)
    if comparison.outcome is CompareOutcome.UNCHANGED:
        return _seen(got, reading)
    past = await tools.past(source, got.fetched_at)
    suspicion = gate(before.listing, listing, kind=source.kind, recent=past.earlier)
    word_of = tools.word_of.get(source.id)
    if word_of and suspicion:
        # A person's word stands for the gate and for the second look, and is on record with the revision.
        comparison = replace(
            comparison, reason=f"believed on the word of {word_of}, although: {suspicion.sentence}"
        )
        suspicion = None
    if suspicion and suspicion.reason is SuspicionReason.FLAPPING and past.alternates:
        return _alternates(head, got, reading, suspicion, past)
    # Most rows gone, or an earlier list back again: true at times, so a look hours later may still prove it.
    doubtful = (
        suspicion if suspicion and (suspicion.mass_removal or suspicion.reason in _MAY_BE_TRUE) else None
    )
    if suspicion and not doubtful:
        return _suspect(head, got, reading, suspicion.reason.value, suspicion.sentence)
    if comparison.cosmetic:
        return _reformatted(got, reading, before, comparison)
    waiting = await _unconfirmed(source, head, tools, got, reading, doubtful)
    if waiting and not word_of:
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


def _reformatted(got: Capture, reading: Reading, before: Snapshot, comparison: Comparison) -> Step:
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


async def _unconfirmed(
    source: Source,
    head: Head,
    tools: Tools,
    got: Capture,
    reading: Reading,
    doubtful: Suspicion | None,
) -> Finding | None:
    """None where an independent earlier look, long enough ago, saw the same; else what to wait for."""
    needed = tools.doubtful_after if doubtful else timedelta(seconds=source.confirm_after_s)
    candidate, at = head.candidate, got.fetched_at
    seen_before = await _as_before(source, candidate, tools, reading)
    if candidate and seen_before:
        if at - candidate.first_seen_at >= needed:
            return None
        waiting = _waiting(got, seen_before, candidate.first_seen_at + needed)
    elif candidate and candidate.why != UNSTABLE and candidate.suspect:
        # What was never believed is no first sight of what is seen now.
        waiting = replace(_waiting(got, reading, at + needed), afresh=True)
    elif candidate and at - candidate.deviating_since > needed + UNSTABLE_AFTER:
        since = f"{candidate.deviating_since:%Y-%m-%d %H:%M} UTC"
        words = f"the page has shown something else at every look since {since}"
        return _suspect(head, got, reading, UNSTABLE, words)
    else:
        # A page that is another one at every look is looked at less and less often.
        deviating = at - candidate.deviating_since if candidate else timedelta()
        waiting = _waiting(got, reading, at + max(needed, deviating))
    if doubtful:
        return replace(waiting, reason=doubtful.reason.value, detail=doubtful.sentence, suspect=True)
    return waiting


async def _as_before(
    source: Source, candidate: Candidate | None, tools: Tools, reading: Reading
) -> Reading | None:
    """The reading as it was first seen, where it says what the candidate said, be it in another form; else None."""
    if candidate is None:
        return None
    if candidate.listing_sha256 == reading.listing_sha256:
        return reading
    earlier = await tools.listing(candidate.listing_sha256)
    if earlier is None or not compare_listings(source.kind, earlier, reading.listing).cosmetic:
        return None
    return _FirstForm(earlier, candidate.listing_sha256, reading.body_sha256, reading.body_zstd)


@dataclass(frozen=True, slots=True)
class _FirstForm:
    """A reading in the form in which its content was first seen, so that the form of the day restarts no waiting."""

    listing: Listing
    listing_sha256: str
    body_sha256: str
    body_zstd: bytes

    @property
    def verdict(self) -> Verdict:
        """The listing's."""
        return self.listing.verdict

    @property
    def listing_json(self) -> bytes:
        """As the store holds it."""
        return codec.dump(self.listing)


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


def _waiting(got: Capture, reading: Reading, look_again_at: datetime) -> Waiting:
    return Waiting(
        CheckOutcome.SUSPECT,
        got.fetched_at,
        AWAITING,
        "a change was seen once; a second, independent look decides",
        capture=got,
        reading=reading,
        look_again_at=max(look_again_at, got.fetched_at),
    )


def _suspect(head: Head, got: Capture, reading: Reading, reason: str, detail: str) -> Finding:
    """Not believed. What waits for its second look goes on waiting; otherwise this is kept for people to see."""
    if head.candidate and not head.candidate.suspect and reason != UNSTABLE:
        return Failed(CheckOutcome.SUSPECT, got.fetched_at, reason, detail)
    return Waiting(
        CheckOutcome.SUSPECT, got.fetched_at, reason, detail, capture=got, reading=reading, suspect=True
    )


def _alternates(head: Head, got: Capture, reading: Reading, suspicion: Suspicion, past: Past) -> Finding:
    """An earlier state is back once too often: whichever of its states the page shows, it proves nothing."""
    words = f"{suspicion.sentence}; it has gone back and forth {past.returns + 1} times within a week"
    finding = _suspect(head, got, reading, suspicion.reason.value, words)
    return replace(finding, lasting_since=past.since) if isinstance(finding, Waiting) else finding


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


def _no_document(source: Source, reading: Reading, *, known: bool) -> tuple[CheckOutcome, str, str] | None:
    """Why the capture is not the document we watch, or None where it may be. "No list" is never "all removed"."""
    if reading.verdict is Verdict.LIST:  # the listing itself is not decoded: a first look never needs it
        return None
    listing = reading.listing
    reason = listing.reason or NoListReason.PROSE
    if source.kind is not SourceKind.LIST and reason not in _NOT_PROSE and listing.paragraphs:
        return None
    said = gate(None, listing, kind=source.kind)
    detail = said.sentence if said else "The page holds no list"
    if listing.warnings and reason not in _BLOCKED:
        detail += f" ({listing.warnings[0]})"
    if reason in _BLOCKED:
        return CheckOutcome.BLOCKED, reason.value, detail
    unreadable = {NoListReason.ENCRYPTED, NoListReason.UNREADABLE, NoListReason.UNSUPPORTED}
    if known and reason not in unreadable:
        return CheckOutcome.SUSPECT, reason.value, detail
    return CheckOutcome.UNREADABLE, reason.value, detail


__all__ = [
    "AWAITING",
    "UNSTABLE",
    "Failed",
    "Finding",
    "First",
    "Reading",
    "Seen",
    "Step",
    "Tools",
    "Waiting",
    "check",
]
