"""Connects another system: makes it, and whatever of it is secret."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import AfterValidator, BaseModel, Field, SecretStr

from workers.context import Services, caller, services
from workers.delivery.webhooks import CREDENTIAL, SIGNING, credential_text
from workers.errors import MissingField, SignInRequired
from workers.routines import CREATE_INTEGRATION, ROTATE_SECRET, SET_AUTH

router = APIRouter()

SECRET_BYTES = 32
LONGEST = 4000  # characters of a token


def _printable(value: SecretStr) -> SecretStr:
    """What can stand in a header without ending it."""
    text = value.get_secret_value()
    if not (text.isascii() and text.isprintable()) or len(text) > LONGEST:
        raise ValueError(f"is no line of up to {LONGEST} characters of ASCII")
    return value


Word = Annotated[SecretStr, AfterValidator(_printable)]
Auth = Literal["none", "bearer", "basic"]
NEEDED = {"bearer": ("token",), "basic": ("username", "password")}
"""What a credential consists of."""


class Credential(BaseModel):
    """What the workers sign in with at the address: never shown again."""

    token: Word | None = Field(None, description="bearer")
    username: Word | None = Field(None, description="basic; without a colon")
    password: Word | None = Field(None, description="basic")


class IntegrationRequest(BaseModel):
    """What is to be done, and what is needed for it."""

    action: Literal["create", "rotate_secret", "set_auth"]
    org_id: UUID = Field(description="whose it is")
    integration_id: UUID | None = Field(None, description="rotate_secret, set_auth: which one")
    event_id: UUID | None = Field(None, description="create: the one event that it hears of")
    kind: str | None = Field(None, description="create", examples=["webhook"])
    name: str | None = Field(None, description="create", examples=["Our shop"])
    config: dict[str, Any] | None = Field(
        None,
        description="create: the fields of its kind, as the view integration_kinds has them;"
        " set_auth: those from now on, with another address",
        examples=[{"url": "https://hooks.example.org/entree"}],
    )
    event_types: list[str] | None = Field(
        None, max_length=200, description="create: what it hears of", examples=[["order.*"]]
    )
    auth: Auth = Field("none", description="create, set_auth: how to sign in at the address")
    credential: Credential | None = Field(None, description="create, set_auth: what with")


class Integration(BaseModel):
    """The integration, and a secret that was made just now."""

    org_id: UUID
    integration_id: UUID
    event_id: UUID | None = None
    kind: str
    name: str
    config: dict[str, Any]
    auth: Auth
    event_types: list[str]
    status: str
    status_reason: str | None = None
    secret: str | None = Field(
        None, description="what deliveries are signed with (whsec_…); shown here and never again"
    )
    old_secret_ends_at: datetime | None = Field(
        None, description="rotate_secret: until when the secret before signs along"
    )


@router.post("", response_model=Integration, response_model_exclude_none=True)
async def integration(body: IntegrationRequest, request: Request) -> dict[str, Any]:
    """Connect another system to an organisation or one of its events, give it another secret, or
    change how to sign in at its address, as an owner or admin.

    Everything that is not secret is changed with the functions of the database:
    update_integration, pause_integration and their kin.
    """
    found, who = services(request), caller(request)
    if who.role != "authenticated":
        raise SignInRequired
    if body.action == "create":
        secret, sealed = _signing_secret(found, body.org_id)
        its = body.model_dump(
            include={"org_id", "event_id", "kind", "name", "config", "event_types"}
        )
        made = {f"p_{name}": value for name, value in its.items()}
        made |= _auth(found, body) | {"p_signing": sealed}
        answer = await found.database.call(CREATE_INTEGRATION, made, caller=who)
        return {**answer, "secret": secret}
    which = {"p_org_id": body.org_id, "p_integration_id": body.integration_id}
    if body.action == "set_auth":
        changed = which | _auth(found, body) | {"p_config": body.config}
        answer = await found.database.call(SET_AUTH, changed, caller=who)
        return dict(answer)
    secret, sealed = _signing_secret(found, body.org_id)
    rotated = which | {"p_signing": sealed}
    answer = await found.database.call(ROTATE_SECRET, rotated, caller=who)
    return {**answer, "secret": secret}


def _signing_secret(found: Services, org_id: UUID) -> tuple[str, dict[str, str]]:
    """A new secret, as receivers want it and as the database keeps it."""
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    return secret, _sealed(found, secret, org_id, SIGNING)


def _auth(found: Services, body: IntegrationRequest) -> dict[str, Any]:
    """How to sign in, and what with as the database keeps it. Raises MissingField."""
    if body.auth == "none":
        return {"p_auth": body.auth, "p_credential": None}
    given = body.credential.model_dump(exclude_none=True) if body.credential else {}
    plain = {name: value.get_secret_value() for name, value in given.items()}
    for name in NEEDED[body.auth]:
        if not plain.get(name):
            raise MissingField(field=f"credential.{name}")
    text = credential_text(body.auth, plain)
    return {
        "p_auth": body.auth,
        "p_credential": _sealed(found, text, body.org_id, CREDENTIAL),
    }


def _sealed(found: Services, text: str, org_id: UUID, what: str) -> dict[str, str]:
    sealed = found.vault.seal(text, owner=str(org_id), what=what)
    return {"key_id": found.vault.key_id, "sealed": sealed}
