"""JSON published as a list: arrays of objects anywhere, tables keyed by name, arrays of names, JSON lines."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract import extract
from monitor.extract.errors import BrokenError
from monitor.extract.read_json import grids_of, heading, read_json
from monitor.model import Field, Verdict

ITEMS = [
    {"name": "Alpina GmbH", "purpose": "Hosting", "dataLocation": "Germany"},
    {"name": "Borealis Inc.", "purpose": "Support tickets", "dataLocation": "United States"},
    {"name": "Cobalt SAS", "purpose": "E-mail", "dataLocation": "France"},
]


def texts(value: Any, at: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row] for row in read_json(json.dumps(value).encode()).grids[at].rows]


def test_an_array_of_objects_is_a_table_wherever_it_lies() -> None:
    grids = read_json(json.dumps({"data": {"page": {"subprocessors": ITEMS}}}).encode()).grids
    assert [[cell.text for cell in row] for row in grids[0].rows] == [
        ["name", "purpose", "data Location"],
        *[list(item.values()) for item in ITEMS],
    ]
    assert grids[0].headings == ("data", "page", "subprocessors")
    assert grids[0].header_rows == 1
    assert grids[0].rows[2][0].where == "$.data.page.subprocessors[1]"


def test_keys_become_words() -> None:
    assert [heading(k) for k in ("dataCenterLocation", "data_center_location", "Data-Center")] == [
        "data Center Location", "data center location", "Data Center",
    ]  # fmt: skip


def test_nested_objects_are_flattened_and_arrays_become_lines() -> None:
    value = [
        {
            "name": "Alpina",
            "location": {"city": "Bern", "country": "Switzerland"},
            "services": ["Hosting", "Mail"],
        },
        {
            "name": "Borealis",
            "location": {"country": "Norway"},
            "services": [{"name": "Support"}, {"name": "Chat"}],
        },
    ]
    assert texts(value) == [
        ["name", "location city", "location country", "services"],
        ["Alpina", "Bern", "Switzerland", "Hosting\nMail"],
        ["Borealis", "", "Norway", "Support\nChat"],
    ]


def test_an_object_of_like_objects_is_a_table_keyed_by_name() -> None:
    value = {"Alpina": {"purpose": "Hosting"}, "Borealis": {"purpose": "Mail"}}
    assert texts(value) == [["name", "purpose"], ["Alpina", "Hosting"], ["Borealis", "Mail"]]


def test_a_named_array_of_texts_is_a_list_of_names() -> None:
    assert texts({"subprocessors": ["Alpina", "Borealis"]}) == [["Alpina"], ["Borealis"]]


def test_lists_inside_named_objects_stand_under_their_names() -> None:
    value = {
        "groups": [{"title": "Third parties", "items": ITEMS}, {"title": "Affiliates", "items": ITEMS[:2]}]
    }
    tables = [grid for grid in grids_of(value) if len(grid.rows[0]) == 3]
    assert [grid.headings[-2:] for grid in tables] == [("Third parties", "items"), ("Affiliates", "items")]


def test_json_lines_are_read_as_one_list() -> None:
    body = "\n".join(json.dumps(item) for item in ITEMS).encode()
    assert len(read_json(body).grids[0].rows) == 4


def test_extraction_reads_rows_and_date() -> None:
    body = json.dumps(
        {"title": "Sub-processors", "lastUpdated": "2026-03-12", "subprocessors": ITEMS}
    ).encode()
    listing = extract(body, media_type="application/json", url="https://v.example/subprocessors.json")
    assert [row.name for row in listing.rows] == [item["name"] for item in ITEMS]
    assert [row.get(Field.LOCATION) for row in listing.rows] == [item["dataLocation"] for item in ITEMS]
    assert str(listing.published.on) == "2026-03-12"


@pytest.mark.parametrize("body", [b"{not json", b"", b"[1, 2", b"[" * 100_000])
def test_what_is_no_json_is_refused_by_name(body: bytes) -> None:
    with pytest.raises(BrokenError, match="JSON"):
        read_json(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=30,
)


@given(JSON)
def test_every_grid_of_any_json_is_a_rectangle(value: Any) -> None:
    for grid in grids_of(value):
        assert len({len(row) for row in grid.rows}) == 1


def test_a_list_of_offices_in_a_file_of_data_is_no_list_of_processors() -> None:
    offices = [
        {"name": "Main office", "description": "Where we are", "country": "Germany"},
        {"name": "Studio", "description": "Where we film", "country": "France"},
    ]
    assert extract(json.dumps(offices).encode()).verdict is Verdict.NO_LIST


def test_the_date_of_a_piece_of_news_is_not_the_date_of_the_file() -> None:
    body = (
        b"updates:\n  - date: 2026-06-06\n    title: A questionnaire\n"
        b"subprocessors:\n  - name: Stripe\n    purpose: Payments\n    location: USA\n"
        b"  - name: Neon\n    purpose: Database\n    location: EU\n"
    )
    listing = extract(body, url="https://vendor.example/trust.yaml")
    assert [row.name for row in listing.rows] == ["Stripe", "Neon"]
    assert listing.published.on is None
