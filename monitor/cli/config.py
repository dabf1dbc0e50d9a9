"""``monitor config``: check the configuration files, and publish their schemas for editors."""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import inputs
from monitor.cli.output import CommandError, Exit, console, counted, print_json, table, text

if TYPE_CHECKING:
    from monitor.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Check the configuration; print the schemas for editors.")


@app.command("check", epilog="Example: `monitor config check --config /etc/monitor/monitor.yaml`")
def check(config: inputs.ConfigOption = inputs.DEFAULT_CONFIG, json: inputs.JsonOption = False) -> None:
    """Read both files and name every mistake with its line and the way to mend it."""
    from monitor.engine.policies import policy_of
    from monitor.engine.starting import check_start, warnings
    from monitor.settings import SettingsError, load

    try:
        settings = load(config)
        policy_of(settings)
        check_start(settings)
    except SettingsError as error:
        if json:
            problems = [
                {"file": p.file, "line": p.line, "what": p.what, "mend": p.mend} for p in error.problems
            ]
            print_json({"valid": False, "problems": problems})
            raise typer.Exit(Exit.CONFIGURATION) from error
        raise CommandError(str(error), code=Exit.CONFIGURATION) from error
    sources = [source for vendor in settings.vendors for source in vendor.sources]
    slow, others = _too_slow(settings), warnings(settings)
    if json:
        counts = {"vendors": len(settings.vendors), "sources": len(sources)}
        print_json({"valid": True, **counts, "problems": [], "warnings": [*slow, *others]})
        return
    grid = table("vendor", "source", "kind", "checked", "address")
    for vendor in settings.vendors:
        for source in vendor.sources:
            plan = source.schedule
            when = f"cron {plan.cron} {plan.zone}" if plan.cron else f"every {_span(plan.interval_s or 0)}"
            grid.add_row(text(vendor.name), source.id, source.kind.value, when, text(source.url))
    console.print(grid)
    counts_in_words = f"{counted(len(settings.vendors), 'vendor')}, {counted(len(sources), 'source')}"
    console.print(f"\n[green]valid:[/] {counts_in_words}")
    for words in slow:
        console.print(f"[yellow]too slow:[/] {text(words)}")
    for words in others:
        console.print(f"[yellow]warning:[/] {text(words)}")
    if not sources:
        console.print(f"[yellow]nothing is watched:[/] {text(settings.vendors_path)} names no vendor")
    if not settings.routes:
        console.print(
            "[yellow]nobody is told:[/] alerts.routes in monitor.yaml is empty; changes are only recorded"
        )


def _write(folder: Path, schemas: dict[str, dict[str, Any]]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, found in schemas.items():
            content = json_module.dumps(found, indent=2, ensure_ascii=False)
            (folder / f"{name}.schema.json").write_text(content + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{folder}: {error.strerror or error}", "name another folder") from error


def _too_slow(settings: Settings) -> list[str]:
    """Sources whose schedule is too slow for their clause, a sentence each."""
    from datetime import UTC, datetime

    from monitor.engine.unseen import too_slow

    now = datetime.now(UTC)
    found = (too_slow(source, vendor, now) for vendor in settings.vendors for source in vendor.sources)
    return [words for words in found if words]


def _span(seconds: int) -> str:
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


@app.command("schema", epilog="Example: `monitor config schema vendors > vendors.schema.json`")
def schema(
    which: Annotated[str, typer.Argument(metavar="monitor|vendors", help="Which file.")] = "vendors",
    write: Annotated[Path | None, typer.Option(help="Write both schemas into this folder.")] = None,
) -> None:
    """Print the JSON Schema of a configuration file."""
    from monitor.settings import json_schema

    schemas = {"monitor": json_schema("monitor"), "vendors": json_schema("vendors")}
    if write:
        _write(write, schemas)
        return
    if which not in schemas:
        raise CommandError(f"there is no schema '{which}'", "monitor or vendors", Exit.USAGE)
    print_json(schemas[which])
