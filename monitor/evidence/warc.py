"""Captures as WARC 1.1 (ISO 28500): what was asked, every redirect, the answer, and how it was come by.

The body is kept as the page was read: unpacked from gzip and its like. So the headers that spoke of the packed form
are renamed (``X-Archive-Orig-…``, as web archives do), and a metadata record holds all headers as they came. What a
browser's scripts made of a page is no answer of the server: it is a ``resource``, its picture a ``conversion``.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from monitor.model import Capture, Hop, Leg

_NAMESPACE = uuid.UUID("6f0c3a3e-5d0c-5f57-9d8e-2d6b7a6f1c11")
_NO_NAME = re.compile(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]")  # what RFC 9110 section 5.6.2 does not allow in a name
_ASCII = "".join(map(chr, range(32, 127)))
_TARGET = "".join(map(chr, range(33, 127)))
_PACKED = {"content-encoding", "transfer-encoding", "content-length"}
Pairs = Sequence[tuple[str, str]]


def warc(capture: Capture, *, number: int, tool: str) -> bytes:
    """A WARC file of one capture. Pure: the same capture, the same bytes.

    number: of the capture in the store; the record with the body says it (``X-Capture``).
    """
    return _File(capture, number, tool).written()


class _File:
    def __init__(self, capture: Capture, number: int, tool: str) -> None:
        self.capture, self.number, self.tool = capture, number, tool
        self.out = io.BytesIO()
        self.writer = WARCWriter(self.out, gzip=False, warc_version="1.1")
        self.count = 0

    def written(self) -> bytes:
        capture = self.capture
        info = f"software: subprocessor-monitor {self.tool}\r\nformat: WARC File Format 1.1\r\n"
        self._add("warcinfo", None, info.encode(), capture.fetched_at, kind="application/warc-fields")
        legs = capture.legs
        for at, hop in enumerate(capture.redirects):
            self._redirect(hop, legs[at] if at < len(legs) else None)
        last = legs[-1] if legs else None
        if last is not None and last.request:
            self._request(last.url, last.request, last.began_at)
        if capture.browser:
            kind = capture.header("content-type") or "text/html"
            body = self._add("resource", capture.final_url, capture.body, capture.fetched_at, kind=kind)
        else:
            headers = StatusAndHeaders(_status(capture.status), _unpacked(capture), "HTTP/1.1")
            body = self._add("response", capture.final_url, capture.body, capture.fetched_at, http=headers)
        told = json.dumps(self._told(), ensure_ascii=False, indent=1).encode()
        self._add(
            "metadata", capture.final_url, told, capture.fetched_at, kind="application/json", about=body
        )
        if capture.picture is not None:
            self._add(
                "conversion",
                capture.final_url,
                capture.picture,
                capture.fetched_at,
                kind="image/png",
                about=body,
            )
        return self.out.getvalue()

    def _told(self) -> dict[str, Any]:
        capture = self.capture
        return {
            "capture": self.number,
            "requested_url": capture.requested_url,
            "final_url": capture.final_url,
            "status": capture.status,
            "fetched_at": capture.fetched_at.isoformat(),
            "elapsed_s": capture.elapsed_s,
            "peer": capture.peer,
            "browser": capture.browser,
            "headers_as_received": [list(pair) for pair in capture.headers],
            "legs": [_leg(leg) for leg in capture.legs],
        }

    def _redirect(self, hop: Hop, leg: Leg | None) -> None:
        at = leg.began_at if leg is not None else self.capture.fetched_at
        if leg is not None and leg.request:
            self._request(hop.url, leg.request, at)
        pairs = list(leg.headers) if leg is not None and leg.headers else [("Location", hop.location)]
        headers = StatusAndHeaders(_status(hop.status), _renamed(pairs, 0), "HTTP/1.1")
        self._add("response", hop.url, b"", at, http=headers)

    def _request(self, url: str, pairs: Pairs, at: datetime) -> None:
        path = url.split("://", 1)[-1]
        path = "/" + path.split("/", 1)[1] if "/" in path else "/"
        headers = StatusAndHeaders(
            f"GET {quote(path, safe=_TARGET)} HTTP/1.1", _lines(pairs), is_http_request=True
        )
        self._add("request", url, b"", at, http=headers)

    def _add(
        self,
        type: str,
        url: str | None,
        payload: bytes,
        at: datetime,
        *,
        kind: str | None = None,
        http: StatusAndHeaders | None = None,
        about: str | None = None,
    ) -> str:
        """Write a record; returns its id, which depends on nothing but the capture and the place."""
        self.count += 1
        seed = f"{self.number} {self.capture.fetched_at.isoformat()} {self.count} {type}"
        name = f"<urn:uuid:{uuid.uuid5(_NAMESPACE, seed)}>"
        digest = "sha256:" + hashlib.sha256(payload).hexdigest()
        url = quote(url, safe=_TARGET) if url is not None else None
        headers = {"WARC-Record-ID": name, "WARC-Date": _date(at), "WARC-Payload-Digest": digest}
        if about is not None:
            headers["WARC-Refers-To" if type == "conversion" else "WARC-Concurrent-To"] = about
        if type in {"response", "resource"}:
            headers["X-Capture"] = str(self.number)
            if self.capture.peer is not None:
                headers["WARC-IP-Address"] = self.capture.peer.rpartition(":")[0].strip("[]")
        record = self.writer.create_warc_record(
            url,
            type,
            payload=io.BytesIO(payload),
            length=len(payload),
            warc_content_type=kind or "",
            warc_headers_dict=headers,
            http_headers=http,
        )
        self.writer.write_record(record)
        return name


def _date(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} -"


def _lines(pairs: Pairs) -> list[tuple[str, str]]:
    """Headers that can begin neither another header nor a record; the metadata record has them as received."""
    return [(_NO_NAME.sub("-", name) or "-", _plain(value)) for name, value in pairs]


def _plain(text: str) -> str:
    one_line = "".join(c if c.isprintable() else " " for c in text).strip()
    return quote(one_line, safe=_ASCII)


def _renamed(pairs: Pairs, length: int) -> list[tuple[str, str]]:
    lines = [
        (f"X-Archive-Orig-{name}" if name.lower() in _PACKED else name, value)
        for name, value in _lines(pairs)
    ]
    return [*lines, ("Content-Length", str(length))]


def _unpacked(capture: Capture) -> list[tuple[str, str]]:
    return _renamed(capture.headers, len(capture.body))


def _leg(leg: Leg) -> dict[str, Any]:
    tls = leg.tls
    return {
        "url": leg.url,
        "began_at": leg.began_at.isoformat(),
        "status": leg.status,
        "peer": leg.peer,
        "request": [list(pair) for pair in leg.request],
        "headers": [list(pair) for pair in leg.headers],
        "tls": None
        if tls is None
        else {
            "version": tls.version,
            "cipher": tls.cipher,
            "certificate_sha256": tls.certificate_sha256,
            "subject": tls.subject,
            "issuer": tls.issuer,
            "not_before": tls.not_before,
            "not_after": tls.not_after,
        },
    }
