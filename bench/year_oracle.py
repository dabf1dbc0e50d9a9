"""What the year's reminders must have been, counted by hand from the windows and decisions on record.

The calendar is counted here anew, without the product's own: days before a date, business days by weekends alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.model import Decision, DecisionState, RevisionHead, Severity, Window

OPEN = {DecisionState.DETECTED, DecisionState.ACKNOWLEDGED, DecisionState.REVIEWING}
CALENDAR = "the calendar"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Life:
    """A revision from its detection to the end of the year. windows: when each was computed, oldest first.

    noticed: when the first notice was linked to it; None where none was.
    """

    head: RevisionHead
    windows: list[tuple[datetime, Window]]
    decisions: list[Decision]
    noticed: datetime | None
    zone: str

    def state_at(self, at: datetime) -> DecisionState:
        """The state as a reminder written at an instant sees it: the calendar closes a window after reminding."""
        state = DecisionState.DETECTED
        for made in self.decisions:
            after = made.made_at > at or (
                made.made_at == at and made.made_by == CALENDAR and made.state not in OPEN
            )
            if after:
                break
            state = made.state
        return state

    def window_at(self, at: datetime) -> Window | None:
        """The newest window computed by then."""
        return next((window for computed, window in reversed(self.windows) if computed <= at), None)

    def due_by(self, window: Window, at: datetime) -> list[tuple[date, str]]:
        """Every entry of the schedule up to the local day of an instant, by date."""
        zone = ZoneInfo(self.zone)
        start, today = self.head.recorded_at.astimezone(zone).date(), at.astimezone(zone).date()
        found = [entry for entry in _entries(window, start) if start <= entry[0] <= today]
        if self.head.severity is Severity.CRITICAL and _business(start, 1) <= today:
            found.append((_business(start, 1), "escalation"))
        order = ["days_14", "days_7", "business_days_3", "business_days_1", "deadline_day", "grey_zone", "after",
                 "escalation"]  # fmt: skip
        return sorted(found, key=lambda entry: (entry[0], order.index(entry[1].partition(":")[0])))


def _entries(window: Window, start: date) -> Iterator[tuple[date, str]]:
    earliest, latest = window.deadline.earliest, window.deadline.latest
    if earliest:
        yield earliest - 14 * DAY, "days_14"
        yield earliest - 7 * DAY, "days_7"
        yield _business(earliest, -3), "business_days_3"
        yield _business(earliest, -1), "business_days_1"
        yield earliest, "deadline_day"
    if latest:
        first = max(earliest + DAY, start) if earliest else start
        for n in range((latest - first).days + 1):
            yield first + n * DAY, f"grey_zone:{first + n * DAY}"
        yield max(latest + DAY, start), "after"


def _business(day: date, count: int) -> date:
    """So many weekdays after (or, negative, before) a date."""
    step = DAY if count > 0 else -DAY
    left = abs(count)
    while left:
        day += step
        left -= day.weekday() < 5
    return day


def expected(life: Life, runs: list[datetime]) -> set[str]:
    """The ids of the messages that must have gone out, given the instants at which the service looked."""
    zone = ZoneInfo(life.zone)
    detected_on = life.head.recorded_at.astimezone(zone).date()
    public_id, told, out = life.head.public_id, set[str](), set[str]()
    for at in runs:
        if at < life.head.recorded_at:
            continue
        state, window = life.state_at(at), life.window_at(at)
        if state not in OPEN or window is None:
            continue
        missing = life.noticed is None or life.noticed > at
        if missing and at - life.head.recorded_at >= timedelta(days=5) and "notice_missing" not in told:
            told.add("notice_missing")
            out.add(f"reminder:{public_id}:notice_missing")
        today = at.astimezone(zone).date()
        ready = [
            (on, name)
            for on, name in life.due_by(window, at)
            if name not in told
            and not (name.startswith("grey_zone") and on < today)
            and not (name == "escalation" and state is not DecisionState.DETECTED)
        ]
        for on, name in ready:
            told.add(name)
            if on > detected_on and ((on, name) == ready[-1] or name == "escalation"):
                out.add(_id(public_id, name))
    return out


def _id(public_id: str, name: str) -> str:
    if name == "after":
        return f"overdue:{public_id}"
    return f"escalation:{public_id}:1" if name == "escalation" else f"reminder:{public_id}:{name}"
