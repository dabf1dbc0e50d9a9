"""``monitor report``: the report of a revision."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import inputs
from monitor.cli.output import CommandError, Exit, console, print_json, table, text
from monitor.model import CompareOutcome
from monitor.report import ReportFormat

if TYPE_CHECKING:
    from monitor.store import Store

EPILOG = (
    "Examples:\n\n`monitor report` (lists the revisions)\n\n`monitor report k7w2p --format md > report.md`"
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report", epilog=EPILOG)(report)


def report(
    revision: Annotated[
        str | None, typer.Argument(help="Id of the revision; none lists the newest revisions.")
    ] = None,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
    format: Annotated[  # noqa: A002 - the word people type
        ReportFormat, typer.Option("--format", help="html, md, json or csv.")
    ] = ReportFormat.MARKDOWN,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file.")] = None,
    json: inputs.JsonOption = False,
) -> None:
    """Print the report of a revision: what changed, by when to act and why, and the evidence behind it."""
    from monitor.engine.reports import Reports
    from monitor.store import NotFoundError

    settings = inputs.settings(config)
    with inputs.open_store(settings, upgrade=True) as store:
        if revision is None:
            _list(store, as_json=json)
            return
        try:
            found = store.revision(revision)
        except NotFoundError as error:
            mend = "`monitor report` without an id lists them"
            raise CommandError(f"there is no revision '{revision}'", mend, Exit.INPUT) from error
        reports = Reports(
            store,
            settings.data_dir / "reports",
            settings.vendor,
            now=lambda: datetime.now(UTC),
            zone=settings.monitor.zone,
        )
        content = reports.render(found, ReportFormat.JSON if json else format)
    if output:
        output.write_bytes(content)
        console.print(f"written to {text(output)}")
    else:
        sys.stdout.buffer.write(content)


def _list(store: Store, *, as_json: bool) -> None:
    heads = [h for h in store.revision_heads(limit=50) if h.outcome is CompareOutcome.CHANGED]
    if as_json:
        print_json(
            [
                {
                    "revision": h.public_id,
                    "vendor": h.vendor_id,
                    "source": h.source_id,
                    "severity": h.severity.value,
                    "recorded_at": h.recorded_at.isoformat(),
                    "state": h.state.value,
                }
                for h in heads
            ]
        )
        return
    if not heads:
        console.print("nothing has changed yet")
        return
    grid = table("revision", "recorded (UTC)", "vendor", "source", "severity", "act by", "state")
    for h in heads:
        by = h.window.act_by if h.window else None
        grid.add_row(
            h.public_id,
            f"{h.recorded_at:%Y-%m-%d %H:%M}",
            text(h.vendor_name),
            h.source_id,
            h.severity.value,
            str(by or "—"),
            h.state.value,
        )
    console.print(grid)
