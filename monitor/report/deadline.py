"""The deadline of a revision in words and as a time line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from monitor.knowledge.retelling import period_words, retold
from monitor.knowledge.speech import Speech
from monitor.model import Revision, Window
from monitor.model.display import one_line
from monitor.report.blocks import Band, Block, Heading, Moment, Pair, Points, Section, Table, Tick, Timeline
from monitor.report.context import ReportContext


def deadline_section(revision: Revision, context: ReportContext) -> Section | None:
    """Time line, dates, and how they were worked out; None where no window follows."""
    window = revision.window
    if window is None:
        return None
    speech = context.speech
    blocks: list[Block] = []
    if line := timeline(window, context.today, speech):
        blocks.append(line)
    head = (speech.tr("Date"), speech.tr("Day"), speech.tr("What it means"))
    blocks.append(Table(head, tuple(_dates(speech, window)), weights=(23, 27, 50)))
    if window.working:
        blocks.append(Heading(speech.tr("How the dates were worked out")))
        blocks.append(
            Points(tuple(one_line(retold(speech, line), 1_500) for line in window.working), numbered=True)
        )
    return Section("deadline", speech.tr("Deadline"), tuple(blocks))


def bounds_of(window: Window) -> tuple[date, date] | None:
    """The first and the last possible deadline, as far as they are known."""
    found = [day for day in (window.deadline.earliest, window.deadline.latest) if day]
    return (found[0], found[-1]) if found else None


def deadline_sentence(revision: Revision, window: Window, context: ReportContext) -> str:
    """By when to act, when the window closes, and why."""
    speech, bounds = context.speech, bounds_of(window)
    if bounds is None:
        return speech.tr("The clause gives no objection period that can be counted.")
    first, last = speech.day(bounds[0]), speech.day(bounds[1])
    closed, one = bounds[1] < context.today, bounds[0] == bounds[1]
    if closed:
        said = (
            speech.tr("The objection window closed on {day}.", day=first)
            if one
            else speech.tr("The objection window closed between {first} and {last}.", first=first, last=last)
        )
    else:
        said = (
            speech.tr("The objection window closes on {day}.", day=first)
            if one
            else speech.tr("The objection window closes between {first} and {last}.", first=first, last=last)
        )
    if window.act_by and not closed:
        left = speech.days_left(window.act_by, context.today)
        act = speech.tr("Act by {day} ({left}).", day=speech.day(window.act_by), left=left)
        said = f"{act} {said}"
    return f"{said} {why}" if (why := _why(revision, speech)) else said


def _why(revision: Revision, speech: Speech) -> str:
    terms = revision.terms
    if terms is None or terms.objection is None:
        return ""
    start = speech.say("runs_from", terms.runs_from.value if terms.runs_from else "notice")
    said = speech.tr(
        "The contract gives {period} from {start}.",
        period=period_words(speech, str(terms.objection)),
        start=start,
    )
    return said if terms.confirmed_by else said + " " + speech.tr("Nobody has confirmed this reading yet.")


def _dates(speech: Speech, window: Window) -> list[tuple[str, str, str]]:
    def span(first: date | None, last: date | None) -> str:
        if first and last:
            return speech.day_range(first, last)
        if only := first or last:
            return speech.tr("by {day}", day=speech.day(only)) if last else speech.day(only)
        return speech.tr("unknown")

    tr = speech.tr
    rows = [
        (
            tr("Clock starts"),
            span(window.trigger.earliest, window.trigger.latest),
            tr("when the objection period began"),
        ),
        (
            tr("Deadline"),
            span(window.deadline.earliest, window.deadline.latest),
            tr("last day to object, to its end"),
        ),
    ]
    live = tr("first day the change may be in effect")
    if "effective_read" in window.flags:
        live = tr("first day the change may be in effect; a day read in the vendor's notice is unconfirmed")
    optional = (
        (
            tr("Vendor may claim"),
            window.claimed,
            tr("the deadline by the date on the page, which our captures contradict"),
        ),
        (tr("May be live from"), window.engagement_earliest, live),
        (tr("Prevent by"), window.to_prevent, tr("last day to object before it may be in effect")),
        (
            tr("Act by"),
            window.act_by,
            tr("our own margin of three business days before the earliest deadline"),
        ),
    )
    rows += [(label, speech.day(on), meaning) for label, on, meaning in optional if on]
    if window.breach:
        said = {"certain": tr("certainly short"), "possible": tr("possibly short")}[window.breach.value]
        rows.append((tr("Notice given"), said, speech.say("breaches", window.breach.value)))
    return rows


def timeline(window: Window, today: date, speech: Speech) -> Timeline | None:
    """The window as a line, or None where fewer than two days are known. Labels never overlap: each has a lane."""
    tr = speech.tr
    dated = (
        ("trigger", tr("Change seen"), window.trigger.latest),
        ("today", tr("Today"), today),
        ("prevent", tr("Prevent by"), window.to_prevent),
        ("live", tr("May be live"), window.engagement_earliest),
        ("act", tr("Act by"), window.act_by),
        ("claimed", tr("Vendor may claim"), window.claimed),
        ("earliest", tr("Earliest deadline"), window.deadline.earliest),
        ("latest", tr("Latest deadline"), window.deadline.latest),
    )
    known = [(key, label, on) for key, label, on in dated if on is not None]
    if len(known) < 3:
        return None
    days = [on for _, _, on in known]
    start, end = min([*days, window.trigger.earliest or days[0]]), max(days)
    pad = max((end - start).days // 12, 2)
    start, end = start - timedelta(days=pad), end + timedelta(days=pad)

    def place(on: date) -> float:
        return (on - start) / (end - start)

    moments, lanes = _laned(known, place, speech)
    bands = _bands(window, place)
    legend = (
        Pair("trigger", tr("the change happened in this span")),
        Pair("open", tr("window certainly open")),
        Pair("grey", tr("window may have closed")),
    )
    drawn = {band.key for band in bands}
    return Timeline(
        title=tr("Time line of the objection window"),
        moments=moments,
        bands=bands,
        ticks=_ticks(start, end, place, speech),
        lanes=lanes,
        legend=tuple(pair for pair in legend if pair.label in drawn),
    )


def _bands(window: Window, place: Callable[[date], float]) -> tuple[Band, ...]:
    bands = []
    trigger, deadline = window.trigger, window.deadline
    if trigger.earliest and trigger.latest:
        bands.append(Band("trigger", place(trigger.earliest), place(trigger.latest)))
    if deadline.earliest and deadline.latest:
        if trigger.latest and trigger.latest < deadline.earliest:
            bands.append(Band("open", place(trigger.latest), place(deadline.earliest)))
        bands.append(Band("grey", place(deadline.earliest), place(deadline.latest)))
    return tuple(bands)


_LABEL_WIDTH = 0.165  # of the line: the longest label at the size it is drawn


def _laned(
    known: list[tuple[str, str, date]], place: Callable[[date], float], speech: Speech
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
        moments.append(Moment(key, label, speech.day(on), on, x, lane))
    return tuple(moments), len(ends)


def _ticks(start: date, end: date, place: Callable[[date], float], speech: Speech) -> tuple[Tick, ...]:
    ticks = []
    days = (end - start).days
    current = start + timedelta(days=1)
    while current < end:
        monthly = days > 75
        if (monthly and current.day == 1) or (not monthly and current.weekday() == 0):
            label = speech.month(current) if monthly else speech.short_day(current)
            ticks.append(Tick(label, place(current)))
        current += timedelta(days=1)
    return tuple(ticks) if len(ticks) <= 14 else tuple(ticks[:: len(ticks) // 10 + 1])
