"""The text around a PDF's tables: running headers told apart, wrapped lines joined, headings known by their type."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from statistics import median
from typing import Any

from monitor.extract.document import Document
from monitor.extract.read_pdf_page import PdfPage, TextLine, line_of
from monitor.extract.read_pdf_reflow import reflow
from monitor.extract.read_text import read_lines
from monitor.extract.vocabulary import exactly

_MARGIN = 0.14  # of a page's height: running headers and footers live there
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"\W*(?:[^\W\d_]{1,8}\W*)?\d{1,4}(?:\W+(?:[^\W\d_]{1,6}\W+)?\d{1,4})?\W*")
_BULLET = re.compile(r"^(?:[-*•●▪‣◦·–—\uf0b7\uf0a7]|\(?\d{1,3}[.)])\s+\S")
_LONGEST_HEADING = 90
_WORDS_OF_A_HEAD = 30


def put_running_lines_aside(pages: Sequence[PdfPage]) -> list[TextLine]:
    """Take headers and footers that come again on other pages, and page numbers, out of the pages.

    Each is returned once: a footer may hold the date of the last update.
    """
    seen: Counter[tuple[str, int]] = Counter()
    amid: set[str] = (
        set()
    )  # a line that also stands amid a page is the head of a table that goes on over pages
    edge: list[tuple[PdfPage, list[dict[str, Any]], tuple[str, int]]] = []
    for page in pages:
        for row in page.rows:
            if row[-1]["bottom"] < page.height * _MARGIN or row[0]["top"] > page.height * (1 - _MARGIN):
                text = _DIGITS.sub("#", " ".join(word["text"] for word in row))
                key = (text.casefold(), round(row[0]["top"] / 8))
                seen[key] += 1
                edge.append((page, row, key))
            elif len(row) < _WORDS_OF_A_HEAD:
                amid.add(" ".join(word["text"] for word in row))
    kept: dict[str, TextLine] = {}
    for page, row, key in edge:
        near = seen[key] + seen[(key[0], key[1] - 1)] + seen[(key[0], key[1] + 1)]
        line = line_of(row, page.number)
        if (near > 1 and line.text not in amid) or (len(pages) > 1 and _PAGE_NUMBER.fullmatch(line.text)):
            page.rows.remove(row)
            kept.setdefault(key[0], line)
    return list(kept.values())


def read_segment(lines: Sequence[TextLine], vocabulary: Collection[str]) -> tuple[Document, list[TextLine]]:
    """Lines between two tables, read as plain text.

    The document's places are still ``line N``; the list says which line of the page the N-th line began as.
    """
    body = median(line.size for line in lines)
    widths = sorted(line.x1 - line.x0 for line in lines)
    width = widths[-1 - len(widths) // 10]
    texts: list[str] = []
    origins: list[TextLine] = []
    run: list[TextLine] = []

    def flush() -> None:
        if not run:
            return
        text = reflow(run, 0, vocabulary)
        texts.append(f"# {text}" if _is_heading(run, text, body) else text)
        origins.append(run[0])
        run.clear()

    for line in lines:
        if run:
            before = run[-1]
            apart = _is_apart(before, line)
            if apart or _begins(before, line, width, is_item=bool(_BULLET.match(run[0].text))):
                flush()
            if apart:
                texts.append("")
                origins.append(line)
        run.append(replace(line, text=line.text.replace("\uf0b7", "•").replace("\uf0a7", "•")))
    flush()
    return read_lines(texts), origins


def _is_apart(before: TextLine, line: TextLine) -> bool:
    """Does an empty line, or another type size, stand between two lines?"""
    size = max(before.size, line.size)
    if line.page != before.page:  # a paragraph may go on over the page's end, in the middle of a sentence
        return before.text.endswith((".", "!", "?", ":", "。")) or not line.text[:1].islower()
    if abs(before.size - line.size) > 0.12 * size:
        return True
    return line.top - before.bottom > 0.75 * size


def _begins(before: TextLine, line: TextLine, width: float, *, is_item: bool) -> bool:
    """Does a new paragraph, bullet or heading begin with ``line``?"""
    if _BULLET.match(line.text) or before.bold != line.bold or _is_labelled(line.text):
        return True
    if is_item and line.x0 > before.x0 - 1:
        return False  # the indented rest of a bullet
    return (before.x1 - before.x0) + 0.3 * line.size + line.first < 0.97 * width - 1


def _is_labelled(text: str) -> bool:
    """Does the line begin with the name of one of our fields and a colon ("Location: Ireland")?"""
    label, colon, _ = text.partition(":")
    known = exactly(label) if colon and len(label) < 40 else None
    return known is not None and known.field is not None


def _is_heading(run: Sequence[TextLine], text: str, body: float) -> bool:
    stands_out = run[0].bold or run[0].size > 1.12 * body
    return (
        stands_out
        and len(text) <= _LONGEST_HEADING
        and not text.endswith((".", ";", ",", ":"))
        and not _BULLET.match(text)
        and re.search(r"\d{4}|:", text) is None
    )


def segments(lines: Iterable[TextLine], cuts: Sequence[tuple[int, float]]) -> list[list[TextLine]]:
    """Lines (in reading order) cut where a table begins; ``cuts`` are page and height, in order."""
    parts: list[list[TextLine]] = [[]]
    at = 0
    for line in lines:
        while at < len(cuts) and (line.page, line.top) > cuts[at]:
            parts.append([])
            at += 1
        parts[-1].append(line)
    return [part for part in parts if part]
