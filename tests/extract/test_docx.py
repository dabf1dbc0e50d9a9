"""Word documents: tables with merged cells, bullets, headings, tracked changes, and files that are none."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from monitor.extract import extract
from monitor.extract.document import Document, GridKind
from monitor.extract.errors import BrokenError, EncryptedError, OversizedError
from monitor.extract.published import find_published
from monitor.extract.read_docx import read_docx
from monitor.model import Field

ROWS = [
    ["Sub-processor", "Purpose", "Location"],
    ["Alpina GmbH", "Hosting", "Germany"],
    ["Borealis Inc.", "Support tickets", "United States"],
    ["Cobalt SAS", "E-mail", "France"],
]


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def add_table(document: Any, rows: list[list[str]]) -> Any:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return table


def texts(document: Document, at: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row] for row in document.grids[at].rows]


def test_tables_stand_under_their_headings() -> None:
    word = docx.Document()
    word.add_heading("Sub-processors", 0)
    word.add_heading("Third parties", 1)
    word.add_paragraph("We use the following companies:")
    add_table(word, ROWS)
    word.add_heading("Affiliates", 1)
    add_table(word, ROWS[:2])
    document = read_docx(saved(word))
    assert document.title == "Sub-processors"
    assert [grid.headings for grid in document.grids] == [
        ("Sub-processors", "Third parties"),
        ("Sub-processors", "Affiliates"),
    ]
    assert document.grids[0].intro == "We use the following companies:"
    assert texts(document) == ROWS
    assert document.grids[0].rows[2][0].where == "table 1, row 3"


def test_merged_cells_are_repeated_and_marked() -> None:
    word = docx.Document()
    table = add_table(
        word,
        [
            ["Name", "Purpose", "Place"],
            ["Affiliates", "", ""],
            ["Alpina", "Hosting", "Ulm"],
            ["", "Mail", "Bonn"],
        ],
    )
    table.cell(1, 0).merge(table.cell(1, 2))
    table.cell(2, 0).merge(table.cell(3, 0))
    rows = read_docx(saved(word)).grids[0].rows
    assert [(cell.text, cell.spanned) for cell in rows[1]] == [
        ("Affiliates", False),
        ("Affiliates", True),
        ("Affiliates", True),
    ]
    assert [(row[0].text, row[0].spanned) for row in rows[2:]] == [("Alpina", False), ("Alpina", True)]


def test_lines_of_a_cell_are_kept_apart() -> None:
    word = docx.Document()
    add_table(word, [["Alpina GmbH\nSeestrasse 1", "Hosting"], ["Borealis", "Mail"]])
    assert texts(read_docx(saved(word)))[0][0] == "Alpina GmbH\nSeestrasse 1"


def test_list_items_become_one_grid_of_bullets() -> None:
    word = docx.Document()
    word.add_paragraph("Our sub-processors:")
    for name in ("Alpina – hosting (Germany)", "Borealis – support (United States)"):
        word.add_paragraph(name, style="List Bullet")._p.get_or_add_pPr()._add_numPr()
    (grid,) = read_docx(saved(word)).grids
    assert grid.kind is GridKind.BULLETS
    assert [row[0].text for row in grid.rows] == [
        "Alpina – hosting (Germany)",
        "Borealis – support (United States)",
    ]
    assert grid.intro == "Our sub-processors:"


def test_text_inserted_with_track_changes_counts_and_deleted_text_does_not() -> None:
    word = docx.Document()
    add_table(word, ROWS)
    paragraph = word.tables[0].cell(1, 0).paragraphs[0]._p
    inserted = OxmlElement("w:ins")
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = " & Co. KG"
    run.append(text)
    inserted.append(run)
    deleted = OxmlElement("w:del")
    gone = OxmlElement("w:r")
    old = OxmlElement("w:delText")
    old.text = " AG"
    gone.append(old)
    deleted.append(gone)
    paragraph.extend([inserted, deleted])
    assert texts(read_docx(saved(word)))[1][0] == "Alpina GmbH & Co. KG"


def test_tables_inside_content_controls_are_found() -> None:
    word = docx.Document()
    table = add_table(word, ROWS)._tbl
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    table.getparent().replace(table, control)
    control.append(content)
    content.append(table)
    assert texts(read_docx(saved(word))) == ROWS


def test_links_are_kept_with_their_cell() -> None:
    word = docx.Document()
    table = add_table(word, ROWS)
    paragraph = table.cell(1, 0).paragraphs[0]
    link = OxmlElement("w:hyperlink")
    kind = docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK
    link.set(qn("r:id"), word.part.relate_to("https://alpina.example/dpa", kind, is_external=True))
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = " (DPA)"
    run.append(text)
    link.append(run)
    paragraph._p.append(link)
    cell = read_docx(saved(word)).grids[0].rows[1][0]
    assert cell.text == "Alpina GmbH (DPA)"
    assert [(found.text, found.href) for found in cell.links] == [("(DPA)", "https://alpina.example/dpa")]


def test_the_date_may_stand_in_the_footer() -> None:
    word = docx.Document()
    add_table(word, ROWS)
    word.sections[0].footer.paragraphs[0].text = "Last updated: 12 March 2026"
    assert str(find_published(read_docx(saved(word))).on) == "2026-03-12"


def test_extraction_reads_the_rows() -> None:
    word = docx.Document()
    word.add_heading("Sub-processors", 1)
    add_table(word, ROWS)
    listing = extract(saved(word), url="https://v.example/list.docx")
    assert [(row.name, row.get(Field.PURPOSE), row.get(Field.LOCATION)) for row in listing.rows] == [
        tuple(r) for r in ROWS[1:]
    ]


def test_a_password_is_named() -> None:
    with pytest.raises(EncryptedError, match="password"):
        read_docx(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


@pytest.mark.parametrize("body", [b"PK\x03\x04 nothing more", b"plain text", b""])
def test_what_is_no_word_document_is_refused_by_name(body: bytes) -> None:
    with pytest.raises(BrokenError, match="Word document"):
        read_docx(body)


def test_a_zip_file_without_a_document_in_it_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("word/other.xml", "<x/>")
    with pytest.raises(BrokenError):
        read_docx(out.getvalue())


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("word/document.xml", "w") as member,
    ):
        for _ in range(300):
            member.write(bytes(1 << 20))
    with pytest.raises(OversizedError, match="300 MB"):
        read_docx(out.getvalue())
