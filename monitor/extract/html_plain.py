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
_BETWEEN = "\x02"  # stands between texts that are read together; it is no white space and in no text
_SPACES = "\n\t\r\x0b\x0c\x1c\x1d\x1e\x1f"  # ASCII white space but the space itself
# By index of the cell: text (None: the cell's own) and address of each link.
Links = dict[int, tuple[tuple[str | None, str], ...]]


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
        links: Links,
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
            text = self.texts[at]
            made = tuple(Link(label or text, href) for label, href in self.links.get(at, ()))
            cells.append(Cell(text, made, header, False, where))
        return cells

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        return (self[i] for i in range(len(self)))


def read_plain(
    table: LexborNode, number: int, base: str | None, *, comments: bool = True
) -> tuple[PlainRows, int | None] | None:
    """The rows of a plain table and its heading rows as ``thead`` names them; None where it is not plain.

    comments: the page may hold comments, which can part one text into several.
    """
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
        parent = cells[at].parent
        if parent is None or parent.mem_id != row.mem_id:  # nodes themselves compare by their markup, slowly
            return None
    heads = _heads(table, rows, cells, width)
    if heads is None:
        return None
    read = _lone_links(table, cells, width, base)
    texts = _texts_at_once(table, len(cells)) if read is not None and not comments else None
    if texts is None or read is None:
        read = _links(table, cells, base)
        texts = _texts(cells) if read is not None else None
    if texts is None or read is None:
        return None
    return PlainRows(texts, width, read, heads[0], number), heads[1]


def _texts_at_once(table: LexborNode, count: int) -> list[str] | None:
    """The texts of all cells in one go, where each holds at most one text: as many texts as cells, so one each."""
    together = table.text(deep=True, separator=_BETWEEN, strip=True, skip_empty=True) or ""
    texts = together.split(_BETWEEN)
    if len(texts) != count or "](http" in together or "\x00" in together:
        return None
    if together.isascii() and "  " not in together and not any(space in together for space in _SPACES):
        return texts
    texts = [clean(text) for text in texts]
    return texts if all(texts) else None


def _texts(cells: Sequence[LexborNode]) -> list[str] | None:
    texts = [clean(cell.text() or "") for cell in cells]
    return None if any("](http" in text for text in texts) else texts  # unrendered Markdown is not plain


def _lone_links(table: LexborNode, cells: Sequence[LexborNode], width: int, base: str | None) -> Links | None:
    """Links by index of their cell, where each is all that its cell holds; None where any cell holds more.

    Their text is the cell's, so it is not read here.
    """
    order: dict[int, int] = {}
    links: Links = {}
    at = -width
    count = len(cells)
    for node in table.css("td > *, th > *"):
        inner, cell = node.child, node.parent
        if node.tag != "a" or node.prev is not None or node.next is not None or cell is None:
            return None
        if inner is None or inner.next is not None or not inner.is_text_node:
            return None
        at += width  # links mostly stand in one column: the next one is one row below
        here = cell.mem_id
        if at >= count or cells[at].mem_id != here:
            order = order or {cell.mem_id: index for index, cell in enumerate(cells)}
            at = order[here]
        href = absolute(node.attributes.get("href"), base)
        if href:
            links[at] = ((None, href),)
    return links


def _links(table: LexborNode, cells: Sequence[LexborNode], base: str | None) -> Links | None:
    """Links by index of their cell; None where a cell holds anything that breaks its line."""
    if table.css_first("td > * > *, th > * > *") is not None:
        return None
    order = {cell.mem_id: index for index, cell in enumerate(cells)}
    links: Links = {}
    for node in table.css("td > *, th > *"):
        tag = node.tag
        if tag not in _INLINE:
            return None
        cell = node.parent
        href = absolute(node.attributes.get("href"), base) if tag == "a" else None
        if href and cell is not None:
            at = order[cell.mem_id]
            links[at] = (*links.get(at, ()), (clean(node.text() or ""), href))
    return links


def _heads(
    table: LexborNode, rows: Sequence[LexborNode], cells: Sequence[LexborNode], width: int
) -> tuple[frozenset[int], int | None] | None:
    """Which rows are made of ``th``, and how many of them stand in ``thead``; None where ``th`` mixes with ``td``."""
    marked = [index for index in range(min(len(rows), 4)) if cells[index * width].tag == "th"]
    if len(table.css("th")) != len(marked) * width:
        return None
    in_head = 0
    while (
        in_head < min(4, len(rows)) and (group := rows[in_head].parent) is not None and group.tag == "thead"
    ):
        in_head += 1
    return frozenset(marked), in_head or None
