"""Invoices of the platform over HTTP: from the payment of a bill to the PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from tests.api import bills
from tests.api.market import Market
from tests.api.test_invoices import get, text_of
from tests.shop import Row, Shop, expect, until
from tests.staff import join


@pytest.fixture(autouse=True)
def no_harm(shop: Shop) -> Iterator[None]:
    """No test of this module breaks a promise."""
    problems = shop.problems()
    yield
    shop.quiet()
    assert shop.problems() - problems == set(), "the doctor finds what was not there before"


def told_nothing_of_mollie(shop: Shop, response: httpx.Response) -> None:
    """Neither an address of Mollie's nor an id of its own is in an answer."""
    said = response.text + str(response.headers)
    for secret in (shop.stack.mollie_url, "signature=", "pdfLink", "invoice_"):
        assert secret not in said.replace("invoice_problem", "").replace("invoice_number", "")


def test_a_paid_bill_waits_for_an_address_and_has_its_invoice(shop: Shop) -> None:
    sale = shop.sale()
    bill = bills.pay_bill(shop, sale.org_id)
    (waiting,) = until(
        "it says what it waits for",
        lambda: bills.history(shop, sale, status=["paid"], kind="OVERAGE"),
        lambda found: bool(found[0]["invoice_problem"]),
    )
    assert "address" in waiting["invoice_problem"]
    assert waiting["documents"] == []

    saved = bills.save_address(shop, sale)
    (document,) = bills.documents(shop, sale, bill)

    assert saved["missing"] == []
    assert re.fullmatch(r"\d{4}-\d{4,}", document["number"])
    assert document["mollie_invoice_number"].startswith("INV-")
    amounts = (document["total_amount"], document["net_amount"], document["vat_amount"])
    assert amounts == (4900, 4050, 850)
    answer = get(shop, "invoice-pdf", sale.owner.token, id=document["id"])
    said = text_of(answer)
    for words in ("Runners BV", "Dorpsstraat 1", "1234 AB Utrecht", "Total EUR 49.00"):
        assert words in said
    assert f"Factuur {document['number']}" in said, "our own number is on it"
    assert answer.headers["content-disposition"] == (
        f'inline; filename="factuur-{document["number"]}.pdf"'
    )
    told_nothing_of_mollie(shop, answer)
    told_nothing_of_mollie(shop, shop.rpc("billing_history", sale.owner.token, org_id=sale.org_id))


def test_who_may_see_it(shop: Shop) -> None:
    sale, other = shop.sale(), shop.sale()
    bills.save_address(shop, sale)
    (document,) = bills.documents(shop, sale, bills.pay_bill(shop, sale.org_id))
    finance, support = shop.person(), shop.person()
    join(shop, sale, finance, "finance")
    join(shop, sale, support, "support")

    answers = {
        who: get(shop, "invoice-pdf", token, id=document_id)
        for who, token, document_id in (
            ("visitor", None, document["id"]),
            ("stranger", other.owner.token, document["id"]),
            ("support", support.token, document["id"]),
            ("unknown", sale.owner.token, str(uuid4())),
            ("finance", finance.token, document["id"]),
        )
    }

    assert {who: answer.status_code for who, answer in answers.items()} == {
        "visitor": 401,
        "stranger": 404,
        "support": 403,
        "unknown": 404,
        "finance": 200,
    }
    for answer in answers.values():
        told_nothing_of_mollie(shop, answer)


def test_webhooks_that_come_again_bring_no_second_invoice(shop: Shop) -> None:
    sale = shop.sale()
    bills.save_address(shop, sale)
    bill = bills.pay_bill(shop, sale.org_id)
    (document,) = bills.documents(shop, sale, bill)
    payment = shop.payment(bill)

    for call in expect(shop.sandbox("GET", f"webhooks?payment={payment}")):
        for _ in range(3):
            expect(shop.sandbox("POST", f"webhooks/{call['id']}/replay"))
    shop.quiet()

    assert bills.documents(shop, sale, bill) == [document]
    assert bills.asked_of_mollie(shop, document) == 1


def test_an_answer_that_got_lost_makes_no_second_invoice(shop: Shop) -> None:
    sale = shop.sale()
    bills.save_address(shop, sale)
    bills.fault(shop, kind="close", after=True, method="POST", path="sales-invoices")
    bill = bills.pay_bill(shop, sale.org_id)

    (document,) = bills.documents(shop, sale, bill)

    # The first answer never came; the second try looked, and found what the first had made.
    assert bills.asked_of_mollie(shop, document) == 1
    assert document["mollie_invoice_number"]


def test_what_mollie_does_not_draw_is_no_fault_of_the_reader(shop: Shop) -> None:
    sale = shop.sale()
    bills.save_address(shop, sale)
    (document,) = bills.documents(shop, sale, bills.pay_bill(shop, sale.org_id))
    answers = []
    for kind in ({"kind": "status", "status": 503}, {"kind": "close"}):
        bills.fault(shop, method="GET", path="sales-invoices/invoice_", **kind)
        answers.append(get(shop, "invoice-pdf", sale.owner.token, id=document["id"]))

    assert [answer.status_code for answer in answers] == [503, 503]
    for answer in answers:
        assert answer.json()["code"] == "payment_provider_unavailable"
        told_nothing_of_mollie(shop, answer)


def test_what_the_bank_took_back_has_a_credit_note_of_our_own(shop: Shop) -> None:
    sale = shop.sale()
    bills.save_address(shop, sale)
    bills.name_platform(shop)
    bill = bills.pay_bill(shop, sale.org_id)
    bills.documents(shop, sale, bill)

    expect(shop.sandbox("POST", f"payments/{shop.payment(bill)}/chargeback", reason="MD01"))
    invoice, note = bills.documents(shop, sale, bill, 2)

    assert (note["kind"], note["total_amount"], note["vat_amount"]) == ("credit_note", -4900, -850)
    assert note["corrects_id"] == invoice["id"]
    assert note["mollie_invoice_number"] is None
    said = text_of(get(shop, "invoice-pdf", sale.owner.token, id=note["id"]))
    for words in (
        f"Creditfactuur {note['number']}",
        f"factuur {invoice['number']}",
        "Entree Platform BV",
        "Runners BV",
        "Tickets above the limit",
        "€ -49,00",
    ):
        assert words in said


def test_a_refused_invoice_goes_out_again_when_it_is_addressed_anew(shop: Shop) -> None:
    sale = shop.sale()
    bills.save_address(shop, sale)
    bills.fault(shop, kind="status", status=422, method="POST", path="sales-invoices")
    bill = bills.pay_bill(shop, sale.org_id)

    def refused() -> Row | None:
        (found,) = bills.history(shop, sale)
        return next((d for d in found["documents"] if d["status"] == "refused"), None)

    before = until("it is refused", refused)
    bills.save_address(shop, sale, postal_code="9999 ZZ")
    (document,) = bills.documents(shop, sale, bill)

    assert before is not None
    assert before["problem"]
    assert get(shop, "invoice-pdf", sale.owner.token, id=document["id"]).status_code == 200
    assert document["number"] == before["number"]
    assert document["problem"] is None
    assert "9999 ZZ" in text_of(get(shop, "invoice-pdf", sale.owner.token, id=document["id"]))


def test_who_pays_without_an_app_comes_back_to_the_bill(shop: Shop) -> None:
    market, sale = Market(shop.stack, shop.http), shop.sale()
    token = shop.ask(
        bills.MAKE.replace("'https://runners.example/billing'", "null"), *(sale.org_id, 4900)
    )["public_token"]
    org = shop.ask("select name from tenancy.orgs where id = %s", sale.org_id)
    there = f"{shop.stack.api_url}/functions/v1/bill"
    asked = market.get("bill", token=token)
    for words in (org, "Tickets above the limit", "€ 49,00", "€ 8,50", "Nu betalen"):
        assert words in asked.text
    assert "refresh" in asked.text
    sent = shop.http.post(there, data={"token": token})
    assert sent.status_code == 303, sent.text

    back = market.checkout(sent.headers["location"])

    assert back == f"{there}?token={token}"
    shown = until(
        "the page says that it is paid",
        lambda: market.http.get(back),
        lambda page: "is betaald" in page.text,
    )
    assert shown.status_code == 200
    assert "Nu betalen" not in shown.text
    assert "refresh" not in shown.text
    assert shown.headers["cache-control"] == "no-store"
    twice = shop.http.post(there, data={"token": token})
    assert (twice.status_code, "al betaald" in twice.text) == (409, True)


@pytest.mark.parametrize(
    ("language", "said"), [("nl", "kennen deze rekening niet"), ("en", "know")]
)
def test_a_page_of_no_bill(shop: Shop, language: str, said: str) -> None:
    market, sale = Market(shop.stack, shop.http), shop.sale()
    order = market.placed(sale)
    there = f"{shop.stack.api_url}/functions/v1/bill"
    headers = {"accept-language": language}
    for token in ("", "x", "a\u0000b", order["public_token"]):
        page = market.get("bill", headers, token=token)
        sent = shop.http.post(there, data={"token": token}, headers=headers)
        for answer in (page, sent):
            assert answer.status_code in (400, 404), answer.text
            assert answer.headers["content-type"].startswith("text/html")
        if "\u0000" not in token:
            assert said in page.text
            assert said in sent.text


def test_fees_of_what_went_back_reduce_the_next_bill(shop: Shop) -> None:
    """They are shown to the org, and come off the invoice."""
    sale = shop.sale()
    bills.save_address(shop, sale)
    bills.owe_fees(shop, sale.org_id, 250)
    assert bills.credit_left(shop, sale) == 250
    bill = bills.pay_bill(shop, sale.org_id)
    (shown,) = bills.history(shop, sale)
    (document,) = bills.documents(shop, sale, bill)

    assert (shown["amount"], shown["credit_amount"], shown["vat_amount"]) == (4650, 250, 807)
    assert (document["total_amount"], document["vat_amount"]) == (4650, 807)
    assert bills.credit_left(shop, sale) == 0
    said = text_of(get(shop, "invoice-pdf", sale.owner.token, id=document["id"]))
    assert "less EUR 2.50 of fees credited" in " ".join(said.split())
    whole = bills.make_bill(shop, sale.org_id)
    assert [b["credit_amount"] for b in bills.history(shop, sale)] == [0, 250]
    assert whole["charge_id"] != bill["charge_id"]
