"""Line breaks: a clause reads the same however wide its column is, and a list stays a list."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
import yaml

from monitor.assess.clauses import propose, read_clauses
from monitor.assess.clauses.lines import running_on

PLAIN = [
    sample
    for path in sorted(Path(__file__).parent.glob("clauses_samples*.yaml"))
    for sample in yaml.safe_load(path.read_text(encoding="utf-8"))
    if sample["lang"] != "ja" and not any(mark in sample["text"] for mark in ("\n", "<", "]("))
]


def told(text: str, language: str) -> tuple[object, ...]:
    terms = propose(read_clauses(text, language=language))
    return (terms.notice, terms.objection, terms.runs_from, terms.deemed_consent) if terms else ()


@pytest.mark.parametrize("width", [34, 48, 58, 64])
def test_a_clause_reads_the_same_however_wide_its_column_is(width: int) -> None:
    for sample in PLAIN:
        text, language = sample["text"], sample["lang"]
        lines = textwrap.fill(text, width, break_on_hyphens=False)
        assert told(lines, language) == told(text, language), lines


@pytest.mark.parametrize(
    "text",
    [
        "Retention: 30 days\nObjection: 14 days\nAudit: 10 days",
        "- Tell customers of new subprocessors\n- Delete data within 30 days",
        "1. Notify the customer;\n2. Hear its objection.",
        "New Subprocessors\n\nwe announce them here",
        "Stripe\nPayments\nUnited States\nSince 2021",
        "We list the following:\nAcme GmbH",
    ],
)
def test_items_rows_and_headings_stay_apart(text: str) -> None:
    assert running_on(text) == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "The customer may object to the\nSupplier within ten days.",
        "Der Kunde kann binnen zwei\nWochen widersprechen.",
        "Customer has 30\nDays to object.",
        "Data Processing Agreement,\nAnnex",
        "the notice (thirty\n(30) days)",
    ],
)
def test_a_line_that_ends_nothing_reads_on(text: str) -> None:
    assert running_on(text) == {text.index("\n")}


def test_a_column_is_known_by_its_width() -> None:
    lines = [
        "Before it engages one more",
        "Subprocessor, the whole Group X",
        "that runs the service tells",
        "Acme Holding of its name and",
        "place.",
        "Customers may object.",
    ]
    text = "\n".join(lines)
    ends = [sum(len(line) + 1 for line in lines[: n + 1]) - 1 for n in range(len(lines) - 1)]
    assert running_on(text) == set(ends[:4])


def test_empty_quoted_lines_part_paragraphs() -> None:
    assert told(
        "> We tell you of new subprocessors 30 days ahead.\n>\n> You may object within that time.", "en"
    )[1]
