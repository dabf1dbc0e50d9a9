"""What happens to a column or a section is one fact about the list, not a change of every row."""

from __future__ import annotations

from monitor.compare import compare
from monitor.model import Column, CompareOutcome, Field
from tests.compare.build import listing, row, told

NAMES = ("Stripe", "Mailjet", "Zendesk", "Sentry")


def test_a_column_that_comes_or_goes_is_one_change():
    before = listing(*(row(name, purpose="Service") for name in NAMES))
    after = listing(*(row(name, purpose="Service", location="US") for name in NAMES))
    assert told(compare(before, after)) == [("changed", "Location", "column", "", "Location")]
    assert told(compare(after, before)) == [("changed", "Location", "column", "Location", "")]


def test_a_column_read_as_another_field_is_one_change():
    before = listing(*(row(name, location="US") for name in NAMES))
    after = listing(*(row(name, corporate_location="US") for name in NAMES))
    (change,) = compare(before, after).changes
    assert (change.field, change.before, change.after) == ("column", "Location", "Corporate Location")


def test_an_unknown_column_under_another_heading_is_no_change():
    before = listing(*(row(name, other={"Auditor": f"Firm {name}"}) for name in NAMES))
    after = listing(*(row(name, other={"Audited by": f"Firm {name}"}) for name in NAMES))
    assert compare(before, after).cosmetic


def test_an_edit_under_a_renamed_heading_is_still_found():
    before = listing(*(row(name, other={"Retention": f"{n} days"}) for n, name in enumerate(NAMES, 30)))
    edited = [row(name, other={"Kept for": f"{n} days"}) for n, name in enumerate(NAMES, 30)]
    edited[1] = row("Mailjet", other={"Kept for": "90 days"})
    padding = [row(f"Company {n}", other={"Retention": "1 day"}) for n in range(6)]
    padded = [row(f"Company {n}", other={"Kept for": "1 day"}) for n in range(6)]
    assert told(compare(listing(*before.rows, *padding), listing(*edited, *padded))) == [
        ("changed", "Mailjet", "Kept for", "31 days", "90 days")
    ]


def test_links_printed_as_a_column_are_no_change():
    before = listing(*(row(name) for name in NAMES))
    after = listing(*(row(name, website=f"https://{name.lower()}.com") for name in NAMES))
    assert compare(before, after).cosmetic


def test_a_remark_on_one_row_is_a_change_of_that_row():
    before = listing(*(row(name) for name in NAMES), columns=(Column("Name", Field.NAME),))
    after = listing(
        row("Stripe", notes="EU customers only"),
        *(row(n) for n in NAMES[1:]),
        columns=(Column("Name", Field.NAME),),
    )
    assert told(compare(before, after)) == [("changed", "Stripe", "notes", "", "EU customers only")]


def test_a_row_that_changes_sections_has_moved():
    before = listing(
        row("Stripe", group="Optional"), row("Sentry", group="Optional"), row("Mailjet", group="Core")
    )
    after = listing(
        row("Stripe", group="Core"), row("Sentry", group="Optional"), row("Mailjet", group="Core")
    )
    assert told(compare(before, after)) == [("moved", "Stripe", "group", "Optional", "Core")]


def test_sections_introduced_dropped_or_reworded_are_layout():
    plain = listing(*(row(name) for name in NAMES))
    halves = listing(
        *(row(name, group="Third parties" if n < 2 else "Affiliates") for n, name in enumerate(NAMES))
    )
    reworded = listing(
        *(row(name, group="Vendors" if n < 2 else "Affiliates") for n, name in enumerate(NAMES))
    )
    for before, after in ((plain, halves), (halves, plain), (halves, reworded)):
        assert compare(before, after).outcome is CompareOutcome.REFORMATTED


def test_a_section_whose_heading_names_another_place_is_one_change():
    before = listing(*(row(name, group="Located in the European Union") for name in NAMES))
    after = listing(*(row(name, group="Located in the United States") for name in NAMES))
    (change,) = compare(before, after).changes
    assert (change.field, change.before) == ("group", "Located in the European Union")


def test_a_column_that_goes_is_named_by_its_meaning_whatever_its_heading():
    before = listing(
        row("Acme", purpose="Hosting", location="US"),
        row("Beta", purpose="Mail", location="DE"),
        columns=(
            Column("Name", Field.NAME),
            Column("Zweck", Field.PURPOSE),
            Column("Standort", Field.LOCATION),
        ),
    )
    after = listing(
        row("Acme", purpose="Hosting"),
        row("Beta", purpose="Mail"),
        columns=(Column("Name", Field.NAME), Column("Zweck", Field.PURPOSE)),
    )
    (change,) = compare(before, after).changes
    assert (change.field, change.before, change.after) == ("column", "Standort", None)
    assert change.notes == ("column dropped: location",), "severity rules ask for this very phrase"
