"""A letter as a Word document: real headings, lists and a table, A4, the language said."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from monitor.review.letter_blocks import Block, BlockKind, Run, blocks_of
from monitor.review.letter_template import LetterText

_FONT = "Calibri"
_STYLES = {BlockKind.BULLET: "List Bullet", BlockKind.NUMBER: "List Number", BlockKind.QUOTE: "Quote"}
# Characters that XML 1.0 cannot hold (section 2.2); the text has no other controls by then.
_FORBIDDEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535))


def docx_letter(letter: LetterText, *, made_at: datetime, author: str = "") -> bytes:
    """The letter as a .docx file. made_at: UTC; the file is the same for the same letter and instant."""
    document = Document()
    _page(document)
    _styles(document, letter.language.locale.replace("_", "-"))
    for block in blocks_of(letter.markdown):
        _add(document, block)
    properties = document.core_properties
    properties.title, properties.author = letter.subject[:255], author[:255]
    properties.language = letter.language.locale.replace("_", "-")
    properties.created = properties.modified = made_at.replace(tzinfo=None)
    properties.comments = "Draft"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(1.8)


def _styles(document: Any, language: str) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(10.5)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    for name, size, before in (("Heading 1", 13, 12), ("Heading 2", 11.5, 12), ("Heading 3", 11, 8)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = _FONT, Pt(size), True
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{attribute}"), None)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(4)
    quote = document.styles["Quote"]
    quote.font.color.rgb = RGBColor(0x33, 0x33, 0x33)
    quote.paragraph_format.left_indent = quote.paragraph_format.right_indent = Cm(1)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), language)
    normal.element.get_or_add_rPr().append(spoken)


def _add(document: Any, block: Block) -> None:
    if block.kind is BlockKind.TABLE:
        _table(document, block)
        return
    if block.kind is BlockKind.HEADING:
        paragraph = document.add_heading(level=min(block.level, 3))
    else:
        paragraph = document.add_paragraph(style=_STYLES.get(block.kind))
    if block.kind is BlockKind.NUMBER and block.first:
        _start_again(document, paragraph)
    elif block.kind is BlockKind.NUMBER:
        _go_on(document, paragraph)
    if block.kind in {BlockKind.BULLET, BlockKind.NUMBER}:
        paragraph.paragraph_format.space_after = Pt(3)
    _write(paragraph, block.runs)


def _write(paragraph: Any, runs: Sequence[Run], size: float | None = None) -> None:
    for run in runs:
        if run.text == "\n":
            paragraph.add_run().add_break()
            continue
        added = paragraph.add_run(run.text.translate(_FORBIDDEN))
        added.bold, added.italic = run.bold or None, run.italic or None
        if size:
            added.font.size = Pt(size)
        if run.code:
            added.font.name, added.font.size = "Consolas", Pt(7.5)


def _table(document: Any, block: Block) -> None:
    columns = max((len(row) for row in block.rows), default=0)
    if not columns:
        return
    table = document.add_table(rows=0, cols=columns, style="Table Grid")
    table.autofit = False
    widths = _widths(columns)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for index, row in enumerate(block.rows):
        cells = table.add_row().cells
        for cell, runs, width in zip(cells, row, widths, strict=False):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(2)
            paragraph.paragraph_format.keep_with_next = index + 1 < len(block.rows)  # on one page, if it fits
            _write(paragraph, [Run(r.text, bold=index == 0, code=r.code) for r in runs], 9)
        if index == 0:
            _repeat_as_head(table.rows[0])
    document.add_paragraph()


def _widths(columns: int) -> list[Any]:
    """The evidence table's columns; any other table in even ones. The text is 16 cm wide."""
    return [Cm(3.6), Cm(1.8), Cm(4), Cm(6.6)] if columns == 4 else [Cm(16 / columns)] * columns


def _repeat_as_head(row: Any) -> None:
    """The first row is a heading: repeated on each page, and told so to screen readers."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no public way
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    properties.append(mark)


def _start_again(document: Any, paragraph: Any) -> None:
    """A numbered list of its own, from one: Word would count on from the list before."""
    numbering = document.part.numbering_part.element
    style_num = document.styles["List Number"].element.pPr.numPr.numId.val
    abstract = numbering.num_having_numId(style_num).abstractNumId.val
    num = numbering.add_num(abstract)
    num.add_lvlOverride(ilvl=0).add_startOverride(1)
    _number(paragraph, num.numId)


def _go_on(document: Any, paragraph: Any) -> None:
    """A further item of the list begun last."""
    _number(paragraph, document.part.numbering_part.element.num_lst[-1].numId)


def _number(paragraph: Any, num_id: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001 - python-docx has no public way
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = num_id
