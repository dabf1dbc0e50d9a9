"""``monitor replay`` as a person and a program meet it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.cli.replay import parse_terms
from monitor.model import PeriodUnit, RunsFrom
from tests.check.pages import COMPANIES, NEW, listed
from tests.terminal import monitor


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    pages = {
        "001_2024-01-10.html": listed(*COMPANIES),
        "002_2024-02-10.html": listed(*reversed(COMPANIES)),
        "003_2024-01-20.html": listed(*COMPANIES, NEW),
    }
    for name, page in pages.items():
        (tmp_path / name).write_text(page, encoding="utf-8")
    return tmp_path


def test_a_person_reads_a_line_per_version_and_the_totals(archive: Path) -> None:
    done = monitor("replay", str(archive), "--terms", "objection 30 days, list_update", "--changes")
    said = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    lines = [line for line in said.splitlines() if line.startswith("2024-")]
    assert [line[:10] for line in lines[:3]] == ["2024-01-10", "2024-02-10", "2024-02-10"]
    outcomes = ("baseline recorded", "reformatted", "changed")
    assert [line.index(word) for line, word in zip(lines, outcomes, strict=False)] == [
        lines[0].index("baseline")
    ] * 3, "columns stand under each other"
    assert "added Indus Annotation Private Limited" in " ".join(said.split())
    totals = "3 versions, 2 revisions (1 changed, 1 only reformatted), 0 not believed, 1 alerts"
    assert totals in " ".join(said.split())
    assert "003_2024-01-20.html: dated 2024-01-20, before the version in front of it" in done.stderr.decode()


def test_a_program_reads_versions_changes_windows_alerts_and_totals(archive: Path) -> None:
    done = monitor("replay", str(archive), "--terms", "objection 30 days, list_update", "--json")
    assert done.returncode == 0, done.stderr.decode()
    said = json.loads(done.stdout)
    assert [v["outcome"] for v in said["versions"]] == ["baseline_recorded", "reformatted", "changed"]
    last = said["versions"][-1]
    assert [(c["kind"], c["name"]) for c in last["changes"]] == [("added", NEW[0])]
    assert last["changes"][0]["rule"]
    assert last["window"]["act_by"] == "2024-03-06"
    assert [a["kind"] for a in last["alerts"]] == ["change"]
    assert said["totals"] | {"alerts": 1} == said["totals"]
    assert last["oddity"].startswith("dated 2024-01-20")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("nowhere",), 4, "there is no folder"),
        ((".", "--terms", "someday"), 2, "'someday' is no term; write it like"),
        ((".", "--every", "soon"), 2, "soon"),
    ],
)
def test_what_is_wrong_is_said_without_a_traceback(
    archive: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    folder = str(archive if arguments[0] == "." else archive / arguments[0])
    done = monitor("replay", folder, *arguments[1:])
    assert done.returncode == code
    assert said in done.stderr.decode()


def test_an_empty_folder_and_names_without_dates_are_refused_with_the_way_to_mend_it(tmp_path: Path) -> None:
    empty = monitor("replay", str(tmp_path))
    (tmp_path / "page.html").write_text(listed(*COMPANIES), encoding="utf-8")
    undated = monitor("replay", str(tmp_path))
    assert (empty.returncode, undated.returncode) == (4, 4)
    assert "holds no captures" in empty.stderr.decode()
    assert "--file-times" in undated.stderr.decode()
    assert monitor("replay", str(tmp_path), "--file-times").returncode == 0


def test_terms_are_read_from_words() -> None:
    terms = parse_terms("notice 10 business days, objection 30 days, list_update")
    assert terms.notice
    assert terms.objection
    assert (terms.notice.count, terms.notice.unit) == (10, PeriodUnit.BUSINESS_DAYS)
    assert terms.objection.count == 30
    assert terms.runs_from is RunsFrom.LIST_UPDATE
    with pytest.raises(ValueError, match="no terms are given"):
        parse_terms(" , ")
