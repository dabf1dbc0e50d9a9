"""Handing on what nobody acknowledged in time, from one route to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from monitor.alert.compose import escalation
from monitor.alert.payload import Links
from monitor.alert.routes import concerns
from monitor.assess.counting import WorkWeek, count_forward
from monitor.engine.sender import planned_for
from monitor.engine.writer import Writer
from monitor.model import DecisionState, Revision, RevisionHead, Route, Vendor
from monitor.model.routing import EscalationPlan
from monitor.store import Store


class Escalating:
    """Looks for changes that a route was told of, that nobody has acknowledged, and whose time is up.

    Each is told once to the route named by ``escalate_to``, whatever kinds of alert that one wants. An acknowledgement
    or a decision ends it, also where the message waits in the outbox already.
    """

    def __init__(
        self,
        store: Store,
        writer: Writer,
        vendor_of: Callable[[str], Vendor | None],
        routes: Callable[[], Sequence[Route]],
        links: Callable[[Revision], Links],
    ) -> None:
        self._store, self._writer, self._vendor_of = store, writer, vendor_of
        self._routes, self._links = routes, links

    async def run(self, now: datetime) -> int:
        """Write the escalations that are due at ``now`` (UTC); returns how many."""
        if not any(route.escalation for route in self._routes()):
            return 0
        return await self._writer.call(lambda: self._run(now))

    def _run(self, now: datetime) -> int:
        waiting = [head for head in self._store.open_revisions() if head.state is DecisionState.DETECTED]
        return sum(self._escalate(head, route, now) for head in waiting for route in self._routes())

    def _escalate(self, head: RevisionHead, route: Route, now: datetime) -> bool:
        plan = route.escalation
        if plan is None or now < due(plan, route, head.recorded_at):
            return False
        rule = f"escalation:{route.name}"
        if (rule, plan.to) in self._store.reminders(head.id):
            return False
        target = next((other for other in self._routes() if other.name == plan.to), None)
        vendor = self._vendor_of(head.vendor_id)
        revision = self._store.revision(head.id)
        alert = escalation(
            revision, 1, links=self._links(revision), vendor=vendor, waited=str(plan.after), route=route.name
        )
        if target is None or not concerns(route, alert, vendor):
            return False
        return self._store.add_reminder(head.id, rule, plan.to, planned_for(target, alert, now), now)


def due(plan: EscalationPlan, route: Route, since: datetime) -> datetime:
    """When a route's time to acknowledge is up (UTC): the same time of day, so many days later by its calendar."""
    local = since.astimezone(ZoneInfo(route.hours.zone))
    day = count_forward(local.date(), plan.after, WorkWeek(route.hours.holidays))
    return datetime.combine(day, local.timetz()).astimezone(UTC)
