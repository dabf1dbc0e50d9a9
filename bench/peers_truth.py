"""What really happened in each version of each history, and how a tool's alerts compare with it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import yaml

_TABLE = Path(__file__).with_name("peers_truth.yaml")


class Truth(StrEnum):
    """What a version changed, against the one before."""

    MATERIAL = "material"
    GONE = "gone"  # the list is not there any more: to be told in whatever form
    BROKEN = "broken"
    SAME = "same"


@dataclass
class Score:
    """Alerts of one tool over one history, or over all.

    true: a version that changed the list, told. false: told, but the list had not changed. missed: changed, not told.
    gone, gone_told: versions in which the list went away, and how many of them were told in any form.
    """

    true: int = 0
    false: int = 0
    missed: int = 0
    gone: int = 0
    gone_told: int = 0
    trouble: int = 0
    false_at: list[int] = field(default_factory=list)
    missed_at: list[int] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Adds the counts of another history."""
        for name in ("true", "false", "missed", "gone", "gone_told", "trouble"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def truths() -> dict[str, dict[int, Truth]]:
    """History -> number of a version -> what it changed; versions that changed nothing are left out."""
    table = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))["histories"]
    return {
        name: {number: Truth(kind) for kind, numbers in kinds.items() for number in numbers}
        for name, kinds in table.items()
    }


def disagreements(corpus: Path) -> list[str]:
    """Pairs of ``truth_diffs`` that say otherwise than our table; pairs of versions not in a row are left out."""
    table, found = truths(), []
    for path in sorted((corpus / "truth_diffs").glob("*.json")):
        pair = json.loads(path.read_text(encoding="utf-8"))
        _, name, after = Path(pair["after"]).parts[-3:]
        number = _number(after)
        if _number(Path(pair["before"]).name) != number - 1:
            continue
        material = table.get(name, {}).get(number) is Truth.MATERIAL
        if material == pair["cosmetic"]:
            found.append(f"{path.stem}: {'cosmetic' if pair['cosmetic'] else 'material'} in the answers")
    return found


def versions(folder: Path) -> list[Path]:
    """The versions of a history, oldest first."""
    return sorted((f for f in folder.iterdir() if f.name != "meta.json"), key=lambda f: _number(f.name))


def _number(name: str) -> int:
    return int(name.split("_")[0])


def score(
    truth: Mapping[int, Truth], count: int, changes: Collection[int], troubles: Collection[int]
) -> Score:
    """changes: numbers of the versions at which a change was told; troubles: at which only a trouble was."""
    result = Score(trouble=len(troubles))
    for number in range(2, count + 1):
        kind, told = truth.get(number, Truth.SAME), number in changes
        if kind is Truth.MATERIAL:
            result.true += told
            result.missed += not told
            if not told:
                result.missed_at.append(number)
        elif kind is Truth.GONE:
            result.gone += 1
            result.gone_told += told or number in troubles
        elif told:
            result.false += 1
            result.false_at.append(number)
    return result


def table_lines(scores: Mapping[str, Mapping[str, Score]]) -> Iterable[str]:
    """tool -> history -> score, as a table: one line per history, true/false/missed per tool, and the totals."""
    tools = list(scores)
    yield f"{'history':20}" + "".join(f"{tool:>28}" for tool in tools)
    yield f"{'':20}" + "".join(f"{'true false missed':>28}" for _ in tools)
    for history in scores[tools[0]]:
        cells = (scores[tool][history] for tool in tools)
        yield f"{history:20}" + "".join(f"{s.true:>16}{s.false:>6}{s.missed:>6}" for s in cells)
    yield ""
    for tool in tools:
        total = Score()
        for one in scores[tool].values():
            total.add(one)
        alerts = total.true + total.false
        right = f"{total.true / alerts:.0%}" if alerts else "-"
        yield (
            f"{tool:20} {alerts} alerts of change: {total.true} true, {total.false} false ({right} right); "
            f"{total.missed} changes missed; list gone {total.gone_told} of {total.gone} told; "
            f"{total.trouble} told of trouble"
        )
