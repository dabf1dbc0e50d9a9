"""An archive replayed: the revisions and alerts that would have been, at the times of the captures."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from monitor.engine.reader import Reader
from monitor.engine.replay import Replayed, ReplayOptions, replay
from monitor.engine.replay_versions import Version, versions_of
from monitor.model import AlertKind, ChangeKind, CheckOutcome, ClauseTerms, Period, RunsFrom
from tests.check.pages import COMPANIES, LOGIN, NEW, NEWER, listed

CHANGE, TROUBLE, RECOVERED = AlertKind.CHANGE, AlertKind.SOURCE_TROUBLE, AlertKind.SOURCE_RECOVERED
OLD_PAGE, NEW_PAGE, NEWER_PAGE = listed(*COMPANIES), listed(*COMPANIES, NEW), listed(*COMPANIES, NEW, NEWER)
DAY = timedelta(days=1)


def replayed(
    tmp_path: Path, pages: dict[str, str], options: ReplayOptions | None = None
) -> Sequence[Replayed]:
    for name, page in pages.items():
        (tmp_path / name).write_text(page, encoding="utf-8")

    async def run(versions: list[Version]) -> list[Replayed]:
        async with Reader(processes=1) as reader:
            return await replay(versions, reader, options)

    return asyncio.run(run(versions_of(tmp_path)))


def outcomes(results: Sequence[Replayed]) -> list[CheckOutcome]:
    return [result.outcome for result in results]


def told(results: Sequence[Replayed]) -> list[list[AlertKind]]:
    return [[alert.kind for alert in result.alerts] for result in results]


def test_each_change_is_confirmed_and_told_once_and_dated_by_its_capture(tmp_path: Path) -> None:
    results = replayed(
        tmp_path,
        {
            "001_2024-01-10.html": OLD_PAGE,
            "002_2024-02-10.html": listed(*COMPANIES, note="another build"),
            "003_2024-03-10.html": listed(*reversed(COMPANIES)),
            "004_2024-04-10.html": NEW_PAGE,
            "005_2024-04-10.html": NEWER_PAGE,
            "006_2024-06-10.html": NEWER_PAGE,
        },
    )
    assert outcomes(results) == [
        CheckOutcome.BASELINE_RECORDED,
        CheckOutcome.UNCHANGED,
        CheckOutcome.REFORMATTED,
        CheckOutcome.CHANGED,
        CheckOutcome.CHANGED,
        CheckOutcome.IDENTICAL,
    ]
    assert told(results) == [[], [], [], [CHANGE], [CHANGE], []]
    changed = [r.revision for r in results if r.outcome is CheckOutcome.CHANGED and r.revision]
    assert [c.name for r in changed for c in r.comparison.changes] == [NEW[0], NEWER[0]]
    assert [r.after.first_seen_at.date() for r in changed] == [date(2024, 4, 10)] * 2
    assert [r.at for r in results] == [v.at for v in versions_of(tmp_path)]


def test_windows_run_from_the_day_of_the_capture(tmp_path: Path) -> None:
    terms = ClauseTerms(objection=Period(30), runs_from=RunsFrom.LIST_UPDATE, confirmed_by="a test")
    results = replayed(
        tmp_path, {"2024-01-10.html": OLD_PAGE, "2024-04-10.html": NEW_PAGE}, ReplayOptions(terms=terms)
    )
    revision = results[-1].revision
    assert revision
    assert revision.window
    assert revision.window.trigger.latest == date(2024, 4, 10)
    assert revision.window.trigger.earliest == date(2024, 4, 10), "looked at every six hours in between"


def test_captures_alone_leave_the_whole_gap_open(tmp_path: Path) -> None:
    terms = ClauseTerms(objection=Period(30), runs_from=RunsFrom.LIST_UPDATE, confirmed_by="a test")
    results = replayed(
        tmp_path,
        {"2024-01-10.html": OLD_PAGE, "2024-04-10.html": NEW_PAGE},
        ReplayOptions(terms=terms, every=None),
    )
    revision = results[-1].revision
    assert revision
    assert revision.window
    assert revision.window.trigger.earliest == date(2024, 1, 10)


def test_a_broken_capture_removes_nothing_and_is_told_as_one_trouble(tmp_path: Path) -> None:
    results = replayed(
        tmp_path,
        {
            "001_2024-01-10.html": OLD_PAGE,
            "002_2024-02-10.html": LOGIN,
            "003_2024-02-12.html": NEW_PAGE,
        },
    )
    assert outcomes(results)[1:] == [CheckOutcome.BLOCKED, CheckOutcome.CHANGED]
    assert told(results)[1] == [TROUBLE]
    assert sorted(told(results)[2]) == sorted([RECOVERED, CHANGE])
    revision = results[2].revision
    assert revision
    assert [(c.kind, c.name) for c in revision.comparison.changes] == [(ChangeKind.ADDED, NEW[0])]


def test_a_page_that_was_gone_before_the_second_look_was_never_there(tmp_path: Path) -> None:
    results = replayed(
        tmp_path,
        {
            "20240110060000.html": OLD_PAGE,
            "20240210060000.html": NEW_PAGE,
            "20240210060030.html": OLD_PAGE,
        },
    )
    assert outcomes(results)[1:] == [CheckOutcome.SUSPECT, CheckOutcome.IDENTICAL]
    assert told(results) == [[], [], []]
    assert results[1].looks == 1


def test_no_look_is_later_than_the_page_said_what_it_sees(tmp_path: Path) -> None:
    names = {f"{n:03}_2024-03-0{1 + n // 4}.html": LOGIN for n in range(1, 9)}
    results = replayed(tmp_path, {"000_2024-02-01.html": OLD_PAGE, **names})
    versions = versions_of(tmp_path)
    ends = [*(v.at for v in versions[1:]), datetime.max.replace(tzinfo=UTC)]
    for result, version, end in zip(results, versions, ends, strict=True):
        assert result.at == version.at
        assert result.finding.at < end


def test_an_archive_without_versions_says_nothing() -> None:
    async def run() -> list[Replayed]:
        async with Reader(processes=1) as reader:
            return await replay([], reader)

    assert asyncio.run(run()) == []


@pytest.mark.parametrize("kind_of_break", ["empty", "binary"])
def test_an_unreadable_first_capture_is_no_baseline(tmp_path: Path, kind_of_break: str) -> None:
    broken = {"empty": "", "binary": "\x00\x01\x02" * 400}[kind_of_break]
    results = replayed(tmp_path, {"2024-01-10.html": broken, "2024-01-20.html": OLD_PAGE})
    assert not results[0].outcome.is_good
    assert results[1].outcome is CheckOutcome.BASELINE_RECORDED
    assert not any(r.revision for r in results)
