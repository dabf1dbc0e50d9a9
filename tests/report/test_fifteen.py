"""The fifteen things a report must tell counsel, each in every form people read."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import docx
import pdfplumber
import pytest
from selectolax.lexbor import LexborHTMLParser

from monitor.report import ReportFormat, render_bytes
from tests.alert import samples
from tests.report.printing import WHY_NOT, needs_printer
from tests.report.test_report import CONTEXT

FIFTEEN = {
    "summary": ["Act by Fri 27 Nov 2026 (in 24 days).", "closes between Wed 2 Dec 2026 and Thu 3 Dec 2026"],
    "row diff": ["Exotel Techcom Private Limited", "GoodData Ireland Limited", "Added", "Removed"],
    "field diff": ["Europe, USA (TTS, STT), KSA (cloud services)"],
    "unchanged count": ["3 rows without a change"],
    "raw text diff": ["Text of both documents, compared line by line", "Exotel Techcom Private Limited | Voice"],
    "both snapshots' times and hashes": [
        "Tue 1 Sept 2026, 06:00 UTC", "Tue 3 Nov 2026, 06:00 UTC", f"{11:064x}", f"{112:064x}",
    ],
    "page stamp and its reading": ["Last updated: 22/02/2023", "Read as Wed 22 Feb 2023."],
    "bounds": ["Mon 2 – Tue 3 Nov 2026", "Wed 2 – Thu 3 Dec 2026"],
    "deadline working shown": ["Latest deadline: 30 calendar days from Tue 3 Nov 2026 end on Thu 3 Dec 2026."],
    "clause text, version, confirmer": [
        "within thirty (30) days of the update to the list", "version 2, valid from Sat 1 Aug 2026",
        "confirmed by Anna Keller",
    ],
    "notice log": ["Changes to our sub-processors"],
    "risk facts": ["Rule moved-worse", "third country without an adequacy decision", "Judged under: EU law"],
    "parser warnings": ["Reading the page: The page says there are 9 entries; 5 could be read."],
    "decision log": ["Acknowledged", "Anna Keller", "Asked counsel."],
    "letter draft": ["we object."],
}  # fmt: skip
REVISION = samples.revision()
REVISION = replace(
    REVISION,
    after=replace(
        REVISION.after,
        listing=replace(
            REVISION.after.listing, warnings=("The page says there are 9 entries; 5 could be read.",)
        ),
    ),
)
FULL = replace(CONTEXT, clause_version=samples.CLAUSE_VERSION)


@cache
def said(form: ReportFormat) -> str:
    """The whole report as running text, without white space: what a form wraps, it wraps where it likes."""
    content = render_bytes(REVISION, format=form, context=FULL)
    if form is ReportFormat.HTML:
        tree = LexborHTMLParser(content.decode())
        assert tree.body is not None
        text = tree.body.text(separator=" ")
    elif form is ReportFormat.DOCX:
        text = _word(content)
    elif form is ReportFormat.PDF:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            text = "\n".join(page.extract_text() for page in pdf.pages)
    else:
        text = content.decode().replace("\\", "").replace("<ins>", "").replace("</ins>", "").replace("`", "")
    return "".join(text.split())


def _word(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    return "".join(node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t"))


@pytest.mark.parametrize("point", FIFTEEN)
@pytest.mark.parametrize(
    "form", [ReportFormat.HTML, ReportFormat.MARKDOWN, ReportFormat.DOCX, ReportFormat.PDF]
)
def test_counsel_finds(form: ReportFormat, point: str) -> None:
    if form is ReportFormat.PDF and WHY_NOT:
        pytest.skip(WHY_NOT)
    text = said(form)
    for words in FIFTEEN[point]:
        # what stands in a narrow column of a PDF is wrapped between its neighbours: there word by word
        parts = (
            [part[:30] for part in words.split()] if form is ReportFormat.PDF else ["".join(words.split())]
        )
        assert [part for part in parts if part not in text] == []


@needs_printer
def test_the_export_that_prints_is_a_pdf_file() -> None:
    assert render_bytes(REVISION, format="pdf", context=FULL).startswith(b"%PDF-1.")
