"""Turns of phrase of letters, by language: dates and lists by Babel, sentences from ``objection_letters.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list

from monitor.knowledge import load
from monitor.knowledge.places import codes
from monitor.model import Period
from monitor.model.display import one_line


class LetterLanguage(StrEnum):
    """The languages letters are written in."""

    ENGLISH = "en"
    GERMAN = "de"
    FRENCH = "fr"

    @property
    def locale(self) -> str:
        """The locale of its dates."""
        return {"en": "en_GB", "de": "de_DE", "fr": "fr_FR"}[self.value]


@dataclass(frozen=True, slots=True)
class LetterWords:
    """The words of one language."""

    language: LetterLanguage

    def say(self, section: str, key: str, **values: str) -> str:
        """A phrase of the knowledge file, its ``{gaps}`` filled in; the values are texts, never forms."""
        phrase: str = _data()[section][key][self.language.value]
        return phrase.format_map(_Gaps(values)) if values else phrase

    def told(self, entry: Mapping[str, Any], **values: str) -> str:
        """The sentence of an entry (a ground, a question) in this language."""
        sentence: str = entry[self.language.value]
        return sentence.format_map(_Gaps(values)) if values else sentence

    def gap(self, key: str) -> str:
        """What is not known and must be filled in by hand, in square brackets."""
        return f"[{self.say('gaps', key)}]"

    def field(self, name: str | None) -> str:
        """The label of a column: a canonical field's, or the heading itself."""
        return self.say("fields", name) if name and name in _data()["fields"] else one_line(name, 120)

    def labelled(self, label: str, text: str) -> str:
        """A label and its text; French sets its colons apart."""
        return f"{label}\u00a0: {text}" if self.language is LetterLanguage.FRENCH else f"{label}: {text}"

    def joined(self, parts: Iterable[str]) -> str:
        """Parts set apart by semicolons; French sets these apart too."""
        return ("\u00a0; " if self.language is LetterLanguage.FRENCH else "; ").join(parts)

    def day(self, value: date) -> str:
        """A date in full, e.g. ``3 December 2026``, ``3. Dezember 2026``, ``3 décembre 2026``."""
        said = format_date(value, "long", locale=self.language.locale)
        first = self.language is LetterLanguage.FRENCH and value.day == 1
        return said.replace("1 ", "1er ", 1) if first else said

    def instant(self, value: datetime) -> str:
        """An instant to the minute, in UTC."""
        utc = value.astimezone(UTC)
        return f"{self.day(utc.date())}, {format_datetime(utc, 'HH:mm', locale=self.language.locale)} UTC"

    def listed(self, names: Iterable[str]) -> str:
        """Words joined as a sentence joins them."""
        return format_list(list(names), locale=self.language.locale)

    def period(self, period: Period) -> str:
        """A period as it stands after a preposition, e.g. ``30 calendar days``, ``10 Arbeitstagen``."""
        one, many = _data()["periods"][period.unit.value][self.language.value]
        return f"{period.count} {one if period.count == 1 else many}"

    def places(self, text: str) -> str:
        """The countries a text names, in this language; the text itself where none is known."""
        territories = Locale.parse(self.language.locale).territories
        names = [str(territories[code]) for code in codes(text) if code in territories]
        return self.listed(dict.fromkeys(names)) if names else text


class _Gaps(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "–"


def _data() -> Mapping[str, Any]:
    return load("objection_letters")
