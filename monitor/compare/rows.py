"""Two lists become changes: rows are matched, and what differs between matched rows is told apart from mere form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from monitor.compare.columns import column_facts, used_columns
from monitor.compare.entries import Entry, entries_of, without_repeats
from monitor.compare.fields import row_deltas
from monitor.compare.language import shared_language
from monitor.compare.likeness import Evidence
from monitor.compare.matching import families_of, match_identical, match_renamed
from monitor.compare.merging import (
    Union,
    unions_by_name,
    unions_by_purpose,
    without_conflicts,
)
from monitor.compare.notes import capped, listing_notes
from monitor.compare.row_changes import added, led_elsewhere, merge, removed, renaming, split
from monitor.compare.sections import section_facts
from monitor.compare.texts import same_text
from monitor.model import (
    FIELD_PARAGRAPH,
    Change,
    ChangeKind,
    CompareOutcome,
    Comparison,
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
    language = shared_language(before, after)
    located: list[tuple[int, Change]] = []
    notes: list[str] = [*facts.notes, *sections.notes, *sides.repeated]
    unchanged = 0
    pairs = sorted(sides.pairs, key=lambda pair: pair[1].at)
    for (a, b), delta in zip(pairs, row_deltas(pairs, facts, language), strict=True):
        found = list(renaming(a, b, sides.reasons.get((a.at, b.at)), notes))
        if (a.at, b.at) in sections.moved:
            found.append(sections.moved[a.at, b.at])
        found += delta.changes
        notes += delta.notes
        if led_elsewhere(a, b):
            notes.append(f"{b.row.name}: link differs")
        located += [(b.at, change) for change in found]
        unchanged += not found
    for union in sides.merged:
        located += [(union.one.at, change) for change in merge(union, facts, language)]
    for union in sides.split:
        located += [(union.many[0].at, change) for change in split(union, facts, language)]
    known = {name for entry in sides.left for name in entry.own_names} if sides.added else set()
    located += [(entry.at, added(entry, known)) for entry in sides.added]
    changes = (
        *_announced(before, after),
        *facts.changes,
        *sections.changes,
        *(change for _, change in sorted(located, key=lambda item: item[0])),
        *(removed(entry) for entry in sorted(sides.removed, key=lambda e: e.at)),
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
