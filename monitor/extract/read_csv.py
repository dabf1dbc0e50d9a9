"""CSV and its kin (semicolons, tabs, pipes) to one grid."""

from __future__ import annotations

import csv
from collections import Counter

from monitor.extract.document import DATA, Cell, Document, Grid, GridKind
from monitor.extract.errors import BrokenError
from monitor.extract.read_common import MAX_CELLS, cell, column_name, decode, padded, trimmed, visible_lines
from monitor.model import Hints

_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 200
MAX_COLUMNS = 100  # no list has more; lines of other lengths are filled up to the longest


def read_csv(body: bytes, *, url: str | None = None, hints: Hints | None = None) -> Document:
    """A delimited text file as one grid; the delimiter is the one that cuts the lines most evenly.

    Titles above the header stay rows (the header is found later). Raises BrokenError where there is no text.
    """
    text = decode(body)
    if "\0" in text[:1000]:
        raise BrokenError("This is not a text file with separated values: it holds binary data.")
    delimiter = delimiter_of(text)
    rows: list[list[Cell]] = []
    warnings: list[str] = []
    cells, wide = 0, False
    for number, values in _records(text, delimiter):
        if len(values) > MAX_COLUMNS:
            wide = True
            values = values[:MAX_COLUMNS]
        rows.append([cell(v, f"{column_name(at)}{number}") for at, v in enumerate(values)])
        cells += len(values)
        if cells > MAX_CELLS:
            warnings.append(f"Only the first {len(rows)} lines were read: the file has too many cells.")
            break
    if wide:
        warnings.append(f"Only the first {MAX_COLUMNS} columns were read.")
    grid = Grid(GridKind.SHEET, trimmed(padded(rows)), where="file")
    lines = visible_lines(c.text for row in grid.rows for c in row)
    return Document(
        grids=(grid,) if grid.rows else (),
        lines=lines,
        links=tuple(link for row in grid.rows for c in row for link in c.links),
        signals=("format=csv", DATA),
        warnings=tuple(warnings),
    )


def delimiter_of(text: str) -> str:
    """The character that separates values: the one giving most lines the same number (> 1) of values."""
    lines = [line for line in text.split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES] if line.strip()]
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        widths = Counter(width for width in map(len, _parse(lines, delimiter)) if width > 1)
        if not widths:
            continue
        width, count = widths.most_common(1)[0]
        score = count * (1 + min(width, 20) / 100)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _parse(lines: list[str], delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader([line + "\n" for line in lines], delimiter=delimiter, skipinitialspace=True))
    except csv.Error:
        return []


def _records(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Line number and values of every record; a quote that is never closed is taken as a plain character."""
    lines = text.split("\n")
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        reader = csv.reader(
            (line + "\n" for line in lines), delimiter=delimiter, skipinitialspace=True, quoting=quoting
        )
        records: list[tuple[int, list[str]]] = []
        before = 0
        try:
            for values in reader:
                records.append((before + 1, values))
                if reader.line_num - before > 200:  # a cell of 200 lines is an unclosed quote
                    break
                before = reader.line_num
            else:
                return records
        except csv.Error:  # a value above the csv module's own limit: the same cause
            continue
    return [(number, line.split(delimiter)) for number, line in enumerate(lines, start=1)]
