"""What a report over a period is made from: one vendor's, or everybody's (the periodic review)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from monitor.knowledge.speech import Language, Speech, speech_of
from monitor.model import Revision, SourceState
from monitor.model.record import ClauseVersion, Decision, FailureRun, Gap, Notice
from monitor.report.context import ReportContext


@dataclass(frozen=True, slots=True)
class SourcePeriod:
    """A source over the period. rows: on its list at the end of it, None where there was none to read.

    failures: runs of failed checks that touch the period.
    """

    state: SourceState
    rows: int | None
    failures: tuple[FailureRun, ...] = ()


@dataclass(frozen=True, slots=True)
class VendorPeriod:
    """A vendor over the period.

    revisions: material ones recorded in it, oldest first, each with its context. reformatted: how many others.
    decisions: made in the period, on revisions of any time. notices: received in it. terms: those in force at its end.
    """

    vendor_id: str
    vendor_name: str
    sources: tuple[SourcePeriod, ...]
    revisions: tuple[tuple[Revision, ReportContext], ...] = ()
    reformatted: int = 0
    decisions: tuple[tuple[str, Decision], ...] = ()  # public id of the revision, and the decision
    notices: tuple[Notice, ...] = ()
    terms: ClauseVersion | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The whole: ``start`` included, ``end`` not (UTC). everybody: not one vendor alone. gaps: of our own service.

    today: the date on which it is looked at. open_before: undecided revisions from before the period.
    """

    start: datetime
    end: datetime
    vendors: tuple[VendorPeriod, ...]
    everybody: bool
    generated_at: datetime
    today: date
    gaps: tuple[Gap, ...] = ()
    open_before: int = 0
    tool_version: str = ""
    language: Language = Language.ENGLISH

    @property
    def speech(self) -> Speech:
        """How things are said in the report's language."""
        return speech_of(self.language)

    @property
    def revisions(self) -> list[tuple[Revision, ReportContext]]:
        """All material revisions, oldest first."""
        found = [pair for vendor in self.vendors for pair in vendor.revisions]
        return sorted(found, key=lambda pair: (pair[0].recorded_at, pair[0].id))
