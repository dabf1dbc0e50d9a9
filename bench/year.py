"""A year in simulated time, with the service killed again and again: ``python -m bench.year [--vendors 200 …]``.

Prints what happened, and what was wrong: every reminder that was due went out exactly once (a repeat only where a
kill fell between arrival and record, labelled so, and under the same idempotency key), none after a decision, and
every state is legal. ``--kills-seed`` draws another course of kills for the same year; ``--keep`` leaves the store,
and in ``course`` every arrival and every kill, for whoever wants to see why.
"""

from __future__ import annotations

import argparse
import contextlib
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench.year_child import SECOND_LOOK
from bench.year_course import Course, by_alert, run
from bench.year_oracle import OPEN, Life, expected
from bench.year_plan import Year, plan
from bench.year_repeats import Repeats, judge_repeats
from monitor.model import Attempt, CompareOutcome, DecisionState
from monitor.review.decisions import CALENDAR, allowed
from monitor.store import Store

REMINDING = ("reminder:", "escalation:", "overdue:")


@dataclass
class Outcome:
    """What the year came to; problems: whatever should not be, a sentence each."""

    revisions: int = 0
    states: Counter[str] = field(default_factory=Counter)
    reminders: int = 0
    repeats: Repeats = field(default_factory=Repeats)
    messages: int = 0
    deliveries: int = 0
    keys: int = 0
    kills: int = 0
    decisions: int = 0
    notices: int = 0
    failures: int = 0
    gaps: int = 0
    refused: int = 0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)


def judge(folder: Path, year: Year, course: Course) -> Outcome:
    """Hold what happened against what had to happen."""
    messages = course.messages
    outcome = Outcome(messages=len(messages), kills=len(course.kills), keys=len({m.key for m in messages}))
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
        deliveries = store.deliveries(limit=100_000)
        pending = [d.alert.id for d in deliveries if d.state.value in {"pending", "leased"}]
        tries = {d.alert.id: store.attempts(d.id) for d in deliveries}
        outcome.deliveries = sum(d.state.value == "sent" for d in deliveries)
    outcome.problems += [f"never delivered: {alert_id}" for alert_id in pending]
    outcome.states = Counter(life.head.state.value for life in lives.values())
    _judge_messages(outcome, course, lives, runs, tries)
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
    outcome: Outcome,
    course: Course,
    lives: dict[str, Life],
    runs: list[datetime],
    tries: dict[str, list[Attempt]],
) -> None:
    got = by_alert(course.messages)
    wanted = {alert_id for life in lives.values() for alert_id in expected(life, runs)}
    wanted |= {f"change:{public_id}" for public_id in lives}
    told = {key for key in got if key.startswith((*REMINDING, "change:"))}
    outcome.reminders = sum(1 for key in told if key.startswith(REMINDING))
    outcome.problems += [f"was due and never came: {key}" for key in sorted(wanted - told)]
    outcome.problems += [f"came and was not due: {key}" for key in sorted(told - wanted)]
    outcome.repeats = judge_repeats(got, tries, course.kills)
    outcome.problems += outcome.repeats.unexplained
    outcome.problems += [f"came under the key {m.key}: {m.id}" for m in course.messages if m.key != m.id]
    if outcome.keys != outcome.deliveries:
        outcome.problems.append(f"{outcome.deliveries} deliveries sent, {outcome.keys} keys arrived")
    for key, found in got.items():
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
    repeats = outcome.repeats
    rows = [
        f"{year.vendors} vendors, {len(year.changes)} changes, {year.days} days, {len(year.steps)} steps",
        f"kills -9: {outcome.kills}; seed {year.seed}",
        f"outages on record: {outcome.gaps} of ours; {outcome.failures} checks failed",
        f"planned outages: {len(year.network_outages)} of the network, {len(year.vendor_outages)} of vendors",
        f"revisions: {outcome.revisions}; notices: {outcome.notices}",
        f"decisions: {outcome.decisions} by people and the calendar; {outcome.refused} were not allowed, or too late",
        f"states at the end: {states}",
        f"messages: {outcome.messages}, of them {outcome.reminders} reminders",
        f"came once: {repeats.once}; repeats, labelled, each after a kill: {repeats.repeats - repeats.unexcused}",
        f"unexplained repeats, labels and records: {len(repeats.unexplained)}",
        f"first arrivals labelled, after a try that was cut off before it arrived: {repeats.early_labels}",
        f"told apart by their idempotency keys: {outcome.keys} messages of {outcome.deliveries} deliveries",
        f"it took {outcome.seconds:.0f} s",
        f"problems: {len(outcome.problems)}",
    ]
    explained = [f"  explained: {words}" for words in repeats.explained]
    return "\n".join([*rows, *(f"  {problem}" for problem in outcome.problems[:40]), *explained])


def year_of(
    folder: Path,
    *,
    vendors: int,
    changes: int,
    days: int,
    steps_a_day: int,
    kills: int,
    seed: int,
    kills_seed: int | None = None,
) -> tuple[Year, Outcome]:
    """Plan, live and judge a year. kills_seed: of the course of kills; None draws it from ``seed``."""
    year = plan(seed, vendors=vendors, changes=changes, days=days, steps_a_day=steps_a_day)
    began = time.monotonic()
    course = run(folder, year, kills, seed + 1 if kills_seed is None else kills_seed)
    (folder / "course").write_text(course.log(), encoding="utf-8")
    outcome = judge(folder, year, course)
    outcome.seconds = time.monotonic() - began
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
    parser.add_argument("--kills-seed", type=int, help="another course of kills for the same year")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="an empty folder; it is left as it is at the end"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if options.keep:
            options.keep.mkdir(parents=True)
        year, outcome = year_of(
            options.keep or Path(name),
            vendors=options.vendors,
            changes=options.changes,
            days=options.days,
            steps_a_day=options.steps_a_day,
            kills=options.kills,
            seed=options.seed,
            kills_seed=options.kills_seed,
        )
    print(report(year, outcome))
    return 1 if outcome.problems else 0


if __name__ == "__main__":
    sys.exit(main())
