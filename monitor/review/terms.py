"""Which version of a vendor's terms applied at an instant. Pure: versions and answers in, terms out.

The order of the sources of terms:

1. What a person typed into the configuration, as signed: of the versions that applied on the day, the newest.
2. Readings of the vendor's contract page, where the contract is incorporated by link: the version in force is the one
   that a person confirmed last. A newer reading that nobody has answered makes the terms unconfirmed again, and the
   shorter of the two is used until somebody does.
3. Readings that nobody ever confirmed: the newest one, unconfirmed. One that a person rejected is no term of ours.

A reading applies from when its page was first seen; the first reading of a page applies ever since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from monitor.model import (
    ClauseAnswer,
    ClauseOrigin,
    ClauseTerms,
    ClauseVersion,
    Period,
    PeriodUnit,
    Receipt,
    Vendor,
    WorkingDays,
)
from monitor.model.record import EVER


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that is known of one vendor's terms: versions and answers, oldest first.

    vendor: as configured now; None where the configuration no longer names it. zone: of the contract.
    """

    versions: Sequence[ClauseVersion]
    answers: Sequence[ClauseAnswer]
    vendor: Vendor | None = None

    def typed_at(self, day: date) -> ClauseTerms | None:
        """The terms typed in by a person that applied on a day."""
        applying = [terms for terms in self._typed() if _start(terms) <= day]
        return max(applying, key=_start, default=None)

    def _typed(self) -> list[ClauseTerms]:
        """The typed terms over time. One without a date replaces all before it; one with a date what follows it."""
        if self.vendor is not None and self.vendor.terms is None and not self.vendor.earlier_terms:
            return []
        said = [v.terms for v in self.versions if v.origin is ClauseOrigin.CONFIGURED]
        if self.vendor is not None:
            said += [*sorted(self.vendor.earlier_terms, key=_start), self.vendor.terms]
        line: list[ClauseTerms] = []
        for terms in said:
            if terms is None:
                line = []
                continue
            line = [*(t for t in line if _start(t) < _start(terms)), terms]
        return line

    def confirmed_at(self, at: datetime) -> ClauseVersion | None:
        """The reading that a person confirmed last among those in force at an instant."""
        found = [v for v in self.versions if v.origin is ClauseOrigin.CONFIRMED and v.valid_from <= at]
        return max(found, key=_order, default=None)

    def reading_at(self, at: datetime) -> ClauseVersion | None:
        """The newest reading in force at an instant, whatever was answered to it."""
        found = [v for v in self.versions if v.origin is ClauseOrigin.PROPOSED and v.valid_from <= at]
        return max(found, key=_order, default=None)

    def answer_to(self, version: ClauseVersion) -> ClauseAnswer | None:
        """The newest answer to a reading."""
        return next((a for a in reversed(self.answers) if a.proposal_id == version.id), None)

    def newest(self, origin: ClauseOrigin) -> ClauseVersion | None:
        """The newest version of an origin, by the day from which it applies."""
        return max((v for v in self.versions if v.origin is origin), key=_order, default=None)

    def waiting(self) -> list[ClauseVersion]:
        """The newest reading where nobody has answered it yet, as a list of one or none."""
        newest = self.newest(ClauseOrigin.PROPOSED)
        if newest is None or newest.terms is None or self.answer_to(newest):
            return []
        confirmed = self.newest(ClauseOrigin.CONFIRMED)
        same = confirmed and confirmed.terms and core(confirmed.terms) == core(newest.terms)
        return [] if same else [newest]

    def at(self, at: datetime, day: date) -> ClauseTerms | None:
        """The terms that applied at an instant (UTC); ``day`` is its date in the contract's zone."""
        typed = self.typed_at(day)
        if typed is not None:
            return typed
        confirmed, reading = self.confirmed_at(at), self.reading_at(at)
        if confirmed is None or confirmed.terms is None:
            if reading is None:
                return None
            answer = self.answer_to(reading)
            return reading.terms if answer is None or answer.confirmed else None
        if reading is None or not _supersedes(reading, confirmed) or self.answer_to(reading):
            return confirmed.terms
        return _until_confirmed(confirmed.terms, reading)

    def between(self, first: datetime, last: datetime, days: tuple[date, date]) -> ClauseTerms | None:
        """The terms of a change that happened between two instants: those of its end, or the shorter of both."""
        before, after = self.at(first, days[0]), self.at(last, days[1])
        if after is None or before is None or core(before) == core(after):
            return after if after is not None else before
        chosen = shorter(before, after)
        note = (
            f"the terms changed while the change was made ({in_words(before)}; then {in_words(after)}): "
            "the shorter are used"
        )
        return replace(chosen, conditions=(*chosen.conditions, note))


def _start(terms: ClauseTerms) -> date:
    return terms.applies_from or date.min


def _order(version: ClauseVersion) -> tuple[datetime, int]:
    return version.valid_from, version.number


def _supersedes(reading: ClauseVersion, confirmed: ClauseVersion) -> bool:
    """Whether the page was read anew after what was confirmed, and says something else."""
    if _order(reading) <= _order(confirmed) or confirmed.terms is None:
        return False
    return reading.terms is None or core(reading.terms) != core(confirmed.terms)


def _until_confirmed(confirmed: ClauseTerms, reading: ClauseVersion) -> ClauseTerms:
    by = confirmed.confirmed_by or "a person"
    if reading.terms is None:
        note = (
            f"the contract page no longer states these terms, which {by} confirmed; nobody has confirmed that"
        )
        return replace(confirmed, confirmed_by=None, conditions=(*confirmed.conditions, note))
    chosen = shorter(confirmed, reading.terms)
    note = (
        f"the contract page changed after {by} confirmed {in_words(confirmed)}; it now reads "
        f"{in_words(reading.terms)}, which nobody has confirmed: the shorter are used"
    )
    return replace(chosen, confirmed_by=None, conditions=(*chosen.conditions, note))


def core(terms: ClauseTerms) -> tuple[object, ...]:
    """What two readings must share to say the same: periods, start of the clock, silence, standstill."""
    return terms.notice, terms.objection, terms.runs_from, bool(terms.deemed_consent), terms.standstill


def shorter(one: ClauseTerms, other: ClauseTerms) -> ClauseTerms:
    """The terms with the shorter time to object; where that is the same, with the shorter notice."""
    return min(one, other, key=lambda terms: (length(terms.objection), length(terms.notice)))


def length(period: Period | None) -> float:
    """Roughly how many calendar days a period takes, for comparing; endless where there is none."""
    if period is None:
        return float("inf")
    return period.count * 1.4 if period.unit is PeriodUnit.BUSINESS_DAYS else float(period.days)


def in_words(terms: ClauseTerms | None) -> str:
    """The terms in one phrase: ``notice 30 calendar days, objection 10 business days from receipt``."""
    if terms is None:
        return "no terms"
    start = f" from {terms.runs_from.value.replace('_', ' ')}" if terms.runs_from and terms.objection else ""
    said = f"notice {terms.notice or 'not stated'}, objection {terms.objection or 'not stated'}{start}"
    return "; ".join((said, *counting_in_words(terms)))


def counting_in_words(terms: ClauseTerms) -> tuple[str, ...]:
    """How the contract counts, where it says so: ``in clear days``, ``received 2 business days after sending``."""
    said = (
        (terms.inclusive_start, "the first day counts"),
        (terms.working_days is WorkingDays.MON_SAT, "Saturdays are working days"),
        (terms.saturday_may_count, "Saturdays may be working days"),
        (terms.clear_days, "notice in clear days"),
        (terms.roll, "a last day off work moves to the next working day"),
        (terms.receipt is Receipt.ON_ARRIVAL, "received on arrival"),
        (terms.receipt is Receipt.NEXT_BUSINESS_DAY, "received on the next business day after hours"),
        (terms.deemed_received, f"received {terms.deemed_received} after sending"),
    )
    return tuple(words for holds, words in said if holds)


def contradictions(ours: ClauseTerms, theirs: ClauseTerms) -> list[str]:
    """Where two terms state different things, in words; where one is silent nothing is contradicted."""
    found = []
    for what, one, other in (
        ("notice", ours.notice, theirs.notice),
        ("objection", ours.objection, theirs.objection),
    ):
        if one and other and one != other:
            found.append(f"{what}: {one} as we have it, {other} on the page")
    starts = [t.runs_from.value.replace("_", " ") for t in (ours, theirs) if t.runs_from and t.objection]
    if len(set(starts)) == 2:
        found.append(f"start of the objection period: {starts[0]} as we have it, {starts[1]} on the page")
    return found


def start_of(first: bool, seen_at: datetime) -> datetime:
    """From when a reading applies: ever since, for the first one of a page; else when the page was first seen so."""
    return EVER if first else seen_at


def since_words(version: ClauseVersion) -> str:
    """``ever since`` or the date from which a version applies."""
    if version.terms is not None and version.terms.applies_from:
        return f"from {version.terms.applies_from.isoformat()}"
    if version.origin is ClauseOrigin.CONFIGURED or version.from_the_beginning:
        return "ever since"
    return f"from {version.valid_from.date().isoformat()}"
