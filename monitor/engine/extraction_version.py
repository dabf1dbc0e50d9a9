"""Which extraction this is: a fingerprint that changes whenever the same bytes may be read otherwise.

A snapshot remembers the extraction that read it, so that after an upgrade a page is never compared across two ways of
reading: the known bytes are read anew first, and only what differs under the same reading is a change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

from monitor import __version__

# What is read with, besides our own code: another version may cut a page otherwise.
_LIBRARIES = (
    "babel",
    "charset-normalizer",
    "chompjs",
    "docutils",
    "markdown-it-py",
    "mdit-py-plugins",
    "pdfplumber",
    "pdfminer.six",
    "pypdfium2",
    "python-calamine",
    "python-docx",
    "selectolax",
    "tldextract",
)
_OWN = ("extract", "knowledge", "model")
_SUFFIXES = (".py", ".yaml", ".csv", ".json")


@cache
def extraction_fingerprint() -> str:
    """Sixteen hexadecimal digits: the same as long as the same code, data and libraries read.

    Over everything that extraction may look at, so it may change where no page reads otherwise; never the reverse.
    """
    told = hashlib.sha256(__version__.encode())
    for library in _LIBRARIES:
        told.update(f"\n{library} {_version(library)}".encode())
    for room in _OWN:  # by their files, not imported: the service itself reads nothing
        for path, data in _contents(files("monitor").joinpath(room), room):
            told.update(f"\n{path} {len(data)} ".encode() + data)
    return told.hexdigest()[:16]


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "absent"


def _contents(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        path = f"{name}/{entry.name}"
        if entry.is_dir():
            if not entry.name.startswith(("_", ".")):
                yield from _contents(entry, path)
        elif entry.name.endswith(_SUFFIXES):
            yield path, entry.read_bytes().replace(b"\r\n", b"\n")
