"""Open connections, within reach of the faults that close one without an answer."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_OPEN: dict[tuple[str, int], asyncio.Transport] = {}


class Connection(HttpToolsProtocol):
    """Uvicorn's protocol, which keeps its transport to itself; this one can be found by address."""

    _peer: tuple[str, int] | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._peer = tuple(transport.get_extra_info("peername")[:2])
        _OPEN[self._peer] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self._peer is not None:
            _OPEN.pop(self._peer, None)
        super().connection_lost(exc)


def hang_up(request: Request) -> None:
    """Close the connection of this request at once, whatever was or was not sent on it."""
    transport = _OPEN.get((request.client.host, request.client.port)) if request.client else None
    if transport is not None:
        transport.abort()
