"""Markup inside data: HTML or Markdown in a string of JSON, and rich text as a tree of nodes. All are read as pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from monitor.extract.document import Grid
from monitor.extract.element_tree import element_html, is_element
from monitor.extract.read_markdown import as_markup
from monitor.extract.rich_text import as_html, is_rich

MAX_VALUES = 400_000
_RULE = re.compile(r"^[ \t]*\|?[ \t]*:?-+:?[ \t]*\|", re.MULTILINE)  # below the head of a table in Markdown
_MARKS = ("<table", "<li", "<dt", "<h2", "<h3", "<strong")


def written_grids(value: Any, where: str, left: list[int]) -> Iterator[Grid]:
    """Grids of every piece of markup in a JSON value. ``left``: how many characters may still be read."""
    title = ""
    stack: list[tuple[Any, str, str]] = [(value, where, title)]
    seen = 0
    while stack and left[0] > 0 and seen < MAX_VALUES:
        item, place, title = stack.pop()
        seen += 1
        if isinstance(item, str):
            if len(item) > 60 and "</" in item and any(mark in item for mark in _MARKS):
                yield from _page(item, place, title, left)
            elif len(item) > 60 and "\n|" in item and _RULE.search(item):
                yield from _page(as_markup(item), place, title, left)
            continue
        if is_element(item):
            markup, beside = element_html(item)
            if any(mark in markup for mark in _MARKS):
                yield from _page(markup, place, title, left)
            stack.extend((each, place, title) for each in reversed(beside))
            continue
        if isinstance(item, (dict, list)) and is_rich(item) and (markup := as_html(item)):
            yield from _page(markup, place, title, left)
            continue
        if isinstance(item, dict):
            own = next(
                (item[key] for key in ("title", "heading", "name") if isinstance(item.get(key), str)), title
            )
            stack.extend((each, f"{place}.{key}", own) for key, each in reversed(item.items()))
        elif isinstance(item, list):
            stack.extend((each, f"{place}[{at}]", title) for at, each in reversed(list(enumerate(item))))


def _page(markup: str, where: str, title: str, left: list[int]) -> Iterator[Grid]:
    from monitor.extract.html_table import grid_of
    from monitor.extract.html_walk import walk
    from monitor.extract.layouts import visible_grids

    left[0] -= len(markup)
    if left[0] < 0:
        return
    tree = LexborHTMLParser(markup)
    root = tree.body
    if root is None:
        return
    found = walk(tree, root, None)
    grids = [
        grid_of(each.node, at, None, each.headings, each.intro)[0] for at, each in enumerate(found.tables, 1)
    ]
    for grid in (*grids, *visible_grids(root, found, None)):
        above = (title, *grid.headings) if title else grid.headings
        yield replace(grid, headings=above, where=f"{where}, {grid.where}")
