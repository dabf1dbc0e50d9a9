"""Makes the sample PDFs of ``site/`` from ``ipi.yaml``; run it with ``python -m monitor.demo.make_pdfs``.

Needs ReportLab (a development dependency); an installed ``monitor demo`` only serves the finished files.
The pages are laid out as a word processor does it: a row that meets the end of a page goes on at the top of
the next one, borders drawn on both sides, nothing repeated. The bytes are the same in every run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent

Version = Mapping[str, Any]
Lines = list[list[str]]  # the wrapped lines of one row, cell by cell

# Points; A4 upright.
PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89
LEFT, TOP, BOTTOM = 56.0, 780.0, 58.0
COLUMNS = (110.0, 72.0, 108.0, 193.0)
FONT, BOLD = "Helvetica", "Helvetica-Bold"
SIZE, LEADING, PADDING = 9.0, 10.8, 4.0


@dataclass
class Pen:
    """A page being written from top to bottom; ``y`` is where the next thing goes."""

    canvas: Any
    footer: str
    y: float = TOP
    number: int = 1
    ends: list[tuple[str, int]] = field(default_factory=list)

    def next_page(self) -> None:
        """Write the footer and begin a new page."""
        self.canvas.setFont(FONT, 8)
        self.canvas.drawString(LEFT, 40, self.footer)
        self.canvas.drawRightString(PAGE_WIDTH - LEFT, 40, f"Page {self.number}")
        self.canvas.showPage()
        self.number += 1
        self.y = TOP

    def text(self, words: str, *, font: str = FONT, size: float = 10.0, space: float = 8.0) -> None:
        """One paragraph over the whole width."""
        lines = _wrap(words, font, size, sum(COLUMNS))
        if self.y - len(lines) * size * 1.25 < BOTTOM:
            self.next_page()
        self.canvas.setFont(font, size)
        for line in lines:
            self.y -= size * 1.25
            self.canvas.drawString(LEFT, self.y, line)
        self.y -= space

    def row(self, cells: Sequence[str], *, font: str = FONT) -> None:
        """One row of the table, cut where the page ends."""
        rest: Lines = [
            _wrap(cell, font, SIZE, width - 2 * PADDING) for cell, width in zip(cells, COLUMNS, strict=True)
        ]
        while any(rest):
            fits = int((self.y - BOTTOM - 2 * PADDING) // LEADING)
            forced = self.ends and self.ends[0][0] == cells[0]
            keep = min(fits, self.ends.pop(0)[1]) if forced else fits
            if keep >= 1:
                self._box([lines[:keep] for lines in rest], font)
                rest = [lines[keep:] for lines in rest]
            if any(rest) or forced:
                self.next_page()

    def _box(self, part: Lines, font: str) -> None:
        height = max(map(len, part)) * LEADING + 2 * PADDING
        x = LEFT
        self.canvas.setFont(font, SIZE)
        for lines, width in zip(part, COLUMNS, strict=True):
            self.canvas.rect(x, self.y - height, width, height)
            for at, line in enumerate(lines, start=1):
                self.canvas.drawString(x + PADDING, self.y - PADDING - at * LEADING + 2, line)
            x += width
        self.y -= height


def _wrap(text: str, font: str, size: float, width: float) -> list[str]:
    from reportlab.lib.utils import simpleSplit

    return [line for part in text.split("\n") for line in (simpleSplit(part, font, size, width) or [""])]


def _rows(facts: Version, version: Version) -> list[Sequence[str]]:
    rows = []
    for row in facts["rows"]:
        row = {**row, **version.get("change", {}).get(row["name"], {})}
        rows.append(row)
        if row["name"] == version.get("add_after"):
            rows.append(version["add"])
    return [(row["name"], row["location"], row["purpose"], row["data"]) for row in rows]


def write(path: Path, facts: Version, version: Version) -> None:
    """Write one version of the document to ``path``."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=(PAGE_WIDTH, PAGE_HEIGHT), invariant=1, pageCompression=1)
    canvas.setTitle(facts["title"])
    canvas.setAuthor("IP Integration Limited")
    canvas.setLineWidth(0.5)
    pen = Pen(canvas, "IPI's Sub-processors · Confidential", ends=[(n, k) for n, k in version["page_ends"]])

    pen.y = 520
    pen.text(facts["title"], font=BOLD, size=26, space=20)
    pen.text(version["stamp"], size=14)
    pen.next_page()

    pen.text("DOCUMENT INFORMATION", font=BOLD, size=12)
    for label, value in [*facts["information"], ["DATE:", version["stamp"]]]:
        canvas.setFont(FONT, 10)
        canvas.drawString(LEFT + 170, pen.y - 12.5, value)
        pen.text(label, font=BOLD, space=4)
    pen.y -= 14
    pen.text("DISCLAIMER", font=BOLD, size=12)
    for words in facts["disclaimer"]:
        pen.text(words)
    pen.next_page()

    pen.text(facts["intro"])
    pen.row(facts["headings"], font=BOLD)
    for cells in _rows(facts, version):
        pen.row(cells)
    pen.y -= 12
    for words in facts["notes"]:
        pen.text(words)
    pen.text(version["updated"], font=BOLD)
    pen.next_page()
    canvas.save()


def main() -> None:
    """Write both versions into ``site/`` beside this file."""
    facts = yaml.safe_load((HERE / "ipi.yaml").read_text(encoding="utf-8"))
    site = HERE / "site"
    site.mkdir(exist_ok=True)
    for name in ("before", "after"):
        write(site / f"ipi_{name}.pdf", facts, facts[name])


if __name__ == "__main__":
    main()
