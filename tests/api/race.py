"""A race with all that can be set up for one, and people who take part: alone, and in a team."""

from __future__ import annotations

from dataclasses import dataclass

from tests.shop import Person, Row, Shop, expect
from tests.transfers import address, allow_transfers, offer

FIRST_NUMBER, LAST_NUMBER = 1, 999
"""The start numbers of the race."""


@dataclass(frozen=True)
class Race:
    """The race, and the ids of one of everything that belongs to it."""

    shop: Shop
    owner: Person
    org_id: str
    event_id: str
    ticket_type_id: str
    """What one person needs, for nothing."""
    team_type_id: str
    """What a team of one to four needs, for nothing."""
    question_id: str
    setup: dict[str, str]
    """Ids by name: TIER, FAQ, IMAGE, POOL, RANGE."""

    def somebody(self, **more: object) -> Row:
        """Somebody who answers the question and accepts the waiver."""
        return {
            "first_name": "Rita",
            "last_name": "Runner",
            "birth_date": "1990-12-31",
            "answers": {self.question_id: "Yes"},
            "waiver": {"version": 1, "accepted_by": "Rita Runner"},
        } | more

    def enter(self, ticket_type_id: str, person: Row, by: Person | None = None) -> Row:
        """Order a ticket for somebody, by somebody or a visitor; return the order as it is."""
        line = {"ticket_type_id": ticket_type_id, "quantity": 1, "registrations": [person]}
        body = {
            "event_id": self.event_id,
            "items": [line],
            "email": by.email if by else "bo@example.test",
        }
        placed = expect(self.shop.rpc("create_order", by.token if by else None, **body))
        seen = expect(self.shop.rpc("get_order", public_token=placed["public_token"]))
        return dict(seen) | {"public_token": placed["public_token"]}

    def enter_alone(self) -> Row:
        """Let a guest take part alone; return the registration."""
        order = self.enter(self.ticket_type_id, self.somebody())
        taken = {"order_id": order["order_id"], "public_token": order["public_token"]}
        return dict(order["registrations"][0]) | taken

    def offer_ticket(self) -> Row:
        """Let a guest enter and offer the ticket to somebody; return the offer, with its tokens."""
        order = self.enter(self.ticket_type_id, self.somebody(first_name="Olav"))
        made = offer(self.shop, order["public_token"], address())
        return made | {"public_token": order["public_token"]}

    def enter_team(self) -> Row:
        """Let the owner lead a team of their own; return it with its `join_code`."""
        profile = {"first_name": "Olga", "last_name": "owner", "birth_date": "1980-01-01"}
        mine = expect(
            self.shop.rpc("save_my_profile", self.owner.token, org_id=self.org_id, profile=profile)
        )
        captain = self.somebody(participant_id=mine["participant_id"], team_name="De Vlugge Vier")
        for name in ("first_name", "last_name", "birth_date"):
            del captain[name]
        order = self.enter(self.team_type_id, captain, self.owner)
        registration_id = order["registrations"][0]["id"]
        (team,) = self.shop.rows("teams", self.owner.token, captain_id=f"eq.{registration_id}")
        opened = expect(self.shop.rpc("renew_join_code", self.owner.token, team_id=team["id"]))
        return team | {
            "registration_id": registration_id,
            "participant_id": mine["participant_id"],
            "public_token": order["public_token"],
            "join_code": opened["join_code"],
        }


def hold_race(shop: Shop, owner: Person, org_id: str) -> Race:
    """Set up the race and put it on sale."""
    event_id = shop.event(owner, org_id, title="Vierdaagse")
    its_event = {"org_id": org_id, "event_id": event_id}

    def make(view: str, **row: object) -> str:
        return str(shop.insert(view, owner.token, **row)["id"])

    alone = shop.ticket_type(owner, org_id, event_id, price=0)
    team = shop.ticket_type(owner, org_id, event_id, price=0, team_min=1, team_max=4)
    setup = {
        "TIER": make("price_tiers", org_id=org_id, ticket_type_id=alone, name="Early", price=0),
        "FAQ": make("faq_entries", **its_event, language="nl", question="Waar?", answer="Daar."),
        "IMAGE": make("event_images", **its_event, reference="race/finish.jpg"),
        "POOL": make("capacity_pools", **its_event, name="Everybody", capacity=500),
        "RANGE": make(
            "bib_ranges", **its_event, first_number=FIRST_NUMBER, last_number=LAST_NUMBER
        ),
    }
    shop.insert("event_contents", owner.token, **its_event, language="nl", title="Estafette")
    shop.insert(
        "ticket_type_pools",
        owner.token,
        org_id=org_id,
        ticket_type_id=alone,
        pool_id=setup["POOL"],
    )
    allow_transfers(shop, owner, event_id)
    question_id = shop.question(owner, event_id)
    expect(shop.rpc("publish_waiver", owner.token, event_id=event_id, text_nl="Ik loop mee"))
    expect(shop.rpc("publish_event", owner.token, event_id=event_id))
    return Race(shop, owner, org_id, event_id, alone, team, question_id, setup)
