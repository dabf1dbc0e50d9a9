"""Which change a notice announces: by the names it says, else by nearness in time, else none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import DecisionState, Revision, SourceKind
from monitor.review.matching import NoticeText, matches, names_said
from monitor.store import Store
from tests.review.conftest import Change
from tests.store.samples import AT

DAY = timedelta(days=1)


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


@pytest.fixture
def revision(change: Change) -> Revision:
    """Acme's list gained Beta Cloud GmbH on 3 November."""
    return change("acme", "Beta Cloud GmbH")


def test_a_notice_belongs_to_the_change_whose_names_it_says(revision: Revision) -> None:
    (match,) = matches(
        NoticeText("From December on we use Beta-Cloud for hosting."), AT - 20 * DAY, [revision]
    )
    assert match.revision is revision
    assert match.by_name
    assert match.reason == "the notice names Beta Cloud GmbH"


def test_one_message_may_announce_several_changes(change: Change) -> None:
    both = [change("acme", "Beta Cloud GmbH"), change("acme", "Gamma Ltd", at=AT + 3 * DAY)]
    found = matches(NoticeText("We add Beta Cloud and Gamma Ltd."), AT, both)
    assert [match.revision for match in found] == both


def test_a_notice_that_names_somebody_else_is_not_linked_by_its_date(revision: Revision) -> None:
    assert matches(NoticeText("We add Delta AG.", names=("Delta AG",)), AT + DAY, [revision]) == []


def test_without_any_name_the_one_open_change_nearby_is_meant(revision: Revision) -> None:
    vague = NoticeText("We have updated our list of sub-processors.")
    (match,) = matches(vague, AT + 2 * DAY, [revision])
    assert (match.by_name, match.reason) == (False, "by its date alone, 1 day from the change")
    assert matches(vague, AT + 30 * DAY, [revision]) == []
    assert matches(vague, AT, [replace(revision, state=DecisionState.ACCEPTED)]) == []
    assert matches(vague, AT, [revision, replace(revision, id=99)]) == []


def test_years_apart_even_a_name_says_nothing(revision: Revision) -> None:
    text = NoticeText("Beta Cloud GmbH")
    assert matches(text, AT - 300 * DAY, [revision]) == []
    assert matches(text, AT + 90 * DAY, [revision]) == []


def test_a_change_of_the_contract_is_announced_by_no_such_notice(revision: Revision) -> None:
    assert matches(NoticeText("Beta Cloud GmbH"), AT, [replace(revision, kind=SourceKind.DPA)]) == []


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("we use HelpScout now", "Help Scout, Inc.", True),
        ("we use Help Scout now", "HelpScout", True),
        ("kept in our mailbox", "Box, Inc.", False),
        ("AI features", "AI", False),
        ("Société Générale est", "Societe Generale SA", True),
        ("", "Beta", False),
    ],
)
def test_a_name_counts_as_said_in_whole_words_whatever_its_form(text: str, name: str, said: bool) -> None:
    assert bool(names_said(text, [name])) is said
