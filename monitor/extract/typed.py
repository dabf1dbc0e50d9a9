"""Pieces of text without labels, told apart by what they hold; and tables whose one column holds whole entries."""

from __future__ import annotations

from dataclasses import replace

from monitor.extract import contents
from monitor.extract.bullet_item import place_behind
from monitor.extract.document import Cell, Grid, GridKind
from monitor.extract.labels import Part, Record, common_labels, read_parts, records_grid
from monitor.extract.vocabulary import meaning
from monitor.knowledge.places import is_place_text
from monitor.model import Field

_ICONS = frozenset("•·|–—-→›»✓✔×*")


def typed(record: Record) -> Record:
    """The record with its unlabelled texts labelled: addresses, places, and the first other text as the purpose.

    One that is missing in an entry then shifts none of the others.
    """
    pairs: list[tuple[str, Cell]] = []
    free: list[Cell] = []
    taken = {m.field for label, _ in record.pairs if label and (m := meaning(label)) is not None}
    for label, cell in record.pairs:
        if label:
            pairs.append((label, cell))
        elif contents.is_url(cell.text) and Field.WEBSITE not in taken:
            pairs.append(("Website", cell))
            taken.add(Field.WEBSITE)
        elif contents.is_email(cell.text):
            pairs.append(("Contact", cell))
        elif Field.LOCATION not in taken and _is_place(cell.text):
            pairs.append(("Location", cell))
            taken.add(Field.LOCATION)
        else:
            free.append(cell)
    lone = free[0].text if len(free) == 1 and Field.LOCATION not in taken else ""
    if lone and len(lone) < 160 and contents.company_likeness(lone) < 1:
        purpose, place = place_behind(lone)
        if place:
            pairs.append(("Location", free[0]._replace(text=place, links=())))
            free = [free[0]._replace(text=purpose)] if purpose else []
    for index, cell in enumerate(free):
        pairs.append(("Purpose" if index == 0 and Field.PURPOSE not in taken else "", cell))
    return Record(record.name, pairs, record.links, record.where)


def _is_place(text: str) -> bool:
    return len(text) < 120 and ". " not in text and is_place_text(text) >= 0.6 and not place_behind(text)[0]


def without_markup(grid: Grid) -> Grid:
    """A table of plain text whose cells hold written-out HTML, as pages saved as text do: read as HTML."""
    if not any("</" in cell.text for row in grid.rows for cell in row):
        return grid
    from selectolax.lexbor import LexborHTMLParser

    from monitor.extract.html_cell import read_cell

    rows = []
    for row in grid.rows:
        cells = []
        for cell in row:
            if "</" in cell.text:
                body = LexborHTMLParser(cell.text).body
                text, links = read_cell(body) if body is not None else (cell.text, ())
                cells.append(cell._replace(text=text, links=links or cell.links))
            else:
                cells.append(cell)
        rows.append(cells)
    return replace(grid, rows=rows)


def unstacked(grid: Grid) -> Grid:
    """A table of one column whose cells hold several lines each, as entries with a column for each line's meaning.

    Other grids come back as they are.
    """
    rows = grid.rows
    if len(rows) < 2 or not rows[0] or len(rows[0]) != 1 or grid.fields is not None:
        return grid
    filled = [row[0] for row in rows if row[0].text]
    if len(filled) < 2 or sum(1 for cell in filled if "\n" in cell.text) * 2 < len(filled):
        return grid
    lines = [[line for line in cell.text.split("\n") if line not in _ICONS] for cell in filled]
    also = common_labels(lines)
    records = []
    for cell, texts in zip(filled, lines, strict=True):
        if texts and len(texts[0]) <= 120:
            own = tuple(link for link in cell.links if link.text == texts[0])
            rest = tuple(link for link in cell.links if link not in own)
            parts = [Part(text, tuple(link for link in rest if link.text in text)) for text in texts[1:]]
            records.append(typed(read_parts(texts[0], parts, own, cell.where, also)))
    if len(records) < 2:
        return grid
    return records_grid(
        records,
        GridKind.CARDS,
        headings=tuple(grid.headings),
        intro=grid.intro,
        where=grid.where,
        hidden=grid.hidden,
    )
