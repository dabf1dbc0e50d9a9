"""``monitor reextract``: what today's extraction reads in the bytes that are kept, and taking it over."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import inputs
from monitor.cli.output import Exit, console, errors, print_json, table, text
from monitor.model import Source, Vendor
from monitor.model.shapes import comparison_shape

if TYPE_CHECKING:  # the engine is half a second to import
    from monitor.engine.reextract import Reextracted, ReextractOptions
    from monitor.settings import Settings

EPILOG = (
    "Nothing is fetched and nobody is alerted. Without `--apply` nothing is written either. What is applied becomes a "
    "technical version of the same snapshot; later checks compare with it.\n\n"
    "Examples:\n\n`monitor reextract`\n\n`monitor reextract hubspot cloudflare/list --apply`\n\n"
    "`monitor reextract --all --json`"
)
_SHOWN = 12
_WORDS = {
    "same": "reads the same",
    "form": "the same in other form",
    "differs": "[bold]reads otherwise[/]",
    "doubtful": "[yellow]doubtful[/]",
    "no_list": "[yellow]no list found[/]",
    "not_kept": "[yellow]bytes not kept[/]",
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("reextract", epilog=EPILOG)(reextract)


def reextract(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[VENDOR|SOURCE]…", help="Which; all where none is named.")
    ] = None,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
    apply: Annotated[bool, typer.Option("--apply", help="Take today's reading over.")] = False,
    every: Annotated[
        bool, typer.Option("--all", help="Past snapshots too, not only the current ones.")
    ] = False,
    doubtful: Annotated[
        bool, typer.Option("--doubtful", help="With --apply: also where most rows would go. Look first.")
    ] = False,
    json: inputs.JsonOption = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 where something reads otherwise.")
    ] = False,
) -> None:
    """Read the kept captures again with today's extraction, and show what would differ."""
    from monitor.engine.reextract import ReextractOptions, Rereading

    settings = inputs.settings(config)
    pairs = inputs.choose(settings, names or [])
    options = ReextractOptions(every=every, apply=apply, doubtful=doubtful)
    with inputs.explained():
        results = asyncio.run(_run(settings, pairs, options, quiet=json))
    if json:
        print_json(
            {"applied": apply, "snapshots": [shape(result) for result in results], "totals": totals(results)}
        )
    else:
        show(results, apply=apply)
    alike = {Rereading.SAME, Rereading.FORM}
    if exit_code and any(result.rereading not in alike for result in results):
        raise typer.Exit(Exit.ATTENTION)


async def _run(
    settings: Settings, pairs: list[tuple[Vendor, Source]], options: ReextractOptions, *, quiet: bool
) -> list[Reextracted]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from monitor.engine.extraction_version import extraction_fingerprint
    from monitor.engine.reader import Reader
    from monitor.engine.reextract import reextract as reextracted

    limits = settings.monitor.extract
    reader = Reader(processes=limits.processes, timeout_s=limits.timeout, memory_mb=limits.memory_mb)
    progress = Progress(
        TextColumn("reading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("[dim]{task.fields[last]}"),
        console=errors,
        transient=True,
        disable=quiet or not errors.is_terminal,
    )
    with inputs.open_store(settings, upgrade=True) as store, progress:
        bar = progress.add_task("read", total=len(pairs), last="")
        async with reader:
            return await reextracted(
                store,
                reader,
                pairs,
                options,
                extraction=extraction_fingerprint(),
                now=lambda: datetime.now(UTC),
                on_source=lambda source: progress.update(bar, advance=1, last=source.id),
            )


def show(results: list[Reextracted], *, apply: bool) -> None:
    """What reads otherwise, source by source, then the totals."""
    from monitor.compare import change_line

    told = [result for result in results if result.rereading.value != "same"]
    if told:
        grid = table("source", "snapshot of", "today's extraction", "rows", "applied", "why not")
        for result in told:
            rows = f"{result.rows_before} → {result.rows_after}"
            grid.add_row(
                text(result.source.id),
                f"{result.first_seen_at:%Y-%m-%d}",
                _WORDS[result.rereading.value],
                rows if result.rows_before != result.rows_after else str(result.rows_before),
                "yes" if result.applied else "no",
                text(result.reason, 160),
            )
        console.print(grid)
    for result in told:
        changes = result.comparison.changes if result.comparison else ()
        if changes:
            console.print(f"\n[bold]{text(result.source.id)}[/], snapshot of {result.first_seen_at:%Y-%m-%d}")
        for change in changes[:_SHOWN]:
            console.print(f"  {text(change_line(change), 300)}")
        if len(changes) > _SHOWN:
            console.print(f"  and {len(changes) - _SHOWN} more (--json shows all)")
    console.print(("\n" if told else "") + summary(results))
    waiting = any(result.rereading.value in {"form", "differs"} and not result.applied for result in results)
    if waiting and not apply:
        console.print("Take it over with: monitor reextract --apply   (nobody is alerted)")


def totals(results: list[Reextracted]) -> dict[str, int]:
    """How many snapshots came out how."""
    counts = Counter(result.rereading.value for result in results)
    return {
        "snapshots": len(results),
        **{word: counts[word] for word in _WORDS},
        "applied": sum(r.applied for r in results),
    }


def summary(results: list[Reextracted]) -> str:
    """The totals in a sentence."""
    count = totals(results)
    if not count["snapshots"]:
        return "nothing is known of these sources yet; `monitor check` looks at them"
    words = {
        "same": "read the same",
        "form": "in other form",
        "differs": "otherwise",
        "doubtful": "doubtful",
        "no_list": "without a list",
        "not_kept": "not kept",
    }
    parts = [f"{count[key]} {word}" for key, word in words.items() if count[key]]
    number = f"{count['snapshots']} {'snapshot' if count['snapshots'] == 1 else 'snapshots'}"
    return f"{number}: {', '.join(parts)}; {count['applied']} applied, nobody alerted"


def shape(result: Reextracted) -> dict[str, object]:
    """One snapshot for machines; ``comparison`` as ``monitor compare --json`` prints it."""
    return {
        "vendor": result.vendor.id,
        "source": result.source.id,
        "snapshot": result.snapshot_id,
        "first_seen_at": result.first_seen_at.isoformat(),
        "rereading": result.rereading.value,
        "rows_before": result.rows_before,
        "rows_after": result.rows_after,
        "reason": result.reason or None,
        "applied": result.applied,
        "comparison": comparison_shape(result.comparison) if result.comparison else None,
    }
