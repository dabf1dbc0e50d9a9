"""How well clauses are read: precision and recall per field on a file of labelled paragraphs.

Each line of the file is a JSON object with ``text``, ``kind`` (positive or negative) and the labels
``notice_days, notice_unit, objection_days, objection_unit, objection_runs_from, deemed_consent``.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from monitor.assess.clauses import propose, read_clauses
from monitor.model.shapes import terms_shape

FIELDS = (
    "notice_days",
    "notice_unit",
    "objection_days",
    "objection_unit",
    "objection_runs_from",
    "deemed_consent",
)
TARGETS = {
    "notice_days": 0.95,
    "objection_days": 0.95,
    "notice_unit": 0.9,
    "objection_unit": 0.9,
    "objection_runs_from": 0.9,
}
# Labels finer than the answer: the date of a notice is the notice; "unstated" is no answer.
SAME = {"notice_date": "notice", "unstated": None}


def expected(sample: dict[str, Any], field: str) -> Any:
    value = sample.get(field)
    return SAME.get(value, value) if isinstance(value, str) else value


def squeeze(text: str) -> str:
    return " ".join(text.split())


def answer(sample: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """What was read, and whether every quote is contained in the text."""
    clauses = read_clauses(sample["text"], language=sample.get("lang"))
    best = propose(clauses)
    contained = all(squeeze(c.quote) in squeeze(sample["text"]) and c.quote for c in clauses)
    return (terms_shape(best) if best else dict.fromkeys(FIELDS)), contained


def main(path: Path, *, show: bool = True) -> int:
    """Print the figures; the exit code is 0 where every target holds."""
    samples = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    right, wanted, given, hit = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    positives = [s for s in samples if s["kind"] == "positive"]
    false_windows: list[str] = []
    loose_quotes: list[str] = []
    for sample in samples:
        read, contained = answer(sample)
        if not contained:
            loose_quotes.append(sample["id"])
        if sample["kind"] != "positive":
            if read["notice_days"] or read["objection_days"]:
                false_windows.append(sample["id"])
            continue
        for field in FIELDS:
            want, got = expected(sample, field), read[field]
            right[field] += want == got
            wanted[field] += want is not None
            given[field] += got is not None
            hit[field] += want is not None and want == got
            if want != got and show:
                print(f"  {sample['id']} {sample['lang']:5} {field}: expected {want}, read {got}")
    print(f"\n{len(positives)} positives, {len(samples) - len(positives)} negatives in {path.name}")
    print(f"{'field':22}{'right':>8}{'precision':>11}{'recall':>8}{'target':>8}")
    held = not false_windows and not loose_quotes
    for field in FIELDS:
        share = right[field] / max(len(positives), 1)
        precision, recall = hit[field] / max(given[field], 1), hit[field] / max(wanted[field], 1)
        target = TARGETS.get(field)
        held &= target is None or share >= target
        print(f"{field:22}{share:8.1%}{precision:11.1%}{recall:8.1%}" + (f"{target:8.0%}" if target else ""))
    print(f"windows read from negatives: {len(false_windows)} {' '.join(false_windows)}")
    print(f"quotes not contained in their text: {len(loose_quotes)} {' '.join(loose_quotes)}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
