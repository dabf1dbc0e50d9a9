"""Our side of ``bench.throughput``: one service, a pass for every line on standard input."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import time
from pathlib import Path

from sqlalchemy import create_engine, inspect, text

from monitor.engine.service import Service
from monitor.settings import load


def memory_mb() -> float:
    """Resident memory of this process and all its children together, shared pages counted once (PSS)."""
    total = 0
    pids = [Path("/proc/self")]
    for task in Path("/proc/self/task").iterdir():
        pids += [Path("/proc") / child for child in (task / "children").read_text().split()]
    for folder in pids:
        try:
            for line in (folder / "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        except OSError:
            continue
    return total / 1024


def rows(database: str) -> int:
    """All rows of all tables."""
    engine = create_engine(database)
    with engine.connect() as connection:
        names = inspect(engine).get_table_names()
        return sum(connection.execute(text(f"select count(*) from {name}")).scalar_one() for name in names)


async def passes(config: Path) -> None:
    settings = load(config)
    service = Service(settings)
    await service.open()
    pairs = [(vendor, source) for vendor in settings.vendors for source in vendor.sources]
    peak, running = 0.0, True

    def watch() -> None:
        nonlocal peak
        while running:
            peak = max(peak, memory_mb())
            time.sleep(0.05)

    watcher = threading.Thread(target=watch)
    watcher.start()
    loop = asyncio.get_running_loop()
    while name := (await loop.run_in_executor(None, sys.stdin.readline)).strip():
        before = rows(settings.monitor.database)
        start = time.perf_counter()
        results = await service.checks.run(pairs)
        await service.settle()
        seconds = time.perf_counter() - start
        found = {name: seconds}
        if name == "unchanged":
            found["rows_unchanged"] = rows(settings.monitor.database) - before
        outcomes = {}
        for result in results:
            key = result.finding.outcome.value if result.finding else "error"
            outcomes[key] = outcomes.get(key, 0) + 1
        print(name, outcomes, file=sys.stderr)
        print(json.dumps(found), flush=True)
    running = False
    watcher.join()
    await service.close()
    print(json.dumps({"peak_mb": peak}), flush=True)


if __name__ == "__main__":
    asyncio.run(passes(Path(sys.argv[1])))
