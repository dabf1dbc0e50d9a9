"""What a change is worth: the table of ``severity.md`` line by line, other kinds of change, and what is kept of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.assess.clauses import compare_clauses
from monitor.assess.facts import is_narrower
from monitor.assess.severity import document_flags, judge, judge_change, overall, rules
from monitor.assess.severity_predicates import PREDICATES
from monitor.model import (
    FIELD_CLAUSE,
    FIELD_COLUMN,
    FIELD_PARAGRAPH,
    Change,
    ChangeKind,
    ClauseTerms,
    CompareOutcome,
    Comparison,
    Listing,
    Paragraph,
    Period,
    PeriodUnit,
    RunsFrom,
    Severity,
    Vendor,
    Verdict,
)
from tests.assess.changes import ACME, ADDITION, REMOVAL, change, row, table


@pytest.mark.parametrize("line", table(), ids=lambda line: line[0])
def test_the_table(line: list[str]) -> None:
    _, name, before, after, level, rule = line
    judgement = judge_change(change(name, before, after), ACME)
    assert (judgement.rule, judgement.severity.value) == (rule, level)
    assert name in judgement.reason
    assert "–" not in judgement.reason.replace("‑", ""), "a fact of the sentence is not known"


def prose(before: str | None, after: str | None, name: str = "Security") -> Change:
    kind = ChangeKind.CHANGED if before and after else ChangeKind.ADDED if after else ChangeKind.REMOVED
    return Change(kind, name, field=FIELD_PARAGRAPH, before=before, after=after)


def renamed(before: str, after: str, proven: bool | None = None, notes: tuple[str, ...] = ()) -> Change:
    return Change(ChangeKind.RENAMED, after, before, proven=proven, notes=notes)


def clause(before: str | None, after: str | None) -> Change:
    return Change(ChangeKind.CHANGED, "objection period", field=FIELD_CLAUSE, before=before, after=after)


OTHERS = [
    ("a rename that the page proves", renamed("Beta Ltd", "Gamma Ltd", proven=True), "low", "rename-proven"),
    (
        "a rename that nothing proves",
        renamed("Beta Ltd", "Gamma Ltd", proven=False),
        "medium",
        "rename-possible",
    ),
    (
        "another legal form under the same brand",
        renamed("Beta Ltd", "Beta Inc."),
        "medium",
        "entity-replaced",
    ),
    (
        "a new entity that the comparison noted",
        renamed("Beta", "Beta", notes=("new legal entity: Ltd -> Inc",)),
        "medium",
        "entity-replaced",
    ),
    (
        "several rows became one",
        Change(ChangeKind.MERGED, "Beta", others=("Beta Ltd", "Beta Inc")),
        "medium",
        "merged",
    ),
    (
        "the rows of one company written as one",
        Change(ChangeKind.MERGED, "Beta Ltd", "Beta Ltd", others=("Beta Ltd.",)),
        "info",
        "laid-out-otherwise",
    ),
    (
        "the rows of one company written as one, with another place",
        Change(
            ChangeKind.MERGED, "Beta Ltd", "Beta Ltd", others=("Beta Ltd.",), notes=("location: FR -> IN",)
        ),
        "medium",
        "merged",
    ),
    (
        "one row became several",
        Change(ChangeKind.SPLIT, "Beta", "Beta", others=("Beta Ltd", "Beta Inc")),
        "medium",
        "split",
    ),
    (
        "a row in another section",
        Change(ChangeKind.MOVED, "Beta", group="Support", row_before=row("Beta", "group=Hosting")),
        "low",
        "moved-section",
    ),
    (
        "a row that left the affiliates",
        Change(
            ChangeKind.MOVED,
            "Beta",
            group="Hosting",
            row_before=row("Beta", "group=Affiliates"),
            row_after=row("Beta", "group=Hosting"),
        ),
        "medium",
        "left-the-group",
    ),
    (
        "a column of the list",
        Change(ChangeKind.ADDED, "Retention", field=FIELD_COLUMN),
        "info",
        "column-changed",
    ),
    (
        "a column that the list gave up",
        Change(
            ChangeKind.CHANGED,
            "Standort",
            field=FIELD_COLUMN,
            before="Standort",
            notes=("column dropped: location",),
        ),
        "medium",
        "column-dropped",
    ),
    (
        "a column that the list gained",
        Change(
            ChangeKind.CHANGED,
            "Standort",
            field=FIELD_COLUMN,
            after="Standort",
            notes=("column added: location",),
        ),
        "low",
        "column-added",
    ),
    (
        "a column without a meaning of ours that went",
        Change(
            ChangeKind.CHANGED, "Logo", field=FIELD_COLUMN, before="Logo", notes=("column dropped: Logo",)
        ),
        "info",
        "column-changed",
    ),
    (
        "a shorter objection period",
        clause("30 calendar days", "14 calendar days"),
        "high",
        "clause-shortened",
    ),
    (
        "ten business days are more than ten days",
        clause("10 business days", "10 calendar days"),
        "high",
        "clause-shortened",
    ),
    ("a longer objection period", clause("14 calendar days", "1 month"), "low", "clause-lengthened"),
    ("no objection period any more", clause("30 calendar days", None), "high", "clause-removed"),
    ("no number any more", clause("30 calendar days", "a reasonable time"), "high", "clause-removed"),
    ("a period where there was none", clause(None, "30 calendar days"), "low", "clause-added"),
    ("another start of the clock", clause("receipt", "notice"), "medium", "clause-changed"),
    (
        "a paragraph on something else",
        prose("We lock our doors.", "We lock all doors."),
        "low",
        "paragraph-changed",
    ),
    (
        "a paragraph on sub-processors",
        prose("We use sub-processors.", "We may use sub-processors."),
        "medium",
        "paragraph-on-transfers",
    ),
    (
        "a paragraph on transfers in German",
        prose("Keine Übermittlung in Drittländer.", "Übermittlung in Drittländer."),
        "medium",
        "paragraph-on-transfers",
    ),
    (
        "a paragraph that now relies on Privacy Shield",
        prose("We protect transfers.", "We protect transfers by Privacy Shield."),
        "high",
        "paragraph-dead-mechanism",
    ),
    (
        "a paragraph that lost its mechanism",
        prose("Transfers rest on SCCs.", "Transfers rest on trust."),
        "high",
        "paragraph-mechanism-lost",
    ),
    ("a new paragraph", prose(None, "We have a new logo."), "low", "paragraph-changed"),
]


@pytest.mark.parametrize(("what", "a_change", "level", "rule"), OTHERS, ids=[each[0] for each in OTHERS])
def test_renames_sections_columns_terms_and_prose(what: str, a_change: Change, level: str, rule: str) -> None:
    judgement = judge_change(a_change, ACME)
    assert (judgement.rule, judgement.severity.value) == (rule, level)


def test_every_rule_is_tried_by_a_test() -> None:
    tried = {line[5] for line in table()} | {rule for _, _, _, rule in OTHERS}
    tried |= {"deadline-near", "banned-country", "watched-name"}  # test_severity_raised.py
    assert {rule.id for rule in rules()} == tried


def test_every_condition_is_used_by_a_rule() -> None:
    assert {name for rule in rules() for name, _ in rule.when} == set(PREDICATES)


def test_a_judgement_keeps_the_facts_it_rests_on() -> None:
    facts = judge_change(change("Beta Ltd", after="loc=India; mech=N/A"), ACME).facts
    assert facts["places_after"] == "India"
    assert facts["class_after"] == "third"
    assert facts["relationship"] == "third_party"
    assert facts["mechanism_after"] == "no mechanism is said to be needed"


def test_the_products_of_an_ai_vendor_mark_none_of_its_sub_processors_as_ai() -> None:
    anthropic = replace(ACME, vendor=Vendor("anthropic", "Anthropic", ()))
    support = change("Beta Ltd", after="loc=Ireland; purpose=Support for Claude users")
    assert judge_change(support, anthropic).rule == "added-covered"
    assert judge_change(support, ACME).rule == "ai-provider-added"


def test_braces_and_markup_of_a_page_are_only_text() -> None:
    judgement = judge_change(change("{name} <b>%s{0}</b>", after="loc={geo_after}"), ACME)
    assert "{name} <b>%s{0}</b>" in judgement.reason


def test_the_highest_judgement_decides_and_nothing_is_info() -> None:
    comparison = Comparison(CompareOutcome.CHANGED, (REMOVAL, ADDITION))
    assert overall(judge(comparison, ACME)) is Severity.MEDIUM
    assert overall(judge(Comparison(CompareOutcome.REFORMATTED), ACME)) is Severity.INFO


def test_a_change_without_its_rows_is_judged_by_its_own_texts() -> None:
    bare = Change(ChangeKind.CHANGED, "Beta Ltd", field="location", before="Germany", after="India")
    assert judge_change(bare, ACME).rule == "moved-outside-untooled"


def test_terms_read_from_two_versions_are_judged() -> None:
    old = ClauseTerms(Period(10), Period(30), RunsFrom.LIST_UPDATE, quote="within thirty (30) days")
    (one,) = compare_clauses([old], [replace(old, objection=Period(14), quote="within fourteen (14) days")])
    judgement = judge_change(one, ACME)
    assert judgement.rule == "clause-shortened"
    assert judgement.reason == "The objection period was shortened: 30 calendar days → 14 calendar days."
    (fewer,) = compare_clauses(
        [replace(old, objection=Period(10, PeriodUnit.BUSINESS_DAYS))], [replace(old, objection=Period(10))]
    )
    assert judge_change(fewer, ACME).rule == "clause-shortened"


def test_a_term_against_us_is_no_gain_when_it_comes_and_no_loss_when_it_goes() -> None:
    silent = ClauseTerms(Period(10), Period(30), RunsFrom.LIST_UPDATE, deemed_consent=True)
    (come,) = compare_clauses([replace(silent, deemed_consent=None)], [silent])
    (gone,) = compare_clauses([silent], [replace(silent, deemed_consent=None)])
    assert judge_change(come, ACME).rule == judge_change(gone, ACME).rule == "clause-changed"
    assert "not stated → yes" in judge_change(come, ACME).reason


def test_a_document_that_relies_on_a_dead_mechanism_is_flagged_though_nothing_changed() -> None:
    shield = Listing(Verdict.NO_LIST, paragraphs=(Paragraph("We are certified under the Privacy Shield."),))
    assert "no longer valid" in document_flags(shield)[0]
    assert document_flags(Listing(Verdict.NO_LIST, paragraphs=(Paragraph("We use SCCs."),))) == ()


@pytest.mark.parametrize(
    ("before", "after", "narrower"),
    [
        ("Hosting and analytics", "Hosting", True),
        ("All products except Claude for Government", "All products", False),
        ("Support, without access to content", "Support, access to content", False),
        ("Alle Produkte außer Konten für Behörden", "Alle Produkte für Behörden", False),
        ("Hosting", "Hosting and analytics", False),
        ("Hosting", "Hosting", False),
    ],
)
def test_a_text_that_lost_a_limit_says_more_not_less(before: str, after: str, narrower: bool) -> None:
    assert is_narrower(before, after) is narrower
