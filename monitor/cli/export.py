"""``monitor export``: tables to be taken along: the register, the chain of sub-contracting, decisions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import inputs
from monitor.cli.output import CommandError, Exit
from monitor.cli.report import write_out
from monitor.report.sheets import SheetFormat

if TYPE_CHECKING:
    from monitor.report.sheets import Sheet
    from monitor.settings import Settings
    from monitor.store import Store

app = typer.Typer(
    no_args_is_help=True,
    help="Tables to be taken along: the register of sub-processors, the chain of sub-contracting, decisions.",
)
AtOption = Annotated[
    str | None, typer.Option("--at", help="The day (ISO 8601), as known at its end in UTC; by default today.")
]
FormatOption = Annotated[SheetFormat, typer.Option("--format", help="csv, xlsx or json.")]
VendorOption = Annotated[str | None, typer.Option("--vendor", help="Only this vendor.")]
OutputOption = Annotated[Path | None, typer.Option("--output", "--out", "-o", help="Write to this file.")]


@app.command("register", epilog="Example: `monitor export register --at 2026-09-30 --format xlsx -o q3.xlsx`")
def register(
    at: AtOption = None,
    format: FormatOption = SheetFormat.CSV,  # noqa: A002 - the word people type
    vendor: VendorOption = None,
    output: OutputOption = None,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
) -> None:
    """All sub-processors of all vendors as they stood on a day, with the evidence behind each entry."""
    from monitor.engine.exports import register_sheet

    now = datetime.now(UTC)
    day = _past(at, now)
    with _source(config, vendor) as (store, _, name):
        sheet = register_sheet(store, day, now, name)
    _out(sheet, format, output)


@app.command("chain", epilog="Example: `monitor export chain --format xlsx -o b_05_02.xlsx`")
def chain(
    at: AtOption = None,
    format: FormatOption = SheetFormat.CSV,  # noqa: A002 - the word people type
    vendor: VendorOption = None,
    output: OutputOption = None,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
) -> None:
    """The chain of sub-contracting in the columns of DORA's register of information (template B_05.02).

    What no list publishes, such as most LEIs and your own contract references, stays empty, and `note` says so.
    """
    from monitor.engine.exports import chain_sheet

    now = datetime.now(UTC)
    day = _past(at, now)
    with _source(config, vendor) as (store, settings, name):
        references = {each.id: each.contract.reference for each in settings.vendors if each.contract}
        sheet = chain_sheet(store, day, now, references, name)
    _out(sheet, format, output)


@app.command("decisions", epilog="Example: `monitor export decisions --from 2026-01-01 --to 2026-12-31`")
def decisions(
    first: Annotated[
        str | None, typer.Option("--from", help="First day; by default 365 days before --to.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day, included; by default today.")] = None,
    format: FormatOption = SheetFormat.CSV,  # noqa: A002 - the word people type
    vendor: VendorOption = None,
    output: OutputOption = None,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
) -> None:
    """All decisions of a period: who, when, why, from which state to which, under which deadline."""
    from monitor.engine.exports import decisions_sheet

    now = datetime.now(UTC)
    end = _day("--to", last) or now.date()
    start = _day("--from", first) or end - timedelta(days=365)
    if start > end:
        raise CommandError(
            f"the period ends ({end}) before it begins ({start})", "swap --from and --to", Exit.USAGE
        )
    with _source(config, vendor) as (store, _, name):
        sheet = decisions_sheet(store, start, end, now, name)
    _out(sheet, format, output)


@contextmanager
def _source(config: Path, vendor: str | None) -> Iterator[tuple[Store, Settings, str | None]]:
    """The store to export from, what is configured, and the id of the one vendor, if one was named."""
    settings = inputs.settings(config)
    name = inputs.vendor(settings, vendor).id if vendor else None
    with inputs.open_store(settings, upgrade=True) as store:
        yield store, settings, name


def _out(sheet: Sheet, wanted: SheetFormat, output: Path | None) -> None:
    import sys

    from monitor.report.sheets import render_sheet

    if wanted is SheetFormat.XLSX and output is None and sys.stdout.isatty():
        raise CommandError("an xlsx file is nothing for a terminal", "add -o export.xlsx", Exit.USAGE)
    write_out(render_sheet(sheet, wanted), output)


def _past(typed: str | None, now: datetime) -> date:
    day = _day("--at", typed) or now.date()
    if day > now.date():
        raise CommandError(f"--at: {day} lies in the future, and nobody knows its lists", code=Exit.USAGE)
    return day


def _day(option: str, typed: str | None) -> date | None:
    if typed is None:
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError as error:
        raise CommandError(f"{option}: {typed!r} is no day", "write it as 2026-09-30", Exit.USAGE) from error
