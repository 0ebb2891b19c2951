"""Faults that a test orders in advance: answers that go wrong, webhooks that go astray.

A fault hits the next `next` matching requests or webhooks, or a `rate` of them, or every one until
it is deleted. A rate is spread evenly instead of drawn by lot (0.25 hits every fourth), so that a
test that fails once fails again.
"""

from __future__ import annotations

import asyncio
import json
import math
import re
from collections import defaultdict
from collections.abc import Callable
from typing import Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cli.sandbox.store import Row, Store

RequestFault = Literal["status", "timeout", "close", "slow"]
WebhookFault = Literal[
    "drop_webhook", "duplicate_webhook", "delay_webhook", "reorder_webhooks", "hold_webhook"
]
SCHEMA = """
create table faults (
  id integer primary key autoincrement,
  fault text not null,
  seen integer not null default 0,
  hits integer not null default 0
)
"""


class Fault(BaseModel):
    """What goes wrong, and for whom."""

    model_config = ConfigDict(extra="forbid")

    kind: RequestFault | WebhookFault = Field(
        description="requests: status (an error answer), timeout (silence, then closed), close"
        " (closed at once), slow (late, but right); webhooks: drop_webhook, duplicate_webhook,"
        " delay_webhook, reorder_webhooks, hold_webhook (until released)"
    )
    next: int | None = Field(None, ge=1, le=100_000, description="hit this many, then stop")
    rate: float | None = Field(None, gt=0, le=1, description="hit this share of what matches")
    payment: str | None = Field(None, description="only this payment: its webhooks, its paths")
    method: Literal["GET", "POST", "PATCH", "DELETE"] | None = Field(
        None, description="requests only"
    )
    path: str | None = Field(None, description="requests only: a regular expression")
    after: bool = Field(False, description="requests only: do the work, then lose the answer")
    status: int = Field(503, ge=400, le=599, description="of kind status")
    html: bool = Field(False, description="of kind status: a proxy's page instead of JSON")
    seconds: float = Field(
        30.0,
        ge=0,
        le=86_400,
        description="of timeout and slow, which end early when the fault is taken back; of"
        " delay_webhook, by the sandbox's clock",
    )
    copies: int = Field(2, ge=2, le=20, description="of duplicate_webhook: calls in all")
    group: int = Field(
        2, ge=2, le=1000, description="of reorder_webhooks: held, then sent last first"
    )

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if self.next is not None and self.rate is not None:
            raise ValueError("give either next or rate, not both")
        if self.kind == "slow" and self.after:
            raise ValueError("a slow answer loses nothing; leave out after")
        if self.path is not None:
            try:
                re.compile(self.path)
            except re.error as error:
                raise ValueError(f"path is not a regular expression: {error}") from error
        return self

    def hits(self, seen: int) -> bool:
        """Whether match number `seen` (from 1) is hit."""
        if self.next is not None:
            return seen <= self.next
        if self.rate is not None:
            return math.floor(seen * self.rate) > math.floor((seen - 1) * self.rate)
        return True


class ListedFault(BaseModel):
    """A fault as the control API lists it: how often it matched, how often it hit."""

    id: int
    seen: int
    hits: int
    fault: Fault


class Faults:
    """The faults in force, oldest first; at most one hits a request or a webhook."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._taken_back: defaultdict[int, asyncio.Event] = defaultdict(asyncio.Event)

    def add(self, fault: Fault) -> ListedFault:
        new = self._store.execute(
            "insert into faults (fault) values (:fault)", fault=fault.model_dump_json()
        )
        return ListedFault(id=new, seen=0, hits=0, fault=fault)

    def all(self) -> list[ListedFault]:
        return [_listed(row) for row in self._store.rows("select * from faults order by id")]

    def remove(self, fault_id: int) -> bool:
        """Take a fault back; False when there is none of that id."""
        known = self._store.row("select 1 from faults where id = :id", id=fault_id) is not None
        self._store.execute("delete from faults where id = :id", id=fault_id)
        self._taken_back.pop(fault_id, asyncio.Event()).set()
        return known

    def clear(self) -> None:
        for listed in self.all():
            self.remove(listed.id)

    async def outlast(self, listed: ListedFault) -> None:
        """Wait for as long as the fault wants, or until it is taken back."""
        try:
            async with asyncio.timeout(listed.fault.seconds):
                await self._taken_back[listed.id].wait()
        except TimeoutError:
            pass

    def for_request(self, method: str, path: str) -> ListedFault | None:
        """The fault that hits this request; counts it."""

        def matches(fault: Fault) -> bool:
            return (
                fault.kind in get_args(RequestFault)
                and fault.method in (None, method)
                and (fault.path is None or re.search(fault.path, path) is not None)
                and (fault.payment is None or f"/{fault.payment}/" in f"{path}/")
            )

        return self._first_hit(matches)

    def for_webhook(self, payment: str) -> ListedFault | None:
        """The fault that hits a webhook about this payment; counts it."""
        return self._first_hit(
            lambda fault: fault.kind in get_args(WebhookFault) and fault.payment in (None, payment)
        )

    def _first_hit(self, matches: Callable[[Fault], bool]) -> ListedFault | None:
        for listed in self.all():
            if not matches(listed.fault):
                continue
            seen = listed.seen + 1
            hit = listed.fault.hits(seen)
            self._store.execute(
                "update faults set seen = :seen, hits = hits + :hit where id = :id",
                seen=seen,
                hit=int(hit),
                id=listed.id,
            )
            if hit:
                return listed.model_copy(update={"seen": seen, "hits": listed.hits + 1})
        return None


def _listed(row: Row) -> ListedFault:
    return ListedFault(
        id=row["id"],
        seen=row["seen"],
        hits=row["hits"],
        fault=Fault.model_validate(json.loads(row["fault"])),
    )
