"""``monitor verify``: does everything that was recorded still fit together."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import inputs
from monitor.cli.output import CommandError, Exit, console, item, print_json, text

if TYPE_CHECKING:
    from monitor.store import ChainHead, Problem
    from monitor.store.values import Verified

EPILOG = (
    "Examples:\n\n`monitor verify`\n\n`monitor verify --json`\n\n"
    "`monitor verify --head 1234:9f86d081884c7d659a2f…` # a head from a mail, a report or an exported ZIP"
)
_SHOWN = 200
_HEAD = re.compile(r"(\d+):([0-9a-f]{64})")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify", epilog=EPILOG)(verify)


def verify(
    heads: Annotated[
        list[str] | None,
        typer.Option("--head", help="A head written down earlier, NUMBER:SHA256; may be given again."),
    ] = None,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
    json: inputs.JsonOption = False,
) -> None:
    """Check the whole hash chain, every record, content and span; name whatever was edited, deleted or added.

    The chain must also lead through every head that was written down: with --head, in the file of heads beside the
    store's data, and in stored time-stamps. Exits with 1 where anything does not fit.
    """
    from monitor.engine.anchors import Anchors
    from monitor.engine.witnessing import check_witnesses

    typed = [_head(one) for one in heads or []]
    settings = inputs.settings(config)
    anchors = Anchors(settings.data_dir)
    started = time.monotonic()
    with inputs.open_store(settings) as store:
        kept, broken = anchors.read()
        found = store.verified(known_heads=[*typed, *kept])
        problems = (*found.problems, *broken, *check_witnesses(store, settings))
    seconds = time.monotonic() - started
    if json:
        print_json(_plain(found, problems, len(kept) + len(typed), seconds))
    else:
        _told(found, problems, len(kept) + len(typed), seconds)
    if problems:
        raise typer.Exit(Exit.ATTENTION)


def _head(typed: str) -> ChainHead:
    from monitor.store import ChainHead

    match = _HEAD.fullmatch(typed.strip().lower())
    if match is None:
        mend = "write NUMBER:SHA256, e.g. 1234: and the 64 digits, as `monitor verify` prints it"
        raise CommandError(f"--head: {typed[:80]!r} is no head of a chain", mend, Exit.USAGE)
    return ChainHead(int(match[1]), match[2])


def _plain(found: Verified, problems: tuple[Problem, ...], heads: int, seconds: float) -> dict[str, object]:
    return {
        "fits": not problems,
        "head": {"number": found.head.seq, "sha256": found.head.sha256},
        "checked": {
            "links": found.links,
            "records": found.records,
            "contents": found.contents,
            "checkpoints": found.checkpoints,
            "witnesses": found.witnesses,
            "heads_written_down": heads,
        },
        "seconds": round(seconds, 2),
        "problems": [
            {
                "what": p.what,
                "table": p.subject.partition(" ")[0],
                "record": p.subject.partition(" ")[2],
                "detail": p.detail,
                "link": p.seq,
            }
            for p in problems
        ],
    }


def _told(found: Verified, problems: tuple[Problem, ...], heads: int, seconds: float) -> None:
    console.print(
        f"{found.links:,} links, {found.records:,} sealed records, {found.contents:,} contents, "
        f"{found.checkpoints:,} checkpoints of spans, {found.witnesses:,} time-stamps and signatures, "
        f"{heads:,} heads written down; {seconds:.1f} s"
    )
    console.print(f"head: {found.head.seq}:{found.head.sha256}", soft_wrap=True)
    for problem in problems[:_SHOWN]:
        item(f"[bold red]{text(problem.what)}[/]", f"{text(problem.subject)}: {text(problem.detail)}", 20)
    if len(problems) > _SHOWN:
        console.print(f"and {len(problems) - _SHOWN:,} more; --json has them all")
    if problems:
        console.print(
            f"[bold red]{len(problems):,} things do not fit[/]; restore a backup, or find out who did it"
        )
    else:
        console.print("[green]everything fits[/]")
