"""Cron expressions: checked when they are read, and the next time they name.

The five fields of crontab(5): minute, hour, day of month, month, day of week (0 and 7 are Sunday).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apscheduler.triggers.cron import CronTrigger

_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")


def zone(name: str) -> ZoneInfo:
    """The IANA time zone of that name. Raises ValueError for an unknown one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(
            f"'{name}' is no time zone; write an IANA name such as Europe/Berlin or UTC"
        ) from error


def _weekdays(text: str) -> str:
    # APScheduler counts weekdays from Monday = 0, crontab from Sunday = 0: names mean the same to both.
    def name(match: re.Match[str]) -> str:
        number = int(match[0])
        if number > 7:
            raise ValueError(f"day of week {number} does not exist (0 to 7, or sun to sat)")
        return _WEEKDAYS[number]

    parts: list[str] = []
    for part in text.lower().split(","):
        span, slash, step = part.partition("/")
        parts.extend(_weekday_span(re.sub(r"\d+", name, span), step if slash else ""))
    return ",".join(parts)


def _weekday_span(span: str, step: str) -> list[str]:
    # Steps and ranges over the end of APScheduler's week (*/2, sat-mon, sun-thu) are written out, day by day.
    first, dash, last = ("sun", "-", "sat") if span == "*" and step else span.partition("-")
    if not dash or first not in _WEEKDAYS or last not in _WEEKDAYS:
        return [f"{span}/{step}" if step else span]
    start = _WEEKDAYS.index(first)
    end = _WEEKDAYS.index(last, start) if last in _WEEKDAYS[start:] else _WEEKDAYS.index(last) + 7
    return [_WEEKDAYS[day % 7] for day in range(start, end + 1, int(step or 1))]


@lru_cache(maxsize=4096)
def triggers(expression: str, zone_name: str = "UTC") -> tuple[CronTrigger, ...]:
    """The triggers of a cron expression, any of which fires it.

    Where both day of month and weekday are restricted, either of them is enough, as crontab(5) says.
    Raises ValueError saying which field is wrong and how to write it.
    """
    fields = expression.split()
    if len(fields) != 5:
        raise ValueError(
            f"'{expression}' has {len(fields)} fields, cron has five: minute hour day month weekday, "
            "e.g. '0 6 * * mon-fri'"
        )
    minute, hour, day, month, weekday = fields
    days = [(day, "*"), ("*", weekday)] if day != "*" and weekday != "*" else [(day, weekday)]
    try:
        return tuple(
            CronTrigger(
                minute=minute,
                hour=hour,
                day=one_day,
                month=month,
                day_of_week=_weekdays(one_weekday),
                timezone=zone(zone_name),
            )
            for one_day, one_weekday in days
        )
    except ValueError as error:
        raise ValueError(f"'{expression}' is no cron expression: {error}") from error


def next_time(expression: str, zone_name: str, after: datetime) -> datetime | None:
    """The first time the expression names after ``after`` (an aware instant); None where it never comes."""
    just_after = after + timedelta(microseconds=1)
    found = [t.get_next_fire_time(None, just_after) for t in triggers(expression, zone_name)]
    return min((time for time in found if time is not None), default=None)
