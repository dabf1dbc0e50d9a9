"""How an open window stands on a day: open, to be acted on, in the grey zone, or past."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitor.model import RevisionHead, Window


class Standing(StrEnum):
    """Where a day lies in a window; from the most pressing to the least."""

    OVERDUE = "overdue"  # even the latest deadline is past
    GREY_ZONE = (
        "grey_zone"  # between the earliest and the latest deadline, both counted from the day after the first
    )
    ACT_NOW = "act_now"  # the act-by day is here or past
    OPEN = "open"
    NO_DEADLINE = "no_deadline"  # the clause gives none, or no clause is known

    @property
    def rank(self) -> int:
        """0 for the most pressing."""
        return list(Standing).index(self)


@dataclass(frozen=True, slots=True)
class OpenWindow:
    """An undecided revision and how its window stands. ``marks``: what to know of it, machine words."""

    head: RevisionHead
    standing: Standing
    marks: tuple[str, ...] = ()


# Flags of a window that whoever decides must see, in this order.
_MARKS = ("unconfirmed", "notice_not_logged", "back_dated", "claimed_passed", "already_live",
          "live_before_window_closes")  # fmt: skip


def standing(window: Window | None, today: date) -> Standing:
    """Where ``today`` (local date of the contract's zone) lies in a window."""
    if window is None or window.deadline.latest is None:
        return Standing.NO_DEADLINE
    earliest, latest = window.deadline.earliest, window.deadline.latest
    if today > latest:
        return Standing.OVERDUE
    if earliest is None or today > earliest:
        return Standing.GREY_ZONE
    return Standing.ACT_NOW if window.act_by and today >= window.act_by else Standing.OPEN


def open_window(head: RevisionHead, today: date) -> OpenWindow:
    """A revision with its standing and its marks."""
    flags = head.window.flags if head.window else frozenset()
    marks = tuple(mark for mark in _MARKS if mark in flags)
    breach = (f"short_notice_{head.window.breach.value}",) if head.window and head.window.breach else ()
    return OpenWindow(head, standing(head.window, today), marks + breach)


def by_urgency(window: OpenWindow) -> tuple[date, int, int]:
    """For sorting: by the day to act by; what has no day comes last, the more severe first."""
    found = window.head.window
    by = found.act_by or found.deadline.latest if found else None
    return by or date.max, window.standing.rank, -window.head.severity.rank
