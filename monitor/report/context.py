"""What a report needs beside the revision; gathered by whoever asks for one. All of it may be absent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from monitor.model import Vendor
from monitor.model.record import ClauseVersion, Decision, FailureRun, Gap, Notice


class ReportFormat(StrEnum):
    """The forms a report comes in."""

    HTML = "html"
    MARKDOWN = "md"
    JSON = "json"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class ReportContext:
    """The surroundings of a revision.

    generated_at: UTC. today: the date marked on the time line, in the contract's zone.
    vendor: for products, owner and tier. clause_version: where the terms came from and which version they are.
    decisions, notices: the log, oldest first. failures, gaps: of the time between the two snapshots.
    text_before, text_after: the documents' own text, for the plain text diff. letter: the draft objection.
    report_url, decide_url: where the report and the decision page live. tool_version: ours.
    """

    generated_at: datetime
    today: date
    vendor: Vendor | None = None
    clause_version: ClauseVersion | None = None
    decisions: tuple[Decision, ...] = ()
    notices: tuple[Notice, ...] = ()
    failures: tuple[FailureRun, ...] = ()
    gaps: tuple[Gap, ...] = ()
    text_before: str | None = None
    text_after: str | None = None
    letter: str | None = None
    report_url: str | None = None
    decide_url: str | None = None
    tool_version: str = ""
