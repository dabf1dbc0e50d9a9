"""``monitor windows``: the open objection windows, the most pressing first."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import inputs
from monitor.cli.narrow import fitted
from monitor.cli.output import SEVERITY_STYLE, Exit, console, print_json, table, text

if TYPE_CHECKING:
    from monitor.engine.findings import NoticeFinding
    from monitor.review.standing import OpenWindow

EPILOG = (
    "Examples:\n\n`monitor windows`\n\n`monitor windows --exit-code` # exits with 1 where one is overdue or to be "
    "acted on\n\n`monitor windows --vendor infobip --json`"
)
_STYLE = {
    "overdue": "bold white on red",
    "grey_zone": "bold red",
    "act_now": "bold yellow",
    "open": "green",
    "no_deadline": "dim",
}
_WORDS = {
    "overdue": "OVERDUE",
    "grey_zone": "GREY ZONE",
    "act_now": "act now",
    "open": "open",
    "no_deadline": "no deadline",
}

_TOO_LATE = "a letter can still reserve rights"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("windows", epilog=EPILOG)(windows)


def windows(
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
    vendor: Annotated[str | None, typer.Option(help="Only this vendor.")] = None,
    json: inputs.JsonOption = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 where a window asks for action.")
    ] = False,
) -> None:
    """Show every undecided change by the day to act by; overdue, grey zone and unconfirmed terms are marked.

    What lapsed in the last thirty days is shown too, as overdue: a letter can still reserve rights.
    """
    from monitor.engine.deciding import Deciding
    from monitor.engine.findings import notice_findings
    from monitor.review.standing import Standing, by_urgency, open_window

    settings = inputs.settings(config)
    if vendor:
        inputs.choose(settings, [vendor])
    now = datetime.now(UTC)
    with inputs.open_store(settings, upgrade=True) as store:
        deciding = Deciding(store, settings.vendor, settings.monitor.zone)
        waiting = [*store.open_revisions(), *deciding.lapsed_lately(now)]
        heads = [h for h in waiting if vendor in (None, h.vendor_id)]
        rows = sorted((open_window(h, deciding.today(h.vendor_id, now)) for h in heads), key=by_urgency)
        findings = [f for f in notice_findings(store) if vendor in (None, f.vendor_id)]
    if json:
        print_json({"windows": [shape(row) for row in rows], "findings": [f.shape for f in findings]})
    else:
        _show(rows, findings)
    pressing = {Standing.OVERDUE, Standing.GREY_ZONE, Standing.ACT_NOW}
    if exit_code and any(row.head.open and row.standing in pressing for row in rows):
        raise typer.Exit(Exit.ATTENTION)


def _show(rows: list[OpenWindow], findings: list[NoticeFinding]) -> None:
    if not rows:
        console.print("[green]no change waits for a decision[/]")
    else:
        grid = table("act by", "deadline", "standing", "vendor", "revision", "severity", "state", "note")
        for row in rows:
            head, window = row.head, row.head.window
            grid.add_row(
                _day(window.act_by if window else None),
                _between(window.deadline.earliest, window.deadline.latest) if window else "—",
                f"[{_STYLE[row.standing]}]{_WORDS[row.standing]}[/]",
                text(head.vendor_name, 40),
                head.public_id,
                f"[{SEVERITY_STYLE[head.severity]}]{head.severity.value}[/]",
                head.state.value,
                ", ".join([m.replace("_", " ") for m in row.marks] + ([] if head.open else [_TOO_LATE])),
            )
        console.print(fitted(grid, console))
        console.print("\nDecide with: monitor decide REVISION STATE --by NAME --why REASON")
    for finding in findings:
        console.print(f"[yellow]{text(finding.words)}[/]")


def _day(day: date | None) -> str:
    return f"{day:%a} {day:%Y-%m-%d}" if day else "—"


def _between(first: date | None, last: date | None) -> str:
    if first == last:
        return _day(first)
    return f"{first:%Y-%m-%d} to {last:%Y-%m-%d}" if first and last else f"by {last or '—'}"


def shape(row: OpenWindow) -> dict[str, Any]:
    """An open window for machines; ``window`` as ``monitor window --json`` prints it."""
    from monitor.model import shapes

    head = row.head
    return {
        "revision": head.public_id,
        "vendor": head.vendor_id,
        "vendor_name": head.vendor_name,
        "source": head.source_id,
        "severity": head.severity.value,
        "state": head.state.value,
        "standing": row.standing.value,
        "overdue": row.standing.value == "overdue",
        "grey_zone": row.standing.value == "grey_zone",
        "unconfirmed": "unconfirmed" in row.marks,
        "marks": list(row.marks),
        "recorded_at": head.recorded_at.isoformat(),
        "window": shapes.window_shape(head.window) if head.window else None,
    }
