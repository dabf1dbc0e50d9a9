"""The story of one check: what the vendor's page says, look after look, and what is recorded and told of it.

Time passes only where a test says so; the page is compared, gated, confirmed and recorded by the real parts.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from monitor.check import AWAITING
from monitor.finding import Waiting
from monitor.model import (
    AlertKind,
    CheckOutcome,
    CompareOutcome,
    FailureReason,
    Grade,
)
from tests.check.pages import (
    COMPANIES,
    HOUR,
    MINUTE,
    NEW_PAGE,
    NEWER,
    OLD_PAGE,
    listed,
    outcome,
)
from tests.world import BEGIN, NOT_MODIFIED, World


def test_not_modified_is_the_servers_word_and_graded_so(world: World) -> None:
    assert outcome(world.look(NOT_MODIFIED)) is CheckOutcome.NOT_MODIFIED
    assert (world.head.last_seen_at, world.head.last_seen_grade) == (BEGIN + HOUR, Grade.NOT_MODIFIED)
    assert world.head.last_bytes_at == BEGIN
    validators, _ = world.asked[-1]
    assert validators
    assert validators.etag == '"v1"'


def test_the_same_bytes_prove_that_the_list_holds(world: World) -> None:
    assert outcome(world.look(OLD_PAGE)) is CheckOutcome.IDENTICAL
    assert (world.head.last_seen_at, world.head.last_seen_grade) == (BEGIN + HOUR, Grade.BYTES)


def test_other_bytes_with_the_same_list_are_kept_and_nobody_is_told(world: World) -> None:
    before = world.head
    assert outcome(world.look(listed(*COMPANIES, note="built at 7"))) is CheckOutcome.UNCHANGED
    assert world.head.snapshot_id == before.snapshot_id
    assert world.head.capture_sha256 != before.capture_sha256
    assert world.told() == []


def test_a_page_that_was_only_reformatted_is_a_new_snapshot_without_an_alert(world: World) -> None:
    result = world.look(listed(*reversed(COMPANIES)))
    assert outcome(result) is CheckOutcome.REFORMATTED
    (revision,) = world.revisions()
    assert revision.comparison.outcome is CompareOutcome.REFORMATTED
    assert world.told() == []


def test_once_a_day_the_server_is_not_taken_at_its_word(world: World) -> None:
    world.look(NOT_MODIFIED, after=23 * HOUR)
    assert world.asked[-1][0] is not None
    world.look(OLD_PAGE, after=HOUR)
    assert world.asked[-1][0] is None, "no validators: the server must send the page"


def test_a_change_is_told_after_a_second_independent_look(world: World) -> None:
    first = world.look(NEW_PAGE)
    assert isinstance(first.finding, Waiting)
    assert first.finding.reason == AWAITING
    assert world.told() == []
    assert world.state.next_check_at == BEGIN + HOUR + MINUTE
    second = world.look(NEW_PAGE, after=MINUTE)
    assert world.asked[-1] == (None, True), "no cache and no validators"
    assert outcome(second) is CheckOutcome.CHANGED
    (alert,) = world.told()
    assert alert.kind is AlertKind.CHANGE


def test_the_window_is_counted_from_the_first_sight_not_from_our_confirmation(world: World) -> None:
    world.look(OLD_PAGE, after=17 * HOUR)  # 23:00
    world.look(NEW_PAGE, after=59 * MINUTE)  # 23:59, still 2 November
    revision = world.look(NEW_PAGE, after=5 * MINUTE).revision  # 00:04 on 3 November
    assert revision
    assert revision.after.first_seen_at == datetime(2026, 11, 2, 23, 59, tzinfo=UTC)
    assert revision.window
    assert (revision.window.trigger.earliest, revision.window.trigger.latest) == (
        date(2026, 11, 2),
        date(2026, 11, 2),
    )


def test_a_second_look_that_shows_something_else_again_waits_for_a_third(world: World) -> None:
    world.look(NEW_PAGE)
    other = listed(*COMPANIES, NEWER)
    assert isinstance(world.look(other, after=MINUTE).finding, Waiting)
    assert world.told() == []
    revision = world.look(other, after=2 * MINUTE).revision
    assert revision
    assert [c.name for c in revision.comparison.changes] == [NEWER[0]]
    assert revision.after.first_seen_at == BEGIN + HOUR, "since then the page was not the known one"


def test_a_change_that_is_gone_at_the_second_look_never_happened(world: World) -> None:
    world.look(NEW_PAGE)
    assert outcome(world.look(OLD_PAGE, after=MINUTE)) is CheckOutcome.IDENTICAL
    assert world.head.candidate is None
    assert (world.revisions(), world.told()) == ([], [])
    assert world.head.last_seen_at == BEGIN + HOUR + MINUTE


def test_a_failed_second_look_leaves_the_change_waiting(world: World) -> None:
    world.look(NEW_PAGE)
    world.look(FailureReason.TIMEOUT, after=MINUTE)
    revision = world.look(NEW_PAGE, after=5 * MINUTE).revision
    assert revision
    assert revision.after.first_seen_at == BEGIN + HOUR


def test_a_page_that_is_another_one_at_every_look_is_asked_less_and_less_and_then_told_as_trouble(
    world: World,
) -> None:
    waits = []
    at = HOUR
    for number in range(12):
        world.look(listed(*COMPANIES, (f"Random Company {number} GmbH", "Hosting", "Germany")), after=at)
        at = max(world.state.next_check_at - world.at, MINUTE)
        waits.append(at)
    assert sorted(waits[:6]) == waits[:6], "patience grows"
    assert world.revisions() == []
    assert world.state.last_reason == "unstable"
    assert [a.kind for a in world.told()] == [AlertKind.SOURCE_TROUBLE]
