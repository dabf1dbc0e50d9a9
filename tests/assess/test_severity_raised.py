"""What raises a change above its own worth: the vendor, the deadline, our policy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.assess.policy import load_policy
from monitor.assess.severity import JudgeContext, judge_change
from monitor.model import FIELD_COLUMN, Change, ChangeKind, Severity, Vendor
from tests.assess.changes import ACME, ADDITION, REMOVAL, change


@pytest.mark.parametrize(
    ("context", "raised_by"),
    [
        (replace(ACME, vendor=Vendor("acme", "Acme", (), tier=1)), ("tier-1",)),
        (replace(ACME, vendor=Vendor("acme", "Acme", (), critical_function=True)), ("critical-function",)),
        (replace(ACME, wide_bounds=True), ("wide-bounds",)),
        (
            replace(ACME, vendor=Vendor("acme", "Acme", (), tier=1), wide_bounds=True),
            ("tier-1", "wide-bounds"),
        ),
    ],
)
def test_what_matters_more_is_raised_by_one_level_once(
    context: JudgeContext, raised_by: tuple[str, ...]
) -> None:
    judgement = judge_change(ADDITION, context)
    assert (judgement.severity, judgement.raised_by) == (Severity.HIGH, raised_by)


def test_critical_stays_critical_and_info_never_rises() -> None:
    tier_1 = replace(ACME, vendor=Vendor("acme", "Acme", (), tier=1))
    assert judge_change(change("Beta", after="loc=India"), tier_1).severity is Severity.CRITICAL
    info = judge_change(Change(ChangeKind.ADDED, "Retention", field=FIELD_COLUMN), tier_1)
    assert (info.severity, info.raised_by) == (Severity.INFO, ())


@pytest.mark.parametrize(
    ("left", "undecided", "level"),
    [
        (6, True, "medium"),
        (5, True, "critical"),
        (0, True, "critical"),
        (-3, True, "critical"),
        (5, False, "medium"),
        (None, True, "medium"),
    ],
)
def test_an_undecided_change_near_its_deadline_is_critical(
    left: int | None, undecided: bool, level: str
) -> None:
    context = replace(ACME, business_days_left=left, undecided=undecided)
    assert judge_change(ADDITION, context).severity.value == level


def test_a_near_deadline_does_not_raise_what_nobody_would_object_to() -> None:
    assert judge_change(REMOVAL, replace(ACME, business_days_left=1)).severity is Severity.LOW


def test_a_near_deadline_says_so_and_what_the_change_is() -> None:
    reason = judge_change(ADDITION, replace(ACME, business_days_left=1)).reason
    assert "1 business day away" in reason
    assert "Beta Ltd is a new third party" in reason


def test_under_uk_law_an_affiliate_at_home_is_low_and_one_in_the_eea_medium() -> None:
    uk = replace(ACME, policy=load_policy("regime: uk"))
    assert judge_change(change("Acme Ltd", after="loc=United Kingdom"), uk).severity is Severity.LOW
    assert judge_change(change("Acme GmbH", after="loc=Germany"), uk).severity is Severity.MEDIUM


def test_a_banned_country_is_critical_even_with_a_mechanism_or_as_the_seat() -> None:
    banned = replace(ACME, policy=load_policy("banned_countries: [IN]"))
    for after in ("loc=India; mech=SCC", "loc=Ireland; seat=India"):
        judgement = judge_change(change("Acme Ltd", after=after), banned)
        assert (judgement.rule, judgement.severity) == ("banned-country", Severity.CRITICAL)
    assert judge_change(change("Beta Ltd", "loc=India", ""), banned).rule == "removed"


def test_a_watched_name_is_high_whatever_its_legal_form() -> None:
    watched = replace(ACME, policy=load_policy("watched_names: [Beta]"))
    assert judge_change(ADDITION, watched).rule == "watched-name"


def test_a_policy_sets_another_level() -> None:
    strict = replace(ACME, policy=load_policy("levels: {removed: high}\ntiers: {acme: 3}"))
    assert judge_change(REMOVAL, strict).severity is Severity.HIGH
    raised = replace(ACME, policy=load_policy("tiers: {acme: 1}"))
    assert judge_change(REMOVAL, raised).severity is Severity.MEDIUM
