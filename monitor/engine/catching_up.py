"""What a crash left undone: what follows from a check is done after it is recorded, and may have been cut off."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from monitor.engine.contracts import Contracts
from monitor.engine.reports import Reports
from monitor.model import CompareOutcome, SourceKind, Vendor
from monitor.store import Store

# A beat is written at every tick; whatever was cut off was recorded after this long before the last one.
_BEFORE = timedelta(minutes=10)


async def catch_up(
    store: Store,
    contracts: Contracts,
    reports: Reports,
    vendors: tuple[Vendor, ...],
    last_beat: datetime,
    now: datetime,
) -> None:
    """Learn the terms and write the reports of what was recorded about the time of the last beat (UTC) or later."""
    since = last_beat - _BEFORE
    states = await asyncio.to_thread(store.source_states)
    fresh = {s.source_id for s in states if s.last_check_at and s.last_check_at >= since and s.snapshot_id}
    for vendor in vendors:
        for source in vendor.sources:
            if source.kind is SourceKind.DPA and source.id in fresh:
                await contracts.learn(vendor, source, now)
    for head in await asyncio.to_thread(lambda: store.revision_heads(limit=100)):
        if head.recorded_at < since or head.outcome is not CompareOutcome.CHANGED:
            continue
        if not reports.path(head.public_id).exists():
            revision = await asyncio.to_thread(store.revision, head.id)
            await asyncio.to_thread(reports.write, revision)
