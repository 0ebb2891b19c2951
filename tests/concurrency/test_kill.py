"""`kill -9` in the middle of a sale, for every process in turn: nothing is lost or sold twice.

A crowd buys over HTTP all the while: it signs up, orders, pays, reads its order. Whoever gets no
answer asks again, with the same idempotency key, as a client should.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import httpx
import pytest

from cli.clock import advance
from cli.stack import Stack
from tests.shop import Row, Sale, Shop, expect, open_shop, until
from tests.stacks import endpoints_of, own_stack

VICTIMS = ("functions", "worker", "postgrest", "gateway", "sandbox", "auth", "postgres")
BUYERS = 4
"""How many people buy at the same time, one order after the other."""
ORDERS_BETWEEN = 3
"""How many orders are settled between one crash and the next."""
TIME_SCALE = "60"
"""The provider repeats its webhooks after seconds instead of minutes."""
PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Purchase:
    """What one buyer did, and was answered."""

    order: Row
    email: str
    quantity: int
    is_settled: bool
    """Whether it was paid and came to be so; otherwise the buyer went away."""


@dataclass
class Crowd:
    """People who go on buying until they are told to stop."""

    shop: Shop
    sale: Sale
    is_open: threading.Event = field(default_factory=threading.Event)
    bought: list[Purchase] = field(default_factory=list)
    refused: int = 0
    accounts: list[tuple[str, str]] = field(default_factory=list)
    """E-mail address and user id of everybody who signed up."""
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def sold(self) -> int:
        """How many places the buyers were told they have bought."""
        return sum(purchase.quantity for purchase in self.bought if purchase.is_settled)

    def buy_until_closed(self) -> None:
        """Be one buyer after the other."""
        while self.is_open.is_set():
            self._be_buyer(next(self._numbers))

    def _be_buyer(self, number: int) -> None:
        email, quantity = f"{uuid4()}@example.test", 1 + number % 3
        user_token = self._sign_up(email) if number % 4 == 0 else None
        request = {
            "event_id": self.sale.event_id,
            "items": self.sale.cart(quantity),
            "email": email,
            "idempotency_key": str(uuid4()),
            "user_token": user_token,
        }
        answer = insist(lambda: self.shop.function("create-order-public", **request))
        if answer.status_code == 409:
            assert answer.json()["code"] == "sold_out", answer.text
            self.refused += 1
            return
        order = expect(answer)
        is_settled = False
        if number % 5 == 4:
            self._decide(order, "failed")
            self._wait_for(order, "failed")
            order = order | self._pay_again(order)
        if number % 5 != 3 and order["checkout_url"]:
            self._decide(order, "paid")
            self._wait_for(order, "paid")
            is_settled = True
        self.bought.append(Purchase(order, email, quantity, is_settled))

    def _sign_up(self, email: str) -> str:
        """Make an account; in a second try it may be there already."""
        for endpoint in itertools.cycle(("signup", "token?grant_type=password")):
            answer = insist(
                lambda path=endpoint: self.shop.http.post(  # type: ignore[misc]
                    f"{self.shop.stack.api_url}/auth/v1/{path}",
                    json={"email": email, "password": PASSWORD},
                    headers={"apikey": self.shop.stack.anon_key},
                )
            )
            if answer.is_success:
                break
            assert answer.status_code in (400, 422), answer.text
        self.accounts.append((email, answer.json()["user"]["id"]))
        return str(answer.json()["access_token"])

    def _decide(self, order: Row, status: str) -> None:
        """Do what the customer does at the bank, until the bank says that it is done."""
        path = f"payments/{self.shop.payment(order)}"
        insist(lambda: self.shop.sandbox("POST", f"{path}/outcome", status=status))
        seen = expect(insist(lambda: self.shop.sandbox("GET", path)))["status"]
        assert seen == status, f"the bank has {seen}, not {status}"

    def _pay_again(self, order: Row) -> Row:
        """Start another payment; without room any more the buyer goes away."""
        token = order["public_token"]
        answer = insist(lambda: self.shop.function("create-payment", public_token=token))
        if answer.status_code == 409:
            assert answer.json()["code"] == "sold_out", answer.text
            return {"checkout_url": None}
        return dict(expect(answer))

    def _wait_for(self, order: Row, status: str) -> None:
        """Look at the order through PostgREST until it has come to a status."""
        token = order["public_token"]
        until(
            f"order {order['order_number']} is {status}",
            lambda: expect(insist(lambda: self.shop.rpc("get_order", public_token=token)))[
                "status"
            ],
            lambda seen: seen == status,
        )


def insist(ask: Callable[[], httpx.Response]) -> httpx.Response:
    """Ask until there is an answer that is one: not a broken connection, not a 5xx."""

    def answer() -> httpx.Response | None:
        try:
            response = ask()
        except httpx.TransportError:
            return None
        return None if response.status_code >= 500 else response

    found = until("somebody answers", answer, lambda response: response is not None)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """Return a stack that only this module knows."""
    with own_stack(sandbox_args=("--time-scale", TIME_SCALE)) as stack:
        yield stack


@pytest.fixture(scope="module")
def shop(stack: Stack) -> Iterator[Shop]:
    """Return what can be done with it."""
    with open_shop(endpoints_of(stack)) as shop:
        yield shop


@pytest.fixture(scope="module")
def crowd(stack: Stack, shop: Shop) -> Crowd:
    """Let a crowd buy while every process is killed once; return it when all have gone home."""
    crowd = Crowd(shop, shop.sale(capacity=120))
    crowd.is_open.set()
    with ThreadPoolExecutor(BUYERS) as pool:
        buyers = [pool.submit(crowd.buy_until_closed) for _ in range(BUYERS)]
        try:
            for victim in VICTIMS:
                seen = len(crowd.bought) + crowd.refused
                until(
                    "the sale goes on",
                    lambda wanted=seen + ORDERS_BETWEEN: (  # type: ignore[misc]
                        len(crowd.bought) + crowd.refused >= wanted
                        or any(buyer.done() for buyer in buyers)
                    ),
                )
                stack.kill(victim)
                stack.start(victim)
        finally:
            crowd.is_open.clear()
        for buyer in buyers:
            buyer.result()
    settle_down(shop)
    return crowd


def settle_down(shop: Shop) -> None:
    """Let a minute pass, in which leases of the dead end, and wait until nothing is left to do."""
    advance(shop.stack.admin_db_url, timedelta(minutes=1))
    waiting = "select count(*) from core.outbox_events"
    until("everything is delivered", lambda: shop.ask(waiting), lambda count: count == 0)


def payments_at_provider(shop: Shop, status: str) -> list[Row]:
    """Payments at the provider in a status, with their refunds."""
    return list(expect(shop.http.get(f"{shop.stack.mollie_url}/sandbox/payments?status={status}")))


def test_the_sale_went_on(crowd: Crowd) -> None:
    assert len(crowd.bought) >= ORDERS_BETWEEN * len(VICTIMS) / 2
    assert {purchase.is_settled for purchase in crowd.bought} == {True, False}


def test_every_payment_bought_tickets_or_goes_back(shop: Shop, crowd: Crowd) -> None:
    orders = orders_in_the_books(shop)
    paid = payments_at_provider(shop, "paid")
    assert len(paid) >= sum(purchase.is_settled for purchase in crowd.bought)
    for payment in paid:
        order = orders[payment["metadata"]["order_number"]]
        refunds = payment.get("_embedded", {}).get("refunds", [])
        if refunds:
            back = sum(Decimal(refund["amount"]["value"]) for refund in refunds)
            assert back == Decimal(payment["amount"]["value"])
        else:
            assert order["status"] == "paid", f"{payment['id']} bought nothing: {order}"
            assert order["tickets"] == order["places"]


def test_every_answer_is_still_true(shop: Shop, crowd: Crowd) -> None:
    """What a buyer was told is so; and no key made a second order."""
    orders = orders_in_the_books(shop)
    for purchase in crowd.bought:
        order = orders[purchase.order["order_number"]]
        assert order["places"] == purchase.quantity
        if purchase.is_settled:
            assert (order["status"], order["tickets"]) == ("paid", purchase.quantity)
    assert len(orders) == len(crowd.bought)


def orders_in_the_books(shop: Shop) -> dict[str, Row]:
    """All orders by number: status, places, tickets."""
    orders: dict[str, Row] = shop.ask(
        "select jsonb_object_agg(o.order_number, jsonb_build_object('status', o.status,"
        " 'places', (select sum(i.quantity) from sales.order_items as i where i.order_id = o.id),"
        " 'tickets', (select count(*) from sales.ticket_instances as t where t.order_id = o.id)))"
        " from sales.orders as o"
    )
    return orders


def test_every_buyer_has_one_confirmation(shop: Shop, crowd: Crowd) -> None:
    """A worker that dies after sending may send again: the same mail, which mail readers see."""
    for purchase in crowd.bought:
        mails = shop.mail_to(purchase.email)
        confirmations = {mail["message_id"] for mail in mails}
        assert len(confirmations) == int(purchase.is_settled), mails


def test_accounts_are_kept(shop: Shop, crowd: Crowd) -> None:
    known = shop.ask("select jsonb_object_agg(email, id) from auth.users")
    assert crowd.accounts
    assert dict(crowd.accounts).items() <= known.items()


def test_no_place_is_sold_twice_or_lost(shop: Shop, crowd: Crowd) -> None:
    books = shop.ask(
        "select array[p.capacity, (select sum(l.remaining) from events.capacity_lanes as l"
        " where l.pool_id = p.id), (select sum(c.quantity) from sales.capacity_claims as c"
        " where c.pool_id = p.id), (select count(*) from sales.ticket_instances as t"
        " where t.ticket_type_id = p.id)] from events.capacity_pools as p where p.id = %s",
        crowd.sale.ticket_type_id,
    )
    capacity, left, taken, tickets = books
    assert left + taken == capacity
    assert tickets == crowd.sold
    assert tickets <= taken


def test_the_doctor_finds_nothing(shop: Shop, crowd: Crowd) -> None:
    assert shop.problems() == set(), crowd.sale


def test_holds_of_those_who_went_away_end(shop: Shop, crowd: Crowd) -> None:
    """A quarter of an hour later all places are sold or free, and the doctor agrees."""
    expect(shop.sandbox("POST", "clock", advance_seconds=960))
    advance(shop.stack.admin_db_url, timedelta(minutes=16))
    pending = "select count(*) from sales.orders where status = 'pending'"
    until("no hold is left", lambda: shop.ask(pending), lambda count: count == 0)
    settle_down(shop)
    taken = shop.ask(
        "select coalesce(sum(quantity), 0) from sales.capacity_claims where pool_id = %s",
        crowd.sale.ticket_type_id,
    )
    assert taken == crowd.sold
    assert shop.problems() == set()
