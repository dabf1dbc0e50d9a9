"""Columns that came, went or changed their meaning: one fact about the list each, never a change of every row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from monitor.compare.entries import APART, Entry
from monitor.compare.texts import bare, is_link_label, same_items, same_text
from monitor.model import FIELD_COLUMN, Change, ChangeKind, Field, Listing

# Without a heading row, a column is what at least this share of the rows has.
_SHARE = 0.3
_COUNTED = re.compile(r"(?:no\.? ?|#)?0*(\d{1,4})[.):]?", re.IGNORECASE)
_SAME = 0.8  # a renamed column: this share of its cells stayed as they were


@dataclass(frozen=True)
class ColumnFacts:
    """What happened to the columns.

    changes: one per column that came, went or was renamed to another meaning. left_out: columns that rows are not
    compared by, because the fact about the list says it. renamed: column of the older listing -> of the newer,
    same meaning, other words. notes: headings that only read differently.
    """

    changes: tuple[Change, ...] = ()
    left_out: frozenset[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def used_columns(listing: Listing, entries: Sequence[Entry]) -> dict[str, str]:
    """Columns that hold any text: column -> its heading as written (or the field's name where there is none)."""
    headings = _columns(listing)
    used: dict[str, str] = {}
    for entry in entries:
        for column in entry.cells:
            if column not in used:
                used[column] = headings.get(column) or column
    return used


def _columns(listing: Listing) -> dict[str, str]:
    """The columns the list shows: column -> heading. One without a heading goes by its place, ``column 3``."""
    return {
        (c.field.value if c.field else c.heading or f"column {n}"): c.heading or f"column {n}"
        for n, c in enumerate(listing.columns, 1)
    }


def column_facts(
    before: Listing,
    after: Listing,
    left: Sequence[Entry],
    right: Sequence[Entry],
    pairs: Sequence[tuple[Entry, Entry]],
) -> ColumnFacts:
    """What happened to the columns between two listings, given the rows that are the same entry."""
    old, new = used_columns(before, left), used_columns(after, right)
    gone = [c for c in old if c not in new and _is_column(c, before, after, [a for a, _ in pairs])]
    come = [c for c in new if c not in old and _is_column(c, after, before, [b for _, b in pairs])]
    numbering = _numbering(old, left) | _numbering(new, right)
    gone, come = [c for c in gone if c not in numbering], [c for c in come if c not in numbering]
    renamed = _renamed(gone, come, pairs)
    changes: list[Change] = []
    notes: list[str] = []
    if any(a.cells.get(c) != b.cells.get(c) for c in numbering for a, b in pairs):
        notes.append("rows numbered anew")
    for source, target in renamed.items():
        gone.remove(source)
        come.remove(target)
        if _canonical(source) or _canonical(target):
            changes.append(
                _fact(new[target], old[source], new[target], f"read as {source} before, as {target} now")
            )
        else:
            notes.append(f"heading reworded: {old[source]} -> {new[target]}")
    for column in gone:
        if _holds_links(column, pairs, 0):
            notes.append(f"column of links dropped: {old[column]}")
        else:
            changes.append(_fact(old[column], old[column], None, f"column dropped: {column}"))
    for column in come:
        if _holds_links(column, pairs, 1):
            notes.append(f"column of links added: {new[column]}")
        else:
            changes.append(_fact(new[column], None, new[column], f"column added: {column}"))
    notes += _reworded(before, after)
    swapped = {s: t for s, t in renamed.items() if not (_canonical(s) or _canonical(t))}
    told = {c for pair in renamed.items() if pair[0] not in swapped for c in pair}
    return ColumnFacts(tuple(changes), frozenset((*gone, *come, *told, *numbering)), swapped, tuple(notes))


def _numbering(columns: Mapping[str, str], entries: Sequence[Entry]) -> set[str]:
    """Columns that only count the rows: 1, 2, 3 down the page, beginning anew in a new section."""
    found = set()
    for column in columns:
        if _canonical(column) or len(entries) < 2:
            continue
        numbers = [_COUNTED.fullmatch(entry.cells.get(column, "").strip()) for entry in entries]
        if not all(numbers):
            continue
        counted = [int(number[1]) for number in numbers if number]
        if counted[0] in {0, 1} and all(b == a + 1 or b == 1 for a, b in pairwise(counted)):
            found.add(column)
    return found


def _canonical(column: str) -> bool:
    return column in Field._value2member_map_


def _fact(name: str, before: str | None, after: str | None, note: str) -> Change:
    return Change(ChangeKind.CHANGED, name, field=FIELD_COLUMN, before=before, after=after, notes=(note,))


def _is_column(column: str, having: Listing, lacking: Listing, rows: Sequence[Entry]) -> bool:
    """Whether a column that only one listing uses is a column of the list, and not a remark in a row or two."""
    if column in _columns(lacking):
        return False  # it is there, only empty: then the cells came or went
    if column in _columns(having):
        return True
    filled = sum(column in entry.cells for entry in rows)
    return filled >= 2 and filled >= _SHARE * len(rows)


def _holds_links(column: str, pairs: Sequence[tuple[Entry, Entry]], side: int) -> bool:
    """Whether a column of no known meaning holds nothing but links: their labels, or their addresses."""
    if _canonical(column):
        return False
    filled = [(pair[side].cells[column], pair) for pair in pairs if column in pair[side].cells]
    return bool(filled) and all(is_link_label(text, *(entry.row for entry in pair)) for text, pair in filled)


def _renamed(
    gone: Sequence[str], come: Sequence[str], pairs: Sequence[tuple[Entry, Entry]]
) -> dict[str, str]:
    """Columns that went and came with the same cells."""
    renamed: dict[str, str] = {}
    for source in gone:
        agreeing: Counter[str] = Counter()
        filled = [(a.cells[source], b.cells) for a, b in pairs if source in a.cells]
        for text, cells in filled:
            agreeing.update(c for c in come if c in cells and _agree(text, cells[c]))
        for target, count in agreeing.most_common():
            if target not in renamed.values() and count >= max(1, _SAME * len(filled)):
                renamed[source] = target
                break
    return renamed


def _agree(a: str, b: str) -> bool:
    return same_text(a, b) or same_items(a, b)


def _reworded(before: Listing, after: Listing) -> list[str]:
    """Headings of canonical columns that read differently and mean the same."""
    old = {c.field: c.heading for c in before.columns if c.field}
    new = {c.field: c.heading for c in after.columns if c.field}
    return [
        f"heading reworded: {old[f]} -> {new[f]}"
        for f in old
        if f in new and bare(old[f]) != bare(new[f]) and f.value not in APART - {Field.NAME.value}
    ]
