"""The year's service as a process that may be killed at any moment: ``python -m bench.year_child FOLDER BEGIN``.

Everything is the service's own (store, checks, reader, reminders, sender) but the clock, which goes from step to
step, and the vendors, who answer from the plan. Before each step its instant is written to ``progress``; who is
killed begins again at that step, as a service would whose clock goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from datetime import datetime, timedelta
from pathlib import Path

from bench.year_plan import BEGINS, Act, Change, Year
from monitor.engine.applying import Applying
from monitor.engine.catching_up import catch_up
from monitor.engine.confirming import confirmed_terms
from monitor.engine.deciding import Deciding
from monitor.engine.noticing import NoticeError, Noticing, ToldNotice
from monitor.engine.service import Service
from monitor.model import (
    Capture,
    CompareOutcome,
    DecisionState,
    FailureReason,
    FetchFailure,
    Revision,
    Source,
    Validators,
)
from monitor.review.decisions import DecisionError, Proposed
from monitor.settings import load
from monitor.store import NotAllowedError, Store

SECOND_LOOK = timedelta(minutes=2)


class Clock:
    """The time of the year."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


class World:
    """What the vendors answer; it stands where the fetcher stood."""

    def __init__(self, year: Year, clock: Clock) -> None:
        self._year, self._clock = year, clock

    async def fetch(
        self, source: Source, validators: Validators | None = None, *, fresh: bool = False
    ) -> Capture | FetchFailure:
        at, vendor = self._clock.now(), int(source.vendor_id.removeprefix("vendor-"))
        why = self._year.unreachable(vendor, at)
        if why:
            return FetchFailure(source.url, FailureReason(why), f"no answer ({why})", at)
        body = (
            self._year.contract_of(vendor) if source.id.endswith("/dpa") else self._year.list_of(vendor, at)
        )
        headers = (("Content-Type", "text/html; charset=utf-8"),)
        return Capture(source.url, source.url, 200, headers, body, at)


class People:
    """Decisions, notices and confirmations of the plan; each is made once, however often the process is killed."""

    def __init__(self, year: Year, service: Service) -> None:
        self._year, self._service, self._done = year, service, set[str]()
        self._deciding = Deciding(service.store, service.vendor_of, "UTC")

    def act(self, now: datetime) -> None:
        """Do what is due and not done yet."""
        day = (now - BEGINS) / timedelta(days=1)
        for act in self._year.acts:
            if act.day > day:
                break
            if act.key not in self._done and self._act(act, now):
                self._done.add(act.key)

    def _act(self, act: Act, now: datetime) -> bool:
        """True where nothing is left to do."""
        if act.what == "notice":
            return self._notice(act, now)
        if act.what == "confirm":
            return self._confirm(act, now)
        revision = self._revision(act)
        if revision is None:
            return False
        store = self._service.store
        if any(act.key in made.why for made in store.decisions(revision.id)):
            return True
        with contextlib.suppress(DecisionError, NotAllowedError):  # e.g. the window lapsed before
            self._deciding.decide(revision, Proposed(DecisionState(act.what), "Ada Berg", act.key), now)
        return True

    def _revision(self, act: Act) -> Revision | None:
        """The revision that the change became, once it was seen."""
        change = self._year.changes[act.change]
        store = self._service.store
        for head in store.revision_heads(
            source_id=f"vendor-{act.vendor}/list", outcome=CompareOutcome.CHANGED
        ):
            revision = store.revision(head.id)
            if any(c.name == change.name for c in revision.comparison.changes):
                return revision
        return None

    def _notice(self, act: Act, now: datetime) -> bool:
        store = self._service.store
        vendor = self._service.vendor_of(f"vendor-{act.vendor}")
        assert vendor is not None
        if any(act.key in notice.subject for notice in store.notices(vendor_id=vendor.id)):
            return True
        told = ToldNotice("Ada Berg", received_at=BEGINS + timedelta(days=act.day), file=self._year.mail_of(act),
                          file_name=f"{act.key}.eml")  # fmt: skip
        with contextlib.suppress(NoticeError):
            Noticing(store, self._deciding).log(vendor, told, now)
        return True

    def _confirm(self, act: Act, now: datetime) -> bool:
        service, store = self._service, self._service.store
        vendor = service.vendor_of(f"vendor-{act.vendor}")
        assert vendor is not None
        terms = service.contracts.terms
        if any(act.key in answer.why for answer in store.clause_answers(vendor.id)):
            return True
        waiting = terms.book(vendor).waiting()
        if not waiting:
            return False
        made = confirmed_terms(waiting[0].terms, ["objection=21d"], by="Ada Berg")
        store.confirm_clause(
            vendor.id, made, proposal=waiting[0], valid_from=waiting[0].valid_from, made_by="Ada Berg",
            why=act.key, at=now,
        )  # fmt: skip
        Applying(store, terms, self._deciding, "UTC").vendor(vendor, "terms confirmed", now)
        return True


def year_of(folder: Path) -> Year:
    """The plan as it was written."""
    raw = json.loads((folder / "year.json").read_text(encoding="utf-8"))
    raw["changes"] = tuple(Change(**c) for c in raw["changes"])
    raw["acts"] = tuple(Act(**a) for a in raw["acts"])
    for name in ("vendor_outages", "network_outages", "own_outages"):
        raw[name] = tuple(tuple(each) for each in raw[name])
    raw["with_contract"] = tuple(raw["with_contract"])
    return Year(**raw)


def _say(folder: Path, words: str) -> None:
    fresh = folder / "progress.tmp"
    fresh.write_text(words, encoding="utf-8")
    fresh.replace(folder / "progress")


async def live(folder: Path, begin: datetime) -> None:
    """From ``begin`` to the end of the year."""
    year = year_of(folder)
    clock = Clock(begin)
    service = Service(load(folder / "monitor.yaml"), now=clock.now)
    try:
        await service.open()
        service.tools._fetcher = World(year, clock)  # type: ignore[assignment]  # noqa: SLF001
        await _start(service)
        people, last = People(year, service), begin
        for at in year.steps:
            if at < begin:
                continue
            _say(folder, at.isoformat())
            if at - last > 1.5 * timedelta(days=1) / year.steps_a_day:
                return  # an outage of ours: nothing ran in between, and who comes after it is a new process
            last = at
            clock.at = max(clock.at, at)
            await service.writer.call(lambda at=at: people.act(at))  # type: ignore[misc]
            await _look(service)
            clock.at = at + SECOND_LOOK
            await _look(service)
            await service.remind()
            await _sent(service.store, service, clock)
        _say(folder, "done")
    finally:
        await service.close()


async def _start(service: Service) -> None:
    """What the service does when it starts, but for its own ticker."""
    last_beat = await service._note_gap()  # noqa: SLF001
    await service.writer.call(lambda: service.store.release(service.now(), everything=True))
    if last_beat is not None:
        await catch_up(
            service.store,
            service.contracts,
            service.reports,
            service.settings.vendors,
            last_beat,
            service.now(),
        )


async def _look(service: Service) -> None:
    await service.tick()
    await service.settle()


async def _sent(store: Store, service: Service, clock: Clock) -> None:
    """Until the outbox holds nothing that is due."""
    for _ in range(100):
        await service.sender.send_due()
        due = store.next_delivery_at()
        if due is None or due > clock.now():
            return


if __name__ == "__main__":
    asyncio.run(live(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])))
