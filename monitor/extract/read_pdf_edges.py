"""The drawn lines of a PDF page, made fit for finding tables: dashes chained, borders that were left out supplied.

At a page's end a row often loses its lower border (and its upper one on the next page), and many tables have no
outer border at the left and right.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

Edge = dict[str, Any]

MOST_EDGES = 60_000  # more than that is a drawing
_MOST_CROSSINGS = 60_000  # horizontal times vertical lines; looking at more of them takes seconds
_NEAR = 3.0
_SAME_LINE = 0.6  # points by which the pieces of one line may lie apart sideways
_MOSTLY = 0.8  # of its length: a border that is drawn that far needs no help
_WIDE_GAP = 2.0  # times the usual distance of lines: another table may begin
_LEAST_LENGTH = 4.0  # points; shorter ones are dots, or the ends of thick lines


def table_edges(edges: Sequence[Edge], chars: Sequence[Edge] = ()) -> tuple[list[Edge], list[Edge]]:
    """Horizontal and vertical lines to find tables in; empty where the page is a drawing.

    chars: the page's letters; lines that only underline them are left out.
    """
    if not edges or len(edges) > MOST_EDGES:
        return [], []
    level = _without_underlines(_chained((e for e in edges if e["orientation"] == "h"), "h"), chars)
    upright = _chained((e for e in edges if e["orientation"] == "v"), "v")
    if len(level) * len(upright) > _MOST_CROSSINGS:
        return [], []
    closing_h = _closing_horizontals(level, upright)
    closing_v = _closing_verticals([*level, *closing_h], upright)
    return [*level, *closing_h], [*upright, *closing_v]


def _chained(edges: Iterable[Edge], orientation: str) -> list[Edge]:
    """Pieces that lie in one line and touch (dashes, dots, one piece a cell) as one line each."""
    along, end, across = ("x0", "x1", "top") if orientation == "h" else ("top", "bottom", "x0")
    bands: list[list[tuple[float, float, float]]] = []
    for at, start, stop in sorted((e[across], e[along], e[end]) for e in edges):
        if bands and at - bands[-1][-1][2] <= _SAME_LINE:
            bands[-1].append((start, stop, at))
        else:
            bands.append([(start, stop, at)])
    chained: list[Edge] = []
    for band in bands:
        band.sort()
        start, stop, at = band[0]
        for piece in band[1:]:
            if piece[0] - stop <= _NEAR:
                stop = max(stop, piece[1])
                continue
            chained.append(_edge(orientation, start, stop, at))
            start, stop, at = piece
        chained.append(_edge(orientation, start, stop, at))
    return [e for e in chained if max(e["width"], e["height"]) > _LEAST_LENGTH]


def _without_underlines(level: Sequence[Edge], chars: Sequence[Edge]) -> list[Edge]:
    """Lines without those that run directly under letters, from the first of them to the last: links, mostly."""
    by_foot: dict[int, list[Edge]] = {}
    for char in chars:
        if char["text"] != " ":
            by_foot.setdefault(int(char["bottom"]), []).append(char)
    kept = []
    for edge in level:
        at = int(edge["top"])
        above = [
            char
            for foot in range(at - 3, at + 6)
            for char in by_foot.get(foot, ())
            if edge["x0"] - 1 <= (char["x0"] + char["x1"]) / 2 <= edge["x1"] + 1
            and char["top"] < edge["top"] - 2
        ]
        spread = max((c["x1"] for c in above), default=0.0) - min((c["x0"] for c in above), default=0.0)
        if not above or spread < edge["width"] - 2:
            kept.append(edge)
    return kept


def _edge(orientation: str, start: float, stop: float, at: float) -> Edge:
    x0, top, x1, bottom = (start, at, stop, at) if orientation == "h" else (at, start, at, stop)
    return {
        "object_type": "line",
        "orientation": orientation,
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
    }


def _closing_horizontals(level: Sequence[Edge], upright: Sequence[Edge]) -> list[Edge]:
    """Where vertical lines end together without a line across, that line; as wide as the table is."""
    closing = []
    for end in ("top", "bottom"):
        for at, group in _groups(upright, end, least=2):
            x0, x1 = min(e["x0"] for e in group), max(e["x1"] for e in group)
            top, bottom = min(e["top"] for e in group), max(e["bottom"] for e in group)
            inside = [
                e
                for e in level
                if top - _NEAR <= e["top"] <= bottom + _NEAR and e["x0"] <= x1 and e["x1"] >= x0
            ]
            x0, x1 = min([x0, *(e["x0"] for e in inside)]), max([x1, *(e["x1"] for e in inside)])
            if x1 - x0 > 20 and not any(abs(e["top"] - at) < _NEAR for e in inside):
                closing.append(_edge("h", x0, x1, at))
    return closing


def _closing_verticals(level: Sequence[Edge], upright: Sequence[Edge]) -> list[Edge]:
    """Where horizontal lines begin or end together without a line down, that line."""
    closing = []
    for end in ("x0", "x1"):
        for at, group in (
            part for whole in _groups(level, end, least=3) for part in _parted(*whole, upright)
        ):
            top, bottom = min(e["top"] for e in group), max(e["bottom"] for e in group)
            there = [
                e for e in upright if abs(e["x0"] - at) < _NEAR and e["top"] < bottom and e["bottom"] > top
            ]
            drawn = sum(min(e["bottom"], bottom) - max(e["top"], top) for e in there)
            if drawn < _MOSTLY * (bottom - top):
                closing.append(_edge("v", top, bottom, at))
    return closing


def _parted(at: float, group: Sequence[Edge], upright: Sequence[Edge]) -> list[tuple[float, list[Edge]]]:
    """A group of horizontal lines parted where one table ends and another begins: at a gap that no border crosses
    although one crosses nearly all others, and at a wide gap between other columns."""
    ordered = sorted(group, key=lambda e: e["top"])
    gaps = [
        (number, a["top"], b["top"])
        for number, (a, b) in enumerate(pairwise(ordered), 1)
        if b["top"] - a["top"] > _NEAR
    ]
    if len(gaps) < 2:
        return [(at, list(ordered))]
    border = [e for e in upright if abs(e["x0"] - at) < _NEAR]
    open_ = [gap for gap in gaps if not any(_crosses(e, gap[1], gap[2]) for e in border)]
    if len(open_) * 4 > len(gaps):
        usual = median(lower - upper for _, upper, lower in gaps)
        wide = [gap for gap in open_ if gap[2] - gap[1] > _WIDE_GAP * usual]
        open_ = [gap for gap in wide if _differ(upright, gap[1], gap[2])]
    cuts = [0, *(number for number, _, _ in open_), len(ordered)]
    return [(at, ordered[start:stop]) for start, stop in pairwise(cuts)]


def _crosses(edge: Edge, upper: float, lower: float) -> bool:
    middle = (upper + lower) / 2
    return bool(edge["top"] < middle < edge["bottom"])


def _differ(upright: Sequence[Edge], upper: float, lower: float) -> bool:
    """Whether the columns that end above a gap are others than those that begin below it."""
    above = {round(e["x0"]) for e in upright if abs(e["bottom"] - upper) < _NEAR}
    below = {round(e["x0"]) for e in upright if abs(e["top"] - lower) < _NEAR}
    return bool(above and below) and any(all(abs(x - y) > _NEAR for y in below) for x in above)


def _groups(edges: Sequence[Edge], end: str, least: int) -> list[tuple[float, list[Edge]]]:
    """Edges that end at the same height (or side), where there are enough of them at different places."""
    across = "x0" if end in ("top", "bottom") else "top"
    found: list[tuple[float, list[Edge]]] = []
    for edge in sorted(edges, key=lambda e: e[end]):
        if found and edge[end] - found[-1][0] < _NEAR:
            found[-1][1].append(edge)
        else:
            found.append((edge[end], [edge]))
    return [(at, group) for at, group in found if len({round(e[across]) for e in group}) >= least]
