"""AsciiDoc: brought to HTML as far as lists of companies need it (no library for it is kept up), and read as a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import islice, zip_longest

from monitor.extract.decode import decode
from monitor.extract.document import Document
from monitor.extract.read_html import read_markup, titled_by_heading
from monitor.model import Hints

MAX_CHARACTERS = 1_000_000
_MOST_CELLS = 100_000
_MOST_COLUMNS = 60
_MOST_SPAN = 60
_ATTRIBUTE = re.compile(r"^:(!?[\w-]{1,60}):(?:[ \t]+(.*))?$")
_TITLE = re.compile(r"^(={1,6}|#{1,6})[ \t]+(\S.*)$")
_BLOCK = re.compile(r"^\[([^\[\]]*(?:\[[^\[\]]*\])?[^\[\]]*)\]$")
_CAPTION = re.compile(r"^\.([^\s.].*)$")
_FENCE = re.compile(r"^(?:-{4,}|\.{4,}|={4,}|\*{4,}|_{4,}|\+{4,}|--|'''+|<<<)$")
_SKIPPED = re.compile(r"^(?://.*|(?:include|image|video|toc|ifdef|ifndef|ifeval|endif)::.*|\[\[.*\]\])$")
_ITEM = re.compile(r"^[ \t]*(\*{1,5}|-|\.{1,5}|\d{1,3}\.)[ \t]+(\S.*)$")
_TERM = re.compile(r"^(\S.{0,200}?)(?:::|;;)(?:[ \t]+(\S.*))?$")
# A cell begins at a bar, with what it spans and how it is set right before it ("2+|", ".2+^a|").
_CELL = re.compile(
    r"(?:(?:^|(?<=\s))(?:(\d+)?(?:\.(\d+))?\+)?[<^>]?(?:\.[<^>])?[aehlmsdv]?)?(?<!\\)\|", re.MULTILINE
)
_AUTHOR = re.compile(r"^[^<>|\[\]]{2,80} <[^<>@\s]+@[^<>\s]+>$")
_REVISION = re.compile(r"^v?\d[\w.]*,[ \t]*([^:]{4,40}?)(?::.*)?$")
_COLUMNS = re.compile(r"cols=(?:\"([^\"]*)\"|'([^']*)'|([^,\]]+))")
_TIMES = re.compile(r"^(\d+)\*")
_REFERENCE = re.compile(r"\{([\w-]{1,60})\}")
_MARKS = frozenset("*_`[&")
_INLINE = (
    (re.compile(r"(?:link:|xref:)?((?:https?|mailto):[^\s\[\]&]{1,2000})\[([^\]]{0,300})\]"), "anchor"),
    (re.compile(r"(?:link|xref):([^\s\[\]]{1,2000})\[([^\]]{0,300})\]"), "anchor"),
    (re.compile(r"&lt;&lt;[^,&]{1,200},\s{0,9}([^&]{1,300})&gt;&gt;"), r"\1"),
    (re.compile(r"footnote(?:ref)?:[^\[\s]{0,100}\[[^\]]{0,1000}\]"), ""),
    (re.compile(r"pass:[a-z]{0,9}\[([^\]]{0,1000})\]"), r"\1"),
    (
        re.compile(r"\*\*(\S(?:[^*]{0,300}?\S)?)\*\*|(?<![\w*])\*(\S(?:[^*]{0,300}?\S)?)\*(?![\w*])"),
        r"<b>\1\2</b>",
    ),
    (re.compile(r"(?<!\w)_(\S(?:[^_]{0,300}?\S)?)_(?!\w)"), r"<i>\1</i>"),
    (re.compile(r"`\+?([^`]{0,300}?)\+?`"), r"\1"),
)


def read_asciidoc(body: bytes, *, url: str | None = None, hints: Hints | None = None) -> Document:
    """Reads AsciiDoc: titles, tables, items, terms, paragraphs. Never raises; what is unknown stays text."""
    text, _ = decode(body)
    lines = text[:MAX_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    writing = _Writing(lines)
    markup = "\n".join(writing.blocks())
    signals = tuple(f"front:{key}={value}" for key, value in list(writing.known.items())[:64] if value)
    return titled_by_heading(read_markup(markup, url=url, hints=hints), signals)


@dataclass
class _Writing:
    """The lines, how far they are written, and the attributes of the document so far."""

    lines: Sequence[str]
    at: int = 0
    known: dict[str, str] = field(default_factory=dict)

    def blocks(self) -> Iterator[str]:
        """The document as pieces of HTML."""
        settings = ""
        while self.at < len(self.lines):
            line = self.lines[self.at].rstrip()
            if attribute := _ATTRIBUTE.match(line):
                name = "date" if attribute[1] == "revdate" else attribute[1]
                self.known[name] = (attribute[2] or "").strip()
            elif self.at < 4 and (revision := _REVISION.match(line)):
                self.known.setdefault("date", revision[1])
            elif (
                not line
                or (self.at < 4 and _AUTHOR.match(line))
                or _SKIPPED.match(line)
                or (_FENCE.match(line) and not line.startswith("|"))
            ):
                pass
            elif title := _TITLE.match(line):
                level = len(title[1])
                yield f"<h{level}>{self.inline(title[2])}</h{level}>"
            elif line.startswith(("|===", "!===")):
                yield self.table(settings)
                settings = ""
                continue
            elif block := _BLOCK.match(line):
                settings = block[1]
            elif caption := _CAPTION.match(line):
                yield f"<p><b>{self.inline(caption[1])}</b></p>"
            elif _ITEM.match(line):
                yield self.items()
                continue
            elif _TERM.match(line):
                yield self.terms()
                continue
            else:
                yield f"<p>{self.run()}</p>"
                continue
            self.at += 1

    def run(self, first: str | None = None) -> str:
        """Text up to the next blank line or block; the line at hand, or ``first`` in its place, is its beginning."""
        texts = [self.lines[self.at].strip() if first is None else first]
        self.at += 1
        while self.at < len(self.lines):
            line = self.lines[self.at].strip()
            if not line or line == "+" or _begins_block(line):
                break
            texts.append(line)
            self.at += 1
        return "<br>".join(
            self.inline(part)
            for part in "\n".join(texts).replace(" +\n", "\0").replace("\n", " ").split("\0")
        )

    def items(self) -> str:
        """Items of a list, those of deeper lists inside theirs."""
        out, marks = [], list[str]()
        while self.at < len(self.lines):
            line = self.lines[self.at].rstrip()
            item = _ITEM.match(line)
            if item is None:
                if not line and self.at + 1 < len(self.lines) and _ITEM.match(self.lines[self.at + 1]):
                    self.at += 1
                    continue
                break
            mark = "1." if item[1][0].isdigit() else item[1]
            if mark in marks:
                while marks[-1] != mark:
                    out.append("</li></ul>")
                    marks.pop()
                out.append("</li>")
            else:
                out.append("<ul>")
                marks.append(mark)
            out.append(f"<li>{self.run(item[2])}")
        return "".join(out) + "</li></ul>" * len(marks)

    def terms(self) -> str:
        """A list of terms and what is said of each."""
        out = ["<dl>"]
        while self.at < len(self.lines):
            line = self.lines[self.at].rstrip()
            term = _TERM.match(line)
            if term is None:
                if not line or line == "+":
                    self.at += 1
                    continue
                if len(out) > 1 and not _begins_block(line) and line[:1] in " \t":
                    out.append(f"<dd>{self.run()}</dd>")
                    continue
                if len(out) > 1 and _ITEM.match(line):
                    out.append(f"<dd>{self.items()}</dd>")
                    continue
                break
            out.append(f"<dt>{self.inline(term[1])}</dt>")
            if term[2]:
                out.append(f"<dd>{self.run(term[2])}</dd>")
            else:
                self.at += 1
                if (
                    self.at < len(self.lines)
                    and (more := self.lines[self.at].strip())
                    and not _begins_block(more)
                ):
                    out.append(f"<dd>{self.run()}</dd>")
        return "".join([*out, "</dl>"])

    def table(self, settings: str) -> str:
        """A table up to its closing line."""
        self.at += 1
        start = self.at
        while self.at < len(self.lines) and not self.lines[self.at].startswith(("|===", "!===")):
            self.at += 1
        inside = list(self.lines[start : self.at])
        self.at += 1
        while inside and not inside[0].strip():
            inside.pop(0)
        if not inside:
            return ""
        whole = "\n".join(inside)
        first = len(_CELL.findall(inside[0]))
        width = min(_width(settings) or first or 1, _MOST_COLUMNS)
        headed = "header" in settings or (first == width > 1 and len(inside) > 1 and not inside[1].strip())
        cells = list(islice(_CELL.finditer(whole), _MOST_CELLS))
        rows: list[list[str]] = [[]]
        filled = 0
        taken = [0] * width  # rows that a cell above still reaches into, for each column
        for mark, following in zip_longest(cells, cells[1:]):
            text = whole[mark.end() : following.start() if following else len(whole)].replace("\\|", "|")
            across, down = (min(int(number or 1), _MOST_SPAN) for number in mark.groups())
            while filled < width and taken[filled]:
                taken[filled] -= 1
                filled += 1
            if filled >= width:
                rows.append([])
                filled = 0
                while filled < width and taken[filled]:
                    taken[filled] -= 1
                    filled += 1
            tag = "th" if headed and len(rows) == 1 else "td"
            content = "<br>".join(
                self.inline(" ".join(part.split())) for part in re.split(r"\n\s*\n| \+\n", text.strip())
            )
            rows[-1].append(f'<{tag} colspan="{across}" rowspan="{down}">{content}</{tag}>')
            for column in range(filled, min(filled + across, width)):
                taken[column] = down - 1
            filled += across
        return "<table>" + "".join(f"<tr>{''.join(row)}</tr>" for row in rows if row) + "</table>"

    def inline(self, text: str) -> str:
        """Text with its marks as HTML; attributes filled in."""
        text = _REFERENCE.sub(lambda m: self.known.get(m[1]) or m[0], text)
        text = escape(text, quote=False)
        if _MARKS.isdisjoint(text):
            return text
        for pattern, to in _INLINE:
            if to == "anchor":
                text = pattern.sub(lambda m: f'<a href="{escape(m[1])}">{m[2].strip("^") or m[1]}</a>', text)
            else:
                text = pattern.sub(to, text)
        return text


def _begins_block(line: str) -> bool:
    return bool(
        line.startswith(("|===", "!==="))
        or _TITLE.match(line)
        or _ITEM.match(line)
        or _TERM.match(line)
        or _BLOCK.match(line)
        or _FENCE.match(line)
    )


def _width(settings: str) -> int:
    """The number of columns that a table's settings give; 0 where they give none."""
    found = _COLUMNS.search(settings)
    if found is None:
        return 0
    given = next(part for part in found.groups() if part is not None)
    return sum(
        int(times[1]) if (times := _TIMES.match(part.strip())) else 1 for part in re.split(r"[,;]", given)
    )
