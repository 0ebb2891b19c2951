"""Money that is late, wrong, double or gone: each case ends in a named state, and nothing is lost.

Every test asks the doctor in the end; what he has no objection to is explained.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import pytest

from cli.stack import Stack
from tests.api.market import Market, open_market, problem
from tests.shop import Row, Sale, expect, until
from tests.stacks import endpoints_of, own_stack

SECRET, OLD_SECRET = "our-secret-since-the-roll", "our-secret-before-that"


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A stack of this module's own: it moves the clock, and breaks the provider."""
    secrets = f"{SECRET},{OLD_SECRET}"
    with own_stack(env={"MOLLIE_WEBHOOK_SECRETS": secrets}) as stack:
        yield stack


@pytest.fixture(scope="module")
def shop(stack: Stack) -> Iterator[Market]:
    with open_market(endpoints_of(stack)) as shop:
        yield shop


@pytest.fixture(scope="module")
def run(shop: Market) -> Sale:
    return shop.sale(price=1000, capacity=1000)


@pytest.fixture(autouse=True)
def explained(shop: Market) -> Iterator[None]:
    """All money is explained after each test, and no fault stays."""
    yield
    expect(shop.sandbox("DELETE", "faults"))
    assert shop.problems() == set()


def books(shop: Market, payment: str) -> Row | None:
    """What we have of a payment, None when it is not ours."""
    row: Row | None = shop.ask(
        "select to_jsonb(p) from payments.payments as p where p.provider_payment_id = %s", payment
    )
    return row


def arrives(shop: Market, payment: str, **facts: object) -> Row:
    """Wait until our books say so of a payment; return them."""
    return until(
        f"{payment} has {facts}",
        lambda: books(shop, payment) or {},
        lambda row: facts.items() <= row.items(),
    )


def review_of(shop: Market, sale: Sale, payment: str) -> Row:
    """What waits for a person about a payment, as its org sees it."""
    our_id = arrives(shop, payment)["id"]
    [found] = until(
        "somebody must look at it",
        lambda: shop.rows("payments_in_review", sale.owner.token, payment_id=f"eq.{our_id}"),
    )
    return found


def tickets(shop: Market, order: Row) -> list[tuple[str, bool]]:
    """Status of the tickets of an order, and whether they are blocked."""
    return [(ticket["status"], ticket["is_blocked"]) for ticket in shop.seen(order)["tickets"]]


def expire(shop: Market, order: Row) -> None:
    """Let our hold end while the provider goes on taking money."""
    shop.later(minutes=16, at_the_provider=False)
    payment = shop.payment(order)
    until(
        "the provider has been asked",
        lambda: shop.ask(
            "select p.checked_at > p.created_at + interval '15 minutes' from payments.payments as p"
            " where p.provider_payment_id = %s",
            payment,
        ),
    )
    shop.later(minutes=2, at_the_provider=False)
    shop.wait_for(order, "expired")


# Late.


def test_paid_after_expiry_with_places_left(shop: Market, run: Sale) -> None:
    order = shop.placed(run, 2)
    expire(shop, order)

    shop.decide(order, "paid")

    shop.wait_for(order, "paid")
    assert tickets(shop, order) == [("valid", False)] * 2
    assert arrives(shop, shop.payment(order), status="paid")["has_settled"] is True


def test_paid_after_expiry_without_places(shop: Market) -> None:
    sale = shop.sale(price=1000, capacity=1)
    late = shop.placed(sale)
    expire(shop, late)
    shop.buy(sale)

    shop.decide(late, "paid")

    shop.wait_for(late, "overbooked")
    assert tickets(shop, late) == []
    row = arrives(shop, shop.payment(late), amount_refunding=1000)
    assert row["has_settled"] is False


def test_a_webhook_before_we_know_that_there_is_a_payment(shop: Market, run: Sale) -> None:
    """The customer pays while the provider's answer to us is still on its way."""
    body = shop.cart(run, email=f"{uuid4()}@example.test", idempotency_key=uuid4().hex)
    with (
        shop.trouble("timeout", after=True, method="POST", seconds=20),
        ThreadPoolExecutor() as pool,
    ):
        waiting = pool.submit(shop.post, "create-order-public", body)
        made = "select p.id::text from payments.payments as p where p.status = 'created'"
        our_id = until("the row is written", lambda: shop.ask(made))

        def known() -> list[Row]:
            payments = expect(shop.sandbox("GET", "payments"))
            return [p for p in payments if (p["metadata"] or {}).get("payment_id") == our_id]

        (payment,) = until("the provider has made it", known)
        expect(shop.sandbox("POST", f"payments/{payment['id']}/outcome", status="paid"))
        arrives(shop, payment["id"], status="paid", has_settled=True)
        answer = waiting.result()

    order = answer.json() if answer.is_success else problem(answer)[2]
    assert shop.status(order) == "paid"
    assert len(tickets(shop, order)) == 1


def test_a_webhook_that_is_lost_for_ever(shop: Market, run: Sale) -> None:
    order = shop.placed(run)
    with shop.trouble("drop_webhook"):
        shop.decide(order, "paid")
        shop.later(minutes=16)
        shop.wait_for(order, "paid")

    assert tickets(shop, order) == [("valid", False)]


def test_paid_although_the_order_was_cancelled(shop: Market, run: Sale) -> None:
    order = expect(
        shop.rpc(
            "create_staff_order",
            run.owner.token,
            event_id=run.event_id,
            items=run.cart(),
            email="invoice@example.test",
            settlement="invoice",
        )
    )
    token = shop.ask("select core.public_token(%s, %s)", run.org_id, order["order_id"])
    online = expect(shop.function("create-payment", public_token=token))
    cancel = {"order_id": order["order_id"]}
    assert expect(shop.rpc("cancel_order", run.owner.token, **cancel))["status"] == "cancelled"

    shop.decide(online, "paid")

    arrives(shop, shop.payment(online), status="paid", has_settled=True)
    assert shop.status({"public_token": token}) == "paid"


def test_paid_although_the_event_was_cancelled(shop: Market) -> None:
    sale = shop.sale(price=1000, capacity=5)
    order = shop.placed(sale)
    expect(shop.rpc("cancel_event", sale.owner.token, event_id=sale.event_id))

    shop.decide(order, "paid")

    shop.wait_for(order, "overbooked")
    arrives(shop, shop.payment(order), amount_refunding=1000, has_settled=False)


# Double.


def test_paid_twice_in_two_tabs(shop: Market, run: Sale) -> None:
    order = shop.placed(run)
    first = {"checkout_url": order["checkout_url"]}
    expire(shop, order)
    second = expect(shop.pay_again(order))
    assert second["checkout_url"] != first["checkout_url"]

    shop.decide(second, "paid")
    shop.wait_for(order, "paid")
    shop.decide(first, "paid")

    arrives(shop, shop.payment(second), status="paid", has_settled=True, amount_refunding=0)
    arrives(shop, shop.payment(first), status="paid", has_settled=False, amount_refunding=1000)
    assert tickets(shop, order) == [("valid", False)]
    assert shop.status(order) == "paid"


# Wrong.


@pytest.mark.parametrize(
    ("forgery", "reason", "actions"),
    [
        (
            {"amount": {"currency": "EUR", "value": "9.99"}},
            "wrong_amount",
            ["accept", "refund", "assign"],
        ),
        ({"amount": {"currency": "USD", "value": "10.00"}}, "wrong_currency", ["refund"]),
        ({"mode": "live"}, "wrong_mode", ["refund"]),
        ({"profile": "pfl_foreign"}, "wrong_profile", ["accept", "refund", "assign"]),
    ],
)
def test_paid_otherwise_than_agreed(
    shop: Market, run: Sale, forgery: Row, reason: str, actions: list[str]
) -> None:
    order = shop.placed(run)
    payment = shop.payment(order)
    expect(shop.sandbox("POST", f"payments/{payment}/forge", **forgery))

    shop.decide(order, "paid")

    review = review_of(shop, run, payment)
    assert (review["reason"], review["actions"]) == (reason, actions)
    assert shop.status(order) == "pending"
    assert tickets(shop, order) == []
    arrives(shop, payment, amount_captured=0)


def test_less_than_agreed_is_accepted(shop: Market, run: Sale) -> None:
    order, review = short(shop, run)

    expect(shop.rpc("accept_payment", run.owner.token, review_id=review["id"], note="Fine"))

    shop.wait_for(order, "paid")
    assert tickets(shop, order) == [("valid", False)]
    assert shop.rows("payments_in_review", run.owner.token, id=f"eq.{review['id']}") == []


def test_less_than_agreed_is_sent_back(shop: Market, run: Sale) -> None:
    order, review = short(shop, run)

    expect(shop.rpc("refund_payment", run.owner.token, review_id=review["id"]))

    (refund,) = until(
        "the provider sends it back",
        lambda: shop.payments(order)[0].get("_embedded", {}).get("refunds", []),
    )
    assert refund["amount"] == {"currency": "EUR", "value": "5.00"}
    assert shop.status(order) == "pending"


def test_less_than_agreed_is_for_another_order(shop: Market, run: Sale) -> None:
    cheap = shop.sale(price=500, capacity=5)
    _, review = short(shop, run)
    type_id = shop.ticket_type(run.owner, run.org_id, run.event_id, name="Kids", price=500)
    items = [{"ticket_type_id": type_id, "quantity": 1}]
    other = shop.placed(run, items=items)
    foreign = shop.placed(cheap)
    body = {"review_id": review["id"]}

    refused = shop.rpc("assign_payment", run.owner.token, **body, order_id=foreign["order_id"])
    assert refused.status_code == 404
    expect(shop.rpc("assign_payment", run.owner.token, **body, order_id=other["order_id"]))

    shop.wait_for(other, "paid")
    assert tickets(shop, other) == [("valid", False)]


def short(shop: Market, run: Sale) -> tuple[Row, Row]:
    """An order of 10 euros for which 5 came, and what waits because of it."""
    order = shop.placed(run)
    payment = shop.payment(order)
    half = {"currency": "EUR", "value": "5.00"}
    expect(shop.sandbox("POST", f"payments/{payment}/forge", amount=half))
    shop.decide(order, "paid")
    return order, review_of(shop, run, payment)


# Forged.


def test_a_forged_webhook_with_a_foreign_payment(shop: Market, run: Sale) -> None:
    """A payment that somebody made with another shop, and paid, settles nothing here."""
    order = shop.placed(run)
    ours = arrives(shop, shop.payment(order))["id"]
    foreign = httpx.post(
        f"{shop.stack.mollie_url}/v2/payments",
        headers={"Authorization": "Bearer test_attacker"},
        json={
            "amount": {"currency": "EUR", "value": "10.00"},
            "description": "Nothing",
            "redirectUrl": "https://attacker.example/",
            "metadata": {"payment_id": ours},
        },
    ).json()["id"]
    expect(shop.sandbox("POST", f"payments/{foreign}/outcome", status="paid"))
    told = (
        "select count(*) from payments.payment_events as e"
        " join payments.payments as p on p.id = e.payment_id where p.payable_id = %s"
    )
    before = shop.ask(told, order["order_id"])

    for body in (f"id={foreign}", f"id={shop.payment(order)}"):
        assert shop.webhook(body).text == "ok"

    assert shop.status(order) == "pending"
    assert books(shop, foreign) is None
    # Of ours the provider says that it is open, which is no payment.
    assert shop.ask(told, order["order_id"]) == before + 1


# Gone.


def charge_back(shop: Market, order: Row) -> str:
    """The customer's bank takes the money of an order back; the chargeback's id."""
    path = f"payments/{shop.payment(order)}/chargeback"
    return str(expect(shop.sandbox("POST", path, reason="MD06"))["id"])


def test_a_chargeback_blocks_tickets_and_its_reversal_restores_them(
    shop: Market, run: Sale
) -> None:
    order = shop.buy(run, 2)
    chargeback = charge_back(shop, order)

    arrives(shop, shop.payment(order), amount_charged_back=2000, status="paid")
    assert tickets(shop, order) == [("valid", True)] * 2
    assert shop.status(order) == "paid"
    [seen] = shop.rows("chargebacks", run.owner.token, order_id=f"eq.{order['order_id']}")
    assert (seen["amount"], seen["reason_code"], seen["reversed_at"]) == (2000, "MD06", None)
    mail = until(
        "the organiser is told",
        lambda: [m for m in shop.mail_to(run.owner.email) if order["order_number"] in m["subject"]],
    )
    assert "teruggehaald" in mail[0]["subject"]
    refund = "select payments.repay(p, 'a try') from payments.payments as p where p.payable_id = %s"
    with pytest.raises(Exception, match="nothing of it can be refunded"):
        shop.ask(refund, order["order_id"])

    # Classic webhooks do not tell of a reversal; the next call about the payment does.
    expect(shop.sandbox("POST", f"chargebacks/{chargeback}/reverse"))
    expect(shop.sandbox("POST", f"payments/{shop.payment(order)}/webhook"))

    arrives(shop, shop.payment(order), amount_charged_back=0)
    assert tickets(shop, order) == [("valid", False)] * 2


# Signed events.


@pytest.fixture
def events(shop: Market, stack: Stack) -> Iterator[str]:
    """The provider sends signed events as well; the subscription."""
    body = {
        "key": stack.settings()["MOLLIE_API_KEY"],
        "url": f"{shop.stack.api_url}/functions/v1/mollie-events",
        "secret": OLD_SECRET,
    }
    made = expect(
        shop.http.post(f"{shop.stack.mollie_url}/sandbox/webhooks/subscriptions", json=body)
    )
    yield str(made["id"])
    token = body["key"].replace("test_", "access_")
    expect(
        shop.http.delete(
            f"{shop.stack.mollie_url}/v2/webhooks/{made['id']}",
            params={"testmode": "true"},
            headers={"Authorization": f"Bearer {token}"},
        )
    )


def calls(shop: Market, payment: str, reason: str) -> list[Row]:
    """The provider's calls about a payment, once all have ended."""
    shop.calls_end(payment)
    found = expect(shop.sandbox("GET", f"webhooks?payment={payment}"))
    return [call for call in found if call["reason"] == reason]


@pytest.mark.parametrize("simple", [False, True])
def test_events_tell_what_classic_webhooks_do_not(
    shop: Market, run: Sale, events: str, simple: bool
) -> None:
    expect(
        shop.http.patch(
            f"{shop.stack.mollie_url}/sandbox/settings", json={"events_are_simple": simple}
        )
    )
    order = shop.buy(run)
    payment = shop.payment(order)
    chargeback = charge_back(shop, order)
    arrives(shop, payment, amount_charged_back=1000)

    expect(shop.sandbox("POST", f"chargebacks/{chargeback}/reverse"))

    arrives(shop, payment, amount_charged_back=0)
    assert tickets(shop, order) == [("valid", False)]
    assert [call["state"] for call in calls(shop, payment, "chargeback.reversed")] == ["delivered"]
    assert events


def test_events_out_of_order_twice_and_late_end_well(shop: Market, run: Sale, events: str) -> None:
    order = shop.placed(run)
    payment = shop.payment(order)
    with (
        shop.trouble("hold_webhook", payment=payment),
    ):
        shop.decide(order, "paid")
        chargeback = charge_back(shop, order)
        expect(shop.sandbox("POST", f"chargebacks/{chargeback}/reverse"))
    expect(shop.sandbox("POST", "webhooks/release"))
    arrives(shop, payment, status="paid", amount_charged_back=0)
    shop.calls_end(payment)
    seen = "select count(*) from payments.payment_events as e where e.payment_id = %s"
    ours = arrives(shop, payment)["id"]
    before = shop.ask(seen, ours)

    for call in expect(shop.sandbox("GET", f"webhooks?payment={payment}")):
        expect(shop.sandbox("POST", f"webhooks/{call['id']}/replay"))
    shop.calls_end(payment)

    assert shop.ask(seen, ours) == before
    assert tickets(shop, order) == [("valid", False)]
    assert events


def test_while_a_secret_is_rolled_both_count(shop: Market, run: Sale, events: str) -> None:
    roll = f"webhooks/subscriptions/{events}/roll"
    expect(shop.sandbox("POST", roll))
    order = shop.buy(run)

    [during] = calls(shop, shop.payment(order), "payment.paid")
    assert during["state"] == "delivered"

    # We were not told of the new secret, and the old one no longer signs.
    expect(shop.sandbox("POST", "clock", advance_seconds=86_401))
    later = shop.buy(run)
    found = until(
        "it was tried",
        lambda: [
            call
            for call in expect(shop.sandbox("GET", f"webhooks?payment={shop.payment(later)}"))
            if call["reason"] == "payment.paid" and call["attempts"]
        ],
    )
    until("it was answered", lambda: found[0]["attempts"][0]["status"] != 200)


def event(shop: Market, body: bytes, *secrets: str) -> httpx.Response:
    """An event by whoever."""
    signatures = [
        ("X-Mollie-Signature", f"sha256={hmac.new(key.encode(), body, hashlib.sha256).hexdigest()}")
        for key in secrets
    ]
    return shop.http.post(
        f"{shop.stack.api_url}/functions/v1/mollie-events",
        content=body,
        headers=[("Content-Type", "application/json"), *signatures],
    )


def test_forged_events_do_nothing(shop: Market, run: Sale) -> None:
    order = shop.placed(run)
    with shop.trouble("drop_webhook"):
        shop.decide(order, "paid")
    told = {"resource": "event", "type": "payment.paid", "entityId": shop.payment(order)}
    body = json.dumps(told).encode()

    for forged in ((), ("a guess of somebody else",)):
        answer = event(shop, body, *forged)
        assert problem(answer)[:2] == (401, "invalid_signature")
    assert shop.status(order) == "pending"

    for right in (("a guess of somebody else", SECRET), (OLD_SECRET,)):
        assert event(shop, body, *right).text == "ok"
    shop.wait_for(order, "paid")
    for odd in (b"{}", b"x", json.dumps(told | {"entityId": "tr_nobody"}).encode()):
        assert event(shop, odd, SECRET).text == "ok"


def test_an_event_during_trouble_is_asked_for_again(shop: Market, run: Sale) -> None:
    order = shop.placed(run)
    told = {"resource": "event", "type": "payment.paid", "entityId": shop.payment(order)}
    body = json.dumps(told).encode()
    with shop.trouble("status", status=500):
        answer = event(shop, body, SECRET)

    assert problem(answer)[:2] == (503, "payment_provider_unavailable")
    assert event(shop, body, SECRET).text == "ok"


# Refunds of which nobody tells.


def test_a_refund_is_asked_about_once_a_day(shop: Market) -> None:
    sale = shop.sale(price=1000, capacity=5)
    order = shop.placed(sale)
    expect(shop.rpc("cancel_event", sale.owner.token, event_id=sale.event_id))
    shop.decide(order, "paid")
    shop.wait_for(order, "overbooked")
    (refund,) = until(
        "the money goes back",
        lambda: shop.payments(order)[0].get("_embedded", {}).get("refunds", []),
    )
    known = "select status from payments.refunds where mollie_refund_id = %s"
    until("we know it", lambda: shop.ask(known, refund["id"]))
    with shop.trouble("drop_webhook"):
        for step in ("processing", "refunded"):
            expect(shop.sandbox("POST", f"refunds/{refund['id']}/advance", to=step))
    assert shop.ask(known, refund["id"]) == "pending"

    shop.later(minutes=24 * 60 + 2, at_the_provider=False)

    until("it has ended", lambda: shop.ask(known, refund["id"]) == "refunded")
    shop.wait_for(order, "refunded")


def test_a_refund_that_was_canceled_in_the_dashboard(shop: Market) -> None:
    sale = shop.sale(price=1000, capacity=5)
    order = shop.placed(sale)
    expect(shop.rpc("cancel_event", sale.owner.token, event_id=sale.event_id))
    shop.decide(order, "paid")
    known = "select mollie_refund_id from payments.refunds where payable_id = %s"
    refund = until("it is on its way", lambda: shop.ask(known, order["order_id"]))
    expect(shop.sandbox("POST", f"refunds/{refund}/advance", to="canceled"))

    shop.later(minutes=24 * 60 + 2, at_the_provider=False)

    status = "select status from payments.refunds where mollie_refund_id = %s"
    until("it has ended", lambda: shop.ask(status, refund) == "canceled")
    assert arrives(shop, shop.payment(order), amount_refunding=0)["amount_refunded"] == 0
    [review] = shop.rows("payments_in_review", sale.owner.token)
    assert (review["reason"], review["data"]["status"]) == ("refund_failed", "canceled")
