"""Consumers of `core.outbox_events`: lease a bucket, deliver its messages in order, acknowledge.

Delivery is at least once: a worker that dies between doing and acknowledging leaves its messages to
the next one, so every handler carries an idempotency key of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Self
from uuid import uuid4

import structlog
from pydantic_core import to_json

from workers import tracking
from workers.db import CAUSE, Database
from workers.errors import EntreeError, TryAgain
from workers.metrics import DELIVERIES, DELIVERY_TIME
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
    """One message of the outbox, as `core.claim_outbox` returns it.

    `request_id` is that of the request which caused it; what time caused gets one of its own.
    """

    event_id: int
    org_id: Any
    bucket: int
    fence: int
    aggregate: str
    topic: str
    payload: dict[str, Any]
    attempts: int
    request_id: str = field(default_factory=lambda: uuid4().hex)

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """A message as it came. A database that is newer than this worker may tell more of it."""
        known = {part.name for part in fields(cls)}
        given = {name: value for name, value in row.items() if name in known}
        if not given.get("request_id"):
            given.pop("request_id", None)
        return cls(**given)

    @property
    def context(self) -> dict[str, Any]:
        """What the log says of it: no contents."""
        return {
            "channel": self.topic.partition(".")[0],
            "topic": self.topic,
            "event_id": self.event_id,
            "attempt": self.attempts + 1,
            "request_id": self.request_id,
        }


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
        messages = await self.claim()
        return await self.work_off(messages, stopping) if messages else 0

    async def claim(self) -> list[Message]:
        """Leases the bucket that has waited longest, and returns its messages, if any are due."""
        rows = await self._database.call(
            CLAIM_OUTBOX,
            {
                "p_channel": self._channel,
                "p_worker": self._worker,
                "p_limit": BATCH,
                "p_lease_seconds": LEASE_SECONDS,
            },
        )
        return [Message.of(row) for row in rows]

    async def work_off(self, messages: Sequence[Message], stopping: asyncio.Event) -> int:
        """Delivers what was claimed, in its order; returns how many messages were tried."""
        lease = Lease(self._database, self._channel, messages[0])
        renewal = asyncio.create_task(lease.renew())
        try:
            return await self._deliver_all(messages, lease, stopping)
        finally:
            renewal.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await renewal
            await lease.close()

    async def _deliver_all(
        self, messages: Sequence[Message], lease: Lease, stopping: asyncio.Event
    ) -> int:
        waiting: set[str] = set()  # aggregates with a failed message: the later ones keep behind it
        tried = 0
        for message in messages:
            if stopping.is_set():
                break
            if message.aggregate in waiting:
                continue
            await lease.settle(message.aggregate)
            if lease.is_lost:
                break
            tried += 1
            if await self._try(message, lease) == "retry":
                waiting.add(message.aggregate)
        await lease.release()
        return tried

    async def _try(self, message: Message, lease: Lease) -> str:
        """Delivers one message and says so to the outbox: done, retry, dead or lost.

        What is logged and audited meanwhile has the id of the request that caused it.
        """
        CAUSE.set(to_json({"x-request-id": message.request_id}).decode())
        with (
            structlog.contextvars.bound_contextvars(request_id=message.request_id),
            DELIVERY_TIME.labels(self._channel).time(),
        ):
            return await self._deliver(message, lease)

    async def _deliver(self, message: Message, lease: Lease) -> str:
        started = time.perf_counter()
        try:
            async with asyncio.timeout(DELIVERY_SECONDS):
                result = await self._handle(message)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the message must be settled
            outcome = await lease.fail(message, error)
            # What went wrong may name somebody: the words stay with the message, in the database.
            log.warning(
                "delivery_failed",
                **message.context,
                outcome=outcome,
                error=type(error).__name__,
                ms=_ms(started),
            )
            DELIVERIES.labels(message.topic, outcome).inc()
            if not tracking.is_expected(error):
                tracking.report(error, topic=message.topic)
            return outcome
        lease.complete(message, result, _ms(started))
        return "done"

    async def _handle(self, message: Message) -> dict[str, Any] | None:
        handler = self._handlers.get(message.topic)
        if handler is None:
            raise Undeliverable(f"nothing here handles the topic {message.topic}")
        return await handler(message)


class Lease:
    """A bucket that is ours for a while, and what became of its messages.

    What was delivered is acknowledged while the next message is delivered, and all that was
    delivered meanwhile at once: a quick delivery does not wait for a commit. Of one aggregate no
    message is delivered before the one ahead of it is acknowledged.
    """

    def __init__(self, database: Database, channel: str, first: Message) -> None:
        self.is_lost = False
        self._database = database
        self._arguments = {
            "p_channel": channel,
            "p_bucket": first.bucket,
            "p_fence": first.fence,
        }
        self._delivered: list[tuple[Message, dict[str, Any] | None, float]] = []
        self._unsettled: set[str] = set()  # aggregates with a message that is not acknowledged yet
        self._acknowledging: asyncio.Task[None] | None = None

    def complete(self, message: Message, result: dict[str, Any] | None, ms: float) -> None:
        """Notes that a message was delivered; it is acknowledged in the background."""
        self._delivered.append((message, result, ms))
        self._unsettled.add(message.aggregate)
        if self._acknowledging is None or self._acknowledging.done():
            self._acknowledging = asyncio.create_task(self._acknowledge())

    async def settle(self, aggregate: str | None = None) -> None:
        """Waits until all that was delivered is acknowledged: of this aggregate, or at all."""
        task = self._acknowledging
        if task is None:
            return
        if aggregate is None or aggregate in self._unsettled:
            await task
        elif task.done():
            task.result()  # the database stays away

    async def fail(self, message: Message, error: Exception) -> str:
        """Says that a delivery failed; returns retry, dead or lost."""
        outcome: str = await self._tell(
            FAIL_OUTBOX,
            {
                **self._arguments,
                "p_event_id": message.event_id,
                "p_error": _text(error),
                "p_permanent": isinstance(error, Undeliverable),
            },
        )
        self.is_lost |= outcome == "lost"
        return outcome

    async def release(self) -> None:
        """Gives the bucket back, when everything is acknowledged."""
        await self.settle()
        if not self.is_lost:
            await self._tell(RELEASE_OUTBOX, self._arguments)

    async def renew(self) -> None:
        """Keeps the bucket leased while deliveries take long: acknowledging nothing extends it."""
        while True:
            await asyncio.sleep(RENEWAL_SECONDS)
            with contextlib.suppress(EntreeError):  # tried again at the next turn
                await self._database.call(COMPLETE_OUTBOX, {**self._arguments, "p_event_ids": []})

    async def close(self) -> None:
        """Ends what is under way, also when the worker is cut off."""
        if self._acknowledging is not None:
            with contextlib.suppress(EntreeError):  # whoever waited for it was told
                await self._acknowledging

    async def _acknowledge(self) -> None:
        """Acknowledges all that is delivered, and what is delivered meanwhile."""
        while self._delivered and not self.is_lost:
            delivered, self._delivered = self._delivered, []
            completed = await self._tell(
                COMPLETE_OUTBOX,
                {
                    **self._arguments,
                    "p_event_ids": [message.event_id for message, _, _ in delivered],
                    "p_result": [result for _, result, _ in delivered],
                },
            )
            self.is_lost = not completed
            for message, _, ms in delivered:
                self._unsettled.discard(message.aggregate)
                outcome = "done" if completed else "lost"
                DELIVERIES.labels(message.topic, outcome).inc()
                log.info("delivered", **message.context, outcome=outcome, ms=ms)

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


async def wait(stopping: asyncio.Event, seconds: float) -> None:
    """Sleeps, but not past the moment of stopping."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stopping.wait()


def _ms(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)


def _text(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:MAX_ERROR]
