"""The report of one revision, in all its forms."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from importlib.resources import files
from itertools import pairwise

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from monitor.knowledge.speech import Language
from monitor.model import (
    Change,
    ChangeKind,
    CompareOutcome,
    Comparison,
    DateBounds,
    DecisionState,
    Revision,
    Severity,
)
from monitor.model.record import EVER, Decision, FailureRun, Gap, NextStep, Notice
from monitor.model.revision import CheckOutcome
from monitor.report import ReportContext, render
from monitor.report.cells import harmless
from tests.alert import samples

CONTEXT = ReportContext(
    generated_at=samples.NOW,
    today=samples.TODAY,
    vendor=samples.VENDOR,
    decisions=(
        Decision(
            1,
            7,
            DecisionState.DETECTED,
            DecisionState.ACKNOWLEDGED,
            "Anna Keller",
            "Asked counsel.",
            samples.NOW,
            12,
        ),
    ),
    next_steps=(NextStep(DecisionState.REVIEWING), NextStep(DecisionState.OBJECTED)),
    notices=(
        Notice(
            1,
            "infobip",
            samples.AFTER_AT,
            "mail",
            "Changes to our sub-processors",
            "Anna Keller",
            samples.NOW,
        ),
    ),
    failures=(
        FailureRun(
            1,
            "infobip/list",
            CheckOutcome.UNREACHABLE,
            "timeout",
            samples.BEFORE_AT,
            samples.AFTER_AT,
            3,
            "No answer.",
            "No answer in 20 s.",
        ),
    ),
    gaps=(Gap(1, samples.BEFORE_AT, samples.AFTER_AT, "the service was being updated"),),
    letter="Dear Infobip,\nwe object.",
    tool_version="0.1.0",
)


def page(revision: Revision | None = None, context: ReportContext = CONTEXT) -> LexborHTMLParser:
    return LexborHTMLParser(render(revision or samples.revision(), format="html", context=context))


def text_of(tree: LexborHTMLParser) -> str:
    assert tree.body is not None
    return " ".join(tree.body.text(separator=" ").split())


def test_the_page_holds_all_fifteen_things_counsel_asks_for() -> None:
    tree = page()
    said = text_of(tree)
    expected = (
        "Act by Fri 27 Nov 2026 (in 24 days). The objection window closes between",  # summary
        "Exotel Techcom Private Limited",  # row diff
        "3 rows without a change",  # unchanged count
        "Text of both documents, compared line by line",  # raw text diff
        "Mon 2 Nov 2026, 06:00 UTC",  # times
        f"{11:064x}",  # hashes
        "Last updated: 22/02/2023",  # page stamp
        "Read as Wed 22 Feb 2023.",  # its reading
        "Mon 2 – Tue 3 Nov 2026",  # bounds
        "Latest deadline: 30 calendar days from Tue 3 Nov 2026 end on Thu 3 Dec 2026.",  # working
        "within thirty (30) days of the update to the list",  # clause text
        "confirmed by Anna Keller",  # confirmer
        "Changes to our sub-processors",  # notice log
        "Rule moved-worse",  # risk facts
        "The change may go live before your window closes.",  # warnings
        "Asked counsel.",  # decision log
        "we object.",  # letter
        "3 failed checks from Mon 2 Nov 2026, 06:00 UTC",
        "the service was being updated",
    )
    assert [words for words in expected if words not in said] == []


def test_the_words_that_differ_are_marked_and_only_those() -> None:
    tree = page()
    entry = next(node for node in tree.css("article") if "Google LLC" in node.text())
    assert [node.text() for node in entry.css("ins")] == [", KSA (cloud services)"]
    assert entry.css("del") == []


def test_the_page_needs_nothing_from_outside_and_runs_nothing() -> None:
    html = render(samples.revision(), format="html", context=CONTEXT)
    tree = LexborHTMLParser(html)
    policy = tree.css_first('meta[http-equiv="Content-Security-Policy"]').attributes["content"] or ""
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert tree.css("script, link, img, iframe, object, form, [style], [onclick]") == []
    assert not re.search(r"@import|url\(", html)


@pytest.mark.parametrize(
    "hostile", [samples.HOSTILE, "</style><script>alert(1)</script>", '"><img src=x onerror=alert(1)>']
)
def test_nothing_a_page_says_becomes_markup(hostile: str) -> None:
    tree = page(samples.hostile_revision(hostile), replace(CONTEXT, letter=hostile))
    assert tree.css("script, img, iframe, object, [onerror]") == []
    assert [
        node for node in tree.css("a") if not (node.attributes.get("href") or "").startswith("http")
    ] == []


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all_is_survived_in_every_form(text: str) -> None:
    revision = samples.hostile_revision(text)
    for form in ("html", "md", "json", "csv"):  # DOCX: tests of forms
        render(revision, format=form, context=CONTEXT)


def test_each_change_of_one_row_stands_in_one_entry() -> None:
    place = samples.JUDGEMENTS[1]
    purpose = samples.judged(
        replace(place.change, field="purpose", before="Cloud", after="Cloud and machine learning"),
        Severity.MEDIUM,
        "purpose-widened",
        "The purpose became wider.",
    )
    tree = page(samples.revision_of(place, purpose))
    assert len(tree.css("article")) == 1
    assert "purpose-widened" in text_of(tree)
    assert "moved-worse" in text_of(tree)


def test_a_reformatting_has_a_report_without_deadline_or_alarm() -> None:
    calm = samples.revision(
        comparison=Comparison(
            CompareOutcome.REFORMATTED, (), ("The order of two rows changed.",), "order", 5
        ),
        judgements=(),
        severity=Severity.INFO,
        window=None,
    )
    said = text_of(page(calm))
    assert "nothing material changed" in said
    assert "No objection window follows" in said
    assert "The order of two rows changed." in said


def test_a_clause_that_changed_is_shown_word_by_word() -> None:
    tree = page(samples.clause_revision())
    entry = tree.css("article")[1]
    assert [node.text() for node in entry.css("del")] == ["thirty (30"]
    assert [node.text() for node in entry.css("ins")] == ["fourteen (14"]
    assert "unconfirmed, read with confidence 100%" in text_of(tree)


def test_words_of_the_page_are_in_the_pages_language_and_no_odd_code_gets_through() -> None:
    def told(language: str) -> set[str | None]:
        after = samples.revision().after
        listing = replace(after.listing, language=language)
        tree = page(samples.revision(after=replace(after, listing=listing)))
        return {node.attributes["lang"] for node in tree.css("dl.fields dd[lang]")}

    assert told("pt-BR") == {"pt-BR"}
    assert told('en"><script>') == set()


def test_an_unproven_rename_is_called_one() -> None:
    change = Change(ChangeKind.RENAMED, "Acme Inc.", before_name="Acme Ltd", proven=False)
    said = text_of(page(samples.revision_of(samples.judged(change, Severity.MEDIUM, "renamed", "Renamed."))))
    assert "does not prove that both names are the same company" in said
    assert "formerly Acme Ltd" in said


class TestTimeLine:
    def test_it_shows_every_date_and_says_them_to_those_who_cannot_see_it(self) -> None:
        tree = page()
        assert tree.css_first("svg").attributes["role"] == "img"
        said = tree.css_first("svg desc").text()
        assert "Act by Fri 27 Nov 2026" in said
        assert "Latest deadline Thu 3 Dec 2026" in said

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.dates(date(2026, 1, 1), date(2027, 12, 31)), min_size=8, max_size=8))
    def test_no_two_labels_overlap_wherever_the_days_fall(self, days: list[date]) -> None:
        from monitor.knowledge.speech import speech_of
        from monitor.report.deadline import timeline

        first, second = sorted(days[:2])
        window = replace(
            samples.WINDOW,
            trigger=DateBounds(first, second),
            deadline=DateBounds(*sorted(days[2:4])),
            act_by=days[4],
            prevent_by=days[5],
            engagement_earliest=days[6],
        )
        line = timeline(window, days[7], speech_of())
        assert line is not None
        for lane in range(line.lanes):
            places = [moment.x for moment in line.moments if moment.lane == lane]
            # labels are at most 0.165 wide and are moved inward at the ends
            assert all(b - a >= 0.08 for a, b in pairwise(places))
        assert all(0 <= moment.x <= 1 for moment in line.moments)
        assert all(0 <= band.start <= band.end <= 1 for band in line.bands)

    def test_a_window_with_nothing_known_has_no_line(self) -> None:
        none = DateBounds(None, None)
        bare = replace(
            samples.WINDOW,
            trigger=none,
            deadline=none,
            act_by=None,
            prevent_by=None,
            engagement_earliest=None,
        )
        assert page(samples.revision(window=bare)).css("svg") == []


MARKDOWN = "# x\n- y\n1. z\n***\n[a](http://b) <b>c</b> `d` | e"


class TestMarkdown:
    def test_a_colon_is_written_as_the_language_has_it(self) -> None:
        french = replace(CONTEXT, language=Language.FRENCH)
        said = render(samples.revision(), format="md", context=french).replace("\N{NO-BREAK SPACE}", " ")
        assert "### Ajouté : " in said
        assert "- Finalité : " in said

    def test_the_name_of_the_file_with_the_clause_keeps_its_letters(self) -> None:
        terms = replace(samples.TERMS, where="vendors.yaml")
        said = render(samples.revision(terms=terms), format="md", context=CONTEXT)
        assert "\nvendors.yaml; " in said

    def test_it_reads_as_markdown(self) -> None:
        html = (
            MarkdownIt("commonmark")
            .enable("table")
            .render(render(samples.revision(), format="md", context=CONTEXT))
        )
        tree = LexborHTMLParser(html)
        assert (
            tree.css_first("h1").text()
            == "Infobip: 1 new sub-processor, 1 entry changed and 1 sub-processor removed"
        )
        assert [node.text() for node in tree.css("h2")][:2] == ["What changed", "What to watch out for"]
        assert ", KSA (cloud services)" in [node.text() for node in tree.css("ins")]

    @settings(max_examples=60, deadline=None)
    @given(
        st.text(max_size=200)
        | st.just(samples.HOSTILE)
        | st.just("# x\n- y\n1. z\n***\n[a](http://b) <b>c</b> `d` | e")
    )
    def test_page_text_is_never_a_link_a_heading_or_html(self, text: str) -> None:
        source = render(
            samples.hostile_revision(text), format="md", context=ReportContext(samples.NOW, samples.TODAY)
        )
        tree = LexborHTMLParser(MarkdownIt("commonmark", {"linkify": False}).enable("table").render(source))
        assert tree.css("a, img, script, b, em, hr") == []
        assert len(tree.css("h1")) == 1
        assert len(tree.css("h2")) == 6


def test_json_keeps_the_published_shape() -> None:
    schema = json.loads(files("monitor.report").joinpath("report.schema.json").read_text())
    for revision in (
        samples.revision(),
        samples.clause_revision(),
        samples.hostile_revision(),
        samples.revision(window=None, terms=None),
    ):
        document = json.loads(render(revision, format="json", context=CONTEXT))
        jsonschema.validate(document, schema)


def test_json_holds_the_texts_as_published() -> None:
    document = json.loads(render(samples.hostile_revision(), format="json", context=CONTEXT))
    assert document["changes"][0]["name"] == samples.HOSTILE


def test_csv_has_one_line_per_change_and_no_formula() -> None:
    rows = list(
        csv.DictReader(
            io.StringIO(render(samples.revision(), format="csv", context=CONTEXT).removeprefix("\ufeff"))
        )
    )
    assert [row["name"] for row in rows] == [
        "Exotel Techcom Private Limited",
        "Google LLC",
        "GoodData Ireland Limited",
    ]
    assert rows[0]["act_by"] == "2026-11-27"
    assert rows[0]["severity"] == "critical"


@given(st.text(max_size=60))
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert harmless(text)[:1] not in {"=", "+", "-", "@", "\t", "\r"}


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="choose one of html, pdf, docx, md, json, csv"):
        render(samples.revision(), format="odt", context=CONTEXT)


def test_of_three_thousand_changes_the_gravest_are_told_in_full_and_the_rest_in_a_line_each() -> None:
    many = [
        samples.judged(
            Change(ChangeKind.ADDED, f"Vendor {n}", row_after=samples.row(f"Vendor {n}", "Hosting", "India")),
            Severity.HIGH,
            "added",
            "Added.",
        )
        for n in range(3_000)
    ]
    tree = page(samples.revision_of(*many))
    assert len(tree.css("article")) == 150
    assert len(tree.css("details.printed tbody tr")) == 2_850
    assert "2,850 further changes, a line each" in text_of(tree)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "valid from the beginning"),
        ("de", "gültig von Anfang an"),
        ("fr", "valable depuis le début"),
    ],
)
def test_terms_that_have_always_applied_are_not_dated_to_1970(language: str, said: str) -> None:
    always = replace(samples.CLAUSE_VERSION, valid_from=EVER)
    context = replace(CONTEXT, clause_version=always, language=Language(language))
    page = render(samples.revision(), format="md", context=context)
    assert said in page
    assert "1970" not in page
