"""One request and its answer: the status judged, the body read within its limit and decoded."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

import httpx

from monitor.fetch import answers, encoding, redirects
from monitor.fetch.problem import FetchProblemError
from monitor.model import FailureReason

# Larger bodies are decoded in a thread, so that the other fetches go on meanwhile.
DECODE_INLINE_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request came to: a redirect, a "not modified", or a page with its decoded body."""

    response: httpx.Response
    body: bytes = b""
    not_modified: bool = False

    @property
    def redirects(self) -> bool:
        """The server sends us elsewhere."""
        return self.response.status_code in redirects.REDIRECTS


async def exchange(
    transport: httpx.AsyncBaseTransport, request: httpx.Request, limit: int, now: datetime
) -> Answer:
    """Send one request and read what it brings.

    limit: bytes of the decoded body. now: UTC, for a Retry-After that is a date. Raises FetchProblemError for an
    answer that is no page, and whatever the libraries raise on the way (``problem.EXCHANGE_ERRORS``).
    """
    response = await transport.handle_async_request(request)
    try:
        status = response.status_code
        if status in redirects.REDIRECTS:
            return Answer(response)
        asked = "if-none-match" in request.headers or "if-modified-since" in request.headers
        if status == answers.NOT_MODIFIED and asked:
            return Answer(response, not_modified=True)
        if (problem := answers.problem_of(response, now)) is not None:
            raise problem
        return Answer(response, await _body(response, limit))
    finally:
        # An answer that was not read to its end takes its connection with it: nothing more of it is received.
        await response.aclose()


async def _body(response: httpx.Response, limit: int) -> bytes:
    """The decoded body. Raises FetchProblemError where it is too large, broken or empty."""
    coding = response.headers.get("content-encoding")
    try:
        raw = await _read(response, limit)
        if not encoding.layers(coding):
            body = raw
        elif len(raw) <= DECODE_INLINE_BYTES:
            body = encoding.decode(raw, coding, limit)
        else:
            body = await asyncio.to_thread(encoding.decode, raw, coding, limit)
    except encoding.TooLargeError:
        words = f"the page is larger than the limit of {limit:,} bytes (max_body_bytes)"
        raise _problem(response, FailureReason.TOO_LARGE, words) from None
    except encoding.BrokenEncodingError as error:
        words = f"the body says it is {coding!r}, but {error}"
        raise _problem(response, FailureReason.BAD_ENCODING, words) from error
    if not body.strip():
        raise _problem(response, FailureReason.EMPTY, "the server answered 200 with nothing in it")
    return body


def _problem(response: httpx.Response, reason: FailureReason, detail: str) -> FetchProblemError:
    return FetchProblemError(
        reason, detail, status=response.status_code, headers=answers.headers_of(response)
    )


async def _read(response: httpx.Response, limit: int) -> bytes:
    """The body as sent. Raises TooLargeError as soon as it passes the limit, without reading on."""
    length = response.headers.get("content-length", "")
    if length.isdecimal() and len(length) < 20 and int(length) > limit:
        raise encoding.TooLargeError
    pieces: list[bytes] = []
    room = limit
    async for piece in response.aiter_raw():
        room -= len(piece)
        if room < 0:
            raise encoding.TooLargeError
        pieces.append(piece)
    return b"".join(pieces)
