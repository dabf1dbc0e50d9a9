"""What people are to be told: alerts, their deliveries channel by channel, every try, and reminders sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from monitor.model import AlertKind, AttemptOutcome, DeliveryState, Severity
from monitor.store.tables.base import Base, Json, Key


class AlertRow(Base):
    """One thing to tell people. Its id is chosen by who composes it, and makes writing it twice harmless."""

    __tablename__ = "alert"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[AlertKind]
    severity: Mapped[Severity]
    vendor_id: Mapped[str | None] = mapped_column(index=True)
    source_id: Mapped[str | None]
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"), index=True)
    payload: Mapped[Json]
    channels: Mapped[Json]
    """Pairs of route and index: sealed, so that a delivery that vanished is missed."""
    created_at: Mapped[datetime]


class DeliveryRow(Base):
    """One alert to one channel. ``order_key``: alerts of one vendor go out in order; empty where none is kept."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("alert_id", "route", "channel"),
        Index("ix_delivery_due", "state", "next_attempt_at", "id"),
        Index("ix_delivery_order", "order_key", "route", "channel", "state", "id"),
    )

    id: Mapped[Key]
    alert_id: Mapped[str] = mapped_column(ForeignKey("alert.id"))
    route: Mapped[str]
    channel: Mapped[int]
    order_key: Mapped[str]
    state: Mapped[DeliveryState]
    attempts: Mapped[int]
    next_attempt_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    last_error: Mapped[str | None]
    maybe_sent: Mapped[bool]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class AttemptRow(Base):
    """One try to deliver, and how it ended."""

    __tablename__ = "attempt"

    id: Mapped[Key]
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), index=True)
    number: Mapped[int]
    made_at: Mapped[datetime]
    outcome: Mapped[AttemptOutcome]
    detail: Mapped[str]


class ReminderRow(Base):
    """A reminder that was written to the outbox: once per revision, rule and recipient, whatever restarts."""

    __tablename__ = "reminder"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(primary_key=True)
    alert_id: Mapped[str] = mapped_column(ForeignKey("alert.id"))
    at: Mapped[datetime]


class TallyRow(Base):
    """What the next digest of a route will say of checks, counted since the last one. ``name``: the route's."""

    __tablename__ = "tally"

    name: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    checks: Mapped[int]
    failed: Mapped[int]
    longest_gap_s: Mapped[float | None]
