"""Places that have no column of their own: in brackets behind the names, in the heading or the sentence above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from monitor.extract.contents import has_legal_form, is_other_abbreviation
from monitor.extract.phrases import says
from monitor.knowledge.places import find_places, is_place_text
from monitor.model import Field, Row

_PLACES = (Field.LOCATION, Field.CORPORATE_LOCATION)
_BEHIND = re.compile(r"^(?P<name>[^()]{2,100}?)\s*\((?P<place>[^()]{2,60})\)$")
_AFTER_COMMA = re.compile(r"^(?P<name>.{2,100}?),\s+(?P<place>[^,()]{2,40})$")
_SENTENCE = re.compile(r"(?<=[.!?。])\s+|\n")


def with_places(rows: Sequence[Row], headings: Sequence[str], intro: str | None) -> list[Row]:
    """The rows, each with the place behind its name or that its section, heading or introduction names, where no row
    gives any."""
    if any(which in row.fields for row in rows for which in _PLACES):
        return list(rows)
    if (own := _behind_names(rows)) is not None:
        return own
    common = _named(intro or "", sentence=True) or (_named(headings[-1]) if headings else None)
    placed = []
    for row in rows:
        where = (_named(row.group) if row.group else None) or common
        placed.append(replace(row, fields={**row.fields, Field.LOCATION: where}) if where else row)
    return placed


def _behind_names(rows: Sequence[Row]) -> list[Row] | None:
    """ "Contoso Inc. (USA)", "Contoso Inc., USA" in nearly every row: the place told apart. One such name alone may be
    the company's."""
    if len(rows) < 2:
        return None
    found = [_BEHIND.match(row.name) or _behind_form(row.name) for row in rows]
    sure = [match if match and _is_place(match["place"]) else None for match in found]
    if sum(1 for match in sure if match) * 5 < len(rows) * 4:
        return None
    return [
        replace(row, fields={**row.fields, Field.NAME: match["name"], Field.LOCATION: match["place"]})
        if match
        else row
        for row, match in zip(rows, sure, strict=True)
    ]


def _behind_form(name: str) -> re.Match[str] | None:
    match = _AFTER_COMMA.match(name)
    return match if match and has_legal_form(match["name"]) else None


def _is_place(text: str) -> bool:
    return is_place_text(text) >= 0.9 and not is_other_abbreviation(text)


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
