"""One walk over a page in reading order: its text blocks, headings, and the structures that may hold a list."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.extract.contents import has_legal_form
from monitor.extract.html_cell import absolute, read_cell
from monitor.extract.html_table import table_rows
from monitor.extract.html_tags import (
    BLOCKS,
    GRID_ROLES,
    HANDLE_LEVEL,
    HEADINGS,
    LISTS,
    LOOK_LEVEL,
    MENU_ROLES,
    MENU_WORDS,
    NAMED_BLOCKS,
    SKIPPED,
)
from monitor.extract.text import clean, clean_lines
from monitor.extract.vocabulary import begins_annex
from monitor.model import Link

LOOKS_LIKE_HEADING = ("title", "heading", "header", "headline", "caption", "subhead")
MAX_NODES = 3_000_000
MAX_TIMES = 20
DEEPEST = (
    8  # tables and lists within each other that are read as such; those inside are text of the outer ones
)
MAX_FOOT = 4000
SHORT = 120  # a heading is not longer
FOOTER, MENU = 1, 1000
INTRO, MAX_INTRO = 3, 2000  # paragraphs before a structure that introduce it, and their characters


class Block(NamedTuple):
    """One block of text: a paragraph, an item, a heading.

    level: 1 to 6 for headings, 7 for handles of closed parts and 8 for text that only looks like a heading;
    0 for other text. tag: the element it ends in. node: its element.
    chrome: 0 for content, ``FOOTER`` or more in a footer, ``MENU`` or more in a menu or consent text.
    headings: those it stands under, outermost first (itself excluded).
    """

    text: str
    level: int
    tag: str
    node: LexborNode
    chrome: int
    headings: tuple[str, ...]
    links: tuple[Link, ...] = ()
    bold: bool = False


class Found(NamedTuple):
    """A structure (table, list, definition list) with the headings and the sentence before it.

    before: how many blocks of text stood before it.
    """

    node: LexborNode
    tag: str
    headings: tuple[str, ...]
    intro: str | None
    chrome: int
    before: int


@dataclass(slots=True)
class Walk:
    """What one walk found, in document order."""

    blocks: list[Block] = field(default_factory=list)
    tables: list[Found] = field(default_factory=list)
    lists: list[Found] = field(default_factory=list)
    definitions: list[Found] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    password: bool = False
    cut: bool = False
    menus: int = 0
    roles: bool = False  # something calls itself a table or a grid
    times: list[str] = field(default_factory=list)
    metas: list[LexborNode] = field(default_factory=list)


_COUNTED = frozenset(("table", "footer", "b", "strong", "main", "article", *LISTS))
_NOTED = _COUNTED | {"dl", "a", "time"}
_ASIDE = NAMED_BLOCKS | {"nav", "footer"}


class _Walker:
    def __init__(self, tree: LexborHTMLParser, base: str | None) -> None:
        self.base = base
        self.out = Walk()
        self.headings: list[tuple[int, str]] = []
        self.path: tuple[str, ...] = ()
        self.parts: list[str] = []
        self.links: list[Link] = []
        self.bold = 0  # characters of bold text in ``parts``
        self.chrome = 0
        self.tables = 0  # how many layout tables are open
        self.lists = 0
        self.bolds = 0
        self.inside = 0  # how many ``main`` and ``article`` elements are open
        self.tabs: dict[str, str] = {}  # the id of a tab, and of what it opens -> what stands on it

    def flush(self, node: LexborNode, tag: str) -> None:
        """Ends the line: what was gathered becomes a block."""
        if not self.parts:
            return
        text = clean_lines("".join(self.parts))
        self.parts.clear()
        links, self.links = tuple(self.links), []
        bold, self.bold = self.bold, 0
        if not text:
            return
        level = HEADINGS.get(tag, 0)
        if not level:
            if tag == "summary" or tag == "legend":
                level = HANDLE_LEVEL
            elif tag == "button" and len(text) < SHORT and not self.chrome:
                level = self._handle(node.attributes, text)
            elif len(text) < SHORT and (not text.endswith((".", "。", ";", ",")) or _ends_company(text)):
                attributes = node.attributes
                if attributes.get("role") == "heading":
                    level = int((attributes.get("aria-level") or "2")[:1].translate(_DIGITS) or 2)
                elif self._looks(node, tag, text, bold):
                    level = LOOK_LEVEL
        is_bold = bold >= len(text) - 2 and bold > 0
        heads = level > 0 and not self.chrome
        if heads:
            self._end_headings(level)
        self.out.blocks.append(Block(text, level, tag, node, self.chrome, self.path, links, is_bold))
        if heads:
            self._begin_heading(level, text)

    def _end_headings(self, level: int) -> None:
        while self.headings and self.headings[-1][0] >= level:
            self.headings.pop()
        self.path = tuple(text for _, text in self.headings)

    def _begin_heading(self, level: int, text: str) -> None:
        self.headings.append((level, text.replace("\n", " ")))
        self.path = (*self.path, self.headings[-1][1])

    def _handle(self, attributes: dict[str, str | None], text: str) -> int:
        """The level of a button: the handle of a closed part heads what follows it, a tab what it names."""
        controls = attributes.get("aria-controls")
        if attributes.get("role") == "tab":
            self.tabs.update({key: text for key in (attributes.get("id"), controls) if key})
            return 0
        return HANDLE_LEVEL if controls is not None else 0

    def _looks(self, node: LexborNode, tag: str, text: str, bold: int) -> bool:
        if tag == "p":
            return (bold >= len(text) - 2 and ":" not in text[:-1]) or begins_annex(text)
        if tag == "div":
            name = node.attributes.get("class")
            return name is not None and any(word in name.lower() for word in LOOKS_LIKE_HEADING)
        return False

    def found(self, node: LexborNode, tag: str) -> Found:
        blocks = self.out.blocks
        before: list[str] = []
        for block in blocks[: -INTRO - 1 : -1]:
            if block.level or block.headings != self.path:
                break
            before.append(block.text)
        intro = "\n".join(reversed(before))[-MAX_INTRO:] or None
        return Found(node, tag, self.path, intro, self.chrome, len(blocks))

    def run(self, root: LexborNode) -> Walk:
        """Walks through what ``root`` holds, and returns what was found."""
        out, parts = self.out, self.parts
        stack: list[tuple[LexborNode | None, LexborNode, str, bool]] = []
        node: LexborNode | None = root.child
        visited = 0
        while True:
            if node is None:
                if not stack:
                    break
                node, opened, tag, block = stack.pop()
                if block:
                    self.flush(opened, tag)
                if tag in _COUNTED:
                    self.leave(tag)
                continue
            tag = node.tag or ""
            if tag == "-text":
                parts.append((node.text_content or "").replace("\n", " "))
                node = node.next
                continue
            visited += 1
            if visited > MAX_NODES:
                out.cut = True
                break
            if tag == "br":
                parts.append("\n")
                node = node.next
                continue
            if (tag in SKIPPED and self.skipped(node, tag)) or (
                tag in _ASIDE and self.passes_over(node, tag)
            ):
                node = node.next
                continue
            block = tag in BLOCKS
            if block and parts:
                above = stack[-1] if stack else (None, root, "body", True)
                self.flush(above[1], above[2])
            if tag in _NOTED and not self.enter(node, tag):
                node = node.next
                continue
            stack.append((node.next, node, tag, block))
            node = node.child
        self.flush(root, "body")
        return out

    def passes_over(self, node: LexborNode, tag: str) -> bool:
        """Whether an element is none of the page's content: a menu, a question about cookies, the page's footer."""
        if tag == "nav" or (tag in NAMED_BLOCKS and self._is_menu(node)):
            self.out.menus += 1
            return True
        if tag == "footer" and not self.inside:
            self.foot(node)
            return True
        return False

    def enter(self, node: LexborNode, tag: str) -> bool:
        """Notes what an element begins; whether to walk through what it holds."""
        if tag == "table":
            return self.enter_table(node)
        if tag in LISTS:
            self.lists += 1
            if self.lists <= DEEPEST:
                self.out.lists.append(self.found(node, tag))
        elif tag == "dl":
            self.out.definitions.append(self.found(node, tag))
        elif tag == "a":
            href = absolute(node.attributes.get("href"), self.base)
            if href:
                self.links.append(Link(clean(node.text() or ""), href))
        elif tag == "time":
            self.note_time(node)
        elif tag == "footer":
            self.chrome += FOOTER
        elif tag == "b" or tag == "strong":
            if not self.bolds:
                self.bold += len(clean(node.text() or ""))
            self.bolds += 1
        else:
            self.inside += 1
        return True

    def enter_table(self, node: LexborNode) -> bool:
        """A table is read as a grid; what a layout table holds is walked through."""
        lays_out = _lays_out(node)
        if not (lays_out and self.tables >= DEEPEST):
            self.out.tables.append(self.found(node, "table"))
            if not lays_out:
                return False
        self.tables += 1
        return True

    def leave(self, tag: str) -> None:
        """Undoes what ``enter`` counted."""
        if tag == "table":
            self.tables -= 1
        elif tag in LISTS:
            self.lists -= 1
        elif tag == "footer":
            self.chrome -= FOOTER
        elif tag == "b" or tag == "strong":
            self.bolds -= 1
        else:
            self.inside -= 1

    def _is_menu(self, node: LexborNode) -> bool:
        """Whether an element calls itself a menu or a consent tool by role, id or class, and holds no table."""
        attributes = node.attributes
        if not attributes:
            return False
        role = attributes.get("role")
        if role is not None:
            if role in MENU_ROLES:
                return True
            self.out.roles = self.out.roles or role in GRID_ROLES
            if role == "tabpanel":
                self._open_panel(attributes)
        name = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
        if len(name) < 4 or not _names_menu(name):
            return False
        # A page about cookies names its own parts so, and a theme may name the whole page.
        return node.css_first("table, h1, main, article") is None

    def _open_panel(self, attributes: dict[str, str | None]) -> None:
        named = (self.tabs.get(attributes.get(key) or "") for key in ("aria-labelledby", "id"))
        text = next(filter(None, named), None)
        if text and not self.chrome:
            self._end_headings(HANDLE_LEVEL)
            self._begin_heading(HANDLE_LEVEL, text)

    def foot(self, node: LexborNode) -> None:
        """The footer of the whole page: its text, for a date it may hold, and nothing else of it."""
        text = clean(node.text(separator=" ", skip_empty=True) or "")
        if "{" in text and node.css_first("style, script") is not None:  # they are text to the parser
            text = clean(read_cell(node)[0])
        if text:
            if self.parts:
                self.flush(node, "body")
            self.out.blocks.append(Block(text[:MAX_FOOT], 0, "footer", node, FOOTER, (), ()))

    def note_time(self, node: LexborNode) -> None:
        """A ``<time datetime>`` says a date for machines beside the one for people."""
        value = node.attributes.get("datetime")
        if value and len(self.out.times) < MAX_TIMES:
            self.out.times.append(f"time={value}|{clean(node.text() or '')}")

    def skipped(self, node: LexborNode, tag: str) -> bool:
        """True; notes what is left out and still says something about the page."""
        if tag == "iframe":
            source = absolute(node.attributes.get("src"), self.base)
            if source:
                self.out.frames.append(source)
        elif tag == "meta":
            self.out.metas.append(node)
        elif tag == "input" and (node.attributes.get("type") or "").lower() == "password":
            self.out.password = True
        return True


def _lays_out(table: LexborNode) -> bool:
    """Whether a table only places other things: it holds tables, or is a single cell."""
    # Asked of the parts, for a query of an element also finds the element itself.
    if any(part.css_first("table") is not None for part in table.iter()):
        return True
    rows = table_rows(table)
    first = next(rows, None)
    if first is None or next(rows, None) is not None:
        return False
    return sum(1 for cell in first[0].iter() if cell.tag in ("td", "th")) == 1


@lru_cache(maxsize=8192)
def _ends_company(text: str) -> bool:
    """Whether a short text ends in a legal form, whose full stop ends no sentence."""
    return has_legal_form(text)


@lru_cache(maxsize=8192)
def _names_menu(name: str) -> bool:
    """Whether an element's id and classes name a menu or a consent tool."""
    name = name.lower()
    return any(word in name for word in MENU_WORDS)


_DIGITS = {code: None for code in range(0x110) if not chr(code).isdigit()}


def walk(tree: LexborHTMLParser, root: LexborNode, base: str | None) -> Walk:
    """Walks ``root`` once, in time linear in its size and without recursion."""
    return _Walker(tree, base).run(root)
