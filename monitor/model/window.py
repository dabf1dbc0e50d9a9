"""When an objection to a revision may be made, and the facts that decide it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from monitor.model.clause import ClauseTerms


class Breach(StrEnum):
    """Did the vendor give less notice than the contract promises?"""

    CERTAIN = "certain"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class WindowFacts:
    """Everything a window is computed from. Instants are UTC.

    last_unchanged: last successful check that still showed the old list; None where there was none.
    first_seen: first check that showed the new list.
    received: when the vendor's own notice arrived; None where none is logged. sent: when it was sent, as far as it
        says; asked only where the contract deems a notice received so long after its sending.
    stamp_readings: what the page says of its own date, every reading.
    effective: the date from which the change takes effect, where a person says so.
    effective_read: such a date as we read it in the vendor's notice, with its sentence (``effective_quote``): a
        proposal that may bring a date forward and never puts one off; left aside where ``effective`` is given.
    zone: IANA zone of the contract; None where unknown: then ``party_zones`` bound it.
    holidays: calendar codes such as ``GB-ENG``, ``DE-BY``, ``US`` (both parties').
    deemed_next_business_day: a mail that came after 17:00 or on a day of rest may count as received on the next
        business day; None: as the terms say, else only where the clause counts from receipt.
    stamp_unchanged: the page's own date is the same as before the change, so it dates nothing new.
    today: the date on which the window is looked at, in the contract's zone; None leaves act_by unclamped.
    """

    terms: ClauseTerms
    last_unchanged: datetime | None
    first_seen: datetime
    received: datetime | None = None
    stamp_readings: tuple[date, ...] = ()
    effective: date | None = None
    zone: str | None = None
    party_zones: tuple[str, ...] = ()
    holidays: tuple[str, ...] = ()
    deemed_next_business_day: bool | None = None
    today: date | None = None
    stamp_unchanged: bool = False
    sent: datetime | None = None
    effective_read: date | None = None
    effective_quote: str = ""


@dataclass(frozen=True, slots=True)
class DateBounds:
    """A date known only within bounds, both included; ``earliest`` None means unknown."""

    earliest: date | None
    latest: date | None


@dataclass(frozen=True, slots=True)
class InstantBounds:
    """The moments (UTC) at which the first and the last possible deadline end; None where the date is unknown."""

    earliest: datetime | None = None
    latest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """When an objection may be made.

    trigger: when the clock started. deadline: the last day, 23:59:59 in the contract's zone.
    claimed: the deadline the vendor would claim from a back-dated stamp.
    engagement_earliest: first day the change may be live. prevent_by: the day before.
    act_by: the day to have acted by, with a safety margin of three business days.
    breach: short notice. working: the lines of reasoning, in order, in words a lawyer can check.
    flags: short machine words, e.g. ``notice_not_logged``, ``back_dated``, ``unconfirmed``,
        ``live_before_window_closes``, ``possibly_missed``, ``missed`` (all in ``monitor.assess.windows``).
    closes: the deadline as instants: 23:59:59 in the contract's zone, or in the outermost party zones.
    """

    trigger: DateBounds
    deadline: DateBounds
    claimed: date | None = None
    engagement_earliest: date | None = None
    prevent_by: date | None = None
    act_by: date | None = None
    breach: Breach | None = None
    working: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    closes: InstantBounds = InstantBounds()

    @property
    def to_prevent(self) -> date | None:
        """``prevent_by`` as people are told it; None where the window closes by then: it gives nobody more time."""
        latest = self.deadline.latest
        return self.prevent_by if self.prevent_by and not (latest and latest <= self.prevent_by) else None
