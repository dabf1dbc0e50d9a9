"""Two hundred hostile strings through every form of report and export: nothing runs, loads or breaks out."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from monitor.knowledge.speech import Language
from monitor.model import Change, ChangeKind, Field, Row, Severity
from monitor.model.display import lines
from monitor.report import Original, VendorPeriod, render_bytes, render_period
from monitor.report.registers import Listed, chain, decisions, register
from monitor.report.sheets import SheetFormat, read_csv_again, render_sheet
from tests.alert import samples
from tests.fetch.browsing import needs_browser
from tests.report.hostile import HOSTILE
from tests.report.printing import needs_printer
from tests.report.test_forms import pdf_objects
from tests.report.test_period import LIST, PERIOD, SourcePeriod
from tests.report.test_report import CONTEXT

ROWS = [
    Row(
        {Field.NAME: text, Field.PURPOSE: text, Field.LOCATION: text, Field.NOTES: text},
        {text: text},
        (),
        text,
    )
    for text in HOSTILE
]
REVISION = samples.revision_of(
    *(
        samples.judged(
            Change(ChangeKind.ADDED, row.name, row_after=row, group=row.name, notes=(row.name,)),
            Severity.HIGH,
            "added-outside",
            row.name,
            places_after=row.name,
        )
        for row in ROWS
    ),
    vendor_name=HOSTILE[1],
    source_url="javascript:window.hit=1",
)
ALL = "\n".join(HOSTILE)
CONTEXT_OF_ALL = replace(
    CONTEXT,
    letter=ALL,
    findings=HOSTILE[:20],
    original_before=Original(ALL, len(ALL), "html", "javascript:window.hit=1"),
    original_after=Original(ALL, len(ALL), "html"),
    decisions=tuple(replace(CONTEXT.decisions[0], made_by=text, why=text) for text in HOSTILE),
    notices=tuple(replace(CONTEXT.notices[0], subject=text, channel=text) for text in HOSTILE),
    report_url="javascript:window.hit=1",
)
LISTED = [Listed("x", row.name, "x/list", row, REVISION.after) for row in ROWS]


def pages() -> dict[str, str]:
    """Every page that is made of them."""
    vendor = VendorPeriod(
        "x",
        HOSTILE[0],
        tuple(SourcePeriod(replace(LIST, source_id=text, last_detail=text), 1) for text in HOSTILE),
        ((REVISION, CONTEXT_OF_ALL),),
        decisions=tuple((text, CONTEXT_OF_ALL.decisions[0]) for text in HOSTILE),
        notices=tuple(replace(notice, vendor_id="x") for notice in CONTEXT_OF_ALL.notices),
    )
    period = replace(PERIOD, vendors=(vendor,))
    return {
        **{
            language.value: render_bytes(
                REVISION, format="html", context=replace(CONTEXT_OF_ALL, language=language)
            ).decode()
            for language in Language
        },
        "review": render_period(period, format="html").decode(),
        "vendor": render_period(replace(period, everybody=False), format="html").decode(),
    }


def test_there_are_two_hundred_of_them() -> None:
    assert len(set(HOSTILE)) == 200


class TestPages:
    def test_no_string_becomes_markup(self) -> None:
        for html in pages().values():
            tree = LexborHTMLParser(html)
            assert (
                tree.css("script, img, iframe, object, embed, form, link, base, style ~ style, svg script")
                == []
            )
            assert len(tree.css("meta[http-equiv]")) == 1
            for node in tree.css("*"):
                attributes = node.attributes
                assert not [name for name in attributes if name.startswith("on")]
                assert "srcdoc" not in attributes
                href = attributes.get("href")
                assert href is None or href.startswith("https://www.infobip.com/")

    @needs_browser
    def test_nothing_runs_and_nothing_is_loaded_in_a_real_browser(self) -> None:
        from playwright.sync_api import sync_playwright

        from monitor.fetch.browser_find import find_browser, may_sandbox

        asked: list[str] = []
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=find_browser(), chromium_sandbox=may_sandbox()
            )
            page = browser.new_page(bypass_csp=True)  # the escaping alone must hold
            page.on("request", lambda request: asked.append(request.url))
            page.on("dialog", lambda dialog: asked.append(f"dialog: {dialog.message}"))
            for html in pages().values():
                page.set_content(html)
                page.evaluate("() => document.querySelectorAll('details').forEach(e => { e.open = true })")
                assert page.evaluate("() => window.hit") is None
            browser.close()
        assert asked == []


def test_markdown_has_no_link_image_or_html_but_our_own_marks() -> None:
    source = render_bytes(REVISION, format="md", context=CONTEXT_OF_ALL).decode()
    tree = LexborHTMLParser(MarkdownIt("commonmark").enable("table").render(source))
    assert tree.css("a, img, script, iframe, b, em, strong, svg, form, style") == []


def test_a_word_document_has_no_field_link_or_object() -> None:
    content = render_bytes(REVISION, format="docx", context=CONTEXT_OF_ALL)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        body = packed.read("word/document.xml").decode()
    for active in ("w:fldSimple", "w:instrText", "w:hyperlink", "w:object", "w:altChunk"):
        assert active not in body


@needs_printer
def test_a_pdf_has_nothing_that_acts_or_leads_out() -> None:
    few = replace(CONTEXT_OF_ALL, decisions=(), notices=CONTEXT_OF_ALL.notices[:40], letter=None)
    short = samples.revision_of(*REVISION.judgements[:30])
    keys = {key for _, key, _ in pdf_objects(render_bytes(short, format="pdf", context=few))}
    assert keys & {"JS", "JavaScript", "Launch", "EmbeddedFiles", "OpenAction", "URI", "AA"} == set()


def sheets() -> Iterator[Any]:
    yield register(LISTED, [], samples.TODAY, {"made by": HOSTILE[0]})
    yield chain(LISTED, {"x": HOSTILE[2]}, {}, {"x": HOSTILE[3]})
    made = [(decision, REVISION) for decision in CONTEXT_OF_ALL.decisions]
    yield decisions(made, samples.TODAY, samples.TODAY, {})


@pytest.mark.parametrize("sheet", list(sheets()), ids=lambda sheet: sheet.name)
class TestTables:
    def test_no_cell_of_a_csv_starts_a_formula_or_breaks_its_line(self, sheet: Any) -> None:
        text = render_sheet(sheet, SheetFormat.CSV).decode()
        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
        assert {len(row) for row in rows} == {len(sheet.columns)}
        assert len(rows) == len(sheet.rows) + 1
        assert not [cell for row in rows[1:] for cell in row if cell[:1] in set("=+-@\t\r\n")]

    def test_a_csv_gives_every_text_back(self, sheet: Any) -> None:
        again = read_csv_again(render_sheet(sheet, SheetFormat.CSV).decode())
        for row, meant in zip(again, sheet.rows, strict=True):
            assert row == {column.key: lines(meant.get(column.key)) for column in sheet.columns}

    def test_no_cell_of_an_xlsx_is_or_starts_a_formula(self, sheet: Any) -> None:
        book = openpyxl.load_workbook(io.BytesIO(render_sheet(sheet, SheetFormat.XLSX)))
        for page in book.worksheets:
            for row in page.iter_rows():
                for cell in row:
                    assert cell.data_type in {"s", "inlineStr", "n"}  # "n" is an empty cell
                    assert cell.hyperlink is None
                    assert str(cell.value or "")[:1] not in set("=+-@\t\r")


def test_the_changes_as_csv_start_no_formula() -> None:
    text = render_bytes(REVISION, format="csv", context=CONTEXT_OF_ALL).decode().removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert len(rows) == len(REVISION.comparison.changes) + 1
    assert not [cell for row in rows[1:] for cell in row if cell[:1] in set("=+-@\t\r\n")]


def test_json_is_json_whatever_the_texts() -> None:
    document = json.loads(render_bytes(REVISION, format="json", context=CONTEXT_OF_ALL))
    names = [change["name"] for change in document["changes"]]
    assert names == [text.encode("utf-8", "replace").decode() for text in HOSTILE]
