"""What one fetch brought back, byte for byte; or why it brought nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Validators:
    """The server's own validators of an earlier answer, sent back verbatim (RFC 9110 section 13).

    ``sha256`` is the hash of the body they belong to. ``url`` is the address that gave them; where it is known they
    are sent to no other, for another page's "not modified" would mean nothing. None sends them at every hop.
    """

    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None
    url: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect on the way: the address that answered, its status, and where it sent us."""

    url: str
    status: int
    location: str


@dataclass(frozen=True, slots=True)
class TlsPeer:
    """Who answered over TLS, verified against the authorities we trust.

    version, cipher: as negotiated, e.g. ``TLSv1.3``. certificate_sha256: of the certificate's DER bytes; None where
    only a browser saw it. subject, issuer: their distinguished names, e.g. ``CN=acme.example``. not_before,
    not_after: its validity, as the certificate says it (UTC); empty where unknown.
    """

    version: str
    cipher: str = ""
    certificate_sha256: str | None = None
    subject: str = ""
    issuer: str = ""
    not_before: str = ""
    not_after: str = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """One request on the way to a capture, and who answered it.

    url: as asked, without fragment and password. began_at: UTC. request: headers as sent; those that may hold
    secrets say ``(withheld)``. status, headers: of the answer; the last leg's headers are the capture's, and empty
    here. peer: address and port that answered. tls: None without encryption.
    """

    url: str
    began_at: datetime
    request: tuple[tuple[str, str], ...] = ()
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    peer: str | None = None
    tls: TlsPeer | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """The answer to one fetch.

    body: decoded content (gzip, brotli, zstd undone), exactly as sent otherwise; empty for ``not_modified``.
    headers: as received, in order, names as sent. fetched_at: UTC, when the answer was complete.
    peer: address and port that answered. elapsed_s: seconds from request to last byte.
    not_modified: the server answered 304; only its word, graded below the bytes.
    browser: the body is the page as a browser's scripts made it, with the data they received, not the bytes as sent.
    picture: what it looked like then, as PNG, without its pictures and fonts.
    legs: the requests on the way here, in order; empty where they are not known (a file, an older record).
    """

    requested_url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    redirects: tuple[Hop, ...] = ()
    peer: str | None = None
    elapsed_s: float = 0.0
    not_modified: bool = False
    browser: bool = False
    picture: bytes | None = None
    legs: tuple[Leg, ...] = ()

    def header(self, name: str) -> str | None:
        """The first header of that name (case-insensitive), or None."""
        low = name.lower()
        return next((v for k, v in self.headers if k.lower() == low), None)

    @property
    def media_type(self) -> str | None:
        """The media type without parameters, lower case, or None where the server named none."""
        value = self.header("content-type")
        return value.split(";")[0].strip().lower() or None if value else None

    @property
    def charset(self) -> str | None:
        """The charset the server named, or None."""
        for part in (self.header("content-type") or "").split(";")[1:]:
            key, _, value = part.partition("=")
            if key.strip().lower() == "charset":
                return value.strip().strip("\"'") or None
        return None

    @property
    def validators(self) -> Validators:
        """What to send back at the next fetch."""
        return Validators(self.header("etag"), self.header("last-modified"), url=self.final_url)


class FailureReason(StrEnum):
    """Why a fetch brought nothing we may read. All of these are the vendor's side or the way there."""

    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    TOO_SLOW = "too_slow"  # a body that never ends
    TOO_LARGE = "too_large"
    REDIRECT_LOOP = "redirect_loop"
    BAD_REDIRECT = "bad_redirect"
    PRIVATE_ADDRESS = "private_address"  # the address guard refused
    UNSUPPORTED_SCHEME = "unsupported_scheme"
    INVALID_URL = "invalid_url"  # not a web address at all
    BAD_ENCODING = "bad_encoding"  # broken gzip and its like
    PROTOCOL = "protocol"
    EMPTY = "empty"  # 200 with nothing
    NOT_FOUND = "not_found"  # 404
    GONE = "gone"  # 410
    FORBIDDEN = "forbidden"  # 401, 403, 451
    RATE_LIMITED = "rate_limited"  # 429
    SERVER_ERROR = "server_error"  # 5xx
    CLIENT_ERROR = "client_error"  # other 4xx
    UNEXPECTED_STATUS = "unexpected_status"
    BROWSER = "browser"  # the headless browser failed or is not installed


@dataclass(frozen=True, slots=True)
class FetchFailure:
    """A fetch that failed, and why, in words a person can act on.

    retry_after_s: seconds the server asked us to wait (RFC 9110 section 10.2.3), if it did.
    """

    requested_url: str
    reason: FailureReason
    detail: str
    failed_at: datetime
    status: int | None = None
    retry_after_s: float | None = None
    redirects: tuple[Hop, ...] = ()
    headers: tuple[tuple[str, str], ...] = field(default=())
