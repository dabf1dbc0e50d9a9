"""Rows resolve to companies: by name, known aliases, own website, and people's word, which goes before everything."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.knowledge.organisations import asked_for, identity, why_the_same
from monitor.model import Field, Link, NameRuling, Row

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def row(name: str, href: str | None = None, legal: str | None = None) -> Row:
    fields = {Field.NAME: name, **({Field.LEGAL_NAME: legal} if legal else {})}
    return Row(fields, links=(Link(name, href, "name"),) if href else ())


def ruling(name: str, other: str, same: bool, id: int = 1) -> NameRuling:
    return NameRuling(id, name, other, same, "Ada Berg", "asked them", AT)


def found(asked: str, *rows: Row, rulings: tuple[NameRuling, ...] = (), page: str = "") -> dict[str, str]:
    """The rows that are the company, by name, each with why."""
    own = frozenset({page} if page else ())
    identities = [identity(r, not_its_own=own) for r in rows]
    question = asked_for(asked, identities, rulings)
    return {i.name: why for i in identities if (why := why_the_same(question, i))}


@pytest.mark.parametrize(
    "written",
    [
        "TWILIO",
        "Twilio Inc.",
        "Twilio Ireland Limited",
        "Twilio, Inc. and its affiliates",
        "Twilio (US)",
        "Messages GmbH d/b/a Twilio",
        "Twilio*",
        "Nova Voice Ltd, formerly Twilio",
    ],
)
def test_a_company_is_found_however_its_name_is_written(written: str) -> None:
    assert found("twilio", row(written), row("Stripe")) == {written: "same name"}


def test_a_brand_is_found_by_the_house_it_is_known_to_belong_to_and_the_house_by_its_brand() -> None:
    both = row("SendGrid"), row("Twilio Inc."), row("Stripe")
    assert found("Twilio", *both) == {"SendGrid": "known to belong to Twilio", "Twilio Inc.": "same name"}
    assert found("SendGrid", *both).keys() == {"SendGrid", "Twilio Inc."}
    assert found("AWS", row("Amazon Web Services EMEA SARL")).keys() == {"Amazon Web Services EMEA SARL"}


def test_a_legal_name_counts_as_much_as_the_brand() -> None:
    assert found("Functional Software", row("Bug tracker", legal="Functional Software, Inc.")).keys() == {
        "Bug tracker"
    }


def test_rows_of_one_website_are_one_company_where_the_website_bears_its_name() -> None:
    named, other = (
        row("Palisade Ltd", "https://www.palisade.example.com/"),
        row("PLSD Ops", "https://palisade.com/about"),
    )
    assert found("Palisade", row("Palisade Ltd", "https://palisade.com"), other).keys() == {
        "Palisade Ltd",
        "PLSD Ops",
    }
    assert found("Palisade", named, other).keys() == {"Palisade Ltd"}


def test_a_website_that_many_link_to_joins_nobody() -> None:
    shop = "https://marketplace.example.org/apps/1"
    assert found("Alpha Mail", row("Alpha Mail", shop), row("Beta Pay", shop)).keys() == {"Alpha Mail"}


def test_the_site_the_list_stands_on_says_nothing_of_its_entries() -> None:
    rows = row("Vendor Mail", "https://vendor.com/mail"), row("Acme", "https://vendor.com/acme")
    assert found("Vendor", *rows, page="vendor.com") == {}


def test_a_company_named_as_another_ones_part_is_found_with_it() -> None:
    assert found("Borealis", row("Nova Mail (part of Borealis)")).keys() == {"Nova Mail (part of Borealis)"}


def test_what_a_person_said_joins_names_also_by_way_of_others() -> None:
    rows = row("Mercury Ops Ltd"), row("Quicksilver"), row("Hermes Post"), row("Stripe")
    said = (
        ruling("Quicksilver", "Mercury Ops", same=True),
        ruling("Hermes Post", "Quicksilver", same=True, id=2),
    )
    assert found("Mercury Ops", *rows, rulings=said) == {
        "Mercury Ops Ltd": "same name",
        "Quicksilver": "Ada Berg said so on 2026-11-02",
        "Hermes Post": "Ada Berg said so on 2026-11-02",
    }


def test_what_a_person_kept_apart_is_apart_whatever_the_data_say() -> None:
    rows = row("Twilio Inc."), row("SendGrid"), row("Segment")
    apart = (ruling("Segment", "Twilio", same=False),)
    assert found("Twilio", *rows, rulings=apart).keys() == {"Twilio Inc.", "SendGrid"}
    assert found("Segment", *rows, rulings=apart).keys() == {"Segment"}, (
        "a brand taken out of its house is alone"
    )


def test_the_newest_word_on_a_pair_holds() -> None:
    rows = row("Alpha"), row("Omega")
    words = ruling("Alpha", "Omega", same=True), ruling("Omega", "Alpha", same=False, id=2)
    assert found("Alpha", *rows, rulings=words).keys() == {"Alpha"}
    assert found("Alpha", *rows, rulings=words[:1]).keys() == {"Alpha", "Omega"}


@pytest.mark.parametrize("odd", ["", " ", "&", "🦊", "Inc.", "a" * 5000, "\x00", "株式会社"])
def test_any_text_may_be_asked_for(odd: str) -> None:
    found(odd, row("Acme"), row(""), row(odd, "not an address"))
