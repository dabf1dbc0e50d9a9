"""Tables without rows in the markup: cells one after the other in a grid, or one stack of cells for each column."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.extract.document import Cell
from monitor.extract.vocabulary import Meaning, exactly
from monitor.model import Field

MAX_COLUMNS = 12


def drawn_rows(parts: Sequence[Sequence[Cell]]) -> list[list[Cell]] | None:
    """The rows, headings first, of sibling elements that together draw a table; None where they draw none.

    parts: the texts of each sibling. Headings that we know as a whole, one of them asking for names, must come first:
    as the first siblings of a flat grid, or as the first text of each sibling where each is a column.
    """
    filled = [part for part in parts if part]
    return _flat(parts) or _flat(filled) or _columns(filled)


def _flat(parts: Sequence[Sequence[Cell]]) -> list[list[Cell]] | None:
    if len(parts) < 4 or any(len(part) != 1 for part in parts[:2]):
        return None
    known = [_heading(part) for part in parts[: MAX_COLUMNS + 1]]
    width = next((at for at, each in enumerate(known) if each is None), 0)
    if width < 2 or len(parts) % width or not _is_header(known[:width]):
        return None
    cells = [_joined(part) for part in parts]
    return [cells[at : at + width] for at in range(0, len(cells), width)]


def _columns(parts: Sequence[Sequence[Cell]]) -> list[list[Cell]] | None:
    if not 2 <= len(parts) <= MAX_COLUMNS or len({len(part) for part in parts}) != 1 or len(parts[0]) < 2:
        return None
    known = [_heading(part[:1]) for part in parts]
    if None in known or not _is_header(known):
        return None
    # A list of cards, each of "label, value", has one field again and again; columns have a different one each.
    return [list(row) for row in zip(*parts, strict=True)]


def _heading(part: Sequence[Cell]) -> Meaning | None:
    return exactly(part[0].text.replace("\n", " ")) if len(part) == 1 else None


def _is_header(known: Sequence[Meaning | None]) -> bool:
    fields = [each.field for each in known if each is not None and each.field is not None]
    return Field.NAME in fields and len(fields) >= 2 and len(set(fields)) == len(fields)


def _joined(part: Sequence[Cell]) -> Cell:
    if len(part) < 2:
        return part[0] if part else Cell()
    text = "\n".join(cell.text for cell in part)
    return Cell(text, tuple(link for cell in part for link in cell.links), where=part[0].where)
