"""Whether a process can work, and how the installation does: /healthz, /readyz and /metrics.

Each check has its own time limit and its own answer, and what was found is remembered for a while:
nobody can load the database or the payment provider by asking how we are.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Any, Generic, TypeVar

import httpx
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from workers.db import Database
from workers.errors import EntreeError
from workers.metrics import page
from workers.routines import VITALS

VITALS_SECONDS = 3.0  # so long the database's answer counts; less than a scrape interval
PROVIDER_SECONDS = 15.0  # so long the provider's does
DATABASE_PATIENCE = 2.0  # seconds that a check waits for the database
PROVIDER_PATIENCE = 3.0  # seconds that it waits for the provider
OUTBOX_LAG = 300.0  # seconds that a message may be due; mail that late is noticed
CLOCK_SKEW = 5.0  # seconds by which our clock may differ from the database's; tokens expire by ours

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Check:
    """What one check found: `status` is ok or failed, `detail` a few words."""

    status: str
    detail: str
    ms: float


class Remembered(Generic[T]):
    """What a question was answered, for some seconds; whoever asks meanwhile waits for the same."""

    def __init__(self, ask: Callable[[], Awaitable[T]], seconds: float) -> None:
        self._ask = ask
        self._seconds = seconds
        self._lock = asyncio.Lock()
        self._asked_at = float("-inf")
        self._found: T

    async def get(self) -> T:
        """The answer, asked for anew when it is old."""
        async with self._lock:
            if time.monotonic() - self._asked_at > self._seconds:
                self._found = await self._ask()
                self._asked_at = time.monotonic()
            return self._found


@dataclass(frozen=True, slots=True)
class Pulse:
    """What the database said of itself, how far its clock is from ours, and how long it took."""

    vitals: dict[str, Any] | None
    skew: float
    ms: float
    error: str = ""


class Health:
    """Asks how the process and the installation do."""

    def __init__(self, database: Database, provider_url: str) -> None:
        self._database = database
        self._provider_url = provider_url
        self._is_leaving = False
        self._pulse = Remembered(self._feel, VITALS_SECONDS)
        self._provider = Remembered(self._reach, PROVIDER_SECONDS)

    @property
    def is_leaving(self) -> bool:
        """Whether the process is about to stop."""
        return self._is_leaving

    def leave(self) -> None:
        """From now on the process is not ready: it is about to stop."""
        self._is_leaving = True

    async def checks(self) -> dict[str, Check]:
        """Every check by its name."""
        pulse, provider = await asyncio.gather(self._pulse.get(), self._provider.get())
        found = {"database": _database(pulse), "outbox": _outbox(pulse), "clock": _clock(pulse)}
        found["provider"] = provider
        if self._is_leaving:
            found["process"] = Check("failed", "is stopping", 0)
        return found

    async def metrics(self) -> bytes:
        """The page for Prometheus."""
        return page(self._database.pool_stats(), (await self._pulse.get()).vitals)

    async def _feel(self) -> Pulse:
        started, wall = time.perf_counter(), time.time()
        try:
            async with asyncio.timeout(DATABASE_PATIENCE):
                vitals = await self._database.call(VITALS)
        except (EntreeError, TimeoutError) as error:
            reason = error.code if isinstance(error, EntreeError) else "no answer in time"
            return Pulse(None, 0, _ms(started), reason)
        # Its clock was read at some moment between our two looks.
        skew = vitals["clock"] - (wall + time.time()) / 2
        return Pulse(vitals, skew, _ms(started))

    async def _reach(self) -> Check:
        """Any answer counts but an error of its own: here it is not about our key."""
        started = time.perf_counter()
        try:
            async with httpx.AsyncClient(timeout=PROVIDER_PATIENCE) as client:
                answer = await client.get(f"{self._provider_url}/v2/methods")
        except httpx.HTTPError as error:
            return Check("failed", type(error).__name__, _ms(started))
        status = "failed" if answer.is_server_error else "ok"
        return Check(status, f"answers with {answer.status_code}", _ms(started))


def routes(health: Health) -> list[Route]:
    """What operators ask of a process, at three addresses outside /functions/v1."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(request: Request) -> Response:
        left_out = request.query_params.getlist("exclude")
        checks = {
            name: check for name, check in (await health.checks()).items() if name not in left_out
        }
        failed = [name for name, check in checks.items() if check.status != "ok"]
        body = {
            "status": "failed" if failed else "ok",
            "failed": failed,
            "checks": {name: asdict(check) for name, check in checks.items()},
        }
        return JSONResponse(body, 503 if failed else 200, {"cache-control": "no-store"})

    async def metrics(_: Request) -> Response:
        return Response(await health.metrics(), media_type=CONTENT_TYPE_LATEST)

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]


def _database(pulse: Pulse) -> Check:
    return Check(
        "ok" if pulse.vitals else "failed", "answers" if pulse.vitals else pulse.error, pulse.ms
    )


def _outbox(pulse: Pulse) -> Check:
    if pulse.vitals is None:
        return Check("failed", "the database does not tell", pulse.ms)
    late = {
        of["channel"]: of["due_seconds"]
        for of in pulse.vitals["outbox"]
        if of["due_seconds"] > OUTBOX_LAG
    }
    told = ", ".join(f"{channel} is {seconds:.0f} s late" for channel, seconds in late.items())
    return Check("failed" if late else "ok", told or "is delivered in time", pulse.ms)


def _clock(pulse: Pulse) -> Check:
    if pulse.vitals is None:
        return Check("failed", "the database does not tell", pulse.ms)
    is_right = abs(pulse.skew) <= CLOCK_SKEW
    detail = f"the database's is {pulse.skew:+.1f} s from ours"
    return Check("ok" if is_right else "failed", detail, pulse.ms)


def _ms(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
