"""Dates as people write them, with every reading that stays possible.

Names of months come from Unicode CLDR (``knowledge/date_names.yaml``). General date parsers were measured and
left out: they take "Version 2.1" and "N/A" for dates, fill missing parts in from today, and need a millisecond
where a page must cost microseconds. Nothing here knows what day it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache

from monitor.extract.dates_words import (
    flat,
    joining_words,
    month_numbers,
    order_of,
    ordinal_suffixes,
    weekdays,
)

_FIRST_YEAR, _LAST_YEAR = 1990, 2099

_YEAR = r"(?:(?P<year>(?:19|20)\d\d)|'(?P<short>\d\d))(?![\d]|[.,]\d)"
_WORD = r"[^\W\d_]{3,12}"
# Blanks, commas, and small words such as "of" or "de".
_JOIN = r"[\s,.'/-]*(?:\b[^\W\d_]{1,5}[\s.']+){0,2}?"
_DAY = r"(?P<day>\d{1,2})(?:(?P<suffix>[^\W\d_º]{1,3}|º)(?![^\W\d_]))?\.?"


@cache
def _worded_patterns() -> tuple[re.Pattern[str], ...]:
    """The forms in which a month is a word; surest first."""
    small = "|".join(sorted(word for word in joining_words() if len(word) > 2))
    month = rf"(?!(?:{small})\b)(?P<month>{_WORD})\.?"
    year = r"(?<!\d)(?P<year>(?:19|20)\d\d)"
    forms = (
        rf"{year}\.\s?gada\s{_DAY}\s{month}",  # 2026. gada 3. maijs
        # 22nd of February 2023, 1er mai 2026, 27 de noviembre de 2025, 2-Feb-2024
        rf"(?<![\d.,:/-]){_DAY}(?P<join>{_JOIN}){month}(?P<then>{_JOIN}){_YEAR}",
        # June 8, 2023; May, 15, 2025
        rf"(?<![^\W\d_]){month}[\s,.-]{{1,3}}(?:the\s)?{_DAY}[\s,-]{{0,3}}{_YEAR}",
        # 2026. május 3., 2026 m. gegužės 5 d., 2026 May 3
        rf"{year}(?P<join>{_JOIN}){month}[\s-]{{1,2}}{_DAY}(?!\d)",
    )
    return tuple(re.compile(form) for form in forms)


_ISO = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)\d\d)(?P<sep>[-/.])\s?(?P<a>\d{1,2})(?P=sep)\s?(?P<b>\d{1,2})(?![\d]|[.-]\d)"
)
_COMPACT = re.compile(r"(?<![\d.,/-])(?P<year>(?:19|20)\d\d)(?P<a>[01]\d)(?P<b>[0-3]\d)(?!\d)")
_NUMBERS = re.compile(
    r"(?<![\d./-])(?P<a>\d{1,2})\s?(?P<sep>[-/.])\s?(?P<b>\d{1,2})(?P=sep)\s?"
    r"(?:(?P<year>(?:19|20)\d\d)|(?P<short>\d\d))(?![\d]|[./-]\d)"
)
_CJK = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)\s?[年년]|令和(?P<era>\d{1,2}|元)年)\s?(?P<a>\d{1,2})\s?[月월]\s?(?P<b>\d{1,2})\s?[日일]"
)
_VIETNAMESE = re.compile(r"(?P<b>\d{1,2}) thang (?P<a>\d{1,2}),? nam (?P<year>(?:19|20)\d\d)")
_MONTH_YEAR = re.compile(
    rf"(?<![^\W\d_])(?P<month>{_WORD})\.?(?P<join>{_JOIN}){_YEAR}"
    r"|(?<![\d./-])(?P<y1>(?:19|20)\d\d)[-/.](?P<m1>\d{1,2})(?![\d]|[./-]\d)"
    r"|(?<![\d./-])(?P<m2>\d{1,2})[/.](?P<y2>(?:19|20)\d\d)(?!\d)"
    r"|(?P<y3>(?:19|20)\d\d)\s?[年년]\s?(?P<m3>\d{1,2})\s?[月월]"
)
_WEEKDAY_BEFORE = re.compile(r"([^\W\d_]{2,14})(?:-feira)?\.?,?\s+(?:[^\W\d_]{1,4}\s+)?$")

_LETTERS = re.compile(r"[^\W\d_]+")

# A text in which none of this occurs holds no date: a year, or two numbers and a short year.
MAY_HOLD_DATE = re.compile(
    r"(?:19|20|１９|２０)[\d０-９]{2}|['’‘´`]\d\d(?!\d)|\d[./-]\s?\d{1,2}[./-]\s?\d\d|令和"
)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date found in a text.

    start, end: its place. readings: every day it can mean, earliest first; empty where only a month is named, or
    where no such day exists. month: year and month, where no day is named. impossible: a full date that is in no
    calendar, such as 31.09.2024. order_proof: ``DMY`` or ``MDY`` where the numbers leave only that one; ``numbers``:
    day and month as written, where they leave both.
    """

    start: int
    end: int
    readings: tuple[date, ...] = ()
    month: tuple[int, int] | None = None
    impossible: bool = False
    order_proof: str | None = None
    numbers: tuple[int, int] | None = None


def parse_dates(text: str, *, language: str | None = None, order: str | None = None) -> tuple[date, ...]:
    """Every day that the first full date in ``text`` can mean, earliest first; empty where there is none.

    language: BCP 47 code; decides the order of day and month where it alone can (``de``, ``en-US``, not ``en``).
    order: ``DMY``, ``MDY`` or ``YMD``: decides it always. A weekday beside the date decides before both.
    A month without a day, and a day that does not exist, are no date.
    """
    return next((m.readings for m in find_dates(text, language=language, order=order) if m.readings), ())


@lru_cache(maxsize=2048)  # a page says the same dates at every look
def find_dates(
    text: str, *, language: str | None = None, order: str | None = None
) -> tuple[DateMention, ...]:
    """Every date in a text, in order of appearance; see ``parse_dates`` for the arguments."""
    if not MAY_HOLD_DATE.search(text):
        return ()
    low = flat(text)
    found: list[DateMention] = []
    taken: list[tuple[int, int]] = []
    for mention in _candidates(low, language, order or order_of(language)):
        if not any(mention.start < end and start < mention.end for start, end in taken):
            taken.append((mention.start, mention.end))
            found.append(mention)
    return tuple(sorted(found, key=lambda mention: mention.start))


def _candidates(low: str, language: str | None, order: str | None) -> Iterator[DateMention]:
    """Surest forms first; a later form may not overlap an earlier one."""
    for match in _CJK.finditer(low) if not low.isascii() else ():
        era = match["era"]
        year = (2018 + (1 if era == "元" else int(era))) if era else int(match["year"])
        yield _mention(match, {(year, int(match["a"]), int(match["b"]))})
    for match in _VIETNAMESE.finditer(low) if "thang" in low else ():
        yield _mention(match, {(int(match["year"]), int(match["a"]), int(match["b"]))})
    for pattern in _worded_patterns():
        for match in pattern.finditer(low):
            yield from _worded(match, low, language)
    for pattern in (_ISO, _COMPACT):
        for match in pattern.finditer(low):
            yield _mention(match, {(int(match["year"]), int(match["a"]), int(match["b"]))})
    for match in _NUMBERS.finditer(low):
        yield _numbers(match, low, order)
    for match in _MONTH_YEAR.finditer(low):
        yield from _month_only(match, language)


def _year(match: re.Match[str]) -> int:
    groups = match.groupdict()
    if groups.get("year"):
        return int(groups["year"])
    short = int(groups["short"])
    return 2000 + short if short < 70 else 1900 + short


def _mention(match: re.Match[str], parts: set[tuple[int, int, int]], proof: str | None = None) -> DateMention:
    """A mention from candidate (year, month, day) triples; those that no calendar has fall away."""
    days = tuple(sorted({day for part in parts if (day := _day(*part))}))
    return DateMention(match.start(), match.end(), days, impossible=not days, order_proof=proof)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if _FIRST_YEAR <= year <= _LAST_YEAR else None
    except ValueError:
        return None


def _worded(match: re.Match[str], low: str, language: str | None) -> Iterator[DateMention]:
    numbers = month_numbers(match["month"], language)
    suffix = match["suffix"]
    if not numbers or not _joins(match) or (suffix and suffix not in ordinal_suffixes() | joining_words()):
        return
    mention = _mention(match, {(_year(match), number, int(match["day"])) for number in numbers})
    yield _by_weekday(mention, low)


def _joins(match: re.Match[str]) -> bool:
    """Only words like "of" stand between the parts: "10 more in May 2024" is no day."""
    groups = match.groupdict()
    between = f"{groups.get('join') or ''} {groups.get('then') or ''}"
    return all(word in joining_words() for word in _LETTERS.findall(between))


def _numbers(match: re.Match[str], low: str, order: str | None) -> DateMention:
    first, second, year = int(match["a"]), int(match["b"]), _year(match)
    day_first, month_first = (year, second, first), (year, first, second)
    if match["sep"] == "." or (first > 12 >= second):
        return _mention(match, {day_first}, "DMY" if first > 12 else None)
    if second > 12 >= first:
        return _mention(match, {month_first}, "MDY")
    both = _by_weekday(_mention(match, {day_first, month_first}), low)
    if len(both.readings) < 2:
        return both
    if order in ("DMY", "MDY"):
        return _mention(match, {day_first if order == "DMY" else month_first})
    return replace(both, numbers=(first, second))


def _by_weekday(mention: DateMention, low: str) -> DateMention:
    """Where a weekday stands before the date and agrees with some readings, only those stay."""
    if len(mention.readings) < 2:
        return mention
    before = _WEEKDAY_BEFORE.search(low[max(0, mention.start - 30) : mention.start])
    days = weekdays().get(before[1]) if before else None
    agreeing = tuple(day for day in mention.readings if days and day.weekday() in days)
    return replace(mention, readings=agreeing) if agreeing else mention


def _month_only(match: re.Match[str], language: str | None) -> Iterator[DateMention]:
    if match["month"]:
        if not _joins(match):
            return
        numbers = month_numbers(match["month"], language)
        pairs = [(_year(match), number) for number in sorted(numbers)[:1]]
    else:
        pairs = [(int(match[f"y{form}"]), int(match[f"m{form}"])) for form in "123" if match[f"y{form}"]]
    for year, month in pairs:
        if 1 <= month <= 12:
            yield DateMention(match.start(), match.end(), month=(year, month))
