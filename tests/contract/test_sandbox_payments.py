"""Payments in the sandbox: what is accepted, what is refused and how, and the ways of a status."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.support import Json, Sandbox, euros, order


def test_a_new_payment_is_open_and_tells_where_to_pay(sandbox: Sandbox) -> None:
    payment = sandbox.create(metadata={"order": 7}, locale="nl_NL")

    assert payment["status"] == "open"
    assert payment["mode"] == "test"
    assert payment["amount"] == euros("25.00")
    assert payment["metadata"] == {"order": 7}
    assert payment["locale"] == "nl_NL"
    assert payment["isCancelable"] is False
    assert "method" not in payment
    suffix = payment["id"].removeprefix("tr_")
    checkout = payment["_links"]["checkout"]["href"]
    assert checkout == f"{sandbox.url}/checkout/select-method/{suffix}"


def test_with_one_method_the_checkout_skips_the_choice(sandbox: Sandbox) -> None:
    payment = sandbox.create(method="creditcard")

    assert payment["method"] == "creditcard"
    assert "/checkout/test-mode?method=creditcard&token=3." in payment["_links"]["checkout"]["href"]


@pytest.mark.parametrize("metadata", ['{"text": true}', 5, ["a"], {"a": {"b": 1}}, None])
def test_metadata_comes_back_as_it_was_sent(sandbox: Sandbox, metadata: Any) -> None:
    created = sandbox.api.post("/payments", json=order() | {"metadata": metadata}).json()

    assert created["metadata"] == metadata
    assert sandbox.get(created)["metadata"] == metadata


def test_a_long_description_is_cut(sandbox: Sandbox) -> None:
    assert sandbox.create(description="x" * 300)["description"] == "x" * 255


@pytest.mark.parametrize("value", [{"currency": "JPY", "value": "2500"}, euros("0.01")])
def test_an_amount_has_the_decimals_of_its_currency(sandbox: Sandbox, value: Json) -> None:
    assert sandbox.create(amount=value)["amount"] == value


LINE: Json = {
    "description": "Half marathon",
    "quantity": 2,
    "unitPrice": euros("12.50"),
    "totalAmount": euros("25.00"),
    "vatRate": "21.00",
    "vatAmount": euros("4.34"),
}


def test_lines_that_add_up_are_accepted(sandbox: Sandbox) -> None:
    assert sandbox.create(lines=[LINE])["lines"] == [LINE]


REFUSED = [
    ({"amount": None}, "amount"),
    ({"amount": "25.00"}, "amount"),
    ({"amount": {"value": "25.00"}}, "amount.currency"),
    ({"amount": {"currency": "EUR"}}, "amount.value"),
    ({"amount": {"currency": "XXX", "value": "25.00"}}, "amount.currency"),
    ({"amount": {"currency": "eur", "value": "25.00"}}, "amount.currency"),
    *(
        ({"amount": euros(value)}, "amount.value")
        for value in (
            "25",
            "25.0",
            "25.000",
            "25,00",
            " 25.00",
            "25.00\n",
            "2e1",
            "",
            "+25.00",
            "\u0662.\u0660\u0660",  # digits, but Arabic ones
        )
    ),
    ({"amount": {"currency": "EUR", "value": 25.00}}, "amount.value"),
    ({"amount": {"currency": "JPY", "value": "25.00"}}, "amount.value"),
    ({"amount": {"currency": "ISK", "value": "25.0"}}, "amount.value"),
    ({"amount": euros("0.00")}, "amount"),
    ({"amount": euros("-1.00")}, "amount"),
    ({"amount": euros("1000000.01")}, "amount"),
    ({"amount": euros("50000.01"), "method": "ideal"}, "amount"),
    ({"amount": {"currency": "USD", "value": "5.00"}, "method": "ideal"}, "amount.currency"),
    ({"description": None}, "description"),
    ({"description": ""}, "description"),
    ({"description": 5}, "description"),
    ({"redirectUrl": None}, "redirectUrl"),
    ({"redirectUrl": "shop.example/thanks"}, "redirectUrl"),
    ({"redirectUrl": "javascript://alert"}, "redirectUrl"),
    ({"redirectUrl": "https://"}, "redirectUrl"),
    ({"cancelUrl": "nonsense"}, "cancelUrl"),
    ({"webhookUrl": "ftp://shop.example/hook"}, "webhookUrl"),
    ({"webhookUrl": "myapp://hook"}, "webhookUrl"),
    ({"webhookUrl": "https://shop.example:99999/hook"}, "webhookUrl"),
    ({"webhookUrl": 5}, "webhookUrl"),
    ({"locale": "nl"}, "locale"),
    ({"method": "cowries"}, "method"),
    ({"method": ["ideal", "cowries"]}, "method"),
    ({"method": "klarna"}, "method"),
    ({"metadata": "x" * 1100}, "metadata"),
    ({"metadata": True}, "metadata"),
    ({"sequenceType": "often"}, "sequenceType"),
    ({"dueDate": "tomorrow"}, "dueDate"),
    ({"restrictPaymentMethodsToCountry": "nl"}, "restrictPaymentMethodsToCountry"),
    ({"billingAddress": "Amsterdam"}, "billingAddress"),
    ({"lines": []}, "amount"),
    ({"lines": [LINE | {"totalAmount": euros("24.00")}]}, "lines.0.totalAmount"),
    ({"lines": [LINE | {"quantity": 0}]}, "lines.0.quantity"),
    ({"lines": [LINE | {"vatAmount": euros("5.25")}]}, "lines.0.vatAmount"),
    ({"lines": [LINE | {"vatAmount": None}]}, "lines.0.vatAmount"),
    ({"lines": [LINE | {"type": "dream"}]}, "lines.0.type"),
    ({"lines": [LINE], "amount": euros("24.00")}, "amount"),
    # With an API key these do not exist.
    ({"testmode": True}, "testmode"),
    ({"profileId": "pfl_1"}, "profileId"),
    ({"webhookurl": "https://shop.example/hook"}, "webhookurl"),
]


@pytest.mark.parametrize(("changes", "field"), REFUSED)
def test_a_request_that_is_wrong_is_refused(sandbox: Sandbox, changes: Json, field: str) -> None:
    answer = sandbox.api.post("/payments", json=order(**changes))

    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/hal+json"
    error = answer.json()
    assert (error["status"], error["title"], error["field"]) == (422, "Unprocessable Entity", field)
    assert error["detail"]
    assert error["_links"]["documentation"]["type"] == "text/html"
    assert sandbox.order("GET", "/payments") == []


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        ("{", "application/json", 400),
        ("[]", "application/json", 400),
        ("description=x", "application/x-www-form-urlencoded", 415),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(
    sandbox: Sandbox, content: str, kind: str, status: int
) -> None:
    answer = sandbox.api.post("/payments", content=content, headers={"content-type": kind})

    assert answer.status_code == answer.json()["status"] == status


@pytest.mark.parametrize(
    "authorization", [None, "Bearer", "Bearer nonsense", "Basic dGVzdDo=", "Bearer live_secret"]
)
def test_without_a_test_key_there_is_no_entry(sandbox: Sandbox, authorization: str | None) -> None:
    sandbox.create()
    headers = {"Authorization": authorization} if authorization else {}

    answer = sandbox.browser.get("/v2/payments", headers=headers)

    assert answer.status_code == 401
    assert answer.json()["title"] == "Unauthorized Request"


@pytest.mark.parametrize(
    "path",
    ["payments/tr_unknown", "payments/re_wrongPrefix", "payments/x", "nowhere", "payments/", ""],
)
def test_what_does_not_exist_is_404(sandbox: Sandbox, path: str) -> None:
    answer = sandbox.api.get(f"{sandbox.url}/v2/{path}")

    assert answer.status_code == answer.json()["status"] == 404


def test_an_unknown_verb_is_405_and_told_which_are_known(sandbox: Sandbox) -> None:
    answer = sandbox.api.put("/payments/tr_x")

    assert answer.status_code == answer.json()["status"] == 405
    allowed = {verb.strip() for verb in answer.headers["allow"].split(",")}
    assert allowed == {"GET", "PATCH", "DELETE"}


def test_another_merchant_sees_nothing(sandbox: Sandbox) -> None:
    payment = sandbox.create()
    with sandbox.merchant("test_rival") as rival:
        assert rival.get(f"/payments/{payment['id']}").status_code == 404
        assert rival.delete(f"/payments/{payment['id']}").status_code == 404
        assert rival.get("/payments").json()["count"] == 0


@pytest.mark.parametrize("query", [{"testmode": "true"}, {"profileId": "pfl_1"}])
def test_unknown_query_parameters_are_refused(sandbox: Sandbox, query: dict[str, str]) -> None:
    answer = sandbox.api.get("/payments", params=query)

    assert answer.status_code == 422
    assert answer.json()["field"] == next(iter(query))


def test_an_unknown_embed_is_refused(sandbox: Sandbox) -> None:
    payment = sandbox.create()

    answer = sandbox.api.get(f"/payments/{payment['id']}", params={"embed": "everything"})

    assert answer.status_code == 400


def test_embeds_are_empty_lists_at_first(sandbox: Sandbox) -> None:
    payment = sandbox.get(sandbox.create())

    assert payment["_embedded"] == {"refunds": [], "chargebacks": []}


FINAL = ["paid", "failed", "canceled", "expired"]
WAYS = {
    "open": ["pending", "authorized", *FINAL],
    "pending": ["paid", "failed"],
    "authorized": ["paid", "canceled", "expired"],
    "paid": [],
    "failed": [],
    "canceled": [],
    "expired": [],
}
STATES = ["pending", "authorized", *FINAL]


@pytest.mark.parametrize("start", WAYS)
def test_a_status_changes_only_along_its_ways(sandbox: Sandbox, start: str) -> None:
    for target in STATES:
        payment = sandbox.create()
        if start != "open":
            sandbox.settle(payment, start)

        answer = sandbox.control.post(f"/payments/{payment['id']}/outcome", json={"status": target})

        possible = target in WAYS[start]
        assert answer.status_code == (200 if possible else 409), (start, target)
        assert sandbox.get(payment)["status"] == (target if possible else start)


@pytest.mark.parametrize("status", FINAL)
def test_a_final_payment_tells_when_and_no_longer_where_to_pay(
    sandbox: Sandbox, status: str
) -> None:
    payment = sandbox.settle(sandbox.create(), status)

    assert payment[f"{status}At"] >= payment["createdAt"]
    assert not {"isCancelable", "expiresAt"} & payment.keys()
    assert "checkout" not in payment["_links"]
    assert ("changePaymentState" in payment["_links"]) == (status == "paid")


def test_a_paid_payment_shows_its_money(sandbox: Sandbox) -> None:
    payment = sandbox.settle(sandbox.create(), "paid", "ideal")

    assert payment["method"] == "ideal"
    assert payment["amountRefunded"] == euros("0.00")
    assert payment["amountRemaining"] == euros("25.00")
    assert payment["details"]["consumerAccount"].startswith("NL")


def test_a_card_fails_for_the_reason_that_its_amount_stands_for(sandbox: Sandbox) -> None:
    payment = sandbox.create(amount=euros("1007.00"), method="creditcard")

    assert sandbox.settle(payment, "failed")["details"] == {"failureReason": "insufficient_funds"}


@pytest.mark.parametrize(
    ("method", "minutes"), [(None, 15), ("ideal", 15), ("creditcard", 30), ("bancontact", 60)]
)
def test_an_open_payment_expires_when_its_method_says(
    sandbox: Sandbox, method: str | None, minutes: int
) -> None:
    payment = sandbox.create(method=method)

    sandbox.advance(minutes * 60 - 30)
    assert sandbox.get(payment)["status"] == "open"
    sandbox.advance(31)
    assert sandbox.get(payment)["status"] == "expired"


def test_a_pending_payment_does_not_expire(sandbox: Sandbox) -> None:
    payment = sandbox.settle(sandbox.create(), "pending")

    sandbox.advance(30 * 86_400)

    assert sandbox.get(payment)["status"] == "pending"


def test_a_bank_transfer_waits_for_its_due_date(sandbox: Sandbox) -> None:
    payment = sandbox.create(method="banktransfer", dueDate="2999-01-01")

    assert payment["expiresAt"] == "2999-01-04T00:00:00+00:00"


def test_only_some_payments_can_be_canceled(sandbox: Sandbox) -> None:
    by_bank, by_ideal = sandbox.create(method="banktransfer"), sandbox.create(method="ideal")

    canceled = sandbox.api.delete(f"/payments/{by_bank['id']}")
    refused = sandbox.api.delete(f"/payments/{by_ideal['id']}")

    assert by_bank["isCancelable"] is True
    assert (canceled.status_code, canceled.json()["status"]) == (200, "canceled")
    assert (refused.status_code, refused.json()["status"]) == (422, 422)
    assert sandbox.get(by_ideal)["status"] == "open"
    assert sandbox.api.delete(f"/payments/{by_bank['id']}").status_code == 422


def test_a_setting_makes_every_open_payment_cancelable(sandbox: Sandbox) -> None:
    sandbox.settings(all_cancelable=True)
    payment, paid = sandbox.create(), sandbox.paid()

    assert payment["isCancelable"] is True
    assert sandbox.api.delete(f"/payments/{payment['id']}").json()["status"] == "canceled"
    assert sandbox.api.delete(f"/payments/{paid['id']}").status_code == 422


def test_an_update_changes_what_it_names(sandbox: Sandbox) -> None:
    payment = sandbox.create(metadata={"a": 1}, webhookUrl="https://shop.example/hook")

    changes = {"description": "Order E-1002", "metadata": {"a": 2}, "method": "bancontact"}
    answer = sandbox.api.patch(f"/payments/{payment['id']}", json=changes)

    assert answer.status_code == 200
    updated = sandbox.get(payment)
    assert {name: updated[name] for name in changes} == changes
    assert updated["webhookUrl"] == "https://shop.example/hook"
    assert updated["redirectUrl"] == payment["redirectUrl"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"redirectUrl": "https://shop.example/2"}, "redirectUrl"),
        ({"cancelUrl": "https://shop.example/2"}, "cancelUrl"),
        ({"method": "ideal"}, "method"),
    ],
)
def test_a_final_payment_keeps_where_its_customer_went(
    sandbox: Sandbox, changes: Json, field: str
) -> None:
    payment = sandbox.paid()

    answer = sandbox.api.patch(f"/payments/{payment['id']}", json=changes)

    assert (answer.status_code, answer.json()["field"]) == (422, field)
    metadata = sandbox.api.patch(f"/payments/{payment['id']}", json={"metadata": "late"})
    assert metadata.json()["metadata"] == "late"


@pytest.mark.parametrize("changes", [{"amount": euros("1.00")}, {"description": ""}])
def test_an_update_is_checked(sandbox: Sandbox, changes: Json) -> None:
    payment = sandbox.create()

    answer = sandbox.api.patch(f"/payments/{payment['id']}", json=changes)

    assert (answer.status_code, answer.json()["field"]) == (422, next(iter(changes)))


def pages(sandbox: Sandbox, query: str) -> list[list[str]]:
    """The descriptions on every page, following `next` links."""
    found = []
    address: str | None = f"{sandbox.url}/v2/payments?{query}"
    while address:
        page = sandbox.api.get(address).json()
        assert page["count"] == len(page["_embedded"]["payments"])
        found.append([payment["description"] for payment in page["_embedded"]["payments"]])
        address = (page["_links"]["next"] or {}).get("href")
    return found


def test_lists_come_in_pages_newest_first(sandbox: Sandbox) -> None:
    for number in range(5):
        sandbox.create(description=str(number))

    assert pages(sandbox, "limit=2") == [["4", "3"], ["2", "1"], ["0"]]
    assert pages(sandbox, "limit=2&sort=asc") == [["0", "1"], ["2", "3"], ["4"]]
    assert pages(sandbox, "limit=250") == [["4", "3", "2", "1", "0"]]


def test_a_page_starts_with_the_one_it_was_asked_for_and_leads_back(sandbox: Sandbox) -> None:
    payments = [sandbox.create(description=str(number)) for number in range(5)]

    page = sandbox.api.get("/payments", params={"from": payments[1]["id"], "limit": 2}).json()
    back = sandbox.api.get(page["_links"]["previous"]["href"]).json()

    assert [item["description"] for item in page["_embedded"]["payments"]] == ["1", "0"]
    assert [item["description"] for item in back["_embedded"]["payments"]] == ["3", "2"]
    assert page["_links"]["next"] is None
    first = sandbox.api.get(back["_links"]["previous"]["href"]).json()
    assert first["_links"]["previous"] is None


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=tr_unknown", "from"),
        ("limit=0", "limit"),
        ("limit=251", "limit"),
        ("limit=x", "limit"),
        ("sort=up", "sort"),
    ],
)
def test_a_list_asked_for_wrongly_is_refused(sandbox: Sandbox, query: str, field: str) -> None:
    answer = sandbox.api.get(f"/payments?{query}")

    assert (answer.status_code, answer.json()["field"]) == (400, field)


def test_links_lead_to_where_the_caller_sees_the_sandbox(sandbox: Sandbox) -> None:
    headers = {"Host": "mollie.example:8443", "X-Forwarded-Proto": "https"}

    payment = sandbox.api.post("/payments", json=order(), headers=headers).json()

    base = "https://mollie.example:8443"
    assert payment["_links"]["self"]["href"] == f"{base}/v2/payments/{payment['id']}"
    assert payment["_links"]["checkout"]["href"].startswith(f"{base}/checkout/")


def test_methods_are_those_that_can_take_the_amount(sandbox: Sandbox) -> None:
    def methods(**query: str) -> set[str]:
        page = sandbox.api.get("/methods", params=query).json()
        return {method["id"] for method in page["_embedded"]["methods"]}

    assert {"ideal", "creditcard", "bancontact"} <= methods()
    assert methods(**{"amount[value]": "60000.00", "amount[currency]": "EUR"}) == {"banktransfer"}
    assert "ideal" not in methods(**{"amount[value]": "5", "amount[currency]": "JPY"})
    assert sandbox.api.get("/methods?amount[value]=5&amount[currency]=EUR").status_code == 400
    assert sandbox.api.get("/methods/ideal").json()["description"] == "iDEAL"
    assert sandbox.api.get("/methods/klarna").status_code == 403
    assert sandbox.api.get("/methods/cowries").status_code == 404
