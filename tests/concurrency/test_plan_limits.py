"""The ticket limit of a plan, reached by many orders at the same moment."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from threading import Barrier

import psycopg
import pytest

from tests.api.plans import administrator, agree, plans_required, sale_on
from tests.shop import Row, Sale, Shop, at_once, expect

pytestmark = pytest.mark.usefixtures("no_harm")

FIFTY = 50
TOTALS = (
    "select sum(u.in_event) from tenancy.orgs as o"
    " cross join lateral billing.open_usage(o.id) as u where o.id = %s"
)


@pytest.fixture(scope="module", autouse=True)
def required(shop: Shop) -> Iterator[None]:
    with plans_required(shop):
        yield


def another_type(shop: Shop, sale: Sale) -> str:
    """A second ticket type of the event."""
    return shop.ticket_type(sale.owner, sale.org_id, sale.event_id, name="5 km", price=0)


def order_from_everywhere(shop: Shop, sale: Sale, types: list[str]) -> Counter[str]:
    """Fifty orders of one ticket, each on a connection of its own: what they were told."""
    query = "select public.create_order(%s, %s::jsonb, 'vera@example.test')"
    together = Barrier(FIFTY)

    def act(number: int) -> str:
        item = f'[{{"ticket_type_id": "{types[number % len(types)]}", "quantity": 1}}]'
        with psycopg.connect(shop.stack.db_url, autocommit=True) as connection:
            together.wait()
            try:
                connection.execute(query, [sale.event_id, item])
            except psycopg.Error as error:
                return str(json.loads(error.diag.message_detail or "{}").get("code"))
        return "sold"

    return Counter(at_once(FIFTY, act))


def test_fifty_orders_around_the_limit(shop: Shop) -> None:
    admin = administrator(shop)
    sale = sale_on(shop, "NON_PROFIT", admin, ticket_limit=30)
    types = [sale.ticket_type_id, another_type(shop, sale)]
    told = order_from_everywhere(shop, sale, types)
    assert told == {"sold": 30, "plan_limit_reached": 20}
    assert shop.ask(TOTALS, sale.org_id) == 30
    left = "select sum(remaining) from events.capacity_lanes where pool_id = %s"
    assert shop.ask(left, sale.event_id) == 0

    # Orders are given up while others buy: the limit and the usage stay exact.
    order_ids = shop.ask(
        "select (array_agg(id::text order by id))[:10] from sales.orders where event_id = %s",
        sale.event_id,
    )
    token = sale.owner.token

    def act(number: int) -> bool:
        if number < len(order_ids):
            return shop.rpc(
                "cancel_order", token, order_id=order_ids[number], refund="none"
            ).is_success
        body: Row = {"event_id": sale.event_id, "items": sale.cart(), "email": "a@example.test"}
        return shop.rpc("create_order", **body).is_success

    done = at_once(25, act)
    assert all(done[:10])
    sold = 20 + sum(done[10:])
    assert sold <= 30
    assert shop.ask(TOTALS, sale.org_id) == sold
    assert shop.ask(left, sale.event_id) == 30 - sold


def test_fifty_orders_above_a_limit_are_counted(shop: Shop) -> None:
    admin = administrator(shop)
    sale = sale_on(shop, "ORGANIZER", admin, ticket_limit=30)

    def sweep() -> None:
        shop.ask("select billing.sweep_usage(7)")

    told = order_from_everywhere(shop, sale, [sale.ticket_type_id])
    at_once(3, lambda _: sweep())
    assert told == {"sold": FIFTY}
    usage = expect(shop.rpc("get_usage", sale.owner.token, org_id=sale.org_id))
    assert (usage["tickets_sold"], usage["overage_tickets"]) == (50, 20)
    assert usage["overage_amount"] == 20 * 8


def test_the_limit_comes_while_orders_are_placed(shop: Shop) -> None:
    """The limit is put on an event that is being sold: every order counts, or is refused."""
    admin = administrator(shop)
    sale = sale_on(shop, "ORGANIZER", admin)
    types = [sale.ticket_type_id, another_type(shop, sale)]
    shop.ask("update billing.subscriptions set plan = 'NON_PROFIT' where org_id = %s", sale.org_id)

    def act(number: int) -> bool:
        if number == 10:
            agree(shop, admin, sale.org_id, ticket_limit=15)
            return False
        items = [{"ticket_type_id": types[number % 2], "quantity": 1}]
        body: Row = {"event_id": sale.event_id, "items": items, "email": "a@example.test"}
        return shop.rpc("create_order", **body).is_success

    sold = sum(at_once(FIFTY, act))
    shop.ask(
        "update billing.limit_changes set due_at = core.clock() where org_id = %s", sale.org_id
    )
    shop.ask("select events.sweep_plan_limits(1000)")
    pool = "select capacity from events.capacity_pools where id = %s"
    left = "select sum(remaining) from events.capacity_lanes where pool_id = %s"
    assert shop.ask(pool, sale.event_id) - shop.ask(left, sale.event_id) == sold
    assert shop.ask(pool, sale.event_id) == max(sold, 15)
