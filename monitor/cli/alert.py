"""``monitor alert``: prove that channels work, and see what was told to whom."""

from __future__ import annotations

import asyncio
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import alert_preview, inputs
from monitor.cli.narrow import fitted
from monitor.cli.output import CommandError, Exit, console, print_json, table, text
from monitor.model import Attempt, Delivery, DeliveryState, Route

if TYPE_CHECKING:
    from monitor.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Test the channels, list deliveries, send failed ones again.")
alert_preview.register(app)
_STYLE = {DeliveryState.SENT: "green", DeliveryState.FAILED: "bold red"}


@app.command("test", epilog="Examples:\n\n`monitor alert test`\n\n`monitor alert test procurement`")
def send_test(
    routes: Annotated[list[str] | None, typer.Argument(help="Routes; all where none is named.")] = None,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
    json: inputs.JsonOption = False,
) -> None:
    """Send a test message to every channel of the routes, past the outbox, and show each one's answer."""
    settings = inputs.settings(config)
    chosen = _chosen(settings, routes or [])
    results = asyncio.run(_send(chosen, settings.monitor.alerts.slack_api))
    if json:
        print_json([{"route": r, "channel": c, "sent": ok, "answer": answer} for r, c, ok, answer in results])
    else:
        grid = table("route", "channel", "result", "answer")
        for route, channel, ok, answer in results:
            grid.add_row(
                route, str(channel + 1), "[green]sent[/]" if ok else "[bold red]failed[/]", text(answer, 200)
            )
        console.print(fitted(grid, console))
    if not all(ok for _, _, ok, _ in results):
        raise typer.Exit(Exit.ATTENTION)


def _chosen(settings: Settings, names: list[str]) -> list[Route]:
    known = {route.name: route for route in settings.routes}
    if not known:
        raise CommandError(
            "no route is configured", "add one under alerts.routes in monitor.yaml", Exit.CONFIGURATION
        )
    unknown = [name for name in names if name not in known]
    if unknown:
        raise CommandError(f"there is no route '{unknown[0]}'", f"there are: {', '.join(known)}", Exit.USAGE)
    return [known[name] for name in names] or list(known.values())


async def _send(routes: list[Route], slack_api: str | None) -> list[tuple[str, int, bool, str]]:
    from monitor.alert.channels import channels
    from monitor.alert.compose import test_alert
    from monitor.alert.send import deliver

    now = datetime.now(UTC)
    alert = test_alert(uuid.uuid4().hex[:12], sent_at=now)
    results = []
    for route in routes:
        for index, _ in enumerate(channels(route)):
            delivery = Delivery(0, alert, route.name, index, DeliveryState.LEASED, attempts=1)
            result = await deliver(delivery, route, now=now, slack_api=slack_api)
            results.append((route.name, index, result.ok, result.detail))
    return results


@app.command("log", epilog="Example: `monitor alert log --failed`")
def log(
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
    failed: Annotated[bool, typer.Option("--failed", help="Only those set aside.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10000, help="How many, newest first.")] = 50,
    json: inputs.JsonOption = False,
) -> None:
    """List deliveries with every attempt: which alert, which channel, which answer."""
    settings = inputs.settings(config)
    with inputs.open_store(settings, upgrade=True) as store:
        found = store.deliveries(state=DeliveryState.FAILED if failed else None, limit=limit)
        attempts = {delivery.id: store.attempts(delivery.id) for delivery in found}
    people = _people(settings, found)
    if json:
        shapes = [_shape(d) | {"to": people[d.route, d.channel]} for d in found]
        print_json(
            [
                shape | {"tries": [_try(a) for a in attempts[d.id]]}
                for shape, d in zip(shapes, found, strict=True)
            ]
        )
        return
    grid = table("id", "alert", "to", "state", "tries", "last answer")
    for delivery in found:
        tries = attempts[delivery.id]
        answer = delivery.last_error or (tries[-1].detail if tries else "")
        grid.add_row(
            str(delivery.id),
            text(delivery.alert.id, 60),
            f"{delivery.route}: {text(people[delivery.route, delivery.channel], 80)}",
            f"[{_STYLE.get(delivery.state, 'yellow')}]{delivery.state.value}[/]",
            str(delivery.attempts),
            text(answer, 120),
        )
    console.print(grid if found else "no delivery was set aside" if failed else "no delivery yet")


def _people(settings: Settings, found: list[Delivery]) -> dict[tuple[str, int], str]:
    """Whom each channel reaches, as it is configured now; secrets masked."""
    from monitor.alert.channels import channels, describe

    known = {route.name: channels(route) for route in settings.routes} if found else {}

    def named(route: str, index: int) -> str:
        there = known.get(route, ())
        return describe(there[index]) if index < len(there) else f"channel {index + 1}, no longer configured"

    return {(d.route, d.channel): named(d.route, d.channel) for d in found}


def _shape(delivery: Delivery) -> dict[str, object]:
    return {
        "id": delivery.id,
        "alert": delivery.alert.id,
        "kind": delivery.alert.kind.value,
        "severity": delivery.alert.severity.value,
        "route": delivery.route,
        "channel": delivery.channel,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "last_error": delivery.last_error,
    }


def _try(attempt: Attempt) -> dict[str, object]:
    return {
        "number": attempt.number,
        "at": attempt.made_at.isoformat(),
        "outcome": attempt.outcome.value,
        "answer": attempt.detail,
    }


@app.command(
    "retry", epilog="Examples:\n\n`monitor alert retry` # all that were set aside\n\n`monitor alert retry 17`"
)
def retry(
    ids: Annotated[
        list[int] | None, typer.Argument(help="Deliveries; all that failed where none is named.")
    ] = None,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
) -> None:
    """Put deliveries that were set aside back into the outbox; the running service sends them."""
    from monitor.store import StoreError
    from monitor.store.outbox import DROPPED

    settings = inputs.settings(config)
    with inputs.open_store(settings, upgrade=True) as store:
        failed = store.deliveries(state=DeliveryState.FAILED, limit=10000) if not ids else []
        wanted = ids or [d.id for d in failed if not (d.last_error or "").startswith(DROPPED)]
        for delivery_id in wanted:
            try:
                store.retry_delivery(delivery_id, datetime.now(UTC))
            except StoreError as error:
                raise CommandError(str(error), "`monitor alert log --failed` lists them") from error
    console.print(f"{len(wanted)} deliveries are in the outbox again")


@app.command(
    "ack",
    epilog='Example: `monitor alert ack r7kq2mx --by "Ada Berg"`\n\nA decision (`monitor decide`) is an answer, too.',
)
def ack(
    revision: Annotated[str, typer.Argument(help="Id of the revision, as the alert names it.")],
    by: Annotated[
        str | None, typer.Option("--by", help="Who takes it up; by default the user logged in.")
    ] = None,
    why: Annotated[str, typer.Option("--why", help="A remark.")] = "took up the alert",
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
) -> None:
    """Say that somebody has taken a change up: it is not escalated any more; reminders go on until a decision."""
    from monitor.engine.deciding import Deciding
    from monitor.model import DecisionState
    from monitor.review.decisions import DecisionError, Proposed
    from monitor.store import NotAllowedError

    settings = inputs.settings(config)
    with inputs.open_store(settings, upgrade=True) as store:
        found = inputs.revision(store, revision.removeprefix("change:"))
        proposed = Proposed(DecisionState.ACKNOWLEDGED, inputs.who(by), why)
        try:
            made = Deciding(store, settings.vendor, settings.monitor.zone).decide(
                found, proposed, datetime.now(UTC)
            )
        except DecisionError as error:
            raise CommandError(f"revision {found.public_id}: {error}", error.mend, Exit.USAGE) from error
        except NotAllowedError as error:
            mend = f"somebody was sooner; see `monitor history {found.vendor_id}`"
            raise CommandError(str(error), mend, Exit.USAGE) from error
    console.print(f"{text(found.vendor_name)}, revision {found.public_id}: taken up by {text(made.made_by)}")
