"""Mutated pages never raise, hang or swell. The full run is ``python -m bench.fuzz_extract``."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.fuzz_extract import run, seeds
from tests.conftest import SHARED
from tests.extract.pages_layouts import ALL
from tests.extract.pages_tables import LANGUAGES, TABLES

# ``make test`` gives it a minute in all; a shorter run is the same pages, fewer of them.
SECONDS = float(os.environ.get("MONITOR_FUZZ_SECONDS", "50"))


@pytest.mark.slow
def test_mutated_pages_are_always_answered() -> None:
    folders = [SHARED / "corpus"] if (SHARED / "corpus").is_dir() else []
    pages = seeds([Path(folder) for folder in folders])
    pages += [(page.file, page.body.encode()) for page in [*TABLES, *LANGUAGES, *ALL]]
    outcome = run(1_000_000, SECONDS, pages)
    assert not outcome.failures
    assert outcome.pages > 10
