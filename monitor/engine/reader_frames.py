"""What passes between the service and a reading process: one question, one answer, both with their lengths first.

The answer is JSON and raw bytes, never a pickle: a hostile document that took a child over must not get further.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any

from monitor.model import Verdict

QUESTION = struct.Struct("!IQ")  # length of the JSON, length of the body
ANSWER = struct.Struct("!IQQ")  # length of the JSON, of the listing, of the compressed body
READY = b"R"  # the child has imported everything and waits
LARGEST_META = 4 * 1024 * 1024
LARGEST_LISTING = 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Question:
    """One document to read. seconds: the wall clock allowed; the child's own alarm goes off shortly after it."""

    media_type: str | None
    charset: str | None
    url: str | None
    kind: str
    hints: Any
    seconds: float

    def frame(self, body_size: int) -> bytes:
        """The head of the question; the body follows it."""
        meta = json.dumps(
            [self.media_type, self.charset, self.url, self.kind, self.hints, self.seconds],
            separators=(",", ":"),
        ).encode()
        return QUESTION.pack(len(meta), body_size) + meta

    @classmethod
    def of(cls, meta: bytes) -> Question:
        """What ``frame`` packed."""
        return cls(*json.loads(meta))


@dataclass(frozen=True, slots=True)
class Answer:
    """How a reading ended. failure: None, ``memory`` or the words of an error that extraction let through.

    verdict: the listing's, so that who only wants that need not decode it; None where there is none.
    rss: bytes of memory the child now holds; it is replaced when it has grown too large.
    """

    failure: str | None
    verdict: Verdict | None
    listing_sha256: str
    body_sha256: str
    rss: int

    def frame(self, listing: bytes, body_zstd: bytes) -> bytes:
        """The whole answer."""
        meta = json.dumps(
            [
                self.failure,
                self.verdict and self.verdict.value,
                self.listing_sha256,
                self.body_sha256,
                self.rss,
            ],
            separators=(",", ":"),
        ).encode()
        return b"".join((ANSWER.pack(len(meta), len(listing), len(body_zstd)), meta, listing, body_zstd))

    @classmethod
    def of(cls, meta: bytes) -> Answer:
        """What ``frame`` packed. Raises ValueError or TypeError where it is something else."""
        failure, verdict, listing_sha256, body_sha256, rss = json.loads(meta)
        if not (isinstance(listing_sha256, str) and isinstance(body_sha256, str) and isinstance(rss, int)):
            raise TypeError("an answer of another shape")
        seen = None if verdict is None else Verdict(verdict)
        return cls(None if failure is None else str(failure), seen, listing_sha256, body_sha256, rss)
