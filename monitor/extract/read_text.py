"""Plain text to grids: tables of tabs, pipes or aligned columns, bullets, and headings around them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from monitor.extract.document import Cell, Document, Grid, GridKind
from monitor.extract.read_common import MAX_CELLS, cell, decode, links_in, padded, trimmed
from monitor.extract.read_text_columns import cut_columns
from monitor.extract.read_text_headed import headed_grids
from monitor.extract.text import clean_lines as tidy
from monitor.extract.vocabulary import exactly
from monitor.model import Hints, Paragraph

_BULLET = re.compile(r"^\s*(?:[-*+•●▪‣◦·–—]|\(?\d{1,3}[.)])\s+(?=\S)")
_RULE = re.compile(r"^[\s|+:=\-_─━┄┼┬┴├┤╞╪╡═│]*$")
_LABEL = re.compile(r"^([^\W\d_][^:.!?|\t]{0,40}?)\s*:\s+(\S.*)$")
_WIDE_GAP = re.compile(r"\S {3,}(?=\S)")  # two in a line: columns, not the spaces behind full stops
_SENTENCE_END = (".", "!", "?", ";", ",", "。")
_MAX_HEADING = 90


@dataclass
class _Reading:
    """The text as far as it has been read."""

    grids: list[Grid] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    heading: str | None = None
    intro: str | None = None
    cells: int = 0

    def grid(self, kind: GridKind, rows: list[list[Cell]], line: int, header_rows: int | None = None) -> None:
        """Keep a table found at ``line``."""
        rows = trimmed(padded(rows))
        if not rows or self.cells > MAX_CELLS:
            return
        self.cells += sum(map(len, rows))
        above = (self.heading,) if self.heading else ()
        self.grids.append(
            Grid(
                kind,
                rows,
                headings=above,
                intro=self.intro,
                header_rows=header_rows,
                where=f"line {line + 1}",
            )
        )


def read_text(body: bytes, *, url: str | None = None, hints: Hints | None = None) -> Document:
    """A plain text as grids, headings and paragraphs; AsciiDoc by its name. Never raises: any text has lines."""
    if url is not None and url.split("?")[0].lower().endswith((".adoc", ".asciidoc")):
        from monitor.extract.read_asciidoc import read_asciidoc

        return read_asciidoc(body, url=url, hints=hints)
    return read_lines([line.rstrip(" \r\f\v") for line in decode(body).split("\n")])


def read_lines(lines: list[str]) -> Document:
    """The same for text that is already cut into lines; places are ``line N``, counted from 1."""
    reading = _Reading()
    at = 0
    while at < len(lines):
        at = _block(lines, at, reading)
    reading.grids += headed_grids(lines)
    shown = tuple(text for line in lines if (text := tidy(line.replace("\t", " "))))
    return Document(
        grids=tuple(reading.grids),
        paragraphs=tuple(reading.paragraphs),
        lines=shown,
        links=tuple(link for line in shown for link in links_in(line)),
        headings=tuple(reading.headings),
        title=reading.headings[0] if reading.headings else None,
        signals=("format=text",),
    )


def _block(lines: list[str], at: int, reading: _Reading) -> int:
    """Read what begins at line ``at``; the number of the line after it."""
    line = lines[at]
    if not line.strip():
        return at + 1
    for reader in (_tabs, _pipes, _bullets, _columns, _records):
        after = reader(lines, at, reading)
        if after > at:
            return after
    return _prose(lines, at, reading)


def _tabs(lines: list[str], at: int, reading: _Reading) -> int:
    """Lines cut by tabs; blank lines (a page's end) may stand between them."""
    rows, after = [], at
    for number in range(at, len(lines)):
        line = lines[number]
        if "\t" in line:
            rows.append([cell(text, f"line {number + 1}") for text in line.split("\t")])
            after = number + 1
        elif line.strip() and not (rows and _RULE.match(line)):
            if not (rows and _resumes(lines, number)):
                break
            rows.append([cell(line, f"line {number + 1}")])
            after = number + 1
    if len(rows) < 2:
        return at
    reading.grid(GridKind.TEXT_TABLE, rows, at)
    return after


def _resumes(lines: list[str], number: int) -> bool:
    """A short line directly between lines of a table belongs to it: a group's name, or the rest of a cell."""
    return (
        len(lines[number]) <= _MAX_HEADING
        and not lines[number].rstrip().endswith(".")
        and "\t" in lines[number - 1]
        and number + 1 < len(lines)
        and "\t" in lines[number + 1]
    )


def _pipes(lines: list[str], at: int, reading: _Reading) -> int:
    """Lines cut by pipes; lines that only draw the table are left out, the first such line ends the header."""
    rows: list[list[Cell]] = []
    header_rows = None
    number = at
    while number < len(lines) and lines[number].strip():
        line = lines[number].replace("│", "|").replace("┃", "|").strip()
        if _RULE.match(line):
            header_rows = header_rows or len(rows) or None
        elif "|" in line:
            parts = line.strip("|").split("|") if line.startswith("|") else line.split("|")
            rows.append([cell(text, f"line {number + 1}") for text in parts])
        else:
            break
        number += 1
    if len(rows) < 2:
        return at
    reading.grid(GridKind.TEXT_TABLE, rows, at, header_rows)
    return number


def _bullets(lines: list[str], at: int, reading: _Reading) -> int:
    """A run of items, each with the indented lines that go on with it; one cell an item."""
    rows: list[list[Cell]] = []
    number, gap = at, 0
    while number < len(lines):
        line = lines[number]
        mark = _BULLET.match(line)
        if mark:
            rows.append([cell(line[mark.end() :], f"line {number + 1}")])
        elif not line.strip():
            gap += 1
            if gap > 1:
                break
            number += 1
            continue
        elif rows and line[:1] in " \t" and not gap:
            before = rows[-1][0]
            # "Location: Ireland" below a name stays a line of its own.
            label = _LABEL.match(line.strip())
            between = "\n" if label and exactly(label[1]) else " "
            text = f"{before.text}{between}{tidy(line)}"
            rows[-1][0] = Cell(text, links_in(text), where=before.where)
        else:
            break
        gap = 0
        number += 1
    if not rows:
        return at
    reading.grid(GridKind.BULLETS, rows, at)
    reading.paragraphs += [Paragraph(row[0].text, reading.heading, row[0].where) for row in rows]
    return number


def _columns(lines: list[str], at: int, reading: _Reading) -> int:
    """Lines whose columns are aligned by spaces: at least three lines that share a gap of two spaces."""
    after, rows = cut_columns(lines, at)
    if len(rows) < 2:
        return at
    reading.grid(
        GridKind.TEXT_TABLE, [[cell(text, f"line {number + 1}") for text in row] for number, row in rows], at
    )
    return after


def _records(lines: list[str], at: int, reading: _Reading) -> int:
    """Blocks of ``Label: value`` lines with the same labels: one block a row, the labels as header."""
    records: list[dict[str, Cell]] = []
    labels: dict[str, int] = {}
    number = at
    while number < len(lines):
        record: dict[str, Cell] = {}
        while number < len(lines) and (match := _LABEL.match(lines[number].strip())):
            if match[1] in record:
                break  # the first label comes again: the next record, with no blank line between
            record[match[1]] = cell(match[2], f"line {number + 1}")
            number += 1
        if len(record) < 2 or (labels and not labels.keys() & record.keys()):
            break
        for label in record:
            labels.setdefault(label, len(labels))
        records.append(record)
        end = number
        while number < len(lines) and not lines[number].strip():
            number += 1
    if len(records) < 2:
        return at
    head = [Cell(label, header=True, where=f"line {at + 1}") for label in labels]
    rows = [[record.get(label, Cell()) for label in labels] for record in records]
    reading.grid(GridKind.RECORDS, [head, *rows], at, header_rows=1)
    return end


def _prose(lines: list[str], at: int, reading: _Reading) -> int:
    """A heading or a paragraph."""
    after = at
    while after < len(lines) and lines[after].strip() and (after == at or not _BULLET.match(lines[after])):
        after += 1
        if after < len(lines) and (
            "\t" in lines[after] or "|" in lines[after] or len(_WIDE_GAP.findall(lines[after])) > 1
        ):
            break
        if after == at + 2 and _underlines(lines[at + 1]):
            break
    block = [tidy(line) for line in lines[at:after]]
    underlined = len(block) == 2 and _underlines(block[1])
    marked = block[0].startswith("#")
    text = block[0].strip("# ") if underlined or marked else " ".join(block)
    is_title = underlined or marked or (len(block) == 1 and not text.endswith((*_SENTENCE_END, ":")))
    if is_title and text and len(text) <= _MAX_HEADING and not _LABEL.match(text):
        reading.heading = text
        reading.headings.append(text)
        reading.intro = None
    elif text:
        reading.paragraphs.append(Paragraph(text, reading.heading, f"line {at + 1}"))
        reading.intro = text
    return max(after, at + 1)


def _underlines(line: str) -> bool:
    return len(line.strip()) >= 3 and not line.strip().strip("=-~_*#")
