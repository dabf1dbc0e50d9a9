"""``monitor clause``: notice and objection terms in a contract, with the sentence they stand in.

``monitor clause FILE`` is short for ``monitor clause read FILE``; the other words work on the terms on record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
import typer.core

from monitor.cli import inputs
from monitor.cli.output import Exit, console, print_json, text
from monitor.model import ClauseTerms, Paragraph, SourceKind, shapes

if TYPE_CHECKING:
    from monitor.assess.clauses import Uncounted

GROUP_EPILOG = (
    "Examples:\n\n`monitor clause https://example.com/legal/dpa` # short for `clause read`\n\n"
    "`monitor clause list acme`\n\n`monitor clause confirm acme --by 'Ada Counsel'`"
)
EPILOG = (
    "Examples:\n\n"
    "`monitor clause https://example.com/legal/dpa`\n\n"
    "`pdftotext dpa.pdf - | monitor clause - --json`"
)


class ReadByDefault(typer.core.TyperGroup):
    """``monitor clause WHERE`` reads; a file that is called like a command is given as ``./confirm``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take whatever is no command for something to read."""
        first = next((arg for arg in args if arg not in ctx.help_option_names), None)
        if first is not None and first not in self.commands:
            args = ["read", *args]
        return super().parse_args(ctx, args)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    from monitor.cli import clause_answers

    group = typer.Typer(
        cls=ReadByDefault,
        no_args_is_help=True,
        help="Notice and objection terms: read them in a contract; list, confirm or reject what was read.",
        epilog=GROUP_EPILOG,
    )
    group.command("read", epilog=EPILOG)(clause)
    clause_answers.register(group)
    app.add_typer(group, name="clause")


def clause(
    where: Annotated[
        str, typer.Argument(metavar="FILE|URL", help="A file, an address, or - for standard input.")
    ],
    json: inputs.JsonOption = False,
    language: Annotated[str | None, typer.Option(help="Language of the text, e.g. de.")] = None,
    allow_private: inputs.PrivateOption = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 where no term is found.")
    ] = False,
) -> None:
    """Find how long before a change the vendor tells, and how long the customer may object."""
    from monitor.assess.clauses import read_clauses, uncounted

    found = inputs.capture(where, allow_private=allow_private)
    listing = inputs.listing(found, SourceKind.DPA)
    paragraphs = listing.paragraphs or _plain(found.body)
    terms = read_clauses(paragraphs, language=language or listing.language)
    odd = uncounted(paragraphs, language=language or listing.language)
    if json:
        kept = [{"words": o.words, "why": o.why, "quote": o.quote, "where": o.where} for o in odd]
        print_json(shapes.clauses_shape(terms) | {"not_counted": kept})
    else:
        show(terms)
        show_uncounted(odd)
    if exit_code and not terms:
        raise typer.Exit(Exit.ATTENTION)


def show_uncounted(odd: tuple[Uncounted, ...]) -> None:
    """Times that are named, and that no day can be counted from."""
    for one in odd:
        console.print(f"[yellow]not counted:[/] “{text(one.words)}”: {text(one.why)}")
        console.print(f"   {text(one.where)}: “{text(one.quote)}”")
    if odd:
        console.print("   Ask the vendor for a period, and type what was agreed into vendors.yaml.")


def _plain(body: bytes) -> tuple[Paragraph, ...]:
    """Text that no reader took for a document (a few lines on standard input) is its own paragraphs."""
    if b"\0" in body:
        return ()
    parts = body.decode("utf-8", "replace").split("\n\n")
    return tuple(
        Paragraph(part.strip(), where=f"paragraph {n}") for n, part in enumerate(parts, 1) if part.strip()
    )


def show(terms: tuple[ClauseTerms, ...]) -> None:
    """Clauses for people: what was read, from which words."""
    if not terms:
        console.print("[yellow]no notice or objection term found[/]")
    for number, one in enumerate(terms, 1):
        start = f", running from {one.runs_from.value.replace('_', ' ')}" if one.runs_from else ""
        console.print(f"[bold]{number}.[/] notice: {one.notice or 'not stated'}")
        console.print(f"   objection: {one.objection or 'not stated'}{start if one.objection else ''}")
        if one.deemed_consent is not None:
            console.print(f"   silence is acceptance: {'yes' if one.deemed_consent else 'no'}")
        for condition in one.conditions:
            console.print(f"   condition: {text(condition)}")
        console.print(f"   confidence {one.confidence:.0%}; a proposal until a person confirmed it")
        console.print(f"   {text(one.where)}: “{text(one.quote)}”")
