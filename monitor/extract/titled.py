"""Small tables of labels and values, one for each company: the heading above each is its name."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.extract import contents
from monitor.extract.document import Grid, GridKind
from monitor.extract.labels import Record, is_label, records_grid
from monitor.extract.name_cell import strip_name
from monitor.extract.vocabulary import meaning
from monitor.model import Field

MOST_ROWS = 15


def with_titled(grids: Sequence[Grid]) -> list[Grid]:
    """The grids, with one in place of the small tables that stand under headings of the same rank."""
    records: dict[tuple[str, ...], list[Record]] = {}
    parts: dict[tuple[str, ...], list[int]] = {}
    for index, grid in enumerate(grids):
        record = _record(grid)
        if record is not None:
            path = tuple(grid.headings[:-1])
            records.setdefault(path, []).append(record)
            parts.setdefault(path, []).append(index)
    used = {index for path, found in parts.items() if len(found) > 1 for index in found}
    kept = [grid for index, grid in enumerate(grids) if index not in used]
    return kept + [
        records_grid(
            found, GridKind.RECORDS, headings=path, where=f"tables under “{path[-1]}”" if path else "tables"
        )
        for path, found in records.items()
        if len(found) > 1
    ]


def _record(grid: Grid) -> Record | None:
    rows = grid.rows
    if (
        grid.kind is not GridKind.TABLE
        or not grid.headings
        or not 1 < len(rows) <= MOST_ROWS
        or len(rows[0]) != 2
    ):
        return None
    labels = [row[0].text for row in rows]
    known = {m.field for label in labels if (m := meaning(label.strip(" :"))) is not None}
    if Field.NAME in known or len(known - {None}) < 2 or sum(map(is_label, labels)) * 2 < len(labels):
        return None
    name = strip_name(grid.headings[-1])
    if contents.company_likeness(name) < 0.4:
        return None
    return Record(name, [(row[0].text.strip(" :"), row[1]) for row in rows], (), grid.where)
