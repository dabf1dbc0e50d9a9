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
from functools import lru_cache, partial
from operator import is_not
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from monitor.extract.html_cell import absolute
from monitor.extract.html_plain import PlainRows, all_whole
from monitor.extract.text import clean

MARK = "\x02"  # never in the text of a page that is cut
_WIDEST = 20
_LEAST = 4  # rows below the headings from which it pays
_MOST_TABLES = 50  # looked at in one page
# White space is HTML's own: any other character between rows would be text, and put before the table.
_S = r"[ \t\n\r\f]"
_ATTRIBUTES = rf"""(?:{_S}++[a-z0-9_:@.-]++(?:="[^"<>]*+"|='[^'<>]*+')?+)*+{_S}*+"""
_HEADING = rf"<(t[dh]){_ATTRIBUTES}>([^<]*+)</\1>{_S}*+"
# In the rows attributes are written in one way only: the fewer the ways, the faster the pattern.
_ROW_ATTRIBUTES = rf"""(?:{_S}[a-z0-9_:@.-]++="[^"<>]*+")*+"""
_HREF = rf"""(?:{_S}(?!href=)[a-z0-9_:@.-]++="[^"<>]*+")*+{_S}href="([^"<>]*+)\""""
# A cell of text, or of one link: the link's address, its text, or else the cell's text.
_CELL = rf"<td{_ROW_ATTRIBUTES}>{_S}*+(?:<a{_HREF}{_ROW_ATTRIBUTES}>([^<]*+)</a>{_S}*+|([^<]*+))</td>{_S}*+"
_OPENING = re.compile(
    rf"<table{_ATTRIBUTES}>{_S}*+(?:<caption{_ATTRIBUTES}>[^<]*+</caption>{_S}*+)?+"
    rf"(?:</?col(?:group)?{_ATTRIBUTES}>{_S}*+)*+"
    rf"(?P<rows>(?:(?P<head><thead{_ATTRIBUTES}>{_S}*+)|<tbody{_ATTRIBUTES}>{_S}*+)?+"
    rf"<tr{_ATTRIBUTES}>{_S}*+(?P<headings>(?:<(?P<tag>t[dh]){_ATTRIBUTES}>[^<]*+</(?P=tag)>{_S}*+)++)</tr>{_S}*+"
    rf"(?(head)</thead>{_S}*+)(?:<tbody{_ATTRIBUTES}>{_S}*+)?+)(?=<tr{_ROW_ATTRIBUTES}>{_S}*+<td)"
)
_HEADINGS = re.compile(_HEADING)
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


def cut_tables(text: str) -> tuple[str, list[Cut]]:
    """The page without the rows of its strictly written tables, each with a mark in their place; and these rows.

    The marks hold the tables' numbers. Time is linear in the length of the text.
    """
    cuts: list[Cut] = []
    at = text.find("<table")
    if at < 0 or MARK in text or "\x00" in text:
        return text, cuts
    kept: list[str] = []
    behind = 0
    for _ in range(_MOST_TABLES):
        opening = _OPENING.match(text, at)
        if opening is not None:
            end = text.find("</table>", opening.end())
            cut = _cut(opening, text[opening.end() : end]) if end > 0 else None
            if cut is not None:
                kept += text[behind : opening.start("rows")], _mark_row(len(cuts))
                cuts.append(cut)
                behind = at = end
        at = text.find("<table", at + 6)
        if at < 0:
            break
    if not cuts:
        return text, cuts
    kept.append(text[behind:])
    return "".join(kept), cuts


def _mark_row(number: int) -> str:
    # Two cells: a table of one is taken for layout.
    return f"<tr><td>{MARK}{number}</td><td></td></tr>"


def _cut(opening: re.Match[str], body: str) -> Cut | None:
    """The rows of a table; None where one of them is not strictly written."""
    headings = _HEADINGS.findall(opening["headings"])
    width = len(headings)
    tags = {tag for tag, _ in headings}
    if (
        not 1 < width <= _WIDEST
        or len(tags) != 1
        or ("]" in body and "](http" in body)
        or "](http" in opening[0]
    ):
        return None
    parts = _rows(width).split(body)
    step = 3 * width + 1
    count = len(parts) // step
    ends = parts[::step]
    if count < _LEAST or ends.pop().removeprefix("</tbody>").strip(" \t\n\r\f") or any(ends):
        return None
    del parts[::step]
    hrefs, labels, texts = parts[::3], parts[1::3], parts[2::3]
    places: list[int] = []
    for column in range(width):
        found = hrefs[column::width]
        if None not in found:  # a link in every row
            texts[column::width] = labels[column::width]
            places += range(column, count * width, width)
        elif any(map(_is_there, found)):
            for at in range(column, count * width, width):
                if hrefs[at] is not None:
                    texts[at] = labels[at]
                    places.append(at)
    places.sort()
    read = _read([text for _, text in headings] + texts)
    addresses = _referenced([hrefs[at] for at in places])
    if read is None or addresses is None:
        return None
    return Cut(
        read, width, [at + width for at in places], addresses, "th" in tags, opening["head"] is not None
    )


_is_there = partial(is_not, None)


@lru_cache(maxsize=_WIDEST)
def _rows(width: int) -> re.Pattern[str]:
    return re.compile(rf"<tr{_ROW_ATTRIBUTES}>{_S}*+{_CELL * width}</tr>{_S}*+")


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
