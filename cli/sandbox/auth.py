"""Who is calling. An API key belongs to one website profile, and sees what that profile has.

An access token belongs to an organization; here `access_x` is of the organization of `test_x`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from cli.sandbox.errors import MollieError


@dataclass(frozen=True)
class Caller:
    """`profile` (`pfl_…`) and `organization` (`org_…`) follow from the key, so any key works."""

    profile: str
    organization: str
    has_token: bool = False


def authenticate(authorization: str | None) -> Caller:
    """The caller behind the header `Authorization: Bearer test_…`, or `access_…`.

    Live keys are refused: the sandbox holds test data alone, and a live key in a development
    machine's settings is a mistake that should be seen at once.
    """
    found = re.fullmatch(r"[Bb]earer +(test|access)_(\w+)", authorization or "")
    if found is None:
        raise MollieError(401, "Missing authentication, or failed to authenticate")
    digest = hashlib.sha256(f"test_{found[2]}".encode()).hexdigest()
    return Caller(
        profile=f"pfl_{digest[:10]}",
        organization=f"org_{int(digest[10:17], 16):08d}",
        has_token=found[1] == "access",
    )
