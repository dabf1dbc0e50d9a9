"""A page that is not believed at once, and whose word is: patience, a person, or nobody."""

from __future__ import annotations

from monitor.model import (
    AlertKind,
    ChangeKind,
    CheckOutcome,
    Health,
)
from tests.check.pages import (
    COMPANIES,
    DAY,
    HOUR,
    LOGIN,
    MINUTE,
    NEW,
    NEW_PAGE,
    OLD_PAGE,
    change,
    listed,
    outcome,
)
from tests.world import BEGIN, World


def test_a_mass_removal_waits_for_hours_and_is_then_believed(world: World) -> None:
    almost_empty = listed(COMPANIES[0])
    first = world.look(almost_empty)
    assert outcome(first) is CheckOutcome.SUSPECT
    assert world.state.last_reason == "mass_removal"
    for _ in range(5):
        assert outcome(world.look(almost_empty)) is CheckOutcome.SUSPECT
    assert not world.told(), "it settles within hours: no trouble yet"
    assert world.head.listing_sha256 == world.store.recent_listings(world.source.id)[0]
    result = world.look(almost_empty)
    assert outcome(result) is CheckOutcome.CHANGED
    assert result.revision
    assert {c.kind for c in result.revision.comparison.changes} == {ChangeKind.REMOVED}
    assert result.revision.after.first_seen_at == BEGIN + HOUR


def test_a_mass_removal_in_another_row_order_at_every_look_is_believed_in_the_same_time(world: World) -> None:
    left = [COMPANIES[0], COMPANIES[1]]
    for number in range(6):
        order = left if number % 2 else left[::-1]
        assert outcome(world.look(listed(*order))) is CheckOutcome.SUSPECT
    assert outcome(world.look(listed(*left))) is CheckOutcome.CHANGED


def test_a_mass_removal_that_heals_was_none(world: World) -> None:
    world.look(listed(COMPANIES[0]))
    assert outcome(world.look(OLD_PAGE)) is CheckOutcome.IDENTICAL
    assert (world.revisions(), world.told(), world.state.health) == ([], [], Health.OK)


def test_a_look_that_was_never_believed_does_not_date_a_later_change(world: World) -> None:
    world.look(listed(COMPANIES[0]))  # half a page at 07:00
    world.look(NEW_PAGE, after=4 * HOUR)
    revision = world.look(NEW_PAGE, after=MINUTE).revision
    assert revision
    assert revision.after.first_seen_at == BEGIN + 5 * HOUR


def test_a_page_that_alternates_is_told_once(world: World) -> None:
    change(world, NEW_PAGE)
    for number in range(24):
        page = OLD_PAGE if number % 2 == 0 else NEW_PAGE
        result = world.look(page, after=5 * HOUR)
        assert outcome(result) in {CheckOutcome.SUSPECT, CheckOutcome.IDENTICAL}
    assert len(world.revisions()) == 1
    assert [alert.kind for alert in world.told()] == [AlertKind.CHANGE, AlertKind.SOURCE_TROUBLE]
    assert "gone back and forth 3 times" in str(world.told()[-1].payload)


def test_a_page_that_alternates_slowly_is_told_as_such_and_then_believed_no_more(world: World) -> None:
    change(world, NEW_PAGE)
    for number in range(60):  # half a day with the old list, half a day with the new
        world.look(OLD_PAGE if number // 6 % 2 == 0 else NEW_PAGE, after=2 * HOUR)
    assert len(world.told(AlertKind.CHANGE)) <= 3
    assert len(world.told(AlertKind.SOURCE_TROUBLE)) == 1


def test_a_row_that_goes_again_long_after_it_came_is_an_ordinary_removal(world: World) -> None:
    change(world, NEW_PAGE)
    world.look(NEW_PAGE, after=30 * DAY)
    revision = change(world, OLD_PAGE).revision
    assert revision
    assert [(c.kind, c.name) for c in revision.comparison.changes] == [(ChangeKind.REMOVED, NEW[0])]
    assert [alert.kind for alert in world.told()] == [AlertKind.CHANGE, AlertKind.CHANGE]


def test_a_change_that_is_truly_taken_back_is_told_hours_later(world: World) -> None:
    change(world, NEW_PAGE)
    for _ in range(6):
        assert outcome(world.look(OLD_PAGE)) is CheckOutcome.SUSPECT
    revision = world.look(OLD_PAGE).revision
    assert revision
    assert [(c.kind, c.name) for c in revision.comparison.changes] == [(ChangeKind.REMOVED, NEW[0])]
    assert [a.kind for a in world.told()] == [AlertKind.CHANGE, AlertKind.CHANGE], "and no trouble meanwhile"


def test_a_persons_word_stands_for_the_gate_and_the_second_look_and_is_on_record(world: World) -> None:
    almost_empty = listed(COMPANIES[0])
    world.look(almost_empty)
    world.tools.word_of = {world.source.id: "J. Doe"}
    revision = world.look(almost_empty, after=10 * MINUTE).revision
    assert revision
    assert {c.kind for c in revision.comparison.changes} == {ChangeKind.REMOVED}
    assert revision.after.first_seen_at == BEGIN + HOUR
    (kept,) = world.revisions()
    assert kept.comparison.reason == (
        "believed on the word of J. Doe, although: 7 of 8 rows are gone at once"
    )


def test_no_ones_word_makes_a_login_page_a_list(world: World) -> None:
    world.tools.word_of = {world.source.id: "J. Doe"}
    assert outcome(world.look(LOGIN)) is CheckOutcome.BLOCKED
    assert world.revisions() == []
