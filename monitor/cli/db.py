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
    with inputs.open_store(settings, make=True) as store:
        report = store.upgrade(at=datetime.now(UTC), backup_dir=settings.data_dir / "backups")
    if not report.changed:
        words = f"it has version {report.after} of the tables already"
    elif report.before is None:
        words = f"made anew, with version {report.after} of the tables"
    else:
        words = f"taken from version {report.before} of the tables to {report.after}"
    console.print(f"[green]the store is up to date:[/] {words}")
    if report.backup:
        console.print(f"the copy from before lies at {text(report.backup)}", soft_wrap=True)
