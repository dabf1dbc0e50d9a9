"""When a source with an interval is due: at a phase of its own, so that a restart is no stampede."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def next_on_phase(source_id: str, interval_s: int, after: datetime) -> datetime:
    """The first due time of a source that lies after an instant; at most ``interval_s`` seconds later.

    Due times of a source lie on a fixed grid that depends only on its id and the interval: they neither drift
    with the length of checks nor bunch up when the service starts. Raises ``ValueError`` for an interval below 1.
    """
    if interval_s < 1:
        raise ValueError(f"an interval of {interval_s} s")
    offset = int.from_bytes(hashlib.sha256(source_id.encode("utf-8", "surrogatepass")).digest()[:8])
    grid = timedelta(seconds=interval_s)
    origin = _EPOCH + timedelta(seconds=offset % interval_s)
    return origin + ((after - origin) // grid + 1) * grid
