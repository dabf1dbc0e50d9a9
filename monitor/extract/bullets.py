"""The items of a list become the rows of a grid, each read as the others let it be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from monitor.extract import contents
from monitor.extract.bullet_item import Item, item_of, told_apart
from monitor.extract.document import Cell, Grid, GridKind
from monitor.extract.name_cell import strip_name
from monitor.model import Field, Link

_LAST_BRACKET = re.compile(r"^(?P<name>[^()（）]{2,60}?)\s*[(（](?P<rest>[^()（）]{3,200})[)）]\s*[.;,]?$")
# "Contoso (payments)", "Contoso (Hosting, USA — clauses)": a word in small letters, or several pieces.
_STRAY = re.compile(r"^([^()]{2,60}?)\s*\(((?=[^\W\d_])[^()]{4,200})\)$")


def split_bullets(grid: Grid) -> Grid:
    """The items of a list as a grid of names, purposes and places; labelled parts get columns of their own.

    grid: rows of one cell (an item), or of two where the markup sets the name apart (bold).
    """
    items = _stray(_bracketed([item_of(row) for row in grid.rows]))
    rows_of = list(grid.rows)
    reversed_items = _reversed(items)
    if reversed_items:
        items, rows_of = _one_name_each(items, rows_of)
    labels: dict[str, int] = {}
    rows: list[list[Cell]] = []
    for row, (name, purpose, location, labelled) in zip(rows_of, items, strict=True):
        if reversed_items:
            name, purpose = purpose, name
        links = tuple(link for cell in row for link in cell.links)
        where = row[0].where
        cells = [
            Cell(name, _name_links(links, name), where=where),
            Cell(purpose, tuple(link for link in links if link not in _name_links(links, name)), where=where),
            Cell(location, (), where=where),
        ]
        for label, value in labelled:
            labels.setdefault(label, len(labels))
            cells += [Cell(where=where)] * (3 + labels[label] + 1 - len(cells))
            cells[3 + labels[label]] = Cell(value, (), where=where)
        rows.append(cells)
    width = 3 + len(labels)
    for cells in rows:
        cells += [Cell()] * (width - len(cells))
    heading = [Cell("Name", header=True), Cell("Purpose", header=True), Cell("Location", header=True)]
    heading += [Cell(label, header=True) for label in labels]
    keep = [
        i
        for i in range(width)
        if i == 0
        or (any(r[i].text or r[i].links for r in rows) and not (i < 3 and heading[i].text in labels))
    ]
    return Grid(
        GridKind.BULLETS,
        [[heading[i] for i in keep], *([r[i] for i in keep] for r in rows)],
        headings=grid.headings,
        caption=grid.caption,
        intro=grid.intro,
        header_rows=1,
        where=grid.where,
        hidden=grid.hidden,
    )


def _name_links(links: Sequence[Link], name: str) -> tuple[Link, ...]:
    return tuple(link for link in links if link.text and (link.text in name or name in link.text))


def bare_items(grid: Grid) -> Grid:
    """The items of a list as names and nothing else, where a person says that they are."""
    rows = [
        [
            Cell(
                strip_name(" ".join(cell.text for cell in row if cell.text).split("\n", 1)[0]),
                row[0].links,
                where=row[0].where,
            )
        ]
        for row in grid.rows
    ]
    return replace(grid, rows=rows, fields=(Field.NAME,))


def _bracketed(items: list[Item]) -> list[Item]:
    """Where most items are "Name (what for, where)" and nothing else, what the brackets hold is told apart."""
    found = [
        None if purpose or location or labelled else _LAST_BRACKET.match(name)
        for name, purpose, location, labelled in items
    ]
    hits = [match for match in found if match]
    if len(hits) < 2 or len(hits) * 10 < len(items) * 6:
        return items
    if sum(1 for match in hits if contents.company_likeness(match["rest"]) >= 1) * 3 > len(hits):
        return items  # brackets that hold companies are part of the names
    if all(len(match["rest"]) < 7 and match["rest"].isascii() for match in hits):
        return items  # abbreviations of the names
    return [
        told_apart(match["name"], match["rest"]) if match else item
        for match, item in zip(found, items, strict=True)
    ]


def _stray(items: list[Item]) -> list[Item]:
    """Where the other items say what for, one that says it in the bracket behind its name does so too."""
    if sum(1 for item in items if item[1]) * 2 < len(items):
        return items
    out = []
    for item in items:
        name, purpose, location, labelled = item
        match = None if purpose or labelled else _STRAY.match(name)
        if (
            match
            and (match[2].islower() or ", " in match[2])
            and contents.company_likeness(match[2]) < 0.6
            and not contents.has_legal_form(match[2])
        ):
            _, purpose, place, more = told_apart(match[1], match[2])
            item = (match[1], purpose, location or place, more) if purpose else item
        out.append(item)
    return out


def _one_name_each(items: list[Item], rows: list[Sequence[Cell]]) -> tuple[list[Item], list[Sequence[Cell]]]:
    """Items "what for: name, name": one entry for each name. (Name and purpose still stand the other way round.)"""
    out: list[Item] = []
    out_rows: list[Sequence[Cell]] = []
    for (purpose, names, location, labelled), row in zip(items, rows, strict=True):
        for name in contents.companies_listed(names) or [names]:
            out.append((purpose, name, location, labelled))
            out_rows.append(row)
    return out, out_rows


def _reversed(items: Sequence[Item]) -> bool:
    """Whether the list is written the other way round: "Hosting: AWS"."""
    if len(items) < 3 or any(not purpose for _, purpose, _, _ in items):
        return False
    left = sum(contents.company_likeness(name) >= 0.8 for name, _, _, _ in items) / len(items)
    right = sum(
        contents.company_likeness(purpose) >= 0.8 and len(purpose) < 60 for _, purpose, _, _ in items
    ) / len(items)
    return right >= 0.6 and left <= 0.2
