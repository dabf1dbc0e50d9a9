"""A page that a script fills, through the whole service: watched, changed, told, and its picture proven."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.engine.service import Service
from monitor.model import CheckOutcome, Health
from monitor.settings import load
from tests.engine.test_bad_sources import LIST, Clock
from tests.fetch.browsing import needs_browser
from tests.servers.http import WebServer, page

SHELL = """<!doctype html><html lang="en"><title>Sub-processors</title><div id="root"></div><script>
fetch('/rows').then(answer => answer.json()).then(rows => { root.innerHTML = '<h1>Sub-processors</h1><table><tr>' +
'<th>Sub-processor</th><th>Purpose</th><th>Location</th></tr>' + rows.map(r => `<tr><td>${r.name}</td>` +
`<td>${r.purpose}</td><td>${r.location}</td></tr>`).join('') + '</table>' })</script></html>"""
COMPANIES = [
    {"name": "Acme Cloud GmbH", "purpose": "Hosting", "location": "Germany"},
    {"name": "Mailer, Inc.", "purpose": "E-mail delivery", "location": "United States"},
    {"name": "Harbour Logs Oy", "purpose": "Storage of log files", "location": "Finland"},
]
NEW = {"name": "Indus Annotation Private Limited", "purpose": "Labelling", "location": "India"}


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as found:
        found.on("/script", page(SHELL, Content_Type="text/html"))
        found.on("/plain", page(LIST, Content_Type="text/html; charset=utf-8"))
        show(found, COMPANIES)
        yield found


def show(server: WebServer, companies: list[dict[str, str]]) -> None:
    server.on("/rows", page(json.dumps(companies), Content_Type="application/json"))


def configure(folder: Path, server: WebServer, **fetch: Any) -> Path:
    vendors = [
        {"id": name, "name": name, "sources": [{"url": server.url(f"/{name}"), "confirm_after": "0s"}]}
        for name in ("script", "plain")
    ]
    (folder / "vendors.yaml").write_text(json.dumps({"vendors": vendors}), encoding="utf-8")
    config = {
        "database": f"sqlite:///{folder / 'store.sqlite3'}",
        "data_dir": str(folder),
        "fetch": {"host_delay": "0s", "allow_networks": ["127.0.0.1/32"], **fetch},
        "checks": {"trouble_after": 2},
    }
    (folder / "monitor.yaml").write_text(json.dumps(config), encoding="utf-8")
    return folder / "monitor.yaml"


async def check(service: Service, clock: Clock) -> list[str]:
    """One round over all sources, an hour after the last: their outcomes."""
    clock.at += timedelta(hours=1)
    pairs = [(v, s) for v in service.settings.vendors for s in v.sources]
    results = await service.check(pairs)
    await service.settle()
    return [result.finding.outcome.value for result in results if result.finding]


@needs_browser
@pytest.mark.slow
def test_a_script_filled_page_is_watched_like_any_other(tmp_path: Path, server: WebServer) -> None:
    async def play() -> None:
        clock = Clock()
        service = Service(load(configure(tmp_path, server)), now=clock.now)
        await service.open()
        try:
            assert await check(service, clock) == ["baseline_recorded", "baseline_recorded"]
            assert await check(service, clock) == ["identical", "identical"]
            show(server, [*COMPANIES, NEW])
            assert await check(service, clock) == ["suspect", "identical"]
            assert await check(service, clock) == ["changed", "identical"]
            store = service.store
            (revision,) = store.revisions()
            assert [change.name for change in revision.comparison.changes] == [NEW["name"]]
            captures = [store.snapshot_captures(s.id)[0] for s in (revision.before, revision.after)]
            for capture in captures:
                assert capture.browser
                assert capture.picture_sha256
                assert store.content(capture.picture_sha256).startswith(b"\x89PNG")
            assert store.verify() == []
        finally:
            await service.close()

    asyncio.run(play())


def test_without_a_browser_only_the_page_that_needs_one_is_in_trouble(
    tmp_path: Path, server: WebServer
) -> None:
    async def play() -> None:
        clock = Clock()
        config = configure(tmp_path, server, browser_path=str(tmp_path / "no-browser"))
        service = Service(load(config), now=clock.now)
        await service.open()
        try:
            for _ in range(2):
                outcomes = await check(service, clock)
            assert outcomes == [CheckOutcome.UNREADABLE.value, CheckOutcome.IDENTICAL.value]
            state = service.store.source_state("script/list")
            assert state.health is not Health.OK
            assert "No browser could be used" in (state.last_detail or "")
        finally:
            await service.close()

    asyncio.run(play())
