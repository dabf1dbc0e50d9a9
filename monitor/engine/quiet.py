"""When a route may be rung: quiet hours, working days, and what does not wait for either. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.assess.counting import ONE_DAY, WorkWeek
from monitor.model import Alert, AlertKind, Severity
from monitor.model.routing import Hours

_LONGEST_DAYS = 30  # a calendar without a working day in a month is a mistake, and no reason to keep silent


def opens(hours: Hours, at: datetime) -> datetime:
    """The first instant from ``at`` on (UTC) at which the route may be rung; ``at`` itself where it may be now."""
    if hours.always_open:
        return at
    zone, week = ZoneInfo(hours.zone), WorkWeek(hours.holidays)
    moment = at
    while moment - at <= timedelta(days=_LONGEST_DAYS):
        local = moment.astimezone(zone)
        if hours.working_days and not week.is_working(local.date()):
            moment = _instant(local.date() + ONE_DAY, time(), zone)
            continue
        end = _quiet_end(hours, local)
        if end is None:
            return moment
        moment = max(_instant(*end, zone), moment + timedelta(seconds=1))  # clocks that are put back
    return at


def held_until(hours: Hours, alert: Alert, at: datetime) -> datetime:
    """When an alert may go out on a route at the earliest: at once (``at``), or when the route opens.

    What is critical waits for nothing, nor does what would be told only after the earliest deadline. A digest has
    its own time of day, and a test is asked for by somebody who is there.
    """
    if alert.severity is Severity.CRITICAL or alert.kind in {AlertKind.DIGEST, AlertKind.TEST}:
        return at
    opening = opens(hours, at)
    if opening > at and (deadline := _earliest_deadline(alert)):
        zone = ZoneInfo(hours.zone)
        today = at.astimezone(zone).date()
        if today <= deadline <= opening.astimezone(zone).date():
            return at
    return opening


def _earliest_deadline(alert: Alert) -> date | None:
    window = alert.payload.get("window")
    bounds = window.get("deadline") if isinstance(window, Mapping) else None
    earliest = bounds.get("earliest") if isinstance(bounds, Mapping) else None
    return date.fromisoformat(earliest) if isinstance(earliest, str) else None


def _quiet_end(hours: Hours, local: datetime) -> tuple[date, time] | None:
    """The end of the quiet hours that hold at a local time, as date and time of day; None outside of them."""
    start, end = hours.quiet_from, hours.quiet_until
    if start is None or end is None:
        return None
    now, today = local.time(), local.date()
    if start < end:
        return (today, end) if start <= now < end else None
    if now >= start:
        return today + ONE_DAY, end
    return (today, end) if now < end else None


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)
