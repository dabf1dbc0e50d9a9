"""How much speaks for two rows of different names being the same entry, and whether the page itself proves it.

A name must speak for it, or the address: two companies with the same purpose are two companies.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from monitor.compare.entries import Entry
from monitor.knowledge.letters import words
from monitor.model import Field


class NameTie(IntEnum):
    """How two names hang together; the higher, the more it proves."""

    NONE = 0
    INSIDE = 1  # one brand is a stretch of the other: "Bird" in "MessageBird"
    SHARED_WORDS = 2  # the first word and at least half of the telling words of one
    SAME_ORGANISATION = 3  # a brand and its house, by known aliases, acquisitions, renamings
    CONTAINED = 4  # "Segment" in "Twilio Segment"
    ACRONYM = 5
    SPELLING = 6  # one or two letters apart
    OTHER_NAME = 7  # one is an alias of the other
    FORMER_NAME = 8  # "formerly …": the page says so
    SAME_BRAND = 9


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why two rows may be one entry. score: for choosing among candidates. proven: the page itself says so."""

    tie: NameTie
    score: float
    proven: bool
    why: str


_WHY = {
    NameTie.NONE: "same address and purpose",
    NameTie.INSIDE: "one name is part of the other, and the purpose is the same",
    NameTie.SHARED_WORDS: "names share words, and the purpose is alike",
    NameTie.SAME_ORGANISATION: "one is known to belong to the other, and the purpose is alike",
    NameTie.CONTAINED: "one name contains the other",
    NameTie.ACRONYM: "one name is the other's initials",
    NameTie.SPELLING: "names differ by a letter or two",
    NameTie.OTHER_NAME: "one name is given as the other's",
    NameTie.FORMER_NAME: "the page names the former name",
    NameTie.SAME_BRAND: "same brand",
}


_SLIPS = 2  # letters by which a long name may differ from itself


def name_tie(a: Entry, b: Entry) -> NameTie:
    """How two rows hang together by their names."""
    if (b.given_up and a.own_names & b.given_up) or (a.given_up and b.own_names & a.given_up):
        return NameTie.FORMER_NAME
    if a.compact == b.compact:
        return NameTie.SAME_BRAND
    if not a.name_set.isdisjoint(b.name_set):
        return NameTie.OTHER_NAME
    if _differ_by_spelling(a.compact, b.compact):
        return NameTie.SPELLING
    if (b.initials and a.key.brand == b.initials) or (a.initials and b.key.brand == a.initials):
        return NameTie.ACRONYM
    shared = _shared_words(a, b)
    if shared < NameTie.SAME_ORGANISATION and _is_house(a, b):
        return NameTie.SAME_ORGANISATION
    if shared is NameTie.NONE and _is_inside(a.compact, b.compact):
        return NameTie.INSIDE
    return shared


def _is_house(a: Entry, b: Entry) -> bool:
    """Whether one name is that of the organisation the other belongs to; two brands of one house are two."""
    if not a.organisation or a.organisation != b.organisation:
        return False
    house = "".join(words(a.organisation))
    return house in a.all_names or house in b.all_names


def _shared_words(a: Entry, b: Entry) -> NameTie:
    shared = a.name_words & b.name_words
    if not shared or all(len(word) < 3 for word in shared):
        return NameTie.NONE
    if _holds(a, b) or _holds(b, a):
        return NameTie.CONTAINED
    # "Acme Pay" and "Other Pay" share a word and nothing else: names are told by how they begin.
    first_a, first_b = a.brand_list[:1], b.brand_list[:1]
    few = min(len(a.name_words), len(b.name_words))
    return NameTie.SHARED_WORDS if first_a == first_b and 2 * len(shared) >= few else NameTie.NONE


def begin_or_hold(a: Entry, b: Entry) -> bool:
    """Whether two names begin alike, or one holds the other: without that, a word they share ties them in no way."""
    return a.brand_list[:1] == b.brand_list[:1] or _holds(a, b) or _holds(b, a)


def spelled_alike_or_inside(a: Entry, b: Entry) -> bool:
    """Whether two names may be one with a slip, or one part of the other; else a common end ties them in no way."""
    one, other = a.compact, b.compact
    return (one[:1] == other[:1] and abs(len(one) - len(other)) <= _SLIPS) or _is_inside(one, other)


def _holds(a: Entry, b: Entry) -> bool:
    return a.every_word.issuperset(b.brand_list)


def _differ_by_spelling(a: str, b: str) -> bool:
    few = min(len(a), len(b))
    if few < 5 or a[0] != b[0]:
        return False
    limit = 1 if few < 9 else _SLIPS
    return (
        abs(len(a) - len(b)) <= limit
        and OSA.distance(a, b, score_cutoff=limit) <= limit
        and _digits(a) == _digits(b)
    )


def _is_inside(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    return len(short) >= 4 and (long.startswith(short) or long.endswith(short))


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def alike(a: str, b: str) -> float | None:
    """How alike two texts (as bare words) are, 0.0 to 1.0, whatever the order of words; None where one is empty."""
    if not a or not b:
        return None
    return max(fuzz.token_sort_ratio(a, b), 0.9 * fuzz.token_set_ratio(a, b)) / 100


def evidence(a: Entry, b: Entry) -> Evidence | None:
    """Why two rows of different names may be one entry, or None where nothing speaks for it."""
    tie = name_tie(a, b)
    if tie is NameTie.NONE and a.pages.isdisjoint(b.pages):
        return None
    purposes = alike(a.purpose, b.purpose)
    same_page = bool(a.pages & b.pages)
    if not _enough(tie, a, b, purposes, same_page):
        return None
    score = tie / 4 + (purposes or 0.0) + 0.5 * same_page + 0.3 * bool(a.domains & b.domains)
    score += 0.3 * _same_cell(a, b, Field.LOCATION) + 0.2 * (a.group == b.group)
    score += 0.3 * (a.key.suffix == b.key.suffix) + 0.3 * (a.key.country == b.key.country)
    proven = tie is NameTie.FORMER_NAME or (same_page and tie > NameTie.NONE)
    return Evidence(tie, score, proven, _WHY[tie])


def _enough(tie: NameTie, a: Entry, b: Entry, purposes: float | None, same_page: bool) -> bool:
    if tie >= NameTie.FORMER_NAME:
        return True
    if tie is NameTie.OTHER_NAME:
        # "LinkedIn (Microsoft)" and "Microsoft" share a name; only when they do the same is one the other.
        return purposes is None or purposes >= 0.45 or same_page or a.own_names == b.own_names
    # Own websites under different domains speak for different companies, unless they are known to be one.
    elsewhere = bool(a.domains and b.domains) and a.domains.isdisjoint(b.domains)
    if elsewhere and not (a.organisation and a.organisation == b.organisation):
        return False
    if tie in {NameTie.SPELLING, NameTie.ACRONYM}:
        return purposes is None or purposes >= 0.4 or same_page
    if tie is NameTie.CONTAINED:
        return (purposes is None and not (a.purpose or b.purpose)) or (purposes or 0) >= 0.55 or same_page
    if tie is NameTie.INSIDE:
        return (purposes or 0) >= 0.95 or same_page
    if tie > NameTie.NONE:
        return (purposes or 0) >= 0.75 or (same_page and (purposes or 0) >= 0.3)
    return same_page and (purposes or 0) >= 0.8


def _same_cell(a: Entry, b: Entry, which: Field) -> bool:
    text = a.cells.get(which.value)
    return text is not None and text == b.cells.get(which.value)
