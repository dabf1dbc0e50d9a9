"""What people are asked beside the reminders: for a notice that is missing, for a page that does not change."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta

import pytest

from monitor.alert.brief import brief
from monitor.alert.payload import Links
from monitor.assess.windows import compute
from monitor.engine.deciding import Deciding
from monitor.engine.noticing import Noticing, ToldNotice
from monitor.engine.reminding import Reminding
from monitor.engine.writer import Writer
from monitor.model import (
    Alert,
    AlertKind,
    ClauseTerms,
    Period,
    PlannedAlert,
    Revision,
    RunsFrom,
    Vendor,
    WindowFacts,
)
from monitor.store import Store
from tests.review.conftest import Change
from tests.store.samples import AT, vendor

DAY = timedelta(days=1)
ACME = vendor("acme", owner="ada@example.com")
FACTS = WindowFacts(
    terms=ClauseTerms(Period(10), Period(60), RunsFrom.RECEIPT, confirmed_by="Ada"),
    last_unchanged=AT,
    first_seen=AT + DAY,
    today=date(2026, 11, 3),
)


def plan(alert: Alert, _vendor: Vendor | None) -> PlannedAlert:
    return PlannedAlert(alert, (("ops", 0),))


@asynccontextmanager
async def reminding(store: Store) -> AsyncIterator[Reminding]:
    """As after a start: nothing is known but what the store holds."""
    writer = Writer(store, lambda: AT, lambda _: [])
    writer.start()
    try:
        yield Reminding(store, writer, lambda _: ACME, plan, lambda _: Links(), missing_after=5 * DAY,
                        unanswered_after=14 * DAY)  # fmt: skip
    finally:
        await writer.stop()


def run(store: Store, *instants: datetime) -> list[int]:
    """How many messages each look wrote; a restart before each."""

    async def looks() -> list[int]:
        told = []
        for now in instants:
            async with reminding(store) as asking:
                told.append(await asking.run(now))
        return told

    return asyncio.run(looks())


@pytest.fixture
def revision(change: Change) -> Revision:
    return change("acme", "Beta Cloud GmbH", window=compute(FACTS), facts=FACTS, of=ACME)


def asked(store: Store, beginning: str) -> list[Alert]:
    return [d.alert for d in store.deliveries() if d.alert.id.startswith(beginning)]


def test_a_missing_notice_is_asked_for_once_after_its_days_whatever_restarts(
    store: Store, revision: Revision
) -> None:
    seen = revision.recorded_at
    run(store, seen + 4 * DAY)
    missing = f"reminder:{revision.public_id}:notice_missing"
    assert asked(store, missing) == []
    run(store, seen + 5 * DAY, seen + 6 * DAY, seen + 9 * DAY)
    (alert,) = asked(store, missing)
    told = brief(alert, date(2026, 11, 8))
    assert told.headline == "Did a notice arrive? Acme: new sub-processor Beta Cloud GmbH"
    assert "monitor notice add acme" in told.lead


def test_nobody_is_asked_for_a_notice_that_is_logged(store: Store, revision: Revision) -> None:
    notice = store.add_notice(
        "acme", received_at=AT, channel="mail", subject="s", logged_by="Ada", at=AT + 2 * DAY
    )
    store.link_notice(notice.id, revision.id, "Ada", AT + 2 * DAY)
    run(store, AT + 8 * DAY)
    assert asked(store, f"reminder:{revision.public_id}:notice_missing") == []


def test_a_notice_that_no_page_answers_is_told_once_whatever_restarts(store: Store) -> None:
    store.sync_vendors([ACME], AT)
    store.add_notice("acme", received_at=AT, channel="mail", subject="New one", logged_by="Ada", at=AT + DAY)
    assert run(store, AT + 13 * DAY, AT + 14 * DAY, AT + 15 * DAY, AT + 30 * DAY) == [0, 1, 0, 0]
    (alert,) = asked(store, "notice:")
    assert (alert.kind, alert.vendor_id) == (AlertKind.SOURCE_TROUBLE, "acme")
    told = brief(alert, date(2026, 11, 20))
    assert told.headline == "Acme: announced a change, but its page has not changed"
    assert "“New one” was received on Mon 2 Nov 2026" in told.lead


def test_a_waiting_notice_moves_the_window_before_the_reminders_are_worked_out(
    store: Store, change: Change
) -> None:
    """By the page the first reminder is weeks away; by the notice, which came first, it is due today."""
    store.sync_vendors([ACME], AT)
    received = datetime(2026, 9, 20, 9, 0, tzinfo=UTC)
    told = ToldNotice("Ada", received, b"We will engage Beta Cloud GmbH.", "notice.txt")
    assert Noticing(store, Deciding(store, lambda _: ACME)).log(ACME, told, AT).links == ()
    revision = change("acme", "Beta Cloud GmbH", window=compute(FACTS), facts=FACTS, of=ACME)
    assert run(store, revision.recorded_at + 3 * DAY) == [1]
    window = store.revision(revision.id).window
    assert window is not None
    assert window.deadline.earliest == date(2026, 11, 19)
    assert ("days_14", "routes") in store.reminders(revision.id)
