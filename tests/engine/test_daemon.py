"""``monitor run`` as a process: its signals, its files, its health, and what it says when it cannot begin."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from monitor.engine.health import Pulse, application
from monitor.store import Store
from tests.servers.http import Answer, Request, WebServer, page
from tests.terminal import monitor, started

pytestmark = pytest.mark.slow
ROWS = "".join(f"<tr><td>Company {n} GmbH</td><td>Hosting</td><td>Germany</td></tr>" for n in range(1, 6))
LIST = (
    '<!doctype html><html lang="en"><head><title>Sub-processors</title></head><body><h1>Sub-processors</h1>'
    f"<table><tr><th>Sub-processor</th><th>Purpose</th><th>Location</th></tr>{ROWS}</table></body></html>"
)
PAGE = page(LIST, Content_Type="text/html; charset=utf-8")
LIMIT_S = 60.0  # for a busy machine; nothing here depends on speed


def slow(answer: Answer, seconds: float) -> Answer:
    async def slowly(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        await answer(request, writer)

    return slowly


def until(holds: Callable[[], Any], what: Callable[[], str]) -> Any:
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        found = holds()
        if found:
            return found
        time.sleep(0.05)
    pytest.fail(what())


@dataclass
class Daemon:
    """A folder with a configuration, and the process that runs on it."""

    folder: Path
    vendors: dict[str, str] = field(default_factory=dict)
    port: int = 0
    settings: dict[str, Any] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def config(self) -> Path:
        return self.folder / "monitor.yaml"

    def write(self) -> None:
        config = {
            "database": f"sqlite:///{self.folder / 'store.sqlite3'}",
            "data_dir": str(self.folder),
            "listen": f"127.0.0.1:{self.port}",
            "fetch": {"host_delay": "0s"},
            "checks": {"tick": "0.2s"},
            **self.settings,
        }
        self.config.write_text(json.dumps(config), encoding="utf-8")
        self.write_vendors()

    def write_vendors(self) -> None:
        lines = ["vendors:"]
        for name, url in self.vendors.items():
            lines += [f"  - id: {name}", f"    name: {name.title()}", "    sources:"]
            lines += [f"      - {{url: '{url}', allow_private: true}}"]
        (self.folder / "vendors.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def start(self) -> None:
        command = [sys.executable, "-m", "monitor", "run", "--verbose", "--config", str(self.config)]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        self.says("listening on")

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    def says(self, words: str) -> None:
        assert self.process
        until(
            lambda: words in self.log or (self.process and self.process.poll() is not None),
            lambda: f"never said '{words}':\n{self.log}",
        )
        assert words in self.log, self.log

    def end(self, signal_: signal.Signals) -> int:
        assert self.process
        self.process.send_signal(signal_)
        return self.process.wait(LIMIT_S)

    def group(self) -> list[str]:
        """The processes of the daemon's session that still run."""
        assert self.process
        return processes_of_session(self.process.pid)


def processes_of_session(session: int) -> list[str]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            behind = entry.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(behind[3]) == session and behind[0] != "Z":
            found.append(entry.parent.name)
    return found


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as found:
        yield found


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    found = Daemon(tmp_path, port=port)
    yield found
    if found.process and found.process.poll() is None:
        found.process.kill()
        found.process.wait()


def snapshots(daemon: Daemon) -> set[str]:
    with Store.open(f"sqlite:///{daemon.folder / 'store.sqlite3'}") as store:
        return {s.source_id for s in store.source_states() if s.snapshot_id is not None}


@pytest.mark.parametrize("signal_", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_finishes_the_page_under_way_and_exits_with_0(
    daemon: Daemon, server: WebServer, signal_: signal.Signals
) -> None:
    daemon.vendors = {"slow": server.on("/slow", slow(PAGE, 1.5))}
    daemon.write()
    daemon.start()
    until(lambda: server.asked("/slow"), lambda: daemon.log)
    assert daemon.end(signal_) == 0
    assert snapshots(daemon) == {"slow/list"}, "what was under way is recorded"
    assert "Traceback" not in daemon.log
    assert daemon.group() == [], "no process is left"


def test_asked_to_stop_it_begins_nothing_new(daemon: Daemon, server: WebServer) -> None:
    daemon.vendors = {f"v{n}": server.on(f"/{n}", slow(PAGE, 1.5)) for n in range(6)}
    daemon.settings = {"fetch": {"host_delay": "0s", "concurrency": 1}}
    daemon.write()
    daemon.start()
    until(lambda: server.requests, lambda: daemon.log)
    assert daemon.end(signal.SIGTERM) == 0
    assert len(server.requests) <= 2
    assert len(snapshots(daemon)) == len(server.requests), "and every page that was asked for is recorded"


def test_edited_files_are_taken_over_and_bad_edits_refused_while_it_runs(
    daemon: Daemon, server: WebServer
) -> None:
    daemon.vendors = {"one": server.on("/one", PAGE)}
    daemon.write()
    daemon.start()
    until(lambda: "one/list" in snapshots(daemon), lambda: daemon.log)

    daemon.vendors["two"] = server.on("/two", PAGE)
    daemon.write_vendors()
    daemon.says("configuration taken over (an edited file): 2 vendors")
    until(lambda: "two/list" in snapshots(daemon), lambda: daemon.log)

    good = (daemon.folder / "vendors.yaml").read_text(encoding="utf-8")
    (daemon.folder / "vendors.yaml").write_text(
        good.replace("    sources:", "    sauces:", 1), encoding="utf-8"
    )
    daemon.says("the old configuration goes on")
    assert "vendors.yaml:4: unknown key 'sauces'" in daemon.log
    assert "did you mean 'sources'?" in daemon.log
    status = json.load(urllib.request.urlopen(f"http://127.0.0.1:{daemon.port}/healthz"))
    assert status["status"] == "ok"
    ready = json.load(urllib.request.urlopen(f"http://127.0.0.1:{daemon.port}/readyz"))
    assert ready == {"status": "ready"}

    daemon.settings = {"policy": "policy.yaml"}
    (daemon.folder / "policy.yaml").write_text("levels: {no-such-rule: high}\n", encoding="utf-8")
    daemon.write()
    daemon.says("policy.yaml:1: levels")

    (daemon.folder / "policy.yaml").write_text("regime: uk\n", encoding="utf-8")
    daemon.vendors["three"] = server.on("/three", PAGE)
    daemon.write_vendors()
    assert daemon.process
    daemon.process.send_signal(signal.SIGHUP)
    until(lambda: "three/list" in snapshots(daemon), lambda: daemon.log)

    asked = monitor("health", "--config", str(daemon.config))
    assert (asked.returncode, asked.stdout[:3]) == (0, b"ok,")
    assert daemon.end(signal.SIGTERM) == 0
    asked = monitor("health", "--config", str(daemon.config))
    assert asked.returncode == 1
    assert b"is the service running?" in asked.stderr
    assert "Traceback" not in daemon.log


def test_a_port_that_is_taken_ends_in_words_and_exit_code_3(daemon: Daemon) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        daemon.port = taken.getsockname()[1]
        daemon.write()
        ended = started("run", "--config", str(daemon.config))
    assert ended.returncode == 3
    assert b"Traceback" not in ended.stderr
    assert f"cannot listen on 127.0.0.1:{daemon.port}" in ended.stderr.decode()
    assert "change 'listen' in monitor.yaml" in ended.stderr.decode()


@pytest.mark.parametrize("command", ["run", "check", "status"])
def test_a_store_that_cannot_be_used_ends_in_words_and_exit_code_5(daemon: Daemon, command: str) -> None:
    (daemon.folder / "a-file").write_text("not a folder", encoding="utf-8")
    daemon.settings = {"database": f"sqlite:///{daemon.folder / 'a-file' / 'store.sqlite3'}"}
    daemon.write()
    ended = monitor(command, "--config", str(daemon.config))
    assert ended.returncode == 5, ended.stderr
    assert "a-file for the database cannot be made" in ended.stderr.decode()


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("vendors.yaml", "vendors:\n  - id: a\n    name: A\n    sources: [{}]\n", "vendors.yaml:4: the address"),
        ("vendors.yaml", "vendors:\n  - {id: a, name: A, sources: [{url: 'https://a.example', cron: 'x'}]}\n", ":2:"),
        ("monitor.yaml", "database: sqlite:///x\nlisten: nowhere\n", "monitor.yaml:2: listen"),
        ("monitor.yaml", "alerts: {routes: [{name: a, to: ['${NO_SUCH_SECRET}']}]}\n", "NO_SUCH_SECRET"),
        ("monitor.yaml", "policy: nowhere.yaml\n", "nowhere.yaml"),
    ],
)  # fmt: skip
def test_a_wrong_configuration_ends_with_file_and_line_and_exit_code_3(
    daemon: Daemon, file: str, text: str, said: str
) -> None:
    daemon.write()
    (daemon.folder / file).write_text(text, encoding="utf-8")
    ended = monitor("run", "--config", str(daemon.config))
    assert ended.returncode == 3
    assert said in ended.stderr.decode()


def test_a_service_whose_ticker_stalls_is_not_well_and_one_that_stops_is_not_ready() -> None:
    now = datetime(2026, 11, 2, 6, tzinfo=UTC)
    pulse = Pulse(started_at=now, ready=True, last_tick_at=now)

    def status(path: str, at: datetime) -> int:
        async def ask() -> int:
            transport = httpx.ASGITransport(application(pulse, lambda: at))
            async with httpx.AsyncClient(transport=transport, base_url="http://monitor") as client:
                return (await client.get(path)).status_code

        return asyncio.run(ask())

    assert status("/healthz", now + timedelta(seconds=30)) == 200
    assert status("/healthz", now + timedelta(minutes=5)) == 503
    assert status("/readyz", now) == 200
    pulse.stopping = True
    assert status("/readyz", now) == 503
