"""Begins to connect an organisation's own account at the payment provider."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import structlog
from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from workers.context import Services, caller, services
from workers.errors import (
    ConnectNotConfigured,
    InvalidField,
    PaymentProviderUnavailable,
    SignInRequired,
)
from workers.mollie import Account, MollieError, MollieRefused
from workers.routines import START_CONNECTION

router = APIRouter()
Name = Annotated[str, Field(min_length=1, max_length=100)]

log = structlog.get_logger()


class Client(BaseModel):
    """Who gets an account at the payment provider on the way, because there is none yet."""

    given_name: Name = Field(examples=["Zoë"])
    family_name: Name = Field(examples=["Bakker"])
    email: str = Field(
        pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=200, examples=["zoe@example.org"]
    )
    name: Name | None = Field(None, description="of the company; none: the organisation's")
    street_and_number: Name | None = None
    postal_code: Name | None = None
    city: Name | None = None
    country: str = Field("NL", pattern=r"^[A-Z]{2}$", description="two capital letters")
    registration_number: Name | None = Field(None, description="at the chamber of commerce")
    vat_number: Name | None = None


class ConnectRequest(BaseModel):
    """Whose account, and where to go afterwards."""

    org_id: UUID
    return_url: str | None = Field(
        None,
        description="where the user goes afterwards, with ?mollie=connected, denied or failed;"
        " none: a page of our own",
    )
    client: Client | None = Field(
        None, description="for an organisation without an account: whose it becomes"
    )


class Consent(BaseModel):
    """Where to send the user."""

    authorize_url: str = Field(description="the provider's page; it can be used for half an hour")


@router.post("")
async def mollie_connect(body: ConnectRequest, request: Request) -> Consent:
    """Get the address at which the owner of an account at the payment provider agrees that the
    organisation is paid there, as an owner or admin of the organisation.

    With `client` the page makes the account first. In the end the view `mollie_connections` shows
    the account, and whether it can receive payments yet.
    """
    found, who = services(request), caller(request)
    if who.role != "authenticated":
        raise SignInRequired
    connect = found.connect
    has_links = found.settings.mollie_access_token is not None
    if not connect.is_configured or (body.client is not None and not has_links):
        raise ConnectNotConfigured
    begun: dict[str, Any] = await found.database.call(
        START_CONNECTION,
        {
            "p_org_id": body.org_id,
            "p_return_url": body.return_url,
            # A client link leads to the address that the app is registered with.
            "p_redirect_uri": connect.redirect_uri if body.client is None else None,
        },
        caller=who,
    )
    if body.client is None:
        return Consent(authorize_url=connect.authorize_url(begun["state"]))
    link = await _client_link(found, body.client, begun)
    return Consent(authorize_url=connect.client_link(link, begun["state"]))


async def _client_link(found: Services, client: Client, org: dict[str, Any]) -> str:
    token = found.settings.mollie_access_token
    mollie = found.accounts.platform.on(Account(token.get_secret_value() if token else ""))
    details = {
        "owner": {
            "email": client.email,
            "givenName": client.given_name,
            "familyName": client.family_name,
            "locale": {"nl": "nl_NL", "en": "en_GB"}[org["language"]],
        },
        "name": client.name or org["org_name"],
        "address": {
            "streetAndNumber": client.street_and_number,
            "postalCode": client.postal_code,
            "city": client.city,
            "country": client.country,
        },
        "registrationNumber": client.registration_number,
        "vatNumber": client.vat_number,
    }
    try:
        return await mollie.create_client_link(
            {name: value for name, value in details.items() if value is not None}
        )
    except MollieRefused as error:
        raise InvalidField(field="client", reason=error.detail) from error
    except MollieError as error:
        log.error("client_link_failed", error=str(error))
        raise PaymentProviderUnavailable from error
