"""When may an earlier list that comes back be a page that alternates, and when has it simply been changed back?

A row that is taken out months after it came in is a removal like any other. What is doubted is a list that comes back
at once (an old copy in some cache), or on a page that has lately gone back and forth. Pure: time comes in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# A list that was replaced less long ago than this may come back from a cache.
_SETTLES = timedelta(days=1)
# A page that went back and forth is watched for it this long.
MEMORY = timedelta(days=7)
# From so many returns within that time on, the page alternates, and no look at it proves anything.
_ALTERNATES = 3


@dataclass(frozen=True, slots=True)
class State:
    """One thing the page said: its fingerprint (``compare.fingerprint``), and since when (UTC)."""

    fingerprint: str
    first_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of a page's going back and forth.

    earlier: fingerprints that would be an earlier state come back too soon. returns: how often an earlier state came
    back within ``MEMORY``, whether it was believed or not. since: when the going back and forth began.
    """

    earlier: frozenset[str] = frozenset()
    returns: int = 0
    since: datetime | None = None

    @property
    def alternates(self) -> bool:
        """Whether one more return makes it a page that alternates: one condition, told once."""
        return self.returns >= _ALTERNATES - 1


def past_of(states: Sequence[State], doubted: Sequence[datetime], at: datetime) -> Past:
    """What speaks for flapping at a look.

    states: what the page said, newest first, the current state among them. doubted: when an earlier state came back
    and was not believed, and went again. at: the time of the look.
    """
    if len(states) < 2:
        return Past()
    believed = [s.first_seen_at for n, s in enumerate(states) if _came_back(s, states[n + 1 :])]
    spell = _spell(sorted({*believed, *doubted}), at)
    returns = sum(moment >= at - MEMORY for moment in spell)
    current = states[0]
    if not returns and at - current.first_seen_at >= _SETTLES:
        return Past()
    earlier = frozenset(s.fingerprint for s in states[1:]) - {current.fingerprint}
    return Past(earlier, returns, spell[0] if spell else current.first_seen_at)


def _came_back(state: State, before: Sequence[State]) -> bool:
    """Whether a state is an earlier one come back, with another in between. ``before``: newest first."""
    return any(state.fingerprint == old.fingerprint for old in before[1:]) and (
        state.fingerprint != before[0].fingerprint
    )


def _spell(moments: Sequence[datetime], at: datetime) -> list[datetime]:
    """The last of these moments that follow one another closely, up to ``at``."""
    spell: list[datetime] = []
    for moment in reversed([m for m in moments if m <= at]):
        if (spell[0] if spell else at) - moment > MEMORY:
            break
        spell.insert(0, moment)
    return spell
