"""Vendors, listings and checks as the tests of the store need them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from monitor.model import (
    Alert,
    AlertKind,
    Capture,
    Change,
    ChangeKind,
    CheckOutcome,
    CompareOutcome,
    Comparison,
    DateBounds,
    Delivery,
    Field,
    Grade,
    Health,
    Judgement,
    Listing,
    PlannedAlert,
    Revision,
    Row,
    Schedule,
    Severity,
    Source,
    Vendor,
    Verdict,
    Window,
)
from monitor.store import (
    Baseline,
    CandidateSeen,
    CheckFailed,
    NewCapture,
    NewListing,
    Step,
    Store,
    Unchanged,
)

AT = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ACME = "acme/list"


def hours(n: float) -> datetime:
    """``n`` hours after the first check."""
    return AT + n * HOUR


def source(id: str = ACME, **more: Any) -> Source:
    vendor_id = id.split("/")[0]
    return Source(id, vendor_id, more.pop("url", f"https://{vendor_id}.example/sub-processors"), **more)


def vendor(id: str = "acme", *sources: Source, **more: Any) -> Vendor:
    return Vendor(id, id.title(), sources or (source(f"{id}/list"),), **more)


def hourly(id: str = ACME, every_s: int = 3600) -> Source:
    return source(id, schedule=Schedule(interval_s=every_s))


def listing(*names: str) -> Listing:
    return Listing(Verdict.LIST, rows=tuple(Row({Field.NAME: name}) for name in names))


def capture(body: bytes, at: datetime, *, etag: str | None = None, url: str | None = None) -> NewCapture:
    url = url or "https://acme.example/sub-processors"
    headers = (("Content-Type", "text/html"),) + ((("ETag", etag),) if etag else ())
    return NewCapture.of(Capture(url, url, 200, headers, body, at, peer="192.0.2.7:443", elapsed_s=0.25))


def baseline(*names: str, id: str = ACME, at: datetime = AT, etag: str | None = None) -> Baseline:
    body = f"<p>{id} {' '.join(names)}</p>".encode()
    return Baseline(id, NewListing.of(listing(*names)), capture(body, at, etag=etag), at, at + HOUR)


def identical(store: Store, at: datetime, *, id: str = ACME, **more: Any) -> Unchanged:
    snapshot_id = store.current_head(id).snapshot_id
    assert snapshot_id is not None
    fields = {"outcome": CheckOutcome.IDENTICAL, "grade": Grade.BYTES, "next_check_at": at + HOUR} | more
    return Unchanged(id, snapshot_id, at=at, **fields)


def failed(at: datetime, reason: str = "timeout", *, id: str = ACME, **more: Any) -> CheckFailed:
    fields = {
        "outcome": CheckOutcome.UNREACHABLE,
        "health": Health.FAILING,
        "next_check_at": at + HOUR,
    } | more
    return CheckFailed(id, reason=reason, detail=f"{reason} at {at:%H:%M}", at=at, **fields)


def candidate(*names: str, at: datetime, id: str = ACME, **more: Any) -> CandidateSeen:
    body = f"<p>{id} {' '.join(names)} at {at}</p>".encode()
    fields = {"why": "awaiting_confirmation", "next_check_at": at + HOUR} | more
    return CandidateSeen(id, NewListing.of(listing(*names)), capture(body, at), at, **fields)


WINDOW = Window(
    trigger=DateBounds(date(2026, 11, 2), date(2026, 11, 3)),
    deadline=DateBounds(date(2026, 12, 2), date(2026, 12, 3)),
    act_by=date(2026, 11, 27),
    working=("trigger: between 2 and 3 November", "30 calendar days"),
    flags=frozenset({"unconfirmed", "notice_not_logged"}),
)


def step(store: Store, *names: str, at: datetime, id: str = ACME, **more: Any) -> Step:
    """The current listing became ``names``."""
    current = store.current(id)
    assert current is not None
    before = {row.name for row in current.listing.rows}
    added = [Change(ChangeKind.ADDED, n, row_after=Row({Field.NAME: n})) for n in names if n not in before]
    removed = [Change(ChangeKind.REMOVED, n) for n in sorted(before - set(names))]
    changes = tuple(added + removed)
    fields: dict[str, Any] = {
        "comparison": Comparison(CompareOutcome.CHANGED, changes),
        "judgements": tuple(
            Judgement(c, Severity.HIGH, "third_country", "because", {"country": "IN"}) for c in changes
        ),
        "severity": Severity.HIGH,
        "window": WINDOW,
        "next_check_at": at + HOUR,
    }
    body = more.pop("body", f"<p>{id} {' '.join(names)}</p>".encode())
    return Step(id, current.id, NewListing.of(listing(*names)), capture(body, at), at=at, **(fields | more))


def reformatted(store: Store, *names: str, at: datetime, id: str = ACME) -> Step:
    comparison = Comparison(CompareOutcome.REFORMATTED, cosmetic_notes=("order of rows",))
    return step(
        store, *names, at=at, id=id, comparison=comparison, judgements=(), severity=Severity.INFO, window=None
    )


def alert(id: str, *channels: tuple[str, int], vendor_id: str | None = "acme", **more: Any) -> PlannedAlert:
    fields = {
        "kind": AlertKind.CHANGE,
        "severity": Severity.HIGH,
        "source_id": None,
        "revision_id": None,
    } | more
    value = Alert(id=id, vendor_id=vendor_id, payload={"headline": f"about {id}"}, **fields)
    return PlannedAlert(value, channels or (("ops", 0),))


def taken(store: Store, at: datetime, lease_s: float = 60, limit: int = 10) -> list[Delivery]:
    """Due deliveries whose tries have begun, as a sender holds them while their messages are under way."""
    leased = store.lease(at, lease_s, limit)
    return [begun for delivery in leased if (begun := store.begin(delivery, at, lease_s))]


def tell(revision: Revision) -> Sequence[PlannedAlert]:
    """One change alert to a Slack channel and a mail address."""
    return (
        alert(
            f"change:{revision.public_id}", ("ops", 0), ("ops", 1),
            vendor_id=revision.vendor_id, source_id=revision.source_id, revision_id=revision.id,
        ),
    )  # fmt: skip


def watched(store: Store, *names: str, vendors: Sequence[Vendor] = ()) -> int:
    """A store that watches a source and has its baseline; returns the snapshot's id."""
    store.sync_vendors(vendors or [vendor()], AT)
    return store.record_baselines([baseline(*(names or ("Alpha", "Beta")))], AT)[ACME]
