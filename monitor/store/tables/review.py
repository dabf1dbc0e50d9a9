"""What people decided, what vendors announced, and the terms that apply. Append-only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from monitor.model import ClauseOrigin, DecisionState
from monitor.store.tables.base import Base, Json, Key, Sha256


class DecisionRow(Base):
    """One decision about a revision; a correction is a new row."""

    __tablename__ = "decision"

    id: Mapped[Key]
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    state_before: Mapped[DecisionState]
    state: Mapped[DecisionState]
    made_by: Mapped[str]
    why: Mapped[str]
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    made_at: Mapped[datetime]


class NoticeRow(Base):
    """A vendor's own announcement as logged; its file lies in ``content``."""

    __tablename__ = "notice"

    id: Mapped[Key]
    vendor_id: Mapped[str] = mapped_column(ForeignKey("vendor.id"), index=True)
    received_at: Mapped[datetime]
    channel: Mapped[str]
    subject: Mapped[str]
    logged_by: Mapped[str]
    logged_at: Mapped[datetime]
    file_name: Mapped[str]
    file_sha256: Mapped[Sha256 | None]
    parsed: Mapped[Json]


class NoticeLinkRow(Base):
    """A notice belongs to a revision."""

    __tablename__ = "notice_link"
    __table_args__ = (UniqueConstraint("notice_id", "revision_id"),)

    id: Mapped[Key]
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    linked_by: Mapped[str]
    linked_at: Mapped[datetime]


class ClauseVersionRow(Base):
    """One version of a vendor's notice and objection terms; ``terms`` is ``null`` where none are known."""

    __tablename__ = "clause_version"
    __table_args__ = (UniqueConstraint("vendor_id", "number"),)

    id: Mapped[Key]
    vendor_id: Mapped[str] = mapped_column(ForeignKey("vendor.id"))
    number: Mapped[int]
    terms: Mapped[Json]
    origin: Mapped[ClauseOrigin]
    valid_from: Mapped[datetime]
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshot.id"))
    recorded_at: Mapped[datetime]


class NameRulingRow(Base):
    """A person says that two names are one company, or are not; the newest word on a pair holds."""

    __tablename__ = "name_ruling"

    id: Mapped[Key]
    name: Mapped[str]
    other: Mapped[str]
    same: Mapped[bool]
    made_by: Mapped[str]
    why: Mapped[str]
    made_at: Mapped[datetime]


class BaselineApprovalRow(Base):
    """Legal approved a snapshot: later revisions are also shown against it."""

    __tablename__ = "baseline_approval"

    id: Mapped[Key]
    source_id: Mapped[str] = mapped_column(ForeignKey("source.id"), index=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    approved_by: Mapped[str]
    why: Mapped[str]
    approved_at: Mapped[datetime]
