"""What a confirmed change means: clause changes joined in, severity judged, the window computed.

Brings the rooms ``compare`` and ``assess`` together for ``monitor/check.py`` and for replays; writes nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.assess.clauses import compare_clauses, explained_by, propose, read_clauses
from monitor.assess.counting import WorkWeek
from monitor.assess.facts import JudgeContext
from monitor.assess.policy import Policy
from monitor.assess.severity import judge, overall
from monitor.assess.windows import compute
from monitor.assess.windows_words import Flag
from monitor.model import (
    ClauseTerms,
    CompareOutcome,
    Comparison,
    Judgement,
    Listing,
    Revision,
    Severity,
    Snapshot,
    Source,
    SourceKind,
    Vendor,
    Window,
    WindowFacts,
)

# The terms of a vendor that applied to a change made between two instants (UTC): typed in or confirmed by a person,
# else proposed by the parser, else None.
TermsOf = Callable[[Vendor, datetime, datetime], Awaitable[ClauseTerms | None]]
# The facts of a change about to be recorded, with what was on record of it before: notices that waited for their page.
Informed = Callable[[Revision, WindowFacts], Awaitable[WindowFacts]]


async def _as_seen(_revision: Revision, facts: WindowFacts) -> WindowFacts:
    return facts


@dataclass(frozen=True, slots=True)
class Assessed:
    """A change with its meaning. ``window`` is None where the change starts no objection period (prose)."""

    comparison: Comparison
    judgements: tuple[Judgement, ...]
    severity: Severity
    terms: ClauseTerms | None
    window: Window | None
    facts: WindowFacts | None = None


@dataclass(frozen=True, slots=True)
class Assessor:
    """Judges changes. ``zone``: IANA zone of contracts that name none; ``holidays``: our own calendars.

    informed: adds what is on record of a change already, so that its first alert bears the date that holds.
    """

    terms_of: TermsOf
    policy: Policy
    zone: str | None = None
    holidays: tuple[str, ...] = ()
    informed: Informed = _as_seen

    async def assess(
        self,
        vendor: Vendor,
        source: Source,
        before: Snapshot,
        after: Listing,
        comparison: Comparison,
        *,
        first_seen: datetime,
        at: datetime,
    ) -> Assessed:
        """Severity, reasons and window of a confirmed change. ``first_seen``, ``at``: UTC."""
        terms, facts, window = None, None, None
        if source.kind is SourceKind.LIST:
            terms = await self.terms_of(vendor, before.last_seen_at, first_seen)
            if terms:
                facts = self._facts(vendor, terms, before, after, first_seen=first_seen, at=at)
                coming = _to_be_recorded(vendor, source, terms, before, after, comparison, first_seen, at)
                facts = await self.informed(coming, facts)
                window = compute(facts)
        else:
            comparison = with_clauses(comparison, before.listing, after)
        judgements = judge(comparison, self.context(vendor, window, self._today(vendor, at)))
        return Assessed(comparison, judgements, overall(judgements), terms, window, facts)

    def context(
        self, vendor: Vendor, window: Window | None, today: date, *, undecided: bool = True
    ) -> JudgeContext:
        """What severity depends on beyond the change itself, on a given day in the contract's zone."""
        first = [d for d in (window.deadline.earliest, window.engagement_earliest) if d] if window else []
        return JudgeContext(
            vendor=vendor,
            policy=self.policy,
            on=today,
            business_days_left=business_days(today, min(first)) if first else None,
            undecided=undecided,
            wide_bounds=bool(window and Flag.WIDE_BOUNDS in window.flags),
        )

    def _today(self, vendor: Vendor, at: datetime) -> date:
        return at.astimezone(ZoneInfo(vendor.zone or self.zone or "UTC")).date()

    def _facts(
        self,
        vendor: Vendor,
        terms: ClauseTerms,
        before: Snapshot,
        after: Listing,
        *,
        first_seen: datetime,
        at: datetime,
    ) -> WindowFacts:
        return WindowFacts(
            terms=terms,
            # A clock that was set back in between turns the two around; the span is the same.
            last_unchanged=min(before.last_seen_at, first_seen),
            first_seen=max(before.last_seen_at, first_seen),
            stamp_readings=after.published.readings,
            # A date that stood there before the change says nothing about the change.
            stamp_unchanged=after.published.readings == before.listing.published.readings,
            zone=vendor.zone or self.zone,
            holidays=tuple(dict.fromkeys((*vendor.holidays, *self.holidays))),
            today=self._today(vendor, at),
        )


def _to_be_recorded(
    vendor: Vendor,
    source: Source,
    terms: ClauseTerms,
    before: Snapshot,
    after: Listing,
    comparison: Comparison,
    first_seen: datetime,
    at: datetime,
) -> Revision:
    """The revision as it will be, as far as it is known before it is judged; it has no number yet."""
    return Revision(
        id=0,
        public_id="",
        source_id=source.id,
        vendor_id=vendor.id,
        vendor_name=vendor.name,
        source_url=source.url,
        kind=source.kind,
        comparison=comparison,
        judgements=(),
        severity=Severity.INFO,
        window=None,
        terms=terms,
        before=before,
        after=replace(before, listing=after, first_seen_at=first_seen, last_seen_at=at),
        recorded_at=at,
    )


def business_days(today: date, day: date) -> int:
    """Business days from ``today`` (not counted) to ``day`` (counted), weekends skipped; negative once it is past."""
    if day < today:
        return -max(1, business_days(day, today))
    week, count = WorkWeek(), 0
    while today < day:
        today += timedelta(days=1)
        count += week.is_working(today)
    return count


def with_clauses(comparison: Comparison, before: Listing, after: Listing) -> Comparison:
    """The comparison of two contracts, led by what became of their notice and objection terms.

    A paragraph whose only edit is such a term is told by the term alone; the report's text still shows its words.
    """
    clauses = compare_clauses(
        read_clauses(before.paragraphs, language=before.language),
        read_clauses(after.paragraphs, language=after.language),
    )
    if not clauses:
        return comparison
    language = after.language or before.language
    others = (c for c in comparison.changes if not explained_by(c, clauses, language=language))
    return replace(comparison, outcome=CompareOutcome.CHANGED, changes=(*clauses, *others))


def proposed_terms(*contracts: Listing) -> ClauseTerms | None:
    """The terms a parser reads from a contract's documents: a proposal, to be confirmed by a person.

    Of several documents the shortest reading of each period is taken, and what contradicts it is named.
    """
    read = [read_clauses(contract.paragraphs, language=contract.language) for contract in contracts]
    return propose([clause for clauses in read for clause in clauses])


__all__ = ["Assessed", "Assessor", "TermsOf", "proposed_terms", "with_clauses"]
