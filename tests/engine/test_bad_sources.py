"""Sources that misbehave in every way: a clear outcome with its reason, nothing lost, the others unharmed."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from monitor.cli.status import shape
from monitor.engine.service import Service
from monitor.model import CheckOutcome, Health
from monitor.settings import load
from tests.servers.http import WebServer, conditional, endless, head, page, raw, redirect

LIST = """<!doctype html><html lang="en"><head><title>Sub-processors</title></head><body><h1>Sub-processors</h1>
<table><tr><th>Sub-processor</th><th>Purpose</th><th>Location</th></tr>
<tr><td>Acme Cloud GmbH</td><td>Hosting</td><td>Germany</td></tr>
<tr><td>Mailer, Inc.</td><td>E-mail delivery</td><td>United States</td></tr>
<tr><td>Störung AB</td><td>Support</td><td>Sweden</td></tr></table></body></html>"""
HTML = {"Content_Type": "text/html; charset=utf-8"}
FOREVER = head(200, {"Content-Type": "text/html"}) + b"<html><body>"


def encrypted_pdf() -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, encrypt=StandardEncryption("secret", "owner"))
    canvas.drawString(72, 720, "Sub-processors")
    canvas.save()
    return stream.getvalue()


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20
# name -> (what the source answers, outcome, reason)
BROKEN_GZIP = gzip.compress(LIST.encode())[:-20] + b"garbage-garbage-garbage"
ANSWERS: dict[str, tuple[Any, CheckOutcome, str]] = {
    "loop": (redirect("/loop"), CheckOutcome.UNREACHABLE, "redirect_loop"),
    "missing": (page("<h1>Not found</h1>", 404, **HTML), CheckOutcome.UNREACHABLE, "not_found"),
    "gone": (page("gone", 410), CheckOutcome.UNREACHABLE, "gone"),
    "limited": (page("slow down", 429, Retry_After="7200"), CheckOutcome.UNREACHABLE, "rate_limited"),
    "nothing": (page("", 200, **HTML), CheckOutcome.UNREACHABLE, "empty"),
    "huge": (endless(FOREVER), CheckOutcome.UNREACHABLE, "too_large"),
    "endless": (endless(FOREVER, b"<p>", 0.05), CheckOutcome.UNREACHABLE, "too_slow"),
    "gzip": (page(BROKEN_GZIP, Content_Encoding="gzip", **HTML), CheckOutcome.UNREACHABLE, "bad_encoding"),
    "nohtml": (page(PNG, **HTML), CheckOutcome.UNREADABLE, "unsupported"),
    "nopdf": (page(b"%PDF-1.7 and then nothing of the kind", Content_Type="application/pdf"),
              CheckOutcome.UNREADABLE, "unreadable"),
    "encrypted": (page(encrypted_pdf(), Content_Type="application/pdf"), CheckOutcome.UNREADABLE, "encrypted"),
    "unavailable": (page("down", 503), CheckOutcome.UNREACHABLE, "server_error"),
    "cut": (raw(head(200, {"Content-Type": "text/html", "Content-Length": "5000"}) + b"<html>"),
            CheckOutcome.UNREACHABLE, "protocol"),
}  # fmt: skip


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as found:
        yield found


def configure(folder: Path, sources: dict[str, dict[str, Any]]) -> Path:
    vendors = [{"id": name, "name": name.title(), "sources": [source]} for name, source in sources.items()]
    (folder / "vendors.yaml").write_text(json.dumps({"vendors": vendors}), encoding="utf-8")
    config = {
        "database": f"sqlite:///{folder / 'store.sqlite3'}",
        "data_dir": str(folder),
        "fetch": {"host_delay": "0s", "per_host": 20, "timeout": "1s", "max_body_mb": 1},
        "checks": {"trouble_after": 2},
    }
    (folder / "monitor.yaml").write_text(json.dumps(config), encoding="utf-8")
    return folder / "monitor.yaml"


def rounds(config: Path, clock: Clock, count: int, between: Any = lambda: None) -> dict[str, Any]:
    """Check everything ``count`` times, an hour apart; the states as `monitor status --json` shows them."""

    async def play() -> dict[str, Any]:
        service = Service(load(config), now=clock.now)
        await service.open()
        try:
            pairs = [(v, s) for v in service.settings.vendors for s in v.sources]
            for number in range(count):
                if number:
                    clock.at += timedelta(hours=1)
                    between()
                await service.check(pairs)
                await service.settle()
            states = {state.vendor_id: shape(state) for state in service.store.source_states()}
            states["heads"] = service.store.heads([s.id for _, s in pairs])
            states["deliveries"] = service.store.deliveries()
            return states
        finally:
            await service.close()

    return asyncio.run(play())


def test_each_kind_of_trouble_has_its_outcome_and_reason_in_the_status(
    tmp_path: Path, server: WebServer
) -> None:
    sources = {
        name: {"url": server.on(f"/{name}", answer), "allow_private": True}
        for name, (answer, _, _) in ANSWERS.items()
    }
    sources["good"] = {"url": server.on("/good", page(LIST, **HTML)), "allow_private": True}
    sources["private"] = {"url": server.url("/good")}
    sources["byname"] = {"url": server.url("/good", host="localhost")}
    sources["detour"] = {
        "url": server.on("/detour", redirect("http://127.0.0.2:9/list")),
        "allow_private": True,
    }
    clock = Clock()
    states = rounds(configure(tmp_path, sources), clock, 1)
    for name, (_, outcome, reason) in ANSWERS.items():
        found = states[name]
        assert (found["last_outcome"], found["last_reason"]) == (outcome.value, reason), name
        assert found["last_detail"], name
        assert found["last_good_at"] is None
    for name in ("private", "byname", "detour"):
        assert states[name]["last_reason"] == "private_address"
    assert states["good"]["last_outcome"] == "baseline_recorded"
    assert states["good"]["health"] == "ok"
    wait = datetime.fromisoformat(states["limited"]["next_check_at"]) - clock.at
    assert timedelta(hours=2) <= wait, "Retry-After is obeyed"


def test_a_wrong_charset_does_not_spoil_the_names(tmp_path: Path, server: WebServer) -> None:
    answer = page(LIST.encode("utf-8"), Content_Type="text/html; charset=iso-8859-1")
    sources = {"wrong": {"url": server.on("/wrong", answer), "allow_private": True}}
    clock = Clock()
    rounds(configure(tmp_path, sources), clock, 1)
    from monitor.store import Store

    store = Store.open(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    try:
        snapshot = store.current("wrong/list")
        assert snapshot is not None
        assert "Störung AB" in {row.name for row in snapshot.listing.rows}
    finally:
        store.close()


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A source for each kind of trouble, good at the first check and troubled at the next three; the states then."""
    with WebServer() as server:

        def good(name: str) -> dict[str, Any]:
            url = server.on(f"/{name}", conditional(LIST, etag='"one"'))
            return {"url": url, "allow_private": True, "confirm_after": "0s"}

        def trouble() -> None:
            for name, (answer, _, _) in ANSWERS.items():
                server.on(f"/{name}", answer)

        sources = {name: good(name) for name in (*ANSWERS, "unharmed")}
        return rounds(configure(tmp_path_factory.mktemp("troubled"), sources), Clock(), 4, between=trouble)


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_trouble_after_a_good_check_touches_neither_baseline_nor_bounds(
    troubled: dict[str, Any], name: str
) -> None:
    head_ = troubled["heads"][f"{name}/list"]
    assert head_.snapshot_id is not None
    assert head_.last_seen_at == Clock().at, "a failed check moves no bound"
    assert head_.candidate is None
    assert head_.consecutive_failures == 3
    assert head_.health in (Health.BROKEN, Health.BLOCKED, Health.SUSPECT)


def test_trouble_of_all_the_others_leaves_a_good_source_as_it_is(troubled: dict[str, Any]) -> None:
    head_ = troubled["heads"]["unharmed/list"]
    assert (head_.health, head_.consecutive_failures) == (Health.OK, 0)
    assert head_.last_seen_at == Clock().at + timedelta(hours=3)


def test_the_list_comes_back_and_nothing_was_lost(tmp_path: Path, server: WebServer) -> None:
    url = server.on("/list", page(LIST, **HTML))
    config = configure(tmp_path, {"acme": {"url": url, "allow_private": True}})
    clock, answers = Clock(), iter([page("down", 503), page("down", 503), page(LIST, **HTML)])
    states = rounds(config, clock, 4, between=lambda: server.on("/list", next(answers)))
    assert states["acme"]["health"] == "ok"
    assert states["acme"]["last_outcome"] == "identical"
