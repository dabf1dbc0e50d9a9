"""``monitor decide``: record a decision about a revision."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from monitor.cli import inputs
from monitor.cli.output import CommandError, Exit, console, print_json, text
from monitor.model import DecisionState

EPILOG = (
    "States: acknowledged, reviewing, accepted, accepted_with_conditions, objected, withdrawn_by_vendor. Steps may be "
    "skipped forward. Every entry stays on record; a correction is a further entry.\n\nExamples:\n\n"
    '`monitor decide r7kq2mx acknowledged --by "Ada Berg" --why "on my desk"`\n\n'
    '`monitor decide r7kq2mx objected --by "Ada Berg (legal)" --why "no transfer tool named; letter of 27 Nov"`\n\n'
    '`monitor decide r7kq2mx accepted --correct --by "Ada Berg" --why "the vendor named the tool"`'
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("decide", epilog=EPILOG)(decide)


def decide(
    revision: Annotated[str, typer.Argument(help="Id of the revision, as `monitor windows` shows it.")],
    state: Annotated[str, typer.Argument(help="What is decided; see below.")],
    by: Annotated[str, typer.Option("--by", help="Who decides.")],
    why: Annotated[str, typer.Option("--why", help="Why.")],
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
    correct: Annotated[
        bool, typer.Option("--correct", help="This replaces an entry that was wrong; both stay on record.")
    ] = False,
    made_on: Annotated[
        str | None, typer.Option("--made-on", help="Day on which it was decided, where it is recorded later.")
    ] = None,
    json: inputs.JsonOption = False,
) -> None:
    """Record a decision about a change: who, when, why, under which evidence. Reminders stop at a verdict."""
    from monitor.assess.windows_facts import parse_day
    from monitor.engine.deciding import Deciding
    from monitor.review.decisions import DecisionError, Proposed
    from monitor.store import NotAllowedError

    settings = inputs.settings(config)
    try:
        day = parse_day("made-on", made_on)
    except ValueError as error:
        raise CommandError(str(error), code=Exit.USAGE) from error
    with inputs.open_store(settings, upgrade=True) as store:
        found = inputs.revision(store, revision)
        deciding = Deciding(store, settings.vendor, settings.monitor.zone)
        try:
            made = deciding.decide(found, Proposed(_state(state), by, why, correct, day), datetime.now(UTC))
        except DecisionError as error:
            raise CommandError(f"revision {found.public_id}: {error}", error.mend, Exit.USAGE) from error
        except NotAllowedError as error:
            mend = f"somebody was sooner; see `monitor history {found.vendor_id}`"
            raise CommandError(str(error), mend, Exit.USAGE) from error
    if json:
        print_json(
            {
                "revision": found.public_id,
                "state_before": made.state_before.value,
                "state": made.state.value,
                "by": made.made_by,
                "why": made.why,
                "at": made.made_at.isoformat(),
                "snapshot": made.snapshot_id,
            }
        )
        return
    console.print(
        f"{text(found.vendor_name)}, revision {found.public_id}: {made.state_before.value} → "
        f"[bold]{made.state.value}[/], by {text(made.made_by)}, under snapshot {made.snapshot_id}"
    )


def _state(word: str) -> DecisionState:
    try:
        return DecisionState(word.strip().lower().replace("-", "_").replace(" ", "_"))
    except ValueError as error:
        from monitor.review.decisions import BY_CALENDAR

        nobodys = {DecisionState.DETECTED, *BY_CALENDAR}  # no person's to decide
        known = ", ".join(s.value for s in DecisionState if s not in nobodys)
        raise CommandError(f"“{word}” is no decision", f"there are: {known}", Exit.USAGE) from error
