"""Contract terms and policies are compared paragraph by paragraph, by their words."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.compare import compare_listings, compare_prose
from monitor.model import FIELD_PARAGRAPH, CompareOutcome, PublishedDate, SourceKind
from tests.compare.build import prose

INTRO = "This agreement is made between the customer and Acme and applies to all services."
OBJECT = (
    "Sub-processors",
    "The customer may object to a new sub-processor within thirty (30) days of the notice.",
)
END = "This agreement ends when the main agreement ends."


def test_an_edited_paragraph_is_one_change_with_both_texts():
    edited = ("Sub-processors", OBJECT[1].replace("thirty (30)", "fourteen (14)"))
    (change,) = compare_prose(prose(INTRO, OBJECT, END), prose(INTRO, edited, END)).changes
    assert (change.kind.value, change.field, change.name) == ("changed", FIELD_PARAGRAPH, "Sub-processors")
    assert (change.before, change.after) == (OBJECT[1], edited[1])


def test_an_added_and_a_removed_paragraph():
    new = "Acme may train models on customer content unless the customer opts out in its settings."
    (added,) = compare_prose(prose(INTRO, END), prose(INTRO, new, END)).changes
    assert (added.kind.value, added.name) == ("added", "Acme may train models on customer content unless …")
    (removed,) = compare_prose(prose(INTRO, new, END), prose(INTRO, END)).changes
    assert (removed.kind.value, removed.before) == ("removed", new)


@pytest.mark.parametrize(
    "after",
    [
        prose(END, INTRO, OBJECT),
        prose(f"1. {INTRO}", ("Sub-processors", f"2.1 {OBJECT[1]}"), f"(c) {END}"),
        prose(f"A.1. {INTRO}", ("Sub-processors", f"B.2.a.iii. {OBJECT[1]}"), f"C.1) {END}"),
        prose(INTRO.upper(), ("Sub-processors", OBJECT[1].replace("sub-processor", "subprocessor")), END),
        prose(*INTRO.replace(" and applies", "\n and applies").split("\n"), OBJECT, END),
        prose(f"{INTRO} {OBJECT[1]}", END),
        prose(INTRO, OBJECT, OBJECT, END),
        prose(INTRO.replace("agreement", "agrement"), OBJECT, END),
    ],
)
def test_moved_renumbered_reflowed_and_mistyped_paragraphs_are_no_change(after):
    comparison = compare_prose(prose(INTRO, OBJECT, END), after)
    assert comparison.changes == ()


def test_the_date_of_the_page_is_no_change_of_its_paragraph():
    before = prose(
        "Last updated May 1, 2026. " + INTRO, published=PublishedDate(date(2026, 5, 1), "May 1, 2026")
    )
    after = prose(
        "Last updated June 9, 2026. " + INTRO, published=PublishedDate(date(2026, 6, 9), "June 9, 2026")
    )
    comparison = compare_prose(before, after)
    assert comparison.outcome is CompareOutcome.REFORMATTED
    assert comparison.cosmetic_notes == ("date on the page: May 1, 2026 -> June 9, 2026",)


def test_one_word_that_turns_the_meaning_is_a_change():
    before = "Acme shall not transfer personal data outside the European Economic Area."
    (change,) = compare_prose(prose(before), prose(before.replace(" not", ""))).changes
    assert change.kind.value == "changed"


def test_buttons_and_menus_before_any_heading_are_no_text():
    before, after = prose("Sign in", "Products Pricing Docs", INTRO, END), prose("Log in", INTRO, END)
    assert compare_prose(before, after).changes == ()
    kept = prose(INTRO, ("Special categories", "Health data"))
    assert compare_prose(prose(INTRO, ("Special categories", "None")), kept).changes != ()


@pytest.mark.parametrize(
    "line",
    ["© {} Acme Inc. All rights reserved.", "Copyright © {} Acme", "(c) {}-present, Acme GmbH & Co. KG"],
)
def test_the_year_of_the_copyright_is_no_text(line: str):
    before, after = (prose(("Security", END), ("Security", line.format(year))) for year in (2025, 2026))
    assert compare_prose(before, after).cosmetic
    clause = (
        "Copyright 2025 law applies to everything the customer uploads, and " + "so on " * 12 + "for {} days."
    )
    before, after = (prose(("Security", clause.format(days))) for days in (30, 14))
    assert not compare_prose(before, after).cosmetic


def test_a_text_that_vanished_is_suspect():
    assert compare_prose(prose(INTRO), prose()).outcome is CompareOutcome.SUSPECT
    assert compare_prose(prose(), prose()).outcome is CompareOutcome.UNCHANGED


def test_the_kind_of_source_chooses():
    assert compare_listings(SourceKind.DPA, prose(INTRO), prose(END)).outcome is CompareOutcome.CHANGED
    assert compare_listings(SourceKind.LIST, prose(INTRO), prose(END)).outcome is CompareOutcome.SUSPECT


def test_a_thousand_paragraphs_rewritten_are_still_compared():
    before = prose(
        *(
            (f"Section {n % 9}", f"Paragraph {n} about subject {n * 7} and its consequences")
            for n in range(1000)
        )
    )
    after = prose(
        *(
            (f"Section {n % 9}", f"Paragraph {n} about subject {n * 7} and all consequences")
            for n in range(1000)
        )
    )
    comparison = compare_prose(before, after)
    assert {change.kind.value for change in comparison.changes} == {"changed"}
