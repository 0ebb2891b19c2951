"""On whose account a call to Mollie is made, and with which token.

The platform's own account has an API key. An org's has tokens, sealed in the database: they are
opened here, for one call, and refreshed by one worker at a time shortly before they end. A worker
that dies in the middle of that loses nothing: the refresh token that is stored still works, and the
next worker takes over when the lease has ended.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Self, TypeVar

import structlog

from workers.connect import Connect, GrantRefused, Tokens
from workers.db import Database
from workers.mollie import Account, Mollie, MollieUnauthorized, MollieUnavailable
from workers.routines import CONNECTION_ACCESS, LOSE_CONNECTION, STORE_TOKENS
from workers.settings import Settings
from workers.vault import CannotOpen, Vault

T = TypeVar("T")

ACCESS, REFRESH = "mollie access token", "mollie refresh token"
# While another worker refreshes a token that has ended: how often, and how long apart, to look.
LOOKS = 20
LOOK_SECONDS = 0.25

log = structlog.get_logger()


class ConnectionLost(Exception):
    """The org's account is no longer connected; `status` is the connection's."""

    def __init__(self, status: str) -> None:
        super().__init__(f"The account is no longer connected: it is {status}")
        self.status = status


class Accounts:
    """The accounts at Mollie: the platform's own, and those that orgs connected."""

    def __init__(self, database: Database, mollie: Mollie, connect: Connect, vault: Vault) -> None:
        self._database = database
        self.platform = mollie
        self.connect = connect
        self._vault = vault

    @classmethod
    def of(cls, settings: Settings, database: Database) -> Self:
        """The accounts as the settings have them."""
        mollie = Mollie(
            settings.mollie_api_key.get_secret_value(),
            settings.mollie_api_url,
            settings.mollie_timeout_seconds,
        )
        return cls(database, mollie, Connect(settings), Vault(settings.encryption_keys))

    async def close(self) -> None:
        self.platform.close()
        await self.connect.close()

    async def use(self, connection_id: str | None, work: Callable[[Mollie], Awaitable[T]]) -> T:
        """Does some work on the account of a connection, None for the platform's own.

        When Mollie no longer takes the access token, it is refreshed and the work done once more:
        so the work must be repeatable. Raises ConnectionLost, MollieUnavailable, and what the work
        raises.
        """
        if connection_id is None:
            return await work(self.platform)
        version, account = await self._account(connection_id)
        try:
            return await work(self.platform.on(account))
        except MollieUnauthorized as error:
            if not error.is_expired:
                raise
        _, account = await self._account(connection_id, refused=version)
        return await work(self.platform.on(account))

    def sealed(self, tokens: Tokens, org_id: str) -> dict[str, Any]:
        """Tokens as the database keeps them."""
        seal = self._vault.seal
        return {
            "key_id": self._vault.key_id,
            "access_token": seal(tokens.access_token, owner=org_id, what=ACCESS),
            "refresh_token": seal(tokens.refresh_token, owner=org_id, what=REFRESH),
            "expires_in": tokens.expires_in,
        }

    def opened(self, sealed: str, org_id: str, what: str) -> str:
        """A sealed token. Raises MollieUnauthorized when no key of ours opens it for this org."""
        try:
            return self._vault.open(sealed, owner=org_id, what=what)
        except CannotOpen as error:
            log.error("token_cannot_be_opened", org_id=org_id, error=str(error))
            raise MollieUnauthorized(f"The {what} cannot be opened: {error}") from error

    async def _account(self, connection_id: str, refused: int | None = None) -> tuple[int, Account]:
        """A version of the tokens, and the account with its access token."""
        for _ in range(LOOKS):
            access: dict[str, Any] = await self._database.call(
                CONNECTION_ACCESS,
                {"p_connection_id": connection_id, "p_refused_version": refused},
            )
            if not access["is_live"]:
                raise ConnectionLost(access["status"])
            if access["refresh"] is not None:
                await self._refresh(access)
                refused = None
            elif access["is_busy"]:
                await asyncio.sleep(LOOK_SECONDS)
            else:
                token = self.opened(access["access_token"], access["org_id"], ACCESS)
                is_test = access["mode"] == "test"
                return access["version"], Account(token, is_test, access["profile_id"])
        raise MollieUnavailable("The connection's token is being refreshed")

    async def _refresh(self, access: Mapping[str, Any]) -> None:
        """Gets fresh tokens, under the lease that came with the access."""
        lease = access["refresh"]
        whose = {"p_connection_id": access["connection_id"], "p_lease": lease["lease"]}
        token = self.opened(lease["refresh_token"], access["org_id"], REFRESH)
        try:
            tokens = await self.connect.refresh(token, lease["redirect_uri"])
        except GrantRefused as error:
            is_lost = await self._database.call(LOSE_CONNECTION, whose)
            log.warning(
                "connection_refused",
                connection_id=access["connection_id"],
                error=str(error),
                is_lost=is_lost,
            )
            return
        stored = await self._database.call(
            STORE_TOKENS, whose | {"p_tokens": self.sealed(tokens, access["org_id"])}
        )
        log.info("token_refreshed", connection_id=access["connection_id"], stored=stored)
