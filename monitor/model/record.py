"""What the store keeps beside snapshots and revisions, as plain values: states, ledgers, decisions, notices.

Every instant is UTC. Rooms that may not know the store (reports, review) read these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from monitor.model.capture import Validators
from monitor.model.change import CompareOutcome, Severity
from monitor.model.clause import ClauseTerms
from monitor.model.revision import Alert, CheckOutcome, DecisionState, Grade, Health
from monitor.model.source import Source, SourceKind
from monitor.model.window import Window


@dataclass(frozen=True, slots=True)
class Candidate:
    """A difference seen but not yet believed: it waits for an independent second look, or for a person.

    first_seen_at: when this listing was first seen; last_seen_at: most lately. sights: how often.
    deviating_since: since when the source has shown anything else than its snapshot, this listing or another.
    why: why it waits (a word such as ``awaiting_confirmation`` or the reason it is suspect).
    suspect: not believed, as against merely unconfirmed. capture_sha256: the bytes of the first sight.
    """

    source_id: str
    listing_sha256: str
    capture_sha256: str
    first_seen_at: datetime
    last_seen_at: datetime
    deviating_since: datetime
    why: str
    suspect: bool = False
    sights: int = 1


@dataclass(frozen=True, slots=True)
class Head:
    """What the next check of a source needs to know of the last ones; nothing heavy in it.

    snapshot_id, listing_sha256, capture_sha256, spans: None before the first baseline.
    capture_sha256: of the newest bytes that read as this listing. last_bytes_at: the last check graded ``bytes``;
    a full fetch is due when it is too old. reread: how the source is read was changed in the configuration, so
    equal bytes must be read again. read_by: the extraction that read the snapshot last; empty where unknown.
    browser: the newest bytes that read as this listing were come by through a browser.
    """

    source_id: str
    health: Health
    consecutive_failures: int = 0
    trouble_since: datetime | None = None
    snapshot_id: int | None = None
    listing_sha256: str | None = None
    capture_sha256: str | None = None
    first_seen_at: datetime | None = None
    last_seen_at: datetime | None = None
    last_seen_grade: Grade | None = None
    last_bytes_at: datetime | None = None
    final_url: str = ""
    validators: Validators = field(default_factory=Validators)
    reread: bool = False
    read_by: str = ""
    browser: bool = False
    candidate: Candidate | None = None


@dataclass(frozen=True, slots=True)
class SourceState:
    """Where a source stands, for status pages and for people.

    last_good_at: the last check that saw the list. last_reason, last_detail: of the last check that did not
    (empty after a good one). retired_at: since when the configuration no longer names it.
    """

    source_id: str
    vendor_id: str
    vendor_name: str
    url: str
    kind: SourceKind
    health: Health
    next_check_at: datetime
    last_check_at: datetime | None = None
    last_outcome: CheckOutcome | None = None
    last_good_at: datetime | None = None
    last_reason: str = ""
    last_detail: str = ""
    consecutive_failures: int = 0
    trouble_since: datetime | None = None
    snapshot_id: int | None = None
    snapshot_since: datetime | None = None
    candidate: Candidate | None = None
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RevisionHead:
    """A revision without its listings and changes: enough for tables, reminders and calendars.

    open: material and not yet decided.
    """

    id: int
    public_id: str
    source_id: str
    vendor_id: str
    vendor_name: str
    outcome: CompareOutcome
    severity: Severity
    change_count: int
    recorded_at: datetime
    state: DecisionState
    open: bool
    window: Window | None
    terms: ClauseTerms | None


@dataclass(frozen=True, slots=True)
class FailureRun:
    """Failed checks of one source in a row, with the same outcome and reason and no good check between them.

    count: how many; first_at, last_at: the first and the last. first_detail, last_detail: their words.
    closed_at: when a good check or another kind of failure ended the run; None while it lasts.
    """

    id: int
    source_id: str
    outcome: CheckOutcome
    reason: str
    first_at: datetime
    last_at: datetime
    count: int
    first_detail: str
    last_detail: str
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WatchChange:
    """A source came under watch, changed, returned or was retired. source: as configured from then on. at: UTC.

    what: ``watched``, ``changed``, ``returned`` or ``retired``.
    """

    source_id: str
    what: str
    at: datetime
    source: Source


@dataclass(frozen=True, slots=True)
class Gap:
    """A span in which the monitor itself did not check: it did not run, or its own connection was down."""

    id: int
    started_at: datetime
    ended_at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person (or the calendar, for lapses) decided about a revision. Corrections are new entries.

    snapshot_id: the evidence that was looked at. made_at: when it was recorded.
    """

    id: int
    revision_id: int
    state_before: DecisionState
    state: DecisionState
    made_by: str
    why: str
    made_at: datetime
    snapshot_id: int


@dataclass(frozen=True, slots=True)
class NextStep:
    """A decision that a person may record as a revision stands.

    correction: it replaces an entry that was wrong. late: the window has closed, so the day on which it was decided
    must be named, and lie before that.
    """

    state: DecisionState
    correction: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """The vendor's own announcement as logged. ``file_sha256``: the file kept as evidence, if any.

    parsed: what was read from it (names, dates), plain JSON. revision_ids: revisions it was linked to.
    """

    id: int
    vendor_id: str
    received_at: datetime
    channel: str
    subject: str
    logged_by: str
    logged_at: datetime
    file_name: str = ""
    file_sha256: str | None = None
    parsed: Mapping[str, object] = field(default_factory=dict)
    revision_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftedLetter:
    """A letter that was drafted about a revision, in a language (BCP 47 code). Whether it was sent is not ours to know.

    forms: the files made of it, e.g. ``docx eml``. content_sha256: its text as it was drafted. drafted_at: UTC.
    """

    id: int
    revision_id: int
    language: str
    forms: str
    content_sha256: str
    drafted_by: str
    drafted_at: datetime


class ClauseOrigin(StrEnum):
    """Where a version of a clause came from."""

    CONFIGURED = "configured"  # typed into the configuration by a person
    PROPOSED = "proposed"  # read by the parser; drives nothing alone
    CONFIRMED = "confirmed"  # a proposal that a person confirmed


@dataclass(frozen=True, slots=True)
class ClauseAnswer:
    """What a person said to a reading of a contract: confirmed, perhaps corrected, or rejected. Append-only.

    proposal_id: the version that was answered; None where the terms were given without one.
    version_id: the confirmed version; None for a rejection. made_at: UTC.
    """

    id: int
    vendor_id: str
    proposal_id: int | None
    version_id: int | None
    made_by: str
    why: str
    made_at: datetime

    @property
    def confirmed(self) -> bool:
        """Whether the reading was confirmed; else it was rejected."""
        return self.version_id is not None


@dataclass(frozen=True, slots=True)
class BaselineApproval:
    """Legal approved a snapshot of a source as what was agreed to. approved_at: UTC."""

    id: int
    source_id: str
    snapshot_id: int
    approved_by: str
    why: str
    approved_at: datetime


EVER = datetime(1970, 1, 1, tzinfo=UTC)
"""``ClauseVersion.valid_from`` of what has applied ever since there is a contract."""


@dataclass(frozen=True, slots=True)
class ClauseVersion:
    """One version of a vendor's terms. ``terms`` None: from here on none are known (they were withdrawn).

    valid_from: from when it applies; ``EVER`` for what has applied from the beginning. snapshot_id: the contract text
    it was read from, if any.
    """

    id: int
    vendor_id: str
    number: int
    terms: ClauseTerms | None
    origin: ClauseOrigin
    valid_from: datetime
    recorded_at: datetime
    snapshot_id: int | None = None

    @property
    def from_the_beginning(self) -> bool:
        """No date is known from which it applies; a midnight of any zone counts as that of ``EVER``."""
        return self.valid_from <= EVER + timedelta(days=1)


class AttemptOutcome(StrEnum):
    """How one try to deliver ended."""

    SENT = "sent"
    TRANSIENT = "transient"  # failed, will be tried again
    PERMANENT = "permanent"  # failed, set aside
    UNKNOWN = "unknown"  # the process died between sending and recording: it may have arrived


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to deliver: its number within the delivery, counted from 1, and how it ended."""

    id: int
    delivery_id: int
    number: int
    made_at: datetime
    outcome: AttemptOutcome
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PlannedAlert:
    """An alert and the channels it must reach: pairs of route name and index of the address in that route.

    not_before: instants (UTC) up to which a route is left in peace; a route that is not named is told at once.
    """

    alert: Alert
    channels: tuple[tuple[str, int], ...]
    not_before: Mapping[str, datetime] = field(default_factory=dict)
