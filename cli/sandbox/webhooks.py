"""Webhooks: a queue in the store, Mollie's schedule of attempts, and the sender.

A classic webhook names the payment that changed and nothing else; one of the next generation brings
a signed event (see events). Only an answer of 200 counts; anything else, and silence, is tried
again, ten times in all within 26 hours. Redirects are followed the way every HTTP client does it:
after a 301 or 302 the call becomes a GET and the id is lost.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx

from cli.sandbox.clock import iso
from cli.sandbox.faults import ListedFault
from cli.sandbox.store import Row
from cli.sandbox.world import World

_MINUTE = 60.0
_HOUR = 3600.0
# Seconds after the first attempt at which each of the attempts is made.
SCHEDULE = (
    *(minutes * _MINUTE for minutes in (0, 1, 3, 7, 15, 31)),
    *(hours * _HOUR for hours in (1, 2, 4, 26)),
)

_AT_ONCE = 50
_LONGEST_NAP = 60.0
_ALWAYS = (("user-agent", "Mollie HTTP client/1.0"), ("accept", "*/*"))

SCHEMA = """
create table webhook_calls (
  id integer primary key autoincrement,
  payment text not null,
  reason text not null,
  url text not null,
  headers text not null,
  body text not null,
  state text not null check (state in ('waiting', 'held', 'dropped', 'delivered', 'given_up')),
  created_at real not null,
  first_due_at real not null,
  due_at real not null,
  attempts integer not null default 0,
  fault integer,
  after_call integer
);
create index webhook_calls_due on webhook_calls (due_at) where state = 'waiting';
create index webhook_calls_payment on webhook_calls (payment);
create table webhook_attempts (
  id integer primary key autoincrement,
  call integer not null,
  started_at real not null,
  finished_at real,
  status integer,
  error text
);
create index webhook_attempts_call on webhook_attempts (call)
"""

# Waiting, due, and not queued behind a call of its reordered group that was not tried yet.
_SENDABLE = """
  from webhook_calls c
  where c.state = 'waiting' and not exists (
    select 1 from webhook_calls b where b.id = c.after_call and b.attempts = 0
  )
"""


@dataclass(frozen=True)
class Content:
    """What a call carries; a header may come more than once."""

    body: str
    headers: tuple[tuple[str, str], ...]


def _classic(payment: str) -> Content:
    kind = "application/x-www-form-urlencoded"
    return Content(urlencode({"id": payment}), (("content-type", kind),))


def announce(
    world: World, payment: str, url: str, reason: str, content: Content | None = None
) -> list[int]:
    """Queue the call that says "look at this payment"; returns the ids of the calls queued.

    `reason` is for the eyes of testers, it is not sent. Faults for webhooks strike here. Without
    `content` the call is a classic one.
    """
    content = content or _classic(payment)
    listed = world.faults.for_webhook(payment)
    copies, state, delay = 1, "waiting", 0.0
    if listed is not None:
        match listed.fault.kind:
            case "drop_webhook":
                state = "dropped"
            case "duplicate_webhook":
                copies = listed.fault.copies
            case "delay_webhook":
                delay = listed.fault.seconds
            case _:
                state = "held"
    due = world.clock.now() + delay
    ids = [
        world.store.execute(
            "insert into webhook_calls"
            " (payment, reason, url, headers, body, state, created_at, first_due_at, due_at, fault)"
            " values (:payment, :reason, :url, :headers, :body, :state, :now, :due, :due, :fault)",
            payment=payment,
            reason=reason,
            url=url,
            headers=json.dumps([*content.headers, *_ALWAYS]),
            body=content.body,
            state=state,
            now=world.clock.now(),
            due=due,
            fault=None if listed is None else listed.id,
        )
        for _ in range(copies)
    ]
    if listed is not None and listed.fault.kind == "reorder_webhooks":
        _release_full_group(world, listed)
    return ids


def _release_full_group(world: World, listed: ListedFault) -> None:
    held = world.store.rows(
        "select id from webhook_calls where state = 'held' and fault = :fault order by id desc",
        fault=listed.id,
    )
    if len(held) == listed.fault.group or listed.seen == listed.fault.next:
        _release(world, [row["id"] for row in held])


def release(world: World) -> int:
    """Send every webhook that is held back, the newest first; returns how many there were."""
    held = world.store.rows("select id from webhook_calls where state = 'held' order by id desc")
    _release(world, [row["id"] for row in held])
    return len(held)


def _release(world: World, ids: list[int]) -> None:
    # Each waits until the one before it was tried, else the order of arrival would be chance.
    before: int | None = None
    for call in ids:
        world.store.execute(
            "update webhook_calls set state = 'waiting', first_due_at = :now, due_at = :now,"
            " after_call = :before where id = :id",
            now=world.clock.now(),
            before=before,
            id=call,
        )
        before = call


def replay(world: World, call: int) -> int | None:
    """Queue the same call anew, past all faults; returns the new id, None without such a call."""
    if world.store.row("select 1 from webhook_calls where id = :id", id=call) is None:
        return None
    return world.store.execute(
        "insert into webhook_calls"
        " (payment, reason, url, headers, body, state, created_at, first_due_at, due_at)"
        " select payment, 'replay of ' || id, url, headers, body, 'waiting', :now, :now, :now"
        " from webhook_calls where id = :id",
        id=call,
        now=world.clock.now(),
    )


def calls(world: World, payment: str | None = None) -> list[dict[str, Any]]:
    """Every call with its attempts, oldest first."""
    rows = world.store.rows(
        "select * from webhook_calls where :payment is null or payment = :payment order by id",
        payment=payment,
    )
    attempts: dict[int, list[dict[str, Any]]] = {}
    for row in world.store.rows(
        "select a.* from webhook_attempts a join webhook_calls c on c.id = a.call"
        " where :payment is null or c.payment = :payment order by a.id",
        payment=payment,
    ):
        attempts.setdefault(row["call"], []).append(_attempt_json(row))
    return [_call_json(row) | {"attempts": attempts.get(row["id"], [])} for row in rows]


def _call_json(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "payment": row["payment"],
        "reason": row["reason"],
        "url": row["url"],
        "body": row["body"],
        "state": row["state"],
        "created_at": iso(row["created_at"]),
        "due_at": iso(row["due_at"]) if row["state"] == "waiting" else None,
        "fault": row["fault"],
    }


def _attempt_json(row: Row) -> dict[str, Any]:
    took = None if row["finished_at"] is None else round(row["finished_at"] - row["started_at"], 3)
    return {
        "started_at": iso(row["started_at"]),
        "seconds": took,
        "status": row["status"],
        "error": row["error"],
    }


class Sender:
    """Sends what is due, many at a time, each call one attempt after another."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._store = world.store
        self._sending: dict[int, asyncio.Task[None]] = {}
        self._changed = asyncio.Event()
        self._store.after_commit.append(self._changed.set)

    async def run(self) -> None:
        """Send, for ever. Attempts that a crash cut short are marked, and made again."""
        with self._store.transaction():
            self._store.execute(
                "update webhook_attempts set finished_at = :now,"
                " error = 'the sandbox stopped during this attempt' where finished_at is null",
                now=self._world.clock.now(),
            )
        # Every call has its own time limit, see _post. Webhooks go straight to where they are sent:
        # a proxy set for the machine is not for them.
        options: dict[str, Any] = {"timeout": None, "follow_redirects": True, "trust_env": False}
        async with httpx.AsyncClient(**options) as client:
            try:
                while True:
                    await self._send_and_wait(client)
            finally:
                for task in self._sending.values():
                    task.cancel()
                await asyncio.gather(*self._sending.values(), return_exceptions=True)

    async def _send_and_wait(self, client: httpx.AsyncClient) -> None:
        self._changed.clear()
        now = self._world.clock.now()
        nap = _LONGEST_NAP
        for row in self._store.rows(
            f"select c.* {_SENDABLE} order by c.due_at, c.id limit :limit",
            limit=2 * _AT_ONCE,
        ):
            if row["id"] in self._sending:
                continue
            if row["due_at"] > now:
                nap = row["due_at"] - now
                break
            if len(self._sending) >= _AT_ONCE:
                break
            self._sending[row["id"]] = asyncio.create_task(self._attempt(client, row))
        try:
            async with asyncio.timeout(nap):
                await self._changed.wait()
        except TimeoutError:
            pass

    async def _attempt(self, client: httpx.AsyncClient, call: Row) -> None:
        try:
            with self._store.transaction():
                attempt = self._store.execute(
                    "insert into webhook_attempts (call, started_at) values (:call, :now)",
                    call=call["id"],
                    now=self._world.clock.now(),
                )
            status, error = await self._post(client, call)
            with self._store.transaction():
                self._record(call, attempt, status, error)
        finally:
            self._sending.pop(call["id"], None)

    async def _post(self, client: httpx.AsyncClient, call: Row) -> tuple[int | None, str | None]:
        limit = self._world.settings.webhook_timeout_seconds
        try:
            async with asyncio.timeout(limit):
                answer = await client.post(
                    call["url"],
                    content=call["body"],
                    headers=[tuple(pair) for pair in json.loads(call["headers"])],
                )
        except TimeoutError:
            return None, f"no answer within {limit:g} seconds"
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            return None, f"{type(error).__name__}: {error}"
        return answer.status_code, None if answer.status_code == 200 else "not a 200"

    def _record(self, call: Row, attempt: int, status: int | None, error: str | None) -> None:
        now = self._world.clock.now()
        self._store.execute(
            "update webhook_attempts set finished_at = :now, status = :status, error = :error"
            " where id = :id",
            now=now,
            status=status,
            error=error,
            id=attempt,
        )
        made = call["attempts"] + 1
        state, due = "waiting", now
        if error is None:
            state = "delivered"
        elif made == len(SCHEDULE):
            state = "given_up"
        else:
            due = max(now, call["first_due_at"] + self._world.scaled(SCHEDULE[made]))
        self._store.execute(
            "update webhook_calls set state = :state, due_at = :due, attempts = :made"
            " where id = :id",
            state=state,
            due=due,
            made=made,
            id=call["id"],
        )
