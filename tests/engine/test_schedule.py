"""When a source is checked next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.engine.schedule import next_check, phase_s, retry_at
from monitor.model import Schedule

AT = datetime(2026, 11, 3, 6, 0, tzinfo=UTC)
SIX_HOURS = Schedule(6 * 3600)


@given(st.text(min_size=1, max_size=30), st.integers(10, 10**6), st.integers(0, 10**8))
def test_the_next_check_is_half_to_one_and_a_half_intervals_away(
    source: str, interval: int, offset: int
) -> None:
    at = AT + timedelta(seconds=offset)
    wait = (next_check(source, Schedule(interval), at) - at).total_seconds()
    assert interval / 2 - 0.001 <= wait <= interval * 1.5 + 0.001


def test_a_source_keeps_its_slot_whenever_the_service_starts() -> None:
    first = next_check("acme/list", SIX_HOURS, AT)
    later = next_check("acme/list", SIX_HOURS, AT + timedelta(minutes=7))
    assert first == later


def test_a_thousand_sources_spread_over_their_interval() -> None:
    slots = {int(phase_s(f"vendor-{n}/list", 3600) // 360) for n in range(1000)}
    assert slots == set(range(10))


def test_cron_is_read_by_the_clock_of_its_zone() -> None:
    schedule = Schedule(None, "0 6 * * *", "Europe/Berlin")
    assert next_check("acme/list", schedule, AT) == datetime(2026, 11, 4, 5, 0, tzinfo=UTC)


def test_a_cron_date_that_never_comes_is_looked_at_daily() -> None:
    assert next_check("acme/list", Schedule(None, "0 6 31 2 *"), AT) == AT + timedelta(days=1)


def retry(
    failures: int, retry_after: float | None = None, regular: timedelta = timedelta(hours=6)
) -> timedelta:
    at = retry_at(
        failures=failures,
        first_s=300,
        cap_s=6 * 3600,
        regular=AT + regular,
        at=AT,
        retry_after_s=retry_after,
    )
    return at - AT


def test_retries_double_up_to_the_regular_check_and_never_give_up() -> None:
    assert [retry(n) for n in (1, 2, 3)] == [timedelta(minutes=m) for m in (5, 10, 20)]
    assert retry(40) == timedelta(hours=6)


def test_the_servers_retry_after_is_obeyed_even_beyond_the_regular_check() -> None:
    assert retry(1, retry_after=7200) == timedelta(hours=2)
    assert retry(1, retry_after=7200, regular=timedelta(minutes=10)) == timedelta(hours=2)


def test_a_retry_after_of_a_year_is_cut_to_a_day() -> None:
    assert retry(1, retry_after=366 * 86400) == timedelta(days=1)
