"""Places in the eyes of a transfer regime (``adequacy.yaml``): from home ground to nobody knows where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from monitor.knowledge import load
from monitor.knowledge.places import Place, find_places
from monitor.model import Field, GeoClass, Row


class Regime(StrEnum):
    """Whose law of transfers applies to us. For both, ``GeoClass.EEA`` means the regime's own territory."""

    EU = "eu"
    UK = "uk"


class _Table(NamedTuple):
    home: frozenset[str]
    adequate: Mapping[str, Mapping[str, Any]]
    conditional: Mapping[str, Mapping[str, Any]]
    regions: Mapping[str, GeoClass]


class RowPlaces(NamedTuple):
    """Where a row says that data is, and how we know.

    field: the field the places were read from, None where the row gives none at all.
    text: the words. codes: of the places, each once, in order. geo: the worst of them.
    """

    field: Field | None
    text: str
    codes: tuple[str, ...]
    geo: GeoClass


# Where data is processed comes first; where a row is silent on it, the company's seat is all there is to go by.
_PLACE_FIELDS = (Field.LOCATION, Field.CORPORATE_LOCATION, Field.LEGAL_ADDRESS)


@cache
def _table(regime: Regime) -> _Table:
    data = load("adequacy")
    own = data["regimes"][regime.value]
    regions = {code: GeoClass(word) for code, word in {**data["regions"], **own["regions"]}.items()}
    return _Table(frozenset(own["home"]), own["adequate"], own["conditional"], regions)


def _in_force(decision: Mapping[str, Any], on: date | None) -> bool:
    if on is None:
        return True
    until: date | None = decision.get("until")
    since: date = decision["since"]
    return since <= on and (until is None or on <= until)


def class_of(code: str, regime: Regime | str = Regime.EU, on: date | None = None) -> GeoClass:
    """The class of one place. ``on``: the day whose decisions count; None means all that the file lists."""
    table = _table(Regime(regime))
    if code in table.home:
        return GeoClass.EEA
    if code in table.adequate and _in_force(table.adequate[code], on):
        return GeoClass.ADEQUATE
    if code in table.conditional and _in_force(table.conditional[code], on):
        return GeoClass.CONDITIONAL
    # A two-letter code we do not list is a country without a decision.
    return table.regions.get(code, GeoClass.THIRD if len(code) == 2 else GeoClass.UNKNOWN)


def geo_class(places: Iterable[Place], regime: Regime | str = Regime.EU, on: date | None = None) -> GeoClass:
    """The worst class of the places; no place at all is unknown (a bare address, "See Meta", an empty cell)."""
    classes = [class_of(place.code, regime, on) for place in places]
    return max(classes, key=lambda each: each.rank, default=GeoClass.UNKNOWN)


def row_places(row: Row | None, regime: Regime | str = Regime.EU, on: date | None = None) -> RowPlaces:
    """Where a row's data is: from its location, else from the seat or address of the company."""
    if row is None:
        return RowPlaces(None, "", (), GeoClass.UNKNOWN)
    for field in _PLACE_FIELDS:
        text = row.get(field)
        if not text:
            continue
        places = find_places(text)
        if places or field is Field.LOCATION:
            codes = tuple(dict.fromkeys(place.code for place in places))
            return RowPlaces(field, text, codes, geo_class(places, regime, on))
    return RowPlaces(None, "", (), GeoClass.UNKNOWN)


def condition_of(code: str, regime: Regime | str = Regime.EU) -> str | None:
    """On what an adequacy decision for a place depends, in words; None where there is no such condition."""
    decision = _table(Regime(regime)).conditional.get(code)
    return str(decision["condition"]) if decision else None
