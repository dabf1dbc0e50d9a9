"""One POST, for the channels that speak HTTP themselves."""

from __future__ import annotations

import ssl
from functools import cache
from typing import Any

import httpx


def post(url: str, *, verified: bool, connect_s: float, read_s: float, **request: Any) -> httpx.Response:
    """Post and return the answer, redirects not followed. Raises ``httpx.HTTPError`` and ``httpx.InvalidURL``."""
    timeout = httpx.Timeout(read_s, connect=connect_s)
    return httpx.post(
        url, timeout=timeout, verify=_trusted() if verified else False, follow_redirects=False, **request
    )


def may_have_arrived(error: Exception) -> bool:
    """Whether the request was on its way when this happened: then a repeat may be a duplicate."""
    return not isinstance(
        error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.InvalidURL)
    )


@cache
def _trusted() -> ssl.SSLContext:
    """The system's certificates, read once: reading them takes longer than a whole send."""
    return ssl.create_default_context()
