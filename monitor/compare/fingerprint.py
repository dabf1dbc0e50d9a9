"""A listing's matter as one short text: equal for listings that differ only in form."""

from __future__ import annotations

import hashlib
import json

from monitor.compare.entries import entries_of
from monitor.compare.texts import bare, items
from monitor.model import Listing


def fingerprint(listing: Listing) -> str:
    """Lower-case hexadecimal SHA-256 of what a listing says: rows and paragraphs, in whatever order they stand.

    Places in the document, links, stamps, titles and warnings do not count, nor do case, punctuation and white space.
    """
    rows = sorted(
        [entry.written, entry.group, sorted([column, items(text)] for column, text in entry.cells.items())]
        for entry in entries_of(listing)
    )
    paragraphs = sorted(bare(paragraph.text) for paragraph in listing.paragraphs)
    told = [listing.verdict.value, listing.reason.value if listing.reason else None, rows, paragraphs]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8")).hexdigest()
