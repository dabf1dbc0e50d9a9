"""A place's class depends on the regime and the day; the worst place of a row decides."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.assess.geography import class_of, condition_of, geo_class, row_places
from monitor.knowledge.places import find_places
from monitor.model import Field, GeoClass, Row

CELLS = """
text                            | eu          | uk
Germany                         | eea         | adequate
Norway                          | eea         | adequate
United Kingdom                  | adequate    | eea
Switzerland                     | adequate    | adequate
Gibraltar                       | third       | adequate
Brazil                          | adequate    | third
Japan                           | conditional | conditional
USA                             | conditional | conditional
India                           | third       | third
Serbia                          | third       | third
Guadeloupe                      | eea         | adequate
EU, USA, Canada                 | conditional | conditional
Germany, India                  | third       | third
Worldwide                       | unknown     | unknown
Chosen AWS region               | unknown     | unknown
UK, but support worldwide       | unknown     | unknown
See Meta for Whatsapp           | unknown     | unknown
https://www.example.com/regions | unknown     | unknown
APAC                            | third       | third
""".strip().splitlines()[1:]


@pytest.mark.parametrize("line", CELLS)
def test_the_worst_place_decides_in_each_regime(line: str) -> None:
    text, eu, uk = (part.strip() for part in line.split("|"))
    assert geo_class(find_places(text), "eu") is GeoClass(eu)
    assert geo_class(find_places(text), "uk") is GeoClass(uk)


def test_a_decision_counts_only_while_it_is_in_force() -> None:
    assert class_of("GB", "eu", date(2026, 11, 22)) is GeoClass.ADEQUATE
    assert class_of("GB", "eu", date(2032, 1, 1)) is GeoClass.THIRD
    assert class_of("BR", "eu", date(2025, 12, 31)) is GeoClass.THIRD


def test_a_conditional_country_says_its_condition() -> None:
    assert "Data Privacy Framework" in (condition_of("US", "eu") or "")
    assert "UK Extension" in (condition_of("US", "uk") or "")
    assert condition_of("DE") is None


def test_where_data_is_processed_goes_before_where_the_company_sits() -> None:
    both = Row({Field.NAME: "X", Field.LOCATION: "Germany", Field.CORPORATE_LOCATION: "India"})
    seat = Row({Field.NAME: "X", Field.CORPORATE_LOCATION: "India"})
    assert row_places(both).geo is GeoClass.EEA
    assert (row_places(seat).field, row_places(seat).geo) == (Field.CORPORATE_LOCATION, GeoClass.THIRD)


def test_a_location_that_names_no_place_is_unknown_whatever_the_seat() -> None:
    row = Row({Field.NAME: "X", Field.LOCATION: "See our website", Field.CORPORATE_LOCATION: "Germany"})
    assert row_places(row).geo is GeoClass.UNKNOWN
