"""What is to be handed out with a ticket, for devices that do not speak to PostgREST."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from workers.context import limit_of, scanner, services
from workers.routines import KIT_OF_TICKET

router = APIRouter()


class Question(BaseModel):
    """Which ticket."""

    event_id: UUID
    ticket_instance_id: UUID
    device_id: UUID | None = Field(
        None, description="made by the device, once; a terminal's is the one that logged in"
    )


class Item(BaseModel):
    """A product, and whether it was handed out."""

    order_item_id: UUID
    product: str
    personalisation: str | None
    is_of_order: bool = Field(description="it goes with the order: whoever comes first gets it")
    quantity: int
    handout_id: UUID | None
    handed_out_at: datetime | None = Field(description="null: it is due")
    list: str | None = Field(description="where it was handed out")


class Kit(BaseModel):
    """The products of a ticket and of its order."""

    ticket_instance_id: UUID
    items: list[Item]


@router.post("", response_model=Kit)
async def scanner_kit(body: Question, request: Request) -> dict[str, Any]:
    """Tell what is to be handed out with a ticket, and what was.

    The same as the function `kit_of_ticket` of the database.
    """
    who = scanner(request)
    found: dict[str, Any] = await services(request).database.call(
        KIT_OF_TICKET, body.model_dump(), caller=who, limit=limit_of(who, "api_write_user")
    )
    return found
