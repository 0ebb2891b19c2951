"""The HTTP server of `entree serve`, which stops without anybody noticing.

Told to stop, it takes no new connections. Those that are there go on, and each is closed together
with its next answer, so that whoever keeps connections open for more requests (a proxy) asks
somebody else from then on. A connection that nobody uses is closed by the proxy when it has lain
idle; what is left after SERVE_DRAIN_SECONDS is cut off.
"""

from __future__ import annotations

import asyncio
import socket
import time

import uvicorn
from fastapi import FastAPI

from workers.settings import Settings

# Seconds. A proxy in front must give an idle connection up first (most do after 60 or less):
# whatever it sends into one that we are closing is lost.
IDLE_CONNECTION = 75
LOOK_SECONDS = 0.05


class Server(uvicorn.Server):
    """A server of the application that drains before it ends."""

    def __init__(self, app: FastAPI, host: str, port: int) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                timeout_keep_alive=IDLE_CONNECTION,
                access_log=False,
                log_config=None,  # ours
                server_header=False,
            )
        )
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends when everybody has an answer."""
        settings: Settings = self._app.state.services.settings
        self._app.state.health.leave()
        for server in self.servers:
            server.close()
        deadline = time.monotonic() + settings.serve_drain_seconds
        while (  # noqa: ASYNC110 (the server tells nobody of them)
            self.server_state.connections and time.monotonic() < deadline
        ):
            await asyncio.sleep(LOOK_SECONDS)
        await super().shutdown(sockets)
