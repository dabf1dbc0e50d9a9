"""Bytes against their hashes, and everything that names bytes against what is there."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Table, select

from monitor.store import tables as t
from monitor.store.contents import unpack
from monitor.store.errors import StoreFailedError
from monitor.store.seals import CONTENT_COLUMNS
from monitor.store.values import Problem


def check_contents(connection: Connection, told: list[int]) -> Iterator[Problem]:
    """Every stored content and body, and every column that names one."""
    bodies: set[str] = set()
    contents: set[str] = set()
    yield from _stored(connection, t.table(t.BodyRow), bodies)
    yield from _stored(connection, t.table(t.ContentRow), contents)
    told.append(len(bodies) + len(contents))
    capture = t.table(t.CaptureRow)
    yield from _missing(connection, capture, "body_sha256", bodies)
    for name, columns in CONTENT_COLUMNS.items():
        for column in columns:
            yield from _missing(connection, t.METADATA.tables[name], column, contents)


def _stored(connection: Connection, table: Table, seen: set[str]) -> Iterator[Problem]:
    rows = connection.execution_options(yield_per=100).execute(select(table.c.sha256, table.c.data))
    for row in rows:
        seen.add(row.sha256)
        try:
            unpack(row.data, row.sha256)
        except StoreFailedError as error:
            yield Problem("content altered", f"{table.name} {row.sha256}", str(error))


def _missing(connection: Connection, table: Table, column: str, have: set[str]) -> Iterator[Problem]:
    key = next(iter(table.primary_key.columns))
    rows = connection.execute(select(key, table.c[column]).where(table.c[column].is_not(None)))
    for subject, sha256 in rows:
        if sha256 not in have:
            yield Problem("content missing", f"{table.name} {subject}", f"{column} {sha256} is not there")
