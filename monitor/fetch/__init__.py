"""A source becomes a capture: HTTP with an address guard, politeness and limits.

Every path that reads an address goes through ``Fetcher.fetch``; a local file through ``read_file``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.fetch.files import UnreadableFileError, media_type, read_file
from monitor.fetch.options import FetchOptions

if TYPE_CHECKING:
    from monitor.fetch.fetcher import Fetcher

__all__ = ["FetchOptions", "Fetcher", "UnreadableFileError", "media_type", "read_file"]


def __getattr__(name: str) -> object:
    """``Fetcher``, when it is asked for: its HTTP client takes longer to load than most files take to read."""
    if name == "Fetcher":
        from monitor.fetch.fetcher import Fetcher

        return Fetcher
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
