"""Heads of the logs: what was published of them outside the database, signed."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cli.credentials import worker_settings
from cli.errors import Stop

Head = dict[str, Any]


def public_key(db_url: str) -> str:
    """The public half of the workers' TICKET_SIGNING_KEY."""
    from workers.tickets.tokens import Signer, base64url  # noqa: PLC0415 - loads the workers

    return base64url(Signer(worker_settings(db_url).signing_key).public_key)


def signed(db_url: str, head: Head) -> Head:
    """A head, signed as those that are published."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PrivateKey,
    )

    from workers import heads  # noqa: PLC0415 - loads the workers

    key = Ed25519PrivateKey.from_private_bytes(worker_settings(db_url).signing_key)
    return heads.signed(head, key)


def is_signed(head: Mapping[str, Any], keys: Iterable[str]) -> bool:
    """Whether one of these public keys' private halves signed a head."""
    from workers import heads  # noqa: PLC0415 - loads the workers

    try:
        signature = base64.b64decode(str(head.get("signature", "")), validate=True)
    except binascii.Error:
        return False
    return any(heads.is_signed(head, signature, key) for key in decoded(keys))


def decoded(keys: Iterable[str]) -> list[bytes]:
    """Public keys, as they are given on the command line."""
    try:
        return [base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)) for key in keys]
    except binascii.Error as error:
        raise Stop(f"--key is no public key: {error}.", exit_code=2) from error


def read_heads(path: Path, keys: list[str]) -> list[Head]:
    """The heads of a file, each with a signature of ours."""
    decoded(keys)
    try:
        lines = path.read_text().splitlines()
    except OSError as error:
        raise Stop(f"{path} cannot be read: {error.strerror}.", exit_code=2) from error
    heads = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            head = json.loads(line)
            base64.b64decode(head["signature"], validate=True)
            heads.append({k: head[k] for k in ("log", "seal_id", "chained", "sealed_at")})
        except (ValueError, TypeError, KeyError) as error:
            raise Stop(f"{path}, line {number}, is no head: {error!r}.", exit_code=2) from error
        if not is_signed(head, keys):
            raise Stop(f"{path}, line {number}, is not signed by that key.", exit_code=2)
    return heads
