"""``monitor compare``: what changed between two versions of a list."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.cli import inputs
from monitor.cli.output import Exit, console, print_json, table, text
from monitor.model import CompareOutcome, Comparison, Listing, SourceKind, Verdict, shapes

EPILOG = "Example: `monitor compare january.html february.html --json`"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("compare", epilog=EPILOG)(compare)


def compare(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The earlier version: file or address.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The later version: file or address.")],
    json: inputs.JsonOption = False,
    kind: Annotated[
        SourceKind | None, typer.Option("--kind", help="What the documents are; by default seen from them.")
    ] = None,
    allow_private: inputs.PrivateOption = False,
    exit_code: Annotated[
        bool,
        typer.Option(
            "--exit-code", help="Exit with 1 where something changed, or a version is not believed."
        ),
    ] = False,
) -> None:
    """Compare two versions: rows added, removed, renamed and changed; or only reformatted; or not to be believed."""
    asked = kind or SourceKind.LIST
    before = inputs.listing(inputs.capture(old, allow_private=allow_private), asked)
    after = inputs.listing(inputs.capture(new, allow_private=allow_private), asked)
    comparison = judge_pair(kind, before, after)
    if json:
        print_json(shapes.comparison_shape(comparison))
    else:
        show(comparison)
    if exit_code and (comparison.changes or comparison.outcome is CompareOutcome.SUSPECT):
        raise typer.Exit(Exit.ATTENTION)


def judge_pair(kind: SourceKind | None, before: Listing, after: Listing) -> Comparison:
    """Gate, then compare; two versions without any list are compared as prose."""
    from monitor.compare import compare_listings, gate

    if kind is None:
        neither = before.verdict is Verdict.NO_LIST and after.verdict is Verdict.NO_LIST
        kind = SourceKind.POLICY if neither and before.paragraphs and after.paragraphs else SourceKind.LIST
    suspicion = gate(before, after, kind=kind)
    if suspicion:
        return Comparison(CompareOutcome.SUSPECT, reason=f"{suspicion.reason.value}: {suspicion.sentence}")
    return compare_listings(kind, before, after)


def show(comparison: Comparison) -> None:
    """A comparison as a table for people."""
    words = {
        CompareOutcome.UNCHANGED: "[green]unchanged[/]",
        CompareOutcome.REFORMATTED: "[green]only reformatted[/]",
        CompareOutcome.CHANGED: "[bold]changed[/]",
        CompareOutcome.SUSPECT: "[bold yellow]not believed[/]",
    }
    reason = f": {text(comparison.reason)}" if comparison.reason else ""
    console.print(words[comparison.outcome] + reason)
    if comparison.changes:
        grid = table("what", "name", "field", "before", "after", "section")
        for change in comparison.changes:
            name = text(change.name)
            if change.before_name and change.before_name != change.name:
                name = f"{text(change.before_name)} → {name}"
            grid.add_row(
                change.kind.value,
                name,
                text(change.field or ""),
                text(change.before or "", 120),
                text(change.after or "", 120),
                text(change.group or "", 40),
            )
        console.print(grid)
        console.print(f"\n{comparison.unchanged_rows} rows unchanged")
    for note in comparison.cosmetic_notes:
        console.print(f"[dim]only formally different: {text(note)}[/]")
