"""The organiser sets up a triathlon, with everything that can be set up for an event."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from typing import Any

from cli.demo.cast import ORGANISER
from cli.demo.race import Race
from cli.demo.stage import TIME_ZONE, Row, Stage, money
from cli.seed import DATA, event_row
from cli.setup import set_up

SLUG = "triathlon-of-the-plas"
TEAMS_CLOSE_AFTER = timedelta(days=1)


async def play(stage: Stage) -> None:
    """Leaves the triathlon on sale."""
    screen, organiser = stage.screen, stage.organiser
    screen.act("A triathlon")
    plan = _plan()
    plan["settings"]["teams_close_at"] = (stage.now() + TEAMS_CLOSE_AFTER).isoformat()
    org_id = stage.event["org"]["org_id"]
    row = await organiser.add("events", {"org_id": org_id} | event_row(plan, stage.now()))
    await set_up(organiser, row, plan)
    screen.done(
        ORGANISER.name,
        f"sets up the “{row['title']}”",
        'table("price_tiers"), table("waves"), table("products"), table("promo_codes"), …',
        'rpc("save_question") · rpc("publish_waiver")',
    )
    await organiser.call("publish_event", event_id=row["id"])
    shop = await stage.shop()
    page = await shop.call("get_event", event_id=row["id"], language="en")
    stage.race = Race(row, page)
    _tell(stage, plan, page)


def _plan() -> Row:
    """The triathlon of seed/data.toml; its address is made from its title each time anew."""
    data = tomllib.loads(DATA.read_text())
    events: list[Row] = [event for org in data["orgs"] for event in org["events"]]
    [plan] = [event for event in events if event["slug"] == SLUG]
    return {name: value for name, value in plan.items() if name != "slug"}


def _tell(stage: Stage, plan: Row, page: Row) -> None:
    """Say what is on sale, and what is scarce of it."""
    screen = stage.screen
    [pool] = plan["pools"]
    fee = plan["settings"]["service_fee_rate"]
    screen.done(
        ORGANISER.name,
        f"publishes it: {pool['capacity']} starts for all distances together",
        'rpc("publish_event")',
    )
    screen.table(
        ("start", "price", "first", "wave", "places"),
        [
            (
                found["name"],
                money(found["regular_price"]),
                _early(found),
                datetime.fromisoformat(wave["starts_at"]).astimezone(TIME_ZONE).strftime("%H:%M"),
                str(_planned(plan["waves"], wave["name"])["capacity"]),
            )
            for found in page["ticket_types"]
            for wave in page["waves"]
            if found["ticket_type_id"] in wave["ticket_type_ids"]
        ],
    )
    products = []
    for product in plan["products"]:
        sizes = ", ".join(
            f"{size['name']} {size['capacity']}" for size in product.get("variants", [])
        )
        products.append((product["name"], money(product["price"]), sizes or _stock(product)))
    screen.table(("beside it", "price", "stock"), products)
    [code] = plan["promo_codes"]
    screen.say(
        f"A service fee of {fee / 100:g} % per order. The code {code['code']} takes "
        f"{code['value'] / 100:g} % off, for the first {code['max_uses']}. Everybody gives a birth "
        "date and whom to call, answers a question and accepts a waiver."
    )


def _early(ticket_type: Row) -> str:
    tier = ticket_type["price_tier"]
    return money(ticket_type["price"]) if tier else ""


def _stock(product: Row) -> str:
    return str(product.get("capacity", "")) or "made to order"


def _planned(rows: list[dict[str, Any]], name: str) -> Row:
    return next(row for row in rows if row["name"] == name)
