"""Lists of items in HTML, and paragraphs or lines that are written like one."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from monitor.extract import contents
from monitor.extract.document import Cell, Grid, GridKind
from monitor.extract.html_cell import read_cell
from monitor.extract.html_walk import MENU, Block, Found, Walk
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
        rows = _items(found, number, base)
        if rows:
            grids.append(
                Grid(
                    GridKind.BULLETS,
                    rows,
                    headings=found.headings,
                    intro=found.intro,
                    where=f"list {number}",
                    hidden=found.chrome > 0,
                )
            )
    return grids


def _items(found: Found, number: int, base: str | None) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for item in found.node.iter():
        if item.tag != "li" or len(rows) >= MAX_ITEMS:
            continue
        where = f"list {number}, item {len(rows) + 1}"
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


def line_grids(walk: Walk) -> list[Grid]:
    """Runs of three and more paragraphs, or lines of one paragraph, that each begin like an entry."""
    grids: list[Grid] = []
    run: list[Block] = []
    for block in [*walk.blocks, None]:
        if (
            block is not None
            and not block.chrome
            and not block.level
            and block.tag != "li"
            and block.text.count("\n") < 2
            and _entry(block.text)
        ):
            if run and run[-1].headings != block.headings:
                _close(run, grids)
            run.append(block)
            continue
        _close(run, grids)
        if (
            block is not None
            and not block.chrome
            and block.text.count("\n") >= 2
            and block.tag in ("p", "div", "body", "section", "main", "article")
        ):
            lines = block.text.split("\n")
            intro = lines[0] if lines[0].endswith(":") else None
            lines = lines[1:] if intro else lines
            if len(lines) > 1 and sum(map(_entry, lines)) * 10 >= len(lines) * 7:
                rows = [
                    [Cell(line, _links_of(block, line), where=f"{block.tag}, line {n}")]
                    for n, line in enumerate(lines, 1)
                ]
                grids.append(
                    Grid(GridKind.BULLETS, rows, headings=block.headings, intro=intro, where="lines")
                )
    return grids


def _close(run: list[Block], grids: list[Grid]) -> None:
    if len(run) >= 3:
        rows = []
        for number, block in enumerate(run, 1):
            rows.append([Cell(block.text, block.links, where=f"paragraph {number}")])
        grids.append(Grid(GridKind.BULLETS, rows, headings=run[0].headings, where="paragraphs"))
    run.clear()


def _entry(text: str) -> bool:
    """Whether a line begins with something like a company's name and a separator."""
    if len(text) > 400 or len(text) < 4:
        return False
    head = text.split("\n", 1)[0]
    for mark in (" – ", " — ", " - ", ": ", " | ", ". ", ", ", " ("):
        name, found, _ = head.partition(mark)
        if found and len(name) <= 60 and contents.company_likeness(name) >= 0.6:
            return True
    return False


def _links_of(block: Block, line: str) -> tuple:  # type: ignore[type-arg]
    return tuple(link for link in block.links if link.text and link.text in line)
