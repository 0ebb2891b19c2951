"""Which loopback ports a stack listens on."""

from __future__ import annotations

import fcntl
import os
import random
import socket
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from cli.stack.errors import StackError

DEFAULT = {"gateway": 54321, "postgres": 54322, "mail": 54324, "mollie": 54325}
"""The ports that people know, as `supabase start` has them; the rest is found free."""

NAMES = (
    *DEFAULT,
    "smtp",
    "postgrest",
    "postgrest_admin",
    "auth",
    "functions",
    "worker",
    "gateway_2",
    "postgrest_2",
    "postgrest_2_admin",
    "functions_2",
    "worker_2",
)

# Below the range that the kernel picks outgoing ports from, so that nothing slips in between.
FREE_RANGE = range(20000, 32000)


CLAIMS = Path(tempfile.gettempdir()) / f"entree-ports-{os.getuid()}"
"""A file per port that somebody once had. Whoever is about to listen on one has it locked."""


class Claims:
    """Free ports that are kept from other stacks which start meanwhile, until this is left."""

    def __init__(self) -> None:
        self._locked: list[IO[str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        while self._locked:
            self._locked.pop().close()

    def take(self, port: int) -> bool:
        """Claim a port, unless it is in use or another's by now; tell whether it is ours."""
        CLAIMS.mkdir(mode=0o700, exist_ok=True)
        file = (CLAIMS / str(port)).open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._locked.append(file)
        return is_free(port)


def is_free(port: int) -> bool:
    """Tell whether a server could listen on this loopback port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def choose(fixed: Mapping[str, int], kept: Mapping[str, int], claims: Claims) -> dict[str, int]:
    """Return a free port for every name of a stack of which nothing runs yet, and claim it.

    Args:
        fixed: ports that must be these (name → port).
        kept: ports of the last time, used again where they are still free.

    Raises:
        StackError: a fixed port is taken by another program.
    """
    ports: dict[str, int] = {}
    for name in NAMES:
        if name in fixed:
            require_free({name: fixed[name]})
            ports[name] = fixed[name]
        elif name in kept and kept[name] not in ports.values() and claims.take(kept[name]):
            ports[name] = kept[name]
        else:
            ports[name] = _find(ports.values(), claims)
    return ports


def complete(kept: Mapping[str, int], claims: Claims) -> dict[str, int]:
    """Return a port for every name of a stack that runs, also for names that are newer than it."""
    ports = dict(kept)
    for name in NAMES:
        if name not in ports:
            ports[name] = _find(ports.values(), claims)
    return ports


def require_free(wanted: Mapping[str, int]) -> None:
    """Raise a StackError that names the first of these ports that is taken."""
    for name, port in wanted.items():
        if not is_free(port):
            raise StackError(
                f"Port {port}, wanted for {name}, is taken by another program. Stop that program "
                "(another stack? `entree down` in its checkout), or let the stack choose its own "
                "ports: `entree up --ports auto`."
            )


def _find(taken: Collection[int], claims: Claims) -> int:
    for port in random.sample(FREE_RANGE, len(FREE_RANGE)):
        if port not in taken and claims.take(port):
            return port
    raise StackError(
        f"No free loopback port between {FREE_RANGE.start} and {FREE_RANGE.stop} was found. "
        "Stop a few servers and try again."
    )
