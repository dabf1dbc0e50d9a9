"""Word documents (DOCX) to grids, headings, bullets and paragraphs, through python-docx.

The body is walked element by element: python-docx's own iterators pass over content controls and over text that
was inserted with "track changes", and a list of sub-processors may stand in either.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from monitor.extract.document import Cell, Document, Grid, GridKind
from monitor.extract.errors import BrokenError, EncryptedError
from monitor.extract.read_common import MAX_CELLS, links_in, padded, refuse_bombs, visible_lines
from monitor.extract.read_text_headed import headed_grids
from monitor.extract.text import clean_lines as tidy
from monitor.model import Hints, Link, Paragraph

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an encrypted DOCX is wrapped in a compound file
_BREAKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": " ", f"{_W}noBreakHyphen": "\u2011"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Deleted text, settings, and the second rendering of a drawing.
_GONE = {f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", _FALLBACK}
_THROUGH = {f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}
_MAX_SPAN = 200
_MAX_DEPTH = 40


@dataclass
class _Reading:
    """The document as far as it has been read."""

    part: Any
    heading_levels: dict[str, int]
    list_styles: frozenset[str]
    grids: list[Grid] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    path: list[tuple[int, str]] = field(default_factory=list)  # level and text of the headings above
    bullets: list[list[Cell]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)  # headings and paragraphs as lines of plain text
    intro: str | None = None
    tables: int = 0
    cells: int = 0
    title: str | None = None

    @property
    def above(self) -> tuple[str, ...]:
        return tuple(text for _, text in self.path)


def read_docx(body: bytes, *, url: str | None = None, hints: Hints | None = None) -> Document:
    """A Word document: tables with their merged cells, bullets, headings as sections, headers and footers as lines.

    Raises EncryptedError, BrokenError, OversizedError.
    """
    if body.startswith(_OLE):
        raise EncryptedError("This Word document asks for a password, or is of the format before 2007.")
    refuse_bombs(body, "Word document")
    import docx

    try:
        document = docx.Document(io.BytesIO(body))
        reading = _Reading(document.part, _heading_levels(document), _list_styles(document))
        _blocks(document.element.body, reading, 0)
        _flush_bullets(reading)
        reading.grids += headed_grids(reading.typed)
        for section in document.sections:
            for margin in (section.header, section.footer):
                if not margin.is_linked_to_previous:
                    reading.lines += visible_lines(_text(p)[0] for p in margin._element.iter(f"{_W}p"))  # noqa: SLF001
    except Exception as error:  # python-docx lets lxml, zipfile and KeyError through as they come
        raise BrokenError(f"This Word document cannot be read: {type(error).__name__}: {error}.") from error
    return Document(
        grids=tuple(reading.grids),
        paragraphs=tuple(reading.paragraphs),
        lines=tuple(reading.lines),
        links=tuple(reading.links),
        headings=tuple(reading.headings),
        title=reading.title,
        signals=("format=docx",),
    )


def _heading_levels(document: Any) -> dict[str, int]:
    """Style id -> heading level (0 is the title). Ids are translated by Word, names and outline levels are not."""
    levels: dict[str, int] = {}
    for style in document.styles.element.iter(f"{_W}style"):
        name = next((e.get(f"{_W}val", "") for e in style.iter(f"{_W}name")), "").lower()
        outline = next((e.get(f"{_W}val", "") for e in style.iter(f"{_W}outlineLvl")), "")
        if name == "title":
            levels[style.get(f"{_W}styleId")] = 0
        elif name.startswith("heading ") and name[8:].isdigit():
            levels[style.get(f"{_W}styleId")] = int(name[8:])
        elif outline.isdigit() and int(outline) < 9:
            levels[style.get(f"{_W}styleId")] = int(outline) + 1
    return levels


def _list_styles(document: Any) -> frozenset[str]:
    """Ids of the styles whose paragraphs are items of a list without saying so themselves."""
    return frozenset(
        style.get(f"{_W}styleId", "")
        for style in document.styles.element.iter(f"{_W}style")
        if style.find(f"{_W}pPr/{_W}numPr") is not None
    )


def _is_item(element: Any, text: str, reading: _Reading) -> bool:
    style = element.find(f"{_W}pPr/{_W}pStyle")
    return (
        element.find(f"{_W}pPr/{_W}numPr") is not None
        or text[0] in "•●▪‣◦·–"
        or (style is not None and style.get(f"{_W}val") in reading.list_styles)
    )


def _blocks(parent: Any, reading: _Reading, depth: int) -> None:
    for element in parent:
        if element.tag == f"{_W}p":
            _paragraph(element, reading)
        elif element.tag == f"{_W}tbl":
            _flush_bullets(reading)
            _table(element, reading, depth)
        elif element.tag in _THROUGH and depth < _MAX_DEPTH:
            _blocks(element, reading, depth + 1)


def _paragraph(element: Any, reading: _Reading) -> None:
    raw, links = _text(element, reading.part)
    text = tidy(raw)
    if not text:
        return
    where = f"paragraph {len(reading.lines) + 1}"
    reading.lines += text.split("\n")
    reading.links += links
    level = _level(element, reading)
    if level is not None:
        _flush_bullets(reading)
        reading.typed += ["", f"# {text}"]
        reading.path = [*((at, t) for at, t in reading.path if at < level), (level, text)]
        reading.headings.append(text)
        reading.title = reading.title or text
        reading.intro = None
    elif _is_item(element, text, reading):
        bullet = text.lstrip("•●▪‣◦·– \t")
        reading.bullets.append([Cell(bullet, links or links_in(bullet), where=where)])
    else:
        _flush_bullets(reading)
        reading.typed += text.split("\n")
        reading.intro = text
        section = reading.path[-1][1] if reading.path else None
        reading.paragraphs.append(Paragraph(text, section, where))


def _level(element: Any, reading: _Reading) -> int | None:
    outline = element.find(f"{_W}pPr/{_W}outlineLvl")
    if outline is not None and outline.get(f"{_W}val", "9") in "012345678":
        return int(outline.get(f"{_W}val")) + 1
    style = element.find(f"{_W}pPr/{_W}pStyle")
    return reading.heading_levels.get(style.get(f"{_W}val")) if style is not None else None


def _flush_bullets(reading: _Reading) -> None:
    """A run of list items has ended: one grid, one item a row."""
    if not reading.bullets:
        return
    where = reading.bullets[0][0].where
    reading.grids.append(
        Grid(GridKind.BULLETS, reading.bullets, headings=reading.above, intro=reading.intro, where=where)
    )
    section = reading.path[-1][1] if reading.path else None
    reading.paragraphs += [Paragraph(row[0].text, section, row[0].where) for row in reading.bullets]
    reading.bullets = []


def _table(table: Any, reading: _Reading, depth: int) -> None:
    reading.tables += 1
    name = f"table {reading.tables}"
    rows: list[list[Cell]] = []
    header_rows = 0
    nested: list[Any] = []
    for number, tr in enumerate(_children(table, "tr"), start=1):
        if reading.cells > MAX_CELLS:
            break
        is_header = tr.find(f"{_W}trPr/{_W}tblHeader") is not None
        if is_header and header_rows == number - 1:
            header_rows = number
        row: list[Cell] = []
        skipped = tr.find(f"{_W}trPr/{_W}gridBefore")
        if skipped is not None:
            row += [Cell()] * min(_number(skipped), _MAX_SPAN)
        for tc in _children(tr, "tc"):
            if len(row) >= _MAX_SPAN:
                break
            row += _cells(tc, rows[-1] if rows else [], len(row), f"{name}, row {number}", is_header, reading)
            nested += _children(tc, "tbl")
        rows.append(row)
        reading.cells += len(row)
    rows = padded(rows)
    for row in rows:
        reading.lines += visible_lines(c.text for c in row if not c.spanned)
        reading.links += [link for c in row if not c.spanned for link in c.links]
    if rows:
        reading.grids.append(
            Grid(
                GridKind.TABLE,
                rows,
                headings=reading.above,
                intro=reading.intro,
                header_rows=header_rows or None,
                where=name,
            )
        )
    if depth < _MAX_DEPTH:
        for inner in nested:
            _table(inner, reading, depth + 1)


def _cells(tc: Any, above: list[Cell], at: int, where: str, header: bool, reading: _Reading) -> list[Cell]:
    """A cell and its repetitions: over the columns it spans, and under the cell it is merged with."""
    span = tc.find(f"{_W}tcPr/{_W}gridSpan")
    width = max(1, min(_number(span) if span is not None else 1, _MAX_SPAN))
    merge = tc.find(f"{_W}tcPr/{_W}vMerge")
    if merge is not None and merge.get(f"{_W}val", "continue") == "continue" and at < len(above):
        origin = above[at]
        return [Cell(origin.text, origin.links, header, spanned=True, where=where)] * width
    parts: list[str] = []
    links: list[Link] = []
    for paragraph in _children(tc, "p"):
        text, found = _text(paragraph, reading.part)
        parts.append(text)
        links += found
    text = tidy("\n".join(parts))
    found = tuple(links) or links_in(text)
    first = Cell(text, found, header, where=where)
    return [first, *[Cell(text, found, header, spanned=True, where=where)] * (width - 1)]


def _children(parent: Any, name: str, depth: int = 0) -> Iterator[Any]:
    """Children of a name, looking through content controls and tracked insertions."""
    for child in parent:
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in _THROUGH and depth < _MAX_DEPTH:
            yield from _children(child, name, depth + 1)


def _number(element: Any) -> int:
    value = element.get(f"{_W}val", "1")
    return int(value) if value.isdigit() and len(value) < 6 else 1


def _text(paragraph: Any, part: Any = None) -> tuple[str, tuple[Link, ...]]:
    """A paragraph's text as it stands after all tracked changes, and its links."""
    pieces: list[str] = []
    links: list[Link] = []
    _collect(paragraph, pieces, links, part, 0)
    return "".join(pieces), tuple(links)


def _collect(element: Any, pieces: list[str], links: list[Link], part: Any, depth: int) -> None:
    for child in element:
        if child.tag == f"{_W}t":
            pieces.append(child.text or "")
        elif child.tag in _BREAKS:
            pieces.append(_BREAKS[child.tag])
        elif child.tag == f"{_W}hyperlink":
            start = len(pieces)
            _collect(child, pieces, links, part, depth + 1)
            relation = part.rels.get(child.get(f"{_R}id")) if part is not None else None
            if relation is not None and relation.is_external:
                links.append(Link(tidy("".join(pieces[start:])), relation.target_ref))
        elif child.tag not in _GONE and depth < _MAX_DEPTH and isinstance(child.tag, str):
            _collect(child, pieces, links, part, depth + 1)
