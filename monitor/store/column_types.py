"""Column types: instants in UTC, and enums by their values."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, Enum
from sqlalchemy.types import TypeDecorator

from monitor.store.errors import NaiveInstantError


def utc(value: datetime) -> datetime:
    """The same instant in UTC. Raises ``NaiveInstantError`` for a date and time without a zone."""
    if value.tzinfo is UTC:
        return value
    if value.tzinfo is None or value.utcoffset() is None:
        raise NaiveInstantError(f"{value.isoformat()} has no zone; give an instant, e.g. with timezone.utc")
    return value.astimezone(UTC)


class Instant(TypeDecorator[datetime]):
    """An instant: microseconds, UTC. SQLite keeps it as text that sorts, PostgreSQL as ``timestamptz``."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: refuses an instant without a zone."""
        if value is None:
            return None
        value = utc(value)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def word(cls: type[StrEnum]) -> Enum:
    """An enum kept by its value, as text: a new member needs no migration, and people can read the table."""

    def values(members: Any) -> list[str]:
        return [member.value for member in members]

    return Enum(cls, values_callable=values, native_enum=False, create_constraint=False, length=40)
