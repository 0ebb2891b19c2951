"""The organiser's own shop is told what happens: signed, and once more after it had failed."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import psycopg
from standardwebhooks import Webhook

from cli.demo.cast import ORGANISER, Person
from cli.demo.stage import Row, Stage, require

LOCAL = "update core.settings set value = 'true' where key = 'integrations.local_urls_are_allowed'"
BREAKDOWN = 500
ROOMY = "5 km"
"""The distance that has room whatever the rush took."""


@dataclass
class Receiver:
    """A small web server on this machine: refuses everything once, and then believes the signed."""

    secret: str = ""
    port: int = 0
    refused: set[str] = field(default_factory=set)
    """The ids of deliveries that it broke down under."""
    events: dict[str, Row] = field(default_factory=dict)
    """What it was told, by the id of the delivery."""

    def told_of(self, order: Row) -> list[str]:
        """The ids of the deliveries about an order."""
        return [
            name
            for name, event in self.events.items()
            if event["data"]["order_id"] == order["order_id"]
        ]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request, one answer."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[1:-2]
        headers = {
            name.lower(): value for name, _, value in (line.partition(": ") for line in head)
        }
        body = await reader.readexactly(int(headers["content-length"]))
        name, status = headers["webhook-id"], BREAKDOWN
        if name in self.refused:
            self.events[name] = Webhook(self.secret).verify(body, headers)
            status = 204
        self.refused.add(name)
        writer.write(f"HTTP/1.1 {status} .\r\nContent-Length: 0\r\n\r\n".encode())
        await writer.drain()
        writer.close()


@asynccontextmanager
async def open_receiver() -> AsyncIterator[Receiver]:
    """The receiver, on a free port."""
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    async with server:
        yield receiver


async def play(stage: Stage) -> None:
    """Leaves nothing: the integration is deleted in the end."""
    screen, organiser = stage.screen, stage.organiser
    screen.act("A shop that wants to know")
    # Addresses on this machine are for local stacks only.
    with psycopg.connect(stage.endpoints.admin_db_url) as connection:
        connection.execute(LOCAL)
    async with open_receiver() as shop:
        made = await organiser.invoke(
            "integration",
            action="create",
            org_id=stage.event["org"]["org_id"],
            kind="webhook",
            name="Our shop",
            config={"url": f"http://127.0.0.1:{shop.port}/entree"},
            event_types=["order.paid"],
        )
        shop.secret = made["secret"]
        screen.done(
            ORGANISER.name,
            f"connects the club's shop to hear of order.paid; its secret {shop.secret[:12]}… is "
            "shown once",
            'functions.invoke("integration")',
        )
        order = await _order(stage)
        # Beside it the shop may hear of orders that were paid just before it was connected.
        await stage.until("the shop was told", lambda: _is_told(shop, order), bool)
        await _show(stage, shop, order)
        await _forget(stage, made["integration_id"])


async def _order(stage: Stage) -> Row:
    """Somebody gets a start for nothing, which is as good as paid."""
    guest = Person("Jip Smit", f"jip-{uuid.uuid4().hex[:8]}@bezoeker.example", language="nl")
    types = {found["name"]: found["ticket_type_id"] for found in stage.event["ticket_types"]}
    order: Row = await stage.organiser.call(
        "create_staff_order",
        event_id=stage.event["event_id"],
        items=[{"ticket_type_id": types[ROOMY], "quantity": 1}],
        email=guest.email,
        settlement="complimentary",
    )
    return order


async def _is_told(shop: Receiver, order: Row) -> bool:
    return bool(shop.told_of(order))


async def _show(stage: Stage, shop: Receiver, order: Row) -> None:
    names = shop.told_of(order)
    require(len(names) == 1, "the shop hears of an order once, under one id.")
    event = shop.events[names[0]]
    stage.screen.done(
        "The shop",
        f"breaks down ({BREAKDOWN}); five seconds later the same {names[0][:12]}… comes again, and "
        "its signature is right",
        "standardwebhooks: Webhook(secret).verify(body, headers)",
    )
    stage.screen.say(json.dumps({"type": event["type"], "data": event["data"]}, sort_keys=True))
    [job] = await stage.organiser.read(
        "integration_jobs", "status,attempts,last_status_code", entity_id=order["order_id"]
    )
    require((job["status"], job["attempts"]) == ("delivered", 2), "the second attempt is taken.")
    stage.screen.done(
        ORGANISER.name,
        f"sees it {job['status']} after {job['attempts']} attempts",
        f'table("integration_jobs") → {job["last_status_code"]}',
    )


async def _forget(stage: Stage, integration_id: str) -> None:
    await stage.organiser.call("delete_integration", integration_id=integration_id)
