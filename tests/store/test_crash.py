"""Killed at any moment, or written to from many sides: what was said to be kept is kept, and all of it fits."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import random
import signal
import threading
from multiprocessing.connection import Connection
from typing import Any

import pytest
from sqlalchemy import text

from monitor.model import CheckOutcome, DeliveryState
from monitor.store import Store, StoreFailedError
from tests.store.samples import (
    ACME,
    AT,
    HOUR,
    alert,
    baseline,
    candidate,
    capture,
    failed,
    hours,
    identical,
    step,
    taken,
    tell,
    vendor,
    watched,
)

# A forked child starts at once; where there is no fork, a spawned one does the same more slowly.
START = multiprocessing.get_context("fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn")


def write_for_ever(address: str, round_: int, pipe: Connection) -> None:
    """Do one thing after the other, and say of each that it is done after it is."""
    with Store.open(address) as store:
        store.release(AT, everything=True)
        for n in itertools.count(1):
            at = hours(round_ * 1000 + n * 10)
            name = f"v{round_}-{n}"
            store.sync_vendors([vendor(), *(vendor(f"v{round_}-{k}") for k in range(1, n + 1))], at)
            store.record_baselines([baseline("Alpha", id=f"{name}/list", at=at)], at)
            pipe.send(("baseline", f"{name}/list"))
            noise = capture(f"noise {round_} {n}".encode(), at)
            more = identical(store, at, outcome=CheckOutcome.UNCHANGED, new_capture=noise)
            store.record_unchanged([more], at)
            pipe.send(("seen", at))
            store.record_failure(failed(at + HOUR, f"reason {n % 2}"))
            store.record_candidate(candidate("Beta", str(n), at=at + 2 * HOUR, suspect=n % 2 == 0))
            revision = store.record_revision(step(store, "Beta", str(n), at=at + 3 * HOUR), tell)
            pipe.send(("revision", revision.public_id))
            for delivery in taken(store, at + 4 * HOUR):
                store.mark_sent(delivery, at + 4 * HOUR)
                pipe.send(("sent", delivery.id))


def run_and_kill(address: str, round_: int, steps: int) -> list[tuple[str, Any]]:
    """Let a process write until it has reported so many steps, kill it, and return what it had reported."""
    receive, send = START.Pipe(duplex=False)
    process = START.Process(target=write_for_ever, args=(address, round_, send))
    process.start()
    send.close()
    said = [receive.recv() for _ in range(steps)]
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    while receive.poll():
        try:
            said.append(receive.recv())
        except (EOFError, OSError):
            break
    return said


def test_a_process_killed_at_any_moment_leaves_all_it_reported_and_nothing_half_done(database: str) -> None:
    rng = random.Random(20261123)
    with Store.open(database) as store:
        watched(store, "Alpha")
    for round_ in range(1, 7):
        said = run_and_kill(database, round_, rng.randrange(1, 14))
        with Store.open(database) as store:
            assert store.verify() == []
            if store.is_sqlite:
                with store._reading() as connection:
                    assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            sent = {d.id for d in store.deliveries(state=DeliveryState.SENT)}
            told = {d.alert.id for d in store.deliveries()}
            recorded = {r.public_id for r in store.revisions()}
            assert told == {f"change:{public_id}" for public_id in recorded}
            for kind, what in said:
                assert {
                    "baseline": lambda id: store.current(id) is not None,
                    "seen": lambda at: (store.current_head(ACME).last_seen_at or AT) >= at,
                    "revision": recorded.__contains__,
                    "sent": sent.__contains__,
                }[kind](what), (kind, what)


def test_what_a_dead_sender_had_in_hand_goes_out_after_all(database: str) -> None:
    def lease_and_die(address: str) -> None:
        with Store.open(address) as store:
            taken(store, AT, 3600)
            os.kill(os.getpid(), signal.SIGKILL)

    with Store.open(database) as store:
        store.add_alerts([alert(f"a{n}", vendor_id=f"v{n}") for n in range(5)], AT)
    if START.get_start_method() != "fork":
        pytest.skip("needs fork: the child's work is a function of this test")
    child = START.Process(target=lease_and_die, args=(database,))
    child.start()
    child.join()
    with Store.open(database) as store:
        assert store.lease(hours(0.5), 60, 10) == []
        again = store.lease(hours(1), 60, 10)
        assert len(again) == 5
        assert all(delivery.maybe_sent for delivery in again)


def test_many_threads_and_two_stores_write_one_unbroken_chain(database: str) -> None:
    errors: list[BaseException] = []
    with Store.open(database) as one, Store.open(database) as two:
        ids = [f"v{n}" for n in range(8)]
        one.sync_vendors([vendor(id) for id in ids], AT)
        one.record_baselines([baseline("A", id=f"{id}/list") for id in ids], AT)

        def work(store: Store, id: str) -> None:
            try:
                for n in range(1, 4):
                    store.record_failure(failed(hours(n), id=f"{id}/list"))
                    store.record_unchanged([identical(store, hours(n), id=f"{id}/list")], hours(n))
                    store.record_revision(step(store, f"A{n}", at=hours(n), id=f"{id}/list"), tell)
                    assert store.revisions(source_id=f"{id}/list", limit=1)
            except BaseException as error:
                errors.append(error)

        threads = [
            threading.Thread(target=work, args=(store, id))
            for store, half in ((one, ids[:4]), (two, ids[4:]))
            for id in half
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert one.verify() == []
        assert len(one.revisions(limit=1000)) == len(ids) * 3


def test_a_full_disk_loses_only_what_was_being_written(sqlite_store: Store) -> None:
    watched(sqlite_store, "Alpha")
    with sqlite_store._engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
    driver = sqlite_store._engine.raw_connection().driver_connection
    assert driver is not None
    driver.execute(f"PRAGMA max_page_count={pages}")
    large = capture(os.urandom(400_000), hours(1))
    item = identical(sqlite_store, hours(1), outcome=CheckOutcome.UNCHANGED, new_capture=large)
    with pytest.raises(StoreFailedError, match="make room on the disk"):
        sqlite_store.record_unchanged([item], hours(1))
    driver.execute("PRAGMA max_page_count=1073741823")
    assert sqlite_store.current_head(ACME).last_seen_at == AT
    assert sqlite_store.verify() == []
    assert sqlite_store.record_unchanged([item], hours(1)) == 1


def test_a_store_in_memory_serves_a_replay(tmp_path: Any) -> None:
    with Store.open("sqlite://") as store:
        store.upgrade(AT)
        watched(store, "Alpha")
        revision = store.record_revision(step(store, "Beta", at=hours(1)), tell)
        assert store.revision(revision.public_id) == revision
        assert store.verify() == []
    assert list(tmp_path.iterdir()) == []
