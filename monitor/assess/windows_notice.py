"""Whether the vendor gave as much notice as it promised: certain, possible, or nothing to complain of."""

from __future__ import annotations

from datetime import date

from monitor.assess.counting import Weeks, count_backward, count_through
from monitor.assess.windows_trigger import Draft, local_bounds, zones_of
from monitor.assess.windows_words import Flag, day_words, rule
from monitor.model import Breach, ClauseTerms, DateBounds, RunsFrom, WindowFacts

_BY_NOTICE = {None, RunsFrom.NOTICE, RunsFrom.RECEIPT}


def notice_given(facts: WindowFacts, trigger: DateBounds, published: DateBounds, draft: Draft) -> DateBounds:
    """When the vendor gave notice of the change, as the period before it is counted.

    The logged notice where the clause counts by notices, or counts the objection from the engagement; the publication
    where it counts from the page, or where no notice is logged.
    """
    if facts.received is None or Flag.RECEIVED_IN_FUTURE in draft.flags:
        return published
    if facts.terms.runs_from in _BY_NOTICE:
        return trigger
    if facts.terms.runs_from is RunsFrom.ENGAGEMENT:
        return DateBounds(*local_bounds(facts.received, zones_of(facts)))
    return published


def notice_rule(terms: ClauseTerms) -> str:
    """The rule by which the days between notice and change are counted."""
    return rule("clear" if terms.clear_days else "backward")


def _candidate(facts: WindowFacts, stamp: date | None, draft: Draft) -> date | None:
    """A day of effect that nobody vouches for: the page's own date where it lies ahead, or one read in the notice."""
    named = [stamp if Flag.FUTURE_STAMP in draft.flags else None, facts.effective_read]
    return min((day for day in named if day), default=None)


def short_notice(
    facts: WindowFacts,
    trigger: DateBounds,
    published: DateBounds,
    stamp: date | None,
    weeks: Weeks,
    draft: Draft,
) -> Breach | None:
    """Less notice than promised? Judged by the stated effective date, counted back (Elements v FK).

    A date that only the page or our own reading of the notice names makes no breach certain.

    Certain only where no way of counting saves the vendor: counted back, counted forward from the notice (a month told
    on 31 January has run on 28 February: BGB section 188(3), Dodds v Walker [1981] 1 WLR 1027), Saturdays counted where
    they may be, and from a notice logged before the page even where the clause counts from the page.
    """
    terms, effective = facts.terms, facts.effective or _candidate(facts, stamp, draft)
    if terms.notice is None or effective is None:
        return None
    given = notice_given(facts, trigger, published, draft)
    lenient = count_backward(effective, terms.notice, weeks.early, clear=terms.clear_days)
    strict = count_backward(effective, terms.notice, weeks.late, clear=terms.clear_days)
    provisional = Flag.NOTICE_NOT_LOGGED in draft.flags or (
        terms.runs_from is RunsFrom.ENGAGEMENT and given is published
    )
    unless = " Provisional: an earlier notice of the vendor's would undo it." if provisional else ""
    extra = (Flag.BREACH_PROVISIONAL,) if provisional else ()
    promised = f"for {day_words(effective)} notice of {terms.notice} was due by"
    if given.earliest and given.earliest > lenient and facts.effective:
        words = f"{promised} {day_words(lenient)}; {notice_rule(terms)}"
        saved = _saved(facts, given, effective, lenient, weeks, draft)
        if saved:
            draft.say(f"Short notice, possible: {words}; {saved}.{unless}", *extra)
            return Breach.POSSIBLE
        draft.say(
            f"Short notice, certain: {words}; it was given on {day_words(given.earliest)} at the earliest.{unless}",
            *extra,
        )
        return Breach.CERTAIN
    if given.latest and given.latest > strict:
        holidays = ", public holidays left out too" if strict != lenient and weeks.late.calendars else ""
        draft.say(
            f"Short notice, possible: {promised} {day_words(strict)}{holidays}; {notice_rule(terms)}; "
            f"it may have been given as late as {day_words(given.latest)}.{unless}",
            *extra,
        )
        return Breach.POSSIBLE
    return None


def _saved(
    facts: WindowFacts, given: DateBounds, effective: date, lenient: date, weeks: Weeks, draft: Draft
) -> str | None:
    """What the vendor can say against a breach that the count back shows; None where there is nothing."""
    if facts.terms.notice is None or given.earliest is None:
        return None
    clear = facts.terms.clear_days
    if count_through(given.earliest, facts.terms.notice, weeks.early, clear=clear) <= effective:
        return f"yet counted forward from {day_words(given.earliest)} the period has run by that day"
    if facts.received is None or Flag.RECEIVED_IN_FUTURE in draft.flags:
        return None
    told, _ = local_bounds(facts.received, zones_of(facts))
    if told <= lenient:
        return (
            f"the page was changed on {day_words(given.earliest)} at the earliest, yet a notice was logged on "
            f"{day_words(told)}: whether that is the notice promised is for the contract to say"
        )
    return None
