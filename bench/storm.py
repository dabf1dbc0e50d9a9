"""A storm: thousands of alerts to five routes while the servers fail at random and the sender is killed time and again.

    python -m bench.storm [--alerts 2000] [--kills 30] [--failing 0.4] [--speed 60]

Three routes lead to a local Slack that enforces Slack's rules, two to a local SMTP server. Of the answers of both, a
share is bad: busy, rate-limited, broken, closed without a word before or after the message was taken. Says at the end
whether every alert arrived on every route, whether each repeat was labelled, whether each repeat and each label
followed a try whose answer was lost, whether repeated mails kept their Message-ID, and whether each vendor's alerts
came in their order on each route; exits with 1 where not.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from monitor.demo import examples, inbox, slack
from monitor.demo.inbox import Fault, Inbox
from monitor.demo.slack import Answer, SlackEndpoint
from monitor.model import Alert, Attempt, AttemptOutcome, DeliveryState, PlannedAlert
from monitor.store import Store

WEBHOOKS = {
    "legal": "T0000/B0001/legaltoken",
    "procurement": "T0000/B0002/proctoken",
    "security": "T0000/B0003/sectoken",
}
MAILS = {"counsel": "counsel@example.com", "auditors": "auditors@example.com"}
ROUTES = (*WEBHOOKS, *MAILS)
BAD_ANSWERS = (
    slack.BROKEN,
    slack.SILENT,
    Answer(0, kept=True),  # taken, and the answer lost
    Answer(503, "service_unavailable"),
    Answer(504, "upstream timed out", kept=True),
    Answer(429, "rate_limited", retry_after="3"),
)
BAD_MAILS = (
    inbox.BUSY,
    inbox.GREYLISTED,
    inbox.CLOSED,
    inbox.CLOSED_AFTER_KEEPING,
    Fault(inbox.At.SENDER, ""),
    Fault(inbox.At.MESSAGE, "452 4.2.2 Mailbox full"),
)


_LOST_ANSWER = re.compile(r"^no answer|^HTTP 50[24]\b|^no end after|\(message\)$")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message as a reader got it. message_id: of a mail; a webhook of Slack's knows no such key."""

    route: str
    alert: str
    labelled: bool
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Storm:
    """How it went. ``late``: vendors' alerts that came before an earlier one of theirs on the same route."""

    alerts: int
    kills: int
    seconds: float
    arrivals: int
    missing: tuple[tuple[str, str], ...]
    repeats: int
    unlabelled: tuple[tuple[str, str], ...]
    unexplained: tuple[tuple[str, str], ...]
    message_ids: int
    out_of_order: tuple[tuple[str, str], ...]
    tries: int
    most_tries: int
    failed_answers: int
    unknown: int
    set_aside: int
    problems: int

    @property
    def well(self) -> bool:
        """Nothing lost, nothing repeated in silence or without need, all in order, and the hash chain whole."""
        lost = self.missing or self.set_aside or self.message_ids != self.alerts * len(MAILS)
        return not (lost or self.unlabelled or self.unexplained or self.out_of_order or self.problems)

    def words(self) -> str:
        """The figures, a line each."""
        wanted = self.alerts * len(ROUTES)
        tries = f"tries: {self.tries}, at most {self.most_tries} for one message"
        return "\n".join(
            (
                f"{self.alerts} alerts to {len(ROUTES)} routes, {self.kills} kills, {self.seconds:.0f} s",
                f"arrived: {self.arrivals - self.repeats} of {wanted} messages, {len(self.missing)} missing",
                f"repeats: {self.repeats}, of them without a label: {len(self.unlabelled)}",
                f"repeats or labels without a try whose answer was lost: {len(self.unexplained)}",
                f"mails told apart by their Message-ID: {self.message_ids} of {self.alerts * len(MAILS)}",
                f"out of a vendor's order: {len(self.out_of_order)}",
                f"{tries}; bad answers: {self.failed_answers}; cut off by a kill: {self.unknown}",
                f"set aside: {self.set_aside}, problems of the hash chain: {self.problems}",
            )
        )


def run(
    alerts: int,
    kills: int,
    failing: float,
    speed: float,
    seed: int = 1,
    vendors: int = 50,
    patience_s: float = 3_000,
) -> Storm:
    """Raise the storm and look at what arrived. Raises TimeoutError where it does not end."""
    dice = random.Random(seed)
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as name,
        SlackEndpoint(_answers(failing, dice)) as endpoint,
        Inbox(_faults(failing, dice)) as mails,
    ):
        folder = Path(name)
        address = f"sqlite:///{folder / 'store.sqlite3'}"
        routes = {key: [endpoint.address(token)] for key, token in WEBHOOKS.items()}
        routes |= {key: [mails.address(recipient)] for key, recipient in MAILS.items()}
        config = folder / "storm.json"
        config.write_text(
            json.dumps({"store": address, "routes": routes, "began": time.time(), "speed": speed}),
            encoding="utf-8",
        )
        with Store.open(address) as store:
            store.upgrade(at=datetime.now(UTC), backup_dir=folder)
            written = _written(store, alerts, vendors)
        done = _killed(config, kills, dice, patience_s, len(written) * len(ROUTES))
        with Store.open(address) as store:
            return _judged(written, _arrivals(endpoint, mails), store, done, time.monotonic() - began)


def _answers(failing: float, dice: random.Random) -> Iterator[Answer | None]:
    while True:
        yield dice.choice(BAD_ANSWERS) if dice.random() < failing else None


def _faults(failing: float, dice: random.Random) -> Iterator[Fault | None]:
    while True:
        yield dice.choice(BAD_MAILS) if dice.random() < failing else None


def _written(store: Store, count: int, vendors: int) -> list[Alert]:
    """The alerts, each for all routes, in the outbox; vendors take turns."""
    sample = examples.alerts()["change"]
    found = []
    for number in range(count):
        vendor = f"vendor-{number % vendors:02}"
        found.append(replace(sample, id=f"change:storm{number:05}", vendor_id=vendor, revision_id=None))
    channels = tuple((route, 0) for route in ROUTES)
    at = datetime.now(UTC)
    for start in range(0, count, 500):
        store.add_alerts([PlannedAlert(alert, channels) for alert in found[start : start + 500]], at)
    return found


def _killed(config: Path, kills: int, dice: random.Random, patience_s: float, expected: int) -> int:
    """Run the sender to the end, killing it so many times on the way; returns how many times it was killed."""
    deadline = time.monotonic() + patience_s
    killed = 0
    command = [sys.executable, "-m", "bench.storm_child", str(config)]
    while True:
        config.with_name("running").unlink(missing_ok=True)
        child = subprocess.Popen(command)
        try:
            while not config.with_name("running").exists() and child.poll() is None:
                time.sleep(0.01)
            # a moment spread over the work, which shrinks with what is left to do
            wait = dice.uniform(0.05, max(expected / 60 / max(kills, 1), 1.0) * 2) if killed < kills else None
            child.wait(wait if wait is not None else max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired as error:
            child.kill()
            child.wait()
            if killed >= kills:
                raise TimeoutError(f"the outbox is not empty after {patience_s:.0f} s") from error
            killed += 1
            continue
        if child.returncode:
            raise RuntimeError(f"the sender ended with {child.returncode}")
        return killed


def _arrivals(endpoint: SlackEndpoint, mails: Inbox) -> list[Arrival]:
    names = {token.rsplit("/", 1)[-1]: route for route, token in WEBHOOKS.items()}
    found = []
    for message in endpoint.messages:
        foot = message.body["blocks"][-1]["elements"][0]["text"]
        label = "possible duplicate" in str(message.body["text"]).lower()
        found.append(Arrival(names[message.path.rsplit("/", 1)[-1]], foot.rsplit(" ", 1)[-1], label))
    recipients = {recipient: route for route, recipient in MAILS.items()}
    for mail, envelope in zip(mails.messages, mails.envelopes, strict=True):
        label = "possible duplicate" in str(mail["Subject"]).lower()
        id_ = str(mail["Message-ID"])
        found.append(Arrival(recipients[envelope[0]], str(mail["X-Monitor-Alert"]), label, id_))
    return found


def _judged(written: list[Alert], arrivals: list[Arrival], store: Store, kills: int, seconds: float) -> Storm:
    first: dict[tuple[str, str], int] = {}
    repeats, unlabelled = 0, []
    for index, arrival in enumerate(arrivals):
        key = (arrival.route, arrival.alert)
        if key not in first:
            first[key] = index
            continue
        repeats += 1
        if not arrival.labelled:
            unlabelled.append(key)
    latest: dict[tuple[str, str | None], int] = defaultdict(lambda: -1)
    out_of_order = []
    for alert in written:
        for route in ROUTES:
            place = first.get((route, alert.id), -1)
            if place < latest[route, alert.vendor_id]:
                out_of_order.append((route, alert.id))
            latest[route, alert.vendor_id] = max(place, latest[route, alert.vendor_id])
    deliveries = store.deliveries(limit=1_000_000)
    by_delivery = {(d.route, d.alert.id): store.attempts(d.id) for d in deliveries}
    tries = [attempt for attempts in by_delivery.values() for attempt in attempts]
    outcomes = [attempt.outcome for attempt in tries]
    return Storm(
        alerts=len(written),
        kills=kills,
        seconds=seconds,
        arrivals=len(arrivals),
        missing=tuple((r, a.id) for a in written for r in ROUTES if (r, a.id) not in first),
        repeats=repeats,
        unlabelled=tuple(unlabelled),
        unexplained=tuple(_unexplained(arrivals, by_delivery)),
        message_ids=len({arrival.message_id for arrival in arrivals if arrival.message_id}),
        out_of_order=tuple(out_of_order),
        tries=len(tries),
        most_tries=max((delivery.attempts for delivery in deliveries), default=0),
        failed_answers=outcomes.count(AttemptOutcome.TRANSIENT),
        unknown=outcomes.count(AttemptOutcome.UNKNOWN),
        set_aside=sum(delivery.state is not DeliveryState.SENT for delivery in deliveries),
        problems=len(store.verify()),
    )


def _unexplained(
    arrivals: list[Arrival], tries: Mapping[tuple[str, str], list[Attempt]]
) -> Iterator[tuple[str, str]]:
    """Messages that came more often than tries lost their answers, or bore a label before any had."""
    came: dict[tuple[str, str], list[Arrival]] = defaultdict(list)
    for arrival in arrivals:
        came[arrival.route, arrival.alert].append(arrival)
    for key, found in came.items():
        lost = sum(_answer_lost(attempt) for attempt in tries[key])
        if lost < len(found) - 1 + found[0].labelled:
            yield key


def _answer_lost(attempt: Attempt) -> bool:
    """The message may have arrived: its sender died, or no answer of its own came back."""
    cut_off = attempt.outcome is AttemptOutcome.UNKNOWN
    return cut_off or (
        attempt.outcome is AttemptOutcome.TRANSIENT and bool(_LOST_ANSWER.search(attempt.detail))
    )


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--alerts", type=int, default=2_000)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--failing", type=float, default=0.4)
    parser.add_argument("--speed", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    storm = run(given.alerts, given.kills, given.failing, given.speed, given.seed)
    print(storm.words())
    for what, which in (
        ("missing", storm.missing),
        ("unlabelled", storm.unlabelled),
        ("unexplained", storm.unexplained),
        ("late", storm.out_of_order),
    ):
        for route, alert in which[:10]:
            print(f"  {what}: {alert} on {route}")
    return 0 if storm.well else 1


if __name__ == "__main__":
    sys.exit(main())
