"""Checks as the engine runs them: many at once, each source never twice, every finding recorded."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.assessment import Assessor
from monitor.check import AWAITING, Failed, Finding, Reading, Waiting, check
from monitor.compare import fingerprint
from monitor.engine.conclude import Concluder, Record
from monitor.engine.outage import OutageWatch
from monitor.engine.reader import Reader
from monitor.engine.writer import Writer
from monitor.fetch import Fetcher
from monitor.model import (
    Capture,
    FetchFailure,
    Head,
    Listing,
    Revision,
    Snapshot,
    Source,
    Validators,
    Vendor,
)
from monitor.store import NotFoundError, Store

log = logging.getLogger(__name__)

# How often a check that came to "look again at once" is continued within one `monitor check`.
_MAX_LOOKS_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Result:
    """How one check ended: the finding, and the revision if it made one. ``error``: our own failure, if any."""

    vendor: Vendor
    source: Source
    finding: Finding | None
    record: Record | None = None
    revision: Revision | None = None
    error: str | None = None


class LocalTools:
    """The world as a check needs it: one fetcher, one reader, the store for reading."""

    def __init__(
        self,
        *,
        fetcher: Fetcher,
        reader: Reader,
        store: Store,
        assessor: Assessor,
        now: Callable[[], datetime],
        full_fetch_after: timedelta,
        doubtful_after: timedelta,
    ) -> None:
        self.assessor = assessor
        self.now = now
        self.full_fetch_after = full_fetch_after
        self.doubtful_after = doubtful_after
        self._fetcher, self._reader, self._store = fetcher, reader, store

    async def fetch(
        self, source: Source, validators: Validators | None, *, fresh: bool
    ) -> Capture | FetchFailure:
        """Fetch the source; see ``Fetcher.fetch``."""
        return await self._fetcher.fetch(source, validators, fresh=fresh)

    async def read(self, source: Source, capture: Capture) -> Reading:
        """Read a capture in a child process that can be stopped."""
        return await self._reader.read(
            capture.body,
            media_type=capture.media_type,
            charset=capture.charset,
            url=capture.final_url,
            kind=source.kind,
            hints=source.hints,
        )

    async def current(self, source: Source) -> Snapshot:
        """The source's current snapshot with its listing."""
        found = await asyncio.to_thread(self._store.current, source.id)
        if found is None:
            raise NotFoundError(f"{source.id} has no snapshot")
        return found

    async def listing(self, sha256: str) -> Listing | None:
        """A stored listing by its hash, None where it is not kept."""
        try:
            return await asyncio.to_thread(self._store.listing, sha256)
        except NotFoundError:
            return None

    async def earlier(self, source: Source) -> tuple[str, ...]:
        """Fingerprints of the listings before the current one; a page that alternates comes back to one of them."""
        hashes = await asyncio.to_thread(self._store.recent_listings, source.id)
        listings = [await self.listing(sha256) for sha256 in hashes[1:]]
        return tuple(fingerprint(listing) for listing in listings if listing)


class Checks:
    """Runs checks of sources, at most ``concurrency`` at once, and never the same source twice at a time."""

    def __init__(
        self,
        *,
        store: Store,
        writer: Writer,
        tools: LocalTools,
        concluder: Callable[[bool], Concluder],
        concurrency: int,
    ) -> None:
        self._store, self._writer, self.tools = store, writer, tools
        self._concluder = concluder
        self._slots = asyncio.Semaphore(concurrency)
        self.in_hand: set[str] = set()
        self.outage = OutageWatch()

    async def run(
        self,
        pairs: Sequence[tuple[Vendor, Source]],
        on_result: Callable[[Result], None] = lambda _: None,
    ) -> list[Result]:
        """Check these sources, each once; results in the order they were given."""
        fresh = [(vendor, source) for vendor, source in pairs if source.id not in self.in_hand]
        self.in_hand.update(source.id for _, source in fresh)
        heads = await asyncio.to_thread(self._store.heads, [source.id for _, source in fresh])

        async def one(vendor: Vendor, source: Source) -> Result:
            try:
                async with self._slots:
                    result = await self._one(vendor, source, heads[source.id])
            finally:
                self.in_hand.discard(source.id)
            on_result(result)
            return result

        return list(await asyncio.gather(*(one(vendor, source) for vendor, source in fresh)))

    async def run_until_settled(
        self,
        pairs: Sequence[tuple[Vendor, Source]],
        on_result: Callable[[Result], None] = lambda _: None,
        *,
        after: Callable[[Result], None] = lambda _: None,
        patience: timedelta = timedelta(minutes=2),
    ) -> list[Result]:
        """As ``run``; a source that only waits for its second look is looked at again, where that is soon.

        after: called for every check; on_result: once per source, when it is settled.
        """
        latest: dict[str, Result] = {}
        todo = list(pairs)
        for _ in range(_MAX_LOOKS_AT_ONCE):
            again: list[tuple[Vendor, Source]] = []
            waits = [0.0]
            for result in await self.run(todo, after):
                latest[result.source.id] = result
                wait = _second_look_in(result)
                if wait is not None and wait <= patience:
                    again.append((result.vendor, result.source))
                    waits.append(wait.total_seconds())
                else:
                    on_result(result)
            if not again:
                break
            await asyncio.sleep(max(waits))
            todo = again
        return [latest[source.id] for _, source in pairs if source.id in latest]

    async def _one(self, vendor: Vendor, source: Source, head: Head) -> Result:
        try:
            finding = await check(vendor, source, head, self.tools)
        except Exception as error:
            # Ours, not the vendor's: it moves nothing, blames nobody, and is tried again at the next tick.
            log.exception("the check of %s broke", source.id)
            return Result(vendor, source, None, error=f"{type(error).__name__}: {error}")
        failure = finding.failure if isinstance(finding, Failed) else None
        self.outage.note(source.url, failure, finding.at)
        record = self._concluder(not self.outage.is_ours).conclude(vendor, source, head, finding)
        revision = await self._writer.record(record)
        return Result(vendor, source, finding, record, revision)


def _second_look_in(result: Result) -> timedelta | None:
    finding = result.finding
    if isinstance(finding, Waiting) and finding.reason == AWAITING and finding.look_again_at:
        return max(finding.look_again_at - finding.at, timedelta())
    return None


def pairs_of(vendors: Iterable[Vendor], source_ids: Iterable[str]) -> list[tuple[Vendor, Source]]:
    """Vendor and source for every id that the configuration knows."""
    wanted = set(source_ids)
    return [(vendor, source) for vendor in vendors for source in vendor.sources if source.id in wanted]
