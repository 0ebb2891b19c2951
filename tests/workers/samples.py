"""Orders to write mails and tickets about."""

from __future__ import annotations

from typing import Any

from workers.invoices.document import Invoice
from workers.tickets.order import Purchase
from workers.tickets.tokens import Signer

SIGNER = Signer(bytes(range(32)))
CODES = ("7QK4M2XW9TR0AAAAAAAA", "7QK4M2XW9TR0BBBBBBBB")


def purchase(**changes: Any) -> Purchase:
    """A paid order of two tickets in Dutch. Changes name a field as `part__field`, or a part."""
    told: dict[str, Any] = {
        "order": {
            "order_id": "01a1fbb9-8c67-7acb-b5a3-ea36421e898a",
            "order_number": "JX490N9E6D",
            "email": "zoe@example.org",
            "purchaser_name": "Zoë van den Berg",
            "language": "nl",
            "status": "paid",
            "subtotal_amount": 2500,
            "total_amount": 2500,
            "currency": "EUR",
            "created_at": "2026-11-01T10:00:00+00:00",
            "paid_at": "2026-11-01T10:03:00+00:00",
            "public_token": "JvjdK6vGePkctQvIOnKlJ0E6dp9b1zNxKfa5aVBgia8",
        },
        "event": {
            "event_id": "01a1fbb9-7b53-7dfb-b45f-34e3d84081fc",
            "title": "Stadsloop Utrecht",
            "location_name": "Domplein",
            "location_address": "Domplein 29, Utrecht",
            "time_zone": "Europe/Amsterdam",
            "starts_at": "2026-12-12T09:00:00+00:00",
            "ends_at": "2026-12-12T12:00:00+00:00",
        },
        "org": {"name": "Stichting Stadsloop", "email": "info@stadsloop.example"},
        "items": [
            {
                "name": "10 kilometer",
                "quantity": 2,
                "unit_amount": 1250,
                "total_amount": 2500,
                "vat_rate": 900,
                "vat_amount": 206,
            }
        ],
        "tickets": [
            {
                "ticket_instance_id": f"01a1fbba-20d5-7ded-aa38-cbf6e6c8d66{number}",
                "code": code,
                "qr_token": SIGNER.token(code),
                "ticket_type": "10 kilometer",
                "status": "valid",
            }
            for number, code in enumerate(CODES)
        ],
    }
    for path, value in changes.items():
        part, _, field = path.partition("__")
        if field:
            told[part][field] = value
        else:
            told[part] = value
    return Purchase.model_validate(told)


def invoice(**changes: Any) -> Invoice:
    """An invoice of a fee and two tickets in Dutch. Changes name a field as `part__field`."""
    told: dict[str, Any] = {
        "invoice_id": "01a1fbb9-9d11-7a5e-9a41-7d0e2b6c9f10",
        "kind": "invoice",
        "number": "SU-2026-0042",
        "language": "nl",
        "subject": "Stadsloop Utrecht",
        "subject_number": "JX490N9E6D",
        "seller": {
            "legal_name": "Stichting Stadsloop",
            "trade_name": "Stadsloop",
            "address": "Domplein 29",
            "postal_code": "3512 JE",
            "city": "Utrecht",
            "country": "NL",
            "kvk_number": "12345678",
            "vat_number": "NL123456789B01",
            "iban": "NL91ABNA0417164300",
            "email": "info@stadsloop.example",
            "payment_note": "Vragen? Bel ons.",
        },
        "buyer": {
            "company": "Laufgruppe Ελλάδα GmbH",
            "name": "Jürgen Groß",
            "address": "Domstraße 1",
            "postal_code": "50667",
            "city": "Köln",
            "country": "DE",
            "vat_number": "DE123456789",
            "reference": "PO 7",
            "email": "zoe@example.org",
        },
        "net_amount": 5273,
        "vat_amount": 502,
        "total_amount": 5775,
        "currency": "EUR",
        "issued_at": "2026-11-01T10:03:02+00:00",
        "issued_on": "2026-11-01",
        "supplied_on": "2026-12-12",
        "paid_on": "2026-11-01",
        "lines": [
            _line("10 kilometer", quantity=2, unit_amount=2800, discount_amount=100, vat_rate=900),
            _line("Servicekosten", unit_amount=275, vat_rate=2100),
        ],
        "vat": [
            _rate(vat_rate=900, net_amount=5046, vat_amount=454, total_amount=5500),
            _rate(vat_rate=2100, net_amount=227, vat_amount=48, total_amount=275),
        ],
        "public_token": "JvjdK6vGePkctQvIOnKlJ0E6dp9b1zNxKfa5aVBgia8",
    }
    for path, value in changes.items():
        part, _, field = path.partition("__")
        if field:
            told[part][field] = value
        else:
            told[part] = value
    return Invoice.model_validate(told)


def _line(
    name: str,
    *,
    unit_amount: int,
    vat_rate: int,
    quantity: int = 1,
    discount_amount: int = 0,
) -> dict[str, Any]:
    return {
        "name": name,
        "quantity": quantity,
        "unit_amount": unit_amount,
        "discount_amount": discount_amount,
        "total_amount": quantity * unit_amount - discount_amount,
        "vat_rate": vat_rate,
        "is_reverse_charged": False,
    }


def _rate(**more: Any) -> dict[str, Any]:
    return {"is_reverse_charged": False} | more
