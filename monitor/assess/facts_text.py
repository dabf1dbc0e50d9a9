"""What words of a row or a paragraph say: artificial intelligence, protected kinds of data, affiliates, transfers.

The words are data (``ai_providers.yaml``, ``data_categories.yaml``, ``relationships.yaml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from monitor.knowledge import load
from monitor.knowledge.names import normalise_name, telling_words
from monitor.knowledge.places_gazetteer import fold
from monitor.model import Field, Row

_NEVER = re.compile(r"(?!)")
_TOKEN = re.compile(r"\w+")
_NEGATION_REACH = 40  # characters before a word in which a negation still means it


def plain(text: str) -> str:
    """Folded for matching: no case or accents, plain hyphens; scripts without case as they are."""
    text = text.replace("\u2011", "-").replace("\u2010", "-").replace("\u2019", "'").replace("\u00ad", "")
    return " ".join(_TOKEN.sub(lambda m: fold(m.group()), text).split())


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """One expression for whole words; ``*`` at the end of a word stands for any ending."""
    alternatives = [re.escape(plain(word)).replace(r"\*", r"\w*").replace(r"\ ", " ") for word in words]
    if not alternatives:
        return _NEVER
    return re.compile(r"(?<![\w])(?:" + "|".join(sorted(alternatives, key=len, reverse=True)) + r")(?![\w])")


def _joined(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)) or "(?!)")


class _Ai(NamedTuple):
    brands: frozenset[str]
    products: re.Pattern[str]
    words: re.Pattern[str]
    capitals: re.Pattern[str]
    joined: re.Pattern[str]


@cache
def _ai() -> _Ai:
    data = load("ai_providers")
    return _Ai(
        frozenset(normalise_name(name).brand for name in data["providers"]),
        _pattern(data["products"]),
        _pattern(data["words"]),
        re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, data["capitals"])) + r")(?!\w)"),
        _joined(data["joined"]),
    )


def ai_terms(name: str, *texts: str, vendor: str = "") -> tuple[str, ...]:
    """What marks a row as artificial intelligence: the provider's brand, or the words of its purpose; often nothing.

    In the list of a vendor that is itself an AI provider, products such as "Claude" only say what a row helps with.
    """
    ai = _ai()
    found = [name] if ai.brands.intersection(normalise_name(name).all_names) else []
    ours = bool(vendor) and bool(ai.brands.intersection(normalise_name(vendor).all_names))
    for text in (name, *texts):
        if not ours:
            found += [m.group() for m in ai.products.finditer(plain(text))]
        found += [m.group() for m in ai.words.finditer(plain(text))]
        found += [m.group() for m in ai.capitals.finditer(text)]
        found += [m.group() for m in ai.joined.finditer(text)]
    return tuple({word.casefold(): word for word in reversed(found)}.values())[::-1]


class _Kind(NamedTuple):
    label: str
    anywhere: re.Pattern[str]
    in_columns: re.Pattern[str]
    capitals: re.Pattern[str]
    joined: re.Pattern[str]


@cache
def _kinds() -> dict[str, _Kind]:
    kinds = {}
    for code, kind in load("data_categories")["kinds"].items():
        everywhere = [*kind["anywhere"], *kind["data_columns"]]
        short = [word for word in everywhere if word.isupper()]
        kinds[code] = _Kind(
            kind["name"],
            _pattern(word for word in kind["anywhere"] if not word.isupper()),
            _pattern(word for word in everywhere if not word.isupper()),
            re.compile(r"(?<!\w)(?:" + "|".join(short) + r")(?!\w)") if short else _NEVER,
            _joined(kind["joined"]),
        )
    return kinds


@cache
def _negation() -> re.Pattern[str]:
    return _pattern(load("data_categories")["negations"])


@cache
def _data_heading() -> re.Pattern[str]:
    return _pattern(load("data_categories")["data_headings"])


def _said(pattern: re.Pattern[str], text: str) -> str | None:
    """The first match that no negation stands before, within the same sentence."""
    for match in pattern.finditer(text):
        before = re.split(r"[.;!?]\s", text[max(0, match.start() - _NEGATION_REACH) : match.start()])[-1]
        if not _negation().search(before):
            return match.group()
    return None


def protected_data(row: Row | None) -> Mapping[str, str]:
    """Kinds of specially protected data that a row names (``special``, ``offences``, ``children``) -> its words."""
    if row is None:
        return {}
    fields = [
        text for field, text in row.fields.items() if field in (Field.DATA_CATEGORIES, Field.DATA_SUBJECTS)
    ]
    columns = fields + [text for heading, text in row.other.items() if _data_heading().search(plain(heading))]
    others = [row.get(Field.PURPOSE) or "", row.get(Field.NOTES) or "", *row.other.values()]
    found: dict[str, str] = {}
    for code, kind in _kinds().items():
        for text in columns:
            hit = _said(kind.in_columns, plain(text)) or _first(kind, text)
            if hit:
                found.setdefault(code, hit)
        for text in others:
            hit = _said(kind.anywhere, plain(text)) or _first(kind, text)
            if hit:
                found.setdefault(code, hit)
    return found


def _first(kind: _Kind, text: str) -> str | None:
    match = kind.capitals.search(text) or kind.joined.search(text)
    return match.group() if match else None


def kind_label(code: str) -> str:
    """What a kind of protected data is called, with its article."""
    return _kinds()[code].label


@cache
def _relations() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data = load("relationships")
    return _pattern(data["affiliate"]), _joined(data["affiliate_joined"]), _pattern(data["not_affiliate"])


def says_affiliate(text: str | None) -> bool:
    """Whether a heading, a column or a name says that somebody belongs to the vendor's own group."""
    if not text:
        return False
    affiliate, joined, not_affiliate = _relations()
    rest = not_affiliate.sub(" ", plain(text))
    return bool(affiliate.search(rest) or joined.search(text))


def bears_name_of(name: str, vendor: str) -> bool:
    """Whether a row's name carries the vendor's own brand ("Infobip Croatia" of Infobip)."""
    mine, theirs = normalise_name(vendor).brand.split(), normalise_name(name).brand.split()
    if not mine or not theirs or mine[0] not in telling_words(" ".join(mine)):
        return False
    size = min(len(mine), len(theirs))
    return mine[:size] == theirs[:size]


@cache
def _topics() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = load("relationships")
    return _pattern(data["topics"]), _joined(data["topics_joined"])


def topic_of(text: str) -> str | None:
    """The first words of a paragraph that concern sub-processing or transfers, or None."""
    words, joined = _topics()
    match = words.search(plain(text)) or joined.search(text)
    return match.group() if match else None
