"""Killed with SIGKILL at random moments of the story, the daemon ends where an undisturbed one ends."""

from __future__ import annotations

import contextlib
import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import pytest

from monitor.demo.inbox import Inbox
from monitor.demo.site import DemoSite, Stage
from monitor.demo.slack import SlackEndpoint
from monitor.model import CompareOutcome, DeliveryState, Health
from monitor.store import Store

pytestmark = pytest.mark.slow(36)
VENDORS = Path(__file__).resolve().parents[2] / "monitor" / "demo" / "vendors.yaml"
KILLS = 10


@dataclass
class World:
    """Site, inbox and Slack on loopback, and the daemon as a process of its own."""

    folder: Path
    site: DemoSite
    inbox: Inbox
    slack: SlackEndpoint
    daemon: subprocess.Popen[bytes] | None = None
    kills: int = 0
    sessions: list[int] = field(default_factory=list)
    _log_at_start: int = 0

    def configure(self) -> None:
        vendors = VENDORS.read_text(encoding="utf-8").replace("${SITE}", self.site.base)
        (self.folder / "vendors.yaml").write_text(vendors.replace("every: 1h", "every: 1s"), encoding="utf-8")
        config = {
            "database": f"sqlite:///{self.folder / 'store.sqlite3'}",
            "data_dir": str(self.folder),
            "listen": "127.0.0.1:0",
            "fetch": {"host_delay": "0s"},
            "checks": {"tick": "0.1s", "retry": "1s", "retry_cap": "1s", "trouble_after": 3},
            "alerts": {
                "routes": [
                    {"name": "slack", "to": [self.slack.address()]},
                    {"name": "mail", "to": [self.inbox.address("procurement@example.com")]},
                ]
            },
        }
        (self.folder / "monitor.yaml").write_text(json.dumps(config), encoding="utf-8")

    def start(self) -> None:
        command = [sys.executable, "-m", "monitor", "run", "--config", str(self.folder / "monitor.yaml")]
        log_file = self.folder / "log"
        self._log_at_start = log_file.stat().st_size if log_file.exists() else 0
        with log_file.open("ab") as log:
            self.daemon = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        self.sessions.append(self.daemon.pid)

    def kill(self) -> None:
        assert self.daemon
        self.daemon.send_signal(signal.SIGKILL)
        self.daemon.wait()
        self.kills += 1
        self.start()

    def stop(self) -> int:
        assert self.daemon
        # A process that was killed while it started has not said so; one that is asked to stop must have begun.
        size, started = self._log_at_start, b""
        while b"listening on" not in started:
            time.sleep(0.05)
            started = (self.folder / "log").read_bytes()[size:]
        self.daemon.send_signal(signal.SIGTERM)
        return self.daemon.wait(timeout=30)

    @contextlib.contextmanager
    def store(self) -> Iterator[Store]:
        store = Store.open(f"sqlite:///{self.folder / 'store.sqlite3'}")
        try:
            yield store
        finally:
            store.close()

    def until(self, holds: Callable[[Store], bool], what: str, rng: random.Random | None, kills: int) -> None:
        """Wait until something holds in the store, killing the daemon so many times at random moments meanwhile."""
        deadline = time.monotonic() + 60
        moments = (
            sorted(time.monotonic() + rng.uniform(0.3, 3.0) * (n + 1) for n in range(kills)) if rng else []
        )
        while time.monotonic() < deadline:
            if moments and time.monotonic() >= moments[0]:
                moments.pop(0)
                self.kill()
            with contextlib.suppress(Exception), self.store() as store:
                if not moments and holds(store):
                    return
            time.sleep(0.05)
        log = (self.folder / "log").read_text(encoding="utf-8")[-3000:]
        pytest.fail(f"waited in vain for: {what}\n{log}")


@contextlib.contextmanager
def world(folder: Path) -> Iterator[World]:
    folder.mkdir()
    with DemoSite() as site, SlackEndpoint() as slack, Inbox() as inbox:
        found = World(folder, site, inbox, slack)
        found.configure()
        found.start()
        try:
            yield found
        finally:
            if found.daemon and found.daemon.poll() is None:
                found.daemon.kill()
                found.daemon.wait()


def _seen(store: Store) -> bool:
    states = store.source_states()  # asked once: between two questions the sources may be entered
    return bool(states) and all(state.snapshot_id for state in states)


def play(found: World, rng: random.Random | None) -> None:
    """The story: baselines, changes, trouble; with a generator, the daemon is killed ten times on the way."""
    kills = (3, 4, 3) if rng else (0, 0, 0)
    found.until(_seen, "baselines", rng, kills[0])
    found.site.stage = Stage.AFTER
    found.until(lambda s: len({r.source_id for r in s.revision_heads()}) == 5, "revisions", rng, kills[1])
    found.until(_told, "alerts of the changes delivered", None, 0)
    found.site.stage = Stage.TROUBLE
    found.until(
        lambda s: sum(x.health in (Health.BROKEN, Health.BLOCKED) for x in s.source_states()) == 2,
        "trouble",
        rng,
        kills[2],
    )
    found.until(_told, "alerts of the trouble delivered", None, 0)
    assert found.stop() == 0


def _told(store: Store) -> bool:
    deliveries = store.deliveries()
    return bool(deliveries) and all(d.state is DeliveryState.SENT for d in deliveries)


def outcome(found: World) -> tuple[list[object], list[object], list[object]]:
    """What the store holds in the end: revisions, alerts and learned terms, without ids and times."""
    with found.store() as store:
        assert store.verify() == []
        revisions = [
            (
                r.source_id,
                r.severity,
                sorted((c.kind, c.name, str(c.field), str(c.after)) for c in r.comparison.changes),
            )
            for r in store.revisions(outcome=CompareOutcome.CHANGED)
        ]
        alerts = [(d.alert.kind, d.alert.source_id, d.route) for d in store.deliveries()]
        terms = [(v.origin, v.terms and v.terms.objection) for v in store.clause_versions("numonix")]
        return sorted(revisions, key=str), sorted(alerts, key=str), terms


def test_ten_kills_change_nothing_of_what_is_recorded_and_told(tmp_path: Path) -> None:
    with world(tmp_path / "calm") as calm:
        play(calm, None)
        expected = outcome(calm)
        calm_mails, calm_messages = len(calm.inbox.messages), len(calm.slack.messages)
    with world(tmp_path / "killed") as killed:
        play(killed, random.Random(20261103))
        assert killed.kills == KILLS
        found = outcome(killed)
        mails, messages = list(killed.inbox.messages), list(killed.slack.messages)
        reports = {path.name for path in (killed.folder / "reports").glob("*.html")}
        assert left_behind(killed.sessions) == [], "whoever was killed took its children along"
    assert len(reports) == len(found[0]), "every report is written"
    assert found == expected
    ids = [str(mail["Message-ID"]) for mail in mails]
    assert len(set(ids)) == calm_mails, "every mail arrived"
    again = [mail for n, mail in enumerate(mails) if ids[n] in ids[:n]]
    assert all("possible duplicate" in str(mail["Subject"]).lower() + _text(mail) for mail in again)
    texts = [json.dumps(message.body) for message in messages]
    labelled = [text for text in texts if "possible duplicate" in text.lower()]
    assert len(texts) - len(labelled) <= calm_messages <= len(texts), "every message arrived; repeats say so"


def left_behind(sessions: list[int]) -> list[str]:
    """Processes that still run in the sessions of the daemons; a child may take a moment to see that it is alone."""
    found: list[str] = []
    for _ in range(100):
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                state = stat.read_text().rsplit(")", 1)[1].split()
                if int(state[3]) in sessions and state[0] != "Z":
                    found.append(stat.parent.name)
        if not found:
            break
        time.sleep(0.1)
    return found


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    return part.get_content().lower() if part else ""
