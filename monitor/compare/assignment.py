"""The best one-to-one assignment over a matrix of scores: a library's solver, imported only when it is needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import permutations

_SMALL = 3  # up to 3 x 3, trying every order is cheaper than importing a solver


def best_assignment(scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Pairs of (row, column) with the greatest sum, each row and column at most once, as many as fit."""
    rows, columns = len(scores), len(scores[0]) if scores else 0
    if not rows or not columns:
        return []
    if rows > columns:
        turned = [[scores[r][c] for r in range(rows)] for c in range(columns)]
        return sorted((r, c) for c, r in best_assignment(turned))
    if rows == 1:
        return [(0, max(range(columns), key=lambda c: (scores[0][c], -c)))]
    if columns <= _SMALL:
        best = max(
            permutations(range(columns), rows),
            key=lambda order: sum(scores[r][c] for r, c in enumerate(order)),
        )
        return list(enumerate(best))
    from scipy.optimize import linear_sum_assignment  # a third of a second to import

    chosen_rows, chosen_columns = linear_sum_assignment(scores, maximize=True)
    return [(int(r), int(c)) for r, c in zip(chosen_rows, chosen_columns, strict=True)]


def components(edges: Iterable[tuple[int, int]]) -> list[tuple[list[int], list[int]]]:
    """The connected parts of a bipartite graph, each as its sorted left and right members."""
    parent: dict[tuple[int, int], tuple[int, int]] = {}

    def root(node: tuple[int, int]) -> tuple[int, int]:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for left, right in edges:
        parent[root((0, left))] = root((1, right))
    found: dict[tuple[int, int], tuple[list[int], list[int]]] = {}
    for node in sorted(parent):
        found.setdefault(root(node), ([], []))[node[0]].append(node[1])
    return list(found.values())
