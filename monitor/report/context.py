"""What a report needs beside the revision; gathered by whoever asks for one. All of it may be absent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from monitor.knowledge.speech import Language, Speech, speech_of
from monitor.model import Comparison, Snapshot, Vendor
from monitor.model.record import ClauseVersion, Decision, FailureRun, Gap, NextStep, Notice


class ReportFormat(StrEnum):
    """The forms a report comes in. ``pdf`` and ``docx`` are bytes, the others text."""

    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    MARKDOWN = "md"
    JSON = "json"
    CSV = "csv"

    @property
    def media_type(self) -> str:
        """Its media type."""
        return _MEDIA[self.value]


_MEDIA = {
    "html": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown",
    "json": "application/json",
    "csv": "text/csv",
}


class MissingExtraError(RuntimeError):
    """A form of report needs a package that is not installed; the message says which, and how to install it."""


@dataclass(frozen=True, slots=True)
class Original:
    """A captured document as inert text. ``size``: bytes as captured; ``address``: where the whole stands, if anywhere.

    text: None where the document is no text (a PDF, a spreadsheet).
    """

    text: str | None
    size: int
    media_type: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class ApprovedBaseline:
    """The snapshot that was approved last, and how the list as it stands now differs from it.

    ``approved_at`` (UTC), ``approved_by`` and ``why`` are empty where they are not at hand.
    """

    snapshot: Snapshot
    comparison: Comparison
    approved_by: str = ""
    approved_at: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ReportContext:
    """The surroundings of a revision.

    generated_at: UTC. today: the date marked on the time line, in the contract's zone.
    vendor: for products, owner and tier. clause_version: where the terms came from and which version they are.
    decisions, notices: the log, oldest first. failures, gaps: of the time between the two snapshots.
    text_before, text_after: the documents' own text, for the plain text diff. letter: the draft objection.
    letter_before: when it was drafted, where the window was counted anew after that; None where the draft still holds.
    original_before, original_after: the captures behind the snapshots. baseline: the approved one, if there is one.
    next_steps: what may be decided, as the revision stands. findings: what does not fit together, a sentence each.
    report_url: where the report lives. tool_version: ours. language: of the report; what a document says is never
    translated.
    """

    generated_at: datetime
    today: date
    vendor: Vendor | None = None
    clause_version: ClauseVersion | None = None
    decisions: tuple[Decision, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
    notices: tuple[Notice, ...] = ()
    failures: tuple[FailureRun, ...] = ()
    gaps: tuple[Gap, ...] = ()
    text_before: str | None = None
    text_after: str | None = None
    original_before: Original | None = None
    original_after: Original | None = None
    baseline: ApprovedBaseline | None = None
    findings: tuple[str, ...] = ()
    letter: str | None = None
    letter_before: datetime | None = None
    report_url: str | None = None
    tool_version: str = ""
    language: Language = Language.ENGLISH

    @property
    def speech(self) -> Speech:
        """How things are said in the report's language."""
        return speech_of(self.language)
