"""Delivery of messages: our outbox, pgmq and procrastinate, with the same messages.

Nobody does anything with a message but note it, so that what is measured is the queue: to hand out
messages, and to be told that they were delivered. Each has as many consumers, in one process.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import psycopg
import structlog
from pgmq.install import get_embedded_install_sql
from procrastinate import App, PsycopgConnector
from psycopg import sql

from cli.bench.load.client import OK
from cli.bench.measure import Check, Measurement, Section, ratio
from cli.bench.run import Bench
from cli.bench.scenarios.watch import timed
from cli.bench.stage import Stage
from cli.db.connection import other_database
from workers.db import Database
from workers.delivery.outbox import BATCH, Consumer, Message
from workers.pipeline import PipelinedConnection, rows

CONSUMERS: Final = 4
PER_AGGREGATE: Final = 4
"""Messages that keep an order among themselves."""
INVISIBLE_SECONDS: Final = 60
"""For which pgmq hides what it has handed out."""
CHANNEL: Final = "bench"
QUEUE: Final = "messages"
RIVALS: Final = "rivals"
"""The database of the others, on the same server."""

Drain = Callable[["Desk"], Awaitable[None]]


@dataclass
class Desk:
    """Takes messages in for so many seconds, and looks at their order."""

    seconds: float
    _begun: float = field(default_factory=time.monotonic)
    _seen: Counter[str] = field(default_factory=Counter)
    out_of_order: int = 0

    @property
    def is_open(self) -> bool:
        """Whether there is time for more."""
        return time.monotonic() - self._begun < self.seconds

    @property
    def taken(self) -> int:
        """How many messages have come."""
        return self._seen.total()

    def take(self, aggregate: str, number: int) -> None:
        """Take in the message with this number of its aggregate."""
        self.out_of_order += number != self._seen[aggregate]
        self._seen[aggregate] += 1


@dataclass(frozen=True)
class Queue:
    """One of the queues: how messages are laid ready in it, and drained."""

    name: str
    fill: Callable[[int], None]
    drain: Drain
    keeps_order: bool = True


def run(bench: Bench) -> Section:
    """Lay the same messages ready in each queue, and see how many come out in the same time."""
    stage = bench.stage()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    _install(stage)
    queues = _queues(stage)
    measurements = [Measurement(queue.name, clients=CONSUMERS) for queue in queues]
    out_of_order: Counter[str] = Counter()
    for _ in range(bench.effort.rounds):
        for queue, measurement in zip(queues, measurements, strict=True):
            queue.fill(bench.effort.messages)
            desk = Desk(bench.effort.seconds)
            taken, round_ = timed(stage, lambda: asyncio.run(_drained(queue, desk)))  # noqa: B023
            measurement.rounds.append(round_)
            measurement.outcomes[OK] += taken
            if queue.keeps_order:
                out_of_order[queue.name] += desk.out_of_order
    ours, grouped, _, procrastinate = measurements
    return Section(
        name="outbox",
        title=f"Outbox: {bench.effort.messages:,} messages; per second are those delivered",
        measurements=measurements,
        goals=[
            ratio("outbox / pgmq in order", ours, grouped, at_least=2),
            ratio("outbox / procrastinate", ours, procrastinate, at_least=10),
        ],
        checks=[
            Check(
                "Messages of an aggregate came in their order, once",
                not out_of_order.total(),
                ", ".join(
                    f"{name}: {count} did not" for name, count in out_of_order.items() if count
                ),
            )
        ],
    )


async def _drained(queue: Queue, desk: Desk) -> int:
    await queue.drain(desk)
    return desk.taken


def _queues(stage: Stage) -> Sequence[Queue]:
    rivals = other_database(stage.endpoints.admin_db_url, RIVALS)
    return (
        Queue(
            "outbox", lambda count: _fill_outbox(stage, count), lambda desk: _outbox(stage, desk)
        ),
        Queue(
            "pgmq, in order per group",
            lambda count: _fill_pgmq(rivals, count),
            lambda desk: _pgmq(rivals, "read_grouped_head", desk),
        ),
        Queue(
            "pgmq, in no order",
            lambda count: _fill_pgmq(rivals, count),
            lambda desk: _pgmq(rivals, "read", desk),
            keeps_order=False,
        ),
        Queue(
            "procrastinate, with locks",
            lambda count: _fill_procrastinate(rivals, count),
            lambda desk: _procrastinate(rivals, desk),
        ),
    )


def _install(stage: Stage) -> None:
    """Make a channel of ours, and a database with the other two."""
    with psycopg.connect(stage.endpoints.admin_db_url, autocommit=True) as connection:
        connection.execute(
            "insert into core.outbox_buckets (channel, bucket)"
            " select %s, generate_series(0, 63) on conflict do nothing",
            [CHANNEL],
        )
        database = sql.Identifier(RIVALS)
        connection.execute(sql.SQL("drop database if exists {}").format(database))
        connection.execute(sql.SQL("create database {} template template1").format(database))
    rivals = other_database(stage.endpoints.admin_db_url, RIVALS)
    with psycopg.connect(rivals, autocommit=True) as connection:
        connection.execute(get_embedded_install_sql().encode())
        connection.execute("select pgmq.create(%s)", [QUEUE])
        connection.execute("select pgmq.create_fifo_index(%s)", [QUEUE])
    with App(connector=PsycopgConnector(conninfo=rivals)).open() as app:
        app.schema_manager.apply_schema()


# Ours, as `entree work` does it.


def _fill_outbox(stage: Stage, count: int) -> None:
    with psycopg.connect(stage.endpoints.admin_db_url, autocommit=True) as connection:
        connection.execute("delete from core.outbox_events where channel = %s", [CHANNEL])
        connection.execute("delete from core.outbox_history where channel = %s", [CHANNEL])
        connection.execute(
            "select core.emit(null, 'order:' || a, %(topic)s, jsonb_build_object('number', n))"
            " from generate_series(0, %(each)s - 1) as n, generate_series(1, %(aggregates)s) as a",
            {"topic": f"{CHANNEL}.told", "each": PER_AGGREGATE, "aggregates": _aggregates(count)},
        )
        connection.execute(
            "vacuum (analyze) core.outbox_events, core.outbox_history, core.outbox_buckets"
        )


async def _outbox(stage: Stage, desk: Desk) -> None:
    async def take(message: Message) -> None:
        desk.take(message.aggregate, message.payload["number"])

    async def consume(database: Database, name: str) -> None:
        consumer = Consumer(database, CHANNEL, {f"{CHANNEL}.told": take}, worker=name)
        while desk.is_open and await consumer.deliver(asyncio.Event()):
            pass

    async with Database(
        stage.worker_url,
        name="bench-outbox",
        pool_size=2 * CONSUMERS,
        statement_timeout_ms=8000,
        lock_timeout_ms=4000,
    ) as database:
        await asyncio.gather(*(consume(database, str(n)) for n in range(CONSUMERS)))


# pgmq, by the driver that our workers have.


def _fill_pgmq(url: str, count: int) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("select pgmq.purge_queue(%s)", [QUEUE])
        connection.execute("truncate pgmq.a_messages")
        connection.execute(
            "select pgmq.send_batch(%(queue)s,"
            " array_agg(jsonb_build_object('aggregate', 'order:' || a, 'number', n) order by n, a),"
            " array_agg(jsonb_build_object('x-pgmq-group', 'order:' || a) order by n, a))"
            " from generate_series(0, %(each)s - 1) as n, generate_series(1, %(aggregates)s) as a",
            {"queue": QUEUE, "each": PER_AGGREGATE, "aggregates": _aggregates(count)},
        )
        connection.execute("vacuum (analyze)")


async def _pgmq(url: str, read: str, desk: Desk) -> None:
    claim = (
        f"select msg_id, message from pgmq.{read}('{QUEUE}', {INVISIBLE_SECONDS}, {BATCH})"  # noqa: S608
        " order by msg_id"
    ).encode()
    archive = b"select pgmq.archive('messages', $1::bigint[])"

    async def consume() -> None:
        connection = await PipelinedConnection.connect(url, autocommit=True)
        async with connection:
            while desk.is_open:
                [found] = await connection.run([(claim, ())])
                messages = rows(found)
                if not messages:
                    break
                for message in messages:
                    desk.take(message["message"]["aggregate"], message["message"]["number"])
                ids = ",".join(str(message["msg_id"]) for message in messages)
                await connection.run([(archive, [f"{{{ids}}}".encode()])])

    await asyncio.gather(*(consume() for _ in range(CONSUMERS)))


# procrastinate, by its own worker.


def _fill_procrastinate(url: str, count: int) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("truncate procrastinate_jobs cascade")
        connection.execute(
            "insert into procrastinate_jobs (queue_name, task_name, lock, args)"
            " select 'default', 'told', 'order:' || a,"
            "   jsonb_build_object('aggregate', 'order:' || a, 'number', n)"
            " from generate_series(0, %(each)s - 1) as n, generate_series(1, %(aggregates)s) as a"
            " order by n, a",
            {"each": PER_AGGREGATE, "aggregates": _aggregates(count)},
        )
        connection.execute("vacuum (analyze)")


async def _procrastinate(url: str, desk: Desk) -> None:
    app = App(connector=PsycopgConnector(conninfo=url))
    full = asyncio.Event()

    @app.task(name="told")
    async def told(aggregate: str, number: int) -> None:
        desk.take(aggregate, number)
        if not desk.is_open:
            full.set()

    async with app.open_async():
        worker = asyncio.create_task(
            app.run_worker_async(
                concurrency=CONSUMERS,
                wait=False,
                listen_notify=False,
                install_signal_handlers=False,
            )
        )
        closing = asyncio.create_task(full.wait())
        await asyncio.wait([worker, closing], return_when=asyncio.FIRST_COMPLETED)
        for task in (worker, closing):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


def _aggregates(messages: int) -> int:
    return max(1, messages // PER_AGGREGATE)
