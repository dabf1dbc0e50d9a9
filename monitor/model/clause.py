"""What the contract says about notice and objection."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DayUnit(StrEnum):
    """How days are counted."""

    CALENDAR = "calendar"
    BUSINESS = "business"


class PeriodUnit(StrEnum):
    """The unit a period is written in. Weeks are seven calendar days; months run to the same date."""

    DAYS = "days"
    BUSINESS_DAYS = "business_days"
    WEEKS = "weeks"
    MONTHS = "months"


class RunsFrom(StrEnum):
    """What starts the clock of an objection period."""

    NOTICE = "notice"
    RECEIPT = "receipt"
    POSTING = "posting"
    LIST_UPDATE = "list_update"
    ENGAGEMENT = "engagement"


LONGEST_PERIOD_DAYS = 1100
"""Three years: beyond it the figure of a period is a mistake."""
MOST_DEEMED = 30
"""Days at most from the sending of a notice to its deemed receipt; contracts say two to ten."""


class WorkingDays(StrEnum):
    """Which days the contract's business days are, public holidays always left out.

    mon_sat: a German "Werktag" (BUrlG section 3(2)) is every day but Sunday. Which of the two a word means is for the
    person who read the contract; where the word leaves it open, see ``ClauseTerms.saturday_may_count``.
    """

    MON_FRI = "mon_fri"
    MON_SAT = "mon_sat"


class Receipt(StrEnum):
    """When the contract takes a notice for received.

    on_arrival: on the day it arrives, at whatever hour. next_business_day: what arrives after 17:00 or on a day of
    rest counts as received on the next business day.
    """

    ON_ARRIVAL = "on_arrival"
    NEXT_BUSINESS_DAY = "next_business_day"


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as a contract writes it, e.g. 10 business days, 6 weeks, 1 month."""

    count: int
    unit: PeriodUnit = PeriodUnit.DAYS

    @property
    def days(self) -> int:
        """The number of days (calendar or business, see ``day_unit``); a month counts as 30 here."""
        return self.count * {PeriodUnit.WEEKS: 7, PeriodUnit.MONTHS: 30}.get(self.unit, 1)

    @property
    def day_unit(self) -> DayUnit:
        """Whether its days are calendar or business days."""
        return DayUnit.BUSINESS if self.unit is PeriodUnit.BUSINESS_DAYS else DayUnit.CALENDAR

    def __str__(self) -> str:
        word = {
            PeriodUnit.DAYS: "calendar day",
            PeriodUnit.BUSINESS_DAYS: "business day",
            PeriodUnit.WEEKS: "week",
            PeriodUnit.MONTHS: "month",
        }[self.unit]
        return f"{self.count} {word}{'' if self.count == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class ClauseTerms:
    """Notice and objection terms.

    notice: how long before a change the vendor tells us. objection: how long we may object.
    runs_from: what starts the objection period; None where the contract is silent (judged as notice).
    deemed_consent: silence is acceptance; None where the text does not say.
    quote: the words it was read from; where: their place; confidence: 0 to 1 (1 for terms a person typed).
    confirmed_by: who confirmed it; None for a parser's proposal, which never drives a deadline alone.
    inclusive_start, roll: counting policy of the contract (``domain`` of windows explains them).
    standstill: the change may not go live before the window closes.
    saturday_may_count: its word for business days ("Werktage", "jours ouvrables") may include Saturdays.
    working_days: what its business days are. clear_days: the period of notice is one of clear days, of which neither
        the day of the notice nor that of the change is one.
    receipt: when a notice that arrives counts as received; None: not stated. deemed_received: so long after it was sent
        a notice counts as received ("on the second business day after sending"); None: the contract has no such rule.
    signed: when the contract was signed. valid_from: from which date of the contract's zone these terms apply; None:
        ever since there is a contract, or since the document they were read from was first seen.
    """

    notice: Period | None = None
    objection: Period | None = None
    runs_from: RunsFrom | None = None
    deemed_consent: bool | None = None
    quote: str = ""
    where: str = ""
    confidence: float = 1.0
    confirmed_by: str | None = None
    inclusive_start: bool = False
    roll: bool = False
    standstill: bool = False
    saturday_may_count: bool = False
    working_days: WorkingDays = WorkingDays.MON_FRI
    clear_days: bool = False
    receipt: Receipt | None = None
    deemed_received: Period | None = None
    conditions: tuple[str, ...] = ()
    signed: date | None = None
    valid_from: date | None = None

    @property
    def applies_from(self) -> date | None:
        """The date from which they apply: ``valid_from``, else the day of signature; None: from the beginning."""
        return self.valid_from or self.signed
