"""What every format reader makes of a capture's bytes: one shape, whatever the format was.

A reader finds structure and judges nothing: which grid is the list, what a column means and what a row is,
is decided once, for all formats, from these values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from monitor.model import Field, Link, Paragraph

DATA = "data"  # the signal of a file that is data and no page (JSON, YAML, CSV, spreadsheets)


class GridKind(StrEnum):
    """The layout a grid was read from; a new layout is one new reader and one word here."""

    TABLE = "table"
    ARIA = "aria"
    DIV_GRID = "div_grid"
    DEFINITION_LIST = "definition_list"
    CARDS = "cards"
    BULLETS = "bullets"
    SECTIONS = "sections"
    RECORDS = "records"  # "Label: value" lines that repeat
    PROSE = "prose"  # names within sentences
    JSON = "json"
    SHEET = "sheet"
    PDF_TABLE = "pdf_table"
    TEXT_TABLE = "text_table"


class Cell(NamedTuple):
    """One cell: its text (white space collapsed, its lines joined by ``\\n``), links, and what the markup said.

    header: marked up as a heading cell. spanned: repeated here by a row or column span of an earlier cell.
    where: its place in the document; the row's place is that of its first cell.

    A named tuple, because a long list is made of thousands of them and they are cheap to build.
    """

    text: str = ""
    links: tuple[Link, ...] = ()
    header: bool = False
    spanned: bool = False
    where: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells in rows, every row padded to the same width, spans filled in (``Cell.spanned``).

    headings: the headings it stands under, outermost first. caption: its own caption or label.
    intro: the sentence directly before it (a location or a product may stand there).
    header_rows: how many leading rows the markup itself says are headings; None where it does not say.
    where: its place in the document. hidden: not shown to a reader of the page (closed, or for scrapers only).
    fields: what each column is, where the layout itself says so (a bullet's bold start is its name);
        None where the headings must tell. Such a grid has no heading row unless ``header_rows`` says so.
    """

    kind: GridKind
    rows: Sequence[Sequence[Cell]]
    headings: tuple[str, ...] = ()
    caption: str | None = None
    intro: str | None = None
    header_rows: int | None = None
    where: str = ""
    hidden: bool = False
    fields: tuple[Field | None, ...] | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A capture as read: grids in document order, the main text, and what the page says of itself.

    paragraphs: main content only (menus, consent texts and footers left out), headings excluded.
    main: of the paragraphs, those of the main part alone; None where the format does not tell.
    lines: all visible text lines in order, for dates and verdicts. links: every link of the main content.
    language: as the document states it. signals: what the reader noticed and later steps need,
        e.g. ``scripts=14``, ``password_field``, ``meta_refresh=https://…``.
    more: reads the rest, where a reader puts work off that most documents never need: a document with every
        grid, paragraph and link; None where everything is here already.
    """

    grids: tuple[Grid, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    lines: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    headings: tuple[str, ...] = ()
    title: str | None = None
    language: str | None = None
    signals: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    more: Callable[[], Document] | None = None
    main: tuple[Paragraph, ...] | None = None
