"""The hash chain read back: its links, its head, and the search for anything that does not fit.

What it shows: a record that was altered, deleted, added or swapped behind the chain's back; a link that was
altered, deleted or added; a tail that was cut off; contents whose bytes are not what their hash says.
What it cannot show: whoever may write to the database can make the whole chain anew, consistently. Against that,
write the head (``chain_head``) down elsewhere from time to time: in a mail, an exported bundle, a time-stamp.
Unchanged checks move the end of the current span without a link; the span is sealed when it closes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import BigInteger, Connection, Table, select

from monitor.model import AttemptOutcome, DecisionState, DeliveryState
from monitor.store import tables as t
from monitor.store.contents import unpack
from monitor.store.errors import StoreFailedError
from monitor.store.recorder import Recording, values_of
from monitor.store.seals import CONTENT_COLUMNS, GENESIS, SEALS, EventKind, Seal, canonical, link, seal_of
from monitor.store.values import ChainHead, Event, Problem

_EVENT = t.table(t.EventRow)
_HEAD = t.table(t.ChainHeadRow)

Sealed = dict[tuple[str, str], tuple[int, str]]
"""(kind, subject) -> (number of the link, hash of the content it sealed)."""


class Proof(Recording):
    """Reading and checking the chain."""

    def chain_head(self) -> ChainHead:
        """The last link: its number (0 where there is none yet) and hash."""
        with self._reading() as connection:
            row = connection.execute(select(_HEAD).where(_HEAD.c.id == 1)).one()
        return ChainHead(row.seq, row.sha256)

    def events(self, *, after: int = 0, limit: int = 1000) -> list[Event]:
        """Links of the chain in order, from the one after ``after``."""
        query = select(_EVENT).where(_EVENT.c.seq > after).order_by(_EVENT.c.seq).limit(limit)
        with self._reading() as connection:
            return [Event(**values_of(row)) for row in connection.execute(query)]

    def events_of(self, kind: EventKind, subjects: list[str]) -> list[Event]:
        """The links that seal these records, e.g. for a bundle of evidence."""
        query = select(_EVENT).where(_EVENT.c.kind == kind.value, _EVENT.c.subject.in_(subjects))
        with self._reading() as connection:
            return [Event(**values_of(row)) for row in connection.execute(query.order_by(_EVENT.c.seq))]

    def sealed_text(self, event: Event) -> str | None:
        """The canonical JSON that a link sealed, as its record reads now; None where the record is gone.

        Its SHA-256 is ``event.content_sha256`` as long as nobody altered the record: what a bundle of evidence
        carries, so that it can be verified without the database.
        """
        seal = SEALS[EventKind(event.kind)]
        key: object = int(event.subject) if isinstance(seal.key.type, BigInteger) else event.subject
        with self._reading() as connection:
            row = connection.execute(select(*seal.columns).where(seal.key == key)).one_or_none()
        return canonical(values_of(row), seal.names) if row is not None else None

    def verify(self, *, known_head: ChainHead | None = None) -> list[Problem]:
        """Check every link, record and content; an empty list means that all of it fits.

        ``known_head``: a head written down earlier; the chain must still lead through it.
        """
        with self._reading(steady=True) as connection:
            problems: list[Problem] = []
            sealed: Sealed = {}
            problems += _check_links(connection, sealed, known_head)
            for kind, seal in SEALS.items():
                problems += _check_rows(connection, kind, seal, sealed)
            problems += [
                Problem("record deleted", f"{kind} {subject}", "a link seals it, but it is gone", seq)
                for (kind, subject), (seq, _) in sealed.items()
            ]
            problems += _check_contents(connection)
            problems += _check_states(connection)
            return problems


def _check_links(connection: Connection, sealed: Sealed, known: ChainHead | None) -> Iterator[Problem]:
    expected, previous = 1, GENESIS
    found_known = known is None or known.seq == 0
    rows = connection.execution_options(yield_per=2000).execute(select(_EVENT).order_by(_EVENT.c.seq))
    for row in rows:
        name = f"{row.kind} {row.subject}"
        if row.seq != expected:
            yield Problem(
                "link missing", f"links {expected} to {row.seq - 1}", "the chain has a gap", expected
            )
        elif row.previous_sha256 != previous:
            yield Problem("chain broken", name, "does not follow from the link before it", row.seq)
        own = link(row.seq, row.at, row.kind, row.subject, row.content_sha256, row.previous_sha256)
        if own != row.sha256:
            yield Problem("link altered", name, "its hash is not that of its content", row.seq)
        if known is not None and row.seq == known.seq:
            found_known = row.sha256 == known.sha256
        key = (row.kind, row.subject)
        if row.kind not in _KINDS:
            yield Problem("link unknown", name, "no such kind of event", row.seq)
        elif key in sealed:
            yield Problem("record sealed twice", name, f"also by link {sealed[key][0]}", row.seq)
        else:
            sealed[key] = (row.seq, row.content_sha256)
        expected, previous = row.seq + 1, row.sha256
    head = connection.execute(select(_HEAD).where(_HEAD.c.id == 1)).one_or_none()
    if head is None:
        yield Problem("head missing", "chain head", "its row is gone")
    elif (head.seq, head.sha256) != (expected - 1, previous):
        what = "links were cut off the end" if head.seq >= expected else "the head was altered"
        yield Problem(
            "head differs", "chain head", f"it says {head.seq}, the last link is {expected - 1}: {what}"
        )
    if not found_known and known is not None:
        yield Problem(
            "chain remade", f"link {known.seq}", "is not the one that was written down earlier", known.seq
        )


_KINDS = {kind.value for kind in EventKind}


def _check_rows(connection: Connection, kind: EventKind, seal: Seal, sealed: Sealed) -> Iterator[Problem]:
    """Every row against its link; what is matched is taken out of ``sealed``."""
    query = select(*seal.columns).order_by(seal.key)
    reached = seal.table.c[seal.reached] if seal.reached else None
    if reached is not None:
        query = query.where(reached.is_not(None))
    for row in connection.execution_options(yield_per=500).execute(query):
        values = values_of(row)
        subject = str(values[seal.key.name])
        found = sealed.pop((kind.value, subject), None)
        name = f"{seal.table.name} {subject}"
        if found is None:
            if seal.demanded:
                yield Problem("record added", name, f"no link says {kind.value}")
        elif seal_of(values, seal.names) != found[1]:
            yield Problem("record altered", name, f"is not what link {found[0]} sealed", found[0])


def _stored(connection: Connection, table: Table, seen: set[str]) -> Iterator[Problem]:
    rows = connection.execution_options(yield_per=100).execute(select(table.c.sha256, table.c.data))
    for row in rows:
        seen.add(row.sha256)
        try:
            unpack(row.data, row.sha256)
        except StoreFailedError as error:
            yield Problem("content altered", f"{table.name} {row.sha256}", str(error))


def _check_contents(connection: Connection) -> Iterator[Problem]:
    bodies: set[str] = set()
    contents: set[str] = set()
    yield from _stored(connection, t.table(t.BodyRow), bodies)
    yield from _stored(connection, t.table(t.ContentRow), contents)
    capture = t.table(t.CaptureRow)
    yield from _missing(connection, capture, "body_sha256", bodies)
    for name, columns in CONTENT_COLUMNS.items():
        for column in columns:
            yield from _missing(connection, t.METADATA.tables[name], column, contents)


def _missing(connection: Connection, table: Table, column: str, have: set[str]) -> Iterator[Problem]:
    key = next(iter(table.primary_key.columns))
    for subject, sha256 in connection.execute(
        select(key, table.c[column]).where(table.c[column].is_not(None))
    ):
        if sha256 not in have:
            yield Problem("content missing", f"{table.name} {subject}", f"{column} {sha256} is not there")


def _check_states(connection: Connection) -> Iterator[Problem]:
    """States that repeat a sealed record must agree with it."""
    yield from _check_decisions(connection)
    yield from _check_deliveries(connection)
    yield from _check_snapshots(connection)


def _check_decisions(connection: Connection) -> Iterator[Problem]:
    decision, revision = t.table(t.DecisionRow), t.table(t.RevisionRow)
    last: dict[int, DecisionState] = {}
    for row in connection.execute(select(decision).order_by(decision.c.id)):
        if row.state_before != last.get(row.revision_id, DecisionState.DETECTED):
            yield Problem(
                "decisions out of order", f"decision {row.id}", "does not begin where the last one ended"
            )
        last[row.revision_id] = row.state
    for row in connection.execute(select(revision.c.id, revision.c.public_id, revision.c.state)):
        if row.state != last.get(row.id, DecisionState.DETECTED):
            detail = (
                f"says {row.state.value}, its decisions say {last.get(row.id, DecisionState.DETECTED).value}"
            )
            yield Problem("state altered", f"revision {row.public_id}", detail)


def _check_deliveries(connection: Connection) -> Iterator[Problem]:
    delivery, attempt = t.table(t.DeliveryRow), t.table(t.AttemptRow)
    arrived = set(
        connection.execute(
            select(attempt.c.delivery_id).where(attempt.c.outcome == AttemptOutcome.SENT)
        ).scalars()
    )
    for row in connection.execute(select(delivery.c.id, delivery.c.state)):
        if (row.state == DeliveryState.SENT) != (row.id in arrived):
            yield Problem(
                "state altered", f"delivery {row.id}", f"says {row.state.value}, its attempts do not"
            )
    alert = t.table(t.AlertRow)
    written: dict[str, list[list[object]]] = {}
    channels = select(delivery.c.alert_id, delivery.c.route, delivery.c.channel).order_by(delivery.c.id)
    for alert_id, route, channel in connection.execute(channels):
        written.setdefault(alert_id, []).append([route, channel])
    for told in connection.execute(select(alert.c.id, alert.c.channels)):
        if written.pop(told.id, []) != json.loads(told.channels):
            yield Problem("deliveries differ", f"alert {told.id}", "it was written for other channels")
    for alert_id in written:
        yield Problem("record missing", f"alert {alert_id}", "deliveries name it, but it is gone")


def _check_snapshots(connection: Connection) -> Iterator[Problem]:
    """Snapshots of a source follow each other, only the last is open, and it is the current one."""
    snapshot, source, reading = t.table(t.SnapshotRow), t.table(t.SourceRow), t.table(t.ReadingRow)
    read_as: dict[int, str] = {
        row.snapshot_id: row.listing_sha256
        for row in connection.execute(select(reading).order_by(reading.c.id))
    }
    current = {
        row.id: row.snapshot_id for row in connection.execute(select(source.c.id, source.c.snapshot_id))
    }
    last: dict[str, int] = {}
    for row in connection.execute(select(snapshot).order_by(snapshot.c.id)):
        name = f"snapshot {row.id}"
        if row.previous_id != last.get(row.source_id):
            yield Problem("snapshots out of order", name, "does not follow the one before it")
        last[row.source_id] = row.id
        if row.read_as_sha256 != read_as.get(row.id, row.listing_sha256):
            yield Problem("state altered", name, "reads as a listing that no reading recorded")
        is_current = current.get(row.source_id) == row.id
        if is_current != (row.last_seen_at is None):
            yield Problem("state altered", name, "is open but not current, or current but closed")
    for source_id in last.keys() - current.keys():
        yield Problem("record missing", f"source {source_id}", "snapshots name it, but it is gone")
    for source_id, snapshot_id in current.items():
        if snapshot_id != last.get(source_id):
            yield Problem("state altered", f"source {source_id}", "its current snapshot is not its last")
