"""The words of contracts, compiled: one ``Vocabulary`` per language, and which language a text is in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from monitor.knowledge import load
from monitor.model import PeriodUnit

FALLBACK = "en"
GAP = 12  # blanks between a number and its unit, as in a text broken into lines
DOUBT = 2  # so few everyday words more do not overrule the stated language
_NO_WORD = re.compile(r"(?!)")
_CUES = (
    *("subject", "weak", "object", "notify", "approve", "terminate", "other", "lead", "audit", "change"),
    *("terms_change", "receipt", "notice", "posting", "list_update", "engagement", "since"),
    *(
        "reference",
        "aim",
        "means",
        "span",
        "within_name",
        "deemed",
        "not_deemed",
        "subscription",
        "region",
        "grounds",
        "standstill",
        "told_by_vendor",
        "told_by_customer",
    ),
    *("posting_only", "email", "saturday", "strict", "conditional", "upon", "answering", "money"),
)
_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One language's words, compiled.

    cues: name -> pattern, see ``clause_words.yaml``. within, notice_left: match at the end of what stands before a
    period; after, before, notice_right, not_ours: match at the start of what stands behind it.
    period: finds periods, with the groups ``number`` and one of ``business``, ``days``, ``weeks``, ``months``.
    """

    language: str
    cues: dict[str, re.Pattern[str]]
    within: re.Pattern[str]
    after: re.Pattern[str]
    before: re.Pattern[str]
    notice_right: re.Pattern[str]
    notice_left: re.Pattern[str]
    not_ours: re.Pattern[str]
    definite: re.Pattern[str]
    period: re.Pattern[str]
    word_number: re.Pattern[str]
    numbers: tuple[tuple[re.Pattern[str], int], ...]
    abbreviations: re.Pattern[str]
    anchor_left: bool
    verb_final: bool

    def has(self, cue: str, text: str) -> bool:
        """Whether the cue occurs in the text."""
        return bool(self.places(cue, text)) if cue == "object" else self.cues[cue].search(text) is not None

    def places(self, cue: str, text: str) -> list[re.Match[str]]:
        """Where the cue occurs in the text. An objection that is only answered is no place of ``object``."""
        found = list(self.cues[cue].finditer(text))
        if cue == "object" and found:
            answered = [match.span() for match in self.cues["answering"].finditer(text)]
            found = [m for m in found if not any(start <= m.start() < end for start, end in answered)]
        return found


UNITS = {
    "business": PeriodUnit.BUSINESS_DAYS,
    "days": PeriodUnit.DAYS,
    "weeks": PeriodUnit.WEEKS,
    "months": PeriodUnit.MONTHS,
}


def _any(parts: Iterable[str]) -> str:
    joined = "|".join(parts)
    return f"(?:{joined})" if joined else "(?!)"


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@cache
def vocabulary(language: str) -> Vocabulary:
    """The vocabulary of a language (its first subtag counts); English for one that is not known."""
    known = load("clause_words")["languages"]
    code = language.split("-")[0].lower()
    if code not in known:
        code = FALLBACK
    words = known[code]
    edge = "" if words.get("no_word_edges") else r"(?<!\w)"
    gap = r"\s*" if words.get("no_word_edges") else r"\s+"
    cues = {name: _compile(edge + _any(words[name])) if words.get(name) else _NO_WORD for name in _CUES}

    other_word = rf"(?:(?!{_any(words.get('stopper', []))}\b)[^\s,;:.]+ )"

    def at_end(name: str) -> re.Pattern[str]:
        tail = _any(words.get("qualifier", [])) if words.get("qualifier") else "(?!)"
        return _compile(rf"{edge}{_any(words.get(name, []))}\s*(?:{tail}\s*)*[\(\[]?\s*$")

    # "30-day window after": what the period is called may stand between it and what it runs from.
    named = rf"(?:(?:[\w-]+\s+)?{_any(words['span'])}\w*\s+)?" if words.get("span") else ""

    def at_start(name: str, called: str = "") -> re.Pattern[str]:
        qualifier = rf"(?:{_any(words.get('qualifier', []))}\s+)?"
        return _compile(rf"['\s\(\)\],-]*(?:s\b\s*)?{called}{qualifier}{_any(words.get(name, []))}")

    return Vocabulary(
        language=code,
        cues=cues,
        within=at_end("within"),
        after=at_start("after", named),
        before=at_start("before", named),
        notice_right=at_start("notice_right"),
        notice_left=at_end("notice_left"),
        definite=_compile(rf"{edge}{_any(words.get('definite', []))}\s*$"),
        not_ours=_compile(
            rf"['\s\)\],-]*{named}{_any(words.get('after', []))}{gap}"
            + _any(words.get("not_ours", [])).replace("~", other_word)
        ),
        period=_compile(_period_pattern(words, edge)),
        word_number=_compile(edge + _words_pattern(words)),
        numbers=tuple((_compile(rf"{word}\Z"), int(value)) for word, value in words["numbers"].items()),
        abbreviations=_compile(r"(?:^|[\s(])" + _any(words.get("abbreviations", [])) + r"\.$"),
        anchor_left=bool(words.get("anchor_left")),
        verb_final=bool(words.get("verb_final")),
    )


def _words_pattern(words: dict[str, Any]) -> str:
    numbers = sorted(words["numbers"], key=len, reverse=True)
    one = _any(numbers)
    end = rf"(?:(?!\w)|(?={_any(words['glued'])}))" if words.get("glued") else r"(?!\w)"
    return rf"{one}(?:{words['join']}{one}){{0,3}}{end}" if words["join"] != "(?!)" else one + end


def _period_pattern(words: dict[str, Any], edge: str) -> str:
    """A number in digits, words or both, in any order and bracket, then a unit, close or far."""
    number_words = _words_pattern(words)
    if words.get("no_word_edges"):
        number_words = number_words.replace(r"(?!\w)", "")
    digits = r"(?<![\d.,/§])\d{1,4}(?![\d.,]\d)"
    bracketed = rf"[\(\[]{{1,2}}\s{{0,{GAP}}}(?:{digits}|{number_words})\s{{0,{GAP}}}[\)\]]{{1,2}}"
    article = "|" + _any(words["units_article"]) if words.get("units_article") else ""
    filler = rf"(?:{_any(words.get('filler', []))}[\s-]{{0,{GAP}}})*" if words.get("filler") else ""
    number = (
        rf"(?:{bracketed}|{digits}|{edge}{number_words}{article})(?:[\s-]{{0,{GAP}}}{filler}{bracketed})?"
    )
    between = rf"\s{{1,{GAP}}}{_any(words['range'])}\s{{1,{GAP}}}" if words.get("range") else "(?!)"
    number = (
        rf"(?:{number}(?:(?<=\d)-(?=\d)|{between}))?{number}"  # of "14 to 30" the lower counts, see number_of
    )
    units = "|".join(rf"(?P<{name}>{_any(words.get(name, []))})" for name in UNITS)
    end = "" if words.get("no_word_edges") else r"(?!\w)"
    return rf"(?P<number>{number})\s{{0,{GAP}}}['-]?\s{{0,{GAP}}}{filler}(?:{units}){end}"


@cache
def _stop_words() -> dict[str, frozenset[str]]:
    known = load("clause_words")["languages"]
    return {code: frozenset(words["stop"]) for code, words in known.items()}


def languages() -> tuple[str, ...]:
    """The languages that can be read, as two-letter codes."""
    return tuple(_stop_words())


def guess(text: str, default: str | None = None) -> str:
    """The language of a text, by its everyday words; ``default`` where they do not tell."""
    if len(_JAPANESE.findall(text)) * 4 > len(text.replace(" ", "")) > 0:
        return "ja"
    found = [word for match in _WORD.finditer(text[:20000]) if len(word := match.group().lower()) > 1]
    counts = {code: sum(word in stop for word in found) for code, stop in _stop_words().items()}
    home = (default or FALLBACK).split("-")[0].lower()
    best = max(counts, key=lambda code: (counts[code], code == home), default=FALLBACK)
    stated = counts.get(home, 0)
    if default and home in counts and (stated * 5 >= counts[best] * 4 or counts[best] - stated <= DOUBT):
        return home
    return best


def number_of(vocab: Vocabulary, text: str) -> int | None:
    """The number a phrase like ``thirty (30)``, ``(10)``, ``forty-two`` or ``a`` means; None where it means none.

    Where digits and words disagree, the smaller is taken: the shorter reading is the safe one.
    """
    found = [int(digits) for digits in re.findall(r"\d+", text)]
    for match in vocab.word_number.finditer(text):
        value = _word_value(vocab, match.group().lower())
        if value is not None:
            found.append(value)
    if not found and vocab.word_number.search(text) is None:
        return 1  # nothing but an article: "a week"
    return min(found, default=None)


def _word_value(vocab: Vocabulary, text: str) -> int | None:
    whole = _lookup(vocab, text)
    if whole is not None:
        return whole
    parts: Sequence[int | None] = [
        _lookup(vocab, part) for part in re.split(r"[\s-]+", text) if part not in {"et", "y", "e"}
    ]
    values = [part for part in parts if part is not None]
    return sum(values) if values and len(values) == len(parts) else None


def _lookup(vocab: Vocabulary, word: str) -> int | None:
    return next((value for pattern, value in vocab.numbers if pattern.match(word)), None)
