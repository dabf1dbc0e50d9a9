"""Two daemons on one store are told of, and neither takes the other for dead."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.engine.daemons import Daemon, Daemons, alive, this_daemon
from monitor.store import Store
from tests.databases import new_file

AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
TICK = timedelta(seconds=60)
HERE = socket.gethostname()


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    return Store.open(new_file(tmp_path / "store.sqlite3"))


def daemon(store: Store, pid: int, host: str) -> Daemons:
    return Daemons(store, Daemon(pid, host), TICK.total_seconds())


def test_a_daemon_alone_has_nobody_beside_it(kept: Store, caplog: pytest.LogCaptureFixture) -> None:
    with kept as store:
        mine = daemon(store, os.getpid(), HERE)
        assert mine.beat(AT) == []
        assert mine.beat(AT + TICK) == []
        assert [each.name for each in alive(store, AT + TICK, 60)] == [this_daemon().name]
        mine.leave()
        assert alive(store, AT + TICK, 60) == []
        assert caplog.text == ""


def test_each_of_two_is_told_of_the_other_once(kept: Store, caplog: pytest.LogCaptureFixture) -> None:
    with kept as store:
        one, two = daemon(store, 7, "alpha"), daemon(store, 7, "beta")
        for n in range(5):
            one.beat(AT + n * TICK)
            two.beat(AT + n * TICK + TICK / 2)
    assert [record.getMessage() for record in caplog.records] == [
        f"another daemon runs on this store (process 7 on {host}, last sign of life 30 s ago): every page is fetched "
        f"twice; stop one of the two"
        for host in ("alpha", "beta")
    ]


def test_the_last_sign_of_one_killed_elsewhere_is_waited_out_in_silence(
    kept: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with kept as store:
        daemon(store, 7, "alpha").beat(AT)
        mine = daemon(store, 8, "beta")
        assert len(mine.beat(AT + TICK)) == 1, "it may be alive: its leases are left alone"
        assert mine.beat(AT + 4 * TICK) == []
        mine.beat(AT + timedelta(days=2))
        assert list(store.beats("daemon:")) == ["daemon:8:beta"], "and forgotten in the end"
    assert caplog.text == ""


def test_one_of_this_host_is_known_at_once_by_its_process(
    kept: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with kept as store:
        daemon(store, os.getppid(), HERE).beat(AT)
        assert len(daemon(store, os.getpid(), HERE).beat(AT)) == 1
    assert f"process {os.getppid()} on {HERE}" in caplog.text


def test_one_of_this_host_that_was_killed_is_known_to_be_gone(
    kept: Store, caplog: pytest.LogCaptureFixture
) -> None:
    dead = subprocess.Popen([sys.executable, "-S", "-c", ""])
    dead.wait()
    with kept as store:
        daemon(store, dead.pid, HERE).beat(AT)
        assert daemon(store, os.getpid(), HERE).beat(AT) == []
        assert list(store.beats("daemon:")) == [this_daemon().name]
    assert caplog.text == ""


def test_a_name_is_found_by_its_own_beginning(kept: Store) -> None:
    with kept as store:
        store.beat(AT, "daemon_x")
        store.beat(AT, "daemon:not-a-number:host")
        store.beat(AT)
        assert alive(store, AT, 60) == []
        assert store.last_beat() == AT
