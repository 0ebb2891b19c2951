"""Bills of the platform: asked of an org, and paid at the sandbox."""

from __future__ import annotations

from tests.shop import Row, Sale, Shop, expect, until

ADDRESS = {
    "company": "Runners BV",
    "address": "Dorpsstraat 1",
    "postal_code": "1234 AB",
    "city": "Utrecht",
    "country": "NL",
    "kvk_number": "12345678",
    "email": "finance@runners.example",
}
SELLER = {
    "legal_name": "Entree Platform BV",
    "address": "Laan 1",
    "postal_code": "1000 AA",
    "city": "Amsterdam",
    "country": "NL",
    "vat_number": "NL000000000B01",
}
MAKE = """
select jsonb_build_object('charge_id', c.id, 'public_token', core.public_token(c.org_id, c.id))
from billing.make_charge(%s, 'OVERAGE', 'Tickets above the limit', %s, 'EUR', 2100,
  p_event_id => core.new_id(), p_return_url => 'https://runners.example/billing') as c
"""


def save_address(shop: Shop, sale: Sale, **changes: object) -> Row:
    """Say to whom the platform's invoices to the sale's org are addressed."""
    return dict(
        expect(
            shop.rpc(
                "save_billing_details",
                sale.owner.token,
                org_id=sale.org_id,
                details=ADDRESS | changes,
            )
        )
    )


def name_platform(shop: Shop) -> None:
    """Say who the platform is, as it stands on its credit notes."""
    for name, value in SELLER.items():
        shop.ask(
            "update core.settings set value = to_jsonb(%s::text) where key = %s",
            *(value, f"billing.seller_{name}"),
        )


def owe_fees(shop: Shop, org_id: str, amount: int) -> None:
    """Owe an org fees, as the refund of a payment on a connected account does."""
    lines = (
        ("fee_credits", amount),
        ("platform_fees", -amount),
        ("platform.fees", amount),
        ("platform.fee_credits", -amount),
    )
    shop.ask(
        "select ledger.post(%s, 'refund_of_fees', core.new_id(), null, core.clock(), 'EUR', array["
        + ",".join(f"row('{account}', {cents})" for account, cents in lines)
        + "]::ledger.line[])",
        org_id,
    )


def credit_left(shop: Shop, sale: Sale) -> int:
    """What its owner is told that the platform owes back, in cents."""
    told = expect(shop.rpc("billing_history", sale.owner.token, org_id=sale.org_id))
    return int(told["credit_left"])


def make_bill(shop: Shop, org_id: str, amount: int = 4900) -> Row:
    """A bill that waits to be paid: {charge_id, public_token, checkout_url}."""
    bill: Row = shop.ask(MAKE, org_id, amount)
    started = expect(shop.function("create-payment", public_token=bill["public_token"]))
    return {**bill, **started}


def pay_bill(shop: Shop, org_id: str, amount: int = 4900) -> Row:
    """A bill that is paid."""
    bill = make_bill(shop, org_id, amount)
    shop.decide(bill, "paid")
    status = "select status::text from billing.charges where id = %s"
    until(
        "the bill is paid",
        lambda: shop.ask(status, bill["charge_id"]),
        lambda found: found == "paid",
    )
    return bill


def history(shop: Shop, sale: Sale, **filters: object) -> list[Row]:
    """The bills that an org's owner sees."""
    told = expect(shop.rpc("billing_history", sale.owner.token, org_id=sale.org_id, **filters))
    return list(told["bills"])


def documents(shop: Shop, sale: Sale, bill: Row, count: int = 1) -> list[Row]:
    """The invoices and credit notes of a bill, once so many can be read."""

    def look() -> list[Row]:
        (found,) = (b for b in history(shop, sale) if b["charge_id"] == bill["charge_id"])
        return [document for document in found["documents"] if document["status"] == "issued"]

    return until(f"{count} documents are issued", look, lambda found: len(found) == count)


def fault(shop: Shop, **details: object) -> None:
    """Have the sandbox do the next matching request wrong."""
    url = f"{shop.stack.mollie_url}/sandbox/faults"
    expect(shop.http.post(url, json={"next": 1} | details))


def asked_of_mollie(shop: Shop, document: Row) -> int:
    """How often the sandbox was asked to make the invoice of a document."""
    asked = expect(shop.sandbox("GET", "requests?method=POST&path=sales-invoices"))
    ours = {"sales_invoice_id": document["id"]}
    return sum(entry["body"]["metadata"] == ours for entry in asked)
