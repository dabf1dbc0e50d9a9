"""Which of a vendor's changes a notice announces: by the names it says, else by nearness in time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.knowledge.letters import words
from monitor.knowledge.names import normalise_name
from monitor.knowledge.words import listed, plural
from monitor.model import Change, CompareOutcome, Revision, SourceKind
from monitor.model.display import one_line
from monitor.review.decisions import OPEN

# A notice may precede the page by the longest notice period met in the field (six months), and lag behind it.
BEFORE, AFTER = timedelta(days=190), timedelta(days=60)
# Without a name only what is near can be meant, and only where nothing else can.
NEAR = timedelta(days=14)
_SHORTEST_NAME = 3  # letters; "AI" or "G2" stand in every second mail


@dataclass(frozen=True, slots=True)
class Match:
    """A revision that a notice announces, and why it is thought so. ``by_name``: False where only the time speaks."""

    revision: Revision
    reason: str
    by_name: bool


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What a notice says, as far as matching needs it.

    text: all of it. names: companies it announces, as far as they could be read.
    """

    text: str = ""
    names: tuple[str, ...] = ()


def matches(notice: NoticeText, received: datetime, revisions: Iterable[Revision]) -> list[Match]:
    """The revisions that a notice announces, oldest first.

    Several where it names the changes of several. Without any name in common, the one undecided revision within two
    weeks is taken, unless the notice names companies and so speaks of something else.
    """
    near = sorted((r for r in revisions if _may_belong(r, received)), key=lambda r: r.recorded_at)
    said = words(notice.text)
    found = []
    for revision in near:
        named = [name for name in _names(revision.comparison.changes) if _says(said, name)]
        if named:
            shown = listed(dict.fromkeys(one_line(name, 60) for name in named[:3]))
            found.append(Match(revision, f"the notice names {shown}", by_name=True))
    if found or notice.names:
        return found
    candidates = [r for r in near if r.state in OPEN and abs(r.recorded_at - received) <= NEAR]
    if len(candidates) != 1:
        return []
    days = abs((candidates[0].recorded_at - received).days)
    return [Match(candidates[0], f"by its date alone, {plural(days, 'day')} from the change", by_name=False)]


def names_said(text: str, names: Collection[str]) -> tuple[str, ...]:
    """Those of the names that a text says, as whole words."""
    said = words(text)
    return tuple(name for name in names if _says(said, name))


def _may_belong(revision: Revision, received: datetime) -> bool:
    if revision.kind is not SourceKind.LIST or revision.comparison.outcome is not CompareOutcome.CHANGED:
        return False
    return revision.before.last_seen_at - BEFORE <= received <= revision.after.first_seen_at + AFTER


def _names(changes: Iterable[Change]) -> Iterator[str]:
    for change in changes:
        if change.row_after is None and change.row_before is None and change.field is not None:
            continue  # a column or a paragraph has no company's name
        yield from (name for name in (change.name, change.before_name, *change.others) if name)


def _says(said: Sequence[str], name: str) -> bool:
    """Whether the words of a name's brand stand in a row; "HelpScout" and "Help Scout" are one name."""
    brand = normalise_name(name).brand.split()
    glued = "".join(brand)
    if len(glued) < _SHORTEST_NAME:
        return False
    longest = len(brand) + 2
    for start, word in enumerate(said):
        if not glued.startswith(word):
            continue
        joined = ""
        for following in said[start : start + longest]:
            joined += following
            if joined == glued:
                return True
            if not glued.startswith(joined):
                break
    return False
