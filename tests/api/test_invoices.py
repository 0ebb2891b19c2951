"""Invoices over HTTP: from the sale to the PDF in the mail and on the page of the order."""

from __future__ import annotations

import io
import re
from uuid import uuid4

import httpx
import pytest
from pypdf import PdfReader

from tests.api.invoices import BUSINESS, issued, set_up_invoices
from tests.shop import Row, Shop, expect, until


def get(shop: Shop, function: str, access: str | None = None, /, **params: str) -> httpx.Response:
    """A document of the workers, for a signed-in user or anybody."""
    headers = {"Authorization": f"Bearer {access}"} if access else {}
    return shop.http.get(
        f"{shop.stack.api_url}/functions/v1/{function}", params=params, headers=headers
    )


def text_of(response: httpx.Response) -> str:
    """What a PDF says."""
    assert response.is_success, response.text
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["cache-control"] == "private, no-store"
    pages = PdfReader(io.BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_whoever_pays_gets_an_invoice_by_mail_and_on_the_page(shop: Shop) -> None:
    sale = shop.sale(price=1090, vat_rate=900)
    set_up_invoices(shop, sale, issue="always", number_prefix="SL-")
    order = shop.buy(sale, 2, language="en", invoice_details=BUSINESS)

    (invoice,) = issued(shop, order)
    assert re.fullmatch(r"SL-\d{4}-0001", invoice["number"])
    assert (invoice["kind"], invoice["total_amount"]) == ("invoice", 2180)

    def attached() -> list[str]:
        found = [mail for mail in shop.mail_to(order["email"]) if "Invoice" in mail["subject"]]
        return [f"{mail['subject']}" for mail in found]

    (subject,) = until("the invoice is mailed", attached)
    assert subject == f"Invoice {invoice['number']} for City Run"

    page = get(shop, "order", token=order["public_token"])
    link = re.search(r'href="(invoice-pdf[^"]+)"', page.text)
    assert link, page.text
    url = httpx.URL(f"{shop.stack.api_url}/functions/v1/{link[1].replace('&amp;', '&')}")
    said = text_of(shop.http.get(url))
    for words in (f"Invoice {invoice['number']}", "Laufgruppe GmbH", "VAT 9% €20.00 €1.80"):
        assert words in said
    assert said == text_of(get(shop, "invoice-pdf", token=order["public_token"]))


def test_staff_and_the_buyer_read_it_signed_in(shop: Shop) -> None:
    sale = shop.sale()
    set_up_invoices(shop, sale)
    buyer, stranger = shop.person(), shop.sale().owner
    placed: Row = expect(shop.order(sale, user_token=buyer.token))
    shop.decide(placed, "paid")
    shop.wait_for(placed, "paid")
    asked = expect(
        shop.rpc("request_invoice", buyer.token, order_id=placed["order_id"], invoice_details={})
    )
    assert asked["status"] == "issued"
    invoice_id = asked["invoices"][0]["invoice_id"]

    for reader in (buyer, sale.owner):
        assert "Factuur" in text_of(get(shop, "invoice-pdf", reader.token, invoice=invoice_id))
    answers = [
        get(shop, "invoice-pdf", token, invoice=invoice_id) for token in (None, stranger.token)
    ]
    assert [answer.status_code for answer in answers] == [401, 404]
    assert [answer.json()["code"] for answer in answers] == ["sign_in_required", "not_found"]


def test_a_correction_is_a_credit_note_and_another_invoice(shop: Shop) -> None:
    sale = shop.sale(vat_rate=900)
    set_up_invoices(shop, sale)
    order = shop.buy(sale)
    asked = expect(shop.rpc("request_invoice", public_token=order["public_token"]))
    invoice_id = asked["invoices"][0]["invoice_id"]
    corrected = expect(
        shop.rpc(
            "correct_invoice", sale.owner.token, invoice_id=invoice_id, invoice_details=BUSINESS
        )
    )
    documents = issued(shop, order, 3)
    assert [d["total_amount"] for d in documents] == [2500, -2500, 2500]
    assert documents[2]["invoice_id"] == corrected["invoice"]["invoice_id"]
    note = get(
        shop,
        "invoice-pdf",
        token=order["public_token"],
        invoice=corrected["credit_note"]["invoice_id"],
    )
    assert f"Corrigeert factuur {documents[0]['number']}" in text_of(note)
    shop.quiet()
    subjects = [mail["subject"].split()[0] for mail in shop.mail_to(order["email"])]
    assert sorted(subjects) == ["Creditfactuur", "Factuur", "Factuur", "Je"]


def test_a_refund_brings_its_credit_note(shop: Shop) -> None:
    sale = shop.sale(price=1090, vat_rate=900)
    set_up_invoices(shop, sale, issue="always")
    order = shop.buy(sale, 3)
    issued(shop, order)
    (line,) = shop.rows("order_items", sale.owner.token, order_id=f"eq.{order['order_id']}")
    made = expect(
        shop.http.post(
            f"{shop.stack.api_url}/functions/v1/create-refund",
            json={
                "order_id": order["order_id"],
                "items": [{"order_item_id": line["id"], "quantity": 2}],
                "idempotency_key": str(uuid4()),
            },
            headers={"Authorization": f"Bearer {sale.owner.token}"},
        )
    )
    query = "select mollie_refund_id from payments.refunds where id = %s"
    refund_id = until("the provider knows of it", lambda: shop.ask(query, made["refund_id"]))
    for step in ("processing", "refunded"):
        expect(shop.sandbox("POST", f"refunds/{refund_id}/advance", to=step))

    _, note = issued(shop, order, 2)
    assert (note["kind"], note["total_amount"]) == ("credit_note", -2180)
    (row,) = shop.rows("invoices", sale.owner.token, id=f"eq.{note['invoice_id']}")
    assert (row["refund_id"], row["vat_amount"]) == (made["refund_id"], -180)
    (part,) = shop.rows("invoice_lines", sale.owner.token, invoice_id=f"eq.{note['invoice_id']}")
    assert (part["order_item_id"], part["quantity"]) == (line["id"], 2)
    shown = get(shop, "invoice-pdf", token=order["public_token"], invoice=note["invoice_id"])
    assert "10 km 2 € -10,90 9% € -21,80" in text_of(shown)


def test_staff_see_what_was_issued_and_its_vat(shop: Shop) -> None:
    sale = shop.sale(price=1090, vat_rate=900)
    token = sale.owner.token
    set_up_invoices(shop, sale, issue="always")
    orders = [shop.buy(sale, n) for n in (1, 2)]
    for order in orders:
        issued(shop, order)
    of_org = {"org_id": f"eq.{sale.org_id}"}
    assert not shop.rows("invoices", token, **of_org, buyer_company="not.is.null")
    found = shop.rows("invoices", token, **of_org, total_amount="gte.2000", order="sequence")
    assert [row["order_id"] for row in found] == [orders[1]["order_id"]]
    (totals,) = shop.rows("invoice_vat_totals", token, **of_org)
    assert (totals["vat_rate"], totals["net_amount"], totals["vat_amount"]) == (900, 3000, 270)
    assert (totals["invoices"], totals["credit_notes"]) == (2, 0)
    lines = shop.rows("invoice_lines", token, invoice_id=f"eq.{found[0]['id']}")
    assert [(line["quantity"], line["name"]) for line in lines] == [(2, "10 km")]


@pytest.mark.parametrize("given", [None, {}, {"company": None, "name": "Zoë"}])
def test_details_may_come_later(shop: Shop, given: Row | None) -> None:
    sale = shop.sale()
    order: Row = expect(shop.order(sale))
    token = order["public_token"]
    for _ in range(2):
        asked = expect(shop.rpc("request_invoice", public_token=token, invoice_details=given))
        assert asked["status"] == "waiting"
    shop.decide(order, "paid")
    shop.wait_for(order, "paid")
    until(
        "somebody is told what is missing",
        lambda: shop.rows("invoices_waiting", sale.owner.token, problem="like.*iban missing*"),
    )
    assert set_up_invoices(shop, sale)["missing"] == []
    issued(shop, order)
    assert not shop.rows("invoices_waiting", sale.owner.token)
