"""How the closed lists of the model, dates and counts are said to people, in English.

The words are in ``words.yaml``; dates and lists are put together by Babel, so that a further language is a
further file and a locale, not further code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from babel.dates import format_date, format_datetime
from babel.lists import format_list

from monitor.knowledge import load

LOCALE = "en_GB"  # day before month, as everywhere but in the United States


def say(section: str, key: str) -> str:
    """The word for ``key`` in a section of ``words.yaml``; the key itself, spaced, where there is none."""
    found = _section(section).get(key)
    return found if isinstance(found, str) else key.replace("_", " ")


def by_urgency(section: str, keys: Iterable[str]) -> list[str]:
    """The keys in the order in which ``words.yaml`` lists them; unknown ones last, by name."""
    order = {key: index for index, key in enumerate(_section(section))}
    return sorted(keys, key=lambda key: (order.get(key, len(order)), key))


def field_label(name: str | None) -> str:
    """The label of a canonical field; the heading itself for any other column; "Entry" for a whole row."""
    if name is None:
        return "Entry"
    found = _section("fields").get(name)
    return found if isinstance(found, str) else name


def counted(kind: str, count: int) -> str:
    """A counted phrase, e.g. ``2 new sub-processors``. Kinds are those of ``counts`` in ``words.yaml``."""
    one, many = _section("counts").get(kind, (kind, kind))
    return f"{count} {one if count == 1 else many}"


def fact_pairs(facts: Mapping[str, str]) -> list[tuple[str, str]]:
    """The facts behind a judgement as labels and values; what has a before and an after is told as one.

    ``class_before`` and ``class_after`` are machine words for what ``geo_…`` says in full, and left out.
    """
    labels, values = _section("facts"), _section("fact_values")
    pairs: dict[str, list[str]] = {}
    for name, value in facts.items():
        stem = name.removesuffix("_before").removesuffix("_after")
        if stem != "class":
            pairs.setdefault(stem, []).append(values.get(value, value))
    order = list(labels)
    known = sorted(pairs, key=lambda stem: order.index(stem) if stem in labels else len(order))
    return [
        (labels.get(stem, stem.replace("_", " ")), " → ".join(dict.fromkeys(pairs[stem]))) for stem in known
    ]


def plural(count: int, one: str, many: str | None = None) -> str:
    """``1 day``, ``2 days``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def day(value: date) -> str:
    """A date with its weekday and year, e.g. ``Fri 27 Nov 2026``."""
    return format_date(value, "EEE d MMM y", locale=LOCALE)


def long_day(value: date) -> str:
    """A date in full, e.g. ``Friday 27 November 2026``."""
    return format_date(value, "EEEE d MMMM y", locale=LOCALE)


def short_day(value: date) -> str:
    """A date without weekday and year, for an axis: ``27 Nov``."""
    return format_date(value, "d MMM", locale=LOCALE)


def month(value: date) -> str:
    """A month with its year, for an axis: ``Nov 2026``."""
    return format_date(value, "MMM y", locale=LOCALE)


def day_range(first: date, last: date) -> str:
    """Two dates as a span, each fact said once, e.g. ``Wed 2 – Thu 3 Dec 2026``."""
    if first == last:
        return day(first)
    pattern = "EEE d" if (first.year, first.month) == (last.year, last.month) else "EEE d MMM"
    pattern = pattern if first.year == last.year else "EEE d MMM y"
    return f"{format_date(first, pattern, locale=LOCALE)} – {day(last)}"


def instant(value: datetime) -> str:
    """A UTC instant to the minute, e.g. ``Tue 3 Nov 2026, 06:00 UTC``. Naive values are taken as UTC."""
    utc = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return format_datetime(utc, "EEE d MMM y, HH:mm", locale=LOCALE) + " UTC"


def days_left(until: date, today: date) -> str:
    """How far a day is from today in calendar days, e.g. ``in 10 days``, ``today``, ``3 days ago``."""
    days = (until - today).days
    if days in {0, 1, -1}:
        return {0: "today", 1: "tomorrow", -1: "yesterday"}[days]
    return f"in {plural(days, 'day')}" if days > 0 else f"{plural(-days, 'day')} ago"


def listed(words: Iterable[str]) -> str:
    """Words joined as a sentence joins them: ``a, b and c``."""
    return format_list(list(words), locale=LOCALE)


def _section(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = load("words")[name]
    return found
