"""Time-stamps of an authority (RFC 3161): what is asked, and whether an answer is good.

What is stamped is a link of the chain: the text whose SHA-256 is the link's hash, so the hash in the token is the
link's own. The whole answer is kept, as ``openssl ts -verify`` takes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

NEEDS = "time-stamps need the package rfc3161-client: pip install 'subprocessor-monitor[proof]'"
QUERY_TYPE = "application/timestamp-query"
REPLY_TYPE = "application/timestamp-reply"


class StampError(Exception):
    """A time-stamp that cannot be asked for, or is not good; the message says why."""


@dataclass(frozen=True, slots=True)
class Question:
    """A request to an authority, and the number by which its answer is known."""

    body: bytes
    nonce: int | None


def question(text: bytes) -> Question:
    """What to send to have a link stamped. Raises StampError."""
    try:
        from rfc3161_client import HashAlgorithm, TimestampRequestBuilder
    except ModuleNotFoundError as error:
        raise StampError(NEEDS) from error
    request = TimestampRequestBuilder().data(text).hash_algorithm(HashAlgorithm.SHA256).cert_request(
        cert_request=True
    ).build()  # fmt: skip
    return Question(request.as_bytes(), request.nonce)


def check_stamp(token: bytes, sha256: str, roots: bytes, *, nonce: int | None = None) -> datetime:
    """When the authority saw the link (UTC), where its answer is good.

    roots: PEM of the authorities' certificates that are trusted, with intermediate ones. nonce: of the question.
    Raises StampError.
    """
    try:
        from cryptography.x509 import Certificate, load_pem_x509_certificates
        from rfc3161_client import VerifierBuilder, decode_timestamp_response
        from rfc3161_client.errors import VerificationError
    except ModuleNotFoundError as error:
        raise StampError(NEEDS) from error

    def is_root(certificate: Certificate) -> bool:
        return certificate.subject == certificate.issuer

    try:
        known: Sequence[Certificate] = load_pem_x509_certificates(roots)
        answer = decode_timestamp_response(in_order(token))
        if answer.status not in {0, 1}:
            said = ", ".join(answer.status_string) or f"status {answer.status}"
            raise StampError(f"the authority refused: {said}")
        verifier = VerifierBuilder(
            roots=[one for one in known if is_root(one)],
            intermediates=[one for one in known if not is_root(one)],
            nonce=nonce,
        ).build()
        verifier.verify(answer, bytes.fromhex(sha256))
        return answer.tst_info.gen_time
    except (VerificationError, ValueError) as error:
        raise StampError(f"the time-stamp is not good: {error}") from error


def read_roots(path: Path) -> bytes:
    """The trusted certificates in a PEM file. Raises StampError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise StampError(f"the certificates {path} cannot be read: {error.strerror or error}") from error
    if b"-----BEGIN CERTIFICATE-----" not in content:
        raise StampError(f"{path} holds no certificate in PEM")
    return content


def in_order(token: bytes) -> bytes:
    """The same answer with its certificates in the order of DER (X.690 section 11.6), which many authorities, OpenSSL's
    among them, do not keep and our library insists on. They are not covered by the signature (RFC 5652 section 5.1).

    Bytes that are no such answer come back as they are; what is kept is always the answer as it came.
    """
    try:
        inside = _into(token, 0)  # TimeStampResp
        inside = _into(token, _after(token, inside))  # past the status: ContentInfo
        inside = _into(token, _after(token, inside))  # past its type: [0]
        place = _into(token, inside)  # SignedData
        place = _after(token, _after(token, _after(token, place)))  # past version, algorithms and content
        if token[place] != _CERTIFICATES:
            return token
        start, end = _into(token, place), _after(token, place)
        parts, at = [], start
        while at < end:
            parts.append(token[at : _after(token, at)])
            at = _after(token, at)
    except IndexError:
        return token
    return token[:start] + b"".join(sorted(parts)) + token[end:] if at == end else token


_CERTIFICATES = 0xA0


def _header(data: bytes, at: int) -> tuple[int, int]:
    """Where the content of the element at a place begins, and how long it is. Raises IndexError."""
    first = data[at + 1]
    if first < 0x80:
        return at + 2, first
    count = first & 0x7F
    if not 0 < count <= 4 or at + 2 + count > len(data):
        raise IndexError(at)
    return at + 2 + count, int.from_bytes(data[at + 2 : at + 2 + count])


def _into(data: bytes, at: int) -> int:
    return _header(data, at)[0]


def _after(data: bytes, at: int) -> int:
    start, length = _header(data, at)
    if start + length > len(data):
        raise IndexError(at)
    return start + length
