"""A monitor whose vendors say what a test tells them to, at the time the test says: real store, comparison, alerts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from monitor.alert.compose import change_alert
from monitor.alert.payload import Links
from monitor.assess.policy import Policy
from monitor.assessment import Assessor
from monitor.engine.checks import Checks, LocalTools, Result
from monitor.engine.conclude import Concluder
from monitor.engine.outage import OutageWatch
from monitor.engine.sender import planned
from monitor.engine.writer import Writer
from monitor.extract import extract
from monitor.model import (
    Alert,
    AlertKind,
    Capture,
    ClauseTerms,
    FailureReason,
    FetchFailure,
    Head,
    Listing,
    Period,
    PlannedAlert,
    Revision,
    Route,
    RunsFrom,
    Schedule,
    Source,
    SourceKind,
    SourceState,
    Validators,
    Vendor,
    Verdict,
    codec,
)
from monitor.settings.files import ChecksFile
from monitor.store import Store
from monitor.store.values import compress
from tests.databases import new_file

BEGIN = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
NOT_MODIFIED = "the server says: not modified"
ROUTES = (Route("everybody", ("json://127.0.0.1/",)),)
TERMS = ClauseTerms(
    notice=Period(10),
    objection=Period(30),
    runs_from=RunsFrom.LIST_UPDATE,
    confirmed_by="a test",
    confidence=1.0,
)

Answer = str | bytes | FailureReason | FetchFailure


@dataclass(frozen=True)
class Read:
    """A capture read in this process."""

    listing: Listing
    body: bytes

    @property
    def verdict(self) -> Verdict:
        return self.listing.verdict

    @cached_property
    def listing_json(self) -> bytes:
        return codec.dump(self.listing)

    @cached_property
    def listing_sha256(self) -> str:
        return codec.sha256(self.listing_json)

    @cached_property
    def body_sha256(self) -> str:
        return codec.sha256(self.body)

    @cached_property
    def body_zstd(self) -> bytes:
        return compress(self.body)


class ScriptedTools(LocalTools):
    """The world of a check in which the vendor's answer is given. ``asked``: the requests it made."""

    def __init__(self, world: World) -> None:
        assessor = Assessor(terms_of=world.terms_of, policy=Policy(), zone="UTC")
        nothing: Any = None
        super().__init__(
            fetcher=nothing,
            reader=nothing,
            store=world.store,
            assessor=assessor,
            now=lambda: world.at,
            full_fetch_after=timedelta(days=1),
            doubtful_after=timedelta(hours=6),
        )
        self._world = world

    async def fetch(
        self, source: Source, validators: Validators | None, *, fresh: bool
    ) -> Capture | FetchFailure:
        world = self._world
        world.asked.append((validators, fresh))
        answer = world.answers[source.id]
        if source.browser:
            world.opened.append(source.id)
            answer = world.in_browser.get(source.id, answer)
        if isinstance(answer, FetchFailure):
            return replace(answer, failed_at=world.at)
        if isinstance(answer, FailureReason):
            return FetchFailure(source.url, answer, f"the test says {answer.value}", world.at)
        unchanged = answer == NOT_MODIFIED
        body = b"" if unchanged else answer.encode() if isinstance(answer, str) else answer
        headers = (("Content-Type", "text/html; charset=utf-8"), ("ETag", '"v1"'))
        return Capture(
            source.url,
            source.url,
            304 if unchanged else 200,
            headers,
            body,
            world.at,
            not_modified=unchanged,
            browser=bool(source.browser),
        )

    async def read(self, source: Source, capture: Capture) -> Read:
        listing = extract(
            capture.body,
            media_type=capture.media_type,
            charset=capture.charset,
            url=capture.final_url,
            kind=source.kind,
            hints=source.hints,
        )
        return Read(listing, capture.body)


@dataclass
class World:
    """One or several sources, each on a host of its own; ``at`` is the time (UTC), and only ``look`` moves it.

    in_browser: what a browser sees there, where that is something else. opened: the sources it was used for.
    """

    store: Store
    kind: SourceKind = SourceKind.LIST
    sources: int = 1
    terms: ClauseTerms | None = TERMS
    at: datetime = BEGIN
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[Validators | None, bool]] = field(default_factory=list)
    in_browser: dict[str, Answer] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)
    outage: OutageWatch = field(default_factory=OutageWatch)

    def __post_init__(self) -> None:
        self.vendors = tuple(self._vendor(number) for number in range(1, self.sources + 1))
        self.tools = ScriptedTools(self)
        self.store.sync_vendors(self.vendors, self.at)

    @classmethod
    def new(cls, folder: Path, **settings: Any) -> World:
        """A world with an empty store."""
        return cls(Store.open(new_file(folder / "world.sqlite3")), **settings)

    def _vendor(self, number: int) -> Vendor:
        name = f"vendor-{number}"
        source = Source(
            f"{name}/{self.kind.value}",
            name,
            f"https://{name}.example/page",
            kind=self.kind,
            schedule=Schedule(interval_s=3600),
            confirm_after_s=60,
        )
        return Vendor(name, f"Vendor {number}", (source,))

    async def terms_of(self, _vendor: Vendor, *_: datetime) -> ClauseTerms | None:
        """The terms of every vendor here."""
        return self.terms

    @property
    def source(self) -> Source:
        return self.vendors[0].sources[0]

    @property
    def head(self) -> Head:
        return self.store.current_head(self.source.id)

    @property
    def state(self) -> SourceState:
        return self.store.source_state(self.source.id)

    def look(self, answer: Answer, after: timedelta = timedelta(hours=1)) -> Result:
        """Time passes, then the first source is checked once and says this."""
        self.answers[self.source.id] = answer
        return self.look_at_all({self.source.id: answer}, after)[0]

    def look_at_all(self, answers: dict[str, Answer], after: timedelta = timedelta(hours=1)) -> list[Result]:
        """Time passes, then these sources are checked once."""
        self.at += after
        self.answers.update(answers)
        pairs = [(v, s) for v in self.vendors for s in v.sources if s.id in answers]

        async def run() -> list[Result]:
            writer = Writer(self.store, lambda: self.at, self._alerts_of)
            writer.start()
            checks = Checks(
                store=self.store,
                writer=writer,
                tools=self.tools,
                concluder=lambda theirs: Concluder(ChecksFile(), self._plan, theirs),
                concurrency=4,
            )
            checks.outage = self.outage
            try:
                return await checks.run(pairs)
            finally:
                await writer.stop()

        return asyncio.run(run())

    def configure(self, **changes: Any) -> None:
        """The person who configures the first source changes its mind: ``hints``, ``url``, ``kind``."""
        vendor = self.vendors[0]
        self.vendors = (replace(vendor, sources=(replace(self.source, **changes),)), *self.vendors[1:])
        self.store.sync_vendors(self.vendors, self.at)

    def _plan(self, alert: Alert, vendor: Vendor | None) -> PlannedAlert:
        return planned(alert, vendor, ROUTES)

    def _alerts_of(self, revision: Revision) -> list[PlannedAlert]:
        if not revision.comparison.changes:
            return []
        alert = change_alert(revision, links=Links(), vendor=self.vendors[0])
        return [self._plan(alert, self.vendors[0])]

    def told(self, *kinds: AlertKind) -> list[Alert]:
        """The alerts so far, oldest first; only these kinds where any is named."""
        deliveries = sorted(self.store.deliveries(), key=lambda d: d.id)
        return [d.alert for d in deliveries if not kinds or d.alert.kind in kinds]

    def revisions(self) -> list[Revision]:
        """The revisions so far, oldest first."""
        return sorted(self.store.revisions(), key=lambda r: r.id)
