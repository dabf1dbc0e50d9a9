"""Finds the phrases for "last updated" and its kin in a line; the phrases are ``knowledge/dates.yaml``'s."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache

from monitor.extract.dates_words import flat
from monitor.knowledge import load

_WORDS = re.compile(r"[^\W\d_]+")
_SPACELESS = re.compile(r"[\u2e80-\ud7ff]")  # CJK and Hangul: words are not cut by blanks


class Kind(IntEnum):
    """What a phrase says of the date beside it; the lower, the better it answers "when did this last change?"."""

    UPDATED = 0
    UPDATED_WORD = 1  # a bare "updated": may be about anything nearby
    VERSION = 2
    EFFECTIVE = 3
    PUBLISHED = 4
    LABEL = 5  # a bare "date"
    KEY = 6  # front matter and its kin: not shown to readers


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase found in a line, its place, and the language that alone says it so (None: several do)."""

    start: int
    end: int
    kind: Kind
    language: str | None = None


@cache
def _phrases() -> tuple[dict[str, list[tuple[str, Kind]]], list[tuple[str, Kind]], dict[str, str | None]]:
    """Phrases by their first word, longest first; those of scripts without blanks; the language of each."""
    by_word: dict[str, dict[str, Kind]] = {}
    spaceless: dict[str, Kind] = {}
    spoken: dict[str, str | None] = {}
    for name, languages in load("dates")["phrases"].items():
        for language, phrases in languages.items():
            for written in phrases:
                phrase = flat(str(written))
                kind = Kind[name.upper()]
                spoken[phrase] = language if spoken.get(phrase, language) == language else None
                first = _WORDS.search(phrase)
                if _SPACELESS.search(phrase):
                    spaceless.setdefault(phrase, kind)
                elif first is not None:
                    if kind is Kind.UPDATED and " " not in phrase:
                        kind = Kind.UPDATED_WORD
                    by_word.setdefault(first[0], {}).setdefault(phrase, kind)
    return (
        {word: sorted(found.items(), key=lambda item: -len(item[0])) for word, found in by_word.items()},
        sorted(spaceless.items(), key=lambda item: -len(item[0])),
        spoken,
    )


@lru_cache(maxsize=2048)
def find_phrases(low: str) -> tuple[Phrase, ...]:
    """Every phrase in a line that was folded by ``flat``, in order; the longest where several begin together."""
    by_word, spaceless, spoken = _phrases()
    found: list[Phrase] = []
    behind = 0
    for word in _WORDS.finditer(low):
        if word.start() < behind or word[0] not in by_word:
            continue
        for phrase, kind in by_word[word[0]]:
            end = word.start() + len(phrase)
            if low.startswith(phrase, word.start()) and not low[end : end + 1].isalpha():
                found.append(Phrase(word.start(), end, kind, spoken[phrase]))
                behind = end
                break
    if not low.isascii() and _SPACELESS.search(low):
        for phrase, kind in spaceless:
            start = low.find(phrase)
            if start >= 0 and not any(p.start <= start < p.end for p in found):
                found.append(Phrase(start, start + len(phrase), kind, spoken[phrase]))
    return tuple(found)


@cache
def key_kinds() -> dict[str, Kind]:
    """Keys of front matter and meta elements (without separators) -> what they say."""
    return {
        re.sub(r"[\W_]", "", str(key).lower()): Kind[name.upper()]
        for name, keys in load("dates")["keys"].items()
        for key in keys
    }


@cache
def _other_subjects() -> re.Pattern[str]:
    words = sorted((flat(str(word)) for word in load("dates")["other_subjects"]), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")


def is_about_something_else(breath: str) -> bool:
    """Does the (folded) text around a phrase name another subject, such as a cookie policy?"""
    return _other_subjects().search(breath) is not None


@cache
def _placeholders() -> tuple[str, ...]:
    return tuple(str(word) for word in load("dates")["placeholders"])


def is_placeholder(low: str) -> bool:
    """Does the (folded) text hold a date that is still to be filled in, or is filled in at every build?"""
    return any(mark in low for mark in _placeholders())
