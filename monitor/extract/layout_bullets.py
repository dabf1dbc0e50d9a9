"""Lists of items in HTML, and paragraphs or lines that are written like one."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from monitor.extract.document import Cell, Grid, GridKind
from monitor.extract.html_cell import read_cell
from monitor.extract.html_place import place_of
from monitor.extract.html_walk import MENU, Found, Walk
from monitor.extract.text import clean

MAX_ITEMS = 20_000
_BOLD = frozenset(("b", "strong", "h2", "h3", "h4", "h5", "h6", "dt"))
_WRAPPERS = frozenset(("p", "div", "span", "a", "u", "em", "i", "font"))


def list_grids(walk: Walk, base: str | None) -> list[Grid]:
    """One grid per list outside menus; cells as ``bullets.split_bullets`` expects them."""
    grids = []
    for number, found in enumerate(walk.lists, 1):
        if found.chrome >= MENU:
            continue
        place = place_of(found.node, "list", number)
        rows = _items(found, place, base)
        if rows:
            grids.append(
                Grid(
                    GridKind.BULLETS,
                    rows,
                    headings=found.headings,
                    intro=found.intro,
                    where=place,
                    hidden=found.chrome > 0,
                )
            )
    return grids


def _items(found: Found, place: str, base: str | None) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for item in found.node.iter():
        if item.tag != "li" or len(rows) >= MAX_ITEMS:
            continue
        where = f"{place}, item {len(rows) + 1}"
        text, links = read_cell(item, base)
        if not text:
            continue
        bold = _leading_bold(item)
        if bold and text.startswith(bold) and len(bold) < len(text):
            rows.append([Cell(bold, (), where=where), Cell(text[len(bold) :].strip(), links, where=where)])
        else:
            rows.append([Cell(text, links, where=where)])
    return rows


def _leading_bold(item: LexborNode) -> str:
    """The bold text an item begins with, or ""."""
    node = item.child
    for _ in range(12):
        if node is None:
            return ""
        tag = node.tag
        if tag == "-text":
            if (node.text_content or "").strip():
                return ""
            node = node.next
        elif tag in _BOLD:
            return clean(node.text(separator="") or "").rstrip(" :：–—-")
        elif tag in _WRAPPERS:
            node = node.child
        elif tag in ("br", "-comment", "img", "svg"):
            node = node.next
        else:
            return ""
    return ""
