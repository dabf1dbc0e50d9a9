"""A store on a volume mounted read-only: everything that only reads works, and what writes says why it cannot."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.cli.output import Exit
from monitor.store import Store
from tests.cli.desk import Desk, configured, database_in
from tests.databases import new_file
from tests.store.samples import baseline, step, vendor

SEEN = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=8)
VENDORS = "vendors: [{id: acme, name: Acme, sources: [{url: 'https://acme.example/sub-processors'}]}]\n"
BY = ("--by", "Ada Berg", "--why", "because")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    volume = tmp_path / "volume"
    volume.mkdir()
    configured(volume, VENDORS)
    with Store.open(new_file(database_in(volume))) as store:
        store.sync_vendors([vendor("acme")], SEEN - timedelta(days=1))
        store.record_baselines([baseline("Alpha", at=SEEN - timedelta(days=1))], SEEN - timedelta(days=1))
        revision = store.record_revision(step(store, "Alpha", "Beta Cloud GmbH", at=SEEN))
    return Desk(volume, revision)


def mounted_read_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder as it looks on such a volume (tests may run as root, to whom no file refuses anything)."""
    ask = os.access

    def access(path: object, mode: int, **more: object) -> bool:
        inside = Path(str(path)).is_relative_to(folder)
        return not (inside and mode & os.W_OK) and ask(path, mode, **more)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(os, "access", access)


def everything_in(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.mark.parametrize(
    "command",
    [
        ("windows",),
        ("history", "acme"),
        ("report",),
        ("report", "REVISION"),
        ("report", "--all"),
        ("export", "register"),
        ("export", "decisions"),
        ("verify",),
        ("status",),
        ("attest", "acme", "--from", "2026-01-01", "--to", "2026-01-31"),
        ("who", "Beta Cloud"),
        ("calendar",),
        ("clause", "list", "acme"),
        ("notice", "list"),
        ("alert", "log"),
        ("evidence", "REVISION", "--out", "OUT"),
    ],
    ids=" ".join,
)
def test_what_only_reads_works_and_leaves_no_trace(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    before = everything_in(desk.folder)
    mounted_read_only(desk.folder, monkeypatch)
    places = {"REVISION": desk.revision.public_id, "OUT": str(tmp_path / "evidence.zip")}
    desk.types(*(places.get(word, word) for word in command))
    assert everything_in(desk.folder) == before


def test_what_a_service_writes_meanwhile_is_seen(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with desk.store() as service:  # its last records are still in the -wal file
        later = service.record_revision(step(service, "Alpha", "Gamma AG", at=SEEN + timedelta(days=1)))
        mounted_read_only(desk.folder, monkeypatch)
        revisions = [window["revision"] for window in desk.reads("windows")["windows"]]
        assert later.public_id in revisions


@pytest.mark.parametrize(
    "command", [("decide", "REVISION", "accepted", *BY), ("alert", "ack", "REVISION", *BY)]
)
def test_what_writes_says_why_it_cannot(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    mounted_read_only(desk.folder, monkeypatch)
    refused = desk.is_refused(*(desk.revision.public_id if word == "REVISION" else word for word in command))
    assert refused.code is Exit.STORE
    assert "can only be read" in str(refused)
    assert "where the service runs" in str(refused)


def test_tables_of_an_older_program_are_not_guessed_at(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with sqlite3.connect(database_in(desk.folder)) as file:
        file.execute("UPDATE alembic_version SET version_num = '0001'")
    file.close()
    mounted_read_only(desk.folder, monkeypatch)
    refused = desk.is_refused("windows")
    assert refused.code is Exit.STORE
    assert "holds tables of version 0001" in str(refused)
    assert "run `monitor db upgrade` where it may be written" in str(refused)
