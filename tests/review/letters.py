"""A letter of objection about a change of Acme's list, for the tests of letters."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from monitor.model import (
    Change,
    ChangeKind,
    ClauseTerms,
    Contract,
    Field,
    Judgement,
    Period,
    Revision,
    Row,
    RunsFrom,
    Severity,
)
from monitor.review.letter_facts import LetterContext, Sender, letter_facts
from monitor.review.letter_template import LetterText, write_letter
from monitor.review.letter_words import LetterLanguage
from monitor.store import Store
from tests.review.conftest import Change as MakeChange

EN, DE, FR = LetterLanguage
TODAY = date(2026, 11, 10)
AT = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
TERMS = ClauseTerms(
    Period(10), Period(30), RunsFrom.RECEIPT, quote="Customer may object within thirty days of receipt.",
    where="section 6.2", confirmed_by="Ada",
)  # fmt: skip
SENDER = Sender(
    "Nordlicht GmbH", "Hafenstraße 12\n20457 Hamburg", "Dr. Ada Berg", "ada@example.com", "Hamburg"
)
CONTRACT = Contract("DPA of 3 May 2024", "Acme Ltd", "1 High Street\nLondon", "privacy@acme.example")


def added(name: str, rule: str = "added-outside-untooled", **fields: str) -> Judgement:
    row = Row({Field.NAME: name, Field.LOCATION: "India", **{Field(k): v for k, v in fields.items()}})
    change = Change(ChangeKind.ADDED, name, row_after=row)
    return Judgement(change, Severity.CRITICAL, rule, "because", {"places_after": "India"})


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


@pytest.fixture
def revision(change: MakeChange) -> Revision:
    """Acme's list gained Beta on 3 November; the window runs to 2 or 3 December."""
    return change("acme", "Beta")


def letter(
    revision: Revision,
    *judgements: Judgement,
    language: LetterLanguage = EN,
    folder: Path | None = None,
    **more: object,
) -> LetterText:
    context = LetterContext(
        **{"today": TODAY, "judgements": judgements or (added("Beta"),), "sender": SENDER, "contract": CONTRACT,
           "terms": TERMS} | more  # type: ignore[arg-type]
    )  # fmt: skip
    return write_letter(letter_facts(revision, context, language), language, folder)
