"""The signed text inside a ticket's QR code: `E1.<code>.<signature>`.

A scanner that knows the public key can tell without a network that we issued a ticket; whether it
was used or refunded since, only the database knows.
"""

from __future__ import annotations

import base64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

VERSION = "E1"


class Signer:
    """Signs with an Ed25519 private key of 32 bytes. The same code always gives the same token."""

    def __init__(self, key: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(key)

    @property
    def public_key(self) -> bytes:
        """What scanners need to check tokens: 32 bytes."""
        return self._key.public_key().public_bytes_raw()

    def token(self, code: str) -> str:
        """The token of a ticket's code."""
        signed = f"{VERSION}.{code}"
        return f"{signed}.{base64url(self._key.sign(signed.encode()))}"


def code_of(token: str, public_key: bytes) -> str | None:
    """The ticket's code if the token was signed with that key's private half, else None."""
    signed, _, signature = token.rpartition(".")
    version, _, code = signed.partition(".")
    if version != VERSION or not code:
        return None
    try:
        raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        Ed25519PublicKey.from_public_bytes(public_key).verify(raw, signed.encode())
    except (InvalidSignature, ValueError):
        return None
    return code


def base64url(raw: bytes) -> str:
    """Base64 with the alphabet for addresses and without padding (RFC 4648 §5)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
