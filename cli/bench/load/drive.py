"""Keeps clients busy: whoever has its answer asks again, and the answers in a window count."""

from __future__ import annotations

import itertools
import math
import select
import time
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cli.bench.load.client import OK, Client

LAST_ANSWERS = 30.0  # seconds to wait for what is under way when the window has closed


@dataclass(frozen=True)
class Window:
    """The time in which answers count, on this machine's monotonic clock."""

    opens_at: float
    closes_at: float


@dataclass
class Tally:
    """What came of one process's clients.

    `counted` answers came in `seconds`, the window or what was used of it; `latencies` are theirs,
    in seconds. `outcomes` has every answer, also those outside the window.
    """

    counted: int = 0
    seconds: float = 0.0
    latencies: array[float] = field(default_factory=lambda: array("d"))
    outcomes: Counter[str] = field(default_factory=Counter)

    @property
    def per_second(self) -> float:
        """Good answers per second."""
        return self.counted / self.seconds if self.seconds > 0 else 0.0


@dataclass
class _Turn:
    """A client at work: its requests to come, and since when it waits."""

    client: Client
    requests: Iterator[bytes]
    asked_at: float = 0.0
    refusals: int = 0

    def ask(self) -> bool:
        """Send the next request; False when there is none."""
        request = next(self.requests, None)
        if request is None:
            return False
        self.asked_at = time.monotonic()
        self.client.ask(request)
        return True


def warm_up(clients: Iterable[tuple[Client, Iterator[bytes]]], answers: int) -> Counter[str]:
    """Let each client get so many answers, for a server that is slow at first on a connection.

    Returns the outcomes.
    """
    some = [(client, itertools.islice(requests, answers)) for client, requests in clients]
    return drive(some, Window(math.inf, math.inf)).outcomes


def drive(
    clients: Iterable[tuple[Client, Iterator[bytes]]],
    window: Window,
    give_up_after: int | None = None,
) -> Tally:
    """Let each client send its requests, one after the answer to the other.

    Ends when the window closes, or when no client has anything left to ask.

    Args:
        clients: connected clients with their requests.
        give_up_after: a client stops after so many refusals in a row.

    Raises:
        TimeoutError: the last answers did not come.
    """
    tally = Tally()
    poll = select.epoll()
    turns = {client.fileno(): _Turn(client, requests) for client, requests in clients}
    for number, turn in list(turns.items()):
        if turn.ask():
            poll.register(number, select.EPOLLIN)
        else:
            del turns[number]
    last = window.opens_at
    while turns:
        ready = poll.poll(LAST_ANSWERS)
        if not ready:
            raise TimeoutError(f"{len(turns)} answers did not come within {LAST_ANSWERS:.0f} s.")
        for number, _ in ready:
            turn = turns[number]
            outcome = turn.client.answer()
            if outcome is None:
                continue
            now = time.monotonic()
            tally.outcomes[outcome] += 1
            if outcome == OK:
                turn.refusals = 0
                if window.opens_at <= now <= window.closes_at:
                    last = now
                    tally.counted += 1
                    tally.latencies.append(now - turn.asked_at)
            else:
                turn.refusals += 1
            if now >= window.closes_at or turn.refusals == give_up_after or not turn.ask():
                poll.unregister(number)
                del turns[number]
    poll.close()
    ended_early = time.monotonic() < window.closes_at
    tally.seconds = (last if ended_early else window.closes_at) - window.opens_at
    return tally
