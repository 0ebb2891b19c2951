"""Access tokens of Supabase: verified here, once; what they permit is decided in SQL."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args
from uuid import UUID

import jwt as pyjwt

from workers.errors import InvalidToken

Role = Literal["anon", "authenticated", "service_role", "scanner_terminal"]
ROLES: tuple[Role, ...] = get_args(Role)

# The claim that says who it is, for roles of many.
NAMED: Mapping[str, str] = {"authenticated": "sub", "scanner_terminal": "session_id"}

ALGORITHM = "HS256"
LEEWAY_SECONDS = 5  # clocks of two machines differ by a little
REMEMBERED_TOKENS = 1024
MAX_TOKEN_LENGTH = 8192


@dataclass(frozen=True, slots=True)
class Identity:
    """Who calls: the database role, and the token's claims as JSON text for the transaction."""

    role: Role
    claims: str


ANONYMOUS = Identity("anon", '{"role":"anon"}')


def claims_impersonation(claims: str) -> bool:
    """Whether a token is an administrator's who acts in somebody else's name."""
    return '"impersonation"' in claims and "impersonation" in json.loads(claims)


class Verifier:
    """Verifies tokens signed with the project's shared secret, or with the one before.

    Verified tokens are remembered, because the anon key comes with nearly every request; what
    depends on the time is checked every time.
    """

    def __init__(
        self, secret: str, *, previous: str | None = None, audience: str | None = None
    ) -> None:
        self._secrets = (secret,) if previous is None else (secret, previous)
        self._audience = audience
        self._verified = lru_cache(maxsize=REMEMBERED_TOKENS)(self._verify)

    def identify(self, token: str) -> Identity:
        """The identity that a token proves. Raises InvalidToken when it proves none."""
        identity, not_before, expires = self._verified(token)
        now = time.time()
        if now >= expires + LEEWAY_SECONDS or now < not_before - LEEWAY_SECONDS:
            raise InvalidToken
        return identity

    def _verify(self, token: str) -> tuple[Identity, float, float]:
        if len(token) > MAX_TOKEN_LENGTH:
            raise InvalidToken
        try:
            claims = self._claims(token)
            not_before, expires = float(claims.get("nbf", 0)), float(claims["exp"])
        except (pyjwt.PyJWTError, TypeError, ValueError) as error:
            raise InvalidToken from error
        role = claims["role"]
        if role not in ROLES or (role in NAMED and not _is_uuid(claims.get(NAMED[role]))):
            raise InvalidToken
        return Identity(role, json.dumps(claims, separators=(",", ":"))), not_before, expires

    def _claims(self, token: str) -> dict[str, Any]:
        """What a token claims that is signed with one of the secrets."""
        for secret in self._secrets:
            with contextlib.suppress(pyjwt.InvalidSignatureError):
                return pyjwt.decode(
                    token,
                    secret,
                    algorithms=[ALGORITHM],
                    audience=self._audience,
                    options={
                        "require": ["exp", "role"],
                        "verify_aud": self._audience is not None,
                        "verify_exp": False,
                        "verify_nbf": False,
                        "verify_iat": False,
                    },
                )
        raise InvalidToken


class Issuer:
    """Signs tokens of ours as the auth server signs its own."""

    def __init__(self, secret: str, *, audience: str | None = None) -> None:
        self._secret = secret
        self._audience = audience or "authenticated"

    def token(self, claims: Mapping[str, object], lifetime_seconds: int) -> str:
        """A token with these claims, valid from now on."""
        now = int(time.time())
        body = {"aud": self._audience, "iat": now, "exp": now + lifetime_seconds}
        return pyjwt.encode(body | dict(claims), self._secret, algorithm=ALGORITHM)


def _is_uuid(value: object) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True


def bearer(authorization: str | None, api_key: str | None) -> str | None:
    """The token in an Authorization header; None when the caller brings no token of its own.

    Clients of Supabase send a publishable key both as `apikey` and as bearer value: that names the
    project, not a user.
    """
    if authorization is None:
        return None
    scheme, _, token = authorization.strip().partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise InvalidToken
    if token.startswith("sb_publishable_") and token == api_key:
        return None
    return token
