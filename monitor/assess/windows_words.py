"""How a window's working speaks: dates with their weekday, periods, and the rule a count follows."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from monitor.assess.counting import ONE_DAY, SATURDAY_AND_SUNDAY, WorkWeek
from monitor.knowledge import load
from monitor.model import Period, PeriodUnit
from monitor.model.display import one_line


class Flag(StrEnum):
    """What a window warns of; the machine words of ``Window.flags``."""

    NOTICE_NOT_LOGGED = "notice_not_logged"  # the clock runs from a notice that nobody has logged
    CLOCK_UNSTATED = "clock_unstated"  # the clause does not say what starts the clock
    NO_EARLIER_CHECK = "no_earlier_check"  # no check ever showed the old list
    BACK_DATED = "back_dated"
    AMBIGUOUS_STAMP = "ambiguous_stamp"
    FUTURE_STAMP = "future_stamp"
    STAMP_UNCHANGED = "stamp_unchanged"
    CLAIMED_PASSED = "claimed_passed"  # by the vendor's own date the window is over
    RECEIVED_IN_FUTURE = "received_in_future"
    EFFECTIVE_READ = (
        "effective_read"  # the vendor's notice names a day of effect that no person has confirmed
    )
    NOTICE_BEFORE_PAGE = "notice_before_page"
    NOTICE_AFTER_PAGE = "notice_after_page"
    ENGAGEMENT_UNKNOWN = "engagement_unknown"
    NO_OBJECTION_PERIOD = "no_objection_period"
    LIVE_BEFORE_WINDOW_CLOSES = "live_before_window_closes"
    ALREADY_LIVE = "already_live"
    STANDSTILL = "standstill"
    BREACH_PROVISIONAL = "breach_provisional"  # rests on the page alone; an earlier notice would undo it
    WIDE_BOUNDS = "wide_bounds"
    UNUSUAL_PERIOD = "unusual_period"
    SATURDAY_MAY_COUNT = "saturday_may_count"
    WEEKENDS_DIFFER = "weekends_differ"  # a calendar has another weekend than Saturday and Sunday
    ZONE_UNKNOWN = "zone_unknown"
    NO_HOLIDAY_CALENDAR = "no_holiday_calendar"
    UNCONFIRMED = "unconfirmed"
    POSSIBLY_MISSED = "possibly_missed"
    MISSED = "missed"


_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(day: date) -> str:
    """A date as people check it: ``Mon 2 Nov 2026``; never dependent on the machine's locale."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def instant_words(moment: datetime) -> str:
    """An instant with its date and offset: ``Mon 2 Nov 2026 06:00 UTC``."""
    zone = moment.tzname() or "UTC"
    return f"{day_words(moment.date())} {moment:%H:%M} {zone}"


def between_words(first: date, last: date) -> str:
    """``on Mon 2 Nov 2026`` or ``between Mon 2 Nov 2026 and Tue 3 Nov 2026``."""
    if first == last:
        return f"on {day_words(first)}"
    return f"between {day_words(first)} and {day_words(last)}"


def quoted(sentence: str) -> str:
    """Foreign words in quotation marks, on one line, no longer than a working bears, without the full stop."""
    shown = one_line(sentence, 300).removesuffix(".")
    return f"“{shown.replace('“', '‘').replace('”', '’')}”"


def rule(name: str) -> str:
    """A rule of counting with its source, e.g. ``the day itself not counted (Reg. 1182/71 art. 3(1))``."""
    entry = load("counting_rules")["rules"][name]
    return f"{entry['words']} ({entry['source']})"


def count_words(
    start: date, period: Period, week: WorkWeek, end: date, *, inclusive: bool = False, argued: bool = False
) -> str:
    """One line of working: the period, its start, the rules it was counted by, and the day it came to.

    inclusive: the first day was counted; argued: it was not, although the clause begins with it.
    """
    rules = [rule("first_day_in" if inclusive else "first_day_argued" if argued else "first_day_out")]
    match period.unit:
        case PeriodUnit.BUSINESS_DAYS:
            rules.append(rule(_left_out(week)))
            skipped = week.rests_between(start, end)
            if skipped:
                rules.append("left out: " + ", ".join(f"{day_words(day)} {why}" for day, why in skipped))
        case PeriodUnit.WEEKS:
            rules.append(rule("weeks_inclusive" if inclusive else "weeks"))
        case PeriodUnit.MONTHS:
            clipped = (end + ONE_DAY if inclusive else end).day != start.day
            rules.append(rule("months_clipped" if clipped else "months_inclusive" if inclusive else "months"))
    return f"{period} from {day_words(start)}, {'; '.join(rules)}: {day_words(end)}"


def _left_out(week: WorkWeek) -> str:
    """The rule that says which days a count of business days leaves out."""
    if week.weekend != SATURDAY_AND_SUNDAY:
        return "every_weekend_out" if week.calendars else "common_weekend_out"
    if week.saturdays and week.agreed:
        return "sundays_holidays_out" if week.calendars else "sundays_out_agreed"
    return "holidays_out" if week.calendars else "sundays_out" if week.saturdays else "weekends_out"
