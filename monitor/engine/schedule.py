"""When a source is checked next. Pure: time comes in as an argument, the store keeps the answer."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from monitor.model import Schedule
from monitor.settings import cron


def phase_s(source_id: str, interval_s: int) -> float:
    """A source's own offset within its interval, in seconds: the same after every restart.

    It spreads the checks evenly, so that neither a start nor a restart is a stampede.
    """
    digest = hashlib.sha256(source_id.encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64 * interval_s


def next_check(source_id: str, schedule: Schedule, at: datetime) -> datetime:
    """The first regular check after ``at`` (UTC).

    Intervals: the source's next slot that is at least half an interval away, so that a late check is not
    followed by another one at once. Cron: the next time the expression names in its zone.
    """
    if schedule.cron:
        found = cron.next_time(schedule.cron, schedule.zone, at)
        # An expression that never comes again (31 February) must not end the watching.
        return found.astimezone(UTC) if found else at + timedelta(days=1)
    interval = schedule.interval_s or 6 * 3600
    earliest = at.timestamp() + interval / 2
    phase = phase_s(source_id, interval)
    slots = -(-(earliest - phase) // interval)
    return datetime.fromtimestamp(slots * interval + phase, tz=UTC)


def retry_at(
    *,
    failures: int,
    first_s: float,
    cap_s: float,
    regular: datetime,
    at: datetime,
    retry_after_s: float | None,
) -> datetime:
    """When to look again after the ``failures``-th failure in a row (1 for the first).

    Doubles from ``first_s`` to ``cap_s``; never later than the regular check, so that trouble never slows the
    watching below its normal pace, but never sooner than the server asked (RFC 9110 section 10.2.3), a day at most.
    """
    wait = min(cap_s, first_s * 2 ** min(failures - 1, 20))
    soonest = at + timedelta(seconds=min(retry_after_s or 0.0, 86400.0))
    return max(soonest, min(regular, at + timedelta(seconds=wait)))


def longest_wait(schedule: Schedule, at: datetime) -> timedelta:
    """The longest time between two regular checks, from ``at`` (UTC) on, when nothing fails.

    Intervals: one and a half of them (a late check is not followed by another at once). Cron: the widest distance
    among its next two hundred times.
    """
    if not schedule.cron:
        return timedelta(seconds=1.5 * (schedule.interval_s or 6 * 3600))
    widest, last = timedelta(), at
    for _ in range(200):
        found = cron.next_time(schedule.cron, schedule.zone, last)
        if found is None:
            return max(widest, timedelta(days=1))
        widest = max(widest, found - last) if last != at else widest
        last = found
    return widest or timedelta(days=1)
