"""Limits that ticket types share: sold from all sides at once, and changed while they are sold."""

from __future__ import annotations

import json
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.concurrency.sessions import sessions, wait_until_blocked
from tests.shop import PATIENCE, Row, Sale, Shop, at_once

pytestmark = pytest.mark.usefixtures("no_harm")

ORDERS = 60
ORDER = "select public.create_order(%s, %s::jsonb, 'vera@example.test')"
MAP = "insert into public.ticket_type_pools (org_id, ticket_type_id, pool_id) values (%s, %s, %s)"
UNMAP = "delete from public.ticket_type_pools where pool_id = %s"


@dataclass(frozen=True)
class Hall:
    """An event whose ticket types share limits."""

    shop: Shop
    sale: Sale

    @property
    def user_id(self) -> UUID:
        """The owner of its org."""
        return UUID(self.sale.owner.user_id)

    def pool(self, capacity: int) -> str:
        """A new shared limit; its id."""
        row = {"org_id": self.sale.org_id, "event_id": self.sale.event_id, "name": "Shared"}
        token = self.sale.owner.token
        return str(self.shop.insert("capacity_pools", token, **row, capacity=capacity)["id"])

    def ticket_type(self, name: str) -> str:
        """A new ticket type; its id."""
        sale = self.sale
        return self.shop.ticket_type(sale.owner, sale.org_id, sale.event_id, name=name)

    def put(self, ticket_type_id: str, *pool_ids: str) -> None:
        """Let a ticket type draw on shared limits."""
        row = {"org_id": self.sale.org_id, "ticket_type_id": ticket_type_id}
        for pool_id in pool_ids:
            self.shop.insert("ticket_type_pools", self.sale.owner.token, **row, pool_id=pool_id)

    def taken(self, pool_id: str) -> int:
        """How much of a limit is sold and held, as staff sees it."""
        (row,) = self.shop.rows("capacity_pools", self.sale.owner.token, id=f"eq.{pool_id}")
        return int(row["taken"])

    def cart(self, *ticket_type_ids: str) -> list[Row]:
        """A cart of one of each."""
        return [{"ticket_type_id": type_id, "quantity": 1} for type_id in ticket_type_ids]

    def order(self, *ticket_type_ids: str) -> tuple[object, ...]:
        """The arguments of an order of one of each."""
        return self.sale.event_id, json.dumps(self.cart(*ticket_type_ids))


@pytest.fixture
def hall(shop: Shop) -> Hall:
    """A hall of its own for each test."""
    return Hall(shop, shop.sale())


def refused(future: Future[Any]) -> str:
    """The slug that a statement is refused with."""
    with pytest.raises(psycopg.Error) as caught:
        future.result(PATIENCE)
    return str(json.loads(caught.value.diag.message_detail or "{}").get("code"))


def test_several_limits_are_taken_from_all_sides_at_once(hall: Hall) -> None:
    """Carts in every order of lines, over two limits that cross: no deadlock, and none oversold."""
    first, second, third = hall.sale.ticket_type_id, hall.ticket_type("B"), hall.ticket_type("C")
    start, bus = hall.pool(25), hall.pool(18)
    hall.put(first, start, bus)
    hall.put(second, bus)
    hall.put(third, start)
    carts = [
        (first, second),
        (second, first),
        (third, second, first),
        (first, third),
        (third, first),
        (second, third),
    ]

    def buy(number: int) -> tuple[int, tuple[str, ...]]:
        wanted = carts[number % len(carts)]
        answer = hall.shop.rpc(
            "create_order",
            event_id=hall.sale.event_id,
            items=hall.cart(*wanted),
            email="vera@example.test",
        )
        assert answer.is_success or "sold_out" in answer.text, answer.text
        return answer.is_success, wanted

    sold = [wanted for is_sold, wanted in at_once(ORDERS, buy) if is_sold]
    counts = {kind: sum(kind in wanted for wanted in sold) for kind in (first, second, third)}
    assert hall.taken(start) == counts[first] + counts[third] <= 25
    assert hall.taken(bus) == counts[first] + counts[second] <= 18
    assert 25 - hall.taken(start) < 2 or 18 - hall.taken(bus) < 2, "sold until something is short"


def test_an_order_under_way_counts_when_its_ticket_type_gets_a_limit(hall: Hall) -> None:
    sale, pool_id = hall.sale, hall.pool(1)
    with sessions(hall.shop.stack.db_url, None, hall.user_id) as (buyer, owner):
        buyer.call(ORDER, *hall.order(sale.ticket_type_id))
        mapping = owner.start(MAP, sale.org_id, sale.ticket_type_id, pool_id)
        wait_until_blocked(hall.shop.stack.db_url, owner, by=buyer)
        buyer.commit()
        mapping.result(PATIENCE)
        owner.commit()
    assert hall.taken(pool_id) == 1


def test_a_limit_that_is_too_small_for_an_order_under_way_is_refused(hall: Hall) -> None:
    sale, pool_id = hall.sale, hall.pool(0)
    with sessions(hall.shop.stack.db_url, None, hall.user_id) as (buyer, owner):
        buyer.call(ORDER, *hall.order(sale.ticket_type_id))
        mapping = owner.start(MAP, sale.org_id, sale.ticket_type_id, pool_id)
        wait_until_blocked(hall.shop.stack.db_url, owner, by=buyer)
        buyer.commit()
        assert refused(mapping) == "capacity_below_sold"
    assert hall.taken(pool_id) == 0


@pytest.mark.parametrize("is_put", [True, False], ids=["onto", "off"])
def test_an_order_that_comes_in_between_tries_again(hall: Hall, is_put: bool) -> None:
    """It has read what its ticket type draws on, and waits while that changes."""
    sale, pool_id = hall.sale, hall.pool(10)
    if not is_put:
        hall.put(sale.ticket_type_id, pool_id)
    with sessions(hall.shop.stack.db_url, None, hall.user_id) as (buyer, owner):
        if is_put:
            owner.call(MAP, sale.org_id, sale.ticket_type_id, pool_id)
        else:
            owner.call(UNMAP, pool_id)
        order = buyer.start(ORDER, *hall.order(sale.ticket_type_id))
        wait_until_blocked(hall.shop.stack.db_url, buyer, by=owner)
        owner.commit()
        assert refused(order) == "try_again"
        buyer.rollback()
        assert buyer.call(ORDER, *hall.order(sale.ticket_type_id))["status"] == "pending"
        buyer.commit()
    assert hall.taken(pool_id) == int(is_put)


def test_places_that_are_just_given_back_are_waited_for(hall: Hall) -> None:
    sale, pool_id = hall.sale, hall.pool(0)
    with sessions(hall.shop.stack.db_url, None, None, hall.user_id) as (buyer, sweep, owner):
        order = buyer.call(ORDER, *hall.order(sale.ticket_type_id))
        buyer.commit()
        sweep.call(
            "select sales.end_order(o, 'expired'), sales.release_claims(array[o])"
            " from sales.orders as o where o.id = %s",
            order["order_id"],
        )
        mapping = owner.start(MAP, sale.org_id, sale.ticket_type_id, pool_id)
        wait_until_blocked(hall.shop.stack.db_url, owner, by=sweep)
        sweep.commit()
        mapping.result(PATIENCE)
        owner.commit()
    assert hall.taken(pool_id) == 0


def test_an_order_that_is_letting_go_is_not_waited_for_with_the_lanes_in_hand(hall: Hall) -> None:
    """Whoever gives claims back takes the lanes afterwards: waiting here could be for ever."""
    sale, pool_id = hall.sale, hall.pool(10)
    with sessions(hall.shop.stack.db_url, None, None, hall.user_id) as (buyer, sweep, owner):
        order = buyer.call(ORDER, *hall.order(sale.ticket_type_id))
        buyer.commit()
        sweep.call("delete from sales.capacity_claims where order_id = %s", order["order_id"])
        assert refused(owner.start(MAP, sale.org_id, sale.ticket_type_id, pool_id)) == "try_again"
        sweep.rollback()
    assert hall.taken(pool_id) == 0
