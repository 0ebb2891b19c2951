"""Mails somebody the links to their tickets, and says nothing of whether there are any."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from workers.context import caller, limit, services
from workers.routines import FIND_TICKETS

router = APIRouter()


class Wanted(BaseModel):
    """Whose tickets, and of what."""

    email: str = Field(examples=["zoe@example.org"])
    event_id: UUID | None = Field(None, description="of one event")
    org_slug: str | None = Field(None, description="of one organisation; neither: of all")
    language: Literal["nl", "en"] | None = Field(
        None, description="of the mail; none: after the Accept-Language header"
    )


class Queued(BaseModel):
    """The same for every address."""

    status: Literal["queued"]


@router.post("")
async def find_tickets(body: Wanted, request: Request) -> Queued:
    """Have the links to all orders and tickets of an e-mail address mailed to that address.

    The answer is always the same. An address that nothing belongs to gets no mail.
    """
    answer: dict[str, Any] = await services(request).database.call(
        FIND_TICKETS,
        body.model_dump(),
        caller=caller(request),
        limit=limit(request, "find_tickets"),
    )
    return Queued.model_validate(answer)
