"""Sending to real servers that behave, and misbehave, as real ones do."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import trustme

from monitor.alert import Attachment, Links, change_alert, overdue, reminder
from monitor.alert.answers import SendResult
from monitor.alert.webhook_channel import signature
from monitor.demo import inbox as mail_faults
from monitor.demo import slack as slack_faults
from monitor.demo.inbox import Fault, Inbox
from monitor.demo.slack import Answer, SlackEndpoint
from monitor.model.record import AttemptOutcome
from tests.alert import samples
from tests.alert.conftest import Send
from tests.alert.test_compose import LINKS

ALERT = change_alert(samples.revision(), links=LINKS, vendor=samples.VENDOR)
OUTCOME = AttemptOutcome


class TestSlack:
    def test_a_change_arrives_as_blocks_with_its_buttons(self, send: Send) -> None:
        with SlackEndpoint() as slack:
            assert send(ALERT, slack.address()).ok
        blocks = slack.messages[0].body["blocks"]
        buttons = next(block for block in blocks if block["type"] == "actions")["elements"]
        assert blocks[0]["text"]["text"].startswith("Infobip: 1 new sub-processor")
        assert [button["url"] for button in buttons] == [LINKS.report, LINKS.decide, samples.URL]
        assert slack.messages[0].path == "/services/T0000/B0000/secrettoken"

    @pytest.mark.parametrize(
        ("answer", "outcome", "retry_after"),
        [
            (Answer(400, "invalid_blocks"), OUTCOME.PERMANENT, None),
            (slack_faults.NO_SERVICE, OUTCOME.PERMANENT, None),
            (slack_faults.ARCHIVED, OUTCOME.PERMANENT, None),
            (slack_faults.FORBIDDEN, OUTCOME.PERMANENT, None),
            (Answer(302, "moved"), OUTCOME.PERMANENT, None),
            (slack_faults.RATE_LIMITED, OUTCOME.TRANSIENT, 30.0),
            (Answer(429, "rate_limited", retry_after="soon"), OUTCOME.TRANSIENT, None),
            (slack_faults.BROKEN, OUTCOME.TRANSIENT, None),
            (Answer(503, "unavailable", retry_after="7"), OUTCOME.TRANSIENT, 7.0),
            (Answer(200, "<html>Welcome to the hotel network</html>"), OUTCOME.TRANSIENT, None),
        ],
        ids=lambda value: str(value.status) if isinstance(value, Answer) else None,
    )
    def test_each_answer_is_permanent_or_worth_another_try(
        self, send: Send, answer: Answer, outcome: AttemptOutcome, retry_after: float | None
    ) -> None:
        with SlackEndpoint([answer]) as slack:
            result = send(ALERT, slack.address())
        assert (result.outcome, result.retry_after_s) == (outcome, retry_after)
        assert answer.body[:20] in result.detail
        assert not result.maybe_sent
        assert slack.messages == []

    def test_no_answer_at_all_may_mean_that_it_arrived(self, send: Send) -> None:
        with SlackEndpoint([slack_faults.SILENT]) as slack:
            result = send(ALERT, slack.address())
        assert (result.outcome, result.maybe_sent) == (OUTCOME.TRANSIENT, True)

    def test_a_try_that_outlives_its_time_may_have_arrived(self, send: Send) -> None:
        with SlackEndpoint([Answer(200, "ok", delay_s=0.6, kept=True)]) as slack:
            result = send(ALERT, slack.address(), timeout_s=0.2)
        assert (result.outcome, result.maybe_sent) == (OUTCOME.TRANSIENT, True)

    def test_a_closed_port_is_transient_and_nothing_arrived(self, send: Send) -> None:
        result = send(ALERT, f"slack://T0000/B0000/secrettoken/?base=http://127.0.0.1:{free_port()}/services")
        assert (result.outcome, result.maybe_sent) == (OUTCOME.TRANSIENT, False)
        assert "no connection to Slack" in result.detail

    def test_a_host_without_a_name_is_transient(self, send: Send) -> None:
        result = send(ALERT, "slack://T0000/B0000/secrettoken/?base=http://no-such-host.invalid/services")
        assert (result.outcome, result.maybe_sent) == (OUTCOME.TRANSIENT, False)

    def test_a_repeat_after_a_crash_is_labelled(self, send: Send) -> None:
        with SlackEndpoint() as slack:
            send(ALERT, slack.address(), maybe_sent=True)
        assert slack.messages[0].body["blocks"][0]["text"]["text"].startswith("[Possible duplicate]")

    def test_mentions_come_from_the_address_alone_and_only_when_it_is_urgent(self, send: Send) -> None:
        calm = change_alert(samples.revision_of(samples.JUDGEMENTS[2]), links=LINKS)
        with SlackEndpoint() as slack:
            address = slack.address(mention="here,U0123456,S0123456,@eve,<!channel>")
            assert send(change_alert(samples.hostile_revision(), links=LINKS), address).ok
            assert send(calm, address).ok
        from monitor.demo.slack_rules import mentions

        assert mentions(slack.messages[0].body) == ["here", "U0123456", "S0123456"]
        assert mentions(slack.messages[1].body) == []

    def test_a_bot_posts_to_each_of_its_channels_on_its_own(self, send: Send) -> None:
        with SlackEndpoint() as slack:
            address = slack.address("xoxb-1234-1234-4ddbc191d40ee098cbaae6f3523ada2d/legal/procurement")
            assert [send(ALERT, address, channel=n).ok for n in (0, 1)] == [True, True]
        assert [message.body["channel"] for message in slack.messages] == ["#legal", "#procurement"]
        assert slack.messages[0].path.endswith("/chat.postMessage")

    @pytest.mark.parametrize(
        ("said", "outcome"),
        [
            ('{"ok": false, "error": "channel_not_found"}', OUTCOME.PERMANENT),
            ('{"ok": false, "error": "invalid_auth"}', OUTCOME.PERMANENT),
            ('{"ok": false, "error": "ratelimited"}', OUTCOME.TRANSIENT),
            ("<html>", OUTCOME.TRANSIENT),
        ],
    )
    def test_a_bot_is_told_no_with_status_200(self, send: Send, said: str, outcome: AttemptOutcome) -> None:
        with SlackEndpoint([Answer(200, said)]) as slack:
            address = slack.address("xoxb-1234-1234-4ddbc191d40ee098cbaae6f3523ada2d/legal")
            assert send(ALERT, address).outcome is outcome

    def test_one_message_a_second_is_all_a_webhook_takes(self, send: Send) -> None:
        now = 100.0
        with SlackEndpoint(per_second=1, clock=lambda: now) as slack:
            first, second = send(ALERT, slack.address()), send(ALERT, slack.address())
            now += 1.0
            third = send(ALERT, slack.address())
        assert (first.ok, second.retry_after_s, third.ok) == (True, 1.0, True)


class TestMail:
    def test_a_change_arrives_as_text_and_html(self, send: Send) -> None:
        with Inbox() as inbox:
            assert send(ALERT, inbox.address("legal@example.com")).ok
        mail = inbox.messages[0]
        text, html = mail.get_body(("plain",)), mail.get_body(("html",))
        assert text is not None
        assert html is not None
        assert mail["Subject"] == "Infobip: 1 new sub-processor, 1 entry changed and 1 sub-processor removed"
        assert mail["From"] == "Sub-processor Monitor <monitor@example.org>"
        assert "Act by:                   Fri 27 Nov 2026, in 24 days" in text.get_content()
        assert "<h1" in html.get_content()
        assert mail["Auto-Submitted"] == "auto-generated"
        assert "alerts.subprocessor-monitor.example.org" in mail["List-Id"]

    def test_three_recipients_are_three_channels(self, send: Send) -> None:
        fault = Fault(mail_faults.At.RECIPIENT, "550 5.1.1 No such user", recipient="gone@example.com")
        with Inbox([fault, fault, fault]) as inbox:
            address = inbox.address("a@example.com", "gone@example.com", "c@example.com")
            results = [send(ALERT, address, channel=n) for n in range(3)]
        assert [result.outcome for result in results] == [OUTCOME.SENT, OUTCOME.PERMANENT, OUTCOME.SENT]
        assert inbox.envelopes == [("a@example.com",), ("c@example.com",)]

    def test_copies_go_out_once(self, send: Send) -> None:
        with Inbox() as inbox:
            address = inbox.address(
                "a@example.com", "b@example.com", cc="boss@example.com", bcc="file@example.com"
            )
            assert [send(ALERT, address, channel=n).ok for n in (0, 1)] == [True, True]
        assert inbox.envelopes == [
            ("a@example.com", "boss@example.com", "file@example.com"),
            ("b@example.com",),
        ]
        assert "file@example.com" not in inbox.messages[0].as_string()

    def test_a_refused_copy_does_not_undo_the_delivery(self, send: Send) -> None:
        fault = Fault(mail_faults.At.RECIPIENT, "550 no such user", recipient="boss@example.com")
        with Inbox([fault]) as inbox:
            result = send(ALERT, inbox.address("a@example.com", cc="boss@example.com"))
        assert result.ok
        assert "copies refused: boss@example.com (550)" in result.detail

    @pytest.mark.parametrize(
        ("fault", "outcome", "maybe_sent"),
        [
            (mail_faults.BUSY, OUTCOME.TRANSIENT, False),
            (mail_faults.GREYLISTED, OUTCOME.TRANSIENT, False),
            (mail_faults.UNKNOWN_USER, OUTCOME.PERMANENT, False),
            (mail_faults.SPAM, OUTCOME.PERMANENT, False),
            (Fault(mail_faults.At.MESSAGE, "452 4.2.2 Mailbox full"), OUTCOME.TRANSIENT, False),
            (Fault(mail_faults.At.SENDER, ""), OUTCOME.TRANSIENT, False),
            (mail_faults.CLOSED, OUTCOME.TRANSIENT, True),
            (mail_faults.CLOSED_AFTER_KEEPING, OUTCOME.TRANSIENT, True),
        ],
    )
    def test_each_fault_is_permanent_or_worth_another_try(
        self, send: Send, fault: Fault, outcome: AttemptOutcome, maybe_sent: bool
    ) -> None:
        with Inbox([fault]) as inbox:
            result = send(ALERT, inbox.address("legal@example.com"))
        assert (result.outcome, result.maybe_sent) == (outcome, maybe_sent)
        assert result.detail

    def test_every_try_carries_the_same_message_id_and_each_recipient_another(self, send: Send) -> None:
        with Inbox([mail_faults.CLOSED_AFTER_KEEPING]) as inbox:
            send(ALERT, inbox.address("a@example.com"))
            send(ALERT, inbox.address("a@example.com"), maybe_sent=True)
            send(ALERT, inbox.address("b@example.com"))
        first, again, other = (message["Message-ID"] for message in inbox.messages)
        assert first == again != other
        assert [message["Subject"][:20] for message in inbox.messages][1] == "[Possible duplicate]"
        assert all(len(message.get_all("Message-ID", [])) == 1 for message in inbox.messages)

    def test_a_reminder_answers_the_first_mail(self, send: Send) -> None:
        with Inbox() as inbox:
            send(ALERT, inbox.address("a@example.com"))
            send(reminder(samples.revision(), "14d", links=LINKS), inbox.address("a@example.com"))
        first, second = inbox.messages
        assert second["In-Reply-To"] == second["References"] == first["Message-ID"]
        assert first["In-Reply-To"] is None

    def test_reminders_go_to_the_owner_and_late_ones_to_the_deputy_too(self, send: Send) -> None:
        people = replace(samples.VENDOR, owner="ada@example.com", deputy="ben@example.com")
        early = reminder(samples.revision(), "days_14", links=LINKS, vendor=people)
        late = reminder(samples.revision(), "deadline_day", links=LINKS, vendor=people, to_deputy=True)
        alerts = (early, late, overdue(samples.revision(), links=LINKS, vendor=people),
                  change_alert(samples.revision(), links=LINKS, vendor=people))  # fmt: skip
        with Inbox() as inbox:
            for alert in alerts:
                assert send(alert, inbox.address("team@example.com"), to_owner=True).ok
            assert send(early, inbox.address("team@example.com")).ok
        assert inbox.envelopes == [
            ("ada@example.com",),
            ("ada@example.com", "ben@example.com"),
            ("ada@example.com", "ben@example.com"),
            ("team@example.com",),  # a change is told to the team
            ("team@example.com",),  # and so is everything, where the route does not say otherwise
        ]

    def test_an_owner_who_is_only_a_name_leaves_the_team_as_the_reader(self, send: Send) -> None:
        for owner in ("Ada Berg", "ada@example.com, eve@evil.example", None):
            people = replace(samples.VENDOR, owner=owner, deputy="Ben")
            with Inbox() as inbox:
                told = reminder(samples.revision(), "days_14", links=LINKS, vendor=people, to_deputy=True)
                assert send(told, inbox.address("team@example.com"), to_owner=True).ok
            assert inbox.envelopes == [("team@example.com",)]

    def test_the_report_goes_with_it(self, send: Send) -> None:
        report = Attachment("infobip r7k2m9.html", "text/html", b"<!doctype html><title>Report</title>")
        with Inbox() as inbox:
            assert send(ALERT, inbox.address("a@example.com"), attachments=(report,)).ok
        attached = next(inbox.messages[0].iter_attachments())
        assert attached.get_filename() == "infobip r7k2m9.html"
        assert "<title>Report" in attached.get_content()

    def test_no_page_text_can_add_a_header_or_a_recipient(self, send: Send) -> None:
        with Inbox() as inbox:
            assert send(
                change_alert(samples.hostile_revision(), links=LINKS), inbox.address("a@example.com")
            ).ok
        mail = inbox.messages[0]
        assert inbox.envelopes == [("a@example.com",)]
        assert mail["Bcc"] is None
        assert mail["Cc"] is None

    @pytest.mark.parametrize("starttls", [True, False], ids=["STARTTLS", "TLS"])
    def test_with_encryption_and_a_login(
        self, send: Send, starttls: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        authority = trustme.CA()
        monkeypatch.setattr(ssl, "create_default_context", lambda: trusting(authority))
        with Inbox(login=("monitor", "s3cretpass"), tls=serving(authority), starttls=starttls) as inbox:
            assert send(ALERT, inbox.address("a@example.com")).ok
            wrong = send(ALERT, inbox.address("a@example.com").replace("s3cretpass", "wr0ngpass"))
        assert wrong.outcome is OUTCOME.PERMANENT
        assert "535" in wrong.detail
        assert "wr0ngpass" not in wrong.detail

    def test_an_untrusted_certificate_is_not_waved_through(self, send: Send) -> None:
        with Inbox(tls=serving(trustme.CA()), starttls=True) as inbox:
            result = send(ALERT, inbox.address("a@example.com"))
        assert not result.ok
        assert "certificate" in result.detail.lower()
        assert inbox.messages == []

    def test_a_server_without_encryption_is_refused_where_the_address_asks_for_it(self, send: Send) -> None:
        with Inbox() as inbox:
            address = inbox.address("a@example.com").replace("mailto://", "mailtos://") + "&mode=starttls"
            result = send(ALERT, address)
        assert result.outcome is OUTCOME.PERMANENT
        assert inbox.messages == []

    def test_a_closed_port_and_an_unknown_host_are_transient(self, send: Send) -> None:
        for host, port in (("127.0.0.1", free_port()), ("no-such-host.invalid", 25)):
            result = send(ALERT, f"mailto://{host}:{port}/?smtp={host}&from=m@example.org&to=a@example.com")
            assert (result.outcome, result.maybe_sent) == (OUTCOME.TRANSIENT, False)


class TestWebhook:
    def test_the_document_is_signed_and_carries_its_id(self, send: Send) -> None:
        with webhook() as (port, requests):
            assert send(ALERT, f"json://127.0.0.1:{port}/hook?secret=topsecret").ok
        path, headers, body = requests[0]
        document = json.loads(body)
        stamp = headers["X-Monitor-Signature"]
        assert path == "/hook"
        assert stamp == signature(body, "topsecret", samples.NOW)
        assert headers["Idempotency-Key"] == document["id"] == "change:r7k2m9"
        assert document["payload"]["version"] == 1
        assert "topsecret" not in body.decode()

    @pytest.mark.parametrize(
        ("status", "outcome"), [(404, OUTCOME.PERMANENT), (429, OUTCOME.TRANSIENT), (500, OUTCOME.TRANSIENT)]
    )
    def test_answers_are_told_apart(self, send: Send, status: int, outcome: AttemptOutcome) -> None:
        with webhook(status) as (port, _):
            assert send(ALERT, f"json://127.0.0.1:{port}/hook").outcome is outcome


class TestOtherServices:
    """Everything Apprise knows and we have no form of our own for; XML stands for them all."""

    def test_the_text_arrives_without_mentions(self, send: Send) -> None:
        with webhook() as (port, requests):
            assert send(
                change_alert(samples.hostile_revision(), links=LINKS), f"xml://127.0.0.1:{port}/hook"
            ).ok
        body = requests[0][2].decode()
        assert "@everyone" not in body
        assert "Infobip" in body or "channel" in body

    @pytest.mark.parametrize(
        ("status", "outcome"), [(404, OUTCOME.PERMANENT), (410, OUTCOME.PERMANENT), (502, OUTCOME.TRANSIENT)]
    )
    def test_the_reason_is_read_from_the_log(self, send: Send, status: int, outcome: AttemptOutcome) -> None:
        with webhook(status) as (port, _):
            result = send(ALERT, f"xml://127.0.0.1:{port}/hook?token=verysecretvalue")
        assert result.outcome is outcome
        assert str(status) in result.detail
        assert "verysecretvalue" not in result.detail

    def test_an_answer_that_is_lost_may_have_left_a_message_behind(self, send: Send) -> None:
        """Their log says "a connection error" of that and of a port that nobody listens on."""
        with webhook(None) as (port, requests):
            result = send(ALERT, f"xml://127.0.0.1:{port}/hook")
        assert len(requests) == 1
        assert (result.outcome, result.maybe_sent) == (OUTCOME.TRANSIENT, True)

    def test_an_address_that_cannot_be_read_fails_for_good_and_is_not_printed(self, send: Send) -> None:
        result = send(ALERT, "nosuchservice://topsecrettoken@host/")
        assert result.outcome is OUTCOME.PERMANENT
        assert "nosuchservice://…" in result.detail
        assert "topsecrettoken" not in result.detail

    def test_a_channel_that_is_gone_from_the_configuration_fails_for_good(self, send: Send) -> None:
        result = send(ALERT, "json://127.0.0.1/", channel=4)
        assert result.outcome is OUTCOME.PERMANENT
        assert "no channel 4 any more" in result.detail


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def serving(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(context)
    return context


@contextmanager
def webhook(status: int | None = 200) -> Iterator[tuple[int, list[tuple[str, dict[str, str], bytes]]]]:
    """A web server that takes every POST and answers with one status; None: it hangs up instead."""
    requests: list[tuple[str, dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            requests.append((self.path, dict(self.headers), body))
            if status is None:
                return
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        log_message: Callable[..., None] = lambda *_: None

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_port, requests
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_results_are_values() -> None:
    assert SendResult(OUTCOME.SENT).ok
    assert Links() == Links()
