"""The command `python -m cli.sandbox`."""

from __future__ import annotations

import argparse
import logging
import socket
import sys
from pathlib import Path

import uvicorn

from cli.sandbox.app import build_world, create_app
from cli.sandbox.auth import ids_of
from cli.sandbox.connections import Connection
from cli.sandbox.settings import Settings
from cli.sandbox.store import StoreError
from cli.sandbox.world import App


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m cli.sandbox",
        description="Mollie's test mode on this machine. The page /sandbox tells the rest.",
    )
    parser.add_argument("--port", type=int, required=True, help="0 takes any free port")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument(
        "--public-url",
        metavar="URL",
        help="where browsers find the checkout; default: the address the API was called at",
    )
    parser.add_argument(
        "--time-scale",
        type=float,
        default=1.0,
        metavar="X",
        help="retry webhooks and advance refunds this many times faster than Mollie",
    )
    parser.add_argument(
        "--state",
        type=Path,
        metavar="FILE",
        help="keep everything in this file; default: in memory only",
    )
    parser.add_argument(
        "--app",
        nargs=4,
        metavar=("CLIENT_ID", "SECRET", "KEY", "REDIRECT_URL"),
        help="an OAuth app that is registered from the start, of the organization of an API key",
    )
    return parser.parse_args()


def _app(given: list[str] | None) -> App | None:
    if given is None:
        return None
    client_id, secret, key, redirect_url = given
    return App(client_id, secret, "Entree", ids_of(key)[0], redirect_url)


def main() -> int:
    arguments = _arguments()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        listener = socket.create_server((arguments.host, arguments.port), backlog=512)
        world = build_world(
            Settings(time_scale=arguments.time_scale),
            arguments.state,
            arguments.public_url,
            _app(arguments.app),
        )
    except OSError as error:
        print(
            f"Port {arguments.port} of {arguments.host} cannot be used: {error.strerror}. "
            "Choose another with --port, or stop what is using it.",
            file=sys.stderr,
        )
        return 1
    except (StoreError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    port = listener.getsockname()[1]
    print(f"Mollie sandbox on http://{arguments.host}:{port}", flush=True)
    config = uvicorn.Config(
        create_app(world),
        http=Connection,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        # Longer than clients keep idle connections, so that none is closed under a request.
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )
    uvicorn.Server(config).run(sockets=[listener])
    return 0


if __name__ == "__main__":
    sys.exit(main())
