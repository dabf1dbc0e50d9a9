"""What happened to each row (or paragraph): its fields with the words marked, and what it means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.knowledge.retelling import clause_value, reason_in, retold
from monitor.knowledge.speech import Speech
from monitor.knowledge.words import fact_pairs
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
from monitor.report.blocks import Entry, FieldDiff, Level, Meaning, Pair

PROSE = frozenset({FIELD_CLAUSE, FIELD_PARAGRAPH, FIELD_COLUMN})  # changes that are no row's

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")  # BCP 47 as far as pages use it

Judged = tuple[Change, Judgement | None]


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of one row (or one paragraph), with their judgements."""

    judged: tuple[Judged, ...]

    @property
    def severity(self) -> Severity:
        """The highest of its judgements."""
        found = (judgement.severity for _, judgement in self.judged if judgement)
        return max(found, key=lambda severity: severity.rank, default=Severity.INFO)


def groups(revision: Revision) -> list[Group]:
    """Changes of the same row gathered, the most severe first, else in page order."""
    found: dict[object, list[Judged]] = {}
    for index, (change, judgement) in enumerate(
        with_judgements(revision.comparison.changes, revision.judgements)
    ):
        alone = change.field in PROSE or (change.row_before is None and change.row_after is None)
        key = index if alone else (change.name, id(change.row_after or change.row_before))
        found.setdefault(key, []).append((change, judgement))
    return sorted((Group(tuple(judged)) for judged in found.values()), key=lambda group: -group.severity.rank)


def level(speech: Speech, severity: Severity) -> Level:
    """A severity with its word."""
    return Level(severity, speech.say("severities", severity.value))


def kinds(speech: Speech, group: Group) -> str:
    """What happened, in a word or two."""
    found = dict.fromkeys(change.kind.value for change, _ in group.judged)
    return ", ".join(speech.say("kinds", kind) for kind in found)


def title(speech: Speech, group: Group) -> str:
    """The name of the row, or of what changed."""
    change = group.judged[0][0]
    name = one_line(change.name, 200)
    if change.field == FIELD_CLAUSE:
        return clause_value(speech, name)
    return name or speech.field_label(change.field)


def entry(speech: Speech, group: Group, language: str | None = None) -> Entry:
    """The whole story of one row. language: of the document, as it was stated or guessed."""
    changes = [change for change, _ in group.judged]
    first = changes[0]
    row = first.row_after or first.row_before
    name = title(speech, group)
    former = next((one_line(change.before_name, 200) for change in changes if change.before_name), "")
    asides = [Pair(speech.trc("fields", "Section"), one_line(first.group, 120))] if first.group else []
    if row and row.where:
        asides.append(Pair(speech.tr("Found at"), one_line(row.where, 160)))
    return Entry(
        kinds=kinds(speech, group),
        title=name,
        former=former if former != name else "",
        fields=tuple(_fields(speech, changes)),
        asides=tuple(asides),
        meanings=tuple(_meaning(speech, judgement) for _, judgement in group.judged if judgement),
        notes=tuple(_notes(speech, changes)),
        level=level(speech, group.severity),
        language=language
        if language and _LANGUAGE.fullmatch(language) and first.field != FIELD_CLAUSE
        else "",
    )


def _fields(speech: Speech, changes: Sequence[Change]) -> Iterator[FieldDiff]:
    """The row field by field: all of it for a whole row, the changed fields with their neighbours otherwise."""
    first = changes[0]
    row = first.row_after or first.row_before
    if first.kind in {ChangeKind.ADDED, ChangeKind.REMOVED} and row:
        mark = Mark.NEW if first.kind is ChangeKind.ADDED else Mark.GONE
        for column, text in _cells(row):
            yield FieldDiff(_label(speech, column), (Stretch(mark, text),))
        return
    told = set()
    for change in changes:
        if change.before is None and change.after is None and not change.field:
            if change.before_name and change.before_name != change.name:
                marks = marked_words(lines(change.before_name), lines(change.name))
                yield FieldDiff(speech.field_label(Field.NAME), marks)
            continue
        told.add(change.field)
        yield FieldDiff(_label(speech, change.field), _marks(speech, change))
    for column, text in _cells(row) if row else ():
        if column not in told and column in _CONTEXT:
            yield FieldDiff(_label(speech, column), (Stretch(Mark.KEPT, text),))


def _marks(speech: Speech, change: Change) -> tuple[Stretch, ...]:
    before, after = lines(change.before), lines(change.after)
    if change.field == FIELD_CLAUSE:  # these are our own words for the terms
        before, after = (clause_value(speech, text) if text else "" for text in (before, after))
    return marked_words(before, after)


def _label(speech: Speech, column: str | None) -> str:
    return one_line(speech.field_label(column), 60)


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


def _meaning(speech: Speech, judgement: Judgement) -> Meaning:
    rule = speech.tr("Rule {rule}", rule=judgement.rule)
    if judgement.raised_by:
        words = speech.listed(speech.say("raises", reason) for reason in judgement.raised_by)
        rule = speech.tr(
            "Rule {rule}, raised by one level because {reasons}", rule=judgement.rule, reasons=words
        )
    facts = fact_pairs(judgement.facts, speech)
    return Meaning(
        level=level(speech, judgement.severity),
        reason=one_line(reason_in(speech, judgement), 800),
        rule=one_line(rule, 300),
        facts=tuple(Pair(one_line(label, 60), one_line(value, 400)) for label, value in facts),
    )


def _notes(speech: Speech, changes: Sequence[Change]) -> Iterator[str]:
    for change in changes:
        if change.field != FIELD_CLAUSE:  # there the notes are words for rules, which the values say better
            yield from (one_line(retold(speech, note), 400) for note in change.notes)
        if change.kind is ChangeKind.RENAMED and change.proven is False:
            yield speech.tr("The page does not prove that both names are the same company.")
        if change.kind is ChangeKind.RENAMED and change.proven:
            yield speech.tr("The page itself proves the rename.")
        if change.others:
            names = speech.listed(one_line(name, 120) for name in change.others)
            yield speech.tr("Together with {names}.", names=names)
