"""One POST, for the channels that speak HTTP themselves."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from functools import cache
from typing import Any

import httpx
from apprise.plugins.base import NotifyBase
from selectolax.lexbor import LexborHTMLParser

from monitor.alert.answers import SendResult, of_http, retry_after, transient
from monitor.model.display import clip, one_line

_LONGEST_ANSWER = 20_000  # characters of an answer that are looked at
_WORDS = 200  # characters of it that are kept


def post(plugin: NotifyBase, url: str, *, service: str, **request: Any) -> httpx.Response | SendResult:
    """Post as the plugin's address says and return the answer, redirects not followed; without one, how that counts.

    service: whom the answer was expected from, for the attempt log.
    """
    timeout = httpx.Timeout(max(plugin.socket_read_timeout, 10.0), connect=plugin.socket_connect_timeout)
    verify = _trusted() if plugin.verify_certificate else False
    try:
        return httpx.post(url, timeout=timeout, verify=verify, follow_redirects=False, **request)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        arrived = _may_have_arrived(error)
        what = ("no answer from " if arrived else "no connection to ") + service
        return transient(f"{what}: {error or type(error).__name__}", maybe_sent=arrived)


def refused(response: httpx.Response) -> SendResult:
    """The result of an answer that was not a success."""
    wait = retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
    return of_http(response.status_code, _words(response.text), wait)


def _words(answer: str) -> str:
    """What a server says of its refusal, in a line: of a page its text where that is short, or else its title."""
    begin = answer[:_LONGEST_ANSWER].strip()
    if not begin.startswith("<"):
        return one_line(begin, _WORDS)
    page = LexborHTMLParser(begin)
    named = page.css_first("title")
    title = one_line(named.text()) if named else ""
    page.strip_tags(["script", "style", "title"])
    text = one_line(page.root.text(separator=" ")) if page.root else ""
    return clip(title if title and (not text or len(text) > _WORDS) else text, _WORDS)


def _may_have_arrived(error: Exception) -> bool:
    """Whether the request was on its way when this happened: then a repeat may be a duplicate."""
    return not isinstance(
        error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.InvalidURL)
    )


@cache
def _trusted() -> ssl.SSLContext:
    """The system's certificates, read once: reading them takes longer than a whole send."""
    return ssl.create_default_context()
