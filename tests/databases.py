"""Stores on SQLite and on PostgreSQL, each on tables that the migrations made: once a run, and copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Engine, create_engine, text

from monitor.store import Store
from monitor.store.seals import GENESIS
from monitor.store.tables import METADATA
from tests.servers.postgres import NoServerError, PostgresServer
from tests.store.samples import AT

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@cache
def _file_with_tables() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.sqlite3"
        with Store.open(f"sqlite:///{path}") as store:
            store.upgrade(AT)
        return path.read_bytes()


def new_file(path: Path) -> str:
    """Make a SQLite file with our tables and nothing in them, twenty times as fast as by migrating; its address."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_file_with_tables())
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server for the run."""
    try:
        server = PostgresServer()
    except NoServerError as error:
        pytest.skip(str(error))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_shared(postgres: PostgresServer) -> Engine:
    """One database for all tests that leave its tables as they are: emptying it is ten times as fast as making one."""
    address = postgres.new_database()
    with Store.open(address) as store:
        store.upgrade(AT)
    return create_engine(address)


def _empty(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # in any order
        connection.execute(text("; ".join(f'DELETE FROM "{name}"' for name in METADATA.tables)))
        connection.execute(text(f"INSERT INTO chain_head VALUES (1, 0, '{GENESIS}', 1)"))


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with our tables and nothing in them. Leave the tables themselves as they are."""
    if request.param == "sqlite":
        return new_file(tmp_path / "monitor.sqlite3")
    engine: Engine = request.getfixturevalue("postgres_shared")
    _empty(engine)
    return engine.url.render_as_string(hide_password=False)


@pytest.fixture(params=BOTH)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database in which there is nothing yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'monitor.sqlite3'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    address = server.new_database()
    yield address
    server.drop_database(address)


@pytest.fixture
def own_store(empty_database: str) -> Iterator[Store]:
    """An open store whose tables a test may spoil."""
    with Store.open(empty_database) as opened:
        opened.upgrade(AT)
        yield opened


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """An open store without anything in it."""
    with Store.open(database) as opened:
        yield opened


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    """An open store on SQLite, for what does not depend on the database."""
    with Store.open(new_file(tmp_path / "monitor.sqlite3")) as opened:
        yield opened
