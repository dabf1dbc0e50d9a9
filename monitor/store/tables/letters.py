"""Letters that were drafted, and notices that turned out not to belong to a revision. Append-only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from monitor.store.tables.base import Base, Key, Sha256


class LetterRow(Base):
    """A draft as handed out; its text lies in ``content``. ``forms``: the files made of it, e.g. ``docx eml``."""

    __tablename__ = "letter"

    id: Mapped[Key]
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    language: Mapped[str]
    forms: Mapped[str]
    content_sha256: Mapped[Sha256]
    drafted_by: Mapped[str]
    drafted_at: Mapped[datetime]


class NoticeUnlinkRow(Base):
    """A notice does not belong to the revision after all. The link itself stays on record."""

    __tablename__ = "notice_unlink"

    id: Mapped[Key]
    link_id: Mapped[int] = mapped_column(ForeignKey("notice_link.id"), unique=True)
    unlinked_by: Mapped[str]
    why: Mapped[str]
    unlinked_at: Mapped[datetime]
