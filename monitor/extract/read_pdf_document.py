"""What was found on the pages of a PDF, put together in reading order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from monitor.extract.document import Cell, Document, Grid, GridKind
from monitor.extract.read_common import links_in
from monitor.extract.read_pdf_join import join_tables
from monitor.extract.read_pdf_page import PdfCell, PdfPage, PdfTable, TextLine, line_of
from monitor.extract.read_pdf_reflow import reflow, words_in
from monitor.extract.read_pdf_text import read_segment, segments
from monitor.extract.text import clean_lines
from monitor.model import Paragraph

_Place = tuple[int, float]  # page and height


def assemble(
    pages: Sequence[PdfPage], running: Sequence[TextLine], title: str | None, warnings: Sequence[str]
) -> Document:
    """The document: tables joined over page ends, text between them, each under the heading above it."""
    for page in pages:
        _attach_links(page)
    body = [line_of(row, page.number) for page in pages for row in page.rows]
    drawn = [table for page in pages for table in page.tables]
    vocabulary = words_in(
        [line.text for line in body]
        + [line.text for table in drawn for row in table.rows for cell in row.cells for line in cell.lines]
    )
    grids: list[tuple[_Place, Grid]] = []
    lines: list[tuple[_Place, str]] = []
    headings: list[tuple[_Place, str]] = []
    paragraphs: list[tuple[_Place, Paragraph]] = []
    for segment in segments(body, [(table.page, table.top) for table in drawn]):
        text, origins = read_segment(segment, vocabulary)
        start = (segment[0].page, segment[0].top)
        grids += [(start, _placed(grid, origins)) for grid in text.grids]
        lines += [(start, line.removeprefix("# ")) for line in text.lines]
        headings += [(start, heading) for heading in text.headings]
        paragraphs += [(start, replace(p, where=_place(p.where, origins))) for p in text.paragraphs]
    for table in join_tables(drawn):
        start = (table.page, table.top)
        above = [heading for at, heading in headings if at <= start]
        before = [(at, paragraph.text) for at, paragraph in paragraphs if at <= start]
        rows = _cells(table, vocabulary)
        heading, intro = above[-1:], before[-1][1] if before else None
        grids.append(
            (start, Grid(GridKind.PDF_TABLE, rows, tuple(heading), intro=intro, where=table.rows[0].place))
        )
        texts = [c.text for row in rows for c in row if not c.spanned and c.text]
        lines += [(start, line) for text in texts for line in text.split("\n")]
    shown = [line for _, line in sorted(lines, key=lambda pair: pair[0])]
    return Document(
        grids=tuple(grid for _, grid in sorted(grids, key=lambda pair: pair[0])),
        paragraphs=tuple(paragraph for _, paragraph in paragraphs),
        lines=(*shown, *(line.text for line in running)),
        links=tuple(link for page in pages for _, link in page.links),
        headings=tuple(heading for _, heading in headings),
        title=title or (headings[0][1] if headings else None),
        signals=("format=pdf",),
        warnings=tuple(warnings),
    )


def _place(where: str, origins: Sequence[TextLine]) -> str:
    """``line N`` of a segment as a place on a page."""
    number = int(where.removeprefix("line ")) - 1
    return origins[min(number, len(origins) - 1)].place


def _placed(grid: Grid, origins: Sequence[TextLine]) -> Grid:
    rows = [
        [
            Cell(
                cell.text,
                cell.links,
                cell.header,
                cell.spanned,
                _place(cell.where, origins) if cell.where else "",
            )
            for cell in row
        ]
        for row in grid.rows
    ]
    return replace(grid, rows=rows, where=_place(grid.where, origins))


def _cells(table: PdfTable, vocabulary: Collection[str]) -> list[list[Cell]]:
    padding = [_padding(table, at) for at in range(len(table.edges) - 1)]
    return [
        [_cell(cell, padding[at], row.place, vocabulary) for at, cell in enumerate(row.cells)]
        for row in table.rows
    ]


def _padding(table: PdfTable, at: int) -> float:
    """How far from the left border the text of a column begins, at least; the right side is taken to be the same."""
    if not table.ruled:
        return 0.0
    # Rows from later pages may be shifted; the smallest distance over all rows is on the first page as well.
    starts = [line.x0 for row in table.rows for line in row.cells[at].lines if line.page == table.page]
    width = table.edges[at + 1] - table.edges[at]
    return min(max(min(starts, default=0.0) - table.edges[at], 0.0), 0.25 * width)


def _cell(cell: PdfCell, padding: float, where: str, vocabulary: Collection[str]) -> Cell:
    text = clean_lines(reflow(cell.lines, max(cell.width - 2 * padding, 0.0), vocabulary))
    links = tuple(cell.links) or links_in(text)
    return Cell(text, links, spanned=cell.spanned, where=where)


def _attach_links(page: PdfPage) -> None:
    """Put every hyperlink into the cell whose text it lies on."""
    for (x, y), link in page.links:
        for table in page.tables:
            for row in table.rows:
                for cell in row.cells:
                    if not cell.spanned and any(
                        line.x0 - 2 <= x <= line.x1 + 2 and line.top - 2 <= y <= line.bottom + 2
                        for line in cell.lines
                    ):
                        cell.links.append(link)
