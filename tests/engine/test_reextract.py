"""``monitor reextract``: the kept bytes under today's extraction, reported, and taken over without a word to anybody.

"The older program" of these tests overlooked a column; today's extraction is the real one, in its child process.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.engine.extraction_version import extraction_fingerprint
from monitor.engine.reader import Reader
from monitor.engine.reextract import Reextracted, ReextractOptions, Rereading, reextract
from monitor.model import Capture, CheckOutcome, Field, Hints, Source
from monitor.store import EventKind, Store
from tests.terminal import monitor
from tests.world import Read, ScriptedTools, World

NAMES = tuple(f"Company {letter} GmbH" for letter in "ABCDEFGHIJ")
AFFILIATES = "".join(f"<tr><td>Vendor {n} Ltd</td><td>Support {n}</td></tr>" for n in range(12))


def page(*names: str, note: str = "", tail: str = "") -> str:
    cells = "".join(f"<tr><td>{name}</td><td>Hosting</td><td>Germany</td></tr>" for name in names)
    return (
        f"<!doctype html><html lang=en><title>Sub-processors</title><!-- {note} --><h1>Our sub-processors</h1>"
        f"<table><tr><th>Sub-processor</th><th>Purpose</th><th>Location</th></tr>{cells}</table>{tail}</html>"
    )


class Older(ScriptedTools):
    """The tools of an older program: it overlooked where the companies are."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.extraction = "the older extraction"

    async def read(self, source: Source, capture: Capture) -> Read:
        found = await super().read(source, capture)
        rows = tuple(
            replace(row, fields={f: t for f, t in row.fields.items() if f is not Field.LOCATION})
            for row in found.listing.rows
        )
        columns = tuple(c for c in found.listing.columns if c.field is not Field.LOCATION)
        return Read(replace(found.listing, rows=rows, columns=columns), found.body)


@pytest.fixture
def world(store: Store) -> Iterator[World]:
    """A world that knows the list, as the older program read it."""
    known = World(store)
    known.tools = Older(known)
    known.look(page(*NAMES))
    yield known
    assert store.verify() == []


def again(world: World, **options: bool) -> list[Reextracted]:
    async def run() -> list[Reextracted]:
        async with Reader() as reader:
            return await reextract(
                world.store,
                reader,
                [(vendor, source) for vendor in world.vendors for source in vendor.sources],
                ReextractOptions(**options),
                extraction=extraction_fingerprint(),
                now=lambda: world.at,
            )

    return asyncio.run(run())


def places(world: World) -> set[str | None]:
    current = world.store.current(world.source.id)
    assert current
    return {row.get(Field.LOCATION) for row in current.listing.rows}


def rereadings(world: World) -> int:
    return sum(event.kind == EventKind.SNAPSHOT_REREAD for event in world.store.events())


def test_what_would_read_otherwise_is_reported_in_the_words_of_changes_and_nothing_is_written(
    world: World,
) -> None:
    before = world.head
    (found,) = again(world)
    assert (found.rereading, found.rows_before, found.rows_after) == (Rereading.DIFFERS, 10, 10)
    assert found.comparison
    assert [(c.field, c.name) for c in found.comparison.changes] == [("column", "Location")]
    assert not found.applied
    assert (world.head, rereadings(world)) == (before, 0)


def test_what_is_applied_is_a_technical_version_and_nobody_is_told(world: World) -> None:
    (found,) = again(world, apply=True)
    assert found.applied
    assert places(world) == {"Germany"}
    assert world.head.read_by == extraction_fingerprint()
    assert world.head.snapshot_id == found.snapshot_id, "the snapshot and its span are what they were"
    assert (world.revisions(), world.told(), rereadings(world)) == ([], [], 1)


def test_applying_again_finds_nothing_to_do(world: World) -> None:
    again(world, apply=True)
    (found,) = again(world, apply=True)
    assert (found.rereading, found.comparison, rereadings(world)) == (Rereading.SAME, None, 1)


def test_later_checks_compare_with_the_version_that_was_applied(world: World) -> None:
    again(world, apply=True)
    world.tools = ScriptedTools(world)
    finding = world.look(page(*NAMES, note="another nonce")).finding
    assert finding
    assert finding.outcome is CheckOutcome.UNCHANGED
    changed = page(*NAMES, "Newcomer Inc.")
    world.look(changed)
    world.look(changed, after=timedelta(minutes=2))
    (revision,) = world.revisions()
    assert [c.name for c in revision.comparison.changes] == ["Newcomer Inc."]


def test_a_reading_in_which_most_rows_would_go_is_applied_only_when_somebody_looked(tmp_path: Path) -> None:
    known = World.new(tmp_path)
    more = f"<h2>Affiliates</h2><table><tr><th>Sub-processor</th><th>Purpose</th></tr>{AFFILIATES}</table>"
    known.look(page(*NAMES[:3], tail=more))
    hinted = replace(known.source, hints=Hints(leave_out=("Affiliates",)))
    known.vendors = (replace(known.vendors[0], sources=(hinted,)),)
    (found,) = again(known, apply=True)
    assert (found.rereading, found.rows_before, found.rows_after) == (Rereading.DOUBTFUL, 15, 3)
    assert (found.applied, rereadings(known)) == (False, 0)
    assert found.reason
    (found,) = again(known, apply=True, doubtful=True)
    assert (found.applied, rereadings(known)) == (True, 1)
    assert (known.revisions(), known.told()) == ([], [])


def test_past_snapshots_are_read_again_where_that_is_asked_for(world: World) -> None:
    changed = page(*NAMES, "Newcomer Inc.")
    world.look(changed)
    world.look(changed, after=timedelta(minutes=2))
    told = len(world.told())
    assert len(again(world)) == 1
    found = again(world, every=True, apply=True)
    assert [(f.rereading, f.rows_before) for f in found] == [(Rereading.DIFFERS, 10), (Rereading.DIFFERS, 11)]
    assert (len(world.revisions()), len(world.told()), rereadings(world)) == (1, told, 2)


def test_a_source_of_which_nothing_is_known_gives_nothing(tmp_path: Path) -> None:
    assert again(World.new(tmp_path)) == []


def test_a_way_of_reading_that_finds_no_list_is_never_applied(world: World) -> None:
    before = world.head
    world.vendors = (
        replace(
            world.vendors[0],
            sources=(replace(world.source, hints=Hints(leave_out=("Our sub-processors",))),),
        ),
    )
    (found,) = again(world, apply=True, doubtful=True)
    assert (found.rereading, found.applied) == (Rereading.NO_LIST, False)
    assert found.reason
    assert world.head == before


def test_bytes_that_are_not_kept_are_said_to_be_so(tmp_path: Path) -> None:
    known = World.new(tmp_path)
    known.look(page(*NAMES))
    with known.store._writing() as connection:
        connection.exec_driver_sql("DELETE FROM body")
    (found,) = again(known, apply=True)
    assert (found.rereading, found.applied) == (Rereading.NOT_KEPT, False)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration over a store that the older program filled."""
    known = World.new(tmp_path)
    known.tools = Older(known)
    known.look(page(*NAMES))
    (tmp_path / "vendors.yaml").write_text(
        "vendors:\n  - id: vendor-1\n    name: Vendor 1\n    sources:\n      - url: https://vendor-1.example/page\n",
        encoding="utf-8",
    )
    file = tmp_path / "monitor.yaml"
    file.write_text(
        f"database: sqlite:///{tmp_path / 'world.sqlite3'}\ndata_dir: {tmp_path / 'data'}\nvendors: vendors.yaml\n",
        encoding="utf-8",
    )
    return file


def test_the_command_reports_applies_and_has_then_nothing_more_to_say(config: Path) -> None:
    def typed(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        return monitor("reextract", "--config", str(config), *arguments)

    told = typed("--exit-code")
    assert told.returncode == 1, "something reads otherwise"
    assert b"vendor-1/list" in told.stdout
    assert b"Location" in told.stdout
    assert b"monitor reextract --apply" in told.stdout
    applied = json.loads(typed("vendor-1", "--apply", "--json").stdout)
    assert (applied["totals"]["differs"], applied["totals"]["applied"]) == (1, 1)
    assert applied["snapshots"][0]["comparison"]["changes"][0]["field"] == "column"
    again_ = typed("--exit-code")
    assert (again_.returncode, again_.stderr) == (0, b"")
    assert b"1 read the same" in again_.stdout
    assert typed("no-such-vendor").returncode == 2
