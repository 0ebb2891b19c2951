"""Refunds in the sandbox: limits, states, timers, and the guard against doing it twice."""

from __future__ import annotations

import pytest

from tests.contract.support import Json, Sandbox, Shop, euros


def statuses(sandbox: Sandbox, payment: Json) -> list[str]:
    return [refund["status"] for refund in sandbox.get(payment)["_embedded"]["refunds"]]


def test_a_refund_shows_on_the_payment(sandbox: Sandbox) -> None:
    payment = sandbox.paid()

    answer = sandbox.refund(payment, "10.00", metadata={"refund_id": "r1"})

    assert answer.status_code == 201
    refund = answer.json()
    assert refund["status"] == "pending"
    assert refund["metadata"] == {"refund_id": "r1"}
    after = sandbox.get(payment)
    assert after["status"] == "paid"
    assert after["amountRefunded"] == euros("10.00")
    assert after["amountRemaining"] == euros("15.00")
    assert after["_embedded"]["refunds"] == [refund]
    listed = sandbox.api.get(after["_links"]["refunds"]["href"]).json()
    assert listed["_embedded"]["refunds"] == [refund]
    assert sandbox.api.get(refund["_links"]["self"]["href"]).json() == refund
    assert sandbox.api.get("/refunds").json()["_embedded"]["refunds"] == [refund]


def test_a_refund_can_embed_its_payment(sandbox: Sandbox) -> None:
    payment = sandbox.paid()
    refund = sandbox.refund(payment).json()

    found = sandbox.api.get(f"{refund['_links']['self']['href']}?embed=payment").json()

    assert found["_embedded"]["payment"]["id"] == payment["id"]


def test_refunds_never_exceed_the_payment(sandbox: Sandbox) -> None:
    payment = sandbox.paid()
    assert sandbox.refund(payment, "20.00").status_code == 201

    over = sandbox.refund(payment, "5.01")
    rest = sandbox.refund(payment, "5.00")

    assert (over.status_code, over.json()["field"]) == (422, "amount.value")
    assert rest.status_code == 201
    assert sandbox.get(payment)["amountRemaining"] == euros("0.00")
    assert sandbox.refund(payment, "0.01").status_code == 422


@pytest.mark.parametrize(
    ("amount", "field"),
    [
        (None, "amount"),
        (euros("0.00"), "amount.value"),
        (euros("-5.00"), "amount.value"),
        (euros("5.0"), "amount.value"),
        ({"currency": "USD", "value": "5.00"}, "amount.currency"),
    ],
)
def test_a_refund_asked_for_wrongly_is_refused(
    sandbox: Sandbox, amount: Json | None, field: str
) -> None:
    payment = sandbox.paid()

    answer = sandbox.refund(payment, amount=amount)

    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert sandbox.get(payment)["amountRefunded"] == euros("0.00")


@pytest.mark.parametrize("status", ["pending", "failed", "canceled", "expired"])
def test_only_a_paid_payment_can_be_refunded(sandbox: Sandbox, status: str) -> None:
    payment = sandbox.create()
    assert sandbox.refund(payment).status_code == 422
    sandbox.settle(payment, status)

    assert sandbox.refund(payment).status_code == 422


def test_a_method_without_refunds_has_nothing_remaining(sandbox: Sandbox) -> None:
    payment = sandbox.paid(method="paysafecard")

    assert "amountRemaining" not in payment
    assert sandbox.refund(payment).status_code == 422


def test_an_equal_refund_within_an_hour_is_taken_for_a_slip(sandbox: Sandbox) -> None:
    payment, other = sandbox.paid(), sandbox.paid()
    assert sandbox.refund(payment).status_code == 201

    assert sandbox.refund(payment).status_code == 409
    assert sandbox.refund(payment, "6.00").status_code == 201
    assert sandbox.refund(other).status_code == 201
    sandbox.advance(3601)
    assert sandbox.refund(payment).status_code == 201


def test_refunds_of_what_does_not_exist_are_404(sandbox: Sandbox) -> None:
    payment, other = sandbox.paid(), sandbox.paid()
    refund = sandbox.refund(payment).json()["id"]

    assert sandbox.refund({"id": "tr_unknown"}).status_code == 404
    assert sandbox.api.get(f"/payments/{payment['id']}/refunds/re_unknown").status_code == 404
    assert sandbox.api.get(f"/payments/{other['id']}/refunds/{refund}").status_code == 404
    with sandbox.merchant("test_rival") as rival:
        assert rival.get(f"/payments/{payment['id']}/refunds/{refund}").status_code == 404
        assert rival.get("/refunds").json()["count"] == 0


def test_time_brings_a_refund_to_its_end(sandbox: Sandbox) -> None:
    payment = sandbox.paid()
    sandbox.refund(payment)

    sandbox.advance(601)
    assert statuses(sandbox, payment) == ["processing"]
    sandbox.advance(600)
    assert statuses(sandbox, payment) == ["refunded"]


def test_a_long_jump_in_time_brings_all_of_it(sandbox: Sandbox) -> None:
    payment = sandbox.paid()
    sandbox.refund(payment)

    sandbox.advance(86_400)

    assert statuses(sandbox, payment) == ["refunded"]


def test_without_balance_a_refund_is_queued_until_someone_tops_up(sandbox: Sandbox) -> None:
    sandbox.settings(refunds_start="queued")
    payment = sandbox.paid()
    refund = sandbox.refund(payment).json()

    sandbox.advance(86_400)
    assert refund["status"] == "queued"
    assert statuses(sandbox, payment) == ["queued"]
    sandbox.order("POST", f"/refunds/{refund['id']}/advance")
    assert statuses(sandbox, payment) == ["pending"]


def test_timers_can_be_switched_off(sandbox: Sandbox) -> None:
    sandbox.settings(refund_pending_seconds=None)
    payment = sandbox.paid()
    refund = sandbox.refund(payment).json()

    sandbox.advance(86_400)
    assert statuses(sandbox, payment) == ["pending"]
    for to in ("processing", "refunded"):
        assert sandbox.order("POST", f"/refunds/{refund['id']}/advance")["status"] == to
    assert sandbox.control.post(f"/refunds/{refund['id']}/advance").status_code == 409


def test_the_money_of_a_failed_refund_is_there_again(sandbox: Sandbox) -> None:
    payment = sandbox.paid()
    refund = sandbox.refund(payment, "25.00").json()

    sandbox.order("POST", f"/refunds/{refund['id']}/fail")

    assert statuses(sandbox, payment) == ["failed"]
    assert sandbox.get(payment)["amountRemaining"] == euros("25.00")
    assert sandbox.refund(payment, "25.00").status_code == 201


def test_a_refund_can_be_canceled_until_it_is_sent(sandbox: Sandbox) -> None:
    payment = sandbox.paid()
    first, second = sandbox.refund(payment, "5.00").json(), sandbox.refund(payment, "6.00").json()
    sandbox.order("POST", f"/refunds/{second['id']}/advance", {"to": "processing"})
    path = f"/payments/{payment['id']}/refunds"

    canceled = sandbox.api.delete(f"{path}/{first['id']}")
    refused = sandbox.api.delete(f"{path}/{second['id']}")

    assert (canceled.status_code, canceled.content) == (204, b"")
    assert refused.status_code == 422
    assert sandbox.api.get(f"{path}/{first['id']}").status_code == 404
    assert statuses(sandbox, payment) == ["processing"]
    assert sandbox.get(payment)["amountRefunded"] == euros("6.00")


def test_the_merchant_hears_of_processing_refunded_and_failed_only(
    sandbox: Sandbox, shop: Shop
) -> None:
    payment = sandbox.paid(webhookUrl=shop.url)
    good = sandbox.refund(payment, "5.00").json()["id"]
    bad = sandbox.refund(payment, "6.00").json()["id"]
    gone = sandbox.refund(payment, "7.00").json()["id"]

    sandbox.order("POST", f"/refunds/{good}/advance", {"to": "processing"})
    sandbox.order("POST", f"/refunds/{good}/advance", {"to": "refunded"})
    sandbox.order("POST", f"/refunds/{bad}/fail")
    sandbox.api.delete(f"/payments/{payment['id']}/refunds/{gone}")

    assert shop.wait_for_calls(5) == [payment["id"]] * 5
    assert [call["reason"] for call in sandbox.calls(payment)] == [
        "paid",
        "refund processing",
        "refund refunded",
        "refund processing",
        "refund failed",
    ]
