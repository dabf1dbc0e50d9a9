"""What all tests share: databases, and where the collection of real lists lies, if it does."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest

pytest_plugins = ["tests.databases", "tests.order"]

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("MONITOR_CORPUS", ROOT.parent / "shared"))

# Six thousand tests are many objects that stay: looking through them again and again was a tenth of the time.
gc.set_threshold(20_000, 50, 100)


def pytest_collection_finish() -> None:
    """What was collected stays to the end; the garbage collector need not look at it."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the collection of real lists; the test is skipped where it is absent."""
    if not (SHARED / "corpus").is_dir():
        pytest.skip(f"the collection of real lists is not at {SHARED} (set MONITOR_CORPUS to its folder)")
    return SHARED
