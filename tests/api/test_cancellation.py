"""Giving up and calling off, over HTTP: the money reaches the provider, the mail its readers."""

from __future__ import annotations

from functools import partial

import pytest

from tests.api.market import Market
from tests.shop import Row, Sale, Shop, expect, refusal, until


@pytest.fixture(scope="module")
def market(shop: Shop) -> Market:
    """The shop, and the people around it."""
    return Market(shop.stack, shop.http)


def amounts(market: Market, order: Row) -> list[int]:
    """The amounts of the refunds of an order, that the provider knows of."""
    query = (
        "select coalesce(array_agg(amount order by amount), '{}') from payments.refunds"
        " where payable_id = %s and mollie_refund_id is not null"
    )
    return list(market.ask(query, order["order_id"]))


def rules(market: Market, sale: Sale, **settings: object) -> None:
    """Change the rules of an event."""
    changed = market.update(
        "event_settings", sale.owner.token, dict(settings), event_id=f"eq.{sale.event_id}"
    )
    assert len(changed) == 1


def test_a_guest_gives_one_of_two_tickets_up(market: Market) -> None:
    sale = market.sale()
    rules(market, sale, cancellations_allowed=True, cancellation_refund_rate=8000)
    order = market.buy(sale, 2, language="en")
    mine = market.seen(order)["registrations"][0]
    asked = {"registration_id": mine["id"], "public_token": order["public_token"]}
    terms = expect(market.rpc("cancellation_terms", **asked))
    assert (terms["is_cancellable"], terms["refund_amount"]) == (True, 2000)
    assert refusal(market.rpc("cancel_registration", **asked, refund_amount=2500))[:2] == (
        *(409, "refund_changed"),
    )
    done = expect(market.rpc("cancel_registration", **asked, refund_amount=2000))
    assert done | {"registration_id": mine["id"]} == {
        "registration_id": mine["id"],
        "status": "refunded",
        "refund_amount": 2000,
        "currency": "EUR",
    }
    until("the provider knows", lambda: amounts(market, order), lambda seen: seen == [2000])
    _, letter = market.letters(order, 2)
    assert letter["subject"].startswith("Your registration for City Run was cancelled")
    assert "€20.00 goes back the way you paid" in letter["text"]
    assert [ticket["status"] for ticket in market.seen(order)["tickets"]].count("valid") == 1
    assert market.left(sale) == 79
    assert expect(market.rpc("cancel_registration", **asked)) == done, "a repeat changes nothing"
    assert amounts(market, order) == [2000]
    assert refusal(market.rpc("cancellation_terms", registration_id=mine["id"]))[0] == 401


def test_a_guest_cancels_what_is_not_paid(market: Market) -> None:
    sale = market.sale()
    order = market.placed(sale, 3)
    assert market.left(sale) == 77
    token = {"public_token": order["public_token"]}
    assert expect(market.rpc("cancel_my_order", **token))["status"] == "cancelled"
    assert market.left(sale) == 80
    assert market.status(order) == "cancelled"


def test_staff_cancels_an_order(market: Market) -> None:
    sale = market.sale()
    order = market.buy(sale, 2, language="nl")
    market.letters(order)  # of what is cancelled no tickets are sent
    what = {"order_id": order["order_id"], "refund": "all", "reason": "double"}
    assert expect(market.rpc("cancel_order", sale.owner.token, **what))["refund_amount"] == 5000
    until("the provider knows", lambda: amounts(market, order), lambda seen: seen == [5000])
    _, letter = market.letters(order, 2)
    assert letter["subject"].startswith("Je bestelling voor City Run is geannuleerd")
    assert "Je krijgt € 50,00 terug" in letter["text"]
    assert not [ticket for ticket in market.seen(order)["tickets"] if ticket["status"] == "valid"]


def test_an_event_is_called_off(market: Market) -> None:
    """Its worker refunds it, order by order; what waits for balance is seen to wait."""
    sale = market.sale()
    orders = [market.buy(sale, quantity, language="en") for quantity in (1, 2, 1)]
    for order in orders:
        market.letters(order)
    waits = market.placed(sale)
    started = expect(
        market.rpc("refund_event", sale.owner.token, event_id=sale.event_id, reason="storm")
    )
    assert (started["status"], started["orders_total"]) == ("running", 4)

    def run() -> Row:
        return market.rows("event_refund_runs", sale.owner.token)[0]

    done = until("it is completed", run, lambda seen: seen["status"] == "completed")
    assert (done["orders_done"], done["orders_refused"], done["amount"]) == (4, 0, 10_000)
    for order in orders:
        until("the provider knows", partial(amounts, market, order), bool)
        letter = market.letters(order, 2)[-1]
        assert letter["subject"].startswith("City Run is cancelled")
        assert "goes back the way you paid" in letter["text"]
    assert market.status(waits) == "cancelled"
    assert {row["outcome"] for row in market.rows("event_refund_orders", sale.owner.token)} == {
        *("refunded", "cancelled"),
    }
    again = expect(market.rpc("refund_event", sale.owner.token, event_id=sale.event_id))
    assert (again["run_id"], again["status"]) == (started["run_id"], "completed")
    seen = market.rows("event_refund_runs", sale.owner.token)
    assert len(seen) == 1
    assert market.problems() == set()
