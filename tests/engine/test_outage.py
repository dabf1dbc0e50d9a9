"""Our own network's failure is told apart from the vendors'."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.engine.outage import OutageWatch
from monitor.model import FailureReason

AT = datetime(2026, 11, 3, 6, 0, tzinfo=UTC)


def watch(*failures: FailureReason | None) -> OutageWatch:
    result = OutageWatch()
    for number, failure in enumerate(failures):
        result.note(f"https://vendor-{number}.example/list", failure, AT + timedelta(seconds=number))
    return result


def test_when_most_hosts_cannot_be_reached_the_fault_is_ours() -> None:
    assert watch(*[FailureReason.DNS] * 5).is_ours
    assert watch(*[FailureReason.CONNECT] * 8, None).is_ours


def test_two_broken_vendors_are_their_own_fault() -> None:
    assert not watch(FailureReason.DNS, FailureReason.DNS).is_ours
    assert not watch(FailureReason.DNS, FailureReason.DNS, None, None, None, None).is_ours


def test_servers_that_answer_with_errors_are_not_our_network() -> None:
    assert not watch(*[FailureReason.SERVER_ERROR] * 20).is_ours


def test_it_ends_as_soon_as_hosts_answer_again() -> None:
    result = watch(*[FailureReason.DNS] * 5)
    result.note("https://vendor-1.example/list", None, AT + timedelta(minutes=1))
    result.note("https://vendor-2.example/list", None, AT + timedelta(minutes=1))
    assert not result.is_ours


def test_what_failed_long_ago_does_not_count() -> None:
    result = watch(*[FailureReason.DNS] * 5)
    result.note("https://vendor-9.example/list", FailureReason.DNS, AT + timedelta(hours=1))
    assert not result.is_ours
