"""A source becomes a capture: HTTP with an address guard, politeness and limits.

Every path that reads an address goes through ``Fetcher.fetch``; a local file through ``read_file``.
"""

from monitor.fetch.fetcher import Fetcher
from monitor.fetch.files import UnreadableFileError, media_type, read_file
from monitor.fetch.options import FetchOptions

__all__ = ["FetchOptions", "Fetcher", "UnreadableFileError", "media_type", "read_file"]
