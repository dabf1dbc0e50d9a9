"""Sections of a list: rows that moved between them, and sections that were renamed, introduced or dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.compare.entries import Entry
from monitor.compare.texts import bare_words
from monitor.knowledge.places import codes
from monitor.model import Change, ChangeKind, Field


@dataclass(frozen=True)
class SectionFacts:
    """moved: one per row that stands under another section, where both sections are old acquaintances.
    changes: sections whose new heading means something else. notes: the rest.
    """

    moved: dict[tuple[int, int], Change]
    changes: tuple[Change, ...]
    notes: tuple[str, ...]


def section_facts(
    left: Sequence[Entry], right: Sequence[Entry], pairs: Sequence[tuple[Entry, Entry]]
) -> SectionFacts:
    """What happened to the sections, given the rows that are the same entry."""
    old, new = {e.group for e in left}, {e.group for e in right}
    moved: dict[tuple[int, int], Change] = {}
    renamed: dict[tuple[str, str], tuple[str | None, str | None]] = {}
    for a, b in pairs:
        if a.group == b.group:
            continue
        if _moves(a.group, b.group, old, new):
            moved[a.at, b.at] = _moved(a, b)
        else:
            renamed.setdefault((a.group, b.group), (a.row.group, b.row.group))
    changes: list[Change] = []
    notes: list[str] = []
    for (before, after), (heading, now) in renamed.items():
        if not before:
            notes.append(f"section introduced: {now}")
        elif not after:
            notes.append(f"section dropped: {heading}")
        elif _means_otherwise(heading or "", now or ""):
            changes.append(
                Change(
                    ChangeKind.CHANGED, now or "", heading, Field.GROUP.value, heading, now, now,
                    notes=("the section's heading changed its meaning for all its rows",),
                )
            )  # fmt: skip
        else:
            notes.append(f"section renamed: {heading} -> {now}")
    return SectionFacts(moved, tuple(changes), tuple(dict.fromkeys(notes)))


def _moves(before: str, after: str, old: set[str], new: set[str]) -> bool:
    """A row moves where both sections are known; a heading set above rows, or taken away, moves nothing."""
    if before and after:
        return before in new or after in old
    section = before or after
    return section in old and section in new


def _moved(a: Entry, b: Entry) -> Change:
    return Change(
        ChangeKind.MOVED,
        b.row.name,
        before_name=a.row.name if a.row.name != b.row.name else None,
        field=Field.GROUP.value,
        before=a.row.group,
        after=b.row.group,
        group=b.row.group,
        row_before=a.row,
        row_after=b.row,
    )


def _means_otherwise(before: str, after: str) -> bool:
    """Whether two headings differ in a place or a figure: what a heading says of all rows under it."""
    figures = [[w for w in bare_words(text) if any(c.isdigit() for c in w)] for text in (before, after)]
    return set(codes(before)) != set(codes(after)) or figures[0] != figures[1]
