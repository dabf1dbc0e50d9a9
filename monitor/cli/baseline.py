"""``monitor baseline``: the list that legal approved, and how the list of today differs from it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import inputs
from monitor.cli.narrow import fitted
from monitor.cli.output import CommandError, Exit, console, print_json, table, text
from monitor.model import BaselineApproval, Comparison, Snapshot, Source, shapes

if TYPE_CHECKING:
    from monitor.settings import Settings
    from monitor.store import Store

app = typer.Typer(
    no_args_is_help=True,
    help="The approved baseline: what legal agreed to, and how the list of today differs from it.",
)
SourceArgument = Annotated[
    str, typer.Argument(metavar="SOURCE", help="Id of the source, or of a vendor with one list.")
]


def register(main: typer.Typer) -> None:
    """Add the commands."""
    main.add_typer(app, name="baseline")


@app.command(
    "approve", epilog="Example: `monitor baseline approve acme/list --by 'Ada Counsel' --why 'DPA of May'`"
)
def approve(
    source: SourceArgument,
    by: Annotated[str, typer.Option("--by", help="Who approves.")],
    why: Annotated[str, typer.Option("--why", help="On what ground.")],
    snapshot: Annotated[int | None, typer.Option(help="Id of a snapshot; by default today's.")] = None,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
    json: inputs.JsonOption = False,
) -> None:
    """Approve a snapshot: every later revision also shows its difference to it."""
    settings = inputs.settings(config)
    wanted = _source(settings, source)
    for name, value in (("--by", by), ("--why", why)):
        if not value.strip():
            raise CommandError(f"{name} is empty", "an approval says who, and on what ground", Exit.USAGE)
    with inputs.open_store(settings, upgrade=True) as store:
        chosen = _snapshot(store, wanted, snapshot)
        now = datetime.now(UTC)
        store.approve_baseline(chosen.id, by.strip(), why.strip(), now)
        approval = store.baseline_approvals(wanted.id)[-1]
    if json:
        print_json(_shape(approval, chosen, None))
        return
    console.print(
        f"[green]approved:[/] snapshot {chosen.id} of {wanted.id}, {_size(chosen)}, "
        f"first seen {chosen.first_seen_at:%Y-%m-%d %H:%M} UTC"
    )


@app.command("show", epilog="Example: `monitor baseline show acme/list`")
def show(
    source: Annotated[
        str | None, typer.Argument(metavar="[SOURCE]", help="Only this source, with the difference.")
    ] = None,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
    json: inputs.JsonOption = False,
) -> None:
    """Show what is approved, by whom and why; for one source also every snapshot and the difference to today."""
    from monitor.engine.baselines import difference

    settings = inputs.settings(config)
    wanted = _source(settings, source) if source else None
    with inputs.open_store(settings, upgrade=True) as store:
        if wanted is None:
            _show_all(store, settings, as_json=json)
            return
        approvals = store.baseline_approvals(wanted.id)
        today = store.current(wanted.id)
        approved = store.snapshot(approvals[-1].snapshot_id) if approvals else None
        known = store.snapshots(wanted.id)
    changed = difference(wanted.kind, approved, today) if approved and today else None
    if json:
        last = _shape(approvals[-1], approved, changed) if approvals and approved else None
        print_json({"source": wanted.id, "approved": last, "snapshots": [_snapshot_shape(s) for s in known]})
        return
    grid = table("snapshot", "first seen (UTC)", "last seen (UTC)", "holds", "approved")
    for each in known:
        words = [
            f"{a.approved_at:%Y-%m-%d} by {text(a.approved_by)}"
            for a in approvals
            if a.snapshot_id == each.id
        ]
        grid.add_row(
            str(each.id), f"{each.first_seen_at:%Y-%m-%d %H:%M}", f"{each.last_seen_at:%Y-%m-%d %H:%M}",
            _size(each), ", ".join(words),
        )  # fmt: skip
    console.print(fitted(grid, console))
    if not approvals:
        console.print(f"\nnothing is approved yet: monitor baseline approve {wanted.id} --by NAME --why …")
    else:
        _show_difference(approvals[-1], changed)


def _show_difference(approval: BaselineApproval, changed: Comparison | None) -> None:
    from monitor.compare import change_line

    console.print(f"\napproved because: {text(approval.why)}")
    if changed is None or not changed.changes:
        console.print("[green]today's list does not differ from it in anything that matters[/]")
        return
    console.print("[yellow]since then:[/]")
    for change in changed.changes:
        console.print(f"  {text(change_line(change))}")


def _show_all(store: Store, settings: Settings, *, as_json: bool) -> None:
    latest = {approval.source_id: approval for approval in store.baseline_approvals()}
    sources = [source for vendor in settings.vendors for source in vendor.sources]
    if as_json:
        rows = [(s, latest.get(s.id)) for s in sources]
        print_json(
            {"sources": [{"source": s.id, "approved": _shape(a, None, None) if a else None} for s, a in rows]}
        )
        return
    grid = table("source", "snapshot", "approved (UTC)", "by", "why")
    for source in sources:
        found = latest.get(source.id)
        if found is None:
            grid.add_row(source.id, "—", "not approved", "", "")
        else:
            when = f"{found.approved_at:%Y-%m-%d %H:%M}"
            grid.add_row(source.id, str(found.snapshot_id), when, text(found.approved_by), text(found.why))
    console.print(fitted(grid, console))


def _source(settings: Settings, name: str) -> Source:
    pairs = inputs.choose(settings, [name])
    if len(pairs) > 1:
        lists = [pair for pair in pairs if pair[1].kind.value == "list"]
        if len(lists) == 1:
            return lists[0][1]
        known = ", ".join(source.id for _, source in pairs)
        raise CommandError(f"'{name}' has several sources", f"name one: {known}", Exit.USAGE)
    return pairs[0][1]


def _snapshot(store: Store, source: Source, number: int | None) -> Snapshot:
    from monitor.store import NotFoundError

    if number is None:
        current = store.current(source.id)
        if current is None:
            raise CommandError(f"{source.id} was never seen", f"monitor check {source.id}", Exit.INPUT)
        return current
    mend = f"`monitor baseline show {source.id}` lists them"
    try:
        found = store.snapshot(number)
    except NotFoundError as error:
        raise CommandError(f"there is no snapshot {number}", mend, Exit.INPUT) from error
    if found.source_id != source.id:
        raise CommandError(
            f"snapshot {number} is one of {found.source_id}, not of {source.id}", mend, Exit.INPUT
        )
    return found


def _size(snapshot: Snapshot) -> str:
    rows, paragraphs = len(snapshot.listing.rows), len(snapshot.listing.paragraphs)
    return f"{rows} rows" if rows else f"{paragraphs} paragraphs"


def _shape(
    approval: BaselineApproval, snapshot: Snapshot | None, changed: Comparison | None
) -> dict[str, Any]:
    return {
        "snapshot": approval.snapshot_id,
        "approved_by": approval.approved_by,
        "approved_at": approval.approved_at.isoformat(),
        "why": approval.why,
        **({"listing_sha256": snapshot.listing_sha256} if snapshot else {}),
        **({"difference": shapes.comparison_shape(changed)} if changed else {}),
    }


def _snapshot_shape(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "id": snapshot.id,
        "first_seen_at": snapshot.first_seen_at.isoformat(),
        "last_seen_at": snapshot.last_seen_at.isoformat(),
        "listing_sha256": snapshot.listing_sha256,
        "rows": len(snapshot.listing.rows),
    }
