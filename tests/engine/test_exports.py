"""Registers of past days and reports of periods, from a store that real checks filled; and the commands for them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import jsonschema
import pytest
from typer.testing import CliRunner

from monitor.cli import app as program
from monitor.cli.output import CommandError
from monitor.engine.exports import chain_sheet, decisions_sheet, lists_at, register_sheet
from monitor.engine.originals import captured, original
from monitor.engine.periods import gather
from monitor.engine.reports import Reports
from monitor.knowledge.speech import Language
from monitor.model import DecisionState, FailureReason
from monitor.report import Period, render_period
from monitor.store import Store
from tests.world import BEGIN, World

STEADY = tuple((f"Company {letter} GmbH", "Hosting", "Germany") for letter in "ABCDEF")
TWILIO = ("Twilio Inc.", "Text messages", "United States")
HOUR = timedelta(hours=1)


def page(*rows: tuple[str, str, str]) -> str:
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        "<!doctype html><html lang=en><title>Sub-processors</title><h1>Our sub-processors</h1><table>"
        f"<tr><th>Sub-processor</th><th>Purpose</th><th>Location</th></tr>{cells}</table></html>"
    )


@cache
def four_days() -> tuple[bytes, datetime]:
    """A store's file, and the time: the first vendor gains Twilio on the third day, the second fails on the fourth."""
    with TemporaryDirectory() as folder:
        made = World.new(Path(folder), sources=2)
        made.look_at_all({"vendor-1/list": page(*STEADY), "vendor-2/list": page(*STEADY)}, HOUR)
        gained = page(*STEADY, TWILIO)
        made.look_at_all({"vendor-1/list": gained}, timedelta(days=2))
        made.look_at_all({"vendor-1/list": gained}, timedelta(minutes=2))
        made.look_at_all({"vendor-2/list": FailureReason.SERVER_ERROR}, timedelta(days=1))
        made.store.close()
        return (Path(folder) / "world.sqlite3").read_bytes(), made.at


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Two vendors, watched for four days."""
    file, at = four_days()
    path = tmp_path / "world.sqlite3"
    path.write_bytes(file)
    with Store.open(f"sqlite:///{path}") as store:
        yield World(store, sources=2, at=at)


def reports(world: World) -> Reports:
    vendors = {vendor.id: vendor for vendor in world.vendors}
    return Reports(world.store, Path("reports"), vendors.get, now=lambda: world.at)


def period(world: World, *, language: Language = Language.ENGLISH, vendor: str | None = None) -> Period:
    return gather(
        world.store,
        reports(world),
        [each for each in world.vendors if vendor in {None, each.id}],
        start=BEGIN,
        end=world.at + HOUR,
        now=world.at,
        everybody=vendor is None,
        language=language,
    )


class TestRegister:
    def test_it_shows_the_lists_as_they_stood_on_the_day_that_is_asked_for(self, world: World) -> None:
        first = register_sheet(world.store, BEGIN.date(), world.at)
        today = register_sheet(world.store, world.at.date(), world.at)
        assert sum(row["vendor_id"] == "vendor-1" for row in first.rows) == 6
        assert sum(row["vendor_id"] == "vendor-1" for row in today.rows) == 7
        (gained,) = [row for row in today.rows if row["name"] == "Twilio Inc."]
        assert gained["seen_since"].startswith("2026-11-04T")
        assert all(row["seen_since"].startswith("2026-11-02T") for row in today.rows if row is not gained)

    def test_on_a_day_before_the_first_check_every_list_is_said_to_be_unknown(self, world: World) -> None:
        found, silent = lists_at(world.store, BEGIN - timedelta(days=1))
        assert found == []
        assert [each.why for each in silent] == ["no list was known yet on that day"] * 2

    def test_the_chain_has_every_vendor_with_its_entries(self, world: World) -> None:
        made = chain_sheet(world.store, world.at.date(), world.at, {})
        assert [row["B_05.02.0050 rank"] for row in made.rows] == ["1", *"2" * 7, "1", *"2" * 6]

    def test_decisions_are_those_of_the_span(self, world: World) -> None:
        (revision,) = world.revisions()
        world.store.add_decision(
            revision.id,
            expected=DecisionState.DETECTED,
            state=DecisionState.ACKNOWLEDGED,
            made_by="=Anna",
            why="Seen.",
            at=world.at,
        )
        day = world.at.date()
        assert len(decisions_sheet(world.store, day, day, world.at).rows) == 1
        assert decisions_sheet(world.store, day, day, world.at, "vendor-2").rows == ()
        before = day - timedelta(days=9)
        assert decisions_sheet(world.store, before, before, world.at).rows == ()


class TestPeriods:
    def test_the_periodic_review_counts_what_happened_and_what_is_open(self, world: World) -> None:
        text = render_period(period(world), format="md").decode()
        assert "# All vendors, 2 November 2026 to 5 November 2026" in text
        assert "1 revision with changes that matter. 1 is not decided yet." in text
        assert "| Documents watched | 2 |" in text
        assert "undecided; act by" in text
        assert "Twilio Inc." in text
        assert "vendor\\-2/list: 1 failed check" in text or "vendor-2/list: 1 failed check" in text

    def test_a_vendor_alone_has_its_changes_in_full(self, world: World) -> None:
        content = render_period(period(world, vendor="vendor-1"), format="docx")
        document = docx.Document(io.BytesIO(content))
        headings = [p.text for p in document.paragraphs if p.style.name == "Heading 2"]
        assert headings[0].startswith("Added  Twilio Inc.")

    def test_its_json_keeps_the_published_shape_and_its_csv_has_a_line_per_change(self, world: World) -> None:
        folder = files("monitor.report")
        schema = json.loads(folder.joinpath("period.schema.json").read_text())
        one = json.loads(folder.joinpath("report.schema.json").read_text())
        document = json.loads(render_period(period(world), format="json"))
        jsonschema.validate(document, schema)
        for revision in document["revisions"]:
            jsonschema.validate(revision, one)
        text = render_period(period(world), format="csv").decode().removeprefix("\ufeff")
        assert [row["name"] for row in csv.DictReader(io.StringIO(text))] == ["Twilio Inc."]

    @pytest.mark.parametrize("language", Language)
    def test_it_speaks_every_language(self, world: World, language: Language) -> None:
        text = render_period(period(world, language=language), format="html").decode()
        title = {"en": "All vendors", "de": "Alle Anbieter", "fr": "Tous les fournisseurs"}[language.value]
        assert f"<h1>{title}" in text

    def test_an_empty_period_says_so(self, world: World) -> None:
        empty = gather(
            world.store,
            reports(world),
            world.vendors,
            start=BEGIN - timedelta(days=9),
            end=BEGIN - timedelta(days=2),
            now=world.at,
            everybody=True,
        )
        text = render_period(empty, format="md").decode()
        assert "No list and no contract terms changed in this period." in text


class TestOriginals:
    def test_the_captured_page_is_at_hand_as_text(self, world: World) -> None:
        (revision,) = world.revisions()
        found = captured(world.store, revision.after)
        assert found is not None
        assert found.is_text
        assert found.text == page(*STEADY, TWILIO)
        shown = original(world.store, revision.before, "https://monitor.example.com/reports/x/before")
        assert shown is not None
        assert shown.text == page(*STEADY)


@pytest.fixture
def config(world: World, tmp_path: Path) -> Path:
    program._register()
    listed = "".join(
        f"  - id: {vendor.id}\n    name: {vendor.name}\n    sources: [{{id: list, url: {vendor.sources[0].url}}}]\n"
        for vendor in world.vendors
    )
    (tmp_path / "vendors.yaml").write_text("vendors:\n" + listed)
    path = tmp_path / "monitor.yaml"
    path.write_text(f"database: sqlite:///{tmp_path}/world.sqlite3\ndata_dir: {tmp_path}\n")
    return path


def typed(config: Path, *arguments: str) -> str:
    done = CliRunner().invoke(program.app, [*arguments, "--config", str(config)])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout


def refused(config: Path, *arguments: str) -> str:
    done = CliRunner().invoke(program.app, [*arguments, "--config", str(config)])
    assert isinstance(done.exception, CommandError), (done.output, done.exception)
    return f"{done.exception}; {done.exception.mend}"


class TestCommands:
    def test_export_register_prints_the_day(self, config: Path) -> None:
        text = typed(config, "export", "register", "--at", "2026-11-02").removeprefix("\ufeff")
        assert {row["as_of"] for row in csv.DictReader(io.StringIO(text))} == {"2026-11-02"}

    def test_export_writes_a_workbook_to_a_file(self, config: Path, tmp_path: Path) -> None:
        target = tmp_path / "b_05_02.xlsx"
        assert "written to" in typed(config, "export", "chain", "--format", "xlsx", "-o", str(target))
        assert target.read_bytes().startswith(b"PK")

    def test_report_of_a_period_in_another_language(self, config: Path, world: World) -> None:
        last = world.at.date().isoformat()
        text = typed(config, "report", "--all", "--from", "2026-11-01", "--to", last, "--language", "de")
        assert text.startswith("# Alle Anbieter, 1. November 2026 bis")

    def test_report_of_one_revision_as_word_document(
        self, config: Path, world: World, tmp_path: Path
    ) -> None:
        (revision,) = world.revisions()
        target = tmp_path / "report.docx"
        typed(config, "report", revision.public_id, "--format", "docx", "--language", "fr", "-o", str(target))
        assert docx.Document(str(target)).core_properties.language == "fr"

    @pytest.mark.parametrize(
        ("words", "why"),
        [
            (
                ("export", "register", "--at", "2026-02-31"),
                "--at: '2026-02-31' is no day; write it as 2026-09-30",
            ),
            (("export", "register", "--at", "2999-01-01"), "lies in the future"),
            (("export", "decisions", "--from", "2026-12-01", "--to", "2026-01-01"), "swap --from and --to"),
            (("export", "chain", "--vendor", "vendor-9"), "there is no vendor 'vendor-9'"),
            (("report", "--all", "--vendor", "vendor-1"), "one of them"),
            (("report", "--from", "2026-01-01"), "--from and --to belong to --vendor or --all"),
            (
                ("report", "--all", "--from", "2026-12-01", "--to", "2026-01-01"),
                "ends (2026-01-01) before it begins",
            ),
            (("report", "--all", "--from", "2999-01-01"), "--from lies in the future"),
            (("report", "--all", "--from", "yesterday"), "--from: 'yesterday' is no day"),
        ],
    )
    def test_what_cannot_be_meant_is_refused_with_the_way_to_mend_it(
        self, config: Path, words: tuple[str, ...], why: str
    ) -> None:
        assert why in refused(config, *words)
