"""A capture is believed only if it is plausible against what is known."""

from __future__ import annotations

import pytest

from monitor.compare import SuspicionReason, doubt_and_compare, fingerprint, gate
from monitor.model import Column, CompareOutcome, Field, Listing, NoListReason, SourceKind, Verdict
from tests.compare.build import listing, no_list, prose, row

NAMES = (
    "Stripe",
    "Mailjet",
    "Zendesk",
    "Sentry",
    "Datadog",
    "Cloudflare",
    "Twilio",
    "OpenAI",
    "Hetzner",
    "Notion",
)
LIST = listing(
    *(row(name, purpose=f"Service of {name}", location="US") for name in NAMES),
    title="Sub-processors",
    language="en",
)


def test_the_same_list_and_an_ordinary_edit_are_believed():
    edited = listing(*LIST.rows[:8], row("Brevo", purpose="Mail"), title="Sub-processors", language="en")
    assert gate(LIST, LIST) is None
    assert gate(LIST, edited) is None
    assert gate(None, LIST) is None


@pytest.mark.parametrize("reason", list(NoListReason))
def test_a_page_without_the_list_is_not_believed_whatever_the_reason(reason):
    for before in (LIST, None):
        doubt = gate(before, no_list(reason))
        assert doubt is not None
        assert doubt.no_list is reason
        assert not doubt.mass_removal


def test_a_list_that_moved_says_where_to():
    doubt = gate(LIST, no_list(NoListReason.POINTER, "https://acme.com/subprocessors"))
    assert doubt is not None
    assert (doubt.reason, doubt.points_to) == (SuspicionReason.LIST_MOVED, "https://acme.com/subprocessors")
    assert "https://acme.com/subprocessors" in doubt.sentence


def test_a_list_without_rows_is_a_mass_removal_to_be_looked_at():
    doubt = gate(LIST, Listing(Verdict.LIST))
    assert doubt is not None
    assert (doubt.reason, doubt.mass_removal) == (SuspicionReason.EMPTY, True)


def test_most_rows_gone_at_once_is_a_hypothesis():
    doubt = gate(LIST, listing(*LIST.rows[:2], title="Sub-processors"))
    assert doubt is not None
    assert (doubt.reason, doubt.mass_removal) == (SuspicionReason.MASS_REMOVAL, True)
    assert "8 of 10 rows" in doubt.sentence
    assert doubt_and_compare(SourceKind.LIST, LIST, listing(*LIST.rows[:2])).outcome is CompareOutcome.SUSPECT


def test_half_the_rows_gone_is_believed():
    assert gate(LIST, listing(*LIST.rows[:5], title="Sub-processors")) is None


def test_a_short_list_may_lose_rows():
    short = listing(row("Stripe"), row("Mailjet"), row("Sentry"))
    assert gate(short, listing(row("Stripe"))) is None


def test_thirteen_brands_written_as_legal_names_are_no_mass_removal():
    renamed = listing(*(row(f"{name}, Inc.", purpose=f"Service of {name}") for name in NAMES[:4]))
    assert gate(listing(*LIST.rows[:4]), renamed) is None


def test_a_list_rewritten_under_its_own_title_and_headings_is_believed():
    other = listing(
        *(row(f"Vendor {n}", purpose="Thing", location="US") for n in range(10)), title="Sub-processors"
    )
    assert gate(LIST, other) is None


def test_another_list_in_its_place_is_not_believed():
    cookies = listing(
        *(row(f"_cookie_{n}", other={"Duration": "1 day"}) for n in range(10)),
        title="Cookies",
        columns=(Column("Cookie", Field.NAME), Column("Duration")),
    )
    doubt = gate(LIST, cookies)
    assert doubt is not None
    assert doubt.reason is SuspicionReason.OTHER_LIST


def test_a_list_that_doubles_by_a_second_table_is_not_believed():
    second = [row(name, purpose=f"Dienst von {name}", location="USA") for name in NAMES]
    doubt = gate(LIST, listing(*LIST.rows, *second, title="Sub-processors"))
    assert doubt is not None
    assert doubt.reason is SuspicionReason.DOUBLED


def test_a_second_table_under_a_heading_of_its_own_is_believed():
    second = [row(name, purpose="Backup", group="Product B") for name in NAMES]
    assert gate(LIST, listing(*LIST.rows, *second, title="Sub-processors")) is None


GERMAN = listing(
    *(
        row(name, purpose="Bereitstellung der Dienste und Support für unsere Kunden", location="USA")
        for name in NAMES
    ),
    title="Unterauftragsverarbeiter",
    language="de",
)


def test_a_page_in_another_language_is_not_believed():
    doubt = gate(LIST, GERMAN)
    assert doubt is not None
    assert doubt.reason is SuspicionReason.OTHER_LANGUAGE
    assert "de instead of en" in doubt.sentence


def test_the_language_is_told_by_the_words_where_the_page_does_not_say():
    words = ("Hosting of the data for our customers", "Sending of mail to the customer")
    silent = listing(*(row(name, purpose=words[n % 2]) for n, name in enumerate(NAMES)))
    worte = ("Hosting der Daten für unsere Kunden", "Versand von Mail und SMS durch den Dienst")
    still = listing(*(row(name, purpose=worte[n % 2]) for n, name in enumerate(NAMES)))
    doubt = gate(silent, still)
    assert doubt is not None
    assert doubt.reason is SuspicionReason.OTHER_LANGUAGE


def test_places_and_products_that_read_alike_do_not_hide_another_language():
    english = [row(n, purpose="Hosting of the data", location="USA", products="Pro") for n in NAMES]
    german = [row(n, purpose="Speicherung der Daten", location="USA", products="Pro") for n in NAMES]
    doubt = gate(listing(*english, language="en"), listing(*german, language="de"))
    assert doubt is not None
    assert doubt.reason is SuspicionReason.OTHER_LANGUAGE


def test_words_in_another_language_are_told_whatever_the_page_states():
    french = [row(n, purpose="Hébergement des données pour les clients et le support") for n in NAMES]
    english = [row(n, purpose="Hosting of the data for our customers and the support") for n in NAMES]
    doubt = gate(listing(*english, language="en"), listing(*french, language="en"))
    assert doubt is not None
    assert "fr instead of en" in doubt.sentence


def test_rows_that_came_and_went_while_the_page_spoke_another_language_are_named():
    german = listing(*GERMAN.rows[1:], row("Neu GmbH", purpose="Betrieb der Server"), language="de")
    doubt = gate(LIST, german)
    assert doubt is not None
    assert f"by their names 1 row is new (Neu GmbH) and 1 row is gone ({NAMES[0]})" in doubt.sentence


def test_another_language_stated_over_the_same_rows_is_believed():
    assert gate(LIST, listing(*LIST.rows, title="Sub-processors", language="de")) is None


def test_an_earlier_state_that_comes_back_is_flapping():
    shorter = listing(*LIST.rows[:9], title="Sub-processors", language="en")
    doubt = gate(shorter, LIST, recent={fingerprint(LIST)})
    assert doubt is not None
    assert doubt.reason is SuspicionReason.FLAPPING
    assert gate(LIST, LIST, recent={fingerprint(LIST)}) is None
    assert gate(shorter, LIST, recent={"some other"}) is None
    assert gate(shorter, LIST, recent={"theirs"}, after_hash="theirs") is not None


LONG = " ".join(f"Clause {n} of the agreement between the parties" for n in range(40))


def test_a_text_is_believed_without_a_list_but_not_as_a_shell():
    assert gate(prose(LONG), prose(LONG), kind=SourceKind.DPA) is None
    for page in (no_list(NoListReason.SHELL), no_list(NoListReason.CHALLENGE), no_list(NoListReason.PROSE)):
        doubt = gate(prose(LONG), page, kind=SourceKind.DPA)
        assert doubt is not None
        assert doubt.reason is SuspicionReason.NO_LIST


def test_a_text_most_of_which_is_gone_is_not_believed():
    doubt = gate(prose(LONG), prose("A few words are left"), kind=SourceKind.POLICY)
    assert doubt is not None
    assert (doubt.reason, doubt.mass_removal) == (SuspicionReason.TEXT_GONE, True)


MANY = tuple(row(f"Company {n}", purpose="Hosting") for n in range(14))


def test_a_list_that_ends_where_its_first_page_ends_is_not_believed():
    doubt = gate(listing(*MANY), listing(*MANY[:10]))
    assert doubt is not None
    assert (doubt.reason, doubt.mass_removal) == (SuspicionReason.CUT_SHORT, False)
    assert gate(listing(*MANY), listing(*MANY[:11])) is None
    assert gate(listing(*MANY), listing(*MANY[4:])) is None
    assert gate(listing(*MANY[:11]), listing(*MANY[:10])) is None


def test_what_came_in_before_the_first_page_ended_pushed_more_rows_off_and_is_named():
    newer = (row("Newcomer A", purpose="Mail"), row("Newcomer B", purpose="Mail"))
    doubt = gate(listing(*MANY), listing(*MANY[:4], *newer, *MANY[4:8]))
    assert doubt is not None
    assert doubt.reason is SuspicionReason.CUT_SHORT
    assert "just the first 8 are there" in doubt.sentence
    assert "2 rows are new (Newcomer A, Newcomer B)" in doubt.sentence


def test_as_many_rows_as_a_page_has_are_believed_where_they_are_not_the_first():
    assert gate(listing(*MANY), listing(*MANY[:5], *MANY[8:13])) is None


def test_a_counter_that_says_more_than_the_page_shows_is_believed_over_the_page():
    doubt = gate(listing(*MANY), listing(*MANY[3:], stated_total=14))
    assert doubt is not None
    assert "14 entries, but shows 11" in doubt.sentence
    assert gate(listing(*MANY), listing(*MANY[3:], stated_total=11)) is None
