"""PDF and Word: what is in the file, what is never in it, and how large it may grow."""

from __future__ import annotations

import builtins
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import docx
import pdfplumber
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdftypes import PDFStream

from monitor.knowledge.speech import Language
from monitor.model import Change, ChangeKind, Revision, Severity
from monitor.report import MissingExtraError, Original, render, render_bytes
from tests.alert import samples
from tests.report.printing import needs_printer
from tests.report.test_report import CONTEXT, page, text_of


def word(revision: Revision | None = None, **context: Any) -> Any:
    content = render_bytes(revision or samples.revision(), format="docx", context=replace(CONTEXT, **context))
    return docx.Document(io.BytesIO(content))


def many(count: int) -> Revision:
    """A revision that adds ``count`` sub-processors at once."""
    return samples.revision_of(
        *(
            samples.judged(
                Change(
                    ChangeKind.ADDED, f"Vendor {n}", row_after=samples.row(f"Vendor {n}", "Hosting", "India")
                ),
                Severity.HIGH,
                "added-outside",
                f"Vendor {n} is new.",
            )
            for n in range(count)
        )
    )


class TestWord:
    def test_its_headings_are_headings(self) -> None:
        styles = {
            p.text: p.style.name for p in word().paragraphs if p.style.name.startswith(("Heading", "Title"))
        }
        assert styles["Infobip: 1 new sub-processor, 1 entry changed and 1 sub-processor removed"] == "Title"
        assert styles["What changed"] == "Heading 1"
        assert styles["Changed  Google LLC"] == "Heading 2"

    def test_the_head_of_a_table_stands_again_on_every_page(self) -> None:
        dates = next(t for t in word().tables if t.rows[0].cells[0].text == "Date")
        assert "tblHeader" in dates.rows[0]._tr.xml

    def test_words_that_came_are_underlined_and_words_that_went_struck(self) -> None:
        runs = [
            r
            for t in word().tables
            for row in t.rows
            for c in row.cells
            for p in c.paragraphs
            for r in p.runs
        ]
        assert [run.text for run in runs if run.font.underline and "KSA" in run.text] == [
            ", KSA (cloud services)"
        ]
        assert "Product analytics" in [run.text for run in runs if run.font.strike]

    def test_it_says_its_title_and_its_language(self) -> None:
        document = word(language=Language.GERMAN)
        assert document.core_properties.language == "de"
        assert document.core_properties.title.startswith("Infobip: 1 neuer Unterauftragsverarbeiter")
        assert 'w:val="de-DE"' in document.styles["Normal"].element.xml

    def test_nothing_a_page_says_becomes_a_field_a_link_or_a_macro(self) -> None:
        revision = samples.hostile_revision(samples.HOSTILE + ' { HYPERLINK "http://x" } DDEAUTO c:\\cmd')
        content = render_bytes(revision, format="docx", context=CONTEXT)
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            body = packed.read("word/document.xml").decode()
            links = packed.read("word/_rels/document.xml.rels").decode()
            assert not [
                name for name in packed.namelist() if "vba" in name.lower() or "embed" in name.lower()
            ]
        assert "w:fldSimple" not in body
        assert "w:instrText" not in body
        assert "w:hyperlink" not in body
        assert 'TargetMode="External"' not in links

    @settings(max_examples=8, deadline=None)
    @given(st.text(max_size=80) | st.just("\ufffe\uffff\x00\x0b\ud800"))
    def test_a_text_that_xml_cannot_hold_loses_only_that(self, text: str) -> None:
        assert render_bytes(samples.hostile_revision(text), format="docx", context=CONTEXT)


def pdf_objects(content: bytes) -> Iterator[tuple[PDFDocument, str, object]]:
    """Every key of every dictionary in a PDF, with its value."""
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        found = pdf.doc
        for xref in found.xrefs:
            for number in xref.get_objids():
                value = found.getobj(number)
                value = value.attrs if isinstance(value, PDFStream) else value
                if isinstance(value, dict):
                    yield from ((found, key, each) for key, each in value.items())


@needs_printer
class TestPdf:
    def test_it_is_tagged_and_in_the_reports_language(self) -> None:
        content = render_bytes(
            samples.revision(), format="pdf", context=replace(CONTEXT, language=Language.FRENCH)
        )
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            catalogue = pdf.doc.catalog
        assert catalogue["MarkInfo"] == {"Marked": True}
        assert catalogue["Lang"] == b"fr"
        assert "StructTreeRoot" in catalogue

    def test_nothing_in_it_acts_and_nothing_leads_out(self) -> None:
        content = render_bytes(samples.hostile_revision(), format="pdf", context=CONTEXT)
        keys = {key for _, key, _ in pdf_objects(content)}
        assert "Type" in keys
        assert keys & {"JS", "JavaScript", "Launch", "EmbeddedFiles", "OpenAction", "URI", "AA"} == set()


def test_without_the_printer_a_pdf_is_refused_with_the_way_to_have_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there = builtins.__import__

    def absent(name: str, *args: Any, **more: Any) -> Any:
        if name.startswith("weasyprint"):
            raise ImportError(name)
        return there(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(MissingExtraError, match=r"subprocessor-monitor\[pdf\].*libpango"):
        render_bytes(samples.revision(), format="pdf", context=CONTEXT)


class TestManyChanges:
    def test_every_form_has_bounds_and_says_where_the_rest_is(self) -> None:
        revision = many(3_000)
        made = {form: render_bytes(revision, format=form, context=CONTEXT) for form in ("html", "md", "docx")}
        assert len(made["html"]) < 1_000_000
        assert len(made["md"]) < 500_000
        assert len(made["docx"]) < 200_000
        said = [paragraph.text for paragraph in docx.Document(io.BytesIO(made["docx"])).paragraphs]
        assert "2,850 further changes, a line each" in said
        assert "Here stand the first 1,000; the report as a page, as JSON or CSV has all." in said

    def test_a_page_has_every_one_of_them(self) -> None:
        tree = page(many(1_200))
        assert len(tree.css("article")) + len(tree.css("details.printed tbody tr")) == 1_200


class TestOriginals:
    ORIGINAL = Original(
        "<html><script>alert(1)</script>\n<p>Our sub-processors",
        1_234,
        "html",
        "https://monitor.example.com/a/before",
    )

    def test_both_documents_are_one_click_away_as_text_that_nothing_acts_on(self) -> None:
        tree = page(context=replace(CONTEXT, original_before=self.ORIGINAL, original_after=self.ORIGINAL))
        assert tree.css("script") == []
        folded = [node for node in tree.css("details") if "The document" in node.css_first("summary").text()]
        assert [node.css_first("pre").text() for node in folded] == [self.ORIGINAL.text] * 2
        assert folded[0].css_first("a").attributes["href"] == "https://monitor.example.com/a/before"

    def test_a_document_that_is_no_text_says_so(self) -> None:
        original = Original(None, 80_000, "pdf")
        said = text_of(page(context=replace(CONTEXT, original_before=original)))
        assert "As captured: 80,000 bytes of pdf. This kind of document cannot be shown as text." in said

    def test_a_long_one_is_cut_with_a_word_about_it(self) -> None:
        original = Original("x" * 300_000, 300_000, "html")
        html = render(samples.revision(), format="html", context=replace(CONTEXT, original_after=original))
        assert "Cut off here after 100,000 characters." in html
        assert len(html) < 200_000


@pytest.mark.parametrize("language", Language)
def test_a_report_speaks_one_language(language: Language) -> None:
    tree = page(context=replace(CONTEXT, language=language))
    assert tree.css_first("html").attributes["lang"] == language.value
    headings = [node.text() for node in tree.css("h2")]
    first = {"en": "What changed", "de": "Was sich geändert hat", "fr": "Ce qui a changé"}[language.value]
    assert headings[0] == first
