"""The clock of the story: it runs as fast as ours, and can be put forward."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

# The story begins on the day of the first worked example, so that its dates are the same at every showing.
BEGINS = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)


class StoryClock:
    """Tells the story's time (UTC); never goes back."""

    def __init__(self, begins: datetime = BEGINS) -> None:
        self._begins = begins
        self._started = time.monotonic()
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The instant the story stands at."""
        return self._begins + self._ahead + timedelta(seconds=time.monotonic() - self._started)

    def advance(self, span: timedelta) -> None:
        """Put the clock forward."""
        self._ahead += span

    def advance_to(self, instant: datetime) -> None:
        """Put the clock forward to an instant; harmless where that has passed."""
        self._ahead += max(instant - self.now(), timedelta())
