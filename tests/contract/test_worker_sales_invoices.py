"""The delivery of the platform's invoices, against the sandbox: made once, whatever gets lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, cast

import pytest

from tests.contract.spec import FILE, complaints_about_request
from tests.contract.support import KEY, Json, Sandbox, Shop, euros
from workers.db import Database
from workers.delivery.outbox import Message
from workers.delivery.sales_invoices import SalesInvoices
from workers.mollie import Mollie, MollieUnavailable, _download
from workers.routines import (
    BEGIN_SALES_INVOICE,
    RECORD_SALES_INVOICE,
    REFUSE_SALES_INVOICE,
    Routine,
)

INVOICE_ID = "0199-i"
RECIPIENT = {
    "company": "Runners BV",
    "address": "Dorpsstraat 1",
    "postal_code": "1234 AB",
    "city": "Utrecht",
    "country": "NL",
    "kvk_number": "12345678",
    "vat_number": None,
    "email": "finance@runners.example",
}


class Books:
    """Stands in for the database: hands out one invoice, and keeps what is told of it."""

    def __init__(self, payment: Json) -> None:
        self.tries = 0
        self.recorded: list[Json] = []
        self.refused: list[str] = []
        self.order: dict[str, Any] = {
            "sales_invoice_id": INVOICE_ID,
            "key": INVOICE_ID,
            "org_id": "0199-o",
            "number": "2026-0007",
            "description": "Organizer, November 2026",
            "amount": 4900,
            "currency": "EUR",
            "vat_basis_points": 2100,
            "language": "en",
            "recipient": RECIPIENT,
            "provider_payment_id": payment["id"],
            "since": payment["createdAt"],
        }

    async def call(self, routine: Routine, arguments: Json) -> Any:
        if routine is BEGIN_SALES_INVOICE:
            if self.recorded or self.refused:
                return None
            self.tries += 1
            return self.order | {"look_first": self.tries > 1}
        if routine is RECORD_SALES_INVOICE:
            self.recorded.append(arguments["p_provider"])
            return {"number": self.order["number"]}
        assert routine is REFUSE_SALES_INVOICE
        self.refused.append(arguments["p_reason"])
        return None


@pytest.fixture
async def mollie(sandbox: Sandbox) -> AsyncIterator[Mollie]:
    client = Mollie(KEY, sandbox.url, timeout=5)
    yield client
    client.close()


async def deliver(books: Books, mollie: Mollie) -> Any:
    payload = {"sales_invoice_id": INVOICE_ID}
    message = Message(
        1, "0199-o", 0, 1, "sales_invoice:1", "mollie.create_sales_invoice", payload, 0
    )
    handlers = SalesInvoices(cast("Database", books), mollie).handlers
    return await handlers["mollie.create_sales_invoice"](message)


def made(sandbox: Sandbox) -> int:
    return int(sandbox.api.get("/sales-invoices").json()["count"])


async def test_an_invoice_is_made_of_what_was_paid(mollie: Mollie, sandbox: Sandbox) -> None:
    books = Books(sandbox.paid(amount=euros("49.00")))

    told = await deliver(books, mollie)
    again = await deliver(books, mollie)

    (found,) = books.recorded
    assert told["mollie_sales_invoice_id"] == found["id"]
    assert again == {"skipped": "the invoice was made or refused already"}
    assert found["totalAmount"] == euros("49.00")
    assert found["totalVatAmount"] == euros("8.50")
    assert found["memo"] == "Invoice 2026-0007"
    (asked,) = sandbox.requests("POST", "sales-invoices")
    assert asked["idempotency_key"] == INVOICE_ID
    assert "vatNumber" not in asked["body"]["recipient"]
    if FILE.is_file():
        assert complaints_about_request("/v2/sales-invoices", "POST", asked["body"]) == []
    assert await mollie.sales_invoice_pdf(found["id"])


@pytest.mark.parametrize("seconds", [0, 3601])
async def test_what_an_earlier_try_made_is_found(
    mollie: Mollie, sandbox: Sandbox, seconds: int
) -> None:
    """Within the hour of the key and after it, also behind a page of younger ones."""
    payment = sandbox.paid(amount=euros("49.00"))
    books = Books(payment)
    sandbox.fault("close", method="POST", path="sales-invoices", after=True, next=1)
    with pytest.raises(MollieUnavailable):
        await deliver(books, mollie)
    sandbox.advance(seconds)
    others = [Books(sandbox.paid(amount=euros("49.00"))) for _ in range(3)]
    for number, other in enumerate(others):
        other.order |= {"key": f"other-{number}", "sales_invoice_id": f"other-{number}"}
        await deliver(other, mollie)

    await deliver(books, mollie)

    assert made(sandbox) == 4
    assert books.recorded[0]["metadata"] == {"sales_invoice_id": INVOICE_ID}


async def test_a_try_that_made_nothing_is_made_up_for(mollie: Mollie, sandbox: Sandbox) -> None:
    books = Books(sandbox.paid(amount=euros("49.00")))
    sandbox.fault("status", method="POST", path="sales-invoices", next=1)
    with pytest.raises(MollieUnavailable):
        await deliver(books, mollie)

    await deliver(books, mollie)

    assert made(sandbox) == len(books.recorded) == 1


async def test_what_mollie_refuses_waits_for_a_person(mollie: Mollie, sandbox: Sandbox) -> None:
    books = Books(sandbox.paid(amount=euros("48.99")))

    told = await deliver(books, mollie)

    assert told == {"refused": "The amount of the payment is not that of the invoice"}
    assert books.refused == [told["refused"]]
    assert made(sandbox) == 0


@pytest.mark.parametrize("status", [403, 500])
async def test_a_pdf_that_cannot_be_read_is_none(
    mollie: Mollie, sandbox: Sandbox, status: int
) -> None:
    books = Books(sandbox.paid(amount=euros("49.00")))
    await deliver(books, mollie)
    found = books.recorded[0]["id"]
    sandbox.fault("status", method="GET", path="sales-invoices", status=status, next=1)

    with pytest.raises(Exception, match=str(status)):
        await mollie.sales_invoice_pdf(found)
    assert (await mollie.sales_invoice_pdf(found)).startswith(b"%PDF-")


async def test_a_pdf_has_a_size_that_an_invoice_can_have(
    mollie: Mollie, sandbox: Sandbox, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = Books(sandbox.paid(amount=euros("49.00")))
    await deliver(books, mollie)
    monkeypatch.setattr("workers.mollie._LARGEST_PDF", 500)

    with pytest.raises(MollieUnavailable, match="larger"):
        await mollie.sales_invoice_pdf(books.recorded[0]["id"])
    with pytest.raises(MollieUnavailable, match="none"):
        await _download(shop.url, 5)
    with pytest.raises(MollieUnavailable, match="ConnectError") as failed:
        await _download("http://127.0.0.1:9/secret.pdf", 5)
    assert "secret" not in str(failed.value)
