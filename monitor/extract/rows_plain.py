"""Rows of a plain table in bulk. Anything out of the ordinary sends the table to ``rows``, entry by entry.

Both ways give the same rows; a test holds them to it.
"""

from __future__ import annotations

import re

from monitor.extract.columns import Mapped
from monitor.extract.html_plain import PlainRows
from monitor.extract.phrases import is_placeholder
from monitor.model import Link, Row

# A name that needs nothing taken off it: it begins with a letter, ends in a letter, a full stop or a bracket,
# and holds no bracket that might be a registration number.
_TIDY_NAME = r"[^\W\d_](?:[^\n(]*[^\W\d_.])?\.?"
_TIDY_NAMES = re.compile(rf"{_TIDY_NAME}(?:\n{_TIDY_NAME})*")
_MARKS = frozenset("*†‡")


def plain_rows(mapped: Mapped, group: str | None) -> list[Row] | None:
    """The rows of a mapped plain table, or None where one of them needs a closer look."""
    rows = mapped.rows
    if not isinstance(rows, PlainRows) or mapped.title is not None or mapped.transposed or group is not None:
        return None
    at, width = mapped.name_column, rows.width
    if mapped.body != 1 or rows.heads - {0} or len(set(mapped.headings)) != width or not all(mapped.headings):
        return None
    texts = rows.texts[width:]
    if rows.starred and any(text[-1:] in _MARKS for text in texts):
        return None
    entries = list(zip(*[iter(texts)] * width, strict=True))
    if rows.blank and any(not entry[at] or width - entry.count("") < 2 for entry in entries):
        return None
    if not _ordinary(entries, mapped.headings, at):
        return None
    where = [f"table {rows.number}, row {index}" for index in range(2, 2 + len(entries))]
    # The name stands first in every row, whatever its column.
    known = [at] + [i for i, which in enumerate(mapped.fields) if which is not None and i != at]
    keys = [mapped.fields[i] for i in known]
    if rows.blank:
        fields = [
            {key: text for key, i in zip(keys, known, strict=True) if (text := entry[i])} for entry in entries
        ]
    elif known == list(range(width)):
        fields = [dict(zip(keys, entry, strict=True)) for entry in entries]
    else:
        fields = [{key: entry[i] for key, i in zip(keys, known, strict=True)} for entry in entries]
    rest = [(heading, i) for i, heading in enumerate(mapped.headings) if mapped.fields[i] is None]
    other = [{heading: text for heading, i in rest if (text := entry[i])} for entry in entries]
    return list(map(Row, fields, other, _links(mapped, rows), where))  # type: ignore[arg-type]


def _ordinary(entries: list[tuple[str, ...]], headings: tuple[str, ...], at: int) -> bool:
    """No group title, no repeated heading, no placeholder, no cell that repeats its heading, every name tidy."""
    heading = headings[at].casefold()
    names = [entry[at] for entry in entries]
    if not _TIDY_NAMES.fullmatch("\n".join(names)) or any(map(is_placeholder, names)):
        return False
    if any(name.casefold() == heading for name in names):
        return False
    if any(entry[0] == entry[-1] and len(set(entry)) == 1 for entry in entries):
        return False
    return not any(
        text and text.casefold().startswith(head.strip(" :").casefold())
        for entry in entries[:2]
        for text, head in zip(entry, headings, strict=True)
    )


def _links(mapped: Mapped, rows: PlainRows) -> list[tuple[Link, ...]]:
    width = rows.width
    links: list[tuple[Link, ...]] = [()] * (len(rows) - 1)
    columns = [
        which.value if which else head for which, head in zip(mapped.fields, mapped.headings, strict=True)
    ]
    for index in sorted(rows.links):
        row, column = divmod(index - width, width)
        if row >= 0:
            text, column_name = rows.texts[index], columns[column]
            made = tuple(Link(label or text, href, column_name) for label, href in rows.links[index])
            links[row] = links[row] + made if links[row] else made
    return links
