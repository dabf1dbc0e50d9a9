"""What makes the record provable beyond the chain itself: the way captures came, sealed spans, foreign witnesses."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from monitor.store.tables.base import Base, Json, Key, Sha256


class JourneyRow(Base):
    """How a capture came over the network: its requests, in order (``monitor.model.Leg``). Goes with its capture."""

    __tablename__ = "journey"

    id: Mapped[Key]
    capture_id: Mapped[int] = mapped_column(ForeignKey("capture.id"), unique=True)
    legs: Mapped[Json]


class CheckpointRow(Base):
    """The ends of all open spans at one moment; the list of them lies in ``content``."""

    __tablename__ = "checkpoint"

    id: Mapped[Key]
    at: Mapped[datetime]
    sources: Mapped[int]
    spans_sha256: Mapped[Sha256]


class WitnessRow(Base):
    """Somebody else's word, or our key's, that a link of the chain existed; the token lies in ``content``."""

    __tablename__ = "witness"

    id: Mapped[Key]
    kind: Mapped[str]
    seq: Mapped[int]
    link_sha256: Mapped[Sha256]
    authority: Mapped[str]
    token_sha256: Mapped[Sha256]
    at: Mapped[datetime]
