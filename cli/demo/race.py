"""The triathlon of the story: what people want of it, and what they settle for."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cli.client import Refusal
from cli.demo.cast import FIRST_NAMES, LAST_NAMES, Person

OLYMPIC, SPRINT, RELAY = "Olympic distance", "Sprint distance", "Relay team"
EARLY, LATE = "Olympic, early", "Olympic, late"
SHIRT, MEDAL, PARKING = "Finisher shirt", "Engraved medal", "Parking"
WANTED_SIZE, OTHER_SIZE = "M", "L"
CODE = "PLAS10"
COMPANY = 2
"""How many starts a company takes for its people."""

Row = dict[str, Any]


@dataclass
class Entrant:
    """Somebody who wants to start, and with what."""

    person: Person
    distance: str
    wave: str
    age: int = 38
    shirt: str | None = None
    medal: bool = False
    parking: bool = False
    code: str | None = None
    team: str | None = None
    order: Row = field(default_factory=dict)
    idempotency_key: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def token(self) -> str:
        """What shows them their order."""
        return str(self.order["public_token"])

    def give_way(self, refusal: Refusal) -> bool:
        """Want something else after a refusal; False when there is nothing to settle for."""
        match refusal.code:
            case "wave_full" if self.wave == EARLY:
                self.wave = LATE
            case "product_sold_out" if self.shirt == WANTED_SIZE:
                self.shirt = OTHER_SIZE
            case "promo_code_used_up":
                self.code = None
            case "too_young":
                self.distance, self.wave = SPRINT, "Sprint"
            case "price_changed":
                pass  # they read the page again, and take the new price
            case _:
                return False
        self.idempotency_key = str(uuid.uuid4())
        return True


@dataclass
class Team:
    """A relay team: its captain, and who wants to join it."""

    name: str
    captain: Entrant
    friends: list[Person]
    code: str = ""
    """With which others join."""


@dataclass
class Race:
    """The triathlon on sale."""

    row: Row
    """The event as its organiser sees it."""
    page: Row
    """The event as visitors see it."""
    teams: list[Team] = field(default_factory=list)
    entrants: list[Entrant] = field(default_factory=list)
    desk_orders: list[Row] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)

    @property
    def event_id(self) -> str:
        """The event."""
        return str(self.row["id"])

    def ticket_type(self, name: str) -> Row:
        """A ticket type of the page."""
        return _named(self.page["ticket_types"], name)

    def cart(self, entrant: Entrant, page: Row) -> Row:
        """The body of create-order-public, at the prices that `page` shows."""
        ticket_type = _named(page["ticket_types"], entrant.distance)
        registration = self.registration(entrant.person, entrant.age)
        registration["wave_id"] = _named(page["waves"], entrant.wave)["wave_id"]
        registration["products"] = self._products(entrant)
        if entrant.team:
            registration["team_name"] = entrant.team
        items: list[Row] = [
            {
                "ticket_type_id": ticket_type["ticket_type_id"],
                "quantity": 1,
                "unit_amount": ticket_type["price"],
                "registrations": [registration],
            }
        ]
        if entrant.parking:
            items.append({"product_id": self._product(PARKING)["product_id"], "quantity": 1})
        return {
            "event_id": self.event_id,
            "items": items,
            "email": entrant.person.email,
            "purchaser_name": entrant.person.name,
            "language": entrant.person.language,
            "accept_terms": True,
            "idempotency_key": entrant.idempotency_key,
        } | ({"promo_code": entrant.code} if entrant.code else {})

    def registration(self, person: Person, age: int = 38) -> Row:
        """What the event asks of everybody who takes part."""
        first, _, last = person.name.partition(" ")
        waiver = self.page["waiver"]
        is_minor = age < waiver["guardian_below_age"]
        race_year = datetime.fromisoformat(self.page["starts_at"]).year
        [asked] = [question for question in self.page["questions"] if question["is_required"]]
        return {
            "first_name": first,
            "last_name": last,
            "email": person.email,
            "birth_date": f"{race_year - age}-01-01",
            "emergency_name": "Somebody at home",
            "emergency_phone": "+31 6 12345678",
            "answers": {asked["question_id"]: "steady"},
            "waiver": {
                "version": waiver["version"],
                "accepted_by": f"A parent of {first}" if is_minor else person.name,
                "is_guardian": is_minor,
            },
        }

    def start(self, distance: str, wave: str, *people: Person) -> Row:
        """One line of a cart: starts for these people, and nothing with them."""
        wave_id = _named(self.page["waves"], wave)["wave_id"]
        return {
            "ticket_type_id": self.ticket_type(distance)["ticket_type_id"],
            "quantity": len(people),
            "registrations": [
                self.registration(person) | {"wave_id": wave_id} for person in people
            ],
        }

    def _products(self, entrant: Entrant) -> list[Row]:
        products: list[Row] = []
        if entrant.shirt:
            shirt = self._product(SHIRT)
            variant = _named(shirt["variants"], entrant.shirt)
            products.append(
                {"product_id": shirt["product_id"], "variant_id": variant["variant_id"]}
            )
        if entrant.medal:
            medal = self._product(MEDAL)
            name = entrant.person.name[: medal["personalisation_max_length"]]
            products.append({"product_id": medal["product_id"], "personalisation": name})
        return products

    def _product(self, name: str) -> Row:
        return _named(self.page["products"], name)


def entrants(edition: str) -> list[Entrant]:
    """Everybody who enters alone: more than there are places, and they all want the same.

    One of them is seventeen, and has not seen that the long distance is for adults.
    """
    found = []
    for number in range(37):
        is_olympic = number < 22
        found.append(
            Entrant(
                _person(number, "starter", edition),
                distance=OLYMPIC if is_olympic else SPRINT,
                wave=(EARLY if number < 16 else LATE) if is_olympic else "Sprint",
                age=17 if number == 21 else 20 + number,
                shirt=WANTED_SIZE if number % 7 in {0, 2} else ("S", "L", None)[number % 3],
                medal=number % 5 == 0,
                parking=number % 3 == 0,
                code=CODE if number % 4 == 1 else None,
            )
        )
    return found


def teams(edition: str) -> list[Team]:
    """The relay teams: one that fills up, two with enough members, and one with too few."""
    crews = {"Snelle Vissen": 3, "Drie Wielen": 1, "Kop over Kop": 1, "Laatbloeiers": 0}
    found: list[Team] = []
    for number, (name, friends) in enumerate(crews.items()):
        captain = Entrant(
            _person(number * 5, "captain", edition), distance=RELAY, wave="Relay", team=name
        )
        found.append(
            Team(
                name,
                captain,
                [_person(number * 5 + 1 + i, "friend", edition) for i in range(friends)],
            )
        )
    return found


def colleagues(edition: str) -> list[Person]:
    """The people of the company, and the mayor."""
    return [_person(60 + number, "colleague", edition) for number in range(COMPANY + 1)]


def _person(number: int, kind: str, edition: str) -> Person:
    first, last = FIRST_NAMES[number % len(FIRST_NAMES)], LAST_NAMES[number * 7 % len(LAST_NAMES)]
    return Person(f"{first} {last}", f"{kind}-{number:02}.{edition}@atleet.example", "en")


def _named(rows: list[Row], name: str) -> Row:
    return next(row for row in rows if row["name"] == name)
