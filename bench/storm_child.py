"""The process that the storm kills: store, writer and sender as the service wires them, with a clock that runs fast.

    python -m bench.storm_child CONFIG

CONFIG: a JSON file with ``store`` (address), ``routes`` (name to addresses), ``began`` (seconds since the epoch) and
``speed``: how many seconds pass in it for each of ours. Ends by itself when the outbox is empty.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.engine.sender import LEASE_S, Sender
from monitor.engine.writer import Writer
from monitor.model import Route
from monitor.store import Store


async def main(config: Path, told: Mapping[str, Any]) -> None:
    """Send until there is nothing left."""
    began, speed = float(told["began"]), float(told["speed"])

    def now() -> datetime:
        return datetime.fromtimestamp(began, UTC) + timedelta(seconds=(time.time() - began) * speed)

    routes = [Route(name, tuple(addresses)) for name, addresses in told["routes"].items()]
    with Store.open(told["store"]) as store:
        writer = Writer(store, now, lambda _: [])
        writer.start()
        store.release(now(), everything=True)  # as the service does: whoever held a lease is dead
        # As in life, a lease outlives any send: sends take their time by the true clock, leases by the fast one.
        sender = Sender(store=store, writer=writer, routes=lambda: routes, now=now, lease_s=LEASE_S * speed)
        work = asyncio.create_task(sender.run(idle_s=0.05))
        config.with_name("running").touch()
        while store.next_delivery_at() is not None and not work.done():
            await asyncio.wait({work}, timeout=0.2)
        sender.stop()
        await work
        await writer.stop()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        path = Path(sys.argv[1])
        asyncio.run(main(path, json.loads(path.read_text(encoding="utf-8"))))
