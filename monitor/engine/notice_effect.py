"""The day on which a vendor's notice says that its change takes effect: read where it says one, and no other.

What is read here is a proposal. It is shown with its sentence, and a person who types the day goes before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from monitor.knowledge import load
from monitor.model.display import one_line

LONGEST_LEAD = timedelta(days=800)  # a notice announces nothing that lies further ahead
MOST_QUOTED = 300  # characters
_LONGEST_SENTENCE = 1_000  # characters; a longer one is a page without full stops


@dataclass(frozen=True, slots=True)
class EffectMention:
    """A sentence that dates a change. readings: every day it can mean, earliest first.

    plain: it says that something takes effect; else that somebody is used from then on.
    """

    readings: tuple[date, ...]
    quote: str
    plain: bool


@dataclass(frozen=True, slots=True)
class DayOfEffect:
    """The day that a notice names as that of effect, and the sentence in which it stands."""

    day: date
    quote: str


def day_of_effect(mentions: Sequence[EffectMention], received: date) -> DayOfEffect | None:
    """The one day from the receipt on that a notice can mean; None where it names none, or several, or one unclearly.

    What plainly takes effect goes before what merely begins.
    """
    for plain in (True, False):
        ahead = [m for m in mentions if m.plain is plain and m.readings[-1] >= received]
        near = [m for m in ahead if m.readings[0] <= received + LONGEST_LEAD]
        if near:
            days = {day for mention in near for day in mention.readings}
            day = days.pop()
            return None if days or day < received else DayOfEffect(day, near[0].quote)
    return None


def effect_mentions(texts: Iterable[str], language: str | None) -> Iterator[EffectMention]:
    """The sentences of a notice that date a change, in their order. ``language``: of the notice, where it is known."""
    from monitor.extract.coming import (
        SENTENCE_ENDS,
    )  # the service, which reads no notices itself, stays small
    from monitor.extract.dates import MAY_HOLD_DATE

    for text in texts:
        if not MAY_HOLD_DATE.search(text):
            continue
        for sentence in SENTENCE_ENDS.split(text):
            if len(sentence) <= _LONGEST_SENTENCE:
                yield from _of_sentence(sentence, language)


def _of_sentence(sentence: str, language: str | None) -> Iterator[EffectMention]:
    from monitor.extract.dates import find_dates
    from monitor.extract.dates_words import flat
    from monitor.extract.vocabulary import says_subject

    low = flat(sentence)
    found = [mention for mention in find_dates(sentence, language=language) if mention.readings]
    about = says_subject(sentence)
    for mention in found:
        before, after = low[: mention.start], low[mention.end :]
        plain = _takes_effect(before, after) and (about or not _says("other_matters", low))
        begins = not plain and _begins(before, low, dates=len(found))
        if plain or begins:
            yield EffectMention(mention.readings, one_line(sentence, MOST_QUOTED), plain)


def _takes_effect(before: str, after: str) -> bool:
    match = _right_before("takes_effect").search(before)
    if match is None or set(re.findall(r"[\w']+", before[: match.start()])[-2:]) & set(_words("denied")):
        return False
    halves: dict[str, list[str]] = load("effect_words")["halves"]
    ends = halves.get(match["said"])
    return ends is None or any(re.search(rf"\b{end}\b", after) for end in ends)


def _begins(before: str, low: str, *, dates: int) -> bool:
    """Whether somebody is used from that date on: said so, and nothing else in the sentence is dated."""
    if dates != 1 or not _right_before("begins").search(before):
        return False
    return _says("uses", low) and not _says("not_begins", low)


def _words(group: str) -> list[str]:
    found: list[str] = load("effect_words")[group]
    return found


def _says(group: str, low: str) -> bool:
    return _anywhere(group).search(low) is not None


@cache
def _anywhere(group: str) -> re.Pattern[str]:
    """Any of the words, each at the beginning of a word; a short one whole."""
    words = (re.escape(w) + (r"\b" if len(w) <= 3 else "") for w in _words(group))
    return re.compile(rf"\b(?:{'|'.join(words)})")


@cache
def _right_before(group: str) -> re.Pattern[str]:
    """Any of the words at the end of a text, nothing but a weekday, an article or a mark behind it."""
    from monitor.extract.dates_words import weekdays

    words = "|".join(sorted(map(re.escape, _words(group)), key=len, reverse=True))
    small = "|".join(sorted(map(re.escape, {*_words("between"), *weekdays()}), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?P<said>{words})(?:[^\w.;]+(?:{small}))*[^\w.;]*\Z")
