"""A folder of dated captures of one page, as a row of versions in time. Reads names and times, never contents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

_NUMBER = re.compile(r"(\d{1,6})[_-]")
_STAMP = re.compile(r"(?<!\d)(\d{14})(?!\d)")  # web archives: year to second, UTC
_DATE = re.compile(r"(?<!\d)(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
_BESIDE = frozenset({"meta.json", "readme.md", "readme.txt", "readme"})  # stands beside captures, is none
# A file that names only a day stands for some moment of it; one at a fixed hour makes a replay repeatable.
_HOUR = time(6, tzinfo=UTC)


class NoVersionsError(Exception):
    """A folder that cannot be replayed; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Version:
    """One capture: its file, and from when on the page said this (UTC)."""

    path: Path
    at: datetime

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name


def versions_of(folder: Path) -> list[Version]:
    """The captures in a folder, oldest first.

    The time is the one in the file's name (``2024-05-30``, ``20240530``, or the fourteen digits of web archives),
    else the file's own. Where every name begins with a number (``007_2024-05-30_….md``) the numbers give the order,
    so that several versions of one day keep theirs. Hidden files, folders, ``meta.json`` and readmes are left out.
    Raises NoVersionsError where the folder cannot be read or holds no file.
    """
    try:
        entries = sorted(folder.iterdir())
    except NotADirectoryError as error:
        raise NoVersionsError(
            f"{folder} is a file; name the folder that holds the captures of one page"
        ) from error
    except OSError as error:
        raise NoVersionsError(f"{folder} cannot be read: {error.strerror}") from error
    files = [
        e for e in entries if e.is_file() and not e.name.startswith(".") and e.name.lower() not in _BESIDE
    ]
    if not files:
        raise NoVersionsError(
            f"{folder} holds no captures; put one file per version there, named like 001_2024-05-30.html"
        )
    numbers = [_NUMBER.match(file.name) for file in files]
    versions = [Version(file, _time_of(file)) for file in files]
    if all(numbers):
        order = {file: int(number[1]) for file, number in zip(files, numbers, strict=True) if number}
        return _in_order(sorted(versions, key=lambda version: (order[version.path], version.name)))
    return sorted(versions, key=lambda version: (version.at, version.name))


def _time_of(file: Path) -> datetime:
    name = file.stem
    if stamp := _STAMP.search(name):
        try:
            return datetime.strptime(stamp[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            pass
    if day := _DATE.search(name):
        try:
            return datetime(int(day[1]), int(day[2]), int(day[3]), _HOUR.hour, tzinfo=UTC)
        except ValueError:
            pass
    return datetime.fromtimestamp(int(file.stat().st_mtime), UTC)


def _in_order(versions: list[Version]) -> list[Version]:
    """The same versions with times that never go back: where number and date disagree the number is right."""
    found: list[Version] = []
    for version in versions:
        at = max(version.at, found[-1].at + timedelta(seconds=1)) if found else version.at
        found.append(Version(version.path, at))
    return found
