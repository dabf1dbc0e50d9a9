"""The language a listing is in: as stated, else as its words tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from monitor.knowledge.languages import guess_language
from monitor.model import Field, Listing

Language = Callable[[], str]

# Fields that read alike in all languages, or nearly: names, codes ("DE" is no German word), places, terms of art.
NO_SENTENCES = frozenset(
    {
        Field.NAME, Field.LEGAL_NAME, Field.LEGAL_ADDRESS, Field.WEBSITE, Field.CONTACT, Field.REGISTRATION,
        Field.LOCATION, Field.CORPORATE_LOCATION, Field.TRANSFER_MECHANISM, Field.PRODUCTS, Field.DATE_ADDED,
    }
)  # fmt: skip


def language_of(listing: Listing) -> str | None:
    """The primary language subtag, e.g. ``de``; None where the page does not say and its words do not tell."""
    stated = (listing.language or "").replace("_", "-").split("-")[0].lower()
    return stated or guess_language(_texts(listing))


def other_language(before: Listing, after: Listing) -> tuple[str, str] | None:
    """The languages of two listings where they differ, by what is stated or by their words; else None.

    Pages are known to state one language over words of another, so either may tell.
    """
    for tell in (language_of, _by_words):
        old, new = tell(before), tell(after)
        if old and new and old != new:
            return old, new
    return None


def _by_words(listing: Listing) -> str | None:
    return guess_language(_texts(listing))


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
        yield from (text for f, text in row.fields.items() if f not in NO_SENTENCES)
