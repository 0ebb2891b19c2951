"""Tickets as people hand them on: offered by mail, claimed with the link in it."""

from __future__ import annotations

import re
from uuid import uuid4

import httpx

from tests.shop import Person, Row, Sale, Shop, expect, until

LINK = re.compile(r"https?://\S+")


def address(name: str = "nina") -> str:
    """An address that nobody else has."""
    return f"{name}-{uuid4().hex}@example.test"


def allow_transfers(shop: Shop, owner: Person, event_id: str, **settings: object) -> None:
    """Let tickets of an event be handed on."""
    changes = {"transfers_allowed": True} | settings
    shop.update("event_settings", owner.token, changes, event_id=f"eq.{event_id}")


def transferable(shop: Shop, settings: Row | None = None, **ticket_type: object) -> Sale:
    """A sale whose tickets can be handed on; free unless a price is named."""
    sale = shop.sale(**({"price": 0} | ticket_type))
    allow_transfers(shop, sale.owner, sale.event_id, **(settings or {}))
    return sale


def tickets(shop: Shop, public_token: str) -> list[Row]:
    """The tickets that a token opens."""
    return list(expect(shop.rpc("get_tickets", public_token=public_token)))


def mail(shop: Shop, email: str, subject: str) -> Row:
    """The latest mail to an address whose subject matches, once it is there."""

    def found() -> list[Row]:
        return [seen for seen in shop.mail_to(email) if re.search(subject, seen["subject"])]

    listed = until(f"a mail about {subject!r} for {email}", found)
    return dict(expect(shop.http.get(f"{shop.stack.mail_url}/api/messages/{listed[-1]['id']}")))


def links_in(letter: Row) -> list[str]:
    """The addresses in a mail."""
    return LINK.findall(str(letter["text"]))


def link_in(letter: Row, part: str) -> str:
    """The address of a page in a mail."""
    (found,) = {link for link in links_in(letter) if part in link}
    return found


def token_in(link: str) -> str:
    """The token of a page's address."""
    return str(httpx.URL(link).params["token"])


def offer(shop: Shop, public_token: str, email: str) -> Row:
    """Offer the first ticket that a token opens to an address; return the offer with its token."""
    ticket = tickets(shop, public_token)[0]
    transfer = expect(
        shop.rpc(
            "create_transfer",
            ticket_instance_id=ticket["ticket_instance_id"],
            to_email=email,
            language="en",
            public_token=public_token,
        )
    )
    letter = mail(shop, email, "hand(s|ed) .*on to you")
    return dict(transfer) | {"token": token_in(link_in(letter, "ticket-offer"))}
