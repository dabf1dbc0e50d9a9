"""Hints of a person go before what the page looks like, and ``explain`` says what to hint."""

# ruff: noqa: E501 - a page is easier to read in one piece

from __future__ import annotations

import pytest

from monitor.extract import explain, extract
from monitor.model import Field, Hints, Verdict

TWO = (
    "<h1>Sub-processors</h1><h2>Platform</h2><table><tr><th>Name</th><th>Purpose</th></tr><tr><td>Nimbus Inc.</td><td>Hosting</td></tr>"
    "<tr><td>Payso BV</td><td>Payments</td></tr></table><h2>Website</h2><table id='web'><tr><th>Name</th><th>Purpose</th></tr>"
    "<tr><td>Statso GmbH</td><td>Statistics</td></tr><tr><td>Fonto Ltd</td><td>Fonts</td></tr></table>"
)  # fmt: skip
ODD = (
    "<h1>Who helps us</h1><table><tr><th>Helper</th><th>Blurb</th><th>Spot</th></tr><tr><td>Acme</td><td>Keeps our books</td><td>Oslo</td></tr>"
    "<tr><td>Widgetry</td><td>Prints our letters</td><td>Bergen</td></tr></table>"
)  # fmt: skip

PROPOSED = [
    (ODD, ["Acme", "Widgetry"]),
    ("<h1>Friends</h1><h2>Makers</h2><ul><li>Acme – letters</li><li>Widgetry – cards</li></ul>", ["Acme", "Widgetry"]),
    ("<h1>Friends</h1><div class='g'><div><h3>Acme</h3><p>Letters</p></div><div><h3>Widgetry</h3><p>Cards</p></div></div>", ["Acme", "Widgetry"]),
    ("<h1>Friends</h1><table><tr><td>Acme</td><td>Letters</td></tr><tr><td>Widgetry</td><td>Cards</td></tr></table>", ["Acme", "Widgetry"]),
]  # fmt: skip


def names(page: str, **hints: object) -> list[str]:
    return [row.name for row in extract(page.encode(), hints=Hints(**hints)).rows]  # type: ignore[arg-type]


def test_without_hints_both_parts_are_the_list() -> None:
    assert names(TWO) == ["Nimbus Inc.", "Payso BV", "Statso GmbH", "Fonto Ltd"]


def test_a_heading_names_the_part_to_read() -> None:
    assert names(TWO, heading="Website") == ["Statso GmbH", "Fonto Ltd"]


def test_a_table_number_names_the_part_to_read() -> None:
    assert names(TWO, table=2) == ["Statso GmbH", "Fonto Ltd"]


def test_a_selector_names_the_element_to_read() -> None:
    assert names(TWO, selector="#web") == ["Statso GmbH", "Fonto Ltd"]


def test_a_selector_that_matches_nothing_is_told() -> None:
    listing = extract(TWO.encode(), hints=Hints(selector="#gone"))
    assert any("#gone" in warning for warning in listing.warnings)


@pytest.mark.parametrize(
    ("hint", "told"),
    [
        (Hints(table=9), "The hinted table 9 is not on this page."),
        (Hints(heading="Webseite"), "No list stands under the hinted heading “Webseite”."),
        (Hints(heading="Webseite", table=1), "No list stands under the hinted heading “Webseite”."),
    ],
)
def test_a_table_or_heading_that_is_not_there_is_told(hint: Hints, told: str) -> None:
    listing = extract(TWO.encode(), hints=hint)
    assert told in listing.warnings
    assert listing.verdict is Verdict.LIST


@pytest.mark.parametrize("hint", [Hints(table=2), Hints(heading="website")])
def test_a_hint_that_is_followed_brings_no_warning_about_itself(hint: Hints) -> None:
    assert not any("hinted" in warning for warning in extract(TWO.encode(), hints=hint).warnings)


def test_a_section_is_left_out() -> None:
    assert names(TWO, leave_out=("Website",)) == ["Nimbus Inc.", "Payso BV"]


def test_columns_are_named() -> None:
    hints = Hints(table=1, columns={"Helper": Field.NAME, "Blurb": Field.PURPOSE, "Spot": Field.LOCATION})
    row = extract(ODD.encode(), hints=hints).rows[0]
    assert dict(row.fields) == {Field.NAME: "Acme", Field.PURPOSE: "Keeps our books", Field.LOCATION: "Oslo"}


def test_a_language_is_believed() -> None:
    assert extract(TWO.encode(), hints=Hints(language="de")).language == "de"


def test_bare_names_are_read_where_a_person_says_that_there_is_nothing_else() -> None:
    page = "<h1>Partners</h1><h2>Who</h2><ul><li>Acme</li><li>Widgetry</li><li>Gizmo</li></ul>"
    assert extract(page.encode()).verdict is Verdict.NO_LIST
    assert names(page, names_only=True, heading="Who") == ["Acme", "Widgetry", "Gizmo"]


def test_names_that_look_like_descriptions_stay_whole_where_a_person_says_that_they_are_names() -> None:
    page = "<h1>Sub-processors</h1><ul><li>Blau - Druck &amp; Daten</li><li>Rot: Werk</li><li>Grün (Nord)</li></ul>"
    assert names(page, names_only=True) == ["Blau - Druck & Daten", "Rot: Werk", "Grün (Nord)"]


def test_a_number_may_name_a_list_that_is_no_table() -> None:
    page = TWO + "<h2>Print shops</h2><ul><li>Acme – letters</li><li>Widgetry – cards</li></ul>"
    number = next(
        c.number for c in explain(page.encode(), hints=Hints(table=99)).considered if c.layout == "bullets"
    )
    assert names(page, table=number) == ["Acme", "Widgetry"]


def test_everything_in_a_selected_element_may_be_the_list() -> None:
    page = (
        "<h1>Who helps us</h1><div id='x'><p>Thanks.</p><ul><li>a lot</li></ul><h2>Here</h2>"
        "<ul><li>Acme – letters</li><li>Widgetry – cards</li></ul></div>"
    )
    assert names(page, selector="#x") == ["Acme", "Widgetry"]


def test_following_the_proposed_hint_gives_the_list() -> None:
    for page, wanted in PROPOSED:
        told = explain(page.encode())
        assert told.listing.verdict is Verdict.NO_LIST
        assert told.proposed_hint is not None, told.proposal
        assert [row.name for row in extract(page.encode(), hints=told.proposed_hint).rows] == wanted


def test_the_page_counter_is_part_of_the_listing() -> None:
    listing = extract(f"{TWO}<p>1-4 of 20 results</p>".encode())
    assert listing.stated_total == 20


def test_an_explanation_tells_every_candidate_with_its_points_and_reasons() -> None:
    told = explain(TWO.encode())
    assert [(c.number, c.taken, c.rows) for c in told.considered] == [(1, True, 2), (2, True, 2)]
    assert all(c.reasons and c.why for c in told.considered)
    assert told.considered[0].headings == (("Name", Field.NAME), ("Purpose", Field.PURPOSE))


def test_an_explanation_proposes_a_hint_for_a_page_that_was_not_understood() -> None:
    told = explain(ODD.encode())
    assert told.listing.verdict is Verdict.NO_LIST
    assert told.proposed_hint is not None
    assert "hints:" in told.proposal
    read = extract(ODD.encode(), hints=told.proposed_hint)
    assert [row.name for row in read.rows] == ["Acme", "Widgetry"]


def test_nothing_is_raised_for_what_cannot_be_explained() -> None:
    assert explain(b"").listing.verdict is Verdict.NO_LIST
