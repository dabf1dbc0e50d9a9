"""Cells of tables that a spreadsheet opens: as readable as they were, and never a formula (OWASP, "CSV injection")."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from monitor.model.display import lines

_STARTERS = frozenset("=+-@\t\r|%＝＋－＠")


def harmless(text: str | None) -> str:
    """A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe in front.

    Reversible: a cell that begins with apostrophes before such a sign gets one more, so taking one away gives the
    text again (``plain_again``).
    """
    clean = lines(text)
    return f"'{clean}" if clean.lstrip("'")[:1] in _STARTERS else clean


def plain_again(cell: str) -> str:
    """What ``harmless`` was given."""
    bare = cell.removeprefix("'")
    return bare if bare != cell and bare.lstrip("'")[:1] in _STARTERS else cell


def csv_text(head: Sequence[str], rows: Iterable[Sequence[str | None]]) -> str:
    """RFC 4180, with a byte order mark so that a spreadsheet reads UTF-8; no cell starts a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()
