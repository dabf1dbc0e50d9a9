"""Counting: forward, backward, clipped, rolled; and calendars and zones that exist or are refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.assess.counting import WEEKENDS_ONLY, WorkWeek, add_months, count_backward, count_forward
from monitor.assess.holiday_calendars import (
    UnknownCalendarError,
    UnknownZoneError,
    check_calendar,
    days_of,
    holiday_name,
    zone_of,
)
from monitor.model import Period, PeriodUnit

DAYS = st.dates(date(2024, 1, 1), date(2031, 12, 31))
COUNTS = st.integers(1, 90)


def test_a_month_from_the_31st_ends_on_the_last_day_of_a_short_month() -> None:
    assert add_months(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert add_months(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert add_months(date(2026, 12, 15), 2) == date(2027, 2, 15)
    assert add_months(date(2027, 1, 15), -2) == date(2026, 11, 15)


def test_four_days_before_the_25th_are_kept_on_the_21st() -> None:
    assert count_backward(date(2026, 11, 25), Period(4)) == date(2026, 11, 21)


def test_a_day_of_rest_is_named() -> None:
    week = WorkWeek(("GB-ENG", "DE-BY"))
    assert week.rest(date(2026, 12, 25)) == "Christmas Day (GB-ENG); Christmas Day (DE-BY)"
    assert week.rest(date(2026, 12, 27)) == "Sunday"
    assert week.rest(date(2026, 12, 29)) is None
    assert WorkWeek(saturdays=True).rest(date(2026, 12, 26)) is None


@given(DAYS, COUNTS)
def test_so_many_business_days_on_and_back_again_is_the_same_day(day: date, count: int) -> None:
    start = WEEKENDS_ONLY.roll(day)
    assert WEEKENDS_ONLY.before(WEEKENDS_ONLY.after(start, count), count) == start


@given(DAYS, COUNTS, st.sampled_from(PeriodUnit))
def test_a_longer_period_never_ends_sooner(day: date, count: int, unit: PeriodUnit) -> None:
    assert count_forward(day, Period(count, unit)) < count_forward(day, Period(count + 1, unit))


@given(DAYS, COUNTS, st.sampled_from(PeriodUnit))
def test_counting_the_first_day_takes_one_day_at_most(day: date, count: int, unit: PeriodUnit) -> None:
    period = Period(count, unit)
    without, with_it = count_forward(day, period), count_forward(day, period, inclusive=True)
    assert timedelta(0) <= without - with_it <= timedelta(days=3)  # over a weekend, one business day is three
    assert with_it >= day


@given(DAYS)
def test_rolling_ends_on_a_working_day_and_leaves_working_days_alone(day: date) -> None:
    week = WorkWeek(("GB-ENG",))
    rolled = week.roll(day)
    assert week.is_working(rolled)
    assert (rolled == day) == week.is_working(day)


def test_calendars_are_known_by_country_and_region() -> None:
    assert check_calendar("gb_eng") == "GB-ENG"
    assert check_calendar("us") == "US"
    assert days_of("GB-ENG", 2026)[date(2026, 12, 28)].startswith("Boxing Day")
    assert holiday_name(date(2027, 1, 6), ["DE-BY"]) == "Epiphany (DE-BY)"
    assert holiday_name(date(2027, 1, 6), ["DE-BE"]) is None


@pytest.mark.parametrize("code", ["", "ZZ", "EU", "GB-XX", "Germany"])
def test_an_unknown_calendar_is_named_with_the_valid_form(code: str) -> None:
    with pytest.raises(UnknownCalendarError, match=r"GB-ENG|ENG, NIR") as caught:
        check_calendar(code)
    assert repr(code) in str(caught.value)


@pytest.mark.parametrize("name", ["", "Berlin", "Europe/Berln", "../../etc/passwd", "UTC+1", "CEST"])
def test_an_unknown_zone_is_named_with_the_valid_form(name: str) -> None:
    with pytest.raises(UnknownZoneError, match="Europe/Berlin") as caught:
        zone_of(name)
    assert repr(name) in str(caught.value)
