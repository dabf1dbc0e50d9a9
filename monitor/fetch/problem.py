"""What goes wrong on the way, in one exception; and which of the libraries' exceptions means what.

FetchProblemError           a fetch that brings nothing, with its reason
guard.PrivateAddressError   the address guard refused (an OSError, kept as the cause)
encoding.BrokenEncodingError, encoding.TooLargeError
files.UnreadableFileError   a local file that cannot be read
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator

import aiohttp
import httpx

from monitor.fetch.guard import PrivateAddressError
from monitor.model import FailureReason

# What an exchange with a hostile or broken server can raise. ValueError is among them because headers and addresses
# that the libraries cannot read end in one of its kinds.
EXCHANGE_ERRORS = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    aiohttp.ClientError,
    OSError,
    ValueError,
)


class FetchProblemError(Exception):
    """A fetch that brings nothing we may read. ``detail`` is for a person, and says what could be done."""

    def __init__(
        self,
        reason: FailureReason,
        detail: str,
        *,
        status: int | None = None,
        retry_after_s: float | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.status = status
        self.retry_after_s = retry_after_s
        self.headers = headers


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and what lies beneath it, outermost first."""
    seen: set[int] = set()
    todo: list[BaseException] = [error]
    while todo:
        one = todo.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        inner = getattr(one, "os_error", None) if isinstance(one, aiohttp.ClientConnectorError) else None
        certificate = getattr(one, "certificate_error", None)
        todo += [e for e in (inner, certificate, one.__cause__) if isinstance(e, BaseException)]


def _tls_detail(error: BaseException) -> str:
    words = getattr(error, "verify_message", None) or getattr(error, "reason", None) or str(error)
    return (
        f"the server's certificate or TLS was not accepted: {words}; "
        "if a company proxy stands between, name its CA file in the options"
    )


def _recognise(error: BaseException) -> tuple[FailureReason, str] | None:
    """What one exception means by itself; None where it only wraps another."""
    text = str(error)
    match error:
        case PrivateAddressError():
            return (
                FailureReason.PRIVATE_ADDRESS,
                f"refused: {text}; if the list really is on your own network, set allow_private for this source",
            )
        case socket.gaierror():
            return FailureReason.DNS, f"the name does not resolve: {error.strerror or text}"
        case ssl.SSLError() | ssl.CertificateError():
            return FailureReason.TLS, _tls_detail(error)
        case aiohttp.ServerTimeoutError() | TimeoutError():
            return FailureReason.TIMEOUT, "the server did not answer in time" + (f" ({text})" if text else "")
        case aiohttp.ClientProxyConnectionError() | aiohttp.ClientHttpProxyError():
            return FailureReason.CONNECT, f"the proxy could not be used: {text}"
        case aiohttp.ClientPayloadError():
            return FailureReason.PROTOCOL, f"the answer broke off or was malformed: {text}"
        case aiohttp.ServerDisconnectedError():
            return FailureReason.CONNECT, "the server closed the connection without an answer"
        case aiohttp.ClientResponseError():
            return FailureReason.PROTOCOL, f"the answer is not HTTP we can read: {error.message or text}"
        case aiohttp.InvalidURL() | httpx.InvalidURL():
            return FailureReason.INVALID_URL, f"this is not a web address: {text}"
        case _:
            return None


def from_exception(error: BaseException) -> FetchProblemError:
    """The problem behind an exception of the libraries.

    The innermost cause that is recognised decides: the transport's own mapping calls most of them a connect timeout.
    """
    chain = list(_causes(error))
    for one in reversed(chain):
        if (known := _recognise(one)) is not None:
            return FetchProblemError(*known)
    for one in chain:
        if isinstance(one, aiohttp.ClientConnectorDNSError):
            return FetchProblemError(FailureReason.DNS, f"the name does not resolve: {one}")
    for one in reversed(chain):
        if isinstance(one, OSError) and not isinstance(one, asyncio.CancelledError):
            words = one.strerror or str(one) or type(one).__name__
            return FetchProblemError(FailureReason.CONNECT, f"the connection failed: {words}")
    return FetchProblemError(FailureReason.PROTOCOL, f"the exchange failed: {error or type(error).__name__}")
