"""Money back: refunds as a back office makes them, over HTTP, down to the bank and the mailbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.market import Market, problem
from tests.shop import Person, Row, Sale, Shop, at_once, expect, until
from tests.staff import join


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


def ask(market: Market, who: Person | None, order: Row, **more: object) -> httpx.Response:
    """Ask for a refund through the worker's function."""
    body = {"order_id": order["order_id"], "idempotency_key": str(uuid4())} | more
    headers = {"Authorization": f"Bearer {who.token}"} if who else {}
    return market.post("create-refund", body, **headers)


def refund(market: Market, sale: Sale, order: Row, **more: object) -> Row:
    """Refund as the owner; return the answer once the provider knows of it."""
    made = dict(expect(ask(market, sale.owner, order, **more)))
    known(market, made["refund_id"])
    return made


def known(market: Market, refund_id: str) -> str:
    """The provider's id of a refund, once it has one."""
    query = "select mollie_refund_id from payments.refunds where id = %s"
    return str(until("the provider knows of it", lambda: market.ask(query, refund_id)))


def advance(market: Market, made: Row, *steps: str) -> None:
    """Let the bank do something with a refund."""
    for step in steps:
        expect(
            market.sandbox("POST", f"refunds/{known(market, made['refund_id'])}/advance", to=step)
        )


def stands(market: Market, sale: Sale, made: Row, status: str) -> Row:
    """A refund as staff sees it, once it has come to a status."""
    return until(
        f"the refund is {status}",
        lambda: market.rows("refunds", sale.owner.token, id=f"eq.{made['refund_id']}")[0],
        lambda row: row["status"] == status,
    )


def line(market: Market, sale: Sale, order: Row, number: int = 1) -> str:
    """The id of a line of an order."""
    filters = {"order_id": f"eq.{order['order_id']}", "line": f"eq.{number}"}
    return str(market.rows("order_items", sale.owner.token, **filters)[0]["id"])


def tickets(market: Market, order: Row) -> Counter[str]:
    """How many tickets of an order stand how."""
    return Counter(ticket["status"] for ticket in market.seen(order)["tickets"])


def audited(market: Market, entity_id: str) -> set[str]:
    """What the audit log tells of something."""
    query = "select array_agg(action) from core.audit_log where entity_id = %s"
    return set(market.ask(query, entity_id) or [])


def test_what_an_assistant_pays_back_is_marked(market: Market, sale: Sale) -> None:
    order = market.buy(sale)
    body = {"order_id": order["order_id"], "idempotency_key": str(uuid4())}
    headers = {"Authorization": f"Bearer {sale.owner.token}", "X-Acting-As": "assistant"}
    made = expect(market.post("create-refund", body, **headers))
    trail = {
        "entity_type": "eq.refund",
        "entity_id": f"eq.{made['refund_id']}",
        "order": "audit_id",
    }
    entry = market.rows("audit_log", sale.owner.token, **trail)[0]
    assert (entry["action"], entry["performed_by_type"]) == ("refund.created", "assistant")
    assert entry["performed_by"] == sale.owner.user_id
    stands(market, sale, made, "pending")


def test_full_refund_happy_path(market: Market, sale: Sale) -> None:
    order = market.buy(sale, 2, language="en")
    market.letters(order)

    made = refund(market, sale, order, reason="Customer request", internal_note="Called at noon")

    assert (made["amount"], made["status"], made["order_id"]) == (
        5000,
        "pending",
        order["order_id"],
    )
    (at_mollie,) = market.payments(order)[0]["_embedded"]["refunds"]
    assert at_mollie["amount"] == {"currency": "EUR", "value": "50.00"}
    advance(market, made, "processing", "refunded")
    market.wait_for(order, "refunded")
    row = stands(market, sale, made, "refunded")
    assert (row["reason"], row["internal_note"]) == ("Customer request", "Called at noon")
    assert (row["created_by"], row["actor_type"]) == (sale.owner.user_id, "operator")
    letter = market.letters(order, 2)[1]
    assert letter["subject"] == f"You get €50.00 back (order {order['order_number']})"
    assert "2 x 10 km" in letter["text"]
    assert "Called at noon" not in letter["text"]


def test_partial_refund_happy_path(market: Market, sale: Sale) -> None:
    order = market.buy(sale, 3)
    item = {"order_item_id": line(market, sale, order), "quantity": 1}

    made = refund(market, sale, order, items=[item])

    assert made["amount"] == 2500
    [part] = made["refunds"]
    assert [(i["quantity"], i["amount"]) for i in part["items"]] == [(1, 2500)]
    assert tickets(market, order) == {"valid": 2, "refunded": 1}
    advance(market, made, "processing", "refunded")
    market.wait_for(order, "partially_refunded")
    by_amount = refund(market, sale, order, amount=1000)
    assert tickets(market, order) == {"valid": 2, "refunded": 1}
    advance(market, by_amount, "processing", "refunded")
    stands(market, sale, by_amount, "refunded")
    left = expect(market.rpc("refundable_items", sale.owner.token, order_id=order["order_id"]))
    assert (left["refundable_amount"], left["items"][0]["refundable_quantity"]) == (4000, 2)


def test_the_same_key_gives_the_same_refund(market: Market, sale: Sale) -> None:
    order, key = market.buy(sale, 2), str(uuid4())

    answers = at_once(
        8, lambda _: expect(ask(market, sale.owner, order, amount=1000, idempotency_key=key))
    )

    assert all(answer == answers[0] for answer in answers)
    assert market.ask("select count(*) from payments.refunds where org_id = %s", sale.org_id) == 1
    other = ask(market, sale.owner, order, amount=1001, idempotency_key=key)
    assert problem(other)[:2] == (422, "idempotency_key_reused")
    known(market, answers[0]["refund_id"])
    assert len(market.payments(order)[0]["_embedded"]["refunds"]) == 1


def test_over_refund_prevention(market: Market, sale: Sale) -> None:
    order = market.buy(sale, 2)
    refund(market, sale, order, amount=4000)

    status, code, details = problem(ask(market, sale.owner, order, amount=1001))

    assert (status, code) == (409, "refund_too_large")
    assert (details["refundable"], details["amount"]) == (1000, 1001)
    refund(market, sale, order, amount=1000)
    assert problem(ask(market, sale.owner, order))[:2] == (409, "order_already_refunded")


@pytest.mark.parametrize("role", ["admin", "finance", "support", "scanner", "member"])
def test_unauthorized_user_blocked(market: Market, sale: Sale, role: str) -> None:
    order, person = market.buy(sale), market.person()
    join(market, sale, person, role)

    answer = ask(market, person, order, amount=100)

    if role == "admin":
        assert expect(answer)["amount"] == 100
        return
    assert problem(answer)[:2] == (403, "not_allowed")
    assert problem(ask(market, None, order))[:2] == (401, "sign_in_required")
    assert problem(ask(market, market.person(), order))[:2] == (404, "not_found")
    assert market.ask("select count(*) from payments.refunds where org_id = %s", sale.org_id) == 0


def test_webhook_status_updates(market: Market, sale: Sale) -> None:
    order = market.buy(sale)
    made = refund(market, sale, order)

    for step in ("processing", "refunded"):
        advance(market, made, step)
        row = stands(market, sale, made, step)
    assert row["refunded_at"]
    assert {"refund.created", "refund.processing", "refund.refunded"} <= audited(
        market, made["refund_id"]
    )
    (payment,) = market.rows("payments", sale.owner.token, payable_id=f"eq.{order['order_id']}")
    assert (payment["amount_refunding"], payment["amount_refunded"]) == (0, 2500)


def test_ticket_voiding_verification(market: Market, sale: Sale) -> None:
    order = market.buy(sale, 2)
    assert market.left(sale) == 8

    made = refund(market, sale, order)

    assert tickets(market, order) == {"refunded": 2}
    assert market.left(sale) == 10
    registrations = market.rows(
        "registrations", sale.owner.token, order_id=f"eq.{order['order_id']}"
    )
    assert {row["status"] for row in registrations} == {"refunded"}
    items = market.rows("refund_items", sale.owner.token, refund_id=f"eq.{made['refund_id']}")
    assert {item["ticket_instance_id"] for item in items} == {
        ticket["ticket_instance_id"] for ticket in market.seen(order)["tickets"]
    }
    resent = market.rpc("resend_tickets", public_token=order["public_token"])
    assert "order_has_no_tickets" in resent.text


@pytest.mark.parametrize(("to", "left"), [("public", 10), ("waitlist", 10), ("none", 8)])
def test_places_go_where_the_event_says(market: Market, sale: Sale, to: str, left: int) -> None:
    market.update(
        "event_settings", sale.owner.token, {"refunded_places": to}, event_id=f"eq.{sale.event_id}"
    )
    order = market.buy(sale, 2)

    made = refund(market, sale, order)

    assert market.left(sale) == left
    advance(market, made, "processing", "refunded")
    market.wait_for(order, "refunded")
    assert market.left(sale) == left


def test_the_service_fee_goes_back_or_stays(market: Market, sale: Sale) -> None:
    fees = {"service_fee_minimum": 99, "refunds_include_fees": False}
    market.update("event_settings", sale.owner.token, fees, event_id=f"eq.{sale.event_id}")
    order = market.buy(sale, 3)
    assert order["total_amount"] == 7599
    item = {"order_item_id": line(market, sale, order), "quantity": 1}

    def amount(**more: object) -> int:
        return int(expect(ask(market, sale.owner, order, **more))["amount"])

    assert amount(items=[item]) == 2500
    assert amount(items=[item], include_fees=True) == 2533
    assert amount() == 2500
    assert problem(ask(market, sale.owner, order))[:2] == (409, "nothing_to_refund")
    assert amount(include_fees=True) == 66, "what is left is the fee"


def test_each_refusal_has_its_own_error(market: Market, sale: Sale) -> None:
    paid, unpaid = market.buy(sale, 2), market.placed(sale)
    free = market.sale(price=0)
    gift = market.buy(free)
    item = {"order_item_id": line(market, sale, paid)}
    ticket = market.seen(paid)["tickets"][0]["ticket_instance_id"]

    def refused(order: Row, who: Person = sale.owner, **more: object) -> tuple[int, str]:
        return problem(ask(market, who, order, **more))[:2]

    assert refused(unpaid) == (409, "order_not_paid")
    assert refused(gift, free.owner) == (409, "nothing_to_refund")
    assert refused(gift) == (404, "not_found"), "of another org"
    assert refused({"order_id": str(uuid4())}) == (404, "not_found"), "of nobody"
    assert refused(paid, items=[{"order_item_id": str(uuid4())}]) == (404, "order_item_not_found")
    foreign = item | {"ticket_instance_ids": [str(uuid4())]}
    assert refused(paid, items=[foreign]) == (404, "ticket_not_found")
    named = item | {"ticket_instance_ids": [ticket]}
    refund(market, sale, paid, items=[named])
    assert refused(paid, items=[named]) == (409, "already_refunded")
    assert refused(paid, items=[item | {"quantity": 2}]) == (409, "already_refunded")
    assert refused(paid, items=[item | {"amount": 2501}]) == (409, "refund_too_large")
    expect(ask(market, sale.owner, paid))
    assert refused(paid) == (409, "order_already_refunded")


def test_a_method_that_takes_nothing_back(market: Market, sale: Sale) -> None:
    order = market.placed(sale)
    url = f"{market.stack.mollie_url}/sandbox/payments/{market.payment(order)}/outcome"
    expect(market.http.post(url, json={"status": "paid", "method": "paysafecard"}))
    market.wait_for(order, "paid")

    status, code, details = problem(ask(market, sale.owner, order))

    assert (status, code, details["method"]) == (409, "payment_not_refundable", "paysafecard")


def test_money_that_came_by_bank_is_sent_by_hand(market: Market, sale: Sale) -> None:
    email = f"{uuid4()}@example.test"
    placed = expect(
        market.rpc(
            "create_staff_order",
            sale.owner.token,
            event_id=sale.event_id,
            items=sale.cart(2),
            email=email,
            settlement="cash",
            language="en",
        )
    ) | {"email": email}
    market.letters(placed)
    made = expect(ask(market, sale.owner, placed))
    assert (made["refunds"][0]["provider"], made["status"]) == ("manual", "pending")
    [review] = market.rows("payments_in_review", sale.owner.token, org_id=f"eq.{sale.org_id}")
    assert (review["reason"], review["data"]["refund_id"]) == ("refund_by_hand", made["refund_id"])
    finance = market.person()
    join(market, sale, finance, "finance")
    sent = {"refund_id": made["refund_id"], "reference": "statement 12"}

    said = [expect(market.rpc("record_manual_refund", finance.token, **sent)) for _ in range(2)]

    assert said[0] == said[1]
    assert (said[0]["status"], said[0]["amount"]) == ("refunded", 5000)
    market.wait_for(placed, "refunded")
    assert market.rows("payments_in_review", sale.owner.token, org_id=f"eq.{sale.org_id}") == []
    assert "by hand" in market.letters(placed, 2)[1]["text"]
    again = market.rpc("record_manual_refund", finance.token, **sent | {"reference": "other"})
    assert "refund_already_recorded" in again.text
    assert market.payments(placed) == [], "the provider never heard of it"


def test_a_refund_that_fails_can_be_made_again(market: Market, sale: Sale) -> None:
    market.update(
        "orgs", sale.owner.token, {"email": f"{uuid4()}@org.test"}, id=f"eq.{sale.org_id}"
    )
    [org] = market.rows("orgs", sale.owner.token, id=f"eq.{sale.org_id}")
    order = market.buy(sale, 2)
    item = {"order_item_id": line(market, sale, order), "quantity": 1}
    made = refund(market, sale, order, items=[item])
    expect(market.sandbox("POST", f"refunds/{known(market, made['refund_id'])}/fail"))
    stands(market, sale, made, "failed")

    (letter,) = until("the organiser is told", lambda: market.mail_to(org["email"]))
    assert order["order_number"] in letter["subject"]
    [review] = market.rows("payments_in_review", sale.owner.token, org_id=f"eq.{sale.org_id}")
    assert review["reason"] == "refund_failed"
    again = refund(market, sale, order, items=[item])
    assert again["amount"] == 2500
    tried = [
        part["items"][0]["ticket_instance_id"] for part in (*made["refunds"], *again["refunds"])
    ]
    assert tried[0] == tried[1], "the ticket whose money is owed"
    assert tickets(market, order) == {"valid": 1, "refunded": 1}
    assert market.rows("payments_in_review", sale.owner.token, org_id=f"eq.{sale.org_id}") == []
    advance(market, again, "processing", "refunded")
    market.wait_for(order, "partially_refunded")


def test_a_refund_is_stopped_in_time_or_not(market: Market, sale: Sale) -> None:
    order = market.buy(sale, 2)
    early, late = (refund(market, sale, order, amount=amount) for amount in (1000, 1500))
    advance(market, late, "processing")
    stands(market, sale, late, "processing")

    def cancel(made: Row) -> httpx.Response:
        return market.rpc("cancel_refund", sale.owner.token, refund_id=made["refund_id"])

    assert expect(cancel(early))["cancel_requested_at"]
    stands(market, sale, early, "canceled")
    assert expect(cancel(early))["status"] == "canceled"
    assert "refund_not_cancelable" in cancel(late).text
    assert refund(market, sale, order, amount=3500)["amount"] == 3500, "it is available again"


def test_equal_refunds_are_spaced(market: Market, sale: Sale) -> None:
    order = market.buy(sale, 2)
    item = {"order_item_id": line(market, sale, order), "quantity": 1}
    refund(market, sale, order, items=[item])

    second = expect(ask(market, sale.owner, order, items=[item]))

    assert second["refunds"][0]["send_at"] > second["created_at"]
    market.quiet()
    assert len(market.payments(order)[0]["_embedded"]["refunds"]) == 1
    assert tickets(market, order) == {"refunded": 2}, "they are over at once"
    stopped = expect(market.rpc("cancel_refund", sale.owner.token, refund_id=second["refund_id"]))
    assert stopped["status"] == "canceled", "the provider was not told yet"


def test_an_equal_refund_that_somebody_made_there_is_waited_for(market: Market, sale: Sale) -> None:
    """The provider refuses ours as a duplicate, before the webhook has told of the other one."""
    order = market.buy(sale, 2)
    payment = market.payment(order)
    amount = {"amount": {"currency": "EUR", "value": "25.00"}}
    with market.trouble("drop_webhook", payment=payment):
        expect(market.sandbox("POST", f"payments/{payment}/refund", **amount))
        made = expect(ask(market, sale.owner, order, amount=2500))
        postponed = until(
            "it is to be sent later",
            lambda: market.ask(
                "select sent_at is null and send_at > created_at + interval '1 hour'"
                " from payments.refunds where id = %s",
                made["refund_id"],
            ),
        )
    assert postponed
    assert stands(market, sale, made, "pending")["mollie_refund_id"] is None


def test_refunds_made_at_the_provider_come_into_the_books(market: Market, sale: Sale) -> None:
    order = market.buy(sale, 2)
    payment = market.payment(order)
    amount = {"amount": {"currency": "EUR", "value": "10.00"}}
    there = expect(market.sandbox("POST", f"payments/{payment}/refund", **amount))
    for step in ("processing", "refunded"):
        expect(market.sandbox("POST", f"refunds/{there['id']}/advance", to=step))

    market.wait_for(order, "partially_refunded")

    [row] = market.rows("refunds", sale.owner.token, order_id=f"eq.{order['order_id']}")
    assert (row["is_external"], row["mollie_refund_id"]) == (True, there["id"])
    assert (row["amount"], row["status"], row["created_by"]) == (1000, "refunded", None)
    assert tickets(market, order) == {"valid": 2}
    assert problem(ask(market, sale.owner, order, amount=4001))[:2] == (409, "refund_too_large")


def test_more_went_back_than_was_left(market: Market, sale: Sale) -> None:
    """Somebody refunds at the provider what a refund of ours, not sent yet, is to give back."""
    order = market.buy(sale, 2)
    item = {"order_item_id": line(market, sale, order), "quantity": 1}
    refund(market, sale, order, items=[item])
    ours = expect(ask(market, sale.owner, order, items=[item]))
    amount = {"amount": {"currency": "EUR", "value": "24.00"}}
    there = expect(market.sandbox("POST", f"payments/{market.payment(order)}/refund", **amount))
    expect(market.sandbox("POST", f"refunds/{there['id']}/advance", to="processing"))

    [review] = until(
        "a person must look",
        lambda: market.rows("payments_in_review", sale.owner.token, org_id=f"eq.{sale.org_id}"),
    )

    assert (review["reason"], review["data"]["amount"]) == ("refund_excess", 2400)
    [paid] = market.rows("payments", sale.owner.token, payable_id=f"eq.{order['order_id']}")
    assert [paid[f"amount_{name}"] for name in ("refunding", "excess")] == [5000, 2400]
    expect(market.rpc("cancel_refund", sale.owner.token, refund_id=ours["refund_id"]))
    [paid] = market.rows("payments", sale.owner.token, payable_id=f"eq.{order['order_id']}")
    assert [paid[f"amount_{name}"] for name in ("refunding", "excess")] == [4900, 0]
    assert market.rows("payments_in_review", sale.owner.token, org_id=f"eq.{sale.org_id}") == []


def test_an_answer_that_is_lost_makes_no_second_refund(market: Market, sale: Sale) -> None:
    order = market.buy(sale)
    with market.trouble("close", after=True, method="POST", path="refunds", next=1):
        made = refund(market, sale, order)
    market.quiet()
    assert len(market.payments(order)[0]["_embedded"]["refunds"]) == 1
    assert stands(market, sale, made, "pending")["mollie_refund_id"]


def test_what_the_provider_refuses_is_available_again(market: Market, sale: Sale) -> None:
    order = market.buy(sale)
    with market.trouble("status", status=422, method="POST", path="refunds", next=1):
        made = expect(ask(market, sale.owner, order))
        row = stands(market, sale, made, "failed")
    assert row["failure_reason"]
    left: Any = expect(market.rpc("refundable_items", sale.owner.token, order_id=order["order_id"]))
    assert left["refundable_amount"] == 2500
