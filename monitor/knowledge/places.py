"""Places in a text: countries in many languages, regions, states, cities and cloud regions, and phrases such as
"the customer's selected region". Names are data (``places.yaml``, ``places_names.yaml``); this file only matches.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
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


@dataclass(frozen=True, slots=True)
class Place:
    """One place as found.

    code: ISO 3166-1 alpha-2 (``GB``, never ``UK``), or a region's code: ``EU``, ``EEA``, ``EUROPE``, ``WORLDWIDE``,
        ``CUSTOMER_SELECTED``, ``REMOTE_UNKNOWN``, ``APAC`` … (``places.yaml`` has them all).
    label: the words as written. span: where they stand in the text, start and end.
    """

    code: str
    label: str
    span: tuple[int, int]
    kind: PlaceKind = PlaceKind.COUNTRY


class _Name(NamedTuple):
    tokens: tuple[str, ...]
    code: str
    kind: PlaceKind
    alone: bool  # only when it is the whole of a cell's part
    upper: bool  # only in capitals
    any_case: bool


class _Token(NamedTuple):
    word: str
    start: int
    end: int
    text: str


class _Gazetteer(NamedTuple):
    """Everything compiled once: names by their first word, longest first."""

    names: dict[str, tuple[_Name, ...]]
    joined: re.Pattern[str]  # names in scripts that put no spaces between words
    joined_codes: dict[str, tuple[str, PlaceKind]]
    codes: dict[str, str]  # two and three capitals
    states: frozenset[str]
    homonyms: dict[str, str]
    phrases: tuple[tuple[str, re.Pattern[str]], ...]
    not_places: re.Pattern[str]
    fillers: frozenset[str]


_WORD = re.compile(r"[^\W_](?:[^\W_]|\u00ad)*")
_JOINED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_URL = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)+/\S*")
_PLAIN_SPACES = {0xA0: " ", 0x202F: " ", 0x2009: " ", 0x2011: "-"}
_SKIPPED = frozenset(("and", "the"))
_PART_ENDS = frozenset(",;/()[]|&+•·:\n\t*†、・，；")
_JOINERS = re.compile(r"(?:^|\s)(?:and|or|und|oder|et|ou|y|o|e|en|i|og|och|sowie|-|–|—)\s*$", re.IGNORECASE)
_JOINERS_AFTER = re.compile(
    r"\s*(?:(?:and|or|und|oder|et|ou|y|o|e|en|i|og|och|sowie|-|–|—)(?:\s|$)|\d{1,2}\s*$)", re.IGNORECASE
)
_CITY_BEFORE = re.compile(r"(?:^|[,;/\n(–-])\s*[^\W\d_][^,;/\n()]*[^\W\d_]{2}[^,;/\n()]*,\s*$")


def fold(word: str) -> str:
    """A word for comparing: no case, accents or soft hyphens. Scripts without case stay as they are."""
    if word.isascii():
        return word.lower()
    if _JOINED.search(word):
        return word
    plain = unicodedata.normalize("NFKD", word.replace("\u00ad", ""))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in _WORD.finditer(text):
        word = fold(match.group())
        if word not in _SKIPPED:
            found.append(_Token(word, match.start(), match.end(), match.group()))
    return found


def _key(name: str) -> tuple[str, ...]:
    return tuple(token.word for token in _tokens(name))


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
def _gazetteer() -> _Gazetteer:
    data = load("places")
    alone = {_key(name) for name in data["alone"]}
    any_case = {_key(name) for name in data["any_case"]}
    by_key: dict[tuple[str, ...], _Name] = {}
    joined: dict[str, tuple[str, PlaceKind]] = {}
    for name, code, kind in _all_names():
        if _JOINED.search(name):
            joined.setdefault(name, (code, kind))
            continue
        key = _key(name)
        # "US" and "EU" are words in small letters; so are other names written wholly in capitals here.
        upper = name.upper() == name and not any(c.isdigit() for c in name)
        loose = key in any_case or (kind is PlaceKind.CLOUD and name.lower() == name)
        by_key.setdefault(key, _Name(key, code, kind, key in alone, upper, loose))
    by_first: dict[str, list[_Name]] = {}
    for entry in by_key.values():
        by_first.setdefault(entry.tokens[0], []).append(entry)
    countries = load("places_names")["names"]
    return _Gazetteer(
        names={
            first: tuple(sorted(entries, key=lambda e: -len(e.tokens))) for first, entries in by_first.items()
        },
        joined=re.compile("|".join(sorted(map(re.escape, joined), key=len, reverse=True))),
        joined_codes=joined,
        codes={**{code: code for code in countries}, **data["codes3"]},
        states=frozenset(data["us_state_codes"]),
        homonyms={fold(name): code for name, code in data["state_homonyms"].items()},
        phrases=tuple(
            (code, re.compile("|".join(patterns), re.IGNORECASE))
            for code, patterns in data["phrases"].items()
        ),
        not_places=re.compile("|".join(data["not_places"]), re.IGNORECASE),
        fillers=frozenset(fold(word) for word in data["fillers"]),
    )


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` is the whole of a part of the text: between commas, slashes, brackets, "and" …."""
    left = text[:start].rstrip(" .\u00a0")
    right = text[end:].lstrip(" .\u00a0")
    left_ok = not left or left[-1] in _PART_ENDS or bool(_JOINERS.search(text[:start]))
    return left_ok and (not right or right[0] in _PART_ENDS or bool(_JOINERS_AFTER.match(text[end:])))


def _fits(entry: _Name, text: str, tokens: list[_Token], at: int) -> bool:
    """Whether a name whose words match is meant as a place here."""
    run = tokens[at : at + len(entry.tokens)]
    start, end = run[0].start, run[-1].end
    if entry.upper and not all(token.text.isupper() for token in run):
        return len(text.strip()) == end - start or (end - start > 2 and _is_part(text, start, end))
    if entry.alone:
        return _is_part(text, start, end)
    if entry.any_case or any(token.text[0].isupper() or token.text.isdigit() for token in run):
        return True
    return _is_part(text, start, end)


def _match_name(g: _Gazetteer, text: str, tokens: list[_Token], at: int) -> tuple[_Name, int] | None:
    """The longest fitting name that begins at a word, and how many words it takes."""
    for entry in g.names.get(tokens[at].word, ()):
        size = len(entry.tokens)
        if size > 1:
            if at + size > len(tokens):
                continue
            if any(tokens[at + i].word != entry.tokens[i] for i in range(1, size)):
                continue
            between = text[tokens[at].end : tokens[at + size - 1].start]
            if ";" in between or "\n" in between:
                continue
        if _fits(entry, text, tokens, at):
            return entry, size
    return None


def _match_code(g: _Gazetteer, text: str, token: _Token, previous: Place | None) -> Place | None:
    """A country's or a US state's code in capitals, where it stands as a part of its own."""
    word = token.text
    if not (2 <= len(word) <= 3 and word.isascii() and word.isupper()):
        return None
    if word in g.states and _is_state(text, token, previous):
        return Place("US", word, (token.start, token.end), PlaceKind.PART)
    code = g.codes.get(word)
    if code and _is_part(text, token.start, token.end):
        return Place(code, word, (token.start, token.end), PlaceKind.COUNTRY)
    return None


def _is_state(text: str, token: _Token, previous: Place | None) -> bool:
    """ "Cary, NC", "Boca Raton, FL 33431": a city stands before the comma, and not one of another country."""
    before = text[: token.start]
    if not before.rstrip().endswith(","):
        return False
    after = text[token.end :].lstrip()
    if after and after[0] not in _PART_ENDS and not after[:5].isdigit():
        return False
    if previous and not before[previous.span[1] :].strip(" ,"):
        return previous.code == "US" and previous.kind in (PlaceKind.CITY, PlaceKind.PART)
    return bool(_CITY_BEFORE.search(before))


def _resolve_homonyms(g: _Gazetteer, text: str, found: list[Place]) -> list[Place]:
    """A state that shares its name with a country is the state where its own country stands next to it."""
    for i, place in enumerate(found):
        home = g.homonyms.get(fold(place.label))
        if not home or place.code == home:
            continue
        before = found[i - 1] if i else None
        after = found[i + 1] if i + 1 < len(found) else None
        in_city = before and before.code == home and before.kind in (PlaceKind.CITY, PlaceKind.PART)
        named = after and after.code == home and not text[place.span[1] : after.span[0]].strip(" ,(")
        if in_city or named:
            found[i] = Place(home, place.label, place.span, PlaceKind.PART)
    return found


def _joined_names(g: _Gazetteer, text: str) -> Iterator[Place]:
    """Names in scripts that put no spaces between words: wherever they stand, the longest first."""
    for match in g.joined.finditer(text):
        code, kind = g.joined_codes[match.group()]
        yield Place(code, match.group(), match.span(), kind)


def _phrases(g: _Gazetteer, text: str) -> Iterator[Place]:
    for code, pattern in g.phrases:
        for match in pattern.finditer(text):
            yield Place(code, match.group(), match.span(), PlaceKind.PHRASE)


def _names(g: _Gazetteer, text: str, taken: list[Place]) -> list[Place]:
    """Places by name or code, left to right, outside the spans that are taken."""
    tokens = _tokens(text)
    found: list[Place] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if any(place.span[0] <= token.start < place.span[1] for place in taken) or _JOINED.search(token.word):
            at += 1
            continue
        state = _match_code(g, text, token, found[-1] if found else None)
        named = _match_name(g, text, tokens, at)
        if named and not (state and named[1] == 1):
            entry, size = named
            span = (token.start, tokens[at + size - 1].end)
            found.append(Place(entry.code, text[span[0] : span[1]], span, entry.kind))
            at += size
            continue
        if state:
            found.append(state)
        at += 1
    return found


def _readable(g: _Gazetteer, text: str) -> str:
    """The text with web addresses and phrases such as "EU SCCs" blanked, every character in its old place."""
    if "." in text:
        text = _URL.sub(lambda m: " " * len(m.group()), text)
    if len(text) < 6:
        return text
    text = text.translate(_PLAIN_SPACES)
    return g.not_places.sub(lambda m: " " * len(m.group()), text)


@lru_cache(maxsize=4096)
def find_places(text: str) -> tuple[Place, ...]:
    """Every place in a text, in order. Spans do not overlap. Addresses of web pages are not looked into."""
    g = _gazetteer()
    readable = _readable(g, text)
    taken = list(_phrases(g, readable)) if len(readable) > 5 else []
    if not readable.isascii() and _JOINED.search(readable):
        taken += _joined_names(g, readable)
    found = taken + _resolve_homonyms(g, readable, _names(g, readable, taken))
    return tuple(sorted(_without_overlap(found), key=lambda p: p.span)) if taken else tuple(found)


def _without_overlap(found: Iterable[Place]) -> list[Place]:
    kept: list[Place] = []
    for place in found:
        if not any(p.span[0] < place.span[1] and place.span[0] < p.span[1] for p in kept):
            kept.append(place)
    return kept


def codes(text: str) -> tuple[str, ...]:
    """The codes of the places in a text, each once, in order."""
    return tuple(dict.fromkeys(place.code for place in find_places(text)))


@lru_cache(maxsize=4096)
def is_place_text(text: str) -> float:
    """The share (0.0 to 1.0) of a text's words that name places, words such as "region" or "and" not counted.

    For recognising a column of places: cells of such a column come out near 1, prose and company names near 0.
    """
    places = find_places(text)
    if not places:
        return 0.0
    fillers = _gazetteer().fillers
    counted = covered = 0
    spans = [place.span for place in places]
    for token in _tokens(_readable(_gazetteer(), text)):
        inside = any(start <= token.start < end for start, end in spans)
        if inside or (token.word not in fillers and not token.word.isdigit()):
            counted += 1
            covered += inside
    share = covered / counted if counted else 0.0
    # A sentence that leaves the place to the customer is an answer to "where?", however long it is.
    chosen = any(place.code == "CUSTOMER_SELECTED" for place in places)
    return max(share, 0.6) if chosen else share


@cache
def place_name(code: str) -> str:
    """What a place's code is called in English: ``Germany`` for ``DE``, ``customer selected`` for a code of our own."""
    names = load("places_names")["names"].get(code)
    if names:
        return str(names.split("|")[0])
    return code if code in {"EU", "EEA", "EMEA", "APAC", "LATAM", "DACH"} else code.replace("_", " ").lower()
