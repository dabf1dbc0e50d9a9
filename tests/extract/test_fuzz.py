"""Mutated pages never raise, hang or swell. The full run is ``python -m bench.fuzz_extract``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, SHARED
from tests.extract.pages_layouts import ALL
from tests.extract.pages_tables import LANGUAGES, TABLES

# ``make test`` gives it a minute in all; a shorter run is the same pages, fewer of them.
SECONDS = float(os.environ.get("MONITOR_FUZZ_SECONDS", "50"))


@pytest.mark.slow(50)
def test_mutated_pages_are_always_answered(tmp_path: Path) -> None:
    for number, page in enumerate([*TABLES, *LANGUAGES, *ALL]):
        (tmp_path / f"{number}-{page.file}").write_text(page.body, encoding="utf-8")
    folders = [tmp_path, *([SHARED / "corpus"] if (SHARED / "corpus").is_dir() else [])]
    # A process of its own: the memory that is measured is then that of reading pages, and of nothing else.
    command = [sys.executable, "-m", "bench.fuzz_extract", "--pages", "1000000", "--seconds", str(SECONDS)]
    run = subprocess.run(
        [*command, *map(str, folders)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS + 120,
        check=False,
    )
    print(run.stdout)
    assert run.returncode == 0, run.stderr or run.stdout
    assert int(run.stdout.split(" pages")[0]) > 10
