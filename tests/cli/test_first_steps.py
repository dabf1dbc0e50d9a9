"""The first quarter of an hour: nothing recorded yet, words mistyped, a change that must be waited for."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.check import AWAITING
from monitor.cli.check import second_look
from monitor.engine.checks import Result
from monitor.finding import Waiting
from monitor.model import CheckOutcome
from tests.cli.desk import configured
from tests.store.samples import source, vendor
from tests.terminal import monitor

TWO = """vendors:
  - {id: acme, name: Acme, sources: [{url: 'https://acme.example/a'}, {id: dpa, url: 'https://acme.example/b'}]}
"""
NOW = datetime(2026, 11, 2, 6, tzinfo=UTC)


def typed(*words: str, code: int = 0) -> str:
    """What is printed, to both sides, with one space between words."""
    done = monitor(*words)
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == code, said
    return " ".join(said.replace("│", " ").split())


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    return str(configured(tmp_path, TWO) / "monitor.yaml")


class TestBeforeTheFirstCheck:
    def test_status_says_what_is_configured_and_how_to_begin(self, config: str, tmp_path: Path) -> None:
        before = sorted(tmp_path.rglob("*"))
        said = typed("status", "--config", config)
        assert "2 sources configured, none checked yet: `monitor check` takes the baselines" in said
        assert sorted(tmp_path.rglob("*")) == before

    def test_machines_are_told_the_same(self, config: str) -> None:
        found = json.loads(monitor("status", "--json", "--config", config).stdout)
        assert found["sources"] == []
        assert found["never_checked"] == ["acme/dpa", "acme/list"]

    def test_a_store_without_checks_is_no_empty_configuration(self, config: str) -> None:
        typed("db", "upgrade", "--config", config)
        said = typed("status", "--config", config)
        assert "2 configured sources not checked yet: `monitor check` takes the baselines" in said

    @pytest.mark.parametrize(
        "command", [("windows",), ("report",), ("history", "acme"), ("verify",)], ids=" ".join
    )
    def test_reading_makes_no_store(self, config: str, tmp_path: Path, command: tuple[str, ...]) -> None:
        before = sorted(tmp_path.rglob("*"))
        said = typed(*command, "--config", config, code=5)
        assert "nothing was recorded yet: there is no store at" in said
        assert "`monitor check` takes the baselines" in said
        assert sorted(tmp_path.rglob("*")) == before


class TestWaitingForTheSecondLook:
    def result(self, wait: timedelta) -> Result:
        waiting = Waiting(CheckOutcome.CHANGED, NOW, AWAITING, look_again_at=NOW + wait)
        return Result(vendor(), source(), waiting)

    def test_whoever_waits_is_told_for_what(self) -> None:
        words = second_look(self.result(timedelta(seconds=60)))
        assert words == f"{source().id}: changed; a second look in 60 s makes sure"

    def test_what_the_command_does_not_wait_for_is_not_promised(self) -> None:
        assert second_look(self.result(timedelta(hours=6))) == ""


class TestMistypedWords:
    @pytest.mark.parametrize(
        ("words", "plain"),
        [
            (
                ("compare", "a", "b", "--kind", "xml"),
                "'--kind': 'xml' is not one of 'list', 'dpa', 'policy'.",
            ),
            (
                ("export", "register", "--format", "xml"),
                "'--format': 'xml' is not one of 'csv', 'xlsx', 'json'.",
            ),
            (("alert", "log", "--limit", "x"), "'--limit': write a whole number, such as 3."),
            (("alert", "log", "--limit", "0"), "'--limit': it should be greater than or equal to 1"),
            (
                ("clause", "confirm", "acme", "--by", "A", "--valid-from", "May"),
                "'--valid-from': 'May' is no day. Write it as 2026-12-01.",
            ),
        ],
        ids=" ".join,
    )
    def test_are_told_plainly(self, words: tuple[str, ...], plain: str) -> None:
        assert plain in typed(*words, code=2)

    def test_a_bad_value_is_named_before_what_is_missing(self) -> None:
        assert "notice: 'x' is no number of days" in typed("window", "--notice", "x", code=2)


def test_one_vendor_is_one_vendor(config: str) -> None:
    assert "valid: 1 vendor, 2 sources" in typed("config", "check", "--config", config)
