"""Letters as files: Markdown, Word and mail; no word of a page becomes anything but words; templates of one's own."""

from __future__ import annotations

import email
import io
from dataclasses import replace
from email.policy import default
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from monitor.engine.lettering import LetterForm
from monitor.model import Revision
from monitor.model.display import one_line
from monitor.review.letter_blocks import BlockKind, blocks_of, markdown_parser, plain_text
from monitor.review.letter_docx import docx_letter
from monitor.review.letter_mail import html_letter, mail_draft
from monitor.review.letter_template import LetterTemplateError, LetterText, escaped, unescaped
from monitor.review.letter_words import LetterLanguage
from tests.review.letters import (
    AT,
    CONTRACT,
    DE,
    EN,
    SENDER,
    TERMS,
    added,
    letter,
    revision,
    store,
)

__all__ = ["revision", "store"]


HOSTILE = (
    "**Beta** <script>alert(1)</script> [x](https://evil.example) | # = {{ 7*7 }} {% raw %} `c` \\ &amp; ![i](x)"
    "\r\nBcc: a@b"
)


@given(st.text(max_size=200) | st.text("*_`[]()<>&|~#+-=:.0123456789 ab\\\n!{}%;", max_size=60))
def test_escaped_words_are_read_as_they_were(text: str) -> None:
    shown = escaped(text)
    parsed = markdown_parser().parse(
        f"x {shown} y\n\n{shown}\n\n- {shown}\n\n| {shown} |\n| --- |\n| {shown} |\n"
    )
    kinds = {token.type for token in parsed} | {c.type for token in parsed for c in token.children or ()}
    assert not kinds & {"strong_open", "em_open", "link_open", "image", "html_inline", "html_block", "code_inline",
                        "heading_open", "ordered_list_open", "blockquote_open", "fence", "hr"}  # fmt: skip
    assert blocks_of(f"x {shown}y")[0].text == f"x {one_line(text)}y"
    assert unescaped(shown) == one_line(text)


@pytest.mark.parametrize("language", LetterLanguage)
def test_no_word_of_a_page_becomes_markup_code_or_a_header(
    revision: Revision, language: LetterLanguage
) -> None:
    hostile = replace(revision, source_url="https://acme.example/<img src=x onerror=alert(1)>")
    drafted = letter(
        hostile,
        added(HOSTILE, purpose=HOSTILE),
        language=language,
        terms=replace(TERMS, quote=HOSTILE, where=HOSTILE),
    )
    page = html_letter(drafted)
    assert "<script" not in page
    assert "<img" not in page
    assert "<a " not in page
    assert "49" not in drafted.subject
    message = email.message_from_bytes(
        mail_draft(drafted, sender=SENDER, to="x@y.example\r\nBcc: a@b"), policy=default
    )
    assert message["Bcc"] is None
    assert "{{ 7*7 }}" in plain_text(blocks_of(drafted.markdown))
    document = Document(io.BytesIO(docx_letter(drafted, made_at=AT)))
    assert any("<script>alert(1)</script>" in p.text for p in document.paragraphs)


# -- forms ---------------------------------------------------------------------------------------------------------


def test_the_word_file_has_real_headings_lists_and_a_table_in_the_letter_s_language(
    revision: Revision,
) -> None:
    document = Document(
        io.BytesIO(docx_letter(letter(revision, language=DE), made_at=AT, author="Nordlicht"))
    )
    styles = [p.style.name for p in document.paragraphs]
    assert styles.count("Heading 1") == 1
    assert styles.count("Heading 2") == 7
    assert {"List Bullet", "List Number", "Quote"} <= set(styles)
    (table,) = document.tables
    assert [cell.text for cell in table.rows[0].cells] == ["Unterlage", "Nummer", "Gesehen", "SHA-256"]
    assert table.rows[1].cells[3].text == revision.before.capture_sha256
    assert document.core_properties.language == "de-DE"
    assert document.core_properties.author == "Nordlicht"


def test_two_numbered_lists_each_begin_at_one() -> None:
    text = LetterText("s", "1. a\n2. b\n\nx\n\n1. c\n2. d\n", EN)
    document = Document(io.BytesIO(docx_letter(text, made_at=AT)))
    numbers = [p._p.pPr.numPr.numId.val for p in document.paragraphs if p.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]


def test_the_mail_is_a_draft_to_the_address_of_the_contract_with_evidence_attached(
    revision: Revision,
) -> None:
    raw = mail_draft(letter(revision), sender=SENDER, to=CONTRACT.objections_to,
                     attachments=[("report.html", "text/html", b"<p>x</p>")])  # fmt: skip
    message = email.message_from_bytes(raw, policy=default)
    assert (message["X-Unsent"], message["To"]) == ("1", "privacy@acme.example")
    assert message["From"] == "Nordlicht GmbH <ada@example.com>"
    assert message["Date"] is None
    assert message["Subject"] == "Objection to a sub-processor: Beta"
    plain, rich = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert rich is not None
    assert "1. Full legal name" in plain.get_content()
    assert "<h1>Objection to a sub-processor: Beta</h1>" in rich.get_content()
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "report.html"


def test_blocks_tell_headings_lists_quotes_and_tables_apart() -> None:
    kinds = [b.kind for b in blocks_of("# h\n\np\n\n- a\n- b\n\n1. c\n\n> q\n\n| t |\n| --- |\n| 1 |\n")]
    assert kinds == [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.BULLET, BlockKind.BULLET, BlockKind.NUMBER,
                     BlockKind.QUOTE, BlockKind.TABLE]  # fmt: skip


# -- templates of one's own ----------------------------------------------------------------------------------------


def own(tmp_path: Path, text: str) -> Path:
    (tmp_path / "en").mkdir(exist_ok=True)
    (tmp_path / "en" / "objection.md.j2").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_template_of_one_s_own_takes_the_place_of_ours_in_its_language(
    revision: Revision, tmp_path: Path
) -> None:
    folder = own(tmp_path, "# Stop {{ names }}\n\n{{ grounds[0] }}\n")
    assert letter(revision, folder=folder).markdown.startswith("# Stop Beta\n")
    assert "Widerspruch" in letter(revision, language=DE, folder=folder).markdown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a\n{% if %}", "line 2"),
        ("{{ nonsense }}", "'nonsense' is undefined"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ 1/0 }}", "division by zero"),
        ("{% include 'other.j2' %}", "there is no template other.j2"),
    ],
)
def test_a_template_that_cannot_be_used_is_told_with_its_file_and_the_reason(
    revision: Revision, tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(LetterTemplateError, match=words):
        letter(revision, folder=own(tmp_path, text))


def test_the_templates_to_copy_are_those_in_use() -> None:
    root = Path(__file__).parents[2]
    for language in LetterLanguage:
        name = f"{language.value}/objection.md.j2"
        used = (root / "monitor/review/templates" / name).read_bytes()
        assert (root / "config/letters" / name).read_bytes() == used
    assert [form.value for form in LetterForm] == ["md", "docx", "eml"]
