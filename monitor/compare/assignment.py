"""The best one-to-one assignment over scores. Small ones are solved here; a library's solver is loaded for large ones.

The library takes a third of a second and fifty megabytes to load, and hardly any list needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

# Up to so many steps (rows x rows x columns) the solver of our own takes a tenth of a second at most.
_OWN_STEPS = 100**3


def assign(edges: Mapping[tuple[int, int], float], missing: float) -> list[tuple[int, int]]:
    """The pairs, of those in ``edges``, with the greatest sum of scores, each left and right member at most once.

    Parts of the graph that hang together are solved apart. missing: what a pair counts that is no edge; far below
    every score, as many pairs as possible are found; at 0, a good pair is not given up for two poor ones.
    """
    found = []
    for lefts, rights in components(edges):
        scores = [[edges.get((i, j), missing) for j in rights] for i in lefts]
        pairs = ((lefts[r], rights[c]) for r, c in best_assignment(scores))
        found += [pair for pair in pairs if pair in edges]
    return found


def best_assignment(scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Pairs of (row, column) with the greatest sum, each row and column at most once, as many as fit."""
    rows, columns = len(scores), len(scores[0]) if scores else 0
    if not rows or not columns:
        return []
    if rows > columns:
        turned = [[scores[r][c] for r in range(rows)] for c in range(columns)]
        return sorted((r, c) for c, r in best_assignment(turned))
    favourites = [max(range(columns), key=row.__getitem__) for row in scores]
    if len(set(favourites)) == rows:  # every row gets what it likes best: nothing is better than that
        return list(enumerate(favourites))
    if rows * rows * columns <= _OWN_STEPS:
        return list(enumerate(_solved(scores)))
    from scipy.optimize import linear_sum_assignment

    chosen_rows, chosen_columns = linear_sum_assignment(scores, maximize=True)
    return [(int(r), int(c)) for r, c in zip(chosen_rows, chosen_columns, strict=True)]


def _solved(scores: Sequence[Sequence[float]]) -> list[int]:
    """The column of every row, for no more rows than columns: the Hungarian method by shortest augmenting paths.

    Kuhn 1955, in the form with potentials of Jonker and Volgenant 1987; rows² x columns steps.
    """
    rows, columns = len(scores), len(scores[0])
    row_price, column_price = [0.0] * rows, [0.0] * (columns + 1)
    owner = [-1] * (columns + 1)  # the row that holds a column; the last column is the root of every search
    for row in range(rows):
        owner[columns] = row
        at = columns
        slack = [float("inf")] * columns
        before = [columns] * columns
        free = list(range(columns))
        seen = [columns]
        while owner[at] != -1:
            mine = owner[at]
            costs, price = scores[mine], row_price[mine]
            least, nearest = float("inf"), -1
            for c in free:
                gap = -costs[c] - price - column_price[c]
                if gap < slack[c]:
                    slack[c], before[c] = gap, at
                if slack[c] < least:
                    least, nearest = slack[c], c
            for c in seen:
                row_price[owner[c]] += least
                column_price[c] -= least
            for c in free:
                slack[c] -= least
            free.remove(nearest)
            seen.append(nearest)
            at = nearest
        while at != columns:
            owner[at] = owner[before[at]]
            at = before[at]
    found = [-1] * rows
    for c in range(columns):
        if owner[c] != -1:
            found[owner[c]] = c
    return found


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
