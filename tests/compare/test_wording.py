"""Differences as people read them."""

from __future__ import annotations

from monitor.compare import compare, comparison_lines, marked, word_diff
from monitor.compare.wording import WordOp
from tests.compare.build import listing, row


def test_words_struck_out_and_put_in_stand_in_reading_order():
    assert word_diff("within 30 days of notice", "within 14 days of receipt of notice") == [
        (WordOp.EQUAL, "within "),
        (WordOp.DELETE, "30 "),
        (WordOp.INSERT, "14 "),
        (WordOp.EQUAL, "days of "),
        (WordOp.INSERT, "receipt of "),
        (WordOp.EQUAL, "notice"),
    ]


def test_a_difference_is_marked_in_plain_text():
    assert marked("Hosting in the EU", "Hosting in the US") == "Hosting in the [-EU-] {+US+}"
    assert marked("All products", "All products except X") == "All products {+except X+}"
    assert marked("a b", "a b") == "a b"


def test_scripts_without_spaces_are_compared_by_letters():
    assert word_diff("東京のサーバー", "大阪のサーバー")[-1] == (WordOp.EQUAL, "のサーバー")


def test_a_comparison_reads_as_lines():
    before = listing(
        row("Stripe", purpose="Payments"), row("Clicky", purpose="Analytics"), row("Acme Ltd", purpose="Mail")
    )
    after = listing(row("Acme GmbH", purpose="Mail"), row("Stripe", purpose="Payments and billing"))
    assert list(comparison_lines(compare(before, after))) == [
        "changed",
        "  renamed: Acme Ltd -> Acme GmbH (possibly another company) [new legal entity: Ltd -> GmbH; same brand]",
        "  changed: Stripe, purpose: Payments {+and billing+}",
        "  removed: Clicky",
        "  (no change) rows in another order",
    ]
