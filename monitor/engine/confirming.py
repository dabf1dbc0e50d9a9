"""What a person types to confirm terms, as terms: corrections by key, checked as strictly as the configuration."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from monitor.assess.windows import (
    LONG_PERIOD_DAYS,
    WindowFactsError,
    check_counting,
    check_deemed,
    check_period,
)
from monitor.model import ClauseTerms, Period, PeriodUnit, Receipt, RunsFrom, WorkingDays
from monitor.review.decisions import PLACEHOLDERS
from monitor.settings.units import period

_SHORT = re.compile(r"(\d+)\s*(d|bd|w|m)\Z", re.IGNORECASE)
_UNITS = {
    "d": PeriodUnit.DAYS,
    "bd": PeriodUnit.BUSINESS_DAYS,
    "w": PeriodUnit.WEEKS,
    "m": PeriodUnit.MONTHS,
}
_NONE = frozenset({"none", "not stated", "-", ""})


class AnswerError(Exception):
    """What a person said cannot be taken; ``mend`` says how it could."""

    def __init__(self, what: str, mend: str = "") -> None:
        super().__init__(what)
        self.mend = mend


def check_person(by: str, why: str | None = None) -> None:
    """Raise AnswerError where nobody says it, or (where ``why`` is given) for no reason."""
    if not by.strip():
        raise AnswerError("nobody says so: who is it?", "--by 'Ada Counsel'")
    if why is not None and not why.strip():
        raise AnswerError("a rejection needs its reason", "--why 'not the contract we signed'")
    if PLACEHOLDERS["name"] == by.strip() or PLACEHOLDERS["reason"] == (why or "").strip():
        raise AnswerError(
            "name or reason stand as the command was copied", "put the real ones in their place"
        )


def confirmed_terms(
    reading: ClauseTerms | None,
    corrections: Sequence[str],
    *,
    by: str,
    quote: str | None = None,
    valid_from: date | None = None,
) -> ClauseTerms:
    """The terms as a person confirms them.

    reading: what is confirmed; None where the person gives the terms alone. corrections: ``key=value``.
    Raises AnswerError for an unknown key, a value that is none, and terms that say nothing.
    """
    check_person(by)
    terms = replace(reading or ClauseTerms(), confirmed_by=by.strip(), confidence=1.0, valid_from=valid_from)
    for correction in corrections:
        key, equals, value = correction.partition("=")
        key = key.strip().lower().replace("-", "_")
        if not equals or key not in _SETTERS:
            close = difflib.get_close_matches(key, _SETTERS, n=1)
            mend = f"did you mean '{close[0]}'?" if close else f"write KEY=VALUE; keys: {', '.join(_SETTERS)}"
            raise AnswerError(f"'{correction}' is no term", mend)
        terms = _SETTERS[key](terms, key, value.strip())
    if corrections:
        # What the parser warned of was settled by the person who read the contract.
        kept = tuple(note for note in terms.conditions if not note.startswith("contradicting"))
        terms = replace(terms, conditions=kept)
    if quote is not None:
        terms = replace(terms, quote=quote.strip())
    if terms.notice is None and terms.objection is None:
        raise AnswerError(
            "these terms hold neither a notice nor an objection period",
            "--set objection='10 days', or reject the reading",
        )
    try:
        check_counting(terms)
    except WindowFactsError as error:
        raise AnswerError(str(error), "--set clear_days=no, or --set receipt=none") from error
    return terms


def a_period(value: str) -> Period | None:
    """``14d``, ``10bd``, ``2w``, ``1m``, ``10 business days``, ``none``. Raises AnswerError."""
    if value.lower() in _NONE:
        return None
    short = _SHORT.match(value)
    try:
        found = Period(int(short[1]), _UNITS[short[2].lower()]) if short else period(value)
        check_period("the period", found)
    except (ValueError, WindowFactsError) as error:
        raise AnswerError(
            str(error), "write it like 14d, 10bd (business days), 2w, 1m or '10 business days'"
        ) from error
    return found


def unusual(terms: ClauseTerms) -> list[str]:
    """Periods so long that they are worth a second look, in words."""
    found = (("notice", terms.notice), ("objection", terms.objection))
    return [f"{name}: {p} is unusually long" for name, p in found if p and p.days > LONG_PERIOD_DAYS]


def _set_period(terms: ClauseTerms, key: str, value: str) -> ClauseTerms:
    found = a_period(value)
    return replace(terms, notice=found) if key == "notice" else replace(terms, objection=found)


def _set_start(terms: ClauseTerms, key: str, value: str) -> ClauseTerms:
    if value.lower() in _NONE:
        return replace(terms, runs_from=None)
    try:
        return replace(terms, runs_from=RunsFrom(value.lower().replace(" ", "_").replace("-", "_")))
    except ValueError as error:
        known = ", ".join(each.value for each in RunsFrom)
        raise AnswerError(f"'{value}' starts no clock", f"one of: {known}") from error


_WORDS = {"yes": True, "true": True, "no": False, "false": False}
_FLAGS: Mapping[str, Callable[[ClauseTerms, bool], ClauseTerms]] = {
    "standstill": lambda terms, said: replace(terms, standstill=said),
    "inclusive": lambda terms, said: replace(terms, inclusive_start=said),
    "roll": lambda terms, said: replace(terms, roll=said),
    "saturdays": lambda terms, said: replace(terms, saturday_may_count=said),
    "clear_days": lambda terms, said: replace(terms, clear_days=said),
}


def _set_flag(terms: ClauseTerms, key: str, value: str) -> ClauseTerms:
    if value.lower() not in _WORDS:
        raise AnswerError(f"'{value}' is neither yes nor no", f"--set {key}=yes")
    return _FLAGS[key](terms, _WORDS[value.lower()])


def _set_silence(terms: ClauseTerms, key: str, value: str) -> ClauseTerms:
    if value.lower() in _NONE:
        return replace(terms, deemed_consent=None)
    if value.lower() not in _WORDS:
        raise AnswerError(f"'{value}' is neither yes nor no nor none", "--set deemed_consent=yes")
    return replace(terms, deemed_consent=_WORDS[value.lower()])


def _set_working_days(terms: ClauseTerms, key: str, value: str) -> ClauseTerms:
    if value.lower() == "either":
        return replace(terms, working_days=WorkingDays.MON_FRI, saturday_may_count=True)
    try:
        said = WorkingDays(value.lower().replace("-", "_"))
    except ValueError as error:
        raise AnswerError(f"'{value}' are no working days", "one of: mon_fri, mon_sat, either") from error
    return replace(terms, working_days=said, saturday_may_count=False)


def _set_receipt(terms: ClauseTerms, key: str, value: str) -> ClauseTerms:
    if value.lower() in _NONE:
        return replace(terms, receipt=None)
    try:
        return replace(terms, receipt=Receipt(value.lower().replace(" ", "_").replace("-", "_")))
    except ValueError as error:
        known = ", ".join(each.value for each in Receipt)
        raise AnswerError(f"'{value}' is no rule of receipt", f"one of: {known}, none") from error


def _set_deemed(terms: ClauseTerms, key: str, value: str) -> ClauseTerms:
    found = a_period(value)
    try:
        if found:
            check_deemed(found)
    except WindowFactsError as error:
        raise AnswerError(str(error), "--set deemed_received=2bd") from error
    return replace(terms, deemed_received=found)


_SETTERS: Mapping[str, Callable[[ClauseTerms, str, str], ClauseTerms]] = {
    "notice": _set_period,
    "objection": _set_period,
    "runs_from": _set_start,
    "deemed_consent": _set_silence,
    "working_days": _set_working_days,
    "receipt": _set_receipt,
    "deemed_received": _set_deemed,
    **dict.fromkeys(_FLAGS, _set_flag),
}
