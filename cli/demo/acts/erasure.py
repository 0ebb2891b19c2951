"""Somebody asks what is known of them, and then to be forgotten; the books stay as they are."""

from __future__ import annotations

import uuid
from datetime import timedelta

from cli import clock
from cli.client import Refusal
from cli.demo.cast import ORGANISER, Person
from cli.demo.stage import Row, Stage, require
from cli.errors import Stop

NAME, FIRST, LAST = "Roos Visser", "Roos", "Visser"
TITLE = "New Year's dip"


async def play(stage: Stage) -> None:
    """Leaves a certificate, an order that says nothing of a person, and the same books."""
    stage.screen.act("To be forgotten")
    # An address that no earlier run has used.
    roos = Person(NAME, f"roos-{uuid.uuid4().hex[:8]}@bezoeker.example", language="en")
    event_id = await _on_sale(stage)
    await _bought(stage, event_id, roos)
    org = {"org_id": stage.event["org"]["org_id"]}
    told = await stage.organiser.call("export_person", **org, email=roos.email)
    rows = {table: len(found) for table, found in told["data"].items()}
    require(rows.get("sales.participant_details") == 1, "what is sensitive is told too.")
    stage.screen.done(
        ORGANISER.name,
        f"tells {NAME} everything that is known: {sum(rows.values())} rows of {len(rows)} tables",
        'rpc("export_person")',
    )
    await _too_early(stage, org, roos)
    await stage.bank.set_clock(clock.advance(stage.endpoints.admin_db_url, timedelta(days=4)))
    books = await _books(stage, org)
    certificate = await stage.organiser.call("erase_person", **org, email=roos.email)
    stage.screen.done(
        ORGANISER.name,
        f"erases {NAME} once the event is over: {sum(certificate['rows'].values())} rows of "
        f"{len(certificate['rows'])} tables",
        f'rpc("erase_person") → certificate {certificate["erasure_id"]}',
    )
    await _gone(stage, org, event_id, certificate, roos)
    require(await _books(stage, org) == books, "the books are what they were.")
    stage.screen.done("The books", "are what they were, to the cent", 'table("ledger_balances")')


async def _on_sale(stage: Stage) -> str:
    """An event the day after tomorrow that asks who takes part."""
    organiser, org_id = stage.organiser, stage.event["org"]["org_id"]
    starts_at = stage.now() + timedelta(days=2)
    ends_at = starts_at + timedelta(hours=3)
    draft = {"org_id": org_id, "title": TITLE, "location_name": "Scheveningen"}
    times = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
    event_id = str((await organiser.add("events", draft | times))["id"])
    kind = {"name": "Dip", "price": 500, "capacity": 100}
    await organiser.add("ticket_types", {"org_id": org_id, "event_id": event_id} | kind)
    await organiser.call("publish_event", event_id=event_id)
    return event_id


async def _bought(stage: Stage, event_id: str, person: Person) -> None:
    """A paid order of somebody who says a lot."""
    shop = await stage.shop()
    page = await shop.call("get_event", event_id=event_id)
    profile = {
        "first_name": FIRST,
        "last_name": LAST,
        "email": person.email,
        "birth_date": "1990-12-31",
        "medical_note": "Allergic to cold water",
    }
    line = {"ticket_type_id": page["ticket_types"][0]["ticket_type_id"], "quantity": 1}
    buyer = {"email": person.email, "purchaser_name": person.name, "language": person.language}
    cart = {"event_id": event_id, "items": [line | {"registrations": [profile]}]}
    order = await stage.order(shop, cart | buyer)
    await stage.bank.pay(order["checkout_url"])
    await stage.until(
        "the order is paid",
        lambda: shop.call("get_order", public_token=order["public_token"]),
        lambda seen: bool(seen["status"] == "paid"),
    )
    stage.screen.done(
        person.name,
        f"enters the {TITLE}, with a birth date and a medical note",
        "create-order-public, iDEAL",
    )


async def _too_early(stage: Stage, org: Row, person: Person) -> None:
    try:
        await stage.organiser.call("erase_person", **org, email=person.email)
    except Refusal as refusal:
        stage.screen.done(person.name, f"cannot go yet: {refusal}", 'rpc("erase_person")')
        return
    raise Stop("This should not be: somebody with a ticket for tomorrow is forgotten.")


async def _books(stage: Stage, org: Row) -> list[Row]:
    """Every account of the org."""
    rows = await stage.organiser.read("ledger_balances", "*", **org)
    return sorted(rows, key=str)


async def _gone(stage: Stage, org: Row, event_id: str, certificate: Row, person: Person) -> None:
    """The order has its amount, and no name; the certificate tells nothing of the person."""
    [order] = await stage.organiser.read(
        "orders", "email,purchaser_name,status,total_amount", event_id=event_id
    )
    require(order["total_amount"] == 500, "the order keeps its amount.")
    require(order["purchaser_name"] is None, "the order names nobody.")
    require(LAST not in str(certificate), "a certificate names nobody.")
    found = await stage.organiser.read("participants", "id", **org, email=person.email)
    require(not found, "nobody takes part under the address.")
    stage.screen.done("The order", f"is {order['status']}, of {order['email']}", 'table("orders")')
