"""Which decisions may follow which: the states of a revision's review, and who may bring it from one to the next.

The way of a review is ``detected``, ``acknowledged``, ``reviewing``, then one of ``accepted``,
``accepted_with_conditions``, ``objected``, ``withdrawn_by_vendor``. Steps forward may be skipped: an objection need
not wait for an acknowledgement. A window that passes without a decision is closed by the calendar, as
``deemed_accepted`` where the clause says that silence accepts, else as ``lapsed``. What was decided stays on
record; a correction is a further entry, and says that it is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.knowledge.words import day, listed
from monitor.model import Decision, DecisionState, Window
from monitor.model.record import NextStep

CALENDAR = "the calendar"
"""Who makes the entries that no person makes. A person may not sign with this name."""

LONGEST_NAME, LONGEST_WHY = 200, 10_000
PLACEHOLDERS = {"name": "NAME", "reason": "REASON"}
"""What stands in the commands of our messages and reports for a person to fill in; nobody signs with it."""

_S = DecisionState
OPEN = (_S.DETECTED, _S.ACKNOWLEDGED, _S.REVIEWING)
VERDICTS = (_S.ACCEPTED, _S.ACCEPTED_WITH_CONDITIONS, _S.OBJECTED)
BY_CALENDAR = (_S.DEEMED_ACCEPTED, _S.LAPSED)

# What a person may record next without correcting anything.
_FORWARD: dict[DecisionState, tuple[DecisionState, ...]] = {
    _S.DETECTED: (_S.ACKNOWLEDGED, _S.REVIEWING, *VERDICTS, _S.WITHDRAWN_BY_VENDOR),
    _S.ACKNOWLEDGED: (_S.REVIEWING, *VERDICTS, _S.WITHDRAWN_BY_VENDOR),
    _S.REVIEWING: (*VERDICTS, _S.WITHDRAWN_BY_VENDOR),
    # An objection may be answered: the vendor gives way, or both agree.
    _S.OBJECTED: (_S.ACCEPTED_WITH_CONDITIONS, _S.WITHDRAWN_BY_VENDOR),
    _S.ACCEPTED: (_S.WITHDRAWN_BY_VENDOR,),
    _S.ACCEPTED_WITH_CONDITIONS: (_S.WITHDRAWN_BY_VENDOR,),
    _S.WITHDRAWN_BY_VENDOR: (),
    _S.DEEMED_ACCEPTED: (_S.WITHDRAWN_BY_VENDOR,),
    _S.LAPSED: (_S.WITHDRAWN_BY_VENDOR,),
}
# What a correction may put in the place of an entry that was wrong.
_CORRECTIONS = (_S.REVIEWING, *VERDICTS, _S.WITHDRAWN_BY_VENDOR)


class DecisionError(ValueError):
    """A decision that cannot be recorded. ``mend`` says what can be done instead."""

    def __init__(self, what: str, mend: str = "") -> None:
        super().__init__(what)
        self.mend = mend


@dataclass(frozen=True, slots=True)
class Proposed:
    """A decision as somebody wants to record it.

    correction: it replaces an entry that was wrong. made_on: the day on which it was made, where it is recorded later
    (local date of the contract's zone); only this lets a decision in after the window has closed.
    """

    state: DecisionState
    made_by: str
    why: str
    correction: bool = False
    made_on: date | None = None

    @property
    def words(self) -> str:
        """The reason as it is recorded, with what makes this entry special."""
        notes = ["Correction"] if self.correction else []
        notes += [f"made on {day(self.made_on)}, recorded later"] if self.made_on else []
        return f"{', '.join(notes)}: {self.why.strip()}" if notes else self.why.strip()


def allowed(state: DecisionState, *, correction: bool = False) -> tuple[DecisionState, ...]:
    """What a person may record when a revision is in ``state``."""
    if correction and state not in OPEN:
        return tuple(s for s in _CORRECTIONS if s is not state)
    return _FORWARD[state]


def next_steps(state: DecisionState, *, today: date, window: Window | None = None) -> tuple[NextStep, ...]:
    """Every decision that ``check`` would let a person record now; corrections last. ``today``: as for ``check``."""
    if _is_over(state, today, window):
        return (*(NextStep(verdict, late=True) for verdict in VERDICTS), NextStep(_S.WITHDRAWN_BY_VENDOR))
    forward, corrections = allowed(state), allowed(state, correction=True)
    return (
        *(NextStep(s) for s in forward),
        *(NextStep(s, correction=True) for s in corrections if s not in forward),
    )


def check(
    proposed: Proposed,
    state: DecisionState,
    *,
    today: date,
    window: Window | None = None,
    log: Sequence[Decision] = (),
) -> None:
    """Raise ``DecisionError`` where a person may not record this decision now.

    state: where the revision stands. today: in the contract's zone. log: its decisions so far, oldest first, for
    saying who was before.
    """
    _check_person(proposed)
    _check_day(proposed, today, window)
    wanted = proposed.state
    if wanted in BY_CALENDAR:
        raise DecisionError(
            f"“{_word(wanted)}” is recorded by the calendar when a window has passed, never by a person",
            f"allowed now: {_names(allowed(state))}",
        )
    if wanted is state:
        raise DecisionError(f"it is {_word(state)} already{_who(log)}", _otherwise(state))
    if _is_over(state, today, window) and wanted is not _S.WITHDRAWN_BY_VENDOR:
        _check_lapsed(proposed, state, window)
        return
    if wanted in allowed(state, correction=proposed.correction):
        return
    raise DecisionError(
        f"it is {_word(state)}{_who(log)}, and cannot become {_word(wanted)}", _otherwise(state)
    )


def after_window(deemed_consent: bool | None, *, confirmed: bool) -> DecisionState:
    """What a window that passed without a decision comes to.

    ``deemed_accepted`` only where the clause says that silence accepts, and a person has confirmed that reading.
    """
    return _S.DEEMED_ACCEPTED if deemed_consent and confirmed else _S.LAPSED


def _check_person(proposed: Proposed) -> None:
    name, why = proposed.made_by.strip(), proposed.why.strip()
    if not name:
        raise DecisionError(
            "nobody decides: the name is empty", 'say who decides, e.g. --by "Ada Berg (legal)"'
        )
    if name.casefold() == CALENDAR:
        raise DecisionError(f"“{CALENDAR}” is no person", "say who decides")
    if not why:
        raise DecisionError(
            "the reason is empty", 'say why, e.g. --why "EU entity, clauses of 2021 in place"'
        )
    for what, text, limit in (("name", name, LONGEST_NAME), ("reason", why, LONGEST_WHY)):
        if text == PLACEHOLDERS[what]:
            raise DecisionError(
                f"the {what} is still “{text}”, as the command was copied",
                f"put the real {what} in its place",
            )
        if len(text) > limit:
            raise DecisionError(
                f"the {what} has {len(text):,} characters; {limit:,} are possible", "shorten it"
            )


def _check_day(proposed: Proposed, today: date, window: Window | None) -> None:
    made_on = proposed.made_on
    if made_on is None:
        return
    if made_on > today:
        raise DecisionError(f"{day(made_on)} lies in the future; today is {day(today)}", "correct --made-on")
    seen = window.trigger.earliest if window else None
    if seen and made_on < seen:
        raise DecisionError(
            f"{day(made_on)} lies before the change itself, which began at the earliest on {day(seen)}",
            "correct --made-on",
        )


def _is_over(state: DecisionState, today: date, window: Window | None) -> bool:
    """Whether the window has passed without a decision; the calendar's entry may be a moment behind the calendar."""
    latest = window.deadline.latest if window else None
    return state in BY_CALENDAR or (state in OPEN and latest is not None and today > latest)


def _check_lapsed(proposed: Proposed, state: DecisionState, window: Window | None) -> None:
    latest = window.deadline.latest if window else None
    closed = f"the window closed on {day(latest)}" if latest else "the window has closed"
    letter = "a letter can still reserve rights: monitor letter"
    if proposed.made_on is None:
        raise DecisionError(
            f"{closed} without a decision{'' if state in OPEN else f'; it is {_word(state)}'}",
            f"{letter}. Was the decision made in time and only recorded late? Then say when: --made-on YYYY-MM-DD",
        )
    if latest and proposed.made_on > latest:
        raise DecisionError(f"{closed}, before {day(proposed.made_on)}", letter)
    if proposed.state not in VERDICTS:
        raise DecisionError(
            f"{closed}; it is {_word(state)} and cannot become {_word(proposed.state)}",
            f"a decision that was made in time may be: {_names(VERDICTS)}",
        )


def _otherwise(state: DecisionState) -> str:
    forward, corrections = allowed(state), allowed(state, correction=True)
    parts = [f"allowed now: {_names(forward)}" if forward else "nothing follows on this"]
    if state not in OPEN and state not in BY_CALENDAR:
        parts.append(f"a correction is a further entry (--correct): {_names(corrections)}")
    return "; ".join(parts)


def _who(log: Sequence[Decision]) -> str:
    return f" (by {log[-1].made_by}, {day(log[-1].made_at.date())})" if log else ""


def _word(state: DecisionState) -> str:
    return state.value.replace("_", " ")


def _names(states: Sequence[DecisionState]) -> str:
    return listed(state.value for state in states)
