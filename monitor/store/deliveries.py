"""What the outbox holds, read: deliveries, their tries, and when the next one is due."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from monitor.model import Alert, Attempt, Delivery, DeliveryState
from monitor.store import tables as t
from monitor.store.database import Database
from monitor.store.recorder import values_of

_ALERT = t.table(t.AlertRow)
_DELIVERY = t.table(t.DeliveryRow)
_ATTEMPT = t.table(t.AttemptRow)

WITH_ALERTS = select(
    _DELIVERY,
    _ALERT.c.kind,
    _ALERT.c.severity,
    _ALERT.c.vendor_id,
    _ALERT.c.source_id,
    _ALERT.c.revision_id,
    _ALERT.c.payload,
).join(_ALERT, _ALERT.c.id == _DELIVERY.c.alert_id)
"""Deliveries with their alerts."""


def delivery_of(row: Any, **changed: Any) -> Delivery:
    """The delivery of a row of ``WITH_ALERTS``; ``changed``: what is no longer as the row has it."""
    alert = Alert(
        id=row.alert_id,
        kind=row.kind,
        severity=row.severity,
        vendor_id=row.vendor_id,
        source_id=row.source_id,
        revision_id=row.revision_id,
        payload=json.loads(row.payload),
    )
    values = {
        "state": row.state,
        "attempts": row.attempts,
        "next_attempt_at": row.next_attempt_at,
        "last_error": row.last_error,
        "maybe_sent": row.maybe_sent,
    } | changed
    return Delivery(id=row.id, alert=alert, route=row.route, channel=row.channel, **values)


class Deliveries(Database):
    """Reading the outbox."""

    def next_delivery_at(self) -> datetime | None:
        """When the outbox next has something to do: a delivery is due or a lease runs out; None when it is empty."""
        pending = select(func.min(_DELIVERY.c.next_attempt_at)).where(
            _DELIVERY.c.state == DeliveryState.PENDING
        )
        leased = select(func.min(_DELIVERY.c.leased_until)).where(_DELIVERY.c.state == DeliveryState.LEASED)
        with self._reading() as connection:
            found = [connection.execute(query).scalar_one_or_none() for query in (pending, leased)]
        return min((at for at in found if at is not None), default=None)

    def deliveries(
        self,
        *,
        state: DeliveryState | None = None,
        alert_id: str | None = None,
        vendor_id: str | None = None,
        revision_id: int | None = None,
        limit: int = 1000,
    ) -> list[Delivery]:
        """Deliveries in the order in which they were written (the newest ``limit`` of them)."""
        query = WITH_ALERTS.order_by(_DELIVERY.c.id.desc()).limit(limit)
        if state is not None:
            query = query.where(_DELIVERY.c.state == state)
        if alert_id is not None:
            query = query.where(_DELIVERY.c.alert_id == alert_id)
        if vendor_id is not None:
            query = query.where(_ALERT.c.vendor_id == vendor_id)
        if revision_id is not None:
            query = query.where(_ALERT.c.revision_id == revision_id)
        with self._reading() as connection:
            return [delivery_of(row) for row in connection.execute(query)][::-1]

    def attempts(self, delivery_id: int) -> list[Attempt]:
        """Every try of a delivery, oldest first."""
        query = select(_ATTEMPT).where(_ATTEMPT.c.delivery_id == delivery_id).order_by(_ATTEMPT.c.id)
        with self._reading() as connection:
            return [Attempt(**values_of(row)) for row in connection.execute(query)]
