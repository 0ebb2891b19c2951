"""What a function works with: the process's services, and the request's caller."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import Request
from pydantic_core import to_json

from workers.db import SERVICE, Caller, Database, Limit
from workers.errors import ImpersonationIsReadOnly, InvalidToken, SignInRequired
from workers.jwt import ANONYMOUS, NAMED, Issuer, Verifier, bearer, claims_impersonation
from workers.settings import Settings
from workers.tickets.tokens import Signer
from workers.vault import Vault

if TYPE_CHECKING:
    from workers.accounts import Accounts
    from workers.connect import Connect

# What SQL may know of a request, for the audit log and the choice of a language.
PASSED_ON = ("user-agent", "accept-language", "x-acting-as")


# Methods that change nothing.
READING = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Services:
    """The long-lived things of one process. As many exports run at once as `exports` has places."""

    settings: Settings
    database: Database
    accounts: Accounts
    connect: Connect
    verifier: Verifier
    issuer: Issuer
    signer: Signer
    vault: Vault
    exports: asyncio.Semaphore


def services(request: Request) -> Services:
    """The services of the process that answers this request."""
    found: Services = request.app.state.services
    return found


def caller(request: Request, user_token: str | None = None) -> Caller:
    """The caller: by the token in the body if there is one, else by the Authorization header.

    Raises InvalidToken, and SignInRequired for a terminal, which only scans. A request without a
    token of its own is anonymous.
    """
    headers = request.headers
    token = user_token or bearer(headers.get("authorization"), headers.get("apikey"))
    identity = services(request).verifier.identify(token) if token else ANONYMOUS
    if identity.role == "scanner_terminal":
        raise SignInRequired
    return Caller(identity.role, identity.claims, _headers(request))


def scanner(request: Request) -> Caller:
    """The terminal or the user that scans. Raises InvalidToken, SignInRequired."""
    headers = request.headers
    token = bearer(headers.get("authorization"), headers.get("apikey"))
    identity = services(request).verifier.identify(token) if token else ANONYMOUS
    if identity.role not in ("scanner_terminal", "authenticated"):
        raise SignInRequired
    return Caller(identity.role, identity.claims, _headers(request))


async def refuse_impersonated_writes(request: Request) -> None:
    """Refuse whoever only looks on in somebody else's name, wherever something may be changed.

    Of what a function does in the caller's name the database knows itself; here it is about what it
    does in its own. It waits for nothing, and is async so that it takes no thread of its own.
    Raises InvalidToken, ImpersonationIsReadOnly.
    """
    headers = request.headers
    authorization = headers.get("authorization")
    if request.method in READING or authorization is None:
        return
    token = bearer(authorization, headers.get("apikey"))
    if token is None:
        return
    try:
        identity = services(request).verifier.identify(token)
    except InvalidToken:
        return  # those who care for the token refuse it; for others it says nothing
    if claims_impersonation(identity.claims):
        claim = json.loads(identity.claims)["impersonation"]
        if not claim.get("can_write"):
            raise ImpersonationIsReadOnly


def service(request: Request) -> Caller:
    """The worker itself, acting because of this request."""
    return Caller(SERVICE.role, SERVICE.claims, _headers(request))


def limit(request: Request, rule: str) -> Limit:
    """A rate limit on the address that the request came from."""
    return Limit(rule, address(request))


def limit_of(who: Caller, rule: str) -> Limit:
    """A rate limit on the user or the session that asks, wherever it is."""
    return Limit(rule, str(json.loads(who.claims)[NAMED[who.role]]))


def address(request: Request) -> str:
    """The client's network address as the gateway saw it; without a gateway, the peer's."""
    name = services(request).settings.address_header
    given = request.headers.get(name, "").split(",")[0].strip()
    return given[:64] or (request.client.host if request.client else "unknown")


def _headers(request: Request) -> str:
    known = {name: value for name in PASSED_ON if (value := request.headers.get(name))}
    known["x-request-id"] = request.state.request_id
    known[services(request).settings.address_header] = address(request)
    return to_json(known).decode()
