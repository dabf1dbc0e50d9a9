"""How long to wait between tries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alert.backoff import CAP_S, MAX_ATTEMPTS, RETRY_AFTER_CAP_S, exhausted, wait_s


def test_waits_double_up_to_half_an_hour() -> None:
    assert [wait_s(n, lambda: 1.0) for n in (1, 2, 3, 20)] == [5.0, 10.0, 20.0, CAP_S]


@given(st.integers(1, 10_000), st.floats(0, 1, exclude_max=True))
def test_a_wait_is_never_nothing_and_never_above_the_cap(attempts: int, draw: float) -> None:
    assert 2.5 <= wait_s(attempts, lambda: draw) <= CAP_S


@given(st.integers(1, 50), st.floats(0, 1, exclude_max=True), st.floats(0.1, 20_000))
def test_the_servers_own_wish_is_kept(attempts: int, draw: float, wished: float) -> None:
    assert wait_s(attempts, lambda: draw, wished) >= wished


def test_no_server_silences_us_for_days() -> None:
    assert wait_s(1, lambda: 0.0, 10**9) == RETRY_AFTER_CAP_S


def test_tries_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="starts at 1"):
        wait_s(0, lambda: 0.0)


def test_a_weekend_without_the_mail_server_loses_nothing() -> None:
    waited = sum(wait_s(n, lambda: 0.0) for n in range(1, MAX_ATTEMPTS))
    assert waited > 40 * 3600
    assert not exhausted(MAX_ATTEMPTS - 1)
    assert exhausted(MAX_ATTEMPTS)
