"""Captures as WARC: other programs read them, the bodies are the very bytes, and no header makes another one."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from monitor.evidence.warc import warc
from monitor.model import Capture, Hop, Leg, TlsPeer

AT = datetime(2026, 11, 2, 6, 0, 0, 250_000, tzinfo=UTC)
URL = "https://acme.example/sub-processors?x=1"


def capture(body: bytes = b"<p>Alpha</p>", **more: object) -> Capture:
    tls = TlsPeer("TLSv1.3", "TLS_AES_256_GCM_SHA384", "ab" * 32, "CN=acme.example", "CN=Some CA")
    legs = (
        Leg("http://acme.example/old", AT, (("Host", "acme.example"),), 301, (("Location", URL), ("X-A", "1"))),
        Leg(URL, AT, (("Host", "acme.example"), ("Authorization", "(withheld)")), 200, (), "[2001:db8::7]:443", tls),
    )  # fmt: skip
    fields: dict[str, object] = {
        "headers": (("Content-Type", "text/html"), ("Content-Encoding", "br"), ("Content-Length", "7")),
        "redirects": (Hop("http://acme.example/old", 301, URL),),
        "peer": "[2001:db8::7]:443",
        "elapsed_s": 0.5,
        "legs": legs,
    } | more
    return Capture(URL, URL, 200, fields.pop("headers"), body, AT, **fields)  # type: ignore[arg-type]


def records(data: bytes) -> list[tuple[str, str | None, object, bytes]]:
    """(type, address, HTTP headers, payload) of each record, as the library reads them, digests checked."""
    found = []
    for record in ArchiveIterator(io.BytesIO(data), check_digests="raise"):
        payload = record.content_stream().read()
        found.append((record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), record, payload))
    return found


def test_it_tells_the_whole_way_and_its_bodies_are_the_very_bytes() -> None:
    found = records(warc(capture(), number=7, tool="1"))
    assert [kind for kind, *_ in found] == [
        "warcinfo",
        "request",
        "response",
        "request",
        "response",
        "metadata",
    ]
    _, address, redirect, payload = found[2]
    assert (address, payload) == ("http://acme.example/old", b"")
    assert redirect.http_headers.get_statuscode() == "301"
    assert redirect.http_headers.get_header("X-A") == "1"
    _, _, request, _ = found[3]
    assert request.http_headers.get_header("Authorization") == "(withheld)"
    assert request.http_headers.statusline.endswith("/sub-processors?x=1 HTTP/1.1") or "GET" in str(
        request.http_headers
    )
    _, address, answer, payload = found[4]
    assert (address, payload) == (URL, b"<p>Alpha</p>")
    assert answer.rec_headers.get_header("X-Capture") == "7"
    assert answer.rec_headers.get_header("WARC-IP-Address") == "2001:db8::7"
    assert answer.rec_headers.get_header("WARC-Date") == "2026-11-02T06:00:00.250000Z"
    digest = "sha256:" + hashlib.sha256(b"<p>Alpha</p>").hexdigest()
    assert answer.rec_headers.get_header("WARC-Payload-Digest") == digest


def test_headers_that_spoke_of_the_packed_form_are_kept_under_another_name() -> None:
    answer = records(warc(capture(), number=7, tool="1"))[4][2]
    assert answer.http_headers.get_header("Content-Encoding") is None
    assert answer.http_headers.get_header("X-Archive-Orig-Content-Encoding") == "br"
    assert answer.http_headers.get_header("Content-Length") == "12"


def test_the_metadata_holds_what_was_received_and_the_certificate() -> None:
    told = json.loads(records(warc(capture(), number=7, tool="1"))[-1][3])
    assert told["headers_as_received"][1] == ["Content-Encoding", "br"]
    assert told["legs"][1]["tls"]["certificate_sha256"] == "ab" * 32
    assert told["legs"][0]["tls"] is None


def test_what_a_browser_made_is_no_answer_of_the_server() -> None:
    found = records(warc(capture(browser=True, picture=b"PNG"), number=7, tool="1"))
    assert [kind for kind, *_ in found][-3:] == ["resource", "metadata", "conversion"]
    assert found[-3][3] == b"<p>Alpha</p>"
    assert found[-1][3] == b"PNG"


def test_the_same_capture_makes_the_same_bytes() -> None:
    assert warc(capture(), number=7, tool="1") == warc(capture(), number=7, tool="1")


def test_a_capture_whose_way_is_not_known_is_written_too() -> None:
    found = records(warc(capture(legs=()), number=7, tool="1"))
    assert [kind for kind, *_ in found] == ["warcinfo", "response", "response", "metadata"]


@given(st.text(max_size=40), st.text(max_size=40), st.binary(max_size=200), st.integers(0, 999))
def test_hostile_headers_never_make_a_record_or_a_header_of_their_own(
    name: str, value: str, body: bytes, status: int
) -> None:
    headers = ((name, value), ("X-Last", "\r\nWARC/1.1\r\nX-Forged: 1\r\n\r\n"))
    data = warc(
        Capture(
            URL, URL, status, headers, body, AT, redirects=(Hop("http://a.example/" + value, 302, value),)
        ),
        number=1,
        tool="1",
    )
    found = records(data)
    assert [kind for kind, *_ in found] == ["warcinfo", "response", "response", "metadata"]
    assert found[2][3] == body
    assert found[2][2].http_headers.get_header("X-Forged") is None
