"""Delivery of the outbox: in order, until it works, by any number of workers, to a clean stop."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from cli.stack import Endpoints
from tests.workers.waiting import until
from workers.db import Database
from workers.delivery import outbox
from workers.delivery.outbox import Consumer, Handler, Message, Undeliverable
from workers.routines import CLAIM_OUTBOX

COLUMNS_AT_FIRST = (
    "c.event_id, c.org_id, c.bucket, c.fence, c.aggregate, c.topic, c.payload, c.attempts"
)
"""Of `core.claim_outbox`, in the first release."""

Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass
class Channel:
    """An outbox channel of this test alone."""

    name: str
    db: Connection

    @property
    def topic(self) -> str:
        return f"{self.name}.told"

    def emit(self, aggregate: str, *texts: str, topic: str | None = None) -> None:
        for text in texts:
            self.db.execute(
                "select core.emit(null, %s, %s, jsonb_build_object('text', %s::text))",
                [aggregate, topic or self.topic, text],
            )

    def count(self, table: str) -> int:
        query = f"select count(*) from core.{table} where channel = %s"  # noqa: S608
        return int(self._one(query, self.name))

    def leased(self) -> int:
        return int(
            self._one(
                "select count(*) from core.outbox_buckets where channel = %s and leased_by is not"
                " null and leased_until > core.clock()",
                self.name,
            )
        )

    def lease_end(self) -> Any:
        return self._one(
            "select max(leased_until) from core.outbox_buckets where channel = %s", self.name
        )

    def last_error(self) -> str:
        return str(
            self._one(
                "select last_error from core.outbox_events where channel = %(c)s and attempts > 0"
                " union all select last_error from core.outbox_dead where channel = %(c)s",
                {"c": self.name},
            )
        )

    def _one(self, query: str, arguments: Any) -> Any:
        given = [arguments] if isinstance(arguments, str) else arguments
        row = self.db.execute(query.encode(), given).fetchone()
        assert row is not None
        return row[0]


@dataclass
class Desk:
    """A handler that writes down what it is told."""

    told: list[tuple[str, str]] = field(default_factory=list)

    async def __call__(self, message: Message) -> dict[str, Any]:
        self.told.append((message.aggregate, message.payload["text"]))
        return {"read": message.payload["text"]}

    def by_aggregate(self) -> dict[str, list[str]]:
        found = defaultdict(list)
        for aggregate, text in self.told:
            found[aggregate].append(text)
        return dict(found)


@pytest.fixture
def channel(db: Connection) -> Iterator[Channel]:
    name = f"t{uuid4().hex}"
    db.execute(
        "insert into core.outbox_buckets (channel, bucket) select %s, generate_series(0, 63)",
        [name],
    )
    yield Channel(name, db)
    for table in ("events", "buckets", "history", "dead"):
        query = f"delete from core.outbox_{table} where channel = %s"  # noqa: S608
        db.execute(query.encode(), [name])


@pytest.fixture
async def database(endpoints: Endpoints) -> AsyncIterator[Database]:
    async with Database(
        endpoints.db_url,
        name="test_outbox",
        pool_size=4,
        statement_timeout_ms=8000,
        lock_timeout_ms=4000,
    ) as opened:
        yield opened


def consumer(
    database: Database, channel: Channel, handler: Handler | Mapping[str, Handler], name: str = "a"
) -> Consumer:
    handlers = handler if isinstance(handler, Mapping) else {channel.topic: handler}
    return Consumer(database, channel.name, handlers, worker=name)


def twins(db: Connection, count: int) -> list[str]:
    """Aggregates that share a bucket."""
    found = db.execute(
        "select array_agg('order:' || n) from generate_series(1, 1000) as n"
        " group by hashtextextended('order:' || n, 0) & 63 order by count(*) desc limit 1"
    ).fetchone()
    assert found is not None
    return list(found[0][:count])


async def drain(worker: Consumer) -> int:
    """Delivers everything that is due; returns how many messages were tried."""
    tried = 0
    while batch := await worker.deliver(asyncio.Event()):
        tried += batch
    return tried


async def test_messages_of_an_aggregate_are_delivered_in_order(
    database: Database, channel: Channel
) -> None:
    desk = Desk()
    for text in ("1", "2", "3"):
        for aggregate in ("order:a", "order:b", "order:c"):
            channel.emit(aggregate, text)

    assert await drain(consumer(database, channel, desk)) == 9

    assert desk.by_aggregate() == {f"order:{x}": ["1", "2", "3"] for x in "abc"}
    assert (channel.count("outbox_events"), channel.count("outbox_history")) == (0, 9)
    assert channel.leased() == 0


async def test_a_database_may_be_newer_than_the_worker_or_older(
    database: Database, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a release is rolled out, a function tells more than this worker knows, or less."""
    text = "select c.*, 'more' as told_by_a_newer_one from core.claim_outbox($1, $2, $3, $4) as c"
    newer, older = text.encode(), text.replace("c.*", COLUMNS_AT_FIRST).encode()
    desk = Desk()
    for number, statement in enumerate((newer, older)):
        routine = replace(CLAIM_OUTBOX)
        object.__setattr__(routine, "text", statement)
        monkeypatch.setattr(outbox, "CLAIM_OUTBOX", routine)
        channel.emit("order:a", str(number))
        assert await drain(consumer(database, channel, desk)) == 1

    assert desk.told == [("order:a", "0"), ("order:a", "1")]


async def test_the_history_keeps_what_the_handler_found_out(
    database: Database, channel: Channel, db: Connection
) -> None:
    channel.emit("order:a", "hello")

    await drain(consumer(database, channel, Desk()))

    kept = db.execute(
        "select topic, attempts, result from core.outbox_history where channel = %s",
        [channel.name],
    ).fetchall()
    assert kept == [(channel.topic, 1, {"read": "hello"})]


async def test_the_next_delivery_does_not_wait_for_the_commit_of_the_last(
    database: Database, channel: Channel, db: Connection
) -> None:
    twin = twins(db, 2)
    told: list[str] = []

    async def hold_up_the_first(message: Message) -> dict[str, Any]:
        told.append(message.payload["text"])
        if len(told) == 2:
            # The first is being acknowledged, and cannot be: its bucket is locked.
            blocker.execute("rollback")
        return {"read": message.payload["text"]}

    for aggregate, text in zip(twin, ("1", "2"), strict=True):
        channel.emit(aggregate, text)
    with psycopg.connect(db.info.dsn, password=db.info.password) as blocker:
        worker = consumer(database, channel, hold_up_the_first)
        messages = await worker.claim()
        blocker.execute(
            "select from core.outbox_buckets where channel = %s for update", [channel.name]
        )
        assert await worker.work_off(messages, asyncio.Event()) == 2

    kept = db.execute(
        "select result ->> 'read' from core.outbox_history where channel = %s order by event_id",
        [channel.name],
    ).fetchall()
    assert kept == [("1",), ("2",)]


async def test_nothing_of_an_aggregate_overtakes_an_acknowledgement(
    database: Database, channel: Channel
) -> None:
    acknowledged: list[int] = []

    async def look(_: Message) -> None:
        acknowledged.append(channel.count("outbox_history"))

    channel.emit("order:a", "1", "2", "3")
    await drain(consumer(database, channel, look))

    assert acknowledged == [0, 1, 2]


async def test_a_failure_holds_back_its_own_aggregate_only(
    database: Database, channel: Channel
) -> None:
    desk = Desk()

    async def moody(message: Message) -> dict[str, Any]:
        if message.payload["text"] == "bad":
            raise RuntimeError("the printer is on fire")
        return await desk(message)

    channel.emit("order:a", "1", "bad", "3")
    channel.emit("order:b", "1", "2")

    await drain(consumer(database, channel, moody))

    assert desk.by_aggregate() == {"order:a": ["1"], "order:b": ["1", "2"]}
    assert channel.count("outbox_events") == 2
    assert channel.last_error() == "RuntimeError: the printer is on fire"


async def test_what_failed_is_tried_again_later(
    database: Database, channel: Channel, db: Connection
) -> None:
    desk, attempts = Desk(), []

    async def second_time(message: Message) -> dict[str, Any]:
        attempts.append(message.attempts)
        if message.attempts == 0:
            raise RuntimeError
        return await desk(message)

    channel.emit("order:a", "1", "2")
    worker = consumer(database, channel, second_time)
    await drain(worker)
    assert desk.told == []

    db.execute(
        "update core.outbox_events set available_at = core.clock() where channel = %s",
        [channel.name],
    )
    await drain(worker)

    assert attempts == [0, 1, 0]
    assert desk.told == [("order:a", "1")]


async def test_what_cannot_be_delivered_is_a_dead_letter_at_once(
    database: Database, channel: Channel
) -> None:
    async def refuse(_: Message) -> None:
        raise Undeliverable("550 no such mailbox")

    channel.emit("order:a", "1")
    await drain(consumer(database, channel, refuse))

    assert (channel.count("outbox_events"), channel.count("outbox_dead")) == (0, 1)
    assert "550 no such mailbox" in channel.last_error()


async def test_a_topic_that_nobody_handles_is_a_dead_letter(
    database: Database, channel: Channel
) -> None:
    channel.emit("order:a", "1", topic=f"{channel.name}.unheard")

    await drain(consumer(database, channel, Desk()))

    assert channel.count("outbox_dead") == 1
    assert f"{channel.name}.unheard" in channel.last_error()


async def test_a_delivery_that_hangs_is_given_up(
    database: Database, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "DELIVERY_SECONDS", 0.05)

    async def hang(_: Message) -> None:
        await asyncio.Event().wait()

    channel.emit("order:a", "1")
    await drain(consumer(database, channel, hang))

    assert channel.count("outbox_events") == 1
    assert channel.last_error().startswith("TimeoutError")


async def test_workers_share_the_work_and_do_nothing_twice(
    database: Database, channel: Channel
) -> None:
    desk = Desk()
    for number in range(60):
        channel.emit(f"order:{number % 20}", str(number))

    workers = [consumer(database, channel, desk, name) for name in "abcd"]
    tried = await asyncio.gather(*[drain(worker) for worker in workers])

    assert sum(tried) == 60
    assert len(set(desk.told)) == len(desk.told) == 60
    for texts in desk.by_aggregate().values():
        assert texts == sorted(texts, key=int)


async def test_a_long_delivery_keeps_its_lease(
    database: Database, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "RENEWAL_SECONDS", 0.02)
    seen: list[Any] = []

    async def take_long(_: Message) -> dict[str, Any]:
        seen.append(channel.lease_end())
        await until(lambda: channel.lease_end() > seen[0], "the lease to be extended")
        assert await consumer(database, channel, Desk(), "b").deliver(asyncio.Event()) == 0
        return {}

    channel.emit("order:a", "1")

    assert await drain(consumer(database, channel, take_long)) == 1
    assert channel.count("outbox_history") == 1


async def test_a_lease_that_was_lost_acknowledges_nothing(
    database: Database, channel: Channel, db: Connection
) -> None:
    async def freeze(_: Message) -> None:
        # As a machine that sleeps until another worker has taken over.
        db.execute(
            "update core.outbox_buckets set fence = fence + 1, leased_until = '-infinity'"
            " where channel = %s and leased_by is not null",
            [channel.name],
        )

    channel.emit("order:a", "1", "2")
    assert await consumer(database, channel, freeze).deliver(asyncio.Event()) == 1
    assert channel.count("outbox_events") == 2

    desk = Desk()
    await drain(consumer(database, channel, desk, "b"))
    assert desk.told == [("order:a", "1"), ("order:a", "2")]


async def test_stopping_finishes_what_is_under_way_and_leaves_the_rest(
    database: Database, channel: Channel
) -> None:
    stopping, started, go_on = asyncio.Event(), asyncio.Event(), asyncio.Event()
    desk = Desk()

    async def slow(message: Message) -> dict[str, Any]:
        started.set()
        await go_on.wait()
        return await desk(message)

    channel.emit("order:a", "1", "2", "3")
    running = asyncio.create_task(consumer(database, channel, slow).run(stopping))
    await started.wait()
    stopping.set()
    go_on.set()
    await running

    assert desk.told == [("order:a", "1")]
    assert channel.count("outbox_events") == 2
    assert channel.leased() == 0


async def test_a_worker_survives_a_database_that_goes_away(
    database: Database, channel: Channel, db: Connection
) -> None:
    stopping, desk = asyncio.Event(), Desk()
    running = asyncio.create_task(consumer(database, channel, desk).run(stopping))
    channel.emit("order:a", "1")
    await until(lambda: desk.told, "the first delivery")

    db.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where application_name = 'test_outbox'"
    )
    channel.emit("order:a", "2")

    await until(lambda: ("order:a", "2") in desk.told, "the second delivery")
    stopping.set()
    await running
