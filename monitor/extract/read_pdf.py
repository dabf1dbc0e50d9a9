"""PDF files to grids, lines and paragraphs, through pdfplumber.

Drawn tables first, then tables made of blanks alone; what stands in neither is text, and is read as plain text is
(headings, bullets, paragraphs). Rows that a page's end cut in two are joined. A PDF may be hostile or endless:
reading runs in a process that can be killed, so only plain sizes are limited here.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from monitor.extract.document import Document
from monitor.extract.errors import BrokenError, EncryptedError
from monitor.extract.read_pdf_adopt import adopt_rows
from monitor.extract.read_pdf_columns import find_columns
from monitor.extract.read_pdf_document import assemble
from monitor.extract.read_pdf_page import OUTSIDE, PdfPage, PdfTable, line_of, rows_of_words
from monitor.extract.read_pdf_ruled import CellIndex, find_cells, lay_out
from monitor.extract.read_pdf_text import put_running_lines_aside
from monitor.model import Hints, Link

_MOST_PAGES = 400
_MOST_CHARS = 4_000_000
_GLYPH_GAP = 0.17  # of the font size: a wider gap between two letters is a blank
_TOUCHING = 0.05  # of the font size: letters of one word lie that close
_NO_TITLE = frozenset({"", "untitled", "(anonymous)", "document", "unknown"})  # what programs write for none
_NO_LETTER = re.compile(r"\(cid:\d+\)")
_MOST_SHAPES = 1_000
_WIDE_RULE = 0.4  # of the page's width


def read_pdf(body: bytes, *, url: str | None = None, hints: Hints | None = None) -> Document:
    """A PDF as grids in page order, with the text around them.

    Raises EncryptedError where a password is asked for, BrokenError where the file cannot be read or holds only
    pictures of pages.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    warnings: list[str] = []
    pages: list[PdfPage] = []
    chars = pictures = unknown = 0
    try:
        with pdfplumber.open(io.BytesIO(body)) as pdf:
            title = pdf.metadata.get("Title")
            for number, page in enumerate(pdf.pages, start=1):
                if number > _MOST_PAGES or chars > _MOST_CHARS:
                    warnings.append(f"Only the first {number - 1} pages of {len(pdf.pages)} were read.")
                    break
                chars += len(page.chars)
                pictures += len(page.images)
                unknown += sum(c["text"].startswith("(cid:") for c in page.chars)
                pages.append(_page(page, number))
                page.close()  # frees the page's objects; a long file would hold them all otherwise
    except RecursionError as error:
        raise BrokenError("This PDF refers to itself without end.") from error
    except Exception as error:  # pdfminer lets KeyError, TypeError, struct.error and others through
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in (error, *error.args, error.__context__)):
            raise EncryptedError("This PDF asks for a password.") from error
        detail = f"{type(error).__name__} {error}".strip()[:200]
        raise BrokenError(f"This PDF cannot be read: {detail}.") from error
    if not chars:
        what = "only pictures of pages, no text" if pictures else "no text"
        raise BrokenError(f"This PDF holds {what}.")
    if unknown * 2 > chars:
        raise BrokenError("This PDF does not say which letters its signs stand for.")
    running = put_running_lines_aside(pages)
    _complete(pages)
    named = isinstance(title, str) and title.strip().lower() not in _NO_TITLE
    return assemble(pages, running, title if named else None, warnings)


def _page(page: Any, number: int) -> PdfPage:
    """One pdfplumber page: its drawn tables with their words, and the words outside of them."""
    from pdfplumber.utils.text import WordExtractor

    if _is_overprinted(page.chars):
        page = page.dedupe_chars()
    boxes = find_cells(page)
    index = CellIndex(boxes)
    upright = []
    before: dict[str, Any] | None = None
    for char in page.chars:
        if (
            before is not None
            and abs(char["x0"] - before["x1"]) < _TOUCHING * char["size"]
            and char["top"] == before["top"]
        ):
            char["cell"] = before["cell"]  # a word that is too long for its cell stays one word
        else:
            char["cell"] = index.at((char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2)
        before = char if char["text"] != " " else None
        if char.get("upright", True):
            upright.append(char)
    words = WordExtractor(
        x_tolerance_ratio=_GLYPH_GAP, y_tolerance=2, extra_attrs=["cell"], expand_ligatures=True
    ).extract_words(upright, return_chars=True)
    words += _drawn_bullets(page, words, index)
    by_cell: dict[int, list[dict[str, Any]]] = {}
    for word in words:
        if "(cid:" in word["text"]:  # glyphs that the file gives no letters for; alone, they are bullets
            word["text"] = _NO_LETTER.sub("", word["text"]) or "•"
        word["chars"] = word["chars"][:1]  # the first one tells the font; the others cost memory
        by_cell.setdefault(word["cell"], []).append(word)
    tables, first = [], 0
    for cells in boxes:
        inside = [by_cell.get(at, []) for at in range(first, first + len(cells))]
        first += len(cells)
        table = lay_out(cells, inside, number) if any(inside) else None
        if table is not None and len(table.edges) > 2:
            tables.append(table)
        else:  # a frame around text is no table
            by_cell.setdefault(OUTSIDE, []).extend(word for own in inside for word in own)
    wide = _WIDE_RULE * float(page.width)
    rules = {e["top"] for e in page.edges[:5000] if e["orientation"] == "h" and e["x1"] - e["x0"] > wide}
    rows = rows_of_words(by_cell.get(OUTSIDE, ()))
    return PdfPage(number, float(page.height), tables, rows, sorted(rules), _links(page, words))


def _drawn_bullets(page: Any, words: Sequence[dict[str, Any]], index: CellIndex) -> list[dict[str, Any]]:
    """Browsers draw bullets as little discs and squares; each one directly left of a word is a word "•"."""
    shapes = [*page.curves[:_MOST_SHAPES], *page.rects[:_MOST_SHAPES]]
    small = [s for s in shapes if 1 < s["width"] < 7 and 0.7 < s["width"] / max(s["height"], 0.1) < 1.4]
    if not small:
        return []
    starts = sorted((w["x0"], (w["top"] + w["bottom"]) / 2, w["bottom"] - w["top"]) for w in words)
    found = []
    for shape in small:
        middle = (shape["top"] + shape["bottom"]) / 2
        for x0, centre, height in starts:
            if (
                0 < x0 - shape["x1"] < 2.5 * height
                and abs(centre - middle) < height / 2
                and shape["width"] < height
            ):
                box = {
                    "x0": shape["x0"],
                    "x1": shape["x1"],
                    "top": centre - height / 2,
                    "bottom": centre + height / 2,
                }
                found.append({"text": "•", "cell": index.at(x0, centre), "chars": [], **box})
                break
    return found


def _is_overprinted(chars: Sequence[dict[str, Any]]) -> bool:
    """Bold text made by printing letters twice."""
    seen = Counter((c["text"], round(c["x0"]), round(c["top"])) for c in chars[:3000] if c["text"] != " ")
    return sum(count - 1 for count in seen.values()) > 0.05 * max(len(seen), 1)


def _links(page: Any, words: Sequence[dict[str, Any]]) -> list[tuple[tuple[float, float], Link]]:
    """The centre of every hyperlink's area, and the link with the words under it."""
    found = []
    for area in page.hyperlinks[:_MOST_SHAPES]:
        uri = area.get("uri")
        if not isinstance(uri, str):
            continue
        inside = [
            word["text"]
            for word in words
            if area["x0"] - 1 <= (word["x0"] + word["x1"]) / 2 <= area["x1"] + 1
            and area["top"] - 1 <= (word["top"] + word["bottom"]) / 2 <= area["bottom"] + 1
        ]
        centre = ((area["x0"] + area["x1"]) / 2, (area["top"] + area["bottom"]) / 2)
        found.append((centre, Link(" ".join(inside), uri)))
    return found


def _complete(pages: Sequence[PdfPage]) -> None:
    """Give drawn tables the rows that stand outside of their lines, find the tables that nobody drew, and say which
    tables stand alone at a page's end."""
    seed: list[tuple[float, float]] | None = None
    for page in pages:
        for table in page.tables:
            adopt_rows(table, page.rows)
        found = find_columns(page.rows, page.number, page.rules, None if page.tables else seed)
        taken = {number for _, numbers in found for number in numbers}
        page.tables = sorted([*page.tables, *(table for table, _ in found)], key=lambda table: table.top)
        page.rows = [row for at, row in enumerate(page.rows) if at not in taken]
        lines = [line_of(row, page.number) for row in page.rows]
        for table in page.tables:
            table.alone_above = table is page.tables[0] and not any(line.top < table.top for line in lines)
            table.alone_below = table is page.tables[-1] and not any(
                line.top > table.bottom - 2 for line in lines
            )
        seed = _ground_of(page.tables[-1]) if page.tables and page.tables[-1].alone_below else None


def _ground_of(table: PdfTable) -> list[tuple[float, float]]:
    """What of the page's width the columns of a table stand on."""
    ground = []
    for at in range(len(table.edges) - 1):
        lines = [line for row in table.rows for line in row.cells[at].lines]
        if lines:
            ground.append((min(line.x0 for line in lines), max(line.x1 for line in lines)))
    return ground
