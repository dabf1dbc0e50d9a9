"""The strictly written table: read from the page's text by pattern, so that no tree of its cells is ever built.

Most lists come from a template: every row is written as the one before, every tag closed, nothing in a cell but text
or one link. What such a table means to a parser is known beforehand, so its rows are cut out of the page, and one row
with a mark is left in their place. Where the mark then stands as a row of a table of the tree, the parser met the cut
rows as rows of that table (and not in a comment, a script, a template, …), and they are what the pattern said. Where
it does not, or where anything around might have looked into the cells, the page is read again in full.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from monitor.extract.html_cell import absolute
from monitor.extract.html_plain import PlainRows, all_whole
from monitor.extract.html_strict_rows import ATTRIBUTES, DRESS, WIDEST, S, cells_of, has_span
from monitor.extract.html_styles import MARK, sheet_at
from monitor.extract.text import clean

_LEAST = 4  # rows below the headings from which it pays
_MOST_PARTS = 100  # tables and style sheets looked at in one page
_PART = re.compile("<(?:table|style)")
_DRESSED = (
    rf"(?:<(?P<outer>{DRESS}){ATTRIBUTES}>{S}*+"
    rf"(?:<(?P<inner>{DRESS}){ATTRIBUTES}>{S}*+[^<]*+</(?P=inner)>{S}*+|[^<]*+)</(?P=outer)>{S}*+|[^<]*+)"
)
# A repeat or an option that gives nothing back holds no group: the library may report a wrong place for it.
_OPENING = re.compile(
    rf"<table{ATTRIBUTES}>{S}*+(?:<caption{ATTRIBUTES}>[^<]*+</caption>{S}*+)?+"
    rf"(?:</?col(?:group)?{ATTRIBUTES}>{S}*+)*+"
    rf"(?P<rows>(?:(?P<head><thead{ATTRIBUTES}>{S}*+)|<tbody{ATTRIBUTES}>{S}*+)?"
    rf"<tr{ATTRIBUTES}>{S}*+(?P<headings>(?:<(?!/tr>)[^<>]*+>[^<]*+){{1,200}}+)</tr>{S}*+"
    rf"(?(head)</thead>{S}*+)(?:<tbody{ATTRIBUTES}>{S}*+)?+)(?=<tr{ATTRIBUTES}>{S}*+<td)"
)
_HEADING = re.compile(rf"<(t[dh]){ATTRIBUTES}>{S}*+{_DRESSED}</\1>{S}*+")
_TAG = re.compile(r"<[^<>]*+>")
_NAMED_CHARACTER = re.compile(
    r"&(?!(?:amp|lt|gt|quot|nbsp|apos|#39|#x27|#160|#8217|rsquo|ndash|mdash|reg|copy);)"
)
_SPACES = "\n\t\r\x0b\x0c\x1c\x1d\x1e\x1f"
# In these the text of what they hold is read as theirs.
_READ_WHOLE = frozenset(
    ("a", "b", "strong", "time", "footer", "nav", "template", "button", "summary", "table")
)


class Cut(NamedTuple):
    """A table's rows as they were cut out, its headings first. ``head``: the headings stand in ``thead``."""

    texts: list[str]
    width: int
    places: list[int]  # the indexes of the cells that are links
    addresses: list[str]  # where these lead, as written
    marked: bool  # the headings are ``th``
    head: bool


class Shortened(NamedTuple):
    """A page without what need not be parsed: how many style sheets were left out, and the rows of its tables."""

    text: str
    styles: int
    tables: list[Cut]


def shorten(text: str) -> Shortened:
    """The page without its style sheets and the rows of its strictly written tables, each with a mark in its place.

    The marks of tables hold their numbers. Time is linear in the length of the text.
    """
    cuts: list[Cut] = []
    if MARK in text or "\x00" in text:
        return Shortened(text, 0, cuts)
    kept: list[str] = []
    behind = at = styles = 0
    for _ in range(_MOST_PARTS):
        part = _PART.search(text, at)
        if part is None:
            break
        at = part.end()
        if part[0] == "<style":
            if (sheet := sheet_at(text, part.start())) is not None:
                kept += text[behind : sheet[0]], f" {MARK}>"
                behind = at = sheet[1]
                styles += 1
            continue
        opening = _OPENING.match(text, part.start())
        end = text.find("</table>", opening.end()) if opening is not None else -1
        if opening is None or end < 0:
            continue
        cut = _cut(opening, text[opening.end() : end])
        if cut is not None:
            kept += text[behind : opening.start("rows")], _mark_row(len(cuts))
            cuts.append(cut)
            behind = at = end
    if behind:
        kept.append(text[behind:])
        text = "".join(kept)
    return Shortened(text, styles, cuts)


def _mark_row(number: int) -> str:
    # Two cells: a table of one is taken for layout.
    return f"<tr><td>{MARK}{number}</td><td></td></tr>"


def _cut(opening: re.Match[str], body: str) -> Cut | None:
    """The rows of a table; None where one of them is not strictly written."""
    headings, tags = _headings(opening["headings"])
    width = len(headings)
    if (
        not 1 < width <= WIDEST
        or len(tags) != 1
        or ("]" in body and "](http" in body)
        or "](http" in opening[0]
    ):
        return None
    if opening["headings"].count("<") > 2 * width and has_span(opening[0] + body):
        return None  # dressed headings
    cells = cells_of(body, width)
    if cells is None or len(cells.texts) < _LEAST * width:
        return None
    read = _read(headings + cells.texts)
    addresses = _referenced(cells.addresses)
    if read is None or addresses is None:
        return None
    places = [at + width for at in cells.places]
    return Cut(read, width, places, addresses, "th" in tags, opening["head"] is not None)


def _headings(row: str) -> tuple[list[str], set[str]]:
    """The texts of a row of headings and the tags they are written with; none where it is not strictly written."""
    texts: list[str] = []
    tags: set[str] = set()
    at = 0
    while (cell := _HEADING.match(row, at)) is not None and len(texts) <= WIDEST:
        texts.append(_TAG.sub("", cell[0]))
        tags.add(cell[1])
        at = cell.end()
    return (texts, tags) if at == len(row) else ([], set())


def _read(texts: list[str]) -> list[str] | None:
    """The texts as ``clean`` leaves them; None where one of them is written in a way that is a parser's matter."""
    together = f" {' '.join(filter(None, texts))} "
    if "&" in together:
        if _NAMED_CHARACTER.search(together) is not None:
            return None
        texts = html.unescape(MARK.join(texts)).split(MARK)
    elif together.isascii() and "  " not in together and not any(space in together for space in _SPACES):
        return texts
    return list(map(clean, texts))


def _referenced(hrefs: list[str]) -> list[str] | None:
    """Addresses with the references to characters resolved, as the parser gives them."""
    together = MARK.join(hrefs)
    if "\r" in together:
        return None
    if "&" not in together:
        return hrefs
    return None if _NAMED_CHARACTER.search(together) is not None else html.unescape(together).split(MARK)


def number_of(table: LexborNode) -> int | None:
    """Which cut this table's rows are; None where nothing was cut out of it."""
    rows = table.css("tr")
    cell = rows[0].child if len(rows) == 1 else None
    text = (cell.text() or "") if cell is not None else ""
    if text[:1] != MARK or not text[1:].isdecimal():
        return None
    body = rows[0].parent
    holder = body.parent if body is not None else None
    return int(text[1:]) if holder is not None and holder.mem_id == table.mem_id else None


def stands_alone(table: LexborNode) -> bool:
    """Whether nothing around a table takes the text of its cells for its own."""
    around = table.parent
    while around is not None:
        if around.tag in _READ_WHOLE:
            return False
        around = around.parent
    return True


def rows_of(cut: Cut, place: str, base: str | None) -> tuple[PlainRows, int | None]:
    """The rows, and how many of them are headings in ``thead``; as ``read_plain`` gives them."""
    places, addresses = cut.places, cut.addresses
    if not all_whole(addresses):
        given = [absolute(href, base) for href in addresses]
        places = [at for at, href in zip(places, given, strict=True) if href]
        addresses = [href for href in given if href]
    heads = frozenset((0,)) if cut.marked else frozenset()
    return PlainRows(cut.texts, cut.width, (places, None, addresses), heads, place), 1 if cut.head else None
