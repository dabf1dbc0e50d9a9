"""``monitor calendar`` and ``monitor feed``: deadlines as a calendar file, revisions as an Atom feed."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import inputs
from monitor.cli.output import CommandError, console, text

if TYPE_CHECKING:
    from monitor.engine.feeds import Feeds

OutOption = Annotated[
    Path | None, typer.Option("--out", "--output", "-o", help="Write to this file instead of printing.")
]
VendorOption = Annotated[str | None, typer.Option(help="Only this vendor.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    served = (
        "The service serves it too, at `/calendar.ics`: a calendar that subscribes to it stays up to date."
    )
    app.command("calendar", epilog=f"Example: `monitor calendar --out deadlines.ics`\n\n{served}")(calendar)
    app.command(
        "feed",
        epilog="Example: `monitor feed --out revisions.atom`\n\nThe service serves it at `/revisions.atom` as well.",
    )(feed)


def calendar(
    out: OutOption = None,
    vendor: VendorOption = None,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
) -> None:
    """Deadlines, act-by days and reminders as a calendar (ICS) whose entries update in place."""
    with _feeds(config, vendor) as feeds:
        entries = feeds.entries(vendor)
        body = feeds.calendar(vendor)
    cancelled = sum(1 for entry in entries if entry.cancelled)
    _put(body, out, f"{len(entries)} entries, {cancelled} of them cancelled")


def feed(
    out: OutOption = None,
    vendor: VendorOption = None,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
) -> None:
    """Material revisions as an Atom feed, newest first."""
    with _feeds(config, vendor) as feeds:
        body = feeds.feed(vendor)
    _put(body, out, f"{body.count(b'<entry>')} entries")


@contextlib.contextmanager
def _feeds(config: Path, vendor: str | None) -> Iterator[Feeds]:
    """What the service serves, made from the store. Raises CommandError where the vendor is not configured."""
    from monitor.engine.feeds import Feeds

    settings = inputs.settings(config)
    if vendor:
        inputs.vendor(settings, vendor)
    public = (settings.monitor.public_url or "").rstrip("/")
    with inputs.open_store(settings, upgrade=True) as store:
        yield Feeds(
            store,
            settings.vendor,
            now=lambda: datetime.now(UTC),
            zone=settings.monitor.zone,
            report_of=lambda key: f"{public}/reports/{key}" if public else None,
            address=lambda: public,
        )


def _put(body: bytes, out: Path | None, words: str) -> None:
    if out is None:
        sys.stdout.buffer.write(body)
        return
    fresh = out.with_name(f".{out.name}.tmp")
    try:
        fresh.write_bytes(body)
        fresh.replace(out)  # a reader of the file never sees half of it
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise CommandError(f"{out}: {error.strerror or error}") from error
    console.print(f"written to {text(out)}: {words}")
