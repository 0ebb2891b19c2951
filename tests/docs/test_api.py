"""docs/api.md is complete, and its examples have the shape of real answers."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from cli.client import Client
from cli.demo.bank import Bank
from cli.stack import Endpoints
from cli.stack.places import CHECKOUT
from workers import functions

TEXT = (CHECKOUT / "docs" / "api.md").read_text()
PASSWORD = "a password of tests"

Row = dict[str, Any]


def examples(section: str) -> list[Any]:
    """The JSON blocks below a heading, read."""
    [body] = re.findall(rf"^### {section}\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL)
    blocks = re.findall(r"^```json\n(.*?)^```$", body, re.MULTILINE | re.DOTALL)
    return [json.loads(block) for block in blocks]


def shape(value: Any) -> Any:
    """Names and nesting of a value: of lists the first element counts."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in sorted(value.items())}
    if isinstance(value, list):
        return [shape(inner) for inner in value[:1]]
    return None


class Play:
    """A sale, with the example requests of the document where they fit."""

    def __init__(self, endpoints: Endpoints, http: httpx.AsyncClient) -> None:
        self.endpoints = endpoints
        self.http = http

    async def client(self) -> Client:
        """A visitor."""
        return await Client.open(self.endpoints.api_url, self.endpoints.anon_key, self.http)

    async def paid(self, visitor: Client, token: Row) -> Row:
        """An order, once it is paid."""
        while (seen := await visitor.call("get_order", **token))["status"] != "paid":
            pass
        return dict(seen)

    async def token_mailed_to(self, email: str) -> str:
        """The token in the link of the mail to an address, once it is there."""
        box = f"{self.endpoints.mail_url}/api/messages"
        while not (seen := (await self.http.get(box, params={"to": email})).json()):
            pass
        mail = (await self.http.get(f"{box}/{seen[0]['id']}")).json()
        [token] = re.findall(r"ticket-offer\?token=(\S+)", mail["text"])
        return str(token)

    async def tickets_after_the_sale(self, visitor: Client, token: Row) -> dict[str, Any]:
        """The tickets of an order: found, shown, and the last one handed on."""
        found = {"resend_tickets": await visitor.call("resend_tickets", **token)}
        found["get_tickets"] = await visitor.call("get_tickets", **token)
        [wish, _] = examples("find-tickets")
        found["find-tickets"] = await visitor.invoke("find-tickets", **wish)
        offer, offered, claim, _ = examples("ticket-transfer")
        to_email = f"nina-{uuid4().hex}@docs.example"
        mine = {"ticket_instance_id": found["get_tickets"][1]["ticket_instance_id"]}
        answer = await visitor.invoke(
            "ticket-transfer", **offer | mine | token | {"to_email": to_email}
        )
        assert shape(offered) == shape(answer)
        claim |= {"token": await self.token_mailed_to(to_email)}
        found["ticket-transfer"] = await visitor.invoke("ticket-transfer", **claim)
        return found

    async def answers(self) -> dict[str, Any]:
        """What each endpoint answers, by its heading in the document."""
        found: dict[str, Any] = {}
        staff, visitor = await self.client(), await self.client()
        await staff.sign_in(f"anna-{uuid4().hex}@docs.example", PASSWORD, "Anna")
        [wish] = [request for request in examples("create_org") if "country" in request]
        found["create_org"] = await staff.call(
            "create_org", **wish | {"name": f"Org of the docs {uuid4().hex[:8]}"}
        )
        org = {"org_id": found["create_org"]["org_id"]}
        event, ticket_type = examples("events and ticket_types")
        start, end = "2030-03-24T10:00:00+01:00", "2030-03-24T16:00:00+01:00"
        event = await staff.add("events", event | org | {"starts_at": start, "ends_at": end})
        ticket_type |= org | {"event_id": event["id"]}
        ticket_type = await staff.add("ticket_types", ticket_type)
        await staff.call("publish_event", event_id=event["id"])
        [invitation, _] = examples("invite_member")
        found["invite_member"] = await staff.call("invite_member", **invitation | org)
        [wish, _] = examples("save_invoice_settings")
        found["save_invoice_settings"] = await staff.call("save_invoice_settings", **wish | org)
        found["get_user_context"] = await staff.call("get_user_context")

        found["published_events"] = await visitor.read("published_events", "*", id=event["id"])
        found["get_event"] = await visitor.call("get_event", event_id=event["id"])
        cart = {
            "event_id": event["id"],
            "items": [{"ticket_type_id": ticket_type["id"], "quantity": 2}],
        }
        found["validate_checkout_capacity"] = await visitor.call(
            "validate_checkout_capacity", **cart
        )
        [wish, _] = examples("create-order-public")
        order = await visitor.invoke("create-order-public", **wish | cart)
        found["create-order-public"] = order
        token = {"public_token": order["public_token"]}
        found["create-payment"] = await visitor.invoke("create-payment", **token)
        await Bank(self.http, self.endpoints.mollie_url).pay(order["checkout_url"])
        found["get_order"] = seen = await self.paid(visitor, token)
        [wish, _] = examples("request_invoice")
        found["request_invoice"] = await visitor.call("request_invoice", **wish | token)
        rules = {"swaps_allowed": True, "swap_fee": 500, "transfers_allowed": True}
        await staff.change("event_settings", rules, event_id=event["id"])
        found |= await self.tickets_after_the_sale(visitor, token)
        found |= await self.waiting(staff, visitor, event["id"], ticket_type["id"])
        longer = {"name": "21 km", "price": 4000, "vat_rate": 900, "event_id": event["id"]}
        longer = await staff.add("ticket_types", org | longer)
        ticket = token | {"ticket_instance_id": seen["tickets"][0]["ticket_instance_id"]}
        found["swap_options"] = await visitor.call("swap_options", **ticket)
        found["swap_ticket"] = await visitor.call(
            "swap_ticket", **ticket | {"ticket_type_id": longer["id"]}
        )
        [back, _] = examples("Refunds")
        items = [back["items"][0] | {"order_item_id": seen["items"][0]["order_item_id"]}]
        back |= {"order_id": seen["order_id"], "items": items, "idempotency_key": str(uuid4())}
        found["Refunds"] = await staff.invoke("create-refund", **back)
        found["event_dashboard"] = await staff.call("event_dashboard", event_id=event["id"])
        [wish, _] = examples("message_participants")
        found["message_participants"] = await staff.call(
            "message_participants", **wish | {"event_id": event["id"]}
        )
        [wish, _] = examples("search_orders")
        found["search_orders"] = await staff.call("search_orders", **wish | org)
        return found | await self.booking(staff, visitor, org)

    async def booking(self, staff: Client, visitor: Client, org: Row) -> dict[str, Any]:
        """What a restaurant answers."""
        location = await self.restaurant(staff, org)
        day = {"date": (datetime.now(UTC) + timedelta(days=10)).date().isoformat()}
        [wish, _] = examples("check_availability")
        found = {
            "check_availability": await visitor.call("check_availability", **wish | location | day)
        }
        [wish, _] = examples("get_location")
        found["get_location"] = await visitor.call("get_location", **wish | location)
        [wish, _] = examples("create_reservation")
        wish |= location | {"reservation_date": day["date"]}
        found["create_reservation"] = await visitor.call("create_reservation", **wish)
        full = await staff.call("explain_availability", party_size=2, **location | day)
        found["explain_availability"] = [slot for slot in full if slot["blocking"]]
        found["shift_overview"] = await staff.call("shift_overview", **location | day)
        soon = {"reservation_date": (datetime.now(UTC) + timedelta(days=2)).date().isoformat()}
        later = {"channel": "phone", "options": {"assign_table": False}}
        await staff.call(
            "create_reservation", **wish | soon | later | {"idempotency_key": str(uuid4())}
        )
        found["location_signals"] = await staff.call("location_signals", **location)
        return found

    async def restaurant(self, staff: Client, org: Row) -> Row:
        """A location that is open in the evening; what names it."""
        there = org | {"location_id": (await staff.add("locations", org | {"name": "Inn"}))["id"]}
        area = await staff.add("areas", there | {"name": "Restaurant"})
        table = {"area_id": area["id"], "name": "1", "max_capacity": 4}
        await staff.add("tables", there | table)
        times = {"start_time": "18:00", "end_time": "23:00", "days_of_week": [1, 2, 3, 4, 5, 6, 7]}
        shift = await staff.add("shifts", there | {"name": "Diner", "short_name": "D"} | times)
        ticket = await staff.read("tickets", "id", location_id=there["location_id"])
        offer = {"shift_id": shift["id"], "ticket_id": ticket[0]["id"]}
        await staff.add("shift_tickets", there | offer)
        return {"location_id": there["location_id"]}

    async def waiting(
        self, staff: Client, visitor: Client, event_id: str, ticket_type_id: str
    ) -> dict[str, Any]:
        """What somebody is answered who waits for places of what is sold out by then."""
        await staff.change("event_settings", {"waitlist_is_open": True}, event_id=event_id)
        await staff.change("ticket_types", {"capacity": 2}, id=ticket_type_id)
        of_event = {"event_id": event_id, "ticket_type_id": ticket_type_id}
        wish = examples("join_waitlist")[0] | of_event
        entry = await staff.call("join_waitlist", **of_event)
        token = {"waitlist_token": entry["waitlist_token"]}
        found = {
            "join_waitlist": await visitor.call("join_waitlist", **wish),
            "waitlist_entry": await visitor.call("waitlist_entry", **token),
        }
        # Whoever tries the README next may meet this event by its slug, and wants a place.
        await staff.change("event_settings", {"waitlist_is_open": False}, event_id=event_id)
        await staff.change("ticket_types", {"capacity": 800}, id=ticket_type_id)
        return found


async def test_examples_have_the_shape_of_answers(endpoints: Endpoints) -> None:
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        answers = await Play(endpoints, http).answers()
    for section, answer in answers.items():
        assert shape(examples(section)[-1]) == shape(answer), section


@pytest.mark.parametrize(
    ("kind", "query"),
    [
        ("function", "select proname from pg_proc where pronamespace = 'public'::regnamespace"),
        (
            "view",
            "select viewname from pg_views where schemaname = 'public'",
        ),
    ],
)
def test_everything_in_public_is_named(
    db: psycopg.Connection[tuple[str]], kind: str, query: str
) -> None:
    there = {row[0] for row in db.execute(query).fetchall()}
    named = set(re.findall(r"`([a-z_]+)`", TEXT))
    assert there, f"the database has a {kind}"
    assert there <= named, f"docs/api.md does not name every {kind}"


def test_every_worker_function_is_named() -> None:
    assert set(functions.discover()) <= set(re.findall(r"`([a-z-]+)`", TEXT))


def anchor_of(title: str) -> str:
    """What a link to a heading ends with."""
    return re.sub(r"[^a-z0-9_ -]", "", title.lower()).replace(" ", "-")


def links(path: str) -> list[str]:
    """What a document links to, in this repository."""
    text = (CHECKOUT / path).read_text()
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]


@pytest.mark.parametrize(
    "path",
    ["README.md", "docs/architecture.md", "docs/operations.md", "docs/api.md", "docs/dining.md"],
)
def test_links_lead_somewhere(path: str) -> None:
    for link in links(path):
        name, _, anchor = link.partition("#")
        target = (CHECKOUT / path).parent / name if name else CHECKOUT / path
        assert target.exists(), link
        if anchor:
            titles = re.findall(r"^#+ (.+)$", target.read_text(), re.MULTILINE)
            assert anchor in map(anchor_of, titles), link
