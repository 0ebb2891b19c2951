"""Hands out what goes with a ticket, for devices that do not speak to PostgREST."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from workers.context import limit_of, scanner, services
from workers.functions.scanner_kit import Kit
from workers.routines import HAND_OUT

router = APIRouter()


class Handout(BaseModel):
    """What is handed out, with which ticket, where."""

    event_id: UUID
    list_id: UUID = Field(description="a check-in list of the kind kit_pickup")
    ticket_instance_id: UUID
    order_item_ids: list[UUID] = Field(description="all of them, or none")
    device_id: UUID | None = Field(
        None, description="made by the device, once; a terminal's is the one that logged in"
    )


@router.post("", response_model=Kit)
async def scanner_hand_out(body: Handout, request: Request) -> dict[str, Any]:
    """Hand out products that are due with a ticket, each once; answer what its kit is then.

    The same as the function `hand_out` of the database.
    """
    who = scanner(request)
    found: dict[str, Any] = await services(request).database.call(
        HAND_OUT, body.model_dump(), caller=who, limit=limit_of(who, "api_write_user")
    )
    return found
