"""The Markdown of a letter as blocks: what Word, mail and plain text are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from markdown_it import MarkdownIt
from markdown_it.token import Token


class BlockKind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    NUMBER = "number"
    QUOTE = "quote"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look. A line break is a run whose text is a line feed."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One block. level: of a heading, 1 to 6. first: the first item of its list. rows: of a table, its head first."""

    kind: BlockKind
    runs: tuple[Run, ...] = ()
    level: int = 0
    first: bool = False
    rows: tuple[tuple[tuple[Run, ...], ...], ...] = ()

    @property
    def text(self) -> str:
        """Its words without looks."""
        return "".join(run.text for run in self.runs)


def markdown_parser() -> MarkdownIt:
    """CommonMark with tables; HTML in the text stays text, and no address becomes a link."""
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "autolink", "link"])


def blocks_of(markdown: str) -> list[Block]:
    """The blocks of a text, in order."""
    tokens = markdown_parser().parse(markdown)
    found: list[Block] = []
    lists: list[
        tuple[BlockKind, bool]
    ] = []  # the lists we are in, and whether their first item is still to come
    quoted = heading = 0
    rows: list[list[tuple[Run, ...]]] = []
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                lists.append((BlockKind.BULLET, True))
            case "ordered_list_open":
                lists.append((BlockKind.NUMBER, True))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "blockquote_open":
                quoted += 1
            case "blockquote_close":
                quoted -= 1
            case "heading_open" | "heading_close":
                heading = int(token.tag[1]) if token.nesting == 1 else 0
            case "table_open":
                rows = []
            case "tr_open":
                rows.append([])
            case "table_close":
                found.append(Block(BlockKind.TABLE, rows=tuple(tuple(row) for row in rows)))
                rows = []
            case "inline" if rows:
                rows[-1].append(tuple(_runs(token)))
            case "inline":
                kind, first = lists[-1] if lists else (BlockKind.PARAGRAPH, False)
                kind = BlockKind.HEADING if heading else BlockKind.QUOTE if quoted else kind
                found.append(Block(kind, tuple(_runs(token)), level=heading, first=first))
                if lists:
                    lists[-1] = (lists[-1][0], False)
            case _:
                pass
    return found


def _runs(token: Token) -> Iterator[Run]:
    bold = italic = False
    for child in token.children or ():
        match child.type:
            case "strong_open" | "strong_close":
                bold = child.nesting == 1
            case "em_open" | "em_close":
                italic = child.nesting == 1
            case "softbreak":
                yield Run(" ", bold, italic)
            case "hardbreak":
                yield Run("\n")
            case "code_inline":
                yield Run(child.content, code=True)
            case _:
                if child.content:
                    yield Run(child.content, bold, italic)


def plain_text(blocks: Sequence[Block], width: int = 76) -> str:
    """A letter as plain text, wrapped for mail programs."""
    parts: list[str] = []
    number = 0
    for block in blocks:
        number = 1 if block.first else number + 1
        parts.append(_plain(block, number, width))
        if block.kind is BlockKind.HEADING and block.level > 1:
            parts[-1] = f"\n{parts[-1]}"
    return "\n\n".join(parts).strip() + "\n"


def _plain(block: Block, number: int, width: int) -> str:
    if block.kind is BlockKind.TABLE:
        rows = ["; ".join(cell for cell in map(_words, row) if cell) for row in block.rows[1:]]
        return "\n".join(_wrapped(row, width, "- ", "  ") for row in rows)
    lead = {BlockKind.BULLET: "- ", BlockKind.NUMBER: f"{number}. ", BlockKind.QUOTE: "    "}.get(
        block.kind, ""
    )
    rest = " " * len(lead)
    return "\n".join(_wrapped(line, width, lead, rest) for line in block.text.split("\n"))


def _words(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs)


def _wrapped(text: str, width: int, lead: str, rest: str) -> str:
    import textwrap

    return textwrap.fill(
        text,
        width,
        initial_indent=lead,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
