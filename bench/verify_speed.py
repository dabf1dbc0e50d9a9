"""How long ``monitor verify`` takes: ``python -m bench.verify_speed [REVISIONS] [DATABASE]``.

Without an address: SQLite in a temporary folder. By default 10,000 revisions of 500 sources, each with a body of 60 KB
and a listing of 60 rows, a window, an alert with two deliveries and their answers, and a decision for every second
revision; a checkpoint of all spans a round.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.store_speed import AT, HOUR, capture, listing
from monitor.model import (
    Alert,
    AlertKind,
    Change,
    ChangeKind,
    CompareOutcome,
    Comparison,
    DateBounds,
    DecisionState,
    Judgement,
    PlannedAlert,
    Severity,
    Source,
    Vendor,
    Window,
)
from monitor.store import Baseline, NewListing, Step, Store

SOURCES = 500


def tell(revision: Any) -> list[PlannedAlert]:
    alert = Alert(
        f"change:{revision.public_id}", AlertKind.CHANGE, revision.severity, revision.vendor_id, revision.source_id,
        revision.id, {"headline": "renamed"},
    )  # fmt: skip
    return [PlannedAlert(alert, (("ops", 0), ("ops", 1)))]


def build(store: Store, revisions: int) -> None:
    store.upgrade(AT)
    vendors = [
        Vendor(f"v{n}", f"Vendor {n}", (Source(f"v{n}/list", f"v{n}", f"https://v{n}.example/list"),))
        for n in range(SOURCES)
    ]
    store.sync_vendors(vendors, AT)
    first = [
        Baseline(f"v{n}/list", NewListing.of(listing(n)), capture(n, "a", AT), AT, AT + HOUR)
        for n in range(SOURCES)
    ]
    store.record_baselines(first, AT)
    day = AT.date()
    window = Window(
        trigger=DateBounds(day, day), deadline=DateBounds(day + timedelta(30), day + timedelta(30)),
        act_by=day + timedelta(24), working=("30 calendar days",),
    )  # fmt: skip
    for k in range(revisions):
        n, turn = k % SOURCES, k // SOURCES + 1
        at = AT + timedelta(days=turn, seconds=n)
        change = Change(ChangeKind.RENAMED, f"Processor 7 {turn}", before_name="Processor 7")
        step = Step(
            f"v{n}/list", store.current_head(f"v{n}/list").snapshot_id or 0, NewListing.of(listing(n, f" {turn}")),
            capture(n, f"{turn}", at), Comparison(CompareOutcome.CHANGED, (change,), unchanged_rows=59), at, at + HOUR,
            (Judgement(change, Severity.MEDIUM, "renamed", "A sub-processor has another name."),), Severity.MEDIUM,
            window,
        )  # fmt: skip
        revision = store.record_revision(step, tell)
        if k % 2:
            store.add_decision(
                revision.id, expected=DecisionState.DETECTED, state=DecisionState.ACCEPTED, made_by="Ada",
                why="an old friend", at=at,
            )  # fmt: skip
        if n == SOURCES - 1:
            for delivery in store.lease(at, 60, 10 * SOURCES):
                begun = store.begin(delivery, at, 60)
                if begun:
                    store.mark_sent(begun, at)
            store.seal_spans(at)


def main() -> int:
    revisions = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "monitor.sqlite3"
        address = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{path}"
        with Store.open(address) as store:
            print(f"{store.url}, {os.cpu_count()} cores")
            started = time.perf_counter()
            build(store, revisions)
            print(f"built in {time.perf_counter() - started:.0f} s")
            started = time.perf_counter()
            found = store.verified()
            seconds = time.perf_counter() - started
        assert found.problems == ()
        print(
            f"{revisions:,} revisions: {found.links:,} links, {found.records:,} records, {found.contents:,} contents, "
            f"{found.checkpoints} checkpoints verified in {seconds:.1f} s"
        )
        if path.exists():
            print(f"size of the file: {path.stat().st_size / 1e6:,.0f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
