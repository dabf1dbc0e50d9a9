"""A person at a terminal, with a store of which a test says what happened in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from monitor.cli import app as program
from monitor.cli.output import CommandError
from monitor.model import Revision
from monitor.store import Store


@dataclass
class Desk:
    """The folder with the configuration and the store, and the revision the person is to work on."""

    folder: Path
    revision: Revision

    def types(self, *words: str, code: int = 0) -> str:
        """What the command prints; it must leave with this code."""
        done = CliRunner().invoke(program.app, [*words, "--config", str(self.folder / "monitor.yaml")])
        assert done.exit_code == code, (done.output, done.exception)
        return done.output

    def reads(self, *words: str) -> Any:
        """The JSON that the command prints."""
        return json.loads(self.types(*words, "--json"))

    def is_refused(self, *words: str) -> CommandError:
        """The error in which the command ends."""
        done = CliRunner().invoke(program.app, [*words, "--config", str(self.folder / "monitor.yaml")])
        assert isinstance(done.exception, CommandError), (done.output, done.exception)
        return done.exception

    def store(self) -> Store:
        return Store.open(f"sqlite:///{database_in(self.folder)}")


def database_in(folder: Path) -> Path:
    """Where a desk's store is."""
    return folder / "monitor.sqlite3"


def configured(folder: Path, vendors: str, *settings: str) -> Path:
    """A folder with these vendors and further lines of configuration; returns the folder."""
    (folder / "vendors.yaml").write_text(vendors, encoding="utf-8")
    lines = (f"database: sqlite:///{database_in(folder)}", *settings, "")
    (folder / "monitor.yaml").write_text("\n".join(lines), encoding="utf-8")
    program._register()
    return folder
