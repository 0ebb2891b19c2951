"""Letters about what is over: a registration that was given up, an order or event called off."""

from __future__ import annotations

from datetime import datetime

from workers.mail.letter import Letter
from workers.mail.notes import Payload, note
from workers.words import words


def registration_cancelled(payload: Payload) -> Letter:
    """That a registration was given up, for its buyer, and without money for who took part."""
    return _cancelled(payload, "registration_cancelled")


def order_cancelled(payload: Payload) -> Letter:
    """That the organiser cancelled an order, for its buyer."""
    return _cancelled(payload, "order_cancelled")


def event_cancelled(payload: Payload) -> Letter:
    """That an event was called off, for the buyers of its orders."""
    return _cancelled(payload, "event_cancelled")


def _cancelled(payload: Payload, kind: str) -> Letter:
    """A letter about what is over, and about the money that goes back for it."""
    say = words(payload["language"])
    starts_at = datetime.fromisoformat(payload["starts_at"])
    said = {
        "event": payload["event"],
        "order_number": payload["order_number"],
        "ticket_type": payload.get("ticket_type"),
        "participant": payload.get("participant"),
        "date": say.moment(starts_at, payload["time_zone"]),
    }
    nameless = "_nameless" if "participant" in payload and not payload["participant"] else ""
    paragraphs = [say(f"{kind}.text{nameless}", **said)]
    amount = payload["refund_amount"]
    if amount:
        paragraphs.append(say("cancelled.refund", amount=say.money(amount, payload["currency"])))
    elif amount == 0:
        paragraphs.append(say("cancelled.no_refund"))
    return note(
        payload | {"footer": say("mail.footer")},
        say,
        subject=say(f"{kind}.subject", **said),
        heading=say(f"{kind}.heading"),
        paragraphs=paragraphs,
        facts=said,
    )
