"""Bringing a database to this program's tables: under a lock, after a backup, or not at all.

SQLite: one IMMEDIATE transaction holds everybody else off; before the first statement, a database that holds
anything is copied beside itself. PostgreSQL: an advisory lock, and one transaction. A process that dies on the way
leaves the database as it was. Alembic is loaded only when there is something to do.
"""

from __future__ import annotations

import io
import re
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from monitor.store.column_types import utc
from monitor.store.database import Database
from monitor.store.errors import DatabaseTooNewError, NotUpgradedError, UpgradeError

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_LOCK = 7_283_516_240_981  # any number, but always this one: two versions of the program must meet at it
_FILE = re.compile(r"^v(\d{4})_\w+\.py$")


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade did. before: None for a new database. backup: where the copy lies, if one was made."""

    before: str | None
    after: str
    backup: Path | None = None

    @property
    def changed(self) -> bool:
        """Whether there was anything to do."""
        return self.before != self.after


def versions() -> list[str]:
    """The versions of the tables that this program knows, oldest first."""
    files = MIGRATIONS.joinpath("versions").iterdir()
    return sorted(match.group(1) for file in files if (match := _FILE.match(file.name)))


def _version_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _check(current: str | None, place: str) -> bool:
    """Whether there is something to do. Raises ``DatabaseTooNewError``."""
    known = versions()
    if current is not None and current not in known:
        raise DatabaseTooNewError(
            f"{place} holds tables of version {current}, this program knows up to {known[-1]}: "
            "install the newer program, or name another database"
        )
    return current != known[-1]


def _holds(current: str | None) -> str:
    return f"holds tables of version {current}" if current else "has no tables yet"


class Upgrading(Database):
    """A database that can be brought to this program's tables."""

    def upgrade(self, at: datetime, *, backup_dir: Path | None = None) -> Upgraded:
        """Apply the migrations that are missing; safe to call from any number of processes at once.

        ``at`` names the backup, which lies beside the file or in ``backup_dir``. Raises ``DatabaseTooNewError``
        for a database of a newer program, ``UpgradeError`` where no backup could be made, a migration failed (the
        database is then as it was) or the database holds tables that are not ours.
        """
        at = utc(at)
        with self._write_lock, self._translated():
            with self._reading() as connection:
                current = _version_of(connection)
            if not _check(current, self.url):
                assert current is not None
                return Upgraded(current, current)
            if self.is_read_only:
                raise NotUpgradedError(
                    f"{self.url} {_holds(current)}, this program needs version {versions()[-1]}, and the file can "
                    "only be read here: run `monitor db upgrade` where it may be written"
                )
            if self.is_sqlite:
                return _migrate_sqlite(self._engine, self.url, at, backup_dir)
            return _migrate_postgresql(self._engine, self.url)

    def version(self) -> str | None:
        """The version of the tables in the database; None for an empty one."""
        with self._reading() as connection:
            return _version_of(connection)


def _migrate_sqlite(engine: Engine, place: str, at: datetime, backup_dir: Path | None) -> Upgraded:
    with engine.connect() as plain:
        # Tables are rebuilt by renaming; with foreign keys on, that would empty the tables that refer to them.
        # The pragma does nothing inside a transaction.
        driver = plain.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            connection = plain.execution_options(monitor_write=True)
            with connection.begin():
                current = _version_of(connection)
                if not _check(current, place):
                    assert current is not None
                    return Upgraded(current, current)
                backup = _back_up(engine, connection, current, at, backup_dir)
                _apply(connection, current, place)
                broken = connection.execute(text("PRAGMA foreign_key_check")).all()
                if broken:
                    raise UpgradeError(f"{place}: rows without what they refer to, e.g. in {broken[0][0]}")
                return Upgraded(current, versions()[-1], backup)
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def _back_up(
    engine: Engine, connection: Connection, current: str | None, at: datetime, folder: Path | None
) -> Path | None:
    """Copy a database file that holds anything; the copy is complete, or it is not there."""
    name = engine.url.database
    holds = connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one()
    if not name or name == ":memory:" or not holds:
        return None
    path = Path(name)
    target = (folder or path.parent) / f"{path.name}.before-{versions()[-1]}-{at:%Y%m%dT%H%M%SZ}"
    partial = target.with_name(target.name + ".partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # A second connection: it reads what is committed, while our own transaction keeps writers away.
        source = sqlite3.connect(path)
        copy = sqlite3.connect(partial)
        try:
            source.backup(copy)
        finally:
            copy.close()
            source.close()
        partial.replace(target)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise UpgradeError(
            f"{name}: no backup could be made ({error}), so version {current} was not touched; make room for a copy"
        ) from error
    return target


def _migrate_postgresql(engine: Engine, place: str) -> Upgraded:
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        current = _version_of(connection)
        if not _check(current, place):
            assert current is not None
            return Upgraded(current, current)
        _apply(connection, current, place)
        return Upgraded(current, versions()[-1])


def _apply(connection: Connection, current: str | None, place: str) -> None:
    """Run the migrations on a connection whose transaction is ours."""
    if current is None and (strange := set(inspect(connection).get_table_names()) & {"source", "event"}):
        raise UpgradeError(
            f"{place} holds a table {min(strange)!r} but no version: it is another program's, or damaged; "
            "name another database"
        )
    from alembic import command
    from alembic.config import Config

    config = Config(stdout=io.StringIO())  # its chatter is not the terminal's business
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except DBAPIError as error:
        raise UpgradeError(f"{place}: a migration failed, all is as it was: {error.orig}") from error
