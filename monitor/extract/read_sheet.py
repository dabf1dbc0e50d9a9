"""Spreadsheets (XLSX, XLSM, XLSB, XLS, ODS) to one grid a visible sheet, through calamine."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import Any

from monitor.extract.document import DATA, Cell, Document, Grid, GridKind
from monitor.extract.errors import BrokenError, EncryptedError, OversizedError
from monitor.extract.read_common import (
    MAX_CELLS,
    cell,
    column_name,
    padded,
    refuse_bombs,
    trimmed,
    visible_lines,
)
from monitor.extract.read_sheet_bounds import MAX_AREA, refuse_endless
from monitor.model import Hints

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_sheet(body: bytes, *, url: str | None = None, hints: Hints | None = None) -> Document:
    """A workbook as grids, one for each visible sheet; hidden sheets are marked ``hidden``.

    Dates become ISO dates. Merged cells are filled in. Raises EncryptedError, BrokenError, OversizedError.
    """
    import python_calamine as calamine

    if not body.startswith(_OLE):
        refuse_bombs(body, "spreadsheet")
        refuse_endless(body)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(body))
    except calamine.PasswordError as error:
        raise EncryptedError("This spreadsheet asks for a password.") from error
    except (calamine.CalamineError, ValueError, OSError) as error:
        raise BrokenError(f"This spreadsheet cannot be read: {error}.") from error
    grids: list[Grid] = []
    warnings: list[str] = []
    left = MAX_CELLS
    for facts in book.sheets_metadata:
        if facts.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        try:
            rows, cut = _rows(book.get_sheet_by_name(facts.name), facts.name, left)
        except (calamine.CalamineError, ValueError, OSError) as error:
            warnings.append(f"The sheet “{facts.name}” cannot be read: {error}.")
            continue
        left -= sum(map(len, rows))
        if cut:
            warnings.append(f"The sheet “{facts.name}” has too many cells; its end was left out.")
        if rows:
            hidden = facts.visible != calamine.SheetVisibleEnum.Visible
            grids.append(Grid(GridKind.SHEET, rows, headings=(facts.name,), where=facts.name, hidden=hidden))
    if not grids and warnings:
        raise BrokenError(warnings[0])
    shown = [c for grid in grids if not grid.hidden for row in grid.rows for c in row]
    return Document(
        grids=tuple(grids),
        lines=visible_lines(c.text for c in shown if not c.spanned),
        links=tuple(link for c in shown for link in c.links),
        signals=("format=sheet", DATA),
        warnings=tuple(warnings),
    )


def _rows(sheet: Any, name: str, left: int) -> tuple[list[list[Cell]], bool]:
    start = sheet.start
    if start is None:
        return [], False
    first = start[1]  # rows are counted from the sheet's first, columns from the first that is used
    if sheet.total_height * sheet.total_width > MAX_AREA:
        raise OversizedError(f"The sheet “{name}” claims {sheet.total_height}×{sheet.total_width} cells.")
    rows: list[list[Cell]] = []
    cells, cut = 0, False
    for down, values in enumerate(sheet.iter_rows()):
        if cells > left:
            cut = True
            break
        row = [cell(_text(v), f"{name}!{column_name(first + at)}{down + 1}") for at, v in enumerate(values)]
        rows.append(row)
        cells += sum(1 for c in row if c.text) + 1
    rows = padded(rows)
    _fill_merged(rows, sheet.merged_cell_ranges or (), first)
    return trimmed(rows), cut


def _fill_merged(rows: list[list[Cell]], ranges: Any, first: int) -> None:
    """Repeat a merged cell's content over its range, marked as spanned."""
    for (top, left), (bottom, right) in ranges:
        left, right = left - first, right - first
        if top >= len(rows) or left >= len(rows[top]):
            continue
        origin = rows[top][left]
        for y in range(top, min(bottom + 1, len(rows))):
            for x in range(left, min(right + 1, len(rows[y]))):
                if (y, x) != (top, left) and not rows[y][x].text:
                    rows[y][x] = Cell(origin.text, origin.links, spanned=True, where=rows[y][x].where)


def _text(value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ", "minutes")
    if isinstance(value, (date, time, timedelta)):
        return str(value)
    return str(value)
