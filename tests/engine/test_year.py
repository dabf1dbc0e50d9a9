"""A season in simulated time, the service killed with SIGKILL on the way: what was due was told, once; nothing more.

The whole year, with two hundred vendors and fifty kills, is ``python -m bench.year``.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bench.year import report, year_of
from bench.year_oracle import Life, expected
from monitor.model import (
    CompareOutcome,
    DateBounds,
    Decision,
    DecisionState,
    RevisionHead,
    Severity,
    Window,
)

AT = datetime(2026, 11, 3, 6, tzinfo=UTC)


@pytest.mark.slow(17)
def test_in_a_season_with_four_kills_every_reminder_due_came_once_and_none_after_a_decision(
    tmp_path: Path,
) -> None:
    year, outcome = year_of(tmp_path, vendors=10, changes=9, days=48, steps_a_day=1, kills=4, seed=7)
    said = report(year, outcome)
    assert outcome.problems == [], said
    assert outcome.kills == 4
    assert outcome.revisions == 9, said
    assert outcome.reminders > 15, said
    assert outcome.decisions > 2, said
    assert outcome.repeats.repeats > 0, "some kills fell between a message and its record"


def life(*decisions: Decision) -> Life:
    window = Window(
        trigger=DateBounds(date(2026, 11, 2), date(2026, 11, 3)),
        deadline=DateBounds(date(2026, 12, 2), date(2026, 12, 3)),
    )
    head = RevisionHead(
        1, "rabc", "acme/list", "acme", "Acme", CompareOutcome.CHANGED, Severity.CRITICAL, 1, AT,
        DecisionState.DETECTED, True, window, None,
    )  # fmt: skip
    return Life(head, [(AT, window)], list(decisions), AT, "UTC")


def daily(days: int) -> list[datetime]:
    return [AT + timedelta(days=n) for n in range(days)]


def test_the_hand_count_of_an_undecided_revision() -> None:
    assert expected(life(), daily(60)) == {
        "escalation:rabc:1", "reminder:rabc:days_14", "reminder:rabc:days_7", "reminder:rabc:business_days_3",
        "reminder:rabc:business_days_1", "reminder:rabc:deadline_day", "reminder:rabc:grey_zone:2026-12-03",
        "overdue:rabc",
    }  # fmt: skip


def test_the_hand_count_ends_with_a_decision() -> None:
    decided = Decision(
        1, 1, DecisionState.DETECTED, DecisionState.ACCEPTED, "Ada", "fine", AT + timedelta(days=16), 1
    )
    assert expected(life(decided), daily(60)) == {"escalation:rabc:1", "reminder:rabc:days_14"}
