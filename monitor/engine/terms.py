"""Which terms a vendor's windows are counted under, and what its contract page proposes."""

from __future__ import annotations

import asyncio
from datetime import datetime

from monitor.assessment import proposed_terms
from monitor.model import ClauseOrigin, ClauseTerms, Source, SourceKind, Vendor
from monitor.store import Store


class Terms:
    """Reads and writes versions of terms."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, vendor: Vendor) -> ClauseTerms | None:
        """Terms typed in or confirmed by a person, newest first; else the newest proposal; None where none is known."""
        if vendor.terms is not None:
            return vendor.terms
        versions = await asyncio.to_thread(self._store.clause_versions, vendor.id)
        for origin in (ClauseOrigin.CONFIRMED, ClauseOrigin.PROPOSED):
            latest = next((v for v in reversed(versions) if v.origin is origin), None)
            if latest and latest.terms is not None:
                return latest.terms
        return None

    def learn(self, vendor: Vendor, source: Source, at: datetime) -> ClauseTerms | None:
        """Read the terms of a contract page anew and keep them as a proposal, where they differ from the last one.

        Returns the new proposal; None where nothing new was learned.
        """
        if source.kind is not SourceKind.DPA:
            return None
        snapshot = self._store.current(source.id)
        if snapshot is None:
            return None
        found = proposed_terms(snapshot.listing)
        versions = self._store.clause_versions(vendor.id)
        last = next((v for v in reversed(versions) if v.origin is ClauseOrigin.PROPOSED), None)
        if found == (last.terms if last else None):
            return None
        self._store.add_clause_version(
            vendor.id, found, ClauseOrigin.PROPOSED, at=at, snapshot_id=snapshot.id
        )
        return found
