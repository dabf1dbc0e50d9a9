"""A page that cannot be had, or is none: told when it lasts, once, and when it is over."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.model import (
    AlertKind,
    CheckOutcome,
    FailureReason,
    FetchFailure,
    Health,
)
from tests.check.pages import (
    DAY,
    HOUR,
    LOGIN,
    MINUTE,
    NEW_PAGE,
    OLD_PAGE,
    change,
    outcome,
)
from tests.world import BEGIN, World


def test_a_login_page_removes_nothing_and_is_told_once(world: World) -> None:
    before = world.head
    for _ in range(6):
        assert outcome(world.look(LOGIN)) is CheckOutcome.BLOCKED
    assert world.head.snapshot_id == before.snapshot_id
    assert world.head.last_seen_at == before.last_seen_at, "the bound of a window does not move"
    assert world.revisions() == []
    (alert,) = world.told()
    assert alert.kind is AlertKind.SOURCE_TROUBLE
    assert (world.state.health, world.state.last_reason) == (Health.BLOCKED, "login")


def test_trouble_is_told_when_it_lasts_then_again_every_week(world: World) -> None:
    for _ in range(2):
        world.look(FailureReason.SERVER_ERROR)
    assert world.told() == []
    for _ in range(16):
        world.look(FailureReason.SERVER_ERROR, after=DAY)
    told = world.told(AlertKind.SOURCE_TROUBLE)
    assert len(told) == 3, "in the beginning, after one week and after two"
    assert len({alert.id for alert in told}) == 3


def test_retries_become_slower_but_never_slower_than_the_schedule(world: World) -> None:
    waits = []
    for _ in range(6):
        world.look(FailureReason.TIMEOUT, after=HOUR)
        waits.append(world.state.next_check_at - world.at)
    assert waits[:3] == [5 * MINUTE, 10 * MINUTE, 20 * MINUTE]
    assert all(wait <= 90 * MINUTE for wait in waits)


def test_a_server_that_names_a_time_is_not_asked_before(world: World) -> None:
    limited = FetchFailure("", FailureReason.RATE_LIMITED, "429", BEGIN, 429, retry_after_s=7 * 3600)
    world.look(limited)
    assert world.state.next_check_at == world.at + 7 * HOUR


def test_recovery_is_told_to_whom_the_trouble_was_told(world: World) -> None:
    for _ in range(3):
        world.look(FailureReason.CONNECT)
    world.look(OLD_PAGE)
    assert [a.kind for a in world.told()] == [AlertKind.SOURCE_TROUBLE, AlertKind.SOURCE_RECOVERED]
    world.look(OLD_PAGE)
    assert len(world.told()) == 2
    assert world.state.health is Health.OK


def test_a_short_failure_is_neither_told_nor_is_its_end(world: World) -> None:
    world.look(FailureReason.CONNECT)
    world.look(FailureReason.CONNECT)
    world.look(OLD_PAGE)
    assert world.told() == []


def test_a_source_that_comes_back_with_a_change_is_told_as_both(world: World) -> None:
    for _ in range(3):
        world.look(FailureReason.CONNECT)
    change(world, NEW_PAGE)
    kinds = [a.kind for a in world.told()]
    assert kinds[0] is AlertKind.SOURCE_TROUBLE
    assert sorted(kinds[1:]) == sorted([AlertKind.CHANGE, AlertKind.SOURCE_RECOVERED])


def test_an_outage_of_ours_blames_nobody_and_nobody_recovers_from_it(tmp_path: Path) -> None:
    world = World.new(tmp_path, sources=8)
    ids = [source.id for vendor in world.vendors for source in vendor.sources]
    world.look_at_all(dict.fromkeys(ids, OLD_PAGE))
    for _ in range(5):
        world.look_at_all(dict.fromkeys(ids, FailureReason.DNS), after=10 * MINUTE)
    assert world.outage.is_ours
    assert world.told(AlertKind.SOURCE_TROUBLE) == []
    world.look_at_all(dict.fromkeys(ids, OLD_PAGE), after=10 * MINUTE)
    assert world.told() == []
    assert {s.health for s in world.store.source_states()} == {Health.OK}


def test_one_vendor_that_is_down_is_not_our_outage(tmp_path: Path) -> None:
    world = World.new(tmp_path, sources=8)
    ids = [source.id for vendor in world.vendors for source in vendor.sources]
    world.look_at_all(dict.fromkeys(ids, OLD_PAGE))
    for _ in range(3):
        world.look_at_all(dict.fromkeys(ids, OLD_PAGE) | {ids[0]: FailureReason.DNS}, after=10 * MINUTE)
    assert [a.source_id for a in world.told(AlertKind.SOURCE_TROUBLE)] == [ids[0]]


def test_a_fault_of_the_monitor_is_written_down_and_not_repeated_at_every_tick(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> object:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("monitor.check.compare_listings", broken)
    result = world.look(NEW_PAGE)
    assert outcome(result) is CheckOutcome.UNREADABLE
    assert world.state.last_reason == "internal_error"
    assert "a fault of ours" in world.state.last_detail
    assert world.state.next_check_at == world.at + 5 * MINUTE
    monkeypatch.undo()
    assert change(world, NEW_PAGE).revision, "nothing was lost by it"
