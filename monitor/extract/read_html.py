"""An HTML page as a document: its tables at once, everything else when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.extract.decode import decode
from monitor.extract.document import Document, Grid
from monitor.extract.html_cell import absolute
from monitor.extract.html_main import main_text
from monitor.extract.html_strict import Cut, number_of, shorten, stands_alone
from monitor.extract.html_styles import are_styles
from monitor.extract.html_table import grid_of
from monitor.extract.html_walk import FOOTER, MENU, Block, Found, Walk, walk
from monitor.extract.layout_aria import TABLES as ARIA_TABLES
from monitor.extract.layout_aria import aria_grids
from monitor.extract.phrases import known
from monitor.extract.text import clean
from monitor.extract.vocabulary import says_subject
from monitor.model import Hints, Link, Paragraph

MAX_LINES = 200_000
LIST_BESIDE = "list_beside_tables"
SPARSE = 40  # blocks of text; only a page with fewer can be a shell or a wall
_DATED = (
    "article:modified_time",
    "og:updated_time",
    "last-modified",
    "dcterms.modified",
    "date.modified",
    "revised",
)


def read_html(
    body: bytes, *, url: str | None = None, hints: Hints | None = None, charset: str | None = None
) -> Document:
    """Reads a page. Never raises: every text is some page to a browser, and so to this reader."""
    text, replaced = decode(body, charset)
    warnings = ("Some bytes fit no known encoding and were replaced.",) if replaced else ()
    return read_markup(text, url=url, hints=hints, warnings=warnings)


def read_markup(
    text: str, *, url: str | None = None, hints: Hints | None = None, warnings: tuple[str, ...] = ()
) -> Document:
    """Reads a page from its text; also for formats that turn into HTML first."""
    if not (hints and hints.selector):
        rest, styles, cuts = shorten(text)
        if styles or cuts:
            page = _Page(LexborHTMLParser(rest), url, hints, warnings, styles, cuts)
            if page.whole:
                if not cuts:
                    return page.document()
                return page.document(lambda: _Page(LexborHTMLParser(text), url, hints, warnings).more())
    return _Page(LexborHTMLParser(text), url, hints, warnings).document()


def titled_by_heading(document: Document, signals: tuple[str, ...]) -> Document:
    """A page that another markup was turned into: its first heading is its title, and ``signals`` are added to its
    own, also where it is read in full."""
    title = document.headings[0] if document.headings else None
    full = document.more
    document = replace(document, title=title, signals=(*document.signals, *signals))
    if full is None:
        return document
    return replace(document, more=lambda: replace(full(), title=document.title, signals=document.signals))


class _Page:
    def __init__(
        self,
        tree: LexborHTMLParser,
        url: str | None,
        hints: Hints | None,
        warnings: tuple[str, ...],
        styles: int = 0,
        cuts: Sequence[Cut] = (),
    ) -> None:
        self.tree, self.hints, self.cuts = tree, hints, cuts
        found = tree.css("base, script, title, style")  # one search of the whole page
        # Whether what was cut out was what it seemed to be, and nothing else of the page missed it.
        self.whole = not styles or are_styles(found, styles)
        self.scripts = [node for node in found if node.tag == "script"]
        self.title = next((node for node in found if node.tag == "title"), None)
        self.base = _base(found, url)
        self.warnings = list(warnings)
        root = _root(tree, hints)
        if hints and hints.selector and root is None:
            self.warnings.append(f"The hinted selector “{hints.selector}” matches nothing on this page.")
        self.root = root if root is not None else tree.body
        self.walk = walk(tree, self.root, self.base) if self.root is not None else Walk()
        self.tables = self._tables()

    def _tables(self) -> tuple[Grid, ...]:
        grids = []
        strict = self._cut_from() if self.cuts else {}
        for number, found in enumerate(self.walk.tables, 1):
            rows = strict.get(number)
            grid, cut = grid_of(found.node, number, self.base, found.headings, found.intro, rows)
            if cut:
                self.warnings.append(f"Table {number} is larger than we read; its end was left out.")
            if grid.rows and found.chrome < MENU:
                grids.append(grid)
        if self.walk.roles and self.tree.css_first(ARIA_TABLES) is not None:
            grids += aria_grids(self.tree, self.walk, self.base)
        return tuple(grids)

    def _cut_from(self) -> dict[int, Cut]:
        """The rows that were cut out of the page's text, by the number of their table."""
        places: dict[int, int] = {}
        for number, found in enumerate(self.walk.tables, 1):
            at = number_of(found.node)
            if at is not None and at not in places and stands_alone(found.node):
                places[at] = number
        self.whole = self.whole and len(places) == len(self.cuts) and not self.walk.roles
        return {number: self.cuts[at] for at, number in places.items()}

    def document(self, more: Callable[[], Document] | None = None) -> Document:
        """What most pages need: tables, lines, headings and what the page says of itself.

        more: how to read the rest where this tree does not hold it.
        """
        blocks = self.walk.blocks
        if self.walk.cut:
            self.warnings.append("The page is larger than we read; its end was left out.")
        title = self.title
        return Document(
            grids=self.tables,
            lines=tuple(
                line
                for block in blocks[:MAX_LINES]
                if block.chrome < MENU
                for line in (block.text.split("\n") if "\n" in block.text else (block.text,))
            ),
            headings=tuple(b.text.replace("\n", " ") for b in blocks if b.level and b.chrome < FOOTER),
            title=clean(title.text() or "") or None if title is not None else None,
            language=_language(self.tree),
            signals=self._signals(),
            warnings=tuple(self.warnings),
            more=more or self.more,
        )

    def more(self) -> Document:
        """Everything: grids of every layout, paragraphs, links."""
        from monitor.extract.layouts import other_grids

        base = self.document()
        grids = other_grids(self.tree, self.root, self.walk, self.base)
        return replace(
            base,
            grids=(*base.grids, *grids),
            paragraphs=self._paragraphs(self._texts()),
            main=self._paragraphs(main_text(self._texts())),
            links=self._links(),
            more=None,
        )

    def _texts(self) -> list[Block]:
        return [
            block
            for block in self.walk.blocks
            if not (block.chrome or block.level in range(1, 7) or block.tag == "button")
        ]

    def _paragraphs(self, blocks: Iterable[Block]) -> tuple[Paragraph, ...]:
        numbers = {id(block): number for number, block in enumerate(self.walk.blocks, 1)}
        return tuple(
            Paragraph(
                block.text, block.headings[-1] if block.headings else None, f"block {numbers[id(block)]}"
            )
            for block in blocks
        )

    def _links(self) -> tuple[Link, ...]:
        links = [link for block in self.walk.blocks if block.chrome < FOOTER for link in block.links]
        for grid in self.tables:
            links += [link for row in grid.rows for cell in row for link in cell.links]
        return tuple(dict.fromkeys(links))

    def _signals(self) -> tuple[str, ...]:
        scripts = self.scripts
        signals = [f"scripts={len(scripts)}"]
        if self.tables and any(_announced(found) for found in self.walk.lists):
            signals.append(LIST_BESIDE)
        if scripts and len(self.walk.blocks) < SPARSE:
            signals += self._shell_signals(scripts)
        if self.walk.password:
            signals.append("password_field")
        signals += [f"frame={source}" for source in self.walk.frames]
        signals += self.walk.times
        head = self.tree.head
        metas = head.css("meta") if head is not None else []
        metas += [meta for meta in self.walk.metas if meta.tag == "meta"]
        for meta in metas:
            values = meta.attributes
            name = (values.get("property") or values.get("name") or values.get("itemprop") or "").lower()
            content = values.get("content")
            if not content:
                continue
            if name in _DATED:
                signals.append(f"meta:{name}={content}")
            elif (
                values.get("http-equiv") or values.get("httpequiv") or ""
            ).lower() == "refresh" and "url=" in content.lower():
                target = content.split("=", 1)[1].strip(" '\"")
                signals.append(f"meta_refresh={absolute(target, self.base) or target}")
        return tuple(signals)

    def _shell_signals(self, scripts: list[LexborNode]) -> list[str]:
        """What a page with little text says of itself: a bot wall's script, an application's root."""
        signals = []
        sources = [script.attributes.get("src") or "" for script in scripts]
        if any(mark in source for source in sources for mark in known("challenge_scripts")):
            signals.append("challenge_script")
        if self.tree.css_first(", ".join(known("shell_roots"))) is not None:
            signals.append("shell_root")
        return signals


def _announced(found: Found) -> bool:
    """Whether the heading right above a list speaks of sub-processors."""
    return found.chrome == 0 and bool(found.headings) and says_subject(found.headings[-1])


def _root(tree: LexborHTMLParser, hints: Hints | None) -> LexborNode | None:
    if hints and hints.selector:
        try:
            found = tree.css_first(hints.selector)
            # A page of its own, so that the element itself is read and not only what it holds.
            return LexborHTMLParser(found.html or "").body if found is not None else None
        except Exception:
            return None
    return tree.body


def _base(nodes: Sequence[LexborNode], url: str | None) -> str | None:
    for node in nodes:
        if node.tag == "base" and "href" in (attributes := node.attributes):
            return absolute(attributes.get("href"), url) or url
    return url if url and "://" in url else None


def _language(tree: LexborHTMLParser) -> str | None:
    html = tree.root
    value = html.attributes.get("lang") if html is not None else None
    return value.strip() or None if value else None
