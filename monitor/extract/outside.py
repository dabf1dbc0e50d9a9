"""What stands outside the rows and belongs to each of them: the place in the heading or the sentence above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from monitor.extract.phrases import says
from monitor.knowledge.places import find_places, is_place_text
from monitor.model import Field, Row

_PLACES = (Field.LOCATION, Field.CORPORATE_LOCATION)
_SENTENCE = re.compile(r"(?<=[.!?。])\s+|\n")


def with_places(rows: Sequence[Row], headings: Sequence[str], intro: str | None) -> list[Row]:
    """The rows, each with the place its section, heading or introduction names, where no row gives any."""
    if any(which in row.fields for row in rows for which in _PLACES):
        return list(rows)
    common = _named(intro or "", sentence=True) or (_named(headings[-1]) if headings else None)
    placed = []
    for row in rows:
        where = (_named(row.group) if row.group else None) or common
        placed.append(replace(row, fields={**row.fields, Field.LOCATION: where}) if where else row)
    return placed


def _named(text: str, *, sentence: bool = False) -> str | None:
    """The places a heading consists of, or that a sentence says the entries are in; as written."""
    if not text or len(text) > 1500:
        return None
    if not sentence and len(text) < 60 and is_place_text(text) >= 0.75:
        return _labels(text)
    last = [part for part in _SENTENCE.split(text) if part.strip()][-1:]
    if last and len(last[0]) < 300 and says("place_sentence", last[0]):
        return _labels(last[0])
    return None


def _labels(text: str) -> str | None:
    found = sorted(find_places(text), key=lambda place: place.span)
    return ", ".join(dict.fromkeys(place.label for place in found)) or None
