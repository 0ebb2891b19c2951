"""Letters about tickets that are handed on, and to who looks for theirs."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from workers.mail.letter import Letter
from workers.mail.messages import order_url, ticket_url
from workers.mail.notes import Payload, note
from workers.settings import Settings
from workers.words import Words, words

OFFER_PAGE = "/functions/v1/ticket-offer"


def offer_url(settings: Settings, token: str) -> str:
    """The page on which somebody looks at a ticket that is offered to them."""
    return f"{settings.public_url}{OFFER_PAGE}?{urlencode({'token': token})}"


def offered(settings: Settings, payload: Payload) -> Letter:
    """The offer of a ticket, with the link that claims it."""
    say = words(payload["language"])
    said = _about(payload, say)
    nameless = "" if payload["from_name"] else "_nameless"
    paragraphs = [say(f"transfer_offered.intro{nameless}", **said)]
    if payload["fee_amount"]:
        fee = say.money(payload["fee_amount"], payload["currency"])
        paragraphs.append(say("transfer_offered.fee", fee=fee))
    paragraphs.append(say("transfer_offered.how"))
    link = (say("transfer_offered.link"), offer_url(settings, payload["token"]))
    return note(
        payload | {"links": [link], "footer": say("transfer_offered.footer")},
        say,
        subject=say(f"transfer_offered.subject{nameless}", **said),
        heading=say("transfer_offered.heading"),
        paragraphs=paragraphs,
        after=[
            say("transfer_offered.until", date=_moment(payload, "expires_at", say)),
            say("transfer_offered.ignore"),
        ],
        facts=said,
    )


def news(payload: Payload) -> Letter:
    """What became of an offer, for the other side."""
    say = words(payload["language"])
    said = _about(payload, say) | {"date": _moment(payload, "expires_at", say)}
    key = f"transfer_news.{payload['news']}"
    return note(
        payload | {"footer": say("transfer_offered.footer")},
        say,
        subject=say(f"{key}.subject", **said),
        heading=say(f"{key}.heading"),
        paragraphs=[say(f"{key}.text", **said)],
        facts=said | {"news": payload["news"]},
    )


def found(settings: Settings, payload: Payload, tickets: dict[str, Any]) -> Letter:
    """The links to everything that belongs to an address, for who asked for them."""
    say = words(payload["language"])
    links = [
        (
            say("find_tickets.order", number=order["order_number"], event=_event(order, say)),
            order_url(settings, order["public_token"]),
        )
        for order in tickets["orders"]
    ]
    links += [
        (
            say(
                "find_tickets.ticket",
                ticket_type=ticket["ticket_type"],
                holder=ticket["holder"],
                event=_event(ticket, say),
            ),
            ticket_url(settings, ticket["public_token"]),
        )
        for ticket in tickets["tickets"]
    ]
    org_names = {found["org_name"] for found in (*tickets["orders"], *tickets["tickets"])}
    told = {"org_name": ", ".join(sorted(org_names)), "links": links}
    return note(
        payload | told | {"footer": say("find_tickets.footer")},
        say,
        subject=say("find_tickets.subject"),
        heading=say("find_tickets.heading"),
        paragraphs=[say("find_tickets.intro")],
        after=[say("find_tickets.ignore")],
    )


def _about(payload: Payload, say: Words) -> dict[str, str]:
    """What every letter about an offer tells."""
    return {
        "from_name": payload["from_name"] or "",
        "to_email": payload["to_email"],
        "ticket_type": payload["ticket_type"],
        "event": payload["event"],
        "when": _moment(payload, "starts_at", say),
    }


def _event(found: dict[str, Any], say: Words) -> str:
    """An event with its day."""
    starts_at = datetime.fromisoformat(found["starts_at"])
    return f"{found['event']}, {say.date(starts_at, found['time_zone'])}"


def _moment(payload: Payload, key: str, say: Words) -> str:
    """A moment, as the clocks at the event show it."""
    return say.moment(datetime.fromisoformat(payload[key]), payload["time_zone"])
