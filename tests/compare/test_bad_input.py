"""The inputs that tempt a comparison to nonsense, one after the other: what is said of each, gate and all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.compare import compare, doubt_and_compare
from monitor.model import ChangeKind, CompareOutcome, Field, Listing, Row, SourceKind, Verdict
from tests.compare.build import listing, row

FORTY = tuple(row(f"Company {n} Inc.", purpose=f"Service {n}", location="US") for n in range(40))


def seen(before: Listing, after: Listing) -> CompareOutcome:
    return doubt_and_compare(SourceKind.LIST, before, after).outcome


def kinds(before: Listing, after: Listing) -> set[ChangeKind]:
    return {change.kind for change in compare(before, after).changes}


def test_an_empty_listing_is_compared_with_itself_and_never_means_that_all_is_gone():
    empty = Listing(Verdict.LIST)
    assert compare(empty, empty).outcome is CompareOutcome.UNCHANGED
    assert seen(listing(*FORTY), empty) is CompareOutcome.SUSPECT
    rows = [c for c in compare(empty, listing(*FORTY)).changes if c.field != "column"]
    assert {c.kind for c in rows} == {ChangeKind.ADDED}


@pytest.mark.parametrize("left", [0, 1, 3])
def test_all_or_most_rows_gone_is_a_hypothesis_and_no_change_yet(left: int):
    assert seen(listing(*FORTY), listing(*FORTY[:left])) is CompareOutcome.SUSPECT


def test_all_rows_equal_are_one_entry_however_often_they_stand():
    one, many = listing(FORTY[0]), listing(*[FORTY[0]] * 300)
    comparison = compare(one, many)
    assert comparison.cosmetic
    assert comparison.cosmetic_notes == ("Company 0 Inc. stands in the list 300 times instead of 1",)
    assert compare(many, many).outcome is CompareOutcome.UNCHANGED


@pytest.mark.parametrize("count", [300, 5000])
def test_rows_in_another_order_are_the_same_list_however_many(count: int):
    rows = [
        row(f"Company {n * 7919 % 5003} of Nowhere Ltd", purpose=f"Purpose {n % 40}") for n in range(count)
    ]
    turned = [rows[n * 3001 % count] for n in range(count)]
    comparison = compare(listing(*rows), listing(*turned))
    assert (comparison.changes, comparison.unchanged_rows) == ((), count)


def test_five_thousand_rows_of_which_every_name_is_another_are_gone_and_come():
    before = [row(f"Alpha{n} Works", purpose=f"Purpose {n % 40}") for n in range(5000)]
    after = [row(f"Omega{n} Trade", purpose=f"Purpose {n % 40}") for n in range(5000)]
    assert kinds(listing(*before), listing(*after)) == {ChangeKind.ADDED, ChangeKind.REMOVED}


def test_names_that_differ_only_in_their_legal_form_are_new_legal_entities_and_nothing_else():
    after = [replace(r, fields={**r.fields, Field.NAME: r.name.replace("Inc.", "Ltd")}) for r in FORTY]
    changes = compare(listing(*FORTY), listing(*after)).changes
    assert {c.kind for c in changes} == {ChangeKind.RENAMED}
    assert {c.notes[0] for c in changes} == {"new legal entity: Inc -> Ltd"}
    assert len(changes) == len(FORTY)


def test_one_name_on_two_legal_forms_keeps_them_apart():
    before = listing(row("Acme Inc.", purpose="Hosting"), row("Acme Ltd", purpose="Hosting"))
    after = listing(row("Acme Ltd", purpose="Hosting"), row("Acme Inc.", purpose="Hosting"))
    assert compare(before, after).cosmetic
    assert kinds(before, listing(row("Acme Ltd", purpose="Hosting"))) == {ChangeKind.REMOVED}


SERVICES = (
    "e-mail",
    "storage",
    "payments",
    "tickets",
    "logs",
    "maps",
    "video",
    "voice",
    "chat",
    "search",
    "backups",
    "forms",
    "surveys",
    "fonts",
    "captcha",
    "translation",
    "ads",
    "queues",
    "caching",
    "keys",
)


def test_one_name_twenty_times_is_told_apart_by_what_the_rows_say():
    before = [row("Microsoft", purpose=f"Running our {what} service", location="US") for what in SERVICES]
    after = [row("Microsoft", purpose=f"Running our {what} service now", location="US") for what in SERVICES]
    changes = compare(listing(*before), listing(*after[::-1])).changes
    assert [(c.kind, c.field) for c in changes] == [(ChangeKind.CHANGED, "purpose")] * len(SERVICES)
    assert all(c.after == f"{c.before} now" for c in changes)
    gone = compare(listing(*before), listing(*before[:7], *before[8:])).changes
    assert [(c.kind, c.row_before) for c in gone] == [(ChangeKind.REMOVED, before[7])]


def test_a_list_that_doubles_because_a_second_table_appeared_is_not_believed():
    archive = tuple(
        replace(r, fields={**r.fields, Field.PURPOSE: f"{r.get(Field.PURPOSE)} (old)"}) for r in FORTY
    )
    assert seen(listing(*FORTY), listing(*FORTY, *archive)) is CompareOutcome.SUSPECT
    again = compare(listing(*FORTY), listing(*FORTY, *FORTY))
    assert again.cosmetic, "the very same rows again say nothing"


GERMAN = (
    ("Hosting of the application and its database", "Bereitstellung der Anwendung und ihrer Datenbank"),
    ("Delivery of e-mail to customers", "Versand von E-Mails an die Kunden"),
    ("Storage of backups and log files", "Speicherung von Sicherungen und Protokollen"),
    ("Support of customers by telephone", "Unterstützung der Kunden über das Telefon"),
    ("Processing of payments with cards", "Verarbeitung von Zahlungen mit Karten"),
    ("Analysis of how the product is used", "Auswertung, wie das Produkt genutzt wird"),
)


def test_a_list_in_another_language_is_not_believed():
    english = [row(f"Company {n}", purpose=words) for n, (words, _) in enumerate(GERMAN)]
    german = [row(f"Company {n}", purpose=words) for n, (_, words) in enumerate(GERMAN)]
    assert seen(listing(*english, language="en"), listing(*german, language="de")) is CompareOutcome.SUSPECT
    assert seen(listing(*english), listing(*german)) is CompareOutcome.SUSPECT, "its words tell"


@pytest.mark.parametrize(
    "odd", ["", " ", "\x00", "​", "—", "🦊" * 50, "a" * 100_000, "<script>alert(1)</script>"]
)
def test_a_name_of_any_letters_is_a_name(odd: str):
    before = listing(Row({Field.NAME: odd, Field.PURPOSE: "Hosting"}), *FORTY[:5])
    after = listing(Row({Field.NAME: odd, Field.PURPOSE: "Payments"}), *FORTY[:5])
    assert [c.field for c in compare(before, after).changes] == ["purpose"]
