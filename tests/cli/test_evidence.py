"""``monitor verify`` and ``monitor evidence``, as they are typed."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.engine.anchors import FILE, Anchors
from monitor.store import Store
from tests.databases import new_file
from tests.evidence.world import lived
from tests.store.samples import hours
from tests.terminal import monitor, started


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder we are in: a configuration, and a store in which something was lived through."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MONITOR_CONFIG", "monitor.yaml")
    (tmp_path / "monitor.yaml").write_text("database: sqlite:///var/monitor.sqlite3\n")
    (tmp_path / "vendors.yaml").write_text(
        "vendors:\n  - {id: acme, name: Acme, sources: [{url: https://acme.example/sub-processors}]}\n"
    )
    with Store.open(new_file(tmp_path / "var" / "monitor.sqlite3")) as store:
        key = lived(store)
        Anchors(tmp_path / "var").add(store.chain_head(), hours(9))
    (tmp_path / "key").write_text(key)
    return tmp_path


def said(*words: str) -> tuple[int, str, str]:
    done = monitor(*words)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def spoil(home: Path, statement: str) -> None:
    with closing(sqlite3.connect(home / "var" / "monitor.sqlite3")) as file, file:
        file.execute(statement)


def test_verify_says_that_everything_fits_and_what_that_was(home: Path) -> None:
    code, words, _ = said("verify")
    assert (code, "everything fits" in words) == (0, True)
    told = json.loads(said("verify", "--json")[1])
    assert told["fits"] is True
    assert told["checked"]["links"] == told["head"]["number"] > 20
    assert (told["checked"]["checkpoints"], told["checked"]["heads_written_down"]) == (1, 1)


def test_verify_names_table_record_and_link(home: Path) -> None:
    spoil(home, "UPDATE decision SET why = 'we agreed' WHERE id = (SELECT max(id) FROM decision)")
    code, words, _ = said("verify")
    assert code == 1
    assert "record altered" in words
    told = json.loads(said("verify", "--json")[1])
    (problem,) = told["problems"]
    assert (problem["what"], problem["table"]) == ("record altered", "decision")
    assert problem["record"].isdecimal()
    assert f"is not what link {problem['link']} (decision_made) sealed" in problem["detail"]


def test_a_chain_cut_short_is_found_by_the_file_of_heads(home: Path) -> None:
    spoil(home, "DELETE FROM watch_change WHERE id = (SELECT subject FROM event ORDER BY seq DESC LIMIT 1)")
    spoil(home, "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)")
    spoil(
        home,
        "UPDATE chain_head SET seq = seq - 1, sha256 = (SELECT sha256 FROM event ORDER BY seq DESC LIMIT 1)",
    )
    code, words, _ = said("verify")
    assert (code, "chain remade" in words) == (1, True)


def test_a_head_that_is_typed_in_is_compared(home: Path) -> None:
    head = json.loads(said("verify", "--json")[1])["head"]
    assert said("verify", "--head", f"{head['number']}:{head['sha256']}")[0] == 0
    assert said("verify", "--head", f"{head['number']}:{'0' * 64}")[0] == 1
    code, _, errors = said("verify", "--head", "nonsense")
    assert (code, "no head of a chain" in errors) == (2, True)


def test_a_file_of_heads_that_was_written_over_is_named_and_a_cut_last_line_is_not(home: Path) -> None:
    path = home / "var" / FILE
    path.write_text(path.read_text() + "2026-11-02T07:0")
    assert said("verify")[0] == 0
    path.write_text("all is well\n")
    code, words, _ = said("verify")
    assert (code, "line 1 is no head of a chain" in words) == (1, True)


def test_evidence_is_written_and_checked(home: Path) -> None:
    key = (home / "key").read_text()
    code, words, _ = said("evidence", key, "--out", "out.zip")
    assert (code, "written to out.zip" in words) == (0, True)
    checked = started("evidence", "check", "out.zip")  # it leaves the word to another program
    assert (checked.returncode, b"everything fits" in checked.stdout) == (0, True)
    first = (home / "out.zip").read_bytes()
    assert said("evidence", "export", key, "-o", "again.zip", "--json")[0] == 0
    assert (home / "again.zip").read_bytes() == first
    (home / "out.zip").write_bytes(first[:1000] + b"?" + first[1001:])
    assert said("evidence", "check", "out.zip")[0] in {1, 4}
    assert said("evidence", "check", "nowhere.zip")[0] == 4
    code, _, errors = said("evidence", "r2222222")
    assert (code, "there is no revision" in errors) == (4, True)


def test_evidence_of_a_store_with_a_record_gone_is_refused_with_its_name(home: Path) -> None:
    key = (home / "key").read_text()
    spoil(home, "DELETE FROM content WHERE sha256 = (SELECT file_sha256 FROM notice)")
    code, _, errors = said("evidence", key)
    assert (code, "content" in errors) == (5, True)
