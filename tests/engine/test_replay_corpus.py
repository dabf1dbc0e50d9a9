"""On real archives: noise makes no revision, and what is told is what changed, no more and no less."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bench.peers_truth import Truth, disagreements, truths
from monitor.engine.reader import Reader
from monitor.engine.replay import Replayed, replay
from monitor.engine.replay_versions import versions_of
from monitor.model import AlertKind, CheckOutcome

pytestmark = pytest.mark.corpus

# A few histories of different makes, small enough for every run; bench.replays and bench.peers go through all.
HISTORIES = ("hey", "mailjet", "prairielearn", "roadie", "tailscale")


async def _all(folders: list[Path]) -> dict[str, list[Replayed]]:
    async with Reader() as reader:
        return {folder.name: await replay(versions_of(folder), reader) for folder in folders}


def test_pages_with_the_same_list_in_other_bytes_make_no_revision_at_all(shared: Path) -> None:
    found = asyncio.run(_all(sorted((shared / "corpus" / "html_noise").iterdir())))
    assert len(found) >= 2
    for name, results in found.items():
        later = {result.outcome for result in results[1:]}
        assert results[0].outcome is CheckOutcome.BASELINE_RECORDED, name
        assert later <= {CheckOutcome.UNCHANGED, CheckOutcome.IDENTICAL}, name
        assert not any(result.revision or result.alerts for result in results), name


def test_a_change_is_told_for_every_version_that_changed_the_list_and_for_no_other(shared: Path) -> None:
    truth = truths()
    found = asyncio.run(_all([shared / "corpus" / "history" / name for name in HISTORIES]))
    for name, results in found.items():
        told = [n for n, result in enumerate(results, 1) if result.told(AlertKind.CHANGE)]
        assert told == sorted(n for n, kind in truth[name].items() if kind is Truth.MATERIAL), name


def test_the_table_read_by_hand_agrees_with_the_answers(shared: Path) -> None:
    assert disagreements(shared / "corpus") == []
