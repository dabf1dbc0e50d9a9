"""Repeated siblings: rows of ``div`` cells, cards, tiles. What repeats is an entry; its leaves are its cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from selectolax.lexbor import LexborNode

from monitor.extract import contents
from monitor.extract.document import Cell, Grid, GridKind
from monitor.extract.html_cell import read_cell
from monitor.extract.html_tags import HEADINGS, SKIPPED
from monitor.extract.html_walk import Walk
from monitor.extract.labels import (
    Part,
    Record,
    common_labels,
    is_label,
    read_parts,
    records_grid,
    split_label,
)
from monitor.extract.layout_drawn import drawn_rows
from monitor.extract.typed import typed
from monitor.extract.vocabulary import exactly, meaning

PARENTS = "div, section, ul, ol, main, article, tbody, td, [role=list], [role=rowgroup]"
MAX_PARENTS = 20_000
MAX_CHILDREN = 5_000
MAX_LEAVES = 30
BUDGET = 400_000  # nodes looked at in all; deep nesting must not cost more than linear time
_ICON = frozenset("•·|–—-→›»✓✔×")


class _Leaf:
    __slots__ = ("heading", "links", "node", "term", "text")

    def __init__(self, node: LexborNode, text: str, links: tuple, heading: bool, term: bool) -> None:  # type: ignore[type-arg]
        self.node, self.text, self.links, self.heading, self.term = node, text, links, heading, term

    def cell(self, parent: str, part: int) -> Cell:
        """The leaf as a cell of a table that is drawn with parts of ``parent``."""
        return Cell(self.text, self.links, where=f"{parent}, part {part}")


class _Finder:
    def __init__(self, base: str | None) -> None:
        self.base = base
        self.budget = BUDGET
        self.grids: list[Grid] = []

    def leaves(self, node: LexborNode) -> list[_Leaf]:
        """The smallest elements that hold text of their own, in order."""
        found: list[_Leaf] = []
        stack: list[LexborNode | None] = [node]
        while stack and len(found) <= MAX_LEAVES and self.budget > 0:
            current = stack.pop()
            if current is None:
                continue
            self.budget -= 1
            tag = current.tag or ""
            if tag in SKIPPED:
                continue
            children = []
            own = False
            child = current.child
            while child is not None:
                if child.is_text_node:
                    own = own or bool((child.text_content or "").strip())
                elif child.is_element_node:
                    children.append(child)
                child = child.next
            if own or not children or tag in ("p", "li", "a", "dt", "dd") or tag in HEADINGS:
                text, links = read_cell(current, self.base)
                if text and text not in _ICON:
                    if tag == "a" and not links and (href := current.attributes.get("href")):
                        from monitor.extract.html_cell import absolute
                        from monitor.model import Link

                        address = absolute(href, self.base)
                        links = (Link(text, address),) if address else ()
                    found.append(
                        _Leaf(current, text, links, tag in HEADINGS or tag in ("strong", "b"), tag == "dt")
                    )
            else:
                stack.extend(reversed(children))
        return found


def repeated_grids(root: LexborNode, walk: Walk, base: str | None) -> list[Grid]:
    """A grid for each element whose children repeat; menus left out."""
    finder = _Finder(base)
    seen: set[int] = set()
    headings = _Headings(walk)
    for parent in root.css(PARENTS)[:MAX_PARENTS]:
        if finder.budget <= 0:
            break
        group = _siblings(parent)
        if len(group) < 2 or group[0].mem_id in seen or _in_menu(parent):
            continue
        cells = [finder.leaves(child) for child in group]
        filled = [leaves for leaves in cells if leaves]
        if len(filled) < 2 or max(map(len, filled)) > MAX_LEAVES:
            continue
        path, intro = headings.at(group[0])
        tag = parent.tag or ""
        drawn = drawn_rows([[leaf.cell(tag, n) for leaf in leaves] for n, leaves in enumerate(cells, 1)])
        if drawn is not None:
            where = f"{parent.tag} drawn as a table"
            finder.grids.append(
                Grid(GridKind.DIV_GRID, drawn, path, None, intro, 1, where, _is_hidden(parent))
            )
            continue
        if max(map(len, filled)) < 2:
            continue
        seen.add(group[0].mem_id)
        grid = _grid(
            filled, path, intro, f"{parent.tag} with {len(filled)} repeated parts", _is_hidden(parent)
        )
        if grid is not None:
            finder.grids.append(grid)
    return finder.grids


def _siblings(parent: LexborNode) -> list[LexborNode]:
    """The children of one kind, if most children are of it: same tag and, where they have classes, alike ones."""
    children = [
        c for c in parent.iter() if c.tag not in SKIPPED and c.tag not in ("br", "hr", "table", "thead")
    ]
    if len(children) < 2 or len(children) > MAX_CHILDREN:
        return []
    tag, count = Counter(c.tag for c in children).most_common(1)[0]
    group = [c for c in children if c.tag == tag]
    if tag == "tr" and len(group[0].css("td, th")) > 1:
        return []  # a table of several columns is read as one
    if tag in ("p", "td", "th", "a", "span", "button", "h2", "h3", "dt", "dd", "option") or count < 2:
        return []
    return group


def _in_menu(node: LexborNode) -> bool:
    current: LexborNode | None = node
    for _ in range(40):
        if current is None:
            return False
        if current.tag in ("nav", "footer", "header") and current.css_first("table") is None:
            return True
        current = current.parent
    return False


def _is_hidden(node: LexborNode) -> bool:
    current: LexborNode | None = node
    for _ in range(6):
        if current is None or current.tag == "body":
            return False
        attributes = current.attributes
        if attributes.get("aria-hidden") == "true" or "hidden" in attributes or "data-sr-only" in attributes:
            return True
        current = current.parent
    return False


class _Headings:
    """The headings an element stands under: those of the first block of text inside it."""

    def __init__(self, walk: Walk) -> None:
        self.by_node: dict[int, int] = {}
        self.blocks = walk.blocks
        for index, block in enumerate(walk.blocks):
            self.by_node.setdefault(block.node.mem_id, index)

    def at(self, parent: LexborNode) -> tuple[tuple[str, ...], str | None]:
        current: LexborNode | None = parent
        steps = 0
        while current is not None and steps < 200:
            steps += 1
            index = self.by_node.get(current.mem_id)
            if index is not None:
                block = self.blocks[index]
                before = self.blocks[index - 1] if index else None
                intro = before.text if before is not None and not before.level else None
                return block.headings, intro
            current = current.child or current.next or (current.parent.next if current.parent else None)
        return (), None


def _grid(
    filled: Sequence[list[_Leaf]], path: tuple[str, ...], intro: str | None, where: str, hidden: bool
) -> Grid | None:
    heads = [exactly(leaf.text.replace("\n", " ")) for leaf in filled[0]]
    known = sum(1 for m in heads if m is not None)
    if known >= 2 and known * 2 >= len(heads):
        width = max(map(len, filled))
        if sum(1 for leaves in filled if len(leaves) == len(filled[0])) * 10 >= len(filled) * 6:
            rows = [
                [Cell(leaf.text, leaf.links, where=f"{where}, part {n}") for leaf in leaves]
                + [Cell()] * (width - len(leaves))
                for n, leaves in enumerate(filled, 1)
            ]
            labelled = sum(1 for leaves in filled[1:] if leaves and is_label(leaves[0].text))
            if labelled * 2 < len(filled):
                return Grid(
                    GridKind.DIV_GRID,
                    rows,
                    headings=path,
                    intro=intro,
                    header_rows=1,
                    where=where,
                    hidden=hidden,
                )
    also = common_labels([[leaf.text for leaf in leaves] for leaves in filled])
    records = [_card(leaves, f"{where}, part {n}", also) for n, leaves in enumerate(filled, 1)]
    records = [record for record in records if record.name]
    if len(records) < 2:
        return None
    likely = sum(contents.company_likeness(r.name.lstrip("0123456789. ")) >= 0.4 for r in records)
    if likely * 2 < len(records):
        return None
    return records_grid(records, GridKind.CARDS, headings=path, intro=intro, where=where, hidden=hidden)


def _card(leaves: list[_Leaf], where: str, also: frozenset[str]) -> Record:
    """A card's name is its first heading, else its first text that is no label."""
    leaves = [leaf for i, leaf in enumerate(leaves) if not _is_initial(leaf.text, leaves[i + 1 : i + 4])]
    at = next(
        (
            i
            for i, leaf in enumerate(leaves[:4])
            if leaf.heading and not is_label(leaf.text) and not split_label(leaf.text, also)
        ),
        None,
    )
    if at is None:
        at = next(
            (
                i
                for i, leaf in enumerate(leaves[:3])
                if not is_label(leaf.text) and not split_label(leaf.text, also)
            ),
            None,
        )
    name = leaves[at] if at is not None else None
    parts = [Part(leaf.text, leaf.links, leaf.term, leaf.heading) for i, leaf in enumerate(leaves) if i != at]
    if name is None:
        record = read_parts("", parts, (), where, also)
        return _named_by_label(record)
    first, _, rest = name.text.partition("\n")
    if rest:
        parts.insert(0, Part(rest, ()))
    return typed(read_parts(first, parts, name.links, where, also))


def _is_initial(text: str, after: Sequence[_Leaf]) -> bool:
    """Whether a letter or two are drawn where a logo would be, before the name that begins with them."""
    return (
        len(text) <= 2
        and text.isupper()
        and any(leaf.text[:1] == text[0] and len(leaf.text) > 2 for leaf in after)
    )


def _named_by_label(record: Record) -> Record:
    for index, (label, cell) in enumerate(record.pairs):
        known = meaning(label) if label else None
        if known is not None and known.field == "name" and cell.text:
            pairs = record.pairs[:index] + record.pairs[index + 1 :]
            return Record(cell.text.split("\n", 1)[0], pairs, cell.links, record.where)
    return record
