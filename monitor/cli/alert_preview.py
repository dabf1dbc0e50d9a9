"""``monitor alert preview``: any alert as any channel would get it, without sending it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import inputs
from monitor.cli.output import CommandError, Exit, console, text

if TYPE_CHECKING:
    from monitor.model import Alert
    from monitor.settings import Settings
    from monitor.store import Store

EPILOG = (
    "Channels: slack (the JSON of the request), mail (the HTML part), text (the text part), teams (title and text for "
    "Teams and every service without a form of its own), short (SMS and its like), webhook (the JSON of the "
    "request).\n\nExamples:\n\n`monitor alert preview r7kq2mx --channel mail --out mail.html`\n\n"
    "`monitor alert preview --kind digest --channel slack` # an invented vendor's\n\n"
    "`monitor alert preview change:r7kq2mx --channel text` # as it stands in `monitor alert log`"
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("preview", epilog=EPILOG)(preview)


def preview(
    about: Annotated[
        str | None,
        typer.Argument(
            help="Id of a revision or of an alert on record; an invented vendor's where none is named."
        ),
    ] = None,
    kind: Annotated[str, typer.Option("--kind", help="What kind of alert.")] = "change",
    channel: Annotated[str, typer.Option("--channel", help="As which channel gets it; see below.")] = "text",
    out: Annotated[Path | None, typer.Option("--out", help="Write it to this file.")] = None,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
) -> None:
    """Render an alert for a channel without sending it; days left are counted from now."""
    from monitor.alert import preview as forms

    try:
        form = forms.PreviewForm(channel.strip().lower())
    except ValueError as error:
        known = ", ".join(form.value for form in forms.PreviewForm)
        raise CommandError(f"“{channel}” is no channel", f"there are: {known}", Exit.USAGE) from error
    now = datetime.now(UTC)
    if about is None:
        from monitor.demo import examples

        alert, now = _named(examples.alerts(), kind), examples.told_at(_key(kind))
    else:
        settings = inputs.settings(config)
        with inputs.open_store(settings, upgrade=True) as store:
            alert = _found(store, settings, about.strip(), kind)
    shown = forms.preview(alert, form, now=now)
    if out is None:
        typer.echo(shown.rstrip("\n"))
        return
    try:
        out.write_text(shown, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"cannot write {out}: {error.strerror}", "name another file with --out") from error
    console.print(f"{text(alert.id)} for {form.value}: {text(out)}")


def _found(store: Store, settings: Settings, about: str, kind: str) -> Alert:
    if ":" in about:
        found = store.alerts_of([about])
        if not found:
            raise CommandError(f"there is no alert '{about}'", "`monitor alert log` lists them")
        return found[0]
    from monitor.alert.compose import NothingToTellError
    from monitor.demo import examples

    revision = inputs.revision(store, about)
    vendor = settings.vendor(revision.vendor_id) or examples.VENDOR
    try:
        every = examples.of_revision(
            revision, vendor, settings.monitor.public_url or f"http://{settings.monitor.listen}"
        )
    except NothingToTellError as error:
        raise CommandError(str(error), "only a change of substance is told") from error
    return _named(every, kind)


def _named(every: dict[str, Alert], kind: str) -> Alert:
    wanted = _key(kind)
    if wanted not in every:
        raise CommandError(
            f"“{kind}” is no kind that can be shown here", f"there are: {', '.join(every)}", Exit.USAGE
        )
    return every[wanted]


def _key(kind: str) -> str:
    return kind.strip().lower().replace("-", "_")
