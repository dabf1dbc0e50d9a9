"""What a column heading means, in any of the languages of ``knowledge/headings.yaml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from monitor import knowledge
from monitor.extract.text import fold_key
from monitor.model import Field

STRONG, WEAK = 2, 1
_PLURAL = "(?:s|es|n|en|e|er|i)?"
# "Subverwerkerslijst": German, Dutch and the Nordic languages write the list and what it lists as one word.
_LIST_OF = (
    "(?:s?(?:listen?|verzeichnis|register|ubersicht|lijst|overzicht|lista|listan"
    "|forteckning|fortegnelse|oversigt))?"
)
_LONGEST_HEADING = 160  # a longer text is a sentence, not a heading
# Shorter words only count when they are the whole heading: inside longer text they mean anything.
_SHORTEST_INSIDE = 4
# Column groups such as "Purpose / categories of data" hold two fields; the first one named is the column's.
_SPLIT = re.compile(r"\s*[/|]\s*|\s+&\s+")
# "Company, address": the name with what is asked for beside it in the same cell.
_WITH = re.compile(r"\s*[,/+&]\s*|\s+(?:and|und|et|y|e|en|i|och|og|ja|a)\s+", re.IGNORECASE)
_BESIDE_A_NAME = frozenset({Field.LEGAL_ADDRESS, Field.CORPORATE_LOCATION, Field.CONTACT, Field.REGISTRATION})
_GLUED = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
_COUNT = "0123456789 §"
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）")


class Meaning(NamedTuple):
    """A heading's canonical field (None: known, but none of ours) and how sure that is (2 strong, 1 weak)."""

    field: Field | None
    weight: int
    subject: bool = False  # the heading itself says "sub-processor"


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    exact: dict[str, Meaning]
    inside: re.Pattern[str]
    cjk: re.Pattern[str]
    cjk_exact: dict[str, Meaning]
    subject: re.Pattern[str]
    soft: re.Pattern[str]
    spelling: re.Pattern[str]
    spelling_stem: re.Pattern[str]  # finds the beginning of every spelling, quickly
    spellings: dict[str, str]
    not_the_list: re.Pattern[str]
    other_sections: frozenset[str]
    purpose_or_products: frozenset[str]
    purpose_or_data: frozenset[str]
    annex: re.Pattern[str]


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w)))


@cache
def _vocabulary() -> _Vocabulary:
    data = knowledge.load("headings")
    spellings = {variant: word for word, variants in data["spelling"].items() for variant in variants}
    exact: dict[str, Meaning] = {}
    cjk: dict[str, Meaning] = {}
    subject_words = [fold_key(word) for word in data["subject"]["words"]]
    subject_cjk = list(data["subject"]["cjk"])
    groups: list[tuple[Field | None, dict[str, list[str]]]] = [(None, data["other"])]
    groups += [(Field(name), group) for name, group in data["fields"].items()]
    for weight_name, weight in (("strong", STRONG), ("weak", WEAK)):
        for which, group in groups:
            for phrase in group.get(weight_name, ()):
                # The first field that claims a phrase keeps it; strong claims come before weak ones.
                exact.setdefault(fold_key(phrase), Meaning(which, weight))
    for which, group in groups:
        for phrase in group.get("cjk", ()):
            cjk.setdefault(phrase, Meaning(which, STRONG))
    for table, words in ((exact, subject_words), (cjk, subject_cjk)):
        for word in words:
            if (known := table.get(word)) is not None:
                table[word] = known._replace(subject=True)
    long_enough = [phrase for phrase in exact if len(phrase) >= _SHORTEST_INSIDE]
    refused = _alternatives([fold_key(phrase) for phrase in data["not_the_list"]])
    refused_cjk = _alternatives(data["not_the_list_cjk"])
    return _Vocabulary(
        exact=exact,
        inside=re.compile(rf"\b({_alternatives(long_enough)}){_PLURAL}\b"),
        cjk=re.compile(f"({_alternatives(list(cjk))})"),
        cjk_exact=cjk,
        subject=re.compile(
            rf"\b(?:{_alternatives(subject_words)}){_PLURAL}{_LIST_OF}\b|{_alternatives(subject_cjk)}"
        ),
        soft=re.compile(
            rf"\b(?:{_alternatives([fold_key(w) for w in data['subject_soft']['words']])}){_PLURAL}\b"
            rf"|{_alternatives(data['subject_soft']['cjk'])}"
        ),
        spelling=re.compile(rf"\b({_alternatives(list(spellings))})"),
        spelling_stem=re.compile(_alternatives([word[:3] for word in spellings])),
        spellings=spellings,
        annex=re.compile(
            rf"(?:{_alternatives(data['annex_words'])})\b\.?\s*(?:\d|[a-z]\b|[ivx]+\b|[-–—:])", re.IGNORECASE
        ),
        not_the_list=re.compile(
            rf"\b(?:{refused}){_PLURAL}\b|{refused_cjk}"
            # "not our sub-processors", yet not "not shared with sub-processors"
            rf"|\bnot (?:(?!by|with|to|from|through)\w+ ){{1,3}}(?:{_alternatives(subject_words)}){_PLURAL}\b"
        ),
        purpose_or_products=frozenset(map(fold_key, data["purpose_or_products"])),
        purpose_or_data=frozenset(map(fold_key, data["purpose_or_data"])),
        other_sections=frozenset(fold_key(title) for title in data["other_sections"]),
    )


def folded(text: str) -> str:
    """Text folded for the vocabulary: as ``fold_key``, and each word in its one spelling."""
    # Headings and titles are asked about again and again, and stay the same from look to look; paragraphs are not kept.
    return _folded_short(text) if len(text) <= _LONGEST_HEADING else _folded(text)


@lru_cache(maxsize=8192)
def _folded_short(text: str) -> str:
    return _folded(text)


def _folded(text: str) -> str:
    vocabulary = _vocabulary()
    key = fold_key(text)
    if vocabulary.spelling_stem.search(key) is None:
        return key
    return vocabulary.spelling.sub(lambda m: vocabulary.spellings[m.group(1)], key)


def has_spellings(key: str) -> bool:
    """Whether a folded text may hold a word that is brought into one spelling."""
    return _vocabulary().spelling_stem.search(key) is not None


@lru_cache(maxsize=8192)
def meaning(heading: str) -> Meaning | None:
    """What a heading means, or None where the vocabulary does not know it."""
    if not heading or len(heading) > _LONGEST_HEADING:
        return None
    whole = _one(heading)
    if whole is not None and whole.weight > STRONG:
        return whole._replace(weight=STRONG)
    bare = _IN_BRACKETS.sub(" ", heading).strip()
    if (named := _with_name(bare)) is not None:
        return named
    parts = [part for part in _SPLIT.split(bare) if part]
    if len(parts) > 1:
        found = [known for part in parts[:4] if (known := _one(part)) is not None]
        sure = [known for known in found if known.weight >= STRONG]
        # "DPA / safeguards": a part that is none of our fields gives way to one that is.
        strong = next((known for known in sure if known.field is not None), sure[0] if sure else None)
        if strong is not None:
            if strong.field is Field.CORPORATE_LOCATION:
                # "Seat / place of processing": the place of processing is what is asked for.
                strong = next((known for known in found if known.field is Field.LOCATION), strong)
            return strong._replace(weight=STRONG)
    if bare and bare != heading and (known := _one(bare)) is not None:
        return known._replace(weight=min(known.weight, STRONG))
    return whole


def _with_name(heading: str) -> Meaning | None:
    """What "Company, address" means: the name, where all that is named beside it belongs to the company."""
    first, *rest = _WITH.split(heading)[:5]
    if not rest or (name := exactly(first)) is None or name.field is not Field.NAME:
        return None
    beside = [exactly(part) for part in rest]
    if all(known is not None and known.field in _BESIDE_A_NAME for known in beside):
        return Meaning(Field.NAME, STRONG, name.subject)
    return None


def begins_with_heading(text: str) -> Meaning | None:
    """What "PurposeWhy we use it" means: a heading with a hint for screens behind it, without a space between."""
    glued = _GLUED.search(text[:60])
    return exactly(text[: glued.start()]) if glued else None


@lru_cache(maxsize=8192)
def exactly(text: str) -> Meaning | None:
    """What a text means that is a known heading as a whole; None for one that only contains a known word."""
    if not text or len(text) > 80:
        return None
    vocabulary = _vocabulary()
    key = folded(text)
    known = vocabulary.exact.get(key) or vocabulary.exact.get(_singular(key))
    if known is None and not text.isascii():
        known = vocabulary.cjk_exact.get(text.strip(" :：").replace(" ", ""))
    return known


def _one(text: str) -> Meaning | None:
    """The meaning of a text read as one heading; weight 3 where the whole text is a known phrase."""
    vocabulary = _vocabulary()
    key = folded(text)
    known = vocabulary.exact.get(key) or vocabulary.exact.get(_singular(key))
    if known is not None:
        subject = known.subject or vocabulary.subject.search(key) is not None
        return Meaning(known.field, 3 if known.weight == STRONG else WEAK, subject)
    if not text.isascii():
        compact = text.replace(" ", "").replace("\n", "")
        if (known := vocabulary.cjk_exact.get(compact)) is not None:
            return Meaning(known.field, 3, known.subject)
        if matches := vocabulary.cjk.findall(compact):
            # Head-final languages: the last word says what the column is.
            known = vocabulary.cjk_exact[max(enumerate(matches), key=lambda m: (len(m[1]), m[0]))[1]]
            return Meaning(known.field, STRONG, known.subject)
    return _inside(key)


def _singular(key: str) -> str:
    return key.removesuffix("s")


def _inside(key: str) -> Meaning | None:
    vocabulary = _vocabulary()
    best: tuple[int, int, int] | None = None
    result: Meaning | None = None
    subject = vocabulary.subject.search(key) is not None
    for match in vocabulary.inside.finditer(key):
        phrase = match.group(1)
        known = vocabulary.exact[phrase]
        is_name = known.field is Field.NAME
        # "Vendor address", "country of the sub-processor": who it is about only qualifies what it says,
        # unless the phrase itself asks for the name.
        named = is_name and any(word in phrase for word in ("name", "nom", "naam", "identity"))
        rank = 4 if named else (2 if is_name else 3) if known.weight == STRONG else (0 if is_name else 1)
        order = (rank, len(phrase), -match.start())
        if best is None or order > best:
            best, result = order, Meaning(known.field, known.weight, subject)
    return result


@lru_cache(maxsize=8192)
def says_subject(text: str) -> bool:
    """Whether a heading, title or sentence speaks of sub-processors."""
    return _vocabulary().subject.search(folded(text)) is not None


@lru_cache(maxsize=8192)
def says_softly(text: str) -> bool:
    """Whether a title or heading speaks of service providers and the like, which such a list may be called too."""
    return _vocabulary().soft.search(folded(text)) is not None


@lru_cache(maxsize=8192)
def says_not_the_list(text: str) -> bool:
    """Whether a heading announces something other than the current list: history, cookies, integrations."""
    return _vocabulary().not_the_list.search(folded(text)) is not None


def is_purpose_or_products(heading: str) -> bool:
    """Whether a heading asks what for only where no other does ("Applicable services")."""
    return folded(heading) in _vocabulary().purpose_or_products


def is_purpose_or_data(heading: str) -> bool:
    """Whether a heading asks for data only where no other does ("What they process")."""
    return folded(heading) in _vocabulary().purpose_or_data


@lru_cache(maxsize=8192)
def titles_other_section(text: str) -> bool:
    """Whether a heading as a whole is the title of some other section ("Certifications", "7. Contact")."""
    return folded(text).lstrip(_COUNT) in _vocabulary().other_sections


@lru_cache(maxsize=8192)
def begins_annex(text: str) -> bool:
    """Whether a short line is the title of an annex ("Appendix 1 – Sub-processors"), marked up or not."""
    return _vocabulary().annex.match(text) is not None
