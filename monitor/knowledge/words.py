"""How the closed lists of the model, dates and counts are said to people, in English.

The words are in ``words.yaml``. Alerts and commands speak English; ``monitor.knowledge.speech`` says the same in
every language of ours, and these functions are its English.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from babel.dates import format_date

from monitor.knowledge import load
from monitor.knowledge.retelling import fact_value
from monitor.knowledge.speech import Language, Speech, speech_of

LOCALE = Language.ENGLISH.locale
_ENGLISH = speech_of(Language.ENGLISH)


def say(section: str, key: str) -> str:
    """The word for ``key`` in a section of ``words.yaml``; the key itself, spaced, where there is none."""
    return _ENGLISH.say(section, key)


def by_urgency(section: str, keys: Iterable[str]) -> list[str]:
    """The keys in the order in which ``words.yaml`` lists them; unknown ones last, by name."""
    order = {key: index for index, key in enumerate(_section(section))}
    return sorted(keys, key=lambda key: (order.get(key, len(order)), key))


def field_label(name: str | None) -> str:
    """The label of a canonical field; the heading itself for any other column; "Entry" for a whole row."""
    return _ENGLISH.field_label(name)


def counted(kind: str, count: int) -> str:
    """A counted phrase, e.g. ``2 new sub-processors``. Kinds are those of ``counts`` in ``words.yaml``."""
    return _ENGLISH.counted(kind, count)


def fact_pairs(facts: Mapping[str, str], speech: Speech | None = None) -> list[tuple[str, str]]:
    """The facts behind a judgement as labels and values; what has a before and an after is told as one.

    ``class_before`` and ``class_after`` are machine words for what ``geo_…`` says in full, and left out.
    speech: the language; English by default.
    """
    told = speech or _ENGLISH
    labels, values = _section("facts"), _section("fact_values")
    pairs: dict[str, list[str]] = {}
    for name, value in facts.items():
        stem = name.removesuffix("_before").removesuffix("_after")
        if stem != "class":
            known = values.get(value)
            said = told.trc("fact_values", known) if known else fact_value(told, name, value)
            pairs.setdefault(stem, []).append(said)
    order = list(labels)
    known_stems = sorted(pairs, key=lambda stem: order.index(stem) if stem in labels else len(order))
    return [
        (
            told.trc("facts", labels[stem]) if stem in labels else stem.replace("_", " "),
            " → ".join(dict.fromkeys(pairs[stem])),
        )
        for stem in known_stems
    ]


def plural(count: int, one: str, many: str | None = None) -> str:
    """``1 day``, ``2 days``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def day(value: date) -> str:
    """A date with its weekday and year, e.g. ``Fri 27 Nov 2026``."""
    return _ENGLISH.day(value)


def long_day(value: date) -> str:
    """A date in full, e.g. ``Friday 27 November 2026``."""
    return format_date(value, "EEEE d MMMM y", locale=LOCALE)


def day_range(first: date, last: date) -> str:
    """Two dates as a span, each fact said once, e.g. ``Wed 2 – Thu 3 Dec 2026``."""
    return _ENGLISH.day_range(first, last)


def instant(value: datetime) -> str:
    """A UTC instant to the minute, e.g. ``Tue 3 Nov 2026, 06:00 UTC``. Naive values are taken as UTC."""
    return _ENGLISH.instant(value)


def days_left(until: date, today: date) -> str:
    """How far a day is from today in calendar days, e.g. ``in 10 days``, ``today``, ``3 days ago``."""
    return _ENGLISH.days_left(until, today)


def listed(words: Iterable[str]) -> str:
    """Words joined as a sentence joins them: ``a, b and c``."""
    return _ENGLISH.listed(words)


def _section(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = load("words")[name]
    return found
