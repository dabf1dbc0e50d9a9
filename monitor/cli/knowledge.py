"""``monitor knowledge``: the dated data files that rules stand on, and their age."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer

from monitor import knowledge
from monitor.cli import inputs
from monitor.cli.output import CommandError, Exit, console, print_json, table, text


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("knowledge", epilog="Example: `monitor knowledge adequacy`")(show)


def show(
    name: Annotated[str | None, typer.Argument(help="A file, to print it whole.")] = None,
    json: inputs.JsonOption = False,
) -> None:
    """List the knowledge files with date, age and sources; or print one."""
    if name:
        if name not in knowledge.file_names():
            raise CommandError(
                f"there is no knowledge file '{name}'",
                f"there are: {', '.join(knowledge.file_names())}",
                Exit.USAGE,
            )
        print_json(_plain(knowledge.load(name)))
        return
    today = datetime.now(UTC).date()
    entries = []
    for each in knowledge.file_names():
        about = knowledge.load(each).get("about", {})
        as_of = about.get("as_of")
        as_of = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
        entries.append((each, about.get("subject", ""), as_of, list(about.get("sources", []))))
    if json:
        print_json(
            [
                {
                    "name": n,
                    "subject": s,
                    "as_of": d.isoformat() if d else None,
                    "age_days": (today - d).days if d else None,
                    "sources": src,
                }
                for n, s, d, src in entries
            ]
        )
        return
    grid = table("file", "as of", "age", "subject")
    for each, subject, as_of, _ in entries:
        age = f"{(today - as_of).days} d" if as_of else "?"
        grid.add_row(each, str(as_of or "?"), age, text(subject))
    console.print(grid)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
