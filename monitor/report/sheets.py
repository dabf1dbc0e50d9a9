"""Tables to be taken along: CSV, XLSX or JSON of the same rows, with a word on where they come from."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from monitor.report.cells import csv_text, harmless

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LONGEST = 32_767  # characters of a cell (ECMA-376, as Excel limits it)


class SheetFormat(StrEnum):
    """The forms a table comes in."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, for programs, and what stands in it, for people."""

    key: str
    meaning: str
    width: int = 18  # in characters, for XLSX


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. rows: texts by the key of their column; what is not known is absent. about: facts on the whole."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, str], ...]
    about: Mapping[str, str] = field(default_factory=dict)


def render_sheet(sheet: Sheet, wanted: SheetFormat) -> bytes:
    """The table as a file. CSV and XLSX: no cell starts a formula (``cells.harmless``); JSON holds the bare texts."""
    if wanted is SheetFormat.JSON:
        document = {"about": dict(sheet.about), "rows": [dict(row) for row in sheet.rows]}
        return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")
    if wanted is SheetFormat.CSV:
        keys = [column.key for column in sheet.columns]
        return csv_text(keys, ([row.get(key) for key in keys] for row in sheet.rows)).encode()
    return _xlsx(sheet)


def _xlsx(sheet: Sheet) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    book.properties.creator, book.properties.title = "Sub-processor Monitor", sheet.name
    table = book.create_sheet(sheet.name[:31])
    table.freeze_panes = "B2"
    for index, column in enumerate(sheet.columns, 1):
        table.column_dimensions[get_column_letter(index)].width = column.width
    table.append([_text(table, column.key, font=Font(bold=True)) for column in sheet.columns])
    wrapped = Alignment(vertical="top", wrap_text=True)
    for row in sheet.rows:
        table.append([_text(table, row.get(column.key), alignment=wrapped) for column in sheet.columns])
    last = get_column_letter(len(sheet.columns))
    table.auto_filter.ref = f"A1:{last}{len(sheet.rows) + 1}"
    notes = book.create_sheet("About")
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 30, 100
    for label, text in (*sheet.about.items(), *((c.key, c.meaning) for c in sheet.columns)):
        notes.append([_text(notes, label, font=Font(bold=True)), _text(notes, text, alignment=wrapped)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(sheet: Any, text: str | None, **style: Any) -> Any:
    """A cell that holds text and nothing else, whatever the text looks like."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet)
    cell.value = _NOT_XML.sub("", harmless(text))[:_LONGEST]
    cell.data_type = "s"
    for name, value in style.items():
        setattr(cell, name, value)
    return cell


def read_csv_again(text: str) -> list[dict[str, str]]:
    """A CSV of ours as it was meant: rows by column, apostrophes in front of would-be formulas taken off again."""
    from monitor.report.cells import plain_again

    rows: Sequence[dict[str, str]] = list(
        csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    )
    return [{key: plain_again(cell) for key, cell in row.items()} for row in rows]
