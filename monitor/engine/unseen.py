"""Sources that went unseen for longer than their shortest window allows: told once, shown in the status."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.alert.compose import attention
from monitor.assess.watchfulness import allowed_age
from monitor.engine.schedule import longest_wait
from monitor.engine.terms import Plan, Terms
from monitor.engine.writer import Writer
from monitor.knowledge.words import instant, plural
from monitor.model import PlannedAlert, Source, SourceState, Vendor
from monitor.report.attestation import duration_words
from monitor.store import Store

LOOK_EVERY = timedelta(minutes=5)
_SLACK = timedelta(minutes=15)  # a look that is a little late is no news
_APART = 3  # more sources at once are one message


@dataclass(frozen=True, slots=True)
class Unseen:
    """A source that nobody saw for too long. since: the last good look, else when it came under watch (UTC).

    allowed: what its terms leave, else the default; clause: whether any terms are known.
    """

    vendor: Vendor
    source: Source
    since: datetime
    ever: bool
    allowed: timedelta
    clause: bool = True

    def words(self, now: datetime) -> str:
        """In one sentence."""
        what = "not seen" if self.ever else "never seen"
        return (
            f"{self.source.id} was {what} for {duration_words(now - self.since)}; "
            f"{'under its clause' if self.clause else 'where no clause is known'} "
            f"{duration_words(self.allowed)} is the most"
        )


def too_slow(source: Source, vendor: Vendor, at: datetime) -> str | None:
    """Why the schedule of a source is too slow for the typed terms of its vendor; None where it is not."""
    plan = source.schedule
    wait = longest_wait(plan, at) if plan.cron else timedelta(seconds=plan.interval_s or 0)
    allowed = allowed_age(vendor.terms)
    if wait <= allowed:
        return None
    why = "its clause" if vendor.terms else "a clause that is not typed in yet"
    return (
        f"{source.id} is looked at every {duration_words(wait)}; under {why} a change should be found within "
        f"{duration_words(allowed)}"
    )


def unseen(
    store: Store,
    terms: Terms,
    vendors: Sequence[Vendor],
    now: datetime,
    states: Sequence[SourceState] | None = None,
) -> list[Unseen]:
    """The sources that are unseen for longer than allowed at ``now`` (UTC), in the order of the configuration."""
    by_id = {state.source_id: state for state in (states if states is not None else store.source_states())}
    found = []
    for vendor in vendors:
        for source in vendor.sources:
            state = by_id.get(source.id)
            if state is None:
                continue
            # Its own pace is never news: where that is too slow, the check of the configuration says so.
            pace = longest_wait(source.schedule, now) + _SLACK if source.schedule.cron else _pace(source)
            since = state.last_good_at or _first_watched(store, source.id, now)
            if now - since <= max(pace, allowed_age(vendor.terms) if vendor.terms else timedelta()):
                continue
            known = vendor.terms or terms.between(vendor, now, now)
            allowed = allowed_age(known)
            if now - since > max(pace, allowed):
                ever = state.last_good_at is not None
                found.append(Unseen(vendor, source, since, ever, allowed, known is not None))
    return found


def _pace(source: Source) -> timedelta:
    return timedelta(seconds=1.5 * (source.schedule.interval_s or 6 * 3600)) + _SLACK


def _first_watched(store: Store, source_id: str, now: datetime) -> datetime:
    log_of = store.watch_log(source_id)
    return log_of[0].at if log_of else now


class UnseenWatch:
    """Tells of unseen sources. vendors: as configured now."""

    def __init__(
        self,
        store: Store,
        writer: Writer,
        terms: Callable[[], Terms],
        vendors: Callable[[], Sequence[Vendor]],
        plan: Plan,
    ) -> None:
        self._store, self._writer, self._terms, self._vendors, self._plan = (
            store,
            writer,
            terms,
            vendors,
            plan,
        )
        self._told: set[str] = set()
        self._looked_at: datetime | None = None

    async def run(self, now: datetime) -> bool:
        """Look, at most every few minutes. True where there is something to send."""
        if self._looked_at is not None and timedelta() <= now - self._looked_at < LOOK_EVERY:
            return False
        self._looked_at = now
        fresh = await asyncio.to_thread(self.fresh, now)
        return bool(fresh) and await self._writer.call(lambda: self.tell(fresh, now))

    def fresh(self, now: datetime) -> list[Unseen]:
        """Those that this process has not told of yet."""
        found = unseen(self._store, self._terms(), self._vendors(), now)
        return [each for each in found if _name(each) not in self._told]

    def tell(self, fresh: Sequence[Unseen], now: datetime) -> bool:
        """Write the alerts; the store refuses what was told before a restart. True where there is one to send."""
        if not fresh:
            return False
        self._told.update(_name(each) for each in fresh)
        single = [self._alert(each, now) for each in fresh]
        if len(fresh) <= _APART:
            return bool(self._store.add_alerts(single, now))
        # Each is on record as told, so that none is told again after a restart; one message says it of all.
        known = self._store.add_alerts([PlannedAlert(p.alert, ()) for p in single], now)
        if not known:
            return False
        return bool(self._store.add_alerts([self._together(fresh, now)], now))

    def _alert(self, each: Unseen, now: datetime) -> PlannedAlert:
        last = "The last good look was" if each.ever else "It came under watch"
        alert = attention(
            _name(each),
            f"{each.vendor.name}: {each.source.id} has been unseen for too long",
            f"The source {each.words(now)}. {last} on {instant(each.since)}. A change made since "
            "then would be found late, and part of its window would be gone.",
            since=each.since,
            advice=(f"monitor status --trouble, then look at the page yourself: {each.source.url}",),
            vendor=each.vendor,
            source=each.source,
        )
        return self._plan(alert, each.vendor)

    def _together(self, fresh: Sequence[Unseen], now: datetime) -> PlannedAlert:
        oldest = min(fresh, key=lambda each: each.since)
        shown = [each.words(now) for each in fresh[:10]]
        more = len(fresh) - len(shown)
        alert = attention(
            f"own:unseen:{now.isoformat()}",
            f"{plural(len(fresh), 'source')} have been unseen for too long",
            f"{'; '.join(shown)}{f'; and {more} more' if more > 0 else ''}. Changes made in that time are found late.",
            since=oldest.since,
            advice=("monitor status shows them all, with the reason of each.",),
        )
        return self._plan(alert, None)


def _name(each: Unseen) -> str:
    return f"own:unseen:{each.source.id}:{each.since.isoformat()}"
