"""What an answer's status and headers mean: a page, or a failure in plain words."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx

from monitor.fetch.problem import FetchProblemError
from monitor.model import FailureReason

# A server that asks for more is asked again after a day all the same: objection windows are counted in days.
RETRY_AFTER_CAP_S = 86_400.0

NOT_MODIFIED = 304
# 203 is a page that a proxy on the way has changed; it is still the page (RFC 9110 section 15.3.4).
PAGE_STATUSES = frozenset({200, 203})

Headers = tuple[tuple[str, str], ...]

_ADVICE: dict[int, tuple[FailureReason, str]] = {
    401: (FailureReason.FORBIDDEN, "the page asks for a login"),
    402: (FailureReason.FORBIDDEN, "the page asks for payment"),
    403: (FailureReason.FORBIDDEN, "the server refuses to show the page to us"),
    404: (FailureReason.NOT_FOUND, "there is no page at this address; the vendor may have moved it"),
    407: (FailureReason.FORBIDDEN, "the proxy asks for a login"),
    410: (FailureReason.GONE, "the page was taken down for good; the vendor may have moved it"),
    429: (FailureReason.RATE_LIMITED, "the server says we ask too often"),
    451: (FailureReason.FORBIDDEN, "the page is withheld for legal reasons, perhaps only where we ask from"),
}


def headers_of(response: httpx.Response) -> Headers:
    """Headers in order, names as sent. Bytes that are not ASCII are kept one to one (latin-1)."""
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw)


def retry_after_s(value: str | None, now: datetime) -> float | None:
    """Seconds the server asks us to wait (RFC 9110 section 10.2.3): a number or an HTTP date; None where unreadable.

    now: UTC. Never negative, and at most ``RETRY_AFTER_CAP_S``.
    """
    text = (value or "").strip()
    if re.fullmatch(r"\d{1,12}", text, re.ASCII):
        return min(float(text), RETRY_AFTER_CAP_S)
    try:
        until = parsedate_to_datetime(text)
        if until.tzinfo is None:  # the obsolete asctime form; HTTP dates are always GMT
            until = until.replace(tzinfo=UTC)
        wait = (until - now).total_seconds()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return min(max(wait, 0.0), RETRY_AFTER_CAP_S)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "no known status"


def problem_of(response: httpx.Response, now: datetime) -> FetchProblemError | None:
    """Why this answer is no page, or None where it is one. Redirects and 304 are judged elsewhere."""
    status = response.status_code
    if status in PAGE_STATUSES:
        return None
    if status in _ADVICE:
        reason, words = _ADVICE[status]
    elif response.headers.get("cf-mitigated") == "challenge":
        reason, words = FailureReason.FORBIDDEN, "a bot challenge stands before the page"
    elif status in {204, 205}:
        reason, words = FailureReason.EMPTY, "the server says there is nothing to show"
    elif status >= 500:
        reason, words = FailureReason.SERVER_ERROR, "the server is in trouble"
    elif status >= 400:
        reason, words = FailureReason.CLIENT_ERROR, "the server refuses the request"
    else:
        # 202 among them: bot walls answer with it, and what it carries is not the page yet.
        reason, words = FailureReason.UNEXPECTED_STATUS, "this is not how a page is answered"
    return FetchProblemError(
        reason,
        f"{status} {_phrase(status)}: {words}",
        status=status,
        retry_after_s=retry_after_s(response.headers.get("retry-after"), now),
        headers=headers_of(response),
    )
