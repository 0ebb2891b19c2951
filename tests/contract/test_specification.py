"""The sandbox's answers and the workers' requests, judged by Mollie's own specification."""

from __future__ import annotations

import json
from unittest.mock import ANY

import pytest

from tests.contract import connect
from tests.contract.spec import (
    ABSENT,
    FILE,
    complaints_about_answer,
    complaints_about_request,
)
from tests.contract.support import KEY, Json, Sandbox, order
from workers.mollie import Account, Mollie

if not FILE.is_file():
    pytest.skip(ABSENT, allow_module_level=True)

PAYMENTS = "/v2/payments"
PAYMENT = "/v2/payments/{paymentId}"
REFUNDS = "/v2/payments/{paymentId}/refunds"
REFUND = "/v2/payments/{paymentId}/refunds/{refundId}"
CHARGEBACKS = "/v2/payments/{paymentId}/chargebacks"
CHARGEBACK = "/v2/payments/{paymentId}/chargebacks/{chargebackId}"


def judge(sandbox: Sandbox, path: str, method: str, body: Json | None = None, **ids: str) -> Json:
    """Send a request and have its answer judged; returns it."""
    address = path.removeprefix("/v2").format(**ids)
    answer = sandbox.api.request(method, address, json=body)
    assert answer.headers["content-type"] == "application/hal+json"
    content: Json = answer.json()
    assert complaints_about_answer(path, method, answer.status_code, content) == []
    return content


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"method": "ideal"},
        {"method": "creditcard"},
        {"amount": {"currency": "JPY", "value": "2500"}},
        {"metadata": {"order_id": "x"}, "locale": "nl_NL", "cancelUrl": "https://shop.example/no"},
        {"method": "banktransfer", "dueDate": "2999-01-01", "webhookUrl": "https://shop.example/"},
    ],
)
def test_new_payments(sandbox: Sandbox, changes: Json) -> None:
    body = order(**changes)
    assert complaints_about_request(PAYMENTS, "POST", body) == []

    payment = judge(sandbox, PAYMENTS, "POST", body)

    assert judge(sandbox, PAYMENT, "GET", paymentId=payment["id"]) == payment


@pytest.mark.parametrize("method", ["ideal", "creditcard", "paypal", "paysafecard"])
@pytest.mark.parametrize(
    "status", ["pending", "authorized", "paid", "failed", "canceled", "expired"]
)
def test_payments_in_every_state(sandbox: Sandbox, status: str, method: str) -> None:
    payment = sandbox.settle(sandbox.create(), status, method)

    assert judge(sandbox, PAYMENT, "GET", paymentId=payment["id"])["status"] == status


def test_card_failures(sandbox: Sandbox) -> None:
    amount = {"currency": "EUR", "value": "1004.00"}
    payment = sandbox.settle(sandbox.create(amount=amount, method="creditcard"), "failed")

    judged = judge(sandbox, PAYMENT, "GET", paymentId=payment["id"])

    assert judged["details"] == {"failureReason": "card_expired"}


def test_updates_and_cancellation(sandbox: Sandbox) -> None:
    payment = sandbox.create(method="banktransfer")
    changes = {"metadata": {"a": 1}, "redirectUrl": "https://shop.example/2"}
    assert complaints_about_request(PAYMENT, "PATCH", changes) == []

    judge(sandbox, PAYMENT, "PATCH", changes, paymentId=payment["id"])
    canceled = judge(sandbox, PAYMENT, "DELETE", paymentId=payment["id"])
    again = judge(sandbox, PAYMENT, "DELETE", paymentId=payment["id"])

    assert (canceled["status"], again["status"]) == ("canceled", 422)


@pytest.mark.parametrize(
    "status", ["queued", "pending", "processing", "refunded", "failed", "canceled"]
)
def test_refunds_in_every_state(sandbox: Sandbox, status: str) -> None:
    sandbox.settings(refunds_start="queued")
    payment = sandbox.paid()
    body = {
        "amount": {"currency": "EUR", "value": "5.00"},
        "description": "Order",
        "metadata": {"refund_id": "x"},
    }
    refund = judge(sandbox, REFUNDS, "POST", body, paymentId=payment["id"])
    steps = {
        "queued": [],
        "pending": ["pending"],
        "processing": ["pending", "processing"],
        "refunded": ["pending", "processing", "refunded"],
        "failed": ["pending", "processing", "failed"],
        "canceled": ["canceled"],
    }
    for step in steps[status]:
        sandbox.order("POST", f"/refunds/{refund['id']}/advance", {"to": step})

    found = judge(sandbox, REFUND, "GET", paymentId=payment["id"], refundId=refund["id"])

    assert found["status"] == (404 if status == "canceled" else status)
    judge(sandbox, REFUNDS, "GET", paymentId=payment["id"])
    judge(sandbox, "/v2/refunds", "GET")
    judge(sandbox, PAYMENT, "GET", paymentId=payment["id"])
    for embedded in sandbox.get(payment)["_embedded"]["refunds"]:
        assert complaints_about_answer(REFUND, "GET", 200, embedded) == []


def test_chargebacks(sandbox: Sandbox) -> None:
    one, other = sandbox.paid(), sandbox.paid()
    received = sandbox.order("POST", f"/payments/{one['id']}/chargeback", {"reason": "AM04"})
    lost = sandbox.order("POST", f"/payments/{other['id']}/chargeback", {})
    sandbox.order("POST", f"/chargebacks/{lost['id']}/reverse")

    for payment, chargeback in ((one, received), (other, lost)):
        ids = {"paymentId": payment["id"], "chargebackId": chargeback["id"]}
        judge(sandbox, CHARGEBACK, "GET", **ids)
        judge(sandbox, CHARGEBACKS, "GET", paymentId=payment["id"])
        judge(sandbox, PAYMENT, "GET", paymentId=payment["id"])
        for embedded in sandbox.get(payment)["_embedded"]["chargebacks"]:
            assert complaints_about_answer(CHARGEBACK, "GET", 200, embedded) == []
    assert judge(sandbox, "/v2/chargebacks", "GET")["count"] == 2
    assert judge(sandbox, CHARGEBACK, "GET", paymentId=one["id"], chargebackId="chb_x") == {
        "status": 404,
        "title": "Not Found",
        "detail": "No entity exists with token 'chb_x'",
        "_links": {"documentation": ANY},
    }


def test_subscriptions_and_events(sandbox: Sandbox) -> None:
    body = {"name": "Ours", "url": "http://127.0.0.1:9/", "eventTypes": ["*"], "testmode": True}
    # The specification writes the list of types for reading and one type for making.
    assert complaints_about_request("/v2/webhooks", "POST", body) == []
    with sandbox.merchant(KEY.replace("test_", "access_")) as token:

        def ask(path: str, method: str, body: Json | None = None, **ids: str) -> Json:
            address = path.removeprefix("/v2").format(**ids)
            params = {"testmode": "true"} if method == "GET" else None
            answer = token.request(method, address, json=body, params=params)
            content: Json = answer.json()
            assert complaints_about_answer(path, method, answer.status_code, content) == []
            return content

        made = ask("/v2/webhooks", "POST", body)
        ask("/v2/webhooks/{webhookId}", "GET", webhookId=made["id"])
        ask("/v2/webhooks", "GET")
        changed = {"name": "New", "testmode": True}
        ask("/v2/webhooks/{webhookId}", "PATCH", changed, webhookId=made["id"])
        ask("/v2/webhooks", "POST", body | {"url": "x"})
        payment = sandbox.paid()
        sandbox.refund(payment, "5.00")
        sandbox.order("POST", f"/payments/{payment['id']}/chargeback", {})
        for call in sandbox.calls(payment):
            event = json.loads(call["body"])
            judged = ask("/v2/events/{webhookEventId}", "GET", webhookEventId=event["id"])
            assert judged == event


def test_lists(sandbox: Sandbox) -> None:
    assert judge(sandbox, PAYMENTS, "GET")["count"] == 0
    for _ in range(3):
        sandbox.paid()
    for query in ("?limit=2", "?limit=2&sort=asc", "?limit=250"):
        answer = sandbox.api.get(f"/payments{query}")
        assert complaints_about_answer(PAYMENTS, "GET", 200, answer.json()) == []


def test_methods(sandbox: Sandbox) -> None:
    listed = judge(sandbox, "/v2/methods", "GET")
    for method in listed["_embedded"]["methods"]:
        judge(sandbox, "/v2/methods/{methodId}", "GET", methodId=method["id"])


def test_errors(sandbox: Sandbox) -> None:
    payment = sandbox.paid()
    amount = {"currency": "EUR", "value": "5.00"}
    refund = {"amount": amount, "description": "Order", "metadata": None}
    judged = [
        judge(sandbox, PAYMENTS, "POST", {}),
        judge(sandbox, PAYMENT, "GET", paymentId="tr_unknown"),
        judge(sandbox, PAYMENT, "DELETE", paymentId=payment["id"]),
        judge(sandbox, REFUNDS, "POST", {"amount": None}, paymentId=payment["id"]),
        judge(sandbox, REFUNDS, "POST", refund, paymentId=payment["id"])
        and judge(sandbox, REFUNDS, "POST", refund, paymentId=payment["id"]),
        judge(sandbox, "/v2/methods/{methodId}", "GET", methodId="klarna"),
    ]
    for status in (429, 503):
        fault = sandbox.fault("status", status=status)
        judged.append(judge(sandbox, PAYMENTS, "POST", order()))
        sandbox.order("DELETE", f"/faults/{fault}")
    unauthorized = sandbox.browser.get("/v2/payments").json()
    assert complaints_about_answer(PAYMENTS, "GET", 401, unauthorized) == []

    assert [error["status"] for error in judged] == [422, 404, 422, 422, 409, 403, 429, 503]


async def test_what_the_workers_send(sandbox: Sandbox) -> None:
    mollie = Mollie(KEY, sandbox.url)
    payment = await mollie.create_payment(
        key="0199-a",
        amount=2500,
        currency="EUR",
        description="Order E-1001",
        redirect_url="https://shop.example/orders/1",
        cancel_url="https://shop.example/orders/1?canceled",
        webhook_url="https://shop.example/hook",
        metadata={"payment_id": "0199-a", "order_number": "E-1001"},
        locale="nl_NL",
    )
    sandbox.settle(payment)
    await mollie.create_refund(
        key="0199-r",
        payment_id=payment["id"],
        amount=500,
        currency="EUR",
        description="Order E-1001",
        metadata={"refund_id": "0199-r"},
    )
    mollie.close()

    created, refunded = sandbox.requests("POST", "payments")

    assert complaints_about_request(PAYMENTS, "POST", created["body"]) == []
    assert refunded["body"].keys() == {"amount", "description", "metadata"}
    # The specification demands of a new refund what only its answer has: id, status and so on.
    answer = sandbox.get(payment)["_embedded"]["refunds"][0]
    assert complaints_about_request(REFUNDS, "POST", answer | refunded["body"]) == []


def test_the_judge_is_strict() -> None:
    good = order()

    assert complaints_about_request(PAYMENTS, "POST", good) == []
    assert complaints_about_request(PAYMENTS, "POST", good | {"webhookurl": "x"}) != []
    assert complaints_about_request(PAYMENTS, "POST", good | {"locale": "nl"}) != []
    assert complaints_about_answer(PAYMENT, "GET", 200, {"resource": "payment"}) != []


async def test_what_the_workers_send_for_a_merchant(sandbox: Sandbox) -> None:
    connect.register(sandbox)
    runners = connect.merchant(sandbox)
    token = connect.connect(sandbox, runners["id"])["access_token"]
    profile = runners["profiles"][0]["id"]
    platform = Mollie(KEY, sandbox.url)
    mollie = platform.on(Account(token, is_test=True, profile_id=profile))
    payment = await mollie.create_payment(
        key="0199-c",
        amount=2500,
        currency="EUR",
        description="Order E-1002",
        redirect_url="https://shop.example/orders/2",
        webhook_url="https://shop.example/hook?payment=0199-c",
        metadata={"payment_id": "0199-c"},
        locale="nl_NL",
        fee=50,
        fee_description="Order E-1002",
    )
    sandbox.settle(payment)
    refund = await mollie.create_refund(
        key="0199-d",
        payment_id=payment["id"],
        amount=500,
        currency="EUR",
        description="Order E-1002",
        metadata={"refund_id": "0199-d"},
    )
    assert (await mollie.get_payment(payment["id"]))["profileId"] == profile
    assert (await mollie.get_refund(payment["id"], refund["id"]))["id"] == refund["id"]
    assert [r["id"] for r in await mollie.list_refunds(payment["id"])] == [refund["id"]]
    assert [p["id"] async for p in mollie.everything("payments")] == [payment["id"]]
    assert [r["id"] async for r in mollie.everything("refunds")] == [refund["id"]]
    await mollie.cancel_refund(payment["id"], refund["id"])
    facts = await mollie.about_account()
    assert facts["organization"]["id"] == runners["id"]
    organization = platform.on(Account(KEY.replace("test_", "access_")))
    client = {
        "owner": {"email": "z@example.org", "givenName": "Zoë", "familyName": "B"},
        "name": "Zoë's Run",
        "address": {"country": "NL"},
    }
    assert "/client-link/" in await organization.create_client_link(client)
    platform.close()

    [created] = [r for r in sandbox.requests("POST", PAYMENTS) if r["path"] == PAYMENTS]
    assert complaints_about_request(PAYMENTS, "POST", created["body"]) == []
    [linked] = sandbox.requests("POST", "/v2/client-links")
    # The specification demands of a new link the links that only its answer has.
    answer = {"resource": "client-link", "id": "cl_x", "_links": {}}
    complaints = complaints_about_request("/v2/client-links", "POST", answer | linked["body"])
    assert [complaint for complaint in complaints if "_links" not in complaint] == []
