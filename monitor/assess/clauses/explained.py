"""Whether an edited paragraph says no more than a change of terms that is told already."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.assess.clauses.periods import mentions
from monitor.assess.clauses.proposal import compare_clauses
from monitor.assess.clauses.reading import read_clauses
from monitor.assess.clauses.sentences import split_text
from monitor.model import FIELD_CLAUSE, FIELD_PARAGRAPH, Change, ChangeKind, Paragraph, Period


def explained_by(paragraph: Change, terms: Sequence[Change], *, language: str | None = None) -> bool:
    """True where the paragraph reads the same but for periods, and those that differ are the terms' own.

    paragraph: a change of a paragraph. terms: changes of terms, from ``compare_clauses``. A second edit in the same
    paragraph, be it one word or another period (how long backups are kept, say), makes it False: that is to be told.
    """
    edited = paragraph.kind is ChangeKind.CHANGED and paragraph.field == FIELD_PARAGRAPH
    if not edited or paragraph.before is None or paragraph.after is None:
        return False
    old, new = ((Paragraph(text, section=paragraph.group),) for text in (paragraph.before, paragraph.after))
    told = {_values(change) for change in terms if change.field == FIELD_CLAUSE}
    here = {
        _values(change)
        for change in compare_clauses(
            read_clauses(old, language=language), read_clauses(new, language=language)
        )
    }
    (words_before, before), (words_after, after) = (
        _without_periods(old, language),
        _without_periods(new, language),
    )
    if words_before != words_after or len(before) != len(after):
        return False
    differing = {(str(a), str(b)) for a, b in zip(before, after, strict=True) if a != b}
    return bool(differing) and differing <= (told & here)


def _values(change: Change) -> tuple[str | None, str | None]:
    return change.before, change.after


def _without_periods(paragraphs: Sequence[Paragraph], language: str | None) -> tuple[list[str], list[Period]]:
    """The words with a dot for every period, and the periods, both in order."""
    words: list[str] = []
    periods: list[Period] = []
    for segment in split_text(paragraphs, language).segments:
        at = 0
        for mention in mentions(segment):
            words += [*segment.text[at : mention.start].casefold().split(), "·"]
            periods.append(mention.period)
            at = mention.end
        words += segment.text[at:].casefold().split()
    return words, periods
