"""The parts of a PDF page as values: lines of text with their places, cells and tables. All lengths are points,
``top`` counted from the upper edge of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from monitor.model import Link

OUTSIDE = -1  # the cell number of text that stands in no table


@dataclass(slots=True)
class TextLine:
    """Words side by side. first: width of the first word, which decides whether a line was wrapped."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    first: float
    size: float
    bold: bool = False
    page: int = 0

    @property
    def place(self) -> str:
        """The line's place in the document, for people and for highlighting."""
        return place(self.page, (self.x0, self.top, self.x1, self.bottom))


@dataclass(slots=True)
class PdfCell:
    """A cell: its lines from top to bottom and its links; ``spanned`` repeats a cell to the left or above."""

    lines: list[TextLine] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    spanned: bool = False
    width: float = 0.0  # room for text: the cell without its padding; 0 where unknown


@dataclass(slots=True)
class PdfRow:
    """A row of cells and its place."""

    cells: list[PdfCell]
    place: str = ""


@dataclass(slots=True)
class PdfTable:
    """A table, from ``top`` on ``page`` to ``bottom`` on ``last_page``. edges: left edges of the columns, and the
    right edge of the last.

    alone_above, alone_below: no other text stands between it and that end of the page.
    """

    page: int
    last_page: int
    edges: Sequence[float]
    rows: list[PdfRow]
    top: float
    bottom: float
    ruled: bool = True
    alone_above: bool = False
    alone_below: bool = False


def place(page: int, box: tuple[float, float, float, float]) -> str:
    """``page 3 (56,120)-(540,160)``; pages are counted from 1."""
    x0, top, x1, bottom = box
    return f"page {page} ({x0:.0f},{top:.0f})-({x1:.0f},{bottom:.0f})"


@dataclass(slots=True)
class PdfPage:
    """A page as read: its tables so far, and the words that stand outside of them, by line from top to bottom.

    rules: heights of horizontal lines that run over much of the page. links: place and target of each hyperlink.
    """

    number: int
    height: float
    tables: list[PdfTable]
    rows: list[list[dict[str, Any]]]
    rules: list[float]
    links: list[tuple[tuple[float, float], Link]]


def line_of(words: Sequence[dict[str, Any]], page: int) -> TextLine:
    """The line that words standing side by side make."""
    first = words[0]
    font = str(first["chars"][0].get("fontname", "")).lower() if first["chars"] else ""
    return TextLine(
        text=" ".join(word["text"] for word in words),
        x0=min(word["x0"] for word in words),
        x1=max(word["x1"] for word in words),
        top=min(word["top"] for word in words),
        bottom=max(word["bottom"] for word in words),
        first=first["x1"] - first["x0"],
        size=first["bottom"] - first["top"],
        bold="bold" in font or "black" in font or "heavy" in font,
        page=page,
    )


def lines_of(words: Sequence[dict[str, Any]], page: int) -> list[TextLine]:
    """Words in any order to lines from top to bottom: what overlaps by half its height stands in one line."""
    return [line_of(row, page) for row in rows_of_words(words)]


def rows_of_words(words: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Words grouped by line, lines from top to bottom, words from left to right."""
    rows: list[list[dict[str, Any]]] = []
    middle = 0.0
    for word in sorted(words, key=lambda w: (w["top"] + w["bottom"], w["x0"])):
        centre = (word["top"] + word["bottom"]) / 2
        if rows and centre - middle < (word["bottom"] - word["top"]) / 2:
            rows[-1].append(word)
        else:
            rows.append([word])
            middle = centre
    for row in rows:
        row.sort(key=lambda w: w["x0"])
    return rows
