"""PDFs as browsers and typesetters print lists: shaded rows, heads that come again, ends of rows on the next page."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from monitor.extract import extract
from monitor.extract.read_pdf import read_pdf
from monitor.extract.read_pdf_page import TextLine
from monitor.extract.read_pdf_reflow import reflow
from monitor.model import Field
from tests.extract.test_pdf import drawn, only_table, texts

Line = tuple[float, float, str]
Box = tuple[float, float, float, float]

COLUMNS = (60.0, 200.0, 380.0)
RIGHT = 500.0


def row(top: float, *cells: str, step: float = 12) -> list[Line]:
    """The lines of a row: the cells of ``COLUMNS``, their own lines cut by ``/``."""
    return [
        (x, top + at * step, text)
        for x, cell in zip(COLUMNS, cells, strict=False)
        for at, text in enumerate(cell.split("/"))
        if text
    ]


def band(top: float, bottom: float) -> Box:
    """A shaded band over the whole width."""
    return (COLUMNS[0] - 4, top, RIGHT, bottom)


def pages(*each: tuple[Sequence[Line], Sequence[Box]]) -> bytes:
    """A PDF of pages with texts and shaded boxes, places counted from the upper left."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for lines, boxes in each:
        canvas.setFillGray(0.9)
        for x0, top, x1, bottom in boxes:
            canvas.rect(x0, A4[1] - bottom, x1 - x0, bottom - top, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.setFont("Helvetica", 10)
        for x, top, text in lines:
            canvas.drawString(x, A4[1] - top, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_a_head_without_shade_above_a_first_row_without_shade_is_a_row_of_its_own() -> None:
    lines = [
        *row(100, "Name", "Purpose", "Place"),
        *row(126, "Alpina", "Hosting", "Bern"),
        *row(152, "Borealis", "Letters/and notices", "Oslo"),
        *row(190, "Cobalt", "Payments", "Paris"),
        *row(216, "Dunlin", "Support/by telephone", "Dublin"),
    ]
    grid = only_table(read_pdf(pages((lines, [band(138, 174), band(202, 238)]))))
    assert [cells[0] for cells in texts(grid)] == ["Name", "Alpina", "Borealis", "Cobalt", "Dunlin"]


def test_a_title_above_the_head_is_one_text_though_a_border_runs_between_its_words() -> None:
    borders = [(56.0, y, 500.0, y) for y in (86.0, 112.0, 138.0, 164.0, 190.0)]
    borders += [(x, 112.0, x, 190.0) for x in (56.0, 196.0, 376.0, 500.0)] + [
        (x, 86.0, x, 112.0) for x in (56.0, 500.0)
    ]
    lines = [
        (60.0, 104.0, "The list of all our sub-processors, last updated: 2 May 2026, by hand"),
        *row(130, "Name", "Purpose", "Place"),
        *row(156, "Alpina", "Hosting", "Bern"),
        *row(182, "Borealis", "Letters", "Oslo"),
    ]
    listing = extract(drawn(*lines, boxes=borders), url="https://a.example/list.pdf")
    assert [row.name for row in listing.rows] == ["Alpina", "Borealis"]
    assert str(listing.published.on) == "2026-05-02"


def test_two_shaded_tables_of_other_columns_are_two() -> None:
    cells = [
        *((x0, top, x1, top + 24) for top in (140, 188) for x0, x1 in ((56, 196), (196, 376), (376, 500))),
        *((x0, top, x1, top + 24) for top in (420, 468) for x0, x1 in ((56, 240), (240, 430), (430, 500))),
    ]
    lines = [
        *row(130, "Name", "Purpose", "Place"),
        *row(156, "Alpina", "Hosting", "Bern"),
        *row(180, "Borealis", "Letters", "Oslo"),
        *row(204, "Cobalt", "Payments", "Paris"),
        (56.0, 280.0, "Our own companies"),
        *((x, 410.0, text) for x, text in ((60.0, "Name"), (244.0, "Purpose"), (434.0, "Place"))),
        *((x, 436.0, text) for x, text in ((60.0, "Dunlin"), (244.0, "Support"), (434.0, "Dublin"))),
        *((x, 460.0, text) for x, text in ((60.0, "Estuary"), (244.0, "Sales"), (434.0, "Lisbon"))),
        *((x, 484.0, text) for x, text in ((60.0, "Fathom"), (244.0, "Audits"), (434.0, "Bristol"))),
    ]
    found = [texts(grid) for grid in read_pdf(pages((lines, cells))).grids]
    assert [[cells[0] for cells in grid] for grid in found] == [
        ["Name", "Alpina", "Borealis", "Cobalt"],
        ["Name", "Dunlin", "Estuary", "Fathom"],
    ]


def test_drawn_tables_of_the_same_columns_below_each_other_are_two() -> None:
    borders = []
    for top in (90.0, 260.0):
        borders += [(56.0, top + 26 * at, 500.0, top + 26 * at) for at in range(4)]
        borders += [(x, top, x, top + 78) for x in (56.0, 196.0, 376.0, 500.0)]
    lines = [
        *row(108, "Name", "Purpose", "Place"),
        *row(134, "Alpina", "Hosting", "Bern"),
        *row(160, "Borealis", "Letters", "Oslo"),
        (56.0, 230.0, "Affiliates"),
        *row(278, "Name", "Purpose", "Place"),
        *row(304, "Dunlin", "Support", "Dublin"),
        *row(330, "Estuary", "Sales", "Lisbon"),
    ]
    found = [[cells[0] for cells in texts(grid)] for grid in read_pdf(drawn(*lines, boxes=borders)).grids]
    assert found == [["Name", "Alpina", "Borealis"], ["Name", "Dunlin", "Estuary"]]


def test_the_rest_of_a_row_below_the_repeated_head_goes_to_its_row() -> None:
    first = [
        *row(700, "Name", "Purpose", "Place"),
        *row(726, "Alpina", "Hosting", "Bern"),
        *row(752, "Borealis", "Letters", "Oslo"),
        *row(778, "Cobalt", "Payments by card", "Paris"),
    ]
    second = [
        *row(60, "Name", "Purpose", "Place"),
        *row(74, "", "and by transfer", ""),
        *row(100, "Dunlin", "Support", "Dublin"),
        *row(126, "Estuary", "Sales", "Lisbon"),
    ]
    shades = [[band(734, 760)], [band(82, 108)]]
    grid = only_table(read_pdf(pages((first, shades[0]), (second, shades[1]))))
    assert [cells[0] for cells in texts(grid)] == [
        "Name",
        "Alpina",
        "Borealis",
        "Cobalt",
        "Dunlin",
        "Estuary",
    ]
    assert texts(grid)[3][1] == "Payments by card and by transfer"


def test_a_head_that_comes_again_at_the_top_of_pages_is_no_running_header() -> None:
    first = [
        *row(400, "Name", "Purpose", "Place/of work"),
        *row(440, "Alpina", "Hosting", "Bern"),
        *row(466, "Borealis", "Letters", "Oslo"),
        *row(492, "Cobalt", "Payments", "Paris"),
    ]
    second = [
        *row(60, "Name", "Purpose", "Place/of work"),
        *row(100, "Dunlin", "Support", "Dublin"),
        *row(126, "Estuary", "Sales", "Lisbon"),
    ]
    third = [*row(60, "Name", "Purpose", "Place/of work"), *row(100, "Fathom", "Audits", "Bristol")]
    listing = extract(
        pages((first, ()), (second, ()), (third, ())), url="https://a.example/subprocessors.pdf"
    )
    assert {row.name: row.fields.get(Field.LOCATION) for row in listing.rows}["Cobalt"] == "Paris"


def test_text_that_begins_left_of_a_table_ends_it() -> None:
    lines = [
        *row(100, "Name", "Purpose", "Place"),
        *row(122, "Alpina", "Hosting", "Bern"),
        *row(144, "Borealis", "Letters", "Oslo"),
        *row(166, "Cobalt", "Payments", "Paris"),
        (52.0, 194.0, "Affiliates"),
        *row(222, "Name", "Purpose", "Place"),
        *row(244, "Dunlin", "Support", "Dublin"),
        *row(266, "Estuary", "Sales", "Lisbon"),
    ]
    found = [[cells[0] for cells in texts(grid)] for grid in read_pdf(drawn(*lines)).grids]
    assert found == [["Name", "Alpina", "Borealis", "Cobalt"], ["Name", "Dunlin", "Estuary"]]


def test_a_label_begins_a_line_though_the_line_above_was_wrapped() -> None:
    wide = "Purpose: the keeping of all accounts and of everything that is written in them, for a"
    lines = [(60.0, 60.0, "Sub-processors"), (60.0, 80.0, "We use these companies.")]
    for at, name in enumerate(("Alpina GmbH", "Borealis Inc.", "Cobalt SAS")):
        top = 110.0 + 90 * at
        lines += [
            (60.0, top, name),
            (60.0, top + 24, wide),
            (60.0, top + 36, "year"),
            (60.0, top + 48, "Location: Norway"),
        ]
    listing = extract(drawn(*lines), url="https://a.example/subprocessors.pdf")
    assert [(row.name, row.fields.get(Field.LOCATION)) for row in listing.rows] == [
        ("Alpina GmbH", "Norway"), ("Borealis Inc.", "Norway"), ("Cobalt SAS", "Norway"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "whole"),
    [(("infrastruc\u2010", "ture"), "infrastructure"), (("two\u2010", "way"), "two\u2010way")],
)
def test_a_typesetters_hyphen_goes_and_one_that_stands_amid_lines_too_stays(
    lines: tuple[str, str], whole: str
) -> None:
    found = [TextLine(text, 0, 90, at * 12, at * 12 + 10, 20, 10) for at, text in enumerate(lines)]
    assert reflow(found, 0, {"two-way"}) == whole
