"""The plain table, which most lists are: no spans, every cell one text or one link. Read in bulk, cells made on demand.

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

_SEPARATOR = "\x1f"  # no text holds it: clean() would drop it
_CELLS = frozenset(("td", "th"))


class PlainRows(Sequence[Sequence[Cell]]):
    """Rows of equal width whose cells all hold one text. ``texts`` is flat, row by row; ``links`` by index in it;
    ``starred``: some text may hold a footnote mark."""

    __slots__ = ("heads", "links", "number", "starred", "texts", "width")

    def __init__(
        self,
        texts: list[str],
        width: int,
        links: dict[int, str],
        heads: frozenset[int],
        number: int,
        starred: bool = True,
    ) -> None:
        self.texts, self.width, self.links, self.heads, self.number = texts, width, links, heads, number
        self.starred = starred

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
        where = self.where(index)
        header = index in self.heads
        cells = []
        for at in range(start, start + self.width):
            text = self.texts[at]
            href = self.links.get(at)
            cells.append(Cell(text, (Link(text, href),) if href else (), header, False, where))
        return cells

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        return (self[i] for i in range(len(self)))

    def where(self, index: int) -> str:
        """The place of a row in the page."""
        return f"table {self.number}, row {index + 1}"


def read_plain(table: LexborNode, number: int, base: str | None) -> tuple[PlainRows, int | None] | None:
    """The rows of a plain table and its heading rows as ``thead`` names them; None where it is not plain."""
    rows = table.css("tr")
    if len(rows) < 3:
        return None
    width = sum(1 for child in rows[0].iter() if child.tag in _CELLS)
    cells = table.css("td, th")
    if not 1 < width <= 20 or len(cells) != width * len(rows):
        return None
    # Each row has as many cells as the first: the first cell of every row stands where it must. So no cell spans
    # others either, whatever its attributes claim: a span would leave some row with fewer cells.
    for at, row in zip(range(0, len(cells), width), rows, strict=True):
        if cells[at].parent != row:
            return None
    raw = table.text(deep=True, separator=_SEPARATOR, strip=True, skip_empty=True)
    texts = raw.split(_SEPARATOR)
    if len(texts) != len(cells):
        return None
    links = _links(table, cells, width, base)
    if links is None:
        return None
    if not raw.isascii() or "\n" in raw or "  " in raw or "\t" in raw or "](http" in raw:
        if "](http" in raw:
            return None
        texts = [clean(text) for text in texts]
        if not all(texts):
            return None
    heads, marked = _heads(table, rows, cells, width)
    if heads is None:
        return None
    starred = "*" in raw or "†" in raw or "‡" in raw
    return PlainRows(texts, width, links, heads, number, starred), marked


def _links(
    table: LexborNode, cells: Sequence[LexborNode], width: int, base: str | None
) -> dict[int, str] | None:
    """Links by index of their cell; None where a cell holds anything but one text, or one link with one text."""
    inner = table.css("td > *, th > *")
    if not inner:
        return {}
    order: dict[int, int] = {}
    links: dict[int, str] = {}
    at = -width
    for node in inner:
        if node.tag != "a" or node.prev is not None or node.next is not None:
            return None
        text, cell = node.child, node.parent
        if text is None or cell is None or text.next is not None or not text.is_text_node:
            return None
        href = absolute(node.attributes.get("href"), base)
        at += width  # links mostly stand in one column: the next one is one row below
        if at >= len(cells) or cells[at].mem_id != cell.mem_id:
            order = order or {cell.mem_id: index for index, cell in enumerate(cells)}
            at = order[cell.mem_id]
        if href:
            links[at] = href
    return links


def _heads(
    table: LexborNode, rows: Sequence[LexborNode], cells: Sequence[LexborNode], width: int
) -> tuple[frozenset[int] | None, int | None]:
    """Which rows are made of ``th``, and how many of them stand in ``thead``; None where ``th`` mixes with ``td``."""
    marked = [index for index in range(min(len(rows), 4)) if cells[index * width].tag == "th"]
    if len(table.css("th")) != len(marked) * width:
        return None, None
    in_head = 0
    while in_head < 4 and (group := rows[in_head].parent) is not None and group.tag == "thead":
        in_head += 1
    return frozenset(marked), in_head or None
