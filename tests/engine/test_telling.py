"""Escalations, digests, and one message instead of a storm: on a store, with the clock passed in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from monitor.alert.brief import brief
from monitor.alert.payload import Links
from monitor.demo import examples
from monitor.engine.deciding import Deciding
from monitor.engine.digesting import Digesting
from monitor.engine.escalating import Escalating
from monitor.engine.gathering import SETTLING, Gathering
from monitor.engine.sender import planned
from monitor.engine.writer import Writer
from monitor.finding import Failed, Seen
from monitor.model import (
    Alert,
    AlertKind,
    CheckOutcome,
    DecisionState,
    DeliveryState,
    FailureReason,
    Grade,
    Period,
    PeriodUnit,
    Route,
    Severity,
)
from monitor.model.routing import DigestEvery, DigestPlan, EscalationPlan, Hours
from monitor.review.decisions import Proposed
from monitor.store import Store
from tests.review.conftest import Change
from tests.review.conftest import change as change
from tests.store.samples import AT, vendor

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ACME = vendor("acme", team="payments")
NOBODY = ("json://127.0.0.1:9/",)
TWO_DAYS = EscalationPlan("counsel", Period(2, PeriodUnit.BUSINESS_DAYS))
PROCUREMENT = Route("procurement", NOBODY, escalation=TWO_DAYS)
COUNSEL = Route("counsel", NOBODY, kinds=frozenset({AlertKind.OVERDUE}))


@asynccontextmanager
async def writing(store: Store) -> AsyncIterator[Writer]:
    writer = Writer(store, lambda: AT, lambda _: [])
    writer.start()
    try:
        yield writer
    finally:
        await writer.stop()


class TestEscalation:
    """Mon 2 Nov 2026 06:00 is the baseline, the change is a day later; two business days end on Thursday."""

    def escalate(
        self, store: Store, *instants: datetime, routes: tuple[Route, ...] = (PROCUREMENT, COUNSEL)
    ) -> list[int]:
        async def go() -> list[int]:
            async with writing(store) as writer:
                work = Escalating(store, writer, lambda _: ACME, lambda: routes, lambda _: Links())
                return [await work.run(now) for now in instants]

        return asyncio.run(go())

    def test_what_nobody_acknowledged_goes_to_the_second_route_once(
        self, store: Store, change: Change
    ) -> None:
        found = change(at=AT + DAY)
        due = found.recorded_at + 2 * DAY
        while due.weekday() in {5, 6} or due - found.recorded_at < 2 * DAY:
            due += DAY
        assert self.escalate(store, due - HOUR, due + 3 * DAY, due + 9 * DAY) == [0, 1, 0]
        sent = store.deliveries()
        assert [(d.route, d.alert.kind) for d in sent] == [("counsel", AlertKind.ESCALATION)]
        assert (
            "Nobody of those told by “procurement” has acknowledged this change for 2 business days"
            in brief(sent[0].alert, date(2026, 11, 9)).lead
        )

    def test_an_acknowledgement_ends_it_even_in_the_outbox(self, store: Store, change: Change) -> None:
        found = change(at=AT + DAY)
        assert self.escalate(store, AT + 9 * DAY) == [1]
        Deciding(store, lambda _: ACME).decide(
            found, Proposed(DecisionState.ACKNOWLEDGED, "Ada Berg", "on my desk"), AT + 9 * DAY
        )
        assert store.lease(AT + 10 * DAY, 60, 10) == []
        assert store.deliveries()[0].state is DeliveryState.FAILED

    def test_what_was_acknowledged_in_time_is_not_escalated(self, store: Store, change: Change) -> None:
        found = change(at=AT + DAY)
        Deciding(store, lambda _: ACME).decide(
            found, Proposed(DecisionState.ACKNOWLEDGED, "Ada Berg", "on my desk"), AT + DAY
        )
        assert self.escalate(store, AT + 9 * DAY) == [0]

    def test_a_route_escalates_only_what_it_was_told_of(self, store: Store, change: Change) -> None:
        change(at=AT + DAY)
        others = replace(PROCUREMENT, teams=frozenset({"sales"}))
        assert self.escalate(store, AT + 9 * DAY, routes=(others, COUNSEL)) == [0]


class TestDigest:
    ROUTE = Route("weekly", NOBODY, digest=DigestPlan(DigestEvery.DAILY, time(8)), hours=Hours())

    def digests(self, store: Store, work: Callable[[Digesting], None], *instants: datetime) -> list[int]:
        async def go() -> list[int]:
            async with writing(store) as writer:
                digesting = Digesting(store, writer, lambda: [ACME], lambda: [self.ROUTE])
                digesting.open()
                told = [await digesting.run(instants[0])]
                work(digesting)
                digesting.keep()
                return told + [await digesting.run(now) for now in instants[1:]]

        return asyncio.run(go())

    def test_a_quiet_day_is_told_with_its_checks_and_its_longest_gap(
        self, store: Store, change: Change
    ) -> None:
        store.sync_vendors([ACME], AT)
        start = datetime(2026, 11, 2, 9, tzinfo=UTC)

        def checks(digesting: Digesting) -> None:
            for number in range(3):
                digesting.note(ACME, "acme/list", seen(start + number * 5 * HOUR))
            digesting.note(ACME, "acme/list", failed(start + 16 * HOUR))

        told = self.digests(store, checks, start, start + 2 * HOUR, start + DAY, start + DAY + HOUR)
        assert told == [0, 0, 1, 0]
        found = store.deliveries()[0].alert
        words = brief(found, date(2026, 11, 3))
        assert words.headline == "Mon 2 Nov 2026 to Tue 3 Nov 2026: no change, no open window"
        assert words.lead == "4 checks of 1 source, 1 failed; longest gap 5 h."

    def test_the_next_one_begins_where_the_last_ended_whatever_restarts(
        self, store: Store, change: Change
    ) -> None:
        change(at=AT + DAY)
        first = AT.replace(hour=9)
        assert self.digests(store, lambda _: None, first) == [0]
        assert self.digests(store, lambda _: None, first + 3 * DAY) == [1]  # down over two of its hours
        assert self.digests(store, lambda _: None, first + 3 * DAY) == [0]
        assert self.digests(store, lambda _: None, first + 4 * DAY) == [1]
        one, two = (d.alert for d in store.deliveries())
        assert one.payload["period"]["end"] == two.payload["period"]["start"]  # type: ignore[index]

    def test_the_changes_of_the_period_and_the_open_windows_are_in_it(
        self, store: Store, change: Change
    ) -> None:
        found = change(at=AT + DAY)
        told = replace(
            examples.alerts()["change"],
            id=f"change:{found.public_id}",
            vendor_id="acme",
            severity=Severity.HIGH,
            revision_id=found.id,
        )
        route = replace(self.ROUTE, kinds=frozenset({AlertKind.DIGEST}))
        assert self.digests(store, lambda _: None, AT + DAY) == [0]
        store.add_alerts([planned(told, ACME, [route])], AT + DAY + HOUR)
        assert self.digests(store, lambda _: None, AT + 2 * DAY) == [1]
        words = brief(store.deliveries()[0].alert, date(2026, 11, 4))
        assert "1 change, 1 open window" in words.headline
        assert [item.group for item in words.items] == ["Happened", "Waiting for a decision"]


def seen(at: datetime) -> Seen:
    return Seen(CheckOutcome.IDENTICAL, at, grade=Grade.BYTES)


def failed(at: datetime) -> Failed:
    return Failed(
        CheckOutcome.UNREACHABLE,
        at,
        reason="timeout",
        detail="it took too long",
        failure=FailureReason.TIMEOUT,
    )


class TestAfterAnOutage:
    ROUTES = (Route("slack", NOBODY), Route("mail", ("mailto://127.0.0.1/?from=m@e.org&to=a@e.org,b@e.org",)))

    def alerts(self, count: int) -> list[Alert]:
        told = replace(examples.alerts()["change"], severity=Severity.HIGH, revision_id=None)
        return [replace(told, id=f"change:r{number}") for number in range(count)]

    def after(self, store: Store, alerts: list[Alert], down: timedelta) -> list[str]:
        """What each channel gets when the service is back from an outage."""
        back = AT + down

        async def go() -> None:
            async with writing(store) as writer:
                gathering = Gathering(store, writer)
                gathering.begin(AT, back)
                for number, alert in enumerate(alerts):
                    now = back + timedelta(seconds=number)
                    held = gathering.held(planned(alert, None, self.ROUTES, now), now)
                    store.add_alerts([held], now)
                await gathering.run(back + SETTLING - timedelta(seconds=1))
                await gathering.run(back + SETTLING)

        asyncio.run(go())
        left = []
        while batch := store.lease(back + SETTLING, 60, 500):
            for delivery in batch:
                left.append(f"{delivery.route}/{delivery.channel} {delivery.alert.kind.value}")
                store.mark_sent(delivery, back + SETTLING)
        return left

    def test_many_alerts_become_one_digest_for_each_channel_that_names_them_all(self, store: Store) -> None:
        assert self.after(store, self.alerts(20), 5 * HOUR) == [
            "slack/0 digest",
            "mail/0 digest",
            "mail/1 digest",
        ]
        told = next(d.alert for d in store.deliveries(state=DeliveryState.SENT))
        words = brief(told, date(2026, 11, 3))
        assert words.headline == "After an outage: 20 changes"
        assert len(words.items) == 20
        singly = store.deliveries(state=DeliveryState.FAILED)
        assert len(singly) == 60
        assert all(
            str(d.last_error).startswith("not sent: it is told in digest:after-outage") for d in singly
        )

    def test_a_hundred_are_several_digests_and_none_is_left_out(self, store: Store) -> None:
        assert self.after(store, self.alerts(100), 5 * HOUR).count("slack/0 digest") == 4
        named = {
            entry["id"]
            for d in store.deliveries(state=DeliveryState.SENT)
            for entry in d.alert.payload["happened"]  # type: ignore[attr-defined]
        }
        assert len(named) == 100

    def test_a_few_are_told_singly_and_in_order(self, store: Store) -> None:
        assert self.after(store, self.alerts(3), 5 * HOUR).count("slack/0 change") == 3

    def test_what_is_critical_is_not_held_and_told_singly(self, store: Store) -> None:
        alerts = self.alerts(20)
        alerts[7] = replace(alerts[7], severity=Severity.CRITICAL)
        told = self.after(store, alerts, 5 * HOUR)
        assert (told.count("slack/0 change"), told.count("slack/0 digest")) == (1, 1)

    def test_a_short_absence_changes_nothing(self, store: Store) -> None:
        assert self.after(store, self.alerts(20), timedelta(minutes=5)).count("slack/0 change") == 20
