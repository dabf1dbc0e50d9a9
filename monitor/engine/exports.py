"""What exports are made from, gathered from the store: lists as they stood on a day, and decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from monitor import __version__
from monitor.model import Listing, Revision, Snapshot, SourceKind, SourceState, Verdict
from monitor.report.registers import Listed, Silent, chain, decisions, register
from monitor.report.sheets import Sheet
from monitor.store import Store


def end_of(day: date) -> datetime:
    """The last instant of a day (UTC)."""
    return datetime.combine(day + timedelta(days=1), time.min, UTC) - timedelta(microseconds=1)


def register_sheet(store: Store, at: date, now: datetime, vendor_id: str | None = None) -> Sheet:
    """The register of sub-processors as it was known at the end of a day."""
    found, silent = lists_at(store, end_of(at), vendor_id)
    return register(found, silent, at, about(now))


def chain_sheet(
    store: Store, at: date, now: datetime, references: Mapping[str, str], vendor_id: str | None = None
) -> Sheet:
    """The chain of sub-contracting as it was known at the end of a day; ``references``: of the contracts, by vendor."""
    found, _ = lists_at(store, end_of(at), vendor_id)
    vendors = {
        state.vendor_id: state.vendor_name
        for state in _lists(store, vendor_id)
        if state.retired_at is None or state.retired_at > end_of(at)
    }
    form = "Implementing Regulation (EU) 2024/2956, template B_05.02; further columns for B_05.01 and B_02.02"
    return chain(found, vendors, {"form": form, "as of": at.isoformat(), **about(now)}, references)


def decisions_sheet(
    store: Store, start: date, end: date, now: datetime, vendor_id: str | None = None
) -> Sheet:
    """All decisions made from ``start`` to the end of ``end``."""
    made = store.decisions(since=datetime.combine(start, time.min, UTC), until=end_of(end))
    revisions: dict[int, Revision] = {}
    pairs = []
    for decision in made:
        key = decision.revision_id
        revisions[key] = revision = revisions.get(key) or store.revision(key)
        if vendor_id is None or revision.vendor_id == vendor_id:
            pairs.append((decision, revision))
    return decisions(pairs, start, end, about(now))


def about(now: datetime) -> dict[str, str]:
    """Where a table comes from."""
    return {
        "made at": now.isoformat(timespec="seconds"),
        "made by": f"Sub-processor Monitor {__version__}",
        "times": "UTC; texts as the vendors publish them",
        "formulas": "a cell that would begin with = + - @ has an apostrophe in front; take it off to have the text",
    }


def lists_at(store: Store, at: datetime, vendor_id: str | None = None) -> tuple[list[Listed], list[Silent]]:
    """Every entry of every list as known at an instant; and the lists that had none to give, with the reason."""
    found: list[Listed] = []
    silent: list[Silent] = []
    for state in _lists(store, vendor_id):
        if state.retired_at is not None and state.retired_at <= at:
            continue
        snapshot = store.snapshot_at(state.source_id, at)
        if snapshot is None:
            why = "no list was known yet on that day"
        elif snapshot.listing.verdict is not Verdict.LIST:
            why = "the document held no list"
        else:
            found += _entries(store, state, snapshot)
            continue
        silent.append(Silent(state.vendor_id, state.vendor_name, state.source_id, why))
    return found, silent


def _lists(store: Store, vendor_id: str | None) -> Iterator[SourceState]:
    for state in store.source_states(retired=True):
        if state.kind is SourceKind.LIST and vendor_id in {None, state.vendor_id}:
            yield state


def _entries(store: Store, state: SourceState, snapshot: Snapshot) -> Iterator[Listed]:
    earlier = [each for each in store.snapshots(state.source_id) if each.id <= snapshot.id]
    since = _since(earlier, snapshot.listing)
    for row in snapshot.listing.rows:
        yield Listed(state.vendor_id, state.vendor_name, state.source_id, row, snapshot, since[row.name])


def _since(snapshots: Sequence[Snapshot], listing: Listing) -> dict[str, datetime]:
    """From which check on each name stood on the list without a break; snapshots oldest first."""
    found: dict[str, datetime] = {}
    for snapshot in snapshots:
        names = {row.name for row in snapshot.listing.rows}
        found = {name: seen for name, seen in found.items() if name in names}
        for name in names:
            found.setdefault(name, snapshot.first_seen_at)
    return {row.name: found[row.name] for row in listing.rows}
