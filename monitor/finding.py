"""How a check can end: one value for each way, with all that is to be recorded of it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Protocol, Self

from monitor.assessment import Assessed
from monitor.model import (
    Capture,
    CheckOutcome,
    Comparison,
    FailureReason,
    Grade,
    Listing,
    Snapshot,
    Validators,
    Verdict,
)


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
    def verdict(self) -> Verdict:
        """The listing's verdict."""
        ...

    @property
    def listing(self) -> Listing:
        """The listing, decoded when first asked for."""
        ...


@dataclass(frozen=True, slots=True)
class Finding:
    """How a check ended, and all that is to be recorded of it. ``at``: UTC, when the answer was complete.

    known_anew: what the snapshot's own bytes say since the way of reading was changed; None where it was not.
    read_by: the extraction that made the readings (see ``monitor.engine.extraction_version``).
    """

    outcome: CheckOutcome
    at: datetime
    reason: str = ""
    detail: str = ""
    known_anew: Reading | None = None
    read_by: str = ""

    def without_bytes(self) -> Self:
        """The same finding once it is recorded: the store has the bytes, so a long run of checks need not hold them."""
        heavy = {"capture", "reading", "known_anew"} & {field.name for field in fields(self)}
        nothing: dict[str, Any] = dict.fromkeys(heavy)
        return replace(self, **nothing)


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
    afresh: what waited before was never believed, so the deviation counts from now on.
    lasting_since: a condition that comes and goes, and since when: told although no single spell of it lasts.
    """

    capture: Capture | None = None
    reading: Reading | None = None
    look_again_at: datetime | None = None
    suspect: bool = False
    afresh: bool = False
    lasting_since: datetime | None = None


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
