"""``monitor report``: the report of a revision, of a vendor over a period, or of all vendors."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import inputs
from monitor.cli.output import CommandError, Exit, console, print_json, table, text
from monitor.knowledge.speech import Language
from monitor.model import CompareOutcome
from monitor.report import MissingExtraError, ReportFormat

if TYPE_CHECKING:
    from monitor.engine.reports import Reports
    from monitor.settings import Settings
    from monitor.store import Store

EPILOG = (
    "Examples:\n\n"
    "`monitor report` # lists the revisions\n\n"
    "`monitor report k7w2p --format md > report.md`\n\n"
    "`monitor report k7w2p --format pdf --language de -o report.pdf`\n\n"
    "`monitor report --vendor infobip --from 2026-07-01 --to 2026-09-30 --format docx -o q3.docx`\n\n"
    "`monitor report --all --from 2026-01-01 --to 2026-12-31 --format html -o review.html`"
)
_QUARTER = timedelta(days=91)  # the period that is meant where none is given
FromOption = Annotated[str | None, typer.Option("--from", help="First day of the period (ISO 8601, UTC).")]
ToOption = Annotated[str | None, typer.Option("--to", help="Last day of the period, included.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report", epilog=EPILOG)(report)


def report(
    revision: Annotated[
        str | None, typer.Argument(help="Id of the revision; none lists the newest revisions.")
    ] = None,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
    vendor: Annotated[str | None, typer.Option("--vendor", help="A vendor over a period.")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="All vendors: the periodic review.")] = False,
    first: FromOption = None,
    last: ToOption = None,
    format: Annotated[  # noqa: A002 - the word people type
        ReportFormat, typer.Option("--format", help="html, pdf, docx, md, json or csv.")
    ] = ReportFormat.MARKDOWN,
    language: Annotated[
        Language | None,
        typer.Option("--language", help="en, de or fr; by default as configured. JSON and CSV know none."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "--out", "-o", help="Write to this file.")
    ] = None,
    json: inputs.JsonOption = False,
) -> None:
    """Print the report of a revision: what changed, by when to act and why, and the evidence behind it.

    With --vendor or --all: of a period, by default the last 91 days.
    """
    if sum((revision is not None, vendor is not None, everybody)) > 1:
        raise CommandError("give a revision, or --vendor, or --all: one of them", code=Exit.USAGE)
    over_time = vendor is not None or everybody
    if (first or last) and not over_time:
        raise CommandError("--from and --to belong to --vendor or --all", code=Exit.USAGE)
    wanted = ReportFormat.JSON if json else format
    start, end = period(first, last, datetime.now(UTC))
    settings = inputs.settings(config)
    with inputs.open_store(settings, upgrade=True) as store:
        if revision is None and not over_time:
            _list(store, as_json=json)
            return
        _writable(wanted, output)
        reports = _reports(store, settings)
        try:
            if revision is not None:
                found = inputs.revision(store, revision)
                content = reports.render(found, wanted, language)
            else:
                content = _period(settings, store, reports, vendor, start, end, wanted, language)
        except MissingExtraError as error:
            raise CommandError(str(error), code=Exit.USAGE) from error
    write_out(content, output)


def period(first: str | None, last: str | None, now: datetime) -> tuple[datetime, datetime]:
    """The period as instants, the end not included. Raises CommandError for what is none."""
    until = _day("--to", last) + timedelta(days=1) if last else None
    end = datetime.combine(until, datetime.min.time(), UTC) if until else now
    start = datetime.combine(_day("--from", first), datetime.min.time(), UTC) if first else end - _QUARTER
    if start >= end:
        raise CommandError(
            f"the period ends ({last or format(now, '%Y-%m-%d')}) before it begins ({start:%Y-%m-%d})",
            "swap --from and --to" if last else "--from lies in the future",
            Exit.USAGE,
        )
    return start, end


def _day(option: str, typed: str) -> date:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError as error:
        raise CommandError(f"{option}: {typed!r} is no day", "write it as 2026-09-30", Exit.USAGE) from error


def _writable(wanted: ReportFormat, output: Path | None) -> None:
    if wanted in {ReportFormat.PDF, ReportFormat.DOCX} and output is None and sys.stdout.isatty():
        raise CommandError(
            f"a {wanted.value} file is nothing for a terminal", f"add -o report.{wanted.value}", Exit.USAGE
        )


def write_out(content: bytes, output: Path | None) -> None:
    """To the file, or to standard output. Raises CommandError where the file cannot be written."""
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise CommandError(f"{output}: {error.strerror or error}") from error
    console.print(f"written to {text(output)}")


def _reports(store: Store, settings: Settings) -> Reports:
    from monitor.engine.reports import Reports

    return Reports(
        store,
        settings.data_dir / "reports",
        settings.vendor,
        now=lambda: datetime.now(UTC),
        zone=settings.monitor.zone,
        language=settings.monitor.language,
    )


def _period(
    settings: Settings,
    store: Store,
    reports: Reports,
    name: str | None,
    start: datetime,
    end: datetime,
    wanted: ReportFormat,
    language: Language | None,
) -> bytes:
    from monitor.engine.periods import gather
    from monitor.report import render_period

    vendors = [inputs.vendor(settings, name)] if name is not None else list(settings.vendors)
    found = gather(
        store,
        reports,
        vendors,
        start=start,
        end=end,
        now=datetime.now(UTC),
        everybody=name is None,
        zone=settings.monitor.zone,
        language=language or settings.monitor.language,
    )
    return render_period(found, format=wanted)


def _list(store: Store, *, as_json: bool) -> None:
    heads = [h for h in store.revision_heads(limit=50) if h.outcome is CompareOutcome.CHANGED]
    if as_json:
        print_json(
            [
                {
                    "revision": h.public_id,
                    "vendor": h.vendor_id,
                    "source": h.source_id,
                    "severity": h.severity.value,
                    "recorded_at": h.recorded_at.isoformat(),
                    "state": h.state.value,
                }
                for h in heads
            ]
        )
        return
    if not heads:
        console.print("nothing has changed yet")
        return
    grid = table("revision", "recorded (UTC)", "vendor", "source", "severity", "act by", "state")
    for h in heads:
        by = h.window.act_by if h.window else None
        grid.add_row(
            h.public_id,
            f"{h.recorded_at:%Y-%m-%d %H:%M}",
            text(h.vendor_name),
            h.source_id,
            h.severity.value,
            str(by or "—"),
            h.state.value,
        )
    console.print(grid)
