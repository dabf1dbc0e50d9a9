"""What a format reader raises when a document cannot be read; the core turns it into a named verdict.

DocumentError
├── EncryptedError    a password stands before the content
├── BrokenError       not what it says it is, or damaged beyond reading
└── OversizedError    more content than may be unpacked (zip bombs among them)
"""

from __future__ import annotations

from typing import ClassVar

from monitor.model import NoListReason


class DocumentError(Exception):
    """A document that cannot be read. The message says what is wrong, in a sentence for people."""

    reason: ClassVar[NoListReason] = NoListReason.UNREADABLE


class EncryptedError(DocumentError):
    """The document asks for a password."""

    reason = NoListReason.ENCRYPTED


class BrokenError(DocumentError):
    """The document is not of the format it claims, or is damaged."""

    reason = NoListReason.UNREADABLE


class OversizedError(DocumentError):
    """Unpacked, the document would be larger than we are willing to read."""

    reason = NoListReason.TOO_LARGE
