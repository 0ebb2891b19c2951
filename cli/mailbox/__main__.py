"""The command `python -m cli.mailbox`."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

import uvicorn

from cli.mailbox import smtp
from cli.mailbox.box import Box
from cli.mailbox.web import create_app


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m cli.mailbox", description="Catches all mail sent to it, and shows it."
    )
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--dir", type=Path, help="keep messages here; default: until it stops")
    return parser.parse_args()


async def _serve(box: Box, smtp_port: int, http_port: int) -> None:
    config = uvicorn.Config(
        create_app(box), port=http_port, log_level="warning", access_log=False, lifespan="off"
    )
    async with await smtp.serve(box, smtp_port):
        await uvicorn.Server(config).serve()


def main() -> None:
    """Serve until told to stop."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as temporary:
        box = Box(arguments.dir or Path(temporary))
        asyncio.run(_serve(box, arguments.smtp_port, arguments.http_port))


if __name__ == "__main__":
    main()
