"""Customers, first payments, mandates and what is collected with them, by hand and by subscription;
every answer is judged by the specification."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.contract.spec import ABSENT, FILE, complaints_about_answer, complaints_about_request
from tests.contract.support import KEY, Json, Sandbox, Shop, euros, order, wait_for
from workers.mollie import Mollie

DAY = 86_400
CUSTOMERS = "/v2/customers"
CUSTOMER = "/v2/customers/{customerId}"
PAYMENTS = CUSTOMER + "/payments"
MANDATES = CUSTOMER + "/mandates"
MANDATE = MANDATES + "/{mandateId}"
SUBSCRIPTIONS = CUSTOMER + "/subscriptions"
SUBSCRIPTION = SUBSCRIPTIONS + "/{subscriptionId}"

pytestmark = pytest.mark.skipif(not FILE.exists(), reason=ABSENT)


def ask(
    sandbox: Sandbox, path: str, method: str = "GET", body: Json | None = None, **ids: str
) -> Json:
    """Send a request; whatever the answer, the specification knows it."""
    if body is not None and method == "PATCH":
        assert complaints_about_request(path, method, body) == []
    address = path.removeprefix("/v2").format(**ids)
    answer = sandbox.api.request(method, address, json=body)
    if answer.status_code == 204:
        return {"status": 204}
    content: Json = answer.json()
    if answer.status_code in (200, 201, 404):
        assert complaints_about_answer(path, method, answer.status_code, content) == []
    return content


def new_customer(sandbox: Sandbox, **changes: Any) -> str:
    body = {"name": "Runners", "email": "finance@runners.example", "metadata": {"org": "1"}}
    return str(ask(sandbox, CUSTOMERS, "POST", body | changes)["id"])


def first_paid(sandbox: Sandbox, customer: str, method: str = "ideal") -> Json:
    """A first payment of a customer, paid."""
    body = order(sequenceType="first", customerId=customer)
    assert complaints_about_request("/v2/payments", "POST", body) == []
    created = ask(sandbox, "/v2/payments", "POST", body)
    assert created["sequenceType"] == "first"
    assert "mandateId" not in created
    return sandbox.settle(created, method=method)


def subscribe(sandbox: Sandbox, customer: str, **changes: Any) -> Json:
    body = {
        "amount": euros("49.00"),
        "interval": "1 month",
        "description": "Organizer",
        "metadata": {"subscription_id": "s-1"},
    } | changes
    return ask(sandbox, SUBSCRIPTIONS, "POST", body, customerId=customer)


def today(sandbox: Sandbox) -> datetime:
    return datetime.fromisoformat(sandbox.order("GET", "/clock")["now"]).astimezone(UTC)


def day(sandbox: Sandbox, ahead: int = 0) -> str:
    return (today(sandbox) + timedelta(days=ahead)).date().isoformat()


def collected(sandbox: Sandbox, customer: str, subscription: Json) -> list[Json]:
    """What was collected for a subscription, oldest first."""
    ids = {"customerId": customer, "subscriptionId": subscription["id"]}
    listed = ask(sandbox, SUBSCRIPTION + "/payments", **ids)["_embedded"]["payments"]
    return list(reversed(listed))


def test_customers(sandbox: Sandbox) -> None:
    customer = new_customer(sandbox)
    other = new_customer(sandbox, name=None, locale="nl_NL")

    changed = ask(sandbox, CUSTOMER, "PATCH", {"name": "Walkers"}, customerId=customer)

    assert (changed["name"], changed["metadata"]) == ("Walkers", {"org": "1"})
    assert ask(sandbox, CUSTOMER, customerId=customer) == changed
    listed = ask(sandbox, CUSTOMERS)["_embedded"]["customers"]
    assert [found["id"] for found in listed] == [other, customer]
    assert ask(sandbox, CUSTOMER, "DELETE", customerId=other)["status"] == 204
    assert ask(sandbox, CUSTOMERS)["count"] == 1
    assert sandbox.api.get(f"/customers/{other}").status_code == 410
    assert ask(sandbox, CUSTOMER, customerId="cst_none")["status"] == 404
    with sandbox.merchant("test_other") as somebody:
        assert somebody.get(f"/customers/{customer}").status_code == 404
    assert ask(sandbox, CUSTOMERS, "POST", {"email": "nobody"})["field"] == "email"


@pytest.mark.parametrize(
    ("method", "kind"),
    [("ideal", "directdebit"), ("creditcard", "creditcard"), ("paypal", "paypal")],
)
def test_a_first_payment_leaves_a_mandate(sandbox: Sandbox, method: str, kind: str) -> None:
    customer = new_customer(sandbox)
    assert ask(sandbox, MANDATES, customerId=customer)["count"] == 0

    payment = first_paid(sandbox, customer, method)

    [mandate] = ask(sandbox, MANDATES, customerId=customer)["_embedded"]["mandates"]
    assert (mandate["method"], mandate["status"]) == (kind, "valid")
    assert payment["mandateId"] == mandate["id"]
    found = ask(sandbox, "/v2/payments/{paymentId}", paymentId=payment["id"])
    assert found["_links"]["mandate"]["href"] == mandate["_links"]["self"]["href"]


def test_first_payments_take_what_makes_mandates(sandbox: Sandbox) -> None:
    customer = new_customer(sandbox)
    for wrong, field in (
        ({"sequenceType": "first"}, "customerId"),
        ({"sequenceType": "first", "customerId": "cst_none"}, "customerId"),
        ({"sequenceType": "first", "customerId": customer, "method": "directdebit"}, "method"),
        ({"sequenceType": "first", "customerId": customer, "method": "banktransfer"}, "method"),
        ({"sequenceType": "second", "customerId": customer}, "sequenceType"),
    ):
        assert ask(sandbox, "/v2/payments", "POST", order(**wrong))["field"] == field
    body = order(sequenceType="first", customerId=customer)
    failed = ask(sandbox, PAYMENTS, "POST", body, customerId=customer)
    sandbox.settle(failed, "failed")
    assert ask(sandbox, MANDATES, customerId=customer)["count"] == 0
    assert [
        row["id"] for row in ask(sandbox, PAYMENTS, customerId=customer)["_embedded"]["payments"]
    ] == [failed["id"]]
    methods = sandbox.api.get("/methods", params={"sequenceType": "first"}).json()
    names = {found["id"] for found in methods["_embedded"]["methods"]}
    assert "ideal" in names
    assert names.isdisjoint({"directdebit", "banktransfer"})


def test_collecting_takes_a_valid_mandate_and_days(sandbox: Sandbox, shop: Shop) -> None:
    customer = new_customer(sandbox)
    body = {
        "amount": euros("49.00"),
        "description": "Again",
        "sequenceType": "recurring",
        "customerId": customer,
        "webhookUrl": shop.url,
    }
    assert "mandate" in ask(sandbox, "/v2/payments", "POST", body)["detail"]
    sandbox.settings(first_mandates="pending")
    mandate_id = first_paid(sandbox, customer)["mandateId"]
    assert "mandate" in ask(sandbox, "/v2/payments", "POST", body)["detail"]
    sandbox.order("POST", f"/mandates/{mandate_id}/status", {"status": "valid"})

    payment = ask(sandbox, "/v2/payments", "POST", body)

    assert (payment["status"], payment["method"]) == ("pending", "directdebit")
    assert payment["mandateId"] == mandate_id
    assert "checkout" not in payment["_links"]
    assert sandbox.browser.get(payment["_links"]["changePaymentState"]["href"]).is_success
    sandbox.advance(DAY)
    assert sandbox.get(payment)["status"] == "pending"
    sandbox.advance(DAY)
    assert sandbox.get(payment)["status"] == "paid"
    assert shop.wait_for_calls(1) == [payment["id"]]

    sandbox.settings(recurring_outcome="failed", recurring_pending_seconds=0)
    failing = ask(sandbox, "/v2/payments", "POST", body)
    wait_for(lambda: sandbox.get(failing)["status"] == "failed", "the bank's refusal")


def test_mandates_are_made_and_revoked(sandbox: Sandbox) -> None:
    customer = new_customer(sandbox)
    body = {"method": "directdebit", "consumerName": "R", "consumerAccount": "NL53INGB0000000000"}

    mandate = ask(sandbox, MANDATES, "POST", body, customerId=customer)
    subscription = subscribe(sandbox, customer, startDate=day(sandbox, 3))

    ids = {"customerId": customer, "mandateId": mandate["id"]}
    assert ask(sandbox, MANDATE, **ids) == mandate
    assert ask(sandbox, MANDATE, "DELETE", **ids)["status"] == 204
    assert ask(sandbox, MANDATE, **ids)["status"] == 404
    found = ask(sandbox, SUBSCRIPTION, customerId=customer, subscriptionId=subscription["id"])
    assert found["status"] == "canceled"
    assert ask(sandbox, MANDATES, "POST", {}, customerId=customer)["field"] == "method"


def test_a_subscription_collects_by_the_clock(sandbox: Sandbox, shop: Shop) -> None:
    customer = new_customer(sandbox)
    assert "mandates" in subscribe(sandbox, customer)["detail"]
    first_paid(sandbox, customer)
    start = day(sandbox, 5)

    made = subscribe(sandbox, customer, startDate=start, webhookUrl=shop.url)

    assert (made["status"], made["nextPaymentDate"]) == ("active", start)
    assert "description" in subscribe(sandbox, customer)["detail"]
    assert collected(sandbox, customer, made) == []
    sandbox.advance(6 * DAY)
    [payment] = collected(sandbox, customer, made)
    assert payment["createdAt"].startswith(start)
    assert payment["subscriptionId"] == made["id"]
    assert payment["metadata"] == {"subscription_id": "s-1"}
    assert payment["sequenceType"] == "recurring"
    assert shop.wait_for_calls(1)[0] == payment["id"]

    sandbox.advance(70 * DAY)  # two more, each on its own day, and paid by now
    payments = collected(sandbox, customer, made)
    assert [found["status"] for found in payments] == ["paid"] * 3
    assert len({found["createdAt"][:7] for found in payments}) == 3
    shop.wait_for_calls(6)


def test_subscriptions_change_and_end(sandbox: Sandbox) -> None:
    customer = new_customer(sandbox)
    mandate_id = first_paid(sandbox, customer)["mandateId"]
    made = subscribe(sandbox, customer, startDate=day(sandbox, 2))
    ids = {"customerId": customer, "subscriptionId": made["id"]}
    changes = {"amount": euros("99.00"), "description": "Pro", "mandateId": mandate_id}

    changed = ask(sandbox, SUBSCRIPTION, "PATCH", changes, **ids)

    assert (changed["amount"], changed["description"]) == (euros("99.00"), "Pro")
    assert changed["mandateId"] == mandate_id
    sandbox.order("POST", f"/mandates/{mandate_id}/status", {"status": "invalid"})
    assert ask(sandbox, SUBSCRIPTION, **ids)["status"] == "suspended"
    sandbox.advance(3 * DAY)
    assert collected(sandbox, customer, made) == []
    sandbox.order("POST", f"/mandates/{mandate_id}/status", {"status": "valid"})
    assert ask(sandbox, SUBSCRIPTION, **ids)["status"] == "active"
    wait_for(lambda: collected(sandbox, customer, made), "what was due")

    ended = ask(sandbox, SUBSCRIPTION, "DELETE", **ids)

    assert ended["status"] == "canceled"
    assert "nextPaymentDate" not in ended
    assert sandbox.api.delete(ended["_links"]["self"]["href"]).status_code == 422
    assert sandbox.api.patch(ended["_links"]["self"]["href"], json={}).status_code == 422
    for path in ("/v2/subscriptions", SUBSCRIPTIONS):
        listed = ask(sandbox, path, **ids)["_embedded"]["subscriptions"]
        assert [found["id"] for found in listed] == [made["id"]]


@pytest.mark.parametrize(
    ("times", "number", "status"), [(2, 2, "completed"), (None, 10, "canceled")]
)
def test_subscriptions_have_an_end(
    sandbox: Sandbox, times: int | None, number: int, status: str
) -> None:
    customer = new_customer(sandbox)
    first_paid(sandbox, customer)
    made = subscribe(sandbox, customer, interval="1 week", times=times)

    sandbox.advance(15 * 7 * DAY)

    assert len(collected(sandbox, customer, made)) == number
    ids = {"customerId": customer, "subscriptionId": made["id"]}
    assert ask(sandbox, SUBSCRIPTION, **ids)["status"] == status


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": euros("0.00")}, "amount"),
        ({"amount": euros("1")}, "amount.value"),
        ({"interval": None}, "interval"),
        ({"interval": "1 year"}, "interval"),
        ({"interval": "13 months"}, "interval"),
        ({"description": None}, "description"),
        ({"startDate": "2020-01-01"}, "startDate"),
        ({"startDate": "tomorrow"}, "startDate"),
        ({"times": 0}, "times"),
        ({"method": "ideal"}, "method"),
        ({"webhookUrl": "nowhere"}, "webhookUrl"),
    ],
)
def test_bad_subscriptions_are_refused(sandbox: Sandbox, changes: Json, field: str) -> None:
    customer = new_customer(sandbox)
    first_paid(sandbox, customer)

    assert subscribe(sandbox, customer, **changes).get("field") == field
    assert ask(sandbox, SUBSCRIPTIONS, customerId=customer)["count"] == 0


async def test_what_the_workers_send(sandbox: Sandbox) -> None:
    """What they ask for is as the specification has it, and asking twice makes nothing twice."""
    mollie = Mollie(KEY, sandbox.url)
    new: Any = {"key": "c-1", "name": "Runners", "email": None, "metadata": {"customer_id": "c-1"}}
    customer = (await mollie.create_customer(**new))["id"]
    assert (await mollie.create_customer(**new))["id"] == customer
    assert [found["id"] async for found in mollie.list_customers()] == [customer]
    first = await mollie.create_payment(
        key="p-1",
        amount=4900,
        currency="EUR",
        description="Organizer",
        redirect_url="https://shop.example/plan",
        webhook_url=None,
        metadata={"payment_id": "p-1"},
        locale=None,
        first_of=customer,
    )
    mandate = sandbox.settle(first)["mandateId"]
    again = await mollie.collect(
        key="p-2",
        customer_id=customer,
        mandate_id=mandate,
        amount=4900,
        currency="EUR",
        description="Organizer",
        webhook_url=None,
        metadata={"payment_id": "p-2"},
    )
    terms: Json = {
        "amount": {"units": 4900, "currency": "EUR"},
        "interval": "1 month",
        "description": "Organizer",
        "startDate": day(sandbox, 9),
        "mandateId": mandate,
    }
    made = await mollie.create_subscription(key="s-1", customer_id=customer, data=terms)
    change: Json = {"amount": {"units": 9900, "currency": "EUR"}, "mandateId": None}
    changed = await mollie.update_subscription(customer, made["id"], change)
    await mollie.cancel_subscription(customer, made["id"])
    ended = await mollie.list_of_customer(customer, "subscriptions")
    paid = await mollie.list_of_customer(customer, "payments")
    assert await mollie.list_collected(customer, made["id"]) == []
    mollie.close()

    assert changed["amount"] == euros("99.00")
    assert [found["status"] for found in ended] == ["canceled"]
    assert [found["id"] for found in paid] == [again["id"], first["id"]]
    sent = [*sandbox.requests("POST", "/payments"), *sandbox.requests("POST", "/subscriptions")]
    assert [request["body"]["description"] for request in sent] == ["Organizer"] * 3
    assert complaints_about_request("/v2/payments", "POST", sent[0]["body"]) == []
    # The specification demands an address to go back to even where nobody comes.
    collected_one = sent[1]["body"] | {"redirectUrl": "https://shop.example/"}
    assert complaints_about_request("/v2/payments", "POST", collected_one) == []
    assert complaints_about_request(SUBSCRIPTIONS, "POST", made | sent[2]["body"]) == []
    [patched] = sandbox.requests("PATCH", "subscriptions")
    assert complaints_about_request(SUBSCRIPTION, "PATCH", patched["body"]) == []
