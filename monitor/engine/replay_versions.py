"""A folder of dated captures of one page, as a row of versions in time. Reads names and times, never contents."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from pathlib import Path

_NUMBER = re.compile(r"(\d{1,6})(?=[_.\s-])")
_STAMP = re.compile(r"(?<!\d)(\d{14})(?!\d)")  # web archives: year to second, UTC
_DATE = re.compile(r"(?<!\d)(\d{4})([-_.]?)(\d{2})\2(\d{2})(?!\d)")
_BESIDE = frozenset({"meta.json", "readme.md", "readme.txt", "readme"})  # stands beside captures, is none
# A file that names only a day stands for some moment of it; one at a fixed hour makes a replay repeatable.
_HOUR = time(6, tzinfo=UTC)
_REST_OF_DAY = timedelta(hours=17)
_APART = timedelta(hours=6)  # versions of one day, where there is room
_LEAST_APART = timedelta(seconds=1)
_SHOWN = 3


class NoVersionsError(Exception):
    """A folder that cannot be replayed; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Version:
    """One capture: its file, and from when on the page said this (UTC).

    oddity: what is strange about its date, in a phrase for people; empty for most.
    """

    path: Path
    at: datetime
    oddity: str = ""

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class _Named:
    """What a file's name says: its number, and its time with whether that is a day only."""

    path: Path
    number: int | None
    at: datetime | None
    day_only: bool = False


def versions_of(folder: Path, *, file_times: bool = False) -> list[Version]:
    """The captures in a folder, oldest first, each at a time of its own.

    The time is the one in the file's name: ``2024-05-30``, ``20240530``, or the fourteen digits of web archives.
    Several versions of one day are spread over that day. Where every name begins with a number
    (``007_2024-05-30_….md``) the numbers give the order; a date that goes back against them is said to be odd, and
    taken for the time of the version before. Hidden files, folders, ``meta.json`` and readmes are left out.

    file_times: take a file's own time (of its last modification) where its name holds no date.
    Raises NoVersionsError where the folder cannot be read, holds no capture, or a capture has no date.
    """
    named = [_read_name(file) for file in _files(folder)]
    if file_times:
        named = [n if n.at else _Named(n.path, n.number, _modified(n.path)) for n in named]
    _need_dates(folder, named)
    by_number = all(n.number is not None for n in named) and len({n.number for n in named}) == len(named)
    if by_number:
        return list(_timed(sorted(named, key=lambda n: n.number or 0)))
    return list(_timed(sorted(named, key=lambda n: (n.at or datetime.max.replace(tzinfo=UTC), n.path.name))))


def _files(folder: Path) -> list[Path]:
    try:
        entries = sorted(folder.iterdir())
    except FileNotFoundError as error:
        raise NoVersionsError(f"there is no folder {folder}") from error
    except NotADirectoryError as error:
        raise NoVersionsError(
            f"{folder} is a file; name the folder that holds the captures of one page"
        ) from error
    except OSError as error:
        raise NoVersionsError(f"{folder} cannot be read: {error.strerror}") from error
    files = [
        e for e in entries if e.is_file() and not e.name.startswith(".") and e.name.lower() not in _BESIDE
    ]
    if files:
        return files
    folders = [e.name for e in entries if e.is_dir() and not e.name.startswith(".")]
    if folders:
        raise NoVersionsError(
            f"{folder} holds folders but no captures; name one of them: {_some(folders)} (one page at a time)"
        )
    raise NoVersionsError(
        f"{folder} holds no captures; put one file per version there, named like 001_2024-05-30.html"
    )


def _need_dates(folder: Path, named: list[_Named]) -> None:
    undated = [n.path.name for n in named if n.at is None]
    if not undated:
        return
    which = "no file name holds a date" if len(undated) == len(named) else f"no date in {_some(undated)}"
    raise NoVersionsError(
        f"{folder}: {which}; name captures like 001_2024-05-30.html or 20240530061500.html, "
        "or say --file-times to take the files' own times"
    )


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _read_name(file: Path) -> _Named:
    name = file.stem
    number = _NUMBER.match(file.name)
    # A name that begins with a date begins with no number: 2024-05-30.html, 20240530.html.
    first = int(number[1]) if number and not _DATE.match(name) else None
    if stamp := _STAMP.search(name):
        try:
            at = datetime.strptime(stamp[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            return _Named(file, first, at)
        except ValueError:
            pass
    for day in _DATE.finditer(name):
        try:
            at = datetime(int(day[1]), int(day[3]), int(day[4]), _HOUR.hour, tzinfo=UTC)
            return _Named(file, first, at, day_only=True)
        except ValueError:
            continue
    return _Named(file, first, None)


def _modified(file: Path) -> datetime:
    return datetime.fromtimestamp(int(file.stat().st_mtime), UTC)


def _timed(ordered: list[_Named]) -> Iterable[Version]:
    """The versions with times that only go forward: those of one day spread over it, dates that go back noted."""
    spread: list[tuple[Path, datetime, datetime]] = []  # file, what its name says, its time
    for _, group in groupby(ordered, key=lambda n: (n.day_only, n.at)):
        same = list(group)
        step = min(_APART, _REST_OF_DAY / len(same)) if same[0].day_only else timedelta()
        for place, n in enumerate(same):
            if n.at:  # every version has one; see _need_dates
                spread.append((n.path, n.at, n.at + place * step))
    latest: datetime | None = None
    for (path, said, at), before in zip(spread, [None, *(s[1] for s in spread)], strict=False):
        odd = ""
        if latest is not None and at <= latest:
            if before is not None and said < before:
                odd = f"dated {said:%Y-%m-%d}, before the version in front of it; the numbers give the order"
            elif before == said:
                odd = "has the very time of the version in front of it"
            at = latest + _LEAST_APART
        latest = at
        yield Version(path, at, odd)
