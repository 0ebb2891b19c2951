"""The people of the story."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

PASSWORD = "entree-local"  # noqa: S105 - of people who do not exist

FIRST_NAMES = (
    *("Sanne", "Daan", "Emma", "Sem", "Julia", "Lucas", "Mila", "Levi", "Tess", "Finn"),
    *("Sophie", "Noah", "Zoë", "Luuk", "Anna", "Mees", "Lotte", "Bram", "Eva", "Jesse"),
    *("Nora", "Thijs", "Fleur", "Ruben", "Lieke", "Stijn", "Roos", "Gijs", "Isa", "Timo"),
)
LAST_NAMES = (
    *("de Vries", "Jansen", "Bakker", "Visser", "Smit", "Meijer", "Mulder", "Bos", "Vos"),
    *("Peters", "Hendriks", "Dekker", "Brouwer", "Dijkstra", "Kok", "Jacobs", "Vermeulen"),
)


@dataclass(frozen=True)
class Person:
    """Somebody with an e-mail address and a language."""

    name: str
    email: str
    language: str = "nl"


ORGANISER = Person("Anna de Wit", "anna@stadsloop.example")
ADMINISTRATOR = Person("Petra Platform", "petra@platform.example")
GUEST = Person("Zoë Kaya", "zoe@bezoeker.example", language="en")


class Fate(Enum):
    """How it went for a visitor so far."""

    WAITING = auto()
    REFUSED = auto()
    HELD = auto()
    PAYING = auto()  # paid at the bank, which we have yet to hear
    SOLD = auto()
    EXPIRED = auto()


@dataclass
class Visitor:
    """One of the crowd: what they want, and what they got.

    `cart` is what they last asked for: less than they wanted when the shop had less.
    """

    person: Person
    wants: int
    cart: int = field(init=False)
    fate: Fate = Fate.WAITING
    order: dict[str, Any] = field(default_factory=dict)
    idempotency_key: str = field(default_factory=lambda: str(uuid.uuid4()))

    def __post_init__(self) -> None:
        self.cart = self.wants

    @property
    def tickets(self) -> int:
        """How many tickets are held or sold for them."""
        return self.cart if self.order else 0

    @property
    def token(self) -> str:
        """What shows them their order."""
        return str(self.order["public_token"])

    def settle_for(self, quantity: int) -> None:
        """Ask for less: a new request, and so a new key."""
        self.cart = quantity
        self.idempotency_key = str(uuid.uuid4())


def crowd(wishes: list[int], edition: str) -> list[Visitor]:
    """One visitor per wish, with addresses that nobody of another `edition` has."""
    return [
        Visitor(
            Person(
                name=f"{FIRST_NAMES[i % len(FIRST_NAMES)]} {LAST_NAMES[i % len(LAST_NAMES)]}",
                email=f"visitor-{i + 1:03}.{edition}@bezoeker.example",
                language="en" if i % 3 == 2 else "nl",
            ),
            wants=wants,
        )
        for i, wants in enumerate(wishes)
    ]
