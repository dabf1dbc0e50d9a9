"""``monitor status`` where more than one daemon runs on the store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from typer.testing import CliRunner

from monitor.cli import app as program
from monitor.engine.daemons import Daemon
from monitor.store import Store
from tests.cli.desk import configured, database_in
from tests.databases import new_file


def test_status_names_the_daemons_where_they_are_too_many(tmp_path: Path) -> None:
    configured(tmp_path, "vendors: [{id: acme, name: Acme, sources: [{url: 'https://acme.example/list'}]}]\n")
    now = datetime.now(UTC)

    def status() -> str:
        done = CliRunner().invoke(program.app, ["status", "--config", str(tmp_path / "monitor.yaml")])
        assert done.exit_code == 0, (done.output, done.exception)
        return " ".join(done.output.split())

    with Store.open(new_file(database_in(tmp_path))) as store:
        store.beat(now, Daemon(7, "alpha").name)
        store.beat(now - timedelta(hours=1), Daemon(7, "gamma").name)
        assert "daemons run" not in status()
        store.beat(now, Daemon(7, "beta").name)
    said = status()
    assert "2 daemons run on this store: process 7 on alpha, last sign of life" in said
    assert "stop all but one" in said
    assert "gamma" not in said
