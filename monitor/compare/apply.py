"""Changes applied to the older listing give the newer: the proof that a comparison left nothing out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from monitor.compare.entries import Entry, cells_of
from monitor.compare.texts import bare_words
from monitor.model import (
    FIELD_COLUMN,
    FIELD_PARAGRAPH,
    Change,
    ChangeKind,
    Column,
    Field,
    Listing,
    Paragraph,
    Row,
)


@dataclass
class _Slot:
    """A row as it was (its matter; None for one that came) and as it has become (None once it is gone)."""

    was: tuple[object, ...] | None
    now: Row | None


def apply(before: Listing, changes: Sequence[Change]) -> Listing:
    """The listing that ``changes`` make of ``before``: equal in matter, though not in order, to the newer one.

    Cosmetic differences are not among the changes and stay as they were, headings of sections that were introduced,
    dropped or only reworded among them. The cells of a column that came newly are
    not in the change either (it is one fact about the list): the column stands empty. Raises ValueError where a
    change speaks of a row or paragraph that ``before`` does not hold.
    """
    slots = [_Slot(_matter(row), row) for row in before.rows]
    paragraphs = list(before.paragraphs)
    columns = list(before.columns)
    for change in changes:
        if change.field == FIELD_PARAGRAPH:
            _apply_paragraph(paragraphs, change)
        elif change.field == FIELD_COLUMN:
            columns = _apply_column(slots, columns, change)
        elif change.field == Field.GROUP.value and change.row_before is None:
            _apply_section(slots, change)
        else:
            _apply_row(slots, change)
    rows = tuple(slot.now for slot in slots if slot.now is not None)
    return replace(before, rows=rows, columns=tuple(columns), paragraphs=tuple(paragraphs))


def _matter(row: Row) -> tuple[object, ...]:
    return Entry(row, 0, cells_of(row)).matter


def _apply_row(slots: list[_Slot], change: Change) -> None:
    match change.kind:
        case ChangeKind.ADDED:
            slots.append(_Slot(None, change.row_after))
        case ChangeKind.REMOVED:
            _drop(slots, change.row_before)
        case ChangeKind.MERGED:
            for row in (change.row_before, *change.other_rows):
                _drop(slots, row)
            slots.append(_Slot(None, change.row_after))
        case ChangeKind.SPLIT:
            _drop(slots, change.row_before)
            slots += [_Slot(None, row) for row in (change.row_after, *change.other_rows)]
        case ChangeKind.RENAMED:
            _set(slots, change, Field.NAME.value, change.after)
        case ChangeKind.MOVED:
            _set(slots, change, Field.GROUP.value, change.after)
        case ChangeKind.CHANGED:
            _set(slots, change, change.field or "", change.after)


def _find(slots: Iterable[_Slot], row: Row | None) -> list[_Slot]:
    """Every copy of a row: an entry that stands several times is one entry, and changes as one."""
    matter = _matter(row) if row else None
    found = [slot for slot in slots if slot.was is not None and slot.was == matter and slot.now is not None]
    if not found:
        raise ValueError(
            f"the listing has no row {row.name if row else '(none)'!r} for this change to apply to"
        )
    return found


def _drop(slots: list[_Slot], row: Row | None) -> None:
    for slot in _find(slots, row):
        slot.now = None


def _set(slots: list[_Slot], change: Change, column: str, text: str | None) -> None:
    for slot in _find(slots, change.row_before):
        if slot.now is not None:
            # The section comes along: a change says under which the row now stands.
            slot.now = _with(_with(slot.now, Field.GROUP.value, change.group), column, text)


def _with(row: Row, column: str, text: str | None) -> Row:
    if column in Field._value2member_map_:
        which = Field(column)
        fields = {f: t for f, t in row.fields.items() if f is not which}
        return replace(row, fields={**fields, which: text} if text else fields)
    other = {heading: t for heading, t in row.other.items() if heading != column}
    return replace(row, other={**other, column: text} if text else other)


def _apply_section(slots: list[_Slot], change: Change) -> None:
    for slot in slots:
        if slot.now is not None and slot.now.group == change.before:
            slot.now = _with(slot.now, Field.GROUP.value, change.after)


def _apply_column(slots: list[_Slot], columns: list[Column], change: Change) -> list[Column]:
    """Takes a dropped or renamed column out of the rows and headings, and puts a new heading in."""
    canonical = {c.heading: c.field for c in columns}
    if change.before is not None:
        which = canonical.get(change.before) or (
            Field(change.before) if change.before in Field._value2member_map_ else None
        )
        name = which.value if which else change.before
        for slot in slots:
            if slot.now is not None:
                slot.now = _with(slot.now, name, None)
        columns = [c for c in columns if c.heading != change.before]
    if change.after is not None:
        is_field = change.after in Field._value2member_map_
        columns = [*columns, Column(change.after, Field(change.after) if is_field else None)]
    return columns


def _apply_paragraph(paragraphs: list[Paragraph], change: Change) -> None:
    if change.kind is ChangeKind.ADDED:
        paragraphs.append(Paragraph(change.after or "", change.group))
        return
    if change.before is None:
        return  # an announcement stands beside the list and changes no paragraph
    words = bare_words(change.before)
    found = [n for n, p in enumerate(paragraphs) if p.text == change.before or bare_words(p.text) == words]
    if not found:
        raise ValueError(f"the text has no paragraph {change.before[:60]!r} for this change to apply to")
    for n in reversed(found):  # a paragraph that stands several times is one fact
        if change.kind is ChangeKind.REMOVED:
            del paragraphs[n]
        else:
            paragraphs[n] = replace(paragraphs[n], text=change.after or "")
