"""What a device has to know to scan without a network, for those that do not speak to PostgREST."""

from __future__ import annotations

import asyncio
import gzip
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field, StrictInt
from pydantic_core import to_json

from workers.context import limit_of, scanner, services
from workers.routines import SYNC_SCANNER

router = APIRouter()

LEVEL = 5  # of compression: a page of 2,000 tickets takes 20 ms and comes to a sixth


class Sync(BaseModel):
    """Of which event, and what is known already."""

    event_id: UUID
    since: str | None = Field(None, description="the cursor of the page before; none: begin")
    limit: StrictInt | None = Field(None, description="changes in a page: 1 to 5000, else 2000")
    device_id: UUID | None = Field(
        None, description="made by the device, once; a terminal's is the one that logged in"
    )
    app_version: str | None = Field(None, examples=["1.0"])
    device_time: datetime | None = Field(
        None, description="the present moment on the device, to know how far off its clock is"
    )


@router.post("", response_class=Response)
async def scanner_sync(body: Sync, request: Request) -> Response:
    """Get one page of the tickets of an event, or of what has changed of them.

    The same as the function `sync_scanner` of the database; as gzip for whoever accepts it.
    """
    who = scanner(request)
    page = await services(request).database.call(
        SYNC_SCANNER, body.model_dump(), caller=who, limit=limit_of(who, "api_write_user")
    )
    content = to_json(page)
    headers = {"cache-control": "private, no-store", "vary": "accept-encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        content = await asyncio.to_thread(gzip.compress, content, LEVEL)
        headers["content-encoding"] = "gzip"
    return Response(content, media_type="application/json", headers=headers)
