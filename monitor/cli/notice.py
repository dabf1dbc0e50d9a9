"""``monitor notice``: log what vendors announce, with the mail as evidence, and see which change it belongs to."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import inputs
from monitor.cli.output import CommandError, Exit, console, print_json, table, text
from monitor.model import Notice

if TYPE_CHECKING:
    from monitor.engine.noticing import Linked, LoggedNotice, Noticing
    from monitor.engine.recomputing import Recomputed
    from monitor.settings import Settings
    from monitor.store import Store

app = typer.Typer(
    no_args_is_help=True, help="Log vendors' own announcements, and link them to the changes they announce."
)
By = Annotated[str | None, typer.Option("--by", help="Who does this; by default the user logged in.")]
NoticeId = Annotated[int, typer.Argument(help="Number of the notice, as `monitor notice list` shows it.")]
RevisionId = Annotated[str, typer.Argument(help="Id of the revision, as `monitor windows` shows it.")]


@app.command(
    "add",
    epilog="Examples:\n\n`monitor notice add infobip --file mail.eml` # its time of receipt from the mail itself\n\n"
    "`monitor notice add infobip --received 2026-11-03T09:12+01:00 --file mail.eml --effective 2026-12-03`\n\n"
    '`monitor notice add ipi --received 2026-11-02 --channel telephone --subject "new one" --revision r7kq2mx`',
)
def add(
    vendor: Annotated[str, typer.Argument(help="Id of the vendor.")],
    received: Annotated[
        str | None,
        typer.Option(help="When it arrived, e.g. 2026-11-03T09:12+01:00; by default as the mail says."),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", help="The mail (.eml) or letter (PDF, Word, HTML, text); kept as evidence."),
    ] = None,
    revision: Annotated[
        str | None, typer.Option(help="The revision it announces, where you know it.")
    ] = None,
    by: By = None,
    channel: Annotated[str, typer.Option(help="How it came, e.g. mail, portal, letter.")] = "",
    subject: Annotated[str, typer.Option(help="Its subject, where the file has none.")] = "",
    effective: Annotated[
        str | None, typer.Option(help="Day on which it says that the change takes effect, e.g. 2026-12-03.")
    ] = None,
    certain: Annotated[
        bool, typer.Option("--certain", help="What is odd about the times was looked at and is so.")
    ] = False,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
    json: inputs.JsonOption = False,
) -> None:
    """Log a vendor's announcement: keep its file, link it to the change, and show what it does to the window."""
    from monitor.assess.windows_facts import parse_day
    from monitor.engine.noticing import NoticeError, ToldNotice, parse_received

    settings = inputs.settings(config)
    known = inputs.vendor(settings, vendor)
    now = datetime.now(UTC)
    try:
        told = ToldNotice(
            logged_by=inputs.who(by),
            received_at=parse_received(received, known.zone or settings.monitor.zone, now),
            file=_read(file, settings.monitor.review.notice_max_mb) if file else None,
            file_name=file.name if file else "",
            channel=channel,
            subject=subject,
            effective=parse_day("effective", effective),
            certain=certain,
        )
    except ValueError as error:
        raise CommandError(str(error), code=Exit.USAGE) from error
    with inputs.open_store(settings, upgrade=True, make=True) as store:
        chosen = inputs.revision(store, revision) if revision else None
        _know(store, settings, vendor, now)
        try:
            logged = _noticing(store, settings).log(known, told, now, revision=chosen)
        except NoticeError as error:
            raise CommandError(f"{vendor}: {error}", error.mend, Exit.USAGE) from error
    if json:
        print_json(_logged_shape(logged))
    else:
        _show(logged, known.name)


@app.command("list", epilog="Examples:\n\n`monitor notice list`\n\n`monitor notice list infobip --json`")
def list_notices(
    vendor: Annotated[str | None, typer.Argument(help="Only of this vendor.")] = None,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
    json: inputs.JsonOption = False,
) -> None:
    """List the notices on record, and the revisions they belong to."""
    settings = inputs.settings(config)
    if vendor:
        inputs.vendor(settings, vendor)
    with inputs.open_store(settings, upgrade=True) as store:
        notices = store.notices(vendor_id=vendor)
        names = {key: store.revision(key).public_id for n in notices for key in n.revision_ids}
    if json:
        print_json([_shape(n, [names[key] for key in n.revision_ids]) for n in notices])
        return
    grid = table("id", "received (UTC)", "vendor", "by", "subject", "revision", "file")
    for n in notices:
        grid.add_row(
            str(n.id),
            f"{n.received_at:%Y-%m-%d %H:%M}",
            n.vendor_id,
            text(n.channel, 30),
            text(n.subject, 80),
            ", ".join(names[key] for key in n.revision_ids) or "[yellow]none yet[/]",
            n.file_sha256[:12] + "…" if n.file_sha256 else "—",
        )
    console.print(grid if notices else "no notice is logged")


@app.command("file", epilog="Example: `monitor notice file 4711 --out mail.eml`")
def get_file(
    notice: NoticeId,
    out: Annotated[Path, typer.Option("--out", help="Where to write it; nothing is overwritten.")],
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
) -> None:
    """Write the file of a notice as it was kept, byte for byte."""
    settings = inputs.settings(config)
    with inputs.open_store(settings, upgrade=True) as store:
        found = _notice(store, notice)
        if found.file_sha256 is None:
            raise CommandError(f"notice {notice} was logged without a file")
        content = store.content(found.file_sha256)
    try:
        with out.open("xb") as target:
            target.write(content)
    except OSError as error:
        raise CommandError(f"{out}: {error.strerror or error}", "name a new file") from error
    console.print(f"{out}: {len(content):,} bytes, SHA-256 {found.file_sha256}")


@app.command("link", epilog="Example: `monitor notice link 4711 r7kq2mx`")
def link(
    notice: NoticeId,
    revision: RevisionId,
    by: By = None,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
) -> None:
    """Say which revision a notice announces; its window is counted anew."""
    from monitor.store import NotAllowedError

    settings = inputs.settings(config)
    with inputs.open_store(settings, upgrade=True) as store:
        found, target = _notice(store, notice), inputs.revision(store, revision)
        if found.vendor_id != target.vendor_id:
            raise CommandError(
                f"notice {notice} is of {found.vendor_id}, revision {revision} of {target.vendor_id}",
                code=Exit.USAGE,
            )
        try:
            linked = _noticing(store, settings).link(found, target, inputs.who(by), datetime.now(UTC))
        except NotAllowedError as error:
            raise CommandError(
                str(error), "log the notice again, if it does after all", Exit.USAGE
            ) from error
    _show_link(linked)


@app.command(
    "unlink", epilog='Example: `monitor notice unlink 4711 r7kq2mx --why "it is about another product"`'
)
def unlink(
    notice: NoticeId,
    revision: RevisionId,
    why: Annotated[str, typer.Option("--why", help="Why it does not belong to it.")],
    by: By = None,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
) -> None:
    """Say that a notice does not belong to a revision; both entries stay on record, the window is counted anew."""
    from monitor.store import NotFoundError

    if not why.strip():
        raise CommandError("the reason is empty", "say why with --why", Exit.USAGE)
    settings = inputs.settings(config)
    with inputs.open_store(settings, upgrade=True) as store:
        found, target = _notice(store, notice), inputs.revision(store, revision)
        try:
            changed = _noticing(store, settings).unlink(
                found, target, by=inputs.who(by), why=why, now=datetime.now(UTC)
            )
        except NotFoundError as error:
            mend = f"`monitor notice list {found.vendor_id}` shows what is linked"
            raise CommandError(str(error), mend, Exit.USAGE) from error
    console.print(f"notice {notice} no longer belongs to revision {target.public_id}")
    _show_window(changed)


def _read(path: Path, most_mb: float) -> bytes:
    most = int(most_mb * 1_000_000)
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise CommandError(
            f"{path}: {error.strerror or error}", "give the path of the mail's file"
        ) from error
    if len(data) > most:
        raise CommandError(
            f"{path} has {max(size, len(data)) / 1_000_000:,.0f} MB; at most {most_mb:g} MB are kept",
            "save the mail without its attachments, or raise review.notice_max_mb; without --file the receipt alone "
            "is logged",
        )
    if not data:
        raise CommandError(
            f"{path} is empty", "save the mail again; without --file the receipt alone is logged"
        )
    return data


def _know(store: Store, settings: Settings, vendor: str, now: datetime) -> None:
    """A vendor that no check has met yet is in the configuration, but not in the store."""
    from monitor.engine.schedule import next_check

    if not any(state.vendor_id == vendor for state in store.source_states()):
        store.sync_vendors(settings.vendors, now, next_time=lambda s, at: next_check(s.id, s.schedule, at))


def _noticing(store: Store, settings: Settings) -> Noticing:
    from monitor.engine.deciding import Deciding
    from monitor.engine.noticing import Noticing

    return Noticing(store, Deciding(store, settings.vendor, settings.monitor.zone))


def _notice(store: Store, notice_id: int) -> Notice:
    found = next((n for n in store.notices() if n.id == notice_id), None)
    if found is None:
        raise CommandError(f"there is no notice {notice_id}", "`monitor notice list` shows them")
    return found


def _show(logged: LoggedNotice, vendor: str) -> None:
    notice, file = logged.notice, logged.file
    console.print(
        f"notice {notice.id} of {text(vendor)}, received {notice.received_at:%Y-%m-%d %H:%M} UTC, "
        f"logged by {text(notice.logged_by)}: [bold]{text(notice.subject, 120) or 'without a subject'}[/]"
    )
    if notice.file_sha256:
        console.print(f"kept as evidence: {text(notice.file_name)}, SHA-256 {notice.file_sha256}")
    if file.text.names:
        console.print(
            f"it names: {text(', '.join(file.text.names[:8]))}{' …' if file.text.names[8:] else ''}"
        )
    for attached in file.mail.attachments[:20] if file.mail else ():
        console.print(
            f"attached: {text(attached.name)}, {text(attached.media_type)}, {attached.size:,} bytes"
        )
    for warning in file.warnings:
        console.print(f"[yellow]{text(warning)}[/]")
    read, quote = notice.parsed.get("effective_read"), str(notice.parsed.get("effective_quote") or "")
    if read and not notice.parsed.get("effective"):
        console.print(
            f"it seems to name [bold]{text(str(read))}[/] as the day of effect (unconfirmed): “{text(quote, 300)}”"
        )
        console.print(
            f"[dim]a day that a person types goes first: monitor notice add {notice.vendor_id} "
            f"--received {notice.received_at:%Y-%m-%dT%H:%MZ} --effective {text(str(read))} --revision …[/]"
        )
    for linked in logged.links:
        _show_link(linked)
    if not logged.links:
        console.print("[yellow]no change of a page answers to it yet; it is linked when one does[/]")


def _show_link(linked: Linked) -> None:
    console.print(f"\nlinked to revision [bold]{linked.revision.public_id}[/]: {text(linked.reason)}")
    _show_window(linked.recomputed)


def _show_window(changed: Recomputed | None) -> None:
    if changed is None:
        console.print("the window stays as it was")
        return
    if changed.differences:
        grid = table("", "before", "after")
        for label, was, now in changed.differences:
            grid.add_row(label, was, f"[bold]{now}[/]")
        console.print(grid)
    else:
        clock = next((line for line in changed.after.working if line.startswith("The clause counts")), "")
        console.print(f"no date of the window moved. {text(clock)}".rstrip())
    known = set(changed.before.working)
    for line in changed.after.working:
        if line not in known:
            console.print(f"  [green]+[/] {text(line)}")
    for line in changed.before.working:
        if line not in changed.after.working:
            console.print(f"  [dim]- {text(line)}[/]")
    if changed.reopened:
        console.print(f"[bold yellow]the window is open again: {text(changed.reopened.why)}[/]")


def _shape(notice: Notice, revisions: list[str]) -> dict[str, Any]:
    return {
        "id": notice.id,
        "vendor": notice.vendor_id,
        "received_at": notice.received_at.isoformat(),
        "channel": notice.channel,
        "subject": notice.subject,
        "logged_by": notice.logged_by,
        "logged_at": notice.logged_at.isoformat(),
        "file_name": notice.file_name or None,
        "file_sha256": notice.file_sha256,
        "parsed": {key: value for key, value in notice.parsed.items() if key != "text"},
        "revisions": revisions,
    }


def _logged_shape(logged: LoggedNotice) -> dict[str, Any]:
    from monitor.engine.noticing import link_shape

    revisions = [linked.revision.public_id for linked in logged.links]
    return _shape(logged.notice, revisions) | {"links": [link_shape(linked) for linked in logged.links]}
