"""Tables on a narrow terminal: the long texts wrap, while dates, ids and other single words stay whole."""

from __future__ import annotations

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

_GAP = 2  # between two columns
_NAME = 12  # the letters of a short name, which stays in one line where there is room
_WHOLE = 10  # the letters of a day as 2026-11-02; a word of no more is not broken


def fitted(grid: Table, console: Console) -> Table:
    """The table with its columns narrowed to the terminal, the widest first, none below its longest word.

    Rich by itself narrows a column of dates as readily as one of sentences, and breaks "2026-11-02" in two. Words
    longer than a day (an address, say) are folded where there is no room for them. Where the days themselves find
    none, each row becomes lines of heading and value.
    """
    spans = [
        [Measurement.get(console, console.options, cell) for cell in (column.header, *column.cells)]
        for column in grid.columns
    ]
    widths = [max(each.maximum for each in span) for span in spans]
    words = [max(each.minimum for each in span) for span in spans]
    names = [max(each.maximum if each.maximum <= _NAME else each.minimum for each in span) for span in spans]
    room = console.width - _GAP * (len(widths) - 1)
    for floor in (names, words, [min(width, _WHOLE) for width in words]):
        while sum(widths) > room:
            spare = [at for at, width in enumerate(widths) if width > floor[at]]
            if not spare:
                break
            widths[max(spare, key=lambda at: widths[at])] -= 1
    if sum(widths) > room:
        return _lines(grid)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    return grid


def _lines(grid: Table) -> Table:
    """Every row as lines of its own, a heading and a value each; what is empty is left out."""
    lines = Table(box=None, pad_edge=False, show_header=False)
    lines.add_column(style="bold", no_wrap=True)
    lines.add_column(overflow="fold")
    for number, row in enumerate(zip(*(column.cells for column in grid.columns), strict=True)):
        if number:
            lines.add_row()
        for column, cell in zip(grid.columns, row, strict=True):
            if cell:
                lines.add_row(column.header, cell)
    return lines
