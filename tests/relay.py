"""Teams as people make them: an organiser sells places for relay teams, captains share a code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import uuid4

from tests.shop import Person, Row, Sale, Shop, expect, until

CODE = re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}\b")


@dataclass(frozen=True)
class Team:
    """A team whose order is paid, and what its captain knows of it."""

    sale: Sale
    order: Row
    team_id: str
    captain_id: str
    captain_email: str
    code: str


def open_relay(
    shop: Shop,
    owner: Person,
    org_id: str,
    *,
    size_min: int = 2,
    size_max: int = 100,
    **ticket_type: object,
) -> Sale:
    """Publish an event of an org that sells places for teams, free unless a price is named."""
    event_id = shop.event(owner, org_id, title="City Relay")
    sold: Row = {"name": "Relay", "price": 0, "team_min": size_min, "team_max": size_max}
    ticket_type_id = shop.ticket_type(owner, org_id, event_id, **(sold | ticket_type))
    expect(shop.rpc("publish_event", owner.token, event_id=event_id))
    return Sale(owner, org_id, event_id, ticket_type_id)


def relay(shop: Shop, *, size_min: int = 2, size_max: int = 100, **ticket_type: object) -> Sale:
    """Found an org with an event that sells places for teams."""
    owner = shop.person()
    org_id = shop.org(owner)
    return open_relay(shop, owner, org_id, size_min=size_min, size_max=size_max, **ticket_type)


def team_cart(sale: Sale, name: str, **captain: object) -> list[Row]:
    """A cart with one team."""
    entered = {"first_name": "Cleo", "last_name": "Captain", "team_name": name} | captain
    return [{"ticket_type_id": sale.ticket_type_id, "quantity": 1, "registrations": [entered]}]


def order_team(shop: Shop, sale: Sale, name: str, **captain: object) -> Team:
    """Order a team and pay for it; wait for the mail that brings its captain the code."""
    captain.setdefault("email", f"{uuid4()}@example.test")
    email = str(captain["email"])
    order = shop.buy(sale, items=team_cart(sale, name, **captain))
    (team,) = seen(shop, order)["teams"]
    return Team(sale, order, team["team_id"], team["captain_id"], email, mailed_code(shop, email))


def mailed_code(shop: Shop, email: str, number: int = 1) -> str:
    """The code in the latest mail to a captain, once there are so many with one."""

    def codes() -> list[str]:
        texts = [
            expect(shop.http.get(f"{shop.stack.mail_url}/api/messages/{mail['id']}"))["text"]
            for mail in shop.mail_to(email)
        ]
        return [found[0] for text in texts if (found := CODE.search(text))]

    return until(f"{number} codes for {email}", codes, lambda found: len(found) >= number)[-1]


def join_team(shop: Shop, team: Team, token: str | None = None, **more: object) -> Row:
    """Take a place in a team, as a visitor or signed in."""
    who = {"first_name": "Mia", "last_name": "Member"} | more
    return dict(expect(shop.rpc("join_team", token, join_code=team.code, registration=who)))


def seen(shop: Shop, order: Row) -> Row:
    """An order as its buyer sees it."""
    return dict(expect(shop.rpc("get_order", public_token=order["public_token"])))
