"""A person's word is credited to the reading that it is about, and to no other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.engine.answerable import to_confirm, to_reject
from monitor.engine.confirming import AnswerError, confirmed_terms
from monitor.model import ClauseAnswer, ClauseOrigin, ClauseTerms, ClauseVersion, Period
from monitor.model.record import EVER
from monitor.review.terms import Book

NOW = datetime(2026, 11, 3, 6, tzinfo=UTC)
LATER = NOW + timedelta(days=30)


def version(
    number: int, days: int | None, origin: ClauseOrigin = ClauseOrigin.PROPOSED, since: datetime = EVER
) -> ClauseVersion:
    terms = ClauseTerms(Period(30), Period(days), quote=f"version {number}") if days else None
    return ClauseVersion(number, "acme", number, terms, origin, since, NOW)


def confirmed(number: int, days: int) -> ClauseVersion:
    return version(number, days, ClauseOrigin.CONFIRMED)


def answer(reading: int, into: int | None) -> ClauseAnswer:
    return ClauseAnswer(reading * 100, "acme", reading, into, "Ada", "read it", NOW)


def test_a_reading_that_waits_is_what_is_confirmed_and_corrected() -> None:
    book = Book([version(1, 14), version(2, 10, since=LATER)], [])
    for corrected in (False, True):
        found = to_confirm(book, "acme", None, corrected=corrected)
        assert (found.reading, found.terms) == (book.versions[1], book.versions[1].terms)


def test_a_second_correction_goes_on_from_the_first() -> None:
    book = Book([version(1, 30), confirmed(2, 14)], [answer(1, 2)])
    found = to_confirm(book, "acme", None, corrected=True)
    made = confirmed_terms(found.terms, ["runs_from=receipt"], by="Ada")
    assert made.objection == Period(14), "what was corrected before stays corrected"
    assert found.reading == book.versions[0]


def test_a_plain_word_to_an_answered_reading_takes_the_reading_itself() -> None:
    book = Book([version(1, 30), confirmed(2, 14)], [answer(1, 2)])
    assert to_confirm(book, "acme", None, corrected=False).terms == book.versions[0].terms


@pytest.mark.parametrize(
    ("book", "words"),
    [
        (Book([version(1, 30)], [answer(1, None)]), "Ada rejected the newest reading"),
        (Book([version(1, 30), version(2, None, since=LATER)], []), "no longer states terms"),
        (Book([], []), "no terms were read"),
    ],
    ids=["rejected", "gone from the page", "never read"],
)
def test_terms_given_where_no_reading_stands_are_a_persons_own(book: Book, words: str) -> None:
    found = to_confirm(book, "acme", None, corrected=True)
    assert (found.reading, found.terms) == (None, None)
    made = confirmed_terms(found.terms, ["objection=14d"], by="Ada")
    assert (made.objection, made.notice, made.quote) == (Period(14), None, "")
    with pytest.raises(AnswerError, match=words):
        to_confirm(book, "acme", None, corrected=False)


def test_a_rejected_reading_can_be_confirmed_by_its_number() -> None:
    book = Book([version(1, 30)], [answer(1, None)])
    assert to_confirm(book, "acme", 1, corrected=False).reading == book.versions[0]
    with pytest.raises(AnswerError, match="no reading number 4"):
        to_confirm(book, "acme", 4, corrected=True)


def test_what_is_rejected_is_the_newest_reading_or_the_one_named() -> None:
    book = Book([version(1, 30), version(2, 14, since=LATER)], [])
    assert to_reject(book, "acme", None).number == 2
    assert to_reject(book, "acme", 1).number == 1
    with pytest.raises(AnswerError, match="no terms were read"):
        to_reject(Book([], []), "acme", None)
