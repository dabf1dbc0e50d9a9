"""Text that a page shows as typed (``pre``): drawn tables, aligned columns, Markdown that nothing rendered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from selectolax.lexbor import LexborNode

from monitor.extract.document import Grid
from monitor.extract.html_walk import Walk

MAX_BLOCKS = 40
MAX_TEXT = 400_000  # characters of one block
_MARKDOWN = re.compile(r"^\s*\|?[ \t]*:?-{3,}:?[ \t]*\|[ \t:|-]*$", re.MULTILINE)


def typed_grids(root: LexborNode, walk: Walk) -> list[Grid]:
    """The tables and lists in each block of typed text, under the headings that the block stands under."""
    grids: list[Grid] = []
    for number, node in enumerate(root.css("pre")[:MAX_BLOCKS], 1):
        text = node.text() or ""
        if text.count("\n") < 2 or len(text) > MAX_TEXT:
            continue
        path = _path(node, walk)
        for grid in _grids(text):
            where = f"typed text {number}, {grid.where}"
            grids.append(replace(grid, headings=(*path, *grid.headings), where=where))
    return grids


def _grids(text: str) -> Sequence[Grid]:
    if _MARKDOWN.search(text):
        from monitor.extract.read_markdown import read_markdown

        return read_markdown(text.encode()).grids
    from monitor.extract.read_text import read_lines

    return read_lines(text.split("\n")).grids


def _path(node: LexborNode, walk: Walk) -> tuple[str, ...]:
    inside = {node.mem_id} | {child.mem_id for child in node.iter()}
    return next((block.headings for block in walk.blocks if block.node.mem_id in inside), ())
