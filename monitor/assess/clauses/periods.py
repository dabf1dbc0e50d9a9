"""Finding periods in a segment, and which way each runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from monitor.assess.clauses.sentences import Segment
from monitor.assess.clauses.vocabulary import UNITS, number_of
from monitor.model import Period

NOUN = 140  # characters before a period in which the noun stands that makes it one of notice
MOST = 20  # periods in one piece of a sentence; more of them are a table or a flood, not a clause


class Direction(StrEnum):
    """Which way a period runs from its event."""

    FORWARD = "forward"  # "within 30 days after"
    BACKWARD = "backward"  # "30 days before", "30 days' notice"
    OPEN = "open"  # "30 days to object": nothing beside it says


@dataclass(frozen=True, slots=True)
class Mention:
    """A period in a segment. left, right: what stands before and behind it in the segment.

    saturday: its word for business days may include Saturday.
    """

    period: Period
    segment: Segment
    start: int
    end: int
    direction: Direction
    saturday: bool

    @property
    def left(self) -> str:
        """The segment up to the period."""
        return self.segment.text[: self.start]

    @property
    def right(self) -> str:
        """The segment from the period on."""
        return self.segment.text[self.end :]


def mentions(segment: Segment) -> list[Mention]:
    """The periods of a segment, in order; hours, years and numbers that count nothing are not among them."""
    found: list[Mention] = []
    for match in segment.vocab.period.finditer(segment.text):
        unit = next(name for name in UNITS if match.group(name) is not None)
        count = number_of(segment.vocab, match.group("number"))
        if not count:  # 0 days is no period
            continue
        left, right = segment.text[: match.start()], segment.text[match.end() :]
        if len(found) == MOST:
            return []
        found.append(
            Mention(
                Period(count, UNITS[unit]),
                segment,
                match.start(),
                match.end(),
                _direction(segment, left, right),
                segment.vocab.has("saturday", match.group()),
            )
        )
    return found


def _direction(segment: Segment, left: str, right: str) -> Direction:
    vocab = segment.vocab
    within = vocab.within.search(left[-80:])
    strict = within is not None and vocab.cues["strict"].match(within.group()) is not None
    if vocab.before.match(right):
        return Direction.BACKWARD
    # "within 10 days of notice" and "within the 30-day notice period" run forward, "given 30 days' notice" does not.
    if vocab.notice_right.match(right) and not strict:
        return Direction.BACKWARD
    if vocab.after.match(right):
        return Direction.FORWARD
    if within:
        return Direction.FORWARD if strict or not _announces(segment, left) else Direction.BACKWARD
    return Direction.BACKWARD if vocab.notice_left.search(left[-NOUN:]) else Direction.OPEN


def _announces(segment: Segment, left: str) -> bool:
    """ "prior notice of changes shall be 30 days": a period of notice, whatever word stands directly before it."""
    return segment.vocab.notice_left.search(left[-NOUN:]) is not None and not segment.vocab.has(
        "object", left[-60:]
    )
