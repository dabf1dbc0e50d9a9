"""What a capture keeps as evidence of how it came: every request, who answered it, and with which certificate."""

from __future__ import annotations

import hashlib
import ssl

import trustme

from monitor.fetch import FetchOptions
from monitor.fetch.tls_peer import browser_tls_peer
from tests.fetch.conftest import NOON, SMALL, got, run, source
from tests.servers.http import WebServer, page, redirect


def test_every_request_is_kept_with_what_was_asked_and_who_answered(server: WebServer) -> None:
    url = server.on("/a", redirect("/b", 302, X_Why="moved"))
    server.on("/b", page("list"))
    capture = got(run(source(url))[0])
    first, last = capture.legs
    assert (first.url, first.status, last.url, last.status) == (url, 302, server.url("/b"), 200)
    assert dict(first.headers)["Location"] == "/b"
    assert last.headers == ()  # they are the capture's
    assert first.peer == last.peer == f"127.0.0.1:{server.port}"
    assert first.began_at == NOON
    asked = {name.lower(): value for name, value in last.request}
    assert asked["host"] == f"127.0.0.1:{server.port}"
    assert asked["user-agent"].startswith("SubprocessorMonitor/")
    assert first.tls is None


def test_what_may_be_secret_is_named_but_withheld(server: WebServer) -> None:
    address = server.on("/a", page("list"))
    url = address.replace("http://", "http://ada:lovelace@")
    capture = got(run(source(url, headers={"X-Api-Key": "s3cret"}))[0])
    asked = {name.lower(): value for name, value in capture.legs[0].request}
    assert (asked["authorization"], asked["x-api-key"]) == ("(withheld)", "(withheld)")
    assert "s3cret" not in str(capture.legs)
    assert "lovelace" not in str(capture.legs)


def test_the_certificate_is_kept_by_its_fingerprint_names_and_validity() -> None:
    authority = trustme.CA(organization_name="Some CA")
    issued = authority.issue_cert("127.0.0.1", organization_name="Acme Ltd")
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issued.configure_cert(served)
    with authority.cert_pem.tempfile() as ca_file, WebServer(tls=served) as server:
        options = FetchOptions(ca_file=ca_file, allow_networks=SMALL.allow_networks)
        capture = got(run(source(server.on("/", page("list"))), options=options)[0])
    (leg,) = capture.legs
    assert leg.tls is not None
    der = ssl.PEM_cert_to_DER_cert(issued.cert_chain_pems[0].bytes().decode())
    assert leg.tls.certificate_sha256 == hashlib.sha256(der).hexdigest()
    assert leg.tls.version == "TLSv1.3"
    assert leg.tls.cipher.startswith("TLS_")
    assert "O=Acme Ltd" in leg.tls.subject
    assert "O=Some CA" in leg.tls.issuer
    assert leg.tls.not_before < leg.tls.not_after


def test_what_a_browser_tells_of_a_connection_is_kept_without_a_fingerprint() -> None:
    told = {
        "protocol": "TLS 1.3",
        "subjectName": "acme.example",
        "issuer": "R3",
        "validFrom": 1.0,
        "validTo": 2.0,
    }
    peer = browser_tls_peer(told)
    assert peer is not None
    assert (peer.version, peer.subject, peer.issuer) == ("TLSv1.3", "CN=acme.example", "CN=R3")
    assert peer.not_before == "1970-01-01T00:00:01+00:00"
    assert peer.certificate_sha256 is None
    assert browser_tls_peer(None) is None
    assert browser_tls_peer({}) is None
    assert browser_tls_peer({"protocol": "TLS 1.3", "validFrom": 1e300}) is not None
