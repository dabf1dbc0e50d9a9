"""How right we compare: every pair of ``truth_diffs`` through extraction, the gate and the comparison.

Run: ``python -m bench.accuracy FOLDER --changes`` (or ``python -m bench.accuracy_changes FOLDER``).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from bench.accuracy_compare import SAME_PLACE, same, same_form, squeezed
from monitor.compare import change_line, doubt_and_compare
from monitor.extract import extract
from monitor.model import FIELD_COLUMN, Change, ChangeKind, CompareOutcome, Comparison, Listing, SourceKind


class Fact(NamedTuple):
    """One expected or reported difference, in the answers' terms."""

    kind: str  # added, removed, renamed, changed, other
    name: str
    other: str = ""  # the earlier name, or the field
    before: str = ""
    after: str = ""


@dataclass
class Score:
    """Counts over one pair, or all. ``kind`` is how many found facts were reported as what they are."""

    expected: int = 0
    found: int = 0
    kind: int = 0
    invented: int = 0
    missed: list[Fact] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        self.expected += other.expected
        self.found += other.found
        self.kind += other.kind
        self.invented += other.invented


def expected_facts(truth: Mapping[str, Any]) -> list[Fact]:
    facts = [Fact("added", name) for name in truth["added"]]
    facts += [Fact("removed", name) for name in truth["removed"]]
    # A name that only lost a comma is the same by the answers' own rule of comparing.
    facts += [Fact("renamed", new, old) for old, new in truth["renamed"] if squeezed(old) != squeezed(new)]
    for item in truth["changed"]:
        facts.append(
            Fact("changed", item["name"], item["field"], item.get("from") or "", item.get("to") or "")
        )
    return facts


def left_out(truth: Mapping[str, Any]) -> list[str]:
    """Answers that contradict the answers' rule of comparing, named so that nobody has to guess."""
    return [f"{old} -> {new}" for old, new in truth["renamed"] if squeezed(old) == squeezed(new)]


def reported_facts(change: Change) -> Iterator[tuple[Fact, bool]]:
    """What a change says in the answers' terms, and whether a reader must find it there (else it may stand alone)."""
    match change.kind:
        case ChangeKind.ADDED | ChangeKind.REMOVED:
            yield Fact(change.kind.value, change.name), True
        case ChangeKind.RENAMED:
            yield Fact("renamed", change.name, change.before_name or ""), True
        case ChangeKind.MERGED | ChangeKind.SPLIT:
            merged = change.kind is ChangeKind.MERGED
            many = [change.before_name or "" if merged else change.name, *change.others]
            one = change.name if merged else change.before_name or ""
            for name in many:
                yield Fact("renamed", one if merged else name, name if merged else one), False
                yield Fact("removed" if merged else "added", name), False
            yield Fact("added" if merged else "removed", one), False
        case ChangeKind.CHANGED if change.field not in {FIELD_COLUMN, None}:
            yield (
                Fact("changed", change.name, change.field or "", change.before or "", change.after or ""),
                True,
            )
        case _:
            yield Fact("other", change.name, change.field or ""), True


def fits(want: Fact, got: Fact) -> bool:
    """Whether a reported fact is the expected one."""
    if want.kind != got.kind or not same(want.name, got.name):
        return False
    if want.kind == "renamed":
        return same(want.other, got.other)
    if want.kind != "changed":
        return True
    fields = {want.other, got.other}
    if len(fields) > 1 and not fields <= set(SAME_PLACE):
        return False
    return squeezed(want.before) == squeezed(got.before) and squeezed(want.after) == squeezed(got.after)


def loosely(want: Fact, got: Fact) -> bool:
    """The same cell, although its texts were read a little otherwise."""
    return want.kind == got.kind == "changed" and want.other == got.other and same(want.name, got.name)


def score(truth: Mapping[str, Any], comparison: Comparison) -> Score:
    wanted = expected_facts(truth)
    merge_names = {same_form(name) for name in (truth.get("merge") or {}).get("from", ())}
    result = Score(expected=len(wanted))
    groups = [(change, list(reported_facts(change))) for change in comparison.changes]
    used: set[int] = set()
    for rule in (fits, loosely):
        for want in list(wanted):
            hit = next(
                (
                    (n, change)
                    for n, (change, facts) in enumerate(groups)
                    if any(rule(want, got) for got, _ in facts)
                    and (n not in used or change.kind in {ChangeKind.MERGED, ChangeKind.SPLIT})
                ),
                None,
            )
            if hit is None:
                continue
            used.add(hit[0])
            wanted.remove(want)
            result.found += 1
            involved = {same_form(want.name), same_form(want.other)} & merge_names
            result.kind += not involved or hit[1].kind is ChangeKind.MERGED
    result.missed = wanted
    result.extra = [change_line(change) for n, (change, _) in enumerate(groups) if n not in used]
    result.invented = len(result.extra)
    return result


def read(folder: Path, name: str) -> Listing:
    path = folder / name
    return extract(path.read_bytes(), url=f"https://vendor.example/{path.name}")


def main(corpus: Path, *, verbose: bool = True) -> int:
    """Prints a line per pair and the totals; 0 where all that must hold holds."""
    total = Score()
    alerted: list[str] = []
    unreported: list[str] = []
    names = sorted((corpus / "truth_diffs").glob("*.json"))
    print(f"{'pair':40} {'outcome':12} {'want':>4} {'found':>5} {'kind':>4} {'miss':>4} {'inv':>4}")
    for path in names:
        truth = json.loads(path.read_text(encoding="utf-8"))
        before, after = read(corpus, truth["before"]), read(corpus, truth["after"])
        comparison = doubt_and_compare(SourceKind.LIST, before, after)
        result = score(truth, comparison)
        total.add(result)
        cosmetic = truth["cosmetic"]
        if cosmetic and comparison.outcome is CompareOutcome.CHANGED:
            alerted.append(path.stem)
        if not cosmetic and comparison.outcome is not CompareOutcome.CHANGED:
            unreported.append(path.stem)
        print(
            f"{path.stem:40} {comparison.outcome.value:12} {result.expected:>4} {result.found:>5} {result.kind:>4} "
            f"{len(result.missed):>4} {result.invented:>4}"
        )
        if verbose:
            _explain(truth, comparison, result)
    return _verdict(total, alerted, unreported, len(names))


def _explain(truth: Mapping[str, Any], comparison: Comparison, result: Score) -> None:
    for fact in result.missed:
        print(f"    missed:   {' | '.join(part for part in fact if part)}")
    for line in result.extra:
        print(f"    invented: {line}")
    for line in left_out(truth):
        print(f"    left out: {line} (differs in punctuation or case alone)")
    if comparison.reason:
        print(f"    reason:   {comparison.reason}")
    moved = truth.get("list_moved_to")
    if moved and moved not in (comparison.reason or ""):
        print(f"    missed:   the list moved to {moved}")


def _verdict(total: Score, alerted: Sequence[str], unreported: Sequence[str], pairs: int) -> int:
    whole = max(1, total.expected)
    print(f"\npairs {pairs}, changes in the answers {total.expected}")
    print(
        f"found {total.found} ({total.found / whole:.3f}), of the right kind {total.kind} ({total.kind / whole:.3f})"
    )
    print(f"missed {total.expected - total.found}, invented {total.invented} ({total.invented / whole:.3f})")
    print(f"cosmetic pairs and failed captures alerted: {', '.join(alerted) or 'none'}")
    print(f"material pairs not reported: {', '.join(unreported) or 'none'}")
    holds = not alerted and not unreported and total.found >= 0.98 * whole and total.invented <= 0.02 * whole
    print("holds" if holds else "DOES NOT HOLD")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
