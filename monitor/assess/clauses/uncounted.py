"""What a contract says of notice or objection that no day can be counted from: 0 days, "reasonable" time, ten years."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from monitor.assess.clauses.reading import LONGEST_DAYS, length
from monitor.assess.clauses.roles import Subject
from monitor.assess.clauses.sentences import Segment, split_text
from monitor.assess.clauses.subjects import subjects_of
from monitor.assess.clauses.vocabulary import UNITS, number_of
from monitor.knowledge import load
from monitor.model import Paragraph, Period

MOST = 20
LONGEST_QUOTE = 600


@dataclass(frozen=True, slots=True)
class Uncounted:
    """Words of time that are no period. quote: their sentence; where: its place; why: in words."""

    words: str
    why: str
    quote: str
    where: str


def uncounted(paragraphs: Sequence[Paragraph] | str, *, language: str | None = None) -> tuple[Uncounted, ...]:
    """Where a contract speaks of notice of sub-processors or of objecting to them, and names no countable time.

    Vague words are told only of sentences that hold no countable period. At most twenty; never raises for odd text.
    """
    text = split_text(paragraphs, language)
    subjects = subjects_of(text)
    found: dict[int, Uncounted] = {}
    counted: set[int] = set()
    for number, segment in enumerate(text.segments):
        about = subjects[number] in {Subject.NAMED, Subject.CARRIED}
        if not about or not (
            segment.vocab.has("object", segment.text) or segment.vocab.has("notify", segment.text)
        ):
            continue
        odd, fine = _periods(segment)
        if fine:
            counted.add(segment.sentence)
        told = odd or _vague(segment)
        if told and segment.sentence not in found and len(found) < MOST:
            start, end = text.sentence(segment)
            quote = text.whole[start:end].strip()[:LONGEST_QUOTE]
            found[segment.sentence] = Uncounted(*told, quote, text.places[segment.paragraph])
    return tuple(each for sentence, each in found.items() if sentence not in counted or each.why != VAGUE)


VAGUE = "no day can be counted from it"


def _periods(segment: Segment) -> tuple[tuple[str, str] | None, bool]:
    """The first period that is none, with the reason; and whether there is one that can be counted."""
    odd, fine = None, False
    for match in segment.vocab.period.finditer(segment.text):
        unit = UNITS[next(name for name in UNITS if match.group(name) is not None)]
        count = number_of(segment.vocab, match.group("number"))
        if count is None:
            continue
        if count == 0:
            odd = odd or (match.group().strip(), "a period of no days is none")
        elif length(Period(count, unit)) > LONGEST_DAYS:
            odd = odd or (
                match.group().strip(),
                "it is longer than any such period, and taken for something else",
            )
        else:
            fine = True
    return odd, fine


def _vague(segment: Segment) -> tuple[str, str] | None:
    match = _pattern().search(segment.text.lower())
    return (match.group().strip(), VAGUE) if match else None


@cache
def _pattern() -> re.Pattern[str]:
    words = load("uncounted_words")["vague"]
    # The words of one language hardly mean a time in another, so that all are looked for at once.
    return re.compile("|".join(rf"\b(?:{each})" for patterns in words.values() for each in patterns))
