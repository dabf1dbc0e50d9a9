"""Contracts and policies as text: what stands beside them is left out, and what stands in their tables is not."""

from __future__ import annotations

import pytest

from monitor.extract import extract
from monitor.model import SourceKind

CLAUSE = "The vendor tells the customer thirty days before it engages a new sub-processor."
SCOPE = "This addendum is part of the agreement and governs all processing on behalf of the customer."
BODY = f"<h1>Data processing addendum</h1><h2>Scope</h2><p>{SCOPE}</p><h2>Sub-processors</h2><p>{CLAUSE}</p>"


def texts(page: str, kind: SourceKind = SourceKind.DPA) -> list[str]:
    listing = extract(f"<!doctype html><html lang=en><body>{page}</body></html>".encode(), kind=kind)
    return [paragraph.text for paragraph in listing.paragraphs]


@pytest.mark.parametrize("kind", [SourceKind.DPA, SourceKind.POLICY])
def test_where_the_page_marks_its_main_part_nothing_else_is_text(kind: SourceKind) -> None:
    page = f"<a href='#main'>Skip to content</a><p>Meet us in Lisbon!</p><main>{BODY}</main><p>Read our blog.</p>"
    assert texts(page, kind) == [SCOPE, CLAUSE]


def test_a_main_part_that_holds_but_a_slogan_hides_nothing() -> None:
    assert texts(f"<main><p>Trust is our business.</p></main><div>{BODY}</div>") == [
        "Trust is our business.",
        SCOPE,
        CLAUSE,
    ]


def test_asides_are_beside_the_text() -> None:
    assert texts(f"{BODY}<aside><h3>Related</h3><p>How we built our newest product.</p></aside>") == [
        SCOPE,
        CLAUSE,
    ]


def test_a_run_of_bare_links_is_a_menu_and_one_link_in_the_text_is_none() -> None:
    menu = "".join(f"<div><a href='/{word}'>{word}</a></div>" for word in ("Products", "Pricing", "Careers"))
    assert texts(f"{menu}{BODY}{menu}") == [SCOPE, CLAUSE]
    one = "<p><a href='/list'>Our current list</a></p>"
    assert texts(f"{BODY}{one}") == [SCOPE, CLAUSE, "Our current list"]
    within = "<p>See <a href='/a'>Annex A</a> and <a href='/b'>Annex B</a>.</p>"
    assert texts(f"{BODY}{within}")[-1] == "See Annex A and Annex B."


def test_what_a_contract_says_in_a_table_is_part_of_its_text() -> None:
    table = (
        "<h2>Annex II</h2><table><tr><th>Measure</th><th>Term</th></tr><tr><td>Deletion</td><td>30 days</td></tr>"
        "<tr><td>Audit</td><td>Once<br>a year</td></tr></table>"
    )
    assert texts(BODY + table)[2:] == ["Measure | Term", "Deletion | 30 days", "Audit | Once a year"]
    listing = extract(f"<html><body>{BODY}{table}</body></html>".encode(), kind=SourceKind.DPA)
    assert {p.section for p in listing.paragraphs[2:]} == {"Annex II"}


def test_a_list_is_read_as_before() -> None:
    assert texts(f"<p>Meet us in Lisbon!</p><main>{BODY}</main>", SourceKind.LIST)[0] == "Meet us in Lisbon!"


def test_a_panel_stands_under_the_tab_that_opens_it() -> None:
    def panel(names: str, attributes: str) -> str:
        rows = "".join(f"<tr><td>{name}</td><td>Hosting</td></tr>" for name in names.split())
        return f"<div role='tabpanel' {attributes}><table><tr><th>Name</th><th>Purpose</th></tr>{rows}</table></div>"

    page = (
        "<h1>Sub-processors</h1><div role='tablist'><button role='tab' aria-controls='eu'>European Union</button>"
        "<button role='tab' id='t2'>United States</button></div>"
        + panel("AWS Fastly", "id='eu'")
        + panel("Zendesk", "hidden aria-labelledby='t2'")
    )
    assert [(row.name, row.group) for row in extract(page.encode()).rows] == [
        ("AWS", "European Union"),
        ("Fastly", "European Union"),
        ("Zendesk", "United States"),
    ]
