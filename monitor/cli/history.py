"""``monitor history``: everything on record about a vendor."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.cli import inputs
from monitor.cli.narrow import fitted
from monitor.cli.output import CommandError, Exit, console, print_json, table, text

EPILOG = "Examples:\n\n`monitor history infobip`\n\n`monitor history infobip --since 2026-11-01 --json`"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("history", epilog=EPILOG)(history)


def history(
    vendor: Annotated[str, typer.Argument(help="Id of the vendor.")],
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
    since: Annotated[str | None, typer.Option(help="Only from this day or instant on (UTC).")] = None,
    json: inputs.JsonOption = False,
) -> None:
    """Show changes, windows, decisions, notices and terms of a vendor in the order of time."""
    from zoneinfo import ZoneInfo

    from monitor.assess.windows_facts import parse_instant
    from monitor.engine import history as records
    from monitor.engine.findings import notice_findings

    settings = inputs.settings(config)
    inputs.vendor(settings, vendor)
    try:
        start = parse_instant("since", since, ZoneInfo("UTC"))
    except ValueError as error:
        raise CommandError(str(error), code=Exit.USAGE) from error
    with inputs.open_store(settings, upgrade=True) as store:
        entries = records.history(store, vendor, since=start)
        findings = [f for f in notice_findings(store) if f.vendor_id == vendor]
    if json:
        print_json(
            [
                {
                    "at": e.at.isoformat(),
                    "kind": e.kind.value,
                    "subject": e.subject,
                    "words": e.words,
                    "by": e.by or None,
                }
                for e in entries
            ]
        )
        return
    if not entries:
        console.print("nothing is on record yet")
        return
    grid = table("at (UTC)", "what", "id", "by", "")
    for e in entries:
        grid.add_row(f"{e.at:%Y-%m-%d %H:%M}", e.kind.value, e.subject, text(e.by), text(e.words))
    console.print(fitted(grid, console))
    for finding in findings:
        console.print(f"[yellow]{text(finding.words)}[/]")
