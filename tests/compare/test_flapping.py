"""An earlier list that comes back: a page that alternates, or a change that was simply undone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.compare.flapping import Past, State, past_of

BEGIN = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def states(*told: tuple[str, timedelta]) -> list[State]:
    """What the page said, oldest first in writing: (what, after how long since the beginning)."""
    return [State(what, BEGIN + since) for what, since in reversed(told)]


def past(told: list[State], *doubted: timedelta, at: timedelta) -> Past:
    return past_of(told, [BEGIN + moment for moment in doubted], BEGIN + at)


ONE_CHANGE = states(("old", 0 * DAY), ("new", 10 * DAY))


def test_a_list_that_comes_back_within_a_day_may_come_from_a_cache():
    assert past(ONE_CHANGE, at=10 * DAY + 5 * HOUR).earlier == {"old"}


@pytest.mark.parametrize("days", [1, 2, 180])
def test_a_list_that_comes_back_later_was_changed_back(days: int):
    assert past(ONE_CHANGE, at=(10 + days) * DAY).earlier == frozenset()


def test_a_page_that_went_back_and_forth_is_watched_for_a_week():
    assert past(ONE_CHANGE, 10 * DAY + 3 * HOUR, at=16 * DAY).earlier == {"old"}
    assert past(ONE_CHANGE, 10 * DAY + 3 * HOUR, at=18 * DAY).earlier == frozenset()


def test_the_third_return_within_a_week_is_a_page_that_alternates():
    twice = [10 * DAY + 3 * HOUR, 10 * DAY + 9 * HOUR]
    assert not past(ONE_CHANGE, twice[0], at=11 * DAY).alternates
    found = past(ONE_CHANGE, *twice, at=11 * DAY)
    assert found.alternates
    assert found.since == BEGIN + twice[0]


def test_returns_that_were_believed_count_like_those_that_were_not_and_each_but_once():
    told = states(("old", 0 * DAY), ("new", 10 * DAY), ("old", 11 * DAY), ("new", 12 * DAY))
    found = past(told, 11 * DAY, 12 * DAY, at=13 * DAY)
    assert (found.returns, found.earlier) == (2, {"old"})
    assert found.alternates


def test_a_list_that_was_only_reformatted_did_not_come_back():
    told = states(("old", 0 * DAY), ("old", 10 * DAY), ("new", 11 * DAY))
    assert past(told, at=13 * DAY) == Past()


def test_the_beginning_of_a_long_spell_does_not_move():
    spell = [(10 + n) * DAY for n in range(30)]
    begins = {past(ONE_CHANGE, *spell[:n], at=spell[n - 1] + HOUR).since for n in range(1, 30)}
    assert begins == {BEGIN + 10 * DAY}


def test_a_page_with_one_state_has_no_earlier_one():
    assert past(states(("old", 0 * DAY)), at=HOUR) == Past()
