"""Opening a database, and the two ways to touch it: reading, and one writer at a time.

SQLite: WAL, so readers never wait; write transactions begin IMMEDIATE, so they never fail half-way for a lock.
PostgreSQL: the same statements; writers of evidence are serialised by the row of the chain's head.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from monitor.store.errors import NotUpgradedError, StoreFailedError, StoreUnavailableError
from monitor.store.read_only import NOT_WHOLE, is_read_only, only_readable, open_read_only, why_not_writable

BUSY_TIMEOUT_MS = 30_000
_WRITE = {"monitor_write": True}


def parse_url(url: str) -> URL:
    """The address as SQLAlchemy sees it. Raises ``StoreUnavailableError`` for one we cannot use."""
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreUnavailableError(
            f"{url!r} is no database address; write sqlite:///path/to/file or postgresql://user@host/name"
        ) from error
    if backend not in {"sqlite", "postgresql"}:
        raise StoreUnavailableError(f"{backend} is not supported; use sqlite:///… or postgresql://…")
    return parsed


def is_memory(url: URL) -> bool:
    """Whether the address names a SQLite database that lives in memory only."""
    return url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}


def open_engine(url: URL) -> Engine:
    """An engine with our settings. Touches the disk only to make the folder of a SQLite file."""
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url)
    try:
        return create_engine(url, pool_pre_ping=True, pool_size=4, max_overflow=8,
                             connect_args={"connect_timeout": 10, "application_name": "monitor"})  # fmt: skip
    except ModuleNotFoundError as error:
        raise StoreUnavailableError(
            "PostgreSQL needs its driver: pip install 'subprocessor-monitor[postgres]'"
        ) from error


def _open_sqlite(url: URL) -> Engine:
    if is_memory(url):
        engine = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
    else:
        file = Path(url.database or "").resolve()
        if only_readable(file):
            return open_read_only(url, file, BUSY_TIMEOUT_MS)
        folder = file.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailableError(
                f"the folder {folder} for the database cannot be made: {error.strerror}"
            ) from error
        engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: the driver's own begins too late
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    for attempt in range(100):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError as error:
            # Two processes that open a new file at once: turning on WAL does not honour busy_timeout.
            if "locked" not in str(error) or attempt == 99:
                raise
            time.sleep(0.02)
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA journal_size_limit=67108864")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("monitor_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def explain(error: DBAPIError, url: URL) -> str:
    """A database error in words, with the place and, where we know one, the way to mend it."""
    place = url.render_as_string(hide_password=True)
    text = str(error.orig).strip()
    low = text.lower()
    if "not a database" in low or "malformed" in low:
        mend = "the file is damaged or something else; restore a backup or name another file"
    elif (
        "unable to open" in low
        and url.get_backend_name() == "sqlite"
        and only_readable(Path(url.database or ""))
    ):
        mend = NOT_WHOLE
    elif "unable to open" in low or "readonly" in low:
        mend = "check the path and its permissions"
    elif "disk is full" in low or "no space" in low:
        mend = "make room on the disk; nothing recorded so far is lost"
    elif "locked" in low:
        mend = "another process holds it; is a second monitor running on this file?"
    elif "connect" in low or "timeout expired" in low:
        mend = "check that the server runs and that the address and password are right"
    else:
        mend = ""
    return f"{place}: {text}" + (f" ({mend})" if mend else "")


class Database:
    """An open database. Thread-safe: any number of readers, one writer at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._write_lock = threading.RLock()
        self._shared = is_memory(engine.url)  # one connection for all: readers must queue with the writer

    @property
    def url(self) -> str:
        """The address, its password hidden: safe to log."""
        return self._engine.url.render_as_string(hide_password=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite; else it is PostgreSQL."""
        return self._engine.dialect.name == "sqlite"

    @property
    def is_read_only(self) -> bool:
        """Whether this is a file that may only be read here: every attempt to write raises ``StoreFailedError``."""
        return is_read_only(self._engine)

    def close(self) -> None:
        """Close every connection. The store cannot be used afterwards."""
        self._engine.dispose()

    @contextmanager
    def _reading(self, *, steady: bool = False) -> Iterator[Connection]:
        """A connection to read with. ``steady``: all statements see one moment (SQLite: always so)."""
        options = {"isolation_level": "REPEATABLE READ"} if steady and not self.is_sqlite else {}
        if self._shared:
            with self._write_lock, self._translated(), self._engine.begin() as connection:
                yield connection
            return
        with self._translated(), self._engine.connect() as connection:
            yield connection.execution_options(**options) if options else connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One write transaction: all of it is kept, or nothing."""
        if self.is_read_only:
            raise StoreFailedError(why_not_writable(self.url))
        with self._write_lock, self._translated(), self._engine.connect() as plain:
            connection = plain.execution_options(**_WRITE)
            with connection.begin():
                yield connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            text = str(error.orig).lower()
            kind = type(error.orig).__name__
            missing = ("no such table", "no such column", "has no column named")
            if any(words in text for words in missing) or kind in {"UndefinedTable", "UndefinedColumn"}:
                raise NotUpgradedError(
                    f"{self.url} has no tables yet, or old ones: run `monitor db upgrade`"
                ) from error
            if error.connection_invalidated or "unable to open" in text or "connection failed" in text:
                raise StoreUnavailableError(explain(error, self._engine.url)) from error
            raise StoreFailedError(explain(error, self._engine.url)) from error
