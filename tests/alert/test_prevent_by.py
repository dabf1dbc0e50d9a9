"""The day by which an objection prevents a change is told only where it lies within the time to object."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.alert.said import window_facts
from monitor.model import DateBounds, Window
from monitor.model.shapes import window_shape

CLOSES = DateBounds(date(2026, 11, 16), date(2026, 11, 17))


@pytest.mark.parametrize(
    ("deadline", "prevent_by", "told"),
    [
        (CLOSES, date(2026, 11, 11), True),  # the change may be live before the window closes
        (CLOSES, date(2026, 11, 16), True),  # in the grey zone the latest deadline alone would be too late
        (CLOSES, date(2026, 11, 17), False),  # the deadline says the same
        (CLOSES, date(2026, 12, 1), False),  # whoever waits for this day has no right to object any more
        (DateBounds(None, None), date(2026, 12, 1), True),  # no objection period: the only day there is
    ],
)
def test_no_day_to_prevent_a_change_lies_after_the_deadline(
    deadline: DateBounds, prevent_by: date, told: bool
) -> None:
    window = Window(trigger=deadline, deadline=deadline, prevent_by=prevent_by)
    assert window.to_prevent == (prevent_by if told else None)
    labels = {
        fact.label for fact in window_facts({"window": window_shape(window)}, deadline.earliest or prevent_by)
    }
    assert ("To prevent it, object by" in labels) is told


def test_a_day_to_prevent_a_change_that_is_gone_says_so() -> None:
    payload = {"window": window_shape(Window(trigger=CLOSES, deadline=CLOSES, prevent_by=date(2026, 11, 11)))}
    on_the_day, after = (window_facts(payload, date(2026, 11, day))[-1].value for day in (11, 12))
    assert (on_the_day, after) == ("Wed 11 Nov 2026", "Wed 11 Nov 2026, passed")
