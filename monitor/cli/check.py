"""``monitor check``: check now, and tell what was found."""

from __future__ import annotations

import asyncio
import math
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import inputs
from monitor.cli.output import (
    SEVERITY_STYLE,
    CommandError,
    Exit,
    console,
    counted,
    errors,
    print_json,
    table,
    text,
)
from monitor.model import CheckOutcome, Source, Vendor
from monitor.model.shapes import comparison_shape, window_shape

if TYPE_CHECKING:  # the engine is half a second to import: no other command should pay for it
    from monitor.engine.checks import Result
    from monitor.engine.noticing import Linked
    from monitor.settings import Settings

EPILOG = (
    "Examples:\n\n`monitor check`\n\n`monitor check hubspot cloudflare/dpa --json`\n\n"
    "`monitor check hubspot/list --believe --by 'J. Doe'` # after looking at the page yourself"
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check", epilog=EPILOG)(check)


def check(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[VENDOR|SOURCE]…", help="Which; all where none is named.")
    ] = None,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
    json: inputs.JsonOption = False,
    send: Annotated[bool, typer.Option("--send/--no-send", help="Deliver the alerts that follow.")] = True,
    believe: Annotated[
        bool,
        typer.Option(
            "--believe",
            help="Take what these pages show now for true, whatever speaks against it: your word counts.",
        ),
    ] = False,
    by: Annotated[str | None, typer.Option("--by", help="Whose word it is; the user, if not said.")] = None,
) -> None:
    """Check sources now: fetch, read, compare with the last snapshot, record, and deliver what follows."""
    from monitor.engine.starting import check_start

    if believe and not names:
        raise CommandError("--believe is for sources you have looked at yourself", "name them", Exit.USAGE)
    if by and not believe:
        raise CommandError("--by says whose word it is", "say it with --believe", Exit.USAGE)
    settings = inputs.settings(config)
    pairs = inputs.choose(settings, names or [])
    word_of = {source.id: inputs.who(by) for _, source in pairs} if believe else {}
    with inputs.explained():
        check_start(settings)
        results, linked = asyncio.run(_run(settings, pairs, send=send, quiet=json, word_of=word_of))
    if json:
        from monitor.engine.noticing import link_shape

        links = [{"notice": each.notice_id} | link_shape(each) for each in linked]
        print_json({"checks": [shape(result) for result in results], "linked": links})
    else:
        show(results)
        for each in linked:
            show_linked(each)
    if any(r.finding is None for r in results):  # what was seen could not be recorded
        raise typer.Exit(Exit.STORE)
    if any(r.finding is not None and not r.finding.outcome.is_good for r in results):
        raise typer.Exit(Exit.ATTENTION)


async def _run(
    settings: Settings,
    pairs: list[tuple[Vendor, Source]],
    *,
    send: bool,
    quiet: bool,
    word_of: dict[str, str],
) -> tuple[list[Result], list[Linked]]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from monitor.engine.service import Service

    watched = errors.is_terminal and not quiet
    progress = Progress(
        TextColumn("checking"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[last]}"),
        console=errors,
        transient=True,
        disable=not watched,
    )
    with progress:
        bar = progress.add_task("check", total=len(pairs), last="")

        service = Service(settings)
        settled: set[str] = set()

        def ended(result: Result) -> None:
            settled.add(result.source.id)
            progress.update(bar, completed=len(settled), last=result.source.id)

        def looked(result: Result) -> None:
            service.after(result)
            if not (words := second_look(result)):
                ended(result)
            elif watched:
                errors.print(text(words))

        try:
            await service.open()
            service.tools.word_of = word_of
            results = await service.checks.run_until_settled(pairs, ended, after=looked)
            await service.settle()
            linked = await service.waiting.link()  # before anything is sent: reports show the notice, too
            if send:
                await service.sender.send_due()
        finally:
            await service.close()
    return results, linked


def second_look(result: Result) -> str:
    """What is told while the command waits to look again at a change; nothing where it does not wait."""
    from monitor.engine.checks import PATIENCE, second_look_in

    wait = second_look_in(result)
    if wait is None or wait > PATIENCE:
        return ""
    seconds = math.ceil(wait.total_seconds())
    when = f"in {seconds} s" if seconds else "at once"
    return f"{result.source.id}: changed; a second look {when} makes sure"


def show_linked(linked: Linked) -> None:
    """A notice that waited for its page, and how the window stands since."""
    console.print(
        f"\nnotice {linked.notice_id} is linked to revision [bold]{linked.revision.public_id}[/]: {text(linked.reason)}"
    )
    for label, was, now in linked.recomputed.differences if linked.recomputed else ():
        console.print(f"  {label}: {was} → [bold]{now}[/]")


def shape(result: Result) -> dict[str, object]:
    """A result for machines."""
    from monitor.finding import Step

    finding = result.finding
    window = result.revision.window if result.revision else None
    return {
        "vendor": result.vendor.id,
        "source": result.source.id,
        "outcome": finding.outcome.value if finding else None,
        "reason": (finding.reason or None) if finding else "internal",
        "detail": (finding.detail or None) if finding else result.error,
        "at": finding.at.isoformat() if finding else None,
        "revision": result.revision.public_id if result.revision else None,
        "severity": result.revision.severity.value if result.revision else None,
        "comparison": comparison_shape(finding.comparison)
        if isinstance(finding, Step) and finding.comparison
        else None,
        "window": window_shape(window) if window else None,
    }


_STYLE = {
    CheckOutcome.CHANGED: "bold",
    CheckOutcome.SUSPECT: "yellow",
    CheckOutcome.UNREACHABLE: "yellow",
    CheckOutcome.BLOCKED: "yellow",
    CheckOutcome.UNREADABLE: "yellow",
}


def show(results: list[Result]) -> None:
    """Results as a table for people, then what changed."""
    from monitor.finding import Waiting

    grid = table("source", "outcome", "what")
    for result in results:
        finding = result.finding
        if finding is None:
            grid.add_row(result.source.id, "[red]error of ours[/]", text(result.error, 200))
            continue
        style = _STYLE.get(finding.outcome, "green")
        outcome = finding.outcome.value.replace("_", " ")
        what = finding.detail or finding.reason
        if isinstance(finding, Waiting) and not finding.suspect:
            outcome, what = "waiting", "a change was seen; the second look decides"
        if result.revision and result.revision.comparison.changes:
            style_of = SEVERITY_STYLE[result.revision.severity.value]
            count = len(result.revision.comparison.changes)
            what = f"[{style_of}] {result.revision.severity.value} [/] {counted(count, 'change')}, revision "
            what += result.revision.public_id
        else:
            what = text(what, 200)
        grid.add_row(result.source.id, f"[{style}]{outcome}[/]", what)
    console.print(grid)
    changed = [r.revision for r in results if r.revision and r.revision.comparison.changes]
    for revision in changed:
        window = revision.window
        by = f", act by {window.act_by:%a %d %b %Y}" if window and window.act_by else ""
        console.print(f"\n[bold]{text(revision.vendor_name)}[/]{by}   monitor report {revision.public_id}")
        for judgement in revision.judgements:
            change = judgement.change
            arrow = f": {text(change.before, 80)} → {text(change.after, 80)}" if change.field else ""
            field = f" {change.field}" if change.field else ""
            console.print(
                f"  {judgement.severity.value:8}  {change.kind.value} {text(change.name, 80)}{field}{arrow}"
            )
