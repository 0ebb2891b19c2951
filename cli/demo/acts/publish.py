"""An organiser signs up, founds an org, publishes a city run with three distances."""

from __future__ import annotations

from datetime import datetime, timedelta

from cli.demo.acts.first_ticket import GUEST_WANTS
from cli.demo.cast import ORGANISER, PASSWORD
from cli.demo.stage import HOT, TIME_ZONE, Row, Stage, money

ORG = "Stadsloop Utrecht"
TITLE = "City Run Utrecht"


async def play(stage: Stage) -> None:
    """Leaves the organiser signed in, and the event on sale."""
    stage.screen.act("An organiser")
    stage.organiser = await stage.shop()
    is_new = await stage.organiser.sign_in(ORGANISER.email, PASSWORD, ORGANISER.name)
    stage.screen.done(
        ORGANISER.name,
        "signs up" if is_new else "signs in; the account is there already",
        f"auth.{'sign_up' if is_new else 'sign_in_with_password'}",
    )
    org = await _org(stage)
    event = await stage.organiser.add("events", _draft(org["org_id"], stage.now()))
    distances = [("5 km", 1750, 400), (HOT, 2750, stage.plan.left + GUEST_WANTS)]
    distances.append(("Half marathon", 4250, 300))
    for order, (name, price, capacity) in enumerate(distances):
        await stage.organiser.add(
            "ticket_types",
            {
                "org_id": org["org_id"],
                "event_id": event["id"],
                "name": name,
                "price": price,
                "capacity": capacity,
                "sort_order": order,
            },
        )
    await stage.organiser.call("publish_event", event_id=event["id"])
    stage.event = await (await stage.shop()).call("get_event", event_id=event["id"])
    start = datetime.fromisoformat(stage.event["starts_at"]).astimezone(TIME_ZONE)
    stage.screen.done(
        ORGANISER.name,
        f"publishes “{TITLE}”, {start:%A %-d %B %Y, %H:%M}",
        'table("events").insert · table("ticket_types").insert · rpc("publish_event")',
    )
    stage.screen.table(
        ("distance", "price", "places"),
        [(name, money(price), str(capacity)) for name, price, capacity in distances],
    )


async def _org(stage: Stage) -> Row:
    context = await stage.organiser.call("get_user_context")
    for org in context["orgs"]:
        if org["name"] == ORG:
            stage.screen.done(ORGANISER.name, f"owns {ORG} already", 'rpc("get_user_context")')
            return dict(org)
    founded: Row = await stage.organiser.call("create_org", name=ORG, email=ORGANISER.email)
    stage.screen.done(ORGANISER.name, f"founds {ORG} and owns it", 'rpc("create_org")')
    return founded


def _draft(org_id: str, now: datetime) -> Row:
    start = _sunday_after(now.astimezone(TIME_ZONE) + timedelta(days=180))
    return {
        "org_id": org_id,
        "title": TITLE,
        "sport": "running",
        "location_name": "Domplein",
        "location_address": "Domplein 29, 3512 JE Utrecht",
        "time_zone": TIME_ZONE.key,
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(hours=6)).isoformat(),
    }


def _sunday_after(moment: datetime) -> datetime:
    """Ten in the morning of the next Sunday."""
    sunday = moment + timedelta(days=7 - moment.isoweekday() % 7)
    return sunday.replace(hour=10, minute=0, second=0, microsecond=0)
