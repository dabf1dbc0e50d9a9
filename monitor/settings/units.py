"""Durations and contract periods as people write them: ``6h``, ``90 s``, ``10 business days``, ``1 month``."""

from __future__ import annotations

import re

from monitor.model import LONGEST_PERIOD_DAYS, Period, PeriodUnit

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|min|h|d|w)?\Z")
_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400, "w": 604800, None: 1}
_PERIOD = re.compile(r"(\d+)\s*(business|working|calendar)?\s*(day|week|month)s?\Z", re.IGNORECASE)


def seconds(value: object) -> float:
    """A duration in seconds from ``6h``, ``30m``, ``45s``, ``2d`` or a bare number of seconds.

    Raises ValueError with an example for anything else, and for what is not above zero seconds or over a year.
    """
    match = _DURATION.match(str(value).strip().lower())
    if not match:
        raise ValueError(f"'{value}' is no duration; write it like 45s, 30m, 6h or 1d")
    total = float(match[1]) * _SECONDS[match[2]]
    if total > 366 * 86400:
        raise ValueError(f"'{value}' is longer than a year")
    return total


def _werktage(text: str) -> str | None:
    """How to write a period whose unit says more than its length; None for another text."""
    match = re.fullmatch(
        r"(\d+)\s*(Werktagen?|clear (?:(business|working|calendar) )?days?)", text.strip(), re.IGNORECASE
    )
    if match is None:
        return None
    if match[2].lower().startswith("werktag"):
        return (
            f"'{text}': write '{match[1]} business days', and beside it 'working_days: mon_sat' for Werktage"
        )
    kind = f"{match[3].lower()} " if match[3] else ""
    return f"'{text}': write '{match[1]} {kind}days', and beside it 'clear_days: true'"


def period(value: object) -> Period:
    """A contract period from ``10 days``, ``10 business days``, ``2 weeks`` or ``1 month``.

    Raises ValueError with an example for anything else; a period of no days, or of over three years, is refused.
    """
    match = _PERIOD.match(str(value).strip())
    if not match:
        hint = _werktage(str(value))
        if hint:
            raise ValueError(hint)
        raise ValueError(f"'{value}' is no period; write it like '10 days', '10 business days' or '1 month'")
    count, kind, unit = int(match[1]), (match[2] or "calendar").lower(), match[3].lower()
    if kind != "calendar" and unit != "day":
        raise ValueError(f"'{value}': only days can be business days")
    units = {"day": PeriodUnit.DAYS, "week": PeriodUnit.WEEKS, "month": PeriodUnit.MONTHS}
    found = Period(count, PeriodUnit.BUSINESS_DAYS if kind != "calendar" else units[unit])
    if count < 1 or found.days > LONGEST_PERIOD_DAYS:
        raise ValueError(
            f"'{value}': a period is between 1 day and three years; leave it out where the contract names none"
        )
    return found
