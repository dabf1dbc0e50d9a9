"""The sender against real servers: what fails is tried again, set aside and told, and holds up nothing else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.alert.brief import brief
from monitor.alert.compose import change_alert
from monitor.alert.payload import Links
from monitor.demo import examples, inbox, slack
from monitor.demo.inbox import Fault, Inbox
from monitor.demo.slack import Answer, SlackEndpoint
from monitor.engine.sender import Sender, planned
from monitor.engine.writer import Writer
from monitor.model import Alert, Attempt, AttemptOutcome, DeliveryState, Route, Severity
from monitor.model.routing import Hours
from monitor.store import Store
from tests.databases import new_file
from tests.engine.test_quiet import OFFICE

AT = datetime(2026, 11, 3, 9, tzinfo=UTC)  # a Tuesday
CHANGE = replace(examples.alerts()["change"], revision_id=None)


class Desk:
    """A store, its sender, and a clock that is moved by hand."""

    def __init__(self, folder: Path, *routes: Route) -> None:
        self.routes: Sequence[Route] = routes
        self.now = AT
        self.store = Store.open(new_file(folder / "store.sqlite3"))

    def tell(self, *alerts: Alert) -> None:
        self.store.add_alerts([planned(alert, None, self.routes, self.now) for alert in alerts], self.now)

    def send(self, *, later: timedelta = timedelta()) -> int:
        """Send what is due; returns how many tries that took."""
        self.now += later

        async def go() -> int:
            writer = Writer(self.store, lambda: self.now, lambda _: [])
            writer.start()
            try:
                sender = Sender(
                    store=self.store,
                    writer=writer,
                    routes=lambda: self.routes,
                    now=lambda: self.now,
                    jitter=lambda: 0.0,
                )
                return await sender.send_due()
            finally:
                await writer.stop()

        return asyncio.run(go())

    def states(self) -> list[tuple[str, str, str]]:
        return [(d.alert.id, f"{d.route}/{d.channel}", d.state.value) for d in self.store.deliveries()]

    def attempts(self) -> list[Attempt]:
        return [attempt for d in self.store.deliveries() for attempt in self.store.attempts(d.id)]


def test_a_message_that_is_refused_for_good_is_told_by_the_other_channels(tmp_path: Path) -> None:
    with SlackEndpoint([slack.NO_SERVICE]) as endpoint, Inbox() as mails:
        desk = Desk(
            tmp_path,
            Route("slack", (endpoint.address(),)),
            Route("mail", (mails.address("ops@example.com"),)),
        )
        desk.tell(CHANGE)
        desk.send()
        assert ("change:example1", "slack/0", "failed") in desk.states()
        subjects = [str(mail["Subject"]) for mail in mails.messages]
        assert len(endpoint.messages) == 0
        assert "An alert could not be delivered to “slack”" in subjects
        (told,) = (mail for mail in mails.messages if "could not be delivered" in str(mail["Subject"]))
        body = told.get_body(("plain",))
        assert body is not None
        said = " ".join(body.get_content().split())
        assert (
            f"“{brief(CHANGE, AT.date()).headline}” (alert change:example1) was not acknowledged in 1 try and is not "
            "sent again by itself. The last answer: HTTP 404: no_service" in said
        )
        assert desk.store.deliveries(state=DeliveryState.FAILED)[0].last_error == "HTTP 404: no_service"

        (failed,) = desk.store.deliveries(state=DeliveryState.FAILED)
        desk.store.retry_delivery(failed.id, desk.now)
        desk.send()
    assert len(endpoint.messages) == 1
    assert {state for *_, state in desk.states()} == {"sent"}


def test_three_channels_that_hang_hold_up_no_other(tmp_path: Path) -> None:
    """The slow Slacks answer nobody until the quick one has everything, far more than is sent at once."""
    go_on = threading.Event()

    def hanging() -> Iterator[None]:
        while True:
            go_on.wait(60)
            yield None

    with ExitStack() as stack:
        slow = [stack.enter_context(SlackEndpoint(hanging())) for _ in range(3)]
        quick = stack.enter_context(SlackEndpoint())
        addresses = tuple(endpoint.address() for endpoint in slow)
        desk = Desk(tmp_path, Route("slow", addresses), Route("quick", (quick.address(),)))
        desk.tell(*(replace(CHANGE, id=f"change:{n}", vendor_id=f"v{n}") for n in range(50)))

        async def go() -> None:
            writer = Writer(desk.store, lambda: AT, lambda _: [])
            writer.start()
            sender = Sender(store=desk.store, writer=writer, routes=lambda: desk.routes, now=lambda: AT)
            work = asyncio.create_task(sender.send_due())
            while len(quick.messages) < 50 and not work.done():
                await asyncio.wait({work}, timeout=0.02)
            sent = [d.route for d in desk.store.deliveries(state=DeliveryState.SENT)]
            assert "slow" not in sent
            go_on.set()
            await work
            await writer.stop()

        asyncio.run(go())
    assert len(quick.messages) == 50


def test_a_poison_message_silences_none_behind_it(tmp_path: Path) -> None:
    """Slack answers 500 to one message whatever one does; those of other vendors go out at once."""
    with SlackEndpoint([slack.BROKEN]) as endpoint:
        desk = Desk(tmp_path, Route("slack", (endpoint.address(),)))
        desk.tell(*(replace(CHANGE, id=f"change:{n}", vendor_id=f"v{n}") for n in range(3)))
        desk.send()
        assert sorted(state for *_, state in desk.states()) == ["pending", "sent", "sent"]
        desk.send(later=timedelta(minutes=1))
    assert [state for *_, state in desk.states()] == ["sent", "sent", "sent"]


def test_a_mail_server_that_is_restarted_gets_the_mail_in_the_end(tmp_path: Path) -> None:
    with Inbox() as first:
        port = first.port
        desk = Desk(tmp_path, Route("mail", (first.address("ops@example.com"),)))
    desk.tell(CHANGE)
    desk.send()
    assert [a.outcome for a in desk.attempts()] == [AttemptOutcome.TRANSIENT]
    with Inbox(port=port) as second:
        desk.send(later=timedelta(minutes=1))
    assert len(second.messages) == 1


def test_a_mail_that_may_have_arrived_is_repeated_with_a_label(tmp_path: Path) -> None:
    with Inbox([inbox.CLOSED_AFTER_KEEPING]) as mails:
        desk = Desk(tmp_path, Route("mail", (mails.address("ops@example.com"),)))
        desk.tell(CHANGE)
        desk.send()
        desk.send(later=timedelta(minutes=1))
    first, second = mails.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert not str(first["Subject"]).startswith("[Possible duplicate]")
    assert str(second["Subject"]).startswith("[Possible duplicate]")


def test_of_three_recipients_the_two_that_are_known_get_it_and_the_third_is_reported(tmp_path: Path) -> None:
    gone = Fault(inbox.At.RECIPIENT, "550 5.1.1 No such user", recipient="gone@example.com")
    with Inbox([gone] * 10) as mails:
        desk = Desk(
            tmp_path, Route("mail", (mails.address("a@example.com", "gone@example.com", "c@example.com"),))
        )
        desk.tell(CHANGE)
        desk.send()
    told = sorted((str(m["To"]), str(m["Subject"])[:12]) for m in mails.messages)
    assert told == [
        ("a@example.com", "An alert cou"),
        ("a@example.com", "Example Mail"),
        ("c@example.com", "An alert cou"),
        ("c@example.com", "Example Mail"),
    ]


def test_slack_is_left_alone_for_as_long_as_it_asks(tmp_path: Path) -> None:
    with SlackEndpoint([Answer(429, "rate_limited", retry_after="120")]) as endpoint:
        desk = Desk(tmp_path, Route("slack", (endpoint.address(),)))
        desk.tell(CHANGE)
        assert desk.send() == 1
        assert desk.send(later=timedelta(seconds=119)) == 0
        assert desk.send(later=timedelta(seconds=2)) == 1
    assert len(endpoint.messages) == 1


def test_a_host_without_an_address_is_tried_again_and_not_given_up(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Route("web", ("json://no-such-host.invalid/hook",)))
    desk.tell(CHANGE)
    desk.send()
    assert [state for *_, state in desk.states()] == ["pending"]
    assert "no connection" in desk.attempts()[0].detail


@pytest.mark.parametrize("count", [3_000])
def test_a_revision_of_three_thousand_changes_is_a_headline_and_a_link(tmp_path: Path, count: int) -> None:
    one = examples.revision().judgements[1]
    many = [
        replace(
            one,
            change=replace(one.change, name=f"Company {n} {'x' * 100}", before="a" * 2000, after="b" * 2000),
        )
        for n in range(count)
    ]
    alert = change_alert(
        examples.revision_of(many), links=Links(report="https://monitor.example.org/reports/example1")
    )
    with SlackEndpoint() as endpoint, Inbox() as mails:
        addresses = (endpoint.address(), mails.address("ops@example.com"))
        desk = Desk(tmp_path, Route("all", addresses))
        desk.tell(replace(alert, revision_id=None))
        desk.send()
    assert {state for *_, state in desk.states()} == {"sent"}
    assert "3,000 entries changed" in endpoint.messages[0].body["text"]
    assert "https://monitor.example.org/reports/example1" in str(endpoint.messages[0].body)
    html = mails.messages[0].get_body(("html",))
    assert html is not None
    assert len(html.get_content().encode()) < 102_400, "more is cut by mail programs"
    assert "https://monitor.example.org/reports/example1" in html.get_content()


def test_an_alert_of_the_night_is_sent_in_the_morning_and_a_critical_one_at_once(tmp_path: Path) -> None:
    calm = replace(CHANGE, id="change:calm", severity=Severity.HIGH)
    with SlackEndpoint() as endpoint:
        desk = Desk(tmp_path, Route("slack", (endpoint.address(),), hours=OFFICE))
        desk.now = datetime(2026, 11, 6, 22, tzinfo=UTC)  # a Friday
        desk.tell(calm, CHANGE)
        assert desk.send() == 1
        assert desk.send(later=timedelta(days=2)) == 0
        assert desk.send(later=timedelta(hours=8, minutes=30)) == 1  # Monday 7:30 in Berlin
    assert len(endpoint.messages) == 2


def test_a_repeat_keeps_the_hours_too(tmp_path: Path) -> None:
    calm = replace(CHANGE, severity=Severity.HIGH)
    with SlackEndpoint([slack.BROKEN]) as endpoint:
        desk = Desk(tmp_path, Route("slack", (endpoint.address(),), hours=OFFICE))
        desk.now = datetime(
            2026, 11, 6, 17, 59, 58, tzinfo=UTC
        )  # two seconds before closing time on a Friday
        desk.tell(calm)
        desk.send()
        (waiting,) = desk.store.deliveries()
    assert waiting.next_attempt_at == datetime(2026, 11, 9, 6, 30, tzinfo=UTC)
    assert Hours().always_open
