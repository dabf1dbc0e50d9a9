"""Places in a text: countries in many languages, regions, states, cities and cloud regions, and phrases such as
"the customer's selected region". Names are data (``places.yaml``, ``places_names.yaml``); this file only matches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from monitor.knowledge import load
from monitor.knowledge.places_gazetteer import (
    JOINED,
    Gazetteer,
    Name,
    PlaceKind,
    Token,
    fold,
    gazetteer,
    tokens_of,
)


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


_PLAIN_SPACES = {0xA0: " ", 0x202F: " ", 0x2009: " ", 0x2011: "-"}
_URL = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)+/\S*")
_PART_ENDS = frozenset(",;/()[]|&+•·:\n\t*†、・，；")
_JOINERS = re.compile(r"(?:^|\s)(?:and|or|und|oder|et|ou|y|o|e|en|i|og|och|sowie|-|–|—)\s*$", re.IGNORECASE)
_JOINERS_AFTER = re.compile(
    r"\s*(?:(?:and|or|und|oder|et|ou|y|o|e|en|i|og|och|sowie|-|–|—)(?:\s|$)|\d{1,2}\s*$)", re.IGNORECASE
)
_CITY_BEFORE = re.compile(r"(?:^|[,;/\n(–-])\s*[^\W\d_][^,;/\n()]*[^\W\d_]{2}[^,;/\n()]*,\s*$")


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` is the whole of a part of the text: between commas, slashes, brackets, "and" …."""
    left = text[:start].rstrip(" .\u00a0")
    right = text[end:].lstrip(" .\u00a0")
    left_ok = not left or left[-1] in _PART_ENDS or bool(_JOINERS.search(text[:start]))
    return left_ok and (not right or right[0] in _PART_ENDS or bool(_JOINERS_AFTER.match(text[end:])))


def _fits(entry: Name, text: str, tokens: list[Token], at: int) -> bool:
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


def _match_name(g: Gazetteer, text: str, tokens: list[Token], at: int) -> tuple[Name, int] | None:
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


def _match_code(g: Gazetteer, text: str, token: Token, previous: Place | None) -> Place | None:
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


def _is_state(text: str, token: Token, previous: Place | None) -> bool:
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


def _resolve_homonyms(g: Gazetteer, text: str, found: list[Place]) -> list[Place]:
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


def _joined_names(g: Gazetteer, text: str) -> Iterator[Place]:
    """Names in scripts that put no spaces between words: wherever they stand, the longest first."""
    for match in g.joined.finditer(text):
        code, kind = g.joined_codes[match.group()]
        yield Place(code, match.group(), match.span(), kind)


def _phrases(g: Gazetteer, text: str) -> Iterator[Place]:
    for code, pattern in g.phrases:
        for match in pattern.finditer(text):
            yield Place(code, match.group(), match.span(), PlaceKind.PHRASE)


def _names(g: Gazetteer, text: str, taken: list[Place]) -> list[Place]:
    """Places by name or code, left to right, outside the spans that are taken."""
    tokens = tokens_of(text)
    found: list[Place] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if any(place.span[0] <= token.start < place.span[1] for place in taken) or JOINED.search(token.word):
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


def _readable(g: Gazetteer, text: str) -> str:
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
    g = gazetteer()
    readable = _readable(g, text)
    taken = list(_phrases(g, readable)) if len(readable) > 5 else []
    if not readable.isascii() and JOINED.search(readable):
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
    fillers = gazetteer().fillers
    counted = covered = 0
    spans = [place.span for place in places]
    for token in tokens_of(_readable(gazetteer(), text)):
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
