"""An alert as programs get it, and the day on which its days left are counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.alert.shape import Brief
from monitor.model import Alert


def today(alert: Alert, now: datetime) -> date:
    """The date at ``now`` in the zone of the alert's vendor; UTC where none is known."""
    vendor = alert.payload.get("vendor")
    zone = vendor.get("zone") if isinstance(vendor, Mapping) else None
    try:
        return now.astimezone(ZoneInfo(str(zone or "UTC"))).date()
    except (ZoneInfoNotFoundError, ValueError):
        return now.date()


def document(told: Brief, alert: Alert) -> dict[str, Any]:
    """The alert as a generic webhook receives it (``alert.schema.json``)."""
    return {
        "id": alert.id,
        "kind": alert.kind.value,
        "severity": alert.severity.value,
        "possible_duplicate": told.duplicate,
        "headline": told.headline,
        "lead": told.lead,
        "payload": alert.payload,
    }
