"""After an upgrade the same bytes may be read otherwise: nobody is told of that, and everybody of what really changed.

The reader of these tests is the real one until "the upgrade"; from then on it also reads what it used to overlook: the
remark that stands in brackets behind every purpose becomes a column of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import (
    Capture,
    ChangeKind,
    CheckOutcome,
    Field,
    Listing,
    NoListReason,
    Row,
    Source,
    Verdict,
)
from monitor.store import Store
from tests.world import NOT_MODIFIED, Read, ScriptedTools, World

MINUTE = timedelta(minutes=1)
ROWS = tuple((f"Company {letter} GmbH", f"Service {letter} (EU only)") for letter in "ABCDEFGH")


def page(*rows: tuple[str, str], nonce: int = 0) -> str:
    cells = "".join(f"<tr><td>{name}</td><td>{purpose}</td></tr>" for name, purpose in rows)
    return (
        f"<!doctype html><html lang=en><title>Sub-processors</title><!-- {nonce} --><h1>Our sub-processors</h1>"
        f"<table><tr><th>Sub-processor</th><th>Purpose</th></tr>{cells}</table></html>"
    )


class Upgraded(ScriptedTools):
    """The tools of a newer program, whose extraction finds more in the same bytes."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.extraction = "the newer extraction"

    async def read(self, source: Source, capture: Capture) -> Read:
        old = await super().read(source, capture)
        return Read(replace(old.listing, rows=tuple(map(taken_apart, old.listing.rows))), old.body)


class Blind(Upgraded):
    """The tools of a newer program whose extraction fails at this page."""

    async def read(self, source: Source, capture: Capture) -> Read:
        return Read(Listing(Verdict.NO_LIST, NoListReason.PROSE), capture.body)


def taken_apart(row: Row) -> Row:
    purpose, _, remark = row.fields[Field.PURPOSE].partition(" (")
    return replace(row, fields={**row.fields, Field.PURPOSE: purpose, Field.LOCATION: remark.rstrip(")")})


@pytest.fixture
def world(store: Store) -> Iterator[World]:
    """A world that knows the list, as the older program read it."""
    known = World(store)
    known.look(page(*ROWS))
    yield known
    assert store.verify() == []


def upgrade(world: World, tools: type[ScriptedTools] = Upgraded) -> None:
    world.tools = tools(world)


def outcome(world: World, answer: str) -> CheckOutcome:
    finding = world.look(answer).finding
    assert finding
    return finding.outcome


def test_a_snapshot_remembers_the_extraction_that_read_it(world: World) -> None:
    assert world.head.read_by == world.tools.extraction != ""


def test_the_first_look_after_an_upgrade_alerts_nobody(world: World) -> None:
    older = world.head.listing_sha256
    upgrade(world)
    assert outcome(world, page(*ROWS, nonce=1)) is CheckOutcome.UNCHANGED
    assert (world.revisions(), world.told(), world.head.candidate) == ([], [], None)
    assert world.head.listing_sha256 != older
    assert world.head.read_by == "the newer extraction"
    current = world.store.current(world.source.id)
    assert current
    assert {row.get(Field.LOCATION) for row in current.listing.rows} == {"EU only"}


def test_the_same_bytes_need_not_be_read_again_at_all(world: World) -> None:
    older = world.head.listing_sha256
    upgrade(world)
    assert outcome(world, NOT_MODIFIED) is CheckOutcome.NOT_MODIFIED
    assert outcome(world, page(*ROWS)) is CheckOutcome.IDENTICAL
    assert world.head.listing_sha256 == older
    assert outcome(world, page(*ROWS, nonce=2)) is CheckOutcome.UNCHANGED, "and are before anything else is"
    assert (world.revisions(), world.told()) == ([], [])


def test_what_changed_beside_the_upgrade_is_told_and_nothing_else(world: World) -> None:
    upgrade(world)
    changed = page(*ROWS, ("Newcomer Inc.", "Telephony (US only)"))
    assert outcome(world, changed) is CheckOutcome.SUSPECT
    world.look(changed, after=2 * MINUTE)
    (revision,) = world.revisions()
    assert [(c.kind, c.name) for c in revision.comparison.changes] == [(ChangeKind.ADDED, "Newcomer Inc.")]
    assert len(world.told()) == 1


def test_a_change_seen_once_before_the_upgrade_is_confirmed_after_it_and_dated_from_its_first_sight(
    world: World,
) -> None:
    changed = page(*ROWS, ("Newcomer Inc.", "Telephony (US only)"))
    world.look(changed)
    first_sight = world.at
    upgrade(world)
    world.look(changed, after=2 * MINUTE)
    world.look(changed, after=2 * MINUTE)
    (revision,) = world.revisions()
    assert [(c.kind, c.name) for c in revision.comparison.changes] == [(ChangeKind.ADDED, "Newcomer Inc.")]
    assert revision.after.first_seen_at == first_sight


def test_a_change_that_only_the_newer_extraction_sees_is_told(world: World) -> None:
    upgrade(world)
    moved = page((ROWS[0][0], "Service A (worldwide)"), *ROWS[1:])
    world.look(moved)
    world.look(moved, after=2 * MINUTE)
    (revision,) = world.revisions()
    assert [(c.field, c.before, c.after) for c in revision.comparison.changes] == [
        ("location", "EU only", "worldwide")
    ]


def test_an_extraction_that_fails_at_the_page_is_trouble_and_touches_nothing(world: World) -> None:
    older = world.head.listing_sha256
    upgrade(world, Blind)
    assert not outcome(world, page(*ROWS, nonce=1)).is_good
    assert world.head.listing_sha256 == older
    upgrade(world)
    assert outcome(world, page(*ROWS, nonce=2)).is_good
    assert (world.revisions(), world.told()) == ([], [])


def test_going_back_to_the_older_program_is_no_change_either(world: World) -> None:
    older = world.head.listing_sha256
    upgrade(world)
    world.look(page(*ROWS, nonce=1))
    upgrade(world, ScriptedTools)
    assert outcome(world, page(*ROWS, nonce=2)) is CheckOutcome.UNCHANGED
    assert world.head.listing_sha256 == older
    assert (world.revisions(), world.told()) == ([], [])


def test_a_page_that_comes_back_to_an_earlier_list_is_known_again_after_the_upgrade(world: World) -> None:
    changed = page(*ROWS, ("Newcomer Inc.", "Telephony (US only)"))
    world.look(changed)
    world.look(changed, after=2 * MINUTE)
    assert len(world.told()) == 1
    upgrade(world)
    finding = world.look(page(*ROWS)).finding
    assert finding
    assert (finding.outcome, finding.reason) == (CheckOutcome.SUSPECT, "flapping")
    world.look(page(*ROWS), after=2 * MINUTE)
    assert len(world.told()) == 1, "not believed until it has stood for hours"
