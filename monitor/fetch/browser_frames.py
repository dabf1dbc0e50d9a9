"""What passes between the service and a browser process: one question, one answer, both with their lengths first.

JSON and raw bytes, never a pickle: a hostile page that took the browser over must not get further.
"""

from __future__ import annotations

import asyncio
import json
import struct
from dataclasses import asdict, dataclass
from typing import Any, Self

from monitor.model import FailureReason, Hop, TlsPeer

HEAD = struct.Struct("!IQ")  # length of the JSON, length of the body
LARGEST_META = 16 * 1024 * 1024
LARGEST_PICTURE = 2_000_000  # bytes
HOME_PREFIX = "monitor-browser-"  # of the folder a browser process lives in

Headers = tuple[tuple[str, str], ...]


class FrameError(Exception):
    """The other side ended, or said something that is no frame."""


@dataclass(frozen=True, slots=True)
class Start:
    """What a browser process is told once: which program, and how to behave.

    sandbox: Chromium's own. user_agent, proxy, allow_networks, connect_timeout_s: as in ``FetchOptions``.
    """

    program: str
    sandbox: bool
    user_agent: str
    proxy: str | None
    allow_networks: tuple[str, ...]
    connect_timeout_s: float

    def plain(self) -> dict[str, Any]:
        """As JSON can say it."""
        return asdict(self)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Self:
        """What ``plain`` said."""
        return cls(**{**plain, "allow_networks": tuple(plain["allow_networks"])})


@dataclass(frozen=True, slots=True)
class Visit:
    """One page to open.

    url: with fragment, without user and password. headers: sent to the page's own origin only.
    private_host: the one host that may be private, or None. language: for Accept-Language.
    answer_s: seconds the server has to begin its answer. settle_s: longest wait for the page to come to rest.
    script_s: longest time a script may hold the page. total_s: until the page is stopped from outside.
    max_body: bytes of the captured document.
    known_sha256: of the document as last captured, of which no other picture is needed.
    """

    url: str
    headers: Headers
    private_host: str | None
    language: str
    answer_s: float
    settle_s: float
    script_s: float
    total_s: float
    max_body: int
    max_redirects: int
    known_sha256: str | None = None

    def plain(self) -> dict[str, Any]:
        """As JSON can say it."""
        return asdict(self)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Self:
        """What ``plain`` said."""
        return cls(**{**plain, "headers": _pairs(plain["headers"])})


@dataclass(frozen=True, slots=True)
class Seen:
    """How a visit ended: with the document's answer, or with why there is none.

    failure: the reason and the words for a person; None where the page was captured.
    plain_file: the address answers with a file that needs no browser (a PDF, JSON, text).
    worn: the browser must not be used again. picture_bytes: length of the picture, the end of the body.
    status, headers, url: of the document that stands at the end.
    """

    url: str
    status: int = 0
    headers: Headers = ()
    hops: tuple[Hop, ...] = ()
    peer: str | None = None
    tls: TlsPeer | None = None
    failure: FailureReason | None = None
    detail: str = ""
    plain_file: bool = False
    worn: bool = False
    picture_bytes: int = 0

    def plain(self) -> dict[str, Any]:
        """As JSON can say it."""
        return asdict(self)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Self:
        """What ``plain`` said. Raises FrameError where it is of another shape."""
        try:
            failure = plain["failure"]
            hops = tuple(Hop(str(h["url"]), int(h["status"]), str(h["location"])) for h in plain["hops"])
            tls = TlsPeer(**plain["tls"]) if plain["tls"] else None
            more = {**plain, "hops": hops, "headers": _pairs(plain["headers"]), "tls": tls}
            return cls(**{**more, "failure": FailureReason(failure) if failure else None})
        except (KeyError, TypeError, ValueError) as error:
            raise FrameError(f"an answer of another shape: {error}") from error


def _pairs(plain: Any) -> Headers:
    return tuple((str(name), str(value)) for name, value in plain)


def frame(meta: dict[str, Any], body: bytes = b"") -> bytes:
    """One message: lengths, JSON, body."""
    words = json.dumps(meta, separators=(",", ":")).encode()
    return HEAD.pack(len(words), len(body)) + words + body


async def read_frame(reader: asyncio.StreamReader, max_body: int) -> tuple[dict[str, Any], bytes]:
    """The next message. Raises FrameError where the other side ended, or sent more than it may."""
    try:
        meta_size, body_size = HEAD.unpack(await reader.readexactly(HEAD.size))
        if meta_size > LARGEST_META or body_size > max_body:
            raise FrameError("a message larger than it may be")
        meta = json.loads(await reader.readexactly(meta_size))
        body = await reader.readexactly(body_size)
    except (asyncio.IncompleteReadError, ConnectionError, ValueError) as error:
        raise FrameError(f"the other side ended: {error}") from error
    if not isinstance(meta, dict):
        raise FrameError("a message of another shape")
    return meta, body
