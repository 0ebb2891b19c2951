"""Where the payment provider's consent page sends its user back to, with a code or a refusal."""

from __future__ import annotations

import contextlib
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from workers.connect import SCOPES, GrantRefused, Tokens
from workers.context import Services, limit, service, services
from workers.errors import EntreeError, PaymentProviderUnavailable
from workers.mollie import Account, MollieError
from workers.pages import ANSWERS, page, problem
from workers.routines import SAVE_CONNECTION, USE_AUTHORIZATION
from workers.words import preferred, words

router = APIRouter()
log = structlog.get_logger()

Outcome = Literal["connected", "denied", "failed"]
STATUS: dict[Outcome, int] = {"connected": 200, "denied": 200, "failed": 502}


@router.get("", response_class=RedirectResponse, status_code=303, responses=ANSWERS)
async def mollie_callback(
    request: Request,
    state: Annotated[str, Query(description="as it was given to the provider")] = "",
    code: Annotated[str, Query(description="what the consent is exchanged for")] = "",
    error: Annotated[str, Query(description="why there is no consent")] = "",
) -> Response:
    """Connect the account (called by a browser that comes from the payment provider).

    The state works once. Goes to the `return_url` given to `mollie-connect`, with `mollie` saying
    `connected`, `denied` or `failed`; without one shows a page that says so.
    """
    found = services(request)
    try:
        await found.database.hit(limit(request, "mollie_callback"))
        begun: dict[str, Any] = await found.database.call(
            USE_AUTHORIZATION, {"p_state": state}, caller=service(request)
        )
    except EntreeError as refusal:
        say = words(preferred(request.headers.get("accept-language")))
        return problem(say, refusal, unknown="authorization_not_valid")
    if error or not code:
        return _told(begun, "denied")
    try:
        await _connect(found, begun, code)
    except (GrantRefused, MollieError, EntreeError) as failure:
        log.warning("connection_failed", org_id=begun["org_id"], error=str(failure))
        return _told(begun, "failed")
    return _told(begun, "connected")


async def _connect(found: Services, begun: dict[str, Any], code: str) -> None:
    """Exchanges the code, asks whose account it is, and stores both in one step.

    Should that not come to its end, the grant is given back as far as possible: the user consents
    once more.
    """
    tokens = await found.connect.exchange(code, begun["redirect_uri"])
    try:
        facts = await _about(found, tokens)
        await found.database.call(
            SAVE_CONNECTION,
            {
                "p_authorization_id": begun["authorization_id"],
                "p_facts": facts,
                "p_tokens": found.accounts.sealed(tokens, begun["org_id"]),
            },
        )
    except (MollieError, EntreeError):
        with contextlib.suppress(MollieError):
            await found.connect.revoke(tokens.refresh_token)
        raise


async def _about(found: Services, tokens: Tokens) -> dict[str, Any]:
    granted = tokens.scopes.split()
    missing = [scope for scope in SCOPES if scope not in granted]
    if missing:
        log.error("consent_incomplete", missing=missing)
        raise PaymentProviderUnavailable
    mollie = found.accounts.platform.on(Account(tokens.access_token))
    return await mollie.about_account() | {"scopes": tokens.scopes}


def _told(begun: dict[str, Any], outcome: Outcome) -> Response:
    if begun["return_url"] is None:
        say = words(begun["language"])
        return page(
            "connection",
            say,
            status=STATUS[outcome],
            title=say(f"connection.{outcome}.heading"),
            refresh=None,
            text=say(f"connection.{outcome}.text", org=begun["org_name"]),
        )
    glue = "&" if "?" in begun["return_url"] else "?"
    return RedirectResponse(
        f"{begun['return_url']}{glue}{urlencode({'mollie': outcome})}",
        status_code=303,
        headers={"referrer-policy": "no-referrer"},
    )
