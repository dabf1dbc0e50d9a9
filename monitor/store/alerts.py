"""Writing alerts and their deliveries, in the transaction of what they are about."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import select

from monitor.model import DeliveryState, PlannedAlert
from monitor.store import tables as t
from monitor.store.column_types import utc
from monitor.store.recorder import Recorder, Values
from monitor.store.seals import EventKind

_ALERT = t.table(t.AlertRow)


def write_alerts(recorder: Recorder, planned: Sequence[PlannedAlert]) -> list[str]:
    """Write alerts that are not there yet, each with a delivery per channel; returns the ids written.

    An alert whose id is already there is left as it is, its deliveries too: writing twice is harmless.
    """
    if not planned:
        return []
    ids = list({item.alert.id for item in planned})
    known = set(recorder.connection.execute(select(_ALERT.c.id).where(_ALERT.c.id.in_(ids))).scalars())
    written: list[str] = []
    for item in planned:
        alert = item.alert
        if alert.id in known:
            continue
        known.add(alert.id)
        written.append(alert.id)
        channels = list(dict.fromkeys(item.channels))
        values: Values = {
            "id": alert.id,
            "kind": alert.kind,
            "severity": alert.severity,
            "vendor_id": alert.vendor_id,
            "source_id": alert.source_id,
            "revision_id": alert.revision_id,
            "payload": json.dumps(dict(alert.payload)),
            "channels": json.dumps(channels),
            "created_at": recorder.at,
        }
        recorder.add(t.AlertRow, values, EventKind.ALERT_WRITTEN)
        for route, channel in channels:
            recorder.add(t.DeliveryRow, _delivery(recorder, item, route, channel))
    recorder.flush()
    return written


def _delivery(recorder: Recorder, item: PlannedAlert, route: str, channel: int) -> Values:
    return {
        "id": recorder.new_id(),
        "alert_id": item.alert.id,
        "route": route,
        "channel": channel,
        "order_key": item.alert.vendor_id or "",
        "state": DeliveryState.PENDING,
        "attempts": 0,
        "next_attempt_at": max(utc(item.not_before.get(route, recorder.at)), recorder.at),
        "leased_until": None,
        "last_error": None,
        "maybe_sent": False,
        "created_at": recorder.at,
        "ended_at": None,
    }
