"""Mollie Connect: the consent of a merchant, and the tokens that come of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx

from workers.mollie import MollieUnavailable
from workers.settings import Settings

CALLBACK = "/functions/v1/mollie-callback"

# Everything asked for is used: the first three to know the account, those of payments and refunds
# to be paid, the last to tell what is paid out.
SCOPES = (
    "organizations.read",
    "profiles.read",
    "onboarding.read",
    "payments.read",
    "payments.write",
    "refunds.read",
    "refunds.write",
    "settlements.read",
    "balances.read",
)


class GrantRefused(Exception):
    """Mollie does not take the code or the refresh token: it is over, or was taken back."""


@dataclass(frozen=True, slots=True, repr=False)
class Tokens:
    """What Mollie gives for a code or a refresh token. Its representation shows nothing of it."""

    access_token: str
    refresh_token: str
    expires_in: int
    scopes: str


class Connect:
    """The platform's OAuth app. Where there is none, only `is_configured` may be asked."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client_id = settings.mollie_client_id
        self._secret = settings.mollie_client_secret
        self._http = httpx.AsyncClient(
            base_url=settings.mollie_api_url, timeout=settings.mollie_timeout_seconds
        )

    @property
    def is_configured(self) -> bool:
        """Whether there is an app at all."""
        return self._client_id is not None and self._secret is not None

    @property
    def redirect_uri(self) -> str:
        """Where Mollie sends merchants back; the app is registered with it."""
        return f"{self._settings.public_url}{CALLBACK}"

    def authorize_url(self, state: str) -> str:
        """The consent page, for a merchant who has an account."""
        query = self._question(state) | {
            "redirect_uri": self.redirect_uri,
            "response_type": "code",
        }
        return f"{self._settings.mollie_connect_url}/oauth2/authorize?{urlencode(query)}"

    def client_link(self, link: str, state: str) -> str:
        """The consent page behind a client link, for a merchant who gets an account by it."""
        return f"{link}?{urlencode(self._question(state))}"

    async def exchange(self, code: str, redirect_uri: str | None) -> Tokens:
        """Tokens for the code of a consent. Raises GrantRefused, MollieUnavailable."""
        return await self._tokens({"grant_type": "authorization_code", "code": code}, redirect_uri)

    async def refresh(self, refresh_token: str, redirect_uri: str | None) -> Tokens:
        """Fresh tokens; the refresh token among them may be the same or a new one."""
        return await self._tokens(
            {"grant_type": "refresh_token", "refresh_token": refresh_token}, redirect_uri
        )

    async def revoke(self, refresh_token: str) -> None:
        """Take back a grant with all its tokens; one that is over already is no matter."""
        form = {"token_type_hint": "refresh_token", "token": refresh_token}
        answer = await self._send("DELETE", form)
        # Mollie does not document what it answers to a token that is over.
        if not answer.is_success and answer.status_code not in (400, 404):
            raise MollieUnavailable(f"Mollie answered {answer.status_code} to a revocation")

    async def close(self) -> None:
        await self._http.aclose()

    def _question(self, state: str) -> dict[str, str]:
        return {
            "client_id": str(self._client_id),
            "state": state,
            "scope": " ".join(SCOPES),
            "approval_prompt": "auto",
        }

    async def _tokens(self, form: dict[str, str], redirect_uri: str | None) -> Tokens:
        # Mollie wants the address of the consent again, with every refresh too.
        if redirect_uri is not None:
            form["redirect_uri"] = redirect_uri
        answer = await self._send("POST", form)
        found = _json(answer)
        if answer.status_code == 400 and found.get("error") == "invalid_grant":
            raise GrantRefused(str(found.get("error_description", "invalid_grant"))[:200])
        try:
            return Tokens(
                access_token=str(found["access_token"]),
                refresh_token=str(found["refresh_token"]),
                expires_in=int(found["expires_in"]),
                scopes=str(found["scope"]),
            )
        except (KeyError, TypeError, ValueError):
            # The body may hold a token: only the status and OAuth's own word are told.
            word = str(found.get("error", ""))[:40]
            raise MollieUnavailable(
                f"Mollie answered {answer.status_code} {word} to a request for tokens"
            ) from None

    async def _send(self, method: str, form: dict[str, str]) -> httpx.Response:
        secret = self._secret.get_secret_value() if self._secret else ""
        try:
            return await self._http.request(
                method, "/oauth2/tokens", data=form, auth=(str(self._client_id), secret)
            )
        except httpx.HTTPError as error:
            raise MollieUnavailable(f"Mollie cannot be reached: {type(error).__name__}") from None


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
