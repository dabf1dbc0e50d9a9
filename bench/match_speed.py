"""How long matching and comparing take, beside a plain DeepDiff with ``ignore_order``.

Run: ``python -m bench.match_speed [--skip-deepdiff]``. Three cases: rows only shuffled; a tenth of the cells edited;
every name changed (the worst for matching, as nothing is the same at first sight).
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable

from monitor.compare import compare
from monitor.model import Column, Field, Listing, Row, Verdict

_WORDS = (
    "cloud",
    "data",
    "mail",
    "pay",
    "log",
    "search",
    "video",
    "voice",
    "chat",
    "ship",
    "bank",
    "map",
    "form",
    "desk",
)
_PLACES = ("United States", "Germany", "Ireland", "France", "Japan", "Brazil", "India", "Canada")


def make(rows: int, seed: int = 1) -> Listing:
    """A list of companies with varied names, purposes and places."""
    rng = random.Random(seed)
    made = []
    for n in range(rows):
        stem = "".join(rng.choice("bcdfglmnprstv") + rng.choice("aeiou") for _ in range(4))
        purpose = " ".join(rng.choices(_WORDS, k=4))
        fields = {
            Field.NAME: f"{stem.title()}{n % 97} {rng.choice(_WORDS).title()} Inc",
            Field.PURPOSE: f"Hosting of {purpose}",
            Field.LOCATION: ", ".join(rng.sample(_PLACES, 2)),
            Field.DATA_CATEGORIES: "Contact data, usage data",
        }
        made.append(Row(fields, where=f"row {n}"))
    columns = tuple(
        Column(f.value.title(), f) for f in (Field.NAME, Field.PURPOSE, Field.LOCATION, Field.DATA_CATEGORIES)
    )
    return Listing(Verdict.LIST, rows=tuple(made), columns=columns)


def shuffled(listing: Listing) -> Listing:
    rows = list(listing.rows)
    random.Random(2).shuffle(rows)
    return Listing(Verdict.LIST, rows=tuple(rows), columns=listing.columns)


def edited(listing: Listing) -> Listing:
    rng = random.Random(3)
    rows = []
    for row in shuffled(listing).rows:
        fields = dict(row.fields)
        if rng.random() < 0.1:
            fields[Field.PURPOSE] += " and analytics of visitors"
        if rng.random() < 0.02:
            fields[Field.NAME] = fields[Field.NAME].replace(" Inc", " Ltd")
        rows.append(Row(fields, where=row.where))
    return Listing(Verdict.LIST, rows=tuple(rows), columns=listing.columns)


def replaced(listing: Listing) -> Listing:
    return make(len(listing.rows), seed=9)


def best_of(times: int, work: Callable[[], object]) -> float:
    """The shortest of several runs, in milliseconds."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best * 1000


def _plain(listing: Listing) -> list[dict[str, str]]:
    return [{f.value: text for f, text in row.fields.items()} for row in listing.rows]


def main(argv: list[str]) -> int:
    from deepdiff import DeepDiff

    compare(make(5), edited(make(5)))  # imports and tables are loaded once, before the clock runs
    print(f"{'rows':>6}  {'case':<9} {'first ms':>9} {'best ms':>9} {'DeepDiff ignore_order ms':>25}")
    for rows in (300, 5000):
        for case in (shuffled, edited, replaced):
            before = make(rows, seed=rows)
            after = case(before)
            first = best_of(1, lambda b=before, a=after: compare(b, a))
            best = best_of(3, lambda b=before, a=after: compare(b, a))
            plain = "-"
            if "--skip-deepdiff" not in argv and rows == 300:
                ms = best_of(1, lambda b=before, a=after: DeepDiff(_plain(b), _plain(a), ignore_order=True))
                plain = f"{ms:.0f}"
            print(f"{rows:>6}  {case.__name__:<9} {first:>9.1f} {best:>9.1f} {plain:>25}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
