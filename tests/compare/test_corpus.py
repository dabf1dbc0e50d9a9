"""On real lists: noise of every fetch is no revision, failed captures are never removals, hand-checked pairs hold."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from bench.accuracy_changes import main, read
from monitor.compare import compare, gate
from monitor.model import CompareOutcome, Verdict

pytestmark = pytest.mark.corpus


def test_the_hand_checked_pairs_hold(shared: Path, capsys: pytest.CaptureFixture[str]):
    code = main(shared / "corpus", verbose=True)
    assert code == 0, capsys.readouterr().out


def test_pages_whose_list_is_always_the_same_make_no_revision(shared: Path):
    corpus = shared / "corpus"
    for folder in sorted((corpus / "html_noise").iterdir()):
        pages = sorted(p for p in folder.iterdir() if p.suffix != ".json")[:12]
        believed = [read(corpus, str(p.relative_to(corpus))) for p in pages]
        believed = [page for page in believed if page.verdict is Verdict.LIST]
        # Only the first may differ in wording from its followers of another locale.
        for earlier, later in pairwise(believed[1:]):
            if gate(earlier, later) is None:
                assert compare(earlier, later).outcome is CompareOutcome.UNCHANGED, folder.name
