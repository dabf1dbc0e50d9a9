"""An HTML table becomes a grid: spans filled in, bounded whatever the markup claims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from monitor.extract.document import Cell, Grid, GridKind
from monitor.extract.html_cell import absolute, read_cell
from monitor.extract.html_place import place_of
from monitor.extract.html_plain import read_plain
from monitor.extract.html_strict import Cut, rows_of
from monitor.extract.text import clean
from monitor.model import Link

MAX_COLUMNS = 60
MAX_CELLS = 1_000_000
EMPTY = Cell()


def table_rows(table: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """The rows of a table (not those of tables inside), each with whether it stands in ``thead``."""
    for part in table.iter():
        tag = part.tag
        if tag == "tr":
            yield part, False
        elif tag in ("tbody", "thead", "tfoot"):
            head = tag == "thead"
            for row in part.iter():
                if row.tag == "tr":
                    yield row, head


def caption_of(table: LexborNode) -> str | None:
    """The table's own caption or accessible label, or None."""
    first = table.child
    while first is not None and not first.is_element_node:
        first = first.next
    if first is not None and first.tag == "caption":
        return clean(first.text(separator=" ")) or None
    return None


def read_table(table: LexborNode, place: str, base: str | None) -> tuple[list[list[Cell]], int | None, bool]:
    """The cells of a table in rows of equal width, its heading rows if ``thead`` names them, whether it was cut.

    place: where the table stands, for the place of each row.
    """
    rows: list[list[Cell]] = []
    heading_rows = 0
    spans = table.css_first("[rowspan],[colspan]") is not None
    # column -> (rows still to fill, the cell)
    pending: dict[int, tuple[int, Cell]] = {}
    width = 0
    cells = 0
    for tr, in_head in table_rows(table):
        where = f"{place}, row {len(rows) + 1}"
        if spans:
            row = _spanned_row(tr, where, base, pending, width)
        else:
            row = [
                _cell(node, tag, where, base)
                for node in tr.iter()
                if (tag := node.tag) == "td" or tag == "th"
            ]
            del row[MAX_COLUMNS:]
        if not row:
            continue
        cells += len(row)
        if cells > MAX_CELLS:
            return _padded(rows, width), heading_rows or None, True
        if in_head and heading_rows == len(rows):
            heading_rows += 1
        rows.append(row)
        width = max(width, len(row))
    return _padded(rows, width), heading_rows or None, False


def _padded(rows: list[list[Cell]], width: int) -> list[list[Cell]]:
    for row in rows:
        if len(row) < width:
            row.extend([EMPTY] * (width - len(row)))
    return rows


def _cell(node: LexborNode, tag: str | None, where: str, base: str | None) -> Cell:
    child = node.child
    if child is None:
        return Cell("", (), tag == "th", False, where)
    if child.next is None:
        name = child.tag
        if name == "-text":  # by far the most common cell
            return Cell(clean(child.text_content or ""), (), tag == "th", False, where)
        if name == "a":
            inner = child.child
            if inner is not None and inner.next is None and inner.is_text_node:
                text = clean(inner.text_content or "")
                href = absolute(child.attributes.get("href"), base)
                links: tuple[Link, ...] = (Link(text, href),) if href else ()
                return Cell(text, links, tag == "th", False, where)
    text, links = read_cell(node, base)
    return Cell(text, links, tag == "th", False, where)


def _number(value: str | None) -> int:
    """A span attribute as a number; 1 for anything that is none."""
    if not value:
        return 1
    digits = value.strip()
    return int(digits[:9]) if digits.isascii() and digits.isdigit() else 1


def _spanned_row(
    tr: LexborNode, where: str, base: str | None, pending: dict[int, tuple[int, Cell]], width: int
) -> list[Cell]:
    """One row with its spans. width: of the widest row before it, 0 for the first."""
    row: list[Cell] = []

    def fill() -> None:
        while (held := pending.get(len(row))) is not None and len(row) < MAX_COLUMNS:
            left, cell = held
            if left <= 1:
                del pending[len(row)]
            else:
                pending[len(row)] = (left - 1, cell)
            row.append(cell)

    for node in tr.iter():
        tag = node.tag
        if tag != "td" and tag != "th":
            continue
        fill()
        if len(row) >= MAX_COLUMNS:
            break
        cell = _cell(node, tag, where, base)
        attributes = node.attributes
        claimed = _number(attributes.get("colspan"))
        # More than the thousand columns HTML allows (Standard 4.9.11) is no width: it means "all of them".
        across = (width or 1) - len(row) if claimed > 1000 else claimed
        across = max(1, min(across, MAX_COLUMNS - len(row)))
        down = _number(attributes.get("rowspan"))
        down = 65534 if down == 0 else min(down, 65534)  # 0: to the end of the table (HTML Standard 4.9.11)
        if across > 1 and across >= width:
            down = 1  # a cell as wide as the table is a title; it does not blot out what follows
        repeated = cell._replace(spanned=True)
        for i in range(across):
            if down > 1:
                pending[len(row)] = (down - 1, repeated)
            row.append(repeated if i else cell)
    if row or pending:
        fill()
        # Spans from above that stand further right than this row reaches.
        for column in sorted(c for c in pending if c > len(row)):
            row.extend([EMPTY] * (column - len(row)))
            fill()
    return row


def grid_of(
    table: LexborNode,
    number: int,
    base: str | None,
    headings: tuple[str, ...],
    intro: str | None,
    strict: Cut | None = None,
) -> tuple[Grid, bool]:
    """The table as a ``Grid`` under its headings, and whether it was cut for size.

    strict: its rows, where they were read from the page's text.
    """
    rows: Sequence[Sequence[Cell]]
    place = place_of(table, "table", number)
    plain = read_plain(table, place, base) if strict is None else rows_of(strict, place, base)
    if plain is not None:
        rows, heading_rows, cut = *plain, False
    else:
        rows, heading_rows, cut = read_table(table, place, base)
    return (
        Grid(
            GridKind.TABLE,
            rows,
            headings=headings,
            caption=caption_of(table),
            intro=intro,
            header_rows=heading_rows,
            where=place,
        ),
        cut,
    )
