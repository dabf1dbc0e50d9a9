"""`monitor extract` on a page that a script fills: a user pastes the address, and the rows are right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fetch.browsing import needs_browser
from tests.servers.http import WebServer, page
from tests.terminal import monitor

COMPANIES = [
    {"name": "Amazon Web Services EMEA SARL", "purpose": "Hosting"},
    {"name": "Twilio Inc.", "purpose": "Text messages"},
]
SHELL = """<!doctype html><title>Sub-processors</title><div id=root></div><script>
fetch('/api').then(answer => answer.json()).then(rows => { root.innerHTML = '<h1>Sub-processors</h1><table>' +
'<tr><th>Name</th><th>Purpose</th></tr>' + rows.map(r => `<tr><td>${r.name}</td><td>${r.purpose}</td></tr>`).join('') +
'</table>' })</script>"""


@pytest.fixture
def shell() -> Iterator[str]:
    with WebServer() as server:
        server.on("/api", page(json.dumps(COMPANIES), content_type="application/json"))
        yield server.on("/", page(SHELL))


def extracted(url: str, *options: str) -> Any:
    done = monitor("extract", url, "--allow-private", "--json", *options)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


@needs_browser
@pytest.mark.slow
def test_a_shell_is_read_through_the_browser_without_being_told(shell: str) -> None:
    assert [row["name"] for row in extracted(shell)["rows"]] == [c["name"] for c in COMPANIES]


def test_the_browser_can_be_left_out(shell: str) -> None:
    assert extracted(shell, "--no-browser")["reason"] == "shell"


def test_without_a_browser_the_verdict_stands_and_the_way_to_mend_it_is_said(
    shell: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = monitor("extract", shell, "--allow-private", "--json")
    assert json.loads(done.stdout)["reason"] == "shell"
    assert "no browser could read it" in done.stderr.decode()
    assert "install" in done.stderr.decode()
