"""The processes in which clients run. They live as long as the bench and take one job at a time.

Connections to Postgres are kept from one job to the next, as those of a pool are: the first calls
on a new one wait until the server has compiled the functions that they run.
"""

from __future__ import annotations

import itertools
import multiprocessing
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Self

from cli.bench.load.client import Client, Connector
from cli.bench.load.drive import Tally, Window, drive, warm_up
from cli.errors import Stop

LEAD = 0.05  # seconds in which all processes hear when the window opens, and get going


@dataclass(frozen=True)
class Job:
    """What a group of clients does.

    Args:
        connector: how each connects.
        requests: what they ask for. Each client goes round and round in the list from a place of
            its own.
        clients: how many there are.
        once: the list is divided over the clients instead, and each request is sent once.
        give_up_after: a client stops after so many refusals in a row.
        warm_up: answers that each client gets before the window opens.
    """

    connector: Connector
    requests: Sequence[bytes]
    clients: int
    once: bool = False
    give_up_after: int | None = None
    warm_up: int = 0

    def script(self, client: int) -> Iterator[bytes]:
        """Return the requests of one client."""
        if self.once:
            return iter(self.requests[client :: self.clients])
        start = client * len(self.requests) // self.clients
        return itertools.cycle([*self.requests[start:], *self.requests[:start]])


class Crew:
    """Processes that run clients. Use as a context manager."""

    def __init__(self, size: int) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._size = size
        self._members: list[tuple[BaseProcess, Connection[Any, Any]]] = []

    def __enter__(self) -> Self:
        for number in range(self._size):
            ours, theirs = self._context.Pipe()
            process = self._context.Process(
                target=_serve, args=(theirs,), name=f"clients-{number}", daemon=True
            )
            process.start()
            theirs.close()
            self._members.append((process, ours))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process, pipe in self._members:
            pipe.close()
            process.join(5)
            if process.is_alive():
                process.kill()
                process.join()
        self._members.clear()

    @property
    def pids(self) -> list[int]:
        """The processes' ids."""
        return [process.pid for process, _ in self._members if process.pid is not None]

    def run(
        self,
        job: Job,
        seconds: float,
        meanwhile: Callable[[Window], None] | None = None,
    ) -> list[Tally]:
        """Run the job's clients at once, divided over the processes.

        Args:
            seconds: how long answers count.
            meanwhile: called here, in this process, while the clients work.

        Returns one tally per process. Raises Stop when a client could not do its work at all.
        """
        working = self._members[: job.clients]
        for number, (_, pipe) in enumerate(working):
            pipe.send((job, range(number, job.clients, len(working))))
        for _, pipe in working:
            _received(pipe)
        opens_at = time.monotonic() + LEAD
        window = Window(opens_at, opens_at + seconds)
        for _, pipe in working:
            pipe.send(window)
        if meanwhile is not None:
            meanwhile(window)
        return [_received(pipe) for _, pipe in working]


def _received(pipe: Connection[Any, Any]) -> Any:
    try:
        answer = pipe.recv()
    except EOFError:
        raise Stop("A process of the load generator died; its message is above.") from None
    if isinstance(answer, _Failure):
        raise Stop(f"A client could not go on.\n{answer.trace}")
    return answer


KEPT = 4
"""Kinds of connections that are kept, so that a server never has too many of them."""


@dataclass(frozen=True)
class _Failure:
    trace: str


def _serve(pipe: Connection[Any, Any]) -> None:
    """Take jobs until the other end hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the bench decides what Ctrl-C means
    kept: dict[Connector, list[Client]] = {}
    with suppress(EOFError, OSError):
        while True:
            job, numbers = pipe.recv()
            # In the order in which they were used last, so that the first is given up.
            kept[job.connector] = kept.pop(job.connector, [])
            for client in kept.pop(next(iter(kept))) if len(kept) > KEPT else ():
                client.close()
            try:
                _work(pipe, job, numbers, kept[job.connector])
                is_kept = job.connector.is_kept
            except Exception:  # noqa: BLE001 - whatever it is, the bench must hear of it
                pipe.send(_Failure(traceback.format_exc()))
                is_kept = False  # they are in the middle of something
            if not is_kept:
                for client in kept.pop(job.connector):
                    client.close()


def _work(
    pipe: Connection[Any, Any], job: Job, numbers: Sequence[int], connected: list[Client]
) -> None:
    """Do a job with the clients that are connected already, and more where it takes more."""
    while len(connected) < len(numbers):
        connected.append(job.connector.open())
    clients = [
        (client, job.script(number)) for client, number in zip(connected, numbers, strict=False)
    ]
    outcomes = warm_up(clients, job.warm_up)
    pipe.send(None)
    tally = drive(clients, pipe.recv(), job.give_up_after)
    tally.outcomes += outcomes
    pipe.send(tally)
