"""What happens between the sale and the start: tickets change hands and distance, others wait."""

from __future__ import annotations

import asyncio
import re
import sys
import uuid
from datetime import datetime, timedelta

from cli import clock
from cli.demo.cast import GUEST, ORGANISER, Person
from cli.demo.stage import Row, Stage, money, require
from cli.errors import Stop

TITLE = "Trail of the Heuvelrug"
SHORT, LONG = "10 km", "21 km"
PLACES = 3
APART = timedelta(minutes=66)
"""Longer than Mollie remembers a refund."""
NINA = "Nina de Vries"
NOOR = "Noor Bakker"


async def play(stage: Stage) -> None:
    """Leaves an event that was called off, its money on the way back, and books that agree."""
    stage.screen.act("After the sale")
    event = await _on_sale(stage)
    types = {found["name"]: found["ticket_type_id"] for found in event["ticket_types"]}
    order = await _bought(stage, GUEST, _cart(event, types[SHORT], PLACES))
    stage.screen.done(
        GUEST.name, f"buys the last {PLACES} places of the {SHORT}", "create-order-public, iDEAL"
    )
    noor = _person(NOOR)
    await _wait(stage, event, types[SHORT], noor)
    first, second, third = order["tickets"]
    await _hand_on(stage, order, first)
    await _refund(stage, order, third)
    await _take_the_place(stage, event, types[SHORT], noor)
    await _swap(stage, order, second, types[LONG])
    await _look(stage, event)
    await _call_off(stage, event)
    await _reconcile(stage)


def _person(name: str) -> Person:
    """Somebody with an address that no earlier run has used."""
    first = name.partition(" ")[0].lower()
    return Person(name, f"{first}-{uuid.uuid4().hex[:8]}@bezoeker.example", language="en")


def _cart(event: Row, ticket_type_id: str, quantity: int, **more: str) -> Row:
    return {
        "event_id": event["event_id"],
        "items": [{"ticket_type_id": ticket_type_id, "quantity": quantity}],
        **more,
    }


async def _on_sale(stage: Stage) -> Row:
    """A small run whose tickets may change hands and distance, and that people may wait for."""
    organiser, org_id = stage.organiser, stage.event["org"]["org_id"]
    starts_at = stage.now() + timedelta(days=60)
    draft = {
        "org_id": org_id,
        "title": TITLE,
        "location_name": "Doorn",
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=6)).isoformat(),
    }
    row = await organiser.add("events", draft)
    its = {"org_id": org_id, "event_id": row["id"]}
    for name, price, capacity in ((SHORT, 2000, PLACES), (LONG, 3000, 50)):
        kind = {"name": name, "price": price, "capacity": capacity}
        await organiser.add("ticket_types", its | kind)
    rules = {"transfers_allowed": True, "swaps_allowed": True, "waitlist_is_open": True}
    await organiser.change("event_settings", rules, event_id=row["id"])
    await organiser.call("publish_event", event_id=row["id"])
    stage.screen.done(
        ORGANISER.name,
        f"publishes “{TITLE}”, {PLACES} places on the {SHORT}",
        f'table("event_settings").update({", ".join(rules)})',
    )
    page: Row = await (await stage.shop()).call("get_event", event_id=row["id"], language="en")
    return page


async def _bought(stage: Stage, person: Person, cart: Row) -> Row:
    """An order of somebody, paid, as its buyer sees it."""
    shop = await stage.shop()
    buyer = {"email": person.email, "purchaser_name": person.name, "language": person.language}
    order = await stage.order(shop, cart | buyer)
    await stage.bank.pay(order["checkout_url"])
    return order | await _paid(stage, order["public_token"])


async def _paid(stage: Stage, public_token: str) -> Row:
    shop = await stage.shop()
    seen: Row = await stage.until(
        "the order is paid",
        lambda: shop.call("get_order", public_token=public_token),
        lambda order: bool(order["status"] == "paid"),
    )
    return seen


async def _token_mailed_to(stage: Stage, email: str, page: str) -> str:
    """The secret in the link to a page, from the newest letter that has one."""

    async def look() -> str:
        for letter in reversed(await stage.postbox.letters(email)):
            text = str((await stage.postbox.letter(letter["id"]))["text"])
            if found := re.search(rf"/{page}\?token=(\S+)", text):
                return found[1]
        return ""

    with stage.screen.working("The worker writes"):
        return await stage.until(f"{email} has a letter with a link", look, bool)


async def _wait(stage: Stage, event: Row, ticket_type_id: str, person: Person) -> None:
    shop = await stage.shop()
    await shop.call(
        "join_waitlist",
        event_id=event["event_id"],
        ticket_type_id=ticket_type_id,
        email=person.email,
        name=person.name,
        language=person.language,
    )
    await _token_mailed_to(stage, person.email, "waitlist")
    stage.screen.done(
        person.name, f"is too late, and waits for the {SHORT}", 'rpc("join_waitlist")'
    )


async def _hand_on(stage: Stage, order: Row, ticket: Row) -> None:
    """The buyer gives a ticket to a friend."""
    shop, nina = await stage.shop(), _person(NINA)
    await shop.invoke(
        "ticket-transfer",
        action="create",
        ticket_instance_id=ticket["ticket_instance_id"],
        to_email=nina.email,
        language=nina.language,
        public_token=order["public_token"],
    )
    token = await _token_mailed_to(stage, nina.email, "ticket-offer")
    first_name, _, last_name = NINA.partition(" ")
    taken = await shop.invoke(
        "ticket-transfer",
        action="accept",
        token=token,
        registration={"first_name": first_name, "last_name": last_name},
    )
    require(taken["status"] == "accepted", "who takes a ticket over has it.")
    [hers] = await shop.call("get_tickets", public_token=taken["public_token"])
    require(hers["code"] != ticket["code"], "a ticket that changes hands gets another code.")
    stage.screen.done(
        NINA,
        f"takes a ticket over by the link in her mail: {ticket['code']} is dead, "
        f"{hers['code']} admits",
        'functions.invoke("ticket-transfer")',
    )


async def _swap(stage: Stage, order: Row, ticket: Row, ticket_type_id: str) -> None:
    """The buyer runs the long distance instead, and pays the difference."""
    shop = await stage.shop()
    change = await shop.call(
        "swap_ticket",
        ticket_instance_id=ticket["ticket_instance_id"],
        ticket_type_id=ticket_type_id,
        public_token=order["public_token"],
        idempotency_key=str(uuid.uuid4()),
    )
    token = {"public_token": change["public_token"]}
    checkout = await shop.invoke("create-payment", **token)
    await stage.bank.pay(checkout["checkout_url"])
    await _paid(stage, change["public_token"])
    stage.screen.done(
        GUEST.name,
        f"swaps a ticket for the {LONG} and pays the difference, {money(change['total_amount'])}",
        'rpc("swap_ticket") · functions.invoke("create-payment")',
    )


async def _take_the_place(stage: Stage, event: Row, ticket_type_id: str, person: Person) -> None:
    """The place that was given up is kept for who waits, and is not for sale."""
    shop = await stage.shop()
    token = await _token_mailed_to(stage, person.email, "waitlist")
    entry = await stage.until(
        "the place is offered to who waits",
        lambda: shop.call("waitlist_entry", waitlist_token=token),
        lambda seen: bool(seen["status"] == "offered"),
    )
    page = await shop.call("get_event", event_id=event["event_id"])
    [short] = [found for found in page["ticket_types"] if found["ticket_type_id"] == ticket_type_id]
    require(short["state"] == "sold_out", "a place that is offered to who waits is not for sale.")
    cart = _cart(event, ticket_type_id, entry["quantity"], waitlist_token=token)
    await _bought(stage, person, cart)
    stage.screen.done(
        person.name,
        "is offered the place that came free, and takes it; nobody else could",
        "create-order-public with the token of the mail",
    )


async def _refund(stage: Stage, order: Row, ticket: Row) -> None:
    """One ticket of an order goes back."""
    detail = await stage.organiser.call("order_detail", order_id=order["order_id"])
    [line] = detail["items"]
    refund = await stage.organiser.invoke(
        "create-refund",
        order_id=order["order_id"],
        items=[
            {
                "order_item_id": line["order_item_id"],
                "quantity": 1,
                "ticket_instance_ids": [ticket["ticket_instance_id"]],
            }
        ],
        reason="Injured",
        idempotency_key=str(uuid.uuid4()),
    )
    stage.screen.done(
        ORGANISER.name,
        f"refunds one ticket of {GUEST.name}, {money(refund['amount'])}: it admits nobody any more",
        'functions.invoke("create-refund")',
    )


async def _look(stage: Stage, event: Row) -> None:
    """The dashboard and the start list, as the organiser sees them."""
    board = await stage.organiser.call("event_dashboard", event_id=event["event_id"])
    stage.screen.table(
        ("dashboard", "places", "sold", "left", "refunded", "revenue"),
        [
            (
                row["name"],
                *(str(row[name]) for name in ("capacity", "sold", "left", "tickets_refunded")),
                money(row["revenue"]),
            )
            for row in board["ticket_types"]
        ],
    )
    rows = await stage.organiser.call("start_list", event_id=event["event_id"])
    stage.screen.table(
        ("start list", "name"),
        [
            (row["ticket_type"], f"{row['first_name'] or '—'} {row['last_name'] or ''}")
            for row in rows
        ],
    )


async def _call_off(stage: Stage, event: Row) -> None:
    """The event is called off: a run gives everybody their money back."""
    await stage.organiser.call(
        "refund_event", event_id=event["event_id"], include_fees=True, reason="Storm"
    )

    stage.screen.say(
        "Mollie takes equal refunds of one payment within the hour for a slip: they are sent an "
        "hour apart, so the clocks move on."
    )

    async def look() -> Row:
        [run] = await stage.organiser.read("event_refund_runs", "*", event_id=event["event_id"])
        await stage.bank.send_refunds()
        if run["status"] == "completed" and await _all_wait_for_time(stage):
            ahead = clock.advance(stage.endpoints.admin_db_url, APART)
            await stage.bank.set_clock(ahead)
        return run

    with stage.screen.working("Order by order"):
        run = await stage.until(
            "everybody has their money back",
            look,
            lambda seen: bool(
                seen["status"] == "completed" and seen["amount_refunded"] == seen["amount"]
            ),
        )
    stage.screen.done(
        ORGANISER.name,
        f"calls the run off: {run['orders_done']} orders refunded, {money(run['amount_refunded'])}",
        'rpc("refund_event") · table("event_refund_runs")',
    )


async def _all_wait_for_time(stage: Stage) -> bool:
    """Whether refunds are left, and none of them is under way.

    A clock that moves ends connections, and with them what is just being sent.
    """
    unpaid = [
        refund
        for refund in await stage.organiser.read("refunds", "status,mollie_refund_id,send_at")
        if refund["status"] in ("queued", "pending", "processing")
    ]
    now = stage.now()
    return bool(unpaid) and not any(
        refund["mollie_refund_id"] or datetime.fromisoformat(refund["send_at"]) <= now
        for refund in unpaid
    )


async def _reconcile(stage: Stage) -> None:
    """Our books against Mollie's lists."""
    since, until = stage.now() - timedelta(days=3), stage.now() + timedelta(minutes=1)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cli.main", "--home", str(stage.logs.parent), "reconcile"),
        *("--since", f"{since:%Y-%m-%dT%H:%M:%S}", "--until", f"{until:%Y-%m-%dT%H:%M:%S}"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said = (await process.communicate())[0].decode().strip()
    if process.returncode:
        raise Stop(f"Our books and Mollie's do not agree:\n{said}")
    stage.screen.done("entree reconcile", said)
