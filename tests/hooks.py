"""Integrations as tests have them: connected to a receiver, told without waiting, and looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from tests.receiver import Received, Receiver
from tests.shop import Person, Row, Sale, Shop, expect, until

LOCAL = "update core.settings set value = %s where key = 'integrations.local_urls_are_allowed'"

DUE = "select due_at <= core.clock() from integrations.turns where integration_id = %s"
QUIET = """
select t.due_at > core.clock() and not exists (
  select from core.outbox_events as e
  where e.channel = 'webhook' and e.payload ->> 'integration_id' = t.integration_id::text)
from integrations.turns as t where t.integration_id = %s
"""
LATER = """
with passed as (
  select i.id, make_interval(secs => %s * 3600) as time
  from integrations.integrations as i where i.id = %s
), jobs as (
  update integrations.jobs as j set next_try_at = j.next_try_at - p.time
  from passed as p where j.integration_id = p.id and j.next_try_at is not null
), secrets as (
  update integrations.secrets as s set ends_at = s.ends_at - p.time
  from passed as p where s.integration_id = p.id
)
update integrations.turns as t
set failing_since = t.failing_since - p.time, rests_until = t.rests_until - p.time,
  due_at = core.clock()
from passed as p where t.integration_id = p.id
"""
"""Moves what an integration waits for so many hours nearer."""


@contextmanager
def local_urls(shop: Shop) -> Iterator[None]:
    """Addresses on this machine may be configured, as on a local stack."""
    shop.ask(LOCAL, "true")
    try:
        yield
    finally:
        shop.ask(LOCAL, "false")


def as_somebody(shop: Shop, person: Person, **body: object) -> httpx.Response:
    """Call the function `integration`."""
    url = f"{shop.stack.api_url}/functions/v1/integration"
    return shop.http.post(url, json=body, headers=shop.headers(person.token))


def connect(shop: Shop, sale: Sale) -> str:
    """Make a webhook of the org that leads nowhere, paused; return its id."""
    made = expect(
        as_somebody(
            shop,
            sale.owner,
            action="create",
            org_id=sale.org_id,
            kind="webhook",
            name="Shop",
            config={"url": "https://hooks.invalid/entree"},
            event_types=["order.paid"],
        )
    )
    its = {"integration_id": made["integration_id"]}
    expect(shop.rpc("pause_integration", sale.owner.token, **its))
    return str(made["integration_id"])


@dataclass
class Hook:
    """An integration of the org of a sale, and the receiver that it leads to."""

    shop: Shop
    sale: Sale
    receiver: Receiver
    integration_id: str
    secret: str

    @classmethod
    def connect(cls, shop: Shop, sale: Sale, receiver: Receiver, **more: Any) -> Hook:
        """Make an integration: a webhook that hears of orders, unless `more` says otherwise."""
        body: Row = {
            "action": "create",
            "org_id": sale.org_id,
            "kind": "webhook",
            "name": "Shop",
            "config": {"url": receiver.url},
            "event_types": ["order.*"],
        }
        made = expect(as_somebody(shop, sale.owner, **(body | more)))
        return cls(shop, sale, receiver, made["integration_id"], made["secret"])

    def rpc(self, function: str, **more: object) -> Any:
        """Call a function of the database about it, as the owner."""
        its = {"integration_id": self.integration_id}
        return expect(self.shop.rpc(function, self.sale.owner.token, **its, **more))

    def row(self) -> Row:
        """The integration as its owner sees it."""
        [row] = self.shop.rows(
            "integrations", self.sale.owner.token, id=f"eq.{self.integration_id}"
        )
        return row

    def jobs(self, **filters: str) -> list[Row]:
        """Its deliveries as its owner sees them, in the order of what happened."""
        its = {"integration_id": f"eq.{self.integration_id}", "order": "change_id,number"}
        return self.shop.rows("integration_jobs", self.sale.owner.token, **its, **filters)

    def fan_out(self) -> None:
        """Make the deliveries of everything that has happened, and send the workers."""
        newest = "select coalesce(max(audit_id), 0) from core.audit_log where org_id = %s"
        last = self.shop.ask(newest, self.sale.org_id)
        settled = "select core.settle_audit(1000000), core.settled_audit_id() >= %s"

        def is_settled() -> bool:
            with self.shop.database() as connection:
                row = connection.execute(settled.encode(), [last]).fetchone()
            return bool(row and row[1])

        until("what happened is settled", is_settled)

        def is_fanned_out() -> bool:
            self.shop.ask("select integrations.sweep_changes(1000000)")
            done = "select done_until >= %s from integrations.fan_out"
            missed = "select count(*) = 0 from integrations.catch_ups where integration_id = %s"
            return bool(self.shop.ask(done, last) and self.shop.ask(missed, self.integration_id))

        until("what happened has become deliveries", is_fanned_out)

    def quiet(self) -> None:
        """Wait until no worker is at it, and nothing is due."""

        def is_quiet() -> bool:
            if self.shop.ask(DUE, self.integration_id):
                self.shop.ask("select integrations.sweep_changes(1)")
            return bool(self.shop.ask(QUIET, self.integration_id))

        until("nobody is at it", is_quiet)

    def deliver(self) -> None:
        """Let everything be told that has happened, as far as it can be now."""
        self.fan_out()
        self.quiet()

    def let_pass(self, hours: float) -> None:
        """Let time pass for this integration alone: what was to come in that time is due now."""
        self.shop.ask(LATER, hours, self.integration_id)

    def wait_for(self, count: int) -> list[Received]:
        """Wait until so many requests have come."""
        return until(
            f"{count} requests have come",
            lambda: self.receiver.received,
            lambda seen: len(seen) >= count,
        )
