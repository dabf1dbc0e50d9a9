"""The bytes of a snapshot as they came, out of the store, to be read again."""

from __future__ import annotations

from monitor.model import Capture, Snapshot
from monitor.store import NotFoundError, Store


def kept_capture(store: Store, snapshot: Snapshot) -> Capture | None:
    """The newest bytes that read as this snapshot, as they came; None where they are not kept."""
    captures = store.snapshot_captures(snapshot.id)
    kept = next((c for c in reversed(captures) if c.body_sha256 == snapshot.capture_sha256), None)
    if kept is None:
        return None
    try:
        body = store.body(kept.body_sha256)
    except NotFoundError:
        return None
    return Capture(
        requested_url=kept.requested_url,
        final_url=kept.final_url,
        status=kept.status,
        headers=kept.headers,
        body=body,
        fetched_at=kept.fetched_at,
    )
