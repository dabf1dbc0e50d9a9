"""Taking over a configuration: what is new, changed, missing or back, and writing it down with its evidence."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from monitor.model import Health, Source, Vendor, codec
from monitor.store import tables as t
from monitor.store.clauses import record_configured_terms
from monitor.store.column_types import utc
from monitor.store.phase import next_on_phase
from monitor.store.recorder import Recorder, Values
from monitor.store.seals import EventKind
from monitor.store.values import SyncReport

_VENDOR = t.table(t.VendorRow)
_SOURCE = t.table(t.SourceRow)

NextTime = Callable[[Source, datetime], datetime]
"""When a source is next due after an instant, by its schedule."""

_NEW: Values = {
    "health": Health.NEW,
    "consecutive_failures": 0,
    "trouble_since": None,
    "last_check_at": None,
    "last_outcome": None,
    "last_good_at": None,
    "last_reason": "",
    "last_detail": "",
    "open_run_id": None,
    "snapshot_id": None,
    "capture_id": None,
    "last_seen_at": None,
    "last_seen_grade": None,
    "last_bytes_at": None,
    "etag": None,
    "last_modified": None,
    "validators_sha256": None,
    "validators_url": None,
    "reread": False,
    "retired_at": None,
}


def default_next_time(source: Source, at: datetime) -> datetime:
    """The next due time by the interval; a source with a cron line is due now, and the engine says when again."""
    interval = source.schedule.interval_s
    return next_on_phase(source.id, interval, at) if interval else at


def _config(source: Source) -> str:
    return codec.dump(replace(source, headers={})).decode()  # request headers may hold secrets


class Plan:
    """The difference between a configuration and what the store knows of it."""

    def __init__(self) -> None:
        self.vendors: list[Vendor] = []  # new or changed
        self.added: list[tuple[Vendor, Source]] = []
        self.changed: list[tuple[Vendor, Source, Any]] = []
        self.retired: list[Any] = []
        self.retired_vendors: list[str] = []

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.vendors or self.added or self.changed or self.retired or self.retired_vendors)

    @classmethod
    def of(cls, connection: Connection, vendors: Sequence[Vendor]) -> Plan:
        """Compare a configuration with the tables."""
        plan = cls()
        known_vendors = {row.id: row for row in connection.execute(select(_VENDOR))}
        columns = (_SOURCE.c.id, _SOURCE.c.vendor_id, _SOURCE.c.url, _SOURCE.c.config, _SOURCE.c.retired_at,
                   _SOURCE.c.next_check_at)  # fmt: skip
        known = {row.id: row for row in connection.execute(select(*columns))}
        for vendor in vendors:
            row = known_vendors.pop(vendor.id, None)
            if row is None or row.retired_at is not None or row.config != _vendor_config(vendor):
                plan.vendors.append(vendor)
            for source in vendor.sources:
                old = known.pop(source.id, None)
                if old is None:
                    plan.added.append((vendor, source))
                elif old.retired_at is not None or old.config != _config(source):
                    plan.changed.append((vendor, source, old))
        plan.retired = [row for row in known.values() if row.retired_at is None]
        plan.retired_vendors = [row.id for row in known_vendors.values() if row.retired_at is None]
        return plan

    def carry_out(self, recorder: Recorder, next_time: NextTime) -> SyncReport:
        """Write it, in the recorder's transaction."""
        connection, at = recorder.connection, recorder.at
        self._write_vendors(recorder)
        if self.added:
            rows = [
                {**_NEW, "id": source.id, "vendor_id": vendor.id, "url": source.url, "kind": source.kind,
                 "config": _config(source), "next_check_at": at}
                for vendor, source in self.added
            ]  # fmt: skip
            connection.execute(insert(_SOURCE), rows)
        for vendor, source in self.added:
            _log(recorder, source.id, "watched", vendor.name, source.url, _config(source))
        returned = []
        for vendor, source, old in self.changed:
            came_back = old.retired_at is not None
            returned += [source.id] if came_back else []
            values = self._changes(source, old, next_time, at)
            connection.execute(update(_SOURCE).where(_SOURCE.c.id == source.id).values(**values))
            what = "returned" if came_back else "changed"
            _log(recorder, source.id, what, vendor.name, source.url, _config(source))
        for row in self.retired:
            connection.execute(update(_SOURCE).where(_SOURCE.c.id == row.id).values(retired_at=at))
            _log(recorder, row.id, "retired", row.vendor_id, row.url, row.config)
        changed = tuple(source.id for _, source, old in self.changed if old.retired_at is None)
        return SyncReport(
            added=tuple(source.id for _, source in self.added),
            changed=changed,
            retired=tuple(row.id for row in self.retired),
            returned=tuple(returned),
        )

    def _write_vendors(self, recorder: Recorder) -> None:
        connection = recorder.connection
        known = set(connection.execute(select(_VENDOR.c.id)).scalars())
        values = [
            {"id": v.id, "name": v.name, "config": _vendor_config(v), "retired_at": None}
            for v in self.vendors
        ]
        new = [row for row in values if row["id"] not in known]
        old = [{"key": row.pop("id"), **row} for row in values if row["id"] in known]
        if new:
            connection.execute(insert(_VENDOR), new)
        if old:
            connection.execute(update(_VENDOR).where(_VENDOR.c.id == bindparam("key")), old)
        if self.retired_vendors:
            gone = _VENDOR.c.id.in_(self.retired_vendors)
            connection.execute(update(_VENDOR).where(gone).values(retired_at=recorder.at))
        for vendor in self.vendors:
            record_configured_terms(recorder, vendor)

    @staticmethod
    def _changes(source: Source, old: Any, next_time: NextTime, at: datetime) -> Values:
        before = codec.load(Source, old.config)
        values: Values = {
            "vendor_id": source.vendor_id,
            "url": source.url,
            "kind": source.kind,
            "config": _config(source),
            "retired_at": None,
        }
        moved = before.url != source.url or before.browser != source.browser
        if moved:
            values |= {"etag": None, "last_modified": None, "validators_sha256": None, "validators_url": None}
        if moved or before.hints != source.hints or before.kind != source.kind:
            # A 304 or equal bytes would hide that the page is to be read in another way.
            values |= {"reread": True, "next_check_at": at}
        elif old.retired_at is not None:
            values["next_check_at"] = at
        elif before.schedule != source.schedule:
            values["next_check_at"] = min(old.next_check_at, utc(next_time(source, at)))
        return values


def _vendor_config(vendor: Vendor) -> str:
    plain = codec.dump_plain(replace(vendor, sources=()))
    if "tags" in plain:
        plain["tags"].sort()  # a set has no order of its own
    return json.dumps(plain, ensure_ascii=False)


def _log(recorder: Recorder, source_id: str, what: str, vendor_name: str, url: str, config: str) -> None:
    values: Values = {
        "id": recorder.new_id(),
        "source_id": source_id,
        "what": what,
        "vendor_name": vendor_name,
        "url": url,
        "config": config,
        "at": recorder.at,
    }
    recorder.add(t.WatchChangeRow, values, EventKind.SOURCE_WATCHED)
