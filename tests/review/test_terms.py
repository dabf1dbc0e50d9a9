"""Which terms apply when: typed, read, confirmed, rejected, over time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import (
    ClauseAnswer,
    ClauseOrigin,
    ClauseTerms,
    ClauseVersion,
    Period,
    PeriodUnit,
    RunsFrom,
    Vendor,
)
from monitor.review.terms import EVER, Book, contradictions, in_words, shorter

NOW = datetime(2026, 11, 3, 6, tzinfo=UTC)
TODAY = NOW.date()


def terms(days: int, **more: object) -> ClauseTerms:
    return ClauseTerms(Period(30), Period(days), RunsFrom.NOTICE, **more)  # type: ignore[arg-type]


def version(
    number: int, said: ClauseTerms | None, origin: ClauseOrigin, since: datetime = EVER
) -> ClauseVersion:
    return ClauseVersion(number, "acme", number, said, origin, since, NOW)


def read(number: int, days: int, since: datetime = EVER) -> ClauseVersion:
    return version(number, terms(days), ClauseOrigin.PROPOSED, since)


def confirmed(number: int, days: int, since: datetime = EVER) -> ClauseVersion:
    return version(number, terms(days, confirmed_by="Ada"), ClauseOrigin.CONFIRMED, since)


def answer(proposal: int, into: int | None) -> ClauseAnswer:
    return ClauseAnswer(proposal * 100, "acme", proposal, into, "Ada", "read it", NOW)


def vendor(said: ClauseTerms | None = None, *earlier: ClauseTerms) -> Vendor:
    return Vendor("acme", "Acme", (), terms=said, earlier_terms=earlier)


def at(book: Book, day: date = TODAY) -> ClauseTerms | None:
    return book.at(datetime(day.year, day.month, day.day, 12, tzinfo=UTC), day)


def test_a_reading_that_nobody_answered_applies_unconfirmed() -> None:
    found = at(Book([read(1, 14)], [], vendor()))
    assert found == terms(14)
    assert found.confirmed_by is None


def test_a_confirmed_reading_applies_as_confirmed() -> None:
    found = at(Book([read(1, 14), confirmed(2, 14)], [answer(1, 2)], vendor()))
    assert found is not None
    assert found.confirmed_by == "Ada"


def test_a_rejected_reading_is_no_term_of_ours() -> None:
    assert at(Book([read(1, 14)], [answer(1, None)], vendor())) is None


def test_the_newest_answer_to_a_reading_holds() -> None:
    book = Book([read(1, 14), confirmed(2, 10)], [answer(1, None), answer(1, 2)], vendor())
    found = at(book)
    assert found is not None
    assert found.objection == Period(10)


def test_signed_terms_go_before_everything_read() -> None:
    book = Book(
        [read(1, 14), confirmed(2, 14)], [answer(1, 2)], vendor(terms(30, confirmed_by="vendors.yaml"))
    )
    found = at(book)
    assert found is not None
    assert found.objection == Period(30)


def test_a_page_that_changed_after_it_was_confirmed_is_unconfirmed_and_the_shorter_counts() -> None:
    changed = NOW - timedelta(days=10)
    book = Book([read(1, 30), confirmed(2, 30), read(3, 10, changed)], [answer(1, 2)], vendor())
    before, after = at(book, date(2026, 10, 1)), at(book)
    assert before is not None
    assert (before.objection, before.confirmed_by) == (Period(30), "Ada")
    assert after is not None
    assert (after.objection, after.confirmed_by) == (Period(10), None)
    assert "which nobody has confirmed: the shorter are used" in after.conditions[-1]
    longer = Book([read(1, 10), confirmed(2, 10), read(3, 30, changed)], [answer(1, 2)], vendor())
    kept = at(longer)
    assert kept is not None
    assert (kept.objection, kept.confirmed_by) == (Period(10), None)


def test_a_page_that_no_longer_states_the_terms_leaves_the_confirmed_ones_with_a_remark() -> None:
    gone = version(3, None, ClauseOrigin.PROPOSED, NOW - timedelta(days=1))
    found = at(Book([read(1, 30), confirmed(2, 30), gone], [answer(1, 2)], vendor()))
    assert found is not None
    assert found.objection == Period(30)
    assert found.confirmed_by is None
    assert "no longer states" in found.conditions[-1]


def test_each_change_is_judged_under_the_signed_version_of_its_day() -> None:
    old = terms(15, signed=date(2024, 2, 1))
    new = terms(30, signed=date(2025, 11, 3), valid_from=date(2026, 1, 1))
    book = Book([], [], vendor(new, old))
    assert at(book, date(2023, 6, 1)) is None, "before the contract"
    assert at(book, date(2025, 12, 31)) == old, "signed, but not yet in force"
    assert at(book, date(2026, 1, 1)) == new


def test_terms_typed_anew_without_a_date_correct_those_before_them() -> None:
    typed = [version(1, terms(15), ClauseOrigin.CONFIGURED), version(2, terms(14), ClauseOrigin.CONFIGURED)]
    found = at(Book(typed, [], vendor(terms(14))), date(2020, 1, 1))
    assert found == terms(14)


def test_terms_typed_anew_with_a_date_leave_the_time_before_to_those_on_record() -> None:
    typed = [version(1, terms(15), ClauseOrigin.CONFIGURED)]
    book = Book(typed, [], vendor(terms(30, valid_from=date(2026, 1, 1))))
    assert at(book, date(2025, 12, 31)) == terms(15)
    assert at(book) == terms(30, valid_from=date(2026, 1, 1))


def test_terms_taken_out_of_the_configuration_apply_no_more() -> None:
    typed = [version(1, terms(15), ClauseOrigin.CONFIGURED), version(2, None, ClauseOrigin.CONFIGURED)]
    assert at(Book(typed, [], vendor())) is None


def test_a_change_made_while_the_terms_changed_takes_the_shorter_and_says_so() -> None:
    book = Book(
        [], [], vendor(terms(10, valid_from=date(2026, 11, 3)), terms(30, valid_from=date(2024, 1, 1)))
    )
    days = (date(2026, 11, 2), date(2026, 11, 3))
    found = book.between(NOW - timedelta(days=1), NOW, days)
    assert found is not None
    assert found.objection == Period(10)
    assert "changed while the change was made" in found.conditions[-1]


def test_only_what_both_state_can_contradict() -> None:
    ours = ClauseTerms(Period(30), Period(30), RunsFrom.RECEIPT)
    assert contradictions(ours, ClauseTerms(None, Period(30))) == []
    assert contradictions(ours, ClauseTerms(Period(10), Period(14), RunsFrom.NOTICE)) == [
        "notice: 30 calendar days as we have it, 10 calendar days on the page",
        "objection: 30 calendar days as we have it, 14 calendar days on the page",
        "start of the objection period: receipt as we have it, notice on the page",
    ]


def test_a_reading_waits_until_somebody_says_something_new_of_it() -> None:
    assert [v.number for v in Book([read(1, 14)], [], vendor()).waiting()] == [1]
    assert Book([read(1, 14)], [answer(1, None)], vendor()).waiting() == []
    said = [read(1, 14), confirmed(2, 14), read(3, 14, NOW)]
    assert Book(said, [answer(1, 2)], vendor()).waiting() == [], "the page says what was confirmed"


PERIODS = st.builds(Period, st.integers(1, 90), st.sampled_from(PeriodUnit)) | st.none()


@given(PERIODS, PERIODS)
def test_of_two_terms_the_shorter_is_the_same_in_either_order(
    one: Period | None, other: Period | None
) -> None:
    a, b = ClauseTerms(objection=one), ClauseTerms(objection=other)
    assert in_words(shorter(a, b)) in {in_words(a), in_words(b)}
    if shorter(a, b) != shorter(b, a):
        assert {a, b} == {shorter(a, b), shorter(b, a)}, "only where both are as long"


@given(st.lists(st.tuples(st.sampled_from("prcx"), st.integers(1, 60), st.integers(0, 400)), max_size=8))
def test_whatever_was_said_in_whatever_order_unanswered_readings_never_count_as_confirmed(
    said: list[tuple[str, int, int]],
) -> None:
    versions: list[ClauseVersion] = []
    answers: list[ClauseAnswer] = []
    for number, (what, days, back) in enumerate(said, 1):
        since = NOW - timedelta(days=back)
        if what == "p":
            versions.append(read(number, days, since))
        elif what == "c":
            versions.append(confirmed(number, days, since))
        elif versions:
            answers.append(answer(versions[-1].number, None if what == "x" else 1))
    found = Book(versions, answers, vendor()).at(NOW, TODAY)
    if found is not None and found.confirmed_by:
        assert any(v.terms == replace(found, conditions=v.terms.conditions) for v in versions if v.terms)
        assert any(v.origin is ClauseOrigin.CONFIRMED for v in versions)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (None, "no terms"),
        (ClauseTerms(objection=Period(10, PeriodUnit.BUSINESS_DAYS), runs_from=RunsFrom.RECEIPT),
         "notice not stated, objection 10 business days from receipt"),
        (ClauseTerms(notice=Period(1, PeriodUnit.MONTHS)), "notice 1 month, objection not stated"),
    ],
)  # fmt: skip
def test_terms_in_words(said: ClauseTerms | None, words: str) -> None:
    assert in_words(said) == words
