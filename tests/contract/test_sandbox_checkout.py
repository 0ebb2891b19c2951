"""The checkout of the sandbox, clicked through without a browser."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import httpx
import pytest

from tests.contract.support import Json, Sandbox, Shop, euros


class Page(HTMLParser):
    """What a customer could do on a page: links to follow, a form to send."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self.radios: list[str] = []
        self.action: str | None = None
        self.buttons = 0
        self.feed(answer.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "data-method" in found:
            self.links[found["data-method"]] = found["href"]
        if tag == "input" and found.get("type") == "radio":
            self.radios.append(found["value"])
        if tag == "form":
            assert found["method"] == "post"
            self.action = found["action"]
        self.buttons += "button" in found.get("class", "").split()


def open_checkout(sandbox: Sandbox, payment: Json) -> Page:
    return Page(sandbox.browser.get(payment["_links"]["checkout"]["href"]))


def choose(sandbox: Sandbox, payment: Json, outcome: str, method: str = "ideal") -> httpx.Response:
    """Go through the checkout as a customer does; returns the answer to the last click."""
    page = open_checkout(sandbox, payment)
    if page.links:
        page = Page(sandbox.browser.get(page.links[method]))
    assert page.action
    assert outcome in page.radios
    assert page.buttons == 1
    return sandbox.browser.post(page.action, data={"final_state": outcome})


def test_a_customer_chooses_a_method_and_pays(sandbox: Sandbox, shop: Shop) -> None:
    payment = sandbox.create(webhookUrl=shop.url)

    answer = choose(sandbox, payment, "paid", "bancontact")

    assert answer.status_code == 303
    assert answer.headers["location"] == payment["redirectUrl"]
    after = sandbox.get(payment)
    assert (after["status"], after["method"]) == ("paid", "bancontact")
    assert shop.wait_for_calls(1) == [payment["id"]]


@pytest.mark.parametrize("outcome", ["paid", "failed", "expired", "pending", "open"])
def test_every_outcome_leads_back_to_the_shop(sandbox: Sandbox, outcome: str) -> None:
    payment = sandbox.create(method="ideal", cancelUrl="https://shop.example/canceled")

    answer = choose(sandbox, payment, outcome)

    assert answer.headers["location"] == payment["redirectUrl"]
    assert sandbox.get(payment)["status"] == outcome


@pytest.mark.parametrize(
    ("cancel_url", "expected"),
    [
        ("https://shop.example/canceled", "https://shop.example/canceled"),
        (None, "https://shop.example/orders/1"),
    ],
)
def test_a_canceled_payment_leads_to_the_cancel_address_if_there_is_one(
    sandbox: Sandbox, cancel_url: str | None, expected: str
) -> None:
    payment = sandbox.create(method="ideal", cancelUrl=cancel_url)

    assert choose(sandbox, payment, "canceled").headers["location"] == expected
    assert sandbox.get(payment)["status"] == "canceled"


def test_a_pending_payment_can_still_be_paid_or_fail(sandbox: Sandbox) -> None:
    payment = sandbox.create(method="ideal")
    page = open_checkout(sandbox, payment)
    choose(sandbox, payment, "pending")
    assert page.action

    again = Page(sandbox.browser.get(page.action))

    assert sorted(again.radios) == ["failed", "paid", "pending"]


def test_the_merchants_choice_of_methods_is_offered(sandbox: Sandbox) -> None:
    payment = sandbox.create(method=["ideal", "creditcard"])

    assert list(open_checkout(sandbox, payment).links) == ["ideal", "creditcard"]


def test_only_methods_that_take_the_amount_are_offered(sandbox: Sandbox) -> None:
    payment = sandbox.create(amount=euros("60000.00"))

    assert list(open_checkout(sandbox, payment).links) == ["banktransfer"]


def test_choosing_a_method_gives_its_time(sandbox: Sandbox) -> None:
    payment = sandbox.create()
    choose(sandbox, payment, "open", "paypal")

    sandbox.advance(71 * 3600)

    assert sandbox.get(payment)["status"] == "open"


@pytest.mark.parametrize("outcome", ["failed", "canceled"])
def test_a_second_try_can_be_switched_on(sandbox: Sandbox, shop: Shop, outcome: str) -> None:
    sandbox.settings(second_try=True)
    payment = sandbox.create(webhookUrl=shop.url)

    answer = choose(sandbox, payment, outcome)

    selection = sandbox.browser.get(answer.headers["location"])
    assert answer.status_code == 303
    assert Page(selection).links
    assert sandbox.get(payment)["status"] == "open"
    assert sandbox.calls(payment) == []


def test_with_one_method_there_is_no_second_try(sandbox: Sandbox) -> None:
    sandbox.settings(second_try=True)
    payment = sandbox.create(method="ideal")

    choose(sandbox, payment, "failed")

    assert sandbox.get(payment)["status"] == "failed"


@pytest.mark.parametrize("status", ["failed", "canceled", "expired"])
def test_a_payment_that_is_over_cannot_be_paid(sandbox: Sandbox, status: str) -> None:
    payment = sandbox.create(method="ideal")
    page = open_checkout(sandbox, payment)
    assert page.action
    sandbox.settle(payment, status)

    shown = sandbox.browser.get(payment["_links"]["checkout"]["href"])
    sent = sandbox.browser.post(page.action, data={"final_state": "paid"})

    assert f"This payment is {status}" in shown.text
    assert sent.status_code == 409
    assert sandbox.get(payment)["status"] == status


@pytest.mark.parametrize("outcome", ["", "authorized", "paid; drop table"])
def test_an_outcome_that_is_not_on_the_page_is_refused(sandbox: Sandbox, outcome: str) -> None:
    payment = sandbox.create(method="ideal")
    page = open_checkout(sandbox, payment)
    assert page.action

    assert sandbox.browser.post(page.action, data={"final_state": outcome}).status_code == 422
    assert sandbox.get(payment)["status"] == "open"


def test_a_customer_clicks_twice(sandbox: Sandbox, shop: Shop) -> None:
    payment = sandbox.create(method="ideal", webhookUrl=shop.url)
    page = open_checkout(sandbox, payment)
    assert page.action

    first, second, changed = (
        sandbox.browser.post(page.action, data={"final_state": outcome})
        for outcome in ("paid", "paid", "failed")
    )

    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    assert changed.status_code == 409
    assert sandbox.get(payment)["status"] == "paid"
    assert len(sandbox.calls(payment)) == 1


@pytest.mark.parametrize(
    "path",
    [
        "select-method/unknown",
        "test-mode?method=ideal&token=3.unknown",
        "test-mode?method=ideal&token=5.unknown",
        "test-mode?method=ideal&token=",
        "test-mode",
    ],
)
def test_an_unknown_payment_has_no_page(sandbox: Sandbox, path: str) -> None:
    assert sandbox.browser.get(f"/checkout/{path}").status_code == 404


def test_what_the_merchant_wrote_is_shown_as_text(sandbox: Sandbox) -> None:
    payment = sandbox.create(description="<script>alert(1)</script>")

    page = sandbox.browser.get(payment["_links"]["checkout"]["href"])

    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "€ 25.00" in page.text
    assert page.headers["cache-control"] == "no-store"


def test_there_is_no_money_to_send_back_before_it_is_paid(sandbox: Sandbox) -> None:
    payment = sandbox.create(method="ideal")
    change = payment["_links"]["checkout"]["href"].replace("token=3.", "token=5.")

    assert sandbox.browser.get(change).status_code == 404
    assert sandbox.browser.post(change, data={"amount": "1.00"}).status_code == 404


def test_money_can_be_sent_back_from_the_page_of_a_paid_payment(sandbox: Sandbox) -> None:
    payment = sandbox.paid(description="Order E-1001")
    address = payment["_links"]["changePaymentState"]["href"]
    page = Page(sandbox.browser.get(address))
    assert page.action

    refused = sandbox.browser.post(page.action, data={"amount": "25.01"})
    made = sandbox.browser.post(page.action, data={"amount": "25.00"})

    assert (refused.status_code, made.status_code) == (422, 200)
    assert re.search(r"Refund re_\w+ is pending", made.text)
    [refund] = sandbox.get(payment)["_embedded"]["refunds"]
    assert (refund["amount"], refund["metadata"]) == (euros("25.00"), None)
