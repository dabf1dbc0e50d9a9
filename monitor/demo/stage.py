"""The stage of the story: sample site, inbox, Slack, and the real service configured for them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from types import TracebackType

from monitor.demo.clock import StoryClock
from monitor.demo.inbox import Inbox
from monitor.demo.site import DemoSite
from monitor.demo.slack import SlackEndpoint
from monitor.engine.checks import Result
from monitor.engine.service import Service
from monitor.settings import load

PROCUREMENT, COUNSEL, OPERATIONS = "procurement@example.com", "counsel@example.com", "operations@example.com"


class StoryStalledError(RuntimeError):
    """Something the story waits for did not happen; says what."""


class DemoStage:
    """Everything the story plays on; an asynchronous context manager that leaves nothing running.

    folder: where configuration, store and reports are written.
    """

    def __init__(self, folder: Path, *, told: Callable[[Result], None] = lambda _: None) -> None:
        self.folder = folder
        self.clock = StoryClock()
        self.site = DemoSite(clock=self.clock.now)
        self.inbox = Inbox()
        self.slack = SlackEndpoint()
        self.results: list[Result] = []
        self._told = told

    async def __aenter__(self) -> DemoStage:
        self.site.start()
        self.inbox.start()
        self.slack.start()
        try:
            settings = load(self._configure(), {})
            self.service = Service(settings, now=self.clock.now, on_result=self._note)
            try:
                await self.service.open()
                await self.service.start()
            except BaseException:
                await self.service.close()
                raise
        except BaseException:
            self._stop_servers()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self.service.stop()
        finally:
            self._stop_servers()

    def _stop_servers(self) -> None:
        for server in (self.site, self.inbox, self.slack):
            server.stop()

    def _configure(self) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        vendors = (files("monitor.demo") / "vendors.yaml").read_text(encoding="utf-8")
        (self.folder / "vendors.yaml").write_text(
            vendors.replace("${SITE}", self.site.base), encoding="utf-8"
        )
        monitor = {
            "database": f"sqlite:///{self.folder / 'monitor.sqlite3'}",
            "data_dir": str(self.folder),
            "listen": "127.0.0.1:0",
            "fetch": {"host_delay": "0s"},
            "checks": {"tick": "0.2s", "retry": "5m", "trouble_after": 3},
            "alerts": {"routes": self._routes()},
        }
        path = self.folder / "monitor.yaml"
        path.write_text(json.dumps(monitor, indent=2) + "\n", encoding="utf-8")  # JSON is YAML
        return path

    def _routes(self) -> list[dict[str, object]]:
        changes = ["change", "reminder", "escalation", "overdue"]
        return [
            {
                "name": "procurement",
                "to": [self.slack.address(), self.inbox.address(PROCUREMENT)],
                "kinds": changes,
            },
            {
                "name": "counsel",
                "to": [self.inbox.address(COUNSEL)],
                "kinds": changes,
                "min_severity": "high",
            },
            {
                "name": "operations",
                "to": [self.inbox.address(OPERATIONS)],
                "kinds": ["source_trouble", "source_recovered"],
            },
        ]

    def _note(self, result: Result) -> None:
        self.results.append(result)
        self._told(result)

    # -- waiting ---------------------------------------------------------------------------------------------------

    async def until(self, holds: Callable[[], bool], what: str, *, timeout_s: float = 30.0) -> None:
        """Wait until something holds. Raises ``StoryStalledError`` naming it where it does not come to pass."""
        for _ in range(int(timeout_s / 0.02)):
            if holds():
                return
            await asyncio.sleep(0.02)
        raise StoryStalledError(f"waited {timeout_s:.0f} s for this in vain: {what}")

    async def checked(self, source_ids: set[str], what: str) -> list[Result]:
        """Wait until each of these sources was checked again from now on; the newest result of each."""
        begin = len(self.results)

        def newest() -> dict[str, Result]:
            return {r.source.id: r for r in self.results[begin:] if r.source.id in source_ids}

        await self.until(lambda: newest().keys() == source_ids, what)
        await self.service.settle()
        return list(newest().values())

    async def delivered(self) -> None:
        """Wait until the outbox is empty."""
        self.service.sender.wake.set()

        def empty() -> bool:
            return self.service.store.next_delivery_at() is None

        await self.until(empty, "every alert delivered")
