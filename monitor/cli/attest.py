"""``monitor attest``: what was seen of a vendor in a period, what failed, and how far that proves anything."""

from __future__ import annotations

import json as json_module
import sys
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from monitor.cli import inputs
from monitor.cli.output import CommandError, Exit, console, text

EPILOG = (
    "Examples:\n\n`monitor attest acme --from 2026-09-01 --to 2026-11-30 --format html --output acme.html`\n\n"
    "`monitor attest acme --from 2026-09-01` # until now, as Markdown"
)
_DAYS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%MZ"]


class Form(StrEnum):
    """The forms an attestation comes in."""

    MARKDOWN = "md"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("attest", epilog=EPILOG)(attest)


def attest(
    vendor: Annotated[str, typer.Argument(metavar="VENDOR", help="Id of the vendor.")],
    from_: Annotated[
        datetime, typer.Option("--from", formats=_DAYS, help="First day, or instant, of the period.")
    ],
    to: Annotated[
        datetime | None, typer.Option("--to", formats=_DAYS, help="Last day, or instant; by default now.")
    ] = None,
    format: Annotated[Form, typer.Option("--format", help="Form of the attestation.")] = Form.MARKDOWN,  # noqa: A002
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file.")] = None,
    verify: Annotated[bool, typer.Option(help="Check the whole chain of evidence first.")] = True,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
    json: inputs.JsonOption = False,
) -> None:
    """Prove silence: what was checked when, the longest gap, what was seen and what failed, with hashes.

    Days are days of the contract's zone, both included. Exits with 1 where the chain of evidence does not fit.
    """
    from monitor.engine.attesting import NothingToAttestError
    from monitor.engine.attesting import attest as gather
    from monitor.report.attestation import attestation_json, attestation_report

    settings = inputs.settings(config)
    wanted = inputs.vendor(settings, vendor)
    zone = ZoneInfo(wanted.zone or settings.monitor.zone)
    now = datetime.now(UTC)
    until = min(_instant(to, zone, end=True), now) if to and _is_today(to, zone, now) else None
    until = until or (_instant(to, zone, end=True) if to else now)
    with inputs.open_store(settings, upgrade=True) as store:
        try:
            facts = gather(
                store,
                wanted,
                _instant(from_, zone, end=False),
                until,
                now,
                full_fetch_every=timedelta(seconds=settings.monitor.fetch.full_fetch_every),
                verify=verify,
            )
        except NothingToAttestError as error:
            raise CommandError(str(error), "give --from and --to of the past", Exit.USAGE) from error
    chosen = Form.JSON if json else format
    if chosen is Form.JSON:
        body = (json_module.dumps(attestation_json(facts), ensure_ascii=False, indent=2) + "\n").encode()
    else:
        from monitor.report import MissingExtraError, ReportFormat
        from monitor.report.render import draw

        try:
            body = draw(attestation_report(facts), ReportFormat(chosen.value))
        except MissingExtraError as error:
            raise CommandError(str(error), code=Exit.CONFIGURATION) from error
    if output:
        output.write_bytes(body)
        console.print(f"written to {text(output)}")
    else:
        sys.stdout.buffer.write(body)
    if facts.problems:
        raise typer.Exit(Exit.ATTENTION)


def _is_today(value: datetime, zone: ZoneInfo, now: datetime) -> bool:
    return _whole_day(value) and value.date() == now.astimezone(zone).date()


def _whole_day(value: datetime) -> bool:
    return value.time() == datetime.min.time()


def _instant(value: datetime, zone: ZoneInfo, *, end: bool) -> datetime:
    """A typed day or instant in UTC; the last day of a period is included."""
    if _whole_day(value):
        day = value + timedelta(days=1) if end else value
        return day.replace(tzinfo=zone).astimezone(UTC)
    return value.replace(tzinfo=UTC)
