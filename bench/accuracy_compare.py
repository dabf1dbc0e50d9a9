"""Comparing an answer with what was read: what counts as the same, and which row belongs to which."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

Json = Mapping[str, Any]
_QUOTES = dict.fromkeys("’‘", "'") | dict.fromkeys("“”„«»", '"') | dict.fromkeys("–—‑‐−", "-")
_GONE = dict.fromkeys("\u00ad\u200b\ufeff", "")
_TYPOGRAPHY = str.maketrans({**_QUOTES, **_GONE, "\u00a0": " ", "…": "..."})
# Columns that hold two things, or a page's word for the seat: either key is an answer.
SAME_PLACE = ("location", "corporate_location", "legal_address")


def same_form(text: object) -> str:
    """A text as answers are compared: case, white space, typography and trailing punctuation do not count."""
    plain = unicodedata.normalize("NFKC", str(text)).translate(_TYPOGRAPHY).casefold()
    plain = re.sub(r"[*`_•]+", " ", plain)
    plain = re.sub(r"^https?://(?:www\.)?|/$", "", plain.strip())
    return re.sub(r"[\s.,;:*†‡]+$", "", " ".join(plain.split()))


def squeezed(text: object) -> str:
    """Without any white space or punctuation: lines joined in other ways are the same."""
    return re.sub(r"[\W_]+", "", same_form(text))


def same(expected: object, found: object) -> bool:
    """Whether two cells say the same."""
    return same_form(expected) == same_form(found) or squeezed(expected) == squeezed(found)


def match_rows(expected: Sequence[Json], found: Sequence[Json]) -> list[tuple[int, int]]:
    """Pairs (expected, found) of rows with the same name; of several the one with the most equal cells."""
    pairs: list[tuple[int, int]] = []
    free = set(range(len(found)))
    names = [squeezed(row.get("name", "")) for row in found]
    for index, row in enumerate(expected):
        name = squeezed(row.get("name", ""))
        options = [i for i in free if names[i] == name]
        if not options:
            options = [i for i in free if name and squeezed(_legal_in(found[i])) == name]
        if not options:
            continue
        best = max(options, key=lambda i: (_equal_cells(row, found[i]), -i))
        free.discard(best)
        pairs.append((index, best))
    return pairs


def _legal_in(row: Json) -> str:
    return f"{row.get('name', '')} {row.get('legal_name', '')}"


def _equal_cells(expected: Json, found: Json) -> int:
    return sum(1 for key, value in expected.items() if key != "name" and cell_right(key, value, found))


def cell_right(key: str, value: object, found: Json) -> bool:
    """Whether the answer's cell stands in the row as read: under its key, or among the other columns."""
    if key in found and same(value, found[key]):
        return True
    if key in SAME_PLACE and any(k in found and same(value, found[k]) for k in SAME_PLACE):
        return True
    other = found.get("other", {})
    if key not in ("name", "purpose", "location") and any(same(value, text) for text in other.values()):
        return True
    if key in ("website", "dpa_url", "privacy_url", "contact"):
        links = found.get("links", ())
        return any(same(value, link["href"]) or same(value, link["text"]) for link in links)
    if key == "purpose" and "purpose" not in found:
        return any(same(value, text) for text in other.values())
    return False
