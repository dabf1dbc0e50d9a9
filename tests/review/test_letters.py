"""Letters of objection: what they say, in three languages, and that no word of a page becomes anything but words."""

from __future__ import annotations

import email
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from email.policy import default
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from monitor.engine.lettering import LetterForm
from monitor.knowledge import load
from monitor.model import (
    Breach,
    Change,
    ChangeKind,
    ClauseTerms,
    Contract,
    DateBounds,
    Field,
    Judgement,
    Notice,
    Period,
    PeriodUnit,
    Revision,
    Row,
    RunsFrom,
    Severity,
    Window,
)
from monitor.model.display import one_line
from monitor.review.grounds import EVERY_KIND, admitted, grounds_of
from monitor.review.letter_blocks import BlockKind, blocks_of, markdown_parser, plain_text
from monitor.review.letter_docx import docx_letter
from monitor.review.letter_facts import LetterContext, NothingToObjectError, Sender, letter_facts
from monitor.review.letter_mail import html_letter, mail_draft
from monitor.review.letter_template import LetterTemplateError, LetterText, escaped, unescaped, write_letter
from monitor.review.letter_words import LetterLanguage, LetterWords
from monitor.store import Store
from tests.review.conftest import Change as MakeChange

EN, DE, FR = LetterLanguage
TODAY = date(2026, 11, 10)
AT = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
TERMS = ClauseTerms(
    Period(10), Period(30), RunsFrom.RECEIPT, quote="Customer may object within thirty days of receipt.",
    where="section 6.2", confirmed_by="Ada",
)  # fmt: skip
SENDER = Sender(
    "Nordlicht GmbH", "Hafenstraße 12\n20457 Hamburg", "Dr. Ada Berg", "ada@example.com", "Hamburg"
)
CONTRACT = Contract("DPA of 3 May 2024", "Acme Ltd", "1 High Street\nLondon", "privacy@acme.example")


def added(name: str, rule: str = "added-outside-untooled", **fields: str) -> Judgement:
    row = Row({Field.NAME: name, Field.LOCATION: "India", **{Field(k): v for k, v in fields.items()}})
    change = Change(ChangeKind.ADDED, name, row_after=row)
    return Judgement(change, Severity.CRITICAL, rule, "because", {"places_after": "India"})


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


@pytest.fixture
def revision(change: MakeChange) -> Revision:
    """Acme's list gained Beta on 3 November; the window runs to 2 or 3 December."""
    return change("acme", "Beta")


def letter(
    revision: Revision,
    *judgements: Judgement,
    language: LetterLanguage = EN,
    folder: Path | None = None,
    **more: object,
) -> LetterText:
    context = LetterContext(
        **{"today": TODAY, "judgements": judgements or (added("Beta"),), "sender": SENDER, "contract": CONTRACT,
           "terms": TERMS} | more  # type: ignore[arg-type]
    )  # fmt: skip
    return write_letter(letter_facts(revision, context, language), language, folder)


# -- what it says --------------------------------------------------------------------------------------------------


def test_a_letter_tells_what_changed_by_which_right_on_what_grounds_and_what_is_asked(
    revision: Revision,
) -> None:
    text = letter(revision, added("Beta", purpose="Support")).markdown
    for said in (
        "# Objection to a sub-processor: Beta",
        "DPA of 3 May 2024 between Nordlicht GmbH (controller) and Acme Ltd (processor)",
        "under section 6.2 of the Agreement and Article 28(2) GDPR",
        "- Beta was added to the list (purpose: Support; location: India)",
        "> Customer may object within thirty days of receipt.",
        "it runs until the end of 3 December 2026 (counted from our last check of the earlier list,",
        "until 2 December 2026)",
        "We therefore make this objection in time.",
        "- Personal data would be transferred to the following country or territory: India. No transfer tool",
        "Which transfer tool is used",
        "by **17 November 2026**",
        "All our rights are reserved",
        revision.before.capture_sha256,
        revision.after.first_capture_sha256,
    ):
        assert said in text


def test_with_a_notice_on_record_the_letter_says_when_the_time_began(revision: Revision) -> None:
    assert revision.window
    logged = replace(revision.window, flags=revision.window.flags - {"notice_not_logged"})
    text = letter(replace(revision, window=logged)).markdown
    assert "ends between 2 December 2026 and 3 December 2026. This objection is made in time." in text


@pytest.mark.parametrize("where", ["block 5", "paragraph 12", "page 3, paragraph 2", "vendors.yaml", ""])
def test_where_we_found_the_words_is_not_cited_as_a_clause_of_the_agreement(
    revision: Revision, where: str
) -> None:
    text = letter(revision, terms=replace(TERMS, where=where)).markdown
    assert "described below, under the Agreement and Article 28(2) GDPR." in text


def test_short_notice_does_not_keep_the_time_from_running_where_the_page_starts_it(
    revision: Revision,
) -> None:
    assert revision.window
    window = replace(revision.window, flags=frozenset(), breach=Breach.CERTAIN)
    text = letter(replace(revision, window=window), today=date(2026, 12, 20)).markdown
    assert "would have run until 3 December 2026" in text
    assert "did not begin to run" not in text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (DE, ("# Widerspruch gegen einen Unterauftragsverarbeiter: Beta", "Art. 28 Abs. 2 Satz 2 DSGVO",
              "Einspruch im Sinne der DSGVO", "Widerspruchsfrist von 30 Kalendertagen ab dem Zugang Ihrer Mitteilung",
              "bis zum Ablauf des 3. Dezember 2026", "gerechnet bis zum 2. Dezember 2026",
              "übermittelt: Indien", "Übermittlungsgrundlage")),
        (FR, ("# Objection à un sous-traitant ultérieur : Beta", "l’article 28, paragraphe 2, du RGPD",
              "de 30 jours calendaires à compter de la réception de votre notification",
              "jusqu’au 3 décembre 2026 inclus", "jusqu’au 2 décembre 2026)", "suivant : Inde", "garantie")),
    ],
)  # fmt: skip
def test_german_and_french_letters_speak_the_law_s_own_words(
    revision: Revision, language: LetterLanguage, said: tuple[str, ...]
) -> None:
    text = letter(revision, language=language).markdown
    for words in said:
        assert words in text, words


def test_the_subject_is_the_first_heading(revision: Revision) -> None:
    assert letter(revision).subject == "Objection to a sub-processor: Beta"
    assert (
        letter(revision, added("A_B*"), added("C")).subject
        == "Objection to changes of sub-processors: A_B* and C"
    )


@pytest.mark.parametrize("language", LetterLanguage)
def test_an_unconfirmed_clause_is_marked_in_the_letter_and_before_sending(
    revision: Revision, language: LetterLanguage
) -> None:
    drafted = letter(revision, language=language, terms=replace(TERMS, confirmed_by=None))
    marks = {EN: "[Unconfirmed", DE: "[Unbestätigt", FR: "[Non confirmé"}
    assert marks[language] in drafted.markdown
    assert any("unconfirmed reading" in note for note in drafted.notes)
    assert marks[language] not in letter(revision, language=language).markdown


@pytest.mark.parametrize("language", LetterLanguage)
def test_without_a_clause_the_letter_rests_on_the_law_alone(
    revision: Revision, language: LetterLanguage
) -> None:
    drafted = letter(replace(revision, window=None), language=language, terms=None)
    assert "28" in drafted.markdown
    assert any("No clause is on file" in note for note in drafted.notes)


def window(revision: Revision, **more: object) -> Revision:
    assert revision.window is not None
    return replace(revision, window=replace(revision.window, **more))  # type: ignore[arg-type]


def test_in_the_grey_zone_the_letter_claims_the_later_date_and_names_the_burden_of_proof(
    revision: Revision,
) -> None:
    text = letter(revision, today=date(2026, 12, 3)).markdown
    assert "the earlier date rests on the assumption most favourable to you" in text


def test_after_the_window_rights_are_reserved_and_nothing_is_claimed_to_be_in_time(
    revision: Revision,
) -> None:
    drafted = letter(revision, today=date(2026, 12, 10))
    assert "would have run until 3 December 2026 at the latest" in drafted.markdown
    assert "It did not begin to run, however, as long as you had not duly informed us" in drafted.markdown
    assert "made in time." not in drafted.markdown.replace("treat this objection as made in time;", "")
    assert any("The window has passed" in note for note in drafted.notes)


def test_a_window_of_one_certain_day_says_that_day_alone(revision: Revision) -> None:
    day = DateBounds(date(2026, 12, 2), date(2026, 12, 2))
    assert "runs until the end of 2 December 2026" in letter(window(revision, deadline=day)).markdown


def test_short_notice_and_an_early_start_are_grounds_of_their_own(revision: Revision) -> None:
    early = window(revision, breach=Breach.CERTAIN, flags=frozenset({"live_before_window_closes"}),
                   engagement_earliest=date(2026, 11, 20), prevent_by=date(2026, 11, 12))  # fmt: skip
    text = letter(early).markdown
    assert "The change was announced later than the Agreement allows." in text
    assert "may take effect before our time to object has run" in text
    assert "by **12 November 2026**" in text  # before it may be live
    assert "this could begin as early as 20 November 2026" in text
    assert (
        "this may have begun as early as 20 November 2026" in letter(early, today=date(2026, 11, 21)).markdown
    )


def test_the_vendor_s_own_notice_is_named_and_asked_for_where_there_is_none(revision: Revision) -> None:
    assert "We have no notice of this change from you on record." in letter(revision).markdown
    notice = Notice(4711, "acme", AT, "mail", "News", "Ada", AT, file_sha256="ab" * 32)
    text = letter(revision, notices=(notice,)).markdown
    assert "We received your notice “News” on 10 November 2026, 09:00 UTC." in text
    assert "ab" * 32 in text


def test_what_is_not_known_stays_a_gap_and_is_named(revision: Revision) -> None:
    drafted = letter(revision, sender=Sender(), contract=Contract())
    assert r"\[our company\]" in drafted.markdown
    assert "[our company]" in plain_text(blocks_of(drafted.markdown))
    assert any("letters.company" in note for note in drafted.notes)
    assert any("contract.objections_to" in note for note in drafted.notes)


def test_there_is_nothing_to_object_to_where_entries_only_went(revision: Revision) -> None:
    gone = Judgement(Change(ChangeKind.REMOVED, "Beta"), Severity.LOW, "removed", "because")
    with pytest.raises(NothingToObjectError, match="only removes entries"):
        letter(revision, gone)


def test_hundreds_of_changes_make_a_letter_of_bounded_length(revision: Revision) -> None:
    drafted = letter(revision, *(added(f"Company {n}", rule="added-covered") for n in range(300)))
    assert "and 260 further changes" in drafted.markdown
    assert len(drafted.subject) <= 250


# -- grounds within the clause -------------------------------------------------------------------------------------


SECURITY_OR_LAWS = (
    "grounds: on reasonable and documented grounds related to the confidentiality or security of Personal Data or the "
    "subcontractor's compliance with Privacy Laws"
)


@pytest.mark.parametrize(
    ("condition", "kinds"),
    [
        ("grounds: on reasonable grounds relating to data protection", EVERY_KIND),
        ("grounds: on the basis of reasonable data privacy or data security concerns", EVERY_KIND),
        (SECURITY_OR_LAWS, {"security", "compliance"}),
        ("grounds: aus sachlichen Gründen des Datenschutzes", EVERY_KIND),
        ("grounds: pour des motifs tenant à la sécurité", {"security"}),
        ("grounds: av saklige grunner", EVERY_KIND),
        ("region: if the change places the location of the processing outside of the EU / EEA", {"transfer"}),
        ("subscription: if Customer subscribes", EVERY_KIND),
    ],
)  # fmt: skip
def test_a_clause_admits_the_grounds_it_names(condition: str, kinds: set[str]) -> None:
    assert admitted((condition,)).kinds == kinds


def test_a_ground_that_the_clause_does_not_admit_is_left_out_and_named(revision: Revision) -> None:
    rule = ("region: if the change places the location of the processing outside of the EU / EEA",)
    ai = added("Beta", rule="ai-provider-added")
    drafted = letter(revision, added("Beta"), ai, conditions=rule)
    assert "No transfer tool" in drafted.markdown
    assert "artificial intelligence" not in drafted.markdown
    assert any(note.startswith("Left out, because the clause does not admit it") for note in drafted.notes)
    assert "admits objections “if the change places the location" in drafted.markdown
    alone = letter(revision, ai, conditions=rule)
    assert "- \\[grounds\\]" in alone.markdown or "- [grounds]" in alone.markdown
    assert any("No ground was found" in note for note in alone.notes)


def test_every_ground_question_and_phrase_stands_in_every_language() -> None:
    data = load("objection_letters")
    entries = [*data["grounds"].values(), *data["questions"]]
    for section in ("changes", "fields", "periods", "starts", "gaps"):
        entries += data[section].values()
    for entry in entries:
        assert all(entry[language.value] for language in LetterLanguage), entry


def test_grounds_follow_rules_that_exist() -> None:
    rules = {rule["id"] for rule in load("severity_rules")["rules"]}
    for ground in load("objection_letters")["grounds"].values():
        assert set(ground.get("rules", ())) <= rules


@pytest.mark.parametrize("language", LetterLanguage)
def test_each_rule_about_rows_that_matters_has_a_ground(language: LetterLanguage) -> None:
    for ground in load("objection_letters")["grounds"].values():
        for rule in ground.get("rules", ()):
            (found,) = grounds_of([added("Beta", rule)], None, LetterWords(language))
            assert "{" not in found.text


def test_dates_are_those_of_the_language() -> None:
    first = date(2026, 12, 1)
    assert [LetterWords(language).day(first) for language in LetterLanguage] == [
        "1 December 2026", "1. Dezember 2026", "1er décembre 2026",
    ]  # fmt: skip


@pytest.mark.parametrize("unit", PeriodUnit)
def test_periods_are_said_in_every_language(unit: PeriodUnit) -> None:
    assert len({LetterWords(language).period(Period(2, unit)) for language in LetterLanguage}) == 3


# -- hostile words -------------------------------------------------------------------------------------------------

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
    assert isinstance(Window, type)
