"""What tests of invoices set up."""

from __future__ import annotations

from tests.shop import Row, Sale, Shop, expect, until

SELLER: Row = {
    "legal_name": "Stichting Stadsloop",
    "address": "Domplein 29",
    "postal_code": "3512 JE",
    "city": "Utrecht",
    "country": "NL",
    "kvk_number": "12345678",
    "vat_number": "NL123456789B01",
    "iban": "NL91 ABNA 0417 1643 00",
}
BUSINESS: Row = {
    "company": "Laufgruppe GmbH",
    "name": "Jürgen Groß",
    "address": "Domstraße 1",
    "postal_code": "50667",
    "city": "Köln",
    "country": "DE",
    "vat_number": "DE 123 456 789",
    "reference": "PO 7",
}


def set_up_invoices(shop: Shop, sale: Sale, **more: object) -> Row:
    """Say who sends the invoices of the sale's org, and how; return the settings."""
    settings = SELLER | more
    return dict(
        expect(
            shop.rpc(
                "save_invoice_settings", sale.owner.token, org_id=sale.org_id, settings=settings
            )
        )
    )


def issued(shop: Shop, order: Row, count: int = 1) -> list[Row]:
    """The invoices and credit notes of an order, once there are so many."""

    def look() -> list[Row]:
        seen = expect(shop.rpc("get_order", public_token=order["public_token"]))
        return list(seen["invoices"])

    return until(f"there are {count} documents", look, lambda found: len(found) >= count)
