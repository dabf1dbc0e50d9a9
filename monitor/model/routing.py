"""When a route may be rung, what it gathers and whom it hands on to: parts of ``Route``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from monitor.model.clause import Period


@dataclass(frozen=True, slots=True)
class Hours:
    """When a route is left in peace. Times are wall-clock times of ``zone``, an IANA name.

    quiet_from, quiet_until: the quiet part of each day, over midnight where the first is the later one; None: none.
    working_days: only Monday to Friday, less the holidays of the calendars named.
    """

    quiet_from: time | None = None
    quiet_until: time | None = None
    working_days: bool = False
    zone: str = "UTC"
    holidays: tuple[str, ...] = ()

    @property
    def always_open(self) -> bool:
        """Nothing is ever held back."""
        return self.quiet_from is None and not self.working_days


class DigestEvery(StrEnum):
    """How often a route gets a digest."""

    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class DigestPlan:
    """A digest at a wall-clock time of the route's zone; a weekly one on ``weekday`` (0 is Monday)."""

    every: DigestEvery
    at: time = time(8)
    weekday: int = 0


@dataclass(frozen=True, slots=True)
class EscalationPlan:
    """What nobody acknowledged within ``after`` goes to the route ``to``; business days are the first route's."""

    to: str
    after: Period
