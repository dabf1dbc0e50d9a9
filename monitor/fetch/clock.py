"""The time of a capture, where nobody passes another clock."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The clock, unless another is passed in."""
    return datetime.now(UTC)
