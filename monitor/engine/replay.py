"""Replaying an archive: dated captures of one page through the service's own checks, with time passed in.

Everything is the real thing (reading, gate, comparison, second looks, severity, windows, outbox) except the vendor,
who answers with the file that stood at the time, and the clock, which is moved from look to look. The store lives in
memory; nothing is sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

from monitor.alert.compose import change_alert
from monitor.alert.payload import Links
from monitor.alert.routes import takes
from monitor.assess.policy import Policy
from monitor.assessment import Assessor
from monitor.check import Reading
from monitor.engine.checks import Checks, LocalTools, Result
from monitor.engine.conclude import Concluder
from monitor.engine.reader import Reader
from monitor.engine.replay_versions import Version
from monitor.engine.writer import Writer
from monitor.fetch import UnreadableFileError, read_file
from monitor.finding import Finding
from monitor.model import (
    Alert,
    AlertKind,
    Capture,
    CheckOutcome,
    ClauseTerms,
    FailureReason,
    FetchFailure,
    PlannedAlert,
    Revision,
    Route,
    Schedule,
    Source,
    SourceKind,
    Validators,
    Vendor,
)
from monitor.settings.files import ChecksFile
from monitor.store import Store

_ROUTE = Route("replay", ())
_VENDOR = "replay"
# How often a version is looked at until it is believed. A mass removal takes eight looks: retries over six hours.
_MOST_LOOKS = 12
_LEAST_WAIT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class ReplayOptions:
    """How an archive is replayed.

    kind: what the document is. terms: the contract's, for windows; None works out none.
    every: the page is taken to have been looked at this often, each version standing until the next one came; None
        takes the captures alone as looks, so that windows are as wide as the gaps between them.
    checks: the service's patience. zone: of the contract (IANA).
    """

    kind: SourceKind = SourceKind.LIST
    terms: ClauseTerms | None = None
    every: timedelta | None = timedelta(hours=6)
    checks: ChecksFile = ChecksFile.model_construct()  # noqa: RUF009 - frozen, and nothing but defaults
    policy: Policy = Policy()  # noqa: RUF009 - frozen
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of one version. ``at``: its first look (UTC); ``looks``: until it was believed, or given up.

    finding: of the last look. revision: the step it made, if it made one. alerts: what would have been sent.
    """

    version: Version
    at: datetime
    looks: int
    finding: Finding
    revision: Revision | None
    alerts: tuple[Alert, ...]

    @property
    def outcome(self) -> CheckOutcome:
        """How its last look ended."""
        return self.finding.outcome

    def told(self, kind: AlertKind) -> int:
        """How many alerts of a kind it would have caused."""
        return sum(alert.kind is kind for alert in self.alerts)


async def replay(
    versions: Sequence[Version],
    reader: Reader,
    options: ReplayOptions | None = None,
    on_version: Callable[[Replayed], None] = lambda _: None,
) -> list[Replayed]:
    """What the monitor would have recorded and told, version by version.

    A version is looked at when it appeared and then as soon as the monitor itself asks for another look, until it is
    believed, twelve looks are made, or the next version stands in its place. So every date is that of a capture, and
    no look comes later than the page said what it sees; a trouble that lasts is repeated less often than it would be.
    Raises OSError for a file that cannot be read.
    """
    if not versions:
        return []
    options = options or ReplayOptions()
    with Store.open("sqlite://") as store:
        store.upgrade(versions[0].at)
        archive = _Archive(store, reader, versions[0].at, options)
        await archive.open()
        try:
            results: list[Replayed] = []
            ends = [*(version.at for version in versions[1:]), None]
            for version, end in zip(versions, ends, strict=True):
                results.append(await archive.play(version, end))
                on_version(results[-1])
            return results
        finally:
            await archive.close()


class _Archive:
    """One page as its archive tells it. ``at`` is the only clock, and only looks move it."""

    def __init__(self, store: Store, reader: Reader, begin: datetime, options: ReplayOptions) -> None:
        every = options.every or timedelta(hours=6)
        url = f"https://{_VENDOR}.example/page"
        self.source = Source(
            f"{_VENDOR}/{options.kind.value}",
            _VENDOR,
            url,
            kind=options.kind,
            schedule=Schedule(interval_s=max(1, round(every.total_seconds()))),
        )
        self.vendor = Vendor(_VENDOR, "the vendor", (self.source,), terms=options.terms)
        self.at = begin
        self.page: Capture | FetchFailure | None = None
        self._store, self._options = store, options
        self._writer = Writer(store, lambda: self.at, self._alerts_of)
        self._checks = Checks(
            store=store,
            writer=self._writer,
            tools=_ReplayTools(self, store, reader, options),
            concluder=lambda theirs: Concluder(options.checks, self._plan, theirs),
            concurrency=1,
        )
        self._told: set[str] = set()
        self._believed = False

    async def open(self) -> None:
        self._writer.start()
        await self._writer.call(lambda: self._store.sync_vendors((self.vendor,), self.at))

    async def close(self) -> None:
        await self._writer.stop()

    async def play(self, version: Version, end: datetime | None) -> Replayed:
        """One version, from its capture until it is believed or, at ``end``, gone."""
        every = self._options.every
        if every and self.page is not None and self._believed and version.at - every > self.at:
            self.at = version.at - every
            await self._look()  # the last look that still shows the version before
        self.page = await asyncio.to_thread(_answer, version)
        self.at = version.at
        looks, revision = 0, None
        while True:
            result = await self._look()
            looks += 1
            revision = result.revision or revision
            if result.finding is None:
                raise RuntimeError(f"{version.name}: {result.error}")
            self._believed = result.finding.outcome.is_good
            if self._believed or looks == _MOST_LOOKS:
                break
            due = max(self._store.source_state(self.source.id).next_check_at, self.at + _LEAST_WAIT)
            if end is not None and due >= end:
                break  # it was gone before anybody would have looked again
            self.at = due
        return Replayed(version, version.at, looks, result.finding, revision, self._new_alerts())

    async def _look(self) -> Result:
        return (await self._checks.run([(self.vendor, self.source)]))[0]

    def _new_alerts(self) -> tuple[Alert, ...]:
        alerts = [d.alert for d in self._store.deliveries() if d.alert.id not in self._told]
        self._told.update(alert.id for alert in alerts)
        return tuple(alerts)

    def _plan(self, alert: Alert, vendor: Vendor | None) -> PlannedAlert:
        return PlannedAlert(alert, ((_ROUTE.name, 0),) if takes(_ROUTE, alert, vendor) else ())

    def _alerts_of(self, revision: Revision) -> list[PlannedAlert]:
        if not revision.comparison.changes:
            return []
        return [self._plan(change_alert(revision, links=Links(), vendor=self.vendor), self.vendor)]


def _answer(version: Version) -> Capture | FetchFailure:
    """The file as the vendor's answer; an empty one is the failure that an empty answer is."""
    try:
        return read_file(version.path)
    except UnreadableFileError:
        if version.path.read_bytes().strip():
            raise
        return FetchFailure("", FailureReason.EMPTY, f"{version.name} is empty", version.at)


class _ReplayTools(LocalTools):
    """The world of a replayed check: the archive answers, everything else is the service's own."""

    def __init__(self, archive: _Archive, store: Store, reader: Reader, options: ReplayOptions) -> None:
        async def terms_of(vendor: Vendor, *_: datetime) -> ClauseTerms | None:
            return vendor.terms

        nowhere: Any = None  # nothing is fetched
        super().__init__(
            fetcher=nowhere,
            reader=reader,
            store=store,
            assessor=Assessor(terms_of=terms_of, policy=options.policy, zone=options.zone),
            now=lambda: archive.at,
            full_fetch_after=timedelta(days=1),
            doubtful_after=timedelta(seconds=options.checks.mass_removal_confirm_after),
        )
        self._archive = archive
        self._last: tuple[bytes, Reading] | None = None

    async def fetch(
        self, source: Source, validators: Validators | None, *, fresh: bool
    ) -> Capture | FetchFailure:
        """The file that stood at the time, as if it had just been sent."""
        archive = self._archive
        if archive.page is None:
            raise RuntimeError("the archive has no page yet")
        if isinstance(archive.page, FetchFailure):
            return replace(archive.page, requested_url=source.url, failed_at=archive.at)
        # One address for all versions, so that no link within the page changes; its ending helps to tell formats.
        url = source.url + PurePath(archive.page.requested_url).suffix
        return replace(archive.page, requested_url=url, final_url=url, fetched_at=archive.at)

    async def read(self, source: Source, capture: Capture) -> Reading:
        """Read a capture; the same bytes are not read twice in a row, however often they are looked at."""
        if self._last is None or self._last[0] != capture.body:
            self._last = (capture.body, await super().read(source, capture))
        return self._last[1]
