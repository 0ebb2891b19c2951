"""Keys and passwords of one local stack, made once and kept in its home."""

from __future__ import annotations

import base64
import json
import secrets
import string
import time
from dataclasses import asdict, dataclass, fields, replace
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
    previous_jwt_secret: str = ""
    """The secret before the JWT secret, while it is being replaced; tokens of it still count."""
    previous_anon_key: str = ""
    previous_service_key: str = ""

    @classmethod
    def of(cls, path: Path) -> Keys:
        """Read the keys from `path`, or make new ones and keep them there (mode 0600)."""
        kept = read_json(path)
        names = {field.name for field in fields(cls)}
        if kept is not None and names - PREVIOUS <= set(kept) <= names:
            return cls(**kept)
        keys = cls.generate()
        keys.keep(path)
        return keys

    def keep(self, path: Path) -> None:
        """Write the keys to `path`."""
        write_private(path, json.dumps(asdict(self), indent=2) + "\n")

    def with_new_jwt_secret(self) -> Keys:
        """Return these keys with another JWT secret, the present one still counting."""
        secret = _random()
        return replace(
            self,
            jwt_secret=secret,
            previous_jwt_secret=self.jwt_secret,
            previous_anon_key=self.anon_key,
            previous_service_key=self.service_key,
            anon_key=_api_key(secret, "anon"),
            service_key=_api_key(secret, "service_role"),
        )

    def without_old_jwt_secret(self) -> Keys:
        """Return these keys, of which the secret before no longer counts."""
        return replace(self, **dict.fromkeys(PREVIOUS, ""))

    @property
    def jwks(self) -> str:
        """The secrets that count as a set of keys (RFC 7517), for PostgREST."""
        secrets_ = filter(None, (self.jwt_secret, self.previous_jwt_secret))
        keys = [
            {
                "kty": "oct",
                "alg": "HS256",
                "k": base64.urlsafe_b64encode(s.encode()).rstrip(b"=").decode(),
            }
            for s in secrets_
        ]
        return json.dumps({"keys": keys})

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


PREVIOUS = frozenset({"previous_jwt_secret", "previous_anon_key", "previous_service_key"})
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
