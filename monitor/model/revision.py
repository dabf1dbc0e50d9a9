"""What the store hands out: snapshots, revisions and alerts as plain values, without any SQL behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from monitor.model.capture import Validators
from monitor.model.change import Comparison, Judgement, Severity
from monitor.model.clause import ClauseTerms
from monitor.model.listing import Listing
from monitor.model.routing import DigestPlan, EscalationPlan, Hours
from monitor.model.source import SourceKind
from monitor.model.window import Window


class CheckOutcome(StrEnum):
    """How a check ended; a closed list, in the past tense, negatives included."""

    BASELINE_RECORDED = "baseline_recorded"
    NOT_MODIFIED = "not_modified"  # 304: the server's word only
    IDENTICAL = "identical"  # same bytes
    UNCHANGED = "unchanged"  # other bytes, same listing
    REFORMATTED = "reformatted"
    CHANGED = "changed"
    SUSPECT = "suspect"
    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"  # challenge, login, forbidden
    UNREADABLE = "unreadable"

    @property
    def is_good(self) -> bool:
        """The check saw the list; a bound of a window may move."""
        return self not in {
            CheckOutcome.SUSPECT,
            CheckOutcome.UNREACHABLE,
            CheckOutcome.BLOCKED,
            CheckOutcome.UNREADABLE,
        }


class Health(StrEnum):
    """A source's health. Transitions are told once."""

    NEW = "new"
    OK = "ok"
    FAILING = "failing"
    BROKEN = "broken"
    SUSPECT = "suspect"
    BLOCKED = "blocked"


class Grade(StrEnum):
    """How well a bound of a span is proven."""

    BYTES = "bytes"
    NOT_MODIFIED = "not_modified"


class AlertKind(StrEnum):
    """What an alert is about."""

    CHANGE = "change"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    SOURCE_TROUBLE = "source_trouble"
    SOURCE_RECOVERED = "source_recovered"
    DIGEST = "digest"
    OVERDUE = "overdue"
    TEST = "test"


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    LEASED = "leased"
    SENT = "sent"
    FAILED = "failed"  # permanent: set aside and told to the operator


class DecisionState(StrEnum):
    """The states of a revision's review."""

    DETECTED = "detected"
    ACKNOWLEDGED = "acknowledged"
    REVIEWING = "reviewing"
    ACCEPTED = "accepted"
    ACCEPTED_WITH_CONDITIONS = "accepted_with_conditions"
    OBJECTED = "objected"
    WITHDRAWN_BY_VENDOR = "withdrawn_by_vendor"
    DEEMED_ACCEPTED = "deemed_accepted"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A listing as stored, with the span over which it was seen to hold (UTC instants).

    capture_sha256: of the newest bytes that read as this listing; first_capture_sha256: of the first ones.
    """

    id: int
    source_id: str
    listing: Listing
    first_seen_at: datetime
    last_seen_at: datetime
    last_seen_grade: Grade
    capture_sha256: str
    listing_sha256: str
    validators: Validators = field(default_factory=Validators)
    previous_id: int | None = None
    final_url: str = ""
    first_capture_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """The step from one snapshot of a source to the next, judged and with its window.

    severity: the highest of its judgements; INFO for a reformatting.
    window: None for a reformatting. terms: the clause the window was computed under.
    published_before/after: see the snapshots' listings. public_id: short, stable, for links and commands.
    """

    id: int
    public_id: str
    source_id: str
    vendor_id: str
    vendor_name: str
    source_url: str
    kind: SourceKind
    comparison: Comparison
    judgements: tuple[Judgement, ...]
    severity: Severity
    window: Window | None
    terms: ClauseTerms | None
    before: Snapshot
    after: Snapshot
    recorded_at: datetime
    state: DecisionState = DecisionState.DETECTED


@dataclass(frozen=True, slots=True)
class Route:
    """Where alerts go. ``urls`` are Apprise addresses with secrets resolved: never log them.

    tags/kinds/sources: empty means all. min_severity filters CHANGE, REMINDER, ESCALATION and OVERDUE alerts.
    to_owner: mails that ask for a decision go to the vendor's owner, later ones to the deputy too.
    teams: only vendors of these teams. hours: when nothing but what is critical goes out; without any, it always does.
    """

    name: str
    urls: tuple[str, ...]
    tags: frozenset[str] = frozenset()
    vendors: frozenset[str] = frozenset()
    kinds: frozenset[AlertKind] = frozenset()
    min_severity: Severity = Severity.LOW
    to_owner: bool = False
    teams: frozenset[str] = frozenset()
    hours: Hours = field(default_factory=Hours)
    digest: DigestPlan | None = None
    escalation: EscalationPlan | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to tell people, before it is rendered for a channel.

    id: stable over retries and restarts; also the idempotency key of its deliveries.
    payload: plain JSON values the renderers use (see ``monitor.alert.compose``).
    """

    id: str
    kind: AlertKind
    severity: Severity
    vendor_id: str | None
    source_id: str | None
    revision_id: int | None
    payload: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One alert to one channel. ``attempts`` counts the tries so far."""

    id: int
    alert: Alert
    route: str
    channel: int  # index of the address within its route
    state: DeliveryState
    attempts: int = 0
    next_attempt_at: datetime | None = None
    last_error: str | None = None
    maybe_sent: bool = False  # a try began and its end is unknown: a repeat is labelled a possible duplicate
