"""A local file as a capture, for the commands that work on files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from monitor.fetch.clock import utc_now
from monitor.fetch.options import MAX_BODY_BYTES
from monitor.model import Capture

_BY_ENDING = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".pdf": "application/pdf",
    ".md": "text/markdown",
    ".mdx": "text/mdx",
    ".markdown": "text/markdown",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".json": "application/json",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".adoc": "text/asciidoc",
    ".asciidoc": "text/asciidoc",
    ".rst": "text/x-rst",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_HTML_BEGINNINGS = (b"<!doctype html", b"<html", b"<head", b"<body")


class UnreadableFileError(OSError):
    """A local file that cannot be read as a document; the message names it and the mend."""


def media_type(name: str, content: bytes) -> str:
    """The media type of a file: what its content proves, else what its ending says, else plain text or bytes."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"%pdf-" in start:
        return "application/pdf"
    if start.startswith(_HTML_BEGINNINGS):
        return "text/html"
    if (known := _BY_ENDING.get(Path(name).suffix.lower())) is not None:
        return known
    if start.startswith(b"pk\x03\x04"):
        return "application/zip"
    if start.startswith(b"<"):
        return "text/html"
    return "application/octet-stream" if b"\0" in content[:1024] else "text/plain"


def read_file(
    path: Path | str, *, now: Callable[[], datetime] = utc_now, max_bytes: int = MAX_BODY_BYTES
) -> Capture:
    """The file's bytes as a capture with status 200 and the guessed media type; its address is a ``file:`` URL.

    Raises UnreadableFileError, naming the file and the mend, where it is missing, a folder, empty or too large.
    """
    file = Path(path)
    try:
        size = file.stat().st_size
        body = file.read_bytes() if size <= max_bytes else b""
    except FileNotFoundError as error:
        raise UnreadableFileError(
            f"{file}: there is no such file; an address begins with https://"
        ) from error
    except IsADirectoryError as error:
        raise UnreadableFileError(f"{file}: this is a folder; name a file in it") from error
    except OSError as error:
        raise UnreadableFileError(f"{file}: cannot be read: {error.strerror or error}") from error
    if size > max_bytes:
        raise UnreadableFileError(f"{file}: {size:,} bytes are more than the limit of {max_bytes:,}")
    if not body.strip():
        raise UnreadableFileError(f"{file}: the file is empty")
    address = file.resolve().as_uri()
    return Capture(
        requested_url=address,
        final_url=address,
        status=200,
        headers=(("content-type", media_type(file.name, body)),),
        body=body,
        fetched_at=now(),
    )
