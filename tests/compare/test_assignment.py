"""The solver for small assignments comes to what the library's solver comes to, and the library stays unloaded."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.compare.assignment import assign, best_assignment

scores = st.integers(1, 7).flatmap(
    lambda columns: st.lists(
        st.lists(
            st.one_of(st.sampled_from([-100.0, 0.0, 1.0, 2.5]), st.floats(0, 5)),
            min_size=columns,
            max_size=columns,
        ),
        min_size=1,
        max_size=9,
    )
)


def sum_of_the_library(matrix: list[list[float]]) -> float:
    """The greatest sum, as SciPy has it; it is loaded by whoever asks, not by every worker of the tests."""
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(matrix, maximize=True)
    return sum(matrix[r][c] for r, c in zip(rows, columns, strict=True))


@settings(max_examples=300, deadline=None)
@given(scores)
def test_the_sum_is_the_greatest_there_is(matrix: list[list[float]]) -> None:
    pairs = best_assignment(matrix)
    assert len({r for r, _ in pairs}) == len({c for _, c in pairs}) == len(pairs)
    assert len(pairs) == min(len(matrix), len(matrix[0])), "as many as fit"
    assert sum(matrix[r][c] for r, c in pairs) == pytest.approx(sum_of_the_library(matrix))


def test_a_large_one_is_left_to_the_library() -> None:
    matrix = [[float((r * 7919 + c * 104729) % 1009) for c in range(120)] for r in range(120)]
    assert sum(matrix[r][c] for r, c in best_assignment(matrix)) == sum_of_the_library(matrix)


def test_only_pairs_that_something_speaks_for_are_given() -> None:
    assert best_assignment([]) == []
    assert assign({}, missing=0.0) == []
    edges = {(0, 0): 3.0, (1, 0): 2.0, (5, 7): 1.0}
    assert sorted(assign(edges, missing=-100.0)) == [(0, 0), (5, 7)]


def test_far_below_every_score_as_many_pairs_as_possible_are_found_and_at_zero_the_best_ones() -> None:
    edges = {(0, 0): 4.0, (0, 1): 1.0, (1, 0): 1.0}
    assert sorted(assign(edges, missing=-100.0)) == [(0, 1), (1, 0)]
    assert sorted(assign(edges, missing=0.0)) == [(0, 0)]


QUIET = """
import sys
from dataclasses import replace
from monitor.compare import compare
from tests.compare.build import listing, row
before = [row(f"Company {n} GmbH", purpose=f"Service {n}", location="US") for n in range(60)]
same = [row("Microsoft", purpose=f"Office {n}") for n in range(20)]
after = [row(f"Firma {n * 7} AG", purpose=f"Service {n}", location="US") for n in range(60)]
moved = [row("Microsoft", purpose=f"Office tools {19 - n}") for n in range(20)]
assert compare(listing(*before), listing(*before[::-1])).cosmetic
assert "deepdiff" not in sys.modules, "equal rows need no report of cells"
assert compare(listing(*before, *same), listing(*after, *moved)).changes
print(sorted({"scipy", "numpy"} & sys.modules.keys() - {"numpy"}))
"""


def test_an_ordinary_comparison_loads_no_solver() -> None:
    done = subprocess.run([sys.executable, "-c", QUIET], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
