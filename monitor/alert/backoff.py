"""How long to wait before a failed delivery is tried again, and when to give up.

Exponential with full jitter above a floor, so that a channel that comes back is not met by every waiting
message at once. A server's own Retry-After (RFC 9110 section 10.2.3) is a lower bound, never ignored.
"""

from __future__ import annotations

from collections.abc import Callable

FIRST_S = 5.0
CAP_S = 30 * 60.0
RETRY_AFTER_CAP_S = 6 * 3600.0  # a server may not silence us past the shortest reminder interval
MAX_ATTEMPTS = 180  # at the cap this is more than three days: an outage over a weekend loses nothing


def wait_s(attempts: int, random: Callable[[], float], retry_after_s: float | None = None) -> float:
    """Seconds to wait after the ``attempts``-th failed try (1 for the first).

    random: gives numbers in [0, 1), e.g. ``random.random``; passed in so that a test can know the outcome.
    """
    if attempts < 1:
        raise ValueError(f"attempts counts failed tries and starts at 1, got {attempts}")
    ceiling = min(CAP_S, FIRST_S * 2.0 ** min(attempts - 1, 40))
    wait = ceiling / 2 + random() * ceiling / 2
    if retry_after_s is not None and retry_after_s > 0:
        # jitter on top: everything that was told to wait 30 s must not come back in the same second
        wait = max(wait, min(retry_after_s, RETRY_AFTER_CAP_S) + random() * min(ceiling, 5.0))
    return wait


def exhausted(attempts: int) -> bool:
    """So many tries failed that the delivery is set aside and told to the operator."""
    return attempts >= MAX_ATTEMPTS
