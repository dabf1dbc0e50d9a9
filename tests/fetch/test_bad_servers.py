"""Whatever a server does, the outcome is a reason from the closed list, in plain words, in bounded time and memory."""

from __future__ import annotations

import gzip
import ssl
import zlib
from collections.abc import Iterator
from dataclasses import replace

import brotli
import pytest
import trustme
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.fetch import FetchOptions
from monitor.model import FailureReason
from tests.fetch.conftest import NOON, SMALL, failed, got, run, source
from tests.servers.http import WebServer, endless, head, page, raw, silent


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, FailureReason.FORBIDDEN),
        (403, FailureReason.FORBIDDEN),
        (451, FailureReason.FORBIDDEN),
        (404, FailureReason.NOT_FOUND),
        (410, FailureReason.GONE),
        (418, FailureReason.CLIENT_ERROR),
        (429, FailureReason.RATE_LIMITED),
        (500, FailureReason.SERVER_ERROR),
        (503, FailureReason.SERVER_ERROR),
        (599, FailureReason.SERVER_ERROR),
        (202, FailureReason.UNEXPECTED_STATUS),
        (206, FailureReason.UNEXPECTED_STATUS),
        (304, FailureReason.UNEXPECTED_STATUS),
        (300, FailureReason.UNEXPECTED_STATUS),
        (204, FailureReason.EMPTY),
    ],
)
def test_a_status_that_is_no_page_is_a_failure_with_its_reason(
    server: WebServer, status: int, reason: FailureReason
) -> None:
    url = server.on("/", page("" if status in {204, 304} else "<p>sorry</p>", status))
    failure = failed(run(source(url))[0])
    assert failure.reason is reason
    assert failure.status == status
    assert failure.detail.startswith(str(status))
    assert failure.failed_at == NOON
    assert len(server.requests) == 1, "failures are not retried here; the schedule does that"


def test_a_bot_challenge_is_a_refusal_whatever_its_status(server: WebServer) -> None:
    url = server.on("/", page("<p>checking your browser</p>", 503, cf_mitigated="challenge"))
    assert failed(run(source(url))[0]).reason is FailureReason.FORBIDDEN


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("Mon, 23 Nov 2026 12:05:00 GMT", 300.0),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0.0),
        ("999999999", 86_400.0),
        ("soon", None),
    ],
)
def test_how_long_to_wait_after_429_is_kept_in_seconds(
    server: WebServer, value: str, seconds: float | None
) -> None:
    failure = failed(run(source(server.on("/", page("slow down", 429, retry_after=value))))[0])
    assert failure.reason is FailureReason.RATE_LIMITED
    assert failure.retry_after_s == seconds
    assert ("retry-after", value) in failure.headers


@pytest.mark.parametrize("body", [b"", b" \r\n\t "])
def test_200_with_nothing_is_empty_and_no_page(server: WebServer, body: bytes) -> None:
    assert failed(run(source(server.on("/", page(body))))[0]).reason is FailureReason.EMPTY


def test_a_body_of_500_megabytes_is_refused_by_its_length_before_it_is_read(server: WebServer) -> None:
    url = server.on("/", endless(head(200, {"Content-Length": "500000000"})))
    failure = failed(run(source(url))[0])
    assert failure.reason is FailureReason.TOO_LARGE
    assert "200,000" in failure.detail


def test_a_body_without_a_length_is_cut_off_at_the_limit(server: WebServer) -> None:
    url = server.on("/", endless(head(200, {"Connection": "close"})))
    ok = server.on("/ok", page("fine"))
    large, after = run(source(url), source(ok))
    assert failed(large).reason is FailureReason.TOO_LARGE
    assert got(after).body == b"fine", "the fetcher goes on as if nothing had been"
    assert server.closed_early >= 1


def test_a_body_that_drips_for_ever_ends_with_the_time_for_the_whole_fetch(server: WebServer) -> None:
    options = FetchOptions(total_timeout_s=0.5, read_timeout_s=5, allow_networks=SMALL.allow_networks)
    url = server.on("/", endless(head(200, {"Connection": "close"}), b".", every_s=0.05))
    assert failed(run(source(url), options=options)[0]).reason is FailureReason.TOO_SLOW


def test_headers_that_drip_for_ever_end_likewise(server: WebServer) -> None:
    options = FetchOptions(total_timeout_s=0.5, read_timeout_s=5, allow_networks=SMALL.allow_networks)
    url = server.on("/", endless(b"HTTP/1.1 200 OK\r\nX: ", b"y", every_s=0.05))
    assert failed(run(source(url), options=options)[0]).reason is FailureReason.TOO_SLOW


def test_a_server_that_never_answers_is_a_timeout(server: WebServer) -> None:
    options = FetchOptions(read_timeout_s=0.3, allow_networks=SMALL.allow_networks)
    assert failed(run(source(server.on("/", silent())), options=options)[0]).reason is FailureReason.TIMEOUT


def test_a_flood_of_headers_is_not_read_to_its_end(server: WebServer) -> None:
    many = b"".join(b"X-%d: y\r\n" % number for number in range(5_000))
    failure = failed(run(source(server.on("/", endless(b"HTTP/1.1 200 OK\r\n", many))))[0])
    assert failure.reason is FailureReason.PROTOCOL


def test_one_endless_header_is_not_read_to_its_end(server: WebServer) -> None:
    failure = failed(run(source(server.on("/", endless(b"HTTP/1.1 200 OK\r\nX: "))))[0])
    assert failure.reason is FailureReason.PROTOCOL


def test_a_long_security_policy_is_no_flood(server: WebServer) -> None:
    url = server.on("/", page("list", content_security_policy="script-src " + "https://a.example " * 1_500))
    assert got(run(source(url))[0]).body == b"list"


@pytest.mark.parametrize(
    "answer",
    [
        head(200, {"Content-Length": "5000"}) + b"half of the li",
        head(200, {"Transfer-Encoding": "chunked"}) + b"10\r\nhalf of",
        head(200, {"Transfer-Encoding": "chunked"}) + b"zz\r\nno length\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 banana\r\n\r\n",
        head(200, {"Content-Length": "many"}) + b"?",
    ],
    ids=["short body", "cut chunk", "broken chunk", "another protocol", "no status", "length in words"],
)
def test_an_answer_that_breaks_off_or_is_no_http_is_a_protocol_failure(
    server: WebServer, answer: bytes
) -> None:
    assert failed(run(source(server.on("/", raw(answer))))[0]).reason is FailureReason.PROTOCOL


def test_a_connection_closed_without_a_word_is_a_connection_failure(server: WebServer) -> None:
    assert failed(run(source(server.on("/", raw(b""))))[0]).reason is FailureReason.CONNECT


def test_nobody_listening_is_a_connection_failure() -> None:
    with WebServer() as gone:
        url = gone.url()
    assert failed(run(source(url))[0]).reason is FailureReason.CONNECT


BROKEN = {
    "gzip": gzip.compress(b"list " * 999)[:-20],
    "deflate": zlib.compress(b"list " * 999)[:-9],
    "br": brotli.compress(b"list " * 999)[:-3],
    "zstd": zstandard.compress(b"list " * 999)[:-3],
}


@pytest.mark.parametrize("coding", BROKEN)
def test_a_compressed_body_that_breaks_off_is_named_and_never_taken_for_the_page(
    server: WebServer, coding: str
) -> None:
    failure = failed(run(source(server.on("/", page(BROKEN[coding], content_encoding=coding))))[0])
    assert failure.reason is FailureReason.BAD_ENCODING
    assert coding in failure.detail


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate", "pack200"])
def test_a_page_that_only_claims_to_be_compressed_is_a_bad_encoding(server: WebServer, coding: str) -> None:
    url = server.on("/", page("<html>plain</html>", content_encoding=coding))
    assert failed(run(source(url))[0]).reason is FailureReason.BAD_ENCODING


BOMBS = {
    "gzip": gzip.compress(bytes(30_000_000)),
    "br": brotli.compress(bytes(30_000_000), quality=4),
    "zstd": zstandard.compress(bytes(30_000_000)),
    "gzip, gzip": gzip.compress(gzip.compress(bytes(30_000_000))),
}


@pytest.mark.parametrize("coding", BOMBS)
def test_a_compressed_bomb_counts_at_its_real_size(server: WebServer, coding: str) -> None:
    assert len(BOMBS[coding]) < SMALL.max_body_bytes
    failure = failed(run(source(server.on("/", page(BOMBS[coding], content_encoding=coding))))[0])
    assert failure.reason is FailureReason.TOO_LARGE


def test_a_wrong_charset_header_changes_no_byte(server: WebServer) -> None:
    body = "<p>Auftragsverarbeiter für Köln</p>".encode("cp1252")
    capture = got(run(source(server.on("/", page(body, content_type="text/html; charset=utf-8"))))[0])
    assert capture.body == body
    assert capture.charset == "utf-8", "what the server said is kept beside it"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def served_tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def test_an_untrusted_certificate_is_refused_and_said_so(served_tls: ssl.SSLContext) -> None:
    with WebServer(tls=served_tls) as server:
        failure = failed(run(source(server.on("/", page("list"))))[0])
    assert failure.reason is FailureReason.TLS
    assert "self-signed" in failure.detail or "issuer" in failure.detail
    assert server.requests == []


def test_a_company_authority_named_in_the_options_is_trusted(
    served_tls: ssl.SSLContext, authority: trustme.CA
) -> None:
    with authority.cert_pem.tempfile() as ca_file, WebServer(tls=served_tls) as server:
        options = FetchOptions(ca_file=ca_file, allow_networks=SMALL.allow_networks)
        assert got(run(source(server.on("/", page("list"))), options=options)[0]).body == b"list"


def test_a_certificate_for_another_name_is_refused(served_tls: ssl.SSLContext, authority: trustme.CA) -> None:
    with authority.cert_pem.tempfile() as ca_file, WebServer(tls=served_tls) as server:
        options = FetchOptions(ca_file=ca_file, allow_networks=SMALL.allow_networks)
        server.on("/", page("list"))
        failure = failed(run(source(server.url("/", host="localhost")), options=options)[0])
    assert failure.reason is FailureReason.TLS


def test_plain_http_on_a_tls_port_is_a_tls_failure(server: WebServer) -> None:
    server.on("/", page("list"))
    url = server.url("/").replace("http:", "https:")
    assert failed(run(source(url))[0]).reason is FailureReason.TLS


FUZZED = WebServer()


@pytest.fixture(scope="module", autouse=True)
def _fuzzed_server() -> Iterator[None]:
    with FUZZED:
        yield


HEADER = st.tuples(
    st.sampled_from(
        [
            "Content-Length",
            "Content-Encoding",
            "Transfer-Encoding",
            "Location",
            "Set-Cookie",
            "Retry-After",
            "X-Ö",
        ]
    ),
    st.one_of(
        st.sampled_from(
            ["0", "-1", "99999999999999999999", "gzip", "br, zstd", "chunked", "/", "//", "http:", "a=b"]
        ),
        st.text(st.characters(codec="latin-1"), max_size=12),
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 999), st.lists(HEADER, max_size=4), st.binary(max_size=40))
def test_no_answer_whatever_makes_a_fetch_raise(
    status: int, headers: list[tuple[str, str]], body: bytes
) -> None:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    answer = f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode("latin-1") + body
    FUZZED.on("/", raw(answer))
    run(source(FUZZED.url("/")), options=replace(SMALL, total_timeout_s=0.5))
