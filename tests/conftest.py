"""What all tests share: databases, and where the collection of real lists lies, if it does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest_plugins = ["tests.databases", "tests.order"]

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("MONITOR_CORPUS", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the collection of real lists; the test is skipped where it is absent."""
    if not (SHARED / "corpus").is_dir():
        pytest.skip(f"the collection of real lists is not at {SHARED} (set MONITOR_CORPUS to its folder)")
    return SHARED
