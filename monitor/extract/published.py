"""The page's own statement of when it last changed: found, read, and kept word for word.

A hint, never a trigger: real pages bump the date without a change, and change without a new date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from monitor.extract.dates import MAY_HOLD_DATE, DateMention, find_dates
from monitor.extract.dates_words import flat, order_of
from monitor.extract.document import Document, Grid
from monitor.extract.html_plain import PlainRows
from monitor.extract.published_phrases import (
    Kind,
    Phrase,
    find_phrases,
    is_about_something_else,
    is_placeholder,
    key_kinds,
)
from monitor.model import Hints, PublishedDate

_MOST_LINES = 3_000  # lines with a date that are looked at, from the top; pages of dated rows have many
_LONGEST_LINE = 4_000
_MOST_TABLES = 40
_LONGEST_GAP = {
    Kind.UPDATED: 90,
    Kind.UPDATED_WORD: 30,
    Kind.VERSION: 30,
    Kind.EFFECTIVE: 30,
    Kind.PUBLISHED: 30,
}
_ONLY_MARKS = re.compile(
    r"[\W_]*(?:\b[^\W\d_]{2,14}(?:-feira)?\.?,?\s*)?"
)  # punctuation, and perhaps a weekday
_SENTENCE_END = re.compile(r"[.!?。]\s")
_BREATH = re.compile(r"[.!?|·•。]\s")
_SHORT_LINE = 140
_KEPT_LINE = 1_000
_FULL_WIDTH = frozenset("１２令´‘")


@dataclass(frozen=True, slots=True)
class _Statement:
    """One statement of a date: how good it is, its words, the date as far as it is known, the words' language."""

    kind: Kind
    words: str
    mention: DateMention
    language: str | None = None

    @property
    def certainty(self) -> int:
        """0 a full date, 1 a month, 2 a day that does not exist."""
        if self.mention.readings:
            return 0
        return 1 if self.mention.month else 2


def find_published(document: Document, hints: Hints | None = None) -> PublishedDate:
    """When the document says it last changed.

    "Last updated" and its kin come before "version of", that before "effective", "published" and a bare "date";
    front matter and meta elements (``Document.signals``, ``key=value``) only where the text says nothing.
    Of several statements of the same kind the latest day counts. Day and month are told apart by the source's
    hint, the weekday, a number above 12, another date on the page, and the language, at last that of the words
    themselves; where none of these decides,
    ``readings`` holds both and ``on`` is None. A month alone, or a day that no calendar has, leaves ``phrase``
    without ``on`` and without ``readings``.
    """
    language = (hints.language if hints else None) or document.language
    order = hints.date_order if hints else None
    dated = list(_dated_lines(document.lines))
    statements = [s for at in dated for s in _in_line(document.lines, at, language, order)]
    if not statements:
        titles = tuple(_titles(document.grids))
        statements = [s for at in _dated_lines(titles) for s in _in_line(titles, at, language, order)]
    if not statements:
        statements = list(_in_signals(document.signals, language, order))
    if not statements:
        return PublishedDate()
    kind = min(s.kind for s in statements)
    best = [s for s in statements if s.kind == kind]
    certainty = min(s.certainty for s in best)
    best = [s for s in best if s.certainty == certainty]
    if certainty:
        return PublishedDate(phrase=best[0].words)
    others = [s.mention for s in statements]
    resolved = [(s, _resolve(s, others, document.lines, dated)) for s in best]
    statement, readings = max(resolved, key=lambda pair: pair[1][-1])
    return PublishedDate(readings[0] if len(readings) == 1 else None, statement.words, readings)


def _titles(grids: Sequence[Grid]) -> Iterator[str]:
    """The lines of the tables' captions and of rows with a single text, at their beginnings and ends."""
    for grid in grids[:_MOST_TABLES]:
        if grid.caption:
            yield from grid.caption.split("\n")
        rows = grid.rows
        for at in (*range(min(3, len(rows))), *range(-min(2, len(rows)), 0)):
            said = rows.said(at) if isinstance(rows, PlainRows) else [cell.text for cell in rows[at]]
            texts = set(filter(None, said))
            if len(texts) == 1:
                yield from texts.pop().split("\n")


def _dated_lines(lines: Sequence[str]) -> Iterator[int]:
    count = 0
    for at, line in enumerate(lines):
        # Substring tests are forty times faster than the pattern, and most lines of most pages fail them all.
        if (
            "20" in line
            or "/" in line
            or "19" in line
            or "’" in line
            or "'" in line
            or (len(line) < _SHORT_LINE and "." in line)
            or not (line.isascii() or _FULL_WIDTH.isdisjoint(line))
        ) and (_may_hold_date(line) if len(line) < _KEPT_LINE else MAY_HOLD_DATE.search(line)):
            yield at
            count += 1
            if count >= _MOST_LINES:
                return


@lru_cache(maxsize=2048)  # a page's footer, say, is the same at every look
def _may_hold_date(line: str) -> bool:
    return MAY_HOLD_DATE.search(line) is not None


def _in_line(lines: Sequence[str], at: int, language: str | None, order: str | None) -> Iterator[_Statement]:
    """The statements that a line with a date makes, alone or together with the line before it."""
    line = lines[at][:_LONGEST_LINE]
    alone = _alone(line, language, order)
    if alone is not None:
        yield from alone
    elif (
        at
        and len(line) <= 60
        and len(lines[at - 1]) <= _SHORT_LINE
        and not MAY_HOLD_DATE.search(lines[at - 1])
    ):
        # "Last updated" stands in a line of its own, the date in the next.
        before = flat(lines[at - 1])
        ending = [p for p in find_phrases(before) if not before[p.end :].strip(" :：.-–—|*•")]
        mentions = find_dates(line, language=language, order=order)
        if ending and mentions and _ONLY_MARKS.fullmatch(flat(line)[: mentions[0].start]):
            phrase = ending[-1]
            if not is_about_something_else(before):
                words = f"{lines[at - 1][phrase.start :]} {line[: mentions[0].end]}"
                yield _Statement(phrase.kind, words, mentions[0], phrase.language)


@lru_cache(maxsize=1024)  # a page says when it was changed in the same words at every look
def _alone(line: str, language: str | None, order: str | None) -> tuple[_Statement, ...] | None:
    """The statements that a line makes by itself; None where it holds no phrase of any."""
    low = flat(line)
    phrases = find_phrases(low)
    if not phrases:
        return None
    if is_placeholder(low):
        return ()
    return tuple(_pairs(line, low, phrases, find_dates(line, language=language, order=order)))


def _pairs(
    line: str, low: str, phrases: Sequence[Phrase], mentions: Sequence[DateMention]
) -> Iterator[_Statement]:
    """Every phrase with the date that belongs to it."""
    for phrase in phrases:
        mention = next((m for m in mentions if m.start >= phrase.end), None)
        if mention is not None and _belong(phrase, low, low[phrase.end : mention.start]):
            yield _Statement(phrase.kind, line[phrase.start : mention.end], mention, phrase.language)
            continue
        before = next((m for m in reversed(mentions) if m.end <= phrase.start), None)
        if (
            before is not None
            and phrase.kind <= Kind.UPDATED_WORD
            and not low[before.end : phrase.start].strip(" :：.,-–—|*•()（）")
            and not low[phrase.end :].strip(" :：.,-–—|*•()（）")
        ):
            # "2026年4月27日 更新": the phrase ends what the date began.
            yield _Statement(phrase.kind, line[before.start : phrase.end], before, phrase.language)


def _belong(phrase: Phrase, low: str, gap: str) -> bool:
    """Does a date belong to the phrase before it? ``gap`` is the text in between."""
    if phrase.kind is Kind.LABEL:
        return phrase.start <= 4 and _ONLY_MARKS.fullmatch(gap) is not None and gap.strip() != ""
    if len(gap) > _LONGEST_GAP[phrase.kind] or (_SENTENCE_END.search(gap) and phrase.kind != Kind.VERSION):
        return False
    starts_line = phrase.start <= 4
    if phrase.kind in (Kind.VERSION, Kind.UPDATED_WORD, Kind.PUBLISHED) and not (
        starts_line or len(low) <= _SHORT_LINE
    ):
        return False
    breath = _BREATH.split(low[max(0, phrase.start - 60) : phrase.start])[-1] + gap
    return not is_about_something_else(breath)


def _in_signals(signals: Iterable[str], language: str | None, order: str | None) -> Iterator[_Statement]:
    """Dates under the keys of front matter and meta elements."""
    for signal in signals:
        key, _, value = signal.partition("=")
        if not value or not MAY_HOLD_DATE.search(value):
            continue
        name = key.rsplit(":", 1)[-1]
        kind = key_kinds().get(re.sub(r"[\W_]", "", key.split(":", 1)[-1].lower())) or key_kinds().get(
            re.sub(r"[\W_]", "", name.lower())
        )
        mentions = find_dates(value[:200], language=language, order=order)
        if kind is not None and mentions:
            yield _Statement(Kind(Kind.KEY), f"{name}: {value[:200]}", mentions[0])


def _resolve(
    statement: _Statement, others: Sequence[DateMention], lines: Sequence[str], dated: Sequence[int]
) -> tuple[date, ...]:
    """The readings that stay when the page's other dates have been heard, and the language of the words."""
    mention = statement.mention
    if len(mention.readings) < 2:
        return mention.readings
    certain = {other.readings[0] for other in others if len(other.readings) == 1}
    everywhere = [m for at in dated[:200] for m in find_dates(lines[at][:_LONGEST_LINE])]
    certain |= {m.readings[0] for m in everywhere if len(m.readings) == 1}
    agreed = [day for day in mention.readings if day in certain]
    if len(agreed) == 1:
        return (agreed[0],)
    proofs = {m.order_proof for m in everywhere if m.order_proof}
    if not proofs and (order := order_of(statement.language)) in ("DMY", "MDY"):
        proofs = {order}  # "Mise à jour" on a page that does not name its language
    if len(proofs) == 1 and mention.numbers:
        number = mention.numbers[0 if proofs == {"DMY"} else 1]
        return tuple(day for day in mention.readings if day.day == number)
    return mention.readings
