"""Additions, removals, renames and edits of a list are reported as what they are."""

from __future__ import annotations

import pytest

from monitor.compare import compare
from monitor.model import CompareOutcome, NoListReason
from tests.compare.build import listing, no_list, row, told


def test_an_added_and_a_removed_company_are_an_addition_and_a_removal():
    before = listing(row("Clicky", purpose="Web analytics"), row("Stripe", purpose="Payments"))
    after = listing(row("Stripe", purpose="Payments"), row("Mailchimp", purpose="Newsletters"))
    assert told(compare(before, after)) == [("added", "Mailchimp"), ("removed", "Clicky")]


def test_removals_come_last_and_the_rest_in_the_order_of_the_newer_page():
    before = listing(row("A1", purpose="x"), row("Beta", purpose="Mail"), row("Gamma", purpose="Logs"))
    after = listing(row("Gamma", purpose="Traces"), row("Delta", purpose="Chat"), row("Beta", purpose="Post"))
    kinds = [change.kind.value for change in compare(before, after).changes]
    assert kinds == ["changed", "added", "changed", "removed"]


def test_another_company_with_the_same_purpose_is_a_removal_and_an_addition():
    before = listing(
        row("Google reCAPTCHA", purpose="Anti-bot protection", href="https://google.com/recaptcha")
    )
    after = listing(row("hCaptcha", purpose="Anti-bot protection", href="https://hcaptcha.com"))
    assert told(compare(before, after)) == [("added", "hCaptcha"), ("removed", "Google reCAPTCHA")]
    bare_before = listing(row("reCAPTCHA", purpose="Anti-bot protection"))
    bare_after = listing(row("hCaptcha", purpose="Anti-bot protection"))
    assert told(compare(bare_before, bare_after)) == [("added", "hCaptcha"), ("removed", "reCAPTCHA")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Amazon Web Services", "Amazon Web Services, Inc."),
        ("Kong", "Kong Inc."),
        ("Help Scout", "HelpScout PBC"),
        ("Fly", "Fly.io, Inc."),
        ("Azure (Microsoft)", "Microsoft (Azure)"),
        ("Segment", "Twilio Segment"),
        ("Google Workspaces", "Google Workspace"),
        ("AWS", "Amazon Web Services EMEA SARL"),
        ("Sendinblue", "Brevo"),
        ("Brightly", "Acme Care (formerly Brightly)"),
    ],
)
def test_a_brand_written_otherwise_is_a_rename(old, new):
    before, after = listing(row(old, purpose="Sending of mail")), listing(row(new, purpose="Sending of mail"))
    assert told(compare(before, after)) == [("renamed", old, new)]


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        ("Stripe Ireland Ltd", "Stripe Inc.", "new legal entity: Ireland Ltd -> Inc"),
        ("Acme Ltd", "Acme GmbH", "new legal entity: Ltd -> GmbH"),
        (
            "Google Ireland Limited",
            "Google Netherlands Limited",
            "new legal entity: Ireland Limited -> Netherlands Limited",
        ),
    ],
)
def test_a_changed_legal_form_or_country_is_a_new_legal_entity_and_is_said_so(old, new, note):
    (change,) = compare(listing(row(old, purpose="Payments")), listing(row(new, purpose="Payments"))).changes
    assert (change.kind.value, change.before_name, change.name) == ("renamed", old, new)
    assert note in change.notes
    assert change.proven is False


def test_a_legal_form_that_is_newly_stated_proves_no_new_entity():
    (change,) = compare(listing(row("Kong")), listing(row("Kong Inc."))).changes
    assert change.proven is True
    assert "legal form now stated: Inc" in change.notes


def test_a_rename_is_proven_by_formerly_or_by_the_same_address_and_possible_otherwise():
    formerly = compare(listing(row("Brightly")), listing(row("Acme Care, formerly Brightly"))).changes[0]
    address = compare(
        listing(row("Postmark", purpose="Transactional mail", href="https://postmarkapp.com/?utm_source=x")),
        listing(row("ActiveCampaign", purpose="Transactional mail", href="https://www.postmarkapp.com/")),
    ).changes[0]
    spelling = compare(listing(row("Workspaces Co-op")), listing(row("Workspace Co-op"))).changes[0]
    assert (formerly.proven, address.proven, spelling.proven) == (True, True, False)


def test_sister_companies_with_the_same_purpose_are_two():
    before, after = (
        listing(row("Mailgun", purpose="Sending of mail")),
        listing(row("Mailjet", purpose="Sending of mail")),
    )
    assert told(compare(before, after)) == [("added", "Mailjet"), ("removed", "Mailgun")]


def test_products_of_one_house_are_not_one_another():
    before = listing(row("Google Analytics", purpose="Web analytics", href="https://analytics.google.com"))
    after = listing(row("Google Ads", purpose="Advertising campaigns", href="https://ads.google.com"))
    assert told(compare(before, after)) == [("added", "Google Ads"), ("removed", "Google Analytics")]


def test_one_name_twenty_times_is_told_apart_by_what_the_rows_say():
    rows = [row("Microsoft", purpose=f"Service number {n}", location="US") for n in range(20)]
    edited = [*rows[:7], row("Microsoft", purpose="Service number 7", location="Ireland"), *rows[8:]]
    comparison = compare(listing(*rows), listing(*reversed(edited)))
    assert told(comparison) == [("changed", "Microsoft", "location", "US", "Ireland")]
    assert comparison.unchanged_rows == 19


def test_a_second_row_of_a_known_name_is_an_addition_and_the_note_says_so():
    before = listing(row("Temporal", purpose="Workflows"))
    after = listing(row("Temporal", purpose="Workflows"), row("Temporal", purpose="AI inference"))
    (change,) = compare(before, after).changes
    assert (change.kind.value, change.row_after) == ("added", after.rows[1])
    assert change.notes == ("the name already stood on the list, with another entry",)


def test_the_same_row_standing_twice_is_no_news():
    once, twice = (
        listing(row("Stripe", purpose="Payments")),
        listing(*[row("Stripe", purpose="Payments")] * 2),
    )
    assert compare(once, twice).outcome is CompareOutcome.REFORMATTED
    assert compare(twice, once).outcome is CompareOutcome.REFORMATTED


def test_a_rename_and_an_edit_of_the_same_row_are_two_changes():
    before = listing(row("Azure (Microsoft)", purpose="Hosting"))
    after = listing(row("Microsoft (Azure)", purpose="Hosting and AI inference"))
    assert told(compare(before, after)) == [
        ("renamed", "Azure (Microsoft)", "Microsoft (Azure)"),
        ("changed", "Microsoft (Azure)", "purpose", "Hosting", "Hosting and AI inference"),
    ]


@pytest.mark.parametrize("reason", list(NoListReason))
def test_no_list_is_never_all_removed(reason):
    comparison = compare(listing(row("Stripe")), no_list(reason))
    assert comparison.outcome is CompareOutcome.SUSPECT
    assert comparison.changes == ()


def test_every_change_of_a_cell_carries_both_rows():
    before, after = listing(row("Zoho", purpose="CRM")), listing(row("Zoho", purpose="Support desk"))
    (change,) = compare(before, after).changes
    assert (change.row_before, change.row_after) == (before.rows[0], after.rows[0])


def test_a_cell_that_is_filled_or_emptied_is_a_change_of_that_cell():
    columns = listing(row("A", location="US")).columns
    empty, filled = (
        listing(row("Acme"), columns=columns),
        listing(row("Acme", location="US"), columns=columns),
    )
    assert told(compare(empty, filled)) == [("changed", "Acme", "location", "", "US")]
    assert told(compare(filled, empty)) == [("changed", "Acme", "location", "US", "")]


def test_rows_without_any_common_column_are_compared_cell_by_cell():
    before = listing(row("Acme", other={"Note 1": "x"}), columns=())
    after = listing(row("Acme", other={"Note 2": "y"}), columns=())
    assert sorted(change.field or "" for change in compare(before, after).changes) == ["Note 1", "Note 2"]


def test_a_new_announcement_of_a_coming_change_is_a_change_and_its_end_is_none():
    said = "As of 1 March 2027 we will engage Acme GmbH as a sub-processor."
    before, after = listing(row("Stripe")), listing(row("Stripe"), announcements=(said,))
    (change,) = compare(before, after).changes
    assert (change.name, change.field, change.after) == ("Announcement", "paragraph", said)
    assert compare(after, before).changes == ()
    assert compare(after, listing(row("Stripe"), announcements=(said.upper(),))).changes == ()


def test_a_brand_inside_a_longer_brand_is_a_rename_only_with_the_very_same_purpose():
    bird = listing(row("Bird", purpose="Sending of messages"))
    assert told(compare(bird, listing(row("MessageBird B.V.", purpose="Sending of messages")))) == [
        ("renamed", "Bird", "MessageBird B.V.")
    ]
    other = listing(row("MessageBird B.V.", purpose="Call centre"))
    assert told(compare(bird, other)) == [("added", "MessageBird B.V."), ("removed", "Bird")]


def test_of_several_companies_of_one_house_one_that_goes_and_one_that_comes_are_two():
    kept = [
        row("GitHub Canada ULC", purpose="Subsidiary", location="Canada"),
        row("GitHub BV", purpose="Subsidiary"),
    ]
    before = listing(*kept, row("GitHub India Pty Ltd", purpose="Subsidiary", location="India"))
    after = listing(*kept, row("GitHub Japan GK", purpose="Subsidiary", location="Japan"))
    assert told(compare(before, after)) == [("added", "GitHub Japan GK"), ("removed", "GitHub India Pty Ltd")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Google Inc.", "Google Cloud"),
        ("LinkedIn (Microsoft Ireland Operations Ltd)", "Microsoft Ireland Operations Ltd"),
        ("Rackspace (AWS)", "AWS"),
        ("Acme Pay", "Other Pay"),
    ],
)
def test_names_that_share_a_part_are_two_companies_where_they_do_different_things(old, new):
    before, after = (
        listing(row(old, purpose="Sending of mail")),
        listing(row(new, purpose="Import of profiles")),
    )
    assert [kind for kind, *_ in told(compare(before, after))] == ["added", "removed"]


def test_a_row_that_only_looks_different_is_not_taken_for_its_twin_with_a_remark():
    plain = row("AWS", purpose="Hosting", location="US")
    remarked = row("AWS", purpose="Hosting", location="US", other={"Remark": "Opt-in"})
    dressed = row("AWS", purpose="Hosting", location="US\u00a0")
    changes = [c for c in compare(listing(plain), listing(remarked, dressed)).changes if c.field != "column"]
    assert [(c.kind.value, c.row_after) for c in changes] == [("added", remarked)]
