"""Orders by staff, and money that comes past the provider: as a back office does it, over HTTP."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from postgrest.exceptions import APIError
from supabase import Client, ClientOptions, create_client

from tests.api.market import Market, problem
from tests.shop import Person, Row, Sale, Shop, at_once, expect, until
from tests.staff import member


@pytest.fixture(scope="module")
def market(shop: Shop) -> Market:
    return Market(shop.stack, shop.http)


@pytest.fixture(autouse=True)
def books_agree(market: Market) -> Iterator[None]:
    """The doctor finds nothing after a scenario that it did not find before."""
    before = market.problems()
    yield
    market.quiet()
    assert market.problems() - before == set()


@pytest.fixture
def sale(market: Market) -> Sale:
    return market.sale(capacity=10)


@dataclass(frozen=True)
class Desk:
    """The back office of somebody who works for an org."""

    client: Client

    def rpc(self, function: str, **parameters: object) -> Row:
        """Call a function of the API; return its answer."""
        answer: Any = self.client.rpc(function, parameters).execute().data
        return dict(answer)

    def row(self, view: str, column: str, value: object) -> Row:
        """The one row of a view that has this value."""
        found: Any = self.client.table(view).select("*").eq(column, value).execute().data
        [row] = found
        return dict(row)

    def order(self, sale: Sale, settlement: str, quantity: int = 1, **more: object) -> Row:
        """Place an order for a customer; return it with their `email`."""
        order: Row = {
            "event_id": sale.event_id,
            "items": sale.cart(quantity),
            "email": f"{uuid4()}@example.test",
            "purchaser_name": "Carla Customer",
            "language": "en",
            "settlement": settlement,
        }
        return self.rpc("create_staff_order", **(order | more)) | {"email": order["email"]}

    def record(self, order: Row, reference: str = "statement 7") -> Row:
        """Write down that the money for an order has come."""
        return self.rpc(
            "record_manual_payment",
            order_id=order["order_id"],
            amount=order["total_amount"],
            method="bank",
            reference=reference,
        )


def desk(market: Market, person: Person) -> Desk:
    """The back office in which somebody has signed in."""
    options = ClientOptions(
        httpx_client=market.http,
        headers={"Authorization": f"Bearer {person.token}"},
        auto_refresh_token=False,
        persist_session=False,
    )
    return Desk(create_client(market.stack.api_url, market.stack.anon_key, options))


def colleague(market: Market, sale: Sale, role: str) -> Desk:
    """The back office of somebody with a role in the org of a sale."""
    return desk(market, member(market, sale, role))


def refusal(error: APIError) -> Row:
    """The slug, as `code`, and the data of a refusal."""
    return dict(json.loads(error.details or "{}"))


def test_an_invoice_becomes_tickets_when_its_money_is_recorded(market: Market, sale: Sale) -> None:
    support, finance = (colleague(market, sale, role) for role in ("support", "finance"))

    placed = support.order(sale, "invoice", 2, note="PO 4711")

    assert (placed["status"], placed["total_amount"]) == ("pending", 5000)
    assert market.left(sale) == 8
    (letter,) = market.letters(placed)
    assert letter["subject"].startswith("Your places for City Run are reserved")
    assert "€50.00" in letter["text"]
    assert placed["public_token"] in letter["text"], "its buyer can look at it, and pay online"
    found = support.row("orders", "id", placed["order_id"])
    assert (found["settlement"], found["note"], found["user_id"]) == ("invoice", "PO 4711", None)

    said = finance.record(placed, "NL01 BANK 0042")

    assert (said["status"], said["amount"]) == ("paid", 5000)
    confirmation = market.letters(placed, 2)[1]
    codes = [ticket["code"] for ticket in market.seen(placed)["tickets"]]
    assert len(codes) == 2
    assert all(code in confirmation["text"] for code in codes)
    payment = finance.row("payments", "id", said["payment_id"])
    assert (payment["provider"], payment["method"]) == ("manual", "bank")
    assert (payment["reference"], payment["amount_captured"]) == ("NL01 BANK 0042", 5000)
    assert market.payments(placed) == [], "the provider never heard of it"


def test_an_invoice_can_be_paid_online_and_staff_is_told(market: Market, sale: Sale) -> None:
    owner = desk(market, sale.owner)
    placed = owner.order(sale, "invoice")
    checkout = expect(market.pay_again(placed))["checkout_url"]

    market.checkout(checkout)
    market.wait_for(placed, "paid")

    with pytest.raises(APIError) as error:
        owner.record(placed)
    told = refusal(error.value)
    assert (told["code"], told["method"], told["provider"]) == ("paid_otherwise", "ideal", "mollie")


def test_a_checkout_that_fails_does_not_end_an_invoice(market: Market, sale: Sale) -> None:
    owner = desk(market, sale.owner)
    placed = owner.order(sale, "bank")
    checkout = expect(market.pay_again(placed))["checkout_url"]
    market.checkout(checkout, "failed")
    market.quiet()

    assert market.status(placed) == "pending"
    assert owner.record(placed)["status"] == "paid"


def test_an_online_payment_beside_a_recorded_one_goes_back(market: Market, sale: Sale) -> None:
    """The customer has paid online, of which nothing was heard when the transfer is recorded."""
    owner = desk(market, sale.owner)
    placed = owner.order(sale, "bank")
    checkout = expect(market.pay_again(placed))
    with market.trouble("drop_webhook", payment=market.payment(checkout)):
        market.checkout(checkout["checkout_url"])
        assert owner.record(placed)["status"] == "paid"
    until(
        "the online money goes back",
        lambda: market.rows("refunds", sale.owner.token, order_id=f"eq.{placed['order_id']}"),
    )
    [refund] = market.rows("refunds", sale.owner.token, order_id=f"eq.{placed['order_id']}")
    assert (refund["amount"], refund["reason"]) == (2500, "surplus")
    assert len(market.seen(placed)["tickets"]) == 1


@pytest.mark.parametrize(("settlement", "total"), [("cash", 2500), ("complimentary", 0)])
def test_at_the_desk_tickets_are_there_at_once(
    market: Market, sale: Sale, settlement: str, total: int
) -> None:
    placed = desk(market, sale.owner).order(sale, settlement)

    assert (placed["status"], placed["total_amount"]) == ("paid", total)
    (letter,) = market.letters(placed)
    assert market.seen(placed)["tickets"][0]["code"] in letter["text"]
    seen = market.seen(placed)
    assert seen["subtotal_amount"] - seen["discount_amount"] == total


def test_a_cancelled_invoice_gives_its_places_back(market: Market, sale: Sale) -> None:
    support = colleague(market, sale, "support")
    placed = support.order(sale, "invoice", 10)
    assert problem(market.order(sale))[1] == "sold_out"

    said = support.rpc("cancel_order", order_id=placed["order_id"])

    assert said["status"] == "cancelled"
    assert market.left(sale) == 10
    assert market.pay_again(placed).status_code == 409


def test_a_double_click_places_one_order(market: Market, sale: Sale) -> None:
    owner = desk(market, sale.owner)
    key = str(uuid4())
    said = at_once(
        4, lambda _: owner.order(sale, "cash", email="carla@example.test", idempotency_key=key)
    )

    assert len({answer["order_id"] for answer in said}) == 1
    assert market.left(sale) == 9


def test_one_of_two_records_the_money(market: Market, sale: Sale) -> None:
    """Two colleagues read the same bank statement at the same moment."""
    placed = desk(market, sale.owner).order(sale, "invoice")
    finance = [colleague(market, sale, "finance") for _ in range(4)]

    def act(number: int) -> str:
        try:
            return str(finance[number].record(placed, f"line {number}")["status"])
        except APIError as error:
            return str(refusal(error)["code"])

    assert Counter(at_once(4, act)) == {"paid": 1, "paid_otherwise": 3}
    assert len(market.seen(placed)["tickets"]) == 1


def test_staff_and_visitors_share_the_last_places(market: Market, sale: Sale) -> None:
    owner = desk(market, sale.owner)

    def act(number: int) -> Any:
        if number % 2:
            return market.order(sale, 2).status_code
        try:
            owner.order(sale, "cash" if number % 4 else "complimentary", 2)
        except APIError as error:
            return int(str(error.code)[2:])
        return 200

    answers = Counter(at_once(8, act))

    assert answers == {200: 5, 409: 3}
    assert market.left(sale) == 0
