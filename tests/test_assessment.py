"""A contract's edit is told once: by its term where only the term changed, by its paragraph where more did."""

from __future__ import annotations

import pytest

from monitor.assessment import with_clauses
from monitor.compare import compare_prose
from monitor.model import FIELD_CLAUSE, FIELD_PARAGRAPH, Comparison, Listing, NoListReason, Paragraph, Verdict

CLAUSE = (
    "The provider maintains a list of its sub-processors and updates it at least 10 days before any change. "
    "The customer may object to the appointment of a new sub-processor within thirty (30) days of the update of the "
    "list, provided such objection is on reasonable grounds. Backups of personal data are kept for 60 days."
)
OTHER = "The provider keeps records of all processing activities carried out on behalf of the customer."


def contract(*paragraphs: str) -> Listing:
    return Listing(
        Verdict.NO_LIST,
        NoListReason.PROSE,
        paragraphs=tuple(Paragraph(text, section="5. Sub-processing") for text in paragraphs),
        language="en",
    )


def told(before: str, after: str, *, other: str = OTHER) -> Comparison:
    old, new = contract(before, OTHER), contract(after, other)
    return with_clauses(compare_prose(old, new), old, new)


def kinds(comparison: Comparison) -> list[str | None]:
    return [change.field for change in comparison.changes]


def test_a_paragraph_in_which_only_the_term_changed_is_told_by_the_term_alone() -> None:
    comparison = told(CLAUSE, CLAUSE.replace("thirty (30)", "fourteen (14)"))
    assert [(c.field, c.before, c.after) for c in comparison.changes] == [
        (FIELD_CLAUSE, "30 calendar days", "14 calendar days")
    ]


@pytest.mark.parametrize(
    ("from_", "to"),
    [
        ("30 days", "10 business days"),
        ("thirty (30) days", "one month"),
        ("thirty (30) days", "14 days"),
    ],
)
def test_another_unit_or_spelling_of_the_period_is_no_second_change(from_: str, to: str) -> None:
    before = CLAUSE.replace("thirty (30) days", from_)
    assert kinds(told(before, before.replace(from_, to))) == [FIELD_CLAUSE]


def test_two_terms_of_one_paragraph_are_two_changes_and_no_third() -> None:
    after = CLAUSE.replace("10 days", "5 days").replace("thirty (30)", "fourteen (14)")
    assert kinds(told(CLAUSE, after)) == [FIELD_CLAUSE, FIELD_CLAUSE]


@pytest.mark.parametrize(
    "edit",
    [
        ("on reasonable grounds", "on grounds of data protection law only"),
        ("kept for 60 days", "kept for 90 days"),
        ("The provider maintains", "Upon written request the provider maintains"),
    ],
)
def test_another_edit_in_the_same_paragraph_stays_reported(edit: tuple[str, str]) -> None:
    after = CLAUSE.replace("thirty (30)", "fourteen (14)").replace(*edit)
    assert kinds(told(CLAUSE, after)) == [FIELD_CLAUSE, FIELD_PARAGRAPH]


def test_another_paragraph_that_changed_stays_reported() -> None:
    comparison = told(
        CLAUSE,
        CLAUSE.replace("thirty (30)", "fourteen (14)"),
        other="The provider keeps no records of processing activities, unless the customer pays for them.",
    )
    assert kinds(comparison) == [FIELD_CLAUSE, FIELD_PARAGRAPH]


def test_a_period_that_is_no_term_of_ours_is_told_by_its_paragraph() -> None:
    assert kinds(told(CLAUSE, CLAUSE.replace("60 days", "90 days"))) == [FIELD_PARAGRAPH]
