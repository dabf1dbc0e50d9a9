"""Periods that bear a name: "'Notification Period' means thirty days …", and elsewhere what it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monitor.assess.clauses.periods import Direction, Mention, mentions
from monitor.assess.clauses.roles import Reading, Role, Subject, anchor_of
from monitor.assess.clauses.sentences import Segment, Text
from monitor.model import RunsFrom

STRENGTH = 0.75
NAMES = 12  # so many names at most are looked for: the work on a hostile text stays bounded
BESIDE = 60  # characters of a sentence before the name that tell what the period is for there
_QUOTED = re.compile(r"""["'](?P<name>[^\W\d_][\w'-]*(?:[ -][\w'-]+){0,5})["']""")


def defined(text: Text, subjects: Sequence[Subject], found: Sequence[Reading]) -> list[Reading]:
    """Readings of named periods, by the sentences about sub-processors in which the name is used.

    found: what was read already; a period that is read for the same role is not read again.
    """
    known = {(reading.mention.segment.start, reading.mention.start, reading.role) for reading in found}
    readings: list[Reading] = []
    names: set[str] = set()
    for mention, name in _definitions(text):
        if name.casefold() in names:
            continue  # the first definition is the one
        names.add(name.casefold())
        if len(names) > NAMES:
            break
        for role in sorted(set(_uses(text, subjects, mention, name))):
            place = (mention.segment.start, mention.start, role)
            if place not in known:
                clock = (anchor_of(mention)[0] or RunsFrom.NOTICE) if role is Role.OBJECTION else None
                readings.append(Reading(mention, role, STRENGTH, clock))
                known.add(place)
    return readings


def _definitions(text: Text) -> Iterator[tuple[Mention, str]]:
    """Every period with a name that is one of a period: "the Notice Period", "Widerspruchsfrist"."""
    for segment in text.segments:
        vocab = segment.vocab
        names = [(m["name"], m.start(), m.end()) for m in _QUOTED.finditer(segment.text)]
        opening = vocab.cues["means"].search(segment.text)
        if opening and not names:  # set in bold, or not at all
            names = [(segment.text[: opening.start()].strip(" -*#\"'"), 0, opening.start())]
        named = [each for each in names if len(each[0]) <= BESIDE and vocab.has("span", each[0])]
        periods = mentions(segment) if named else []
        for name, start, end in named:
            means = vocab.cues["means"].match(segment.text[end:].lstrip(" \"')"))
            beside = [p for p in periods if (p.start >= end if means else p.end <= start)]
            if beside:
                yield (beside[0] if means else beside[-1]), name


def _uses(text: Text, subjects: Sequence[Subject], mention: Mention, name: str) -> Iterator[Role]:
    """What a named period is used for in the other sentences about sub-processors."""
    vocab = mention.segment.vocab
    for number, segment in enumerate(text.segments):
        if segment is mention.segment or subjects[number] is Subject.NONE:
            continue
        at = segment.text.casefold().find(name.casefold())
        if at < 0:
            continue
        rest = f"{segment.text[:at]}…{segment.text[at + len(name) :]}"
        if vocab.has("object", rest):
            if vocab.has("object", name) or _inside(segment, at):
                yield Role.OBJECTION
        elif (
            mention.direction is Direction.FORWARD
            or vocab.has("object", name)
            or vocab.has("terminate", rest)
        ):
            continue
        elif vocab.has("notify", rest) or vocab.has("lead", rest):
            yield Role.NOTICE


def _inside(segment: Segment, at: int) -> bool:
    """Whether something is to be done within the named period: "during the", "before the end of the"."""
    left = segment.text[max(0, at - BESIDE) : at]
    return segment.vocab.has("within_name", left)
