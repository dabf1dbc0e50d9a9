"""Contracts, and lists whose way of reading or address is changed by whoever configures them."""

from __future__ import annotations

from pathlib import Path

from monitor.model import (
    FIELD_CLAUSE,
    AlertKind,
    ChangeKind,
    CheckOutcome,
    Field,
    Hints,
    SourceKind,
)
from tests.check.pages import (
    COMPANIES,
    NEW,
    OLD_PAGE,
    change,
    dpa,
    listed,
    outcome,
)
from tests.world import World


def test_a_contract_whose_objection_period_shrinks_is_told_as_a_changed_clause(tmp_path: Path) -> None:
    world = World.new(tmp_path, kind=SourceKind.DPA)
    world.look(dpa("30"))
    revision = change(world, dpa("14")).revision
    assert revision
    assert [(c.field, c.before, c.after) for c in revision.comparison.changes] == [
        (FIELD_CLAUSE, "30 calendar days", "14 calendar days")
    ]
    assert revision.window is None, "a contract's edit starts no objection period of its own"
    assert [a.kind for a in world.told()] == [AlertKind.CHANGE]


TWO_LISTS = listed(
    *COMPANIES[:4],
    extra="<h2>Affiliates</h2><table><tr><th>Sub-processor</th><th>Purpose</th><th>Location</th></tr>"
    "<tr><td>Vendor One Ireland Ltd</td><td>Support</td><td>Ireland</td></tr>"
    "<tr><td>Vendor One Japan KK</td><td>Support</td><td>Japan</td></tr></table>",
)


def names(world: World) -> list[str]:
    current = world.store.current(world.source.id)
    assert current
    return [row.get(Field.NAME) or "" for row in current.listing.rows]


def test_a_hint_that_reads_the_same_bytes_otherwise_is_a_technical_version(tmp_path: Path) -> None:
    world = World.new(tmp_path)
    world.look(TWO_LISTS)
    assert len(names(world)) == 6
    world.configure(hints=Hints(leave_out=("Affiliates",)))
    assert outcome(world.look(TWO_LISTS)) is CheckOutcome.UNCHANGED
    assert names(world) == [name for name, _, _ in COMPANIES[:4]]
    assert (world.revisions(), world.told(), world.head.reread) == ([], [], False)
    assert world.store.verify() == []


def test_a_hint_on_a_page_whose_bytes_always_differ_is_no_change_either(tmp_path: Path) -> None:
    world = World.new(tmp_path)
    world.look(TWO_LISTS)
    world.configure(hints=Hints(leave_out=("Affiliates",)))
    assert (
        outcome(world.look(TWO_LISTS.replace("<!--  -->", "<!-- nonce 4711 -->"))) is CheckOutcome.UNCHANGED
    )
    assert len(names(world)) == 4
    assert (world.revisions(), world.told()) == ([], [])


def test_what_changed_while_the_hint_was_edited_is_told_and_nothing_else(tmp_path: Path) -> None:
    world = World.new(tmp_path)
    world.look(TWO_LISTS)
    world.configure(hints=Hints(leave_out=("Affiliates",)))
    cells = "".join(f"<td>{cell}</td>" for cell in NEW)
    changed = TWO_LISTS.replace("</table>", f"<tr>{cells}</tr></table>", 1)
    revision = change(world, changed).revision
    assert revision
    assert [(c.kind, c.name) for c in revision.comparison.changes] == [(ChangeKind.ADDED, NEW[0])]


def test_a_hint_that_finds_no_list_is_trouble_and_touches_nothing(tmp_path: Path) -> None:
    world = World.new(tmp_path)
    world.look(TWO_LISTS)
    before = names(world)
    world.configure(hints=Hints(leave_out=("Our sub-processors", "Affiliates")))
    assert not outcome(world.look(TWO_LISTS)).is_good
    assert names(world) == before
    assert world.head.reread, "the next way of reading is tried as well"
    world.configure(hints=Hints())
    assert outcome(world.look(TWO_LISTS)).is_good
    assert world.told() == []


def test_a_list_that_moved_to_another_address_with_the_same_rows_is_no_change(world: World) -> None:
    world.configure(url="https://vendor-1.example/legal/sub-processors")
    assert world.asked
    result = world.look(OLD_PAGE)
    assert outcome(result) is CheckOutcome.UNCHANGED
    assert world.head.final_url == world.source.url, "the capture of the new address is kept"
    assert world.asked[-1][0] is None, "the old address's validators mean nothing here"
    assert (world.revisions(), world.told()) == ([], [])
