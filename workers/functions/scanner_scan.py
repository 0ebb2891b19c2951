"""Scans a ticket, for devices that do not speak to PostgREST."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from workers.context import limit_of, scanner, services
from workers.routines import SCAN_TICKET

router = APIRouter()


class Scan(BaseModel):
    """What was scanned, where."""

    token: str = Field(description="what the QR code says, or the code as it was typed")
    event_id: UUID
    device_id: UUID | None = Field(
        None, description="made by the device, once; a terminal's is the one that logged in"
    )
    scanned_at: datetime | None = Field(None, description="on the clock of the device")
    list_id: UUID | None = Field(None, description="a check-in list; none: the entrance")
    direction: Literal["in", "out"] | None = None
    scan_id: UUID | None = Field(
        None, description="made by the device; a repeat with it is no second scan"
    )


class FirstScan(BaseModel):
    """The scan that a duplicate came after."""

    scan_id: UUID
    at: datetime
    list: str
    device_id: UUID | None
    terminal: str | None
    mode: str = Field(examples=["online"])


class Scanned(BaseModel):
    """Whether the holder comes in, and who that is."""

    scan_id: UUID
    result: str = Field(examples=["admitted"])
    reason: str | None
    direction: str
    at: datetime
    list_id: UUID
    list: str
    ticket_instance_id: UUID | None
    holder: str | None
    team: str | None
    ticket_type: str | None
    wave: str | None
    bib: int | None
    event: str | None = Field(description="of a ticket for another event: which")
    first_scan: FirstScan | None


@router.post("", response_model=Scanned)
async def scanner_scan(body: Scan, request: Request) -> dict[str, Any]:
    """Scan a ticket, with the token of a terminal or of a user who may scan.

    The same as the function `scan_ticket` of the database.
    """
    who = scanner(request)
    scanned: dict[str, Any] = await services(request).database.call(
        SCAN_TICKET, body.model_dump(), caller=who, limit=limit_of(who, "api_write_user")
    )
    return scanned
