"""What people type in a hurry: examples pasted from the help, wrong paths, full disks, odd terminals."""

from __future__ import annotations

import logging
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from monitor.cli import app as program
from monitor.cli.output import _PIPED_WIDTH, CommandError, _width
from monitor.engine.checks import _broken
from monitor.store import StoreFailedError
from tests.store.samples import source, vendor
from tests.terminal import monitor, started

_EXAMPLE = re.compile(r"^(?:Examples?: )?`((?:[a-z]\S* [^`|]*\| )?monitor [^`]*)`", re.MULTILINE)
_LIST = (
    "<h1>Sub-processors</h1><table><tr><th>Name</th><th>Location</th></tr>"
    "<tr><td>Acme Inc</td><td>US</td></tr><tr><td>Bolt GmbH</td><td>Germany</td></tr></table>"
)


def commands() -> Iterator[tuple[list[str], Any]]:
    program._register()
    pending = [(["monitor"], typer.main.get_command(program.app))]
    while pending:
        path, command = pending.pop()
        yield path, command
        pending += [([*path, name], each) for name, each in getattr(command, "commands", {}).items()]


def examples() -> list[str]:
    return [found for _, command in commands() for found in _EXAMPLE.findall(command.epilog or "")]


def typed(*words: str, code: int = 0) -> str:
    """What is printed, to both sides."""
    done = monitor(*words)
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == code, said
    return said


def refused(*words: str) -> CommandError:
    program._register()
    done = CliRunner().invoke(program.app, list(words))
    assert isinstance(done.exception, CommandError), (done.output, done.exception)
    return done.exception


def test_every_command_shows_an_example() -> None:
    bare = [" ".join(path) for path, each in commands() if not hasattr(each, "commands") and not each.epilog]
    assert bare == []


def test_an_example_is_typed_as_the_command_expects_it() -> None:
    shown = examples()
    assert len(shown) > 50
    root = typer.main.get_command(program.app)
    for example in shown:
        ours = re.split(r" > | && ", example.rpartition("| ")[2])[0]
        context, command = None, root
        words = ["monitor", *shlex.split(ours)[1:]]
        while True:
            context = command.make_context(words[0], words[1:], parent=context)
            if not hasattr(command, "commands"):
                break
            rest = [*context._protected_args, *context.args]
            name, inner, remaining = command.resolve_command(context, rest)
            assert inner is not None, example
            command, words = inner, [str(name), *remaining]


def test_a_line_of_the_help_can_be_pasted_with_its_remark() -> None:
    for path, command in commands():
        for line in (command.epilog or "").split("\n\n"):
            remark = re.fullmatch(r"(?:Examples?: )?`monitor [^`]*`(.+)", line.strip())
            assert remark is None or remark[1].startswith(" # "), (path, line)


def test_a_wrong_path_is_said_once() -> None:
    assert str(refused("extract", "nowhere.html")).count("nowhere.html") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here to write to")
@pytest.mark.parametrize("words", [("knowledge", "severity_rules"), ("knowledge",), ("config", "schema")])
def test_output_that_does_not_fit_on_the_disk_is_said_in_a_line(words: tuple[str, ...]) -> None:
    done = started(*words, into="/dev/full")
    assert done.returncode == 4
    assert b"error: the output: No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_closed_output_is_no_reason_to_fail() -> None:
    line = f"{shlex.quote(sys.executable)} -m monitor knowledge adequacy >&-"
    done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("told", ["", "wide", "0", "-5"])
def test_a_width_that_is_none_is_not_counted(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", told)
    assert _width() == _PIPED_WIDTH


def test_a_width_that_is_none_is_no_reason_to_fail() -> None:
    assert b"adequacy" in started("knowledge", COLUMNS="wide").stdout


def test_versions_that_are_not_believed_need_a_person(tmp_path: Path) -> None:
    (tmp_path / "old.html").write_text(f"<html><body>{_LIST}</body></html>", encoding="utf-8")
    (tmp_path / "new.html").write_text("<html><body><h1>Please sign in</h1></body></html>", encoding="utf-8")
    pair = str(tmp_path / "old.html"), str(tmp_path / "new.html")
    assert "not believed" in typed("compare", *pair, "--exit-code", code=1)
    typed("compare", *pair)
    typed("compare", pair[0], pair[0], "--exit-code")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    inside = str(tmp_path / "file" / "folder")
    assert inside in str(refused("config", "schema", "--write", inside))


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "monitor.yaml").write_text("database: sqlite:///var/store.sqlite3\n", encoding="utf-8")
    (tmp_path / "vendors.yaml").write_text(
        "vendors: [{id: acme, name: Acme, sources: [{url: 'https://acme.example/list'}]}]\n", encoding="utf-8"
    )
    (tmp_path / "policy.yaml").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return str(tmp_path / "monitor.yaml")


def test_whoever_makes_a_new_store_is_told_where(config: str, tmp_path: Path) -> None:
    said = typed("db", "upgrade", "--config", config)
    assert f"a new, empty store: there was none at {tmp_path / 'var' / 'store.sqlite3'}" in said.replace(
        "\n", ""
    )
    assert "a relative 'database' counts from the folder you are in" in said.replace("\n", "")
    assert "new, empty store" not in typed("db", "upgrade", "--config", config)


def test_an_upgrade_says_in_words_what_it_did(config: str) -> None:
    assert "made anew, with version" in typed("db", "upgrade", "--config", config)
    assert "of the tables already" in typed("db", "upgrade", "--config", config)


def test_a_calendar_that_cannot_be_written_names_the_file_asked_for(config: str, tmp_path: Path) -> None:
    typed("db", "upgrade", "--config", config)
    wrong = str(tmp_path / "absent" / "deadlines.ics")
    assert str(refused("calendar", "--config", config, "--out", wrong)).startswith(f"{wrong}: ")


def test_a_full_disk_is_one_line_a_source_and_no_traceback(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        result = _broken(vendor(), source(), StoreFailedError("disk full (make room on the disk)"))
    assert result.error == "disk full (make room on the disk)"
    assert [record.exc_info for record in caplog.records] == [None]


def test_an_address_that_nothing_can_be_sent_to_is_a_mistake_of_the_configuration(config: str) -> None:
    routes = """alerts:
  routes:
    - {name: fine, to: ["mailto://127.0.0.1:25/?smtp=127.0.0.1&from=m@example.org&to=p@example.com"]}
    - {name: typo, to: ["slak://T000/B000/secrettoken"]}
    - name: short
      to: ["slack://secrettoken"]
"""
    Path(config).write_text(routes, encoding="utf-8")
    said = typed("config", "check", "--config", config, code=3)
    assert "monitor.yaml:4: route 'typo': “slak://…” is no address Apprise can read" in said
    assert "monitor.yaml:6: route 'short': “slack://…” is" in said
    assert "fine:" not in said
    assert "secrettoken" not in said


def test_a_configuration_without_vendors_is_said_to_watch_nothing(config: str, tmp_path: Path) -> None:
    (tmp_path / "vendors.yaml").write_text("vendors: []\n", encoding="utf-8")
    assert "nothing is watched" in typed("config", "check", "--config", config)
