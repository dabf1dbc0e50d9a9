"""Chromium's words for what went wrong, as reasons; its names are those of ``net/base/net_error_list.h``."""

from __future__ import annotations

import re

from monitor.model import FailureReason

_NAME = re.compile(r"net::(ERR_[A-Z0-9_]+)")

# The first that the name begins with decides.
_MEANINGS: tuple[tuple[str, FailureReason, str], ...] = (
    ("ERR_CERT", FailureReason.TLS, "the browser did not accept the server's certificate"),
    ("ERR_SSL", FailureReason.TLS, "the browser and the server could not agree on TLS"),
    ("ERR_BAD_SSL", FailureReason.TLS, "the browser did not accept the server's TLS"),
    ("ERR_TOO_MANY_REDIRECTS", FailureReason.REDIRECT_LOOP, "the server redirects in a circle"),
    (
        "ERR_UNSAFE_REDIRECT",
        FailureReason.BAD_REDIRECT,
        "the server redirects to an address that is not fetched",
    ),
    (
        "ERR_UNKNOWN_URL_SCHEME",
        FailureReason.BAD_REDIRECT,
        "the page leads to an address that is not fetched",
    ),
    ("ERR_UNSAFE_PORT", FailureReason.INVALID_URL, "browsers do not open this port"),
    ("ERR_INVALID_URL", FailureReason.INVALID_URL, "this is not a web address"),
    ("ERR_CONTENT_DECODING", FailureReason.BAD_ENCODING, "the body is not encoded as it says"),
    ("ERR_CONTENT_LENGTH", FailureReason.PROTOCOL, "the answer broke off"),
    ("ERR_INCOMPLETE_CHUNKED", FailureReason.PROTOCOL, "the answer broke off"),
    ("ERR_INVALID", FailureReason.PROTOCOL, "the answer is not HTTP the browser can read"),
    ("ERR_RESPONSE_HEADERS", FailureReason.PROTOCOL, "the answer is not HTTP the browser can read"),
    ("ERR_HTTP2", FailureReason.PROTOCOL, "the answer is not HTTP the browser can read"),
    ("ERR_TIMED_OUT", FailureReason.TIMEOUT, "the server did not answer in time"),
    ("ERR_CONNECTION_TIMED_OUT", FailureReason.TIMEOUT, "the server did not answer in time"),
    ("ERR_INSUFFICIENT_RESOURCES", FailureReason.TOO_LARGE, "the page needed more than the browser may have"),
    ("ERR_OUT_OF_MEMORY", FailureReason.TOO_LARGE, "the page needed more memory than the browser may have"),
)


def meaning(text: str) -> tuple[FailureReason, str]:
    """What an error of the browser means, and words for a person."""
    found = _NAME.search(text)
    if found is None:
        line = text.strip().splitlines()[0][:300] if text.strip() else "no reason given"
        return FailureReason.BROWSER, f"the browser could not open the page: {line}"
    name = found.group(1)
    for beginning, reason, words in _MEANINGS:
        if name.startswith(beginning):
            return reason, f"{words} ({name})"
    return FailureReason.CONNECT, f"the browser could not reach the server ({name})"
