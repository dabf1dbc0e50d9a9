"""The language a listing is in: as stated, else as its words tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from monitor.knowledge.languages import guess_language
from monitor.model import Field, Listing

Language = Callable[[], str]

# Fields that hold names and codes, in no language.
_NO_SENTENCES = frozenset(
    {Field.NAME, Field.LEGAL_NAME, Field.LEGAL_ADDRESS, Field.WEBSITE, Field.CONTACT, Field.REGISTRATION}
)


def language_of(listing: Listing) -> str | None:
    """The primary language subtag, e.g. ``de``; None where the page does not say and its words do not tell."""
    stated = (listing.language or "").replace("_", "-").split("-")[0].lower()
    return stated or guess_language(_texts(listing))


def shared_language(before: Listing, after: Listing) -> Language:
    """The language both are in, found out when first asked for: English where neither tells, "" where they differ."""

    @cache
    def told() -> str:
        languages = {language for listing in (before, after) if (language := language_of(listing))}
        return (languages.pop() if languages else "en") if len(languages) < 2 else ""

    return told


def _texts(listing: Listing) -> Iterable[str]:
    yield from (column.heading for column in listing.columns)
    yield from (paragraph.text for paragraph in listing.paragraphs)
    for row in listing.rows:
        yield from (text for f, text in row.fields.items() if f not in _NO_SENTENCES)
