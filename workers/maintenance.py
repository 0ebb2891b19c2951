"""Keeps clients from changing things while the platform is being maintained."""

from __future__ import annotations

import contextlib
import time

from starlette.datastructures import Headers
from starlette.types import Scope

from workers.db import Caller, Database
from workers.errors import EntreeError
from workers.jwt import ANONYMOUS, Verifier, bearer
from workers.routines import GUARD_MAINTENANCE, MAINTENANCE

SECONDS = 1.0  # so long a process goes on with what it heard last

READING = ("GET", "HEAD", "OPTIONS")
# What goes on: the provider's news, who comes back from its consent page, and what only reads.
GO_ON = frozenset(
    {"mollie-webhook", "mollie-events", "mollie-callback", "export", "scanner-sync"}
    | {"scanner-context", "scanner-kit"}
)


class Gate:
    """Asked before a request that may change something.

    The setting is read at most once a second, so that it costs nothing; while it is on, SQL decides
    for each caller.
    """

    def __init__(self, database: Database, verifier: Verifier) -> None:
        self._database = database
        self._verifier = verifier
        self._is_shut = False
        self._asked_at = float("-inf")

    async def check(self, scope: Scope, function: str) -> None:
        """Raises Refused with the status 503 for somebody who may not change things now."""
        if scope["method"] in READING or function in GO_ON:
            return
        now = time.monotonic()
        if now - self._asked_at > SECONDS:
            self._asked_at = now
            # Without the database the function says so itself.
            with contextlib.suppress(EntreeError):
                self._is_shut = (await self._database.call(MAINTENANCE))["is_on"]
        if self._is_shut:
            await self._database.call(GUARD_MAINTENANCE, caller=self._caller(scope))

    def _caller(self, scope: Scope) -> Caller:
        """Who asks, if it is a user; whoever has no good token is anybody."""
        headers = Headers(scope=scope)
        try:
            token = bearer(headers.get("authorization"), headers.get("apikey"))
            identity = self._verifier.identify(token) if token else ANONYMOUS
        except EntreeError:
            identity = ANONYMOUS
        if identity.role != "authenticated":
            identity = ANONYMOUS
        return Caller(identity.role, identity.claims)
