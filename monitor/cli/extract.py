"""``monitor extract``: the rows of a list, from a file or an address."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.cli import inputs
from monitor.cli.output import CommandError, Exit, console, errors, print_json, table, text
from monitor.model import Capture, Field, Hints, Listing, NoListReason, SourceKind, Verdict, shapes

_SHOWN = (Field.GROUP, Field.NAME, Field.PURPOSE, Field.LOCATION, Field.TRANSFER_MECHANISM)

EPILOG = (
    "Examples:\n\n"
    "`monitor extract https://legal.example.com/subprocessors`\n\n"
    "`monitor extract list.pdf --json`\n\n"
    "`monitor extract page.html --explain --heading 'Our sub-processors'`\n\n"
    "`monitor extract https://trust.example.com/ --browser`"
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("extract", epilog=EPILOG)(extract)


def extract(
    where: Annotated[
        str, typer.Argument(metavar="FILE|URL", help="A file, an address, or - for standard input.")
    ],
    json: inputs.JsonOption = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say why each table was taken or left.")] = False,
    kind: inputs.KindOption = SourceKind.LIST,
    allow_private: inputs.PrivateOption = False,
    browser: inputs.BrowserOption = None,
    selector: Annotated[str | None, typer.Option(help="CSS selector of the list.")] = None,
    heading: Annotated[str | None, typer.Option(help="Heading the list stands under.")] = None,
    table_number: Annotated[int | None, typer.Option("--table", min=1, help="Number of the table.")] = None,
    column: Annotated[list[str] | None, typer.Option(help="A column's field, e.g. 'Wer=name'.")] = None,
    leave_out: Annotated[list[str] | None, typer.Option(help="Heading of a section to leave out.")] = None,
    language: Annotated[str | None, typer.Option(help="Language of the page, e.g. de.")] = None,
    names_only: Annotated[bool, typer.Option("--names-only", help="The list is bare names.")] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 where there is no list.")
    ] = False,
) -> None:
    """Read the sub-processor list of a page or file: every row, every field, or why there is none."""
    hints = Hints(
        selector=selector,
        heading=heading,
        table=table_number,
        columns=_columns(column or []),
        leave_out=tuple(leave_out or ()),
        language=_language(language),
        names_only=names_only,
    )
    found = inputs.capture(where, allow_private=allow_private, browser=bool(browser))
    if browser is None and inputs.is_address(where):
        found = _filled(where, found, kind, hints, allow_private=allow_private)
    if explain:
        listing = _explained(found, kind, hints, as_json=json)
    else:
        listing = inputs.listing(found, kind, hints)
        if json:
            print_json(shapes.listing_shape(listing))
        else:
            show(listing)
    if exit_code and listing.verdict is Verdict.NO_LIST:
        raise typer.Exit(Exit.ATTENTION)


def _filled(where: str, found: Capture, kind: SourceKind, hints: Hints, *, allow_private: bool) -> Capture:
    """The page as its scripts fill it, where it came without its content and a browser sees more."""
    from monitor.looking import is_unfilled

    listing = inputs.listing(found, kind, hints)
    if listing.verdict is Verdict.LIST or not is_unfilled(found, kind, listing.reason):
        return found
    try:
        filled = inputs.capture(where, allow_private=allow_private, browser=True)
    except CommandError as error:
        errors.print(
            f"[yellow]the page may be filled by script, and no browser could read it[/]: {text(str(error))}"
        )
        return found
    gained = inputs.listing(filled, kind, hints).verdict is Verdict.LIST
    return filled if gained or listing.reason is NoListReason.SHELL else found


def _columns(pairs: list[str]) -> dict[str, Field]:
    columns = {}
    for pair in pairs:
        heading, equals, name = pair.rpartition("=")
        if not equals or name not in set(Field):
            known = ", ".join(Field)
            raise CommandError(f"--column '{pair}' must be 'Heading=field'", f"fields: {known}", Exit.USAGE)
        columns[heading] = Field(name)
    return columns


def _language(code: str | None) -> str | None:
    from monitor.knowledge.languages import known_languages

    if code is not None and code.replace("_", "-").split("-")[0].lower() not in known_languages():
        raise CommandError(
            f"--language '{code}' is no language we know",
            f"known: {', '.join(known_languages())}, each also with a region, e.g. en-GB",
            Exit.USAGE,
        )
    return code


def _explained(found: Capture, kind: SourceKind, hints: Hints, *, as_json: bool) -> Listing:
    from monitor.extract import explain

    explanation = explain(
        found.body,
        media_type=found.media_type,
        charset=found.charset,
        url=found.final_url,
        kind=kind,
        hints=hints,
    )
    if as_json:
        shape = shapes.listing_shape(explanation.listing)
        shape["candidates"] = [
            {
                "number": c.number,
                "where": c.where,
                "layout": c.layout,
                "under": list(c.under),
                "columns": [{"heading": h, "field": f.value if f else None} for h, f in c.headings],
                "rows": c.rows,
                "score": round(c.points, 2),
                "taken": c.taken,
                "why": c.why,
                "reasons": list(c.reasons),
            }
            for c in explanation.considered
        ]
        shape["format"] = str(explanation.format)
        shape["proposed_hint"] = explanation.proposal or None
        print_json(shape)
        return explanation.listing
    show(explanation.listing)
    console.print(f"\n[bold]What was looked at[/] (read as {explanation.format})")
    for c in explanation.considered:
        mark = "[green]taken[/]" if c.taken else "[dim]left [/]"
        under = f" under “{text(' › '.join(c.under), 60)}”" if c.under else ""
        place = f"{c.number}. {text(c.where, 60)} ({c.layout}, {c.rows} rows){under}"
        console.print(f"  {mark} {c.points:6.2f}  {place}")
        console.print(f"                {text(c.why)}: {text('; '.join(c.reasons))}")
    if explanation.proposal:
        console.print(
            f"\n[bold]Should this be wrong[/], write in vendors.yaml:\n{text(explanation.proposal)}"
        )
    return explanation.listing


def show(listing: Listing) -> None:
    """A listing as a table for people."""
    if listing.verdict is Verdict.NO_LIST:
        console.print(
            f"[bold yellow]no list here[/]: {REASONS.get(listing.reason or '', listing.reason or '')}"
        )
        if listing.points_to:
            console.print(f"it points to {text(listing.points_to)}")
    else:
        shown = [f for f in _SHOWN if any(row.get(f) for row in listing.rows)]
        others = [f for f in Field if f not in shown and any(row.get(f) for row in listing.rows)]
        grid = table("#", *(f.value for f in shown))
        for number, row in enumerate(listing.rows, 1):
            grid.add_row(str(number), *(text(row.get(f) or "", 160) for f in shown))
        console.print(grid)
        console.print(f"\n[bold]{len(listing.rows)} rows[/]" + _sections(listing))
        if others:
            console.print(f"also given: {', '.join(f.value for f in others)} (see --json)")
        extra = [c.heading for c in listing.columns if c.field is None and c.heading]
        if extra:
            console.print(f"other columns: {text(', '.join(dict.fromkeys(extra)))}")
    if listing.published.phrase:
        read = (
            listing.published.on or " or ".join(str(d) for d in listing.published.readings) or "no full date"
        )
        console.print(f"published: {read}, from “{text(listing.published.phrase)}”")
    for announcement in listing.announcements:
        console.print(f"announced: {text(announcement, 200)}")
    for warning in listing.warnings:
        console.print(f"[yellow]warning:[/] {text(warning)}")


def _sections(listing: Listing) -> str:
    counts: dict[str, int] = {}
    for row in listing.rows:
        if row.group:
            counts[row.group] = counts.get(row.group, 0) + 1
    if not counts:
        return ""
    return " in " + ", ".join(f"“{text(group, 60)}” ({count})" for group, count in counts.items())


REASONS = {
    "pointer": "the page only leads to the list",
    "on_request": "the list is given on request",
    "login": "the page asks for a login",
    "challenge": "a bot wall answered instead of the page",
    "consent": "a consent wall answered instead of the page",
    "shell": "the page fills itself by script; nothing is in it as it is sent",
    "template": "placeholders stand where the list should be",
    "prose": "the page holds text, but no list",
    "empty": "the page is empty",
    "error_page": "an error or maintenance notice answered",
    "other_list": "there is a list, but of something else",
    "encrypted": "the file is encrypted",
    "unreadable": "the file is broken, or not what it says it is",
    "unsupported": "the format is not one we read",
    "too_large": "it is larger than the limit",
    "too_slow": "reading it took longer than the limit",
}
