"""All layouts beyond tables, tried when no table holds the list. A new layout is a file and a line here."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.extract.document import Grid
from monitor.extract.embedded_json import json_grids
from monitor.extract.html_walk import Walk
from monitor.extract.layout_bullets import list_grids
from monitor.extract.layout_lines import headed_grids, labelled_grids, line_grids
from monitor.extract.layout_pre import typed_grids
from monitor.extract.layout_prose import prose_grids
from monitor.extract.layout_repeated import repeated_grids
from monitor.extract.layout_sections import definition_grids, section_grids


def other_grids(tree: LexborHTMLParser, root: LexborNode | None, walk: Walk, base: str | None) -> list[Grid]:
    """Grids of every further layout of the page; what is no list of sub-processors is told apart later."""
    return [*visible_grids(root, walk, base), *json_grids(tree)]


def visible_grids(root: LexborNode | None, walk: Walk, base: str | None) -> list[Grid]:
    """The same without what only the page's scripts hold."""
    grids: list[Grid] = []
    grids += definition_grids(walk, base)
    grids += section_grids(walk)
    grids += labelled_grids(walk)
    grids += headed_grids(walk)
    grids += list_grids(walk, base)
    grids += line_grids(walk)
    if root is not None:
        grids += typed_grids(root, walk)
        grids += repeated_grids(root, walk, base)
    grids += prose_grids(walk)
    return grids
