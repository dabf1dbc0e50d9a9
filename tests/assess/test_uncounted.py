"""Times in a contract that no day can be counted from are named, and never counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.assess.clauses import read_clauses, uncounted


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The customer may object to a new sub-processor within 0 days of notice.", "0 days"),
        ("The customer may object to a new sub-processor within 4000 days of notice.", "4000 days"),
        ("The vendor gives reasonable prior notice of new sub-processors.", "reasonable"),
        ("The vendor informs the customer of each new sub-processor without undue delay.", "without undue delay"),
        ("Der Anbieter informiert über neue Unterauftragsverarbeiter mit angemessener Frist.", "angemessener frist"),
        ("Le prestataire informe de tout nouveau sous-traitant dans un délai raisonnable.", "délai raisonnable"),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_is_named_with_its_sentence(text: str, words: str) -> None:
    (found,) = uncounted(text)
    assert words in found.words.lower()
    assert found.quote in text
    assert read_clauses(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The customer may object to a new sub-processor within 30 days of notice.",
        "The vendor gives reasonable notice, at least 30 days, of new sub-processors.",
        "Invoices are paid within a reasonable period of time.",
        "The customer may object to a new sub-processor within 365 days of notice.",
    ],
)
def test_what_can_be_counted_or_is_of_something_else_is_not_named(text: str) -> None:
    assert uncounted(text) == ()


@given(st.text(max_size=400))
def test_odd_text_never_breaks_it(text: str) -> None:
    assert len(uncounted(f"sub-processors: notify object {text}")) <= 20
