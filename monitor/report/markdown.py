"""The report as Markdown (CommonMark with tables), every text of a page escaped to stand for itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monitor.model.display import Mark, Stretch, one_line
from monitor.report.blocks import (
    Address,
    Block,
    Cell,
    Command,
    Entry,
    Folded,
    Follow,
    Hash,
    Heading,
    Level,
    Lines,
    Marked,
    Points,
    Quote,
    Report,
    Table,
    Text,
    Timeline,
    Verbatim,
)

# What can begin or end a construct anywhere in a line, in CommonMark and in GitHub's dialect of it.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~#&@$^]|:(?=[\w+-]+:)|!(?=\[))")
_LEADING = re.compile(r"^(\d{0,9})([-+=.)])")  # a list or a heading, at the start of a paragraph
_AUTOLINK = re.compile(r"(?i)\b(www|https?|ftp|mailto|xmpp)(?=[.:])")  # GitHub links these without any markup


def escaped(text: str | None, limit: int | None = None) -> str:
    """The text on one line, with nothing in it that Markdown or HTML would act on."""
    clean = _SPECIAL.sub(r"\\\1", one_line(text, limit))
    clean = _LEADING.sub(r"\1\\\2", clean)
    return _AUTOLINK.sub("\\1\u200b", clean)


def _address(text: str) -> str:
    """An address to be copied, as code: nothing in it is acted on, and nothing is added to it."""
    return f"`{one_line(text, 500).replace('`', '%60').replace('|', '%7C')}`" if text else ""


def render_markdown(report: Report) -> str:
    """The whole report. What is folded elsewhere stands open where it is for paper, and is left out otherwise."""
    parts = [f"# {escaped(report.title)}", escaped(report.lead)]
    if report.overview:
        parts.append(_table(Table(("", ""), tuple((pair.label, pair.value) for pair in report.overview))))
    for section in report.sections:
        parts.append(f"## {escaped(section.title)}")
        for block in section.blocks:
            parts += _block(report, block)
    if report.source:
        parts.append(f"{escaped(report.words['source'])} {_address(report.source.text)}")
    parts += [escaped(line) for line in report.closing]
    return "\n\n".join(part for part in parts if part) + "\n"


def _block(report: Report, block: Block) -> Iterator[str]:
    match block:
        case Text():
            yield escaped(block.text)
        case Heading():
            yield f"### {escaped(block.text)}"
        case Points():
            signs = (f"{n}." if block.numbered else "-" for n, _ in enumerate(block.items, 1))
            yield "\n".join(f"{sign} {escaped(item)}" for sign, item in zip(signs, block.items, strict=True))
        case Quote():
            yield "\n".join(f"> {escaped(line)}" for line in block.text.split("\n"))
        case Table():
            yield from (escaped(text) for text in (block.caption,) if text)
            yield _table(block)
        case Entry():
            yield from _entry(report, block)
        case Timeline():
            yield escaped(block.sentence)
        case Folded():
            yield from _folded(report, block)
        case Lines():
            yield _fenced(block)
        case Verbatim() | Follow():
            yield from ()


def _fenced(block: Lines) -> str:
    """Marked lines in a fence that nothing in them can close (CommonMark section 4.5)."""
    signs = {Mark.GONE: "-", Mark.NEW: "+", Mark.KEPT: " "}
    lines = [f"{signs[mark]} {one_line(line)}" for mark, line in block.lines]
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join((f"{fence}diff", *lines, fence))


def _folded(report: Report, block: Folded) -> Iterator[str]:
    listed = block.blocks and isinstance(block.blocks[0], Points)
    if block.printed or listed:
        yield f"### {escaped(block.title)}"
        for inner in block.blocks:
            if isinstance(inner, Verbatim):
                yield "\n".join(f"> {escaped(line)}" for line in inner.text.split("\n"))
            else:
                yield from _block(report, inner)
    elif block.blocks and isinstance(block.blocks[0], Table):
        yield f"{escaped(block.title)}."


def _entry(report: Report, entry: Entry) -> Iterator[str]:
    severity = f" ({escaped(entry.level.word)})" if entry.meanings else ""
    former = f", {escaped(report.words['formerly'])} {escaped(entry.former)}" if entry.former else ""
    colon = report.words["colon"]
    yield f"### {escaped(entry.kinds)}{colon}{escaped(entry.title)}{former}{severity}"
    empty = escaped(report.words["empty"])
    fields = [f"- {escaped(field.label)}{colon}{_marks(field.marks) or empty}" for field in entry.fields]
    fields += [f"- {escaped(pair.label)}{colon}{escaped(pair.value)}" for pair in entry.asides]
    if fields:
        yield "\n".join(fields)
    for meaning in entry.meanings:
        yield f"{escaped(meaning.reason)} {escaped(meaning.rule)}."
        if meaning.facts:
            facts = (f"{escaped(fact.label)}{colon}{escaped(fact.value)}" for fact in meaning.facts)
            yield "; ".join(facts) + "."
    yield from (escaped(note) for note in entry.notes)


def _marks(parts: Sequence[Stretch]) -> str:
    said = []
    for part in parts:
        text = escaped(part.text.replace("\n", " / "))
        # emphasis must touch its words, so blanks at the ends stay outside
        lead = " " if part.text[:1].isspace() else ""
        tail = " " if part.text[-1:].isspace() else ""
        tag = {Mark.GONE: "del", Mark.NEW: "ins"}.get(part.mark)
        if not text:
            said.append(" ")
        else:
            said.append(f"{lead}<{tag}>{text}</{tag}>{tail}" if tag else f"{lead}{text}{tail}")
    return "".join(said)


def _cell(cell: Cell) -> str:
    match cell:
        case Address():
            return _address(cell.text)
        case Hash():
            return escaped(cell.text)
        case Command():
            return f"`{cell.text}`"
        case Marked():
            return _marks(cell.parts)
        case Level():
            return escaped(cell.word)
        case _:
            return escaped(cell)


def _table(table: Table) -> str:
    head = table.head or ("",) * max((len(row) for row in table.rows), default=2)
    out = ["| " + " | ".join(escaped(cell) for cell in head) + " |", "|" + " --- |" * len(head)]
    out += ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in table.rows]
    return "\n".join(out)
