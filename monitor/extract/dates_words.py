"""Names of months and weekdays, and text folded so that it keeps its length: what ``dates`` looks words up in."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache, lru_cache

from monitor.knowledge import load

_SHORTEST_MISSPELT = 6

Readings = Mapping[str, frozenset[int]]  # language -> months


def _fold_table() -> dict[int, str]:
    """Characters whose base is one other character: accents, superscripts, full-width forms, quotes and spaces."""
    table: dict[int, str] = {}
    ranges = [
        (0xA0, 0x250),
        (0x2B0, 0x2C0),
        (0x370, 0x400),
        (0x1D2C, 0x1D6B),
        (0x1E00, 0x2000),
        (0x2070, 0x209D),
        (0xFF01, 0xFF5F),
    ]
    for first, behind in ranges:
        for code in range(first, behind):
            base = "".join(
                c for c in unicodedata.normalize("NFKD", chr(code)) if not unicodedata.combining(c)
            ).lower()
            if len(base) == 1 and base != chr(code):
                table[code] = base
    table.update({ord(k): v for k, v in {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ς": "σ"}.items()})
    table.update(dict.fromkeys([0xA0, 0x202F, 0x2009, 0x2007, 0x3000, 0x09, 0x0A], " "))
    table.update(dict.fromkeys([0x2010, 0x2011, 0x2012, 0x2013, 0x2212], "-"))
    table.update(dict.fromkeys([0x2018, 0x2019, 0x201B, 0x2032, 0x60, 0xB4], "'"))
    return table


_TABLE = _fold_table()


def flat(text: str) -> str:
    """Lower case without accents, quotes and hyphens alike; every character stays at its position."""
    low = text.lower()
    if len(low) != len(text):  # "İ" alone grows when it is lowered
        low = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    return low if low.isascii() and "`" not in low and "\n" not in low else low.translate(_TABLE)


@cache
def months() -> Mapping[str, Readings]:
    """Folded name of a month -> what it means in which language (Croatian and Czech disagree about "listopad")."""
    found: dict[str, dict[str, set[int]]] = {}
    for language, twelve in load("date_names")["months"].items():
        for number, names in enumerate(twelve, start=1):
            for name in names:
                found.setdefault(flat(str(name)).rstrip("."), {}).setdefault(language, set()).add(number)
    for language, extra in load("dates")["more_months"].items():
        for name, number in extra.items():
            found.setdefault(flat(str(name)), {}).setdefault(language, set()).add(number)
    return {name: {k: frozenset(v) for k, v in by.items()} for name, by in found.items()}


@cache
def weekdays() -> Mapping[str, frozenset[int]]:
    """Folded name of a weekday -> Monday 0 … Sunday 6, in any language."""
    found: dict[str, set[int]] = {}
    for seven in load("date_names")["weekdays"].values():
        for number, names in enumerate(seven):
            for name in names:
                found.setdefault(flat(str(name)).rstrip("."), set()).add(number)
    return {name: frozenset(days) for name, days in found.items()}


def month_numbers(word: str, language: str | None) -> frozenset[int]:
    """The months that a word can mean; that of ``language`` where this language knows the word; empty for none."""
    by_language = months().get(word.rstrip(".")) or _misspelt(word)
    if by_language is None:
        return frozenset()
    base = (language or "").split("-")[0].lower()
    if base in by_language:
        return by_language[base]
    votes = list(by_language.values())
    # Where most languages agree, the odd one out needs its own language to be believed.
    best = max(set(votes), key=votes.count)
    return best if votes.count(best) * 3 > len(votes) * 2 else frozenset().union(*votes)


@lru_cache(maxsize=256)
def _misspelt(word: str) -> Readings | None:
    """The month that a long word nearly is ("Januray"), if all names that near it agree."""
    if len(word) < _SHORTEST_MISSPELT:
        return None
    alike = [
        n
        for n in months()
        if n[0] == word[0] and abs(len(n) - len(word)) < 2 and len(n) >= _SHORTEST_MISSPELT
    ]
    near = [months()[name] for name in get_close_matches(word, alike, n=8, cutoff=0.84)]
    numbers = {number for by_language in near for found in by_language.values() for number in found}
    return near[0] if len(numbers) == 1 else None


@cache
def joining_words() -> frozenset[str]:
    """Words that may stand between the parts of a date."""
    return frozenset(flat(str(word)) for word in load("dates")["joining_words"])


@cache
def ordinal_suffixes() -> frozenset[str]:
    """What may be glued to the number of a day."""
    return frozenset(flat(str(word)) for word in load("dates")["ordinal_suffixes"])


@cache
def order_of(language: str | None) -> str | None:
    """``DMY``, ``MDY`` or ``YMD`` as a language (or one of its regions) writes numbers; None where that is open."""
    facts = load("dates")
    for name in ((language or "").lower().replace("_", "-"), (language or "").split("-")[0].lower()):
        if name in facts["day_first"]:
            return "DMY"
        if name in facts["month_first"]:
            return "MDY"
        if name in facts["year_first"]:
            return "YMD"
    return None
