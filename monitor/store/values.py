"""What the store is given: one value per thing that a check can come to. Instants are UTC.

``at`` is when the check was made. ``next_check_at`` is when the source is due again. ``alerts`` are written to
the outbox in the same transaction. Bytes come in compressed and hashed, because that is done in the child process
that read them; the ``of`` constructors do it here for everybody else.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime

import zstandard

from monitor.model import (
    Capture,
    CheckOutcome,
    ClauseTerms,
    Comparison,
    Grade,
    Health,
    Hop,
    Judgement,
    Leg,
    Listing,
    PlannedAlert,
    Severity,
    Validators,
    Window,
    WindowFacts,
    codec,
)

_local = threading.local()


def compress(data: bytes) -> bytes:
    """Bytes as a zstd frame (level 3). Safe to call from any thread."""
    compressor = getattr(_local, "compressor", None)
    if compressor is None:
        compressor = _local.compressor = zstandard.ZstdCompressor(level=3)
    packed: bytes = compressor.compress(data)
    return packed


def decompress(data: bytes) -> bytes:
    """The bytes of a zstd frame, whether or not the frame states its size. Raises ``zstandard.ZstdError``."""
    return zstandard.ZstdDecompressor().decompressobj().decompress(data)


@dataclass(frozen=True, slots=True)
class NewListing:
    """A listing as ``monitor.model.codec.dump`` writes it, the SHA-256 of that, and the extraction that read it."""

    json: bytes
    sha256: str
    read_by: str = ""

    @classmethod
    def of(cls, listing: Listing, read_by: str = "") -> NewListing:
        """From the value itself."""
        data = codec.dump(listing)
        return cls(data, codec.sha256(data), read_by)


@dataclass(frozen=True, slots=True)
class RecentState:
    """What a snapshot reads as, since when it was seen, and the extraction that read it; None where that is unknown."""

    snapshot_id: int
    listing_sha256: str
    first_seen_at: datetime
    read_by: str | None


@dataclass(frozen=True, slots=True)
class NewCapture:
    """A capture to be kept: its body compressed, and how it was come by."""

    body_sha256: str
    body_zstd: bytes
    requested_url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    fetched_at: datetime
    redirects: tuple[Hop, ...] = ()
    peer: str | None = None
    elapsed_s: float = 0.0
    browser: bool = False
    picture: bytes | None = None
    legs: tuple[Leg, ...] = ()

    @classmethod
    def of(
        cls, capture: Capture, *, body_sha256: str | None = None, body_zstd: bytes | None = None
    ) -> NewCapture:
        """From a capture; the hash and the compressed body are computed where they are not given."""
        return cls(
            body_sha256=body_sha256 or codec.sha256(capture.body),
            body_zstd=body_zstd if body_zstd is not None else compress(capture.body),
            requested_url=capture.requested_url,
            final_url=capture.final_url,
            status=capture.status,
            headers=capture.headers,
            fetched_at=capture.fetched_at,
            redirects=capture.redirects,
            peer=capture.peer,
            elapsed_s=capture.elapsed_s,
            browser=capture.browser,
            picture=capture.picture,
            legs=capture.legs,
        )

    @property
    def validators(self) -> Validators:
        """What to send back at the next fetch."""

        def first(name: str) -> str | None:
            return next((v for k, v in self.headers if k.lower() == name), None)

        return Validators(first("etag"), first("last-modified"), self.body_sha256, self.final_url)


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A check that saw the source's current listing: outcome ``not_modified``, ``identical`` or ``unchanged``.

    snapshot_id: the snapshot that was seen to hold; where it is no longer the current one, nothing is recorded.
    new_capture: for other bytes with the same listing; they become the snapshot's newest.
    validators: where the server sent other ones with the same bytes; those of ``new_capture`` are taken anyway.
    """

    source_id: str
    snapshot_id: int
    outcome: CheckOutcome
    grade: Grade
    at: datetime
    next_check_at: datetime
    new_capture: NewCapture | None = None
    validators: Validators | None = None
    health: Health = Health.OK
    alerts: tuple[PlannedAlert, ...] = ()


@dataclass(frozen=True, slots=True)
class Baseline:
    """The first good check of a source."""

    source_id: str
    listing: NewListing
    capture: NewCapture
    at: datetime
    next_check_at: datetime
    alerts: tuple[PlannedAlert, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckFailed:
    """A check that did not see the list: outcome ``suspect``, ``unreachable``, ``blocked`` or ``unreadable``.

    reason: a short word that is the same for the same kind of failure; detail: the words for people.
    """

    source_id: str
    outcome: CheckOutcome
    reason: str
    detail: str
    at: datetime
    next_check_at: datetime
    health: Health
    alerts: tuple[PlannedAlert, ...] = ()


@dataclass(frozen=True, slots=True)
class CandidateSeen:
    """A check that saw another listing which is not believed yet.

    suspect: True also writes the check to the ledger of failures, under ``why``; False only awaits a second look.
    health: as it stands after this check. afresh: another candidate's ``deviating_since`` is not taken over.
    """

    source_id: str
    listing: NewListing
    capture: NewCapture
    at: datetime
    next_check_at: datetime
    why: str
    suspect: bool = False
    detail: str = ""
    health: Health = Health.OK
    alerts: tuple[PlannedAlert, ...] = ()
    afresh: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A revision to be recorded: ``changed`` or ``reformatted``.

    before_id: the snapshot it was compared with; it must still be the current one.
    first_seen_at: when the new listing was first seen; None takes the candidate's, or ``at``.
    window, facts, terms: None for a reformatting. alerts: told beside what is told of the revision itself.
    """

    source_id: str
    before_id: int
    listing: NewListing
    capture: NewCapture
    comparison: Comparison
    at: datetime
    next_check_at: datetime
    judgements: tuple[Judgement, ...] = ()
    severity: Severity = Severity.INFO
    window: Window | None = None
    facts: WindowFacts | None = None
    terms: ClauseTerms | None = None
    first_seen_at: datetime | None = None
    health: Health = Health.OK
    alerts: tuple[PlannedAlert, ...] = ()


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a change of the configuration did: ids of sources."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that ``verify`` found wrong.

    what: the kind of trouble, a few words that stay the same. subject: the record, as its table and key. detail: in
    words. seq: of the link concerned, if one is.
    """

    what: str
    subject: str
    detail: str
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One link of the chain, as stored."""

    seq: int
    at: datetime
    kind: str
    subject: str
    content_sha256: str
    previous_sha256: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The number and hash of the last link. Written down elsewhere, it proves that the chain was not remade."""

    seq: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What ``verify`` looked at, and what it found wrong: nothing, where all of it fits.

    head: the last link. links, records, contents, checkpoints, witnesses: how many of them were checked.
    """

    head: ChainHead
    problems: tuple[Problem, ...]
    links: int
    records: int
    contents: int
    checkpoints: int
    witnesses: int


@dataclass(frozen=True, slots=True)
class Witness:
    """Somebody's word that a link existed. kind: ``rfc3161`` or ``ed25519``; authority: who says so.

    seq, link_sha256: the link. token_sha256: of the token, a content. at: when we received it (UTC).
    """

    id: int
    kind: str
    seq: int
    link_sha256: str
    authority: str
    token_sha256: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StoredCapture:
    """A capture as kept, without its body: ``Store.body`` has that."""

    id: int
    source_id: str
    body_sha256: str
    fetched_at: datetime
    requested_url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    redirects: tuple[Hop, ...] = field(default=())
    peer: str | None = None
    elapsed_s: float = 0.0
    browser: bool = False
    tool: str = ""
    picture_sha256: str | None = None
    legs: tuple[Leg, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """Checks counted since an instant (UTC), for a digest.

    failed: those of them that saw no list. longest_gap_s: the longest time between two good checks of one source.
    """

    since: datetime
    checks: int = 0
    failed: int = 0
    longest_gap_s: float | None = None

    def plus(self, failed: bool, gap_s: float | None) -> Tally:
        """With one check more; ``gap_s`` from the last good check to this one, where this one is good."""
        gaps = [gap for gap in (self.longest_gap_s, gap_s) if gap is not None]
        return Tally(self.since, self.checks + 1, self.failed + failed, max(gaps, default=None))
