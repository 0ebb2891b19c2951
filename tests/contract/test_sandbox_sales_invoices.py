"""Sales invoices in the sandbox: drafts, numbers, what they come to, and their PDF."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from tests.contract.spec import (
    ABSENT,
    FILE,
    complaints_about_answer,
    complaints_about_request,
)
from tests.contract.support import KEY, Json, Sandbox, euros

INVOICES = "/v2/sales-invoices"
INVOICE = "/v2/sales-invoices/{salesInvoiceId}"
RECIPIENT = {
    "type": "business",
    "organizationName": "Runners",
    "organizationNumber": "12345678",
    "email": "finance@runners.example",
    "streetAndNumber": "Dorpsstraat 1",
    "postalCode": "1234 AB",
    "city": "Utrecht",
    "country": "NL",
    "locale": "nl_NL",
}


def line(**changes: Any) -> Json:
    return {
        "description": "Organizer, November 2026",
        "quantity": 1,
        "vatRate": "21.00",
        "unitPrice": euros("49.00"),
    } | changes


def invoice(**changes: Any) -> Json:
    """A valid request for a draft; None takes a field out."""
    body = {
        "status": "draft",
        "recipientIdentifier": "org-1",
        "recipient": RECIPIENT,
        "lines": [line()],
        "vatMode": "inclusive",
    } | changes
    return {name: value for name, value in body.items() if value is not None}


def paid_by(payment: Json) -> Json:
    details = {"source": "payment", "sourceReference": payment["id"]}
    return {"status": "paid", "paymentDetails": details}


def make(sandbox: Sandbox, **changes: Any) -> Json:
    answer = sandbox.api.post("/sales-invoices", json=invoice(**changes))
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def test_an_invoice_of_a_payment_is_numbered_and_paid(sandbox: Sandbox) -> None:
    first = sandbox.paid(amount=euros("49.00"))
    second = sandbox.paid(amount=euros("49.00"))

    made = make(sandbox, **paid_by(first), metadata={"id": "a"})
    other = make(sandbox, **paid_by(second))

    assert (made["status"], made["invoiceNumber"]) == ("paid", "INV-0000001")
    assert other["invoiceNumber"] == "INV-0000002"
    # An object goes in, a list comes out.
    assert made["paymentDetails"] == [{"source": "payment", "sourceReference": first["id"]}]
    assert made["subtotalAmount"] == euros("40.50")
    assert made["totalVatAmount"] == euros("8.50")
    assert made["totalAmount"] == euros("49.00")
    assert made["amountDue"] == euros("0.00")
    assert made["metadata"] == {"id": "a"}
    assert "locale" not in made["recipient"]
    listed = sandbox.api.get("/sales-invoices?limit=1").json()
    assert [found["id"] for found in listed["_embedded"]["sales_invoices"]] == [other["id"]]
    following = sandbox.api.get(listed["_links"]["next"]["href"]).json()
    assert [found["id"] for found in following["_embedded"]["sales_invoices"]] == [made["id"]]


def test_a_key_makes_one_invoice(sandbox: Sandbox) -> None:
    body = invoice(**paid_by(sandbox.paid(amount=euros("49.00"))))
    headers = {"Idempotency-Key": "0199-i"}

    one = sandbox.api.post("/sales-invoices", json=body, headers=headers)
    two = sandbox.api.post("/sales-invoices", json=body, headers=headers)

    assert one.json()["id"] == two.json()["id"]
    assert sandbox.api.get("/sales-invoices").json()["count"] == 1


def test_vat_comes_on_top_unless_it_is_included(sandbox: Sandbox) -> None:
    on_top = make(sandbox, vatMode=None, lines=[line(), line(vatRate="9.00", quantity=2)])
    included = make(sandbox, lines=[line(unitPrice=euros("0.03"))])

    assert on_top["vatMode"] == "exclusive"
    assert on_top["subtotalAmount"] == euros("147.00")
    assert on_top["totalVatAmount"] == euros("19.11")
    assert on_top["totalAmount"] == euros("166.11")
    assert (included["subtotalAmount"], included["totalVatAmount"]) == (
        euros("0.02"),
        euros("0.01"),
    )


def test_a_draft_has_no_number_can_be_changed_and_deleted(sandbox: Sandbox) -> None:
    draft = make(sandbox)
    path = f"/sales-invoices/{draft['id']}"
    assert "invoiceNumber" not in draft
    assert "pdfLink" not in draft["_links"]

    changed = sandbox.api.patch(path, json={"lines": [line(unitPrice=euros("99.00"))]}).json()
    deleted = sandbox.api.delete(path)

    assert changed["totalAmount"] == changed["amountDue"] == euros("99.00")
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert sandbox.api.get(path).status_code == 404


def test_an_issued_invoice_is_paid_or_cancelled_and_stays(sandbox: Sandbox) -> None:
    mail = {"subject": "Your invoice", "body": "Enclosed."}
    assert sandbox.api.post("/sales-invoices", json=invoice(status="issued")).status_code == 422
    issued = make(sandbox, status="issued", emailDetails=mail)
    cancelled = make(sandbox, status="issued", emailDetails=mail)
    path = f"/sales-invoices/{issued['id']}"

    refused = [
        sandbox.api.delete(path),
        sandbox.api.patch(path, json={"memo": "Too late"}),
        sandbox.api.patch(path, json={"status": "paid"}),
        sandbox.api.patch(path, json={"status": "draft"}),
    ]
    manual = {"status": "paid", "paymentDetails": {"source": "manual"}}
    paid = sandbox.api.patch(path, json=manual).json()
    gone = sandbox.api.patch(f"/sales-invoices/{cancelled['id']}", json={"status": "cancelled"})

    assert (issued["amountDue"], paid["amountDue"]) == (euros("49.00"), euros("0.00"))
    assert [answer.status_code for answer in refused] == [422] * 4
    assert (paid["status"], paid["invoiceNumber"]) == ("paid", issued["invoiceNumber"])
    assert gone.json()["status"] == "cancelled"
    assert sandbox.api.patch(path, json={"status": "cancelled"}).status_code == 422


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"status": None}, "status"),
        ({"status": "cancelled"}, "status"),
        ({"recipient": None}, "recipient"),
        ({"recipient": RECIPIENT | {"streetAndNumber": ""}}, "recipient.streetAndNumber"),
        ({"recipient": RECIPIENT | {"locale": "pl_PL"}}, "recipient.locale"),
        ({"recipient": RECIPIENT | {"organizationNumber": None}}, "recipient.organizationNumber"),
        ({"recipient": RECIPIENT | {"type": "consumer"}}, "recipient.givenName"),
        ({"lines": []}, "lines"),
        ({"lines": [line(quantity=0)]}, "lines.0.quantity"),
        ({"lines": [line(vatRate="x")]}, "lines.0.vatRate"),
        ({"lines": [line(description="x" * 101)]}, "lines.0.description"),
        ({"lines": [line(unitPrice=euros("-49.00"))]}, "lines.0.unitPrice.value"),
        ({"lines": [line(discount={"type": "amount", "value": "1.00"})]}, "lines.0.discount"),
        ({"paymentTerm": "9 days"}, "paymentTerm"),
        ({"vatMode": "none"}, "vatMode"),
        ({"metadata": "text"}, "metadata"),
        ({"isEInvoice": True}, "isEInvoice"),
        ({"status": "paid"}, "paymentDetails"),
        ({"status": "paid", "paymentDetails": {"source": "payment"}}, "paymentDetails"),
        (paid_by({"id": "tr_unknown"}), "paymentDetails"),
    ],
)
def test_what_is_wrong_is_named(sandbox: Sandbox, changes: Json, field: str) -> None:
    answer = sandbox.api.post("/sales-invoices", json=invoice(**changes))

    assert answer.status_code == 422
    assert answer.json()["field"].startswith(field)
    assert sandbox.api.get("/sales-invoices").json()["count"] == 0


def test_a_payment_pays_what_it_comes_to(sandbox: Sandbox) -> None:
    for payment in (sandbox.create(amount=euros("49.00")), sandbox.paid(amount=euros("48.99"))):
        refused = sandbox.api.post("/sales-invoices", json=invoice(**paid_by(payment)))
        assert (refused.status_code, refused.json()["field"]) == (
            422,
            "paymentDetails.sourceReference",
        )


def test_nobody_else_sees_it(sandbox: Sandbox) -> None:
    made = make(sandbox)

    with sandbox.merchant("test_rival") as rival:
        assert rival.get(f"/sales-invoices/{made['id']}").status_code == 404
        assert rival.get("/sales-invoices").json()["count"] == 0
    with sandbox.merchant(KEY.replace("test_", "access_")) as token:
        found = token.get(f"/sales-invoices/{made['id']}?testmode=true")
        assert found.json()["profileId"] == made["profileId"]
        without = token.post("/sales-invoices", json=invoice(testmode=True))
        assert without.json()["field"] == "profileId"


def test_the_pdf_has_a_fresh_address_that_ends(sandbox: Sandbox) -> None:
    made = make(sandbox, **paid_by(sandbox.paid(amount=euros("49.00"))), memo="Number 2026-0007")
    link = made["_links"]["pdfLink"]["href"]

    answer = sandbox.browser.get(link)
    sandbox.advance(901)
    expired = sandbox.browser.get(link)
    again = sandbox.api.get(f"/sales-invoices/{made['id']}").json()["_links"]["pdfLink"]["href"]

    assert answer.headers["content-type"] == "application/pdf"
    text = PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert "Invoice INV-0000001" in text
    assert "Runners" in text
    assert "Total EUR 49.00" in text
    assert "Number 2026-0007" in text
    assert expired.status_code == 403
    assert sandbox.browser.get(again).status_code == 200
    assert sandbox.browser.get(f"{link}0").status_code == 404


def judge(path: str, method: str, answer: httpx.Response) -> Json:
    """Have an answer judged by the specification; returns it.

    The specification demands a recipient's locale of answers as well, where its own words (only to
    be written) and its examples have none.
    """
    body: Json = answer.json()
    invoices = body["_embedded"]["sales_invoices"] if "_embedded" in body else [body]
    for found in invoices:
        if "recipient" in found:
            found["recipient"]["locale"] = "nl_NL"
    assert complaints_about_answer(path, method, answer.status_code, body) == []
    return body


@pytest.mark.skipif(not FILE.is_file(), reason=ABSENT)
def test_answers_are_those_of_the_specification(sandbox: Sandbox) -> None:
    payment = sandbox.paid(amount=euros("49.00"))
    mail = {"subject": "Your invoice", "body": "Enclosed."}
    requests = [
        invoice(),
        invoice(status="issued", emailDetails=mail),
        invoice(**paid_by(payment), memo="2026-0001"),
    ]
    for body in requests:
        assert complaints_about_request(INVOICES, "POST", body) == []
        judge(INVOICES, "POST", sandbox.api.post("/sales-invoices", json=body))
    judge(INVOICES, "POST", sandbox.api.post("/sales-invoices", json={}))
    listed = judge(INVOICES, "GET", sandbox.api.get("/sales-invoices"))
    paths = [f"/sales-invoices/{found['id']}" for found in listed["_embedded"]["sales_invoices"]]
    for path in paths:
        judge(INVOICE, "GET", sandbox.api.get(path))
    change = {"paymentTerm": "14 days"}
    assert complaints_about_request(INVOICE, "PATCH", change) == []
    assert judge(INVOICE, "PATCH", sandbox.api.patch(paths[-1], json=change))["status"] == "draft"
    judge(INVOICE, "DELETE", sandbox.api.delete(paths[0]))
