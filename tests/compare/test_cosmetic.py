"""What only looks different is recorded and never reported; what alters the meaning is never taken for looks."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.compare import compare
from monitor.model import Column, CompareOutcome, Field, PublishedDate
from tests.compare.build import listing, row, told


def compare_cells(before: str, after: str, field: str = "purpose", language: str = "en"):
    old, new = (listing(row("Acme", **{field: text}), language=language) for text in (before, after))
    return compare(old, new)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Hosting of data", "Hosting  of\u00a0data"),
        ("Hosting of data", "hosting of DATA."),
        ("Hos\u00adting of data", "Hosting of data"),
        ("Customer’s “data” – all", 'Customer\'s "data" - all'),
        ("Hosting, mail and support", "Hosting; mail; support"),
        ("E-mail delivery", "Email delivery"),
        ("Data centre operations", "Datacenter operations"),
        ("Organisation of events", "Organization of events"),
        ("Web analtyics service", "Web analytics service"),
        ("Infrastucture monitoring", "Infrastructure monitoring"),
        ("Hosting*", "Hosting"),
        ("Hosting¹", "Hosting"),
        ("Mail to [email protected]", "Mail to privacy@acme.com"),
        ("Write to dpo [at] acme [dot] com", "Write to dpo@acme.com"),
        ("See https://acme.com/?utm_source=list", "See https://acme.com/"),
        ("Sécurité des données", "Securite des donnees"),
        ("ﬁle storage", "file storage"),
        ("Ｈｏｓｔｉｎｇ", "Hosting"),
        ("More information", "More informationOpens in new tab"),
        ("Privacy notice (opens in a new window)", "Privacy notice"),
        ("Datenschutz (öffnet in neuem Fenster)", "Datenschutz"),
        ("Politique (s'ouvre dans un nouvel onglet)", "Politique"),
    ],
)
def test_looks_are_cosmetic(before, after):
    comparison = compare_cells(before, after)
    assert told(comparison) == []
    assert comparison.cosmetic
    assert comparison.outcome is CompareOutcome.REFORMATTED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Data stays in the EU", "Data stays in the US"),
        ("Data is shared", "Data is not shared"),
        ("Retention of 30 days", "Retention of 90 days"),
        ("Retention of 1.5 years", "Retention of 15 years"),
        ("Contract data", "Contact data"),
        ("Generic data", "Genetic data"),
        ("Encrypted backups", "Unencrypted backups"),
        ("Including health data", "Excluding health data"),
        ("Hosting in Austria", "Hosting in Australia"),
        ("Slovenia", "Slovakia"),
        ("Email", "Email marketing"),
        ("internal users", "external users"),
        ("Hosting in Niger", "Hosting in Nigeria"),
        ("less than 5 users", "more than 5 users"),
        ("Profiling at 5%", "Profiling at 5"),
        ("A or B", "A and B"),
    ],
)
def test_a_small_edit_that_alters_the_meaning_is_a_change(before, after):
    assert told(compare_cells(before, after)) == [("changed", "Acme", "purpose", before, after)]


def test_a_slip_is_only_forgiven_in_a_language_with_a_dictionary():
    assert compare_cells("Bereitstelung der Server", "Bereitstellung der Server", language="de").cosmetic
    assert not compare_cells("Palvelinten ylapito", "Palvelinten yllapito", language="fi").cosmetic


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("US, Germany, India", "India, Germany, US"),
        ("US\nGermany", "Germany, US"),
        ("US / Canada", "Canada, US"),
    ],
)
def test_the_order_of_places_says_nothing(before, after):
    assert compare_cells(before, after, "location").cosmetic


def test_a_place_more_or_less_is_a_change():
    assert not compare_cells("US / Canada", "US", "location").cosmetic
    assert not compare_cells(
        "United States, Europe", "United States, European Economic Area", "location"
    ).cosmetic


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Npm, Inc.", "npm Inc"),
        ("Google Inc. *", "Google Inc."),
        ("Mail\u00adjet SAS", "Mailjet SAS"),
        ("Telefonica", "Telefónica"),
    ],
)
def test_a_name_in_other_case_or_punctuation_is_the_same_name(old, new):
    assert compare(listing(row(old)), listing(row(new))).cosmetic


def test_links_and_their_tracking_are_no_change():
    before = listing(row("Acme", href="https://acme.com/privacy", website="https://acme.com"))
    tracked = listing(row("Acme", href="https://www.acme.com/privacy/?utm_medium=x", website="acme.com"))
    moved = listing(row("Acme", href="https://acme.io/privacy", website="https://acme.io"))
    assert compare(before, tracked).outcome is CompareOutcome.UNCHANGED
    assert compare(before, moved).outcome is CompareOutcome.REFORMATTED


def test_order_stamp_and_title_make_a_reformatting():
    before = listing(
        row("A1"), row("B2"), published=PublishedDate(date(2026, 1, 1), "January 1, 2026"), title="Our list"
    )
    after = listing(
        row("B2"), row("A1"), published=PublishedDate(date(2026, 2, 1), "February 1, 2026"), title="The list"
    )
    comparison = compare(before, after)
    assert comparison.outcome is CompareOutcome.REFORMATTED
    assert set(comparison.cosmetic_notes) == {
        "rows in another order",
        "date on the page: January 1, 2026 -> February 1, 2026",
        "title: Our list -> The list",
    }


def test_places_in_the_document_and_warnings_are_not_even_a_reformatting():
    before = listing(row("Acme"), warnings=("something odd",))
    after = listing(row("Acme"))
    assert compare(before, after).outcome is CompareOutcome.UNCHANGED


def test_a_heading_in_other_words_is_no_change():
    before = listing(
        row("Acme", purpose="Hosting"), columns=(Column("Name", Field.NAME), Column("Purpose", Field.PURPOSE))
    )
    after = listing(
        row("Acme", purpose="Hosting"), columns=(Column("Name", Field.NAME), Column("Why", Field.PURPOSE))
    )
    comparison = compare(before, after)
    assert comparison.cosmetic
    assert comparison.cosmetic_notes == ("heading reworded: Purpose -> Why",)


def test_very_many_notes_are_cut_short():
    before = listing(*(row(f"Company {n}", purpose=f"Hosting {n}") for n in range(100)))
    after = listing(*(row(f"Company {n}", purpose=f"HOSTING {n}.") for n in range(100)))
    notes = compare(before, after).cosmetic_notes
    assert notes[-1] == "and 60 more of the kind"
