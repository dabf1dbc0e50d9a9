"""``monitor who``: over the lists of all vendors, now and once."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor.cli.app import _register, app
from monitor.cli.output import CommandError
from monitor.engine.who import who
from monitor.model import Field
from monitor.store import Store
from tests.databases import new_file
from tests.world import BEGIN, World

STEADY = tuple((f"Company {letter} GmbH", "Hosting", "Germany") for letter in "ABCDEF")
TWILIO = ("Twilio Inc.", "Text messages", "United States")
SENDGRID = ("SendGrid", "E-mail", "United States")


def page(*rows: tuple[str, str, str]) -> str:
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        "<!doctype html><html lang=en><title>Sub-processors</title><h1>Our sub-processors</h1><table>"
        f"<tr><th>Sub-processor</th><th>Purpose</th><th>Location</th></tr>{cells}</table></html>"
    )


def say(world: World, number: int, answer: str, after: timedelta = timedelta(hours=1)) -> None:
    world.look_at_all({f"vendor-{number}/list": answer}, after)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Three vendors: the first has Twilio from the beginning, the second gains SendGrid, the third loses Twilio."""
    made = World.new(tmp_path, sources=3)
    with_twilio = page(*STEADY, TWILIO)
    made.look_at_all(
        {"vendor-1/list": with_twilio, "vendor-2/list": page(*STEADY), "vendor-3/list": with_twilio}
    )
    for number, answer in ((2, page(*STEADY, SENDGRID)), (3, page(*STEADY))):
        say(made, number, answer)
        say(made, number, answer, after=timedelta(minutes=2))
    return made


def test_every_vendor_that_uses_it_is_named_with_purpose_place_and_time(world: World) -> None:
    answer = who(world.store, "twilio")
    assert answer.vendors == ("Vendor 1", "Vendor 2")
    first, second = answer.uses
    assert (first.row.name, first.row.get(Field.PURPOSE), first.row.get(Field.LOCATION)) == TWILIO
    assert (first.since, first.since_first_look, first.until) == (BEGIN + timedelta(hours=1), True, None)
    assert (second.row.name, second.why, second.since_first_look) == (
        "SendGrid",
        "known to belong to Twilio",
        False,
    )
    assert second.since == BEGIN + timedelta(hours=2), "the first sight, not the second"


def test_the_evidence_is_the_snapshot_that_shows_it(world: World) -> None:
    use = who(world.store, "Twilio").uses[0]
    assert use.snapshot == world.store.current("vendor-1/list")
    assert world.store.body(use.snapshot.capture_sha256).decode() == page(*STEADY, TWILIO)
    assert "row" in use.row.where


def test_who_once_used_it_is_told_where_that_is_asked_for(world: World) -> None:
    assert "Vendor 3" not in {use.vendor_name for use in who(world.store, "Twilio").uses}
    past = [use for use in who(world.store, "Twilio", past=True).uses if use.until is not None]
    assert [(use.vendor_name, use.row.name) for use in past] == [("Vendor 3", "Twilio Inc.")]
    assert past[0].until == BEGIN + timedelta(hours=3, minutes=2)


def test_a_name_that_is_on_no_list_brings_names_that_come_close(world: World) -> None:
    answer = who(world.store, "Twillio")
    assert answer.uses == ()
    assert "Twilio Inc." in answer.near
    assert who(world.store, "Zzyzx Quux").near == ()


def test_another_company_of_the_group_is_named_where_it_was_not_counted(world: World) -> None:
    local = ("Twilio Ireland Operations Limited", "Support", "Ireland")
    for after in (timedelta(hours=1), timedelta(minutes=2)):
        say(world, 3, page(*STEADY, local), after)
    answer = who(world.store, "Twilio")
    assert answer.vendors == ("Vendor 1", "Vendor 2")
    assert answer.near == ("Twilio Ireland Operations Limited",)


def test_an_empty_store_answers_nobody(tmp_path: Path) -> None:
    with Store.open(new_file(tmp_path / "empty.sqlite3")) as store:
        answer = who(store, "Twilio", past=True)
    assert (answer.uses, answer.lists, answer.near) == ((), 0, ())


@pytest.fixture
def config(world: World, tmp_path: Path) -> Path:
    """A configuration over the world's store."""
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "vendors.yaml").write_text("vendors: []\n", encoding="utf-8")
    (folder / "policy.yaml").write_text("", encoding="utf-8")
    file = folder / "monitor.yaml"
    file.write_text(
        f"database: sqlite:///{tmp_path / 'world.sqlite3'}\ndata_dir: {tmp_path / 'data'}\nvendors: vendors.yaml\n"
        "policy: policy.yaml\n",
        encoding="utf-8",
    )
    return file


@pytest.fixture(scope="module", autouse=True)
def commands() -> None:
    if not any(command.name == "who" for command in app.registered_commands):
        _register()


def typed(config: Path, *arguments: str) -> str:
    done = CliRunner().invoke(app, ["who", *arguments, "--config", str(config)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_the_command_prints_a_table_for_people_and_json_for_machines(config: Path) -> None:
    told = typed(config, "twilio", "--all")
    assert "Vendor 2" in told, told
    assert "used by 2 vendors now; 3 lists looked at" in told
    answer = json.loads(typed(config, "twilio", "--json"))
    assert answer["vendors"] == ["Vendor 1", "Vendor 2"]
    assert {use["evidence"]["snapshot"] for use in answer["uses"]} != set()
    assert "near it: Twilio Inc." in typed(config, "Twillio")


def test_a_persons_word_is_recorded_and_changes_the_answer_from_then_on(config: Path, world: World) -> None:
    typed(config, "SendGrid", "--not-same", "Twilio", "--by", "Ada Berg", "--why", "sold")
    assert json.loads(typed(config, "Twilio", "--json"))["vendors"] == ["Vendor 1"]
    answer = json.loads(typed(config, "Twilio", "--same-as", "SendGrid", "--by", "Ben", "--json"))
    assert answer["vendors"] == ["Vendor 1", "Vendor 2"]
    assert [r["by"] for r in answer["rulings"]] == ["Ben"]
    assert [(r.same, r.made_by) for r in world.store.name_rulings()] == [(False, "Ada Berg"), (True, "Ben")]
    assert world.store.verify() == []


@pytest.mark.parametrize(
    "arguments",
    [["Twilio", "--same-as", "SendGrid"], ["Twilio", "--same-as", "twilio", "--by", "Ada"], [" "]],
)
def test_a_word_without_a_speaker_or_a_second_name_is_refused(config: Path, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        CliRunner().invoke(app, ["who", *arguments, "--config", str(config)], catch_exceptions=False)
