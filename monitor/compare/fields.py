"""What differs between the cells of rows that are one entry. DeepDiff finds the cells; it never pairs rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.compare.columns import ColumnFacts
from monitor.compare.entries import Entry
from monitor.compare.language import Language
from monitor.compare.texts import (
    is_link_label,
    is_stamp,
    same_items,
    same_places,
    same_text,
    says_nothing,
    slips,
    without_link_labels,
)
from monitor.knowledge.names import legal_entity_changed, normalise_name
from monitor.model import Change, ChangeKind, Field

# The parts of DeepDiff's report that can arise between two flat mappings of texts.
_KINDS = ("values_changed", "dictionary_item_removed", "dictionary_item_added")


@dataclass(frozen=True)
class CellDelta:
    """One differing cell: its column (of the newer row, where both have it), the text before and after."""

    column: str
    before: str | None
    after: str | None


def cell_deltas(pairs: Sequence[tuple[Mapping[str, str], Mapping[str, str]]]) -> list[list[CellDelta]]:
    """Every cell that is written differently in two rows, pair by pair, in the order of columns."""
    found: list[list[CellDelta]] = [[] for _ in pairs]
    # All pairs in one report, a cell going by its pair and column; a report of each pair would cost ten times as much.
    # Cells written alike are left out at once: the report would only walk over them.
    before = {(n, c): text for n, (a, b) in enumerate(pairs) for c, text in a.items() if b.get(c) != text}
    after = {(n, c): text for n, (a, b) in enumerate(pairs) for c, text in b.items() if a.get(c) != text}
    if not before and not after:
        return found
    from deepdiff import DeepDiff  # a third of a second to import, and equal rows never need it

    # Without the threshold, rows with few common columns would come back as one change of the whole row.
    tree = DeepDiff(before, after, view="tree", verbose_level=1, threshold_to_diff_deeper=0)
    for kind in _KINDS:
        for level in tree.get(kind, ()):
            cell = n, column = level.path(output_format="list")[0]
            found[n].append(CellDelta(column, before.get(cell), after.get(cell)))
    for deltas, (a, b) in zip(found, pairs, strict=True):
        if len(deltas) > 1:
            order = {column: place for place, column in enumerate((*b, *a))}
            deltas.sort(key=lambda delta: (column_rank(delta.column), order[delta.column], delta.column))
    return found


_RANKS = {f.value: n for n, f in enumerate(Field)}


def column_rank(column: str) -> int:
    """Canonical fields in the order of the model, other columns after them."""
    return _RANKS.get(column, len(_RANKS))


@dataclass(frozen=True)
class RowDelta:
    """changes: material ones, one per cell. notes: cosmetic ones, one phrase each."""

    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()


_NOTHING = RowDelta()
_ALIKE: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {})


def row_deltas(
    pairs: Sequence[tuple[Entry, Entry]], facts: ColumnFacts, language: Language
) -> list[RowDelta]:
    """What differs in the cells of rows that are one entry, pair by pair, material and cosmetic apart."""
    cells = []
    for a, b in pairs:
        if a.cells == b.cells and not facts.renamed:
            cells.append(_ALIKE)
            continue
        before = {facts.renamed.get(c, c): text for c, text in a.cells.items() if c not in facts.left_out}
        cells.append((before, {c: text for c, text in b.cells.items() if c not in facts.left_out}))
    told = zip(pairs, cell_deltas(cells), strict=True)
    return [_row_delta(a, b, deltas, language) if deltas else _NOTHING for (a, b), deltas in told]


def _row_delta(a: Entry, b: Entry, deltas: Iterable[CellDelta], language: Language) -> RowDelta:
    changes: list[Change] = []
    notes: list[str] = []
    for delta in deltas:
        note = cosmetic_difference(delta.before or "", delta.after or "", language)
        if note is None and (_is_link_label(delta, a, b) or _differ_by_labels(delta, a, b)):
            note = "label of a link"
        if note is None and column_rank(delta.column) == len(Field):
            note = "stamp" if is_stamp(delta.column, delta.before or "", delta.after or "") else None
        if note is not None:
            notes.append(f"{b.row.name}, {delta.column}: {note}")
            continue
        changes.append(
            Change(
                ChangeKind.CHANGED,
                b.row.name,
                before_name=a.row.name if a.row.name != b.row.name else None,
                field=delta.column,
                before=delta.before,
                after=delta.after,
                group=b.row.group,
                row_before=a.row,
                row_after=b.row,
                notes=_notes(delta),
            )
        )
    return RowDelta(tuple(changes), tuple(notes))


def _is_link_label(delta: CellDelta, a: Entry, b: Entry) -> bool:
    """Whether all that came or went is the text of a link ("More information") in a column of no known meaning."""
    if column_rank(delta.column) < len(Field):
        return False
    return all(is_link_label(text or "", a.row, b.row) for text in (delta.before, delta.after))


def _differ_by_labels(delta: CellDelta, a: Entry, b: Entry) -> bool:
    """Whether two cells differ in no more than a link with a label that says nothing ("Learn more")."""
    before, after = delta.before or "", delta.after or ""
    plain = [without_link_labels(text, e.row, delta.column) for text, e in ((before, a), (after, b))]
    return plain != [before, after] and same_text(*plain)


def cosmetic_difference(before: str, after: str, language: Language) -> str | None:
    """How two texts that mean the same differ, as a phrase; None where they do not mean the same."""
    if same_text(before, after):
        return "written differently"
    if says_nothing(before) and says_nothing(after):
        return "nothing said, in other signs"
    if before and after and same_items(before, after):
        return "same items in another order"
    if before and after and same_places(before, after):
        return "same places in other words"
    found = slips(before, after, language)
    if found:
        return "spelling: " + ", ".join(f"{x} -> {y}" for x, y in found)
    return None


def _notes(delta: CellDelta) -> tuple[str, ...]:
    if delta.column != Field.LEGAL_NAME.value or not delta.before or not delta.after:
        return ()
    entity = legal_entity_changed(normalise_name(delta.before), normalise_name(delta.after))
    return (f"new legal entity: {entity}",) if entity else ()
