"""Whoever changes the database past the store is found out, and what they changed is named: the table of tamperings."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from monitor.store import ChainHead, Store
from monitor.store.column_types import utc
from monitor.store.recorder import values_of
from monitor.store.seals import SEALS, EventKind, link, seal_of
from monitor.store.tables import EventRow, table
from monitor.store.values import compress
from tests.store.samples import AT, hours

OTHER_TIME = "'2026-10-01 00:00:00.000000'"


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        for statement in statements:
            file.execute(statement)


def ask(path: Path, query: str) -> str:
    with closing(sqlite3.connect(path)) as file:
        return str(file.execute(query).fetchone()[0])


def problems(path: Path, **more: ChainHead) -> Iterator[tuple[str, str]]:
    with Store.open(f"sqlite:///{path}") as store:
        for problem in store.verify(known_head=more.get("known_head")):
            yield problem.what, problem.subject


@dataclass(frozen=True)
class Tampering:
    """Statements against one record ({id}: its key as ``which`` finds it), and what must be said of it."""

    table: str
    which: str
    statements: tuple[str, ...]
    said: str = "record altered"
    named: str | None = None


def edit(name: str, what: str, which: str = "SELECT min(id) FROM {table}") -> Tampering:
    return Tampering(name, which.format(table=name), (f"UPDATE {name} SET {what} WHERE id = {{id}}",))


def gone(name: str, which: str) -> Tampering:
    return Tampering(name, which, (f"DELETE FROM {name} WHERE id = {{id}}",), "record deleted")


CLOSED = "SELECT min(id) FROM snapshot WHERE last_seen_at IS NOT NULL"
FIRST_CAPTURE = "SELECT min(first_capture_id) FROM snapshot"
LISTING = "SELECT listing_sha256 FROM snapshot ORDER BY id LIMIT 1"
BODY = "SELECT body_sha256 FROM capture JOIN snapshot ON first_capture_id = capture.id ORDER BY capture.id LIMIT 1"
NOTICE_FILE = "SELECT file_sha256 FROM notice ORDER BY id LIMIT 1"
SOMETHING_ELSE = compress(b"something else").hex()
OTHER_CONTENT = (f"UPDATE content SET data = x'{SOMETHING_ELSE}' WHERE sha256 = '{{id}}'",)
GAP = "INSERT INTO gap (id, started_at, ended_at, why) SELECT 9001, started_at, ended_at, why FROM gap WHERE id = {id}"

TABLE = {
    "the listing of a snapshot": Tampering("content", LISTING, OTHER_CONTENT, "content altered"),
    "which listing a snapshot has": edit("snapshot", "listing_sha256 = (SELECT max(sha256) FROM content)"),
    "the bytes of a capture": Tampering(
        "body", BODY, (f"UPDATE body SET data = x'{SOMETHING_ELSE}' WHERE sha256 = '{{id}}'",), "content altered"
    ),
    "the headers of a capture": edit("capture", "headers = '[]'", FIRST_CAPTURE),
    "the redirects of a capture": edit("capture", 'redirects = \'[["https://a.example",301,"/b"]]\'', FIRST_CAPTURE),
    "the time of a capture": edit("capture", f"fetched_at = {OTHER_TIME}", FIRST_CAPTURE),
    "the certificate behind a capture": edit("journey", "legs = replace(legs, 'abab', 'abba')"),
    "the picture of a capture": edit("picture", "content_sha256 = (SELECT max(sha256) FROM content)"),
    "the vendor of a revision": edit("revision", "vendor_name = 'Another Ltd'"),
    "the severity of a revision": edit("revision", "severity = 'info'"),
    "the changes of a revision": Tampering(
        "content", "SELECT assessed_sha256 FROM revision ORDER BY id LIMIT 1", OTHER_CONTENT, "content altered"
    ),
    "the deadline of a window": edit("window_version", "act_by = '2027-01-01'"),
    "the text of a decision": edit("decision", "why = 'we agreed'"),
    "the author of a decision": edit("decision", "made_by = 'Bob'"),
    "the file of a notice": Tampering("content", NOTICE_FILE, OTHER_CONTENT, "content altered"),
    "the receipt of a notice": edit("notice", f"received_at = {OTHER_TIME}"),
    "the answer to a delivery": edit("attempt", "detail = '200 OK'"),
    "the outcome of a delivery": edit("attempt", "outcome = 'sent'", "SELECT max(id) FROM {table}"),
    "the confirmation of a clause": edit("clause_answer", "made_by = 'Bob'"),
    "the terms of a clause": edit("clause_version", "terms = 'null'"),
    "when a listing was first seen": edit("snapshot", f"first_seen_at = {OTHER_TIME}"),
    "when a closed listing was last seen": edit("snapshot", f"last_seen_at = {OTHER_TIME}", CLOSED),
    "when the open listing was last seen": Tampering(
        "source", "SELECT id FROM source",
        (f"UPDATE source SET last_seen_at = {OTHER_TIME} WHERE id = '{{id}}'",), "span altered",
    ),
    "the whole end of the open span, consistently": Tampering(
        "snapshot", "SELECT snapshot_id FROM source",
        (("UPDATE source SET last_seen_at = '2026-11-02 12:00:00.000000', last_good_at = '2026-11-02 12:00:00.000000', "
         "last_bytes_at = '2026-11-02 12:00:00.000000' WHERE snapshot_id = {id}"),), "span altered",
    ),
    "the count of an open run of failures": Tampering(
        "failure_run", "SELECT open_run_id FROM source",
        ("UPDATE failure_run SET count = 1 WHERE id = {id}",), "run altered",
    ),
    "the newest capture of the open span": Tampering(
        "capture", "SELECT capture_id FROM source", ("UPDATE capture SET status = 203 WHERE id = {id}",)
    ),
    "the first record deleted": gone("clause_version", "SELECT subject FROM event ORDER BY seq LIMIT 1"),
    "a record in the middle deleted": gone("decision", "SELECT min(id) FROM decision"),
    "the last record deleted": gone("witness", "SELECT subject FROM event ORDER BY seq DESC LIMIT 1"),
    "a gap of ours taken out of the ledger": gone("gap", "SELECT max(id) FROM gap"),
    "a record inserted": Tampering(
        "decision", "SELECT 9001", (
            ("INSERT INTO decision SELECT 9001, revision_id, state, 'objected', 'Bob', 'late', snapshot_id, made_at "
            "FROM decision WHERE id = (SELECT max(id) FROM decision)"),
        ), "record added",
    ),
    "a record duplicated": Tampering(
        "gap", "SELECT min(id) FROM gap", (GAP,), "record added", named="gap 9001"
    ),
    "a capture slipped in": Tampering(
        "capture", "SELECT 9001", (
            ("INSERT INTO capture SELECT 9001, source_id, body_sha256, fetched_at, requested_url, final_url, status, "
            "headers, redirects, peer, elapsed_s, browser, tool FROM capture LIMIT 1"),
        ), "record added",
    ),
    "a content missing": Tampering(
        "snapshot", "SELECT min(id) FROM snapshot",
        (f"DELETE FROM content WHERE sha256 = ({LISTING})",), "content missing",
    ),
    "a delivery deleted": Tampering(
        "alert", "SELECT alert_id FROM delivery ORDER BY id LIMIT 1",
        ("DELETE FROM delivery WHERE alert_id = '{id}' AND channel = 1",), "deliveries differ",
    ),
    "the state of a review": Tampering(
        "revision", "SELECT public_id FROM revision ORDER BY id LIMIT 1",
        ("UPDATE revision SET state = 'objected' WHERE public_id = '{id}'",), "state altered",
    ),
    "a time-stamp": edit("witness", "authority = 'somebody else'"),
    "a list of sealed spans": edit("checkpoint", "sources = 0"),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_tampering_is_found_and_the_record_named(lived_file: Path, name: str) -> None:
    one = TABLE[name]
    key = ask(lived_file, one.which)
    change(lived_file, *(statement.format(id=key) for statement in one.statements))
    assert (one.said, one.named or f"{one.table} {key}") in set(problems(lived_file))


@pytest.mark.parametrize("name", ["gap", "decision", "notice", "clause_answer"])
def test_two_records_that_changed_places_are_both_named_and_told_so(lived_file: Path, name: str) -> None:
    first, last = (
        ask(lived_file, f"SELECT min(id) FROM {name}"),
        ask(lived_file, f"SELECT max(id) FROM {name}"),
    )
    change(
        lived_file,
        f"UPDATE {name} SET id = -1 WHERE id = {first}",
        f"UPDATE {name} SET id = {first} WHERE id = {last}",
        f"UPDATE {name} SET id = {last} WHERE id = -1",
    )
    with Store.open(f"sqlite:///{lived_file}") as store:
        told = {problem.subject: problem.detail for problem in store.verify()}
    for key, other in ((first, last), (last, first)):
        assert f"holds what {name} {other} held: they changed places" in told[f"{name} {key}"]


def test_two_links_that_changed_places_are_both_named(lived_file: Path) -> None:
    first, second = (
        ask(lived_file, "SELECT subject FROM event WHERE seq = 8"),
        ask(lived_file, "SELECT subject FROM event WHERE seq = 9"),
    )
    change(
        lived_file,
        "UPDATE event SET seq = -1 WHERE seq = 8",
        "UPDATE event SET seq = 8 WHERE seq = 9",
        "UPDATE event SET seq = 9 WHERE seq = -1",
    )
    told = {subject.split()[-1] for what, subject in problems(lived_file) if what == "link altered"}
    assert {first, second} <= told


def _rehash(path: Path, kind: EventKind, following: Callable[[int, int], bool]) -> tuple[str, int]:
    """Seal the oldest record of a kind anew as it is now, and the links that ``following`` names, as a forger would."""
    seal, event = SEALS[kind], table(EventRow)
    with Store.open(f"sqlite:///{path}") as store, store._writing() as connection:
        key = connection.execute(seal.key.table.select().order_by(seal.key)).first()
        assert key is not None
        values = values_of(key)
        subject = str(values["id"])
        rows = [values_of(row) for row in connection.execute(event.select().order_by(event.c.seq))]
        target = next(r["seq"] for r in rows if (r["kind"], r["subject"]) == (kind.value, subject))
        previous = None
        for row in rows:
            if row["seq"] == target:
                row["content_sha256"] = seal_of(values, seal.names)
            if previous is not None and following(row["seq"], target):
                row["previous_sha256"] = previous
            if following(row["seq"], target) or row["seq"] == target:
                fields = ("kind", "subject", "content_sha256", "previous_sha256")
                row["sha256"] = link(row["seq"], utc(row["at"]), *(row[field] for field in fields))
                connection.execute(event.update().where(event.c.seq == row["seq"]).values(**row))
            previous = row["sha256"]
        return subject, target


def test_a_record_whose_own_link_was_made_anew_is_named_by_the_link_after_it(lived_file: Path) -> None:
    change(lived_file, "UPDATE gap SET why = 'holidays' WHERE id = (SELECT min(id) FROM gap)")
    subject, target = _rehash(lived_file, EventKind.GAP_RECORDED, lambda _seq, _target: False)
    with Store.open(f"sqlite:///{lived_file}") as store:
        found = store.verify()
    assert [(p.what, p.seq) for p in found] == [("chain broken", target + 1)]
    assert f"(gap {subject}): one of the two was made anew" in found[0].detail


def test_a_chain_made_anew_from_a_record_on_is_found_by_a_head_written_down(lived_file: Path) -> None:
    with Store.open(f"sqlite:///{lived_file}") as store:
        known = store.chain_head()
    change(lived_file, "UPDATE gap SET why = 'holidays' WHERE id = (SELECT min(id) FROM gap)")
    _rehash(lived_file, EventKind.GAP_RECORDED, lambda seq, target: seq > target)
    last = ask(lived_file, "SELECT sha256 FROM event ORDER BY seq DESC LIMIT 1")
    change(lived_file, f"UPDATE chain_head SET sha256 = '{last}'")
    # Without anything from outside, only the time-stamps of later heads contradict it.
    assert {what for what, _ in problems(lived_file)} == {"chain remade"}
    assert ("chain remade", f"link {known.seq}") in set(problems(lived_file, known_head=known))


def test_a_chain_cut_short_consistently_is_found_by_a_head_written_down(lived_file: Path) -> None:
    with Store.open(f"sqlite:///{lived_file}") as store:
        store.record_gap(hours(30), hours(31), "the part that is unwelcome")
        known = store.chain_head()
    change(
        lived_file,
        f"DELETE FROM gap WHERE id = (SELECT subject FROM event WHERE seq = {known.seq})",
        f"DELETE FROM event WHERE seq = {known.seq}",
        "UPDATE chain_head SET seq = seq - 1, sha256 = (SELECT sha256 FROM event ORDER BY seq DESC LIMIT 1)",
    )
    assert list(problems(lived_file)) == []
    assert list(problems(lived_file, known_head=known)) == [("chain remade", f"link {known.seq}")]


def test_unchanged_checks_after_a_checkpoint_are_no_tampering(lived_file: Path) -> None:
    from monitor.model import CheckOutcome
    from tests.store.samples import capture, identical, step, tell

    with Store.open(f"sqlite:///{lived_file}") as store:
        store.record_unchanged([identical(store, hours(20))], hours(20))
        noise = capture(b"more noise", hours(21))
        store.record_unchanged(
            [identical(store, hours(21), outcome=CheckOutcome.UNCHANGED, new_capture=noise)], hours(21)
        )
        assert store.verify() == []
        assert store.seal_spans(hours(22))
        store.record_revision(step(store, "Delta", at=hours(23)), tell)
        assert store.verify() == []


def test_a_checkpoint_is_made_once_in_its_time(sqlite_store: Store) -> None:
    from datetime import timedelta

    from tests.store.samples import watched

    assert not sqlite_store.seal_spans(AT)  # nothing to seal yet
    watched(sqlite_store, "Alpha")
    day = timedelta(days=1)
    assert sqlite_store.seal_spans(hours(1), every=day)
    assert not sqlite_store.seal_spans(hours(24), every=day)
    assert sqlite_store.seal_spans(hours(25), every=day)
    assert sqlite_store.verified().checkpoints == 2


def test_an_index_that_has_lost_its_rows_is_named(lived_file: Path) -> None:
    """A query that goes by such an index does not see the rows, though none of them is gone."""
    with closing(sqlite3.connect(lived_file, isolation_level=None)) as file:
        file.execute("PRAGMA writable_schema = ON")
        file.execute("UPDATE sqlite_master SET sql = sql || ' AND 0' WHERE name = 'ix_source_due'")
        file.execute("PRAGMA writable_schema = OFF")
    with closing(sqlite3.connect(lived_file, isolation_level=None)) as file:
        file.execute("REINDEX ix_source_due")
        file.execute("PRAGMA writable_schema = ON")
        file.execute("UPDATE sqlite_master SET sql = replace(sql, ' AND 0', '') WHERE name = 'ix_source_due'")
    assert ("store damaged", "the database file") in set(problems(lived_file))
