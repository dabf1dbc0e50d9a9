"""Decisions and reminders: append-only, and never twice."""

from __future__ import annotations

import pytest

from monitor.model import DecisionState
from monitor.store import NotAllowedError, NotFoundError, Store
from tests.store.samples import alert, hours, step, watched

S = DecisionState


def revision_id(store: Store) -> int:
    watched(store, "Alpha")
    return store.record_revision(step(store, "Beta", at=hours(1))).id


def decide(store: Store, revision: int, before: S, after: S, at: float, **more: object) -> None:
    store.add_decision(
        revision, expected=before, state=after, made_by="Ada (legal)", why="because", at=hours(at), **more
    )  # type: ignore[arg-type]


def test_decisions_follow_each_other_and_close_the_revision(store: Store) -> None:
    revision = revision_id(store)
    decide(store, revision, S.DETECTED, S.ACKNOWLEDGED, 2)
    assert [r.state for r in store.open_revisions()] == [S.ACKNOWLEDGED]
    decide(store, revision, S.ACKNOWLEDGED, S.OBJECTED, 3, alerts=[alert("decided")])
    assert store.open_revisions() == []
    assert store.revision(revision).state is S.OBJECTED
    made = store.decisions(revision)
    assert [(d.state_before, d.state, d.made_by, d.made_at) for d in made] == [
        (S.DETECTED, S.ACKNOWLEDGED, "Ada (legal)", hours(2)), (S.ACKNOWLEDGED, S.OBJECTED, "Ada (legal)", hours(3)),
    ]  # fmt: skip
    assert made[0].snapshot_id == store.revision(revision).after.id
    assert [d.alert.id for d in store.deliveries()] == ["decided"]
    assert store.verify() == []


def test_two_people_who_decide_at_once_are_not_both_right(store: Store) -> None:
    revision = revision_id(store)
    decide(store, revision, S.DETECTED, S.ACCEPTED, 2)
    with pytest.raises(NotAllowedError, match=r"is accepted by now, not detected"):
        decide(store, revision, S.DETECTED, S.OBJECTED, 2)
    assert len(store.decisions(revision)) == 1
    with pytest.raises(NotFoundError):
        decide(store, 999, S.DETECTED, S.OBJECTED, 2)


def test_a_correction_is_a_new_entry_and_opens_the_revision_again(store: Store) -> None:
    revision = revision_id(store)
    decide(store, revision, S.DETECTED, S.ACCEPTED, 2)
    decide(store, revision, S.ACCEPTED, S.REVIEWING, 3)
    assert len(store.open_revisions()) == 1
    assert len(store.decisions(revision)) == 2


def test_decisions_of_a_period_can_be_listed(store: Store) -> None:
    revision = revision_id(store)
    decide(store, revision, S.DETECTED, S.ACKNOWLEDGED, 2)
    decide(store, revision, S.ACKNOWLEDGED, S.ACCEPTED, 5)
    assert [d.state for d in store.decisions(since=hours(3))] == [S.ACCEPTED]
    assert [d.state for d in store.decisions(until=hours(5))] == [S.ACKNOWLEDGED]


def test_a_reminder_is_written_once_per_rule_and_recipient(store: Store) -> None:
    revision = revision_id(store)
    first = alert("reminder:1", revision_id=revision)
    assert store.add_reminder(revision, "14 days before", "ada@example.com", first, hours(2))
    assert not store.add_reminder(revision, "14 days before", "ada@example.com", first, hours(3))
    other = alert("reminder:2", revision_id=revision)
    assert store.add_reminder(revision, "14 days before", "bob@example.com", other, hours(3))
    assert store.reminders(revision) == {
        ("14 days before", "ada@example.com"), ("14 days before", "bob@example.com"),
    }  # fmt: skip
    assert len(store.deliveries(revision_id=revision)) == 2
