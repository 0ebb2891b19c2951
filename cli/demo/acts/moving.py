"""An org moves to a second database, and sells on there; the first one points the way."""

from __future__ import annotations

import asyncio
import json
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from cli import clock, operate
from cli.client import Refusal
from cli.db.connection import database_name, other_database
from cli.db.migrate import apply
from cli.db.scratch import scratch
from cli.demo.stage import Row, Stage, require
from cli.errors import Stop
from cli.orgs.command import move_org
from cli.orgs.load import Imported

ORG = "Trail Club Drunen"
TITLE = "Dune Trail"
OTHER_CELL = "https://second.example.org"
BEFORE = "before@trail.example"
AFTER = "after@trail.example"


async def play(stage: Stage) -> None:
    """Leaves the database as it was, and the org in another one, which is gone with the act."""
    screen = stage.screen
    screen.act("Moving house")
    event = await _organise(stage)
    shop = await stage.shop()
    sold = await stage.order(shop, _cart(event, BEFORE))
    screen.done(ORG, f"sells a place at the {TITLE}, as order {sold['order_number']}")
    with screen.working("A second cell, and the org on its way"):
        moved, there = await asyncio.to_thread(_move, stage, event, sold)
    screen.done(
        "Everything of it",
        f"is in a second database: {moved.rows} rows, compared table by table",
        f"entree org move … --to {OTHER_CELL}",
    )
    screen.done(
        "There",
        f"the guest's old link shows ticket {there['old']}, and the next visitor gets "
        f"{there['new']}",
    )
    await _point_the_way(stage, event)


async def _organise(stage: Stage) -> Row:
    """An org of its own, with an event that costs nothing."""
    org = await stage.organiser.call("create_org", name=ORG)
    start = stage.now() + timedelta(days=30)
    event = await stage.organiser.add(
        "events",
        {
            "org_id": org["org_id"],
            "title": TITLE,
            "location_name": "Drunen",
            "starts_at": start.isoformat(),
            "ends_at": (start + timedelta(hours=4)).isoformat(),
        },
    )
    kind = {"org_id": org["org_id"], "event_id": event["id"], "name": "20 km", "price": 0}
    await stage.organiser.add("ticket_types", kind | {"capacity": 50})
    await stage.organiser.call("publish_event", event_id=event["id"])
    page: Row = await (await stage.shop()).call("get_event", event_id=event["id"])
    return page | {"org_id": org["org_id"]}


def _cart(event: Row, email: str) -> Row:
    return {
        "event_id": event["event_id"],
        "items": [{"ticket_type_id": event["ticket_types"][0]["ticket_type_id"], "quantity": 1}],
        "email": email,
        "purchaser_name": "Terra Trail",
    }


def _move(stage: Stage, event: Row, sold: Row) -> tuple[Imported, Row]:
    """Move the org to a database made for it; answers what moved, and the tickets there."""
    source = stage.endpoints.db_url
    admin = stage.endpoints.admin_db_url
    with scratch(admin) as second, tempfile.TemporaryDirectory() as folder:
        apply(second)
        clock.advance(second, clock.lead(admin))
        target = other_database(source, database_name(second))
        path = Path(folder) / "org"
        moved = move_org(source, target, str(event["org_id"]), OTHER_CELL, path)
        with psycopg.connect(target, row_factory=dict_row, autocommit=True) as conn:
            conn.execute("set role anon")
            old = _ask(conn, "get_tickets", public_token=sold["public_token"])
            order = _ask(conn, "create_order", **_cart(event, AFTER))
            new = _ask(conn, "get_tickets", public_token=order["public_token"])
        broken = [promise for promise in operate.examine(target) if promise.problems]
        require(not broken, f"the doctor finds broken promises in the second cell: {broken}")
        return moved, {"old": old["code"], "new": new["code"]}


def _ask(conn: psycopg.Connection[Row], function: str, **parameters: Any) -> Row:
    """Call a function of the API as PostgREST does for a visitor."""
    named = ", ".join(f"{name} => %({name})s" for name in parameters)
    given = {
        name: json.dumps(value) if isinstance(value, list) else value
        for name, value in parameters.items()
    }
    query = f"select to_jsonb(r) as answer from public.{function}({named}) as r"  # noqa: S608
    row = conn.execute(query.encode(), given).fetchone()
    if row is None:
        raise Stop(f"{function} answers nothing in the second cell.")
    return dict(row["answer"])


async def _point_the_way(stage: Stage, event: Row) -> None:
    shop = await stage.shop()
    try:
        await stage.order(shop, _cart(event, AFTER))
    except Refusal as refusal:
        require(refusal.code == "org_has_moved", f"the old cell answers {refusal}.")
        address = refusal.details["moved_to"]
        stage.screen.done("Who asks here", f"is told where it went: {address}", refusal.code)
    else:
        raise Stop("The org sells in two places.")
