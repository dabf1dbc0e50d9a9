"""What was seen and what it came to: contents, captures, snapshots, revisions, failures, and the chain over them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from monitor.model import CheckOutcome, CompareOutcome, DecisionState, Grade, Severity, SourceKind
from monitor.store.tables.base import Base, Json, Key, Sha256


class BodyRow(Base):
    """The body of captures by its SHA-256, compressed with zstd. Removed with the last capture that has it."""

    __tablename__ = "body"

    sha256: Mapped[Sha256] = mapped_column(primary_key=True)
    data: Mapped[bytes]


class ContentRow(Base):
    """What we made or were given, by its SHA-256, compressed with zstd: listings, judged comparisons, files of
    notices, pictures. Apart from bodies, so that no page can have a content of ours removed by serving its bytes.
    """

    __tablename__ = "content"

    sha256: Mapped[Sha256] = mapped_column(primary_key=True)
    data: Mapped[bytes]


class CaptureRow(Base):
    """How bytes were come by. Kept for ever: the first and the last of every closed snapshot, the first of the
    open one. The newest of the open one is replaced when newer bytes read the same.
    """

    __tablename__ = "capture"

    id: Mapped[Key]
    source_id: Mapped[str] = mapped_column(ForeignKey("source.id"), index=True)
    body_sha256: Mapped[Sha256] = mapped_column(index=True)
    fetched_at: Mapped[datetime]
    requested_url: Mapped[str]
    final_url: Mapped[str]
    status: Mapped[int]
    headers: Mapped[Json]
    redirects: Mapped[Json]
    peer: Mapped[str | None]
    elapsed_s: Mapped[float]
    browser: Mapped[bool]
    tool: Mapped[str]


class PictureRow(Base):
    """What a page looked like in the browser that read it (PNG, in ``content``); goes with its capture."""

    __tablename__ = "picture"

    id: Mapped[Key]
    capture_id: Mapped[int] = mapped_column(ForeignKey("capture.id"), unique=True)
    content_sha256: Mapped[Sha256]


class SnapshotRow(Base):
    """A listing with its span. The ``last_…`` columns are empty while it is the source's current snapshot."""

    __tablename__ = "snapshot"
    __table_args__ = (Index("ix_snapshot_source_id_id", "source_id", "id"),)

    id: Mapped[Key]
    source_id: Mapped[str] = mapped_column(ForeignKey("source.id"))
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("snapshot.id"))
    first_seen_at: Mapped[datetime]
    first_capture_id: Mapped[int] = mapped_column(ForeignKey("capture.id"))
    listing_sha256: Mapped[Sha256]
    read_as_sha256: Mapped[Sha256]
    """What it reads as under the newest extraction; equals ``listing_sha256`` until re-extracted."""
    read_by: Mapped[str | None]
    """The extraction (``monitor.engine.extraction_version``) that reads it so; empty where unknown."""
    last_seen_at: Mapped[datetime | None]
    last_seen_grade: Mapped[Grade | None]
    last_capture_id: Mapped[int | None] = mapped_column(ForeignKey("capture.id"))


class ReadingRow(Base):
    """A technical version of a snapshot: the same bytes read by a later extraction. Never alerted."""

    __tablename__ = "reading"

    id: Mapped[Key]
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"), index=True)
    listing_sha256: Mapped[Sha256]
    why: Mapped[str]
    tool: Mapped[str]
    made_at: Mapped[datetime]


class RevisionRow(Base):
    """The step from one snapshot of a source to the next. ``state`` repeats the last decision."""

    __tablename__ = "revision"
    __table_args__ = (Index("ix_revision_open", "open", "id"),)

    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(unique=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("source.id"), index=True)
    vendor_id: Mapped[str] = mapped_column(index=True)
    vendor_name: Mapped[str]
    source_url: Mapped[str]
    kind: Mapped[SourceKind]
    before_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    after_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"), unique=True)
    outcome: Mapped[CompareOutcome]
    severity: Mapped[Severity]
    change_count: Mapped[int]
    assessed_sha256: Mapped[Sha256]
    terms: Mapped[Json | None]
    recorded_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[DecisionState]
    open: Mapped[bool]
    """Material, and not yet decided: reminders and the table of windows look at these."""


class WindowRow(Base):
    """A window as computed once; a later computation (a notice came in) is a new row."""

    __tablename__ = "window_version"

    id: Mapped[Key]
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    window: Mapped[Json]
    facts: Mapped[Json | None]
    why: Mapped[str]
    act_by: Mapped[date | None] = mapped_column(Date)
    earliest: Mapped[date | None] = mapped_column(Date)
    latest: Mapped[date | None] = mapped_column(Date)
    computed_at: Mapped[datetime]


class FailureRunRow(Base):
    """Failed checks in a row, alike: see ``monitor.model.FailureRun``."""

    __tablename__ = "failure_run"
    __table_args__ = (Index("ix_failure_run_source_id_last_at", "source_id", "last_at"),)

    id: Mapped[Key]
    source_id: Mapped[str] = mapped_column(ForeignKey("source.id"))
    outcome: Mapped[CheckOutcome]
    reason: Mapped[str]
    first_at: Mapped[datetime]
    first_detail: Mapped[str]
    last_at: Mapped[datetime]
    last_detail: Mapped[str]
    count: Mapped[int]
    closed_at: Mapped[datetime | None]


class GapRow(Base):
    """A span in which the monitor itself did not check."""

    __tablename__ = "gap"

    id: Mapped[Key]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    why: Mapped[str]


class WatchChangeRow(Base):
    """What we watched, and since when: a source taken on, changed, given up, taken on again."""

    __tablename__ = "watch_change"

    id: Mapped[Key]
    source_id: Mapped[str] = mapped_column(ForeignKey("source.id"), index=True)
    what: Mapped[str]
    vendor_name: Mapped[str]
    url: Mapped[str]
    config: Mapped[Json]
    at: Mapped[datetime]


class EventRow(Base):
    """One link of the hash chain: see ``monitor.store.chain``."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_kind_subject", "kind", "subject"),)

    seq: Mapped[Key]
    at: Mapped[datetime]
    kind: Mapped[str]
    subject: Mapped[str]
    content_sha256: Mapped[Sha256]
    previous_sha256: Mapped[Sha256]
    sha256: Mapped[Sha256]


class ChainHeadRow(Base):
    """The last link, kept apart so that a cut tail shows; and the counter of all record ids. One row."""

    __tablename__ = "chain_head"

    id: Mapped[Key]
    seq: Mapped[int]
    sha256: Mapped[Sha256]
    next_id: Mapped[int]
