"""Stored credentials: sealed with AES-256-GCM, so that the database can keep what it cannot read.

A sealed text says which key sealed it and is bound to its owner, so it opens nowhere else: not
under another key, not cut short, not for another org or in the place of another token.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = "v1"
NONCE_BYTES = 12


class CannotOpen(Exception):
    """Not sealed by one of our keys for this owner, or damaged since."""


class Vault:
    """Seals with the first of its keys, opens with any of them. Keys have 32 bytes."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = {key_id(key): key for key in reversed(keys)}
        self.key_id = key_id(keys[0])
        """Which key seals."""

    def seal(self, text: str, *, owner: str, what: str) -> str:
        """`v1.<key id>.<nonce and ciphertext>`; `owner` is an org's id, `what` a kind of secret."""
        nonce = os.urandom(NONCE_BYTES)
        cipher = AESGCM(self._keys[self.key_id])
        sealed = nonce + cipher.encrypt(nonce, text.encode(), _bound_to(owner, what))
        return f"{VERSION}.{self.key_id}.{base64.urlsafe_b64encode(sealed).decode()}"

    def open(self, sealed: str, *, owner: str, what: str) -> str:
        """The text that was sealed for this owner as this kind of secret. Raises CannotOpen."""
        version, _, rest = sealed.partition(".")
        name, _, body = rest.partition(".")
        key = self._keys.get(name)
        if version != VERSION or key is None:
            raise CannotOpen(f"It was sealed with the key {name[:16]}, which is not one of ours")
        try:
            raw = base64.b64decode(body, altchars=b"-_", validate=True)
            text = AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound_to(owner, what))
        except (binascii.Error, InvalidTag, ValueError) as error:
            raise CannotOpen("It is damaged, or was sealed for somebody else") from error
        return text.decode()


def key_id(key: bytes) -> str:
    """A name for a key that tells nothing of it."""
    return hashlib.sha256(b"entree key id\0" + key).hexdigest()[:12]


def _bound_to(owner: str, what: str) -> bytes:
    return f"entree/{what}/{owner.lower()}".encode()
