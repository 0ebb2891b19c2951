"""Who is calling: an API key, an organization's own token, or a token that an app was granted.

An API key belongs to one website profile and sees what that profile has; any `test_x` works. A
token belongs to an organization: `access_x` is the own token of the organization of `test_x`, and
may do everything; what the consent page granted to an app may do what its scopes say, for an hour.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from cli.sandbox.errors import MollieError

# Tokens of apps are this long at least, so that no token that was taken back is mistaken for an
# organization's own.
GRANTED_LENGTH = 40


@dataclass(frozen=True)
class Caller:
    """`profile` (`pfl_…`) is the key's, None for tokens; `scopes` None means all of them; `app` is
    the client id of the app that a token was granted to."""

    organization: str
    profile: str | None
    scopes: frozenset[str] | None = None
    app: str | None = None

    @property
    def has_token(self) -> bool:
        return self.profile is None

    @property
    def name(self) -> str:
        """What idempotency keys belong to."""
        return self.profile or f"{self.organization}/{self.app or ''}"

    @property
    def share(self) -> tuple[str, dict[str, str]]:
        """Which payments the caller sees, as a condition on their rows and its values."""
        if self.profile is not None:
            return "profile = :profile", {"profile": self.profile}
        return "organization = :organization", {"organization": self.organization}


# The caller of a granted token, None when there is no such token, or no more.
Granted = Callable[[str], Caller | None]


def authenticate(authorization: str | None, granted: Granted | None = None) -> Caller:
    """The caller behind the header `Authorization: Bearer test_…`, or `access_…`.

    Live keys are refused: the sandbox holds test data alone, and a live key in a development
    machine's settings is a mistake that should be seen at once.
    """
    found = re.fullmatch(r"[Bb]earer +((test|access)_(\w+))", authorization or "")
    if found is None:
        raise _unauthorized()
    if found[2] == "access" and len(found[3]) >= GRANTED_LENGTH:
        caller = None if granted is None else granted(found[1])
        if caller is None:
            raise _unauthorized()
        return caller
    organization, profile = ids_of(f"test_{found[3]}")
    return Caller(organization, profile if found[2] == "test" else None)


def ids_of(key: str) -> tuple[str, str]:
    """The organization and the profile of an API key."""
    digest = hashlib.sha256(key.encode()).hexdigest()
    return f"org_{int(digest[10:17], 16):08d}", f"pfl_{digest[:10]}"


def _unauthorized() -> MollieError:
    return MollieError(401, "Missing authentication, or failed to authenticate")
