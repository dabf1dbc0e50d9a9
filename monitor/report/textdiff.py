"""Both documents as lines of text, compared: the plain view behind the rows."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from monitor.knowledge.speech import Speech
from monitor.model import Field, Listing, Revision
from monitor.model.display import Mark, one_line
from monitor.report.context import ReportContext

_MAX_LINES = 4_000  # of each side: matching grows with their product
_MAX_SHOWN = 1_500  # lines of the result
_AROUND = 3  # unchanged lines shown beside a change

Line = tuple[Mark, str]


def text_diff(revision: Revision, context: ReportContext) -> tuple[Line, ...]:
    """Marked lines, long unchanged stretches cut down; empty where nothing differs.

    The documents' own text is used where the context has it, otherwise what was read from them.
    """
    if context.text_before is not None and context.text_after is not None:
        before, after = _split(context.text_before), _split(context.text_after)
    else:
        before, after = listing_lines(revision.before.listing), listing_lines(revision.after.listing)
    said = _cut(_diff(before[:_MAX_LINES], after[:_MAX_LINES]), context.speech)
    if len(said) > _MAX_SHOWN:
        left = context.speech.number(len(said) - _MAX_SHOWN)
        said[_MAX_SHOWN:] = [(Mark.KEPT, context.speech.tr("… {n} further lines", n=left))]
    return tuple(said)


def listing_lines(listing: Listing) -> list[str]:
    """A listing as lines: its date, then one line per row or paragraph."""
    rows = [one_line(listing.published.phrase)] if listing.published.phrase else []
    for row in listing.rows:
        cells = [row.fields.get(which) for which in Field if which is not Field.GROUP]
        rows.append(" | ".join(one_line(text) for text in (*cells, *row.other.values()) if text))
    return rows + [one_line(paragraph.text) for paragraph in listing.paragraphs]


def _split(text: str) -> list[str]:
    return [line for raw in text.splitlines() if (line := one_line(raw))]


def _diff(before: Sequence[str], after: Sequence[str]) -> list[Line]:
    out: list[Line] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            out += [(Mark.KEPT, line) for line in after[j1:j2]]
        else:
            out += [(Mark.GONE, line) for line in before[i1:i2]]
            out += [(Mark.NEW, line) for line in after[j1:j2]]
    return out


def _cut(marked: Sequence[Line], speech: Speech) -> list[Line]:
    touched = [index for index, (mark, _) in enumerate(marked) if mark is not Mark.KEPT]
    if not touched:
        return []
    near = {index + step for index in touched for step in range(-_AROUND, _AROUND + 1)}
    out: list[Line] = []
    hidden = 0
    for index, line in enumerate(marked):
        if index in near:
            if hidden:
                out.append((Mark.KEPT, _skipped(speech, hidden)))
            hidden = 0
            out.append(line)
        else:
            hidden += 1
    return [*out, (Mark.KEPT, _skipped(speech, hidden))] if hidden else out


def _skipped(speech: Speech, count: int) -> str:
    return speech.trn("… {n} unchanged line", "… {n} unchanged lines", count)
