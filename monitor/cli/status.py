"""``monitor status``: how every source stands."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import inputs
from monitor.cli.narrow import fitted
from monitor.cli.output import console, counted, print_json, table, text
from monitor.model import Health, RevisionHead, SourceState

if TYPE_CHECKING:
    from monitor.engine.daemons import Daemon

EPILOG = "Examples:\n\n`monitor status`\n\n`monitor status --trouble --json`"
_STYLE = {
    Health.OK: "green",
    Health.NEW: "dim",
    Health.FAILING: "yellow",
    Health.BROKEN: "bold red",
    Health.SUSPECT: "bold yellow",
    Health.BLOCKED: "bold red",
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("status", epilog=EPILOG)(status)


def status(
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
    json: inputs.JsonOption = False,
    trouble: Annotated[bool, typer.Option("--trouble", help="Only sources that are not well.")] = False,
) -> None:
    """Show every source: health, last check and its outcome with the reason, last good check, next check."""
    from monitor.engine.daemons import alive
    from monitor.engine.terms import Terms
    from monitor.engine.unseen import unseen

    settings = inputs.settings(config)
    now = datetime.now(UTC)
    unchecked = {source.id for vendor in settings.vendors for source in vendor.sources}
    if absent := inputs.absent_store(settings):
        if json:
            print_json(_shape([], set(), unchecked, [], []))
        else:
            console.print(f"there is no store yet at {text(absent.absolute())}", soft_wrap=True)
            console.print(text(inputs.before_the_first_check(settings, absent)), soft_wrap=True)
        return
    with inputs.open_store(settings, upgrade=True) as store:
        states = store.source_states()
        open_revisions = store.open_revisions()
        daemons = alive(store, now, settings.monitor.checks.tick)
        late = {
            e.source.id: e
            for e in unseen(store, Terms(store, settings.monitor.zone), settings.vendors, now, states)
        }
    unchecked -= {s.source_id for s in states if s.last_check_at}
    if trouble:
        states = [s for s in states if s.health not in (Health.OK, Health.NEW) or s.source_id in late]
    if json:
        print_json(_shape(states, set(late), unchecked, open_revisions, daemons))
        return
    grid = table("source", "health", "last outcome", "last good check", "next check", "reason")
    for state in states:
        reason = f"{state.last_reason}: {state.last_detail}" if state.last_reason else ""
        if state.candidate and not reason:
            reason = f"waiting for a second look: {state.candidate.why}"
        grid.add_row(
            state.source_id,
            f"[{_STYLE[state.health]}]{state.health.value}[/]",
            (state.last_outcome.value.replace("_", " ") if state.last_outcome else "never checked"),
            ago(state.last_good_at, now) + (" [bold red](too long)[/]" if state.source_id in late else ""),
            ago(state.next_check_at, now),
            text(reason, 160),
        )
    console.print(fitted(grid, console))
    for each in late.values():
        console.print(f"[bold red]unseen for too long:[/] {text(each.words(now))}")
    _print_daemons(daemons, now)
    well = sum(state.health is Health.OK for state in states)
    console.print(
        f"\n{counted(len(states), 'source')}, {well} well, {len(states) - well} not; "
        + counted(len(open_revisions), "undecided change")
    )
    if unchecked:
        console.print(
            f"{counted(len(unchecked), 'configured source')} not checked yet: `monitor check` takes the baselines"
        )


def _shape(
    states: list[SourceState],
    late: set[str],
    unchecked: set[str],
    open_revisions: list[RevisionHead],
    daemons: list[Daemon],
) -> dict[str, object]:
    """How everything stands, for machines."""
    return {
        "sources": [shape(s) | {"unseen_too_long": s.source_id in late} for s in states],
        "never_checked": sorted(unchecked),
        "open_revisions": len(open_revisions),
        "daemons": [shape_daemon(each) for each in daemons],
    }


def _print_daemons(daemons: list[Daemon], now: datetime) -> None:
    """Nothing where there is none or one; a second one is one too many."""
    if len(daemons) > 1:
        which = "; ".join(each.words(now) for each in daemons)
        console.print(
            f"[bold red]{len(daemons)} daemons run on this store:[/] {text(which)}: stop all but one"
        )


def shape_daemon(daemon: Daemon) -> dict[str, object]:
    """A daemon for machines."""
    last = daemon.at.isoformat() if daemon.at else None
    return {"process": daemon.pid, "host": daemon.host, "last_sign_at": last}


def ago(at: datetime | None, now: datetime) -> str:
    """An instant as people say it: ``3 h ago``, ``in 20 min``."""
    if at is None:
        return "never"
    seconds = (now - at).total_seconds()
    size = abs(seconds)
    for limit, unit, name in ((90, 1, "s"), (5400, 60, "min"), (172800, 3600, "h")):
        if size < limit:
            amount = f"{size / unit:.0f} {name}"
            break
    else:
        amount = f"{size / 86400:.0f} d"
    return f"{amount} ago" if seconds >= 0 else f"in {amount}"


def shape(state: SourceState) -> dict[str, object]:
    """A source's state for machines."""

    def iso(at: datetime | None) -> str | None:
        return at.isoformat() if at else None

    return {
        "source": state.source_id,
        "vendor": state.vendor_id,
        "vendor_name": state.vendor_name,
        "url": state.url,
        "kind": state.kind.value,
        "health": state.health.value,
        "last_check_at": iso(state.last_check_at),
        "last_outcome": state.last_outcome.value if state.last_outcome else None,
        "last_good_at": iso(state.last_good_at),
        "last_reason": state.last_reason or None,
        "last_detail": state.last_detail or None,
        "consecutive_failures": state.consecutive_failures,
        "trouble_since": iso(state.trouble_since),
        "next_check_at": iso(state.next_check_at),
        "waiting_for": state.candidate.why if state.candidate else None,
    }
