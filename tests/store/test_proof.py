"""The hash chain finds whatever was altered behind its back, and names it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text

from monitor.model import (
    AttemptOutcome,
)
from monitor.store import ChainHead, EventKind, Store, StoreFailedError
from monitor.store.seals import SEALS
from monitor.store.values import compress
from tests.store.lived import live
from tests.store.samples import (
    ACME,
    failed,
    hours,
    watched,
)


def tamper(store: Store, *statements: str) -> None:
    """Change rows past the store, as somebody with the database's password could."""
    if store.is_sqlite:
        with closing(sqlite3.connect(store._engine.url.database or "")) as file, file:
            for statement in statements:
                file.execute(statement)
        return
    with store._engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))


def found(store: Store) -> set[tuple[str, str]]:
    """What ``verify`` says: pairs of what is wrong and the kind of record."""
    return {(p.what, p.subject.split()[0]) for p in store.verify()}


def test_a_store_in_which_everything_happened_fits(store: Store) -> None:
    live(store)
    assert store.verify() == []
    kinds = {event.kind for event in store.events()}
    assert kinds == {kind.value for kind in EventKind}


def test_every_link_seals_a_text_that_has_its_hash(store: Store) -> None:
    live(store)
    for event in store.events():
        sealed = store.sealed_text(event)
        assert sealed is not None
        assert hashlib.sha256(sealed.encode()).hexdigest() == event.content_sha256
        assert json.loads(sealed)


def test_nothing_of_the_database_gets_into_what_is_sealed(store: Store) -> None:
    watched(store, "Alpha")
    store.record_failure(failed(hours(1)))
    store.record_gap(hours(1), hours(2.5), "restart")
    subjects = [(event.kind, event.subject) for event in store.events()]
    assert subjects == [
        ("source_watched", "1"), ("capture_kept", "2"), ("snapshot_opened", "3"), ("failure_began", "4"),
        ("gap_recorded", "5"),
    ]  # fmt: skip
    gap = store.events()[-1]
    assert store.sealed_text(gap) == (
        '{"ended_at":"2026-11-02T08:30:00.000000Z","id":5,"started_at":"2026-11-02T07:00:00.000000Z","why":"restart"}'
    )


SEALED_TABLES = sorted({seal.table.name for seal in SEALS.values()})


@pytest.mark.parametrize("table", SEALED_TABLES)
def test_a_deleted_record_is_missed(lived_store: Store, table: str) -> None:
    key = "first_capture_id" if table == "capture" else "id"
    where = f"(SELECT min({key}) FROM {'snapshot' if table == 'capture' else table})"
    tamper(lived_store, f"DELETE FROM {table} WHERE id = {where}")
    assert "record deleted" in {what for what, _ in found(lived_store)}


ALTERED = [
    ("watch_change", "url = 'https://elsewhere.example'"),
    ("capture", "fetched_at = '2026-10-01 00:00:00.000000'"),
    ("capture", "headers = '[]'"),
    ("snapshot", "first_seen_at = '2026-10-01 00:00:00.000000'"),
    ("snapshot", "last_seen_at = '2026-10-01 00:00:00.000000'"),
    ("snapshot", "listing_sha256 = (SELECT max(listing_sha256) FROM snapshot)"),
    ("revision", "severity = 'low'"),
    ("revision", "recorded_at = '2026-10-01 00:00:00.000000'"),
    ("revision", "terms = '{}'"),
    ("window_version", "act_by = '2027-01-01'"),
    ("failure_run", "count = 99"),
    ("failure_run", "first_at = '2026-10-01 00:00:00.000000'"),
    ("gap", "ended_at = started_at"),
    ("alert", "payload = '{}'"),
    ("attempt", "detail = 'it arrived'"),
    ("decision", "made_by = 'Bob'"),
    ("decision", "made_at = '2026-10-01 00:00:00.000000'"),
    ("notice", "received_at = '2026-12-01 00:00:00.000000'"),
    ("notice_link", "linked_by = 'Bob'"),
    ("clause_version", "terms = 'null'"),
    ("baseline_approval", "approved_by = 'Bob'"),
    ("reading", "why = 'no reason'"),
]


@pytest.mark.parametrize(("table", "change"), ALTERED)
def test_an_altered_record_is_found_and_named(lived_store: Store, table: str, change: str) -> None:
    tamper(lived_store, f"UPDATE {table} SET {change} WHERE id = (SELECT min(id) FROM {table})")
    assert ("record altered", table) in found(lived_store)


@pytest.mark.parametrize("table", ["decision", "gap", "notice", "attempt", "failure_run"])
def test_records_that_changed_places_are_found(lived_store: Store, table: str) -> None:
    with lived_store._reading() as connection:
        first, last = connection.execute(text(f"SELECT min(id), max(id) FROM {table}")).one()
    tamper(
        lived_store,
        f"UPDATE {table} SET id = -1 WHERE id = {first}",
        f"UPDATE {table} SET id = {first} WHERE id = {last}",
        f"UPDATE {table} SET id = {last} WHERE id = -1",
    )
    assert ("record altered", table) in found(lived_store)


SOME_GAP = "(900, '2026-11-02 00:00:00.000000', '2026-11-03 00:00:00.000000', 'x')"
LAST = "(SELECT max(seq) FROM event)"
TAMPERINGS = {
    "a record added": (
        f"INSERT INTO gap (id, started_at, ended_at, why) VALUES {SOME_GAP}",
        "record added: gap",
    ),
    "a link altered": ("UPDATE event SET content_sha256 = previous_sha256 WHERE seq = 5", "link altered"),
    "the time of a link altered": (
        "UPDATE event SET at = '2026-10-01 00:00:00.000000' WHERE seq = 5",
        "link altered",
    ),
    "a link taken out": ("DELETE FROM event WHERE seq = 5", "link missing: link"),
    "the first link taken out": ("DELETE FROM event WHERE seq = 1", "link missing: link"),
    "the last link cut off": (f"DELETE FROM event WHERE seq = {LAST}", "head differs: chain_head"),
    "the head set back": ("UPDATE chain_head SET seq = seq - 1", "head differs: chain_head"),
    "the head deleted": ("DELETE FROM chain_head", "head missing: chain_head"),
    "a link of an unknown kind": ("UPDATE event SET kind = 'rumour' WHERE seq = 5", "link unknown: rumour"),
    "a state of review altered": ("UPDATE revision SET state = 'objected'", "state altered: revision"),
    "a delivery said to have arrived": ("UPDATE delivery SET state = 'sent'", "state altered: delivery"),
    "a delivery deleted": ("DELETE FROM delivery WHERE channel = 1", "deliveries differ: alert"),
    "the current snapshot altered": ("UPDATE source SET snapshot_id = 3", "state altered: source"),
    "a source deleted": ("DELETE FROM source", "record missing: source"),
    "a snapshot that reads otherwise": (
        "UPDATE snapshot SET read_as_sha256 = 'x'",
        "state altered: snapshot",
    ),
    "bodies deleted": ("DELETE FROM body", "content missing: capture"),
    "listings deleted": ("DELETE FROM content", "content missing: snapshot"),
    "a body exchanged": ("UPDATE body SET data = (SELECT max(data) FROM body)", "content altered: body"),
    "a listing damaged": ("UPDATE content SET data = x'28b52ffd00'", "content altered: content"),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_detected(lived_store: Store, name: str) -> None:
    statement, expected = TAMPERINGS[name]
    tamper(lived_store, statement)
    assert [p for p in lived_store.verify() if f"{p.what}: {p.subject}".startswith(expected)]


def test_tampering_is_detected_on_postgresql_too(store: Store) -> None:
    live(store)
    tamper(
        store,
        "UPDATE decision SET made_by = 'Bob' WHERE id = (SELECT min(id) FROM decision)",
        "DELETE FROM gap",
    )
    assert {("record altered", "decision"), ("record deleted", "gap")} <= found(store)


def test_a_chain_that_was_made_anew_differs_from_a_head_written_down(lived_store: Store) -> None:
    known = lived_store.chain_head()
    lived_store.record_gap(hours(20), hours(21), "restart")
    assert lived_store.verify(known_head=known) == []
    forged = ChainHead(known.seq, "f" * 64)
    assert [p.what for p in lived_store.verify(known_head=forged)] == ["chain remade"]
    assert [p.what for p in lived_store.verify(known_head=ChainHead(10_000, known.sha256))] == [
        "chain remade"
    ]


def test_a_damaged_content_is_never_handed_out(lived_store: Store) -> None:
    snapshot = lived_store.current(ACME)
    assert snapshot is not None
    tamper(lived_store, "UPDATE body SET data = x'00'")
    with pytest.raises(StoreFailedError, match="damaged"):
        lived_store.body(snapshot.capture_sha256)
    packed = compress(b"something else").hex()
    tamper(lived_store, f"UPDATE content SET data = x'{packed}'")
    with pytest.raises(StoreFailedError, match="altered"):
        lived_store.current(ACME)


def test_links_can_be_read_in_pages(store: Store) -> None:
    live(store)
    everything = store.events()
    assert [e.seq for e in everything] == list(range(1, store.chain_head().seq + 1))
    assert store.events(after=3, limit=2) == everything[3:5]
    tried = [e for e in everything if e.kind == EventKind.DELIVERY_TRIED.value]
    assert store.events_of(EventKind.DELIVERY_TRIED, [e.subject for e in tried]) == tried
    assert AttemptOutcome.PERMANENT.value in (store.sealed_text(tried[1]) or "")
