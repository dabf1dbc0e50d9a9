"""Tables cut by page ends, made whole: repeated headers dropped, rows that a page's end cut in two joined."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.extract.read_pdf_page import PdfCell, PdfRow, PdfTable

_NEAR = 4.0
_OPEN_END = re.compile(
    r"\w\s*[,(/&:–—-]$|\b(?:and|or|of|the|for|to|with|und|oder|et|ou|en|de|van|für|der|die|von|och|og|del|di)$"
)


def join_tables(tables: Sequence[PdfTable]) -> list[PdfTable]:
    """Tables in page order; those that go on over the end of a page become one, at the place of the first."""
    joined: list[PdfTable] = []
    for table in tables:
        before = joined[-1] if joined else None
        if before is not None and _goes_on(before, table):
            rows = _fitted(before, table)
            if rows is not None:
                _append(before, rows)
                before.last_page, before.bottom = table.page, table.bottom
                before.alone_below = table.alone_below
                continue
        joined.append(table)
    return joined


def _goes_on(before: PdfTable, table: PdfTable) -> bool:
    return table.page == before.last_page + 1 and before.alone_below and table.alone_above


def _fitted(before: PdfTable, table: PdfTable) -> list[PdfRow] | None:
    """The rows of ``table`` in the columns of ``before``; None where its columns are not among them.

    Pages may be shifted against each other (margins of left and right pages), and a merged cell hides columns.
    """
    near = _NEAR if table.ruled else 3 * _NEAR
    for shift in (0.0, before.edges[0] - table.edges[0], before.edges[-1] - table.edges[-1]):
        slots = [_index(before.edges, edge + shift, near) for edge in table.edges]
        if not table.ruled:
            slots[-1] = len(before.edges) - 1  # only where its longest text happens to end
        known = [slot for slot in slots if slot is not None]
        if len(known) != len(slots) or known[0] != 0 or known[-1] != len(before.edges) - 1:
            continue
        rows = []
        for row in table.rows:
            cells: list[PdfCell] = []
            for at, cell in enumerate(row.cells):
                copies = max(known[at + 1] - known[at], 1)
                cells.append(cell)
                cells += [PdfCell(cell.lines, cell.links, spanned=True, width=cell.width)] * (copies - 1)
            rows.append(PdfRow(cells, row.place))
        return rows
    return None


def _index(edges: Sequence[float], value: float, near: float) -> int | None:
    best = min(range(len(edges)), key=lambda at: abs(edges[at] - value))
    return best if abs(edges[best] - value) <= near else None


def _append(before: PdfTable, rows: list[PdfRow]) -> None:
    """Add the next page's rows: without the header if it is repeated, the first joined if it goes on a cut row."""
    repeated = 0
    while (
        repeated < min(3, len(rows), len(before.rows))
        and any(_words(cell) for cell in rows[repeated].cells)
        and _texts(rows[repeated]) == _texts(before.rows[repeated])
    ):
        repeated += 1
    if not repeated and rows and (rest := _below_head(rows[0], before.rows[0])) is not None:
        rows = [rest, *rows[1:]]
    rows = rows[repeated:]
    if rows and len(before.rows) > 1 and _is_rest(before.rows, rows):
        _join_rows(before.rows[-1], rows[0])
        rows = rows[1:]
    before.rows += rows


def _below_head(row: PdfRow, head: PdfRow) -> PdfRow | None:
    """What is left of a row that begins with the repeated head, where nothing drawn parts it from the rest of the
    row that the page's end cut; None where it does not begin so."""
    cells = []
    for cell, above in zip(row.cells, head.cells, strict=True):
        count = len(above.lines)
        if [line.text for line in cell.lines[:count]] != [line.text for line in above.lines]:
            return None
        cells.append(PdfCell(cell.lines[count:], cell.links, width=cell.width))
    return PdfRow(cells, row.place) if any(cell.lines for cell in cells) else None


def _words(cell: PdfCell) -> str:
    return "" if cell.spanned else " ".join(line.text for line in cell.lines)


def _texts(row: PdfRow) -> list[str]:
    return [_words(cell).casefold() for cell in row.cells]


def _is_rest(above: list[PdfRow], rows: list[PdfRow]) -> bool:
    """Does the first row of a page go on with the last row of the page before?

    Yes where its first cell is empty; where it lacks a cell that hardly any row lacks; or where the name above, or
    two other cells, end in the middle of a phrase or go on in lower case.
    """
    first = [_words(cell) for cell in rows[0].cells]
    if not any(first) or any(cell.spanned for cell in rows[0].cells):
        return False
    last = [_words(cell) for cell in above[-1].cells]
    whole = [[_words(cell) for cell in row.cells] for row in (*above[1:-1], *rows[1:])]
    whole = [texts for texts in whole if sum(map(bool, texts)) > 1]  # rows that name a group say nothing here
    if not first[0]:
        return sum(1 for texts in whole if not texts[0]) <= len(whole) // 3
    usually = [
        at
        for at in range(len(first))
        if len(whole) >= 3 and sum(1 for texts in whole if texts[at]) >= 0.9 * len(whole)
    ]
    if any(not first[at] and last[at] for at in usually) and len(usually) > 1:
        return True
    reading_on = [
        at
        for at, (old, new) in enumerate(zip(last, first, strict=True))
        if old and new and _reads_on(old, new, [texts[at] for texts in whole])
    ]
    # To join two entries loses one: a single comma left over in some cell is not enough.
    return 0 in reading_on or len(reading_on) > 1


def _reads_on(old: str, new: str, column: Sequence[str]) -> bool:
    if _OPEN_END.search(old) or old.count("(") > old.count(")"):
        return True
    if new in column:
        return False  # a whole cell elsewhere, such as "n/a"
    starts_low = new[0].islower() or new[0] in ",.;)"
    others_low = sum(1 for text in column if text[:1].islower())
    return starts_low and others_low * 5 <= len(column)


def _join_rows(row: PdfRow, rest: PdfRow) -> None:
    for at, (cell, more) in enumerate(zip(row.cells, rest.cells, strict=True)):
        if more.lines and not more.spanned:
            row.cells[at] = PdfCell([*cell.lines, *more.lines], [*cell.links, *more.links], width=cell.width)
