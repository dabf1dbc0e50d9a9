"""How commands print: tables for people, one JSON value for machines, errors without tracebacks.

Exit codes, the same for every command:

====  =========================================================================================
0     done; whatever was found is in the output
1     done, and something needs a person: with ``--exit-code``, a difference or no list was found;
      ``check``: a source is in trouble; ``verify``, ``alert test``: something failed
2     the command was typed wrong
3     the configuration cannot be used
4     an input (file, address, revision) cannot be had
5     the store cannot be used
130   interrupted
====  =========================================================================================
"""

from __future__ import annotations

import json
import os
import re
import sys
from enum import IntEnum
from typing import Any, NoReturn

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from monitor.model.display import one_line

# Colour only on a terminal (rich checks), and never where NO_COLOR asks for none (no-color.org).
# Piped output is as wide as it needs to be: a cut address in a log helps nobody.
_PIPED_WIDTH = 160


def _width() -> int | None:
    """The columns to fill; None where the terminal says it. What COLUMNS says counts if it is a width at all."""
    if sys.stdout is not None and sys.stdout.isatty():
        return None
    told = os.environ.get("COLUMNS", "")
    return int(told) if told.isdecimal() and int(told) > 0 else _PIPED_WIDTH


console = Console(highlight=False, width=_width(), soft_wrap=False)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


class Exit(IntEnum):
    """Exit codes; see the table above."""

    DONE = 0
    ATTENTION = 1
    USAGE = 2
    CONFIGURATION = 3
    INPUT = 4
    STORE = 5
    INTERRUPTED = 130


class CommandError(Exception):
    """Something a person can mend: what, and how; ends the command with ``code``."""

    def __init__(self, what: str, mend: str = "", code: Exit = Exit.INPUT) -> None:
        super().__init__(what)
        self.mend = mend
        self.code = code


def print_json(value: Any) -> None:
    """One JSON value on standard output, UTF-8, readable."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def fail(error: CommandError) -> NoReturn:
    """Say what is wrong and how to mend it, and leave."""
    errors.print(f"[bold red]error:[/] {escape(str(error))}")
    if error.mend:
        errors.print(f"       {escape(error.mend)}")
    raise SystemExit(int(error.code))


def text(value: object, limit: int | None = None) -> str:
    """Foreign text made fit for a terminal: one line, no control characters, no markup of ours in it."""
    return escape(one_line("" if value is None else str(value), limit))


# How pydantic, with which typer reads what is typed, names a mistake, and how we do.
_RAW = (
    (r"Value error, ", ""),
    (r"Input should be a valid integer.*", "write a whole number, such as 3."),
    (r"Input should be a valid number.*", "write a number, such as 0.5."),
    (r"Input should be (?=greater|less)", "it should be "),
    (r"does not match the formats? '%Y-%m-%d'\.", "is no day. Write it as 2026-12-01."),
)


def plainly(raw: str) -> str:
    """The library's words for a mistake in what was typed, as a person would put it."""
    for wording, ours in _RAW:
        raw = re.sub(wording, ours, raw, flags=re.DOTALL)
    return raw


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 vendor", "2 vendors"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def item(lead: str, body: str, indent: int) -> None:
    """A line of a story: ``lead``, then ``body`` from column ``indent`` on, wrapped there on a terminal.

    Both are our markup: foreign words in them have been through ``text``.
    """
    if not console.is_terminal:
        pad = max(indent - Text.from_markup(lead).cell_len, 1) if lead else indent
        console.print(lead + " " * pad + body, soft_wrap=True)
        return
    grid = Table.grid()
    grid.add_column(width=indent, no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(lead, body)
    console.print(grid)


def table(*headings: str, title: str | None = None) -> Table:
    """A plain table that aligns on a terminal and in a log."""
    grid = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        grid.add_column(heading, overflow="fold")
    return grid


SEVERITY_STYLE = {
    "critical": "bold white on red",
    "high": "bold red",
    "medium": "yellow",
    "low": "cyan",
    "info": "dim",
}
