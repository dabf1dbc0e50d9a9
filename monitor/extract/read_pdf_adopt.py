"""Words that belong to a drawn table although no line says so: rows above its first and below its last line, and
cells that only the columns above them tell apart."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from monitor.extract.read_pdf_page import PdfCell, PdfRow, PdfTable, line_of, place

Word = dict[str, Any]
Box = tuple[float, float, float, float]

_SLACK = 2.0  # points by which a word may reach over the edge of its column
_GAP = (
    0.75  # of the text's height: what is wider than that between two words may be the space between columns
)
_CLOSE = 1.6  # of the text's height: a line farther than that from the table is not part of it
_MOST_LINES = 8
_MOST_ADOPTED = 4


def pieces_of(words: Sequence[Word]) -> list[list[Word]]:
    """The words of a line, cut at gaps that are wider than a blank. A bullet stays with what it marks."""
    pieces = [[words[0]]]
    for before, word in pairwise(words):
        height = word["bottom"] - word["top"]
        if word["x0"] - before["x1"] > _GAP * height and before["text"] not in ("•", "-", "–", "▪", "\uf0b7"):
            pieces.append([word])
        else:
            pieces[-1].append(word)
    return pieces


def _cut_at_edges(
    pieces: Sequence[list[Word]], edges: Sequence[float], padding: float | None
) -> list[list[Word]]:
    """Pieces that reach over an edge, cut where the edge runs between two words; with a padding, only before words
    that begin as far from it as the text of cells does."""
    cut: list[list[Word]] = []
    for piece in pieces:
        now = [piece[0]]
        for before, word in pairwise(piece):
            if any(
                before["x1"] - 0.5 <= edge <= word["x0"] + 0.5
                and (padding is None or abs(word["x0"] - edge - padding) < _SLACK)
                for edge in edges[1:-1]
            ):
                cut.append(now)
                now = [word]
            else:
                now.append(word)
        cut.append(now)
    return cut


def in_columns(
    words: Sequence[Word], edges: Sequence[float], padding: float | None = None
) -> dict[int, list[Word]] | None:
    """The words of a line by column; None where a piece of the line reaches over an edge.

    padding: how far from its edge the text of a cell begins, where words that follow each other without a wider gap
    are to be cut only there: text that runs on over several columns is none of theirs.
    """
    by_column: dict[int, list[Word]] = {}
    for piece in _cut_at_edges(pieces_of(words), edges, padding):
        x0, x1 = piece[0]["x0"], piece[-1]["x1"]
        at = bisect_right(edges, (x0 + x1) / 2) - 1
        if not 0 <= at < len(edges) - 1 or x0 < edges[at] - _SLACK or x1 > edges[at + 1] + _SLACK:
            return None
        by_column.setdefault(at, []).extend(piece)
    return by_column


def adopt_rows(table: PdfTable, rows: list[list[Word]]) -> None:
    """Take rows above a table's first line (a header, mostly), and rows below its last one, out of ``rows``."""
    for _ in range(_MOST_ADOPTED):
        if not _adopt(table, rows):
            return


def _adopt(table: PdfTable, rows: list[list[Word]]) -> bool:
    """One row above and one below; was there any?"""
    before = len(table.rows)
    starts = [line.x0 for row in table.rows for line in row.cells[0].lines[:1]]
    padding = min(starts) - table.edges[0] if starts else None
    above = [at for at, row in enumerate(rows) if row[0]["bottom"] <= table.top + _SLACK][::-1]
    below = [at for at, row in enumerate(rows) if row[0]["top"] >= table.bottom - _SLACK]
    for numbers, is_header in ((above, True), (below, False)):
        taken: list[tuple[int, dict[int, list[Word]]]] = []
        limit = table.top if is_header else table.bottom
        for at in numbers[:_MOST_LINES]:
            words = rows[at]
            height = words[0]["bottom"] - words[0]["top"]
            near, far = (
                (words[0]["bottom"], words[0]["top"]) if is_header else (words[0]["top"], words[0]["bottom"])
            )
            by_column = in_columns(words, table.edges, padding if len(pieces_of(words)) == 1 else None)
            if by_column is None or abs(limit - near) > (_CLOSE if not taken else _GAP) * height:
                break
            taken.append((at, by_column))
            limit = far
        if len({column for _, by_column in taken for column in by_column}) < 2:
            continue
        taken.sort(key=lambda pair: pair[0])
        row = _row(table, [by_column for _, by_column in taken])
        if is_header:
            table.rows.insert(0, row)
            table.top = min(rows[at][0]["top"] for at, _ in taken)
        else:
            table.rows.append(row)
            table.bottom = max(rows[at][0]["bottom"] for at, _ in taken)
        for at, _ in reversed(taken):
            rows[at] = []
    rows[:] = [row for row in rows if row]
    return len(table.rows) > before


def _row(table: PdfTable, lines: Sequence[dict[int, list[Word]]]) -> PdfRow:
    cells = [PdfCell(width=right - left) for left, right in pairwise(table.edges)]
    for by_column in lines:
        for at, words in by_column.items():
            cells[at].lines.append(line_of(words, table.page))
    every = [line for cell in cells for line in cell.lines]
    box = (table.edges[0], min(t.top for t in every), table.edges[-1], max(t.bottom for t in every))
    return PdfRow(cells, place(table.page, box))


def split_wide(
    cells: Sequence[Box], edges: Sequence[float], lines: dict[int, list[list[Word]]]
) -> tuple[list[Box], list[list[Word]]]:
    """Cells with their words, those that reach over several columns cut where the columns above them end.

    edges: the table's columns. lines: the words of each cell (by its position in ``cells``), by line. A cell is cut
    where its words keep to the columns and stand in at least two of them; otherwise it is a merged cell.
    """
    boxes: list[Box] = []
    words: list[list[Word]] = []
    for at, (x0, top, x1, bottom) in enumerate(cells):
        own = lines.get(at, [])
        inner = [edge for edge in edges if x0 + _SLACK < edge < x1 - _SLACK]
        padding = min((line[0]["x0"] for line in own), default=x0) - x0
        parts = [in_columns(line, [x0, *inner, x1], padding) for line in own] if inner else []
        columns = {column for part in parts if part for column in part}
        if any(part is None for part in parts) or (
            len(columns) < 2 and not _keeps_aside(columns, own, (x0, x1))
        ):
            boxes.append((x0, top, x1, bottom))
            words.append([word for line in own for word in line])
            continue
        for column, (left, right) in enumerate(pairwise([x0, *inner, x1])):
            boxes.append((left, top, right, bottom))
            words.append([word for part in parts if part for word in part.get(column, [])])
    return boxes, words


def _keeps_aside(columns: set[int], lines: Sequence[list[Word]], box: tuple[float, float]) -> bool:
    """Whether all words of a wide cell stand in one column that is not its first, and not in its middle either: the
    rest of a row that a page's end cut, not the title of a group."""
    if len(columns) != 1 or 0 in columns:
        return False
    left, right = min(line[0]["x0"] for line in lines), max(line[-1]["x1"] for line in lines)
    return bool(abs((left + right) - (box[0] + box[1])) > 0.1 * (box[1] - box[0]))
