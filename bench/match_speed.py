"""How long matching and comparing take, beside a plain DeepDiff with ``ignore_order``; and what a comparison weighs.

Run: ``python -m bench.match_speed [--skip-deepdiff]``. Times are of the processor, in milliseconds: ``first`` with
nothing remembered of any text, ``again`` the best of three. DeepDiff has two minutes at most; it pairs rows by
distance, so that a renamed company and another company in its place come out alike.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from monitor.compare import compare
from monitor.model import Column, Field, Listing, Row, Verdict

_WORDS = ("cloud", "data", "mail", "pay", "log", "search", "video", "voice", "chat", "ship", "bank", "map", "form",
          "desk")  # fmt: skip
_PLACES = ("United States", "Germany", "Ireland", "France", "Japan", "Brazil", "India", "Canada")
_PATIENCE_S = 120
_TWENTY = 20

Case = Callable[[Listing], tuple[Listing, Listing]]


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


def _shuffle(listing: Listing) -> Listing:
    rows = list(listing.rows)
    random.Random(2).shuffle(rows)
    return replace(listing, rows=tuple(rows))


def _with(listing: Listing, change: Callable[[int, Row], dict[Field, str]]) -> Listing:
    rows = (replace(row, fields={**row.fields, **change(n, row)}) for n, row in enumerate(listing.rows))
    return replace(listing, rows=tuple(rows))


def shuffled(listing: Listing) -> tuple[Listing, Listing]:
    return listing, _shuffle(listing)


def some_changed(listing: Listing) -> tuple[Listing, Listing]:
    """Shuffled, a purpose in twenty widened, a legal form in fifty another."""
    rng = random.Random(3)

    def change(_: int, row: Row) -> dict[Field, str]:
        purpose, name = row.fields[Field.PURPOSE], row.name
        return {
            Field.PURPOSE: f"{purpose} and analytics of visitors" if rng.random() < 0.05 else purpose,
            Field.NAME: name.replace(" Inc", " Ltd") if rng.random() < 0.02 else name,
        }

    return listing, _with(_shuffle(listing), change)


def names_replaced(listing: Listing) -> tuple[Listing, Listing]:
    """Nothing is the same at first sight: the worst for matching."""
    return listing, make(len(listing.rows), seed=9)


def purposes_changed(listing: Listing) -> tuple[Listing, Listing]:
    return listing, _with(
        _shuffle(listing), lambda _, row: {Field.PURPOSE: f"Other {row.fields[Field.PURPOSE][::-1]}"}
    )


def one_row_repeated(listing: Listing) -> tuple[Listing, Listing]:
    first = dict(listing.rows[0].fields)
    return _with(listing, lambda _n, _row: first), listing


def one_name(listing: Listing) -> tuple[Listing, Listing]:
    """All rows of one name, with purposes of their own, all of them changed."""
    name = listing.rows[0].name
    return purposes_changed(_with(listing, lambda _n, _row: {Field.NAME: name}))


def twenty_of_a_name(listing: Listing) -> tuple[Listing, Listing]:
    """One name stands twenty times, with purposes of its own, all of them changed; the other rows are as they were."""
    name = listing.rows[0].name
    before = _with(listing, lambda n, row: {Field.NAME: name if n < _TWENTY else row.name})
    return before, _shuffle(
        _with(
            before, lambda n, row: {Field.PURPOSE: f"{row.fields[Field.PURPOSE]} now"} if n < _TWENTY else {}
        )
    )


def every_name_twenty_times(listing: Listing) -> tuple[Listing, Listing]:
    """Twenty rows of every name, with purposes of their own, all of them changed."""
    rows = listing.rows
    return purposes_changed(_with(listing, lambda n, _: {Field.NAME: rows[n - n % _TWENTY].name}))


CASES: tuple[Case, ...] = (
    shuffled,
    some_changed,
    names_replaced,
    purposes_changed,
    one_row_repeated,
    one_name,
    twenty_of_a_name,
    every_name_twenty_times,
)


def _ms(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def _forget() -> None:
    """Nothing is remembered of any text: as if the list had never been seen."""
    from monitor.compare import texts
    from monitor.knowledge import letters, names

    for remembering in (texts.bare_words, texts.items, letters.plain_letters, names.normalise_name):
        remembering.cache_clear()


_DEEPDIFF = """
import sys, time
from deepdiff import DeepDiff
from bench import match_speed
before, after = getattr(match_speed, sys.argv[1])(match_speed.make(int(sys.argv[2]), seed=int(sys.argv[2])))
plain = [[{f.value: text for f, text in row.fields.items()} for row in side.rows] for side in (before, after)]
start = time.process_time()
DeepDiff(*plain, ignore_order=True)
print((time.process_time() - start) * 1000)
"""


def deepdiff_ms(case: Case, rows: int) -> str:
    """A plain DeepDiff of the rows, in a process of its own so that it can be stopped."""
    command = [sys.executable, "-c", _DEEPDIFF, case.__name__, str(rows)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE_S, check=True)
    except subprocess.TimeoutExpired:
        return f"> {_PATIENCE_S} s"
    return f"{float(done.stdout):.0f}"


_WEIGHT = """
import sys
from bench.match_speed import make, rss_mb, shuffled, some_changed, names_replaced
from dataclasses import replace
from monitor.compare import compare
from monitor.model import Field
before = make(60)
rows = list(before.rows)
for n in range(3):
    rows[n] = replace(rows[n], fields={**rows[n].fields, Field.PURPOSE: "Something else altogether"})
import pydantic  # the service has it
compare(*shuffled(before))
bare = rss_mb()
compare(before, replace(before, rows=tuple(rows)))
print(bare, rss_mb(), *sorted({"numpy", "scipy", "deepdiff"} & sys.modules.keys()))
"""


def rss_mb() -> int:
    """What this process holds in memory, in megabytes (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) // 1024 if found else 0


def main(argv: list[str]) -> int:
    compare(*some_changed(make(5)))  # imports and tables are loaded once, before the clock runs
    with_deepdiff = "--skip-deepdiff" not in argv
    print(f"{'rows':>6}  {'case':<24} {'changes':>7} {'first':>8} {'again':>8} {'DeepDiff ignore_order':>22}")
    for rows in (300, 5000):
        for case in CASES:
            before, after = case(make(rows, seed=rows))
            _forget()
            first = _ms(lambda b=before, a=after: compare(b, a))  # type: ignore[misc]
            again = min(_ms(lambda b=before, a=after: compare(b, a)) for _ in range(3))  # type: ignore[misc]
            changes = len(compare(before, after).changes)
            weighed = rows == 300 or case is some_changed
            plain = deepdiff_ms(case, rows) if with_deepdiff and weighed else "-"
            print(
                f"{rows:>6}  {case.__name__:<24} {changes:>7} {first:>8.1f} {again:>8.1f} {plain:>22}",
                flush=True,
            )
    bare, full, *loaded = subprocess.run(
        [sys.executable, "-c", _WEIGHT], capture_output=True, text=True, check=True
    ).stdout.split()
    print(
        f"\nmemory: {bare} MB before, {full} MB after a comparison with three changes (loaded: {', '.join(loaded)})"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
