"""``monitor who``: which of our vendors use a company; and people's word on which names are one company."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import inputs
from monitor.cli.narrow import fitted
from monitor.cli.output import CommandError, Exit, console, print_json, table, text
from monitor.model import Field, NameRuling
from monitor.model.shapes import row_shape

if TYPE_CHECKING:
    from monitor.engine.who import Use, Who
    from monitor.store import Store

EPILOG = (
    "A company is found by its names, by known aliases (`monitor knowledge aliases`), by its own website, and by what "
    "people said: that stays on record, with who and when, and a later word takes the place of an earlier one.\n\n"
    "Examples:\n\n`monitor who Twilio`\n\n`monitor who twilio --all --json`\n\n"
    '`monitor who Segment --same-as Twilio --by "Ada Berg" --why "bought in 2020"`\n\n'
    '`monitor who "Mercury" --not-same "Mercury Systems" --by "Ada Berg"`'
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("who", epilog=EPILOG)(who)


def who(
    name: Annotated[str, typer.Argument(help="A company, brand or product, as people write it.")],
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
    every: Annotated[bool, typer.Option("--all", help="Also who once used it.")] = False,
    same_as: Annotated[
        str | None, typer.Option("--same-as", help="Record: this name is the same company.")
    ] = None,
    not_same: Annotated[
        str | None, typer.Option("--not-same", help="Record: this name is another company.")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="Who says so.")] = None,
    why: Annotated[str, typer.Option("--why", help="Why.")] = "",
    json: inputs.JsonOption = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 where no vendor uses it.")
    ] = False,
) -> None:
    """Show which vendors use a company: since when, for what, where, by what evidence."""
    from monitor.engine.who import who as used_by

    if not name.strip():
        raise CommandError("no name is given", "name a company, e.g. `monitor who Twilio`", Exit.USAGE)
    settings = inputs.settings(config)
    with inputs.open_store(settings, upgrade=True) as store:
        if same_as is not None or not_same is not None:
            _rule(store, name, same_as, not_same, by, why)
        answer = used_by(store, name, past=every)
    if json:
        print_json(shape(answer))
    else:
        show(answer)
    if exit_code and not answer.vendors:
        raise typer.Exit(Exit.ATTENTION)


def _rule(
    store: Store, name: str, same_as: str | None, not_same: str | None, by: str | None, why: str
) -> None:
    if not by or not by.strip():
        raise CommandError("who says so?", "add --by NAME", Exit.USAGE)
    for other, same in ((same_as, True), (not_same, False)):
        if other is None:
            continue
        if not other.strip() or other.strip().casefold() == name.strip().casefold():
            raise CommandError(
                f"“{other}” is no other name than “{name}”", "name the other company", Exit.USAGE
            )
        store.rule_names(name, other, same=same, made_by=by, why=why, at=datetime.now(UTC))


def show(answer: Who) -> None:
    """The uses as a table, then what the answer rests on."""
    asked = answer.asked
    known = asked.organisation or ""
    house = f" ({text(known)})" if known and known.casefold() != asked.name.casefold() else ""
    looked_at = f"{answer.lists} {'list' if answer.lists == 1 else 'lists'} looked at"
    if not answer.uses:
        console.print(f"no list names [bold]{text(asked.name)}[/]{house}; {looked_at}")
        if answer.near:
            console.print(f"near it: {', '.join(text(near, 60) for near in answer.near)}")
        else:
            console.print("`monitor who NAME --all` also looks at past lists")
    else:
        grid = table("vendor", "entry", "for", "where", "since", "until", "evidence", "matched by")
        for use in answer.uses:
            row = use.row
            grid.add_row(
                text(use.vendor_name, 40),
                text(row.name, 60),
                text(row.get(Field.PURPOSE), 100),
                text(row.get(Field.LOCATION) or row.get(Field.CORPORATE_LOCATION), 60),
                f"{'before ' if use.since_first_look else ''}{use.since:%Y-%m-%d}",
                f"{use.until:%Y-%m-%d}" if use.until else "",
                f"snapshot {use.snapshot.id}, {text(row.where, 60)}",
                text(use.why, 80),
            )
        console.print(fitted(grid, console))
        count = len(answer.vendors)
        console.print(
            f"\n[bold]{text(asked.name)}[/]{house}: used by {count} {'vendor' if count == 1 else 'vendors'} now; "
            f"{looked_at}"
        )
        if answer.near:
            console.print(
                f"not counted, though near it: {', '.join(text(near, 60) for near in answer.near)} "
                "(the same company? say so with --same-as)"
            )
    for ruling in {r.id: r for r in (*asked.said.values(), *asked.apart.values())}.values():
        word = "is the same company as" if ruling.same else "is another company than"
        reason = f": {text(ruling.why, 100)}" if ruling.why else ""
        console.print(
            f"[dim]{text(ruling.name, 60)} {word} {text(ruling.other, 60)}, says {text(ruling.made_by, 60)}, "
            f"{ruling.made_at:%Y-%m-%d}{reason}[/]"
        )


def shape(answer: Who) -> dict[str, object]:
    """The answer for machines; a row as ``monitor extract --json`` prints it."""
    asked = answer.asked
    rulings = {r.id: r for r in (*asked.said.values(), *asked.apart.values())}.values()
    return {
        "asked": asked.name,
        "organisation": asked.organisation,
        "domains": sorted(asked.domains),
        "lists": answer.lists,
        "vendors": list(answer.vendors),
        "uses": [_use_shape(use) for use in answer.uses],
        "rulings": [_ruling_shape(ruling) for ruling in rulings],
        "near": list(answer.near),
    }


def _use_shape(use: Use) -> dict[str, object]:
    return {
        "vendor": use.vendor_id,
        "vendor_name": use.vendor_name,
        "source": use.source_id,
        "current": use.until is None,
        "since": use.since.isoformat(),
        "since_first_look": use.since_first_look,
        "until": use.until.isoformat() if use.until else None,
        "matched_by": use.why,
        "row": row_shape(use.row),
        "evidence": {
            "snapshot": use.snapshot.id,
            "capture_sha256": use.snapshot.capture_sha256,
            "url": use.url,
            "where": use.row.where,
            "last_seen_at": use.last_seen_at.isoformat(),
        },
    }


def _ruling_shape(ruling: NameRuling) -> dict[str, object]:
    return {
        "name": ruling.name,
        "other": ruling.other,
        "same": ruling.same,
        "by": ruling.made_by,
        "why": ruling.why,
        "at": ruling.made_at.isoformat(),
    }
