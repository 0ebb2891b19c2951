"""Lets an administrator of the platform act in somebody else's name for a while."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from workers.context import caller, services
from workers.errors import SignInRequired
from workers.routines import START_IMPERSONATION

router = APIRouter()


class Wish(BaseModel):
    """In whose name, and what for."""

    org_id: UUID | None = Field(
        None, description="an organisation: in the name of who has owned it longest"
    )
    user_id: UUID | None = Field(None, description="somebody; with org_id, one of its members")
    reason: str | None = Field(None, examples=["They cannot find their payout, ticket 4711"])
    can_write: bool = Field(
        False, description="whether anything may be changed, instead of only looked at"
    )


class Impersonation(BaseModel):
    """Who the administrator is from now on."""

    impersonation_id: UUID
    user_id: UUID
    email: str | None
    can_write: bool
    expires_at: datetime
    access_token: str = Field(description="for the header Authorization, with Bearer before it")


@router.post("")
async def impersonate(body: Wish, request: Request) -> Impersonation:
    """Get a token with which an administrator of the platform is somebody else for some minutes.

    It names both. With it, nothing can be changed unless `can_write` was asked for; what is, stands
    in the audit log with both names. `platform_end_impersonation` ends it at once.
    """
    who = caller(request)
    if who.role != "authenticated":
        raise SignInRequired
    begun: dict[str, Any] = await services(request).database.call(
        START_IMPERSONATION,
        {f"p_{name}": value for name, value in body.model_dump().items()},
        caller=who,
    )
    token = services(request).issuer.token(begun["claims"], begun["expires_in"])
    return Impersonation.model_validate(begun | {"access_token": token})
