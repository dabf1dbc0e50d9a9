"""Addresses and the way from one to the next, hop by hop."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from urllib.parse import unquote

import httpx

from monitor.fetch.problem import FetchProblemError
from monitor.model import FailureReason

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """A web address to ask: without fragment and without user and password, which travel as a header instead."""

    url: httpx.URL
    authorization: str | None = None

    @property
    def host(self) -> str:
        """The host, lower case, without brackets."""
        return self.url.host

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port (RFC 6454): what secrets may be sent back to."""
        return self.url.scheme, self.url.host, self.url.port or _PORTS.get(self.url.scheme, 0)

    def __str__(self) -> str:
        return str(self.url)


def parse(text: str) -> Address:
    """A source's address. Raises FetchProblemError for one that cannot be fetched, and says why."""
    try:
        url = httpx.URL(text.strip())
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchProblemError(
            FailureReason.INVALID_URL, f"{text!r} is not a web address: {error}"
        ) from error
    if not url.scheme:
        raise FetchProblemError(
            FailureReason.INVALID_URL, f"{text!r} is not a web address: https:// is missing"
        )
    if url.scheme not in _PORTS:
        raise FetchProblemError(
            FailureReason.UNSUPPORTED_SCHEME,
            f"{url.scheme}: addresses are not fetched, only http and https are",
        )
    if (wrong := _wrong_host(url)) is not None:
        raise FetchProblemError(FailureReason.INVALID_URL, f"{text!r} is not a web address: {wrong}")
    return _bare(url)


def _wrong_host(url: httpx.URL) -> str | None:
    """What is wrong with the host, by the lengths of RFC 1035; None where nothing is."""
    host = url.raw_host
    if not host:
        return "it names no host"
    labels = host.rstrip(b".").split(b".")
    if len(host) > 253 or not all(0 < len(label) <= 63 for label in labels):
        return "its host name has parts that are empty or too long"
    return None


def _bare(url: httpx.URL) -> Address:
    if not url.userinfo and not url.fragment:
        return Address(url)  # the usual case: making another of the same is a third of a fetch's parsing
    authorization = None
    if url.userinfo:
        user, _, password = url.userinfo.decode("ascii").partition(":")
        pair = f"{unquote(user)}:{unquote(password)}".encode()
        authorization = "Basic " + base64.b64encode(pair).decode("ascii")
    return Address(url.copy_with(username=None, password=None, fragment=None), authorization)


def without_secrets(text: str) -> str:
    """The address as it may be shown: user and password left out, all else as written."""
    if "@" not in text:
        return text
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        return text
    return str(url.copy_with(username=None, password=None)) if url.userinfo else text


def _bad(words: str, status: int) -> FetchProblemError:
    return FetchProblemError(FailureReason.BAD_REDIRECT, words, status=status)


def follow(here: Address, response: httpx.Response) -> tuple[Address, str]:
    """Where a redirect leads, and its Location as the server wrote it. Raises FetchProblemError.

    Once on https we stay on https: a redirect down to http is asked for as https, as browsers do for hosts that
    demand it. Servers behind a TLS-terminating proxy often send such redirects by mistake.
    """
    status = response.status_code
    location = response.headers.get("location", "").strip()
    if not location:
        raise _bad(f"{status} without a Location: the server does not say where the page went", status)
    try:
        url = here.url.join(location)
    except (httpx.InvalidURL, ValueError) as error:
        raise _bad(
            f"the server redirects to {location[:200]!r}, which is not a web address: {error}", status
        ) from error
    if url.scheme not in _PORTS:
        raise _bad(
            f"the server redirects to a {url.scheme}: address; only http and https are followed", status
        )
    if (wrong := _wrong_host(url)) is not None:
        raise _bad(f"the server redirects to {location[:200]!r}: {wrong}", status)
    if here.url.scheme == "https" and url.scheme == "http":
        if url.port not in {None, 80}:
            raise _bad(
                f"the server redirects from https down to {location[:200]!r}, without encryption", status
            )
        url = url.copy_with(scheme="https", port=None)
        if url == here.url:
            raise _bad(
                f"the server redirects from https down to {location[:200]!r}, without encryption", status
            )
    # A password in a redirect is the server's invention, not the user's: it is dropped.
    return Address(_bare(url).url), location


def same_owner(start: Address, here: Address) -> bool:
    """May headers and passwords a person set for ``start`` go to ``here``: its origin, or its own step to https."""
    upgraded = start.origin == ("http", here.host, 80) and here.origin == ("https", here.host, 443)
    return upgraded or here.origin == start.origin
