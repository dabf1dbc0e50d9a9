"""Counting days: forward from an event, backward before an event, in calendar days, business days, weeks and months.

The event's own day is not counted (Regulation 1182/71 art. 3(1); BGB section 187(1); the usual English rule),
weeks end on the same weekday and months on the same date, clipped to the month's end (BGB section 188).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.assess.holiday_calendars import holiday_name, weekend_of
from monitor.model import ClauseTerms, Period, PeriodUnit, WorkingDays

ONE_DAY = timedelta(days=1)
SATURDAY = 5
SATURDAY_AND_SUNDAY = frozenset({SATURDAY, 6})


@dataclass(frozen=True, slots=True)
class WorkWeek:
    """Which days are working days: Monday to Friday, less the holidays of the calendars named.

    calendars: holiday calendar codes; empty skips weekends only. saturdays: Saturday is a working day too; agreed: the
    contract says so, where otherwise its word merely allows it. weekend: weekdays, Monday 0 … Sunday 6.
    """

    calendars: tuple[str, ...] = ()
    saturdays: bool = False
    agreed: bool = False
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY

    def is_working(self, day: date) -> bool:
        """Whether business is done on that day."""
        return not self.rest(day)

    def rest(self, day: date) -> str | None:
        """Why that day is no working day ("Saturday", "Good Friday (GB-ENG)"); None where it is one."""
        if day.weekday() in self.weekend and not (day.weekday() == SATURDAY and self.saturdays):
            return f"{day:%A}"
        return holiday_name(day, self.calendars)

    def after(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``, which is not counted. 0 gives the day itself."""
        return self._walk(day, count, ONE_DAY)

    def before(self, day: date, count: int) -> date:
        """The ``count``-th working day before ``day``, which is not counted. 0 gives the day itself."""
        return self._walk(day, count, -ONE_DAY)

    def _walk(self, day: date, count: int, step: timedelta) -> date:
        left = count
        while left > 0:
            day += step
            left -= self.is_working(day)
        return day

    def roll(self, day: date) -> date:
        """The day itself if it is a working day, else the next one (Reg. 1182/71 art. 3(4); BGB section 193)."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def rests_between(self, first: date, last: date) -> tuple[tuple[date, str], ...]:
        """The holidays (not the weekends) after ``first`` and up to ``last``, with what they are."""
        days = ((first + timedelta(days=k)) for k in range(1, (last - first).days + 1))
        weekdays = WorkWeek(saturdays=self.saturdays, weekend=self.weekend)
        return tuple((day, why) for day in days if weekdays.is_working(day) and (why := self.rest(day)))


WEEKENDS_ONLY = WorkWeek()


@dataclass(frozen=True, slots=True)
class Weeks:
    """The weeks that one contract is counted by.

    early: for the earliest dates, by which the fewest days are left out: those that are weekend by every calendar.
    late: for the latest, by which the most are: the weekends and holidays of each. office: the same without Saturdays
    that a contract counts, for on those a last day rolls too (BGB section 193), and our own margin is measured by it.
    """

    early: WorkWeek
    late: WorkWeek
    office: WorkWeek


def weeks_of(terms: ClauseTerms, calendars: tuple[str, ...]) -> Weeks:
    """The weeks of a contract, from its terms and the holiday calendars of both parties."""
    agreed = terms.working_days is WorkingDays.MON_SAT
    weekends = [weekend_of(code) for code in calendars]
    common, every = SATURDAY_AND_SUNDAY.intersection(*weekends), SATURDAY_AND_SUNDAY.union(*weekends)
    return Weeks(
        early=WorkWeek(saturdays=agreed or terms.saturday_may_count, agreed=agreed, weekend=common),
        late=WorkWeek(calendars, saturdays=agreed, agreed=agreed, weekend=every),
        office=WorkWeek(calendars, weekend=every),
    )


def add_months(day: date, months: int) -> date:
    """The same date so many months later (or earlier, if negative), clipped to the month's end."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def count_forward(
    start: date, period: Period, week: WorkWeek = WEEKENDS_ONLY, *, inclusive: bool = False
) -> date:
    """The last day of a period that starts with an event on ``start``.

    inclusive: the period "begins with" that day, so it is day 1 (for business days: if business is done on it), and
    months end on the day before the same date; where there is none, on the month's last day (BGB section 188(2), (3)).
    """
    match period.unit:
        case PeriodUnit.BUSINESS_DAYS:
            first_counts = inclusive and week.is_working(start)
            return week.after(start, period.count - 1 if first_counts else period.count)
        case PeriodUnit.MONTHS:
            end = add_months(start, period.count)
            if (
                end.day != start.day
            ):  # no such date: the month's last day, whether the first day counts or not
                return end
        case _:
            end = start + timedelta(days=period.days)
    return end - ONE_DAY if inclusive else end


def count_through(start: date, period: Period, week: WorkWeek, *, clear: bool) -> date:
    """The first day on which an event may be, of which ``period`` is the notice, given on ``start``.

    clear: in clear days neither the day of the notice nor that of the event counts (CPR rule 2.8(3)), so it is the day
    after the last of them, for business days the next on which business is done.
    """
    end = count_forward(start, period, week)
    if not clear:
        return end
    return week.after(end, 1) if period.unit is PeriodUnit.BUSINESS_DAYS else end + ONE_DAY


def count_backward(
    event: date, period: Period, week: WorkWeek = WEEKENDS_ONLY, *, clear: bool = False
) -> date:
    """The last day on which something "not later than" the period before ``event`` can be done.

    "Not later than 4 days prior" to the 25th is met on the 21st, at any time up to midnight
    (Elements (Europe) Ltd v FK Building Ltd [2023] EWHC 726 (TCC)). Periods counted backwards do not roll.
    clear: so many clear days lie between the two, which is a day more (the same case; CPR rule 2.8(3)).
    """
    match period.unit:
        case PeriodUnit.BUSINESS_DAYS:
            return week.before(event, period.count + clear)
        case PeriodUnit.MONTHS:
            start = add_months(event, -period.count)
        case _:
            start = event - timedelta(days=period.days)
    return start - ONE_DAY if clear else start
