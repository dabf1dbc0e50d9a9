"""Which terms a vendor's windows are counted under, and what its contract page proposes."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from monitor.alert.compose import terms_differ
from monitor.assessment import proposed_terms
from monitor.model import (
    Alert,
    ClauseOrigin,
    ClauseTerms,
    ClauseVersion,
    PlannedAlert,
    Snapshot,
    Source,
    SourceKind,
    Vendor,
)
from monitor.review.terms import Book, contradictions, core, in_words, start_of
from monitor.store import Store

Plan = Callable[[Alert, Vendor | None], PlannedAlert]


class Terms:
    """Reads and writes versions of terms.

    zone: of contracts that name none. plan: who is told that a page contradicts the terms on file; None: nobody.
    """

    def __init__(self, store: Store, zone: str = "UTC", plan: Plan | None = None) -> None:
        self._store, self.zone, self._plan = store, zone, plan

    def book(self, vendor: Vendor) -> Book:
        """Everything that is known of a vendor's terms."""
        return Book(self._store.clause_versions(vendor.id), self._store.clause_answers(vendor.id), vendor)

    def day(self, vendor: Vendor, at: datetime) -> date:
        """The date of an instant in the zone of a vendor's contract."""
        return at.astimezone(ZoneInfo(vendor.zone or self.zone)).date()

    async def of(self, vendor: Vendor, first: datetime, last: datetime) -> ClauseTerms | None:
        """The terms that applied to a change made between two instants (UTC); None where none is known."""
        return await asyncio.to_thread(self.between, vendor, first, last)

    def between(self, vendor: Vendor, first: datetime, last: datetime) -> ClauseTerms | None:
        """As ``of``, at once."""
        days = (self.day(vendor, first), self.day(vendor, last))
        return self.book(vendor).between(first, last, days)

    def learn(self, vendor: Vendor, source: Source, at: datetime) -> ClauseTerms | None:
        """Read the terms of a vendor's contract pages anew and keep them as a proposal, where they differ.

        Returns the new proposal; None where nothing new was learned. Where it contradicts what a person typed in or
        confirmed, that is told, once for the reading.
        """
        if source.kind is not SourceKind.DPA:
            return None
        snapshot = self._store.current(source.id)
        if snapshot is None:
            return None
        others = [s.id for s in vendor.sources if s.kind is SourceKind.DPA and s.id != source.id]
        known = [found for found in map(self._store.current, others) if found]
        found = proposed_terms(snapshot.listing, *(each.listing for each in known))
        book = self.book(vendor)
        last = next((v for v in reversed(book.versions) if v.origin is ClauseOrigin.PROPOSED), None)
        if found == (last.terms if last else None):
            self.compare(vendor, at)
            return None
        self._store.add_clause_version(
            vendor.id,
            found,
            ClauseOrigin.PROPOSED,
            at=at,
            valid_from=_start(snapshot),
            snapshot_id=snapshot.id,
        )
        self.compare(vendor, at)
        return found

    def compare(self, vendor: Vendor, at: datetime) -> bool:
        """Tell where the vendor's page contradicts the terms that a person gave. True where it was told just now."""
        found = self.contradiction(vendor, at)
        if found is None or self._plan is None:
            return False
        ours, version, words = found
        assert version.terms is not None
        reading = hashlib.sha256(repr((core(ours), core(version.terms))).encode()).hexdigest()[:16]
        source = next((s for s in vendor.sources if s.kind is SourceKind.DPA), None)
        alert = terms_differ(
            vendor,
            source,
            reading,
            ours=in_words(ours),
            theirs=in_words(version.terms),
            differences=words,
            quote=version.terms.quote,
            since=version.recorded_at,
            typed=self.book(vendor).typed_at(self.day(vendor, at)) is not None,
        )
        return bool(self._store.add_alerts([self._plan(alert, vendor)], at))

    def contradiction(
        self, vendor: Vendor, at: datetime
    ) -> tuple[ClauseTerms, ClauseVersion, list[str]] | None:
        """The terms a person gave, the newest reading, and where they differ; None where they do not.

        A reading that a person answered contradicts nothing any more.
        """
        book = self.book(vendor)
        reading = book.reading_at(at)
        if reading is None or reading.terms is None or book.answer_to(reading):
            return None
        confirmed = book.confirmed_at(at)
        ours = book.typed_at(self.day(vendor, at)) or (confirmed.terms if confirmed else None)
        if ours is None:
            return None
        words = contradictions(ours, reading.terms)
        return (ours, reading, words) if words else None


def _start(snapshot: Snapshot) -> datetime:
    return start_of(snapshot.previous_id is None, snapshot.first_seen_at)
