"""One language of ours: messages from its catalogue, the words of the closed lists, dates, numbers and lists.

Every message is written in English where it is said; ``locale/<language>/LC_MESSAGES/monitor.po`` holds its
translation (gettext; see ``monitor.knowledge.messages`` for how the catalogues are kept complete). Dates, numbers and
lists are put together by Babel. What a document of a vendor says is never translated.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime, format_interval, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from monitor.knowledge import load

DOMAIN = "monitor"


class Language(StrEnum):
    """The languages reports are written in."""

    ENGLISH = "en"
    GERMAN = "de"
    FRENCH = "fr"

    @property
    def locale(self) -> str:
        """The locale of its dates and numbers; English with the day before the month, as all over Europe."""
        return {"en": "en_GB", "de": "de_DE", "fr": "fr_FR"}[self.value]


_FIRST = re.compile(r"(?<!\d)1(?= [^\W\d])")
# Patterns of dates (Unicode TR 35) where ours differ from what the skeleton of the locale gives.
_ENGLISH_DAY, _ENGLISH_LONG = "EEE d MMM y", "EEEE d MMMM y"


class Speech:
    """How things are said in one language. Immutable; made by ``speech_of``."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._locale = Locale.parse(language.locale)
        self._catalogue = _catalogue(language)

    @property
    def code(self) -> str:
        """The language as a BCP 47 tag, for ``lang`` attributes."""
        return self.language.value

    def tr(self, message: str, **values: object) -> str:
        """A message; ``{names}`` in it are replaced by the values."""
        said = self._catalogue.gettext(message)
        return said.format(**values) if values else said

    def trn(self, one: str, many: str, count: int, **values: object) -> str:
        """A message that counts: ``{n}`` is the count, in the plural form that the language asks for."""
        said = self._catalogue.ngettext(one, many, count)
        return said.format(n=self.number(count), **values)

    def trc(self, context: str, message: str) -> str:
        """A message whose meaning its context decides."""
        return self._catalogue.pgettext(context, message)

    def say(self, section: str, key: str) -> str:
        """The word for ``key`` in a section of ``words.yaml``; the key itself, spaced, where there is none."""
        found = _section(section).get(key)
        return self.trc(section, found) if isinstance(found, str) else key.replace("_", " ")

    def field_label(self, name: str | None) -> str:
        """The label of a canonical field; the heading itself for any other column; "Entry" for a whole row."""
        if name is None:
            return self.tr("Entry")
        found = _section("fields").get(name)
        return self.trc("fields", found) if isinstance(found, str) else name

    def counted(self, kind: str, count: int) -> str:
        """A counted phrase, e.g. ``2 new sub-processors``. Kinds are those of ``counts`` in ``words.yaml``."""
        one, many = _section("counts").get(kind, (kind, kind))
        return f"{self.number(count)} {self._catalogue.npgettext('counts', one, many, count)}"

    def number(self, value: int) -> str:
        """A whole number with the language's own separators."""
        return format_decimal(value, locale=self._locale)

    def percent(self, value: float) -> str:
        """A share of one as a percentage without decimals."""
        return format_percent(value, "#,##0%" if self.language is Language.ENGLISH else None, self._locale)

    def day(self, value: date) -> str:
        """A date with its weekday and year, e.g. ``Fri 27 Nov 2026``, ``Fr., 27. Nov. 2026``."""
        if self.language is Language.ENGLISH:
            return format_date(value, _ENGLISH_DAY, locale=self._locale)
        return self._first(format_skeleton("yMMMEd", value, locale=self._locale))

    def plain_day(self, value: date) -> str:
        """A date in full without its weekday, e.g. ``27 November 2026``."""
        return self._first(format_date(value, "long", locale=self._locale))

    def short_day(self, value: date) -> str:
        """A date without weekday and year, for an axis: ``27 Nov``."""
        return self._first(format_skeleton("MMMd", value, locale=self._locale))

    def month(self, value: date) -> str:
        """A month with its year, for an axis: ``Nov 2026``."""
        return format_skeleton("yMMM", value, locale=self._locale)

    def weekday(self, value: date) -> str:
        """The weekday in full."""
        return format_date(value, "EEEE", locale=self._locale)

    def day_range(self, first: date, last: date) -> str:
        """Two dates as a span, each fact said once, e.g. ``Wed 2 – Thu 3 Dec 2026``."""
        if first == last:
            return self.day(first)
        if self.language is not Language.ENGLISH:
            said = str(format_interval(first, last, "yMMMEd", locale=self._locale))
            return self._first(said.replace("\u2009", " "))  # thin spaces, which many fonts of terminals lack
        pattern = "EEE d" if (first.year, first.month) == (last.year, last.month) else "EEE d MMM"
        pattern = pattern if first.year == last.year else _ENGLISH_DAY
        return f"{format_date(first, pattern, locale=self._locale)} – {self.day(last)}"

    def instant(self, value: datetime) -> str:
        """A UTC instant to the minute, e.g. ``Tue 3 Nov 2026, 06:00 UTC``. Naive values are taken as UTC."""
        utc = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        clock = format_datetime(utc, "HH:mm", locale=self._locale)
        return f"{self.day(utc.date())}, {clock} UTC"

    def days_left(self, until: date, today: date) -> str:
        """How far a day is from today in calendar days, e.g. ``in 10 days``, ``today``, ``3 days ago``."""
        days = (until - today).days
        if days in {0, 1, -1}:
            return {0: self.tr("today"), 1: self.tr("tomorrow"), -1: self.tr("yesterday")}[days]
        if days > 0:
            return self.trn("in {n} day", "in {n} days", days)
        return self.trn("{n} day ago", "{n} days ago", -days)

    def _first(self, date_words: str) -> str:
        """The first of a month is an ordinal in French, which the patterns of CLDR leave out."""
        return _FIRST.sub("1er", date_words) if self.language is Language.FRENCH else date_words

    def listed(self, words: Iterable[str]) -> str:
        """Words joined as a sentence joins them: ``a, b and c``."""
        return format_list(list(words), locale=self._locale)

    def territory(self, code: str) -> str | None:
        """A country or a region of the world by its code (ISO 3166-1, UN M.49); None where Babel has no name."""
        found = self._locale.territories.get(code)
        return str(found) if found else None


@cache
def speech_of(language: Language | str = Language.ENGLISH) -> Speech:
    """The speech of a language. Raises ValueError for one that has no catalogue."""
    return Speech(Language(language))


def _catalogue(language: Language) -> gettext.NullTranslations:
    if language is Language.ENGLISH:
        return gettext.NullTranslations()
    path = files("monitor.knowledge").joinpath(f"locale/{language.value}/LC_MESSAGES/{DOMAIN}.mo")
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)


def _section(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = load("words")[name]
    return found
