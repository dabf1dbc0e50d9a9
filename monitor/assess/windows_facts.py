"""Facts as people type them, made into the facts a window is computed from; or an error that says how to mend them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import TypedDict, TypeVar, Unpack
from zoneinfo import ZoneInfo

from monitor.assess.holiday_calendars import check_calendar, zone_of
from monitor.assess.windows import WindowFactsError, check, check_counting, check_period, check_year
from monitor.model import ClauseTerms, Period, PeriodUnit, Receipt, RunsFrom, WindowFacts, WorkingDays

W = TypeVar("W", bound=StrEnum)
_UNITS = {
    **dict.fromkeys(("calendar", "day", "days", "calendar_day", "calendar_days"), PeriodUnit.DAYS),
    **dict.fromkeys(
        ("business", "business_day", "business_days", "working", "working_day", "working_days"),
        PeriodUnit.BUSINESS_DAYS,
    ),
    **dict.fromkeys(("week", "weeks"), PeriodUnit.WEEKS),
    **dict.fromkeys(("month", "months"), PeriodUnit.MONTHS),
}
_UNIT_FORMS = "calendar, business, weeks or months"
_NUMERIC = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
NOON = time(12, 0)  # a date without a time stands for its middle: no zone nearby moves it to another date


class TypedFacts(TypedDict, total=False):
    """The facts of a window as text.

    Instants: ISO 8601; without an offset they are in ``zone``, or UTC where none is given; a bare date is its noon.
    ``first_seen`` may be left out where a notice was received: the notice then is the first sign of the change.
    ``stamp`` may be ambiguous ("01/09/2026"): both readings are kept. Units: calendar, business, weeks, months.
    """

    notice: str | int | None
    notice_unit: str
    objection: str | int | None
    objection_unit: str
    runs_from: str | None
    working_days: str | None
    clear_days: bool
    receipt: str | None
    deemed_received: Period | None
    roll: bool
    inclusive: bool
    standstill: bool
    confirmed_by: str | None
    last_unchanged: str | None
    first_seen: str | None
    received: str | None
    sent: str | None
    stamp: str | None
    effective: str | None
    zone: str | None
    party_zones: Sequence[str]
    holidays: Sequence[str]
    deemed_next_business_day: bool | None
    today: str | None


def parse_facts(**typed: Unpack[TypedFacts]) -> WindowFacts:
    """The facts of a window from text, as on a command line; see ``TypedFacts``.

    Raises WindowFactsError, UnknownZoneError or UnknownCalendarError (all ValueErrors), naming what is wrong and
    how to mend it. What is only odd (a receipt before the posting, one in the future) is no error: the window says it.
    """
    zone, party_zones = typed.get("zone"), tuple(typed.get("party_zones", ()))
    where = zone_of(zone) if zone else ZoneInfo("UTC")
    for name in party_zones:
        zone_of(name)
    terms = _terms(typed)  # what is typed wrong is said before what is missing
    told = parse_instant("received", typed.get("received"), where)
    seen = parse_instant("first_seen", typed.get("first_seen"), where) or told
    if seen is None:
        raise WindowFactsError(
            "first_seen: when was the change first seen? Give an instant such as 2026-11-03T06:00Z, "
            "or the receipt of the vendor's notice."
        )
    facts = WindowFacts(
        terms=terms,
        last_unchanged=parse_instant("last_unchanged", typed.get("last_unchanged"), where),
        first_seen=seen,
        received=told,
        sent=parse_instant("sent", typed.get("sent"), where),
        stamp_readings=parse_stamp(typed.get("stamp")),
        effective=parse_day("effective", typed.get("effective")),
        zone=zone,
        party_zones=party_zones,
        holidays=tuple(check_calendar(code) for code in typed.get("holidays", ())),
        deemed_next_business_day=typed.get("deemed_next_business_day"),
        today=parse_day("today", typed.get("today")),
    )
    check(facts)
    check_counting(facts.terms)
    return facts


def _terms(typed: TypedFacts) -> ClauseTerms:
    return ClauseTerms(
        notice=parse_period("notice", typed.get("notice"), typed.get("notice_unit", "calendar")),
        objection=parse_period("objection", typed.get("objection"), typed.get("objection_unit", "calendar")),
        runs_from=parse_clock(typed.get("runs_from")),
        confirmed_by=typed.get("confirmed_by", "typed in"),
        inclusive_start=typed.get("inclusive", False),
        roll=typed.get("roll", False),
        standstill=typed.get("standstill", False),
        working_days=parse_word("working-days", typed.get("working_days"), WorkingDays)
        or WorkingDays.MON_FRI,
        clear_days=typed.get("clear_days", False),
        receipt=parse_word("receipt", typed.get("receipt"), Receipt),
        deemed_received=typed.get("deemed_received"),
    )


def parse_word(name: str, text: str | None, kind: type[W]) -> W | None:
    """One of the words of a closed list; None where nothing is written. Raises WindowFactsError with the words."""
    if text is None or not text.strip():
        return None
    try:
        return kind(text.strip().lower().replace("-", "_").replace(" ", "_"))
    except ValueError:
        raise WindowFactsError(f"{name}: {text!r} is not known. Write {' or '.join(kind)}.") from None


def parse_period(name: str, count: str | int | None, unit: str) -> Period | None:
    """A number of days, weeks or months. Raises WindowFactsError for "reasonable", 0, and unknown units."""
    if count is None or not str(count).strip():
        return None
    text = str(count).strip()
    if not re.fullmatch(r"[+-]?\d+", text):
        raise WindowFactsError(
            f"{name}: {text!r} is no number of days. Write a whole number such as 30; leave it out where the contract "
            'says only "reasonable" or "in advance".'
        )
    kind = _UNITS.get(unit.strip().lower().replace(" ", "_").replace("-", "_"))
    if kind is None:
        werktage = " For Werktage write business, and mon_sat for the working days."
        hint = werktage if unit.strip().lower().startswith("werktag") else ""
        raise WindowFactsError(f"{name}-unit: {unit!r} is no unit of time. Write {_UNIT_FORMS}.{hint}")
    period = Period(int(text), kind)
    check_period(name, period)
    return period


def parse_clock(text: str | None) -> RunsFrom | None:
    """What starts the clock. Raises WindowFactsError with the words that may be used."""
    if text is None or text.strip().lower() in {"", "unstated", "none"}:
        return None
    try:
        return RunsFrom(text.strip().lower().replace("-", "_"))
    except ValueError:
        forms = ", ".join(RunsFrom)
        raise WindowFactsError(
            f"runs-from: {text!r} starts no clock. Write {forms}, or leave it out where the contract does not say."
        ) from None


def parse_instant(name: str, text: str | None, zone: ZoneInfo) -> datetime | None:
    """An ISO 8601 instant as UTC. Raises WindowFactsError."""
    if text is None or not text.strip():
        return None
    form = "Write it as 2026-11-03T06:00Z or 2026-11-03T07:00+01:00."
    clean = text.strip()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", clean):
        day = parse_day(name, clean)
        return datetime.combine(day, NOON, zone).astimezone(UTC) if day else None
    _check_calendar_day(name, clean)
    try:
        moment = datetime.fromisoformat(clean)
    except ValueError:
        raise WindowFactsError(f"{name}: {text!r} is no instant. {form}") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise WindowFactsError(f"{name}: {text!r} lies outside the calendar. {form}") from None


def parse_day(name: str, text: str | None) -> date | None:
    """An ISO 8601 date. Raises WindowFactsError."""
    if text is None or not text.strip():
        return None
    clean = text.strip()
    _check_calendar_day(name, clean)
    try:
        return date.fromisoformat(clean)
    except ValueError:
        raise WindowFactsError(f"{name}: {text!r} is no date. Write it as 2026-12-01.") from None


def parse_stamp(text: str | None) -> tuple[date, ...]:
    """The page's own date, every reading of it, earliest first: ISO 8601, or numbers as in 01/09/2026."""
    match = _NUMERIC.fullmatch(text.strip()) if text else None
    if match is None:
        day = parse_day("stamp", text)
        if day:
            check_year(day)
        return (day,) if day else ()
    first, second, year = (int(part) for part in match.groups())
    readings = {
        date(year, month, day)
        for day, month in ((first, second), (second, first))
        if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    }
    if not readings:
        raise WindowFactsError(f"stamp: {text!r} is a date in no reading. Write it as 2026-09-01.")
    return tuple(sorted(readings))


def _check_calendar_day(name: str, text: str) -> None:
    """Name the month that is too short: "31 February" deserves better than "invalid date"."""
    match = re.match(r"(\d{4})-(\d{2})-(\d{2})", text)
    if match is None:
        return
    year, month, day = (int(part) for part in match.groups())
    if year == 0 or not 1 <= month <= 12:
        raise WindowFactsError(f"{name}: {text!r}: there is no month {month:02}. Write it as 2026-12-01.")
    length = monthrange(year, month)[1]
    if not 1 <= day <= length:
        raise WindowFactsError(
            f"{name}: {text!r}: {date(year, month, 1):%B} {year} has {length} days, not {day}. Mend the date."
        )
