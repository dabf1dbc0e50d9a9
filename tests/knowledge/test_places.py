"""Places are found in many languages, and what only looks like one is not."""

from __future__ import annotations

import itertools
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.knowledge import load
from monitor.knowledge.places import codes, find_places, is_place_text, place_name

CELLS = """
Germany                                   | DE
Deutschland und Österreich                | DE AT
États-Unis                                | US
Estados Unidos                            | US
Stati Uniti                               | US
Verenigde Staten                          | US
Stany Zjednoczone                         | US
Förenta staterna                          | US
アメリカ合衆国                             | US
日本、ドイツ                               | JP DE
대한민국                                   | KR
美国                                       | US
Côte d’Ivoire                             | CI
Ivory Coast                               | CI
Bosnia & Herzegovina                      | BA
Bosnia and Herzegovina                    | BA
Hong Kong SAR                             | HK
Republic of Korea                         | KR
The Netherlands                           | NL
Holland                                   | NL
UK                                        | GB
England, Scotland                         | GB
Northern Ireland                          | GB
U.S.                                      | US
U.S.A., Canada                            | US CA
KSA (cloud services)                      | SA
UAE                                       | AE
Turkey                                    | TR
Türkiye                                   | TR
Russian Federation                        | RU
Papua New Guinea                          | PG
Equatorial Guinea                         | GQ
Frankfurt                                 | DE
Milan - Italy                             | IT
eu-west-1                                 | IE
AWS eu-central-1 (Frankfurt)              | DE
us-east-1, us-west-2                      | US
West Europe (Azure)                       | NL
Oregon                                    | US
Washington, D.C.                          | US
Cary, NC                                  | US
Boca Raton, FL 33431, USA                 | US
Wilmington, DE                            | US
Berlin, DE                                | DE
US, DE, IN                                | US DE IN
Georgia                                   | GE
Atlanta, Georgia                          | US
Georgia, USA                              | US
EU/EEA                                    | EEA
EU, UK and Switzerland                    | EU GB CH
EWR                                       | EEA
Europe                                    | EUROPE
Worldwide                                 | WORLDWIDE
Weltweit                                  | WORLDWIDE
APAC                                      | APAC
Chosen AWS region                         | CUSTOMER_SELECTED
Region selected by the customer           | CUSTOMER_SELECTED
Vom Kunden gewählte Region                | CUSTOMER_SELECTED
Resides in UK, but support worldwide      | GB REMOTE_UNKNOWN
outside the EEA                           | OUTSIDE_EEA
Data is not transferred outside the EEA   | EEA
""".strip().splitlines()


@pytest.mark.parametrize("line", CELLS)
def test_a_cell_names_its_places(line: str) -> None:
    cell, _, expected = line.rpartition("|")
    assert codes(cell.strip()) == tuple(expected.split())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "N/A",
        "Jordan Smith Ltd",
        "Contact us for details",
        "IT support",
        "Google Global Services",
        "See Meta for Whatsapp, Instagram",
        "https://www.ireland.example/germany",
        "EU Standard Contractual Clauses",
        "EU-Standardvertragsklauseln",
        "EU-U.S. Data Privacy Framework",
        "UK Addendum",
        "Provisioning of customer care and technical support.",
    ],
)
def test_what_only_looks_like_a_place_is_none(text: str) -> None:
    assert find_places(text) == ()


def test_a_place_says_where_it_stands_in_the_text() -> None:
    text = "Hosted in Frankfurt am Main, backups in Ireland"
    found = find_places(text)
    assert [text[place.span[0] : place.span[1]] for place in found] == [place.label for place in found]
    assert [place.code for place in found] == ["DE", "IE"]


@pytest.mark.parametrize(
    "cell",
    ["Germany", "US / Canada", "Ireland (primary), Germany (failover)", "EU region", "Data centre in Dublin"],
)
def test_a_cell_of_places_is_all_places(cell: str) -> None:
    assert is_place_text(cell) == 1.0


@pytest.mark.parametrize(
    "cell", ["Support tickets", "Hosting of our website", "Amazon Web Services, Inc.", ""]
)
def test_a_cell_of_something_else_is_no_place(cell: str) -> None:
    assert is_place_text(cell) == 0.0


def test_the_customers_choice_counts_as_an_answer_to_where() -> None:
    sentence = "Customer Data is hosted at the customer’s selected location, as set out in agreement for the Services"
    assert is_place_text(sentence) >= 0.5


def test_codes_have_names_for_people() -> None:
    assert (place_name("DE"), place_name("EU"), place_name("CUSTOMER_SELECTED")) == (
        "Germany",
        "EU",
        "customer selected",
    )


def test_every_file_says_how_old_it_is_and_where_from() -> None:
    for name in (
        "places",
        "places_names",
        "adequacy",
        "mechanisms",
        "ai_providers",
        "data_categories",
        "relationships",
        "severity_rules",
    ):
        about = load(name)["about"]
        assert about["subject"]
        assert about["sources"]
        assert isinstance(about["as_of"], date)


def test_every_name_of_a_country_is_found_as_that_country() -> None:
    """Each name as the whole of a cell; the one that two countries share may come out as either."""
    wrong = [
        (code, name)
        for code, names in load("places_names")["names"].items()
        for name in names.split("|")
        if code not in codes(name) and name not in SHARED_NAMES
    ]
    assert wrong == []


SHARED_NAMES = {"Kongo"}


@given(st.text(max_size=200))
def test_any_text_is_read_without_error_and_spans_stay_in_it(text: str) -> None:
    places = find_places(text)
    assert all(0 <= place.span[0] < place.span[1] <= len(text) for place in places)
    assert all(a.span[1] <= b.span[0] for a, b in itertools.pairwise(places))
    assert 0.0 <= is_place_text(text) <= 1.0


@pytest.mark.corpus
def test_nearly_every_location_of_the_collection_is_found(shared: Path) -> None:
    total = missed = 0
    for path in sorted((shared / "corpus" / "truth").glob("*.json")):
        for row in json.loads(path.read_text(encoding="utf-8"))["rows"]:
            if row.get("location"):
                total += 1
                missed += not find_places(row["location"])
    assert total > 200
    assert missed / total < 0.02
