"""Several rows that became one, and one that became several."""

from __future__ import annotations

from monitor.compare import compare
from tests.compare.build import listing, row, told


def test_two_rows_whose_names_one_row_joins_were_merged():
    before = listing(row("Sendgrid", purpose="Transactional mail"), row("Twilio", purpose="SMS"))
    for name in ("Twilio & Twilio Sendgrid", "Twilio (SendGrid)", "Twilio / SendGrid"):
        after = listing(row(name, purpose="SMS and transactional mail"))
        assert told(compare(before, after)) == [("merged", "Sendgrid", "Twilio", "->", name)]


def test_read_backwards_a_merge_is_a_split():
    one = listing(row("Twilio (SendGrid)", purpose="SMS and transactional mail"))
    many = listing(row("Twilio", purpose="SMS"), row("SendGrid", purpose="Transactional mail"))
    assert told(compare(one, many)) == [("split", "Twilio (SendGrid)", "->", "SendGrid", "Twilio")]


def test_rows_of_one_company_put_together_with_their_purposes_were_merged():
    before = listing(
        row("Google", purpose="Web analytics"), row("Google", purpose="Cloud hosting"), row("Stripe")
    )
    after = listing(row("Google", purpose="Web analytics, cloud hosting"), row("Stripe"))
    assert told(compare(before, after)) == [("merged", "Google", "Google", "->", "Google")]


def test_a_merge_says_what_the_one_row_says_otherwise_than_the_many():
    before = listing(row("Sendgrid", location="US"), row("Twilio", location="US"))
    after = listing(row("Twilio & Sendgrid", location="US, India"))
    (change,) = compare(before, after).changes
    assert change.notes == ("location: US -> US, India",)
    assert change.other_rows == (before.rows[1],)


def test_a_new_name_that_holds_one_old_name_merges_nothing():
    before = listing(row("Twilio", purpose="SMS"), row("Zendesk", purpose="Support"))
    after = listing(
        row("Twilio Segment", purpose="Customer data platform"), row("Zendesk", purpose="Support")
    )
    assert told(compare(before, after)) == [("added", "Twilio Segment"), ("removed", "Twilio")]
