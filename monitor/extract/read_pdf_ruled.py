"""Tables whose cells are drawn: pdfplumber finds the cells, this lays them out as a grid and puts the words in.

Borders that a printer left out are supplied first: at a page's end a row often loses its lower border (and its
upper one on the next page), and many tables have no outer border at the left and right.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from pdfplumber.table import TableFinder

from monitor.extract.read_pdf_page import OUTSIDE, PdfCell, PdfRow, PdfTable, lines_of, place

Box = tuple[float, float, float, float]  # x0, top, x1, bottom

_MOST_EDGES = 12_000  # more lines than that are a drawing, and finding their crossings is quadratic
_NEAR = 3.0
_LEAST_CELL = 4.0  # points; thinner strips are double borders


def find_cells(page: Any) -> list[list[Box]]:
    """The cells of every drawn table of a pdfplumber page, table by table from top to bottom."""
    edges = page.edges
    if not edges or len(edges) > _MOST_EDGES:
        return []
    horizontal, vertical = _missing_borders(edges)
    finder = TableFinder(page, {"explicit_horizontal_lines": horizontal, "explicit_vertical_lines": vertical})
    tables = [[cell for cell in table.cells if _is_cell(cell)] for table in finder.tables]
    return sorted((cells for cells in tables if cells), key=lambda cells: min(cell[1] for cell in cells))


def _is_cell(box: Box) -> bool:
    return box[2] - box[0] > _LEAST_CELL and box[3] - box[1] > _LEAST_CELL


def _missing_borders(edges: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Horizontal lines that close columns at their ends, and vertical lines that close rows."""
    upright = [e for e in edges if e["orientation"] == "v" and e["bottom"] - e["top"] > _LEAST_CELL]
    level = [e for e in edges if e["orientation"] == "h" and e["x1"] - e["x0"] > _LEAST_CELL]
    closing_h: list[dict[str, Any]] = []
    closing_v: list[dict[str, Any]] = []
    for end in ("top", "bottom"):
        for at, group in _groups(upright, end, least=2):
            x0, x1 = min(e["x0"] for e in group), max(e["x1"] for e in group)
            if x1 - x0 > 20 and not any(
                abs(e["top"] - at) < _NEAR and e["x0"] < x1 and e["x1"] > x0 for e in level
            ):
                closing_h.append(_line("h", x0, at, x1, at))
    for end in ("x0", "x1"):
        for at, group in _groups(level, end, least=3):
            top, bottom = min(e["top"] for e in group), max(e["bottom"] for e in group)
            if not any(
                abs(e["x0"] - at) < _NEAR and e["top"] < bottom and e["bottom"] > top for e in upright
            ):
                closing_v.append(_line("v", at, top, at, bottom))
    return closing_h, closing_v


def _groups(
    edges: Sequence[dict[str, Any]], end: str, least: int
) -> list[tuple[float, list[dict[str, Any]]]]:
    """Edges that end at the same height (or side), where there are enough of them at different places."""
    across = "x0" if end in ("top", "bottom") else "top"
    found: list[tuple[float, list[dict[str, Any]]]] = []
    for edge in sorted(edges, key=lambda e: e[end]):
        if found and edge[end] - found[-1][0] < _NEAR:
            found[-1][1].append(edge)
        else:
            found.append((edge[end], [edge]))
    return [(at, group) for at, group in found if len({round(e[across]) for e in group}) >= least]


def _line(orientation: str, x0: float, top: float, x1: float, bottom: float) -> dict[str, Any]:
    return {
        "object_type": "line",
        "orientation": orientation,
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
    }


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


def lay_out(cells: Sequence[Box], first: int, words: dict[int, list[dict[str, Any]]], page: int) -> PdfTable:
    """Cells (numbered from ``first``) and the words in them as a table; spans are filled in and marked."""
    xs, ys = (
        _merged(sorted({x for c in cells for x in (c[0], c[2])})),
        _merged(sorted({y for c in cells for y in (c[1], c[3])})),
    )
    grid: list[list[PdfCell | None]] = [[None] * (len(xs) - 1) for _ in range(len(ys) - 1)]
    for number, box in enumerate(cells, start=first):
        lines = lines_of(words.get(number, ()), page)
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
