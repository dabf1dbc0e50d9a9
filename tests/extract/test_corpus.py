"""The collection of real lists: the measures of ``bench.accuracy`` hold, and versions follow each other plausibly."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.accuracy_rows import main
from monitor.extract import extract

pytestmark = pytest.mark.corpus


def test_the_measures_hold(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(shared / "corpus") == 0, capsys.readouterr().out


@pytest.mark.parametrize("source", ["anthropic-html", "bergetai-html"])
def test_noise_changes_no_row(shared: Path, source: str) -> None:
    pages = sorted((shared / "corpus/html_noise" / source).glob("*.html"))
    listings = [extract(path.read_bytes(), url="https://vendor.example/subprocessors") for path in pages]
    assert listings[0].rows
    assert all(listing.rows == listings[0].rows for listing in listings)


def test_pagination_loses_no_entry(shared: Path) -> None:
    versions = sorted((shared / "corpus/history/anthropic-html").glob("0*.html"))
    counts = [
        len(extract(path.read_bytes(), url="https://vendor.example/subprocessors").rows) for path in versions
    ]
    assert counts[0] == 12
    assert counts[-1] == 20
    assert counts == sorted(counts), "no version shows fewer entries than the one before"


@pytest.mark.parametrize(("seed", "rows"), [("000", 38), ("001", 26), ("002", 0), ("003", 0), ("004", 8)])
def test_the_first_five_documents(shared: Path, seed: str, rows: int) -> None:
    path = next((shared / "seeds").glob(f"{seed}_*.txt"))
    listing = extract(path.read_bytes(), url=f"https://vendor.example/{path.name}")
    assert len(listing.rows) == rows, [row.name for row in listing.rows]
