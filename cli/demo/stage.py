"""What the acts share: the outside world, what earlier acts left, and patience."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import httpx

from cli import clock
from cli.client import Client, Refusal
from cli.demo.bank import Bank
from cli.demo.cast import Fate, Person, Visitor
from cli.demo.plan import Plan
from cli.demo.race import Race
from cli.demo.screen import Screen
from cli.errors import Stop
from cli.postbox import Postbox
from cli.stack import Endpoints

PATIENCE = 60.0  # seconds to wait for something that takes one or two
LOOK_AGAIN = 0.2  # seconds between two looks at something that is about to change

TIME_ZONE = ZoneInfo("Europe/Amsterdam")
HOT = "10 km"
"""The distance that everybody wants."""

Row = dict[str, Any]
T = TypeVar("T")


@dataclass
class Stage:
    """Where the story plays.

    Args:
        tickets: folder into which PDF tickets go.
        logs: folder in which the stack writes its logs.
    """

    endpoints: Endpoints
    http: httpx.AsyncClient
    screen: Screen
    plan: Plan
    tickets: Path
    logs: Path
    organiser: Client = field(init=False)
    event: Row = field(init=False)
    """The page of the event, as visitors see it."""
    guest_order: Row = field(init=False)
    visitors: list[Visitor] = field(init=False, default_factory=list)
    race: Race = field(init=False)
    """The triathlon, and who wants to start."""
    moments: list[tuple[str, dict[str, int]]] = field(init=False, default_factory=list)
    """How the tickets stood, by the name of the moment."""

    @property
    def bank(self) -> Bank:
        """The payment provider."""
        return Bank(self.http, self.endpoints.mollie_url)

    @property
    def postbox(self) -> Postbox:
        """All mail."""
        return Postbox(self.http, self.endpoints.mail_url)

    async def shop(self) -> Client:
        """The client app, opened by one more person."""
        return await Client.open(self.endpoints.api_url, self.endpoints.anon_key, self.http)

    def cart(self, person: Person, quantity: int) -> Row:
        """The body of create-order-public for so many tickets of the hot distance."""
        types = {found["name"]: found["ticket_type_id"] for found in self.event["ticket_types"]}
        return {
            "event_id": self.event["event_id"],
            "items": [{"ticket_type_id": types[HOT], "quantity": quantity}],
            "email": person.email,
            "purchaser_name": person.name,
            "language": person.language,
        }

    async def order(self, shop: Client, body: Row) -> Row:
        """Place an order; ask again when the answer got lost. Raises Refusal for another no."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return await shop.invoke("create-order-public", **body)
            except Refusal as refusal:
                if refusal.status != 503 or time.monotonic() > deadline:
                    raise
            except httpx.TransportError:
                if time.monotonic() > deadline:
                    raise
            await asyncio.sleep(LOOK_AGAIN)

    def now(self) -> datetime:
        """The moment by the clock of the database, which runs ahead after the first run."""
        return datetime.now(UTC) + clock.lead(self.endpoints.admin_db_url)

    def remember(self, moment: str) -> dict[str, int]:
        """Count the tickets of the crowd by what became of them, and keep that for the books."""
        counts = dict.fromkeys(("sold", "held", "expired", "refused"), 0)
        kinds = {Fate.SOLD: "sold", Fate.HELD: "held", Fate.PAYING: "held", Fate.EXPIRED: "expired"}
        for visitor in self.visitors:
            if visitor.tickets:
                counts[kinds[visitor.fate]] += visitor.tickets
            counts["refused"] += visitor.wants - visitor.tickets
        self.moments.append((moment, counts))
        return counts

    async def until(
        self, what: str, look: Callable[[], Awaitable[T]], is_so: Callable[[T], bool]
    ) -> T:
        """Look again and again until it is so; Stop when it takes too long.

        "Try again" is an answer too: parts of the stack may be connecting anew.
        """
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                if is_so(seen := await look()):
                    return seen
            except Refusal as refusal:
                if refusal.status != 503:
                    raise
            if time.monotonic() > deadline:
                raise Stop(
                    f"After {PATIENCE:.0f} seconds it is still not so that {what}. "
                    f"The logs of the stack may tell why: {self.logs}"
                )
            await asyncio.sleep(LOOK_AGAIN)

    async def orders(self) -> list[Row]:
        """The orders of the event as its organiser sees them; the crowd learns its fate."""
        rows = await self.organiser.read(
            "orders", "id,order_number,status,email,total_amount", event_id=self.event["event_id"]
        )
        status = {row["id"]: row["status"] for row in rows}
        for visitor in self.visitors:
            if visitor.order:
                match status[visitor.order["order_id"]]:
                    case "paid":
                        visitor.fate = Fate.SOLD
                    case "expired":
                        visitor.fate = Fate.EXPIRED
        return rows


def require(is_so: bool, otherwise: str) -> None:
    """Stop the story when something is not as promised."""
    if not is_so:
        raise Stop(f"This should not be: {otherwise}")


def money(cents: int) -> str:
    """An amount for people."""
    return f"€ {cents / 100:,.2f}"
