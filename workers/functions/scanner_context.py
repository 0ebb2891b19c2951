"""What a device may scan for, for devices that do not speak to PostgREST."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from workers.context import limit_of, scanner, services
from workers.routines import SCANNER_CONTEXT

router = APIRouter()


@router.post("")
async def scanner_context(request: Request) -> dict[str, Any]:
    """Tell the terminal, the device and the events, each with its check-in lists.

    The same as the function `scanner_context` of the database.
    """
    who = scanner(request)
    found: dict[str, Any] = await services(request).database.call(
        SCANNER_CONTEXT, caller=who, limit=limit_of(who, "api_write_user")
    )
    return found
