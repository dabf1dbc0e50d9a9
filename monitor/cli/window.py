"""``monitor window``: the objection window, computed from a clause and what was seen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import inputs
from monitor.cli.output import CommandError, Exit, console, print_json, text
from monitor.model import DayUnit, Window, shapes

if TYPE_CHECKING:
    from monitor.assess.windows_facts import TypedFacts

EPILOG = (
    "Examples:\n\n"
    "`monitor window --notice 10 --objection 30 --runs-from list_update "
    "--last-unchanged 2026-11-02T06:00Z --first-seen 2026-11-03T06:00Z`\n\n"
    "`monitor window --objection 10 --objection-unit business --runs-from receipt "
    "--received 2026-12-18T18:40+00:00 --zone Europe/London --holidays GB-ENG`\n\n"
    "`monitor window --objection 14 --runs-from notice --sent 2026-12-18T18:40Z --received 2026-12-18T18:41Z "
    "--deemed-received '2 business days' --zone Europe/London --holidays GB-ENG`"
)

Notice = Annotated[str | None, typer.Option(help="Notice period before a change, a number of its unit.")]
Objection = Annotated[str | None, typer.Option(help="Objection period, a number of its unit.")]
Unit = Annotated[str, typer.Option(help="calendar (days), business (days), weeks or months.")]
Clock = Annotated[
    str | None,
    typer.Option(help="What starts the clock: notice, receipt, posting, list_update, engagement."),
]
LastUnchanged = Annotated[
    str | None, typer.Option(help="Last check that showed the old list, e.g. 2026-11-02T06:00Z.")
]
FirstSeen = Annotated[str | None, typer.Option(help="First check that showed the new list.")]
Received = Annotated[str | None, typer.Option(help="When the vendor's notice arrived.")]
Sent = Annotated[str | None, typer.Option(help="When it was sent, where --deemed-received counts from that.")]
Stamp = Annotated[str | None, typer.Option(help="The page's own date; 01/09/2026 keeps both readings.")]
Effective = Annotated[str | None, typer.Option(help="Date the change takes effect.")]
Zone = Annotated[str | None, typer.Option(help="Time zone of the contract, e.g. Europe/London.")]
PartyZones = Annotated[
    list[str] | None, typer.Option(help="Zones of the parties, where the contract names none.")
]
Holidays = Annotated[list[str] | None, typer.Option(help="Holiday calendars, e.g. GB-ENG, DE-BY.")]
WorkingDays = Annotated[
    str | None, typer.Option(help="What business days are: mon_fri, or mon_sat (German Werktage).")
]
ClearDays = Annotated[
    bool, typer.Option("--clear-days", help="Notice in clear days: neither its day nor the change's counts.")
]
Receipt = Annotated[
    str | None, typer.Option(help="A notice counts as received on_arrival, or next_business_day after hours.")
]
DeemedReceived = Annotated[
    str | None, typer.Option(help="How long after sending it counts as received, e.g. '2 business days'.")
]
Roll = Annotated[bool, typer.Option("--roll", help="A last day off work moves to the next business day.")]
Inclusive = Annotated[
    bool,
    typer.Option("--inclusive", help="The first day counts; the latest deadline allows that it may not."),
]
Standstill = Annotated[
    bool, typer.Option("--standstill", help="The change may not go live before the window closes.")
]
Today = Annotated[str | None, typer.Option(help="The day it is looked at, e.g. 2026-11-03.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("window", epilog=EPILOG)(window)


def window(
    notice: Notice = None,
    notice_unit: Unit = DayUnit.CALENDAR.value,
    objection: Objection = None,
    objection_unit: Unit = DayUnit.CALENDAR.value,
    runs_from: Clock = None,
    last_unchanged: LastUnchanged = None,
    first_seen: FirstSeen = None,
    received: Received = None,
    sent: Sent = None,
    stamp: Stamp = None,
    effective: Effective = None,
    zone: Zone = None,
    party_zone: PartyZones = None,
    holidays: Holidays = None,
    working_days: WorkingDays = None,
    clear_days: ClearDays = False,
    receipt: Receipt = None,
    deemed_received: DeemedReceived = None,
    roll: Roll = False,
    inclusive: Inclusive = False,
    standstill: Standstill = False,
    today: Today = None,
    json: inputs.JsonOption = False,
) -> None:
    """Work out when an objection may be made: earliest and latest deadline, act-by, prevent-by, with the working."""
    typed: TypedFacts = {
        "notice": notice, "notice_unit": notice_unit, "objection": objection, "objection_unit": objection_unit,
        "runs_from": runs_from, "last_unchanged": last_unchanged, "first_seen": first_seen, "received": received,
        "sent": sent, "stamp": stamp, "effective": effective, "zone": zone, "party_zones": party_zone or (),
        "holidays": [code for group in holidays or () for code in group.replace(",", " ").split()],
        "working_days": working_days, "clear_days": clear_days, "receipt": receipt, "roll": roll,
        "inclusive": inclusive, "standstill": standstill, "today": today, "confirmed_by": "command line",
    }  # fmt: skip
    result = _computed(typed, deemed_received)
    if json:
        print_json(shapes.window_shape(result))
    else:
        show(result)


def _computed(typed: TypedFacts, deemed_received: str | None) -> Window:
    from monitor.assess.windows import compute
    from monitor.assess.windows_facts import parse_facts
    from monitor.settings.units import period

    try:
        try:
            typed["deemed_received"] = period(deemed_received) if deemed_received else None
        except ValueError as error:
            raise ValueError(f"deemed-received: {error}") from error
        return compute(parse_facts(**typed))
    except ValueError as error:
        raise CommandError(str(error), code=Exit.USAGE) from error


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
            f"engagement as early as {_weekday(window.engagement_earliest)}; "
            + (
                f"to prevent it, object by {_weekday(window.to_prevent)}"
                if window.to_prevent
                else "the window closes before"
            )
        )
    if window.breach:
        console.print(f"[yellow]short notice: {window.breach.value}[/]")
    console.print("\n[bold]Working[/]")
    for number, line in enumerate(window.working, 1):
        console.print(f"{number:3}. {text(line)}")
    if window.flags:
        console.print(f"\nflags: {', '.join(sorted(window.flags))}")
