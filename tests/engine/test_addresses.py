"""A route that nothing can be sent to is refused before the service starts, not found out when an alert is due."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor.cli import app as program
from monitor.cli.output import CommandError, Exit
from monitor.engine.reload import Reloader
from monitor.engine.starting import check_start, warnings
from monitor.settings import Settings, SettingsError, load
from tests.cli.desk import configured

VENDORS = "vendors: [{id: acme, name: Acme, tags: [mail], team: payments, sources: [{url: 'https://a.example/s'}]}]\n"
ROUTES = """alerts:
  routes:
    - name: legal
      to: ["jsons://ok.example/hook"]
    - name: procurement
      to:
        - "jsons://ok.example/hook"
        - "{address}"
"""


def folder_with(folder: Path, address: str) -> Path:
    return configured(folder, VENDORS, ROUTES.replace("{address}", address)) / "monitor.yaml"


def loaded(folder: Path, address: str, **environment: str) -> Settings:
    return load(folder_with(folder, address), environment)


@pytest.mark.parametrize(
    ("address", "what", "mend"),
    [
        ("slak://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "no address Apprise can read", "did you mean 'slack://…'?"),
        ("procurement at example dot com", "no address Apprise can read", "write it as service://…"),
        ("slack://only-one-token", "a part is missing or wrong", "https://appriseit.com/services/"),
        ("${EMPTY}", "no address Apprise can read", "look whether that is empty"),
        ("slack://${EMPTY}", "a part is missing or wrong", "look whether that is empty"),
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_read_is_named_with_its_route_its_line_and_the_mend(
    tmp_path: Path, address: str, what: str, mend: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        check_start(loaded(tmp_path, address, EMPTY=""))
    (problem,) = caught.value.problems
    assert (problem.line, Path(problem.file).name) == (9, "monitor.yaml")
    assert problem.what.startswith("route 'procurement': ")
    assert what in problem.what
    assert mend in problem.mend
    assert "TIiajk" not in str(problem)  # what it held may be a secret


@pytest.mark.parametrize("command", [("run",), ("config", "check")])
@pytest.mark.parametrize("address", ["nosuch://host/x", "slack://${NOT_SET_ANYWHERE}"])
def test_the_service_does_not_start_with_it(tmp_path: Path, command: tuple[str, ...], address: str) -> None:
    done = CliRunner().invoke(program.app, [*command, "--config", str(folder_with(tmp_path, address))])
    assert isinstance(done.exception, CommandError)
    assert done.exception.code is Exit.CONFIGURATION
    assert "monitor.yaml:9: " in str(done.exception)


def test_a_running_service_refuses_it_and_goes_on_as_before(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    reloader = Reloader(loaded(tmp_path, "jsons://fine.example/x"), lambda *_: pytest.fail("taken over"))
    folder_with(tmp_path, "nosuch://host/x")
    with caplog.at_level(logging.ERROR):
        assert not reloader.reload("an edited file")
    assert "route 'procurement'" in caplog.text


def test_what_a_route_asks_for_and_no_vendor_has_is_told(tmp_path: Path) -> None:
    path = folder_with(tmp_path, "jsons://x.example/y")
    with path.open("a", encoding="utf-8") as file:
        file.write("      tags: [mial]\n      teams: [payments]\n      vendors: [acme]\n")
    said, _ = warnings(load(path, {}))
    assert said.endswith(
        "monitor.yaml:11: route 'procurement': no vendor has 'mial' (tags); did you mean 'mail'?"
    )


@pytest.mark.parametrize(
    ("key", "warned"),
    [
        ("", True),
        ("listen: 0.0.0.0:8080", True),
        ("listen: 10.0.0.5:8080", False),
        ("public_url: https://monitor.example.com", False),
    ],
)
def test_links_that_only_this_machine_can_open_are_warned_of(tmp_path: Path, key: str, warned: bool) -> None:
    path = folder_with(tmp_path, "jsons://x.example/y")
    path.write_text(f"{key}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    assert any("'public_url' is not set" in said for said in warnings(load(path, {}))) is warned
