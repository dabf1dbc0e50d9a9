"""What is watched and how it stands: vendors, sources, candidates."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from monitor.model import CheckOutcome, Grade, Health, SourceKind
from monitor.store.tables.base import Base, Json, Sha256


class VendorRow(Base):
    """A vendor as last configured. ``config``: the vendor without its sources."""

    __tablename__ = "vendor"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    config: Mapped[Json]
    retired_at: Mapped[datetime | None]


class SourceRow(Base):
    """A source as last configured, and its state. An unchanged check is one UPDATE of this row.

    While a snapshot is the current one, the end of its span is kept here (``last_seen_at``, its grade, the
    newest capture); it moves into the snapshot when that closes. ``config`` leaves out request headers, which
    may hold secrets.
    """

    __tablename__ = "source"
    __table_args__ = (
        Index("ix_source_due", "next_check_at", sqlite_where=text("retired_at IS NULL"),
              postgresql_where=text("retired_at IS NULL")),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    vendor_id: Mapped[str] = mapped_column(ForeignKey("vendor.id"), index=True)
    url: Mapped[str]
    kind: Mapped[SourceKind]
    config: Mapped[Json]
    reread: Mapped[bool]
    retired_at: Mapped[datetime | None]

    next_check_at: Mapped[datetime]
    health: Mapped[Health]
    consecutive_failures: Mapped[int]
    trouble_since: Mapped[datetime | None]
    last_check_at: Mapped[datetime | None]
    last_outcome: Mapped[CheckOutcome | None]
    last_good_at: Mapped[datetime | None]
    last_reason: Mapped[str]
    last_detail: Mapped[str]
    open_run_id: Mapped[int | None]

    snapshot_id: Mapped[int | None] = mapped_column(
        ForeignKey("snapshot.id", use_alter=True, name="fk_source_snapshot_id")
    )
    capture_id: Mapped[int | None] = mapped_column(
        ForeignKey("capture.id", use_alter=True, name="fk_source_capture_id")
    )
    last_seen_at: Mapped[datetime | None]
    last_seen_grade: Mapped[Grade | None]
    last_bytes_at: Mapped[datetime | None]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    validators_sha256: Mapped[Sha256 | None]
    validators_url: Mapped[str | None]


class CandidateRow(Base):
    """A difference of a source that waits to be believed: at most one a source."""

    __tablename__ = "candidate"

    source_id: Mapped[str] = mapped_column(ForeignKey("source.id"), primary_key=True)
    listing_sha256: Mapped[Sha256]
    capture_id: Mapped[int] = mapped_column(ForeignKey("capture.id"))
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    deviating_since: Mapped[datetime]
    why: Mapped[str]
    suspect: Mapped[bool]
    sights: Mapped[int]


class HeartbeatRow(Base):
    """When a part of the service last said that it lives; from its silence our own outages are known."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
