"""Two lists become changes: rows are matched, and what differs between matched rows is told apart from mere form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field

from monitor.compare.columns import ColumnFacts, column_facts, used_columns
from monitor.compare.entries import Entry, entries_of, without_repeats
from monitor.compare.fields import cosmetic_difference, row_delta
from monitor.compare.language import language_of
from monitor.compare.likeness import Evidence, NameTie
from monitor.compare.matching import families_of, match_identical, match_renamed
from monitor.compare.merging import (
    Union,
    holds_together,
    joined_text,
    unions_by_name,
    unions_by_purpose,
    without_conflicts,
)
from monitor.compare.notes import capped, listing_notes
from monitor.compare.sections import section_facts
from monitor.compare.texts import same_text
from monitor.knowledge.names import legal_entity_changed
from monitor.model import (
    FIELD_PARAGRAPH,
    Change,
    ChangeKind,
    CompareOutcome,
    Comparison,
    Field,
    Listing,
    Verdict,
)

_Pairs = Sequence[tuple[Entry, Entry]]


@dataclass
class _Sides:
    """The state of one comparison: pairs so far, reasons for pairs of different names, and what is left."""

    left: list[Entry]
    right: list[Entry]
    pairs: list[tuple[Entry, Entry]] = field(default_factory=list)
    reasons: dict[tuple[int, int], Evidence] = field(default_factory=dict)
    removed: list[Entry] = field(default_factory=list)
    added: list[Entry] = field(default_factory=list)
    merged: list[Union] = field(default_factory=list)
    split: list[Union] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)


def compare(before: Listing, after: Listing) -> Comparison:
    """What changed between two listings of one list. Order, typography, layout and links are never a change.

    Laws: ``compare(a, a)`` is unchanged; the order of rows and columns does not matter; ``compare(b, a)`` mirrors
    ``compare(a, b)``. Where one of the two holds no list, the outcome is suspect and nothing is concluded.

    A row whose name is written with another legal form or country is reported as RENAMED with the note
    ``new legal entity: … -> …``; another company in its place is REMOVED and ADDED, however alike the purpose.
    """
    if before.verdict is not after.verdict or after.verdict is not Verdict.LIST:
        return _not_two_lists(before, after)
    if before == after:
        return Comparison(CompareOutcome.UNCHANGED, unchanged_rows=len(after.rows))
    sides = _match(before, after)
    facts = column_facts(before, after, sides.left, sides.right, sides.pairs)
    sections = section_facts(sides.left, sides.right, sides.pairs)
    language = language_of(after) or language_of(before)
    located: list[tuple[int, Change]] = []
    notes: list[str] = [*facts.notes, *sections.notes, *sides.repeated]
    unchanged = 0
    for a, b in sorted(sides.pairs, key=lambda pair: pair[1].at):
        found = list(_naming(a, b, sides.reasons.get((a.at, b.at)), notes))
        if (a.at, b.at) in sections.moved:
            found.append(sections.moved[a.at, b.at])
        delta = row_delta(a, b, facts, language)
        found += delta.changes
        notes += delta.notes
        if _led_elsewhere(a, b):
            notes.append(f"{b.row.name}: link differs")
        located += [(b.at, change) for change in found]
        unchanged += not found
    for union in sides.merged:
        located += [(union.one.at, change) for change in _merge(union, facts, language)]
    for union in sides.split:
        located += [(union.many[0].at, change) for change in _split(union)]
    known = {name for entry in sides.left for name in entry.own_names} if sides.added else set()
    located += [(entry.at, _added(entry, known)) for entry in sides.added]
    changes = (
        *_announced(before, after),
        *facts.changes,
        *sections.changes,
        *(change for _, change in sorted(located, key=lambda item: item[0])),
        *(_removed(entry) for entry in sorted(sides.removed, key=lambda e: e.at)),
    )
    notes += listing_notes(before, after, sides.pairs)
    outcome = (
        CompareOutcome.CHANGED
        if changes
        else CompareOutcome.REFORMATTED
        if notes
        else CompareOutcome.UNCHANGED
    )
    return Comparison(outcome, changes, capped(notes), None, unchanged)


def _announced(before: Listing, after: Listing) -> Iterable[Change]:
    """Sentences that newly announce a coming change. One that went is no news: what it announced came, or will."""
    for sentence in after.announcements:
        if not any(same_text(sentence, old) for old in before.announcements):
            note = "the page announces a coming change"
            yield Change(
                ChangeKind.CHANGED, "Announcement", field=FIELD_PARAGRAPH, after=sentence, notes=(note,)
            )


def _not_two_lists(before: Listing, after: Listing) -> Comparison:
    if before == after:
        return Comparison(CompareOutcome.UNCHANGED)
    which = after if after.verdict is not Verdict.LIST else before
    age = "newer" if which is after else "older"
    reason = which.reason.value if which.reason else "unknown"
    return Comparison(CompareOutcome.SUSPECT, reason=f"the {age} capture holds no list ({reason})")


def _match(before: Listing, after: Listing) -> _Sides:
    left, copies_left = without_repeats(entries_of(before))
    right, copies_right = without_repeats(entries_of(after))
    common = sorted(set(used_columns(before, left)) & set(used_columns(after, right)))
    exact = match_identical(left, right, common)
    sides = _Sides(left, right, exact.pairs, {}, exact.removed, exact.added)
    sides.repeated = _repeated(sides.pairs, copies_left, copies_right)
    merged = unions_by_name(sides.removed, sides.added)
    sides.merged, sides.split = without_conflicts(merged, unions_by_name(sides.added, sides.removed))
    _take(sides)
    if sides.removed and sides.added:
        _pair_renamed(sides)
    _unite_by_purpose(sides)
    return sides


def _pair_renamed(sides: _Sides) -> None:
    renamed = match_renamed(sides.removed, sides.added, families_of(sides.left, sides.right))
    sides.pairs += renamed.pairs
    sides.reasons.update(renamed.evidence)
    sides.removed, sides.added = renamed.removed, renamed.added


def _repeated(
    pairs: _Pairs, left: Counter[tuple[object, ...]], right: Counter[tuple[object, ...]]
) -> list[str]:
    """Rows that stand in the list more or less often than before, with nothing else to say."""
    if not left and not right:
        return []
    return [
        f"{b.row.name} stands in the list {right[b.matter] or 1} times instead of {left[a.matter] or 1}"
        for a, b in pairs
        if (left[a.matter] or 1) != (right[b.matter] or 1)
    ]


def _take(sides: _Sides) -> None:
    """Takes what merges and splits account for out of what is left."""
    gone = {e.at for union in sides.merged for e in union.many} | {union.one.at for union in sides.split}
    come = {union.one.at for union in sides.merged} | {e.at for union in sides.split for e in union.many}
    sides.removed = [e for e in sides.removed if e.at not in gone]
    sides.added = [e for e in sides.added if e.at not in come]


def _unite_by_purpose(sides: _Sides) -> None:
    """Rows of one brand put together or taken apart by purpose; their pair gives way to the merge or the split."""
    for union, pair in unions_by_purpose(sides.removed, sides.pairs):
        _widen(sides.merged, union)
        sides.pairs = [p for p in sides.pairs if p is not pair]
    turned = [(b, a) for a, b in sides.pairs]
    for union, (b, a) in unions_by_purpose(sides.added, turned):
        _widen(sides.split, union)
        sides.pairs = [p for p in sides.pairs if p != (a, b)]
    _take(sides)


def _widen(unions: list[Union], new: Union) -> None:
    for n, old in enumerate(unions):
        if old.one is new.one:
            unions[n] = Union((*old.many, *(e for e in new.many if e not in old.many)), old.one)
            return
    unions.append(new)


def _naming(a: Entry, b: Entry, reason: Evidence | None, notes: list[str]) -> Iterable[Change]:
    """The rename of a pair, where its names differ in more than typography."""
    if a.row.name == b.row.name:
        return
    if a.written == b.written:
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


def _led_elsewhere(a: Entry, b: Entry) -> bool:
    """Whether the row's own website is another page now; tracking and redirects do not count."""
    if a.row.links == b.row.links and a.row.get(Field.WEBSITE) == b.row.get(Field.WEBSITE):
        return False
    return bool(a.pages and b.pages) and a.pages != b.pages


def _merge(union: Union, facts: ColumnFacts, language: str | None) -> Iterable[Change]:
    """The merge, and the cells of the one row that say other than the many said together."""
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


def _split(union: Union) -> Iterable[Change]:
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
    )


def _union_differences(union: Union, facts: ColumnFacts, language: str | None) -> Iterable[str]:
    columns = dict.fromkeys(c for e in (union.one, *union.many) for c in e.cells if c not in facts.left_out)
    for column in columns:
        before, after = joined_text(union.many, column), union.one.cells.get(column, "")
        if holds_together(union.many, union.one, column) or cosmetic_difference(before, after, language):
            continue
        yield f"{column}: {before.replace(chr(10), ' / ')} -> {after.replace(chr(10), ' / ')}"


def _added(entry: Entry, known: Set[str]) -> Change:
    said = []
    if not entry.own_names.isdisjoint(known):
        said.append("the name already stood on the list, with another entry")
    return Change(
        ChangeKind.ADDED, entry.row.name, group=entry.row.group, row_after=entry.row, notes=tuple(said)
    )


def _removed(entry: Entry) -> Change:
    return Change(ChangeKind.REMOVED, entry.row.name, group=entry.row.group, row_before=entry.row)
