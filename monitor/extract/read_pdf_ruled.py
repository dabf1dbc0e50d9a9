"""Tables whose cells are drawn: pdfplumber finds the cells, this lays them out as a grid and puts the words in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from pdfplumber.table import TableFinder

from monitor.extract.read_pdf_adopt import split_wide
from monitor.extract.read_pdf_edges import table_edges
from monitor.extract.read_pdf_page import OUTSIDE, PdfCell, PdfRow, PdfTable, lines_of, place, rows_of_words

Box = tuple[float, float, float, float]  # x0, top, x1, bottom

_NEAR = 3.0
_LEAST_CELL = 4.0  # points; thinner strips are double borders


def find_cells(page: Any) -> list[list[Box]]:
    """The cells of every drawn table of a pdfplumber page, table by table from top to bottom.

    A table of a single row below another with the same columns is one with it, with the space in between as a row:
    shading often marks every second row only.
    """
    horizontal, vertical = table_edges(page.edges, page.chars)
    if len(horizontal) < 2 or len(vertical) < 2:
        return []
    finder = TableFinder(
        page,
        {
            "vertical_strategy": "explicit",
            "horizontal_strategy": "explicit",
            "explicit_horizontal_lines": horizontal,
            "explicit_vertical_lines": vertical,
        },
    )
    tables = [[cell for cell in table.cells if _is_cell(cell)] for table in finder.tables]
    tables = sorted((cells for cells in tables if cells), key=lambda cells: min(cell[1] for cell in cells))
    return _stacked(tables)


def _is_cell(box: Box) -> bool:
    return box[2] - box[0] > _LEAST_CELL and box[3] - box[1] > _LEAST_CELL


def _stacked(tables: Sequence[list[Box]]) -> list[list[Box]]:
    found: list[list[Box]] = []
    for cells in tables:
        above = found[-1] if found else None
        if above is not None:
            xs, others = _columns(above), _columns(cells)
            bottom, top = max(cell[3] for cell in above), min(cell[1] for cell in cells)
            height = max(cell[3] - cell[1] for cell in (*above, *cells))
            one_row = len(_merged(sorted({y for cell in cells for y in (cell[1], cell[3])}))) == 2
            if (
                len(xs) > 2
                and (one_row or top - bottom < _LEAST_CELL)
                and len(xs) == len(others)
                and all(abs(a - b) < _NEAR for a, b in zip(xs, others, strict=True))
                and -_NEAR < top - bottom < 2 * height
            ):
                if top - bottom > _LEAST_CELL:
                    above += [(x0, bottom, x1, top) for x0, x1 in pairwise(xs)]
                above += cells
                continue
        found.append(cells)
    return found


def _columns(cells: Sequence[Box]) -> list[float]:
    return _merged(sorted({x for cell in cells for x in (cell[0], cell[2])}))


class CellIndex:
    """Says in which cell a point lies; cells are numbered over all tables of a page."""

    def __init__(self, tables: Sequence[Sequence[Box]]) -> None:
        self.boxes = [box for cells in tables for box in cells]
        order = sorted(range(len(self.boxes)), key=lambda at: self.boxes[at][1])
        self._bands: list[tuple[float, list[int]]] = []  # cells that are open below each height
        heights = sorted({h for box in self.boxes for h in (box[1], box[3])})
        for height in heights:
            inside = [at for at in order if self.boxes[at][1] <= height < self.boxes[at][3]]
            self._bands.append((height, inside))
        self._heights = heights

    def at(self, x: float, y: float) -> int:
        """The number of the cell at a point, or ``OUTSIDE``."""
        band = bisect_right(self._heights, y) - 1
        if band < 0:
            return OUTSIDE
        for number in self._bands[band][1]:
            box = self.boxes[number]
            if box[0] <= x <= box[2]:
                return number
        return OUTSIDE


def lay_out(cells: Sequence[Box], words: Sequence[Sequence[dict[str, Any]]], page: int) -> PdfTable:
    """Cells and the words in each as a table; spans are filled in and marked."""
    boxes, inside = split_wide(
        cells, _columns(cells), {at: rows_of_words(own) for at, own in enumerate(words) if own}
    )
    xs, ys = _columns(boxes), _merged(sorted({y for box in boxes for y in (box[1], box[3])}))
    grid: list[list[PdfCell | None]] = [[None] * (len(xs) - 1) for _ in range(len(ys) - 1)]
    for box, own in zip(boxes, inside, strict=True):
        lines = lines_of(own, page)
        left, right = _slot(xs, box[0]), max(_slot(xs, box[2]), _slot(xs, box[0]) + 1)
        upper, lower = _slot(ys, box[1]), max(_slot(ys, box[3]), _slot(ys, box[1]) + 1)
        for y in range(upper, min(lower, len(grid))):
            for x in range(left, min(right, len(xs) - 1)):
                if grid[y][x] is None:
                    grid[y][x] = PdfCell(lines, spanned=(y, x) != (upper, left), width=box[2] - box[0])
    rows = [
        PdfRow([cell or PdfCell() for cell in row], place(page, (xs[0], ys[at], xs[-1], ys[at + 1])))
        for at, row in enumerate(grid)
    ]
    rows = [row for row in rows if any(cell.lines and not cell.spanned for cell in row.cells)]
    return PdfTable(page, page, xs, rows, ys[0], ys[-1])


def _merged(values: Sequence[float]) -> list[float]:
    """Positions that differ by less than a border's width are one."""
    kept: list[float] = []
    for value in values:
        if not kept or value - kept[-1] > _NEAR:
            kept.append(value)
    return kept


def _slot(positions: Sequence[float], value: float) -> int:
    return max(0, bisect_right(positions, value + _NEAR) - 1)
