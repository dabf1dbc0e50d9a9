"""Every archive in a folder replayed: ``python -m bench.replays FOLDER [NAME…]``.

Each folder below FOLDER holds the dated versions of one list. A line per history: how many versions, what they came
to, and how many alerts would have been sent; no alert is more than a version can give. ``suspect`` are versions that
were not believed, ``trouble`` the troubles told of; that a lasting one is told again every week is not counted.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from pathlib import Path

from monitor.engine.reader import Reader
from monitor.engine.replay import Replayed, replay
from monitor.engine.replay_versions import versions_of
from monitor.model import AlertKind, CheckOutcome, CompareOutcome

_HEAD = (
    "history",
    "versions",
    "unchanged",
    "reformatted",
    "changed",
    "changes",
    "alerts",
    "suspect",
    "trouble",
)


def counts(results: list[Replayed]) -> list[int]:
    """The numbers of a history, in the order of the table's columns."""
    revisions = [r.revision for r in results if r.revision]
    changed = [r for r in revisions if r.comparison.outcome is CompareOutcome.CHANGED]
    same = {CheckOutcome.BASELINE_RECORDED, CheckOutcome.UNCHANGED, CheckOutcome.IDENTICAL}
    return [
        len(results),
        sum(r.outcome in same for r in results),
        len(revisions) - len(changed),
        len(changed),
        sum(len(r.comparison.changes) for r in changed),
        sum(r.told(AlertKind.CHANGE) for r in results),
        sum(not r.outcome.is_good for r in results),
        sum(
            alert.kind is AlertKind.SOURCE_TROUBLE and not alert.payload.get("repeat")
            for r in results
            for alert in r.alerts
        ),
    ]


async def replay_all(folders: list[Path]) -> int:
    print(f"{_HEAD[0]:20}" + "".join(f"{word:>12}" for word in _HEAD[1:]))
    total = [0] * (len(_HEAD) - 1)
    broken = []
    async with Reader() as reader:
        for folder in folders:
            try:
                numbers = counts(await replay(versions_of(folder), reader))
            except Exception as error:
                broken.append(f"{folder.name}: {type(error).__name__}: {error}")
                continue
            total = [a + b for a, b in zip(total, numbers, strict=True)]
            print(f"{folder.name:20}" + "".join(f"{n:>12}" for n in numbers), flush=True)
    print(f"{'all':20}" + "".join(f"{n:>12}" for n in total))
    for line in broken:
        print(f"BROKE  {line}")
    return 1 if broken else 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.replays", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder of histories, e.g. corpus/history")
    parser.add_argument("names", nargs="*", help="only these histories")
    given = parser.parse_args(arguments)
    if not given.folder.is_dir():
        print(f"There is no folder {given.folder}.", file=sys.stderr)
        return 2
    folders = sorted(entry for entry in given.folder.iterdir() if entry.is_dir())
    folders = [entry for entry in folders if not given.names or entry.name in given.names]
    began = time.perf_counter()
    code = asyncio.run(replay_all(folders))
    print(f"{len(folders)} histories in {time.perf_counter() - began:.1f} s")
    return code


if __name__ == "__main__":
    sys.exit(main())
