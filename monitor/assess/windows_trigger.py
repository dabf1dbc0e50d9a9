"""What started the clock, and when: publication bounds, logged notices, the page's own date."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from monitor.assess.counting import Weeks, count_forward
from monitor.assess.holiday_calendars import zone_of
from monitor.assess.windows_words import Flag, between_words, count_words, day_words, instant_words, rule
from monitor.model import DateBounds, InstantBounds, Receipt, RunsFrom, WindowFacts

CLOSE_OF_BUSINESS = time(17, 0)  # a mail after this hour may count as received on the next business day
END_OF_DAY = time(23, 59, 59)
_CLOCK_NAMES = {
    RunsFrom.NOTICE: "the vendor's notice",
    RunsFrom.RECEIPT: "receipt of the vendor's notice",
    RunsFrom.POSTING: "the posting of the change",
    RunsFrom.LIST_UPDATE: "the update of the list",
    RunsFrom.ENGAGEMENT: "the engagement of the sub-processor",
}


@dataclass(slots=True)
class Draft:
    """The working and the flags of one window while it is being computed."""

    working: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)

    def say(self, line: str, *flags: Flag) -> None:
        """Add a line of working, and the flags it explains."""
        self.working.append(line)
        self.flags.update(flag.value for flag in flags)


def zones_of(facts: WindowFacts) -> tuple[ZoneInfo, ...]:
    """The contract's zone; else the parties' zones; else UTC. Raises UnknownZoneError."""
    if facts.zone:
        return (zone_of(facts.zone),)
    return tuple(zone_of(name) for name in facts.party_zones) or (ZoneInfo("UTC"),)


def say_zones(facts: WindowFacts, draft: Draft) -> None:
    """Which zone the dates are in, and why."""
    if facts.zone:
        draft.say(f"Dates are those of the contract's zone, {facts.zone}; a day ends at 23:59:59 there.")
    elif facts.party_zones:
        names = ", ".join(facts.party_zones)
        draft.say(
            f"The contract's zone is not known. Between the parties' zones ({names}) each bound takes the date that "
            "is safe: the earliest deadline ends with the day of the easternmost, the latest with that of the "
            "westernmost.",
            Flag.ZONE_UNKNOWN,
        )
    else:
        draft.say(
            "No zone is known of the contract or its parties: dates are those of UTC.", Flag.ZONE_UNKNOWN
        )


def local_bounds(moment: datetime, zones: tuple[ZoneInfo, ...]) -> tuple[date, date]:
    """The first and the last date an instant falls on in any of the zones."""
    days = sorted(moment.astimezone(zone).date() for zone in zones)
    return days[0], days[-1]


def closing(bounds: DateBounds, zones: tuple[ZoneInfo, ...]) -> InstantBounds:
    """The instants (UTC) at which the deadlines end: easternmost zone for the earliest, westernmost for the latest."""

    def ends(day: date) -> list[datetime]:
        return [datetime.combine(day, END_OF_DAY, zone).astimezone(UTC) for zone in zones]

    return InstantBounds(
        min(ends(bounds.earliest)) if bounds.earliest else None,
        max(ends(bounds.latest)) if bounds.latest else None,
    )


def publication(facts: WindowFacts, zones: tuple[ZoneInfo, ...], draft: Draft) -> DateBounds:
    """Between which dates the page changed: from the last good check of the old list to the first of the new."""
    _, seen = local_bounds(facts.first_seen, zones)
    at = instant_words(facts.first_seen.astimezone(zones[0]))
    if facts.last_unchanged is None and facts.first_seen == facts.received:
        draft.say(
            f"No check of the page is at hand: the vendor's notice, {at}, is the first sign of the change."
        )
        return DateBounds(None, seen)
    if facts.last_unchanged is None:
        draft.say(
            f"No check before {at} showed the list: the change was published by {day_words(seen)}, "
            "since when is unknown.",
            Flag.NO_EARLIER_CHECK,
        )
        return DateBounds(None, seen)
    last, _ = local_bounds(facts.last_unchanged, zones)
    draft.say(
        f"The old list was last seen {instant_words(facts.last_unchanged.astimezone(zones[0]))}, "
        f"the new one first {at}: the change was published {between_words(last, seen)}. "
        "Failed checks move neither bound."
    )
    return DateBounds(last, seen)


def _believed_receipt(facts: WindowFacts, zones: tuple[ZoneInfo, ...], draft: Draft) -> datetime | None:
    if facts.received is None:
        return None
    earliest, _ = local_bounds(facts.received, zones)
    if facts.today and earliest > facts.today:
        draft.say(
            f"The notice is logged as received {instant_words(facts.received.astimezone(zones[0]))}, "
            f"which lies after today, {day_words(facts.today)}: it is left aside until corrected.",
            Flag.RECEIVED_IN_FUTURE,
        )
        return None
    return facts.received


def _of_notice(
    facts: WindowFacts, received: datetime, zones: tuple[ZoneInfo, ...], weeks: Weeks, draft: Draft
) -> DateBounds:
    """A logged notice starts the clock on its date, or on the day on which the contract deems it received."""
    first, last = local_bounds(received, zones)
    said = instant_words(received.astimezone(zones[0]))
    draft.say(f"The vendor's notice was received {said}: the clock starts {between_words(first, last)}.")
    latest = _in_business_hours(received, zones, weeks) if _hours_matter(facts) else last
    if latest > last:
        draft.say(
            f"It came outside business hours, so it {rule('deemed_receipt')}: the clock may start as late as "
            f"{day_words(latest)}."
        )
    if facts.terms.deemed_received is None:
        return DateBounds(first, latest)
    return _of_sending(facts, received, zones, weeks, DateBounds(first, latest), draft)


def _hours_matter(facts: WindowFacts) -> bool:
    """Whether a notice that comes after hours may count as received later; guessed only where no rule is typed."""
    if facts.deemed_next_business_day is not None:
        return facts.deemed_next_business_day
    if facts.terms.receipt or facts.terms.deemed_received:
        return facts.terms.receipt is Receipt.NEXT_BUSINESS_DAY
    return facts.terms.runs_from is RunsFrom.RECEIPT


def _in_business_hours(moment: datetime, zones: tuple[ZoneInfo, ...], weeks: Weeks) -> date:
    """The last date an instant falls on, or the next working day where it fell outside business hours."""
    _, latest = local_bounds(moment, zones)
    for zone in zones:
        local = moment.astimezone(zone)
        if local.time() >= CLOSE_OF_BUSINESS or not weeks.late.is_working(local.date()):
            latest = max(latest, weeks.late.after(local.date(), 1))
    return latest


def _of_sending(
    facts: WindowFacts,
    received: datetime,
    zones: tuple[ZoneInfo, ...],
    weeks: Weeks,
    arrived: DateBounds,
    draft: Draft,
) -> DateBounds:
    """Receipt as the contract deems it, counted from the sending.

    The clock may have started with the real arrival or with the deemed one: the earliest takes the first of the two,
    the latest the last. A sending that is not known, or by a wrong clock lay after the arrival, is that of the arrival.
    """
    period, sent = facts.terms.deemed_received, min(facts.sent or received, received)
    if period is None or arrived.earliest is None or arrived.latest is None:
        return arrived
    first, last = local_bounds(sent, zones)
    if _hours_matter(facts):
        last = _in_business_hours(sent, zones, weeks)
    soonest = count_forward(first, period, weeks.early)
    end = count_forward(last, period, weeks.late)
    said = "its sending" if facts.sent else "its arrival, for when it was sent is not known"
    earliest, latest = min(arrived.earliest, soonest), max(arrived.latest, end)
    draft.say(
        f"The contract deems a notice received so long after its sending; counted from {said}: "
        f"{count_words(last, period, weeks.late, end)}; the clock starts {between_words(earliest, latest)}."
    )
    return DateBounds(earliest, latest)


def _of_engagement(facts: WindowFacts, published: DateBounds, draft: Draft) -> DateBounds:
    if facts.effective:
        draft.say(f"The clock runs from the engagement, stated as {day_words(facts.effective)}.")
        return DateBounds(facts.effective, facts.effective)
    draft.say(
        "The clock runs from the engagement, whose date is not stated: it is taken to be possible "
        "from the publication on.",
        Flag.ENGAGEMENT_UNKNOWN,
    )
    read = facts.effective_read
    if read and published.earliest and read < published.earliest:
        draft.say(
            f"By our reading of the vendor's notice it may be {day_words(read)}: the clock may start as early."
        )
        return DateBounds(read, published.latest)
    return published


def trigger_bounds(
    facts: WindowFacts, published: DateBounds, zones: tuple[ZoneInfo, ...], weeks: Weeks, draft: Draft
) -> DateBounds:
    """When the clock of the objection started; see the algorithm's step 2 in ``windows.compute``."""
    clock = facts.terms.runs_from
    received = _believed_receipt(facts, zones, draft)
    if clock is RunsFrom.ENGAGEMENT:
        return _of_engagement(facts, published, draft)
    if clock in {RunsFrom.POSTING, RunsFrom.LIST_UPDATE}:
        draft.say(f"The clause counts from {_CLOCK_NAMES[clock]}, so the publication starts the clock.")
        return published
    if clock is None:
        draft.say(
            "The clause does not say what starts the clock; it is counted as from the vendor's notice.",
            Flag.CLOCK_UNSTATED,
        )
    else:
        draft.say(f"The clause counts from {_CLOCK_NAMES[clock]}.")
    if received is None:
        draft.say(
            "No notice is logged. A mail may have come before the page changed, so the publication stands in for it "
            "provisionally: look for the vendor's notice and log it.",
            Flag.NOTICE_NOT_LOGGED,
        )
        return published
    bounds = _of_notice(facts, received, zones, weeks, draft)
    if bounds.latest and published.earliest and bounds.latest < published.earliest:
        draft.say("The notice came before the page changed.", Flag.NOTICE_BEFORE_PAGE)
    elif bounds.earliest and published.latest and bounds.earliest > published.latest:
        draft.say("The notice came after the change was already on the page.", Flag.NOTICE_AFTER_PAGE)
    return bounds
