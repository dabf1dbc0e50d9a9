"""Rows of a plain table in bulk. Anything out of the ordinary sends the table to ``rows``, entry by entry.

Both ways give the same rows; a test holds them to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import repeat
from operator import eq
from typing import TypeVar

from monitor.extract.columns import Mapped
from monitor.extract.html_plain import PlainRows
from monitor.extract.name_cell import split_name
from monitor.extract.phrases import are_no_placeholders, is_placeholder
from monitor.model import Field, Link, Row
from monitor.model.bulk import build

K = TypeVar("K")
_MARKS = frozenset("*†‡")
_NUMBER_BEHIND = re.compile(r", .*\d")
_TIDY_NAME = r"[a-z][^\n]*+(?:(?<=[a-z])|(?<=[a-z]\.))"
_TIDY = re.compile(rf"{_TIDY_NAME}(?:\n{_TIDY_NAME})*+", re.IGNORECASE)
_REMEMBERED = 20_000  # characters of names
_FEW = 500  # rows whose places are remembered from look to look


def plain_rows(mapped: Mapped, group: str | None) -> list[Row] | None:
    """The rows of a mapped plain table, or None where one of them needs a closer look."""
    rows = mapped.rows
    if not isinstance(rows, PlainRows) or mapped.title is not None or mapped.transposed or group is not None:
        return None
    at, width, headings = mapped.name_column, rows.width, mapped.headings
    if mapped.body != 1 or rows.heads - {0} or len(set(headings)) != width or not all(headings):
        return None
    texts = rows.texts
    if rows.starred and any(text[-1:] in _MARKS for text in texts[width:]):
        return None
    columns = [rows.column(i, 1) for i in range(width)]
    names = _bare_names(columns[at])
    if not all(names) or not _ordinary(columns, headings, at, rows.blank):
        return None
    columns[at] = names
    count = len(names)
    where = (_places if count <= _FEW else _all_places)(rows.place, count)
    rest = [(heading, columns[i]) for i, heading in enumerate(headings) if mapped.fields[i] is None]
    other = _entries([h for h, _ in rest], [c for _, c in rest], rows.blank, count)
    fields = _entries(*_known(mapped.fields, columns, at), rows.blank, count)
    return build(Row, count, fields, other, _links(mapped, rows, count), where)


@lru_cache(maxsize=64)
def _places(table: str, count: int) -> list[str]:
    return _all_places(table, count)


def _all_places(table: str, count: int) -> list[str]:
    prefix = f"{table}, row "
    return [prefix + str(number) for number in range(2, 2 + count)]


def _known(
    fields: Sequence[Field | None], columns: Sequence[list[str]], at: int
) -> tuple[list[Field], list[list[str]]]:
    """The fields that are known and their columns. The name stands first in every row, whatever its column."""
    order = [at, *(i for i, which in enumerate(fields) if which is not None and i != at)]
    return [which for i in order if (which := fields[i]) is not None], [columns[i] for i in order]


def _entries(keys: Sequence[K], columns: Sequence[list[str]], blank: bool, count: int) -> list[dict[K, str]]:
    """A dictionary for each row; where some texts are ``blank``, these are left out."""
    if not keys:
        return [{} for _ in range(count)]
    if blank:
        return [
            {key: text for key, text in zip(keys, entry, strict=True) if text}
            for entry in zip(*columns, strict=True)
        ]
    entries = zip(*columns, strict=True)
    # Written out for the usual widths: a dictionary display costs a third of what dict(zip(…)) does.
    if len(keys) == 3:
        a, b, c = keys
        return [{a: x, b: y, c: z} for x, y, z in entries]
    if len(keys) == 4:
        a, b, c, d = keys
        return [{a: x, b: y, c: z, d: v} for x, y, z, v in entries]
    if len(keys) == 5:
        a, b, c, d, e = keys
        return [{a: x, b: y, c: z, d: v, e: w} for x, y, z, v, w in entries]
    return list(map(dict, map(zip, repeat(keys), entries)))


def _bare_names(cells: list[str]) -> list[str]:
    lines = "\n".join(cells)
    are_bare = _are_bare if len(lines) <= _REMEMBERED else _look_at
    return cells if are_bare(lines) else list(map(_bare_name, cells))


@lru_cache(maxsize=256)
def _are_bare(lines: str) -> bool:
    return _look_at(lines)


def _look_at(lines: str) -> bool:
    """Whether all of many names, a line each, are tidy and none is a placeholder."""
    return (
        lines.isascii()
        and "(" not in lines
        and _TIDY.fullmatch(lines) is not None
        and _NUMBER_BEHIND.search(lines) is None
        and are_no_placeholders(lines)
    )


@lru_cache(maxsize=8192)
def _bare_name(text: str) -> str:
    """The name without marks and numbers around it; empty where the cell says more than a name, or that there is
    none."""
    name, more = (text, []) if _is_tidy(text) else split_name(text)
    return "" if more or is_placeholder(name) else name


def _is_tidy(name: str) -> bool:
    """Whether nothing can be taken off a name: it begins with a letter, ends in a letter (or one and a full stop),
    and holds no bracket that might be a registration number and no number behind a comma, as addresses do."""
    return (
        name[:1].isalpha()
        and (name[-2:-1] if name[-1] == "." else name[-1]).isalpha()
        and "(" not in name
        and not (", " in name and _NUMBER_BEHIND.search(name))
    )


def _ordinary(columns: Sequence[list[str]], headings: Sequence[str], at: int, blank: bool) -> bool:
    """No group title, no repeated heading, no cell that repeats its heading."""
    if headings[at].casefold() in map(str.casefold, columns[at]):
        return False
    if blank and any(len(entry) - entry.count("") < 2 for entry in zip(*columns, strict=True)):
        return False
    if any(map(eq, columns[0], columns[-1])) and any(len(set(e)) == 1 for e in zip(*columns, strict=True)):
        return False
    return not any(
        text.casefold().startswith(heading.strip(" :").casefold())
        for column, heading in zip(columns, headings, strict=True)
        for text in column[:2]
        if text
    )


def _links(mapped: Mapped, rows: PlainRows, count: int) -> Sequence[tuple[Link, ...]]:
    """The links of each row, in the order of its columns."""
    width = rows.width
    behind = rows.before(width)
    places, addresses = rows.places[behind:], rows.hrefs[behind:]
    if not places:
        return [()] * count
    named = [w.value if w else head for w, head in zip(mapped.fields, mapped.headings, strict=True)]
    first = places[0]
    own = rows.labels is None
    if first < 2 * width and places == list(range(first, first + width * count, width)):
        # One in every row, all in one column.
        column = rows.column(first - width, 1)
        texts = column if own else [rows.label(at) for at in range(behind, behind + count)]
        return list(zip(build(Link, count, texts, addresses, repeat(named[first - width])), strict=True))
    texts = [rows.label(at) for at in range(behind, behind + len(places))]
    columns = [named[at % width] for at in places]
    links: list[tuple[Link, ...]] = [()] * count
    for at, link in zip(places, build(Link, len(places), texts, addresses, columns), strict=True):
        row = at // width - 1
        links[row] = (*links[row], link)
    return links
