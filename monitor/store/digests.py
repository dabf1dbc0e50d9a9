"""What digests are made from: the alerts of a period, checks counted route by route, deliveries told together."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, insert, select, update

from monitor.model import Alert, AlertKind, DeliveryState, PlannedAlert
from monitor.store import tables as t
from monitor.store.alerts import write_alerts
from monitor.store.column_types import utc
from monitor.store.outbox import DROPPED, end_delivery
from monitor.store.recorder import Recording
from monitor.store.tables.outbox import TallyRow
from monitor.store.values import Tally

_ALERT = t.table(t.AlertRow)
_DELIVERY = t.table(t.DeliveryRow)
_TALLY = t.table(TallyRow)
_IN_ONE_QUERY = 500


class Digests(Recording):
    """Alerts by period, counters of checks, and many deliveries made one."""

    def alerts(self, since: datetime, until: datetime, kinds: Sequence[AlertKind]) -> list[Alert]:
        """Alerts of these kinds written from ``since`` until before ``until`` (UTC), oldest first."""
        query = select(_ALERT).where(
            _ALERT.c.created_at >= utc(since), _ALERT.c.created_at < utc(until), _ALERT.c.kind.in_(kinds)
        )
        return self._alerts(query.order_by(_ALERT.c.created_at, _ALERT.c.id))

    def alerts_of(self, ids: Sequence[str]) -> list[Alert]:
        """These alerts, in this order; those that are not there are left out."""
        found: dict[str, Alert] = {}
        for start in range(0, len(ids), _IN_ONE_QUERY):
            part = ids[start : start + _IN_ONE_QUERY]
            found |= {alert.id: alert for alert in self._alerts(select(_ALERT).where(_ALERT.c.id.in_(part)))}
        return [found[key] for key in ids if key in found]

    def _alerts(self, query: Select[Any]) -> list[Alert]:
        with self._reading() as connection:
            rows = connection.execute(query).all()
        return [
            Alert(row.id, row.kind, row.severity, row.vendor_id, row.source_id, row.revision_id,
                  json.loads(row.payload))
            for row in rows
        ]  # fmt: skip

    def begin_tallies(self, names: Sequence[str], at: datetime) -> dict[str, Tally]:
        """The counters of these routes; one that is new begins at ``at`` (UTC)."""
        with self._writing() as connection:
            rows = connection.execute(select(_TALLY).where(_TALLY.c.name.in_(names))).all()
            known = {row.name: Tally(row.since, row.checks, row.failed, row.longest_gap_s) for row in rows}
            for name in names:
                if name not in known:
                    known[name] = Tally(utc(at))
                    values = {"name": name, "since": utc(at), "checks": 0, "failed": 0, "longest_gap_s": None}
                    connection.execute(insert(_TALLY).values(**values))
        return known

    def add_tallies(self, counted: Mapping[str, Tally]) -> None:
        """Add what was counted meanwhile to the counters of routes; those without a counter are passed over."""
        with self._writing() as connection:
            for name, tally in counted.items():
                gap = tally.longest_gap_s
                longer = _TALLY.c.longest_gap_s.is_(None) | (_TALLY.c.longest_gap_s < gap)
                values: dict[str, Any] = {
                    "checks": _TALLY.c.checks + tally.checks,
                    "failed": _TALLY.c.failed + tally.failed,
                }
                if gap is not None:
                    values["longest_gap_s"] = case((longer, gap), else_=_TALLY.c.longest_gap_s)
                connection.execute(update(_TALLY).where(_TALLY.c.name == name).values(**values))

    def add_digest(self, name: str, planned: PlannedAlert, until: datetime, at: datetime) -> bool:
        """Write a route's digest and begin to count anew from its end, in one transaction; False if it was there."""
        with self._recording(at) as recorder:
            new = write_alerts(recorder, [planned])
            fresh = {"since": utc(until), "checks": 0, "failed": 0, "longest_gap_s": None}
            recorder.connection.execute(update(_TALLY).where(_TALLY.c.name == name).values(**fresh))
            return bool(new)

    def gather(self, ids: Sequence[int], planned: PlannedAlert, at: datetime) -> int:
        """Deliveries that wait are told by one alert instead, in one transaction; returns how many.

        0, and nothing is done, where one of them waits no more: what the alert says would not be true of it.
        """
        with self._recording(at) as recorder:
            waiting = (_DELIVERY.c.id.in_(ids), _DELIVERY.c.state == DeliveryState.PENDING)
            query = select(_DELIVERY.c.id).where(*waiting).order_by(_DELIVERY.c.id)
            rows = recorder.connection.execute(query.with_for_update()).scalars().all()
            if len(rows) < len(ids) or not write_alerts(recorder, [planned]):
                return 0
            for key in rows:
                end_delivery(
                    recorder, key, DeliveryState.FAILED, f"{DROPPED}it is told in {planned.alert.id}"
                )
            return len(rows)
