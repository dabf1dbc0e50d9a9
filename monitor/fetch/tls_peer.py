"""Who answered over TLS, as evidence: the certificate's fingerprint, names and validity, and what was negotiated."""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from monitor.model import TlsPeer

_SHORT = {
    "commonName": "CN",
    "organizationName": "O",
    "organizationalUnitName": "OU",
    "countryName": "C",
    "localityName": "L",
    "stateOrProvinceName": "ST",
}


def tls_peer(connection: ssl.SSLObject | ssl.SSLSocket | None) -> TlsPeer | None:
    """The other end of a verified connection; None without encryption."""
    if connection is None:
        return None
    der = connection.getpeercert(binary_form=True)
    told = connection.getpeercert() or {}
    cipher = connection.cipher()
    return TlsPeer(
        version=connection.version() or "",
        cipher=cipher[0] if cipher else "",
        certificate_sha256=hashlib.sha256(der).hexdigest() if der else None,
        subject=_name(told.get("subject", ())),
        issuer=_name(told.get("issuer", ())),
        not_before=_day(told.get("notBefore")),
        not_after=_day(told.get("notAfter")),
    )


def browser_tls_peer(told: Mapping[str, Any] | None) -> TlsPeer | None:
    """The same from what a browser tells of a connection (it shows no certificate); None where it tells nothing."""
    if not told or not told.get("protocol"):
        return None
    version = str(told["protocol"]).replace("TLS ", "TLSv")
    names = {key: f"CN={told[key]}" if told.get(key) else "" for key in ("subjectName", "issuer")}
    return TlsPeer(
        version,
        subject=names["subjectName"],
        issuer=names["issuer"],
        not_before=_instant(told.get("validFrom")),
        not_after=_instant(told.get("validTo")),
    )


def _name(parts: Any) -> str:
    """A distinguished name on one line (after RFC 4514, in the order of the certificate)."""
    pairs = [pair for part in parts for pair in part]
    return ",".join(f"{_SHORT.get(key, key)}={value}" for key, value in pairs)


def _day(text: object) -> str:
    return _instant(ssl.cert_time_to_seconds(text)) if isinstance(text, str) else ""


def _instant(seconds: object) -> str:
    if not isinstance(seconds, int | float):
        return ""
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (OverflowError, ValueError, OSError):
        return ""
