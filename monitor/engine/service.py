"""The service: everything that runs in one process, started and stopped in order."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor.alert.compose import change_alert
from monitor.alert.payload import Links
from monitor.assess.policy import Policy
from monitor.assessment import Assessor
from monitor.check import First, Step
from monitor.engine.background import Background
from monitor.engine.baselines import for_alert
from monitor.engine.catching_up import catch_up
from monitor.engine.checks import NO_READER, Checks, LocalTools, Result, pairs_of
from monitor.engine.conclude import Concluder
from monitor.engine.contracts import Contracts
from monitor.engine.daemons import Daemons, this_daemon
from monitor.engine.feeds import Feeds
from monitor.engine.fetching import fetch_options
from monitor.engine.health import HealthServer, Pulse, application
from monitor.engine.memory import give_back, keep_small
from monitor.engine.migrating import migrate
from monitor.engine.policies import policy_of
from monitor.engine.reader import Reader
from monitor.engine.reload import Reloader
from monitor.engine.reports import Reports
from monitor.engine.schedule import next_check
from monitor.engine.telling import Telling
from monitor.engine.waiting_notices import WaitingNotices
from monitor.engine.witnessing import Witnessing
from monitor.engine.writer import Writer
from monitor.fetch import Fetcher
from monitor.model import Alert, CheckOutcome, PlannedAlert, Revision, Source, SourceKind, Vendor
from monitor.settings import Settings
from monitor.store import Store

log = logging.getLogger(__name__)

_DUE_LIMIT = 1000
_REMIND_EVERY_S = 60.0
_WAS_READ = {
    CheckOutcome.BASELINE_RECORDED,
    CheckOutcome.UNCHANGED,
    CheckOutcome.REFORMATTED,
    CheckOutcome.CHANGED,
}


def utc_now() -> datetime:
    """The clock of the service."""
    return datetime.now(UTC)


class Service:
    """One monitor. ``now`` is its only clock (UTC); everything that needs the time gets it from here."""

    def __init__(
        self,
        settings: Settings,
        *,
        now: Callable[[], datetime] = utc_now,
        on_result: Callable[[Result], None] = lambda _: None,
    ) -> None:
        self.settings = settings
        self.now = now
        self.pulse = Pulse(started_at=now())
        self._on_result = on_result
        self._background = Background(self.pulse.troubles)
        self._scheduler: AsyncIOScheduler | None = None
        self._server: HealthServer | None = None
        self._opened = contextlib.AsyncExitStack()
        self._reloader = Reloader(settings, self._take_over)

    # -- starting and stopping ---------------------------------------------------------------------------------

    async def open(self) -> None:
        """Migrate and open the store, learn the vendors, start the reader; nothing runs yet.

        Raises SettingsError and StoreError; ``close`` is needed all the same.
        """
        keep_small()
        policy = policy_of(self.settings)
        await self._open_store()
        self._open_pages()
        self.contracts = Contracts(self.store, self.writer, lambda: self.settings, self.plan)
        await self._open_checks(policy)
        self.telling = Telling(
            self.store,
            self.writer,
            settings=lambda: self.settings,
            now=self.now,
            links=self.links,
            terms=lambda: self.contracts.terms,
            attachments_of=self.reports.attachments,
        )
        self.sender = self.telling.sender
        await asyncio.to_thread(self.telling.open)
        self.witnessing = Witnessing(self.store, self.writer, lambda: self.settings, self.now)
        self._take_over(self.settings, policy)
        await self._sync(self.settings)
        give_back()

    async def _open_store(self) -> None:
        """The store, migrated, and who writes to it."""
        database = self.settings.monitor.database
        self.store = Store.open(database)
        self._opened.push_async_callback(asyncio.to_thread, self.store.close)
        await asyncio.to_thread(migrate, self.store, database, self.now(), self.settings.data_dir / "backups")
        self.writer = Writer(self.store, self.now, self._alerts_of)
        self.writer.start()
        self._opened.push_async_callback(self.writer.stop)
        self.daemons = Daemons(self.store, this_daemon(), self.settings.monitor.checks.tick)

    def _open_pages(self) -> None:
        """What people read of it: reports and feeds."""
        settings = self.settings
        self.reports = Reports(
            self.store,
            settings.data_dir / "reports",
            self.vendor_of,
            now=self.now,
            zone=settings.monitor.zone,
            address_of=self.report_address,
            language=settings.monitor.language,
        )
        self.feeds = Feeds(
            self.store,
            self.vendor_of,
            now=self.now,
            zone=settings.monitor.zone,
            report_of=lambda key: f"{self.address}/reports/{key}",
            address=lambda: self.address,
        )

    async def _open_checks(self, policy: Policy) -> None:
        """Who fetches, who reads, and who concludes from it."""
        settings = self.settings
        self.fetcher = Fetcher(fetch_options(settings.monitor.fetch), now=self.now)
        await self._opened.enter_async_context(self.fetcher)
        extract = settings.monitor.extract
        self.reader = Reader(
            processes=extract.processes, timeout_s=extract.timeout, memory_mb=extract.memory_mb
        )
        self._opened.push_async_callback(self.reader.close)
        self.waiting = WaitingNotices(self.store, self.writer, lambda: self.settings, self.now)
        self.tools = LocalTools(
            fetcher=self.fetcher,
            reader=self.reader,
            store=self.store,
            assessor=self._assessor(settings, policy),
            now=self.now,
            full_fetch_after=timedelta(seconds=settings.monitor.fetch.full_fetch_every),
            doubtful_after=timedelta(seconds=settings.monitor.checks.mass_removal_confirm_after),
        )
        self.checks = Checks(
            store=self.store,
            writer=self.writer,
            tools=self.tools,
            concluder=self._concluder,
            concurrency=settings.monitor.fetch.concurrency,
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Everything, until ``stop`` is set; then the work in hand is finished.

        Raises SettingsError, StoreError and CannotListenError where it cannot begin.
        """
        try:
            await self.open()
            await self.start()
        except BaseException:
            await self.close()
            raise
        await stop.wait()
        await self.stop()

    async def start(self) -> None:
        """Begin to tick, to send, to remind and to answer; ``open`` came first."""
        self._server = HealthServer(
            application(self.pulse, self.now, [*self.reports.routes(), *self.feeds.routes()]),
            self.settings.monitor.listen,
        )
        await self._server.start()
        self._opened.push_async_callback(self._server.stop)
        log.info("listening on %s:%d", self._server.host, self._server.port)
        if not self.settings.routes:
            log.warning("no route is configured (alerts.routes): changes are recorded, and nobody is told")
        last_beat = await self._note_gap()
        # Whoever held a lease before us is dead, and what it held goes out now; but for a daemon that runs beside us.
        others = await self.writer.call(lambda: self.daemons.beat(self.now()))
        self._opened.push_async_callback(self.writer.call, self.daemons.leave)
        await self.writer.call(lambda: self.store.release(self.now(), everything=not others))
        self.telling.back_after(last_beat, self.now())
        if last_beat is not None:
            vendors, now = self.settings.vendors, self.now()
            self._background.start(
                catch_up(self.store, self.contracts, self.reports, vendors, last_beat, now)
            )
        self._background.loop(self.sender.run, "sender")
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        # APScheduler only ticks: what is due is the store's to say, so a tick that was missed loses nothing.
        options = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        seconds = self.settings.monitor.checks.tick
        self._scheduler.add_job(self.tick, "interval", seconds=seconds, next_run_time=utc_now(), **options)
        self._scheduler.add_job(
            self.remind, "interval", seconds=_REMIND_EVERY_S, next_run_time=utc_now(), **options
        )
        self._scheduler.add_job(
            self.witnessing.watch, "interval", seconds=_REMIND_EVERY_S, next_run_time=utc_now(), **options
        )
        self._scheduler.start()
        self.pulse.ready = True

    @property
    def address(self) -> str:
        """Where people reach this service: the configured public address, or the one it listens on."""
        if self.settings.monitor.public_url:
            return self.settings.monitor.public_url.rstrip("/")
        if self._server:
            host = "127.0.0.1" if self._server.host in {"0.0.0.0", "::", ""} else self._server.host  # noqa: S104
            return f"http://{host}:{self._server.port}"
        return f"http://{self.settings.monitor.listen}"

    async def stop(self) -> None:
        """Finish the work in hand and close everything, the store last."""
        self.pulse.stopping = True
        if self._scheduler:
            self._scheduler.shutdown(wait=False)
        self.checks.stopping = True
        if self.checks.in_hand:
            log.info("finishing the checks under way")
        await self.settle()
        self.sender.stop()
        await self._background.ended()
        await self.close()

    async def close(self) -> None:
        """Close what was opened, last first, however far it came."""
        await self._opened.aclose()

    # -- the work ----------------------------------------------------------------------------------------------

    async def tick(self) -> None:
        """Look at the configuration, then start what is due; the checks run on while the next tick comes."""
        self.pulse.last_tick_at = self.now()
        try:
            self._reloader.look()
            due = await asyncio.to_thread(self.store.due, self.now(), _DUE_LIMIT)
            await self.writer.call(self._beat)
            self.pulse.troubles.pop("store", None)
        except Exception as error:
            log.exception("the store cannot be used")
            self.pulse.troubles["store"] = str(error)
            return
        pairs = pairs_of(self.settings.vendors, due)
        if pairs:
            self._background.start(self.check(pairs))

    def _beat(self) -> None:
        self.store.beat(self.now())
        self.daemons.beat(self.now())
        self.telling.keep()

    async def check(self, pairs: Sequence[tuple[Vendor, Source]]) -> list[Result]:
        """Check these sources once and do what follows from the results."""
        return await self.checks.run(pairs, self.after)

    async def remind(self) -> None:
        """Tell what is due by the clock."""
        try:
            await self.telling.remind()
        except Exception:
            log.exception("reminders could not be worked out")

    def after(self, result: Result) -> None:
        """What follows from a check: terms learned, the report written, the sender woken."""
        self.pulse.checks += 1
        self._on_result(result)
        finding = result.finding
        self.telling.note(result)
        if self.telling.outage_turned(self.checks.outage.since):
            self._background.start(self.telling.follow_outage(self.checks.outage.since))
        if finding is None:
            self.pulse.troubles["store"] = result.error or "a check could not be recorded"
            return
        if finding.reason == NO_READER:
            self.pulse.troubles["reader"] = finding.detail
        elif finding.outcome in _WAS_READ:
            self.pulse.troubles.pop("reader", None)
        if isinstance(finding, First | Step) and result.source.kind is SourceKind.DPA:
            self._background.start(self._learn(result))
        if result.revision and result.revision.comparison.changes:
            self._background.start(asyncio.to_thread(self.reports.write, result.revision))
        if result.revision or result.alerted:
            self.sender.wake.set()

    async def _learn(self, result: Result) -> None:
        await self.contracts.learn(result.vendor, result.source, self.now())
        self.sender.wake.set()  # a contradiction may be to be told

    async def settle(self) -> None:
        """Wait until everything started so far has ended; for commands and stories, not for the daemon."""
        await self._background.settle()

    # -- what the parts ask --------------------------------------------------------------------------------------

    def vendor_of(self, vendor_id: str) -> Vendor | None:
        """The configured vendor of that id."""
        return self.settings.vendor(vendor_id)

    def plan(self, alert: Alert, vendor: Vendor | None) -> PlannedAlert:
        """The alert with everybody who must be told."""
        return self.telling.plan(alert, vendor)

    def links(self, revision: Revision) -> Links:
        """Where an alert about a revision leads."""
        return Links(report=self.report_address(revision), source=revision.source_url)

    def report_address(self, revision: Revision) -> str:
        """Where the report of a revision is served."""
        return f"{self.address}/reports/{revision.public_id}"

    def _alerts_of(self, revision: Revision) -> list[PlannedAlert]:
        if not revision.comparison.changes:
            return []
        vendor = self.vendor_of(revision.vendor_id)
        approved = for_alert(self.store, revision)
        alert = change_alert(revision, links=self.links(revision), vendor=vendor, baseline=approved)
        return [self.plan(alert, vendor)]

    def _concluder(self, blame_vendors: bool) -> Concluder:
        return Concluder(self.settings.monitor.checks, self.plan, blame_vendors)

    def _assessor(self, settings: Settings, policy: Policy) -> Assessor:
        return Assessor(
            terms_of=self.contracts.terms.of,
            policy=policy,
            zone=settings.monitor.zone,
            holidays=tuple(settings.monitor.holidays),
            informed=self.waiting.inform,
        )

    # -- configuration -------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the configuration again (SIGHUP); before the service is ready the first tick sees an edit anyway."""
        if self.pulse.ready:
            self._reloader.reload("SIGHUP")

    def _take_over(self, settings: Settings, policy: Policy) -> None:
        checks, fetch = settings.monitor.checks, settings.monitor.fetch
        self.settings = settings
        self.tools.assessor = self._assessor(settings, policy)
        self.tools.full_fetch_after = timedelta(seconds=fetch.full_fetch_every)
        self.tools.doubtful_after = timedelta(seconds=checks.mass_removal_confirm_after)
        if self.pulse.ready:
            self._background.start(self._sync(settings))

    async def _sync(self, settings: Settings) -> None:
        report = await self.writer.call(
            lambda: self.store.sync_vendors(
                settings.vendors, self.now(), next_time=lambda s, at: next_check(s.id, s.schedule, at)
            )
        )
        for what, ids in (("new", report.added), ("changed", report.changed), ("retired", report.retired)):
            if ids:
                log.info("%s sources: %s", what, ", ".join(ids[:20]) + (" …" if len(ids) > 20 else ""))
        await self.contracts.follow(settings.vendors, self.now())

    async def _note_gap(self) -> datetime | None:
        """While we did not run nothing was watched: the ledger must say so, or it could not prove silence.

        Returns the last sign of life before this one.
        """
        now = self.now()
        last = await self.writer.call(lambda: self.store.beat(now))
        if last is not None and now - last > timedelta(
            seconds=max(60.0, 3 * self.settings.monitor.checks.tick)
        ):
            await self.writer.call(lambda: self.store.record_gap(last, now, "the service did not run"))
        return last
