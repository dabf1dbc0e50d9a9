"""The rows of a strictly written table, by pattern: every tag closed, in a cell nothing but text or one link."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache, partial
from operator import is_not
from typing import NamedTuple

from monitor.extract.html_styles import MARK

WIDEST = 20
# White space is HTML's own: any other character between rows would be text, and put before the table.
SPACES = " \t\n\r\f"
S = r"[ \t\n\r\f]"
ATTRIBUTES = rf"""(?:{S}++[a-z0-9_:@.-]++(?:="[^"<>]*+"|='[^'<>]*+')?+)*+{S}*+"""
# Elements that only dress the text of a cell: it reads the same without them.
DRESS = "p|b|i|u|em|strong|span|small|div|font"

# Most pages write attributes in one way only: the fewer the ways, the faster the pattern.
_PLAIN = rf"""(?:{S}[a-z0-9_:@.-]++="[^"<>]*+")*+"""
_PLAIN_HREF = rf"""(?:{S}(?!href=)[a-z0-9_:@.-]++="[^"<>]*+")*+{S}href="([^"<>]*+)\""""
# A cell of text, or of one link: the link's address, its text, or else the cell's text.
_PLAIN_CELL = rf"<td{_PLAIN}>{S}*+(?:<a{_PLAIN_HREF}{_PLAIN}>([^<]*+)</a>{S}*+|([^<]*+))</td>{S}*+"
_PLAIN_GROUPS = 3
# The end of one row with its last text, and the next to the end of its first cell.
_MEETING = re.compile(
    rf"([^<{MARK}]*+)</td>{S}*+</tr>{S}*+<tr{_PLAIN}>{S}*+<td{_PLAIN}>{S}*+"
    rf"(?:<a{_PLAIN_HREF}{_PLAIN}>([^<{MARK}]*+)</a>{S}*+|([^<{MARK}]*+)){MARK}"
)
_END = re.compile(rf"([^<]*+)</td>{S}*+</tr>{S}*+(?:</tbody>{S}*+)?+")

_HREF = (
    rf"""(?:{S}++(?!href\b)[a-z0-9_:@.-]++(?:="[^"<>]*+"|='[^'<>]*+')?+)*+{S}++"""
    rf"""href=(?:"([^"<>]*+)"|'([^'<>]*+)')"""
)
_DRESSED_GROUPS = 7
_SPAN = re.compile(r"""span=(?!["']1["'])""")  # of more than one row or column


class Cells(NamedTuple):
    """The cells of a table, row by row: their texts, the indexes of those that are links, and where these lead."""

    texts: list[str]
    places: list[int]
    addresses: list[str]


def cells_of(body: str, width: int) -> Cells | None:
    """The cells of a table's rows as they are written; None where one of them is not strictly written.

    body: the markup of the rows. width: how many cells each has.
    """
    first = _plain(width).match(body)
    if first is not None:
        cells = _uniform(body, width, first)
        if cells is not None:
            return cells
        parts = _split(_plain(width), body, _PLAIN_GROUPS * width)
        if parts is not None:
            return _cells(parts, _PLAIN_GROUPS, width)
    if has_span(body):
        return None
    parts = _split(_dressed(width), body, _DRESSED_GROUPS * width)
    if parts is None:
        return None
    step = _DRESSED_GROUPS
    hrefs = zip(parts[2::step], parts[3::step], strict=True)
    parts[4::step] = [double if double is not None else single for double, single in hrefs]
    return _cells(parts, step, width)


def has_span(markup: str) -> bool:
    """Whether a cell reaches over several rows or columns. A table without dress is read alike with and without."""
    return "span=" in markup and _SPAN.search(markup) is not None


def _uniform(body: str, width: int, first: re.Match[str]) -> Cells | None:
    """The cells where those behind the first of each row are all texts, opened by the same tag: what stands between
    two of them is one string, and finding it is faster than matching. Only where rows meet a pattern is needed."""
    last = first.start(_PLAIN_GROUPS * width)
    if last < 0:
        return None
    period = width - 1
    pieces = body.split(body[body.rindex("</td>", 0, last) : last])
    pieces[0] = f"</td></tr>{pieces[0]}"
    end = _END.fullmatch(pieces.pop())
    if end is None or len(pieces) % period:
        return None
    met = _MEETING.split(MARK.join((*pieces[::period], "")))
    count = len(pieces) // period
    columns = [pieces[at::period] for at in range(1, period)]
    if len(met) != 5 * count + 1 or any(met[::5]) or any("<" in "".join(column) for column in columns):
        return None
    texts = [""] * (count * width)
    for at, column in enumerate(columns, 1):
        texts[at::width] = column
    texts[period::width] = [*met[6::5], end[1]]
    labels = met[3::5]
    if None not in labels:
        texts[::width] = labels
        return Cells(texts, list(range(0, len(texts), width)), met[2::5])
    texts[::width] = [text if label is None else label for label, text in zip(labels, met[4::5], strict=True)]
    places = [at for at, label in zip(range(0, len(texts), width), labels, strict=True) if label is not None]
    return Cells(texts, places, [href for href in met[2::5] if href is not None])


def _split(rows: re.Pattern[str], body: str, groups: int) -> list[str] | None:
    """The groups of all rows; None where anything else stands between them."""
    parts = rows.split(body)
    ends = parts[:: groups + 1]
    if len(ends) < 2 or ends.pop().removeprefix("</tbody>").strip(SPACES) or any(ends):
        return None
    del parts[:: groups + 1]
    return parts


def _cells(parts: Sequence[str], groups: int, width: int) -> Cells:
    """parts: as many as there are ``groups`` for each cell; the last three are the address of its link, the link's
    text, and the text of a cell without a link, which are None where they are missing."""
    texts = list(parts[groups - 1 :: groups])
    places: list[int] = []
    for column in range(width):
        last = (column + 1) * groups - 1
        labels = parts[last - 1 :: groups * width]
        if None not in labels:  # a link in every row
            texts[column::width] = labels
            places += range(column, len(texts), width)
        elif any(map(_is_there, labels)):
            for at, label in zip(range(column, len(texts), width), labels, strict=True):
                if label is not None:
                    texts[at] = label
                    places.append(at)
    places.sort()
    return Cells(texts, places, [parts[(at + 1) * groups - 3] for at in places])


_is_there = partial(is_not, None)


@lru_cache(maxsize=WIDEST)
def _plain(width: int) -> re.Pattern[str]:
    return re.compile(rf"<tr{_PLAIN}>{S}*+{_PLAIN_CELL * width}</tr>{S}*+")


@lru_cache(maxsize=WIDEST)
def _dressed(width: int) -> re.Pattern[str]:
    """Rows whose cells may be dressed twice, and their links once."""
    cells = "".join(map(_dressed_cell, range(width)))
    return re.compile(rf"<tr{ATTRIBUTES}>{S}*+{cells}</tr>{S}*+")


def _dressed_cell(number: int) -> str:
    outer, inner, link = f"o{number}", f"i{number}", f"l{number}"
    label = rf"{_opens(link)}([^<]*+){_closes(link)}"
    return (
        rf"<td{ATTRIBUTES}>{S}*+{_opens(outer)}{_opens(inner)}"
        rf"(?:<a{_HREF}{ATTRIBUTES}>{label}</a>{S}*+|([^<]*+))"
        rf"{_closes(inner)}{_closes(outer)}</td>{S}*+"
    )


def _opens(name: str) -> str:
    return rf"(?:<(?P<{name}>{DRESS}){ATTRIBUTES}>{S}*+)?"


def _closes(name: str) -> str:
    return rf"(?({name})</(?P={name})>{S}*+)"
