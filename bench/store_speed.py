"""How fast the store records checks, and how little it writes: ``python -m bench.store_speed [DATABASE]``.

Without an address: SQLite in a temporary folder. 1,000 sources, bodies of 60 KB and listings of 60 rows, given as
the process that read them gives them: hashed, compressed, as JSON. Times are of recording alone, in batches of 100.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from monitor.model import (
    Alert,
    AlertKind,
    Capture,
    Change,
    ChangeKind,
    CheckOutcome,
    CompareOutcome,
    Comparison,
    Field,
    Grade,
    Health,
    Judgement,
    Link,
    Listing,
    PlannedAlert,
    Row,
    Severity,
    Source,
    Vendor,
    Verdict,
)
from monitor.store import Baseline, CheckFailed, NewCapture, NewListing, Step, Store, Unchanged
from monitor.store.tables import METADATA

COUNT, BATCH = 1000, 100
AT = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def listing(number: int, extra: str = "") -> Listing:
    def row(i: int) -> Row:
        name = f"Processor {number}-{i}{extra if i == 7 else ''}"
        fields = {
            Field.NAME: name,
            Field.PURPOSE: f"Hosting and support of part {i}",
            Field.LOCATION: "Ireland",
        }
        return Row(fields, links=(Link(name, f"https://p{i}.example/{number}"),), where=f"table 1, row {i}")

    return Listing(Verdict.LIST, rows=tuple(row(i) for i in range(60)))


def capture(number: int, note: str, at: datetime) -> NewCapture:
    rng = random.Random(f"{number} {note}")
    words = " ".join(
        rng.choices(["service", "data", "cloud", "<td>", "</td>", "EU", "support", f"{number}"], k=12_000)
    )
    url = f"https://v{number}.example/list"
    headers = (
        ("Content-Type", "text/html; charset=utf-8"),
        ("ETag", f'"{number}-{note}"'),
        ("Server", "nginx"),
    )
    return NewCapture.of(Capture(url, url, 200, headers, words.encode()[:60_000], at, peer="192.0.2.7:443"))


def timed(name: str, work: Callable[[], object], per: int = COUNT) -> float:
    started = time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    print(f"{name:<58} {seconds * 1000:8.1f} ms  {per / seconds:9,.0f}/s")
    return seconds


def batches(items: Sequence[Any]) -> list[Sequence[Any]]:
    return [items[i : i + BATCH] for i in range(0, len(items), BATCH)]


def rows(store: Store) -> int:
    with store._reading() as connection:  # noqa: SLF001 - counting is not a service of the store
        return sum(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in METADATA.tables.values()
        )


def measure(store: Store) -> None:
    timed("upgrade (new database)", lambda: store.upgrade(AT), 1)
    vendors = [
        Vendor(f"v{n}", f"Vendor {n}", (Source(f"v{n}/list", f"v{n}", f"https://v{n}.example/list"),))
        for n in range(COUNT)
    ]
    timed("take over a configuration of 1,000 vendors", lambda: store.sync_vendors(vendors, AT))
    timed("the same again", lambda: store.sync_vendors(vendors, AT))
    timed("what is due", lambda: store.due(AT, COUNT))
    ids = [f"v{n}/list" for n in range(COUNT)]
    first = [
        Baseline(i, NewListing.of(listing(n)), capture(n, "a", AT), AT, AT + HOUR) for n, i in enumerate(ids)
    ]
    timed("1,000 baselines", lambda: [store.record_baselines(part, AT) for part in batches(first)])
    heads: dict[str, Any] = {}
    timed("1,000 heads", lambda: heads.update(store.heads(ids)))
    timed("100 heads, one by one", lambda: [store.current_head(i) for i in ids[:100]], 100)

    def unchanged(k: int, outcome: CheckOutcome, captures: Sequence[NewCapture] = ()) -> None:
        at = AT + k * HOUR
        news = captures or [None] * COUNT
        items = [
            Unchanged(i, heads[i].snapshot_id, outcome, Grade.BYTES, at, at + HOUR, new)
            for i, new in zip(ids, news, strict=True)
        ]
        for part in batches(items):
            store.record_unchanged(part, at)

    before = rows(store)
    timed("1,000 unchanged checks", lambda: unchanged(1, CheckOutcome.IDENTICAL))
    timed("1,000 unchanged checks, again", lambda: unchanged(2, CheckOutcome.NOT_MODIFIED))
    print(f"{'rows written by them':<58} {rows(store) - before:8d}")
    other = [capture(n, "b", AT + 3 * HOUR) for n in range(COUNT)]
    timed("1,000 with other bytes, the same listing", lambda: unchanged(3, CheckOutcome.UNCHANGED, other))
    between = rows(store)
    other = [capture(n, "c", AT + 4 * HOUR) for n in range(COUNT)]
    timed("1,000 with other bytes, again", lambda: unchanged(4, CheckOutcome.UNCHANGED, other))
    print(f"{'rows written by the second of these':<58} {rows(store) - between:8d}")
    measure_changes(store, ids, heads)


def measure_changes(store: Store, ids: Sequence[str], heads: dict[str, Any]) -> None:
    def fail(k: int) -> None:
        at = AT + k * HOUR
        items = [
            CheckFailed(
                i, CheckOutcome.UNREACHABLE, "timeout", "no answer in 30 s", at, at + HOUR, Health.FAILING
            )
            for i in ids
        ]
        for part in batches(items):
            store.record_failures(part, at)

    timed("1,000 failed checks", lambda: fail(5))
    timed("1,000 failed checks, again", lambda: fail(6))
    at = AT + 7 * HOUR
    change = Change(ChangeKind.RENAMED, "Processor 7 new", before_name="Processor 7")
    comparison = Comparison(CompareOutcome.CHANGED, (change,), unchanged_rows=59)
    judgement = Judgement(change, Severity.MEDIUM, "renamed", "A sub-processor has another name.")
    steps = [
        Step(
            i, heads[i].snapshot_id, NewListing.of(listing(n, " new")), capture(n, "d", at), comparison, at, at + HOUR,
            (judgement,), Severity.MEDIUM,
        )
        for n, i in enumerate(ids[:200])
    ]  # fmt: skip

    def tell(revision: Any) -> list[PlannedAlert]:
        alert = Alert(f"change:{revision.public_id}", AlertKind.CHANGE, revision.severity, revision.vendor_id,
                      revision.source_id, revision.id, {"headline": "renamed"})  # fmt: skip
        return [PlannedAlert(alert, (("ops", 0), ("ops", 1)))]

    timed("200 revisions, each its own transaction, two deliveries",
          lambda: [store.record_revision(s, tell) for s in steps], 200)  # fmt: skip
    leased: list[Any] = []
    begun: list[Any] = []
    timed("lease 400 deliveries", lambda: leased.extend(store.lease(at, 60, 1000)), 400)
    timed(
        "begin 400 deliveries, one by one", lambda: begun.extend(store.begin(d, at, 60) for d in leased), 400
    )
    timed(
        "mark 400 deliveries as sent, one by one",
        lambda: [store.mark_sent(d, at) for d in begun],
        len(begun),
    )
    timed("200 revisions read back with both listings", lambda: store.revisions(limit=200), 200)
    links = store.chain_head().seq
    problems: list[Any] = []
    seconds = timed("verify the whole chain", lambda: problems.extend(store.verify()), links)
    assert problems == []
    print(f"{'links in the chain':<58} {links:8d}  ({seconds:.2f} s)")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "monitor.sqlite3"
        address = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{path}"
        with Store.open(address) as store:
            print(f"{store.url}, {os.cpu_count()} cores")
            measure(store)
        if path.exists():
            print(f"{'size of the file':<58} {path.stat().st_size / 1e6:8.1f} MB")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory (with the made-up pages)':<58} {peak:8.0f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
