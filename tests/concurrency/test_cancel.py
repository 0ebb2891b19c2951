"""Giving up and calling off, when two are at it."""

from __future__ import annotations

import pytest

from cli.stack import Endpoints
from tests.concurrency.sessions import sessions, wait_until_blocked
from tests.shop import PATIENCE, Shop, expect, until

CANCEL = "select public.cancel_registration(%s, %s, %s)"


@pytest.fixture(scope="module")
def url(endpoints: Endpoints) -> str:
    """The database under test, as its owner."""
    return endpoints.db_url


def test_a_registration_is_given_up_once(shop: Shop, url: str) -> None:
    """The second waits for the first, and is told the same."""
    sale = shop.sale()
    its_event = f"eq.{sale.event_id}"
    allowed = {"cancellations_allowed": True}
    assert shop.update("event_settings", sale.owner.token, allowed, event_id=its_event)
    order = shop.buy(sale)
    token = order["public_token"]
    (entered,) = expect(shop.rpc("get_order", public_token=token))["registrations"]
    with sessions(url, None, None) as (one, two):
        first = one.call(CANCEL, entered["id"], token, 2500)
        second = two.start(CANCEL, entered["id"], token, 2500)
        wait_until_blocked(url, two, by=one)
        one.commit()
        assert second.result(timeout=PATIENCE) == first
        two.commit()
    query = "select count(*) from payments.refunds where payable_id = %s"
    assert shop.ask(query, order["order_id"]) == 1
    assert shop.problems() == set()


def test_staff_and_participant_end_an_order_once(shop: Shop, url: str) -> None:
    """Who comes second finds it over: nothing goes back twice."""
    sale = shop.sale()
    its_event = f"eq.{sale.event_id}"
    allowed = {"cancellations_allowed": True}
    assert shop.update("event_settings", sale.owner.token, allowed, event_id=its_event)
    order = shop.buy(sale)
    token = order["public_token"]
    (entered,) = expect(shop.rpc("get_order", public_token=token))["registrations"]
    staff = "select sales.cancel_paid(sales.lock_order(%s, %s), 'all', null, gen_random_uuid())"
    with sessions(url, None, None) as (one, two):
        one.call(CANCEL, entered["id"], token, 2500)
        second = two.start(staff, sale.org_id, order["order_id"])
        wait_until_blocked(url, two, by=one)
        one.commit()
        second.result(timeout=PATIENCE)
        two.commit()
    query = "select array_agg(amount) from payments.refunds where payable_id = %s"
    assert shop.ask(query, order["order_id"]) == [2500]


def test_an_order_that_somebody_is_busy_with_is_refunded_afterwards(shop: Shop, url: str) -> None:
    """The run goes on with the others, and is not completed without it."""
    sale = shop.sale()
    busy, other = shop.buy(sale), shop.buy(sale)
    query = "select count(*) from sales.event_refund_orders where order_id = %s"
    with sessions(url, None) as (one,):
        one.call("select sales.lock_order(%s, %s)", sale.org_id, busy["order_id"])
        expect(shop.rpc("refund_event", sale.owner.token, event_id=sale.event_id))
        until("the other is ended", lambda: shop.ask(query, other["order_id"]) == 1)
        assert shop.ask(query, busy["order_id"]) == 0
        (run,) = shop.rows("event_refund_runs", sale.owner.token)
        assert run["status"] == "running"
        one.commit()
    until("this one too", lambda: shop.ask(query, busy["order_id"]) == 1)
    until(
        "it is completed",
        lambda: shop.rows("event_refund_runs", sale.owner.token)[0]["status"] == "completed",
    )
    (run,) = shop.rows("event_refund_runs", sale.owner.token)
    assert (run["orders_done"], run["amount"]) == (2, 5000)
