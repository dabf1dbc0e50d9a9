"""One look at a source: as it is sent, or through a browser where a script fills the page.

A source says which (``Source.browser``). Where it leaves that open, the page itself decides: it is fetched plainly,
and one that holds no list but scripts is fetched through a browser. From then on the browser is asked at once, except
that once in ``full_fetch_after`` the page is fetched plainly first: a page that says the same without its scripts
needs no browser any more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from monitor.finding import Reading
from monitor.model import (
    Capture,
    FailureReason,
    FetchFailure,
    Head,
    NoListReason,
    Source,
    SourceKind,
    Validators,
    Verdict,
    codec,
)

# What a page says that has not filled itself. A list may also be one part of a page that says much else.
_UNFILLED = {NoListReason.SHELL}
_PERHAPS_UNFILLED = {NoListReason.PROSE, NoListReason.EMPTY}
# A page that goes on saying nothing of a list is not opened in a browser every time: at each so many-th failure.
_PERHAPS_AGAIN = 4
_PAGE_TYPES = {None, "text/html", "application/xhtml+xml"}


class Sight(Protocol):
    """What a look needs of the world."""

    @property
    def full_fetch_after(self) -> timedelta:
        """How often a page is fetched in full, whatever else is known of it."""
        ...

    def now(self) -> datetime:
        """UTC."""
        ...

    async def fetch(
        self, source: Source, validators: Validators | None, *, fresh: bool
    ) -> Capture | FetchFailure:
        """Fetch the source."""
        ...

    async def read(self, source: Source, capture: Capture) -> Reading:
        """Read a capture where it can be stopped."""
        ...


@dataclass(frozen=True, slots=True)
class Look:
    """What a look brought. reading: where the page had to be read to know how to look at it; else None.

    remark: why no browser was used although the page needs one; empty where none was needed.
    """

    got: Capture | FetchFailure
    reading: Reading | None = None
    remark: str = ""


def is_unfilled(capture: Capture, kind: SourceKind, reason: NoListReason | None) -> bool:
    """Whether a browser may see more than the page as sent, which is no list for ``reason``."""
    if capture.browser or capture.media_type not in _PAGE_TYPES or b"<script" not in capture.body.lower():
        return False
    return reason in _UNFILLED or (kind is SourceKind.LIST and reason in _PERHAPS_UNFILLED)


async def look(source: Source, head: Head, tools: Sight, validators: Validators | None) -> Look:
    """One look at a source. Nothing the vendor's side does raises.

    validators: of the newest known bytes, or None for a full fetch.
    """
    fresh = head.candidate is not None
    if source.browser is not None:
        return Look(await tools.fetch(source, validators, fresh=fresh))
    if not head.browser:
        got = await tools.fetch(source, validators, fresh=fresh)
        return await _filled(source, head, tools, got)
    if not fresh and _plain_is_due(head, tools):
        # The known validators are those of the page before its scripts ran: that it is the same says nothing.
        got = await tools.fetch(source, None, fresh=fresh)
        if isinstance(got, Capture):
            reading = await tools.read(source, got)
            if reading.listing_sha256 == head.listing_sha256:
                return Look(got, reading)
    return Look(await _through_browser(source, head, tools))


def _plain_is_due(head: Head, tools: Sight) -> bool:
    """The first look of every stretch of ``full_fetch_after``, counted from 1970-01-01 UTC."""
    stretch = tools.full_fetch_after.total_seconds()
    if head.last_seen_at is None or stretch <= 0:
        return True
    return tools.now().timestamp() // stretch != head.last_seen_at.timestamp() // stretch


async def _filled(source: Source, head: Head, tools: Sight, got: Capture | FetchFailure) -> Look:
    """The page as it came, or through a browser where it came without its content."""
    if isinstance(got, FetchFailure) or got.not_modified or codec.sha256(got.body) == head.capture_sha256:
        return Look(got)
    reading = await tools.read(source, got)
    if reading.verdict is Verdict.LIST:
        return Look(got, reading)
    reason = reading.listing.reason
    if not is_unfilled(got, source.kind, reason):
        return Look(got, reading)
    certain = reason in _UNFILLED
    if not certain and head.consecutive_failures % _PERHAPS_AGAIN:
        return Look(got, reading)
    seen = await _through_browser(source, head, tools)
    if isinstance(seen, FetchFailure):
        if seen.reason is FailureReason.BROWSER or not certain:
            return Look(got, reading, seen.detail if certain else "")
        return Look(seen)
    filled = await tools.read(source, seen)
    if filled.verdict is Verdict.LIST or certain:
        return Look(seen, filled)
    return Look(got, reading)


async def _through_browser(source: Source, head: Head, tools: Sight) -> Capture | FetchFailure:
    # Where the same comes again, no other picture of it is needed; nothing else of what is known is handed on.
    known = Validators(sha256=head.capture_sha256)
    return await tools.fetch(replace(source, browser=True), known, fresh=head.candidate is not None)
