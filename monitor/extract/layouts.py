"""All layouts beyond tables, tried when no table holds the list."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.extract.document import Grid
from monitor.extract.html_walk import Walk


def other_grids(
    tree: LexborHTMLParser, root: LexborNode | None, walk: Walk, base: str | None, text: str
) -> tuple[list[Grid], list[str]]:
    """Grids of every further layout of the page, in the order the layouts are trusted, and warnings."""
    return [], []
