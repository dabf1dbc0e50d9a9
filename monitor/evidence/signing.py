"""An Ed25519 key of our own (RFC 8032): signatures of manifests and of heads of the chain.

A signature says that whoever holds the key made this. It does not say when; a time-stamp does.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

NEEDS = "signing needs the package cryptography: pip install 'subprocessor-monitor[proof]'"


class SigningKeyError(Exception):
    """A signing key that cannot be made, read or used; the message says which and how to mend it."""


class SigningKey:
    """A private key; ``public`` is its other half, as 64 hexadecimal digits."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = key.public_key().public_bytes_raw().hex()

    @classmethod
    def read(cls, path: Path) -> SigningKey:
        """The key in a PEM file (PKCS #8, not encrypted). Raises SigningKeyError."""
        try:
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
            from cryptography.hazmat.primitives.serialization import load_pem_private_key
        except ModuleNotFoundError as error:
            raise SigningKeyError(NEEDS) from error
        try:
            key = load_pem_private_key(path.read_bytes(), password=None)
        except OSError as error:
            raise SigningKeyError(
                f"the signing key {path} cannot be read: {error.strerror or error}"
            ) from error
        except (ValueError, TypeError) as error:
            raise SigningKeyError(f"{path} is no unencrypted private key in PEM: {error}") from error
        if not isinstance(key, Ed25519PrivateKey):
            raise SigningKeyError(f"{path} is no Ed25519 key; `monitor evidence keygen` makes one")
        return cls(key)

    @classmethod
    def make(cls, path: Path) -> SigningKey:
        """A new key, written where only its owner may read it. Raises SigningKeyError; never writes over a file."""
        try:
            from cryptography.hazmat.primitives import serialization
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        except ModuleNotFoundError as error:
            raise SigningKeyError(NEEDS) from error
        key = Ed25519PrivateKey.generate()
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(pem)
        except FileExistsError as error:
            raise SigningKeyError(f"{path} is there already, and a key is never written over") from error
        except OSError as error:
            raise SigningKeyError(f"{path}: {error.strerror or error}") from error
        return cls(key)

    def sign(self, message: bytes) -> bytes:
        """The signature file of a message: JSON with algorithm, key and signature, both in hexadecimal."""
        told = {"algorithm": "Ed25519", "key": self.public, "signature": self._key.sign(message).hex()}
        return (json.dumps(told, indent=1) + "\n").encode()


def head_message(seq: int, sha256: str) -> bytes:
    """What is signed of a link of the chain."""
    return f"subprocessor-monitor chain head\n{seq}:{sha256}\n".encode("ascii")


def check_head(token: bytes, seq: int, sha256: str) -> str:
    """The key that signed a link. Raises SigningKeyError where the signature is not good."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ModuleNotFoundError as error:
        raise SigningKeyError(NEEDS) from error
    try:
        told = json.loads(token)
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(told["key"]))
        key.verify(bytes.fromhex(told["signature"]), head_message(seq, sha256))
    except (ValueError, KeyError, TypeError, InvalidSignature) as error:
        raise SigningKeyError(f"it is no signature of link {seq}") from error
    return str(told["key"])
