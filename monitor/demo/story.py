"""The story of ``monitor demo``, told as it happens: what the service does with five real documents in a few days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from monitor.assess.severity import document_flags
from monitor.assess.windows import compute
from monitor.demo.site import Stage
from monitor.demo.stage import DemoStage
from monitor.engine.checks import Result
from monitor.model import (
    AlertKind,
    CheckOutcome,
    ClauseTerms,
    Delivery,
    DeliveryState,
    Health,
    Revision,
    Snapshot,
    SourceState,
    Window,
    WindowFacts,
)

DAY = timedelta(days=1)


class Teller(Protocol):
    """Whoever tells the story to people; every method is called as the thing happens."""

    def chapter(self, title: str, clock: str) -> None:
        """A new chapter begins; ``clock`` is the story's time."""

    def say(self, line: str) -> None:
        """One line."""

    def baseline(self, result: Baseline) -> None:
        """A source was read for the first time."""

    def revision(self, revision: Revision) -> None:
        """A change was confirmed and recorded."""

    def reformatted(self, revision: Revision) -> None:
        """A document was only reformatted."""

    def window(self, revision: Revision) -> None:
        """The objection window of a revision."""

    def trouble(self, state: SourceState) -> None:
        """A source is in trouble."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The first reading of a source: its snapshot, warnings of the whole document, and terms found in it."""

    source_id: str
    vendor: str
    snapshot: Snapshot
    flags: tuple[str, ...]
    terms: str | None = None
    quote: str | None = None
    example: Window | None = None


@dataclass(slots=True)
class Outcome:
    """What the story came to."""

    baselines: list[Baseline] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    reformatted: list[Revision] = field(default_factory=list)
    troubled: list[SourceState] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    reports: dict[str, tuple[str, str]] = field(default_factory=dict)
    mails: int = 0
    slack_messages: int = 0
    verified: bool = False


class Story:
    """Plays the story on a stage and gathers what it came to."""

    def __init__(self, stage: DemoStage, teller: Teller) -> None:
        self.stage, self.teller = stage, teller
        self.outcome = Outcome()
        self._sources = {s.id for v in stage.service.settings.vendors for s in v.sources}

    async def play(self) -> Outcome:
        """Everything, from the first look to the summary."""
        await self._baselines()
        await self._quiet_day()
        await self._changes()
        await self._windows()
        await self._alerts()
        await self._trouble()
        await self._proof()
        return self.outcome

    def _chapter(self, title: str) -> None:
        self.teller.chapter(title, f"{self.stage.clock.now():%a %d %b %Y, %H:%M} UTC")

    async def _baselines(self) -> None:
        self._chapter("First look: five vendors' documents become baselines")
        store = self.stage.service.store
        await self.stage.until(
            lambda: all(state.snapshot_id for state in store.source_states()), "a baseline of every source"
        )
        await self.stage.service.settle()
        for vendor in self.stage.service.settings.vendors:
            for source in vendor.sources:
                snapshot = store.current(source.id)
                assert snapshot is not None
                versions = store.clause_versions(vendor.id)
                learned = versions[-1].terms if versions and vendor.terms is None else None
                example = compute(self._example(learned)) if learned else None
                baseline = Baseline(
                    source.id,
                    vendor.name,
                    snapshot,
                    document_flags(snapshot.listing),
                    f"notice {learned.notice}, objection {learned.objection}" if learned else None,
                    learned.quote if learned else None,
                    example,
                )
                self.outcome.baselines.append(baseline)
                self.teller.baseline(baseline)

    def _example(self, terms: ClauseTerms) -> WindowFacts:
        """The terms just read, applied to a list that is updated on the next day: the first worked example."""
        begins = self.stage.clock.now().replace(minute=0, second=0, microsecond=0)
        return WindowFacts(terms=terms, last_unchanged=begins, first_seen=begins + DAY, zone="UTC")

    async def _quiet_day(self) -> None:
        before = self.stage.site.count(status=304)
        self.stage.clock.advance(timedelta(hours=3))
        results = await self.stage.checked(self._sources, "a second check of every source")
        self._chapter("Nothing changed")
        unchanged = sum(_is(result, CheckOutcome.NOT_MODIFIED, CheckOutcome.IDENTICAL) for result in results)
        answers = self.stage.site.count(status=304) - before
        self.teller.say(
            f"{unchanged} of {len(results)} sources unchanged ({answers} answered “not modified”)"
        )

    async def _changes(self) -> None:
        # The last sight of the old lists is 2 November, the first of the new ones 3 November, both at 06:00 or so:
        # the bounds that every window is computed from.
        self.stage.site.stage = Stage.AFTER
        self.stage.clock.advance_to(self.stage.clock.now().replace(hour=6, minute=0) + DAY)
        self._chapter("The vendors publish new versions; nobody sends a mail")
        begin = len(self.stage.results)

        def steps() -> list[Result]:
            return [r for r in self.stage.results[begin:] if r.revision is not None]

        def settled() -> bool:
            return {r.source.id for r in steps()} == self._sources

        await self.stage.until(settled, "a revision of every source")
        await self.stage.service.settle()
        for result in sorted(steps(), key=lambda r: r.source.id):
            assert result.revision is not None
            if result.revision.comparison.changes:
                self.outcome.revisions.append(result.revision)
                self.teller.revision(result.revision)
            else:
                self.outcome.reformatted.append(result.revision)
                self.teller.reformatted(result.revision)
        self.teller.say("each change was seen twice, by two independent fetches, before it was believed")

    async def _windows(self) -> None:
        self._chapter("Until when may we object?")
        for revision in self.outcome.revisions:
            self.teller.window(revision)

    async def _alerts(self) -> None:
        await self.stage.delivered()
        self._chapter("Alerts and reports")
        service = self.stage.service
        self.outcome.mails = len(self.stage.inbox.messages)
        self.outcome.slack_messages = len(self.stage.slack.messages)
        self.teller.say(
            f"{self.outcome.slack_messages} messages in Slack, {self.outcome.mails} mails in the inbox:"
        )
        for message in self.stage.inbox.messages:
            self.teller.say(f"  to {message['To']}: {message['Subject']}")
        for revision in self.outcome.revisions:
            path = service.reports.folder / f"{revision.public_id}.html"
            self.outcome.reports[revision.public_id] = (str(path), service.report_address(revision))
            self.teller.say(f"report of {revision.vendor_name}: {path}  {service.report_address(revision)}")

    async def _trouble(self) -> None:
        self.stage.site.stage = Stage.TROUBLE
        store = self.stage.service.store
        before = {state.source_id: state.snapshot_id for state in store.source_states()}
        self.stage.clock.advance_to(self.stage.clock.now().replace(hour=6, minute=0) + DAY)
        self._chapter("One source answers 503, another shows a login page")
        for _ in range(5):
            await self.stage.checked(self._sources, "a check of every source in trouble")
            self.stage.clock.advance(timedelta(hours=3))
        await self.stage.delivered()
        states = store.source_states()
        self.outcome.troubled = [s for s in states if s.health not in (Health.OK, Health.NEW)]
        for state in self.outcome.troubled:
            self.teller.trouble(state)
        told = [d for d in self._deliveries() if d.alert.kind is AlertKind.SOURCE_TROUBLE]
        untouched = all(before[s.source_id] == s.snapshot_id for s in states)
        self.teller.say(
            f"each was checked {min((s.consecutive_failures for s in self.outcome.troubled), default=0)} times; "
            f"operations were told {len(told)} times, once for each source"
        )
        self.teller.say(
            "no row was reported removed, and every baseline is " + ("untouched" if untouched else "CHANGED")
        )

    async def _proof(self) -> None:
        problems = self.stage.service.store.verify()
        self.outcome.verified = not problems
        self.outcome.deliveries = self._deliveries()

    def _deliveries(self) -> list[Delivery]:
        return [d for d in self.stage.service.store.deliveries() if d.state is DeliveryState.SENT]


def _is(result: Result, *outcomes: CheckOutcome) -> bool:
    return result.finding is not None and result.finding.outcome in outcomes
