"""A notice that was logged before its page changed: the first alert bears the date that it makes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.engine.deciding import Deciding
from monitor.engine.noticing import Noticing, ToldNotice
from monitor.engine.service import Service
from monitor.model import AlertKind, Revision
from monitor.settings import load
from monitor.store import Store
from tests.servers.http import WebServer, page

ROW = "<tr><td>{}</td><td>Hosting</td><td>Germany</td></tr>"
LIST = (
    '<!doctype html><html lang="en"><head><title>Sub-processors</title></head><body><h1>Sub-processors</h1><table>'
    "<tr><th>Sub-processor</th><th>Purpose</th><th>Location</th></tr>{}</table></body></html>"
)
BEFORE, AFTER = (
    ("Acme Cloud GmbH", "Mailer, Inc."),
    ("Acme Cloud GmbH", "Mailer, Inc.", "Gamma Analytics GmbH"),
)
START = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as found:
        yield found


def listing(names: tuple[str, ...]) -> Any:
    return page(LIST.format("".join(map(ROW.format, names))), Content_Type="text/html; charset=utf-8")


def configure(folder: Path, url: str) -> Path:
    terms = {"notice": "30 days", "objection": "30 days", "runs_from": "receipt", "receipt": "on_arrival"}
    source = {"url": url, "allow_private": True, "confirm_after": "0s"}
    vendors = {"vendors": [{"id": "acme", "name": "Acme", "terms": terms, "sources": [source]}]}
    (folder / "vendors.yaml").write_text(json.dumps(vendors), encoding="utf-8")
    config = {
        "database": f"sqlite:///{folder / 'store.sqlite3'}",
        "data_dir": str(folder),
        "fetch": {"host_delay": "0s"},
        "alerts": {"routes": [{"name": "all", "to": ["json://127.0.0.1:9/"]}]},
    }
    (folder / "monitor.yaml").write_text(json.dumps(config), encoding="utf-8")
    return folder / "monitor.yaml"


def first_alert(
    folder: Path, server: WebServer, *notices: tuple[str, datetime]
) -> tuple[Revision, str, Store]:
    """A list grows a day after these notices were logged; the revision, and the alert as it was written with it."""
    settings = load(configure(folder, server.on("/list", listing(BEFORE))))
    clock = [START]

    async def play() -> None:
        service = Service(settings, now=lambda: clock[0])
        await service.open()
        try:
            pairs = [(v, s) for v in service.settings.vendors for s in v.sources]
            await service.checks.run_until_settled(pairs)
            for text, received in notices:
                told = ToldNotice("Ada Berg", received, text.encode(), "letter.txt")
                noticing = Noticing(service.store, Deciding(service.store, settings.vendor))
                assert noticing.log(settings.vendors[0], told, clock[0]).links == ()
            server.on("/list", listing(AFTER))
            clock[0] += DAY
            await service.checks.run_until_settled(pairs)
            linked = await service.waiting.link()
            assert all(link.recomputed is None for link in linked), "the window holds already"
        finally:
            await service.close()

    asyncio.run(play())
    store = Store.open(settings.monitor.database)
    (revision,) = store.revisions()
    (alert,) = [d.alert for d in store.deliveries() if d.alert.kind is AlertKind.CHANGE]
    return revision, json.dumps(alert.payload), store


def test_the_first_alert_counts_a_notice_that_was_waiting(tmp_path: Path, server: WebServer) -> None:
    received = START - 10 * DAY
    notice = ("We will engage Gamma Analytics GmbH as a sub-processor.", received)
    other = ("We will engage Delta Telefonie AG as a sub-processor.", received - DAY)
    revision, told, store = first_alert(tmp_path, server, notice, other)
    assert revision.window is not None
    assert revision.window.trigger.earliest == received.date()
    assert revision.window.deadline.latest == date(2026, 11, 22)
    assert "notice_not_logged" not in revision.window.flags
    assert "2026-11-22" in told
    assert [len(n.revision_ids) for n in store.notices()] == [0, 1]
    assert len(store.windows(revision.id)) == 1, "linking counts nothing anew"
    store.close()
