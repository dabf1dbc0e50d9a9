"""A window computed anew because a fact of it became known: what it was, what it is, and what the difference is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from monitor.assess.windows import compute
from monitor.engine.deciding import Deciding
from monitor.knowledge.words import day, day_range
from monitor.model import DateBounds, Decision, Window, WindowFacts
from monitor.model.shapes import window_shape
from monitor.store import Store

Amend = Callable[[WindowFacts], WindowFacts]


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A revision's window before and after, both as seen today: what differs is the new fact's doing, not time's.

    reopened: the entry by which a lapse was taken back, if it was.
    """

    revision_id: int
    public_id: str
    why: str
    before: Window
    after: Window
    reopened: Decision | None = None

    @property
    def differences(self) -> tuple[tuple[str, str, str], ...]:
        """Each date that moved: its label, what it was, what it is. Empty where only the reasoning changed."""
        return tuple(
            (label, was, now)
            for (label, was), (_, now) in zip(_dates(self.before), _dates(self.after), strict=True)
            if was != now
        )

    @property
    def shape(self) -> dict[str, Any]:
        """For machines."""
        return {
            "revision": self.public_id,
            "why": self.why,
            "before": window_shape(self.before),
            "after": window_shape(self.after),
            "reopened": self.reopened is not None,
        }


def recompute(
    store: Store, deciding: Deciding, revision_id: int, amend: Amend, why: str, now: datetime
) -> Recomputed | None:
    """Amend the facts of a revision's window and count anew; the earlier windows stay on record.

    None where the revision has no window or the amended facts are those it was counted from: doing it twice is
    harmless. A revision that lapsed by figures since corrected is open again. ``now``: UTC.
    Raises WindowFactsError where the amended facts cannot be true together.
    """
    known = store.window_facts(revision_id)
    if known is None:
        return None
    amended = amend(known)
    if replace(amended, today=known.today) == known:
        return None
    revision = store.revision(revision_id)
    if revision.window is None:
        return None
    today = _today(amended, deciding, revision.vendor_id, now)
    amended = replace(amended, today=today)
    window, before = compute(amended), compute(replace(known, today=today))
    store.record_window(revision_id, window, amended, why, now)
    reopened = deciding.reopen(revision_id, window, now)
    return Recomputed(revision_id, revision.public_id, why, before, window, reopened)


def _today(facts: WindowFacts, deciding: Deciding, vendor_id: str, now: datetime) -> date:
    return now.astimezone(ZoneInfo(facts.zone)).date() if facts.zone else deciding.today(vendor_id, now)


def _dates(window: Window) -> tuple[tuple[str, str], ...]:
    return (
        ("clock starts", _bounds(window.trigger)),
        ("deadline", _bounds(window.deadline)),
        ("act by", _day(window.act_by)),
        ("vendor may claim", _day(window.claimed)),
        ("may be live from", _day(window.engagement_earliest)),
        ("prevent by", _day(window.prevent_by)),
        ("short notice", window.breach.value if window.breach else "no"),
    )


def _bounds(bounds: DateBounds) -> str:
    known = [d for d in (bounds.earliest, bounds.latest) if d]
    return day_range(known[0], known[-1]) if known else "unknown"


def _day(value: date | None) -> str:
    return day(value) if value else "—"
