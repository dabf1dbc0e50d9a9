"""How long a source may go unseen: a share of the shortest period of its vendor's clause."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from monitor.knowledge import load
from monitor.model import ClauseTerms


def allowed_age(*terms: ClauseTerms | None) -> timedelta:
    """The maximum undetected age of a source under these terms; of several the shortest counts.

    A quarter of the shortest of notice and objection period (business days as calendar days: their least), so that
    the start of a window is never known more loosely than the window allows. Figures: ``watchfulness.yaml``.
    """
    rules = load("watchfulness")
    days = min(_days(terms), default=rules["unknown_days"])
    return max(timedelta(days=days * rules["share"]), timedelta(hours=rules["least_hours"]))


def _days(terms: Iterable[ClauseTerms | None]) -> Iterable[int]:
    for clause in terms:
        for period in (clause.notice, clause.objection) if clause else ():
            if period is not None:
                yield period.days
