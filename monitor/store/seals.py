"""Which columns of which rows each kind of event seals.

A row whose columns are filled in two steps (a snapshot opens, later closes) has one kind for each step.
What is not here is not proven by a link of its own: configuration, states that repeat a sealed row, queues, the
moving end of the span of a source's current snapshot, and the newest capture of it until the snapshot closes. The last
two are sealed together from time to time: see ``monitor.store.checkpoints``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from sqlalchemy import Column, Table

from monitor.store import tables as t


class EventKind(StrEnum):
    """What happened, in the past tense."""

    SOURCE_WATCHED = "source_watched"
    CAPTURE_KEPT = "capture_kept"
    PICTURE_KEPT = "picture_kept"
    JOURNEY_KEPT = "journey_kept"
    SNAPSHOT_OPENED = "snapshot_opened"
    SNAPSHOT_CLOSED = "snapshot_closed"
    SNAPSHOT_REREAD = "snapshot_reread"
    REVISION_RECORDED = "revision_recorded"
    WINDOW_COMPUTED = "window_computed"
    FAILURE_BEGAN = "failure_began"
    FAILURE_ENDED = "failure_ended"
    GAP_RECORDED = "gap_recorded"
    ALERT_WRITTEN = "alert_written"
    DELIVERY_TRIED = "delivery_tried"
    DECISION_MADE = "decision_made"
    NOTICE_LOGGED = "notice_logged"
    NOTICE_LINKED = "notice_linked"
    NOTICE_UNLINKED = "notice_unlinked"
    LETTER_DRAFTED = "letter_drafted"
    CLAUSE_RECORDED = "clause_recorded"
    CLAUSE_ANSWERED = "clause_answered"
    BASELINE_APPROVED = "baseline_approved"
    NAME_RULED = "name_ruled"
    SPANS_SEALED = "spans_sealed"
    CHAIN_WITNESSED = "chain_witnessed"


@dataclass(frozen=True)
class Seal:
    """The columns of a table that one kind of event covers, and the column that says the step was reached.

    reached: None where the row's mere existence says so. demanded: False where a row may be without its event
    (a capture that may still be replaced).
    """

    model: type[t.Base]
    names: tuple[str, ...]
    reached: str | None = None
    demanded: bool = True

    @cached_property
    def table(self) -> Table:
        """The Core table."""
        return t.table(self.model)

    @cached_property
    def key(self) -> Column[Any]:
        """Its primary key; its value as text is the event's subject."""
        return next(iter(self.table.primary_key.columns))

    @cached_property
    def columns(self) -> tuple[Column[Any], ...]:
        """The columns covered."""
        return tuple(self.table.c[name] for name in self.names)


def _all(model: type[t.Base], *without: str) -> tuple[str, ...]:
    return tuple(c.name for c in t.table(model).columns if c.name not in without)


_MOVING = ("read_as_sha256", "read_by")  # under each newer extraction; readings are sealed by themselves
_CLOSING = ("last_seen_at", "last_seen_grade", "last_capture_id")
_ENDING = ("last_at", "last_detail", "count", "closed_at")

SEALS: dict[EventKind, Seal] = {
    EventKind.SOURCE_WATCHED: Seal(t.WatchChangeRow, _all(t.WatchChangeRow)),
    EventKind.CAPTURE_KEPT: Seal(t.CaptureRow, _all(t.CaptureRow), demanded=False),
    EventKind.PICTURE_KEPT: Seal(t.PictureRow, _all(t.PictureRow), demanded=False),
    EventKind.JOURNEY_KEPT: Seal(t.JourneyRow, _all(t.JourneyRow), demanded=False),
    EventKind.SNAPSHOT_OPENED: Seal(t.SnapshotRow, _all(t.SnapshotRow, *_MOVING, *_CLOSING)),
    EventKind.SNAPSHOT_CLOSED: Seal(t.SnapshotRow, ("id", *_CLOSING), reached="last_capture_id"),
    EventKind.SNAPSHOT_REREAD: Seal(t.ReadingRow, _all(t.ReadingRow)),
    EventKind.REVISION_RECORDED: Seal(t.RevisionRow, _all(t.RevisionRow, "state", "open")),
    EventKind.WINDOW_COMPUTED: Seal(t.WindowRow, _all(t.WindowRow)),
    EventKind.FAILURE_BEGAN: Seal(t.FailureRunRow, _all(t.FailureRunRow, *_ENDING)),
    EventKind.FAILURE_ENDED: Seal(t.FailureRunRow, ("id", *_ENDING), reached="closed_at"),
    EventKind.GAP_RECORDED: Seal(t.GapRow, _all(t.GapRow)),
    EventKind.ALERT_WRITTEN: Seal(t.AlertRow, _all(t.AlertRow)),
    EventKind.DELIVERY_TRIED: Seal(t.AttemptRow, _all(t.AttemptRow)),
    EventKind.DECISION_MADE: Seal(t.DecisionRow, _all(t.DecisionRow)),
    EventKind.NOTICE_LOGGED: Seal(t.NoticeRow, _all(t.NoticeRow)),
    EventKind.NOTICE_LINKED: Seal(t.NoticeLinkRow, _all(t.NoticeLinkRow)),
    EventKind.NOTICE_UNLINKED: Seal(t.NoticeUnlinkRow, _all(t.NoticeUnlinkRow)),
    EventKind.LETTER_DRAFTED: Seal(t.LetterRow, _all(t.LetterRow)),
    EventKind.CLAUSE_RECORDED: Seal(t.ClauseVersionRow, _all(t.ClauseVersionRow)),
    EventKind.CLAUSE_ANSWERED: Seal(t.ClauseAnswerRow, _all(t.ClauseAnswerRow)),
    EventKind.BASELINE_APPROVED: Seal(t.BaselineApprovalRow, _all(t.BaselineApprovalRow)),
    EventKind.NAME_RULED: Seal(t.NameRulingRow, _all(t.NameRulingRow)),
    EventKind.SPANS_SEALED: Seal(t.CheckpointRow, _all(t.CheckpointRow)),
    EventKind.CHAIN_WITNESSED: Seal(t.WitnessRow, _all(t.WitnessRow)),
}

CONTENT_COLUMNS: dict[str, tuple[str, ...]] = {
    "snapshot": ("listing_sha256", "read_as_sha256"),
    "candidate": ("listing_sha256",),
    "picture": ("content_sha256",),
    "reading": ("listing_sha256",),
    "revision": ("assessed_sha256",),
    "notice": ("file_sha256",),
    "letter": ("content_sha256",),
    "checkpoint": ("spans_sha256",),
    "witness": ("token_sha256",),
}
"""Columns that name a content by its hash: it must be there, and must fit. Bodies: ``capture.body_sha256``."""


def instant_text(value: datetime) -> str:
    """An instant as it is sealed: UTC, to the microsecond; texts sort as the instants do."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not sealed")


_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain, allow_nan=False
)


def canonical(values: Mapping[str, object], names: tuple[str, ...]) -> str:
    """The named values as JSON in the one form that is sealed: keys sorted, instants in UTC to the microsecond."""
    return _ENCODER.encode({name: values[name] for name in names})


def seal_of(values: Mapping[str, object], names: tuple[str, ...]) -> str:
    """The SHA-256 of the named values in their canonical form."""
    return hashlib.sha256(canonical(values, names).encode("utf-8", "surrogatepass")).hexdigest()


GENESIS = "0" * 64


def link_text(
    seq: int, at: datetime, kind: str, subject: str, content_sha256: str, previous_sha256: str
) -> bytes:
    """What the hash of a link is over: its own fields and the hash of the link before it, one to a line."""
    text = "\n".join((str(seq), _plain(at), kind, subject, content_sha256, previous_sha256))
    return text.encode("utf-8", "surrogatepass")


def link(seq: int, at: datetime, kind: str, subject: str, content_sha256: str, previous_sha256: str) -> str:
    """The hash of one link of the chain."""
    return hashlib.sha256(link_text(seq, at, kind, subject, content_sha256, previous_sha256)).hexdigest()
