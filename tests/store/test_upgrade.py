"""Migrations: applied at start, under a lock, after a backup, or not at all."""

from __future__ import annotations

import io
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from monitor.store import DatabaseTooNewError, NotUpgradedError, Store, StoreUnavailableError, UpgradeError
from monitor.store.upgrade import MIGRATIONS, versions
from tests.store.samples import ACME, AT, hours, step, vendor, watched
from tests.store.test_crash import START


def alembic_config(store: Store, connection: object) -> Config:
    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def upgrade_in_a_process(address: str, start: object, results: object) -> None:
    start.wait()  # type: ignore[attr-defined]
    try:
        with Store.open(address) as store:
            results.put(store.upgrade(AT).changed)  # type: ignore[attr-defined]
    except Exception as error:
        results.put(repr(error))  # type: ignore[attr-defined]


def test_the_migrations_make_exactly_the_tables_the_code_speaks_of(store: Store) -> None:
    with store._engine.begin() as connection:
        command.check(alembic_config(store, connection))


def test_the_numbers_of_the_files_are_the_versions_alembic_knows() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert versions() == sorted(script.revision for script in scripts.walk_revisions())
    assert scripts.get_current_head() == versions()[-1]


def test_a_new_database_is_set_up_once_and_then_left_alone(empty_database: str) -> None:
    with Store.open(empty_database) as store:
        first, second = store.upgrade(AT), store.upgrade(AT)
        assert (first.before, first.after, first.changed) == (None, versions()[-1], True)
        assert not second.changed
        assert store.version() == versions()[-1]
        assert store.verify() == []


def test_a_new_file_needs_no_backup(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/monitor.sqlite3") as store:
        assert store.upgrade(AT).backup is None
    assert [p.name for p in tmp_path.glob("*before*")] == []


def test_processes_that_start_at_once_set_up_the_database_once(empty_database: str) -> None:
    start, results = START.Event(), START.Queue()
    workers = [
        START.Process(target=upgrade_in_a_process, args=(empty_database, start, results)) for _ in range(3)
    ]
    for worker in workers:
        worker.start()
    start.set()
    outcomes = [results.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join()
    assert sorted(map(str, outcomes)) == ["False", "False", "True"]


def test_a_database_of_a_newer_program_is_refused_and_not_touched(own_store: Store) -> None:
    with own_store._engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNewError, match=r"9999.*install the newer program"):
        own_store.upgrade(AT)
    assert own_store.version() == "9999"


def test_what_was_recorded_under_the_first_tables_still_fits_its_seals(tmp_path: Path) -> None:
    with (
        Store.open(f"sqlite:///{tmp_path}/new.sqlite3") as new,
        Store.open(f"sqlite:///{tmp_path}/old.sqlite3") as old,
    ):
        new.upgrade(AT)
        watched(new, "Alpha")
        new.record_revision(step(new, "Beta", at=hours(1)))
        with old._engine.begin() as connection:
            command.upgrade(alembic_config(old, connection), "0001")
            connection.execute(text("DELETE FROM chain_head"))
        with new._engine.connect() as source, old._engine.begin() as target:
            target.execute(text("PRAGMA defer_foreign_keys = ON"))
            for name in inspect(target).get_table_names():
                if name == "alembic_version":
                    continue
                columns = [column["name"] for column in inspect(target).get_columns(name)]
                rows = source.execute(text(f"SELECT {', '.join(columns)} FROM {name}")).all()
                places = ", ".join(f":{column}" for column in columns)
                for row in rows:
                    target.execute(
                        text(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({places})"), row._asdict()
                    )
        assert old.upgrade(AT).before == "0001"
        assert old.verify() == []
        assert old.current_head(ACME).read_by == "", "nobody knows by which extraction it was read"


def test_an_older_file_is_copied_before_it_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "monitor.sqlite3"
    with sqlite3.connect(path) as old:
        old.execute("CREATE TABLE note (text TEXT)")
        old.execute("INSERT INTO note VALUES ('from before')")
    with Store.open(f"sqlite:///{path}") as store:
        done = store.upgrade(AT)
    assert done.backup == tmp_path / f"monitor.sqlite3.before-{versions()[-1]}-20261102T060000Z"
    with sqlite3.connect(done.backup) as copy:
        assert copy.execute("SELECT text FROM note").fetchall() == [("from before",)]
        assert copy.execute("SELECT count(*) FROM sqlite_master").fetchone() == (1,)


def test_the_backup_may_lie_in_a_folder_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "monitor.sqlite3"
    with sqlite3.connect(path) as old:
        old.execute("CREATE TABLE note (text TEXT)")
    with Store.open(f"sqlite:///{path}") as store:
        done = store.upgrade(AT, backup_dir=tmp_path / "backups")
    assert done.backup is not None
    assert done.backup.parent == tmp_path / "backups"


def test_without_room_for_a_backup_nothing_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "monitor.sqlite3"
    with sqlite3.connect(path) as old:
        old.execute("CREATE TABLE note (text TEXT)")
    blocked = tmp_path / "backups"
    blocked.write_text("a file where the folder should be")
    with Store.open(f"sqlite:///{path}") as store:
        with pytest.raises(UpgradeError, match=r"no backup could be made"):
            store.upgrade(AT, backup_dir=blocked)
        assert store.version() is None


def test_tables_that_are_not_ours_are_refused(empty_database: str) -> None:
    with Store.open(empty_database) as store:
        with store._engine.begin() as connection:
            connection.execute(text("CREATE TABLE source (id INTEGER)"))
        with pytest.raises(UpgradeError, match="another program's"):
            store.upgrade(AT)
        assert store.version() is None


def test_a_migration_that_fails_half_way_leaves_the_database_as_it_was(empty_database: str) -> None:
    with Store.open(empty_database) as store:
        with store._engine.begin() as connection:
            connection.execute(text("CREATE TABLE decision (id INTEGER)"))
        with pytest.raises(UpgradeError, match=r"a migration failed, all is as it was.*decision"):
            store.upgrade(AT)
        with store._engine.connect() as connection:
            assert inspect(connection).get_table_names() == ["decision"]
        assert store.version() is None


def test_a_database_without_tables_says_what_to_do(empty_database: str) -> None:
    with Store.open(empty_database) as store, pytest.raises(NotUpgradedError, match="monitor db upgrade"):
        store.due(AT, 10)


def test_tables_of_another_version_say_what_to_do(own_store: Store) -> None:
    with own_store._engine.begin() as connection:
        connection.execute(text("ALTER TABLE chain_head RENAME COLUMN next_id TO counter"))
    with pytest.raises(NotUpgradedError, match="monitor db upgrade"):
        own_store.sync_vendors([vendor()], AT)


def test_records_outlive_a_second_start(database: str) -> None:
    with Store.open(database) as store:
        snapshot_id = watched(store, "Alpha")
    with Store.open(database) as store:
        assert not store.upgrade(AT).changed
        assert store.snapshot(snapshot_id).listing.rows[0].name == "Alpha"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("monitor.db", "no database address"),
        ("mysql://localhost/x", "mysql"),
        ("sqlite:////proc/nowhere/monitor.sqlite3", "cannot be made"),
    ],
)
def test_an_address_that_cannot_be_used_is_named_with_the_way_to_mend_it(address: str, words: str) -> None:
    with pytest.raises(StoreUnavailableError, match=words):
        Store.open(address)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("These are notes and no database at all. " * 50)
    with (
        Store.open(f"sqlite:///{path}") as store,
        pytest.raises(Exception, match="restore a backup or name another"),
    ):
        store.upgrade(AT)


def test_a_server_that_does_not_answer_is_named() -> None:
    with (
        Store.open("postgresql://monitor:secret@127.0.0.1:1/monitor") as store,
        pytest.raises(StoreUnavailableError) as raised,
    ):
        store.upgrade(AT)
    assert "127.0.0.1:1" in str(raised.value)
    assert "secret" not in str(raised.value)
