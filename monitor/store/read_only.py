"""A SQLite file that may be read but not written: on a volume mounted read-only, or another user's.

Its tables must be current, since nothing can be brought up to date. Where a service writes to it from elsewhere, its
``-wal`` and ``-shm`` files lie beside it and are read too; where they do not, the file is whole and is opened as one
that nobody changes (https://www.sqlite.org/wal.html section 8).
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

_OPTION = "monitor_read_only"


def only_readable(file: Path) -> bool:
    """Whether this user can read the file but not write to it as SQLite does, with files beside it."""
    if not file.is_file() or not os.access(file, os.R_OK):
        return False
    beside = os.access(file.parent, os.W_OK) or _beside(file, "-wal").exists()
    return not (os.access(file, os.W_OK) and beside)


def open_read_only(url: URL, file: Path, busy_timeout_ms: int) -> Engine:
    """An engine that never writes, not even beside the file."""

    def connect() -> sqlite3.Connection:
        address = f"file:{quote(str(file))}?mode=ro" + (
            "" if _beside(file, "-wal").exists() else "&immutable=1"
        )
        return sqlite3.connect(
            address, uri=True, timeout=busy_timeout_ms / 1000, isolation_level=None, check_same_thread=False
        )

    engine = create_engine(url, creator=connect, execution_options={_OPTION: True})
    event.listen(engine, "begin", _begin)
    return engine


def is_read_only(engine: Engine) -> bool:
    """Whether ``open_read_only`` made it."""
    return bool(engine.get_execution_options().get(_OPTION))


NOT_WHOLE = (
    "it can only be read here, and its last records still lie in its -wal file: let the service stop cleanly, or copy "
    "all files of that name to a folder that may be written"
)
"""What to tell somebody whose file cannot be read for want of the right to write beside it."""


def why_not_writable(place: str) -> str:
    """What to tell somebody who wants to write."""
    return (
        f"{place} can only be read: the file or its folder may not be written here. Do this where the service runs, or "
        "give this user the right to write both"
    )


def _beside(file: Path, ending: str) -> Path:
    return file.with_name(file.name + ending)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
