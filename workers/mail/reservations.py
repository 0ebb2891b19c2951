"""What guests of restaurants read about their reservations.

The payload says how things stood when it was written; nothing is looked up.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from workers.mail.letter import Letter
from workers.mail.messages import reservation_url
from workers.mail.notes import note
from workers.settings import Settings
from workers.words import Words, words


def reservation(settings: Settings, payload: dict[str, Any]) -> Letter:
    """The letter about one reservation; `what` in the payload says which."""
    say = words(payload["language"])
    what = payload["what"]
    said = {
        "location": payload["location"],
        "guests": say.count("guest", payload["party_size"]),
        "when": _moment(payload, "starts_at", say),
    }
    if what == "cancelled":
        what = _cancelled(payload)
    return note(
        payload | {"footer": say("reservation.footer")},
        say,
        subject=say(f"reservation.{what}.subject", **said),
        heading=say(f"reservation.{what}.heading"),
        paragraphs=[say(f"reservation.{what}.text", **said)],
        points=_facts(payload, say),
        code=_link(settings, payload, say, what),
        after=_after(payload, say, what),
        facts=said | {"what": what, "reservation_number": payload["reservation_number"]},
    )


def _after(payload: dict[str, Any], say: Words, what: str) -> list[str]:
    """What there is to add: the terms of what was booked, or where the money of a no-show goes."""
    if what in ("confirmed", "payment", "option"):
        return _rules(payload, say)
    if what == "no_show" and payload["paid"]:
        terms = payload["terms"]
        way = "kept" if terms["noshow_keep_deposit"] else "returned"
        amount = say.money(payload["paid"], terms["currency"])
        return [say(f"reservation.no_show.{way}", amount=amount)]
    return []


def _cancelled(payload: dict[str, Any]) -> str:
    """Why it was cancelled, as far as its guest should hear of it."""
    known = {"option_expired", "payment_timeout", "not_reconfirmed"}
    if payload["cancelled_by"] == "system" and payload["reason"] in known:
        return str(payload["reason"])
    return "cancelled"


def _facts(payload: dict[str, Any], say: Words) -> list[str]:
    facts = {
        "label.when": _moment(payload, "starts_at", say),
        "label.where": ", ".join(filter(None, (payload["location"], payload["city"]))),
        "label.guests": str(payload["party_size"]),
        "label.what": payload["ticket"],
        "label.reservation_number": payload["reservation_number"],
    }
    return [f"{say(label)}: {value}" for label, value in facts.items()]


def _link(
    settings: Settings, payload: dict[str, Any], say: Words, what: str
) -> tuple[str, str] | None:
    """The page of the reservation, and what it is for now."""
    if f"reservation.{what}.link" not in say.sentences:
        return None
    until = {"payment": "payment_due_at", "option": "option_expires_at"}.get(what)
    said = {"until": _moment(payload, until, say)} if until else {}
    url = reservation_url(settings, payload["public_token"])
    return say(f"reservation.{what}.link", **said), url


def _rules(payload: dict[str, Any], say: Words) -> list[str]:
    """The terms of the reservation in sentences."""
    terms = payload["terms"]
    hours = terms["cancel_free_hours"]
    if not terms["amount"]:
        return [say("reservation.terms.cancel", hours=hours)]
    return [
        say("reservation.terms.amount", amount=say.money(terms["amount"], terms["currency"])),
        say("reservation.terms.refund", hours=hours, percent=terms["cancel_refund_pct"]),
    ]


def _moment(payload: dict[str, Any], key: str, say: Words) -> str:
    return say.moment(datetime.fromisoformat(payload[key]), payload["time_zone"])
