"""What happened to each row (or paragraph): its fields with the words marked, and what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.knowledge.words import fact_pairs, field_label, listed
from monitor.model import (
    FIELD_CLAUSE,
    FIELD_COLUMN,
    FIELD_PARAGRAPH,
    Change,
    ChangeKind,
    Field,
    Judgement,
    Revision,
    Row,
    Severity,
    with_judgements,
)
from monitor.model.display import Mark, Stretch, lines, marked_words, one_line

PROSE = frozenset({FIELD_CLAUSE, FIELD_PARAGRAPH, FIELD_COLUMN})  # changes that are no row's


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class FieldDiff:
    """One field of one row: its words, marked as kept, gone and new."""

    label: str
    marks: tuple[Stretch, ...]

    @property
    def changed(self) -> bool:
        """Whether any word came or went."""
        return any(mark.mark is not Mark.KEPT for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Meaning:
    """Why a change matters: severity, the rule that said so, the facts it used."""

    severity: Severity
    rule: str
    reason: str
    facts: tuple[Pair, ...]
    raised_by: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything that happened to one row (or one paragraph)."""

    kinds: tuple[str, ...]  # machine words, e.g. ``added``
    title: str
    former: str | None
    group: str | None
    where: str
    fields: tuple[FieldDiff, ...]
    meanings: tuple[Meaning, ...]
    notes: tuple[str, ...]
    severity: Severity


def entries(revision: Revision) -> Iterator[Entry]:
    """Changes of the same row gathered into one entry, in page order."""
    groups: dict[object, list[tuple[Change, Judgement | None]]] = {}
    for index, (change, judgement) in enumerate(
        with_judgements(revision.comparison.changes, revision.judgements)
    ):
        alone = change.field in PROSE or (change.row_before is None and change.row_after is None)
        key = index if alone else (change.name, id(change.row_after or change.row_before))
        groups.setdefault(key, []).append((change, judgement))
    for group in groups.values():
        yield _entry(group)


def _entry(group: Sequence[tuple[Change, Judgement | None]]) -> Entry:
    first = group[0][0]
    row = first.row_after or first.row_before
    meanings = tuple(_meaning(judgement) for _, judgement in group if judgement)
    return Entry(
        kinds=tuple(dict.fromkeys(change.kind.value for change, _ in group)),
        title=_title(first),
        former=next((one_line(c.before_name, 200) for c, _ in group if c.before_name), None),
        group=one_line(first.group, 120) or None,
        where=one_line(row.where, 160) if row else "",
        fields=tuple(_fields([change for change, _ in group])),
        meanings=meanings,
        notes=tuple(_notes([change for change, _ in group])),
        severity=max((m.severity for m in meanings), key=lambda s: s.rank, default=Severity.INFO),
    )


def _title(change: Change) -> str:
    name = one_line(change.name, 200)
    return name or field_label(change.field)


def _fields(changes: Sequence[Change]) -> Iterator[FieldDiff]:
    """The row field by field: all of it for a whole row, the changed fields with their neighbours otherwise."""
    first = changes[0]
    row = first.row_after or first.row_before
    if first.kind in {ChangeKind.ADDED, ChangeKind.REMOVED} and row:
        mark = Mark.NEW if first.kind is ChangeKind.ADDED else Mark.GONE
        for column, text in _cells(row):
            yield FieldDiff(field_label(column), (Stretch(mark, text),))
        return
    told = set()
    for change in changes:
        if change.before is None and change.after is None and not change.field:
            if change.before_name and change.before_name != change.name:
                yield FieldDiff("Name", marked_words(lines(change.before_name), lines(change.name)))
            continue
        told.add(change.field)
        yield FieldDiff(field_label(change.field), marked_words(lines(change.before), lines(change.after)))
    for column, text in _cells(row) if row else ():
        if column not in told and column in _CONTEXT:
            yield FieldDiff(field_label(column), (Stretch(Mark.KEPT, text),))


_CONTEXT = {
    Field.PURPOSE.value,
    Field.LOCATION.value,
    Field.CORPORATE_LOCATION.value,
    Field.DATA_CATEGORIES.value,
    Field.TRANSFER_MECHANISM.value,
}


def _cells(row: Row) -> Iterator[tuple[str, str]]:
    for which in Field:
        text = lines(row.fields.get(which))
        if text and which not in {Field.NAME, Field.GROUP}:
            yield which.value, text
    for heading, value in row.other.items():
        if text := lines(value):
            yield one_line(heading, 80), text


def _meaning(judgement: Judgement) -> Meaning:
    return Meaning(
        severity=judgement.severity,
        rule=judgement.rule,
        reason=one_line(judgement.reason, 800),
        facts=tuple(_facts(judgement.facts)),
        raised_by=listed(judgement.raised_by) if judgement.raised_by else "",
    )


def _facts(facts: Mapping[str, str]) -> Iterator[Pair]:
    for label, value in fact_pairs(facts):
        yield Pair(one_line(label, 60), one_line(value, 400))


def _notes(changes: Sequence[Change]) -> Iterator[str]:
    for change in changes:
        if change.field != FIELD_CLAUSE:  # there the notes are words for rules, which the values say better
            yield from (one_line(note, 400) for note in change.notes)
        if change.kind is ChangeKind.RENAMED and change.proven is False:
            yield "The page does not prove that both names are the same company."
        if change.kind is ChangeKind.RENAMED and change.proven:
            yield "The page itself proves the rename."
        if change.others:
            yield f"Together with {listed(one_line(name, 120) for name in change.others)}."
