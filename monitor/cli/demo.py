"""``monitor demo``: the whole service at work on the sample site, told as it happens."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.output import SEVERITY_STYLE, CommandError, Exit, console, item, print_json, table, text
from monitor.model import FIELD_CLAUSE, FIELD_PARAGRAPH, Change, Judgement, Revision, SourceState, Verdict

if TYPE_CHECKING:
    from monitor.demo.stage import DemoStage
    from monitor.demo.story import Baseline, Outcome

EPILOG = "Examples:\n\n`monitor demo`\n\n`monitor demo --keep` # then look at the reports, stop with Ctrl-C"
_CHANNELS = {"procurement": ("Slack", "procurement@example.com"), "counsel": ("counsel@example.com",)}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo", epilog=EPILOG)(demo)


def demo(
    json: Annotated[bool, typer.Option("--json", help="Print the outcome as one JSON object.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the service up until Ctrl-C.")] = False,
    folder: Annotated[
        Path | None,
        typer.Option("--dir", help="Where store and reports go; by default a new temporary folder."),
    ] = None,
) -> None:
    """Run the real service against a bundled sample site: baselines, changes, windows, alerts, reports, trouble.

    Nothing leaves this machine: site, inbox and Slack are local. The story's clock begins on 2 November 2026.
    """
    logging.getLogger("monitor").setLevel(logging.CRITICAL)  # trouble is part of the story, and is told by it
    for chatty in ("httpx", "apscheduler", "aiohttp", "alembic", "apprise", "mail.log"):
        logging.getLogger(chatty).setLevel(logging.CRITICAL)
    place = folder or Path(tempfile.mkdtemp(prefix="monitor-demo-"))
    if folder and folder.exists() and any(folder.iterdir()):
        raise CommandError(
            f"{folder} is not empty", "name a new folder, so that nothing is overwritten", Exit.USAGE
        )
    asyncio.run(_play(place, as_json=json, keep=keep))


async def _play(folder: Path, *, as_json: bool, keep: bool) -> None:
    from monitor.demo.stage import DemoStage, StoryStalledError
    from monitor.demo.story import Story

    started = time.monotonic()
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    teller = _Silent() if as_json else _Terminal()
    async with DemoStage(folder) as stage:
        teller.opening(stage)
        story = asyncio.create_task(Story(stage, teller).play())
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({story, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if not story.done():
            story.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await story
            raise KeyboardInterrupt
        try:
            outcome = story.result()
        except StoryStalledError as error:
            raise CommandError(str(error), f"the store is in {folder}", Exit.ATTENTION) from error
        seconds = time.monotonic() - started
        if as_json:
            print_json(shape(outcome, stage, seconds))
        else:
            summary(outcome, stage, seconds)
        if keep:
            if not as_json:
                console.print(f"\nThe service goes on at {stage.service.address}; stop it with Ctrl-C.")
            await stop.wait()
        stopped.cancel()


def told(revision: Revision, outcome: Outcome) -> list[str]:
    """Who was told of a revision: the channels whose deliveries were acknowledged."""
    return [_CHANNELS[d.route][d.channel] for d in outcome.deliveries if d.alert.revision_id == revision.id]


def summary(outcome: Outcome, stage: DemoStage, seconds: float) -> None:
    """The table at the end."""
    console.print("\n[bold]Summary[/]")
    grid = table("vendor", "what changed", "severity", "act by", "deadline", "told")
    for narrow in grid.columns[2:]:
        narrow.no_wrap = True
    for revision in outcome.revisions:
        window = revision.window
        who = "\n".join(name.removesuffix("@example.com") for name in told(revision, outcome))
        for number, judgement in enumerate(revision.judgements):
            style = SEVERITY_STYLE[judgement.severity.value]
            grid.add_row(
                text(revision.vendor_name) if number == 0 else "",
                text(what(judgement.change), 90),
                f"[{style}]{judgement.severity.value}[/]",
                short(window.act_by) if window and number == 0 else "",
                deadline(revision, " –\n") if number == 0 else "",
                who if number == 0 else "",
            )
    for state in outcome.troubled:
        grid.add_row(
            text(state.vendor_name),
            f"no change; source in trouble: {text(state.last_reason.replace('_', ' '))}",
            state.health.value,
            "",
            "",
            "operations",
        )
    console.print(grid)
    console.print("[dim]told: in Slack, and by mail to procurement@, counsel@ or operations@example.com[/]")
    names = ", ".join(text(r.vendor_name) for r in outcome.reformatted) or "none"
    console.print(f"\nonly reformatted, nobody told: {names}")
    checked = "verified" if outcome.verified else "[bold red]BROKEN[/]"
    console.print(f"evidence: hash chain {checked}; everything is in {stage.folder}")
    console.print(f"[dim]{seconds:.1f} s[/]")
    console.print("\nNext: edit config/vendors.yaml, then `monitor check` and `monitor run`.")


def what(change: Change) -> str:
    """A change in a few words."""
    if change.field in (FIELD_CLAUSE, FIELD_PARAGRAPH):
        if change.field == FIELD_CLAUSE:
            return f"{change.name}: {change.before or 'none'} → {change.after or 'none'}"
        return f"paragraph {change.kind.value}: {change.name}"
    if change.field:
        return (
            f"{change.name}: {change.field.replace('_', ' ')} {change.before or '—'} → {change.after or '—'}"
        )
    if change.before_name and change.before_name != change.name:
        return f"{change.kind.value}: {change.before_name} → {change.name}"
    return f"{change.kind.value}: {change.name}"


def short(day: date | None) -> str:
    """A date as in a table."""
    return f"{day:%a} {day.day} {day:%b %Y}" if day else "—"


def deadline(revision: Revision, between: str = " – ") -> str:
    """The deadline's bounds."""
    if revision.window is None:
        return "—"
    bounds = revision.window.deadline
    if bounds.earliest == bounds.latest:
        return short(bounds.earliest)
    return f"{short(bounds.earliest)}{between}{short(bounds.latest)}"


class _Terminal:
    """Tells the story on a terminal."""

    def opening(self, stage: DemoStage) -> None:
        site, service = stage.site.base, stage.service.address
        console.print("[bold]Sub-processor Monitor[/], the whole service at work on a sample site")
        console.print(f"[dim]site {site}   service {service}   store {stage.folder / 'monitor.sqlite3'}[/]")

    def chapter(self, title: str, clock: str) -> None:
        console.print(f"\n[bold cyan]{title}[/]  [dim]{clock}[/]")

    def say(self, line: str) -> None:
        item("", text(line), 2)

    def baseline(self, baseline: Baseline) -> None:
        listing = baseline.snapshot.listing
        if listing.verdict is Verdict.LIST:
            groups = dict.fromkeys(row.group for row in listing.rows if row.group)
            found = f"{len(listing.rows)} rows" + (f" in {len(groups)} sections" if len(groups) > 1 else "")
        else:
            found = f"no list; {len(listing.paragraphs)} paragraphs of prose are watched"
        stamp = f"; “{text(listing.published.phrase)}”" if listing.published.phrase else ""
        item(f"  {baseline.source_id}", found + stamp, 19)
        for flag in baseline.flags:
            item("", f"[yellow]{text(flag)}[/]", 19)
        if baseline.terms:
            item("", f"terms proposed: {text(baseline.terms)}, from the text:", 19)
            item("", f"[dim]“{text(_around_objection(baseline.quote or ''), 400)}”[/]", 19)
        if baseline.example:
            window = baseline.example
            words = (
                f"a list updated between now and tomorrow would give: prevent by {short(window.prevent_by)}, "
                f"deadline {short(window.deadline.earliest)} – {short(window.deadline.latest)}, "
                f"act by {short(window.act_by)}"
            )
            item("", words, 19)

    def revision(self, revision: Revision) -> None:
        console.print(f"  [bold]{text(revision.vendor_name)}[/]  revision {revision.public_id}")
        for judgement in revision.judgements:
            self._judgement(judgement)

    def _judgement(self, judgement: Judgement) -> None:
        style = SEVERITY_STYLE[judgement.severity.value]
        item(f"    [{style}]{judgement.severity.value}[/]", text(what(judgement.change), 140), 13)
        item("", f"[dim]{text(judgement.reason, 240)} \\[{judgement.rule}][/]", 13)

    def reformatted(self, revision: Revision) -> None:
        notes = "; ".join(revision.comparison.cosmetic_notes) or revision.comparison.reason or "form only"
        console.print(f"  [bold]{text(revision.vendor_name)}[/]")
        item("", f"only reformatted, no alert: [dim]{text(notes, 200)}[/]", 13)

    def window(self, revision: Revision) -> None:
        name = f"  [bold]{text(revision.vendor_name)}[/]"
        if revision.window is None:
            item(name, "this change starts no objection period of its own", 13)
            return
        window = revision.window
        item(
            name,
            f"act by {short(window.act_by)}; deadline {deadline(revision)}"
            + (f"; prevent by {short(window.to_prevent)}" if window.to_prevent else ""),
            13,
        )
        if revision.terms and revision.terms.quote:
            item("", f"[dim]“{text(revision.terms.quote, 240)}”[/]", 13)

    def trouble(self, state: SourceState) -> None:
        item(f"  {state.source_id}", f"[yellow]{state.health.value}[/]: {text(state.last_detail, 160)}", 19)


def _around_objection(quote: str) -> str:
    """The end of a long quote, where clauses say how long one may object."""
    begin = quote.find("Customer may object")
    return quote if begin < 0 or len(quote) < 400 else f"… {quote[begin:]}"


class _Silent:
    """Tells nothing: the outcome is printed as JSON at the end."""

    def __getattr__(self, name: str) -> Any:
        return lambda *_: None


def shape(outcome: Outcome, stage: DemoStage, seconds: float) -> dict[str, Any]:
    """The outcome for machines."""
    from monitor.model.shapes import change_shape, window_shape

    return {
        "baselines": [
            {
                "source": b.source_id,
                "vendor": b.vendor,
                "verdict": b.snapshot.listing.verdict.value,
                "rows": len(b.snapshot.listing.rows),
                "published_phrase": b.snapshot.listing.published.phrase,
                "flags": list(b.flags),
                "terms": b.terms,
                "quote": b.quote,
                "example_window": window_shape(b.example) if b.example else None,
            }
            for b in outcome.baselines
        ],
        "revisions": [
            {
                "revision": r.public_id,
                "vendor": r.vendor_name,
                "source": r.source_id,
                "severity": r.severity.value,
                "changes": [
                    change_shape(j.change)
                    | {"severity": j.severity.value, "rule": j.rule, "reason": j.reason}
                    for j in r.judgements
                ],
                "window": window_shape(r.window) if r.window else None,
                "told": told(r, outcome),
                "report": outcome.reports[r.public_id][0],
                "report_url": outcome.reports[r.public_id][1],
            }
            for r in outcome.revisions
        ],
        "reformatted": [r.source_id for r in outcome.reformatted],
        "trouble": [
            {
                "source": s.source_id,
                "health": s.health.value,
                "reason": s.last_reason,
                "detail": s.last_detail,
            }
            for s in outcome.troubled
        ],
        "alerts": {
            "mails": outcome.mails,
            "slack": outcome.slack_messages,
            "delivered": len(outcome.deliveries),
        },
        "evidence_verified": outcome.verified,
        "folder": str(stage.folder),
        "seconds": round(seconds, 1),
    }
