"""``monitor``: the program and its commands."""

from __future__ import annotations

import errno
import os
import sys
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from monitor import __version__
from monitor.cli.output import CommandError, Exit, fail, plainly


class _Plain(TyperGroup):
    """The commands; what is typed wrong is told in plain words, whichever library found it."""

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = plainly(error.message)
            raise


app = typer.Typer(
    name="monitor",
    cls=_Plain,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Watches vendors' sub-processor pages, works out the objection window, and tells people in time.",
    epilog="Exit codes: 0 done · 1 something needs a person · 2 typed wrong · 3 configuration · 4 input · 5 store",
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"monitor {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options of the program itself."""


def _register() -> None:
    if app.registered_commands:  # once is enough
        return
    from monitor.cli import (
        alert,
        check,
        clause,
        compare,
        config,
        db,
        demo,
        evidence,
        export,
        extract,
        knowledge,
        reextract,
        replay,
        report,
        run,
        status,
        verify,
        who,
        window,
    )

    for module in (extract, compare, clause, window):
        module.register(app)
    for later in (check, status, report, replay, reextract, verify, who, run, demo, knowledge):
        later.register(app)
    _register_review()
    app.add_typer(alert.app, name="alert")
    app.add_typer(config.app, name="config")
    app.add_typer(db.app, name="db")
    app.add_typer(evidence.app, name="evidence")
    app.add_typer(export.app, name="export")


def _register_review() -> None:
    from monitor.cli import attest, baseline, calendar, decide, history, letter, notice, windows

    for module in (windows, decide, history, letter, baseline, calendar, attest):
        module.register(app)
    app.add_typer(notice.app, name="notice")


# What a person can mend about a file or a disk; any other OSError is ours to mend, and its traceback says where.
_OF_A_FILE = {
    errno.EACCES, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EISDIR, errno.ENAMETOOLONG, errno.ENOENT, errno.ENOSPC,
    errno.ENOTDIR, errno.EPERM, errno.EROFS,
}  # fmt: skip


def run() -> NoReturn:
    """Run the command that was typed; a person never sees a traceback for something that person can mend."""
    try:
        _register()
        app()
    except CommandError as error:
        fail(error)
    except BrokenPipeError:
        # The reader of our output went away (… | head): nothing is wrong.
        _print_no_more()
    except OSError as error:
        if error.errno not in _OF_A_FILE:
            raise
        _print_no_more()
        where = error.filename if isinstance(error.filename, str) else "the output"
        fail(CommandError(f"{where}: {error.strerror}"))
    sys.exit(Exit.DONE)


def _print_no_more() -> None:
    """What still waits to be printed cannot be: it goes nowhere, instead of failing once more at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
