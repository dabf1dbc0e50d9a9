"""What differs between two listings without meaning anything, in phrases for the record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from monitor.compare.entries import Entry
from monitor.compare.texts import bare
from monitor.model import Listing

_MOST = 40  # phrases kept; a list of thousands re-typed says no more in a thousand lines


def listing_notes(before: Listing, after: Listing, pairs: Sequence[tuple[Entry, Entry]]) -> list[str]:
    """Notes about the list as a whole: order, stamp, title. Places in the document and warnings are not looked at."""
    notes: list[str] = []
    order = [a.at for a, _ in sorted(pairs, key=lambda pair: pair[1].at)]
    if any(x > y for x, y in pairwise(order)):
        notes.append("rows in another order")
    if before.published.phrase != after.published.phrase and bare(before.published.phrase or "") != bare(
        after.published.phrase or ""
    ):
        notes.append(
            f"date on the page: {before.published.phrase or 'none'} -> {after.published.phrase or 'none'}"
        )
    if bare(before.title or "") != bare(after.title or ""):
        notes.append(f"title: {before.title or 'none'} -> {after.title or 'none'}")
    return notes


def capped(notes: Iterable[str]) -> tuple[str, ...]:
    """Each note once, and only the first of very many."""
    every = tuple(dict.fromkeys(notes))
    return every if len(every) <= _MOST else (*every[:_MOST], f"and {len(every) - _MOST} more of the kind")
