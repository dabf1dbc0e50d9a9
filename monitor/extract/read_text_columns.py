"""Columns that are aligned by spaces: found as the gaps that run down through neighbouring lines."""

from __future__ import annotations

import re

_GAP = re.compile(r"\S {2,}(?=\S)")
_MIN_LINES = 3
_MAX_LINES = 50_000


def cut_columns(lines: list[str], at: int) -> tuple[int, list[tuple[int, list[str]]]]:
    """The aligned table that begins at line ``at``: the line after it, and its rows (line number, cells).

    No rows where there is none. A line whose first cells are empty, and that stands directly under another one,
    goes on with the row above: its cells are joined to that row's.
    """
    if not _GAP.search(lines[at]):
        return at, []
    run: list[int] = []
    gaps: list[tuple[int, int]] = []
    for number in range(at, min(len(lines), at + _MAX_LINES)):
        line = lines[number]
        if not line.strip():
            if number + 1 < len(lines) and number > at and not lines[number - 1].strip():
                break
            continue
        narrowed = _narrow(gaps, line) if run else _gaps(line)
        if not narrowed:
            break
        gaps = narrowed
        run.append(number)
    if len(run) < _MIN_LINES:
        return at, []
    starts = [0, *(end for _, end in gaps)]
    rows: list[tuple[int, list[str]]] = []
    for number in run:
        line = lines[number]
        ends = [*starts[1:], max(len(line), starts[-1])]
        cells = [line[start:end].strip() for start, end in zip(starts, ends, strict=True)]
        if rows and not cells[0] and number - 1 in run:
            before = rows[-1][1]
            rows[-1] = (
                rows[-1][0],
                [f"{old}\n{new}".strip() for old, new in zip(before, cells, strict=True)],
            )
        elif set("".join(cells)) - set("-=_ "):
            rows.append((number, cells))
    return run[-1] + 1, rows


def _gaps(line: str) -> list[tuple[int, int]]:
    """Start and end of every run of two spaces or more inside a line."""
    return [(match.start() + 1, match.end()) for match in _GAP.finditer(line)]


def _narrow(gaps: list[tuple[int, int]], line: str) -> list[tuple[int, int]]:
    """What is left of the gaps when ``line`` stands under them; those that it writes over are lost."""
    left = []
    for start, end in gaps:
        window = line[start:end]
        if not window.strip():
            left.append((start, end))
            continue
        # The line's text may reach into the gap from either side, so long as two spaces stay free.
        free = max(re.finditer(r" +", window), key=lambda m: m.end() - m.start(), default=None)
        if free is not None and free.end() - free.start() >= 2:
            left.append((start + free.start(), start + free.end()))
        elif (
            free is not None
            and free.end() == len(window)
            and start + free.end() - (start + free.start()) >= 1
        ):
            left.append((start + free.start(), start + free.end()))
    return left
