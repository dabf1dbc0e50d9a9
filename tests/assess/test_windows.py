"""Windows: the dates a lawyer would count, case by case."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.assess.windows import WindowFactsError, compute
from monitor.assess.windows_facts import parse_facts
from monitor.assess.windows_words import day_words
from monitor.model import (
    ClauseTerms,
    Period,
    PeriodUnit,
    Window,
    WindowFacts,
)
from monitor.settings.units import period

TABLE = Path(__file__).with_name("windows.md").read_text(encoding="utf-8")
FACT_NAMES = {"old": "last_unchanged", "new": "first_seen", "mail": "received", "page": "stamp"}


def cases() -> list[tuple[str, str, str, str]]:
    rows = [re.split(r"\s*\|\s*", line.strip())[1:-1] for line in TABLE.splitlines() if line.startswith("|")]
    return [
        (row[0], row[1], row[2], row[3]) for row in rows if row[0] != "case" and not row[0].startswith("---")
    ]


def facts_of(clause: str, facts: str) -> WindowFacts:
    given_: dict[str, Any] = {"confirmed_by": "the table"}
    after: dict[str, Any] = {}
    for part in clause.split(", "):
        match = re.fullmatch(r"(notice|objection) (\d+) (\w+)(?: from (\w+))?", part)
        assert match, part
        unit = "calendar" if match[3] == "days" else match[3]
        given_ |= {match[1]: match[2], f"{match[1]}_unit": unit}
        given_ |= {"runs_from": match[4]} if match[4] else {}
    for part in facts.split(", "):
        word, _, rest = part.partition(" ")
        if part == "page date unchanged":
            after["stamp_unchanged"] = True
        elif word in {"roll", "inclusive", "standstill", "clear_days"}:
            given_[word] = True
        elif word == "stamped":  # by a page: what a person may not type
            after["stamp_readings"] = (date.fromisoformat(rest),)
        elif word == "Werktage":
            given_["working_days"] = "mon_sat"
        elif word == "contract":
            given_["receipt"] = rest
        elif word == "deemed":
            given_["deemed_received"] = period(rest)
        elif word == "read":
            after |= {
                "effective_read": date.fromisoformat(rest),
                "effective_quote": "It will take effect then.",
            }
        elif word == "receipt":
            given_["deemed_next_business_day"] = rest == "deemed"
        elif word == "calendar":
            given_["holidays"] = rest.split()
        elif word == "parties":
            given_["party_zones"] = rest.split()
        elif word == "unconfirmed":
            given_["confirmed_by"] = None
        elif word == "saturdays":
            after["saturdays"] = True
        else:
            given_[FACT_NAMES.get(word, word)] = rest
    found = parse_facts(**given_)
    if after.pop("saturdays", False):
        found = replace(found, terms=replace(found.terms, saturday_may_count=True))
    return replace(found, **after)


def value_of(window: Window, what: str) -> object:
    return {
        "claimed": window.claimed,
        "live": window.engagement_earliest,
        "prevent": window.prevent_by,
        "act": window.act_by,
        "breach": window.breach,
        "deadline": window.deadline.latest,
    }[what]


@pytest.mark.parametrize(("case", "clause", "facts", "result"), cases(), ids=[case[0] for case in cases()])
def test_the_table(case: str, clause: str, facts: str, result: str) -> None:
    window = compute(facts_of(clause, facts))
    for part in result.split(", "):
        word, _, rest = part.partition(" ")
        if word in {"trigger", "deadline"}:
            bounds = getattr(window, word)
            first, _, last = rest.partition(" to ")
            assert str(bounds.earliest or "unknown") == first, (part, window.working)
            assert str(bounds.latest) == last, (part, window.working)
        elif word == "flag":
            assert rest in window.flags, part
        elif word == "without":
            assert rest not in window.flags, part
        elif word == "no":
            assert value_of(window, rest) is None, part
        else:
            assert str(value_of(window, word)) == rest, (part, window.working)


def test_the_table_holds_the_worked_examples_and_more_than_sixty_others_each_with_what_it_follows() -> None:
    assert len(cases()) >= 66
    rows = [re.split(r"\s*\|\s*", line.strip())[1:-1] for line in TABLE.splitlines() if line.startswith("|")]
    assert all(row[4] for row in rows)


@pytest.mark.parametrize(("case", "clause", "facts", "result"), cases(), ids=[case[0] for case in cases()])
def test_every_figure_has_its_line_of_working(case: str, clause: str, facts: str, result: str) -> None:
    window = compute(facts_of(clause, facts))
    told = " ".join(window.working)
    days = [window.deadline.earliest, window.deadline.latest, window.claimed, window.engagement_earliest]
    for day in [*days, window.prevent_by, window.act_by, window.trigger.earliest, window.trigger.latest]:
        assert day is None or day_words(day) in told


def test_the_working_names_rule_and_weekday() -> None:
    window = compute(facts_of(*cases()[0][1:3]))
    line = next(line for line in window.working if line.startswith("Earliest deadline"))
    assert "30 calendar days from Mon 2 Nov 2026, the day itself not counted (Reg. 1182/71 art. 3(1)" in line
    assert line.endswith("Wed 2 Dec 2026.")


def test_holidays_left_out_are_named_in_the_working() -> None:
    window = compute(facts_of(*cases()[1][1:3]))
    told = " ".join(window.working)
    assert "Mon 28 Dec 2026 Boxing Day" in told
    assert (
        "Wed 6 Jan 2027" in told
    )  # from the day of the mail, as asked by a lawyer who denies deemed receipt


def test_the_last_moment_is_the_end_of_the_day_in_the_contracts_zone() -> None:
    window = compute(
        facts_of("objection 14 days from notice", "mail 2026-11-04T02:00Z, zone America/Los_Angeles")
    )
    assert window.closes.earliest == datetime(2026, 11, 18, 7, 59, 59, tzinfo=UTC)
    far = compute(
        facts_of(
            "objection 14 days from notice", "mail 2026-11-04T12:00Z, parties Asia/Tokyo America/New_York"
        )
    )
    assert far.closes.earliest == datetime(2026, 11, 18, 14, 59, 59, tzinfo=UTC)
    assert far.closes.latest == datetime(2026, 11, 19, 4, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"objection": "reasonable"}, "no number of days"),
        ({"objection": 0}, "no period"),
        ({"notice": -3}, "no period"),
        ({"objection": 9999}, "longer than three years"),
        ({"objection": 10, "objection_unit": "fortnights"}, "business, weeks or months"),
        ({"stamp": "2026-02-31"}, "February 2026 has 28 days"),
        ({"stamp": "31/02/2026"}, "a date in no reading"),
        ({"stamp": "1970-01-01"}, "1970 cannot be meant"),
        ({"effective": "2026-13-01"}, "no month 13"),
        ({"effective": "soon"}, "Write it as 2026-12-01"),
        ({"received": "yesterday"}, "no instant"),
        ({"runs_from": "full moon"}, "notice, receipt, posting"),
        ({"last_unchanged": "2026-12-01T00:00Z"}, "lies after first_seen"),
        ({"first_seen": None}, "when was the change first seen"),
        ({"working_days": "tuesdays"}, "Write mon_fri or mon_sat"),
        ({"receipt": "soon"}, "Write on_arrival or next_business_day"),
        ({"deemed_received": Period(2, PeriodUnit.WEEKS)}, "no rule of receipt"),
        ({"deemed_received": Period(31)}, "1 to 30"),
        ({"sent": "yesterday"}, "no instant"),
        ({"objection": 6, "objection_unit": "Werktage"}, "write business, and mon_sat"),
        ({"clear_days": True}, "about the period of notice"),
        ({"receipt": "on_arrival", "deemed_received": Period(3)}, "contradict each other"),
        ({"zone": "Europe/Berln"}, "Europe/Berlin"),
        ({"holidays": ["ZZ"]}, "GB-ENG"),
        ({"holidays": ["GB-XX"]}, "ENG, NIR, SCT, WLS"),
    ],
)
def test_bad_facts_are_refused_with_the_way_to_mend_them(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        parse_facts(**{"first_seen": "2026-11-03T06:00Z", **wrong})


def test_a_year_is_accepted_with_a_warning() -> None:
    window = compute(
        parse_facts(objection=365, runs_from="posting", first_seen="2026-11-03", last_unchanged="2026-11-03")
    )
    assert window.deadline.latest == date(2027, 11, 3)
    assert "unusual_period" in window.flags


def test_an_instant_without_zone_is_refused_by_the_computation() -> None:
    naive = WindowFacts(ClauseTerms(objection=Period(30)), None, datetime(2026, 11, 3, 6))
    with pytest.raises(WindowFactsError, match="no time zone"):
        compute(naive)


def test_a_year_that_cannot_be_meant_is_refused_by_name() -> None:
    with pytest.raises(WindowFactsError, match="9999 cannot be meant"):
        parse_facts(objection=30, runs_from="notice", received="9999-12-20T10:00Z")


def test_months_that_begin_with_the_day_are_said_to_end_before_the_same_date() -> None:
    window = compute(
        facts_of("objection 1 months from posting", "old 2026-11-15T06:00Z, new 2026-11-15T12:00Z, inclusive")
    )
    line = next(line for line in window.working if line.startswith("Earliest deadline"))
    assert "ends on the day before the same date (BGB § 188(2), second case)" in line
