"""How fast a page is read, beside the usual table readers on the same pages: ``python -m bench.extract_speed``.

Peers are measured where they are installed (pandas; BeautifulSoup with lxml). They only find tables; ``extract``
also finds headings, dates and links, decides which table is the list and what its columns mean. Some of what it
finds out about names and dates it remembers, as a service does that reads the same pages day after day; the time for
a page of names it never saw is shown too.
"""

from __future__ import annotations

import gc
import io
import sys
import time
from collections.abc import Callable

from bench.speed_pages import ADDRESS, PAGES
from monitor.extract import extract

TURN = 0.04  # seconds


def timed(runs: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The fastest and so least disturbed run of each, in milliseconds; measured in turns of the same length, so that
    a busy machine disturbs all alike, and that none is measured only while the processor still has to find back into
    it. The collector of cycles rests meanwhile, as in ``timeit`` and in the service's readers."""
    best = dict.fromkeys(runs, float("inf"))
    for run in runs.values():
        run()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, run in runs.items():
                end = time.perf_counter() + TURN
                while (started := time.perf_counter()) < end:
                    run()
                    best[name] = min(best[name], time.perf_counter() - started)
                gc.collect()
    finally:
        gc.enable()
    return {name: seconds * 1000 for name, seconds in best.items()}


def unseen(make: Callable[[int, int], bytes], rows: int, first: int, count: int = 30) -> float:
    """Milliseconds for a page whose names were never read before in this process: the fastest of ``count``.

    first: the number of the first edition of the page that nothing has read yet.
    """
    best = float("inf")
    for body in [make(rows, edition) for edition in range(first, first + count)]:
        started = time.perf_counter()
        extract(body, url=ADDRESS)
        best = min(best, time.perf_counter() - started)
    return best * 1000


def peers() -> dict[str, Callable[[bytes], int]]:
    """The table readers that are installed here."""
    found: dict[str, Callable[[bytes], int]] = {}
    try:
        import pandas as pd

        found["pandas.read_html"] = lambda body: len(pd.read_html(io.BytesIO(body), encoding="utf-8")[0])
    except ImportError:
        pass
    try:
        from bs4 import BeautifulSoup

        def soup(body: bytes) -> int:
            tree = BeautifulSoup(body, "lxml")
            return len(
                [
                    [c.get_text(" ", strip=True) for c in r.find_all(["td", "th"])]
                    for r in tree.find("table").find_all("tr")
                ]
            )  # type: ignore[union-attr]

        soup(b"<table><tr><td>x</td></tr></table>")
        found["BeautifulSoup+lxml"] = soup
    except Exception as error:
        print(f"BeautifulSoup+lxml not measured: {error}", file=sys.stderr)
    return found


def main() -> int:
    """Prints times and ratios; 1 where ``extract`` is less than five times as fast as the fastest peer."""
    others = peers()
    if not others:
        print(
            "No peer is installed (pandas with lxml, beautifulsoup4 with lxml): only our own time is shown."
        )
    worst = float("inf")
    editions = 1
    for kind, make in PAGES.items():
        for rows in (60, 300):
            body = make(rows, 0)
            listing = extract(body, url=ADDRESS)
            assert len(listing.rows) == rows, f"{kind}: read {len(listing.rows)} of {rows} entries"
            runs: dict[str, Callable[[], object]] = {"extract": lambda body=body: extract(body, url=ADDRESS)}  # type: ignore[misc]
            for name, read in others.items():
                runs[name] = lambda read=read, body=body: read(body)  # type: ignore[misc]
            times = timed(runs, 12)
            ours = times.pop("extract")
            first = unseen(make, rows, editions)
            editions += 30
            print(
                f"{kind}: {rows} rows, {len(body) // 1000} KB: extract {ours:.2f} ms; "
                f"with names never seen {first:.2f} ms"
            )
            for name, theirs in times.items():
                worst = min(worst, theirs / ours)
                print(f"    {name:20} {theirs:8.2f} ms   {theirs / ours:5.1f} times our time")
    return 0 if worst >= 5 else 1


if __name__ == "__main__":
    raise SystemExit(main())
