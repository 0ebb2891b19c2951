"""A letter of every kind about things that are not, to show what own words come out as."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workers.invoices.document import Invoice
from workers.mail import cancellations, messages, notes, plans, reservations, transfers, waitlist
from workers.mail.letter import Letter
from workers.settings import Settings
from workers.tickets.order import Purchase

Payload = dict[str, Any]
Write = Callable[[Settings, str], Letter]

TOKEN = "sample"  # noqa: S105 -- opens nothing
START, END = "2030-06-15T09:00:00+00:00", "2030-06-15T15:00:00+00:00"
SOON = "2030-06-01T11:00:00+00:00"
ABOUT: Payload = {
    "email": "robin@example.org",
    "name": "Robin de Vries",
    "event": "Voorbeeldloop",
    "starts_at": START,
    "expires_at": SOON,
    "time_zone": "Europe/Amsterdam",
    "org_name": "Voorbeeld",
    "order_number": "7QK4M2XW9T",
    "amount": 2500,
    "currency": "EUR",
    "ticket_type": "10 km",
}
TEAM: Payload = ABOUT | {
    "team_name": "De Snelle Vier",
    "members": 3,
    "size_min": 2,
    "size_max": 4,
    "closes_at": SOON,
    "reason": "captain",
    "join_code": "7QK4-M2XW-9TR0",
    "status": "complete",
}
REFUND: Payload = ABOUT | {
    "status": "failed",
    "provider": "mollie",
    "failure_reason": None,
    "items": [{"name": "10 km", "quantity": 1}],
}
CANCELLED: Payload = ABOUT | {"participant": "Robin de Vries", "refund_amount": 2500}
CHARGEBACK: Payload = ABOUT | {"reason": "Account closed", "tickets": 1, "used": 0}
OFFER: Payload = ABOUT | {
    "from_name": "Sam Jansen",
    "to_email": "robin@example.org",
    "fee_amount": 0,
    "token": TOKEN,
    "news": "accepted",
}
SUBSCRIPTION: Payload = ABOUT | {
    "news": "ended",
    "plan": "Organizer",
    "next_plan": "Pay per event",
    "period_end": SOON,
    "grace_until": SOON,
}
USAGE: Payload = ABOUT | {
    "state": "warning",
    "percentage": 80,
    "tickets_sold": 400,
    "ticket_limit": 500,
    "is_overage_allowed": True,
    "overage_amount": 50,
    "overage_tickets": 0,
}
RESERVATION: Payload = ABOUT | {
    "what": "confirmed",
    "reservation_number": "7KQ2M9AX",
    "public_token": TOKEN,
    "location": "De Haven",
    "city": "Amsterdam",
    "ticket": "Regular",
    "party_size": 2,
    "terms": {"amount": 0, "currency": "EUR", "cancel_free_hours": 24, "cancel_refund_pct": 50},
    "paid": 0,
}


def letter(settings: Settings, kind: str, language: str) -> Letter:
    """A letter of a kind, as it would be sent. Raises KeyError where there is no such kind."""
    return SAMPLES[kind](settings, language)


def _note(write: Callable[[Payload], Letter], payload: Payload) -> Write:
    return lambda _, language: write(payload | {"language": language})


def _of_order(write: Callable[[Settings, Purchase], Letter], **order: Any) -> Write:
    return lambda settings, language: write(settings, _purchase(language=language, **order))


def _tickets(kind: messages.Kind) -> Write:
    return _of_order(lambda settings, bought: messages.tickets(settings, bought, kind))


def _waitlist(kind: waitlist.Kind) -> Write:
    def write(settings: Settings, language: str) -> Letter:
        offer = {"expires_at": SOON, "wave": None} if kind in ("offer", "expired") else None
        entry = ABOUT | {
            "language": language,
            "waitlist_token": TOKEN,
            "event": {"title": ABOUT["event"], "time_zone": ABOUT["time_zone"]},
            "ticket_type": {"name": ABOUT["ticket_type"]},
            "wave": None,
            "offer": offer,
            "org": {"name": ABOUT["org_name"], "email": None},
            "quantity": 2,
            "ahead": 3,
            "reason": "-",
        }
        return waitlist.letter(settings, entry, kind)

    return write


def _purchase(**order: Any) -> Purchase:
    return Purchase.model_validate(
        {
            "order": {
                "order_id": "00000000-0000-7000-8000-000000000000",
                "order_number": ABOUT["order_number"],
                "email": ABOUT["email"],
                "purchaser_name": ABOUT["name"],
                "status": "paid",
                "subtotal_amount": 2500,
                "total_amount": 2500,
                "currency": "EUR",
                "created_at": SOON,
                "public_token": TOKEN,
            }
            | order,
            "event": {
                "event_id": "00000000-0000-7000-8000-000000000000",
                "title": ABOUT["event"],
                "location_name": "Domplein",
                "location_address": "Utrecht",
                "time_zone": ABOUT["time_zone"],
                "starts_at": START,
                "ends_at": END,
            },
            "org": {"name": ABOUT["org_name"]},
            "items": [
                {
                    "name": "10 km",
                    "quantity": 1,
                    "unit_amount": 2500,
                    "total_amount": 2500,
                    "vat_rate": 900,
                    "vat_amount": 206,
                }
            ],
            "tickets": [
                {
                    "ticket_instance_id": "00000000-0000-7000-8000-000000000000",
                    "code": "7QK4M2XW9TR0AAAAAAAA",
                    "qr_token": TOKEN,
                    "ticket_type": "10 km",
                    "status": "valid",
                    "holder": ABOUT["name"],
                }
            ],
        }
    )


def _invoice(settings: Settings, language: str) -> Letter:
    line = {"vat_rate": 900, "is_reverse_charged": False, "total_amount": 2500}
    told = Invoice.model_validate(
        {
            "invoice_id": "00000000-0000-7000-8000-000000000000",
            "kind": "invoice",
            "number": "2030-0042",
            "language": language,
            "subject": ABOUT["event"],
            "subject_number": ABOUT["order_number"],
            "seller": {"legal_name": ABOUT["org_name"], "trade_name": ABOUT["org_name"]},
            "buyer": {"name": ABOUT["name"], "email": ABOUT["email"]},
            "net_amount": 2294,
            "vat_amount": 206,
            "total_amount": 2500,
            "currency": "EUR",
            "issued_at": SOON,
            "issued_on": SOON[:10],
            "lines": [
                line | {"name": "10 km", "quantity": 1, "unit_amount": 2500, "discount_amount": 0}
            ],
            "vat": [line | {"net_amount": 2294, "vat_amount": 206}],
            "public_token": TOKEN,
        }
    )
    return messages.invoice(settings, told)


def _invitation(settings: Settings, language: str) -> Letter:
    said = {"language": language, "inviter_name": "Sam Jansen", "role": "support", "token": TOKEN}
    return messages.invitation(settings, ABOUT | said)


def _find_tickets(settings: Settings, language: str) -> Letter:
    order = ABOUT | {"public_token": TOKEN}
    asked = ABOUT | {"language": language}
    return transfers.found(settings, asked, {"orders": [order], "tickets": []})


SAMPLES: dict[str, Write] = {
    "order_confirmation": _tickets("order_confirmation"),
    "tickets_resent": _tickets("tickets_resent"),
    "ticket_swapped": _tickets("ticket_swapped"),
    "ticket_deferred": _tickets("ticket_deferred"),
    "wave_changed": _tickets("wave_changed"),
    "ticket_received": _of_order(messages.received),
    "order_overbooked": _of_order(lambda _, bought: messages.overbooked(bought)),
    "change_impossible": _of_order(lambda _, bought: messages.overbooked(bought), purpose="swap"),
    "order_reserved": _of_order(messages.reserved, status="pending", expires_at=SOON),
    "invoice": _invoice,
    "invitation": _invitation,
    "reservation": lambda settings, language: reservations.reservation(
        settings, RESERVATION | {"language": language}
    ),
    "registration_cancelled": _note(cancellations.registration_cancelled, CANCELLED),
    "order_cancelled": _note(cancellations.order_cancelled, CANCELLED),
    "event_cancelled": _note(cancellations.event_cancelled, CANCELLED),
    "team_code": _note(notes.team_code, TEAM),
    "team_closed": _note(notes.team_closed, TEAM),
    "teams_closed": _note(notes.teams_closed, ABOUT | {"complete": 3, "incomplete": []}),
    "bibs_gone": _note(notes.bibs_gone, ABOUT),
    "chargeback_received": _note(notes.chargeback_received, CHARGEBACK),
    "chargeback_reversed": _note(notes.chargeback_reversed, CHARGEBACK),
    "refund_completed": _note(notes.refund_completed, REFUND),
    "refund_failed": _note(notes.refund_failed, REFUND),
    "mollie_connection": _note(
        notes.mollie_connection,
        ABOUT | {"news": "ready", "organization_name": "Voorbeeld", "dashboard_url": None},
    ),
    "integration_disabled": _note(
        notes.integration_disabled,
        ABOUT | {"integration": "CRM", "host": "crm.example.org", "reason": "failing", "hours": 72},
    ),
    "waitlist_joined": _waitlist("joined"),
    "waitlist_offer": _waitlist("offer"),
    "waitlist_expired": _waitlist("expired"),
    "waitlist_skipped": _waitlist("skipped"),
    "waitlist_closed": _waitlist("closed"),
    "transfer_offered": lambda settings, language: transfers.offered(
        settings, OFFER | {"language": language}
    ),
    "transfer_news": _note(transfers.news, OFFER),
    "find_tickets": _find_tickets,
    "welcome": lambda settings, language: notes.welcome(settings, ABOUT | {"language": language}),
    "subscription": lambda settings, language: notes.subscription(
        settings, SUBSCRIPTION | {"language": language}
    ),
    "plan_usage": _note(plans.usage, USAGE),
    "verification": _note(
        plans.verification,
        ABOUT | {"news": "rejected", "kvk_number": "12345678", "reason": "It is another company."},
    ),
    "platform_alerts": _note(
        notes.platform_alerts, ABOUT | {"rule": "failed_payments_email", "alerts": 2}
    ),
}
