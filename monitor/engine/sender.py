"""Delivering what the outbox holds: lease, make, begin, send, record; at least once, labelled where it may be twice."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.alert.answers import SendResult, permanent, transient
from monitor.alert.backoff import exhausted, wait_s
from monitor.alert.compose import own_trouble
from monitor.alert.letter import Attachment
from monitor.alert.routes import plan
from monitor.engine.quiet import held_until
from monitor.engine.writer import Writer
from monitor.knowledge.words import plural
from monitor.model import Alert, AttemptOutcome, Delivery, PlannedAlert, Route, Vendor
from monitor.store import Store

if TYPE_CHECKING:
    from monitor.alert.send import Message

log = logging.getLogger(__name__)

# A lease outlives any send (which is given up after a minute; making the message has a lease of its own), so that
# only a crash lets one run out.
LEASE_S = 180.0
_AT_ONCE = 32
_PER_CHANNEL = 4
_LOOK_AGAIN_S = 1.0  # for new deliveries, while slow ones are under way

AttachmentsOf = Callable[[Alert], tuple[Attachment, ...]]


def planned(
    alert: Alert, vendor: Vendor | None, routes: Sequence[Route], now: datetime | None = None
) -> PlannedAlert:
    """The alert with the channels it must reach; with none it is only recorded.

    now: UTC; given, the hours of each route decide when it may be told.
    """
    return PlannedAlert(alert, tuple(plan(alert, vendor, routes)), _not_before(alert, routes, now))


def planned_for(route: Route, alert: Alert, now: datetime) -> PlannedAlert:
    """The alert for every channel of one route, whatever that route wants of itself."""
    from monitor.alert.channels import channels  # loads Apprise

    pairs = tuple((route.name, index) for index, _ in enumerate(channels(route)))
    return PlannedAlert(alert, pairs, _not_before(alert, [route], now))


def _not_before(alert: Alert, routes: Sequence[Route], now: datetime | None) -> dict[str, datetime]:
    if now is None:
        return {}
    held = {route.name: held_until(route.hours, alert, now) for route in routes}
    return {name: at for name, at in held.items() if at > now}


def _named(alert: Alert, at: datetime) -> str:
    """The alert as its readers know it, and its id for `monitor alert log`."""
    from monitor.alert.brief import brief

    try:
        return f"“{brief(alert, at.date()).headline}” (alert {alert.id})"
    except Exception:  # what cannot be put into words may be the very reason: it is told all the same
        log.exception("%s could not be put into words", alert.id)
        return f"Alert {alert.id}"


class Sender:
    """Empties the outbox, again and again.

    routes: asked anew for every delivery, so that an edited configuration holds at once.
    attachments_of: what an e-mail about an alert carries. slack_api: base address of a Slack-compatible endpoint, for
    Slack addresses that name none; None for Slack itself. lease_s: by the clock ``now``; longer than any send.
    """

    def __init__(
        self,
        *,
        store: Store,
        writer: Writer,
        routes: Callable[[], Sequence[Route]],
        now: Callable[[], datetime],
        attachments_of: AttachmentsOf = lambda _: (),
        slack_api: Callable[[], str | None] = lambda: None,
        jitter: Callable[[], float] = random.random,
        lease_s: float = LEASE_S,
    ) -> None:
        self._store, self._writer, self._routes, self._now = store, writer, routes, now
        self._attachments_of, self._jitter, self._slack_api = attachments_of, jitter, slack_api
        self._lease_s = lease_s
        self.wake = asyncio.Event()
        self.sent = 0
        self._stopping = False

    async def run(self, idle_s: float = 5.0) -> None:
        """Send until ``stop``; a send under way is finished first."""
        while not self._stopping:
            self.wake.clear()
            if not await self.send_due():
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(idle_s):
                        await self.wake.wait()

    def stop(self) -> None:
        """Let ``run`` end after the sends under way."""
        self._stopping = True
        self.wake.set()

    async def send_due(self) -> int:
        """Send everything that is due now, and what becomes due meanwhile; returns how many deliveries were tried.

        Each channel has a few sends under way at most: one that hangs or fails holds up no other.
        """
        tried = 0
        under_way: dict[asyncio.Task[None], tuple[str, int]] = {}
        while True:
            leased = await self._lease(Counter(under_way.values()))
            tried += len(leased)
            under_way |= {
                asyncio.create_task(self._one(delivery)): (delivery.route, delivery.channel)
                for delivery in leased
            }
            if not under_way:
                return tried
            ended, _ = await asyncio.wait(
                under_way, timeout=_LOOK_AGAIN_S, return_when=asyncio.FIRST_COMPLETED
            )
            for task in ended:
                del under_way[task]
                task.result()  # our own store failed: the loop begins again, and the leases run out

    async def _lease(self, in_hand: Counter[tuple[str, int]]) -> list[Delivery]:
        room = _AT_ONCE - in_hand.total()
        if self._stopping or room <= 0:
            return []
        now = self._now()
        return await self._writer.call(
            lambda: self._store.lease(now, self._lease_s, room, per_channel=_PER_CHANNEL, in_hand=in_hand)
        )

    async def _one(self, delivery: Delivery) -> None:
        """One try. Whatever may take long or die comes before ``begin``: from then on a repeat would be labelled."""
        ready = await self._ready(delivery)
        begun = await self._writer.call(lambda: self._store.begin(delivery, self._now(), self._lease_s))
        if begun is None:
            log.info(
                "%s to %s is not sent: decided, or taken up by another", delivery.alert.id, delivery.route
            )
            return
        result = ready if isinstance(ready, SendResult) else await ready.send()
        await self._writer.call(lambda: self._record(begun, result))

    async def _ready(self, delivery: Delivery) -> Message | SendResult:
        route = next((route for route in self._routes() if route.name == delivery.route), None)
        if route is None:
            return permanent(f"the route “{delivery.route}” is no longer configured")
        from monitor.alert.send import prepare  # loads Apprise: only where there is something to send

        try:
            attachments = await asyncio.to_thread(self._attachments_of, delivery.alert)
            return prepare(
                delivery, route, now=self._now(), attachments=attachments, slack_api=self._slack_api()
            )
        except Exception as error:  # one message that cannot be made must not hold up the others
            log.exception("%s to %s could not be made", delivery.alert.id, delivery.route)
            return transient(f"the message could not be made: {error or type(error).__name__}")

    def _record(self, delivery: Delivery, result: SendResult) -> None:
        at = self._now()
        if result.ok:
            self._store.mark_sent(delivery, at, result.detail)
            self.sent += 1
            return
        where = f"{delivery.alert.id} to {delivery.route}"
        if result.outcome is AttemptOutcome.TRANSIENT and not exhausted(delivery.attempts):
            wait = timedelta(seconds=wait_s(max(delivery.attempts, 1), self._jitter, result.retry_after_s))
            again = self._when_open(delivery, at + wait)
            log.warning(
                "%s failed, next try in %.0f s: %s", where, (again - at).total_seconds(), result.detail
            )
            self._store.mark_retry(delivery, again, result.detail, at, maybe_sent=result.maybe_sent)
            return
        log.error("%s is set aside: %s", where, result.detail)
        self._store.mark_failed(delivery, result.detail, at, self._for_operator(delivery, result, at))

    def _when_open(self, delivery: Delivery, at: datetime) -> datetime:
        """A repeat, too, leaves a route in peace."""
        route = next((route for route in self._routes() if route.name == delivery.route), None)
        return held_until(route.hours, delivery.alert, at) if route else at

    def _for_operator(self, delivery: Delivery, result: SendResult, at: datetime) -> list[PlannedAlert]:
        """A message that cannot be delivered is told by every other channel; never by the one that refused it."""
        if delivery.alert.id.startswith("own:delivery:"):
            return []  # a report of a failed delivery that fails itself ends here: `monitor alert log` has it
        tries = plural(max(delivery.attempts, 1), "try", "tries")
        alert = own_trouble(
            f"delivery:{delivery.id}",
            f"An alert could not be delivered to “{delivery.route}”",
            f"{_named(delivery.alert, at)} was not acknowledged in {tries} and is not sent again by itself. "
            f"The last answer: {result.detail}",
            since=at,
            advice=("Mend the address in monitor.yaml, then: monitor alert retry",),
        )
        others = [
            (route, channel)
            for route, channel in plan(alert, None, self._routes())
            if (route, channel) != (delivery.route, delivery.channel)
        ]
        return [PlannedAlert(alert, tuple(others), _not_before(alert, self._routes(), at))]
