"""The deadline of a revision in words and as a time line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.knowledge.words import day, day_range, days_left, month, say, short_day
from monitor.model import Revision, Window
from monitor.model.display import one_line
from monitor.report.context import ReportContext


@dataclass(frozen=True, slots=True)
class Moment:
    """A day on the time line. key: machine word for its colour; x: its place, 0 to 1; lane: its label's line."""

    key: str
    label: str
    said: str
    on: date
    x: float
    lane: int


@dataclass(frozen=True, slots=True)
class Band:
    """A span on the time line, both ends 0 to 1."""

    key: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Tick:
    """The first day of a month, or of a week on a short line."""

    label: str
    x: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """The window as a line: days in order of time, with the lanes their labels stand in."""

    moments: tuple[Moment, ...]
    bands: tuple[Band, ...]
    ticks: tuple[Tick, ...]
    lanes: int

    @property
    def sentence(self) -> str:
        """The same in one sentence, for those who cannot see it."""
        return "; ".join(f"{moment.label} {moment.said}" for moment in self.moments) + "."


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """Bounds, dates, working and clause behind a deadline."""

    sentence: str
    range_words: str
    dates: tuple[tuple[str, str, str], ...]  # label, date, what it means
    working: tuple[str, ...]
    timeline: Timeline | None


def deadline_view(revision: Revision, context: ReportContext) -> DeadlineView:
    """The deadline of a revision that has a window."""
    window = revision.window
    assert window is not None
    bounds = [d for d in (window.deadline.earliest, window.deadline.latest) if d]
    return DeadlineView(
        sentence=_sentence(revision, window, context.today),
        range_words=day_range(bounds[0], bounds[-1]) if bounds else "",
        dates=tuple(_dates(window)),
        working=tuple(one_line(line, 1_000) for line in window.working),
        timeline=timeline(window, context.today),
    )


def _sentence(revision: Revision, window: Window, today: date) -> str:
    bounds = [d for d in (window.deadline.earliest, window.deadline.latest) if d]
    if not bounds:
        return "The clause gives no objection period that can be counted."
    first, last = bounds[0], bounds[-1]
    between = f"on {day(first)}" if first == last else f"between {day(first)} and {day(last)}"
    terms = revision.terms
    because = ""
    if terms and terms.objection:
        start = say("runs_from", terms.runs_from.value) if terms.runs_from else "notice"
        because = f", because the contract gives {terms.objection} from {start}"
        because += "" if terms.confirmed_by else " (a reading nobody has confirmed)"
    if last < today:
        return f"The objection window closed {between}{because}."
    act = f"Act by {day(window.act_by)} ({days_left(window.act_by, today)}). " if window.act_by else ""
    return f"{act}The objection window closes {between}{because}."


def _dates(window: Window) -> list[tuple[str, str, str]]:
    def span(first: date | None, last: date | None) -> str:
        known = [d for d in (first, last) if d]
        if not known:
            return "unknown"
        return day_range(known[0], known[-1]) if first else f"by {day(known[-1])}"

    rows = [
        (
            "Clock starts",
            span(window.trigger.earliest, window.trigger.latest),
            "when the objection period began",
        ),
        (
            "Deadline",
            span(window.deadline.earliest, window.deadline.latest),
            "last day to object, to its end",
        ),
    ]
    optional = (
        (
            "Vendor may claim",
            window.claimed,
            "the deadline by the date on the page, which our captures contradict",
        ),
        ("May be live from", window.engagement_earliest, "first day the change may be in effect"),
        ("Prevent by", window.prevent_by, "last day to object before it may be in effect"),
        ("Act by", window.act_by, "our own margin of three business days before the earliest deadline"),
    )
    rows += [(label, day(on), meaning) for label, on, meaning in optional if on]
    if window.breach:
        rows.append(("Notice given", window.breach.value, say("breaches", window.breach.value)))
    return rows


def timeline(window: Window, today: date) -> Timeline | None:
    """The window as a line, or None where fewer than two days are known. Labels never overlap: each has a lane."""
    known: list[tuple[str, str, date]] = []
    for key, label, on in (
        ("trigger", "Change seen", window.trigger.latest),
        ("today", "Today", today),
        ("prevent", "Prevent by", window.prevent_by),
        ("live", "May be live", window.engagement_earliest),
        ("act", "Act by", window.act_by),
        ("claimed", "Vendor may claim", window.claimed),
        ("earliest", "Earliest deadline", window.deadline.earliest),
        ("latest", "Latest deadline", window.deadline.latest),
    ):
        if on is not None:
            known.append((key, label, on))
    if len(known) < 3:
        return None
    days = [on for _, _, on in known]
    start, end = min([*days, window.trigger.earliest or days[0]]), max(days)
    pad = max((end - start).days // 12, 2)
    start, end = start - timedelta(days=pad), end + timedelta(days=pad)

    def place(on: date) -> float:
        return (on - start) / (end - start)

    moments, lanes = _laned(known, place)
    bands = []
    if window.trigger.earliest and window.trigger.latest:
        bands.append(Band("trigger", place(window.trigger.earliest), place(window.trigger.latest)))
    if window.deadline.earliest and window.deadline.latest:
        if window.trigger.latest and window.trigger.latest < window.deadline.earliest:
            bands.append(Band("open", place(window.trigger.latest), place(window.deadline.earliest)))
        bands.append(Band("grey", place(window.deadline.earliest), place(window.deadline.latest)))
    return Timeline(moments, tuple(bands), _ticks(start, end, place), lanes)


_LABEL_WIDTH = 0.165  # of the line: the longest label at the size it is drawn


def _laned(
    known: list[tuple[str, str, date]], place: Callable[[date], float]
) -> tuple[tuple[Moment, ...], int]:
    """Each day with the lowest lane in which its label is clear of its neighbours."""
    ends: list[float] = []
    moments = []
    for key, label, on in sorted(known, key=lambda item: item[2]):
        x = place(on)
        left = min(max(x - _LABEL_WIDTH / 2, 0.0), 1 - _LABEL_WIDTH)
        lane = next((index for index, end in enumerate(ends) if left >= end), len(ends))
        if lane == len(ends):
            ends.append(0.0)
        ends[lane] = left + _LABEL_WIDTH
        moments.append(Moment(key, label, day(on), on, x, lane))
    return tuple(moments), len(ends)


def _ticks(start: date, end: date, place: Callable[[date], float]) -> tuple[Tick, ...]:
    ticks = []
    days = (end - start).days
    current = start + timedelta(days=1)
    while current < end:
        monthly = days > 75
        if (monthly and current.day == 1) or (not monthly and current.weekday() == 0):
            label = month(current) if monthly else short_day(current)
            ticks.append(Tick(label, place(current)))
        current += timedelta(days=1)
    return tuple(ticks) if len(ticks) <= 14 else tuple(ticks[:: len(ticks) // 10 + 1])
