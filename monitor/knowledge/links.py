"""Addresses for comparing: redirects undone, tracking left out, the registrable domain. Nothing is fetched.

Which services wrap addresses and which parameters track is data: ``link_wrappers.yaml``, ``tracking.yaml``.
"""

from __future__ import annotations

import base64
import binascii
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from monitor.knowledge import load

if TYPE_CHECKING:
    from tldextract import TLDExtract

_MAX_WRAPS = 5  # an address wrapped more often than this is a trick, not a link
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ADDRESS = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_ARCHIVE = re.compile(r"^/web/\d{1,14}[a-z_]*/(.+)$", re.IGNORECASE)
_PROOFPOINT_V3 = re.compile(r"^/v3/__(.+?)__;")
_CLOUDFLARE_MAIL = re.compile(r"/cdn-cgi/l/email-protection#([0-9a-f]{4,})$", re.IGNORECASE)


@lru_cache(maxsize=16_384)
def unwrap(url: str) -> str:
    """The address behind redirects and mail filters, without tracking parameters; otherwise as given.

    A Cloudflare-hidden mail address becomes ``mailto:``. What cannot be read as an address comes back unchanged.
    """
    current = url.strip()
    for _ in range(_MAX_WRAPS):
        inner = _unwrap_once(current)
        if inner is None or inner == current:
            break
        current = inner
    return _without_tracking(current)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for a port that is no number
    except ValueError:
        return None
    return parts


def _unwrap_once(url: str) -> str | None:
    parts = _split(url)
    if parts is None:
        return None
    hidden = _CLOUDFLARE_MAIL.search(url)
    if hidden:
        return decode_cloudflare_mail(hidden.group(1))
    host = (parts.hostname or "").lower()
    if not host:
        return None
    for rule in load("link_wrappers")["wrappers"]:
        if _host_fits(rule["host"], host) and parts.path.startswith(rule.get("path", "")):
            target = _target(rule, parts)
            if target:
                return target
    return None


def _host_fits(pattern: str, host: str) -> bool:
    if pattern.startswith("*."):
        return host == pattern[2:] or host.endswith(pattern[1:])
    if pattern.endswith(".*"):
        rest = host.removeprefix(pattern[:-1])
        return rest != host and rest.count(".") <= 1  # google.de, google.co.uk; never google.evil.example.com
    return host == pattern


def _target(rule: dict[str, Any], parts: SplitResult) -> str | None:
    codec = rule.get("codec")
    if codec:
        return _address(_CODECS[codec](parts))
    given = {key.lower(): value for key, value in parse_qsl(parts.query)}
    return next((t for p in rule["params"] if (t := _address(given.get(p.lower(), "")))), None)


def _address(text: str | None) -> str | None:
    """The text, if it is an address of a page or a mailbox."""
    if not text:
        return None
    return text if text.lower().startswith(("http://", "https://", "mailto:")) else None


def _proofpoint_v2(parts: SplitResult) -> str | None:
    given = dict(parse_qsl(parts.query)).get("u")
    return unquote(given.replace("-", "%").replace("_", "/")) if given else None


def _proofpoint_v3(parts: SplitResult) -> str | None:
    found = _PROOFPOINT_V3.match(parts.path + ("?" + parts.query if parts.query else ""))
    if not found:
        return None
    return re.sub(r"^(https?):/(?!/)", r"\1://", found.group(1))


def _archived(parts: SplitResult) -> str | None:
    found = _ARCHIVE.match(parts.path)
    if not found:
        return None
    target = re.sub(r"^(https?):/(?!/)", r"\1://", found.group(1))
    target = target if _ADDRESS.match(target) else f"http://{target}"
    return f"{target}?{parts.query}" if parts.query else target


def _bing(parts: SplitResult) -> str | None:
    given = dict(parse_qsl(parts.query)).get("u", "")
    if not given.startswith("a1"):
        return None
    try:
        return base64.urlsafe_b64decode(given[2:] + "=" * (-len(given[2:]) % 4)).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None


_CODECS = {
    "query": lambda parts: unquote(parts.query),
    "proofpoint_v2": _proofpoint_v2,
    "proofpoint_v3": _proofpoint_v3,
    "archive": _archived,
    "bing": _bing,
}


def decode_cloudflare_mail(code: str) -> str | None:
    """The mail address behind Cloudflare's ``data-cfemail`` (hexadecimal), as ``mailto:…``; None where it is none."""
    try:
        data = bytes.fromhex(code)
        address = bytes(b ^ data[0] for b in data[1:]).decode("utf-8")
    except (ValueError, IndexError, UnicodeDecodeError):
        return None
    return f"mailto:{address}" if "@" in address else None


@cache
def _tracking() -> tuple[tuple[str, ...], frozenset[str]]:
    data = load("tracking")
    return tuple(data["prefixes"]), frozenset(data["names"])


def is_tracking(parameter: str) -> bool:
    """Whether a query parameter only says where a visitor came from."""
    prefixes, names = _tracking()
    low = parameter.lower()
    return low in names or low.startswith(prefixes)


def _without_tracking(url: str) -> str:
    if "?" not in url:
        return url
    parts = _split(url)
    if parts is None or not parts.query:
        return url
    pieces = parts.query.split("&")
    kept = [piece for piece in pieces if piece and not is_tracking(unquote(piece.partition("=")[0]))]
    if len(kept) == len(pieces):
        return url
    return urlunsplit(parts._replace(query="&".join(kept)))


@cache
def _suffixes() -> TLDExtract:
    from tldextract import TLDExtract  # a tenth of a second that most commands never need

    # No addresses and no cache folder: the list of public suffixes bundled with the library, never the network.
    return TLDExtract(
        suffix_list_urls=(), cache_dir=None, fallback_to_snapshot=True, include_psl_private_domains=True
    )


@lru_cache(maxsize=16_384)
def registrable_domain(url: str) -> str | None:
    """The domain somebody registered (``cloud.google.com`` -> ``google.com``), after ``unwrap``.

    For hosting domains under which anybody may have a name (``acme.github.io``) it is that name. A mail address gives
    the domain of its mailbox. None where the text is no address, or its host is a number or a bare word.
    """
    address = unwrap(url)
    if address.lower().startswith("mailto:"):
        address = address[7:].partition("?")[0].rpartition("@")[2]
    elif not _ADDRESS.match(address) and not address.startswith("//") and "@" in address:
        address = address.rpartition("@")[2]
    found = _suffixes()(address)
    return _ascii_host(found.top_domain_under_public_suffix) or None


@lru_cache(maxsize=16_384)
def comparable(url: str) -> str:
    """An address in the form in which two that lead to the same page are equal.

    Redirects and tracking undone; scheme, ``www.``, default port, index page, trailing slash, order of parameters,
    case of the host and spelling of escapes do not count; nor does a fragment, unless it is a route (``#/…``, ``#!…``).
    """
    address = unwrap(url)
    if address.lower().startswith("mailto:"):
        return "mailto:" + unquote(address[7:].partition("?")[0]).strip().lower()
    parts = _split(
        address if _ADDRESS.match(address) or address.startswith(("/", "#", "?")) else f"//{address}"
    )
    if parts is None:
        return address
    host = _ascii_host((parts.hostname or "").rstrip(".")).removeprefix("www.")
    scheme = parts.scheme.lower()
    if parts.port and parts.port != _DEFAULT_PORTS.get(scheme, 443 if not scheme else None):
        host = f"{host}:{parts.port}"
    path = quote(unquote(_INDEX.sub("/", parts.path)), safe="/:@!$&'()*+,;=~-._").rstrip("/")
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    fragment = parts.fragment if parts.fragment.startswith(("/", "!")) else ""
    lead = f"{scheme}:" if scheme not in {"", "http", "https"} else ""
    return f"{lead}{host}{path}{'?' + query if query else ''}{'#' + fragment if fragment else ''}"


def _ascii_host(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii").lower() if not host.isascii() else host.lower()
    except UnicodeError:
        return host.lower()
