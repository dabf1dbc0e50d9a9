"""The names behind ``places.py``, compiled once: by their first word, with codes and phrases; and how words compare."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from monitor.knowledge import load


class PlaceKind(StrEnum):
    """How exactly a place was named."""

    COUNTRY = "country"
    REGION = "region"  # EU, EEA, APAC, worldwide …
    PART = "part"  # a state or province
    CITY = "city"
    CLOUD = "cloud"  # a cloud provider's region, e.g. eu-west-1
    PHRASE = "phrase"  # customer's choice, remote access


class Name(NamedTuple):
    """One name of a place, as words, and when those words mean it."""

    tokens: tuple[str, ...]
    code: str
    kind: PlaceKind
    alone: bool  # only when it is the whole of a cell's part
    upper: bool  # only in capitals
    any_case: bool


class Token(NamedTuple):
    """One word of a text: folded, where it stands, as written."""

    word: str
    start: int
    end: int
    text: str


class Gazetteer(NamedTuple):
    """Everything compiled once: names by their first word, longest first."""

    names: dict[str, tuple[Name, ...]]
    joined: re.Pattern[str]  # names in scripts that put no spaces between words
    joined_codes: dict[str, tuple[str, PlaceKind]]
    codes: dict[str, str]  # two and three capitals
    states: frozenset[str]
    homonyms: dict[str, str]
    phrases: tuple[tuple[str, re.Pattern[str]], ...]
    not_places: re.Pattern[str]
    fillers: frozenset[str]


_WORD = re.compile(r"[^\W_](?:[^\W_]|\u00ad)*")
JOINED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SKIPPED = frozenset(("and", "the"))


def fold(word: str) -> str:
    """A word for comparing: no case, accents or soft hyphens. Scripts without case stay as they are."""
    if word.isascii():
        return word.lower()
    if JOINED.search(word):
        return word
    plain = unicodedata.normalize("NFKD", word.replace("\u00ad", ""))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def tokens_of(text: str) -> list[Token]:
    """The words of a text in order, without "and" and "the": a name has them in one list and not in the next."""
    found = []
    for match in _WORD.finditer(text):
        word = fold(match.group())
        if word not in _SKIPPED:
            found.append(Token(word, match.start(), match.end(), match.group()))
    return found


def _key(name: str) -> tuple[str, ...]:
    return tuple(token.word for token in tokens_of(name))


def _all_names() -> Iterator[tuple[str, str, PlaceKind]]:
    """Every name with its code, the more telling first."""
    data = load("places")
    for section, kind in (
        ("regions", PlaceKind.REGION),
        ("aliases", PlaceKind.COUNTRY),
        ("cloud", PlaceKind.CLOUD),
        ("parts", PlaceKind.PART),
        ("cities", PlaceKind.CITY),
    ):
        for code, names in data[section].items():
            for name in names:
                yield name, code, kind
    for code, names in load("places_names")["names"].items():
        for name in names.split("|"):
            yield name, code, PlaceKind.COUNTRY


@cache
def gazetteer() -> Gazetteer:
    """All names, read and compiled at the first use (some 40 ms)."""
    data = load("places")
    alone = {_key(name) for name in data["alone"]}
    any_case = {_key(name) for name in data["any_case"]}
    by_key: dict[tuple[str, ...], Name] = {}
    joined: dict[str, tuple[str, PlaceKind]] = {}
    for name, code, kind in _all_names():
        if JOINED.search(name):
            joined.setdefault(name, (code, kind))
            continue
        key = _key(name)
        # "US" and "EU" are words in small letters; so are other names written wholly in capitals here.
        upper = name.upper() == name and not any(c.isdigit() for c in name)
        loose = key in any_case or (kind is PlaceKind.CLOUD and name.lower() == name)
        by_key.setdefault(key, Name(key, code, kind, key in alone, upper, loose))
    by_first: dict[str, list[Name]] = {}
    for entry in by_key.values():
        by_first.setdefault(entry.tokens[0], []).append(entry)
    countries = load("places_names")["names"]
    return Gazetteer(
        names={
            first: tuple(sorted(entries, key=lambda e: -len(e.tokens))) for first, entries in by_first.items()
        },
        joined=re.compile("|".join(sorted(map(re.escape, joined), key=len, reverse=True))),
        joined_codes=joined,
        codes={**{code: code for code in countries}, **data["codes3"]},
        states=frozenset(data["us_state_codes"]),
        homonyms={fold(name): code for name, code in data["state_homonyms"].items()},
        phrases=tuple((code, _phrase_pattern(patterns)) for code, patterns in data["phrases"].items()),
        not_places=re.compile("|".join(data["not_places"]), re.IGNORECASE),
        fillers=frozenset(fold(word) for word in data["fillers"]),
    )


def _phrase_pattern(patterns: list[str]) -> re.Pattern[str]:
    """One expression for many phrases, tried only where a word begins: several times faster on prose."""
    spaced = [pattern for pattern in patterns if not JOINED.search(pattern)]
    joined = [pattern for pattern in patterns if JOINED.search(pattern)]
    return re.compile("|".join([r"(?<!\w)(?:" + "|".join(spaced) + ")", *joined]), re.IGNORECASE)
