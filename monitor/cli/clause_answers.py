"""``monitor clause list|confirm|reject``: the terms on record, and what a person says to a reading of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import inputs
from monitor.cli.narrow import fitted
from monitor.cli.output import CommandError, Exit, console, print_json, table, text
from monitor.model import ClauseOrigin, ClauseTerms, ClauseVersion, Vendor
from monitor.model.shapes import terms_shape

if TYPE_CHECKING:
    from monitor.engine.applying import Applied, Applying
    from monitor.engine.terms import Terms
    from monitor.review.terms import Book
    from monitor.settings import Settings
    from monitor.store import Store

VendorArgument = Annotated[str, typer.Argument(metavar="VENDOR", help="Id of the vendor.")]
ByOption = Annotated[str, typer.Option("--by", help="Who says so.")]
WhyOption = Annotated[str, typer.Option("--why", help="Why, or from which document.")]
VersionOption = Annotated[
    int | None,
    typer.Option("--version", help="Number of the reading; by default the newest, where it still stands."),
]
CONFIRM_EPILOG = (
    "Examples:\n\n`monitor clause confirm acme --by 'Ada Counsel'` # the newest reading is right\n\n"
    "`monitor clause confirm acme --by 'Ada Counsel' --set objection=14d --set runs_from=receipt`\n\n"
    "`monitor clause confirm acme --by 'Ada Counsel' --set 'objection=10 business days' --valid-from 2026-01-01 "
    "--why 'amendment no. 2'`\n\nKeys: notice, objection (14d, 2w, 1 month, 10 business days, none), runs_from, "
    "deemed_consent, standstill, inclusive, roll, saturdays, clear_days (yes, no), working_days (mon_fri, mon_sat, "
    "either), receipt (on_arrival, next_business_day, none), deemed_received (2bd, 3d, none)."
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("list", epilog="Example: `monitor clause list acme`")(listing)
    app.command("confirm", epilog=CONFIRM_EPILOG)(confirm)
    app.command("reject", epilog="Example: `monitor clause reject acme --by Ada --why 'not our contract'`")(
        reject
    )


def listing(
    vendor: Annotated[str | None, typer.Argument(metavar="[VENDOR]", help="Only this vendor.")] = None,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
    json: inputs.JsonOption = False,
) -> None:
    """Show the terms on record: typed in, read, confirmed, rejected; which apply today, and which wait for a word."""
    settings = inputs.settings(config)
    vendors = [inputs.vendor(settings, vendor)] if vendor else list(settings.vendors)
    now = datetime.now(UTC)
    with inputs.open_store(settings, upgrade=True) as store:
        terms = _terms(store, settings)
        found = [(each, terms.book(each)) for each in vendors]
        if json:
            print_json({"vendors": [_book_shape(v, book, terms, now) for v, book in found]})
            return
        shown = [pair for pair in found if pair[1].versions or vendor]
        if not shown:
            console.print("no terms are on record yet")
        for each, book in shown:
            _show_book(each, book, terms, now)


def confirm(
    vendor: VendorArgument,
    by: ByOption,
    why: WhyOption = "",
    version: VersionOption = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Correct a term; repeatable.")
    ] = None,
    valid_from: Annotated[
        datetime | None,
        typer.Option("--valid-from", formats=["%Y-%m-%d"], help="Day from which the terms apply."),
    ] = None,
    quote: Annotated[
        str | None, typer.Option(help="The words of the contract, where none were read.")
    ] = None,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
    json: inputs.JsonOption = False,
) -> None:
    """Say that a reading is right, or give the right terms: from now on they drive the deadlines."""
    from monitor.engine.answerable import to_confirm
    from monitor.engine.confirming import AnswerError, check_person, confirmed_terms

    settings, who = inputs.settings(config), inputs.vendor(inputs.settings(config), vendor)
    now = datetime.now(UTC)
    day = valid_from.date() if valid_from else None
    with inputs.open_store(settings, upgrade=True, make=True) as store:
        store.sync_vendors(settings.vendors, now)
        terms = _terms(store, settings)
        book = terms.book(who)
        try:
            check_person(by)
            answered = to_confirm(book, who.id, version, corrected=bool(set_))
            made = confirmed_terms(answered.terms, set_ or [], by=by, quote=quote, valid_from=day)
        except AnswerError as error:
            raise CommandError(str(error), error.mend, Exit.USAGE) from error
        kept = store.confirm_clause(
            who.id,
            made,
            proposal=answered.reading,
            valid_from=_since(made, answered.reading, who, terms),
            made_by=by.strip(),
            why=why.strip(),
            at=now,
        )
        applied = _applying(store, settings, terms).vendor(who, f"terms confirmed by {by.strip()}", now)
        typed = book.typed_at(terms.day(who, now))
    if json:
        reading = answered.reading.number if answered.reading else None
        print_json({"confirmed": _version_shape(kept, None), "reading": reading, **_applied_shape(applied)})
        return
    _show_confirmed(kept, made, answered.reading, typed)
    _show_applied(applied)


def _show_confirmed(
    kept: ClauseVersion, made: ClauseTerms, reading: ClauseVersion | None, typed: ClauseTerms | None
) -> None:
    from monitor.engine.confirming import unusual
    from monitor.review.terms import in_words, since_words

    answer = f"; it answers reading {reading.number}" if reading else "; it answers no reading"
    console.print(
        f"[green]confirmed[/] as version {kept.number}: {text(in_words(made))}, {since_words(kept)}{answer}"
    )
    for word in unusual(made):
        console.print(f"[yellow]note:[/] {text(word)}: check it against the contract")
    if typed is not None:
        console.print(
            "[yellow]note:[/] the terms typed into vendors.yaml as signed go before it: "
            f"{text(in_words(typed))}; change them there"
        )


def reject(
    vendor: VendorArgument,
    by: ByOption,
    why: WhyOption,
    version: VersionOption = None,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
    json: inputs.JsonOption = False,
) -> None:
    """Say that a reading is wrong, or no term of ours: it drives nothing any more."""
    from monitor.engine.answerable import to_reject
    from monitor.engine.confirming import AnswerError, check_person

    settings, who = inputs.settings(config), inputs.vendor(inputs.settings(config), vendor)
    now = datetime.now(UTC)
    with inputs.open_store(settings, upgrade=True) as store:
        store.sync_vendors(settings.vendors, now)
        terms = _terms(store, settings)
        try:
            check_person(by, why)
            proposal = to_reject(terms.book(who), who.id, version)
        except AnswerError as error:
            raise CommandError(str(error), error.mend, Exit.USAGE) from error
        store.reject_clause(proposal, made_by=by.strip(), why=why.strip(), at=now)
        applied = _applying(store, settings, terms).vendor(who, f"reading rejected by {by.strip()}", now)
        left = terms.between(who, now, now)
    if json:
        print_json({"rejected": proposal.number, "terms_left": left is not None, **_applied_shape(applied)})
        return
    console.print(f"[green]rejected:[/] version {proposal.number}")
    if left is None:
        console.print(
            "[yellow]no terms are on file now:[/] new changes get no deadline until terms are confirmed "
            f"(monitor clause confirm {who.id} --by … --set objection=…) or typed into vendors.yaml; windows "
            "counted before stay as they are"
        )
    elif left.confirmed_by:  # the word given before stands on its own, whatever becomes of the reading
        from monitor.review.terms import in_words

        console.print(
            f"[yellow]note:[/] the terms that {text(left.confirmed_by)} confirmed still apply: "
            f"{text(in_words(left))}; others: monitor clause confirm {who.id} --by … --set objection=…"
        )
    _show_applied(applied)


def _terms(store: Store, settings: Settings) -> Terms:
    from monitor.engine.terms import Terms

    return Terms(store, settings.monitor.zone)


def _applying(store: Store, settings: Settings, terms: Terms) -> Applying:
    from monitor.engine.applying import Applying
    from monitor.engine.deciding import Deciding

    monitor = settings.monitor
    deciding = Deciding(store, settings.vendor, monitor.zone)
    return Applying(store, terms, deciding, monitor.zone, tuple(monitor.holidays))


def _since(made: ClauseTerms, proposal: ClauseVersion | None, vendor: Vendor, terms: Terms) -> datetime:
    from zoneinfo import ZoneInfo

    from monitor.model.record import EVER

    if made.valid_from:
        midnight = datetime(made.valid_from.year, made.valid_from.month, made.valid_from.day)  # noqa: DTZ001
        return midnight.replace(tzinfo=ZoneInfo(vendor.zone or terms.zone)).astimezone(UTC)
    return proposal.valid_from if proposal else EVER


def _show_book(vendor: Vendor, book: Book, terms: Terms, now: datetime) -> None:
    from monitor.review.terms import in_words, since_words

    today = terms.between(vendor, now, now)
    mark = "" if today is None or today.confirmed_by else " [yellow](unconfirmed)[/]"
    console.print(f"[bold]{text(vendor.name)}[/] ({vendor.id}): today {text(in_words(today))}{mark}")
    for condition in today.conditions if today else ():
        console.print(f"  [yellow]note:[/] {text(condition)}")
    grid = table("no.", "origin", "applies", "terms", "answer")
    for version in book.versions:
        grid.add_row(
            str(version.number),
            version.origin.value,
            since_words(version),
            text(in_words(version.terms)),
            _answer_words(book, version),
        )
    console.print(fitted(grid, console))
    for waiting in book.waiting():
        console.print(
            f"[yellow]version {waiting.number} waits for a word:[/] monitor clause confirm {vendor.id} --by NAME, "
            f"or monitor clause reject {vendor.id} --by NAME --why …"
        )
        if waiting.terms and waiting.terms.quote:
            console.print(f"  “{text(waiting.terms.quote, 600)}” ({text(waiting.terms.where)})")
    console.print()


def _answer_words(book: Book, version: ClauseVersion) -> str:
    if version.origin is ClauseOrigin.CONFIRMED and version.terms:
        return f"confirmed by {text(version.terms.confirmed_by)} on {version.recorded_at:%Y-%m-%d}"
    answer = book.answer_to(version)
    if answer is None:
        return "—"
    what = "confirmed" if answer.confirmed else "rejected"
    return f"{what} by {text(answer.made_by)} on {answer.made_at:%Y-%m-%d}" + (
        f": {text(answer.why, 120)}" if answer.why else ""
    )


def _show_applied(applied: Applied) -> None:
    for each in applied.recounted:
        console.print(f"window of [bold]{each.public_id}[/] counted anew")
        for label, was, is_now in each.differences:
            console.print(f"  {label}: {was} → [bold]{is_now}[/]")
        if not each.differences:
            console.print("  no date moved")
        if each.reopened:
            console.print("  it had lapsed; it is open again")
    for public_id in applied.opened:
        console.print(f"window of [bold]{public_id}[/] counted for the first time: monitor windows")
    if applied.nothing:
        console.print("no open window moves")


def _applied_shape(applied: Applied) -> dict[str, Any]:
    return {"recounted": [each.shape for each in applied.recounted], "opened": list(applied.opened)}


def _version_shape(version: ClauseVersion, answer: str | None) -> dict[str, Any]:
    terms = version.terms
    return {
        "number": version.number,
        "origin": version.origin.value,
        "valid_from": version.valid_from.isoformat(),
        "recorded_at": version.recorded_at.isoformat(),
        "snapshot": version.snapshot_id,
        "answer": answer,
        "terms": {**terms_shape(terms), "confirmed_by": terms.confirmed_by} if terms else None,
    }


def _book_shape(vendor: Vendor, book: Book, terms: Terms, now: datetime) -> dict[str, Any]:
    today = terms.between(vendor, now, now)
    waiting: Sequence[ClauseVersion] = book.waiting()
    answers = {v.id: book.answer_to(v) for v in book.versions}
    words = {key: ("confirmed" if a.confirmed else "rejected") if a else None for key, a in answers.items()}
    return {
        "vendor": vendor.id,
        "today": {**terms_shape(today), "confirmed_by": today.confirmed_by} if today else None,
        "waiting": [v.number for v in waiting],
        "versions": [_version_shape(v, words[v.id]) for v in book.versions],
    }
