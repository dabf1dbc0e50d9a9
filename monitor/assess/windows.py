"""From evidence to dates: when an objection may be made, and by when to act.

The algorithm, in order:

1. Publication lies between the last good check of the old list and the first of the new.
2. The trigger is the publication, the logged notice, or the engagement, as the clause says. A notice that nobody
   logged is provisionally replaced by the publication.
3. The page's own date never moves evidence: before the bounds it is a back-dating, which gives a second, claimed
   deadline; after them it is a candidate for the effective date; of two readings the earlier is taken.
4. The earliest deadline counts from the lower trigger, skipping weekends only, without rolling; the latest from the
   upper, skipping holidays too, rolling where the contract does. Where the clause "begins with" a day, the earliest
   counts that day and the latest does not: see ``_latest_end``.
5. The change may be live on its stated date, else when the notice period has run; ``prevent_by`` is the day before. A
   date that we read in the vendor's notice may bring that forward and never puts anything off.
6. Short notice is certain where even the lower trigger leaves too little time, possible where only the upper does.
7. ``act_by`` is three business days before the earliest deadline that anybody could argue, never before today.
"""

from __future__ import annotations

from datetime import date

from monitor.assess.counting import ONE_DAY, Weeks, WorkWeek, count_forward, weeks_of
from monitor.assess.holiday_calendars import check_calendar
from monitor.assess.windows_engagement import engagement_of, say_prevention
from monitor.assess.windows_notice import short_notice
from monitor.assess.windows_trigger import Draft, closing, publication, say_zones, trigger_bounds, zones_of
from monitor.assess.windows_words import Flag, between_words, count_words, day_words, rule
from monitor.model import (
    LONGEST_PERIOD_DAYS,
    MOST_DEEMED,
    ClauseTerms,
    DateBounds,
    Period,
    PeriodUnit,
    Receipt,
    RunsFrom,
    Window,
    WindowFacts,
    WorkingDays,
)

MARGIN = 3  # business days between act_by and the earliest deadline
LONG_PERIOD_DAYS = 180  # longer objection or notice periods than any met in the field: worth a second look
FIRST_YEAR, LAST_YEAR = 1990, 2900  # of the dates of a change; outside them a figure was mistyped


class WindowFactsError(ValueError):
    """Facts from which no window can be computed; the message names the fact and how to mend it."""


def compute(facts: WindowFacts) -> Window:
    """The window of one change, with its working.

    Dates are local dates of the contract's zone. Raises WindowFactsError for facts that contradict each other,
    UnknownZoneError and UnknownCalendarError for codes that do not exist.
    """
    check(facts)
    terms, zones, draft = facts.terms, zones_of(facts), Draft()
    calendars = tuple(check_calendar(code) for code in facts.holidays)
    weeks = weeks_of(terms, calendars)
    _say_terms(facts, weeks, draft)
    say_zones(facts, draft)
    published = publication(facts, zones, draft)
    trigger = trigger_bounds(facts, published, zones, weeks, draft)
    if trigger.earliest:  # a logged notice or a stated day starts the clock: the page need not bound it
        draft.flags.discard(Flag.NO_EARLIER_CHECK)
    stamp = _stamp(facts, published, draft)
    deadline = _deadlines(terms, trigger, weeks, draft)
    claimed = _claimed(facts, stamp, published, weeks, draft)
    engagement = engagement_of(facts, trigger, published, deadline, stamp, weeks, draft)
    breach = short_notice(facts, trigger, published, stamp, weeks, draft)
    prevent_by = engagement - ONE_DAY if engagement else None
    if engagement and prevent_by:
        say_prevention(facts, engagement, prevent_by, deadline, draft)
    act_by = _act_by(facts, deadline, claimed, weeks.office, draft)
    _say_state(facts, trigger, deadline, claimed, act_by, draft)
    return Window(
        trigger=trigger,
        deadline=deadline,
        claimed=claimed,
        engagement_earliest=engagement,
        prevent_by=prevent_by,
        act_by=act_by,
        breach=breach,
        working=tuple(draft.working),
        flags=frozenset(draft.flags),
        closes=closing(deadline, zones),
    )


def check(facts: WindowFacts) -> None:
    """Raise WindowFactsError where the facts cannot be true together or are not what they must be."""
    for name in ("last_unchanged", "first_seen", "received", "sent"):
        moment = getattr(facts, name)
        if moment is not None and moment.utcoffset() is None:
            raise WindowFactsError(
                f"{name}: {moment.isoformat()} has no time zone. Write it with one, e.g. …Z or …+01:00."
            )
    days = (
        facts.last_unchanged,
        facts.first_seen,
        facts.received,
        facts.sent,
        facts.effective,
        facts.effective_read,
        facts.today,
    )
    for day in days:
        if day is not None:
            check_year(day)
    if facts.last_unchanged and facts.last_unchanged > facts.first_seen:
        raise WindowFactsError(
            f"last_unchanged ({facts.last_unchanged.isoformat()}) lies after "
            f"first_seen ({facts.first_seen.isoformat()}): "
            "the old list cannot have been seen after the new one. Swap them, or give the check before the change."
        )
    for name, period in (("notice", facts.terms.notice), ("objection", facts.terms.objection)):
        if period is not None:
            check_period(name, period)
    if facts.terms.deemed_received is not None:
        check_deemed(facts.terms.deemed_received)


def check_year(day: date) -> None:
    """Raise WindowFactsError for a date of a year in which nothing of ours can have happened."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise WindowFactsError(f"{day.isoformat()}: the year {day.year} cannot be meant. Mend the date.")


def check_period(name: str, period: Period) -> None:
    """Raise WindowFactsError for a period of no days or of more than three years."""
    if period.count < 1:
        raise WindowFactsError(
            f"{name}: {period} is no period. Give at least 1, or leave it out where the contract names none."
        )
    if period.days > LONGEST_PERIOD_DAYS:
        raise WindowFactsError(
            f"{name}: {period} is longer than three years, which no contract means. Check the figure and its unit."
        )


def check_counting(terms: ClauseTerms) -> None:
    """Raise WindowFactsError where what a person typed of the counting says nothing, or two things."""
    if terms.clear_days and terms.notice is None:
        raise WindowFactsError(
            "clear_days is about the period of notice, and none is given. Give the notice, or leave clear_days out."
        )
    if terms.receipt is Receipt.ON_ARRIVAL and terms.deemed_received:
        raise WindowFactsError(
            "receipt on_arrival and deemed_received contradict each other. Keep what the contract says."
        )


def check_deemed(period: Period) -> None:
    """Raise WindowFactsError where a notice can hardly be deemed received so long after it was sent."""
    if period.unit not in {PeriodUnit.DAYS, PeriodUnit.BUSINESS_DAYS} or not 1 <= period.count <= MOST_DEEMED:
        raise WindowFactsError(
            f"deemed_received: {period} after sending is no rule of receipt. Write days or business days, 1 to "
            f"{MOST_DEEMED}, as the contract does, e.g. 2 business days."
        )


def _say_terms(facts: WindowFacts, weeks: Weeks, draft: Draft) -> None:
    terms = facts.terms
    notice = f"notice {terms.notice} before a change" if terms.notice else "no period of notice"
    objection = f"objection within {terms.objection}" if terms.objection else "no period for objecting"
    draft.say(f"The clause: {notice}, {objection}" + (f" ({terms.where})." if terms.where else "."))
    if terms.confirmed_by is None:
        draft.say(
            "Unconfirmed: no person has confirmed these terms yet; dates are provisional.", Flag.UNCONFIRMED
        )
    for name, period in (("notice", terms.notice), ("objection", terms.objection)):
        if period and period.days > LONG_PERIOD_DAYS:
            draft.say(
                f"{period} is an unusually long period of {name}: check it against the contract.",
                Flag.UNUSUAL_PERIOD,
            )
    counted = (terms.notice, terms.objection, terms.deemed_received)
    in_business_days = any(p and p.unit is PeriodUnit.BUSINESS_DAYS for p in counted)
    agreed = terms.working_days is WorkingDays.MON_SAT
    if terms.saturday_may_count and in_business_days and not agreed:
        draft.say(
            "The clause's word for working days may include Saturday: the earliest dates count Saturdays.",
            Flag.SATURDAY_MAY_COUNT,
        )
    if (in_business_days or terms.roll) and weeks.late.weekend != weeks.early.weekend:
        draft.say(
            "A calendar has another weekend than Saturday and Sunday: the earliest dates leave out only the days that "
            "are weekend by all, the latest those of each.",
            Flag.WEEKENDS_DIFFER,
        )
    if (in_business_days or terms.roll) and not facts.holidays:
        draft.say(
            "No holiday calendar is named: the latest dates leave out weekends only.",
            Flag.NO_HOLIDAY_CALENDAR,
        )


def _stamp(facts: WindowFacts, published: DateBounds, draft: Draft) -> date | None:
    """The page's own date: the earlier of its readings; None where it says nothing of this change."""
    said = sorted(set(facts.stamp_readings))
    readings = [day for day in said if FIRST_YEAR <= day.year <= LAST_YEAR]
    if said and not readings:  # what a page says of itself stops no check
        draft.say(f"The page bears a date that cannot be meant, {day_words(said[0])}: it is left aside.")
    if not readings:
        return None
    stamp = readings[0]
    if facts.stamp_unchanged:
        draft.say(
            f"The page still bears its old date, {day_words(stamp)}: it does not date this change.",
            Flag.STAMP_UNCHANGED,
        )
        return None
    if len(readings) > 1:
        both = " or ".join(day_words(day) for day in readings)
        draft.say(f"The page's own date can be read as {both}; the earlier is taken.", Flag.AMBIGUOUS_STAMP)
    if published.earliest and stamp < published.earliest <= readings[-1]:
        draft.say(
            f"Read as {day_words(stamp)} it would be back-dated, for the check of {day_words(published.earliest)} "
            f"still showed the old list; read as {day_words(readings[-1])} it is not. Ask the vendor which is meant."
        )
    elif published.earliest and stamp < published.earliest:
        draft.say(
            f"Back-dated: the page says {day_words(stamp)}, yet the check of {day_words(published.earliest)} "
            "still showed the old list.",
            Flag.BACK_DATED,
        )
    elif published.latest and stamp > published.latest:
        draft.say(
            f"The page's own date, {day_words(stamp)}, lies after its publication: it may be the effective date; "
            "it never extends a window.",
            Flag.FUTURE_STAMP,
        )
    elif published.earliest is None:
        draft.say(f"The page says {day_words(stamp)}; no earlier check bears it out.")
    else:
        draft.say(f"The page says {day_words(stamp)}, which agrees with the checks; the bounds stay.")
    return stamp


def _earliest_end(terms: ClauseTerms, period: Period, start: date, weeks: Weeks) -> tuple[date, str]:
    end = count_forward(start, period, weeks.early, inclusive=terms.inclusive_start)
    return end, count_words(start, period, weeks.early, end, inclusive=terms.inclusive_start)


def _latest_end(terms: ClauseTerms, period: Period, start: date, weeks: Weeks) -> tuple[date, str]:
    """The last day on which it can still be argued that the period runs.

    It leaves the first day out even where the clause "begins with" it. The mail came, or the page was changed, in the
    middle of that day; that a part of a day counts as a whole one is what the words must carry (BGB section 187(2)
    against 187(1); Hare v Gocher against Lester v Garland), and whose reading holds is settled by a court. The earliest
    deadline, by which people are told to act, takes the strict reading; to call a window closed takes the mild one:
    by a day too many a letter is late that was late anyway, by a day too few a right is given up.
    """
    end = count_forward(start, period, weeks.late)
    words = count_words(start, period, weeks.late, end, argued=terms.inclusive_start)
    if terms.roll and not weeks.office.is_working(end):
        rolled = weeks.office.roll(end)
        return rolled, f"{words}; a {weeks.office.rest(end)}, so it {rule('roll')}: {day_words(rolled)}"
    rest = weeks.late.rest(end)
    return end, f"{words}; a {rest}, but {rule('no_roll')}" if rest else words


def _deadlines(terms: ClauseTerms, trigger: DateBounds, weeks: Weeks, draft: Draft) -> DateBounds:
    if terms.objection is None:
        draft.say(
            "The clause gives no period for objecting, so there is no deadline.", Flag.NO_OBJECTION_PERIOD
        )
        return DateBounds(None, None)
    earliest = latest = None
    if trigger.earliest:
        earliest, words = _earliest_end(terms, terms.objection, trigger.earliest, weeks)
        draft.say(f"Earliest deadline: {words}.")
    if trigger.latest:
        latest, words = _latest_end(terms, terms.objection, trigger.latest, weeks)
        if trigger.earliest and trigger.latest > trigger.earliest and weeks.late.calendars:
            _say_without_delay(terms.objection, trigger.earliest, latest, weeks.late, draft)
        draft.say(f"Latest deadline: {words}.")
    return DateBounds(earliest, latest)


def _say_without_delay(objection: Period, start: date, latest: date, week: WorkWeek, draft: Draft) -> None:
    """With holidays but from the lower trigger: the figure between the two, which a lawyer will ask for."""
    if objection.unit is PeriodUnit.BUSINESS_DAYS:
        end = count_forward(start, objection, week)
        if end != latest:
            words = count_words(start, objection, week, end)
            draft.say(f"With holidays, but from the earlier start: {words}.")


def _claimed(
    facts: WindowFacts, stamp: date | None, published: DateBounds, weeks: Weeks, draft: Draft
) -> date | None:
    """The deadline the vendor could claim from a back-dated page."""
    terms = facts.terms
    if not (stamp and published.earliest and stamp < published.earliest and terms.objection):
        return None
    by_notice = terms.runs_from in {None, RunsFrom.NOTICE, RunsFrom.RECEIPT}
    if by_notice and facts.received and Flag.RECEIVED_IN_FUTURE not in draft.flags:
        draft.say("The page's own date starts no clock here: the logged notice does.")
        return None
    if terms.runs_from is RunsFrom.ENGAGEMENT and facts.effective:
        return None
    end, words = _earliest_end(terms, terms.objection, stamp, weeks)
    draft.say(f"Deadline the vendor could claim from its own date: {words}.")
    return end


def _act_by(
    facts: WindowFacts, deadline: DateBounds, claimed: date | None, week: WorkWeek, draft: Draft
) -> date | None:
    argued = [day for day in (deadline.earliest, claimed) if day]
    if not argued:
        if deadline.latest and facts.today:
            draft.say("The earliest deadline is unknown, so act at once.")
            return facts.today
        return None
    first = min(argued)
    act_by = week.before(first, MARGIN)
    words = f"Act by {day_words(act_by)}: {MARGIN} business days before {day_words(first)}"
    words += ", the vendor's claimed deadline" if claimed == first != deadline.earliest else ""
    if facts.today and act_by < facts.today:
        draft.say(f"{words}; that is past, so act today, {day_words(facts.today)}.")
        return facts.today
    draft.say(words + ".")
    return act_by


def _say_state(
    facts: WindowFacts,
    trigger: DateBounds,
    deadline: DateBounds,
    claimed: date | None,
    act_by: date | None,
    draft: Draft,
) -> None:
    """How the window stands: how sure its bounds are, and whether it is over."""
    earliest, latest, today = deadline.earliest, deadline.latest, facts.today
    if trigger.earliest and trigger.latest and earliest:
        spread, length = (trigger.latest - trigger.earliest).days, (earliest - trigger.earliest).days
        if spread * 4 > length:
            draft.say(
                f"The start is known only to within {spread} days, more than a quarter of the window of {length}.",
                Flag.WIDE_BOUNDS,
            )
    if today and latest and today > latest:
        draft.say(
            f"Missed: even the latest deadline, {day_words(latest)}, is past. A late letter can reserve rights.",
            Flag.MISSED,
        )
    elif today and earliest and today > earliest:
        draft.say(
            f"Possibly missed: the earliest deadline, {day_words(earliest)}, is past; the latest is not.",
            Flag.POSSIBLY_MISSED,
        )
    if today and claimed and today > claimed:
        draft.say(f"By the vendor's own date the window closed on {day_words(claimed)}.", Flag.CLAIMED_PASSED)
    if earliest and latest and act_by:
        draft.say(f"The window closes {between_words(earliest, latest)}; act by {day_words(act_by)}.")
