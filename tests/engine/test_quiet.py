"""When a route may be rung."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.assess.counting import WorkWeek
from monitor.demo import examples
from monitor.engine.digesting import last_hour
from monitor.engine.escalating import due
from monitor.engine.quiet import held_until, opens
from monitor.model import AlertKind, Period, PeriodUnit, Route, Severity
from monitor.model.routing import DigestEvery, DigestPlan, EscalationPlan, Hours

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = Hours(time(19), time(7, 30), zone="Europe/Berlin")
OFFICE = replace(NIGHT, working_days=True, holidays=("DE-BY",))
ALERTS = examples.alerts()
HIGH = replace(ALERTS["change"], severity=Severity.HIGH)


def at(text: str) -> datetime:
    """A wall-clock time in Berlin."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("hours", "now", "open_at"),
    [
        (Hours(), "2026-11-03 03:00", "2026-11-03 03:00"),
        (NIGHT, "2026-11-03 12:00", "2026-11-03 12:00"),
        (NIGHT, "2026-11-03 19:00", "2026-11-04 07:30"),
        (NIGHT, "2026-11-03 03:00", "2026-11-03 07:30"),
        (NIGHT, "2026-11-03 07:30", "2026-11-03 07:30"),
        (NIGHT, "2026-10-24 20:00", "2026-10-25 07:30"),  # the night in which the clocks go back
        (NIGHT, "2026-03-28 20:00", "2026-03-29 07:30"),  # and the one in which they go forward
        (OFFICE, "2026-11-06 20:00", "2026-11-09 07:30"),  # Friday evening
        (OFFICE, "2026-12-23 20:00", "2026-12-24 07:30"),
        (OFFICE, "2026-12-24 20:00", "2026-12-28 07:30"),  # two holidays and a weekend
        (OFFICE, "2026-01-05 20:00", "2026-01-07 07:30"),  # Epiphany is a holiday in Bavaria
        (replace(NIGHT, quiet_from=time(12), quiet_until=time(13)), "2026-11-03 12:59", "2026-11-03 13:00"),
    ],
)
def test_a_route_opens_when_its_quiet_hours_and_days_off_are_over(
    hours: Hours, now: str, open_at: str
) -> None:
    assert opens(hours, at(now)) == at(open_at)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    st.times().map(lambda t: t.replace(microsecond=0)),
    st.times().map(lambda t: t.replace(microsecond=0)),
    st.booleans(),
)
def test_a_route_opens_at_most_once_and_never_in_the_past(
    now: datetime, start: time, end: time, working: bool
) -> None:
    hours = Hours(start, end if end != start else None, working, "America/New_York", ("US",))
    moment = now.replace(tzinfo=UTC)
    opening = opens(hours, moment)
    assert moment <= opening < moment + timedelta(days=31)
    assert opens(hours, opening) == opening
    if working:
        assert WorkWeek(("US",)).is_working(opening.astimezone(ZoneInfo("America/New_York")).date())


def test_what_is_critical_waits_for_nothing() -> None:
    night = at("2026-11-07 03:00")
    assert ALERTS["change"].severity is Severity.CRITICAL
    assert held_until(OFFICE, ALERTS["change"], night) == night
    assert held_until(OFFICE, HIGH, night) == at("2026-11-09 07:30")
    assert held_until(OFFICE, ALERTS["digest"], night) == night


def test_what_would_be_told_after_its_deadline_is_told_at_once() -> None:
    """The window closes between Wed 2 and Thu 3 December."""
    holiday = replace(OFFICE, working_days=False)
    evening_before, on_the_day = at("2026-12-01 20:00"), at("2026-12-02 20:00")
    assert held_until(holiday, HIGH, evening_before) == evening_before
    assert held_until(holiday, HIGH, on_the_day) == on_the_day
    assert held_until(holiday, HIGH, at("2026-11-30 20:00")) == at("2026-12-01 07:30")


def test_digests_come_at_their_hour_and_on_working_days_where_a_route_wants_that() -> None:
    daily, weekly = DigestPlan(DigestEvery.DAILY), DigestPlan(DigestEvery.WEEKLY, time(9), 4)
    zone = Hours(zone="Europe/Berlin")
    assert last_hour(daily, zone, at("2026-11-03 07:59")) == at("2026-11-02 08:00")
    assert last_hour(daily, zone, at("2026-11-03 08:00")) == at("2026-11-03 08:00")
    assert last_hour(daily, OFFICE, at("2026-11-08 12:00")) == at("2026-11-06 08:00")  # a Sunday
    assert last_hour(weekly, zone, at("2026-11-05 12:00")) == at("2026-10-30 09:00")
    assert last_hour(weekly, OFFICE, at("2026-12-28 12:00")) == at("2026-12-28 09:00")  # Friday was Christmas


@pytest.mark.parametrize(
    ("after", "since", "when"),
    [
        (Period(2, PeriodUnit.BUSINESS_DAYS), "2026-11-06 15:00", "2026-11-10 15:00"),
        (Period(1, PeriodUnit.BUSINESS_DAYS), "2026-12-24 15:00", "2026-12-28 15:00"),
        (Period(3), "2026-11-06 15:00", "2026-11-09 15:00"),
    ],
)
def test_the_time_to_acknowledge_is_counted_by_the_calendar_of_the_route(
    after: Period, since: str, when: str
) -> None:
    route = Route("procurement", (), hours=OFFICE)
    assert due(EscalationPlan("counsel", after), route, at(since)) == at(when)


def test_kinds_that_are_about_us_keep_the_hours_too() -> None:
    assert ALERTS["own"].kind is AlertKind.SOURCE_TROUBLE
    assert held_until(OFFICE, ALERTS["own"], at("2026-11-07 03:00")) == at("2026-11-09 07:30")
