"""Financial reports of the platform as CSV, for its administrators."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from workers.context import caller, services
from workers.functions.export import Export, Source, download
from workers.routines import FINISH_REPORT, OPEN_REPORT, START_REPORT

router = APIRouter()


class ReportRequest(BaseModel):
    """Which report, of which period, and how it is written."""

    kind: Literal["fees", "days", "subscriptions", "bills", "settlements"]
    from_: date | None = Field(None, alias="from", description="its first day; else of this month")
    to: date | None = Field(None, description="the day after its last; else of a month")
    separator: Literal[",", ";", "\t"] = ","
    bom: bool = Field(False, description="a byte order mark first, by which Excel knows UTF-8")


@router.post(
    "",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}, "description": "The file"}},
)
async def platform_report(body: ReportRequest, request: Request) -> StreamingResponse:
    """Export what the platform earned per org or per day, what it billed, or what was paid out.

    For administrators of the platform, whose log keeps who exported what.
    """
    found, as_whom = services(request), caller(request)
    arguments: dict[str, Any] = {"p_kind": body.kind, "p_from": body.from_, "p_to": body.to}
    started = await found.database.call(START_REPORT, arguments, caller=as_whom)
    source = Source(OPEN_REPORT, arguments, FINISH_REPORT, {"p_export_id": started["export_id"]})
    rows = Export(found, source, as_whom, separator=body.separator, bom=body.bom)
    return await download(rows, started["name"])
