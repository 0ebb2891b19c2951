"""Consumers of `core.outbox_events`: lease a bucket, deliver its messages in order, acknowledge.

Delivery is at least once: a worker that dies between doing and acknowledging leaves the message to
the next one, so every handler carries an idempotency key of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from workers.db import Database
from workers.errors import EntreeError, TryAgain
from workers.routines import (
    CLAIM_OUTBOX,
    COMPLETE_OUTBOX,
    FAIL_OUTBOX,
    RELEASE_OUTBOX,
    Routine,
)

BATCH = 20  # messages per lease; a bucket goes round among the workers
LEASE_SECONDS = 15  # after a crash, others wait this long; renewed while a delivery takes longer
RENEWAL_SECONDS = 5.0
DELIVERY_SECONDS = 120.0  # after this a delivery is given up and tried again later
BUSY_SECONDS = 0.05
IDLE_SECONDS = 0.5
AWAY_SECONDS = 0.2  # between attempts to reach a database that is away
MAX_ERROR = 500  # characters of an error that are kept with the message

log = structlog.get_logger()


class Undeliverable(Exception):
    """A message that no retry will deliver; it becomes a dead letter at once."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the outbox, as `core.claim_outbox` returns it."""

    event_id: int
    org_id: Any
    bucket: int
    fence: int
    aggregate: str
    topic: str
    payload: dict[str, Any]
    attempts: int


# Does what a message says; what it returns is kept in the history of deliveries.
Handler = Callable[[Message], Awaitable[dict[str, Any] | None]]


class Consumer:
    """Delivers one channel. Any number of them may run, here and in other processes."""

    def __init__(
        self, database: Database, channel: str, handlers: Mapping[str, Handler], *, worker: str
    ) -> None:
        self._database = database
        self._channel = channel
        self._handlers = handlers
        self._worker = worker

    async def run(self, stopping: asyncio.Event) -> None:
        """Delivers until told to stop; finishes the delivery it is at."""
        pause = BUSY_SECONDS
        while not stopping.is_set():
            try:
                delivered = await self.deliver(stopping)
            except EntreeError as error:  # the database is away: what is leased comes again
                log.warning("outbox_unreachable", channel=self._channel, error=error.code)
                delivered = 0
            pause = BUSY_SECONDS if delivered else min(pause * 2, IDLE_SECONDS)
            if not delivered:
                await wait(stopping, pause)

    async def deliver(self, stopping: asyncio.Event) -> int:
        """Works off one bucket; returns how many messages were tried, 0 when nothing is due."""
        rows = await self._database.call(
            CLAIM_OUTBOX,
            {
                "p_channel": self._channel,
                "p_worker": self._worker,
                "p_limit": BATCH,
                "p_lease_seconds": LEASE_SECONDS,
            },
        )
        messages = [Message(**row) for row in rows]
        if not messages:
            return 0
        lease = self._lease(messages[0])
        waiting: set[str] = set()  # aggregates with a failed message: the later ones keep behind it
        tried = 0
        for message in messages:
            if stopping.is_set():
                break
            if message.aggregate in waiting:
                continue
            tried += 1
            outcome = await self._settle(message)
            if outcome == "lost":
                return tried
            if outcome == "retry":
                waiting.add(message.aggregate)
        await self._tell(RELEASE_OUTBOX, lease)
        return tried

    async def _settle(self, message: Message) -> str:
        """Delivers one message and says so to the outbox: done, retry, dead or lost."""
        context = {
            "channel": self._channel,
            "topic": message.topic,
            "event_id": message.event_id,
            "attempt": message.attempts + 1,
        }
        renewal = asyncio.create_task(self._renew(message))
        try:
            async with asyncio.timeout(DELIVERY_SECONDS):
                result = await self._handle(message)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the message must be settled
            outcome = await self._failed(message, error)
            # What went wrong may name somebody: the words stay with the message, in the database.
            log.warning("delivery_failed", **context, outcome=outcome, error=type(error).__name__)
            return outcome
        finally:
            renewal.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await renewal
        completed = await self._tell(
            COMPLETE_OUTBOX,
            {**self._lease(message), "p_event_ids": [message.event_id], "p_result": result},
        )
        outcome = "done" if completed else "lost"
        log.info("delivered", **context, outcome=outcome)
        return outcome

    async def _handle(self, message: Message) -> dict[str, Any] | None:
        handler = self._handlers.get(message.topic)
        if handler is None:
            raise Undeliverable(f"nothing here handles the topic {message.topic}")
        return await handler(message)

    async def _failed(self, message: Message, error: Exception) -> str:
        outcome: str = await self._tell(
            FAIL_OUTBOX,
            {
                **self._lease(message),
                "p_event_id": message.event_id,
                "p_error": _text(error),
                "p_permanent": isinstance(error, Undeliverable),
            },
        )
        return outcome

    async def _tell(self, routine: Routine, arguments: dict[str, Any]) -> Any:
        """Tells the outbox what became of a lease, also when the database is away for a moment:
        what was delivered and not acknowledged would be delivered twice."""
        deadline = time.monotonic() + LEASE_SECONDS
        while True:
            try:
                return await self._database.call(routine, arguments)
            except TryAgain:
                if time.monotonic() > deadline:
                    raise
            await asyncio.sleep(AWAY_SECONDS)

    async def _renew(self, message: Message) -> None:
        """Keeps the bucket leased while a delivery takes long: acknowledging nothing extends it."""
        while True:
            await asyncio.sleep(RENEWAL_SECONDS)
            with contextlib.suppress(EntreeError):  # tried again at the next turn
                await self._database.call(
                    COMPLETE_OUTBOX, {**self._lease(message), "p_event_ids": []}
                )

    def _lease(self, message: Message) -> dict[str, Any]:
        return {
            "p_channel": self._channel,
            "p_bucket": message.bucket,
            "p_fence": message.fence,
        }


async def wait(stopping: asyncio.Event, seconds: float) -> None:
    """Sleeps, but not past the moment of stopping."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stopping.wait()


def _text(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:MAX_ERROR]
