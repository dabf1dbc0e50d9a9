"""``monitor window``: the objection window, computed from a clause and what was seen."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from monitor.cli import inputs
from monitor.cli.output import CommandError, Exit, console, print_json, text
from monitor.model import DayUnit, Window, shapes

EPILOG = (
    "Examples:\n\n"
    "`monitor window --notice 10 --objection 30 --runs-from list_update "
    "--last-unchanged 2026-11-02T06:00Z --first-seen 2026-11-03T06:00Z`\n\n"
    "`monitor window --objection 10 --objection-unit business --runs-from receipt "
    "--received 2026-12-18T18:40+00:00 --zone Europe/London --holidays GB-ENG`"
)

_UNIT_HELP = "calendar (days), business (days), weeks or months."


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("window", epilog=EPILOG)(window)


def window(
    notice: Annotated[int | None, typer.Option(help="Notice period before a change.")] = None,
    notice_unit: Annotated[str, typer.Option(help=_UNIT_HELP)] = DayUnit.CALENDAR.value,
    objection: Annotated[int | None, typer.Option(help="Objection period.")] = None,
    objection_unit: Annotated[str, typer.Option(help=_UNIT_HELP)] = DayUnit.CALENDAR.value,
    runs_from: Annotated[
        str | None,
        typer.Option(help="What starts the clock: notice, receipt, posting, list_update, engagement."),
    ] = None,
    last_unchanged: Annotated[
        str | None, typer.Option(help="Last check that showed the old list, e.g. 2026-11-02T06:00Z.")
    ] = None,
    first_seen: Annotated[str | None, typer.Option(help="First check that showed the new list.")] = None,
    received: Annotated[str | None, typer.Option(help="When the vendor's notice arrived.")] = None,
    stamp: Annotated[
        str | None, typer.Option(help="The page's own date; 01/09/2026 keeps both readings.")
    ] = None,
    effective: Annotated[str | None, typer.Option(help="Date the change takes effect.")] = None,
    zone: Annotated[str | None, typer.Option(help="Time zone of the contract, e.g. Europe/London.")] = None,
    party_zone: Annotated[
        list[str] | None, typer.Option(help="Zones of the parties, where the contract names none.")
    ] = None,
    holidays: Annotated[list[str] | None, typer.Option(help="Holiday calendars, e.g. GB-ENG, DE-BY.")] = None,
    roll: Annotated[
        bool, typer.Option("--roll", help="A last day off work moves to the next business day.")
    ] = False,
    inclusive: Annotated[bool, typer.Option("--inclusive", help="The first day counts.")] = False,
    today: Annotated[str | None, typer.Option(help="The day it is looked at, e.g. 2026-11-03.")] = None,
    json: inputs.JsonOption = False,
) -> None:
    """Work out when an objection may be made: earliest and latest deadline, act-by, prevent-by, with the working."""
    from monitor.assess.windows import compute
    from monitor.assess.windows_facts import parse_facts

    try:
        facts = parse_facts(
            notice=notice,
            notice_unit=notice_unit,
            objection=objection,
            objection_unit=objection_unit,
            runs_from=runs_from,
            last_unchanged=last_unchanged,
            first_seen=first_seen,
            received=received,
            stamp=stamp,
            effective=effective,
            zone=zone,
            party_zones=tuple(party_zone or ()),
            holidays=tuple(code for group in holidays or () for code in group.replace(",", " ").split()),
            roll=roll,
            inclusive=inclusive,
            today=today,
            confirmed_by="command line",
        )
        result = compute(facts)
    except ValueError as error:
        raise CommandError(str(error), code=Exit.USAGE) from error
    if json:
        print_json(shapes.window_shape(result))
    else:
        show(result)


def _weekday(day: date | None) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}" if day else "—"


def show(window: Window) -> None:
    """A window for people: the dates, then how they came about."""

    def between(first: date | None, last: date | None) -> str:
        return _weekday(first) if first == last else f"between {_weekday(first)} and {_weekday(last)}"

    console.print(f"[bold]act by     {_weekday(window.act_by)}[/]")
    console.print(f"deadline   {between(window.deadline.earliest, window.deadline.latest)}")
    if window.claimed:
        console.print(f"           the vendor may claim {_weekday(window.claimed)}")
    if window.engagement_earliest:
        console.print(
            f"engagement as early as {_weekday(window.engagement_earliest)}; to prevent it, "
            f"object by {_weekday(window.prevent_by)}"
        )
    if window.breach:
        console.print(f"[yellow]short notice: {window.breach.value}[/]")
    console.print("\n[bold]Working[/]")
    for number, line in enumerate(window.working, 1):
        console.print(f"{number:3}. {text(line)}")
    if window.flags:
        console.print(f"\nflags: {', '.join(sorted(window.flags))}")
