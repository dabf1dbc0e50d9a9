"""Which of our vendors use a company: since when, for what, where, and by what evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from monitor.knowledge.links import registrable_domain
from monitor.knowledge.names import normalise_name
from monitor.knowledge.organisations import Asked, Identity, asked_for, identity, why_the_same
from monitor.model import NameRuling, Row, Snapshot, SourceKind, SourceState
from monitor.store import Store

_NEAR = 72.0  # likeness (0 to 100) from which on a name is suggested
_SUGGESTED = 5


@dataclass(frozen=True, slots=True)
class Use:
    """One entry of one vendor's list that is about the company asked for.

    row: as last read. why: why it is that company. since: first seen on the list (UTC); since_first_look: it already
    stood there when the list was first looked at. until: first seen without it; None while it stands there.
    snapshot: the evidence, the last one that shows it. last_seen_at: when that was last seen to hold.
    """

    vendor_id: str
    vendor_name: str
    source_id: str
    url: str
    row: Row
    why: str
    since: datetime
    since_first_look: bool
    until: datetime | None
    snapshot: Snapshot
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Who:
    """The answer. lists: how many were looked at.

    near: names that come close and were not counted; where something was found, those that hold the words asked for.
    """

    asked: Asked
    uses: tuple[Use, ...]
    lists: int
    near: tuple[str, ...] = ()

    @property
    def vendors(self) -> tuple[str, ...]:
        """The vendors that use it now, by name, each once."""
        return tuple(dict.fromkeys(use.vendor_name for use in self.uses if use.until is None))


def who(store: Store, name: str, *, past: bool = False, rulings: Sequence[NameRuling] | None = None) -> Who:
    """Who uses a company, by every list as it was last seen; ``past``: also who once did.

    The listings of all sources are gone through, one at a time.
    """
    rulings = store.name_rulings() if rulings is None else rulings
    states = [s for s in store.source_states() if s.kind is SourceKind.LIST and s.snapshot_id is not None]
    identities: dict[str, set[Identity]] = {}
    names: dict[str, None] = {}
    for state in states:
        current = store.current(state.source_id)
        rows = current.listing.rows if current else ()
        identities[state.source_id] = {_identity(row, state.url) for row in rows}
        names.update(dict.fromkeys(row.name for row in rows))
    asked = asked_for(name, (one for several in identities.values() for one in several), rulings)
    uses: list[Use] = []
    for state in states:
        if past or any(why_the_same(asked, one) for one in identities[state.source_id]):
            uses += _uses(asked, state, store.snapshots(state.source_id), past=past)
    uses.sort(
        key=lambda use: (use.until is not None, use.vendor_name.casefold(), use.source_id, use.row.name)
    )
    judged = {use.row.name for use in uses} | {
        other for ruling in asked.apart.values() for other in (ruling.name, ruling.other)
    }
    near = _holding(name, (n for n in names if n not in judged)) if uses else _near(name, names)
    return Who(asked, tuple(uses), len(states), tuple(near))


def _identity(row: Row, page: str) -> Identity:
    return identity(row, not_its_own=_own_domain(page))


@lru_cache(maxsize=1024)
def _own_domain(page: str) -> frozenset[str]:
    domain = registrable_domain(page)
    return frozenset((domain,)) if domain else frozenset()


def _uses(asked: Asked, state: SourceState, snapshots: Sequence[Snapshot], *, past: bool) -> Iterator[Use]:
    """Every stretch of time in which an entry of a name stood on a list, from the list's snapshots, oldest first."""
    standing: dict[str, Use] = {}
    for number, snapshot in enumerate(snapshots):
        here: dict[str, Use] = {}
        for row in snapshot.listing.rows:
            why = why_the_same(asked, _identity(row, state.url))
            if why is None:
                continue
            key = _key(row, here)
            known = standing.get(key)
            here[key] = Use(
                state.vendor_id,
                state.vendor_name,
                state.source_id,
                snapshot.final_url or state.url,
                row,
                why,
                known.since if known else snapshot.first_seen_at,
                known.since_first_look if known else number == 0,
                None,
                snapshot,
                snapshot.last_seen_at,
            )
        if past:
            gone = (use for key, use in standing.items() if key not in here)
            yield from (replace(use, until=snapshot.first_seen_at) for use in gone)
        standing = here
    yield from standing.values()


def _key(row: Row, taken: Iterable[str]) -> str:
    """Rows of one name are told apart by their number among them."""
    name, number = row.name.casefold(), 1
    while f"{name} {number}" in taken:
        number += 1
    return f"{name} {number}"


def _holding(name: str, names: Iterable[str]) -> list[str]:
    """Names that hold the words asked for, and may be another company of the group: a person judges."""
    asked = f" {normalise_name(name).brand} "
    return [written for written in names if asked in f" {normalise_name(written).brand} "][:_SUGGESTED]


def _near(name: str, names: Iterable[str]) -> list[str]:
    """Names on our lists that come close, the closest first."""
    from rapidfuzz import fuzz, process

    by_brand: dict[str, str] = {}
    for written in names:
        key = normalise_name(written)
        for brand in (key.brand, *key.aliases):
            by_brand.setdefault(brand, written)
    asked = normalise_name(name).brand
    found = process.extract(
        asked, list(by_brand), scorer=fuzz.WRatio, score_cutoff=_NEAR, limit=2 * _SUGGESTED
    )
    return list(dict.fromkeys(by_brand[brand] for brand, _, _ in found))[:_SUGGESTED]
