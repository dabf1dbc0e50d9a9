"""Paragraphs and lines written like the items of a list: "Name – purpose", "Name; country; purpose", or a name with
labelled lines below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.extract import contents
from monitor.extract.document import Cell, Grid, GridKind
from monitor.extract.html_walk import Block, Walk
from monitor.extract.labels import Record, records_grid, split_label
from monitor.extract.vocabulary import meaning
from monitor.model import Field, Link

_MARKS = (" – ", " — ", " - ", "; ", ": ", " | ", ". ", ", ", " (")
_NUMBERED = re.compile(r"^\(?\d{1,3}[.)]\s+")
_HOLDERS = frozenset(("p", "div", "body", "section", "main", "article", "td", "blockquote"))
LEAST = 3  # paragraphs in a row; two that look alike are no list yet
LONGEST = 400


def line_grids(walk: Walk) -> list[Grid]:
    """Runs of paragraphs that each begin like an entry, and the lines of paragraphs that do."""
    grids: list[Grid] = []
    run: list[Block] = []
    for block in walk.blocks:
        if block.chrome or block.level or block.tag == "li":
            _close(run, grids)
            continue
        if run and run[-1].headings != block.headings:
            _close(run, grids)
        if _is_record(block.text) or ("\n" not in block.text and _is_entry(block.text)):
            run.append(block)
            continue
        _close(run, grids)
        if block.tag in _HOLDERS and block.text.count("\n") >= 2:
            _lines(block, grids)
    _close(run, grids)
    return grids


def labelled_grids(walk: Walk) -> list[Grid]:
    """Entries written as lines of labels, each beginning with the one that asks for the name ("Name: …")."""
    grids: list[Grid] = []
    run: list[Record] = []
    path: tuple[str, ...] = ()
    for number, block in enumerate(walk.blocks, 1):
        if block.chrome or block.level:
            continue
        if run and block.headings != path:
            _close_labelled(run, path, grids)
        path = block.headings
        for line in block.text.split("\n"):
            pair = split_label(_NUMBERED.sub("", line))
            known = meaning(pair[0]) if pair is not None else None
            if pair is not None and known is not None and known.field is Field.NAME:
                run.append(Record(pair[1], [], _links(block, pair[1]), f"paragraph {number}"))
            elif pair is not None and run:
                run[-1].pairs.append((pair[0], Cell(pair[1], _links(block, pair[1]))))
    _close_labelled(run, path, grids)
    return grids


def headed_grids(walk: Walk) -> list[Grid]:
    """Entries written as a name on a line of its own, with lines of labels below it, over one paragraph or many."""
    grids: list[Grid] = []
    run: list[Record] = []
    path: tuple[str, ...] = ()
    name: tuple[str, Block] | None = None
    for number, block in enumerate(walk.blocks, 1):
        if block.chrome or block.level or block.tag == "li" or block.headings != path:
            _close_headed(run, path, grids)
            name, path = None, block.headings
        if block.chrome or block.level or block.tag == "li":
            continue
        for line in map(_unnumbered, block.text.split("\n")):
            pair = split_label(line)
            if pair is None:
                if name is None and run and not contents.company_likeness(line) >= 0.4:
                    _close_headed(run, path, grids)
                name = (line, block) if 2 <= len(line) <= 100 else None
                continue
            if name is not None and contents.company_likeness(name[0]) >= 0.4:
                run.append(Record(name[0], [], _links(name[1], name[0]), f"paragraph {number}"))
            name = None
            if run:
                run[-1].pairs.append((pair[0], Cell(pair[1], _links(block, pair[1]))))
    _close_headed(run, path, grids)
    return grids


def _close_headed(run: list[Record], path: tuple[str, ...], grids: list[Grid]) -> None:
    known = sum(1 for record in run if any(meaning(label) is not None for label, _ in record.pairs))
    if len(run) >= 2 and known * 10 >= len(run) * 7:
        grids.append(
            records_grid(list(run), GridKind.RECORDS, headings=path, where="names above labelled lines")
        )
    run.clear()


def _unnumbered(line: str) -> str:
    return _NUMBERED.sub("", line)


def _close_labelled(run: list[Record], path: tuple[str, ...], grids: list[Grid]) -> None:
    described = [record for record in run if record.pairs]
    if len(described) * 2 > len(run):
        grids.append(records_grid(described, GridKind.RECORDS, headings=path, where="labelled lines"))
    run.clear()


def _lines(block: Block, grids: list[Grid]) -> None:
    """The lines of one paragraph, where most of them begin like an entry."""
    lines = block.text.split("\n")
    above = next((n for n, line in enumerate(lines[:4], 1) if line.endswith(":")), 0)
    intro = "\n".join(lines[:above]) or None
    lines = lines[above:]
    if len(lines) > 1 and sum(map(_is_entry, lines)) * 10 >= len(lines) * 7:
        rows = [
            [Cell(line, _links(block, line), where=f"{block.tag}, line {n}")]
            for n, line in enumerate(lines, 1)
        ]
        grids.append(Grid(GridKind.BULLETS, rows, headings=block.headings, intro=intro, where="lines"))


def _close(run: list[Block], grids: list[Grid]) -> None:
    labelled = sum(1 for block in run if "\n" in block.text)
    if len(run) >= LEAST or (labelled >= 2 and labelled == len(run)):
        rows = [[Cell(block.text, block.links, where=f"paragraph {n}")] for n, block in enumerate(run, 1)]
        grids.append(Grid(GridKind.BULLETS, rows, headings=run[0].headings, where="paragraphs"))
    run.clear()


def _is_record(text: str) -> bool:
    """A name with at least one labelled line below it."""
    lines = text.split("\n")
    if not 2 <= len(lines) <= 12 or len(lines[0]) > 100 or split_label(lines[0]) is not None:
        return False
    labelled = sum(1 for line in lines[1:] if split_label(line) is not None)
    return labelled * 2 >= len(lines) - 1 and contents.company_likeness(lines[0]) >= 0.4


def _is_entry(text: str) -> bool:
    """Whether a line begins with something like a company's name and a separator."""
    if not 4 <= len(text) <= LONGEST or split_label(text) is not None:
        return False
    text = _NUMBERED.sub("", text)
    for mark in _MARKS:
        name, found, _ = text.partition(mark)
        if found and len(name) <= 60 and contents.company_likeness(name) >= 0.6:
            return True
    return False


def _links(block: Block, line: str) -> tuple[Link, ...]:
    return tuple(link for link in block.links if link.text and link.text in line)


def names_below(texts: Sequence[str]) -> bool:
    """Whether most of the texts begin with a name that is known or ends in a legal form."""
    sure = sum(1 for text in texts if contents.company_likeness(text.split("\n", 1)[0][:120]) >= 1)
    return len(texts) > 1 and sure * 10 >= len(texts) * 6
