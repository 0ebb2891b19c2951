"""`kill -9` between the payment provider and our commit, at each point where they can come apart.

A process is killed while the provider has been asked, has done it, or while we are writing down
what it said. Afterwards the provider and our books say the same, and nothing was done twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from cli.clock import advance
from cli.stack import Stack
from tests.api.market import Market, open_market
from tests.concurrency.sessions import Session, sessions
from tests.concurrency.test_kill import TIME_SCALE, insist
from tests.shop import Row, Sale, at_once, expect, until
from tests.stacks import endpoints_of, own_stack


@dataclass(frozen=True)
class Scene:
    """A shop whose processes can be killed."""

    stack: Stack
    shop: Market
    sale: Sale

    def crash(self, name: str) -> None:
        """Kill a process, and start it again."""
        self.stack.kill(name)
        self.stack.start(name)

    @contextmanager
    def fault(self, kind: str, **details: Any) -> Iterator[None]:
        """The provider keeps the next such request waiting; entered before it is made."""
        url = f"{self.shop.stack.mollie_url}/sandbox/faults"
        made = expect(
            self.shop.http.post(url, json={"kind": kind, "next": 1, "seconds": 120, **details})
        )
        yield
        expect(self.shop.http.delete(f"{url}/{made['id']}"))

    def is_asked(self) -> None:
        """Wait until the provider keeps a request waiting."""
        until(
            "the provider has been asked",
            lambda: sum(f["hits"] for f in expect(self.shop.sandbox("GET", "faults"))),
        )

    def settle_down(self) -> None:
        """Let leases of the dead end, and wait until nothing is left to deliver."""
        advance(self.shop.stack.admin_db_url, timedelta(minutes=1))
        until("PostgREST has connected anew", self.is_connected)
        waiting = "select count(*) from core.outbox_events"
        until("everything is delivered", lambda: self.shop.ask(waiting), lambda count: count == 0)

    def is_connected(self) -> bool:
        """Whether all of PostgREST's connections are alive, as moving the clock ends them."""
        asked = at_once(32, lambda _: self.shop.rpc("get_user_context"))
        return all(answer.status_code != 503 for answer in asked)

    def blocked(self, by: Session) -> None:
        """Wait until somebody waits for a lock of a session."""
        waiting = (
            "select count(*) from pg_stat_activity as a where a.wait_event_type = 'Lock'"
            " and %s = any (pg_blocking_pids(a.pid))"
        )
        until("somebody is at the books", lambda: self.shop.ask(waiting, by.pid))

    def payments(self, order: Row) -> list[Row]:
        """What the provider has of an order."""
        found = insist(lambda: self.shop.sandbox("GET", "payments"))
        number = order["order_number"]
        return [p for p in expect(found) if (p["metadata"] or {}).get("order_number") == number]


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with (
        own_stack(sandbox_args=("--time-scale", TIME_SCALE)) as stack,
        open_market(endpoints_of(stack)) as market,
    ):
        yield Scene(stack, market, market.sale(price=1000, capacity=1000))


@pytest.fixture(autouse=True)
def explained(scene: Scene) -> Iterator[None]:
    """All money is explained after each crash."""
    yield
    scene.settle_down()
    assert scene.shop.problems() == set()


@contextmanager
def payable_locked(scene: Scene, order: Row) -> Iterator[Session]:
    """Somebody else is at the books of an order."""
    with sessions(scene.shop.stack.db_url, None) as (session,):
        session.call(
            "select 1 from payments.payables as p where p.id = %s for no key update",
            order["order_id"],
        )
        yield session


@pytest.mark.parametrize("after", [False, True], ids=["before it is made", "after it was made"])
def test_functions_die_while_a_payment_is_made(scene: Scene, after: bool) -> None:
    cart = scene.shop.cart(scene.sale, email=f"{uuid4()}@example.test")
    body = cart | {"idempotency_key": uuid4().hex}

    def order() -> httpx.Response | None:
        try:
            return scene.shop.post("create-order-public", body)
        except httpx.TransportError:
            return None

    with ThreadPoolExecutor(1) as pool:
        with scene.fault("timeout", after=after, method="POST", path="/payments$"):
            waiting = pool.submit(order)
            scene.is_asked()
            scene.crash("functions")
        answer = waiting.result()
    assert answer is None or answer.status_code >= 500

    again = expect(insist(lambda: scene.shop.post("create-order-public", body)))

    (payment,) = scene.payments(again)
    assert payment["_links"]["checkout"]["href"] == again["checkout_url"]
    scene.shop.decide(again, "paid")
    scene.shop.wait_for(again, "paid")


def test_functions_die_while_a_webhook_is_looked_into(scene: Scene) -> None:
    order = scene.shop.placed(scene.sale)
    with scene.fault("timeout", method="GET", payment=scene.shop.payment(order)):
        scene.shop.decide(order, "paid")
        scene.is_asked()
        assert scene.shop.status(order) == "pending"
        scene.crash("functions")

    scene.shop.wait_for(order, "paid")
    assert len(scene.shop.seen(order)["tickets"]) == 1


def test_functions_die_while_a_payment_is_written_down(scene: Scene) -> None:
    order = scene.shop.placed(scene.sale)
    with payable_locked(scene, order) as session:
        scene.shop.decide(order, "paid")
        scene.blocked(session)
        scene.crash("functions")

    scene.shop.wait_for(order, "paid")
    assert len(scene.shop.seen(order)["tickets"]) == 1
    applied = (
        "select count(*) from payments.payment_events as e"
        " join payments.payments as p on p.id = e.payment_id"
        " where p.payable_id = %s and e.status = 'paid'"
    )
    assert scene.shop.ask(applied, order["order_id"]) == 1


def test_the_database_dies_while_a_payment_is_written_down(scene: Scene) -> None:
    order = scene.shop.placed(scene.sale)
    somebody = psycopg.connect(scene.shop.stack.db_url)
    somebody.execute(
        "select 1 from payments.payables as p where p.id = %s for no key update",
        [order["order_id"]],
    )
    scene.shop.decide(order, "paid")
    waiting = "select count(*) from pg_stat_activity as a where a.wait_event_type = 'Lock'"
    until("somebody is at the books", lambda: scene.shop.ask(waiting))
    scene.crash("postgres")
    somebody.close()

    status = "select o.status::text from sales.orders as o where o.id = %s"

    def seen() -> object:
        try:
            return scene.shop.ask(status, order["order_id"])
        except psycopg.OperationalError:
            return None

    until("the order is paid", lambda: seen() == "paid")
    scene.shop.wait_for(order, "paid")


def surplus(scene: Scene) -> Row:
    """An order whose event was called off: what is paid for it goes back by itself."""
    sale = scene.shop.sale(price=1000, capacity=5)
    order = scene.shop.placed(sale)
    expect(scene.shop.rpc("cancel_event", sale.owner.token, event_id=sale.event_id))
    return order


def one_refund(scene: Scene, order: Row) -> Row:
    """The one refund that there is on both sides."""
    ours = "select coalesce(mollie_refund_id, '') from payments.refunds where payable_id = %s"
    known = until("it is in our books", lambda: scene.shop.ask(ours, order["order_id"]))
    (payment,) = scene.payments(order)
    (refund,) = payment["_embedded"]["refunds"]
    assert refund["id"] == known
    return dict(refund)


@pytest.mark.parametrize("after", [False, True], ids=["before it is sent", "after it was sent"])
def test_the_worker_dies_while_money_is_sent_back(scene: Scene, after: bool) -> None:
    order = surplus(scene)
    with scene.fault("timeout", after=after, method="POST", path="/refunds$"):
        scene.shop.decide(order, "paid")
        scene.is_asked()
        scene.crash("worker")

    scene.settle_down()

    assert one_refund(scene, order)["amount"]["value"] == "10.00"


def test_the_worker_dies_while_it_is_written_that_money_went_back(scene: Scene) -> None:
    order = surplus(scene)
    with ExitStack() as held:
        with scene.fault("slow", method="POST", path="/refunds$"):
            scene.shop.decide(order, "paid")
            scene.is_asked()
            session = held.enter_context(payable_locked(scene, order))
        scene.blocked(session)
        scene.crash("worker")

    scene.settle_down()

    assert one_refund(scene, order)["amount"]["value"] == "10.00"
