"""Sales invoices: what a merchant sends to its own customers, numbered and drawn by Mollie.

    draft -> issued -> paid | cancelled
    draft -> paid

Mollie has no credit notes, and nothing that takes a paid invoice back. Where its documentation is
silent, the sandbox chose: only drafts change, a paid one is never cancelled, the payment that an
invoice names must be paid and come to its total, and the address of a PDF works for 15 minutes.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from cli.sandbox import payments
from cli.sandbox import sales_invoice_fields as fields
from cli.sandbox.clock import iso
from cli.sandbox.context import TheWorld
from cli.sandbox.endpoint import Answer, Call, Endpoint
from cli.sandbox.errors import invalid, unknown
from cli.sandbox.hal import Json, Listing, Page, Site, documentation, paginate
from cli.sandbox.money import Amount
from cli.sandbox.payments_api import profile_of_new
from cli.sandbox.store import Row
from cli.sandbox.world import World

PDF_LIFETIME = 900.0
_DAYS = 86_400.0

SCHEMA = """
create table sales_invoices (
  seq integer primary key autoincrement,
  id text not null unique,
  organization text not null,
  profile text not null,
  status text not null,
  number text,
  given text not null,
  payment_details text,
  secret text not null,
  created_at real not null,
  issued_at real,
  paid_at real
);
create index sales_invoices_profile on sales_invoices (profile, seq)
"""


def create(call: Call) -> Answer:
    body = call.body
    if body.get("status") is None:
        raise fields.must_be_given("status")
    status = fields.one_of("status", body["status"], fields.STATUSES)
    for name in ("recipientIdentifier", "recipient", "lines"):
        if body.get(name) is None:
            raise fields.must_be_given(name)
    given = {"vatScheme": "standard", "vatMode": "exclusive", "paymentTerm": "30 days"}
    given |= fields.read_given(body)
    invoice = call.world.new_id("invoice_")
    call.world.store.execute(
        "insert into sales_invoices (id, organization, profile, status, given, secret, created_at)"
        " values (:id, :organization, :profile, 'draft', :given, :secret, :now)",
        id=invoice,
        organization=call.caller.organization,
        profile=profile_of_new(call),
        given=json.dumps(given),
        secret=secrets.token_hex(16),
        now=call.world.clock.now(),
    )
    _move(call, _known(call.world, invoice), status)
    return Answer(201, render(call.world, call.site, _known(call.world, invoice)))


def get(call: Call) -> Answer:
    return Answer(200, render(call.world, call.site, _find_own(call)))


def list_all(call: Call) -> Answer:
    condition, values = call.caller.share
    listing = Listing(
        source=f"sales_invoices where {condition}",
        values=values,
        render=lambda row: render(call.world, call.site, row),
        name="sales_invoices",
        path="sales-invoices",
        documented="list-sales-invoices",
    )
    page = Page.asked(call.query)
    return Answer(200, paginate(call.world.store, page, listing, call.site))


def update(call: Call) -> Answer:
    row = _find_own(call)
    changes = fields.read_given(call.body)
    settled = changes.keys() - {"emailDetails"}
    if settled and row["status"] != "draft":
        raise invalid("Only an invoice in draft status can be changed", min(settled))
    given = json.loads(row["given"]) | changes
    call.world.store.execute(
        "update sales_invoices set given = :given where id = :id",
        given=json.dumps(given),
        id=row["id"],
    )
    if call.body.get("status") is not None:
        status = fields.one_of("status", call.body["status"], (*fields.STATUSES, "cancelled"))
        _move(call, _known(call.world, row["id"]), status)
    return Answer(200, render(call.world, call.site, _known(call.world, row["id"])))


def delete(call: Call) -> Answer:
    row = _find_own(call)
    if row["status"] != "draft":
        raise invalid("Invoice cannot be deleted unless it is draft status.")
    call.world.store.execute("delete from sales_invoices where id = :id", id=row["id"])
    return Answer(204)


def _move(call: Call, row: Row, status: str) -> None:
    """Bring an invoice into a state, if it can be; with its number when it is no draft any more."""
    if status == row["status"]:
        return
    if (row["status"], status) not in {
        ("draft", "issued"),
        ("draft", "paid"),
        ("issued", "paid"),
        ("issued", "cancelled"),
    }:
        raise invalid(f"The status cannot go from {row['status']} to {status}", "status")
    if status == "issued" and json.loads(row["given"]).get("emailDetails") is None:
        raise fields.must_be_given("emailDetails")
    details = None
    if status == "paid":
        details = fields.read_payment_details(call.body)
        _check_payment(call, details, _totals(row).total)
    now = call.world.clock.now()
    call.world.store.execute(
        "update sales_invoices set status = :status, number = coalesce(number, :number),"
        " payment_details = :details, issued_at = coalesce(issued_at, :now),"
        " paid_at = case when :status = 'paid' then :now end where id = :id",
        id=row["id"],
        status=status,
        number=_next_number(call.world, row["organization"]),
        details=None if details is None else json.dumps(details),
        now=now,
    )


def _check_payment(call: Call, details: Json, total: Amount) -> None:
    field = "paymentDetails.sourceReference"
    if details["source"] == "manual":
        return
    payment = payments.find(call.world, details["sourceReference"], call.caller)
    if details["source"] != "payment" or payment is None:
        raise invalid(f"No entity exists with token '{details['sourceReference']}'", field)
    if payment.status != "paid":
        raise invalid("The payment is not paid", field)
    if payment.amount != total:
        raise invalid("The amount of the payment is not that of the invoice", field)


def _next_number(world: World, organization: str) -> str:
    given = world.store.value(
        "select count(number) from sales_invoices where organization = :organization",
        organization=organization,
    )
    return f"INV-{given + 1:07d}"


def _known(world: World, invoice: str) -> Row:
    row = world.store.row("select * from sales_invoices where id = :id", id=invoice)
    if row is None:
        raise LookupError(f"there is no sales invoice {invoice}")
    return row


def _find_own(call: Call) -> Row:
    """The invoice in the path; one that is not the caller's does not exist for them."""
    condition, values = call.caller.share
    row = call.world.store.row(
        f"select * from sales_invoices where {condition} and id = :id",  # noqa: S608 (ours)
        **values,
        id=call.path["invoice"],
    )
    if row is None:
        raise unknown(call.path["invoice"])
    return row


def _totals(row: Row) -> fields.Totals:
    given = json.loads(row["given"])
    return fields.totals_of(given["lines"], given["vatMode"])


def render(world: World, site: Site, row: Row) -> Json:
    given: dict[str, Any] = json.loads(row["given"])
    totals = _totals(row)
    # Which language the recipient has is written, never read.
    recipient = {name: value for name, value in given["recipient"].items() if name != "locale"}
    nothing = totals.total.of(0)
    moments = {"issuedAt": row["issued_at"], "paidAt": row["paid_at"]}
    if row["issued_at"] is not None and row["status"] == "issued":
        days = float(given["paymentTerm"].split()[0]) if given.get("paymentTerm") else 30.0
        moments["dueAt"] = row["issued_at"] + days * _DAYS
    links = {
        "self": site.resource(f"sales-invoices/{row['id']}"),
        "documentation": documentation("get-sales-invoice"),
    }
    if row["status"] != "draft":
        links["pdfLink"] = _pdf_link(world, site, row)
    details = row["payment_details"]
    return {
        "resource": "sales-invoice",
        "id": row["id"],
        "mode": "test",
        "profileId": row["profile"],
        "status": row["status"],
        **{name: value for name, value in given.items() if value is not None},
        **({"invoiceNumber": row["number"]} if row["number"] else {}),
        # An object in a request, a list in an answer: so it is at Mollie.
        **({"paymentDetails": [json.loads(details)]} if details else {}),
        "recipient": recipient,
        "isEInvoice": False,
        "amountDue": (totals.total if row["status"] in ("draft", "issued") else nothing).json(),
        "subtotalAmount": totals.subtotal.json(),
        "discountedSubtotalAmount": totals.subtotal.json(),
        "totalVatAmount": totals.vat.json(),
        "totalAmount": totals.total.json(),
        "createdAt": iso(row["created_at"]),
        **{name: iso(moment) for name, moment in moments.items() if moment is not None},
        "_links": links,
    }


def _pdf_link(world: World, site: Site, row: Row) -> dict[str, str]:
    """A fresh address of the PDF: it works without a credential, but not for long."""
    expires = str(int(world.clock.now() + PDF_LIFETIME))
    query = urlencode({"expires": expires, "signature": _signature(row, expires)})
    link = site.page(f"sales-invoices/{row['id']}.pdf?{query}")
    return link | {"type": "application/pdf"}


def _signature(row: Row, expires: str) -> str:
    return hashlib.sha256(f"{row['secret']}:{expires}".encode()).hexdigest()


router = APIRouter(prefix="/sales-invoices", include_in_schema=False)


@router.get("/{invoice}.pdf")
async def download(
    world: TheWorld, invoice: str, expires: str = "", signature: str = ""
) -> Response:
    from cli.sandbox.sales_invoice_pdf import render_pdf  # noqa: PLC0415 - slow to load

    row = world.store.row("select * from sales_invoices where id = :id", id=invoice)
    if row is None or not secrets.compare_digest(
        _signature(row, expires).encode(), signature.encode()
    ):
        raise HTTPException(404, "There is no such document")
    if int(expires) < world.clock.now():
        raise HTTPException(403, "This address has expired")
    given = json.loads(row["given"])
    pdf = render_pdf(row["number"], row["status"], iso(row["issued_at"]), given, _totals(row))
    return Response(pdf, media_type="application/pdf")


_READ, _WRITE = "sales-invoices.read", "sales-invoices.write"
_FIELDS = fields.READ | fields.OTHER
ENDPOINTS = [
    Endpoint("POST", "/sales-invoices", create, body=_FIELDS | {"profileId"}, scope=_WRITE),
    Endpoint("GET", "/sales-invoices", list_all, query=frozenset({"from", "limit"}), scope=_READ),
    Endpoint("GET", "/sales-invoices/{invoice}", get, scope=_READ),
    Endpoint("PATCH", "/sales-invoices/{invoice}", update, body=_FIELDS, scope=_WRITE),
    Endpoint("DELETE", "/sales-invoices/{invoice}", delete, scope=_WRITE),
]
