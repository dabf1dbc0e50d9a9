"""A year in simulated time, with the service killed again and again: ``python -m bench.year [--vendors 200 …]``.

Prints what happened, and what was wrong: every reminder that was due went out exactly once (a repeat only where a
kill fell between sending and recording, and labelled so), none after a decision, and every state is legal.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bench.year_child import SECOND_LOOK
from bench.year_oracle import OPEN, Life, expected
from bench.year_plan import Year, configure, plan
from monitor.model import CompareOutcome, DecisionState
from monitor.review.decisions import CALENDAR, allowed
from monitor.store import Store

REMINDING = ("reminder:", "escalation:", "overdue:")


@dataclass(frozen=True)
class Message:
    """One message as it arrived. at: the instant of the year; duplicate: labelled as a possible one."""

    id: str
    at: datetime
    duplicate: bool


@dataclass
class Hook:
    """The inbox of everybody: a webhook on loopback that writes down what arrives, and when in the year."""

    folder: Path
    messages: list[Message] = field(default_factory=list)
    strike: threading.Event = field(
        default_factory=threading.Event
    )  # the next message is to be met by a kill
    struck: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Hook:
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                try:
                    body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                except ValueError:
                    return  # its sender was killed within the request: it did not arrive
                hook.messages.append(Message(body["id"], hook.now(), bool(body.get("possible_duplicate"))))
                if hook.strike.is_set():
                    hook.strike.clear()
                    hook.struck.set()
                    time.sleep(0.3)  # it arrived, and the sender does not know yet
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name it has
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def address(self) -> str:
        return f"json://127.0.0.1:{self.server.server_port}/hook"

    def now(self) -> datetime:
        said = (self.folder / "progress").read_text(encoding="utf-8")
        return datetime.fromisoformat(said) + SECOND_LOOK


@dataclass
class Outcome:
    """What the year came to; problems: whatever should not be, a sentence each."""

    revisions: int = 0
    states: Counter[str] = field(default_factory=Counter)
    reminders: int = 0
    duplicates: int = 0
    messages: int = 0
    kills: int = 0
    decisions: int = 0
    notices: int = 0
    failures: int = 0
    gaps: int = 0
    refused: int = 0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)


def run(folder: Path, year: Year, kills: int) -> tuple[list[Message], int]:
    """Live the year; returns the messages, and how often the service was killed."""
    rng = random.Random(year.seed + 1)
    steps = year.steps
    # Half of the kills fall anywhere, half between the arrival of a message and the record that it was sent.
    moments = sorted((rng.choice(steps[2:-2]), n % 2 == 0) for n in range(kills))
    killed, armed_at = 0, None
    with Hook(folder) as hook:
        configure(year, folder, hook.address)
        begin = steps[0]
        (folder / "progress").write_text(begin.isoformat(), encoding="utf-8")
        while True:
            child = _start(folder, begin)
            try:
                while child.poll() is None:
                    at = _progress(folder)
                    if hook.struck.is_set() or _given_up(hook, armed_at, at):
                        hook.strike.clear()
                    elif hook.strike.is_set() or not moments or at is None or at < moments[0][0]:
                        time.sleep(0.003)
                        continue
                    elif moments.pop(0)[1]:
                        armed_at = at
                        hook.strike.set()
                        continue
                    else:
                        time.sleep(rng.uniform(0, 0.25))  # anywhere in the step, or in one of the next
                    hook.struck.clear()
                    child.send_signal(signal.SIGKILL)
                    killed += 1
                    break
                child.wait()
            finally:
                if child.poll() is None:
                    child.kill()
                    child.wait()
            said = (folder / "progress").read_text(encoding="utf-8")
            if said.startswith("done"):
                return hook.messages, killed
            if child.returncode not in {0, -signal.SIGKILL}:
                raise RuntimeError((folder / "log").read_text(encoding="utf-8")[-4000:])
            begin = datetime.fromisoformat(said)


def _given_up(hook: Hook, armed_at: datetime | None, at: datetime | None) -> bool:
    """No message came for a week of the year: the kill falls here."""
    waited = at - armed_at if at and armed_at else timedelta()
    return hook.strike.is_set() and waited > timedelta(days=7)


def _start(folder: Path, begin: datetime) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bench.year_child", str(folder), begin.isoformat()]
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, cwd=Path(__file__).resolve().parents[1])


def _progress(folder: Path) -> datetime | None:
    with contextlib.suppress(OSError, ValueError):
        return datetime.fromisoformat((folder / "progress").read_text(encoding="utf-8"))
    return None


def judge(folder: Path, year: Year, messages: list[Message]) -> Outcome:
    """Hold what happened against what had to happen."""
    outcome = Outcome(messages=len(messages))
    zones, linked = _zones(folder), _linked(folder)
    runs = [at + SECOND_LOOK for at in year.steps]
    with Store.open(f"sqlite:///{folder / 'store.sqlite3'}") as store:
        outcome.problems += [f"chain: {p.subject} {p.what} {p.detail}" for p in store.verify()]
        heads = [h for h in store.revision_heads(limit=100_000) if h.outcome is CompareOutcome.CHANGED]
        outcome.revisions, outcome.decisions = len(heads), len(store.decisions())
        people = [made for made in store.decisions() if made.made_by != CALENDAR]
        planned = [act for act in year.acts if act.what not in {"notice", "confirm"}]
        outcome.refused = len(planned) - len(people)
        outcome.notices, outcome.gaps = len(store.notices()), len(store.gaps())
        outcome.failures = sum(f.count for f in store.failures(limit=100_000))
        lives = {head.public_id: _life(store, head.id, zones[head.vendor_id], linked) for head in heads}
        pending = [
            d.alert.id for d in store.deliveries(limit=100_000) if d.state.value in {"pending", "leased"}
        ]
    outcome.problems += [f"never delivered: {alert_id}" for alert_id in pending]
    outcome.states = Counter(life.head.state.value for life in lives.values())
    _judge_messages(outcome, messages, lives, runs)
    for life in lives.values():
        outcome.problems += _judge_states(life)
    outcome.problems += _judge_changes(year, lives)
    return outcome


def _zones(folder: Path) -> dict[str, str]:
    from monitor.settings import load

    return {v.id: v.zone or "UTC" for v in load(folder / "monitor.yaml").vendors}


def _life(store: Store, revision_id: int, zone: str, linked: dict[int, datetime]) -> Life:
    (head,) = store.revision_heads_by_id([revision_id])
    windows = [(at, window) for at, _, window in store.windows(revision_id)]
    return Life(head, windows, store.decisions(revision_id), linked.get(revision_id), zone)


def _linked(folder: Path) -> dict[int, datetime]:
    """When the first notice was linked to each revision."""
    query = "SELECT revision_id, min(linked_at) FROM notice_link GROUP BY revision_id"
    with contextlib.closing(sqlite3.connect(folder / "store.sqlite3")) as database:
        return {key: datetime.fromisoformat(at).replace(tzinfo=UTC) for key, at in database.execute(query)}


def _judge_messages(
    outcome: Outcome, messages: list[Message], lives: dict[str, Life], runs: list[datetime]
) -> None:
    got: dict[str, list[Message]] = {}
    for message in messages:
        got.setdefault(message.id, []).append(message)
    wanted = {alert_id for life in lives.values() for alert_id in expected(life, runs)}
    wanted |= {f"change:{public_id}" for public_id in lives}
    told = {key for key in got if key.startswith((*REMINDING, "change:"))}
    outcome.reminders = sum(1 for key in told if key.startswith(REMINDING))
    outcome.problems += [f"was due and never came: {key}" for key in sorted(wanted - told)]
    outcome.problems += [f"came and was not due: {key}" for key in sorted(told - wanted)]
    for key, found in got.items():
        plain = [message for message in found if not message.duplicate]
        outcome.duplicates += len(found) - 1
        if len(plain) > 1 or (len(found) > 1 and not plain):
            outcome.problems.append(f"came {len(found)} times, {len(plain)} of them unlabelled: {key}")
        public_id = key.split(":")[1] if ":" in key else ""
        if key.startswith(REMINDING) and public_id in lives:
            late = [m for m in found if lives[public_id].state_at(m.at) not in OPEN]
            outcome.problems += [f"came after the decision: {key} at {m.at}" for m in late]


def _judge_states(life: Life) -> list[str]:
    found, state = [], DecisionState.DETECTED
    for made in life.decisions:
        if made.state_before is not state:
            found.append(f"{life.head.public_id}: {made.state} follows {state}, it says {made.state_before}")
        lapses = {DecisionState.LAPSED, DecisionState.DEEMED_ACCEPTED}
        by_calendar = made.made_by == CALENDAR and (made.state in lapses or state in lapses)
        if made.state not in allowed(state) and not by_calendar:
            found.append(f"{life.head.public_id}: {state} to {made.state} by {made.made_by} is not allowed")
        state = made.state
    if state is not life.head.state:
        found.append(f"{life.head.public_id}: stands at {life.head.state}, its decisions at {state}")
    return found


def _judge_changes(year: Year, lives: dict[str, Life]) -> list[str]:
    """Every change that could be seen became exactly one revision."""
    by_vendor = Counter(life.head.vendor_id for life in lives.values())
    planned = Counter(f"vendor-{change.vendor}" for change in year.changes)
    return [
        f"{vendor}: {planned[vendor]} changes, {by_vendor[vendor]} revisions"
        for vendor in planned
        if planned[vendor] != by_vendor[vendor]
    ]


def report(year: Year, outcome: Outcome) -> str:
    """The figures, and what was wrong."""
    states = ", ".join(f"{state} {count}" for state, count in outcome.states.most_common())
    rows = [
        f"{year.vendors} vendors, {len(year.changes)} changes, {year.days} days, {len(year.steps)} steps",
        f"kills -9: {outcome.kills}; seed {year.seed}",
        f"outages on record: {outcome.gaps} of ours; {outcome.failures} checks failed",
        f"planned outages: {len(year.network_outages)} of the network, {len(year.vendor_outages)} of vendors",
        f"revisions: {outcome.revisions}; notices: {outcome.notices}",
        f"decisions: {outcome.decisions} by people and the calendar; {outcome.refused} were not allowed, or too late",
        f"states at the end: {states}",
        f"messages: {outcome.messages}, of them {outcome.reminders} reminders",
        f"repeats after a kill: {outcome.duplicates}, each labelled",
        f"it took {outcome.seconds:.0f} s",
        f"problems: {len(outcome.problems)}",
    ]
    return "\n".join([*rows, *(f"  {problem}" for problem in outcome.problems[:40])])


def year_of(
    folder: Path, *, vendors: int, changes: int, days: int, steps_a_day: int, kills: int, seed: int
) -> tuple[Year, Outcome]:
    """Plan, live and judge a year."""
    year = plan(seed, vendors=vendors, changes=changes, days=days, steps_a_day=steps_a_day)
    began = time.monotonic()
    messages, killed = run(folder, year, kills)
    outcome = judge(folder, year, messages)
    outcome.kills, outcome.seconds = killed, time.monotonic() - began
    return year, outcome


def main() -> int:
    """Live the year of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (
        ("vendors", 200),
        ("changes", 300),
        ("days", 365),
        ("steps-a-day", 2),
        ("kills", 50),
    ):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--seed", type=int, default=20260105)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        year, outcome = year_of(
            Path(name),
            vendors=options.vendors,
            changes=options.changes,
            days=options.days,
            steps_a_day=options.steps_a_day,
            kills=options.kills,
            seed=options.seed,
        )
    print(report(year, outcome))
    return 1 if outcome.problems else 0


if __name__ == "__main__":
    sys.exit(main())
