"""Tenants with one of everything that the HTTP functions are about, and who asks for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase, digits
from uuid import NAMESPACE_OID, uuid4, uuid5

import httpx

from tests.api import bills, organiser
from tests.api.invoices import set_up_invoices
from tests.api.race import hold_race
from tests.door import Door
from tests.hooks import connect
from tests.shop import Person, Row, Sale, Shop, at_once, expect, wait_for
from tests.table import open_table
from tests.transfers import tickets

ALPHABETS = (ascii_lowercase, ascii_uppercase, digits)
ROLES = ("owner", "admin", "finance", "support", "scanner", "member")
UUID_LENGTH = 36
HEX = re.compile("[0-9a-f]{32}")
SHIFTED = str.maketrans(
    "".join(ALPHABETS), "".join(letters[1:] + letters[:1] for letters in ALPHABETS)
)
"""The next letter or digit for each."""

Things = Mapping[str, str]
"""What requests are about, by the names that stand for it: ids, tokens, codes."""


@dataclass(frozen=True)
class Tenant:
    """An org with its staff by role, a terminal at its door, and its things."""

    shop: Shop
    sale: Sale
    staff: dict[str, Person]
    terminal: str
    things: Things


def make_tenant(shop: Shop) -> Tenant:
    """Found an org, and let it have one of everything."""
    sale = shop.sale(capacity=10_000)
    staff = {"owner": sale.owner} | {role: Door(shop, sale).staff(role) for role in ROLES[1:]}
    makers = (bought, awaited, entered, stood_at_the_door, kept_by_workers, billed)
    found = at_once(len(makers), lambda number: makers[number](shop, sale))
    things = {"ORG": sale.org_id, "EVENT": sale.event_id, "TYPE": sale.ticket_type_id}
    things |= {"OWNER": sale.owner.user_id, "EMAIL": sale.owner.email}
    for more in found:
        things |= more
    return Tenant(shop, sale, staff, things.pop("SESSION"), things)


def bought(shop: Shop, sale: Sale) -> Row:
    """An order that was paid, with a ticket and its invoice, and one that is not paid yet."""
    set_up_invoices(shop, sale)
    order, open_order = shop.buy(sale, 8), expect(shop.order(sale))
    token = order["public_token"]
    issued = expect(shop.rpc("request_invoice", public_token=token))
    (line,) = shop.rows("order_items", sale.owner.token, order_id=f"eq.{order['order_id']}")
    ticket, *_ = tickets(shop, token)
    return {
        "ORDER": order["order_id"],
        "ORDER_TOKEN": token,
        "PAYMENT": shop.payment(order),
        "OPEN_TOKEN": open_order["public_token"],
        "ITEM": line["id"],
        "TICKET": ticket["ticket_instance_id"],
        "INVOICE": issued["invoices"][0]["invoice_id"],
    }


def awaited(shop: Shop, sale: Sale) -> Row:
    """Somebody who waits for places, and a table that a guest booked."""
    full = shop.ticket_type(sale.owner, sale.org_id, sale.event_id, name="Full", capacity=0)
    waiting = wait_for(shop, sale, full, f"{uuid4()}@example.test")
    table = open_table(shop, of=(sale.owner, sale.org_id))
    booked = expect(table.book())
    return {"WAITLIST": waiting["token"], "RESERVATION": booked["public_token"]}


def entered(shop: Shop, sale: Sale) -> Row:
    """Two offers of tickets to somebody, and a ticket of a guest who takes part."""
    race = hold_race(shop, sale.owner, sale.org_id)
    offered, resent, alone = race.offer_ticket(), race.offer_ticket(), race.enter_alone()
    (ticket,) = tickets(shop, alone["public_token"])
    return {
        "OFFER": offered["token"],
        "TRANSFER": resent["transfer_id"],
        "OFFERED": tickets(shop, resent["public_token"])[0]["ticket_instance_id"],
        "OFFERED_TOKEN": resent["public_token"],
        "TICKET_TOKEN": shop.ask(
            "select sales.ticket_token(%s, %s)", sale.org_id, ticket["ticket_instance_id"]
        ),
    }


def stood_at_the_door(shop: Shop, sale: Sale) -> Row:
    """A terminal with a device that logged in, and a ticket whose kit it handed out."""
    door, token = Door(shop, sale), sale.owner.token
    terminal = door.terminal()
    session = door.log_in(terminal)["access_token"]
    its = {"org_id": sale.org_id, "event_id": sale.event_id}
    shirt = shop.insert("products", token, **its, name="Kit", price=0, scope="order")
    kit = {"product_id": shirt["id"], "quantity": 1}
    [ticket] = door.tickets(items=[*sale.cart(), kit])
    about = {"event_id": sale.event_id, "ticket_instance_id": ticket["id"]}
    [item] = expect(shop.rpc("kit_of_ticket", session, **about))["items"]
    kits = door.entrance(name="Kits", kind="kit_pickup")["id"]
    handed = {"list_id": kits, "order_item_ids": [item["order_item_id"]]}
    expect(shop.rpc("hand_out", session, **about, **handed))
    return {
        "SESSION": session,
        "CODE": terminal["code"],
        "LIST": kits,
        "ENTRANCE": door.entrance()["id"],
        "QR": ticket["qr_token"],
        "KIT_TICKET": ticket["id"],
        "KIT_ITEM": item["order_item_id"],
    }


def kept_by_workers(shop: Shop, sale: Sale) -> Row:
    """An integration, the draft of a mail in own words, and a consent that was refused."""
    its: Row = {"org_id": sale.org_id, "kind": "invoice", "language": "nl"}
    words = its | {"subject": "Hoi", "body": "Hoi"}
    expect(shop.rpc("save_template_draft", sale.owner.token, **words))
    begun = expect(organiser.begin(shop, sale.owner, sale.org_id))
    organiser.come_back(shop, organiser.consent(shop, begun["authorize_url"], decision="deny"))
    state = str(httpx.URL(begun["authorize_url"]).params["state"])
    return {"INTEGRATION": connect(shop, sale), "USED_STATE": state}


def billed(shop: Shop, sale: Sale) -> Row:
    """A document of the platform to the org, and a bill that is not paid yet."""
    bills.save_address(shop, sale)
    (document,) = bills.documents(shop, sale, bills.pay_bill(shop, sale.org_id))
    return {
        "BILL": document["id"],
        "BILL_TOKEN": bills.make_bill(shop, sale.org_id)["public_token"],
    }


def nobody_s(things: Things) -> Things:
    """Things that look like these, and do not exist."""
    return {name: _another(value) for name, value in things.items()}


def _another(value: str) -> str:
    """Something that looks the same and is something else."""
    if value.count("-") == 4 and len(value) >= UUID_LENGTH:
        return str(uuid5(NAMESPACE_OID, value)) + value[UUID_LENGTH:]
    return ".".join(
        uuid5(NAMESPACE_OID, part).hex if HEX.fullmatch(part) else part.translate(SHIFTED)
        for part in value.split(".")
    )
