"""Living the year: the service as a process that is killed, begun again, and killed, until the year is over."""

from __future__ import annotations

import contextlib
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bench.year_inbox import Hook, Message
from bench.year_plan import Year, configure


@dataclass
class Course:
    """What the year's processes did. kills: the number of a process that was killed, to which kill it was.

    ended: how each process ended, in a sentence.
    """

    messages: list[Message] = field(default_factory=list)
    kills: dict[int, int] = field(default_factory=dict)
    ended: list[str] = field(default_factory=list)

    def log(self) -> str:
        """Every arrival and every end of a process, a line each, in their order."""
        lines: list[str] = []
        for process, words in enumerate(self.ended, 1):
            mine = [m for m in self.messages if m.process == process]
            lines += [f"{process} {m.at:%Y-%m-%d %H:%M} {m.id}{' labelled' * m.duplicate}" for m in mine]
            lines.append(f"{process} {words}")
        return "\n".join(lines) + "\n"


@dataclass
class _Moments:
    """When to kill next: the instant of the year, and whether the next message's arrival is waited for."""

    left: list[tuple[datetime, bool]]
    rng: random.Random
    armed_at: datetime | None = None

    def struck(self, hook: Hook, at: datetime | None) -> bool:
        """Whether the process is to be killed now; waits for a blink where not."""
        if hook.struck.is_set() or self._given_up(hook, at):
            hook.strike.clear()
        elif hook.strike.is_set() or not self.left or at is None or at < self.left[0][0]:
            time.sleep(0.003)
            return False
        elif self.left.pop(0)[1]:
            self.armed_at = at
            hook.strike.set()
            return False
        else:
            time.sleep(self.rng.uniform(0, 0.25))  # anywhere in the step, or in one of the next
        hook.struck.clear()
        return True

    def _given_up(self, hook: Hook, at: datetime | None) -> bool:
        """No message came for a week of the year: the kill falls here."""
        waited = at - self.armed_at if at and self.armed_at else timedelta()
        return hook.strike.is_set() and waited > timedelta(days=7)


def run(folder: Path, year: Year, kills: int, seed: int) -> Course:
    """Live the year; ``seed``: of the course of kills. Raises RuntimeError where the service fails by itself."""
    course, moments = Course(), _moments(year, kills, seed)
    begin = year.steps[0]
    (folder / "progress").write_text(begin.isoformat(), encoding="utf-8")
    with Hook(folder) as hook:
        course.messages = hook.messages
        while True:
            process = len(course.ended) + 1
            configure(year, folder, hook.address(process))
            child = _start(folder, begin)
            try:
                while child.poll() is None:
                    if moments.struck(hook, _progress(folder)):
                        child.send_signal(signal.SIGKILL)
                        break
                child.wait()
            finally:
                if child.poll() is None:
                    child.kill()
                    child.wait()
            said = (folder / "progress").read_text(encoding="utf-8")
            if child.returncode == -signal.SIGKILL:
                course.kills[process] = len(course.kills) + 1
            ended = f"killed, kill {course.kills[process]}" if process in course.kills else "ended by itself"
            course.ended.append(f"{ended} at {said}")
            if said.startswith("done"):
                return course
            if child.returncode not in {0, -signal.SIGKILL}:
                raise RuntimeError((folder / "log").read_text(encoding="utf-8")[-4000:])
            begin = datetime.fromisoformat(said)


def _moments(year: Year, kills: int, seed: int) -> _Moments:
    """Half of the kills fall anywhere, half between the arrival of a message and the record that it was sent.

    Every fifth of these falls on the repeat of the message that the one before fell on.
    """
    rng, found = random.Random(seed), list[tuple[datetime, bool]]()
    for n in range(kills):
        again = n % 10 == 2
        found.append(found[-2] if again else (rng.choice(year.steps[2:-2]), n % 2 == 0))
    return _Moments(sorted(found), rng)


def _start(folder: Path, begin: datetime) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bench.year_child", str(folder), begin.isoformat()]
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, cwd=Path(__file__).resolve().parents[1])


def _progress(folder: Path) -> datetime | None:
    with contextlib.suppress(OSError, ValueError):
        return datetime.fromisoformat((folder / "progress").read_text(encoding="utf-8"))
    return None


def by_alert(messages: list[Message]) -> Mapping[str, list[Message]]:
    """The arrivals of each message, in their order."""
    found: dict[str, list[Message]] = {}
    for message in sorted(messages, key=lambda message: message.process):
        found.setdefault(message.id, []).append(message)
    return found
