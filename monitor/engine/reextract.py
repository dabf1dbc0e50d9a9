"""Today's extraction over the captures that are kept: what would read otherwise, and recording that as what it is.

What is applied becomes a technical version of the same snapshot: marked, sealed, told to nobody. Later checks compare
with it, so that a better reader never looks like a change of the page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from monitor.compare import compare_listings, gate
from monitor.engine.kept import kept_capture
from monitor.engine.reader import Reader, ReadResult
from monitor.model import CompareOutcome, Comparison, Listing, Snapshot, Source, SourceKind, Vendor, Verdict
from monitor.store import Store, values

BY_HAND = "the kept bytes were read again by today's extraction"
_AT_ONCE = 4


class Rereading(StrEnum):
    """What reading a snapshot's bytes again came to."""

    SAME = "same"
    FORM = "form"  # the same in other form
    DIFFERS = "differs"
    DOUBTFUL = "doubtful"  # so much would go that the newer reading is not believed unasked
    NO_LIST = "no_list"  # today's extraction finds no list in them: never applied
    NOT_KEPT = "not_kept"  # the bytes are not there


APPLIED_UNASKED = frozenset({Rereading.SAME, Rereading.FORM, Rereading.DIFFERS})


@dataclass(frozen=True, slots=True)
class Reextracted:
    """One snapshot read again.

    rows_before, rows_after: rows, or paragraphs of prose. comparison: from the stored reading to today's; None where
    there is none. reason: why it is not believed. applied: today's reading is now the snapshot's.
    """

    vendor: Vendor
    source: Source
    snapshot_id: int
    first_seen_at: datetime
    rereading: Rereading
    rows_before: int
    rows_after: int
    comparison: Comparison | None = None
    reason: str = ""
    applied: bool = False


@dataclass(frozen=True, slots=True)
class ReextractOptions:
    """every: past snapshots too, not only the current ones. doubtful: also apply what is not believed unasked."""

    every: bool = False
    apply: bool = False
    doubtful: bool = False


async def reextract(
    store: Store,
    reader: Reader,
    pairs: Sequence[tuple[Vendor, Source]],
    options: ReextractOptions,
    *,
    extraction: str,
    now: Callable[[], datetime],
    on_source: Callable[[Source], None] = lambda _: None,
) -> list[Reextracted]:
    """Read the kept bytes of these sources again, as they are configured to be read now; in the order given.

    A source of which nothing is known yet gives nothing. Raises ReaderError and StoreError; what was applied by then
    stays, and applying again is harmless.
    """
    turns = asyncio.Semaphore(_AT_ONCE)

    async def one(vendor: Vendor, source: Source) -> list[Reextracted]:
        async with turns:
            found = []
            for snapshot in await asyncio.to_thread(_snapshots, store, source.id, every=options.every):
                result, reading = await _again(store, reader, vendor, source, snapshot)
                if options.apply and reading is not None and _may_apply(result.rereading, options):
                    listing = values.NewListing(reading.listing_json, reading.listing_sha256, extraction)
                    await asyncio.to_thread(store.record_reading, snapshot.id, listing, BY_HAND, now())
                    result = replace(result, applied=True)
                found.append(result)
            on_source(source)
            return found

    return [result for results in await asyncio.gather(*(one(v, s) for v, s in pairs)) for result in results]


def _snapshots(store: Store, source_id: str, *, every: bool) -> Iterable[Snapshot]:
    if every:
        return store.snapshots(source_id)
    current = store.current(source_id)
    return [current] if current else []


def _may_apply(rereading: Rereading, options: ReextractOptions) -> bool:
    return rereading in APPLIED_UNASKED or (options.doubtful and rereading is Rereading.DOUBTFUL)


async def _again(
    store: Store, reader: Reader, vendor: Vendor, source: Source, snapshot: Snapshot
) -> tuple[Reextracted, ReadResult | None]:
    capture = await asyncio.to_thread(kept_capture, store, snapshot)
    if capture is None:
        return _result(vendor, source, snapshot, Rereading.NOT_KEPT, None), None
    reading = await reader.read(
        capture.body,
        media_type=capture.media_type,
        charset=capture.charset,
        url=capture.final_url,
        kind=source.kind,
        hints=source.hints,
    )
    if reading.listing_sha256 == snapshot.listing_sha256:
        return _result(vendor, source, snapshot, Rereading.SAME, snapshot.listing), reading
    after = reading.listing
    if not _has_matter(after, source.kind):
        words = after.warnings[0] if after.warnings else ""
        reason = f"{after.reason.value if after.reason else 'no list'}{': ' if words else ''}{words}"
        return _result(vendor, source, snapshot, Rereading.NO_LIST, after, reason=reason), None
    comparison = compare_listings(source.kind, snapshot.listing, after)
    rereading, reason = _judged(source.kind, snapshot.listing, after, comparison)
    return _result(vendor, source, snapshot, rereading, after, comparison, reason), reading


def _has_matter(listing: Listing, kind: SourceKind) -> bool:
    return bool(listing.verdict is Verdict.LIST if kind is SourceKind.LIST else listing.paragraphs)


def _judged(
    kind: SourceKind, before: Listing, after: Listing, comparison: Comparison
) -> tuple[Rereading, str]:
    if comparison.outcome is CompareOutcome.UNCHANGED:
        return Rereading.SAME, ""
    if comparison.cosmetic and comparison.outcome is not CompareOutcome.SUSPECT:
        return Rereading.FORM, ""
    doubt = gate(before, after, kind=kind)
    if doubt:
        return Rereading.DOUBTFUL, doubt.sentence
    return Rereading.DIFFERS, comparison.reason or ""


def _result(
    vendor: Vendor,
    source: Source,
    snapshot: Snapshot,
    rereading: Rereading,
    after: Listing | None,
    comparison: Comparison | None = None,
    reason: str = "",
) -> Reextracted:
    return Reextracted(
        vendor,
        source,
        snapshot.id,
        snapshot.first_seen_at,
        rereading,
        _size(snapshot.listing, source.kind),
        _size(after, source.kind) if after else 0,
        comparison,
        reason,
    )


def _size(listing: Listing, kind: SourceKind) -> int:
    return len(listing.rows if kind is SourceKind.LIST else listing.paragraphs)
