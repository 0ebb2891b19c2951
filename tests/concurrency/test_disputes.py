"""Money that two sides want at the same moment: the bank and the organiser, two of the staff."""

from __future__ import annotations

from uuid import UUID, uuid4

import psycopg
import pytest

from tests.concurrency.sessions import sessions, wait_until_blocked
from tests.shop import PATIENCE, Row, Sale, Shop, expect, until

REFUND = (
    "select sales.make_refund(sales.lock_order(o.org_id, o.id), null, 500, 'x', %s, 'system')"
    " from sales.orders as o where o.id = %s"
)
HAND_OVER = "select public.handle_payment_webhook(%s)"


def told(shop: Shop, order: Row) -> str:
    """What the provider says of an order's payment, as the worker hands it over."""
    answer = shop.sandbox("GET", f"payments/{shop.payment(order)}")
    expect(answer)
    return answer.text


def disputed(shop: Shop) -> Row:
    """A paid order whose money the bank has just taken back, which we have yet to hear."""
    order = shop.buy(shop.sale())
    fault = expect(shop.sandbox("POST", "faults", kind="drop_webhook", payment=shop.payment(order)))
    path = f"payments/{shop.payment(order)}/chargeback"
    expect(shop.sandbox("POST", path, reason="MD06"))
    expect(shop.sandbox("DELETE", f"faults/{fault['id']}"))
    return order


def amounts(shop: Shop, order: Row) -> list[int]:
    """What is on its way back of an order's payment, and what the bank took."""
    found: list[int] = shop.ask(
        "select array[p.amount_refunding, p.amount_charged_back] from payments.payments as p"
        " where p.payable_id = %s",
        order["order_id"],
    )
    return found


def test_a_refund_waits_for_a_chargeback_and_is_refused(shop: Shop) -> None:
    order = disputed(shop)
    with sessions(shop.stack.db_url, None, None) as (bank, staff):
        bank.call(HAND_OVER, told(shop, order))
        waiting = staff.start(REFUND, uuid4(), order["order_id"])
        wait_until_blocked(shop.stack.db_url, staff, bank)
        bank.commit()
        with pytest.raises(psycopg.errors.DatabaseError, match="nothing of it can be refunded"):
            waiting.result(PATIENCE)

    assert amounts(shop, order) == [0, 2500]
    assert shop.problems() == set()


def test_a_chargeback_waits_for_a_refund_and_is_a_fact(shop: Shop) -> None:
    order = disputed(shop)
    with sessions(shop.stack.db_url, None, None) as (staff, bank):
        staff.call(REFUND, uuid4(), order["order_id"])
        waiting = bank.start(HAND_OVER, told(shop, order))
        wait_until_blocked(shop.stack.db_url, bank, staff)
        staff.commit()
        assert waiting.result(PATIENCE)["outcome"] == "applied"
        bank.commit()

    # The bank has all of it, so the provider refuses the refund, and a person has to look.
    until(
        "the refund ends",
        lambda: (
            shop.ask("select status from payments.refunds where payable_id = %s", order["order_id"])
            == "failed"
        ),
    )
    assert amounts(shop, order) == [0, 2500]
    assert shop.problems() == set()


def in_review(shop: Shop, sale: Sale) -> str:
    """Money of an order that is not what was agreed; the review's id."""
    order = expect(shop.order(sale))
    amount = {"currency": "EUR", "value": "1.00"}
    expect(shop.sandbox("POST", f"payments/{shop.payment(order)}/forge", amount=amount))
    shop.decide(order, "paid")
    waiting = (
        "select v.id::text from payments.payment_reviews as v"
        " join payments.payments as p on p.id = v.payment_id where p.payable_id = %s"
    )
    return str(until("somebody must look at it", lambda: shop.ask(waiting, order["order_id"])))


def test_one_of_two_decides_about_money_in_review(shop: Shop) -> None:
    sale = shop.sale()
    review, owner = in_review(shop, sale), UUID(sale.owner.user_id)
    with sessions(shop.stack.db_url, owner, owner) as (first, second):
        first.call("select public.accept_payment(%s)", review)
        waiting = second.start("select public.refund_payment(%s)", review)
        wait_until_blocked(shop.stack.db_url, second, first)
        first.commit()
        with pytest.raises(psycopg.errors.DatabaseError, match="decided about this already"):
            waiting.result(PATIENCE)

    decided = "select resolution from payments.payment_reviews where id = %s"
    assert shop.ask(decided, review) == "accepted"
    assert shop.problems() == set()
