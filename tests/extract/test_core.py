"""What holds for rows, groups, links and places of every page."""

# ruff: noqa: E501 - a page is easier to read in one piece

from __future__ import annotations

import html

from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from monitor.extract import extract
from monitor.extract.html_plain import read_plain
from monitor.extract.html_table import read_table
from monitor.extract.vocabulary import meaning, says_subject
from monitor.model import Field

PAGE = """<html lang="en"><title>Sub-processors – Vendor</title><h1>Sub-processors</h1><p>Last updated: 8 June 2025</p>
<h2>Third parties</h2><table><tr><th>Name</th><th>Purpose</th><th>Certificates</th></tr>
<tr><td><a href="/nimbus?utm_source=x">Nimbus Inc.</a></td><td>Hosting<br>Backups</td><td>ISO 27001</td></tr>
<tr><td>Payso BV</td><td>Payments</td><td></td></tr></table>
<h2>Affiliates</h2><table><tr><th>Name</th><th>Purpose</th></tr><tr><td>Vendor UK Ltd</td><td>Support</td></tr></table>"""


def test_a_row_keeps_what_the_page_says_and_where() -> None:
    listing = extract(PAGE.encode(), url="https://vendor.example/subprocessors")
    first = listing.rows[0]
    assert first.fields == {
        Field.NAME: "Nimbus Inc.",
        Field.PURPOSE: "Hosting\nBackups",
        Field.GROUP: "Third parties",
    }
    assert first.other == {"Certificates": "ISO 27001"}
    assert [(link.text, link.href, link.column) for link in first.links] == [
        ("Nimbus Inc.", "https://vendor.example/nimbus?utm_source=x", "name")
    ]
    assert first.where == "table 1, row 2"
    assert listing.rows[2].group == "Affiliates"
    assert listing.published.on is not None
    assert (listing.title, listing.language) == ("Sub-processors – Vendor", "en")


def test_a_single_part_needs_no_group() -> None:
    page = PAGE[: PAGE.index("<h2>Affiliates")]
    assert [row.group for row in extract(page.encode()).rows] == [None, None]


_text = st.text(alphabet="abc DE,.&<é\u00a0\n*", max_size=12)


@given(
    st.lists(st.lists(_text, min_size=3, max_size=3), min_size=3, max_size=6),
    st.sampled_from(
        ["{}", "<a href='/x'>{}</a>", "<b>{}</b>", "{}<!-- -->", "<span>{}</span> x", "{}<br>x", " {} "]
    ),
    st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_a_plain_table_is_read_alike_in_bulk_and_cell_by_cell(
    rows: list[list[str]], inside: str, comments: bool
) -> None:
    body = "".join(
        "<tr>"
        + "".join(
            f"<td>{(inside if i == 0 else '{}').format(html.escape(c))}</td>" for i, c in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    table = LexborHTMLParser(f"<table><tr><th>A</th><th>B</th><th>C</th></tr>{body}</table>").css_first(
        "table"
    )
    assert table is not None
    bulk = read_plain(table, "table 1", "https://v.example/")
    slow = read_table(table, "table 1", "https://v.example/")
    if bulk is not None:
        assert [list(row) for row in bulk[0]] == slow[0]
        assert bulk[1] == slow[1]


@given(
    st.lists(
        st.sampled_from(["Nimbus Inc.", "Payso", "AWS", "1. Foo", "Bar*", "None", "", "Name"]),
        min_size=3,
        max_size=8,
    )
)
@settings(max_examples=100, deadline=None)
def test_plain_rows_and_rows_made_one_by_one_are_the_same(names: list[str]) -> None:
    def page(mark: str) -> bytes:
        rows = "".join(
            f"<tr><td>{name}</td><td>Purpose {i}</td><td>USA{mark}</td></tr>" for i, name in enumerate(names)
        )
        return (
            "<h1>Subprocessors</h1><table><tr><th>Name</th><th>Purpose</th><th>Location</th></tr>"
            f"<tr><td>Acme Ltd</td><td>Mail</td><td>USA</td></tr>{rows}</table>"
        ).encode()

    # A line break in a cell sends the same table the long way.
    assert extract(page("")).rows == extract(page("<br>")).rows


def test_headings_that_look_alike_mean_different_things() -> None:
    means = {
        "Location of Subprocessors": Field.LOCATION,
        "Entity Country": Field.CORPORATE_LOCATION,
        "Sub-processor address": Field.LEGAL_ADDRESS,
        "Name of Subprocessor": Field.NAME,
        "Subprocessor Activity": Field.PURPOSE,
        "Purpose / categories of data processed": Field.PURPOSE,
        "Safeguards for Third Country Transfers (if applicable)": Field.TRANSFER_MECHANISM,
        "Data Location (EU/EEA)": Field.LOCATION,
        "DATA LOCATION / TRANSFERS": Field.LOCATION,
        "Siège social": Field.CORPORATE_LOCATION,
        "Categorie gegevens": Field.DATA_CATEGORIES,
    }
    assert {heading: (m.field if (m := meaning(heading)) else None) for heading in means} == means


def test_the_subject_is_known_in_its_languages() -> None:
    for text in (
        "Sub‑processors",
        "Unterauftragsverarbeiter",
        "Sous-traitants ultérieurs",
        "Subverwerkers",
        "サブプロセッサー一覧",
        "Podwykonawcy",
    ):
        assert says_subject(text), text
    for text in ("Privacy policy", "Our team", "Datenschutz", "Cookies"):
        assert not says_subject(text), text
