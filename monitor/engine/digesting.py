"""A period in one message: digests of routes, also when nothing happened."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.alert.compose import DigestFacts, digest
from monitor.alert.routes import concerns
from monitor.assess.counting import WorkWeek
from monitor.engine.sender import planned_for
from monitor.engine.writer import Writer
from monitor.finding import Finding
from monitor.knowledge.words import instant, say
from monitor.model import (
    Alert,
    AlertKind,
    CheckOutcome,
    Health,
    RevisionHead,
    Route,
    SourceState,
    Vendor,
)
from monitor.model.display import one_line
from monitor.model.routing import DigestEvery, DigestPlan, Hours
from monitor.store import Store
from monitor.store.values import Tally

_HAPPENED = (AlertKind.CHANGE, AlertKind.SOURCE_TROUBLE, AlertKind.SOURCE_RECOVERED)
_SAW_NOTHING = {CheckOutcome.SUSPECT, CheckOutcome.UNREACHABLE, CheckOutcome.BLOCKED, CheckOutcome.UNREADABLE}
_TROUBLED = {Health.BROKEN, Health.SUSPECT, Health.BLOCKED}
_LONGEST_REST = 15  # days back to the last day on which a digest is sent; longer holidays get it at their end


class Digesting:
    """Counts checks for the routes that want digests, and writes each digest when its hour has come.

    A digest reaches from the end of the last one to its own hour; the first begins when the route first asks for one.
    What was counted is kept by ``keep`` at every tick, so that a crash costs the count of a few seconds at most.
    """

    def __init__(
        self,
        store: Store,
        writer: Writer,
        vendors: Callable[[], Sequence[Vendor]],
        routes: Callable[[], Sequence[Route]],
    ) -> None:
        self._store, self._writer, self._vendors, self._routes = store, writer, vendors, routes
        self._counted: dict[str, Tally] = {}
        self._lock = threading.Lock()  # checks end on the loop, counters are kept by the writer's thread
        self._last_good: dict[str, datetime | None] = {}

    def note(self, vendor: Vendor, source_id: str, finding: Finding) -> None:
        """A check was made."""
        failed = finding.outcome in _SAW_NOTHING
        gap = None
        if not failed:
            last = self._last_good.get(source_id)
            gap = (finding.at - last).total_seconds() if last else None
            self._last_good[source_id] = finding.at
        with self._lock:
            for route in self._routes():
                if route.digest and _watches(route, vendor):
                    so_far = self._counted.get(route.name) or Tally(finding.at)
                    self._counted[route.name] = so_far.plus(failed, gap)

    def open(self) -> None:
        """Learn when each source was last seen; before the first check."""
        self._last_good = {state.source_id: state.last_good_at for state in self._store.source_states()}

    def keep(self) -> None:
        """Write down what was counted since the last time."""
        with self._lock:
            counted, self._counted = self._counted, {}
        if counted:
            self._store.add_tallies(counted)

    async def run(self, now: datetime) -> int:
        """Write the digests whose hour has come at ``now`` (UTC); returns how many."""
        routes = [route for route in self._routes() if route.digest]
        return await self._writer.call(lambda: self._run(routes, now)) if routes else 0

    def _run(self, routes: Sequence[Route], now: datetime) -> int:
        tallies = self._store.begin_tallies([route.name for route in routes], now)
        written = 0
        for route in routes:
            since = tallies[route.name].since
            end = last_hour(route.digest, route.hours, now) if route.digest else since
            if end > since:
                self.keep()
                tally = self._store.begin_tallies([route.name], now)[route.name]
                planned = planned_for(route, self._digest(route, tally, end), now)
                written += self._store.add_digest(route.name, planned, end, now)
        return written

    def _digest(self, route: Route, tally: Tally, end: datetime) -> Alert:
        known = {vendor.id: vendor for vendor in self._vendors()}
        happened = self._store.alerts(tally.since, end, _HAPPENED)
        mine = {vendor.id for vendor in self._vendors() if _watches(route, vendor)}
        states = [state for state in self._store.source_states() if state.vendor_id in mine]
        waiting = sorted(self._store.open_revisions(), key=_urgency)
        changes = self._store.alerts_of([f"change:{head.public_id}" for head in waiting])

        def wanted(alert: Alert) -> bool:
            return concerns(route, alert, known.get(alert.vendor_id or ""))

        facts = DigestFacts(
            start=tally.since,
            end=end,
            checks=tally.checks,
            failed=tally.failed,
            sources=len(states),
            longest_gap_s=_longest_gap(states, tally, end),
            in_trouble=[_trouble(state) for state in states if state.health in _TROUBLED],
        )
        return digest(
            route.name,
            facts,
            happened=[alert for alert in happened if wanted(alert)],
            open_windows=[alert for alert in changes if wanted(alert)],
        )


def last_hour(plan: DigestPlan, hours: Hours, now: datetime) -> datetime:
    """When a digest was due last, up to ``now`` (UTC).

    With working days only, a daily one comes on working days, and a weekly one on the first working day from its
    weekday on.
    """
    zone, week = ZoneInfo(hours.zone), WorkWeek(hours.holidays)
    today = now.astimezone(zone).date()
    for back in range(_LONGEST_REST + 7):
        day = today - timedelta(days=back)
        moment = datetime.combine(day, plan.at, zone).astimezone(UTC)
        if moment <= now and _is_due_on(plan, week if hours.working_days else None, day):
            return moment
    return datetime.combine(today - timedelta(days=1), plan.at, zone).astimezone(UTC)


def _is_due_on(plan: DigestPlan, week: WorkWeek | None, day: date) -> bool:
    if week is not None and not week.is_working(day):
        return False
    if plan.every is DigestEvery.DAILY:
        return True
    wanted = day - timedelta(days=(day.weekday() - plan.weekday) % 7)
    return day == (wanted if week is None else week.roll(wanted))


def _watches(route: Route, vendor: Vendor) -> bool:
    """Whether a vendor's sources are what a route is told of."""
    if route.vendors and vendor.id not in route.vendors:
        return False
    if route.teams and vendor.team not in route.teams:
        return False
    return not route.tags or bool(route.tags & vendor.tags)


def _urgency(head: RevisionHead) -> tuple[date, int]:
    act_by = head.window.act_by if head.window else None
    return act_by or date.max, -head.severity.rank


def _longest_gap(states: Sequence[SourceState], tally: Tally, end: datetime) -> float | None:
    """In seconds; a source that has not been seen since counts with the time until now."""
    lasting = [(end - state.last_good_at).total_seconds() for state in states if state.last_good_at]
    gaps = [gap for gap in (*lasting, tally.longest_gap_s) if gap is not None and gap >= 0]
    return max(gaps, default=None)


def _trouble(state: SourceState) -> str:
    since = f" since {instant(state.trouble_since)}" if state.trouble_since else ""
    what = one_line(state.last_detail or state.last_reason, 200).rstrip(".")
    return f"{state.vendor_name}: {say('source_kinds', state.kind.value).lower()} in trouble{since}: {what}"
