"""`entree serve` and `entree work`: the processes that run Entree outside the database.

Their settings come from the environment (`workers/settings.py` lists them). Started by hand without
any, they take those of the local stack that runs.
"""

from __future__ import annotations

import asyncio
import os
from typing import Annotated

import typer

from cli.errors import Stop
from cli.stack import Stack


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8000,
) -> None:
    """Serve the HTTP functions under /functions/v1."""
    _take_settings()
    from workers.app import app  # noqa: PLC0415 - made from the settings
    from workers.server import Server  # noqa: PLC0415

    server = Server(app, host, port)
    server.run()
    if not server.started:
        raise Stop(f"Nothing can be served at {host}:{port}; the log says why.")


def work() -> None:
    """Deliver what waits in the outbox, and run what time alone causes. Any number may run."""
    from workers import loop, settings  # noqa: PLC0415

    _take_settings()
    try:
        loaded = settings.load()
    except settings.SettingsError as error:
        raise Stop(str(error)) from error
    asyncio.run(loop.main(loaded))


def _take_settings() -> None:
    """Use the local stack's settings when the environment names no database."""
    if "DATABASE_URL" in os.environ:
        return
    stack = Stack()
    if "postgres" not in stack.pids():
        raise Stop(
            "No settings: DATABASE_URL is not set, and no local stack is running. Set the "
            "variables that workers/settings.py lists, or start a stack: `entree up`."
        )
    os.environ.update(stack.settings())
