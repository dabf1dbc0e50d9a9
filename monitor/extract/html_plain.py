"""The plain table, which most lists are: no spans, cells of one line. Read in bulk, its cells made on demand.

What is not plain in every respect is read cell by cell in ``html_table``; both give the same grid (a test holds it).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

from selectolax.lexbor import LexborNode

from monitor.extract.document import Cell
from monitor.extract.html_cell import absolute
from monitor.extract.text import clean
from monitor.model import Link

_CELLS = frozenset(("td", "th"))
_INLINE = frozenset(("a", "span", "strong", "b", "em", "i", "u", "small", "code", "font", "mark", "abbr"))
_WIDEST = 20


class PlainRows(Sequence[Sequence[Cell]]):
    """Rows of equal width whose cells hold one line each.

    texts: flat, row by row. links: text and address of the links, by the index of their cell in ``texts``.
    heads: rows made of ``th``. blank, starred: whether some text is empty, or may hold a footnote mark.
    """

    __slots__ = ("blank", "heads", "links", "number", "starred", "texts", "width")

    def __init__(
        self,
        texts: list[str],
        width: int,
        links: dict[int, tuple[tuple[str, str], ...]],
        heads: frozenset[int],
        number: int,
    ) -> None:
        self.texts, self.width, self.links, self.heads, self.number = texts, width, links, heads, number
        self.blank = "" in texts
        together = "".join(texts)
        self.starred = "*" in together or "†" in together or "‡" in together

    def __len__(self) -> int:
        return len(self.texts) // self.width

    @overload
    def __getitem__(self, index: int) -> Sequence[Cell]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Sequence[Cell]]: ...
    def __getitem__(self, index: int | slice) -> Sequence[Cell] | Sequence[Sequence[Cell]]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        if index < 0:
            index += len(self)
        if not 0 <= index < len(self):
            raise IndexError(index)
        start = index * self.width
        where = f"table {self.number}, row {index + 1}"
        header = index in self.heads
        cells = []
        for at in range(start, start + self.width):
            links = self.links.get(at)
            made = tuple(Link(text, href) for text, href in links) if links else ()
            cells.append(Cell(self.texts[at], made, header, False, where))
        return cells

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        return (self[i] for i in range(len(self)))


def read_plain(table: LexborNode, number: int, base: str | None) -> tuple[PlainRows, int | None] | None:
    """The rows of a plain table and its heading rows as ``thead`` names them; None where it is not plain."""
    rows = table.css("tr")
    if len(rows) < 3:
        return None
    width = sum(1 for child in rows[0].iter() if child.tag in _CELLS)
    cells = table.css("td, th")
    if not 1 < width <= _WIDEST or len(cells) != width * len(rows):
        return None
    # Each row has as many cells as the first: the first cell of every row stands where it must. So no cell spans
    # others either, whatever its attributes claim: a span would leave some row with fewer cells.
    for at, row in zip(range(0, len(cells), width), rows, strict=True):
        if cells[at].parent != row:
            return None
    if table.css_first("td > * > *, th > * > *") is not None:
        return None
    links = _links(table, cells, width, base)
    heads = _heads(table, rows, cells, width)
    if links is None or heads is None:
        return None
    texts = [clean(cell.text() or "") for cell in cells]
    if any("](http" in text for text in texts):
        return None
    return PlainRows(texts, width, links, heads[0], number), heads[1]


def _links(
    table: LexborNode, cells: Sequence[LexborNode], width: int, base: str | None
) -> dict[int, tuple[tuple[str, str], ...]] | None:
    """Links by index of their cell; None where a cell holds anything that breaks its line."""
    order: dict[int, int] = {}
    links: dict[int, tuple[tuple[str, str], ...]] = {}
    at = -width
    for node in table.css("td > *, th > *"):
        tag = node.tag
        if tag != "a":
            if tag not in _INLINE:
                return None
            continue
        href = absolute(node.attributes.get("href"), base)
        cell = node.parent
        if not href or cell is None:
            continue
        at += width  # links mostly stand in one column: the next one is one row below
        if at >= len(cells) or cells[at].mem_id != cell.mem_id:
            order = order or {cell.mem_id: index for index, cell in enumerate(cells)}
            at = order[cell.mem_id]
        link = (clean(node.text() or ""), href)
        links[at] = (*links[at], link) if at in links else (link,)
    return links


def _heads(
    table: LexborNode, rows: Sequence[LexborNode], cells: Sequence[LexborNode], width: int
) -> tuple[frozenset[int], int | None] | None:
    """Which rows are made of ``th``, and how many of them stand in ``thead``; None where ``th`` mixes with ``td``."""
    marked = [index for index in range(min(len(rows), 4)) if cells[index * width].tag == "th"]
    if len(table.css("th")) != len(marked) * width:
        return None
    in_head = 0
    while in_head < 4 and (group := rows[in_head].parent) is not None and group.tag == "thead":
        in_head += 1
    return frozenset(marked), in_head or None
