"""Signatures: the verifier's own Ed25519 agrees with RFC 8032 and with the library, and says no to everything else."""

from __future__ import annotations

import importlib.util
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from monitor.evidence.signing import SigningKey, SigningKeyError, check_head, head_message
from monitor.evidence.standalone import SCRIPT

# RFC 8032 section 7.1: public key, message, signature.
VECTORS = {
    "test 1": (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    "test 2": (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    "test 3": (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
            "4a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
}


@pytest.fixture(scope="module")
def valid() -> Any:
    spec = importlib.util.spec_from_file_location("standalone_verify", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.ed25519_valid


@pytest.mark.parametrize("name", VECTORS)
def test_the_vectors_of_the_rfc_are_valid(valid: Any, name: str) -> None:
    key, message, signature = map(bytes.fromhex, VECTORS[name])
    assert valid(key, message, signature)


def test_one_bit_anywhere_makes_it_invalid(valid: Any) -> None:
    key, message, signature = map(bytes.fromhex, VECTORS["test 3"])
    for place in range(0, 64, 5):
        assert not valid(
            key, message, signature[:place] + bytes([signature[place] ^ 1]) + signature[place + 1 :]
        )
    assert not valid(key, message + b"x", signature)
    assert not valid(key[:-1] + bytes([key[-1] ^ 0x80]), message, signature)


def test_what_is_no_signature_or_no_key_is_invalid(valid: Any) -> None:
    key, message, signature = map(bytes.fromhex, VECTORS["test 3"])
    order = 2**252 + 27742317777372353535851937790883648493
    too_large = (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    assert not valid(key, message, signature[:32] + too_large)  # RFC 8032 section 5.1.7: S < L
    for wrong in (b"", b"\xff" * 32, b"\x00" * 31, b"\xff" * 64):
        assert not valid(wrong, message, signature)
        assert not valid(key, message, wrong)


def test_it_agrees_with_the_library(valid: Any) -> None:
    for n in range(8):
        key = Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32)
        message = b"message" * n
        assert valid(key.public_key().public_bytes_raw(), message, key.sign(message))


def test_a_key_is_made_for_its_owner_alone_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    made = SigningKey.make(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert SigningKey.read(path).public == made.public
    with pytest.raises(SigningKeyError, match="there already"):
        SigningKey.make(path)


def test_a_file_that_is_no_such_key_is_named(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    with pytest.raises(SigningKeyError, match="cannot be read"):
        SigningKey.read(path)
    path.write_text("hello")
    with pytest.raises(SigningKeyError, match=r"key\.pem is no unencrypted private key"):
        SigningKey.read(path)


def test_a_signed_head_is_checked(tmp_path: Path) -> None:
    key = SigningKey.make(tmp_path / "key.pem")
    token = key.sign(head_message(7, "ab" * 32))
    assert check_head(token, 7, "ab" * 32) == key.public == json.loads(token)["key"]
    for seq, sha256 in ((8, "ab" * 32), (7, "cd" * 32)):
        with pytest.raises(SigningKeyError):
            check_head(token, seq, sha256)
