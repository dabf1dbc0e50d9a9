"""The tables, one file per subject. ``METADATA`` is what the migrations are checked against."""

from monitor.store.tables.base import Base, table
from monitor.store.tables.clauses import ClauseAnswerRow
from monitor.store.tables.evidence import (
    BodyRow,
    CaptureRow,
    ChainHeadRow,
    ContentRow,
    EventRow,
    FailureRunRow,
    GapRow,
    PictureRow,
    ReadingRow,
    RevisionRow,
    SnapshotRow,
    WatchChangeRow,
    WindowRow,
)
from monitor.store.tables.letters import LetterRow, NoticeUnlinkRow
from monitor.store.tables.outbox import AlertRow, AttemptRow, DeliveryRow, ReminderRow
from monitor.store.tables.proof import CheckpointRow, JourneyRow, WitnessRow
from monitor.store.tables.review import (
    BaselineApprovalRow,
    ClauseVersionRow,
    DecisionRow,
    NameRulingRow,
    NoticeLinkRow,
    NoticeRow,
)
from monitor.store.tables.watch import CandidateRow, HeartbeatRow, SourceRow, VendorRow

METADATA = Base.metadata

__all__ = [
    "METADATA",
    "AlertRow",
    "AttemptRow",
    "Base",
    "BaselineApprovalRow",
    "BodyRow",
    "CandidateRow",
    "CaptureRow",
    "ChainHeadRow",
    "CheckpointRow",
    "ClauseAnswerRow",
    "ClauseVersionRow",
    "ContentRow",
    "DecisionRow",
    "DeliveryRow",
    "EventRow",
    "FailureRunRow",
    "GapRow",
    "HeartbeatRow",
    "JourneyRow",
    "LetterRow",
    "NameRulingRow",
    "NoticeLinkRow",
    "NoticeRow",
    "NoticeUnlinkRow",
    "PictureRow",
    "ReadingRow",
    "ReminderRow",
    "RevisionRow",
    "SnapshotRow",
    "SourceRow",
    "VendorRow",
    "WatchChangeRow",
    "WindowRow",
    "WitnessRow",
    "table",
]
