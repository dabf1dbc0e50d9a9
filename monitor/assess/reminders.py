"""Which reminders of a window are due: a pure schedule, asked as often as one likes.

The schedule: at detection; 14 and 7 days, 3 and 1 business days before the earliest deadline; on it; daily through the
grey zone between the earliest and the latest; once after the latest. A critical revision that nobody acknowledged is
escalated after one business day. A decision ends everything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from monitor.assess.counting import WorkWeek
from monitor.assess.holiday_calendars import zone_of
from monitor.model import DecisionState, Severity, Window

OPEN_STATES = frozenset({DecisionState.DETECTED, DecisionState.ACKNOWLEDGED, DecisionState.REVIEWING})


class ReminderRule(StrEnum):
    """Why a reminder is sent."""

    DETECTION = "detection"
    DAYS_14 = "days_14"
    DAYS_7 = "days_7"
    BUSINESS_DAYS_3 = "business_days_3"
    BUSINESS_DAYS_1 = "business_days_1"
    DEADLINE_DAY = "deadline_day"
    GREY_ZONE = "grey_zone"  # one for each day
    AFTER = "after"
    ESCALATION = "escalation"

    @property
    def to_deputy(self) -> bool:
        """Whether the deputy is told too: the owner alone has not brought it to a decision."""
        return self in _TO_DEPUTY


_TO_DEPUTY = frozenset(
    {
        ReminderRule.BUSINESS_DAYS_1,
        ReminderRule.DEADLINE_DAY,
        ReminderRule.GREY_ZONE,
        ReminderRule.AFTER,
        ReminderRule.ESCALATION,
    }
)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One entry of the schedule: why, and on which local date of the contract's zone.

    name: what marks it as sent; the rule, and for the daily ones its date. Stable when deadlines are recomputed.
    """

    rule: ReminderRule
    on: date

    @property
    def name(self) -> str:
        """``days_14``, or ``grey_zone:2026-12-03``."""
        return (
            f"{self.rule}:{self.on.isoformat()}" if self.rule is ReminderRule.GREY_ZONE else self.rule.value
        )


def idempotency_key(revision: str, reminder: Reminder, recipient: str) -> str:
    """The key under which a reminder is sent at most once: the same for ever for (revision, rule, recipient)."""
    parts = "\x1f".join((revision, reminder.name, recipient.strip().lower()))
    return sha256(parts.encode()).hexdigest()[:32]


def schedule(
    window: Window,
    detected: datetime,
    zone: str = "UTC",
    *,
    severity: Severity = Severity.MEDIUM,
    holidays: Sequence[str] = (),
) -> tuple[Reminder, ...]:
    """The whole schedule of a revision, by date; nothing in it lies before the detection.

    detected: when the revision was recorded (an instant with its offset). zone: the contract's, an IANA name.
    holidays: calendar codes for the business days. A window without a deadline has its detection alone (and the
    escalation, if critical). Raises UnknownZoneError and UnknownCalendarError.
    """
    found = zone_of(zone)
    start = detected.astimezone(found).date()
    week = WorkWeek(tuple(holidays))
    entries = {Reminder(ReminderRule.DETECTION, start)}
    if severity is Severity.CRITICAL:
        entries.add(Reminder(ReminderRule.ESCALATION, week.after(start, 1)))
    entries.update(entry for entry in _deadline_entries(window, week, start) if entry.on >= start)
    return tuple(sorted(entries, key=lambda entry: (entry.on, list(ReminderRule).index(entry.rule))))


def _deadline_entries(window: Window, week: WorkWeek, start: date) -> Iterator[Reminder]:
    earliest, latest = window.deadline.earliest, window.deadline.latest
    if earliest:
        yield Reminder(ReminderRule.DAYS_14, earliest - timedelta(days=14))
        yield Reminder(ReminderRule.DAYS_7, earliest - timedelta(days=7))
        yield Reminder(ReminderRule.BUSINESS_DAYS_3, week.before(earliest, 3))
        yield Reminder(ReminderRule.BUSINESS_DAYS_1, week.before(earliest, 1))
        yield Reminder(ReminderRule.DEADLINE_DAY, earliest)
    if latest:
        day = earliest + timedelta(days=1) if earliest else start
        day = max(day, start)
        while day <= latest:
            yield Reminder(ReminderRule.GREY_ZONE, day)
            day += timedelta(days=1)
        yield Reminder(ReminderRule.AFTER, max(latest + timedelta(days=1), start))


def due(
    window: Window,
    state: DecisionState,
    sent: Collection[str],
    now: datetime,
    zone: str = "UTC",
    *,
    detected: datetime,
    severity: Severity = Severity.MEDIUM,
    holidays: Sequence[str] = (),
) -> tuple[Reminder, ...]:
    """The reminders to send now, by date; those of one call may share one message, the last being the most pressing.

    sent: the names (``Reminder.name``) already sent to this recipient. now: an instant with its offset.
    A reminder missed while nothing ran is due late, once; only the daily ones of past days are not made up for.
    Nothing is due before the detection or after a decision; an escalation ends with the acknowledgement.
    """
    if state not in OPEN_STATES:
        return ()
    today = now.astimezone(zone_of(zone)).date()
    ready = []
    for entry in schedule(window, detected, zone, severity=severity, holidays=holidays):
        stale = entry.rule is ReminderRule.GREY_ZONE and entry.on < today
        answered = entry.rule is ReminderRule.ESCALATION and state is not DecisionState.DETECTED
        if entry.on <= today and now >= detected and entry.name not in sent and not stale and not answered:
            ready.append(entry)
    return tuple(ready)
