"""Orders to write mails and tickets about."""

from __future__ import annotations

from typing import Any

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
