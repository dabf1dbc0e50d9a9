"""What people said to readings of contracts. Append-only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from monitor.store.tables.base import Base, Key


class ClauseAnswerRow(Base):
    """A reading was confirmed (``version_id``: as what) or rejected; the newest answer to a reading holds."""

    __tablename__ = "clause_answer"

    id: Mapped[Key]
    vendor_id: Mapped[str] = mapped_column(ForeignKey("vendor.id"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("clause_version.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("clause_version.id"))
    made_by: Mapped[str]
    why: Mapped[str]
    made_at: Mapped[datetime]
