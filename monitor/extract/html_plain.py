"""The plain table, which most lists are: no spans, cells of one line. Read in bulk, its cells made on demand.

What is not plain in every respect is read cell by cell in ``html_table``; both give the same grid (a test holds it).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import overload

from selectolax.lexbor import LexborNode

from monitor.extract.document import Cell
from monitor.extract.html_cell import absolute, stands_apart
from monitor.extract.text import clean
from monitor.model import Link

_CELLS = frozenset(("td", "th"))
_INLINE = frozenset(("a", "span", "strong", "b", "em", "i", "u", "small", "code", "font", "mark", "abbr"))
_WIDEST = 20
_TAG = attrgetter("tag")
_BETWEEN = "\x02"  # stands between texts that are read together; it is no white space and in no text
_SPACES = "\n\t\r\x0b\x0c\x1c\x1d\x1e\x1f"  # ASCII white space but the space itself


# A link: the index of its cell, its text (None: the cell's own), its address.
PlainLink = tuple[int, str | None, str]
# Links by columns: the indexes of their cells, their texts (None: all are their cells' own), their addresses.
Links = tuple[Sequence[int], Sequence[str | None] | None, Sequence[str]]


class PlainRows(Sequence[Sequence[Cell]]):
    """Rows of equal width whose cells hold one line each.

    texts: flat, row by row. links: in the order of their cells; kept as the indexes of their cells, their own texts
    (None: all are their cells' texts) and their addresses. heads: rows made of ``th``.
    blank, starred: whether some text is empty, or may hold a footnote mark.
    """

    __slots__ = (
        "_first",
        "blank",
        "heads",
        "hrefs",
        "labels",
        "place",
        "places",
        "starred",
        "texts",
        "width",
    )

    def __init__(
        self,
        texts: list[str],
        width: int,
        links: Links,
        heads: frozenset[int],
        place: str,
    ) -> None:
        self.texts, self.width, self.heads, self.place = texts, width, heads, place
        self.places, self.labels, self.hrefs = links
        self._first: Sequence[Cell] | None = None
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
        if index:
            return self._row(index)
        # The headings are asked for again and again.
        if self._first is None:
            self._first = self._row(0)
        return self._first

    def _row(self, index: int) -> Sequence[Cell]:
        start = index * self.width
        where = f"{self.place}, row {index + 1}"
        header = index in self.heads
        texts = self.texts[start : start + self.width]
        held = range(self.before(start), self.before(start + self.width))
        if not held:
            return [Cell(text, (), header, False, where) for text in texts]
        cells = []
        for at, text in enumerate(texts, start):
            made = tuple([Link(self.label(i), self.hrefs[i]) for i in held if self.places[i] == at])
            cells.append(Cell(text, made, header, False, where))
        return cells

    def said(self, index: int) -> list[str]:
        """The texts of one row, without making its cells."""
        start = index % len(self) * self.width
        return self.texts[start : start + self.width]

    def label(self, number: int) -> str:
        """The text of a link, by its number."""
        own = self.labels[number] if self.labels is not None else None
        return own or self.texts[self.places[number]]

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        return (self[i] for i in range(len(self)))

    def column(self, index: int, body: int) -> list[str]:
        """The texts of one column, from the row ``body`` on."""
        return self.texts[body * self.width + index :: self.width]

    def before(self, at: int) -> int:
        """How many links stand in the cells before this one."""
        return bisect_left(self.places, at)


def read_plain(table: LexborNode, place: str, base: str | None) -> tuple[PlainRows, int | None] | None:
    """The rows of a plain table and its heading rows as ``thead`` names them; None where it is not plain."""
    rows = table.css("tr")
    if len(rows) < 3:
        return None
    width = sum(1 for child in rows[0].iter() if child.tag in _CELLS)
    heads = table.css("th")
    marked, uneven = divmod(len(heads), width) if width else (0, 0)
    if not 1 < width <= _WIDEST or marked > 4 or uneven:
        return None
    cells = heads + table.css("td")
    # Each row has as many cells as the first, if every row's first and last cell stand where they must. So no cell
    # spans others either, whatever its attributes claim: a span would leave some row with fewer cells. And the rows
    # of ``th``, if any, are the first ones.
    if len(cells) != width * len(rows):
        return None
    places = [row.mem_id for row in rows]  # nodes themselves compare by their markup, slowly
    if places != _parents(cells[::width]) or places != _parents(cells[width - 1 :: width]):
        return None
    links = _lone_links(table, cells, width, base)
    texts = _texts_at_once(table, len(cells)) if links is not None else None
    if texts is None or links is None:
        links = _links(table, cells, base)
        texts = _texts(cells) if links is not None else None
    if texts is None or links is None:
        return None
    columns: Links = (
        [at for at, _, _ in links],
        [label for _, label, _ in links] if any(label for _, label, _ in links) else None,
        [href for _, _, href in links],
    )
    return PlainRows(texts, width, columns, frozenset(range(marked)), place), _in_head(rows)


def _parents(nodes: Sequence[LexborNode]) -> list[int]:
    """The places in memory of the nodes' parents. Only for nodes that have one."""
    return [node.parent.mem_id for node in nodes]  # type: ignore[union-attr]


def _in_head(rows: Sequence[LexborNode]) -> int | None:
    """How many of the first rows stand in ``thead``, up to four; None for none."""
    count = 0
    while count < min(4, len(rows)) and (group := rows[count].parent) is not None and group.tag == "thead":
        count += 1
    return count or None


def _texts_at_once(table: LexborNode, count: int) -> list[str] | None:
    """The texts of all cells in one go, where no cell is blank: then as many texts as cells are one for each."""
    together = table.text(separator=_BETWEEN, strip=True, skip_empty=True) or ""
    texts = together.split(_BETWEEN)
    if len(texts) != count or "](http" in together or "\x00" in together:
        return None
    if table.css_first("tr :blank") is not None:
        return None
    if together.isascii() and "  " not in together and not any(space in together for space in _SPACES):
        return texts
    texts = [clean(text) for text in texts]
    return texts if all(texts) else None


def _texts(cells: Sequence[LexborNode]) -> list[str] | None:
    texts = [clean(cell.text() or "") for cell in cells]
    return None if any("](http" in text for text in texts) else texts  # unrendered Markdown is not plain


def _lone_links(
    table: LexborNode, cells: Sequence[LexborNode], width: int, base: str | None
) -> list[PlainLink] | None:
    """The links, where cells hold no other elements than links of text; None where any does.

    Their text is taken for the cell's, so it is not read here: true where a cell holds one text only.
    """
    nodes = table.css("td > *, th > *")
    if not nodes:
        return []
    if set(map(_TAG, nodes)) != {"a"} or table.css_first("a > *") is not None:
        return None
    homes = _parents(nodes)
    places = _below_each_other(homes, cells, width)
    if places is None:
        order = {cell.mem_id: index for index, cell in enumerate(cells)}
        places = [order[home] for home in homes]
    hrefs = [node.attributes.get("href") or "" for node in nodes]
    if not all_whole(hrefs):
        hrefs = [absolute(href, base) or "" for href in hrefs]
    return [(at, None, href) for at, href in zip(places, hrefs, strict=True) if href]


def all_whole(hrefs: Sequence[str]) -> bool:
    """Whether ``absolute`` would leave every address as it is; asked of all in one go."""
    together = "\n" + "\n".join(hrefs)
    whole = together.count("\nhttps://") + together.count("\nhttp://")
    lines = together.count("\n")
    return lines == whole == len(hrefs) and together.isascii() and " " not in together


def _below_each_other(homes: list[int], cells: Sequence[LexborNode], width: int) -> Sequence[int] | None:
    """The indexes of the cells with these places in memory, if they stand in one column without a gap."""
    first = next((at for at in range(min(6 * width, len(cells))) if cells[at].mem_id == homes[0]), None)
    if first is None:
        return None
    places = range(first, len(cells), width)[: len(homes)]
    return places if [cells[at].mem_id for at in places] == homes else None


def _links(table: LexborNode, cells: Sequence[LexborNode], base: str | None) -> list[PlainLink] | None:
    """The links; None where a cell holds anything that breaks its line."""
    if table.css_first("td > * > *, th > * > *") is not None:
        return None
    order = {cell.mem_id: index for index, cell in enumerate(cells)}
    links: list[PlainLink] = []
    for node in table.css("td > *, th > *"):
        tag = node.tag
        if tag not in _INLINE or stands_apart(node):
            return None
        cell = node.parent
        href = absolute(node.attributes.get("href"), base) if tag == "a" else None
        if href and cell is not None:
            links.append((order[cell.mem_id], clean(node.text() or ""), href))
    return links
