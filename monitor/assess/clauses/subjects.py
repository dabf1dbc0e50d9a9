"""Which sentences speak of sub-processors: by their own words, or by those around them."""

from __future__ import annotations

import re

from monitor.assess.clauses.roles import Subject
from monitor.assess.clauses.sentences import SHORT, Segment, Text

CARRY = 3  # sentences over which a subject is carried on
CARRY_TO_OBJECTION = 8  # and over which it is carried to a sentence that speaks of objecting
FAR = 10_000
# A numbered or marked heading opens a new subject; an unmarked short line may be an item of a list.
_HEADING = re.compile(
    r"\s*(?:#+\s|(?:§|art(?:ikel|icle|icolo|ículo|\.)?|section|clause|klausel|ziffer)\s*\d+|\d{1,2}\.?\s+[^\W\d_])[^.;:]{0,70}$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\s*\d{1,2}[.)]\s")
_MARKED = re.compile(r"\s*(?:[-*+•▪◦·]|\d{1,2}[.)]|\(?(?:[a-z]|[ivx]{1,4})\))\s", re.IGNORECASE)


def subjects_of(text: Text) -> list[Subject]:
    """For each segment, whether it speaks of sub-processors, from its words and those around it."""
    subjects: list[Subject] = []
    last_named, excerpt = -FAR, len(text.whole) <= SHORT * 3
    listing = False  # within a list that words about sub-processors open
    for number, segment in enumerate(text.segments):
        vocab = segment.vocab
        section = text.sections[segment.paragraph]
        named = vocab.has("subject", segment.text)
        listing = listing and _MARKED.match(segment.text) is not None
        if not named and _is_heading(text, number):
            last_named = -FAR
        if named:
            subject, last_named = Subject.NAMED, segment.sentence
        elif vocab.has("terms_change", segment.text):
            subject, last_named = Subject.NONE, -FAR
        elif (
            listing
            or segment.sentence - last_named <= _reach(segment)
            or (section and vocab.has("subject", section))
        ):
            subject = Subject.CARRIED
        elif excerpt and (vocab.has("weak", segment.text) or _goes_on(text, number, subjects)):
            subject = Subject.WEAK
        else:
            subject = Subject.NONE
        listing |= subject in {Subject.NAMED, Subject.CARRIED} and segment.text.rstrip().endswith(":")
        subjects.append(subject)
    return _carried_back(text, subjects)


def _goes_on(text: Text, number: int, subjects: list[Subject]) -> bool:
    """Whether it objects, or speaks of silence, to what the sentence before it, in the same paragraph, spoke of."""
    here, before = text.segments[number], text.segments[number - 1] if number else None
    return (
        before is not None
        and before.paragraph == here.paragraph
        and subjects[-1] is Subject.WEAK
        and (here.vocab.has("object", here.text) or here.vocab.has("deemed", here.text))
    )


def _is_heading(text: Text, number: int) -> bool:
    """Headings stand alone; a numbered line beside another numbered line is an item of a list."""
    segment = text.segments[number]
    if not _HEADING.match(segment.text):
        return False
    beside = text.segments[max(0, number - 1) : number + 2]
    listed = _NUMBERED.match(segment.text) and any(
        other is not segment and _NUMBERED.match(other.text) for other in beside
    )
    return not listed


def _reach(segment: Segment) -> int:
    return CARRY_TO_OBJECTION if segment.vocab.has("object", segment.text) else CARRY


def _carried_back(text: Text, subjects: list[Subject]) -> list[Subject]:
    """The first sentences of a paragraph, or the words before a list, may name their subject only later."""
    found = list(subjects)
    for number in range(len(found) - 2, -1, -1):
        here, next_one = text.segments[number], text.segments[number + 1]
        joined = here.paragraph == next_one.paragraph or here.text.rstrip().endswith(":")
        if found[number] not in {Subject.NONE, Subject.WEAK} or not joined:
            continue
        if found[number + 1] in {Subject.NAMED, Subject.CARRIED} and _may_be_carried(here):
            found[number] = Subject.CARRIED
    return found


def _may_be_carried(segment: Segment) -> bool:
    return not segment.vocab.has("terms_change", segment.text) and segment.vocab.has("notify", segment.text)
