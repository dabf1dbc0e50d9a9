"""Files and programs that the configuration names are looked for before the service starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.engine.starting import check_start, warnings
from monitor.evidence.signing import SigningKey
from monitor.settings import SettingsError, load
from tests.cli.desk import configured

VENDORS = "vendors: [{id: acme, name: Acme, sources: [{url: 'https://a.example/s'}]}]\n"


def path_of(folder: Path, *lines: str) -> Path:
    return configured(folder, VENDORS, *lines) / "monitor.yaml"


@pytest.mark.parametrize(
    ("key", "value", "what", "mend"),
    [
        ("fetch", "ca_file: /nowhere/ca.pem", "no certificates can be read from it", "name a PEM file"),
        ("fetch", "browser_path: /nowhere/chromium", "there is no such program", "correct the path"),
        (
            "fetch",
            "allow_networks: [10.20.0.0/99]",
            "does not appear to be",
            "write a network such as 10.20.0.0/16",
        ),
        ("fetch", "user_agent: Mönitor", "user_agent and contact must be plain printable ASCII", ""),
        (
            "evidence",
            "signing_key: none.pem",
            "none.pem cannot be read",
            "`monitor evidence keygen` makes a key",
        ),
        ("evidence", "signing_key: empty.pem", "is no unencrypted private key", "keygen"),
        ("evidence", "timestamp_ca: none.pem", "none.pem cannot be read", "the authority's certificates"),
        ("letters", "templates: none", "none does not exist", "correct the name, or leave it out"),
    ],
)
def test_what_is_named_and_not_there_is_told_with_its_line_and_the_mend(
    tmp_path: Path, key: str, value: str, what: str, mend: str
) -> None:
    (tmp_path / "empty.pem").touch()
    path = path_of(tmp_path, f"{key}:", f"  {value}")
    with pytest.raises(SettingsError) as caught:
        check_start(load(path, {}))
    (problem,) = caught.value.problems
    assert problem.file == str(path)
    assert problem.line in {2, 3}  # the key, or that of the whole block
    assert what in problem.what
    assert mend in f"{problem.what} {problem.mend}"


def test_what_is_there_lets_the_service_start(tmp_path: Path) -> None:
    SigningKey.make(tmp_path / "key.pem")
    (tmp_path / "texts").mkdir()
    check_start(
        load(path_of(tmp_path, "evidence: {signing_key: key.pem}", "letters: {templates: texts}"), {})
    )


def test_a_folder_that_cannot_be_written_to_is_warned_of(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (said,) = warnings(load(path_of(tmp_path, f"data_dir: {tmp_path}/file/reports"), {}))
    assert "'data_dir'" in said
    assert "no reports, no backups" in said
