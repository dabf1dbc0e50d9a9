"""Terms confirmed, typed in or learned: the windows of undecided revisions counted anew under those that applied."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.assess.windows import WindowFactsError, compute
from monitor.engine.deciding import Deciding
from monitor.engine.notice_facts import facts_with
from monitor.engine.recomputing import Amend, Recomputed, recompute
from monitor.engine.terms import Terms
from monitor.model import ClauseTerms, Revision, RevisionHead, SourceKind, Vendor, WindowFacts
from monitor.review.decisions import BY_CALENDAR
from monitor.review.terms import in_words
from monitor.store import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of the windows of a vendor's undecided revisions.

    recounted: windows that moved. opened: public ids of revisions that had no window before.
    """

    recounted: tuple[Recomputed, ...] = ()
    opened: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether every window stands as it did."""
        return not self.recounted and not self.opened


@dataclass(frozen=True, slots=True)
class Applying:
    """Applies terms. zone: of contracts that name none; holidays: our own calendars."""

    store: Store
    terms: Terms
    deciding: Deciding
    zone: str | None = None
    holidays: Sequence[str] = ()

    def vendors(self, vendors: Iterable[Vendor], now: datetime) -> dict[str, Applied]:
        """Bring every open revision to the terms that applied to it; harmless where they are in order. By vendor.

        Where that fails for a vendor its windows stay as they are, and the log says why.
        """
        waiting = {head.vendor_id for head in self.store.open_revisions()}
        found = {}
        for vendor in vendors:
            if vendor.id not in waiting:
                continue
            try:
                found[vendor.id] = self.vendor(vendor, "the terms on file changed", now)
            except (
                Exception
            ):  # one vendor's odd facts must neither stop the service nor keep the others waiting
                log.exception("the windows of %s could not be counted anew", vendor.id)
        return {vendor_id: applied for vendor_id, applied in found.items() if not applied.nothing}

    def vendor(self, vendor: Vendor, why: str, now: datetime) -> Applied:
        """Count anew what is undecided of one vendor, and what the calendar closed. ``now``: UTC. Idempotent."""
        recounted, opened = [], []
        for head in self.store.revision_heads(vendor_id=vendor.id, limit=10_000):
            if not (head.open or head.state in BY_CALENDAR):
                continue
            known = self.store.window_facts(head.id)
            if known is None:
                opened += self._open(vendor, head, why, now)
                continue
            terms = self._terms(vendor, known)
            if terms is None:
                continue
            zone, holidays = self._place(vendor)
            if terms != known.terms:
                because = f"{why}: {in_words(terms)}" + ("" if terms.confirmed_by else " (unconfirmed)")
            elif (zone, holidays) != (known.zone, known.holidays):
                because = f"zone and holidays as configured: {zone}, {', '.join(holidays) or 'no calendar'}"
            else:
                continue
            found = recompute(
                self.store, self.deciding, head.id, self._amend(vendor, terms, head), because, now
            )
            recounted += [found] if found else []
        return Applied(tuple(recounted), tuple(opened))

    def _place(self, vendor: Vendor) -> tuple[str | None, tuple[str, ...]]:
        """The zone and the holiday calendars of a vendor's contract, as configured now."""
        return vendor.zone or self.zone, tuple(dict.fromkeys((*vendor.holidays, *self.holidays)))

    def _amend(self, vendor: Vendor, terms: ClauseTerms, head: RevisionHead) -> Amend:
        """The same facts under other terms, which may ask more of the notices, in the contract's zone of today."""
        zone, holidays = self._place(vendor)
        notices = self.store.notices(revision_id=head.id)

        def amend(facts: WindowFacts) -> WindowFacts:
            return facts_with(replace(facts, terms=terms, zone=zone, holidays=holidays), notices)

        return amend

    def _terms(self, vendor: Vendor, facts: WindowFacts) -> ClauseTerms | None:
        return self.terms.between(vendor, facts.last_unchanged or facts.first_seen, facts.first_seen)

    def _open(self, vendor: Vendor, head: RevisionHead, why: str, now: datetime) -> list[str]:
        """A revision that was found when no terms were known gets its window. None where it has none now either."""
        revision = self.store.revision(head.id)
        if revision.kind is not SourceKind.LIST or not revision.comparison.changes:
            return []
        first, last = revision.before.last_seen_at, revision.after.first_seen_at
        terms = self.terms.between(vendor, first, last)
        if terms is None:
            return []
        facts = self._facts(vendor, revision, terms, now)
        try:
            window = compute(facts)
        except WindowFactsError:
            return []  # facts that cannot be true together give no date; the revision stays without one
        because = f"{why}: {in_words(terms)}" + ("" if terms.confirmed_by else " (unconfirmed)")
        self.store.record_window(revision.id, window, facts, because, now)
        return [revision.public_id]

    def _facts(self, vendor: Vendor, revision: Revision, terms: ClauseTerms, now: datetime) -> WindowFacts:
        zone, holidays = self._place(vendor)
        before, after = revision.before.listing.published, revision.after.listing.published
        facts = WindowFacts(
            terms=terms,
            last_unchanged=min(revision.before.last_seen_at, revision.after.first_seen_at),
            first_seen=max(revision.before.last_seen_at, revision.after.first_seen_at),
            stamp_readings=after.readings,
            stamp_unchanged=after.readings == before.readings,
            zone=zone,
            holidays=holidays,
            today=now.astimezone(ZoneInfo(zone or "UTC")).date(),
        )
        return facts_with(facts, self.store.notices(revision_id=revision.id))
