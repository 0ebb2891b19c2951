"""Takes in what a device has scanned without a network."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from pydantic_core import to_json

from workers.context import limit_of, scanner, services
from workers.routines import UPLOAD_SCAN_LOGS

router = APIRouter()

BODY_LIMIT: Final = 4 * 1024 * 1024  # ten thousand scans
TIMEOUT_MS: Final = 30_000


class Batch(BaseModel):
    """Scans of one event. What is wrong with one of them is said of that one."""

    event_id: UUID
    device_id: UUID | None = Field(
        None, description="made by the device, once; a terminal's is the one that logged in"
    )
    logs: list[Any] = Field(
        max_length=10_000,
        examples=[
            [
                {
                    "id": "6b7f4a5e-0000-4000-8000-000000000001",
                    "token": "E1.…",
                    "scanned_at": "2026-06-01T10:15:02.5Z",
                    "result": "admitted",
                    "clock_offset_ms": -1200,
                    "synced_at": "2026-06-01T09:58:00Z",
                }
            ]
        ],
    )


@router.post("", response_class=Response)
async def scanner_scanlogs_batch(body: Batch, request: Request) -> Response:
    """Upload scans, up to 10,000 at once and 4 MiB, as gzip if you like.

    The same as the function `upload_scan_logs` of the database: an answer for each scan. Anything
    may be sent again, in other pieces and in any order.
    """
    who = scanner(request)
    told = await services(request).database.call(
        UPLOAD_SCAN_LOGS,
        body.model_dump(),
        caller=who,
        limit=limit_of(who, "api_write_user"),
        timeout_ms=TIMEOUT_MS,
    )
    return Response(to_json(told), media_type="application/json")
