"""A clause in a whole contract reads as it reads alone: the periods of other duties around it do not matter."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import yaml

from monitor.assess.clauses import propose, read_clauses

SAMPLES = [
    sample
    for path in sorted(Path(__file__).parent.glob("clauses_samples*.yaml"))
    for sample in yaml.safe_load(path.read_text(encoding="utf-8"))
]
OTHERS = {"en": "General", "de": "Allgemeines", "fr": "Divers"}
OURS = {"en": "Sub-processors", "de": "Unterauftragsverarbeiter", "fr": "Sous-traitants ultérieurs"}


def periods(text: str, language: str) -> tuple[object, object]:
    terms = propose(read_clauses(text, language=language))
    return (terms.notice, terms.objection) if terms else (None, None)


def of(language: str, *, ours: bool) -> list[str]:
    return [s["text"] for s in SAMPLES if s["lang"] == language and bool(s.get("n") or s.get("o")) == ours]


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_a_clause_in_a_contract_reads_as_it_reads_alone(language: str) -> None:
    choice = random.Random(7)
    for clause in of(language, ours=True):
        around = [choice.choice(of(language, ours=False)) for _ in range(4)]
        articles = [
            *((OTHERS[language], text) for text in around[:2]),
            (OURS[language], clause),
            *((OTHERS[language], text) for text in around[2:]),
        ]
        contract = "\n\n".join(f"{n}. {title}\n\n{text}" for n, (title, text) in enumerate(articles, 1))
        assert periods(contract, language) == periods(clause, language), contract
