"""What an alert says, before any channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from monitor.alert import Links, brief, change_alert, digest, reminder, source_trouble
from monitor.alert.compose import DigestFacts, overdue
from monitor.alert.said import duration
from monitor.alert.shape import Brief
from monitor.assess.windows_words import Flag
from monitor.knowledge import load
from monitor.knowledge.words import say
from monitor.model import AlertKind, ChangeKind, DateBounds, Field, GeoClass, Mechanism, Severity
from tests.alert import samples
from tests.alert.test_compose import LINKS, TROUBLE, every_kind


def told(**changes: object) -> Brief:
    revision = samples.revision(**changes)
    return brief(change_alert(revision, links=LINKS, vendor=samples.VENDOR), samples.TODAY)


def facts_of(brief: Brief) -> dict[str, str]:
    return {fact.label: fact.value for fact in brief.facts}


def test_a_change_names_all_fifteen_things_a_reader_needs() -> None:
    said = told()
    facts, item = facts_of(said), said.items[0]
    details = {fact.label: fact.value for fact in item.details}
    assert said.vendor == "Infobip"
    assert facts["Product"] == "Messaging API"
    assert (item.verb, item.subject) == ("new sub-processor", "Exotel Techcom Private Limited")
    assert said.items[1].before == "Europe, USA (TTS, STT)"
    assert said.items[1].after == "Europe, USA (TTS, STT), KSA (cloud services)"
    assert details["Purpose"].startswith("Voice routing")
    assert details["Personal data"] == "Phone numbers, call recordings"
    assert details["Processing location"] == "India"
    assert details["Adequacy"] == "third country without an adequacy decision"
    assert {fact.label: fact.value for fact in said.items[1].details}[
        "Transfer mechanism"
    ] == "EC Standard Contractual Clauses"
    assert item.severity is Severity.CRITICAL
    assert "rule added-outside-untooled" in item.why
    assert facts["Act by"] == "Fri 27 Nov 2026, in 24 days"
    assert facts["Deadline"] == "Wed 2 – Thu 3 Dec 2026"
    assert facts["May be live from"] == "Thu 12 Nov 2026"
    assert said.quote is not None
    assert "thirty (30) days" in said.quote.text
    assert facts["Owner"] == "Anna Keller"
    assert [action.label for action in said.actions] == [
        "Open the report",
        "Record a decision",
        "Vendor's page",
    ]


def test_a_deadline_is_never_one_bare_date() -> None:
    assert told().lead == (
        "Act by Fri 27 Nov 2026 (in 24 days). The objection window closes between Wed 2 Dec 2026 and Thu 3 Dec 2026: "
        "30 calendar days from the update of the list."
    )


def test_an_unconfirmed_clause_is_said_to_be_one() -> None:
    said = told(terms=replace(samples.TERMS, confirmed_by=None))
    assert "a reading nobody has confirmed" in said.lead
    assert said.quote is not None
    assert "unconfirmed reading" in said.quote.source


@pytest.mark.parametrize(
    ("today", "headline"),
    [
        (date(2026, 11, 18), "Reminder: Infobip, objection window closes in 14 days"),
        (date(2026, 12, 1), "Reminder: Infobip, objection window closes tomorrow"),
        (date(2026, 12, 2), "Reminder: Infobip, objection window may close today"),
        (date(2026, 12, 3), "Reminder: Infobip, objection window may have closed, at the latest today"),
        (date(2026, 12, 4), "Reminder: Infobip, objection window has closed"),
    ],
)
def test_a_reminder_counts_the_days_on_the_day_it_is_sent(today: date, headline: str) -> None:
    alert = reminder(samples.revision(), "x", links=LINKS, vendor=samples.VENDOR)
    assert brief(alert, today).headline == headline


def test_without_a_clause_the_message_says_why_there_is_no_deadline() -> None:
    assert told(window=None, terms=None).lead.startswith("No objection clause is on file")


def test_a_window_without_dates_is_not_dressed_up() -> None:
    none = DateBounds(None, None)
    window = replace(samples.WINDOW, deadline=none, act_by=None)
    assert "no countable objection period" in told(window=window).lead


def test_one_change_is_named_in_the_headline_and_several_are_counted() -> None:
    one = samples.revision_of(samples.JUDGEMENTS[0])
    headline = brief(change_alert(one, links=LINKS), samples.TODAY).headline
    assert headline == "Infobip: new sub-processor Exotel Techcom Private Limited"
    assert told().headline == "Infobip: 1 new sub-processor, 1 entry changed and 1 sub-processor removed"


def test_what_could_happen_before_the_window_closes_is_not_told_after_it() -> None:
    warning = "The change may go live before your window closes."
    assert warning in told().notes
    assert warning not in brief(overdue(samples.revision(), links=LINKS), date(2026, 12, 4)).notes


def test_a_changed_clause_is_told_as_one() -> None:
    said = brief(change_alert(samples.clause_revision(), links=LINKS), samples.TODAY)
    assert said.headline == (
        "Numonix: objection period 30 calendar days → 14 calendar days and 1 paragraph changed"
    )
    assert said.items[0].subject == "Objection period changed"
    assert said.lead.startswith("A change of this document starts no objection period of its own.")


def test_trouble_says_that_nothing_was_removed_and_when_it_last_worked() -> None:
    said = brief(source_trouble(samples.SOURCE, samples.VENDOR, TROUBLE), samples.TODAY)
    assert said.headline == "Infobip: sub-processor list is blocked to us"
    assert "Nothing was removed and the baseline stands" in said.lead
    assert "The last good check was Mon 2 Nov 2026, 06:00 UTC" in said.lead


def test_a_digest_of_nothing_is_proof_of_silence() -> None:
    facts = DigestFacts(
        samples.NOW - timedelta(days=7), samples.NOW, checks=62, sources=9, longest_gap_s=25 * 3600
    )
    said = brief(digest("weekly", facts), samples.TODAY)
    assert said.headline == "Tue 27 Oct 2026 to Tue 3 Nov 2026: no change, no open window"
    assert said.lead == "62 checks of 9 sources, none failed; longest gap 25 h."


@pytest.mark.parametrize("alert", every_kind(), ids=lambda alert: alert.id.split(":")[0])
def test_every_kind_has_a_headline_and_a_lead(alert: object) -> None:
    said = brief(alert, samples.TODAY)  # type: ignore[arg-type]
    assert said.headline
    assert said.lead.endswith((".", "?"))


def test_unsafe_links_never_become_actions() -> None:
    alert = change_alert(samples.hostile_revision(), links=Links(report="javascript:alert(1)"))
    from monitor.alert.mail import html

    assert 'javascript:alert(1)"' not in html(brief(alert, samples.TODAY))


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("flags", list(Flag)),
        ("fields", list(Field)),
        ("kinds", list(ChangeKind)),
        ("severities", list(Severity)),
        ("geo_classes", list(GeoClass)),
        ("mechanisms", list(Mechanism)),
    ],
)
def test_every_word_of_a_closed_list_can_be_said(section: str, words: list[str]) -> None:
    assert not [word for word in words if str(word) not in load("words")[section]]
    assert say("flags", "unheard_of") == "unheard of"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(600, "10 min"), (90_000, "25 h"), (4 * 86400 + 7200, "4 days 2 h"), (7 * 86400, "7 days")],
)
def test_lengths_of_time_are_said_in_fitting_units(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_kinds_are_all_in_use() -> None:
    assert {alert.kind for alert in every_kind()} == set(AlertKind)
