"""Checks as the engine runs them: many at once, each source never twice, every finding recorded."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from monitor.assessment import Assessor
from monitor.check import AWAITING, Failed, Finding, Reading, Waiting, check
from monitor.compare import SuspicionReason, fingerprint
from monitor.compare.flapping import Past, State, past_of
from monitor.engine.conclude import Concluder
from monitor.engine.extraction_version import extraction_fingerprint
from monitor.engine.kept import kept_capture
from monitor.engine.outage import OutageWatch
from monitor.engine.reader import Reader, ReaderError
from monitor.engine.writer import Writer
from monitor.fetch import Fetcher
from monitor.model import (
    Capture,
    CheckOutcome,
    FetchFailure,
    Head,
    Listing,
    Revision,
    Snapshot,
    Source,
    SourceKind,
    Validators,
    Vendor,
    Verdict,
)
from monitor.store import NotFoundError, Store, StoreFailedError, StoreUnavailableError, values
from monitor.store.values import RecentState

log = logging.getLogger(__name__)

# How often a check that came to "look again at once" is continued within one `monitor check`.
_MAX_LOOKS_AT_ONCE = 4
PATIENCE = timedelta(minutes=2)  # so long a person at a terminal is kept waiting for a second look
INTERNAL, NO_READER = "internal_error", "no_reader"
READ_OTHERWISE = "the source is read in another way"
NEWER_EXTRACTION = "a newer extraction reads the same bytes otherwise"


@dataclass(frozen=True, slots=True)
class Result:
    """How one check ended: the finding (its bytes are in the store), and the revision if it made one.

    alerted: somebody is to be told of the source itself, of its trouble or its recovery. error: our own failure.
    """

    vendor: Vendor
    source: Source
    finding: Finding | None
    revision: Revision | None = None
    alerted: bool = False
    error: str | None = None


_COMPARED_AT_ONCE = 2


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
        extraction: str | None = None,
    ) -> None:
        self.extraction = extraction if extraction is not None else extraction_fingerprint()
        self.word_of: Mapping[str, str] = {}
        self.assessor = assessor
        self.now = now
        self.full_fetch_after = full_fetch_after
        self.doubtful_after = doubtful_after
        self.comparing = asyncio.Semaphore(_COMPARED_AT_ONCE)
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

    async def read_known(self, source: Source) -> Reading | None:
        """The source's newest known bytes, read as the source is read now; None where they are not kept."""
        known = await asyncio.to_thread(self._known, source.id)
        return await self.read(source, known) if known else None

    def _known(self, source_id: str) -> Capture | None:
        snapshot = self._store.current(source_id)
        return kept_capture(self._store, snapshot) if snapshot else None

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

    async def past(self, source: Source, at: datetime) -> Past:
        """What is known of the page's going back and forth between states."""
        seen = await asyncio.to_thread(self._store.recent_states, source.id)
        listings = [(await self._as_read_now(source, state), state.first_seen_at) for state in seen]
        states = [State(fingerprint(listing), since) for listing, since in listings if listing]
        if len(states) < 2:
            return Past()
        runs = await asyncio.to_thread(self._store.failures, source.id, since=states[-1].first_seen_at)
        flapping = SuspicionReason.FLAPPING.value
        return past_of(states, [r.first_at for r in runs if r.reason == flapping and r.closed_at], at)

    async def _as_read_now(self, source: Source, state: RecentState) -> Listing | None:
        """What an earlier snapshot says to this extraction: a page that alternates is known again after an upgrade."""
        if state.read_by != self.extraction:
            known = await asyncio.to_thread(self._kept, state.snapshot_id)
            anew = await self.read(source, known) if known else None
            if anew and (anew.verdict is Verdict.LIST or source.kind is not SourceKind.LIST):
                return anew.listing
        return await self.listing(state.listing_sha256)

    def _kept(self, snapshot_id: int) -> Capture | None:
        return kept_capture(self._store, self._store.snapshot(snapshot_id))


class Checks:
    """Runs checks of sources, at most ``concurrency`` at once, and never the same source twice at a time.

    stopping: once True, no check is begun; those under way end, and the others stay due.
    """

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
        self.stopping = False

    async def run(
        self,
        pairs: Sequence[tuple[Vendor, Source]],
        on_result: Callable[[Result], None] = lambda _: None,
    ) -> list[Result]:
        """Check these sources, each once; results in the order they were given."""
        fresh = [(vendor, source) for vendor, source in pairs if source.id not in self.in_hand]
        self.in_hand.update(source.id for _, source in fresh)
        try:
            heads = await asyncio.to_thread(self._store.heads, [source.id for _, source in fresh])
        except BaseException:
            self.in_hand.difference_update(source.id for _, source in fresh)
            raise

        async def one(vendor: Vendor, source: Source) -> Result | None:
            try:
                result = await self._one(vendor, source, heads[source.id])
            finally:
                self.in_hand.discard(source.id)
            if result:
                on_result(result)
            return result

        results = await asyncio.gather(*(one(vendor, source) for vendor, source in fresh))
        return [result for result in results if result]

    async def run_until_settled(
        self,
        pairs: Sequence[tuple[Vendor, Source]],
        on_result: Callable[[Result], None] = lambda _: None,
        *,
        after: Callable[[Result], None] = lambda _: None,
        patience: timedelta = PATIENCE,
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
                wait = second_look_in(result)
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

    async def _one(self, vendor: Vendor, source: Source, head: Head) -> Result | None:
        async with self._slots:
            if self.stopping:
                return None
            finding = await self._checked(vendor, source, head)
            try:
                if finding.known_anew and head.snapshot_id is not None:
                    await self._writer.call(partial(self._read_anew, head, head.snapshot_id, finding))
                failure = finding.failure if isinstance(finding, Failed) else None
                self.outage.note(source.url, failure, finding.at)
                theirs = not self.outage.is_ours and finding.reason != NO_READER
                record = self._concluder(theirs).conclude(vendor, source, head, finding)
                written = await self._writer.submit(record)
            except Exception as error:
                return _broken(vendor, source, error)
        # The turn is given up before the disk answers: while records gather for a transaction, others are fetched.
        try:
            revision = await written
        except Exception as error:
            return _broken(vendor, source, error)
        alerted = not isinstance(record, values.Step) and bool(record.alerts)
        return Result(vendor, source, finding.without_bytes(), revision, alerted)

    async def _checked(self, vendor: Vendor, source: Source, head: Head) -> Finding:
        try:
            return await check(vendor, source, head, self.tools)
        except ReaderError as error:
            log.error("%s could not be read: %s", source.id, error)  # noqa: TRY400 - the words say all
            return Failed(CheckOutcome.UNREADABLE, self.tools.now(), NO_READER, str(error))
        except Exception as error:
            # A fault of ours, met with this document. It moves nothing; it is written down, so that it is seen and
            # the vendor's page is not asked again at every tick.
            log.exception("the check of %s broke", source.id)
            words = f"an error of the monitor itself, please report it: {type(error).__name__}: {error}"
            return Failed(CheckOutcome.UNREADABLE, self.tools.now(), INTERNAL, words)

    def _read_anew(self, head: Head, snapshot_id: int, finding: Finding) -> None:
        anew = finding.known_anew
        if anew is None:
            return
        listing = values.NewListing(anew.listing_json, anew.listing_sha256, finding.read_by)
        why = READ_OTHERWISE if head.reread else NEWER_EXTRACTION
        if self._store.record_reading(snapshot_id, listing, why, finding.at):
            log.info("%s: the known bytes read otherwise now: a technical version, no change", head.source_id)


def _broken(vendor: Vendor, source: Source, error: Exception) -> Result:
    """Our own store failed: nothing is recorded, and the source stays due."""
    if isinstance(error, (StoreFailedError, StoreUnavailableError)):
        # A full disk, a lost server: the words say all, and every source in hand says them.
        log.error("the check of %s could not be recorded: %s", source.id, error)
        return Result(vendor, source, None, error=str(error))
    log.error("the check of %s could not be recorded: %s", source.id, error, exc_info=error)
    return Result(vendor, source, None, error=f"{type(error).__name__}: {error}")


def second_look_in(result: Result) -> timedelta | None:
    """How long until the second look at a change that only waits for it; None where nothing waits for one."""
    finding = result.finding
    if isinstance(finding, Waiting) and finding.reason == AWAITING and finding.look_again_at:
        return max(finding.look_again_at - finding.at, timedelta())
    return None


def pairs_of(vendors: Iterable[Vendor], source_ids: Iterable[str]) -> list[tuple[Vendor, Source]]:
    """Vendor and source for every id that the configuration knows."""
    wanted = set(source_ids)
    return [(vendor, source) for vendor in vendors for source in vendor.sources if source.id in wanted]
