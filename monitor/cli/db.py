"""``monitor db``: the store's schema."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from monitor.cli import inputs
from monitor.cli.output import console, text

app = typer.Typer(no_args_is_help=True, help="Set up and migrate the store.")


@app.command("upgrade", epilog="Example: `monitor db upgrade --config /etc/monitor/monitor.yaml`")
def upgrade(config: inputs.ConfigOption = inputs.DEFAULT_CONFIG) -> None:
    """Bring the store to the schema of this version; a SQLite file is backed up first. `monitor run` does it too."""
    settings = inputs.settings(config)
    with inputs.open_store(settings) as store:
        report = store.upgrade(at=datetime.now(UTC), backup_dir=settings.data_dir / "backups")
    console.print(f"[green]the store is up to date[/] {text(report)}")
