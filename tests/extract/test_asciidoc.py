"""AsciiDoc: tables in all the ways cells are written, items, terms, links, and the date of the revision."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from monitor.extract import extract
from monitor.extract.read_asciidoc import read_asciidoc
from monitor.model import Field

PAGE = """\
= Sub-processors of Acme
Jane Doe <jane@acme.example>
v1.2, 2026-03-12
:company: Acme Ltd

{company} uses the following *sub-processors*.

== Infrastructure

.Where the data lies
[%header,cols="1,2a,1"]
|===
|Subprocessor |Purpose |Location

|https://alpina.example[Alpina GmbH^]
|Hosting of the _application_
and its backups
|Ireland +
Germany

|Borealis Inc.|CDN footnote:[Only for pictures.] |Worldwide
|===
"""


def test_cells_on_lines_of_their_own_and_in_one_line_are_rows() -> None:
    listing = extract(PAGE.encode(), url="https://acme.example/subprocessors.adoc")
    assert [(row.name, row.fields[Field.PURPOSE], row.fields[Field.LOCATION]) for row in listing.rows] == [
        ("Alpina GmbH", "Hosting of the application and its backups", "Ireland\nGermany"),
        ("Borealis Inc.", "CDN", "Worldwide"),
    ]
    assert [link.href for link in listing.rows[0].links] == ["https://alpina.example"]


def test_the_date_of_the_revision_is_the_pages_and_attributes_are_filled_in() -> None:
    assert str(extract(PAGE.encode(), url="https://acme.example/list.adoc").published.on) == "2026-03-12"
    assert "Acme Ltd uses the following sub-processors." in read_asciidoc(PAGE.encode()).lines


def test_a_head_is_known_by_the_blank_line_below_it_and_a_cell_may_reach_over_rows() -> None:
    rows = "|Alpina |Hosting .2+|Bern\n|Borealis |Mail\n|Cobalt |Pay |Oslo\n"
    text = f"= Subprocessors\n\n|===\n|Name |Purpose |Place\n\n{rows}|===\n"
    listing = extract(text.encode(), url="https://acme.example/list.adoc")
    assert [(row.name, row.fields[Field.LOCATION]) for row in listing.rows] == [
        ("Alpina", "Bern"), ("Borealis", "Bern"), ("Cobalt", "Oslo"),
    ]  # fmt: skip


def test_items_and_terms_are_entries() -> None:
    items = "= Subprocessors\n\n* *Alpina GmbH* - Hosting (Germany)\n* *Borealis Inc.* - Mail (USA)\n"
    terms = "= Subprocessors\n\nAlpina GmbH:: Hosting\nBorealis Inc.::\nMail\n"
    for text in (items, terms):
        listing = extract(text.encode(), url="https://acme.example/list.adoc")
        assert [row.name for row in listing.rows] == ["Alpina GmbH", "Borealis Inc."]


@example("|===\n\n|===\n")
@example("|===\nno cell\n|===\n")
@given(st.text(alphabet="|=*.-_:[]{}+\n ab1<^>", max_size=400))
def test_no_text_breaks_it(text: str) -> None:
    read_asciidoc(text.encode())
