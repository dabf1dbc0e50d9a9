"""Dates as pages write them: every reading that is possible, and none that is not."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract.dates import find_dates, parse_dates
from monitor.knowledge import load

LANGUAGES = sorted(load("date_names")["months"])
DAYS = st.dates(date(1990, 1, 1), date(2069, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("June 8, 2023", "2023-06-08"),
        ("May, 15, 2025", "2025-05-15"),
        ("March 3rd, 2025", "2025-03-03"),
        ("Sept 5 2024", "2024-09-05"),
        ("Aug. 5, 2024", "2024-08-05"),
        ("7th Jan., 2024", "2024-01-07"),
        ("11th of April 2019", "2019-04-11"),
        ("the 1st day of May 2026", "2026-05-01"),
        ("Wednesday, 22th Feb ’23", "2023-02-22"),
        ("3-Feb-2024", "2024-02-03"),
        ("4th of Januray 2023", "2023-01-04"),
        ("2021-01-28", "2021-01-28"),
        ("2024/05/06", "2024-05-06"),
        ("2025-09-02T21:00:00.0Z", "2025-09-02"),
        ("2026-04-16 15:39:32", "2026-04-16"),
        ("2026-09-17-SUB-v1", "2026-09-17"),
        ("20240502", "2024-05-02"),
        ("22/10/2025", "2025-10-22"),
        ("12/31/24", "2024-12-31"),
        ("12.04.2024", "2024-04-12"),
        ("22. 6. 2026", "2026-06-22"),
        ("1. Januar 2024", "2024-01-01"),
        ("5. Jänner 2024", "2024-01-05"),
        ("le 3 février 2023", "2023-02-03"),
        ("1ᵉʳ mai 2026", "2026-05-01"),
        ("1er mai 2026", "2026-05-01"),
        ("27 de noviembre de 2025.", "2025-11-27"),
        ("27 nov 2025", "2025-11-27"),
        ("1º de maio de 2026", "2026-05-01"),
        ("10 augustus 2026", "2026-08-10"),
        ("28 lutego 2025 r.", "2025-02-28"),
        ("23 ноября 2026 г.", "2026-11-23"),
        ("2026. május 3.", "2026-05-03"),
        ("2026 m. gegužės 5 d.", "2026-05-05"),
        ("2026年4月27日", "2026-04-27"),
        ("２０２６年５月１日", "2026-05-01"),
        ("令和8年5月1日", "2026-05-01"),
        ("2026년 04월 23일", "2026-04-23"),
        ("ngày 1 tháng 5 năm 2026", "2026-05-01"),
    ],
)
def test_a_date_with_one_meaning_has_one_reading(text: str, day: str) -> None:
    assert parse_dates(text) == (date.fromisoformat(day),)


def test_numbers_that_can_be_day_or_month_keep_both_readings() -> None:
    assert parse_dates("01/09/2025") == (date(2025, 1, 9), date(2025, 9, 1))
    assert parse_dates("09/09/2025") == (date(2025, 9, 9),)


def test_language_region_and_hint_decide_between_day_and_month() -> None:
    assert parse_dates("01/09/2025", language="de") == (date(2025, 9, 1),)
    assert parse_dates("01/09/2025", language="en-GB") == (date(2025, 9, 1),)
    assert parse_dates("01/09/2025", language="en-US") == (date(2025, 1, 9),)
    assert len(parse_dates("01/09/2025", language="en")) == 2
    assert parse_dates("01/09/2025", language="de", order="MDY") == (date(2025, 1, 9),)


def test_a_weekday_decides_before_the_language() -> None:
    assert parse_dates("Monday, 01/09/2025", language="en-US") == (date(2025, 9, 1),)
    assert parse_dates("Thursday 01/09/2025") == (date(2025, 1, 9),)


def test_a_wrong_weekday_decides_nothing() -> None:
    assert len(parse_dates("Sunday, 01/09/2025")) == 2


def test_a_month_that_two_languages_name_differently_keeps_both_until_the_language_is_known() -> None:
    assert parse_dates("5. listopada 2024.") == (date(2024, 10, 5), date(2024, 11, 5))
    assert parse_dates("5. listopada 2024.", language="hr") == (date(2024, 10, 5),)
    assert parse_dates("5 listopada 2024", language="pl") == (date(2024, 11, 5),)


@pytest.mark.parametrize(
    "text", ["31.09.2024", "30 February 2024", "Feb 30, 2024", "2024-13-01", "2025-02-29"]
)
def test_a_day_that_no_calendar_has_is_found_as_impossible(text: str) -> None:
    assert parse_dates(text) == ()
    assert [mention.impossible for mention in find_dates(text)] == [True]


@pytest.mark.parametrize(
    ("text", "month"),
    [("September 2025", (2025, 9)), ("Stand Januar 2025", (2025, 1)), ("Enero de 2026", (2026, 1)),
     ("05/2026", (2026, 5)), ("2026-05", (2026, 5)), ("2026年5月", (2026, 5))],
)  # fmt: skip
def test_a_month_without_a_day_is_no_date_but_is_found(text: str, month: tuple[int, int]) -> None:
    assert parse_dates(text) == ()
    assert [mention.month for mention in find_dates(text)] == [month]


@pytest.mark.parametrize(
    "text",
    ["N/A", "Version 2.1", "2024", "yesterday", "(EU) 2016/679", "ISO 27001:2022", "10 more in May we hope",
     "tel. 01.02.03.04.05", "2022-11-027", "192.168.10.24", "10 employees joined in may 2024 of 30", "", "'99"],
)  # fmt: skip
def test_what_is_no_date_is_not_taken_for_one(text: str) -> None:
    assert parse_dates(text) == ()


def test_all_dates_of_a_text_are_found_in_order() -> None:
    text = "Effective from 1 May 2024; last updated 2025-03-02 (before: 16 mars 2023)."
    assert [mention.readings[0].isoformat() for mention in find_dates(text)] == [
        "2024-05-01",
        "2025-03-02",
        "2023-03-16",
    ]
    assert [text[m.start : m.end] for m in find_dates(text)] == ["1 May 2024", "2025-03-02", "16 mars 2023"]


@given(day=DAYS, language=st.sampled_from(LANGUAGES), form=st.sampled_from(["long", "full", "medium"]))
def test_what_unicode_cldr_writes_for_a_day_is_read_as_that_day(day: date, language: str, form: str) -> None:
    if form == "medium" and language in ("bg", "uk", "ru", "ca", "sr", "hr", "lv"):
        form = "long"  # their short forms have genitives and numbers that CLDR itself writes ambiguously
    locale = {"sr": "sr_Latn"}.get(language, language)
    written = format_date(day, format=form, locale=locale)
    assert day in parse_dates(written, language=language), written


@given(day=DAYS)
def test_iso_dates_have_exactly_their_own_reading(day: date) -> None:
    assert parse_dates(f"since {day.isoformat()}.") == (day,)


@given(day=DAYS, sep=st.sampled_from("/.-"), language=st.sampled_from(["en", "de", "en-US", None]))
def test_numeric_dates_always_keep_the_true_reading_when_nothing_decides(
    day: date, sep: str, language: str | None
) -> None:
    readings = parse_dates(
        f"{day.day:02}{sep}{day.month:02}{sep}{day.year}", language=language if language != "en-US" else None
    )
    assert day in readings


@given(st.text(max_size=300))
def test_no_text_whatever_raises(text: str) -> None:
    for mention in find_dates(text):
        assert 0 <= mention.start < mention.end <= len(text)


@given(st.text(alphabet="0123456789./-' ,’maiMyth年月日", max_size=400))
def test_no_heap_of_numbers_and_signs_raises(text: str) -> None:
    find_dates(text)
