"""Tables that nobody drew: columns are the blank rivers that run down between words, rows are set apart by rules
or by wider gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any

from monitor.extract.read_pdf_adopt import pieces_of
from monitor.extract.read_pdf_page import PdfCell, PdfRow, PdfTable, TextLine, line_of, place

Word = dict[str, Any]
Span = tuple[float, float]

_LEAST_LINES = 3
_MOST_LINES = 2_000  # a page of a book has fifty; the search looks at lines again and again
_BESIDE = 0.95  # of the text's height: lines closer than that stand beside each other, not under each other
_LEAST_GAP = 0.15  # of the text's height: what a cell that is full leaves before the next
_ALIGNED = 1.5  # points by which words that begin a column may lie apart
_APART = 1.6  # times the widest step between rows: a single piece of text farther away is not of the table
_WIDE_STEP = 2.2  # of the text's height: lines of one table may always lie that far apart
_LARGER = 1.12  # times the size of the text before: a heading
_LEADING = 1.3  # of the text's height: from line to line of a cell
_WIDER = 1.5  # times the step from line to line within a row: a new row begins
_WIDEST_STEP = 9.0  # of the text's height: an emptier page than that lies behind the table's end


@dataclass(slots=True)
class _Region:
    """Lines under each other whose words leave the same rivers free. columns: the ground that words stand on."""

    columns: list[Span]
    lines: list[list[list[Word]]] = field(default_factory=list)  # lines of pieces of words
    numbers: list[int] = field(default_factory=list)
    tops: list[float] = field(default_factory=list)

    @property
    def steps(self) -> list[float]:
        """From line to line."""
        return [b - a for a, b in pairwise(self.tops)]


def find_columns(
    rows: Sequence[list[Word]], page: int, rules: Sequence[float], seed: Sequence[Span] | None = None
) -> list[tuple[PdfTable, set[int]]]:
    """Unruled tables in the lines of a page, each with the numbers of the lines it takes.

    rows: words by line, from top to bottom. rules: heights of horizontal lines drawn over the page. seed: the
    columns of a table that ended the page before, which may go on here.
    """
    found: list[tuple[PdfTable, set[int]]] = []
    if len(rows) > _MOST_LINES:
        return found
    at = 0
    while at < len(rows):
        goes_on = seed if at == 0 else None
        region = _grow(rows, at, goes_on)
        if region is None:
            at += 1
            continue
        table = _table(region, page, rules, least=2 if goes_on else 3)
        if table is not None:
            found.append((table, set(region.numbers)))
            at = region.numbers[-1] + 1
        else:
            at += 1
    return found


def _span(piece: Sequence[Word]) -> Span:
    return piece[0]["x0"], piece[-1]["x1"]


def _cut_at_columns(pieces: Sequence[list[Word]], columns: Sequence[Span]) -> list[list[Word]]:
    """Pieces that reach over several columns, cut before words that begin exactly where a column does.

    A full cell leaves hardly a blank's width before the next one.
    """
    starts = [x0 for x0, _ in columns[1:]]
    cut: list[list[Word]] = []
    for piece in pieces:
        now = [piece[0]]
        for before, word in pairwise(piece):
            wide = word["x0"] - before["x1"] > _LEAST_GAP * (word["bottom"] - word["top"])
            if wide and any(abs(word["x0"] - start) < _ALIGNED for start in starts):
                cut.append(now)
                now = [word]
            else:
                now.append(word)
        cut.append(now)
    return cut


def _ground(columns: Sequence[Span], spans: Sequence[Span]) -> list[Span]:
    """The union of both, as intervals from left to right."""
    merged: list[Span] = []
    for x0, x1 in sorted([*columns, *spans]):
        if merged and x0 <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(x1, merged[-1][1]))
        else:
            merged.append((x0, x1))
    return merged


def _grow(rows: Sequence[list[Word]], at: int, seed: Sequence[Span] | None) -> _Region | None:
    pieces = pieces_of(rows[at])
    if len(pieces) < 2 and not seed:
        return None
    region = _Region(list(seed or []))
    bottom = None
    for number in range(at, len(rows)):
        pieces = pieces_of(rows[number])
        top = min(word["top"] for word in rows[number])
        height = median(word["bottom"] - word["top"] for word in rows[number])
        if bottom is not None and top - bottom > _WIDEST_STEP * height:
            break
        if len(region.lines) >= _LEAST_LINES and len(pieces) == 1 and bottom is not None:
            usual = median(word["bottom"] - word["top"] for word in rows[number - 1])
            far = top - region.tops[-1] > max(_APART * max(region.steps, default=0.0), _WIDE_STEP * usual)
            if far or height > _LARGER * usual:
                break  # text behind the table, or a heading
            if (
                pieces[0][0]["x0"] < region.columns[0][0] - _ALIGNED
                and top - region.tops[-1] > max(region.steps) + _ALIGNED
            ):
                break  # a heading or text that begins left of the table, below its last row
        pieces = _cut_at_columns(pieces, region.columns)
        columns = _ground(region.columns, [_span(piece) for piece in pieces])
        if len(columns) < 2 or (len(columns) < len(region.columns) and len(region.lines) >= _LEAST_LINES):
            break
        region.columns = columns
        region.lines.append(pieces)
        region.numbers.append(number)
        region.tops.append(top)
        bottom = max(word["bottom"] for word in rows[number])
    if len(region.lines) < (1 if seed else _LEAST_LINES):
        return None
    _take_overlapping(region, rows)
    return region


def _take_overlapping(region: _Region, rows: Sequence[list[Word]]) -> None:
    """Lines above that stand partly beside the first one are of its row: its cells are centred."""
    while region.numbers[0] > 0:
        above, first = rows[region.numbers[0] - 1], rows[region.numbers[0]]
        pieces = pieces_of(above)
        columns = _ground(region.columns, [_span(piece) for piece in pieces])
        if first[0]["top"] - above[0]["top"] >= _BESIDE * (first[0]["bottom"] - first[0]["top"]):
            return
        if len(columns) < len(region.columns):
            return
        region.columns = columns
        region.lines.insert(0, pieces)
        region.numbers.insert(0, region.numbers[0] - 1)


def _table(region: _Region, page: int, rules: Sequence[float], least: int) -> PdfTable | None:
    """A region as a table, if it has at least two rows and its columns are really used.

    least: how many rows rules or gaps must tell apart: the end of a table that began a page before may be short.
    """
    columns = region.columns
    lines = [_by_column(pieces, columns, page) for pieces in region.lines]
    _drop_tail(region, lines)
    starts = _row_starts(lines, rules, least)
    rows: list[PdfRow] = []
    for start, end in pairwise([*starts, len(lines)]):
        cells = [PdfCell(width=x1 - x0) for x0, x1 in columns]
        box = _box(lines[start:end])
        for line in lines[start:end]:
            for at, text in line.items():
                cells[at].lines.append(text)
        rows.append(PdfRow(cells, place(page, box)))
    filled = sum(1 for row in rows if sum(1 for cell in row.cells if cell.lines) >= 2)
    rest = least == 2 and len(rows) == 1 and _is_rest(lines, columns)
    if not rest and (len(rows) < 2 or filled * 2 < len(rows)):
        return None
    edges = [columns[0][0], *(x0 for x0, _ in columns[1:]), columns[-1][1]]
    box = _box(lines)
    return PdfTable(page, page, edges, rows, box[1], box[3], ruled=False)


def _is_rest(lines: Sequence[dict[int, TextLine]], columns: Sequence[Span]) -> bool:
    """Whether lines at the top of a page are the rest of a row: exactly in columns, none of them the first."""
    return all(
        at > 0 and abs(text.x0 - columns[at][0]) < _ALIGNED for line in lines for at, text in line.items()
    )


def _by_column(pieces: Sequence[list[Word]], columns: Sequence[Span], page: int) -> dict[int, TextLine]:
    by_column: dict[int, list[Word]] = {}
    for piece in pieces:
        x0 = piece[0]["x0"]
        at = max((n for n, (left, _) in enumerate(columns) if left <= x0 + 0.5), default=0)
        by_column.setdefault(at, []).extend(piece)
    return {at: line_of(words, page) for at, words in by_column.items()}


def _box(lines: Sequence[dict[int, TextLine]]) -> tuple[float, float, float, float]:
    every = [text for line in lines for text in line.values()]
    return (
        min(t.x0 for t in every),
        min(t.top for t in every),
        max(t.x1 for t in every),
        max(t.bottom for t in every),
    )


def _drop_tail(region: _Region, lines: list[dict[int, TextLine]]) -> None:
    """Short text under the table stands in its first column by chance: it is farther away than rows are."""
    steps = _steps(lines)
    while len(lines) > _LEAST_LINES and list(lines[-1]) == [0] and steps[-1] > 1.2 * max(steps[:-1]):
        lines.pop()
        steps.pop()
        region.numbers.pop()


def _steps(lines: Sequence[dict[int, TextLine]]) -> list[float]:
    tops = [min(text.top for text in line.values()) for line in lines]
    return [b - a for a, b in pairwise(tops)]


def _row_starts(lines: Sequence[dict[int, TextLine]], rules: Sequence[float], least: int) -> list[int]:
    """The numbers of the lines that begin a row.

    By rules drawn between them, where there are about as many as rows; by wider gaps, where gaps are of two sizes;
    else by the lines that fill more than the first cell.
    """
    tops = [min(text.top for text in line.values()) for line in lines]
    bottoms = [max(text.bottom for text in line.values()) for line in lines]
    ruled = [0] + [
        at
        for at in range(1, len(lines))
        if any(bottoms[at - 1] - 2 <= rule <= tops[at] + 2 for rule in rules)
    ]
    steps = _steps(lines)
    height = median(text.bottom - text.top for line in lines for text in line.values())
    if len(ruled) >= least and len(ruled) * 4 >= sum(1 for line in lines if 0 in line and len(line) > 1):
        return _with_head(ruled, steps, height)
    limit = _row_step(steps, height)
    if limit is not None:
        starts = [0] + [at for at in range(1, len(lines)) if steps[at - 1] > limit]
        if len(starts) >= least:
            return starts
    return [0] + [at for at in range(1, len(lines)) if 0 in lines[at] and len(lines[at]) > 1]


def _with_head(ruled: Sequence[int], steps: Sequence[float], height: float) -> list[int]:
    """Shading that marks every second row draws nothing between the head and the first row: there the gap tells."""
    inside = [steps[at - 1] for at in range(ruled[1] + 1, len(steps) + 1) if at not in ruled]
    usual = median(inside) if inside else _LEADING * height
    head = [at for at in range(1, ruled[1]) if steps[at - 1] > _WIDER * usual]
    return sorted({*ruled, *head})


def _row_step(steps: Sequence[float], height: float) -> float | None:
    """The step between lines from which on a new row begins; None where all steps are alike.

    The first jump in the sizes of steps counts. It may be the space between paragraphs of a cell: then a row falls
    into several, all but the first with an empty name, and is made whole again where rows are made.
    """
    ordered = sorted(steps)
    for near, far in pairwise(ordered):
        if far >= _BESIDE * height and far > 1.05 * near and far - near > 0.5:
            if near >= _BESIDE * height:
                return (near + far) / 2
            # Where all further steps are alike, they are those between rows: some row must begin somewhere.
            if (
                far > 1.4 * height or ordered[-1] <= 1.08 * far
            ):  # cells of one line each, or centred ones: no line stands under another
                return (near + far) / 2
    return None
