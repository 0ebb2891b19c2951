"""Many refunds of one order at the same moment: never more than came in, never the same twice."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import uuid4

import pytest
from psycopg.types.json import Jsonb

from tests.concurrency.sessions import sessions, wait_until_blocked
from tests.shop import PATIENCE, Row, Sale, Shop, at_once, expect, refusal

pytestmark = pytest.mark.usefixtures("no_harm")

REFUND = "select public.create_refund(%s, amount => %s, idempotency_key => %s) ->> 'refund_id'"


def refund(shop: Shop, sale: Sale, order: Row, **more: object) -> str:
    """Refund through PostgREST; return the slug of the refusal, or `made`."""
    body = {"order_id": order["order_id"], "idempotency_key": str(uuid4())} | more
    answer = shop.rpc("create_refund", sale.owner.token, **body)
    return "made" if answer.is_success else refusal(answer)[1]


def sums(shop: Shop, order: Row) -> tuple[Any, ...]:
    """What came in for an order, what is on its way back, and what its refunds say."""
    with shop.database() as connection:
        row = connection.execute(
            "select p.amount_captured, p.amount_refunding + p.amount_refunded,"
            " (select sum(r.amount) from payments.refunds as r where r.payment_id = p.id)"
            " from payments.payments as p where p.payable_id = %s",
            [order["order_id"]],
        ).fetchone()
    assert row is not None
    return row


def test_fifty_refunds_at_once_never_exceed_what_came_in(shop: Shop) -> None:
    sale = shop.sale()
    order = shop.buy(sale, 4)

    said = Counter(at_once(50, lambda n: refund(shop, sale, order, amount=700 + n)))

    assert set(said) <= {"made", "refund_too_large", "order_already_refunded"}
    captured, going, refunds = sums(shop, order)
    assert going == refunds <= captured == 10_000
    assert captured - going < 749, "as many as fit were made"
    assert said["made"] + said["refund_too_large"] + said["order_already_refunded"] == 50


def test_fifty_refunds_of_one_ticket_make_one(shop: Shop) -> None:
    sale = shop.sale()
    order = shop.buy(sale, 2)
    seen = expect(shop.rpc("get_order", public_token=order["public_token"]))
    item = {
        "order_item_id": seen["items"][0]["order_item_id"],
        "ticket_instance_ids": [seen["tickets"][0]["ticket_instance_id"]],
    }

    said = Counter(at_once(50, lambda _: refund(shop, sale, order, items=[item])))

    assert said == {"made": 1, "already_refunded": 49}
    assert sums(shop, order) == (5000, 2500, 2500)


def test_every_ticket_is_refunded_once_to_the_cent(shop: Shop) -> None:
    sale = shop.sale(price=1001, capacity=40, max_per_order=30)
    order = shop.buy(sale, 30)
    (line,) = shop.rows("order_items", sale.owner.token, order_id=f"eq.{order['order_id']}")
    item = {"order_item_id": line["id"], "quantity": 1}

    said = Counter(at_once(50, lambda _: refund(shop, sale, order, items=[item])))

    assert said == {"made": 30, "order_already_refunded": 20}
    assert sums(shop, order) == (30_030, 30_030, 30_030)
    left = "select sum(remaining) from events.capacity_lanes where pool_id = %s"
    assert shop.ask(left, sale.ticket_type_id) == 40


def test_a_duplicate_waits_and_gets_the_same_refund(shop: Shop) -> None:
    sale = shop.sale()
    order, key, owner = shop.buy(sale, 2), str(uuid4()), sale.owner.user_id
    asked = (order["order_id"], 1000, key)
    with sessions(shop.stack.db_url, owner, owner) as (first, second):  # type: ignore[arg-type]
        made = first.call(REFUND, *asked)
        waiting = second.start(REFUND, *asked)
        wait_until_blocked(shop.stack.db_url, second, first)
        first.commit()
        assert waiting.result(PATIENCE) == made
        second.commit()
    assert sums(shop, order) == (5000, 1000, 1000)


def test_a_duplicate_of_what_was_given_up_makes_the_refund(shop: Shop) -> None:
    sale = shop.sale()
    order, key, owner = shop.buy(sale, 2), str(uuid4()), sale.owner.user_id
    asked = (order["order_id"], 1000, key)
    with sessions(shop.stack.db_url, owner, owner) as (first, second):  # type: ignore[arg-type]
        first.call(REFUND, *asked)
        waiting = second.start(REFUND, *asked)
        wait_until_blocked(shop.stack.db_url, second, first)
        first.rollback()
        assert waiting.result(PATIENCE)
        second.commit()
    assert sums(shop, order) == (5000, 1000, 1000)


def test_refunds_and_what_the_provider_tells_do_not_lock_each_other_out(shop: Shop) -> None:
    """Staff refunds while the bank completes refunds made before, and others are stopped."""
    sale = shop.sale()
    order = shop.buy(sale, 8)
    made = [
        expect(
            shop.rpc(
                "create_refund",
                sale.owner.token,
                order_id=order["order_id"],
                amount=1000 + n,
                idempotency_key=str(uuid4()),
            )
        )["refund_id"]
        for n in range(8)
    ]
    shop.quiet()
    known = [
        shop.ask("select mollie_refund_id from payments.refunds where id = %s", refund_id)
        for refund_id in made
    ]

    def act(number: int) -> object:
        if number % 3 == 0:
            return refund(shop, sale, order, amount=100 + number)
        if number % 3 == 1:
            url = f"refunds/{known[number // 3]}/advance"
            return shop.sandbox("POST", url, to="processing").status_code
        body = {"refund_id": made[number // 3]}
        return shop.rpc("cancel_refund", sale.owner.token, **body).status_code

    at_once(24, act)
    shop.quiet()
    captured, going, _ = sums(shop, order)
    assert 0 < going <= captured


def test_tokens_are_stored_past_whoever_ends_the_tickets(shop: Shop) -> None:
    """Who has the first of the tickets takes the others next, and waits for nobody."""
    order = shop.buy(shop.sale(), 2)
    shop.quiet()
    codes = "select jsonb_agg(t.code order by t.id) from sales.ticket_instances as t"
    ids = "select jsonb_agg(t.id order by t.id) from sales.ticket_instances as t"
    named = [
        {"ticket_instance_id": ticket, "qr_token": f"a.{code}.b"}
        for ticket, code in zip(
            shop.ask(f"{ids} where t.order_id = %s", order["order_id"]),
            shop.ask(f"{codes} where t.order_id = %s", order["order_id"]),
            strict=True,
        )
    ]
    first, last = (token["ticket_instance_id"] for token in named)
    lock = "select t.id from sales.ticket_instances as t where t.id = %s for no key update"
    store = "select sales.store_qr_tokens(%s, (select min(public_key) from sales.ticket_keys))"
    with sessions(shop.stack.db_url, None, None) as (ends, stores):
        for ticket in (first, last):
            ends.call("update sales.ticket_instances set qr_token = null where id = %s", ticket)
        ends.commit()
        ends.call(lock, first)
        stored = stores.start(store, Jsonb(named[::-1]))
        wait_until_blocked(shop.stack.db_url, blocked=stores, by=ends)
        ends.call("set local lock_timeout = '1s'")
        ends.call(lock, last)
        ends.rollback()
        assert stored.result(PATIENCE) == 2
        stores.rollback()
