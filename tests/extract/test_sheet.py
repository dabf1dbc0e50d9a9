"""Spreadsheets: several sheets, headers that are not in the first row, merged cells, hidden sheets, bombs."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from monitor.extract import extract
from monitor.extract.errors import BrokenError, OversizedError
from monitor.extract.read_sheet import read_sheet
from monitor.model import Field, NoListReason

ROWS = [
    ["Sub-processor", "Purpose", "Location"],
    ["Alpina GmbH", "Hosting", "Germany"],
    ["Borealis Inc.", "Support tickets", "United States"],
    ["Cobalt SAS", "E-mail", "France"],
]


def xlsx(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled(rows: list[list[object]], *, down: int = 0, right: int = 0) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "List"
    for y, row in enumerate(rows, start=1 + down):
        for x, value in enumerate(row, start=1 + right):
            sheet.cell(y, x, value)  # type: ignore[union-attr]
    return book


def test_each_sheet_is_a_grid_under_its_name() -> None:
    book = filled(ROWS)  # type: ignore[arg-type]
    notes = book.create_sheet("Notes")
    notes["A1"] = "Last updated 3 May 2026"
    document = read_sheet(xlsx(book))
    assert [grid.headings for grid in document.grids] == [("List",), ("Notes",)]
    assert [[cell.text for cell in row] for row in document.grids[0].rows] == ROWS
    assert "Last updated 3 May 2026" in document.lines


def test_the_place_of_a_cell_is_that_of_the_sheet_wherever_the_table_begins() -> None:
    document = read_sheet(xlsx(filled(ROWS, down=4, right=2)))  # type: ignore[arg-type]
    assert document.grids[0].rows[1][0].where == "List!C6"


def test_merged_cells_are_repeated_and_marked() -> None:
    book = filled([*ROWS[:1], ["Affiliates", None, None], *ROWS[1:]], right=1)  # type: ignore[list-item]
    book["List"].merge_cells("B2:D2")
    row = read_sheet(xlsx(book)).grids[0].rows[1]
    assert [(cell.text, cell.spanned) for cell in row] == [
        ("Affiliates", False),
        ("Affiliates", True),
        ("Affiliates", True),
    ]


def test_hidden_sheets_are_marked_and_say_nothing_of_the_page() -> None:
    book = filled(ROWS)  # type: ignore[arg-type]
    old = book.create_sheet("Old")
    old["A1"] = "Last updated 1 May 2020"
    old.sheet_state = "hidden"
    document = read_sheet(xlsx(book))
    assert [grid.hidden for grid in document.grids] == [False, True]
    assert "Last updated 1 May 2020" not in document.lines


def test_numbers_and_dates_are_written_plainly() -> None:
    book = filled(
        [
            ["Name", "Since", "Rank"],
            ["Alpina", dt.date(2024, 5, 6), 3.0],
            ["Borealis", dt.date(2024, 5, 7), 4.5],
        ]
    )
    assert [cell.text for cell in read_sheet(xlsx(book)).grids[0].rows[1]] == ["Alpina", "2024-05-06", "3"]


def test_extraction_finds_the_header_below_a_title() -> None:
    rows: list[list[object]] = [["Acme sub-processors"], ["Last updated: 12 March 2026"], [], *ROWS]  # type: ignore[list-item]
    listing = extract(xlsx(filled(rows)), url="https://v.example/list.xlsx")
    assert [(row.name, row.get(Field.PURPOSE), row.get(Field.LOCATION)) for row in listing.rows] == [
        tuple(r) for r in ROWS[1:]
    ]
    assert str(listing.published.on) == "2026-03-12"


def test_open_document_sheets_are_read_alike() -> None:
    document = OpenDocumentSpreadsheet()
    table = Table(name="List")
    for texts in ROWS:
        row = TableRow()
        for text in texts:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.save(out)
    (grid,) = read_sheet(out.getvalue()).grids
    assert [[cell.text for cell in row] for row in grid.rows] == ROWS


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/worksheets/sheet1.xml", "w") as member,
    ):
        for _ in range(300):
            member.write(bytes(1 << 20))
    with pytest.raises(OversizedError, match="spreadsheet"):
        read_sheet(out.getvalue())


@pytest.mark.parametrize("body", [b"PK\x03\x04 nothing more", b"plain text", b""])
def test_what_is_no_spreadsheet_is_refused_by_name(body: bytes) -> None:
    with pytest.raises(BrokenError, match="spreadsheet"):
        read_sheet(body)


@pytest.mark.parametrize(
    "content",
    [
        "<a><table:table table:name='x'><table:table-row><table:table-cell><\x01",
        "<?xml version='1.0' encoding='UTF-1'?><a><table:table/></a>",
    ],
)
def test_a_torn_open_document_is_answered(content: str) -> None:
    """The library would wait for ever for the end of an element that is never closed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    listing = extract(packed.getvalue(), url="https://vendor.example/list.ods")
    assert listing.reason is NoListReason.UNREADABLE
    assert "damaged" in listing.warnings[0]


def test_a_footnote_below_the_rows_is_no_entry() -> None:
    book = filled([*ROWS, [], ["* Only for customers in Europe"]])  # type: ignore[list-item]
    listing = extract(xlsx(book), url="https://a.example/subprocessors.xlsx")
    assert [row.name for row in listing.rows] == ["Alpina GmbH", "Borealis Inc.", "Cobalt SAS"]
