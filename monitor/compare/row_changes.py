"""Changes of whole rows, made of what matching found: renames, merges, splits, additions, removals."""

from __future__ import annotations

from collections.abc import Iterable, Set

from monitor.compare.columns import ColumnFacts
from monitor.compare.entries import Entry
from monitor.compare.fields import cosmetic_difference
from monitor.compare.language import Language
from monitor.compare.likeness import Evidence, NameTie
from monitor.compare.merging import Union, holds_together, joined_text
from monitor.compare.texts import without_badge
from monitor.knowledge.names import legal_entity_changed
from monitor.model import Change, ChangeKind, Field


def renaming(a: Entry, b: Entry, reason: Evidence | None, notes: list[str]) -> Iterable[Change]:
    """The rename of a pair, where its names differ in more than typography."""
    if a.row.name == b.row.name:
        return
    if without_badge(a.written) == without_badge(b.written):
        notes.append(f"name written differently: {a.row.name} -> {b.row.name}")
        return
    entity = legal_entity_changed(a.key, b.key)
    said = []
    if entity:
        said.append(f"new legal entity: {entity}")
    elif a.key.suffix != b.key.suffix:
        said.append(
            f"legal form now stated: {b.key.entity}" if b.key.suffix else "legal form no longer stated"
        )
    if b.key.relatives and not a.key.relatives:
        said.append("now covers several entities: its affiliates")
    by_name = reason is not None and reason.tie in {NameTie.SAME_BRAND, NameTie.OTHER_NAME}
    proven = reason is not None and (reason.proven or (by_name and not entity))
    if reason:
        said.append(reason.why)
    yield Change(
        ChangeKind.RENAMED,
        b.row.name,
        before_name=a.row.name,
        before=a.row.name,
        after=b.row.name,
        group=b.row.group,
        proven=proven,
        row_before=a.row,
        row_after=b.row,
        notes=tuple(said),
    )


def led_elsewhere(a: Entry, b: Entry) -> bool:
    """Whether the row's own website is another page now; tracking and redirects do not count."""
    if a.row.links == b.row.links and a.row.get(Field.WEBSITE) == b.row.get(Field.WEBSITE):
        return False
    return bool(a.pages and b.pages) and a.pages != b.pages


def merge(union: Union, facts: ColumnFacts, language: Language) -> Iterable[Change]:
    """The merge, and what the one row says otherwise than the many said together."""
    first, *further = union.many
    one = union.one
    yield Change(
        ChangeKind.MERGED,
        one.row.name,
        before_name=first.row.name,
        before=", ".join(e.row.name for e in union.many),
        after=one.row.name,
        group=one.row.group,
        row_before=first.row,
        row_after=one.row,
        others=tuple(e.row.name for e in further),
        other_rows=tuple(e.row for e in further),
        notes=tuple(_union_differences(union, facts, language)),
    )


def split(union: Union, facts: ColumnFacts, language: Language) -> Iterable[Change]:
    """The split, and what the many rows say together otherwise than the one did."""
    first, *further = union.many
    yield Change(
        ChangeKind.SPLIT,
        first.row.name,
        before_name=union.one.row.name,
        before=union.one.row.name,
        after=", ".join(e.row.name for e in union.many),
        group=first.row.group,
        row_before=union.one.row,
        row_after=first.row,
        others=tuple(e.row.name for e in further),
        other_rows=tuple(e.row for e in further),
        notes=tuple(_union_differences(union, facts, language, backwards=True)),
    )


def _union_differences(
    union: Union, facts: ColumnFacts, language: Language, *, backwards: bool = False
) -> Iterable[str]:
    """What the one row says otherwise than the many said together, a phrase per column."""
    columns = dict.fromkeys(c for e in (union.one, *union.many) for c in e.cells if c not in facts.left_out)
    for column in columns:
        many, one = joined_text(union.many, column), union.one.cells.get(column, "")
        if holds_together(union.many, union.one, column) or cosmetic_difference(many, one, language):
            continue
        before, after = (one, many) if backwards else (many, one)
        yield f"{column}: {before.replace(chr(10), ' / ')} -> {after.replace(chr(10), ' / ')}"


def added(entry: Entry, known: Set[str]) -> Change:
    """A row that came. known: the names that stood on the list, run together."""
    said = []
    if not entry.own_names.isdisjoint(known):
        said.append("the name already stood on the list, with another entry")
    return Change(
        ChangeKind.ADDED, entry.row.name, group=entry.row.group, row_after=entry.row, notes=tuple(said)
    )


def removed(entry: Entry) -> Change:
    """A row that went."""
    return Change(ChangeKind.REMOVED, entry.row.name, group=entry.row.group, row_before=entry.row)
