"""The same years of real lists through other monitors and through ours: alerts that are true, false, missed.

Run: ``python -m bench.peers ../shared/corpus --cache FOLDER [--only NAME…] [--tools NAME…]``. Each tool lives in an
environment of its own under FOLDER (installed by pip on the first run). All read from one local server, which shows
version after version of each history; every version is looked at once. What is right is in ``peers_truth.yaml``, read
by hand, and checked here against the pairs of ``truth_diffs``.

Set-ups, each a default its own documentation gives for watching a web page: webchanges and urlwatch with their
``html2text`` filter for HTML and nothing for text; changedetection.io as installed, with "trim white space" (it ignores
white space by itself). All could be given selectors and ignore rules page by page; so could ours, and neither is here.
Ours goes through ``monitor replay``: reading, gate, second look, comparison; an alert counts where its severity is told
by default. A "trouble" is an alert that says the page cannot be read or is not believed: it claims no change.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.peers_tools import Pages, tools
from bench.peers_truth import Score, disagreements, score, table_lines, truths, versions
from monitor.engine.reader import Reader
from monitor.engine.replay import replay
from monitor.engine.replay_versions import versions_of
from monitor.model import AlertKind

_TOOLS = ("webchanges", "urlwatch", "changedetection")
Told = dict[str, set[int]]


async def ours(folders: Mapping[str, Path]) -> tuple[Told, Told]:
    """Per history: at which versions a change was told, and at which a trouble began."""
    changes: Told = {}
    troubles: Told = {}
    async with Reader() as reader:
        for name, folder in folders.items():
            results = await replay(versions_of(folder), reader)
            changes[name] = {n for n, r in enumerate(results, 1) if r.told(AlertKind.CHANGE)}
            first = [
                n
                for n, r in enumerate(results, 1)
                for alert in r.alerts
                if alert.kind is AlertKind.SOURCE_TROUBLE and not alert.payload.get("repeat")
            ]
            troubles[name] = set(first)
    return changes, troubles


def theirs(names: Sequence[str], cache: Path, histories: Mapping[str, Sequence[Path]]) -> dict[str, Told]:
    """Per tool and history: at which versions it alerted."""
    told: dict[str, Told] = {name: {history: set() for history in histories} for name in names}
    pages = Pages(histories)
    with tempfile.TemporaryDirectory(prefix="peers-") as folder:
        ready = tools(names, cache, pages, Path(folder))
        try:
            for step in range(1, max(map(len, histories.values())) + 1):
                pages.step = step
                for tool in ready:
                    for history in tool.look():
                        told[tool.name][history].add(step)
                print(f"\rversion {step}", end="", file=sys.stderr, flush=True)
        finally:
            for tool in ready:
                tool.close()
            pages.close()
            print(file=sys.stderr)
    return told


def main(arguments: list[str] | None = None) -> int:
    """Prints the table and the totals."""
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--cache", type=Path, required=True, help="where the tools' environments lie, or go")
    parser.add_argument("--tools", nargs="*", default=_TOOLS, choices=_TOOLS)
    parser.add_argument("--only", nargs="*", help="only these histories")
    parser.add_argument("--verbose", action="store_true", help="name the versions that were false or missed")
    given = parser.parse_args(arguments)
    for line in disagreements(given.corpus):
        print(f"the table and the answers disagree: {line}")
    root = given.corpus / "history"
    folders = {f.name: f for f in sorted(root.iterdir()) if f.is_dir() and f.name in (given.only or truths())}
    histories = {name: versions(folder) for name, folder in folders.items()}
    began = time.perf_counter()
    changes, troubles = asyncio.run(ours(folders))
    told = {"ours": changes} | theirs(given.tools, given.cache, histories)
    scores: dict[str, dict[str, Score]] = {}
    for tool, by_history in told.items():
        scores[tool] = {
            history: score(
                truths().get(history, {}),
                len(histories[history]),
                by_history[history],
                troubles[history] if tool == "ours" else (),
            )
            for history in histories
        }
    for line in table_lines(scores):
        print(line)
    if given.verbose:
        for tool, by_name in scores.items():
            for history, one in by_name.items():
                if one.false_at or one.missed_at:
                    print(f"{tool}: {history}: false at {one.false_at}, missed at {one.missed_at}")
    count = sum(map(len, histories.values()))
    print(f"{len(histories)} histories, {count} versions, {time.perf_counter() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
