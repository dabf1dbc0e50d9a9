"""``monitor replay``: what the monitor would have said about an archive of one page."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import inputs
from monitor.cli.output import SEVERITY_STYLE, CommandError, Exit, console, errors, print_json, table, text
from monitor.model import (
    Alert,
    AlertKind,
    ClauseTerms,
    CompareOutcome,
    Revision,
    RunsFrom,
    SourceKind,
    with_judgements,
)
from monitor.model.shapes import change_shape, window_shape

if TYPE_CHECKING:  # the engine is half a second to import
    from monitor.engine.replay import Replayed, ReplayOptions
    from monitor.engine.replay_versions import Version

EPILOG = (
    "Files are named by number and date, like `007_2024-05-30.html`, or by date alone, or like a web archive names "
    "them (`20240530061500.html`).\n\n"
    "Examples:\n\n"
    "`monitor replay captures/acme`\n\n"
    "`monitor replay captures/acme --terms 'notice 10 days, objection 30 days, list_update' --json`"
)
_TERM = re.compile(r"(notice|objection)\s+(.+)\Z", re.IGNORECASE)
_SHOWN_CHANGES = 12
_NAME_WIDTHS = ((120, 32), (100, 14), (0, 4))  # from so many columns on, so much of a file's name is shown


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("replay", epilog=EPILOG)(replay)


def replay(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder with the dated captures of one page.")
    ],
    json: inputs.JsonOption = False,
    kind: inputs.KindOption = SourceKind.LIST,
    terms: Annotated[
        str | None,
        typer.Option(
            help="The contract's terms, for windows: 'notice 10 days, objection 30 days, list_update'."
        ),
    ] = None,
    every: Annotated[str, typer.Option(help="As if the page had been looked at this often.")] = "6h",
    only_captures: Annotated[
        bool, typer.Option("--only-captures", help="Count the captures alone as looks: windows grow wide.")
    ] = False,
    file_times: Annotated[
        bool, typer.Option("--file-times", help="A file without a date in its name counts from its own time.")
    ] = False,
    changes: Annotated[
        bool, typer.Option("--changes", help="Also print every change of every revision.")
    ] = False,
) -> None:
    """Replay dated captures of one page: the revisions and alerts that would have been."""
    from monitor.engine.replay import ReplayOptions
    from monitor.engine.replay_versions import NoVersionsError, versions_of
    from monitor.settings.units import seconds

    try:
        step = None if only_captures else timedelta(seconds=seconds(every))
        options = ReplayOptions(kind=kind, terms=parse_terms(terms) if terms else None, every=step)
    except ValueError as error:
        raise CommandError(str(error), code=Exit.USAGE) from error
    try:
        versions = versions_of(folder, file_times=file_times)
        results = asyncio.run(_run(versions, options, quiet=json))
    except (NoVersionsError, OSError) as error:
        raise CommandError(str(error)) from error
    if json:
        print_json(shape(folder, options, results))
    else:
        show(results, changes=changes)
        for version in versions:
            if version.oddity:
                errors.print(f"[yellow]note[/] {text(version.name)}: {text(version.oddity)}")


def parse_terms(words: str) -> ClauseTerms:
    """Terms from words such as ``notice 10 business days, objection 30 days, list_update``.

    Raises ValueError with an example for anything else.
    """
    from monitor.settings.units import period

    given: dict[str, Any] = {}
    for part in filter(None, (part.strip() for part in words.split(","))):
        low = part.lower().replace(" ", "_")
        if low in list(RunsFrom):
            given["runs_from"] = RunsFrom(low)
        elif found := _TERM.match(part):
            given[found[1].lower()] = period(found[2])
        else:
            raise ValueError(
                f"'{part}' is no term; write it like 'notice 10 days, objection 30 days, list_update' "
                f"(the last: {', '.join(RunsFrom)})"
            )
    if not given:
        raise ValueError(
            "no terms are given; write them like 'notice 10 days, objection 30 days, list_update'"
        )
    return ClauseTerms(**given, where="command line", confirmed_by="command line")


async def _run(versions: list[Version], options: ReplayOptions, *, quiet: bool) -> list[Replayed]:
    from monitor.engine.reader import Reader
    from monitor.engine.replay import replay as replayed

    async with Reader() as reader:
        if quiet or not errors.is_terminal:
            return await replayed(versions, reader, options)
        with errors.status("replaying") as status:
            done = 0

            def next_one(result: Replayed) -> None:
                nonlocal done
                done += 1
                status.update(f"replaying: {done} of {len(versions)} ({text(result.version.name)})")

            return await replayed(versions, reader, options, next_one)


def show(results: list[Replayed], *, changes: bool = False) -> None:
    """What came of every version, for people, then the totals."""
    grid = table("date", "version", "outcome", "severity", "changes", "act by", "told")
    for column in grid.columns:
        column.no_wrap = column.header not in {"changes", "told"}
    grid.columns[1].overflow = "ellipsis"
    grid.columns[1].max_width = next(room for width, room in _NAME_WIDTHS if console.width >= width)
    grid.columns[4].min_width = 12
    for result in results:
        revision = result.revision
        material = revision is not None and bool(revision.comparison.changes)
        window = revision.window if revision else None
        severity = revision.severity.value if revision and material else ""
        grid.add_row(
            f"{result.at:%Y-%m-%d}",
            text(result.version.name),
            ("[bold]changed[/]" if material else result.outcome.value.replace("_", " ")),
            f"[{SEVERITY_STYLE[severity]}] {severity} [/]" if severity else "",
            text(summary(revision) if revision and material else result.finding.detail, 160),
            f"{window.act_by:%Y-%m-%d}" if window and window.act_by else "",
            "\n".join(told_as(alert) for alert in result.alerts),
        )
    console.print(grid)
    if changes:
        for result in results:
            if result.revision and result.revision.comparison.changes:
                _show_changes(result, result.revision)
    total = totals(results)
    console.print(
        f"\n{total['versions']} versions, {total['revisions']} revisions ({total['changed']} changed, "
        f"{total['reformatted']} only reformatted), {total['suspect']} not believed, {total['alerts']} alerts "
        f"({total['change_alerts']} of changes, {total['trouble_alerts']} of trouble)"
    )


def told_as(alert: Alert) -> str:
    """An alert in a word or two; a trouble that was told before is told again."""
    again = " again" if alert.payload.get("repeat") else ""
    return alert.kind.value.replace("_", " ") + again


def summary(revision: Revision) -> str:
    """The changes of a revision in one line: ``2 added: A, B; 1 renamed: C``."""
    by_kind: dict[str, list[str]] = {}
    for change in revision.comparison.changes:
        by_kind.setdefault(change.kind.value, []).append(change.name)
    parts = []
    for kind, names in by_kind.items():
        distinct = list(dict.fromkeys(names))
        shown = ", ".join(distinct[:_SHOWN_CHANGES]) + (" …" if len(distinct) > _SHOWN_CHANGES else "")
        parts.append(f"{len(names)} {kind}: {shown}")
    return "; ".join(parts)


def _show_changes(result: Replayed, revision: Revision) -> None:
    console.print(f"\n[bold]{result.at:%Y-%m-%d}[/]  {text(result.version.name)}")
    for change, judgement in with_judgements(revision.comparison.changes, revision.judgements):
        severity = judgement.severity.value if judgement else ""
        name = text(change.name, 80)
        if change.before_name and change.before_name != change.name:
            name = f"{text(change.before_name, 80)} → {name}"
        arrow = f": {text(change.before, 100)} → {text(change.after, 100)}" if change.field else ""
        console.print(f"  {severity:8}  {change.kind.value} {name} {text(change.field or '')}{arrow}")


def totals(results: list[Replayed]) -> dict[str, int]:
    """The counts over a whole archive."""
    revisions = [r.revision for r in results if r.revision]
    changed = sum(r.comparison.outcome is CompareOutcome.CHANGED for r in revisions)
    return {
        "versions": len(results),
        "revisions": len(revisions),
        "changed": changed,
        "reformatted": len(revisions) - changed,
        "suspect": sum(not r.outcome.is_good for r in results),
        "alerts": sum(len(r.alerts) for r in results),
        "change_alerts": sum(r.told(AlertKind.CHANGE) for r in results),
        "trouble_alerts": sum(r.told(AlertKind.SOURCE_TROUBLE) for r in results),
    }


def shape(folder: Path, options: ReplayOptions, results: list[Replayed]) -> dict[str, object]:
    """A replay for machines."""
    return {
        "folder": str(folder),
        "kind": options.kind.value,
        "versions": [_version_shape(result) for result in results],
        "totals": totals(results),
    }


def _version_shape(result: Replayed) -> dict[str, object]:
    revision, finding = result.revision, result.finding
    pairs = with_judgements(revision.comparison.changes, revision.judgements) if revision else ()
    return {
        "file": result.version.name,
        "at": result.at.isoformat(),
        "oddity": result.version.oddity or None,
        "looks": result.looks,
        "outcome": finding.outcome.value,
        "reason": finding.reason or None,
        "detail": finding.detail or None,
        "severity": revision.severity.value if revision and revision.comparison.changes else None,
        "changes": [
            change_shape(change)
            | {"severity": judged.severity.value if judged else None, "rule": judged.rule if judged else None}
            for change, judged in pairs
        ],
        "cosmetic_notes": list(revision.comparison.cosmetic_notes) if revision else [],
        "window": window_shape(revision.window) if revision and revision.window else None,
        "alerts": [{"id": a.id, "kind": a.kind.value, "severity": a.severity.value} for a in result.alerts],
    }
