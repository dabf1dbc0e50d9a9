"""What the notices on record say of a revision's window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from monitor.model import Notice, WindowFacts


def facts_with(facts: WindowFacts, notices: Sequence[Notice]) -> WindowFacts:
    """The facts of a window as the notices of its revision have them; several may announce one change.

    The first that was received starts the clock. A day of effect that a person typed goes before those that were read,
    and of several the earliest is taken.
    """
    first = min(notices, key=lambda notice: (notice.received_at, notice.id), default=None)
    typed = [str(n.parsed["effective"]) for n in notices if n.parsed.get("effective")]
    read = min((pair for notice in notices if (pair := _read(notice))), default=None) if not typed else None
    return replace(
        facts,
        received=first.received_at if first else None,
        sent=_sent(first) if first and facts.terms.deemed_received else None,
        effective=date.fromisoformat(min(typed)) if typed else None,
        effective_read=read[0] if read else None,
        effective_quote=read[1] if read else "",
    )


def _sent(notice: Notice) -> datetime | None:
    said = notice.parsed.get("sent_at")
    return datetime.fromisoformat(said) if isinstance(said, str) else None


def _read(notice: Notice) -> tuple[date, str] | None:
    """The day of effect that was read, with its sentence; a day without its sentence proposes nothing."""
    day, quote = notice.parsed.get("effective_read"), notice.parsed.get("effective_quote")
    if not (isinstance(day, str) and isinstance(quote, str) and quote):
        return None
    return date.fromisoformat(day), quote
