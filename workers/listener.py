"""Where a worker answers operators: /healthz, /readyz and /metrics, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from workers.health import Health, routes

GOODBYE_SECONDS = 2  # that an answer under way has when the worker stops


class _Server(uvicorn.Server):
    """A server that leaves signals to the process that it is a part of."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def listen(health: Health, host: str, port: int, stopping: asyncio.Event) -> None:
    """Answers until `stopping` is set."""
    server = _Server(
        uvicorn.Config(
            Starlette(routes=routes(health)),
            host=host,
            port=port,
            access_log=False,
            log_config=None,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=GOODBYE_SECONDS,
        )
    )
    serving = asyncio.create_task(server.serve())
    stopped = asyncio.create_task(stopping.wait())
    await asyncio.wait([serving, stopped], return_when=asyncio.FIRST_COMPLETED)
    health.leave()
    server.should_exit = True
    stopped.cancel()
    await serving
