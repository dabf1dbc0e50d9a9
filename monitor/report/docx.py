"""The report as a Word document: real headings, tables with repeated heads, and marked words; nothing active in it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from monitor.model import Severity
from monitor.model.display import Mark, Stretch
from monitor.report.blocks import (
    MOST_ON_PAPER,
    Address,
    Block,
    Cell,
    Command,
    Entry,
    Folded,
    Follow,
    Hash,
    Heading,
    Level,
    Lines,
    Marked,
    Points,
    Quote,
    Report,
    Table,
    Text,
    Timeline,
    Verbatim,
)

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SOFT, _GONE, _NEW = RGBColor(0x56, 0x60, 0x70), RGBColor(0x86, 0x25, 0x1B), RGBColor(0x11, 0x52, 0x2A)
_LEVELS = {
    Severity.CRITICAL: RGBColor(0xA3, 0x1F, 0x18),
    Severity.HIGH: RGBColor(0x9C, 0x3F, 0x08),
    Severity.MEDIUM: RGBColor(0x7C, 0x4F, 0x02),
    Severity.LOW: RGBColor(0x17, 0x50, 0x9F),
    Severity.INFO: _SOFT,
}
_PAGE_MM = 170  # A4 without its margins
_SHADE, _MONO = "F1F3F6", "Consolas"


def render_docx(report: Report) -> bytes:
    """The report as a .docx file (Office Open XML)."""
    writer = _Writer(report)
    writer.write()
    out = io.BytesIO()
    writer.document.save(out)
    return out.getvalue()


def clean(text: str) -> str:
    """The text without what XML 1.0 cannot hold (section 2.2)."""
    return _NOT_XML.sub("", text)


class _Writer:
    """Draws one report into one document."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.document: Any = docx.Document()
        self._page()
        self._styles()

    def write(self) -> None:
        """The whole report."""
        report, document = self.report, self.document
        kicker = document.add_paragraph(style="Kicker")
        if report.level:
            self._level(kicker, report.level)
            kicker.add_run("  ")
        kicker.add_run(clean(report.kicker))
        document.add_heading(clean(report.title), level=0)
        document.add_paragraph(clean(report.lead), style="Lead")
        if report.overview:
            self._table(Table((), tuple((pair.label, pair.value) for pair in report.overview)))
        for section in report.sections:
            if not section.on_paper:
                continue
            document.add_heading(clean(section.title), level=1)
            for block in section.blocks:
                self._block(block, folding=section.key)
        document.add_paragraph(style="Soft")
        if report.source:
            document.add_paragraph(clean(f"{report.words['source']} {report.source.text}"), style="Soft")
        for line in report.closing:
            document.add_paragraph(clean(line), style="Soft")

    def _page(self) -> None:
        core, section = self.document.core_properties, self.document.sections[0]
        core.title, core.author = clean(self.report.title)[:250], "Sub-processor Monitor"
        core.language, core.comments = self.report.language.value, ""
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin, section.bottom_margin = Mm(18), Mm(18)
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _field(foot, "PAGE")
        foot.add_run(" / ")
        _field(foot, "NUMPAGES")

    def _styles(self) -> None:
        styles = self.document.styles
        normal = styles["Normal"]
        normal.font.name, normal.font.size = "Calibri", Pt(10.5)
        normal.paragraph_format.space_after = Pt(5)
        _language(normal, self.report.language.locale.replace("_", "-"))
        for name, size, before, after in (
            ("Title", 20, 0, 8),
            ("Heading 1", 14, 18, 6),
            ("Heading 2", 11.5, 12, 4),
        ):
            style = styles[name]
            style.font.name, style.font.size, style.font.bold = "Calibri", Pt(size), True
            style.font.color.rgb = RGBColor(0x14, 0x18, 0x1F)
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
            style.paragraph_format.keep_with_next = True
            _same_font(style, "Calibri")
        for name, size, colour in (
            ("Kicker", 9.5, _SOFT),
            ("Lead", 12, None),
            ("Soft", 9.5, _SOFT),
            ("Fixed", 8.5, None),
        ):
            style = styles.add_style(name, 1)
            style.base_style = normal
            style.font.size = Pt(size)
            if colour is not None:
                style.font.color.rgb = colour
        styles["Fixed"].font.name = _MONO
        styles["Fixed"].paragraph_format.space_after = Pt(0)
        borders = styles["Title"].element.find(f".//{qn('w:pBdr')}")
        if borders is not None:
            borders.getparent().remove(borders)

    def _block(self, block: Block, folding: str = "") -> None:
        document = self.document
        match block:
            case Text():
                document.add_paragraph(clean(block.text), style="Soft" if block.soft else None)
            case Heading():
                document.add_heading(clean(block.text), level=2)
            case Points():
                self._points(block)
            case Quote():
                document.add_paragraph(clean(block.text), style="Quote")
            case Table():
                self._table(block)
            case Entry():
                self._entry(block)
            case Timeline():
                document.add_paragraph(clean(block.sentence), style="Soft")
            case Lines():
                signs = {Mark.GONE: "− ", Mark.NEW: "+ ", Mark.KEPT: "  "}
                self._fixed((signs[mark] + line, _COLOURS[mark]) for mark, line in block.lines)
            case Verbatim():
                self._fixed((line, None) for line in block.text.split("\n"))
            case Folded():
                self._folded(block, folding)
            case Follow():
                pass

    def _points(self, block: Points) -> None:
        for number, item in enumerate(block.items, 1):
            if not block.numbered:
                self.document.add_paragraph(clean(item), style="List Bullet")
                continue
            # Numbers of our own: Word's would run on from list to list.
            line = self.document.add_paragraph(f"{number}.\t{clean(item)}")
            line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Mm(7), Mm(-7)
            line.paragraph_format.tab_stops.add_tab_stop(Mm(7))

    def _folded(self, block: Folded, section: str) -> None:
        first = block.blocks[0] if block.blocks else None
        if block.printed or isinstance(first, Points):
            self.document.add_heading(clean(block.title), level=2)
            for inner in block.blocks:
                self._block(inner)
        elif section == "changes":
            self.document.add_paragraph(clean(f"{block.title}."), style="Soft")

    def _entry(self, entry: Entry) -> None:
        heading = self.document.add_heading(level=2)
        kind = heading.add_run(f"{clean(entry.kinds)}  ")
        kind.font.bold, kind.font.color.rgb = False, _SOFT
        heading.add_run(clean(entry.title))
        if entry.former:
            former = heading.add_run(clean(f"  {self.report.words['formerly']} {entry.former}"))
            former.font.bold, former.font.color.rgb = False, _SOFT
        rows: list[tuple[Cell, ...]] = [(field.label, Marked(field.marks)) for field in entry.fields]
        rows += [(pair.label, pair.value) for pair in entry.asides]
        if rows:
            self._table(Table((), tuple(rows)))
        for meaning in entry.meanings:
            line = self.document.add_paragraph()
            self._level(line, meaning.level)
            line.add_run(clean(f". {meaning.reason} "))
            rule = line.add_run(clean(f"{meaning.rule}."))
            rule.font.color.rgb = _SOFT
            if meaning.facts:
                colon = self.report.words["colon"]
                facts = "; ".join(f"{fact.label}{colon}{fact.value}" for fact in meaning.facts)
                self.document.add_paragraph(clean(facts), style="Soft")
        for note in entry.notes:
            self.document.add_paragraph(clean(note), style="Soft")

    def _table(self, table: Table) -> None:
        if not table.rows:
            return
        if table.caption:
            self.document.add_paragraph(
                clean(table.caption), style="Soft"
            ).paragraph_format.keep_with_next = True
        made = self.document.add_table(rows=0, cols=len(table.shares), style="Table Grid")
        _light(made)
        for column, share in zip(made._tbl.tblGrid.gridCol_lst, table.shares, strict=True):  # noqa: SLF001
            column.w = Mm(_PAGE_MM * share)
        if table.head:
            _repeated(self._row(made, table.head, bold=True, shade=_SHADE))
        for row in table.rows[:MOST_ON_PAPER]:
            self._row(made, row, lead=table.lead)
        if len(table.rows) > MOST_ON_PAPER:
            self.document.add_paragraph(clean(self.report.words["more"]), style="Soft")
        self.document.add_paragraph().paragraph_format.space_after = Pt(2)

    def _row(
        self, made: Any, cells: Sequence[Cell], *, bold: bool = False, lead: bool = False, shade: str = ""
    ) -> Any:
        row = made.add_row()  # its cells take their widths from the grid
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no other way to a row's XML
        properties.append(OxmlElement("w:cantSplit"))
        for index, (target, cell) in enumerate(zip(row._tr.tc_lst, cells, strict=False)):  # noqa: SLF001
            paragraph = Paragraph(target.p_lst[0], made)
            paragraph.paragraph_format.space_after = Pt(2)
            self._cell(paragraph, cell, bold=bold, soft=lead and index == 0)
            if shade:
                _shaded(target, shade)
        return row

    def _cell(self, paragraph: Any, cell: Cell, *, bold: bool, soft: bool) -> None:
        match cell:
            case Marked():
                self._marks(paragraph, cell.parts)
            case Level():
                self._level(paragraph, cell)
            case Hash() | Command():
                run = paragraph.add_run(clean(cell.text))
                run.font.name, run.font.size = _MONO, Pt(8)
            case Address():
                paragraph.add_run(clean(cell.text or self.report.words["unknown"])).font.size = Pt(9)
            case _:
                run = paragraph.add_run(clean(cell))
                run.font.size, run.font.bold = Pt(9.5), bold
                if soft:
                    run.font.color.rgb = _SOFT

    def _marks(self, paragraph: Any, parts: Sequence[Stretch]) -> None:
        for part in parts:
            run = paragraph.add_run(clean(part.text))
            run.font.size = Pt(9.5)
            if part.mark is Mark.GONE:
                run.font.strike, run.font.color.rgb = True, _GONE
            elif part.mark is Mark.NEW:
                run.font.underline, run.font.color.rgb = True, _NEW
        if not parts:
            paragraph.add_run(self.report.words["empty"]).font.size = Pt(9.5)

    def _level(self, paragraph: Any, found: Level) -> None:
        run = paragraph.add_run(clean(found.word))
        run.font.bold, run.font.color.rgb = True, _LEVELS[found.severity]

    def _fixed(self, lines: Iterable[tuple[str, RGBColor | None]]) -> None:
        for line, colour in lines:
            run = self.document.add_paragraph(style="Fixed").add_run(clean(line))
            if colour is not None:
                run.font.color.rgb = colour


_COLOURS = {Mark.GONE: _GONE, Mark.NEW: _NEW, Mark.KEPT: None}


def _light(table: Any) -> None:
    """Thin grey lines between the rows, none between the columns."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("color", "C6CCD6")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    for side in ("left", "right", "insideV"):
        line = OxmlElement(f"w:{side}")
        line.set(qn("w:val"), "nil")
        borders.append(line)
    table._tbl.tblPr.append(borders)  # noqa: SLF001 - python-docx has no other way to a table's borders


def _repeated(row: Any) -> None:
    """The row stands again at the head of every page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001


def _shaded(cell: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{key}"), value)
    cell.get_or_add_tcPr().append(shade)


def _field(paragraph: Any, name: str) -> None:
    """A field that Word computes, such as the number of the page. Only words of ours may stand here."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    paragraph._p.append(field)  # noqa: SLF001


def _language(style: Any, code: str) -> None:
    """The language of the text, for spelling and for screen readers."""
    found = OxmlElement("w:lang")
    found.set(qn("w:val"), code)
    style.element.get_or_add_rPr().append(found)


def _same_font(style: Any, name: str) -> None:
    """The template's headings follow its theme; the attributes that say so go."""
    fonts = style.element.rPr.rFonts
    for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{key}"), None)
    fonts.set(qn("w:ascii"), name)
    fonts.set(qn("w:hAnsi"), name)
