"""A folder of captures becomes a row of versions in time; what cannot be ordered is refused with the way to mend it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from monitor.engine.replay_versions import NoVersionsError, versions_of


def folder_with(tmp_path: Path, *names: str) -> Path:
    for name in names:
        (tmp_path / name).write_text("<p>a page</p>", encoding="utf-8")
    return tmp_path


def told(tmp_path: Path, *names: str) -> list[tuple[str, str]]:
    return [(v.name, f"{v.at:%Y-%m-%d %H:%M:%S}") for v in versions_of(folder_with(tmp_path, *names))]


def test_the_date_in_a_name_is_the_time_of_the_capture(tmp_path: Path) -> None:
    assert told(tmp_path, "list-2024-05-30.html", "20240601.html", "page_20240601183005_x.html") == [
        ("list-2024-05-30.html", "2024-05-30 06:00:00"),
        ("20240601.html", "2024-06-01 06:00:00"),
        ("page_20240601183005_x.html", "2024-06-01 18:30:05"),
    ]


def test_files_are_put_in_the_order_of_their_dates_however_they_are_named(tmp_path: Path) -> None:
    names = [v.name for v in versions_of(folder_with(tmp_path, "a_2024-03-01.md", "b_2023-03-01.md"))]
    assert names == ["b_2023-03-01.md", "a_2024-03-01.md"]


def test_numbers_order_the_versions_of_one_day_and_the_day_has_room_for_all(tmp_path: Path) -> None:
    names = [f"{n:03}_2024-05-30_{'cafe'[n % 4]}.md" for n in range(1, 31)]
    versions = versions_of(folder_with(tmp_path, *reversed(names)))
    assert [v.name for v in versions] == names
    assert {v.at.date().isoformat() for v in versions} == {"2024-05-30"}
    assert all(a.at < b.at for a, b in pairwise(versions))
    assert not any(v.oddity for v in versions)


def test_numbers_without_leading_zeros_count_as_numbers(tmp_path: Path) -> None:
    names = [v.name for v in versions_of(folder_with(tmp_path, "10_2024-05-30.md", "9_2024-05-30.md"))]
    assert names == ["9_2024-05-30.md", "10_2024-05-30.md"]


def test_a_date_that_goes_back_against_the_numbers_is_said_to_be_odd(tmp_path: Path) -> None:
    first, second, third = versions_of(
        folder_with(tmp_path, "001_2024-05-30.md", "002_2023-05-30.md", "003_2024-06-01.md")
    )
    assert second.at > first.at
    assert "the numbers give the order" in second.oddity
    assert (first.oddity, third.oddity) == ("", "")


def test_two_captures_of_one_instant_are_both_kept_and_said_to_be_odd(tmp_path: Path) -> None:
    first, second = versions_of(folder_with(tmp_path, "20240530061500.html", "20240530061500.md"))
    assert (second.at - first.at).total_seconds() == 1
    assert "the very time" in second.oddity


def test_descriptions_hidden_files_and_folders_are_no_captures(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    found = versions_of(
        folder_with(tmp_path, "2024-05-30.md", "meta.json", "README.md", ".hidden_2024-01-01")
    )
    assert [v.name for v in found] == ["2024-05-30.md"]


def test_a_day_that_does_not_exist_is_no_date(tmp_path: Path) -> None:
    with pytest.raises(NoVersionsError, match="no date in x_2024-02-31"):
        versions_of(folder_with(tmp_path, "x_2024-02-31.md", "y_2024-02-28.md"))


def test_the_files_own_times_are_taken_when_asked_for(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "old.md", "new.md")
    os.utime(folder / "old.md", (1_600_000_000, 1_600_000_000))
    os.utime(folder / "new.md", (1_700_000_000, 1_700_000_000))
    versions = versions_of(folder, file_times=True)
    assert [v.name for v in versions] == ["old.md", "new.md"]
    assert versions[0].at == datetime.fromtimestamp(1_600_000_000, UTC)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((), "holds no captures; put one file per version there"),
        (("meta.json",), "holds no captures"),
        (("a.html", "b.html"), "no file name holds a date; name captures like 001_2024-05-30.html"),
        (("a.html", "2024-05-30.html"), "no date in a.html"),
        ((*(f"{c}.html" for c in "abcde"), "2024-05-30.html"), "a.html, b.html, c.html and 2 more"),
    ],
)
def test_what_cannot_be_replayed_says_why_and_what_to_do(
    tmp_path: Path, names: tuple[str, ...], said: str
) -> None:
    with pytest.raises(NoVersionsError) as error:
        versions_of(folder_with(tmp_path, *names))
    assert said in str(error.value)


def test_a_missing_folder_a_file_and_a_folder_of_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(NoVersionsError, match="there is no folder"):
        versions_of(tmp_path / "nowhere")
    with pytest.raises(NoVersionsError, match="is a file; name the folder"):
        versions_of(folder_with(tmp_path, "2024-05-30.md") / "2024-05-30.md")
    (tmp_path / "several" / "acme").mkdir(parents=True)
    with pytest.raises(NoVersionsError, match="name one of them: acme"):
        versions_of(tmp_path / "several")
