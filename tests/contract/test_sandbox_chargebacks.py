"""Chargebacks in the sandbox: received and reversed, and what the payment then shows."""

from __future__ import annotations

from tests.contract.support import Json, Sandbox, Shop, euros


def charge_back(sandbox: Sandbox, payment: Json, **body: object) -> Json:
    chargeback: Json = sandbox.order("POST", f"/payments/{payment['id']}/chargeback", body)
    return chargeback


def test_a_chargeback_shows_on_the_payment(sandbox: Sandbox) -> None:
    payment = sandbox.paid()
    assert "amountChargedBack" not in sandbox.get(payment)

    chargeback = charge_back(sandbox, payment, reason="MD06")

    assert chargeback["amount"] == euros("25.00")
    assert chargeback["reason"] == {"code": "MD06", "description": "Returned by the customer"}
    assert chargeback["reversedAt"] is None
    after = sandbox.get(payment)
    assert after["status"] == "paid"
    assert after["amountChargedBack"] == euros("25.00")
    assert after["_embedded"]["chargebacks"] == [chargeback]
    listed = sandbox.api.get(after["_links"]["chargebacks"]["href"]).json()
    assert listed["_embedded"]["chargebacks"] == [chargeback]
    assert sandbox.api.get(chargeback["_links"]["self"]["href"]).json() == chargeback
    assert sandbox.api.get("/chargebacks").json()["_embedded"]["chargebacks"] == [chargeback]


def test_a_chargeback_can_be_reversed_once(sandbox: Sandbox) -> None:
    payment = sandbox.paid()
    chargeback = charge_back(sandbox, payment)

    reversed_one = sandbox.order("POST", f"/chargebacks/{chargeback['id']}/reverse")

    assert reversed_one["reversedAt"] is not None
    after = sandbox.get(payment)
    assert "amountChargedBack" not in after
    assert after["_embedded"]["chargebacks"] == [reversed_one]
    assert sandbox.control.post(f"/chargebacks/{chargeback['id']}/reverse").status_code == 409
    assert sandbox.control.post("/chargebacks/chb_none/reverse").status_code == 404


def test_banks_take_no_more_than_was_paid(sandbox: Sandbox) -> None:
    payment = sandbox.paid()
    charge_back(sandbox, payment, amount=euros("20.00"))

    path = f"/payments/{payment['id']}/chargeback"
    for body in ({"amount": euros("5.01")}, {"amount": {"currency": "USD", "value": "1.00"}}):
        assert sandbox.control.post(path, json=body).status_code == 422
    assert sandbox.control.post(path, json={"reason": "MOOD"}).status_code == 422
    assert sandbox.get(payment)["amountRemaining"] == euros("5.00")
    assert sandbox.refund(payment, "5.01").status_code == 422
    assert sandbox.refund(payment, "5.00").status_code == 201


def test_what_is_not_paid_is_not_charged_back(sandbox: Sandbox) -> None:
    payment = sandbox.create()

    answer = sandbox.control.post(f"/payments/{payment['id']}/chargeback", json={})

    assert answer.status_code == 422
    assert "chargebacks" not in sandbox.get(payment)["_links"]


def test_chargebacks_of_others_do_not_exist(sandbox: Sandbox) -> None:
    payment, other = sandbox.paid(), sandbox.paid()
    chargeback = charge_back(sandbox, payment)["id"]

    assert sandbox.api.get(f"/payments/{payment['id']}/chargebacks/chb_no").status_code == 404
    assert sandbox.api.get(f"/payments/{other['id']}/chargebacks/{chargeback}").status_code == 404
    with sandbox.merchant("test_rival") as rival:
        path = f"/payments/{payment['id']}/chargebacks"
        assert rival.get(f"{path}/{chargeback}").status_code == 404
        assert rival.get(path).status_code == 404
        assert rival.get("/chargebacks").json()["count"] == 0


def test_lists_come_in_pages_and_can_embed_the_payment(sandbox: Sandbox) -> None:
    payments = [sandbox.paid() for _ in range(3)]
    made = [charge_back(sandbox, payment)["id"] for payment in payments]

    first = sandbox.api.get("/chargebacks?limit=2&embed=payment").json()
    rest = sandbox.api.get(first["_links"]["next"]["href"]).json()

    found = first["_embedded"]["chargebacks"] + rest["_embedded"]["chargebacks"]
    assert [item["id"] for item in found] == made[::-1]
    embedded = [item["_embedded"]["payment"]["id"] for item in first["_embedded"]["chargebacks"]]
    assert embedded == [payments[2]["id"], payments[1]["id"]]
    assert sandbox.api.get("/chargebacks?embed=refund").status_code == 400


def test_the_merchant_hears_of_receiving_and_not_of_reversing(sandbox: Sandbox, shop: Shop) -> None:
    payment = sandbox.paid(webhookUrl=shop.url)
    chargeback = charge_back(sandbox, payment)
    sandbox.order("POST", f"/chargebacks/{chargeback['id']}/reverse")
    charge_back(sandbox, payment)

    assert shop.wait_for_calls(3) == [payment["id"]] * 3
    assert [call["reason"] for call in sandbox.calls(payment)] == [
        "paid",
        "chargeback received",
        "chargeback received",
    ]


def test_a_merchant_can_refund_in_the_dashboard(sandbox: Sandbox) -> None:
    payment = sandbox.paid()

    part = sandbox.order("POST", f"/payments/{payment['id']}/refund", {"amount": euros("5.00")})
    rest = sandbox.order("POST", f"/payments/{payment['id']}/refund", {})

    assert (part["amount"], rest["amount"]) == (euros("5.00"), euros("20.00"))
    assert part["metadata"] is None
    assert sandbox.control.post(f"/payments/{payment['id']}/refund", json={}).status_code == 422
