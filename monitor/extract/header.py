"""Where a grid's headings stand: its first rows, its first column, or nowhere."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import NamedTuple

from monitor.extract import contents
from monitor.extract.document import Cell, Grid, GridKind
from monitor.extract.text import one_line
from monitor.extract.vocabulary import STRONG, Meaning, begins_with_heading, exactly, folded, meaning
from monitor.model import Field

Rows = Sequence[Sequence[Cell]]
LOOK_AT = 8  # rows: titles and empty lines may stand above the headings


class Header(NamedTuple):
    """The headings of a grid as found.

    rows: the body and what stood above it, turned round where the headings were the first column.
    at: index of the last heading row, -1 where there is none. headings, meanings: one a column.
    title: what a title row above the headings said. hits: how many headings the vocabulary knows.
    """

    rows: Rows
    at: int
    headings: tuple[str, ...]
    meanings: tuple[Meaning | None, ...]
    title: str | None = None
    hits: int = 0
    transposed: bool = False


def distinct(row: Sequence[Cell]) -> list[str]:
    """The different non-empty texts of a row; a spanned cell counts once."""
    return list(dict.fromkeys(cell.text for cell in row if cell.text))


def find_header(grid: Grid, wanted: Container[str] = ()) -> Header:
    """The headings of ``grid``; its first column is tried where no row holds any.

    wanted: folded headings that a person named; the row that holds one of them is the row of headings.
    """
    rows = grid.rows
    if wanted:
        for at in range(min(len(rows), LOOK_AT)):
            headings = tuple(one_line(cell.text) for cell in rows[at])
            if any(folded(heading) in wanted for heading in headings if heading):
                means = tuple(map(meaning, headings))
                return Header(rows, at, headings, means, None, max(2, _hits(means)))
    if grid.fields is not None:
        at = (grid.header_rows or 0) - 1
        headings = tuple(cell.text for cell in rows[at]) if at >= 0 else ("",) * len(grid.fields)
        known = tuple(Meaning(f, STRONG) if f else None for f in grid.fields)
        return Header(rows, at, headings, known, hits=sum(1 for f in grid.fields if f))
    may_turn = grid.kind is not GridKind.BULLETS
    if may_turn and rows and rows[0] and not rows[0][0].text and (turned := _turned(rows)) is not None:
        return turned  # an empty corner, companies across, headings down
    across = _in_rows(rows, grid.header_rows)
    if across.hits >= 2 and not _labels_down(rows, across):
        return across
    turned = _turned(rows) if may_turn else None
    if turned is not None and _labels_down(rows, across):
        return turned
    if turned is not None and turned.hits > max(across.hits, 1):
        return turned
    return across


def _in_rows(rows: Rows, marked: int | None) -> Header:
    best: Header | None = None
    title: str | None = None
    for at in range(min(len(rows), LOOK_AT)):
        row = rows[at]
        texts = distinct(row)
        if not texts:
            continue
        if len(texts) == 1 and len(row) > 1 and not (row[0].header and exactly(texts[0])):
            alone = any(c.spanned for c in row) or not any(c.text for c in row[1:])
            dated = title is not None and contents.holds_date(texts[0])  # the first title says more
            if best is None and alone and not dated and len(texts[0]) <= 120:
                title = texts[0]
            continue
        headings = tuple(one_line(cell.text) for cell in row)
        if marked is not None and 0 < at < marked and not _is_title(rows[at - 1]):
            headings = _under(rows[at - 1], headings)
        meanings = tuple(map(meaning, headings))
        hits = _hits(meanings)
        if best is None or hits > best.hits:
            best = Header(rows, at, headings, meanings, title, hits)
        if hits >= 2 and (marked is None or at >= marked - 1):
            break
        if marked is None and at >= 3:
            break
    if best is not None and (best.hits >= 2 or (best.hits == 1 and _marked(rows, best, marked))):
        return best if all(best.meanings) else _with_hints_cut(best)
    if best is not None and best.at == (marked - 1 if marked else 0) and _marked(rows, best, marked):
        return best  # the markup says these are headings, in words we do not know
    width = len(rows[0]) if rows else 0
    return Header(rows, -1, ("",) * width, (None,) * width, None, 0)


def _is_title(row: Sequence[Cell]) -> bool:
    """Whether a row says one thing over its whole width."""
    return len(row) > 1 and len({cell.text for cell in row}) == 1


def _with_hints_cut(header: Header) -> Header:
    meanings = tuple(
        known or begins_with_heading(heading)
        for known, heading in zip(header.meanings, header.headings, strict=True)
    )
    return header._replace(meanings=meanings, hits=_hits(meanings))


def _hits(meanings: Sequence[Meaning | None]) -> int:
    """Known headings, each field counted once: a row of data repeats what a row of headings does not."""
    fields = {m.field for m in meanings if m is not None and m.field is not None}
    return len(fields) + sum(1 for m in meanings if m is not None and m.field is None)


def _marked(rows: Rows, header: Header, marked: int | None) -> bool:
    if marked is not None:
        return header.at == marked - 1
    row = rows[header.at]
    if len(row) == 1:
        return row[0].header
    return all(cell.header or not cell.text for cell in row)


def _under(upper: Sequence[Cell], lower: tuple[str, ...]) -> tuple[str, ...]:
    """Headings of two rows in one: the lower one, with the upper one before it where it says too little."""
    joined = []
    for above, text in zip(upper, lower, strict=True):
        known = meaning(text)
        if text == one_line(above.text) or not above.text:
            joined.append(text)
        elif not text:
            joined.append(one_line(above.text))
        elif known is None or known.weight < STRONG:
            joined.append(f"{one_line(above.text)} {text}")
        else:
            joined.append(text)
    return tuple(joined)


def _label(text: str) -> Meaning | None:
    """What a heading in the first column means; the name of a company is none, whatever words it holds."""
    return meaning(text) if exactly(text) or contents.company_likeness(text) < 1 else None


def _labels_down(rows: Rows, across: Header) -> bool:
    """Whether every cell of the first column is a heading, so that the "headings" across are only the first entry."""
    if not 2 <= len(rows) <= 40 or len(rows[0]) < 2 or all(cell.header for cell in rows[max(across.at, 0)]):
        return False
    down = [_label(one_line(row[0].text)) for row in rows if row[0].text]
    fields = {m.field for m in down if m is not None}
    return len(fields) >= 2 and None not in down and Field.NAME in fields


def _companies(texts: Sequence[str]) -> bool:
    """Whether the headings across are companies, one for each column."""
    return (
        len(texts) > 1 and sum(contents.company_likeness(text) >= 0.8 for text in texts) * 3 >= len(texts) * 2
    )


def _turned(rows: Rows) -> Header | None:
    """Headings in the first column: the grid is turned round."""
    if not 2 <= len(rows) <= 40 or len(rows[0]) < 2:
        return None
    rows = [row for row in rows if len(distinct(row)) > 1 or meaning(row[0].text)]
    meanings = tuple(_label(one_line(row[0].text)) for row in rows)
    if rows and not rows[0][0].text and _companies([cell.text for cell in rows[0][1:]]):
        meanings = (Meaning(Field.NAME, STRONG), *meanings[1:])
    fields = {m.field for m in meanings if m is not None}
    if len(rows) < 2 or len(fields) < 2 or Field.NAME not in fields or len(fields) * 2 < len(rows):
        return None
    turned = [list(column) for column in zip(*rows, strict=True)]
    headings = tuple(one_line(cell.text) for cell in turned[0])
    return Header(turned, 0, headings, meanings, None, _hits(meanings), transposed=True)
