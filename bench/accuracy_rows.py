"""Rows, fields, dates and verdicts against hand-checked answers."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.accuracy_compare import cell_right, match_rows
from monitor.extract import extract
from monitor.model import Listing, Verdict
from monitor.model.shapes import listing_shape

MEASURED = (
    "name",
    "purpose",
    "location",
    "data_categories",
    "transfer_mechanism",
    "legal_address",
    "corporate_location",
    "products",
    "website",
    "group",
)
TARGETS = {"f1": 0.99, "name": 0.99, "purpose": 0.97, "location": 0.97, "published": 0.95}


@dataclass
class Tally:
    """Counts over files."""

    expected: int = 0
    found: int = 0
    matched: int = 0
    right: Counter[str] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)
    dates: int = 0
    dates_right: int = 0
    false_dates: int = 0

    @property
    def f1(self) -> float:
        """Balanced mean of precision and recall over rows."""
        return 2 * self.matched / (self.expected + self.found) if self.expected + self.found else 1.0


def read(path: Path, address: str | None = None) -> Listing:
    """A page of the collection, read as a check would read it: by its content and its address."""
    return extract(path.read_bytes(), url=address or f"https://vendor.example/{path.name}")


def main(folder: Path, *, verbose: bool = False) -> int:
    """Prints one line per file and the totals; 0 where every target holds."""
    total = Tally()
    print(f"{'file':44} {'rows':>5} {'found':>5} {'miss':>4} {'inv':>4} {'F1':>6}  purpose location  date")
    for answer_path in sorted((folder / "truth").glob("*.json")):
        answer = json.loads(answer_path.read_text(encoding="utf-8"))
        _one_file(folder, answer_path.stem, answer, total, verbose)
    invented = _negatives(folder, verbose)
    print()
    print(
        f"rows: expected {total.expected}, found {total.found}, missed {total.expected - total.matched}, "
        f"invented {total.found - total.matched}; F1 {total.f1:.4f}"
    )
    for name in MEASURED:
        if total.given[name]:
            print(
                f"  {name:20} {total.right[name]:5} of {total.given[name]:5} right"
                f"  {total.right[name] / total.given[name]:.2%}"
            )
    share = total.dates_right / total.dates if total.dates else 1.0
    print(
        f"published dates: {total.dates_right} of {total.dates} right ({share:.1%}); "
        f"dates where the page has none: {total.false_dates}"
    )
    print(f"rows from pages without a list: {invented}")
    names = total.right["name"] / total.expected if total.expected else 1.0
    held = (
        total.f1 >= TARGETS["f1"]
        and names >= TARGETS["name"]
        and all(total.right[f] >= TARGETS[f] * total.given[f] for f in ("purpose", "location"))
        and share >= TARGETS["published"]
        and not invented
    )
    print("all targets hold" if held else "a target is missed")
    return 0 if held else 1


def _one_file(folder: Path, name: str, answer: dict[str, Any], total: Tally, verbose: bool) -> None:
    path = folder / answer["file"]
    listing = read(path)
    shape = listing_shape(listing)
    expected, found = answer["rows"], shape["rows"]
    pairs = match_rows(expected, found)
    right: Counter[str] = Counter(name=len(pairs))
    given: Counter[str] = Counter(name=len(expected))
    wrong: list[str] = []
    for index, at in pairs:
        for key, value in expected[index].items():
            if key == "name":
                continue
            given[key] += 1
            ok = cell_right(key, value, found[at])
            right[key] += ok
            if not ok:
                wrong.append(
                    f"      {expected[index]['name'][:24]} · {key}: {str(value)[:70]!r}"
                    f" ≠ {str(found[at].get(key))[:70]!r}"
                )
    date = _date(answer, shape, total)
    total.expected += len(expected)
    total.found += len(found)
    total.matched += len(pairs)
    total.right.update(right)
    total.given.update(given)
    f1 = 2 * len(pairs) / (len(expected) + len(found)) if expected or found else 1.0
    missed, extra = len(expected) - len(pairs), len(found) - len(pairs)
    shares = " ".join(f"{right[k]:>3}/{given[k]:<3}" for k in ("purpose", "location"))
    print(f"{name:44} {len(expected):5} {len(found):5} {missed:4} {extra:4} {f1:6.3f}  {shares}  {date}")
    if verbose:
        matched_expected, matched_found = {i for i, _ in pairs}, {j for _, j in pairs}
        for i, row in enumerate(expected):
            if i not in matched_expected:
                print(f"      missed: {row['name']}")
        for j, row in enumerate(found):
            if j not in matched_found:
                print(f"      invented: {row['name'][:100]!r} ({row['where']})")
        for line in wrong[:12]:
            print(line)
        if listing.verdict is Verdict.NO_LIST:
            print(f"      verdict: no list, {listing.reason}; {listing.warnings}")


def _date(answer: dict[str, Any], shape: dict[str, Any], total: Tally) -> str:
    expected = answer.get("last_updated")
    accepted = {d for d in (expected, *answer.get("acceptable_last_updated", ())) if d}
    found = shape["published_on"]
    readings = set(shape["published_readings"])
    if expected is None and not accepted:
        if found and not answer.get("last_updated_partial"):
            total.false_dates += 1
            return f"none, read {found}"
        return "-"
    total.dates += 1
    if found in accepted or (not found and readings & accepted):
        total.dates_right += 1
        return "right"
    return f"WRONG: {expected}, read {found} from {shape['published_phrase']!r}"


def _negatives(folder: Path, verbose: bool) -> int:
    """Rows read from pages that hold no list."""
    invented = 0
    pages = sorted((folder / "html_negative").glob("*"))
    if pages:
        print("\npages without a list")
    for path in pages:
        if path.name == "meta.json" or path.is_dir():
            continue
        listing = read(path)
        invented += len(listing.rows)
        print(f"{path.name:44} {len(listing.rows):5} rows  {listing.reason or ''}  {listing.points_to or ''}")
        if verbose:
            for row in listing.rows[:5]:
                print(f"      invented: {row.name[:80]!r} ({row.where})")
            for warning in listing.warnings[:3]:
                print(f"      {warning[:160]}")
    return invented
