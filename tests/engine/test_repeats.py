"""A message twice: only where a crash fell between its arrival and the record of it, labelled, under the same key.

First the sender itself, dying at each point of a try; then the hand that judges the simulated year.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from bench.year_inbox import Message
from bench.year_repeats import judge_repeats
from monitor.demo import examples
from monitor.demo.inbox import Inbox
from monitor.engine.sender import Sender, planned
from monitor.engine.writer import Writer
from monitor.model import Attempt, AttemptOutcome, DeliveryState, Route
from monitor.store import Store
from tests.databases import new_file

AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
CHANGE = replace(examples.alerts()["change"], revision_id=None)
MAKING, LEAVING, RECORDING = "while the message is made", "before it leaves", "before it is recorded"


class Died(BaseException):
    """The process is gone; no handler of errors sees it."""


class Mortal(Store):
    """A store that the sender does not live to write to."""

    dies: str | None = None

    def begin(self, *args: Any) -> Any:
        if self.dies == MAKING:
            raise Died
        begun = super().begin(*args)
        if self.dies == LEAVING:
            raise Died
        return begun

    def mark_sent(self, *args: Any) -> None:
        if self.dies == RECORDING:
            raise Died
        super().mark_sent(*args)


def live(store: Mortal, route: Route, dies: str | None) -> None:
    """One life of a sender: it takes back what its dead self had in hand, and sends."""
    store.dies = dies

    async def go() -> None:
        writer = Writer(store, lambda: AT, lambda _: [])
        writer.start()
        store.release(AT, everything=True)
        try:
            await Sender(store=store, writer=writer, routes=lambda: [route], now=lambda: AT).send_due()
        finally:
            await writer.stop()

    try:
        asyncio.run(go())
    except Died:
        assert dies


def lives(folder: Path, address: str, *deaths: str) -> list[Attempt]:
    """A sender that dies at these points, one after the other, and then lives; returns the tries on record."""
    route = Route("route", (address,))
    with Mortal.open(new_file(folder / "store.sqlite3")) as store:
        assert isinstance(store, Mortal)
        store.add_alerts([planned(CHANGE, None, [route])], AT)
        for death in (*deaths, None):
            live(store, route, death)
        (delivery,) = store.deliveries()
        assert delivery.state is DeliveryState.SENT
        assert store.verify() == []
        return store.attempts(delivery.id)


@contextmanager
def hook() -> Iterator[tuple[str, list[tuple[str, bool]]]]:
    """A webhook's address, and what arrived there: idempotency key and whether it was labelled."""
    arrived: list[tuple[str, bool]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            arrived.append((self.headers["Idempotency-Key"], body["possible_duplicate"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name it has
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=lambda: server.serve_forever(0.01), daemon=True)
    thread.start()
    try:
        yield f"json://127.0.0.1:{server.server_port}/hook", arrived
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("deaths", "labels"),
    [
        ((), [False]),
        ((MAKING,), [False]),
        ((MAKING, MAKING), [False]),
        ((LEAVING,), [True]),  # nobody can know that it had not left yet
        ((RECORDING,), [False, True]),
        ((MAKING, RECORDING), [False, True]),
        ((RECORDING, MAKING), [False, True]),
        ((LEAVING, RECORDING), [True, True]),
        ((RECORDING, RECORDING), [False, True, True]),
    ],
)
def test_what_arrives_and_how_it_is_labelled_when_the_sender_dies_at_a_point_of_a_try(
    tmp_path: Path, deaths: tuple[str, ...], labels: list[bool]
) -> None:
    with hook() as (address, arrived):
        tries = lives(tmp_path, address, *deaths)
    assert [labelled for _, labelled in arrived] == labels
    assert {key for key, _ in arrived} == {CHANGE.id}, "the receiver can tell that all are one"
    cut_off = [death for death in deaths if death != MAKING]
    assert [attempt.outcome for attempt in tries] == [
        *(AttemptOutcome.UNKNOWN for _ in cut_off),
        AttemptOutcome.SENT,
    ]


def test_a_mail_that_comes_again_has_the_same_message_id_and_says_so_in_its_subject(tmp_path: Path) -> None:
    with Inbox() as mails:
        lives(tmp_path, mails.address("ops@example.com"), RECORDING)
    first, second = mails.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert str(second["Subject"]) == f"[Possible duplicate] {first['Subject']}"


# -- the judge of the year -------------------------------------------------------------------------------------


def came(process: int, *, labelled: bool = False) -> Message:
    return Message("overdue:r1", AT, labelled, process, "overdue:r1")


def tried(*outcomes: AttemptOutcome) -> list[Attempt]:
    return [Attempt(n, 1, n, AT, outcome, "") for n, outcome in enumerate(outcomes, 1)]


UNKNOWN, SENT = AttemptOutcome.UNKNOWN, AttemptOutcome.SENT


@pytest.mark.parametrize(
    ("arrivals", "tries", "kills", "unexplained"),
    [
        ([came(1)], tried(SENT), {}, ""),
        ([came(1), came(2, labelled=True)], tried(UNKNOWN, SENT), {1: 1}, ""),
        ([came(2, labelled=True)], tried(UNKNOWN, SENT), {1: 1}, ""),
        ([came(2, labelled=True), came(3, labelled=True)], tried(UNKNOWN, UNKNOWN, SENT), {1: 1, 2: 2}, ""),
        ([came(1), came(2)], tried(UNKNOWN, SENT), {1: 1}, "without a label"),
        ([came(1), came(2, labelled=True)], tried(UNKNOWN, SENT), {2: 1}, "process 1 was not killed"),
        ([came(1), came(1, labelled=True)], tried(UNKNOWN, SENT), {1: 1}, "process 1 was not killed"),
        ([came(1), came(2, labelled=True)], tried(SENT), {1: 1}, "came 2 times, 0 tries were cut off"),
        ([came(1, labelled=True)], tried(SENT), {}, "first arrival labelled"),
        (
            [came(2, labelled=True), came(3, labelled=True)], tried(UNKNOWN, SENT), {1: 1, 2: 2},
            "first arrival labelled",
        ),
        ([came(1), came(2, labelled=True)], tried(SENT, SENT), {1: 1}, "its tries are sent, sent"),
    ],
)  # fmt: skip
def test_a_repeat_is_explained_by_a_kill_of_its_sender_and_a_try_cut_off_and_by_nothing_else(
    arrivals: Sequence[Message], tries: Sequence[Attempt], kills: Mapping[int, int], unexplained: str
) -> None:
    found = judge_repeats({"overdue:r1": arrivals}, {"overdue:r1": tries}, kills)
    assert bool(found.unexplained) == bool(unexplained)
    assert unexplained in " ".join(found.unexplained)
    assert found.repeats == len(arrivals) - 1
