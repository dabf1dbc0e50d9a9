"""From which day the change may be live, and by when an objection prevents it."""

from __future__ import annotations

from datetime import date

from monitor.assess.counting import ONE_DAY, Weeks, count_through
from monitor.assess.windows_notice import notice_given, notice_rule
from monitor.assess.windows_trigger import Draft
from monitor.assess.windows_words import Flag, day_words, quoted
from monitor.model import DateBounds, WindowFacts


def engagement_of(
    facts: WindowFacts,
    trigger: DateBounds,
    published: DateBounds,
    deadline: DateBounds,
    stamp: date | None,
    weeks: Weeks,
    draft: Draft,
) -> date | None:
    """The first day on which the change may be live.

    The stated day, be it one that a standstill forbids; else the first on which the notice has run, or an earlier
    day that the page or the vendor's notice seems to name; these under a standstill never before the window has closed.
    """
    terms = facts.terms
    if facts.effective:
        draft.say(f"The change is stated to take effect on {day_words(facts.effective)}.")
        if terms.standstill and deadline.latest and facts.effective <= deadline.latest:
            draft.say(
                "The clause forbids the change before the window has closed, which may be as late as "
                f"{day_words(deadline.latest)}: the stated day does not keep to it.",
                Flag.STANDSTILL,
            )
        return facts.effective
    start = notice_given(facts, trigger, published, draft).earliest
    found = None
    if terms.notice and start:
        found = count_through(start, terms.notice, weeks.early, clear=terms.clear_days)
        draft.say(
            f"Engagement at the earliest: {terms.notice} after {day_words(start)}; "
            f"{notice_rule(terms)}: {day_words(found)}."
        )
    if stamp and Flag.FUTURE_STAMP in draft.flags and (found is None or stamp < found):
        draft.say(f"If the page's date is the effective date, the change may be live on {day_words(stamp)}.")
        found = stamp
    found = _as_read(facts, found, draft)
    if terms.standstill and deadline.earliest and (found is None or found <= deadline.earliest):
        found = deadline.earliest + ONE_DAY
        draft.say(
            f"The clause forbids the change before the window has closed: not before {day_words(found)}.",
            Flag.STANDSTILL,
        )
    return found


def _as_read(facts: WindowFacts, found: date | None, draft: Draft) -> date | None:
    """What a day of effect that nobody has confirmed may do: be shown, and bring the day forward."""
    read = facts.effective_read
    if read is None:
        return found
    words = f"The vendor's notice says: {quoted(facts.effective_quote)}. Read as taking effect on {day_words(read)}"
    if found is None or read < found:
        draft.say(f"{words}; unconfirmed, so it only brings the day forward.", Flag.EFFECTIVE_READ)
        return read
    draft.say(f"{words}; unconfirmed, so it puts nothing off: {day_words(found)} stays.", Flag.EFFECTIVE_READ)
    return found


def say_prevention(
    facts: WindowFacts, engagement: date, prevent_by: date, deadline: DateBounds, draft: Draft
) -> None:
    """By when an objection prevents the change, and whether that is before the window closes."""
    if deadline.latest and deadline.latest <= prevent_by:
        draft.say(
            "The window closes before the change may be live: an objection made in time comes before the change. "
            f"{day_words(prevent_by)}, the day before it may be live, gives no more time."
        )
    else:
        draft.say(
            f"To prevent the change rather than end it, act by {day_words(prevent_by)}, the day before it may be live."
        )
    # A stated date may meet any deadline; a counted one moves with the trigger, so like is compared with like.
    closes = deadline.latest if facts.effective else deadline.earliest
    if closes and prevent_by < closes:
        draft.say("The change may go live before your window closes.", Flag.LIVE_BEFORE_WINDOW_CLOSES)
    if facts.today and engagement <= facts.today:
        draft.say(f"By {day_words(facts.today)} the change may already be live.", Flag.ALREADY_LIVE)
