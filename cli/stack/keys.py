"""Keys and passwords of one local stack, made once and kept in its home."""

from __future__ import annotations

import base64
import json
import secrets
import string
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import jwt

from cli.stack.files import read_json, write_private

TEN_YEARS = 10 * 365 * 24 * 3600  # seconds; as long as the keys of a hosted project live


@dataclass(frozen=True)
class Keys:
    """Every secret of a stack. Nothing here is shared between two homes or two machines."""

    jwt_secret: str
    """Signs the tokens of users and the two API keys below (HS256)."""
    anon_key: str
    service_key: str
    publishable_key: str
    """The newer kind of API key; the gateway takes both."""
    secret_key: str
    admin_password: str
    postgres_password: str
    authenticator_password: str
    auth_admin_password: str
    mollie_api_key: str
    token_encryption_keys: str
    """Encrypts provider tokens: AES-256 keys in base64url, the first one encrypts."""
    ticket_signing_key: str
    """Signs QR codes: Ed25519 private key, base64url of its 32 bytes."""

    @classmethod
    def of(cls, path: Path) -> Keys:
        """Read the keys from `path`, or make new ones and keep them there (mode 0600)."""
        kept = read_json(path)
        if kept is not None and set(kept) == {field.name for field in fields(cls)}:
            return cls(**kept)
        keys = cls.generate()
        write_private(path, json.dumps(asdict(keys), indent=2) + "\n")
        return keys

    @classmethod
    def generate(cls) -> Keys:
        """Return a set of new random keys."""
        jwt_secret = _random()
        return cls(
            jwt_secret=jwt_secret,
            anon_key=_api_key(jwt_secret, "anon"),
            service_key=_api_key(jwt_secret, "service_role"),
            publishable_key=f"sb_publishable_{_random(24)}",
            secret_key=f"sb_secret_{_random(24)}",
            admin_password=_random(24),
            postgres_password=_random(24),
            authenticator_password=_random(24),
            auth_admin_password=_random(24),
            mollie_api_key="test_" + "".join(secrets.choice(ALPHANUMERIC) for _ in range(30)),
            token_encryption_keys=_random(32),
            ticket_signing_key=_random(32),
        )


ALPHANUMERIC = string.ascii_letters + string.digits


def mint(jwt_secret: str, *, lifetime: int = 3600, **claims: object) -> str:
    """Return a signed access token with these claims, valid from now for `lifetime` seconds."""
    now = int(time.time())
    return jwt.encode({"iat": now, "exp": now + lifetime, **claims}, jwt_secret, "HS256")


def _api_key(jwt_secret: str, role: str) -> str:
    return mint(jwt_secret, lifetime=TEN_YEARS, iss="supabase", ref="local", role=role)


def _random(size: int = 48) -> str:
    """Return `size` random bytes as base64url without padding; safe in URLs and in quotes."""
    return base64.urlsafe_b64encode(secrets.token_bytes(size)).rstrip(b"=").decode()
