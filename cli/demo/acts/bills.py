"""The platform's own bill: an org chooses a plan, pays it, and has its invoice."""

from __future__ import annotations

import re
from itertools import pairwise

from cli.demo.cast import ORGANISER
from cli.demo.stage import Row, Stage, money, require

ORG = "Schaatsclub De Vecht"
ADDRESS = {
    "company": "Schaatsclub De Vecht",
    "address": "Vechtdijk 10",
    "postal_code": "3563 AB",
    "city": "Utrecht",
    "country": "NL",
    "kvk_number": "30123456",
    "email": ORGANISER.email,
}


async def play(stage: Stage) -> None:
    """An org of its own, so that nobody else's plan changes."""
    screen, organiser = stage.screen, stage.organiser
    screen.act("The platform's bill")
    org = await organiser.call("create_org", name=ORG, email=ORGANISER.email)
    # From the bank they go on to their mail, which is where a client app would be.
    choice = {"plan": "ORGANIZER", "return_url": stage.endpoints.mail_url}
    asked = await organiser.call("choose_plan", org_id=org["org_id"], **choice)
    token = asked["charge"]["public_token"]
    checkout = await organiser.invoke("create-payment", public_token=token)
    await stage.bank.pay(checkout["checkout_url"])
    await stage.until(
        "the plan has begun",
        lambda: organiser.call("get_subscription", org_id=org["org_id"]),
        lambda found: found["status"] == "active",
    )
    screen.done(ORGANISER.name, f"pays a plan for {ORG}", 'rpc("choose_plan")')
    await show_invoices(stage, org["org_id"])


async def show_invoices(stage: Stage, org_id: str) -> None:
    """Say to whom an org's bills are addressed, show its invoices, and keep the PDF of the first.

    Stop when one is missing, when its numbers leave a gap, or when its VAT is not that of its
    amount.
    """
    screen, organiser = stage.screen, stage.organiser
    await organiser.call("save_billing_details", org_id=org_id, details=ADDRESS)
    bills = await stage.until(
        "every paid bill has its invoice",
        lambda: _paid_bills(stage, org_id),
        lambda found: bool(found) and all(_issued(bill) for bill in found),
    )
    invoices = [document for bill in bills for document in _issued(bill)]
    screen.table(
        ("invoice", "of Mollie", "net", "VAT", "in all"),
        (
            (
                found["number"],
                found["mollie_invoice_number"] or "",
                money(found["net_amount"]),
                money(found["vat_amount"]),
                money(found["total_amount"]),
            )
            for found in invoices
        ),
    )
    for found in invoices:
        vat = (found["total_amount"] * 21 * 2 + 121) // 242
        require(found["vat_amount"] == vat, f"{found['number']} should have {money(vat)} of VAT.")
    _guard_numbers([found["number"] for found in invoices])
    first = invoices[0]
    pdf = await organiser.download("invoice-pdf", id=first["id"])
    require(pdf.startswith(b"%PDF-"), "The invoice is no PDF.")
    path = stage.tickets / f"invoice-{first['number']}.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pdf)
    screen.done(
        ORGANISER.name,
        f"has invoice {first['number']} of {money(first['total_amount'])}, {path}",
        'rpc("billing_history") · functions/v1/invoice-pdf',
    )


async def _paid_bills(stage: Stage, org_id: str) -> list[Row]:
    """The paid bills of an org, the oldest first."""
    told = await stage.organiser.call("billing_history", org_id=org_id, status=["paid"])
    return list(reversed(told["bills"]))


def _issued(bill: Row) -> list[Row]:
    return [document for document in bill["documents"] if document["status"] == "issued"]


def _guard_numbers(numbers: list[str]) -> None:
    """Nobody else is billed meanwhile, so numbers of one year follow one another."""
    require(all(re.fullmatch(r"\d{4}-\d{4,}", n) for n in numbers), f"These are odd: {numbers}")
    taken = [tuple(map(int, number.split("-"))) for number in numbers]
    for (year, number), (next_year, following) in pairwise(taken):
        is_next = following == number + 1 if next_year == year else following == 1
        require(is_next, f"There is a gap between {year}-{number} and {next_year}-{following}.")
