"""Captured documents as readers of a report may have them: as text that nothing acts on, or as a file to keep."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.extract.decode import decode
from monitor.extract.sniff import Format, sniff
from monitor.model import Snapshot
from monitor.report import Original
from monitor.store import NotFoundError, Store

_TEXTS = frozenset(
    {Format.HTML, Format.MARKDOWN, Format.RST, Format.YAML, Format.TEXT, Format.CSV, Format.JSON}
)
_MOST = 400_000  # bytes decoded for a report, which shows even less


@dataclass(frozen=True, slots=True)
class CapturedDocument:
    """A capture's body with what it is. ``is_text``: it can be shown as text."""

    body: bytes
    format: Format
    sha256: str

    @property
    def is_text(self) -> bool:
        """Whether it can be shown as text."""
        return self.format in _TEXTS

    @property
    def text(self) -> str:
        """The document decoded; tags and scripts are letters like any other."""
        return decode(self.body)[0]


def captured(store: Store, snapshot: Snapshot) -> CapturedDocument | None:
    """The newest capture that read as the snapshot; None where its bytes were not kept."""
    try:
        body = store.body(snapshot.capture_sha256)
    except NotFoundError:
        return None
    return CapturedDocument(body, sniff(body, url=snapshot.final_url), snapshot.capture_sha256)


def original(store: Store, snapshot: Snapshot, address: str | None = None) -> Original | None:
    """The same for a report; ``address``: where the whole of it is served."""
    found = captured(store, snapshot)
    if found is None:
        return None
    text = decode(found.body[:_MOST])[0] if found.is_text else None
    return Original(text, len(found.body), found.format.value, address)
