"""In which language a text is written, told by its script or its function words. For telling locale variants apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from monitor.knowledge import load
from monitor.knowledge.letters import plain_letters

_WORD = re.compile(r"[^\W\d_]+")
_KANA = re.compile("[\u3040-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_HAN = re.compile("[\u4e00-\u9fff]")
_FEWEST = 4  # function words without which nothing is said
_LEAD = 1.5  # how far ahead of the second the first must be


@cache
def _languages_of() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for language, words in load("languages")["words"].items():
        for word in words:
            found.setdefault(word, []).append(language)
    return {word: tuple(languages) for word, languages in found.items()}


@cache
def known_languages() -> tuple[str, ...]:
    """The languages that something is known of, as BCP 47 codes without regions: their words, scripts or dates."""
    dates = load("dates")
    written = {code for order in ("day_first", "month_first", "year_first") for code in dates[order]}
    return tuple(sorted({code.split("-")[0] for code in {*load("languages")["words"], *written}}))


def guess_language(texts: Iterable[str]) -> str | None:
    """The language of the texts together, as a BCP 47 code; None where they are too short or too mixed to tell."""
    text = " ".join(texts)
    for code, script in (("ja", _KANA), ("ko", _HANGUL), ("zh", _HAN)):
        if len(script.findall(text)) >= 0.15 * max(1, len(_WORD.findall(text))):
            return code
    votes: Counter[str] = Counter()
    known = _languages_of()
    for word in _WORD.findall(plain_letters(text)):
        votes.update(known.get(word, ()))
    ranked = votes.most_common(2)
    if not ranked or ranked[0][1] < _FEWEST:
        return None
    if len(ranked) > 1 and ranked[0][1] < _LEAD * ranked[1][1]:
        return None
    return ranked[0][0]
