"""Writing evidence: rows are collected, sealed into the hash chain, and written in batches in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from monitor.store import tables as t
from monitor.store.column_types import utc
from monitor.store.database import Database
from monitor.store.errors import NotUpgradedError
from monitor.store.seals import SEALS, EventKind, link, seal_of

Values = dict[str, Any]

_HEAD = t.table(t.ChainHeadRow)

# Statements are built once: building one costs more than running it.
_TAKE_HEAD = select(_HEAD.c.seq, _HEAD.c.sha256, _HEAD.c.next_id).where(_HEAD.c.id == 1).with_for_update()
_PUT_HEAD = update(_HEAD).where(_HEAD.c.id == 1)
_INSERT = {model: insert(t.table(model)) for model in (m.class_ for m in t.Base.registry.mappers)}


def values_of(row: Row[Any]) -> Values:
    """A row of a query as a dictionary by column name."""
    return dict(row._mapping)  # noqa: SLF001 - public in SQLAlchemy, in spite of its name


class Recorder:
    """One transaction that adds evidence. Ids come from one counter for all records, so none is ever reused."""

    def __init__(self, connection: Connection, at: datetime) -> None:
        self.connection = connection
        self.at = utc(at)
        head = connection.execute(_TAKE_HEAD).one_or_none()
        if head is None:
            raise NotUpgradedError("the database holds no chain head: it was emptied, or never set up")
        self._seq, self._sha256, self._next_id = head
        self._pending: dict[type[t.Base], list[Values]] = {}
        self._events: list[Values] = []

    def new_id(self) -> int:
        """The next id."""
        self._next_id += 1
        return int(self._next_id) - 1

    def add(self, model: type[t.Base], values: Values, kind: EventKind | None = None) -> None:
        """Write a row; with ``kind``, seal it. Rows of a table are written together, at ``flush``."""
        self._pending.setdefault(model, []).append(values)
        if kind is not None:
            self.seal(kind, values)

    def seal(self, kind: EventKind, values: Mapping[str, object]) -> None:
        """Add a link to the chain over the columns that ``kind`` covers; ``values`` must hold them all."""
        seal = SEALS[kind]
        subject = str(values[seal.key.name])
        content = seal_of(values, seal.names)
        seq = self._seq + 1
        sha256 = link(seq, self.at, kind.value, subject, content, self._sha256)
        self._events.append(
            {
                "seq": seq,
                "at": self.at,
                "kind": kind.value,
                "subject": subject,
                "content_sha256": content,
                "previous_sha256": self._sha256,
                "sha256": sha256,
            }
        )
        self._seq, self._sha256 = seq, sha256

    def flush(self) -> None:
        """Write what was collected so far, in the order in which tables were first named."""
        for model, rows in self._pending.items():
            self.connection.execute(_INSERT[model], rows)
        self._pending.clear()

    def finish(self) -> None:
        """Write the rest, the links and the new head."""
        self.flush()
        if self._events:
            self.connection.execute(_INSERT[t.EventRow], self._events)
            self._events = []
        head = {"seq": self._seq, "sha256": self._sha256, "next_id": self._next_id}
        self.connection.execute(_PUT_HEAD, head)


class Recording(Database):
    """A database that evidence can be added to."""

    @contextmanager
    def _recording(self, at: datetime) -> Iterator[Recorder]:
        """One transaction of evidence, at an instant: rows, links and head are kept together, or not at all."""
        with self._writing() as connection:
            recorder = Recorder(connection, at)
            yield recorder
            recorder.finish()
