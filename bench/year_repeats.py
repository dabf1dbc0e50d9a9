"""Whether each message came once, and whether each repeat was one that a kill made unavoidable. Pure.

At least once is what a sender can promise who may die between the arrival of a message and the record of it
(Gray, "Notes on Data Base Operating Systems", 1978: the two generals). So an arrival before the last one must have
been followed by a kill of the very process that sent it, with its try on record as cut off; a repeat says that it may
be one; and a first arrival says so only where an earlier try was cut off before it got there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bench.year_inbox import Message
from monitor.model import Attempt, AttemptOutcome


@dataclass
class Repeats:
    """once: messages that came once. explained: a sentence for each repeat, and for each label on a first arrival."""

    once: int = 0
    unexcused: int = 0
    repeats: int = 0
    early_labels: int = 0
    explained: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)


def judge_repeats(
    arrived: Mapping[str, Sequence[Message]],
    tries: Mapping[str, Sequence[Attempt]],
    kills: Mapping[int, int],
) -> Repeats:
    """Hold arrivals against tries and kills.

    arrived: by id, in their order. tries: what the outbox says of each id. kills: process to the kill that ended it.
    """
    found = Repeats()
    for key, messages in arrived.items():
        outcomes = [attempt.outcome for attempt in tries.get(key, ())]
        cut_off = outcomes.count(AttemptOutcome.UNKNOWN)
        found.once += len(messages) == 1
        if outcomes.count(AttemptOutcome.SENT) != 1 or outcomes[-1] is not AttemptOutcome.SENT:
            found.unexplained.append(f"{key}: its tries are {', '.join(outcomes) or 'none'}")
        for before, after in pairwise(messages):
            found.repeats += 1
            found.unexcused += not _judge_repeat(found, key, before, after, kills)
        if len(messages) - 1 > cut_off:
            found.unexplained.append(f"{key}: came {len(messages)} times, {cut_off} tries were cut off")
        if messages[0].duplicate:
            found.early_labels += 1
            if cut_off < len(messages):
                found.unexplained.append(f"{key}: first arrival labelled, no try was cut off before it")
            else:
                found.explained.append(f"{key}: first arrival labelled, a try before it was cut off")
    return found


def _judge_repeat(
    found: Repeats, key: str, before: Message, after: Message, kills: Mapping[int, int]
) -> bool:
    again, kill = f"{key}: came again in process {after.process}", kills.get(before.process)
    if not after.duplicate:
        found.unexplained.append(f"{again} without a label")
        return False
    if kill is None or before.process == after.process:
        found.unexplained.append(f"{again}, and process {before.process} was not killed in between")
        return False
    found.explained.append(f"{again}, labelled; kill {kill} ended process {before.process}")
    return True
