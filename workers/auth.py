"""The project's auth server, asked for what only it can do."""

from __future__ import annotations

import httpx

from workers.settings import Settings

TIMEOUT_SECONDS = 10.0
TOO_MANY = 429


class AuthRefused(Exception):
    """The auth server will not do this, now or later."""


class AuthUnavailable(Exception):
    """The auth server could not be reached, or asks to come back later."""


class AuthServer:
    """Supabase Auth, as a client app with the project's public key."""

    def __init__(self, settings: Settings) -> None:
        self._key = settings.supabase_anon_key
        self._http = httpx.AsyncClient(
            base_url=f"{settings.supabase_url.rstrip('/')}/auth/v1",
            timeout=TIMEOUT_SECONDS,
        )

    async def close(self) -> None:
        """Hang up."""
        await self._http.aclose()

    async def recover(self, email: str) -> None:
        """Let it send the mail with which somebody chooses a new password.

        Raises AuthRefused, AuthUnavailable.
        """
        if self._key is None:
            raise AuthRefused("SUPABASE_ANON_KEY is not set")
        key = self._key.get_secret_value()
        try:
            answer = await self._http.post(
                "/recover",
                json={"email": email},
                headers={"apikey": key, "Authorization": f"Bearer {key}"},
            )
        except httpx.HTTPError as error:
            raise AuthUnavailable(type(error).__name__) from error
        if answer.status_code == TOO_MANY or answer.is_server_error:
            raise AuthUnavailable(f"status {answer.status_code}")
        if answer.is_error:
            raise AuthRefused(f"status {answer.status_code}")
