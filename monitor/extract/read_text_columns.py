"""Columns that are aligned by spaces: found as the gaps that run down through neighbouring lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_GAP = re.compile(r"\S {2,}(?=\S)")
_SPACES = re.compile(r" +")
_DRAWN = frozenset("-=_+~ ")
_MIN_LINES = 3
_MAX_LINES = 50_000

Gap = tuple[int, int]  # first and behind-last character position of a column of blanks
NumberedRow = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring lines that share gaps; ``groups`` are cut where a blank or a drawn line stands."""

    gaps: list[Gap]
    groups: list[list[int]]
    after: int


def cut_columns(lines: list[str], at: int) -> tuple[int, list[NumberedRow]]:
    """The aligned table that begins at line ``at``: the line after it, and its rows (line number, cells).

    No rows where there is none. Where blank or drawn lines stand between the entries, all lines in between are one
    row; otherwise a line with an empty first cell goes on with the row above.
    """
    run = _run(lines, at)
    count = sum(map(len, run.groups))
    if count < _MIN_LINES and not (count == 2 and len(run.gaps) > 1):
        return at, []
    starts = [0, *(end for _, end in run.gaps)]
    spaced = len(run.groups) > 2 and all(_is_one_row(lines, group, starts) for group in run.groups)
    rows: list[NumberedRow] = []
    for group in run.groups:
        fresh = True
        for number in group:
            cells = _cut(lines[number], starts)
            if not fresh and (spaced or not cells[0]):
                first, before = rows[-1]
                rows[-1] = (first, [f"{a}\n{b}".strip() for a, b in zip(before, cells, strict=True)])
            else:
                rows.append((number, cells))
            fresh = False
    return run.after, rows


def _run(lines: list[str], at: int) -> _Run:
    gaps = _gaps(lines[at])
    groups: list[list[int]] = [[]]
    after, count = at, 0
    for number in range(at, min(len(lines), at + _MAX_LINES)) if gaps else ():
        line = lines[number]
        drawn = not set(line) - _DRAWN
        if not line.strip():
            if number + 1 < len(lines) and not lines[number + 1].strip():
                break
            groups.append([])
            continue
        narrowed = _narrow(gaps, line)
        if not narrowed or (len(narrowed) < len(gaps) and count >= _MIN_LINES):
            break
        if not drawn and not groups[-1] and count:
            starts = [0, *(end for _, end in narrowed)]
            if sum(map(bool, _cut(line, starts))) < 2 or not _GAP.search(line):
                break  # after a blank line, a line of one cell is the text after the table
        gaps, after = narrowed, number + 1
        if drawn:
            groups.append([])
        else:
            groups[-1].append(number)
            count += 1
    return _Run(gaps, [group for group in groups if group], after)


def _is_one_row(lines: list[str], group: list[int], starts: list[int]) -> bool:
    """Lines that go on with the first one fill ever fewer cells; full lines under each other are rows."""
    filled = [sum(map(bool, _cut(lines[number], starts))) for number in group]
    falling = all(after <= before for before, after in pairwise(filled))
    return len(group) == 1 or (falling and filled[-1] < filled[0])


def _cut(line: str, starts: list[int]) -> list[str]:
    ends = [*starts[1:], max(len(line), starts[-1])]
    return [line[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def _gaps(line: str) -> list[Gap]:
    """Start and end of every run of two spaces or more inside a line."""
    return [(match.start() + 1, match.end()) for match in _GAP.finditer(line)]


def _narrow(gaps: list[Gap], line: str) -> list[Gap]:
    """What is left of the gaps when ``line`` stands under them; those that it writes over are lost.

    The line's text may reach into a gap from the left, so long as one space stays free before the next column.
    """
    left: list[Gap] = []
    for start, end in gaps:
        window = line[start:end]
        if not window.strip():
            left.append((start, end))
        elif window.endswith(" "):
            left.append((start + len(window.rstrip()), end))
        else:
            free = max(_SPACES.finditer(window), key=lambda m: m.end() - m.start(), default=None)
            if free is not None and free.end() - free.start() >= 2:
                left.append((start + free.start(), start + free.end()))
    return left
