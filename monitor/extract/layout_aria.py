"""Tables drawn with ARIA roles (``role=table`` or ``grid``, ``row``, ``cell``) instead of table elements."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.extract.document import Cell, Grid, GridKind
from monitor.extract.html_cell import read_cell
from monitor.extract.html_table import MAX_COLUMNS
from monitor.extract.html_walk import Walk

TABLES = "[role=table]:not(table), [role=grid]:not(table), [role=treegrid]:not(table)"
CELLS = frozenset(("cell", "gridcell", "columnheader", "rowheader"))
MAX_ROWS = 100_000


def aria_grids(tree: LexborHTMLParser, walk: Walk, base: str | None) -> list[Grid]:
    """One grid per ARIA table, in document order."""
    grids = []
    paths = {id(None): ()}
    by_node = {block.node.mem_id: block.headings for block in walk.blocks}
    for number, table in enumerate(tree.css(TABLES), 1):
        rows: list[list[Cell]] = []
        heading_rows = 0
        for row in table.css("[role=row]")[:MAX_ROWS]:
            where = f"grid {number}, row {len(rows) + 1}"
            cells = [_cell(node, where, base) for node in _cells(row)][:MAX_COLUMNS]
            if not cells:
                continue
            if heading_rows == len(rows) and all(cell.header for cell in cells):
                heading_rows += 1
            rows.append(cells)
        if not rows:
            continue
        width = max(map(len, rows))
        for cells in rows:
            cells.extend([Cell()] * (width - len(cells)))
        first = table.css_first("[role=cell], [role=gridcell], [role=columnheader]")
        path = by_node.get(first.mem_id, ()) if first is not None else ()
        caption = (table.attributes.get("aria-label") or "").strip() or None
        grids.append(
            Grid(
                GridKind.ARIA,
                rows,
                headings=path,
                caption=caption,
                header_rows=heading_rows or None,
                where=f"grid {number}",
            )
        )
    del paths
    return grids


def _cells(row: LexborNode) -> list[LexborNode]:
    found = [c for c in row.iter() if (c.attributes.get("role") or "") in CELLS or c.tag in ("td", "th")]
    if found:
        return found
    return list(row.css("[role=cell], [role=gridcell], [role=columnheader], [role=rowheader]"))


def _cell(node: LexborNode, where: str, base: str | None) -> Cell:
    text, links = read_cell(node, base)
    role = node.attributes.get("role") or ""
    return Cell(text, links, role == "columnheader" or node.tag == "th", False, where)
