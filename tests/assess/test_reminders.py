"""Reminders: each is due once, on its day, until somebody decides."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.assess.holiday_calendars import UnknownZoneError
from monitor.assess.reminders import Reminder, ReminderRule, due, idempotency_key, schedule
from monitor.model import DateBounds, DecisionState, Severity, Window

DETECTED = datetime(2026, 11, 3, 6, 5, tzinfo=UTC)
WINDOW = Window(
    DateBounds(date(2026, 11, 2), date(2026, 11, 3)), DateBounds(date(2026, 12, 2), date(2026, 12, 4))
)
OPEN = DecisionState.DETECTED


def names(window: Window = WINDOW, **more: object) -> list[tuple[str, date]]:
    return [(entry.name, entry.on) for entry in schedule(window, DETECTED, **more)]  # type: ignore[arg-type]


def test_the_schedule_is_that_of_the_contract() -> None:
    assert names() == [
        ("detection", date(2026, 11, 3)),
        ("days_14", date(2026, 11, 18)),
        ("days_7", date(2026, 11, 25)),
        ("business_days_3", date(2026, 11, 27)),
        ("business_days_1", date(2026, 12, 1)),
        ("deadline_day", date(2026, 12, 2)),
        ("grey_zone:2026-12-03", date(2026, 12, 3)),
        ("grey_zone:2026-12-04", date(2026, 12, 4)),
        ("after", date(2026, 12, 5)),
    ]


def test_business_days_before_a_deadline_leave_out_holidays() -> None:
    thanksgiving = Window(WINDOW.trigger, DateBounds(date(2026, 11, 30), date(2026, 11, 30)))
    assert ("business_days_3", date(2026, 11, 25)) in names(thanksgiving)
    assert ("business_days_3", date(2026, 11, 24)) in names(thanksgiving, holidays=("US",))


def test_a_short_window_has_no_reminder_before_its_detection() -> None:
    soon = Window(WINDOW.trigger, DateBounds(date(2026, 11, 6), date(2026, 11, 6)))
    assert [name for name, _ in names(soon)] == [
        "detection",
        "business_days_3",
        "business_days_1",
        "deadline_day",
        "after",
    ]


def test_a_window_already_over_when_found_is_told_once() -> None:
    over = Window(WINDOW.trigger, DateBounds(date(2026, 10, 1), date(2026, 10, 2)))
    assert [name for name, _ in names(over)] == ["detection", "after"]


def test_a_window_without_deadline_has_its_detection_alone() -> None:
    assert [name for name, _ in names(Window(WINDOW.trigger, DateBounds(None, None)))] == ["detection"]


def test_an_unknown_earliest_deadline_is_grey_from_the_start() -> None:
    unknown = Window(DateBounds(None, date(2026, 11, 3)), DateBounds(None, date(2026, 11, 4)))
    assert [name for name, _ in names(unknown)] == [
        "detection",
        "grey_zone:2026-11-03",
        "grey_zone:2026-11-04",
        "after",
    ]


def test_an_unacknowledged_critical_revision_is_escalated_after_one_business_day() -> None:
    friday = datetime(2026, 11, 6, 16, 0, tzinfo=UTC)

    def now_due(state: DecisionState, now: datetime) -> list[str]:
        found = due(WINDOW, state, {"detection"}, now, detected=friday, severity=Severity.CRITICAL)
        return [entry.name for entry in found]

    assert now_due(OPEN, friday + timedelta(days=2)) == []
    assert now_due(OPEN, friday + timedelta(days=3)) == ["escalation"]
    assert now_due(DecisionState.ACKNOWLEDGED, friday + timedelta(days=3)) == []


@pytest.mark.parametrize(
    "state", [s for s in DecisionState if s not in {"detected", "acknowledged", "reviewing"}]
)
def test_nothing_is_due_after_a_decision(state: DecisionState) -> None:
    for day in range(60):
        assert due(WINDOW, state, set(), DETECTED + timedelta(days=day), detected=DETECTED) == ()


def test_the_day_is_that_of_the_contracts_zone() -> None:
    late = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
    sent = {"detection", "days_14", "days_7", "business_days_3", "business_days_1"}
    assert due(WINDOW, OPEN, sent, late, "UTC", detected=DETECTED) == ()
    (found,) = due(WINDOW, OPEN, sent, late, "Europe/Berlin", detected=DETECTED)
    assert found.rule is ReminderRule.DEADLINE_DAY
    with pytest.raises(UnknownZoneError, match="Europe/Berlin"):
        due(WINDOW, OPEN, sent, late, "Berlin", detected=DETECTED)


def test_what_was_missed_in_an_outage_is_due_late_but_past_grey_days_are_not() -> None:
    found = due(WINDOW, OPEN, {"detection"}, datetime(2026, 12, 4, 9, tzinfo=UTC), detected=DETECTED)
    assert [entry.name for entry in found] == [
        "days_14",
        "days_7",
        "business_days_3",
        "business_days_1",
        "deadline_day",
        "grey_zone:2026-12-04",
    ]


def test_the_deputy_is_told_from_the_last_business_day_on() -> None:
    assert not ReminderRule.BUSINESS_DAYS_3.to_deputy
    assert ReminderRule.BUSINESS_DAYS_1.to_deputy
    assert ReminderRule.ESCALATION.to_deputy


def test_the_key_is_the_same_for_ever_and_differs_by_revision_rule_and_recipient() -> None:
    one = Reminder(ReminderRule.DAYS_7, date(2026, 11, 25))
    moved = Reminder(ReminderRule.DAYS_7, date(2026, 11, 26))  # the window was recomputed
    assert idempotency_key("r-1", one, "a@example.com") == idempotency_key("r-1", moved, "A@example.com ")
    others = {
        idempotency_key("r-2", one, "a@example.com"),
        idempotency_key("r-1", one, "b@example.com"),
        idempotency_key("r-1", Reminder(ReminderRule.DAYS_14, one.on), "a@example.com"),
        idempotency_key("r-1", Reminder(ReminderRule.GREY_ZONE, one.on), "a@example.com"),
        idempotency_key("r-1", Reminder(ReminderRule.GREY_ZONE, moved.on), "a@example.com"),
    }
    assert len(others | {idempotency_key("r-1", one, "a@example.com")}) == 6


@given(
    lead=st.integers(-5, 60),
    grey=st.integers(0, 20),
    looks=st.lists(st.integers(0, 24 * 90), min_size=1, max_size=60),
    severity=st.sampled_from(Severity),
)
def test_asked_at_any_times_each_reminder_is_sent_once_and_all_that_are_due_are_sent(
    lead: int, grey: int, looks: list[int], severity: Severity
) -> None:
    first = DETECTED.date() + timedelta(days=lead)
    window = Window(WINDOW.trigger, DateBounds(first, first + timedelta(days=grey)))
    sent: list[str] = []
    for hours in sorted(looks):
        now = DETECTED + timedelta(hours=hours)
        sent += [r.name for r in due(window, OPEN, set(sent), now, detected=DETECTED, severity=severity)]
        assert due(window, OPEN, set(sent), now, detected=DETECTED, severity=severity) == ()
    assert len(sent) == len(set(sent))
    last = (DETECTED + timedelta(hours=max(looks))).date()
    planned = schedule(window, DETECTED, severity=severity)
    must = {r.name for r in planned if r.on <= last and r.rule is not ReminderRule.GREY_ZONE}
    assert must <= set(sent) <= {r.name for r in planned}
