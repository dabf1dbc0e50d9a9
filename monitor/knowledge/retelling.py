"""Sentences that were recorded in English, told in another language.

The working of a window and the reason of a judgement are recorded as they were said when the check was made: they are
evidence. Their forms are data (``sentences.yaml``, ``severity_rules.yaml``, ``counting_rules.yaml``); here a recorded
sentence is recognised by its form and its dates, periods and phrases are said anew. A sentence of no known form is
told as it was recorded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from monitor.knowledge import load
from monitor.knowledge.speech import Language, Speech
from monitor.model import Change, Field, Judgement

_LONGEST = 2_000  # characters; a longer text is no sentence of ours
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{{1,2}} (?:{'|'.join(_MONTHS)}) \d{{4}}"
_TYPED = {
    "day": _DAY,
    "days": rf"{_DAY}(?: or {_DAY})*",
    "instant": rf"{_DAY} \d\d:\d\d \S+",
    "period": r"\d+ (?:calendar day|business day|week|month)s?",
    "business_days": r"\d+ business days?",
    "n": r"[\d,]+",
    "counting": ".+",  # to the last of what may follow it, for its rules hold the same words
    "due": ".+",
    "rest": ".+?",
}
_SLOT = re.compile(r"\\\{(\w+)\\\}")
_VERBATIM = frozenset({"name", "text", "where", "zone", "before", "after"})
_SECTIONS = ("working", "parts", "clauses", "facts", "notes", "warnings")
_DAY_WORDS = re.compile(_DAY)


class Form(NamedTuple):
    """A sentence with gaps: its English form and the expression that recognises it."""

    message: str
    pattern: re.Pattern[str]
    opening: str  # the words before the first gap, for a quick look


@cache
def _forms() -> tuple[Form, ...]:
    said = load("sentences")
    return tuple(_form(message) for section in _SECTIONS for message in said[section])


def _form(message: str) -> Form:
    pattern = _SLOT.sub(
        lambda slot: f"(?P<{slot[1]}>{_TYPED.get(_kind(slot[1]), '.+?')})", re.escape(message)
    )
    return Form(message, re.compile(pattern, re.DOTALL), message.partition("{")[0])


def _kind(slot: str) -> str:
    return slot.rstrip("0123456789")


def retold(speech: Speech, text: str) -> str:
    """A recorded sentence in the language; itself where that is English, or where its form is not known."""
    if speech.language is Language.ENGLISH or not text or len(text) > _LONGEST:
        return text
    return _retold(speech, text) or text


def _retold(speech: Speech, text: str, depth: int = 0) -> str | None:
    if depth > 4:
        return None
    for form in _forms():
        if not text.startswith(form.opening):
            continue
        match = form.pattern.fullmatch(text)
        if match is None:
            continue
        values = {name: _part(speech, _kind(name), value, depth) for name, value in match.groupdict().items()}
        if all(value is not None for value in values.values()):
            return speech.tr(form.message, **values) if values else speech.tr(form.message)
    return None


def _part(speech: Speech, kind: str, text: str, depth: int) -> str | None:
    """What fills a gap, in the language; None where it cannot be what the form takes it for."""
    if kind in _VERBATIM:
        return text
    if kind in _PARTS:
        return _PARTS[kind](speech, text)
    found = _retold(speech, text, depth + 1)
    return text if found is None and kind == "rest" else found


def _day_of(text: str) -> date:
    _, number, month, year = text.split()
    return date(int(year), _MONTHS.index(month) + 1, int(number))


def _day(speech: Speech, text: str) -> str:
    try:
        return speech.day(_day_of(text))
    except ValueError:  # 31 Feb: not written by us
        return text


def _days(speech: Speech, text: str) -> str:
    return speech.tr(" or ").join(_day(speech, day) for day in text.split(" or "))


def _instant(speech: Speech, text: str) -> str:
    day, clock, zone = text.rsplit(" ", 2)
    return f"{_day(speech, day)}, {clock} {zone}"


def period_words(speech: Speech, text: str) -> str:
    """A period such as ``10 business days`` in the language; the text itself where it is none."""
    match = re.fullmatch(r"(\d+) (calendar day|business day|week|month)s?", text)
    if match is None:
        return text
    count = int(match[1])
    return {
        "calendar day": lambda: speech.trn("{n} calendar day", "{n} calendar days", count),
        "business day": lambda: speech.trn("{n} business day", "{n} business days", count),
        "week": lambda: speech.trn("{n} week", "{n} weeks", count),
        "month": lambda: speech.trn("{n} month", "{n} months", count),
    }[match[2]]()


def _number(speech: Speech, text: str) -> str:
    digits = text.replace(",", "")
    return speech.number(int(digits)) if digits.isdigit() else text


@cache
def _rules() -> dict[str, tuple[str, str]]:
    rules = load("counting_rules")["rules"].values()
    return {f"{rule['words']} ({rule['source']})": (rule["words"], rule["source"]) for rule in rules}


def _rule(speech: Speech, text: str) -> str | None:
    found = _rules().get(text)
    return f"{speech.trc('counting', found[0])} ({speech.trc('counting', found[1])})" if found else None


def _counted_by(speech: Speech, text: str) -> str | None:
    """The rules of a count, joined by semicolons that also stand within them."""
    said: list[str] = []
    rest = text
    while rest:
        known = next((rule for rule in _rules() if rest.startswith(rule)), None)
        if known is None:
            if not rest.startswith("left out: "):
                return None
            said.append(speech.tr("left out: {holidays}", holidays=_holidays(speech, rest[10:])))
            break
        said.append(_rule(speech, known) or known)
        rest = rest[len(known) :].removeprefix("; ")
    return "; ".join(said)


def _holidays(speech: Speech, text: str) -> str:
    return _DAY_WORDS.sub(lambda match: _day(speech, match.group()), text)


def _field(speech: Speech, text: str) -> str:
    try:
        return speech.field_label(Field(text.replace(" ", "_")).value)
    except ValueError:
        return text


@cache
def _codes() -> dict[str, str]:
    names: Mapping[str, str] = load("places_names")["names"]
    return {said.split("|")[0]: code for code, said in names.items()}


def _places(speech: Speech, text: str) -> str:
    own = load("sentences")["places"]

    def name(place: str) -> str:
        code = _codes().get(place)
        found = speech.territory(code) if code else None
        return found or (speech.trc("places", place) if place in own else place)

    return ", ".join(name(place) for place in text.split(", "))


_PARTS: dict[str, Callable[[Speech, str], str | None]] = {
    "day": _day,
    "days": _days,
    "instant": _instant,
    "period": period_words,
    "business_days": period_words,
    "n": _number,
    "rule": _rule,
    "rules": _counted_by,
    "holidays": _holidays,
    "field": _field,
    "places": _places,
}


def clause_value(speech: Speech, text: str) -> str:
    """A value of a changed clause ("30 calendar days", "list update", "yes") in the language."""
    return period_words(speech, text) if text[:1].isdigit() else retold(speech, text)


def fact_value(speech: Speech, name: str, value: str) -> str:
    """The value of a fact behind a judgement, in the language. ``name``: as in ``Judgement.facts``."""
    if speech.language is Language.ENGLISH:
        return value
    stem = name.removesuffix("_before").removesuffix("_after")
    say = load("severity_rules")["say"]
    if stem == "geo":
        return speech.trc("geo", value)
    if stem == "mechanism":
        words: dict[str, str] = say["mechanism"]
        known = sorted(words.values(), key=len, reverse=True)
        pattern = re.compile("|".join(map(re.escape, known)))
        return pattern.sub(lambda match: speech.trc("mechanism", match.group()), value)
    if stem in {"places", "banned"}:
        said = retold(speech, value)
        return said if said != value else _places(speech, value)
    if stem == "protected":
        kinds = [kind["name"] for kind in load("data_categories")["kinds"].values()]
        for kind in kinds:
            value = value.replace(f"{kind}: “", f"{speech.trc('protected', kind)}: “")
        return value
    return retold(speech, value) if stem == "days_left" else value


def reason_in(speech: Speech, judgement: Judgement) -> str:
    """Why a change matters, in the language; as recorded where the rule's words are others by now."""
    recorded = judgement.reason
    if speech.language is Language.ENGLISH:
        return recorded
    rules: dict[str, str] = {rule["id"]: rule["words"] for rule in load("severity_rules")["rules"]}
    before, after = dict(_values(judgement)), dict(_values(judgement, speech))
    words = rules.get(judgement.rule)
    if words is None:
        return recorded
    if "{else}" not in words:
        return _filled(speech, words, recorded, before, after) or recorded
    for other in rules.values():
        if "{else}" in other:
            continue
        before["else"] = other.format_map(_Gaps(before))
        if words.format_map(_Gaps(before)) == recorded:
            after["else"] = _filled(speech, other, before["else"], before, after) or before["else"]
            return speech.trc("severity", words).format_map(_Gaps(after))
    return recorded


def _filled(
    speech: Speech, words: str, recorded: str, before: Mapping[str, str], after: Mapping[str, str]
) -> str | None:
    if words.format_map(_Gaps(before)) != recorded:
        return None
    return speech.trc("severity", words).format_map(_Gaps(after))


class _Gaps(dict[str, str]):
    """What is not known leaves a dash, as where the sentence was written."""

    def __missing__(self, key: str) -> str:
        return "–"


def _values(judgement: Judgement, speech: Speech | None = None) -> Iterator[tuple[str, str]]:
    """What fills the gaps of a rule's words, as ``assess.severity`` fills them; in a language where one is given."""
    change = judgement.change
    for name, value in judgement.facts.items():
        yield name, fact_value(speech, name, value) if speech else value
    clause = change.field == "clause"
    yield from _of_change(change, clause, speech)


def _of_change(change: Change, clause: bool, speech: Speech | None) -> Iterator[tuple[str, str]]:
    def own(text: str) -> str:
        return clause_value(speech, text) if speech and clause and text else text

    legal = change.field == Field.LEGAL_NAME
    before, after = _clip(change.before), _clip(change.after)
    if clause:
        before, after = own(before or "not stated"), own(after or "not stated")
    lowered = change.name[:1].lower() + change.name[1:]
    field = (change.field or "").replace("_", " ")
    found = {
        "name": change.name,
        "before_name": change.before_name or "",
        "before": before,
        "after": after,
        "entity_before": _clip(change.before if legal else change.before_name),
        "entity_after": _clip(change.after if legal else change.name),
        "field": _field(speech, field) if speech and field else field,
        "group": change.group or "",
        "clause": own(lowered),
        "others": ", ".join(change.others),
    }
    yield from ((name, text) for name, text in found.items() if text)


def _clip(text: str | None) -> str:
    flat = " ".join((text or "").split())
    return flat if len(flat) <= 160 else flat[:159].rstrip() + "…"
