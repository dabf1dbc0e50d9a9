"""The order of the tests among several workers: each begins with long ones, so that none of them trails at the end."""

from __future__ import annotations

import os
from itertools import groupby, islice

import pytest

A_LITTLE = 1.0  # seconds, where a ``slow`` test does not say how long it takes


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lay the tests out for the workers, as ``--dist worksteal`` deals them: one run of neighbours to each."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if workers > 1:
        items[:] = dealt(items, workers)


def dealt(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """The same tests, the slow ones in front and as much to each worker; those of a file stay together."""
    files = [list(tests) for _, tests in groupby(filter(seconds, items), key=lambda item: item.path)]
    begins: list[list[pytest.Item]] = [[] for _ in range(workers)]
    for tests in sorted(files, key=total, reverse=True):
        min(begins, key=total).extend(tests)
    others = iter([item for item in items if not seconds(item)])
    laid: list[pytest.Item] = []
    for worker, begin in enumerate(begins):
        size = (len(items) - len(laid)) // (workers - worker)
        laid += begin
        laid += islice(others, max(0, size - len(begin)))
    return laid


def total(tests: list[pytest.Item]) -> float:
    """How long these take, one after the other."""
    return sum(map(seconds, tests))


def seconds(item: pytest.Item) -> float:
    """How long a test marked ``slow`` takes, by its own word; 0 for all others."""
    mark = item.get_closest_marker("slow")
    return float(mark.args[0] if mark.args else A_LITTLE) if mark else 0.0
