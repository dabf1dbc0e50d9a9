"""Odd rows are compared without a fault: no names, strange letters, very many rows."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.compare import apply, compare, comparison_lines, doubt_and_compare, fingerprint
from monitor.model import Column, CompareOutcome, Field, Link, Listing, Row, SourceKind, Verdict
from tests.compare.build import listing, row

texts = st.text(max_size=25)
odd_rows = st.builds(
    lambda fields, other, href: Row(fields, other, (Link("x", href),), "somewhere"),
    st.dictionaries(st.sampled_from(list(Field)), texts, max_size=5),
    st.dictionaries(texts, texts, max_size=2),
    st.one_of(texts, st.just("https://acme.com/?utm_source=x")),
)
odd_lists = st.builds(
    lambda rows, headings, language: Listing(
        Verdict.LIST, rows=tuple(rows), columns=tuple(Column(h) for h in headings), language=language
    ),
    st.lists(odd_rows, max_size=6),
    st.lists(texts, max_size=3),
    st.sampled_from([None, "en", "de", "xx", ""]),
)


@settings(max_examples=200, deadline=None)
@given(odd_lists, odd_lists)
def test_any_two_listings_can_be_compared(before, after):
    comparison = compare(before, after)
    list(comparison_lines(comparison))
    assert (comparison.outcome is CompareOutcome.CHANGED) == bool(comparison.changes)
    doubt_and_compare(SourceKind.LIST, before, after)
    assert fingerprint(before) == fingerprint(before)
    apply(before, comparison.changes)
    assert compare(before, before).outcome is CompareOutcome.UNCHANGED


def test_rows_without_a_name_are_compared_by_their_cells():
    before = listing(row("", purpose="Hosting"), row("Stripe", purpose="Payments"))
    after = listing(row("", purpose="Hosting in the US"), row("Stripe", purpose="Payments"))
    assert [c.field for c in compare(before, after).changes] == ["purpose"]


def test_five_thousand_rows_against_five_thousand_shuffled_are_the_same_list():
    rows = [
        row(f"Company {n * 7919 % 5003} of Nowhere Ltd", purpose=f"Purpose {n % 40}", location="US")
        for n in range(5000)
    ]
    comparison = compare(listing(*rows), listing(*(rows[n * 3001 % 5000] for n in range(5000))))
    assert comparison.changes == ()
    assert comparison.unchanged_rows == 5000


def test_five_thousand_rows_all_of_one_name_are_compared():
    before = listing(*(row("Microsoft", purpose=f"Service {n}") for n in range(2000)))
    after = listing(*(row("Microsoft", purpose=f"Service {n} now") for n in range(2000)))
    assert len(compare(before, after).changes) == 2000


def test_all_rows_equal_are_one_entry():
    assert compare(listing(*[row("Acme")] * 50), listing(row("Acme"))).cosmetic
