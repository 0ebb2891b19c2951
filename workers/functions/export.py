"""Lists of an organiser as CSV, of any length: rows leave while they are read."""

from __future__ import annotations

import asyncio
import codecs
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from workers.context import Services, caller, services
from workers.db import Caller
from workers.errors import TryAgain
from workers.routines import FINISH_EXPORT, OPEN_EXPORT, START_EXPORT, Routine
from workers.sheet import Sheet

router = APIRouter()
log = structlog.get_logger()

PATIENCE = 10.0  # seconds that an export waits for those before it
PARTS_AHEAD = 2  # read before whoever asked has taken the ones before
SECONDS = 900.0  # an export that takes longer is given up, and its snapshot with it

Kind = Literal[
    "orders",
    "registrations",
    "participants",
    "tickets",
    "products",
    "start_list",
    "scans",
    "payouts",
]


class Filters(BaseModel):
    """Which rows. Each kind has its own filters; another one's is refused."""

    model_config = ConfigDict(extra="forbid")

    status: Annotated[list[str], Field(max_length=20)] | None = None
    ticket_type_id: UUID | None = None
    wave_id: UUID | None = None
    settlement_id: UUID | None = Field(None, description="what was paid out in it")
    from_: datetime | None = Field(None, alias="from", description="placed, scanned, settled since")
    to: datetime | None = Field(None, description="placed, scanned or settled before")
    include_sensitive: bool | None = Field(
        None, description="birth dates, emergency contacts and medical notes"
    )


class ExportRequest(BaseModel):
    """What to export, of an event or of a whole org, and how it is written."""

    kind: Kind
    event_id: UUID | None = None
    org_id: UUID | None = Field(None, description="needed where there is no event_id")
    filters: Filters = Filters()
    format: Literal["csv"] = "csv"
    separator: Literal[",", ";", "\t"] = ","
    bom: bool = Field(False, description="a byte order mark first, by which Excel knows UTF-8")


@dataclass(frozen=True)
class Source:
    """Where rows come from.

    Args:
        opens: the function that opens the cursor on them; takes `arguments`.
        finishes: the one that is told how it ended; takes `ending`, the outcome and the rows.
    """

    opens: Routine
    arguments: dict[str, Any]
    finishes: Routine
    ending: dict[str, Any]


class Export:
    """One export: a task of its own reads rows and lays them ready, a few parts ahead."""

    def __init__(
        self, found: Services, source: Source, as_whom: Caller, *, separator: str, bom: bool
    ) -> None:
        self._found = found
        self._source = source
        self._caller = as_whom
        self._separator = separator
        self._bom = bom
        self._parts: asyncio.Queue[bytes | BaseException | None] = asyncio.Queue(PARTS_AHEAD)
        self._rows = 0
        self._task = asyncio.create_task(self._read())
        self._task.add_done_callback(_ended)

    async def parts(self) -> AsyncGenerator[bytes, None]:
        """The file, in parts. Raises what went wrong while it was read."""
        try:
            while (part := await self._parts.get()) is not None:
                if isinstance(part, BaseException):
                    raise part
                yield part
        finally:
            self._task.cancel()  # does nothing once it has ended by itself

    async def _read(self) -> None:
        outcome = "aborted"
        try:
            async with turn(self._found.exports), asyncio.timeout(SECONDS):
                await self._lay_ready()
            outcome = "finished"
        except Exception as error:  # noqa: BLE001 -- whoever waits for the rows is told
            log.warning("export_broke", error=type(error).__name__)
            await self._parts.put(error)
        finally:
            await self._found.database.call(
                self._source.finishes,
                self._source.ending | {"p_outcome": outcome, "p_rows": self._rows},
                caller=self._caller,
            )
        await self._parts.put(None)

    async def _lay_ready(self) -> None:
        opens, arguments = self._source.opens, self._source.arguments
        reading = self._found.database.reading(opens, arguments, caller=self._caller)
        async with reading as (more, results):
            sheet = Sheet(self._separator, more)
            async for result in results:
                part = await asyncio.to_thread(sheet.part, result)
                if not self._rows and self._bom:
                    part = codecs.BOM_UTF8 + part
                if part:
                    await self._parts.put(part)
                self._rows += result.ntuples


def _ended(task: asyncio.Task[None]) -> None:
    if not task.cancelled():
        task.exception()  # whoever waits for the parts has been told


@asynccontextmanager
async def turn(places: asyncio.Semaphore) -> AsyncIterator[None]:
    """A place among the exports that run. Raises TryAgain when none comes free in time."""
    try:
        async with asyncio.timeout(PATIENCE):
            await places.acquire()
    except TimeoutError:
        raise TryAgain from None
    try:
        yield
    finally:
        places.release()


def asked(body: ExportRequest) -> dict[str, Any]:
    """The arguments of the SQL functions."""
    return {
        "p_kind": body.kind,
        "p_org_id": body.org_id,
        "p_event_id": body.event_id,
        "p_filters": body.filters.model_dump(mode="json", by_alias=True, exclude_none=True),
    }


@router.post(
    "",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}, "description": "The file"}},
)
async def export(body: ExportRequest, request: Request) -> StreamingResponse:
    """Export orders, registrations, participants, tickets, products, a start list, scans or payouts
    as CSV.

    Needs the permission exports.create, and the one to see what is exported. All rows are as they
    were at one moment. The audit log keeps who exported what, and how many rows.
    """
    found, as_whom = services(request), caller(request)
    started = await found.database.call(START_EXPORT, asked(body), caller=as_whom)
    ending = {"p_org_id": started["org_id"], "p_export_id": started["export_id"]}
    source = Source(OPEN_EXPORT, asked(body), FINISH_EXPORT, ending)
    rows = Export(found, source, as_whom, separator=body.separator, bom=body.bom)
    return await download(rows, started["name"])


async def download(rows: Export, name: str) -> StreamingResponse:
    """The answer that an export leaves with, once its first part is there. Raises TryAgain."""
    parts = rows.parts()
    first = await anext(parts, b"")
    return StreamingResponse(
        _with_first(first, parts),
        media_type="text/csv; charset=utf-8",
        headers={
            "content-disposition": f'attachment; filename="{name}.csv"',
            "cache-control": "private, no-store",
        },
    )


async def _with_first(first: bytes, parts: AsyncGenerator[bytes, None]) -> AsyncIterator[bytes]:
    async with aclosing(parts):
        yield first
        async for part in parts:
            yield part
