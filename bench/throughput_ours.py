"""Our side of ``bench.throughput``: one service, a pass for every line on standard input."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
import time
from collections import Counter
from pathlib import Path

from sqlalchemy import create_engine, inspect, text

from monitor.engine.service import Service
from monitor.settings import load

_TICK = os.sysconf("SC_CLK_TCK")


def _children() -> list[Path]:
    found: list[Path] = []
    for task in Path("/proc/self/task").iterdir():
        found += [Path("/proc") / child for child in (task / "children").read_text().split()]
    return found


def _pss_mb(folder: Path) -> float:
    try:
        lines = (folder / "smaps_rollup").read_text().splitlines()
    except OSError:  # it ended meanwhile
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def memory_mb() -> tuple[float, float]:
    """Resident memory of this process and of all its children, shared pages counted once (PSS)."""
    return _pss_mb(Path("/proc/self")), sum(_pss_mb(child) for child in _children())


def cpu_s() -> tuple[float, float]:
    """Seconds of CPU this process and its living children have used."""
    used = 0
    for child in _children():
        fields = (child / "stat").read_text().rpartition(")")[2].split()
        used += int(fields[11]) + int(fields[12])
    return time.process_time(), used / _TICK


def rows(database: str) -> int:
    """All rows of all tables."""
    engine = create_engine(database)
    with engine.connect() as connection:
        names = inspect(engine).get_table_names()
        return sum(connection.execute(text(f"select count(*) from {name}")).scalar_one() for name in names)


class MemoryWatch(threading.Thread):
    """Keeps the largest sum of all processes, with what it was made of."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = (0.0, 0.0)
        self.running = True

    def run(self) -> None:
        while self.running:
            self.peak = max(self.peak, memory_mb(), key=sum)
            time.sleep(0.1)


async def one_pass(service: Service, name: str) -> dict[str, float]:
    """Check every source once, as ``monitor check`` does: second looks, revisions and reports included."""
    pairs = [(vendor, source) for vendor in service.settings.vendors for source in vendor.sources]
    database = service.settings.monitor.database
    before, used = rows(database), cpu_s()
    start = time.perf_counter()
    results = await service.checks.run_until_settled(pairs, after=service.after)
    recorded = time.perf_counter() - start
    await service.settle()
    found = {name: recorded, f"{name}_with_reports": time.perf_counter() - start}
    ours, children = (now - then for now, then in zip(cpu_s(), used, strict=True))
    found |= {f"{name}_cpu": ours, f"{name}_cpu_children": children, f"{name}_rows": rows(database) - before}
    found[f"{name}_revisions"] = sum(1 for result in results if result.revision)
    outcomes = Counter(r.finding.outcome.value if r.finding else f"error: {r.error}" for r in results)
    print(f"{name}: {dict(outcomes)}", file=sys.stderr)
    return found


async def passes(config: Path) -> None:
    service = Service(load(config))
    await service.open()
    watch = MemoryWatch()
    watch.start()
    loop = asyncio.get_running_loop()
    while name := (await loop.run_in_executor(None, sys.stdin.readline)).strip():
        print(json.dumps(await one_pass(service, name)), flush=True)
    watch.running = False
    watch.join()
    await service.close()
    ours, children = watch.peak
    peak = {"peak_mb": ours + children, "peak_mb_service": ours, "peak_mb_children": children}
    print(json.dumps(peak), flush=True)


if __name__ == "__main__":
    asyncio.run(passes(Path(sys.argv[1])))
