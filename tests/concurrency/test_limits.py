"""Limits that many orders reach at the same moment: promo codes, tiers, stock, pools."""

from __future__ import annotations

from collections import Counter

import httpx
import pytest

from tests.concurrency.sessions import sessions, wait_until_blocked
from tests.shop import Row, Sale, Shop, at_once

pytestmark = pytest.mark.usefixtures("no_harm")

TWENTY = 20
ORDER = "select public.create_order(%s, %s::jsonb, 'vera@example.test', promo_code => %s)"


def add(shop: Shop, sale: Sale, table: str, **row: object) -> str:
    """Write a row of the catalog as its owner would; return its id."""
    columns = {"org_id": sale.org_id} | row
    names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
    query = f"insert into events.{table} ({names}) values ({marks}) returning id"  # noqa: S608
    return str(shop.ask(query, *columns.values()))


def ordered(
    shop: Shop, sale: Sale, items: list[Row], promo_code: str | None = None
) -> httpx.Response:
    """Order over HTTP, past the payment."""
    return shop.rpc(
        "create_order",
        event_id=sale.event_id,
        items=items,
        email="vera@example.test",
        promo_code=promo_code,
    )


def test_a_promo_code_with_one_use_and_twenty_orders(shop: Shop) -> None:
    sale = shop.sale(capacity=100)
    add(
        shop,
        sale,
        "promo_codes",
        event_id=sale.event_id,
        code="ONCE",
        kind="percentage",
        value=1000,
        max_uses=1,
    )

    answers = at_once(TWENTY, lambda _: ordered(shop, sale, sale.cart(), promo_code="once"))

    assert sum(a.is_success for a in answers) == 1
    refused = [a for a in answers if not a.is_success]
    assert {a.status_code for a in refused} == {409}
    assert all("promo_code_used_up" in a.text for a in refused)
    uses = "select sum(promo_uses) from sales.orders where event_id = %s"
    assert shop.ask(uses, sale.event_id) == 1
    discounted = "select count(*) from sales.orders where event_id = %s and discount_amount > 0"
    assert shop.ask(discounted, sale.event_id) == 1


def test_a_tier_sells_what_it_has_and_the_rest_pays_more(shop: Shop) -> None:
    sale = shop.sale(capacity=100, price=2500)
    add(
        shop,
        sale,
        "price_tiers",
        ticket_type_id=sale.ticket_type_id,
        name="Early",
        price=1500,
        capacity=7,
    )

    def insist(_: int) -> int:
        # Who meets the end of the tier is told, and orders anew.
        while (answer := ordered(shop, sale, sale.cart())).status_code == 409:
            assert "price_changed" in answer.text
        assert answer.is_success, answer.text
        return int(answer.json()["total_amount"])

    prices = Counter(at_once(TWENTY, insist))

    assert prices == {1500: 7, 2500: 13}


def test_the_last_shirts_of_a_size(shop: Shop) -> None:
    sale = shop.sale(capacity=100)
    shirt = add(
        shop, sale, "products", event_id=sale.event_id, name="Shirt", price=1000, scope="order"
    )
    size = add(shop, sale, "product_variants", product_id=shirt, name="M", capacity=3)
    items = [*sale.cart(), {"product_id": shirt, "variant_id": size, "quantity": 1}]

    answers = at_once(TWENTY, lambda _: ordered(shop, sale, items))

    assert sum(a.is_success for a in answers) == 3
    assert all("product_sold_out" in a.text for a in answers if not a.is_success)
    tickets = "select count(*) from sales.orders where event_id = %s"
    assert shop.ask(tickets, sale.event_id) == 3, "who gets no shirt gets no ticket either"


def test_one_pool_for_two_ticket_types(shop: Shop) -> None:
    """An order of both types in either order of lines takes the pools in the same order."""
    sale = shop.sale(capacity=100)
    other = add(
        shop,
        sale,
        "ticket_types",
        event_id=sale.event_id,
        name="5 km",
        price=1000,
        capacity=100,
    )
    cap = shop.ask(
        "insert into events.capacity_pools (org_id, id, event_id, name, capacity)"
        " values (%s, core.new_id(), %s, 'Start', 25) returning id",
        sale.org_id,
        sale.event_id,
    )
    shop.ask("select events.spread_capacity(%s, %s, 25)", sale.org_id, cap)
    for ticket_type in (sale.ticket_type_id, other):
        shop.ask(
            "insert into events.ticket_type_pools (org_id, ticket_type_id, pool_id)"
            " values (%s, %s, %s) returning pool_id",
            sale.org_id,
            ticket_type,
            cap,
        )
    ways = [
        [*sale.cart(1), {"ticket_type_id": other, "quantity": 2}],
        [{"ticket_type_id": other, "quantity": 2}, *sale.cart(1)],
    ]

    answers = at_once(TWENTY, lambda number: ordered(shop, sale, ways[number % 2]))

    assert sum(a.is_success for a in answers) == 8, "eight orders of three fit into 25"
    assert all("sold_out" in a.text for a in answers if not a.is_success)


def test_who_waits_for_the_last_use_gets_it_when_it_comes_back(shop: Shop) -> None:
    sale = shop.sale(capacity=100)
    add(
        shop,
        sale,
        "promo_codes",
        event_id=sale.event_id,
        code="LAST",
        kind="amount",
        value=500,
        max_uses=1,
    )
    url, items = (
        shop.stack.db_url,
        f'[{{"ticket_type_id": "{sale.ticket_type_id}", "quantity": 1}}]',
    )
    with sessions(url, None, None) as (first, second):
        first.call(ORDER, sale.event_id, items, "LAST")
        waiting = second.start(ORDER, sale.event_id, items, "LAST")
        wait_until_blocked(url, second, first)
        first.rollback()
        assert waiting.result(30)["status"] == "pending"
        second.commit()
