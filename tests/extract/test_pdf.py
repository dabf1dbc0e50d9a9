"""PDFs: tables drawn and not drawn, rows cut by page ends, lists without a table, and files that are none."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from monitor.demo import make_pdfs
from monitor.extract.document import Document, Grid, GridKind
from monitor.extract.errors import BrokenError, EncryptedError
from monitor.extract.published import find_published
from monitor.extract.read_pdf import read_pdf

SITE = Path(make_pdfs.__file__).parent / "site"
BODY = getSampleStyleSheet()["BodyText"]
TITLE = getSampleStyleSheet()["Heading1"]

HEAD = ["Sub-processor", "Purpose", "Location"]
ROWS = [
    [f"{name} {suffix}", purpose, place]
    for name in ("Alpina", "Borealis", "Cobalt", "Dunlin", "Estuary", "Fathom", "Gannet", "Harrier")
    for suffix, purpose, place in (
        ("Cloud Hosting GmbH", "Hosting of the platform and of its backups in two places", "Germany"),
        ("Inc.", "Support tickets", "United States, Canada"),
        ("Private Limited", "Monitoring, out of hours, of all servers and of the network", "India"),
        ("SAS", "E-mail", "France"),
    )
]
LINES = ("GRID", (0, 0), (-1, -1), 0.5, "black")
TOP = ("VALIGN", (0, 0), (-1, -1), "TOP")
MIDDLE = ("VALIGN", (0, 0), (-1, -1), "MIDDLE")


def wrapped(rows: Sequence[Sequence[str]]) -> list[list[Any]]:
    return [[Paragraph(text.replace("&", "&amp;"), BODY) for text in row] for row in rows]


def pdf(*story: Any) -> bytes:
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, invariant=1).build(
        [
            Paragraph("Sub-processors of Acme", TITLE),
            Paragraph("Last updated: 12 March 2026", BODY),
            Spacer(1, 10),
            *story,
        ]
    )
    return out.getvalue()


def table(rows: Sequence[Sequence[str]], *style: Any, **settings: Any) -> Table:
    return Table([HEAD, *wrapped(rows)], colWidths=[110, 200, 120], style=list(style), **settings)


def drawn(*lines: tuple[float, float, str], boxes: Sequence[tuple[float, float, float, float]] = ()) -> bytes:
    """A page with each text at its place (from the upper left corner), and lines from point to point."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica", 10)
    for x, y, text in lines:
        canvas.drawString(x, A4[1] - y, text)
    for x0, y0, x1, y1 in boxes:
        canvas.line(x0, A4[1] - y0, x1, A4[1] - y1)
    canvas.save()
    return out.getvalue()


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows]


def only_table(document: Document) -> Grid:
    tables = [grid for grid in document.grids if grid.kind is GridKind.PDF_TABLE]
    assert len(tables) == 1, [texts(grid)[:2] for grid in tables]
    return tables[0]


def flat(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[" ".join(text.split()) for text in row] for row in rows]


def the_list(name: str) -> list[list[str]]:
    document = read_pdf((SITE / name).read_bytes())
    return flat(texts(max(document.grids, key=lambda grid: len(grid.rows))))


def facts(version: str) -> list[list[str]]:
    import yaml

    known = yaml.safe_load(Path(make_pdfs.__file__).with_name("ipi.yaml").read_text(encoding="utf-8"))
    rows = make_pdfs._rows(known, known[version])
    return flat([known["headings"], *rows])


@pytest.mark.parametrize(("version", "rows"), [("before", 38), ("after", 39)])
def test_every_row_and_cell_of_the_sample_document_is_read_though_pages_cut_it(
    version: str, rows: int
) -> None:
    found = the_list(f"ipi_{version}.pdf")
    assert len(found) == rows + 1
    assert found == facts(version)


def test_a_name_that_a_page_end_cuts_is_one_row() -> None:
    names = [row[0] for row in the_list("ipi_before.pdf")]
    assert "The London Internet Exchange Limited (Linx)" in names
    assert "ITG Software Inc t/as IT Glue" in names
    assert "Exchange Limited (Linx)" not in names


def test_the_sample_documents_are_what_their_maker_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import yaml

    known = yaml.safe_load(Path(make_pdfs.__file__).with_name("ipi.yaml").read_text(encoding="utf-8"))
    for version in ("before", "after"):
        make_pdfs.write(tmp_path / "made.pdf", known, known[version])
        assert (tmp_path / "made.pdf").read_bytes() == (SITE / f"ipi_{version}.pdf").read_bytes()


def test_the_date_of_the_sample_document_is_found() -> None:
    published = find_published(read_pdf((SITE / "ipi_before.pdf").read_bytes()))
    assert published.on is not None
    assert published.on.isoformat() == "2024-09-09"
    assert published.phrase == "Last updated: 9 September 2024"


@pytest.mark.parametrize(
    ("layout", "style"),
    [
        ("all lines drawn", (LINES, TOP)),
        ("all lines drawn, text in the middle", (LINES, MIDDLE)),
        ("no lines at all", (TOP,)),
        ("no lines, text in the middle", (MIDDLE,)),
        ("a line under each row", (("LINEBELOW", (0, 0), (-1, -1), 0.3, "grey"), TOP)),
        ("every second row shaded", (("ROWBACKGROUNDS", (0, 0), (-1, -1), ["white", "lightgrey"]), TOP)),
        (
            "lines above and below the header only",
            (("LINEABOVE", (0, 0), (-1, 0), 1, "black"), ("LINEBELOW", (0, 0), (-1, 0), 1, "black"), TOP),
        ),
        ("no outer border", (("INNERGRID", (0, 0), (-1, -1), 0.5, "black"), TOP)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("repeated", [0, 1])
def test_a_table_over_several_pages_is_one_grid(layout: str, style: tuple[Any, ...], repeated: int) -> None:
    document = read_pdf(
        pdf(
            table(ROWS, *style, repeatRows=repeated),
            Spacer(1, 20),
            Paragraph("Questions? Write to us.", BODY),
        )
    )
    grid = only_table(document)
    assert flat(texts(grid)) == [HEAD, *ROWS]
    assert grid.headings[-1:] == ("Sub-processors of Acme",)
    assert "Questions? Write to us." in document.lines


def test_rows_cut_in_all_their_cells_are_joined() -> None:
    purpose = "Auswertung, Speicherung und Löschung von Daten der Nutzung, soweit vom Kunden gewünscht. " * 3
    name = "Analytics und Auswertung Gesellschaft mit beschränkter Haftung"
    long = [[f"{n} {name}", purpose, "Deutschland"] for n in range(20)]
    document = read_pdf(pdf(table(long, LINES, TOP, splitInRow=1)))
    assert flat(texts(only_table(document))) == flat([HEAD, *long])


def test_two_tables_keep_their_own_headings() -> None:
    heading = getSampleStyleSheet()["Heading2"]
    document = read_pdf(
        pdf(
            Paragraph("Third parties", heading), table(ROWS[:3], LINES), PageBreak(),
            Paragraph("Affiliates", heading), table(ROWS[3:6], LINES),
        )
    )  # fmt: skip
    assert [(grid.headings[-1], len(grid.rows)) for grid in document.grids] == [
        ("Third parties", 4),
        ("Affiliates", 4),
    ]


def test_a_row_that_spans_the_table_is_marked_as_one_cell() -> None:
    rows = [HEAD, ["Affiliates", "", ""], *ROWS[:2]]
    document = read_pdf(pdf(Table(rows, colWidths=[180, 260, 120], style=[LINES, ("SPAN", (0, 1), (-1, 1))])))
    group = only_table(document).rows[1]
    assert [(cell.text, cell.spanned) for cell in group] == [
        ("Affiliates", False),
        ("Affiliates", True),
        ("Affiliates", True),
    ]


def test_undrawn_columns_hold_where_a_full_cell_touches_the_next() -> None:
    """As browsers print tables without any style: three points between a full cell and its neighbour."""
    rows = [
        ["Alpina Ltd", "Ireland", "Support"],
        ["Borealis", "Hungary and Austria", "Mail"],
        ["Cobalt", "Spain", "Logs"],
    ]
    cells = [
        (x, 100 + 14 * n, text)
        for n, row in enumerate(rows * 3)
        for x, text in zip((60, 180, 275), row, strict=True)
    ]
    assert texts(only_table(read_pdf(drawn(*cells)))) == rows * 3


def test_underlined_links_are_no_borders() -> None:
    names = [
        "Alpina Privacy Center",
        "Borealis Privacy Center",
        "Cobalt Privacy Center",
        "Dunlin Privacy Center",
    ]
    cells = [(60, 100 + 24 * n, name.split()[0]) for n, name in enumerate(names)]
    linked = [(200, 100 + 24 * n, name) for n, name in enumerate(names)]
    lines = [
        (200, 101.5 + 24 * n, 200 + stringWidth(name, "Helvetica", 10), 101.5 + 24 * n)
        for n, name in enumerate(names)
    ]
    grid = only_table(read_pdf(drawn(*cells, *linked, boxes=lines)))
    assert texts(grid) == [[name.split()[0], name] for name in names]


def test_a_page_with_a_single_line_on_it_is_read() -> None:
    document = read_pdf(
        drawn((60, 100, "Sub-processors of Acme"), boxes=[(50, 110, 500, 110), (50, 120, 50, 700)])
    )
    assert document.lines == ("Sub-processors of Acme",)


def test_a_cell_over_several_rows_is_repeated_and_marked() -> None:
    rows = [
        HEAD,
        ["Alpina GmbH", "Hosting", "Germany"],
        ["", "Support", "Austria"],
        ["Cobalt Inc.", "E-mail", "Canada"],
    ]
    document = read_pdf(pdf(Table(rows, colWidths=[110, 110, 110], style=[LINES, ("SPAN", (0, 1), (0, 2))])))
    assert [(row[0].text, row[0].spanned) for row in only_table(document).rows[1:]] == [
        ("Alpina GmbH", False), ("Alpina GmbH", True), ("Cobalt Inc.", False),
    ]  # fmt: skip


def test_a_border_that_the_page_end_left_out_is_supplied() -> None:
    """As browsers print: the row at the foot of the page has no line under it."""
    cells = [(60, 100 + 20 * n, f"Vendor {n} Ltd") for n in range(3)] + [
        (200, 100 + 20 * n, "Ireland") for n in range(3)
    ]
    down = [(x, 85, x, 150) for x in (50, 190, 300)]
    across = [(50, y, 300, y) for y in (85, 105, 125)]
    grid = only_table(read_pdf(drawn(*cells, boxes=[*down, *across])))
    assert texts(grid) == [[f"Vendor {n} Ltd", "Ireland"] for n in range(3)]


def test_lines_of_a_cell_that_were_only_wrapped_are_joined_and_lines_of_the_writer_kept() -> None:
    cell = "Alpina Cloud Hosting<br/>Bahnhofstrasse 1, 8001 Zürich, Switzerland, Europe, and its subsidiaries"
    rows = [
        [Paragraph(cell, BODY), Paragraph("Hosting", BODY)],
        *[[Paragraph(f"Vendor {n}", BODY), "x"] for n in range(3)],
    ]
    document = read_pdf(pdf(Table(rows, colWidths=[200, 100], style=[LINES])))
    assert document.grids[0].rows[0][0].text == (
        "Alpina Cloud Hosting\nBahnhofstrasse 1, 8001 Zürich, Switzerland, Europe, and its subsidiaries"
    )


def test_a_hyphen_of_the_typesetter_goes_and_one_of_the_writer_stays() -> None:
    purpose = [(160, 100, "Pro-"), (160, 112, "cessing of e-"), (160, 124, "mail")]
    first = [(60, 60, "Processing and e-mail are explained here."), (60, 100, "Alpina"), (260, 100, "France")]
    second = [(60, 150, "Cobalt"), (160, 150, "Hosting a lot"), (260, 150, "Spain")]
    lines = [*first, *purpose, *second]
    rules = [(x, 85, x, 160) for x in (50, 150, 240, 320)] + [(50, y, 320, y) for y in (85, 135, 160)]
    grid = only_table(read_pdf(drawn(*lines, boxes=rules)))
    assert [row[1].text.replace("\n", " ") for row in grid.rows] == ["Processing of e-mail", "Hosting a lot"]


def test_links_of_a_cell_are_kept_with_their_words() -> None:
    rows = [
        HEAD,
        [
            Paragraph('<link href="https://alpina.example/privacy">Alpina GmbH</link>', BODY),
            "Hosting",
            "Germany",
        ],
    ]
    document = read_pdf(pdf(Table(rows, colWidths=[110, 110, 110], style=[LINES])))
    links = only_table(document).rows[1][0].links
    assert [(link.text, link.href) for link in links] == [("Alpina GmbH", "https://alpina.example/privacy")]


def test_bullets_become_one_row_each_their_wrapped_lines_joined() -> None:
    items = [
        f"• {name} – hosting of the platform, of its backups, of its logs and of everything else in many words ({n})"
        for n, name in enumerate(["Alpina GmbH", "Borealis Inc.", "Cobalt SAS"])
    ]
    document = read_pdf(pdf(*(Paragraph(item, BODY) for item in items)))
    bullets = [grid for grid in document.grids if grid.kind is GridKind.BULLETS]
    assert [row[0].text for grid in bullets for row in grid.rows] == [item[2:] for item in items]


def test_running_headers_and_page_numbers_do_not_part_a_table() -> None:
    out = io.BytesIO()

    def margins(canvas: Canvas, document: Any) -> None:
        canvas.drawString(72, A4[1] - 40, "Acme – confidential")
        canvas.drawString(72, 30, f"Page {document.page} of 3 · Last updated: 12 March 2026")

    SimpleDocTemplate(out, pagesize=A4, invariant=1).build(
        [table(ROWS, LINES)], onFirstPage=margins, onLaterPages=margins
    )
    document = read_pdf(out.getvalue())
    assert len(only_table(document).rows) == len(ROWS) + 1
    assert sum("confidential" in line for line in document.lines) == 1
    assert str(find_published(document).on) == "2026-03-12"


def test_letters_drawn_in_any_order_are_read_by_their_place() -> None:
    pairs = [("Alpina", "Germany"), ("Cobalt", "Canada"), ("Dunlin", "India")]
    words = [(x, 100 + 20 * n, pair[x > 60]) for n, pair in enumerate(pairs) for x in (60, 200)]
    straight, shuffled = read_pdf(drawn(*words)), read_pdf(drawn(*(words[n] for n in (3, 0, 5, 2, 4, 1))))
    assert texts(straight.grids[0]) == texts(shuffled.grids[0]) == [list(pair) for pair in pairs]


def test_the_place_of_a_row_names_its_page_and_box() -> None:
    document = read_pdf(pdf(PageBreak(), table(ROWS[:2], LINES)))
    where = only_table(document).rows[1][0].where
    assert where.startswith("page 2 (")
    assert where.count(",") == 2


def test_prose_alone_gives_paragraphs_and_no_table() -> None:
    text = (
        "This policy describes how Acme and its subsidiaries handle personal data in many places of the world. "
        * 4
    )
    document = read_pdf(pdf(Paragraph(text, BODY), Paragraph(text, BODY)))
    assert document.grids == ()
    assert sum(p.text.startswith("This policy") for p in document.paragraphs) == 2


def test_an_encrypted_file_says_so() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt="secret")
    canvas.drawString(10, 10, "hidden")
    canvas.save()
    with pytest.raises(EncryptedError, match="password"):
        read_pdf(out.getvalue())


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.7\n",
        b"%PDF-1.4\n<<>>\ntrailer<</Root 1 0 R>>",
        b"<html>not a PDF</html>",
        b"",
        b"%PDF-1.4" + bytes(2000),
    ],
)
def test_what_is_no_pdf_is_refused_by_name(body: bytes) -> None:
    with pytest.raises(BrokenError, match="PDF"):
        read_pdf(body)


def test_a_file_cut_short_is_read_as_far_as_it_goes_or_refused_by_name() -> None:
    body = pdf(table(ROWS, LINES))
    for part in (3, 2, 1.2):
        with suppress(BrokenError):
            assert read_pdf(body[: int(len(body) / part)]).signals == ("format=pdf",)


def test_pages_that_are_only_pictures_are_refused_by_name() -> None:
    from PIL import Image

    out, picture = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(picture, "PNG")
    picture.seek(0)
    canvas = Canvas(out)
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(picture), 0, 0, 500, 700)
    canvas.save()
    with pytest.raises(BrokenError, match="pictures of pages"):
        read_pdf(out.getvalue())
