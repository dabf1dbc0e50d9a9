"""Many names are looked at together before any is looked at alone: both must say the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import knowledge
from monitor.extract.rows_plain import _bare_name, _bare_names

SURE = ["Amazon Web Services, Inc.", "Stripe", "Twilio Inc.", "A. B. C. Holding"]
PHRASES = knowledge.load("page_phrases")
SAID = [*PHRASES["placeholder_rows"], *PHRASES["placeholder_starts"]]


@pytest.mark.parametrize("written", [str, str.upper, str.title, "{}.".format, "{} for this service".format])
def test_a_row_that_says_there_is_none_is_found_among_names(written: Callable[[str], str]) -> None:
    for said in SAID:
        cells = [*SURE, written(said), *SURE]
        assert _bare_names(cells) == list(map(_bare_name, cells))


@pytest.mark.parametrize(
    "left",
    [
        "Vendor 1",
        "Sub-processor A",
        "company xyz",
        "Insert name here",
        "add company",
        "xxx",
        "Prestataire Y",
        "[name]",
    ],
)
def test_what_a_template_left_is_found_among_names(left: str) -> None:
    cells = [*SURE, left]
    assert _bare_names(cells)[-1] == _bare_name(left) == ""


_texts = st.text(st.sampled_from("aBno N/A.,-()*1é  subTBD"), min_size=1, max_size=9).map(" ".join)


@given(st.lists(st.one_of(st.sampled_from([*SURE, *SAID]), _texts.map(str.strip).filter(bool)), max_size=6))
def test_names_looked_at_together_are_those_looked_at_alone(cells: list[str]) -> None:
    assert _bare_names(cells) == list(map(_bare_name, cells))
