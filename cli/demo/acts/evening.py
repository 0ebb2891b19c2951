"""A Friday evening in a restaurant: set up, booked until it is full, and lived through."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import cycle, islice

from cli import clock
from cli.client import Client, Refusal
from cli.demo.cast import FIRST_NAMES, LAST_NAMES, ORGANISER
from cli.demo.stage import Row, Stage, money, require

FRIDAY = 5
TABLES = {"Restaurant": (2, 2, 2, 4, 4, 4, 6), "Terrace": (2, 2, 4), "Private room": (8,)}
PARTIES = (2, 4, 2, 3, 2, 6, 4, 2)
TIMES = ("18:00", "18:15", "19:00", "19:30", "20:00", "20:30", "21:00", "21:30")
REGULAR, CHEF = "Regular", "Chef's Table"


async def play(stage: Stage) -> None:
    """Leaves an evening that is over: who came, who did not, and who cancelled."""
    stage.screen.act("A Friday evening")
    place = await _open(stage)
    tickets = {
        row["name"]: row["id"]
        for row in await stage.organiser.read("tickets", "*", location_id=place["id"])
    }
    friday = _friday(stage)
    booked = await _fill(stage, place, tickets[REGULAR], friday)
    chef = await _deposit(stage, place, tickets[CHEF], friday)
    await _option(stage, place, tickets[CHEF], friday)
    await _tell(stage, place, tickets, friday)
    await _live(stage, place, [*booked, chef], friday)


def _friday(stage: Stage) -> date:
    today = stage.now().date() + timedelta(days=2)
    return today + timedelta(days=(FRIDAY - today.isoweekday()) % 7)


async def _open(stage: Stage) -> Row:
    """Set a restaurant up as its operator would."""
    organiser, org_id = stage.organiser, stage.event["org"]["org_id"]
    place = await organiser.add(
        "locations", {"org_id": org_id, "name": "De Haven", "city": "Utrecht"}
    )
    its = {"org_id": org_id, "location_id": place["id"]}
    areas = {}
    for name, sizes in TABLES.items():
        areas[name] = (await organiser.add("areas", its | {"name": name}))["id"]
        for number, size in enumerate(sizes, start=1):
            table = {"area_id": areas[name], "name": f"{name} {number}", "max_capacity": size}
            await organiser.add("tables", its | table)
    hours = {"start_time": "18:00", "end_time": "23:00", "days_of_week": [1, 2, 3, 4, 5, 6, 7]}
    dinner = await organiser.add("shifts", its | {"name": "Diner", "short_name": "D"} | hours)
    deposit = {"name": "Fine dining", "payment_type": "deposit_pp", "payment_amount": 25}
    policy = await organiser.add("policy_sets", its | deposit | {"cancel_free_hours": 48})
    chef = {"name": CHEF, "short_name": "CHEF", "duration_minutes": 180}
    chef_ticket = await organiser.add("tickets", its | chef | {"policy_set_id": policy["id"]})
    [regular] = await organiser.read("tickets", "id", location_id=place["id"], name=REGULAR)
    squeeze = {"squeeze_enabled": True, "squeeze_duration_minutes": 75}
    await organiser.change("tickets", squeeze, id=regular["id"])
    offered = {"shift_id": dinner["id"]}
    public = [areas["Restaurant"], areas["Terrace"]]
    regular_offer = {"ticket_id": regular["id"], "area_ids": public, "pacing_covers_limit": 12}
    await organiser.add("shift_tickets", its | offered | regular_offer)
    chef_offer = {"ticket_id": chef_ticket["id"], "area_ids": [areas["Private room"]]}
    await organiser.add("shift_tickets", its | offered | chef_offer | {"max_covers_total": 12})
    await organiser.change(
        "reservation_settings", {"options_enabled": True}, location_id=place["id"]
    )
    stage.screen.done(
        ORGANISER.name,
        f"opens De Haven: dinner from 18:00 to 23:00, {sum(map(len, TABLES.values()))} tables, "
        f"{REGULAR} and {CHEF}, 12 covers per quarter of an hour",
        'table("locations"), table("tables"), table("shifts"), table("tickets"), …',
    )
    return place


async def _fill(stage: Stage, place: Row, ticket_id: str, friday: date) -> list[Row]:
    """Guests book by themselves, each at the time they like, until nobody finds a table."""
    guest = await stage.shop()
    booked: list[Row] = []
    refused: Counter[str] = Counter()
    wishes = islice(cycle(zip(cycle(TIMES), PARTIES * 3, strict=False)), 40)
    for number, (time, party) in enumerate(wishes):
        try:
            booked.append(await _book(guest, place, ticket_id, friday, number, time, party))
        except Refusal as refusal:
            refused[refusal.code] += 1
    require(bool(booked) and bool(refused), "an evening fills up.")
    stage.screen.done(
        f"{len(booked)} parties",
        f"book a table, {sum(row['party_size'] for row in booked)} guests; "
        f"{sum(refused.values())} more find none",
        'rpc("check_availability") · rpc("create_reservation")',
    )
    stage.screen.table(
        ("why not", "parties"), [(reason, str(count)) for reason, count in refused.most_common()]
    )
    return booked


async def _book(
    guest: Client, place: Row, ticket_id: str, friday: date, number: int, time: str, party: int
) -> Row:
    row: Row = await guest.call(
        "create_reservation",
        location_id=place["id"],
        reservation_date=friday.isoformat(),
        start_time=time,
        party_size=party,
        ticket_id=ticket_id,
        guest={
            "first_name": FIRST_NAMES[number % len(FIRST_NAMES)],
            "last_name": LAST_NAMES[number % len(LAST_NAMES)],
            "email": f"guest-{uuid.uuid4().hex[:10]}@bezoeker.example",
        },
        idempotency_key=str(uuid.uuid4()),
    )
    return row


async def _deposit(stage: Stage, place: Row, ticket_id: str, friday: date) -> Row:
    """Somebody books the chef's table, and pays its deposit."""
    guest = await stage.shop()
    booked = await _book(guest, place, ticket_id, friday, 7, "19:00", 6)
    token = {"public_token": booked["public_token"]}
    checkout = await guest.invoke("create-payment", **token)
    await stage.bank.pay(checkout["checkout_url"])
    await stage.until(
        "the deposit is paid",
        lambda: guest.call("get_reservation", **token),
        lambda seen: bool(seen["status"] == "confirmed"),
    )
    stage.screen.done(
        "A company of six",
        f"takes the {CHEF} and pays its deposit, {money(booked['amount'])}",
        'functions.invoke("create-payment") → confirmed',
    )
    return booked


async def _option(stage: Stage, place: Row, ticket_id: str, friday: date) -> None:
    """Staff promise the table of another evening, and nobody confirms."""
    option: Row = await stage.organiser.call(
        "create_reservation",
        location_id=place["id"],
        reservation_date=(friday + timedelta(days=1)).isoformat(),
        start_time="19:00",
        party_size=8,
        ticket_id=ticket_id,
        channel="phone",
        guest={"last_name": "Visser", "phone_number": "+31612345678"},
        options={
            "status": "option",
            "option_expires_at": (stage.now() + timedelta(hours=1)).isoformat(),
        },
    )
    ahead = clock.advance(stage.endpoints.admin_db_url, timedelta(hours=1, minutes=1))
    await stage.bank.set_clock(ahead)
    [ended] = await stage.until(
        "the option has ended",
        lambda: stage.organiser.read("reservations", "*", id=option["reservation_id"]),
        lambda rows: bool(rows[0]["status"] == "cancelled"),
    )
    stage.screen.done(
        ORGANISER.name,
        "gives an option by phone; an hour later nobody has confirmed it, and it ends",
        f"status: option → {ended['status']} ({ended['cancellation_reason']})",
    )


async def _tell(stage: Stage, place: Row, tickets: dict[str, str], friday: date) -> None:
    """The evening, slot by slot, as the next party of two would see it."""
    guest = await stage.shop()
    slots = await guest.call(
        "check_availability", location_id=place["id"], date=friday.isoformat(), party_size=2
    )
    by_time: dict[str, dict[str, str]] = {}
    for slot in slots:
        squeezed = slot["available"] and slot["slot_type"] == "squeeze"
        by_time.setdefault(slot["time"], {})[slot["ticket_id"]] = (
            "squeeze" if squeezed else slot["reason_code"]
        )
    stage.screen.say("What two more people would be offered:")
    stage.screen.table(
        ("time", REGULAR, CHEF),
        [
            (time, found.get(tickets[REGULAR], ""), found.get(tickets[CHEF], ""))
            for time, found in sorted(by_time.items())
        ],
    )


async def _live(stage: Stage, place: Row, booked: list[Row], friday: date) -> None:
    """The evening comes: all but one party are seated, and somebody walks in."""
    first = min(booked, key=lambda row: str(row["starts_at"]))
    starts_at = datetime.fromisoformat(first["starts_at"])
    ahead = clock.advance(stage.endpoints.admin_db_url, starts_at - stage.now())
    await stage.bank.set_clock(ahead)
    coming = [row for row in booked if row is not first and row["start_time"] == "18:00"]
    for row in coming:
        seated = {"reservation_id": row["reservation_id"], "new_status": "seated"}
        await stage.organiser.call("transition_reservation_status", **seated)
    walk_in = await _walk_in(stage, place, friday)
    ahead = clock.advance(stage.endpoints.admin_db_url, timedelta(minutes=16))
    await stage.bank.set_clock(ahead)
    await stage.until(
        "who did not come is a no-show",
        lambda: stage.organiser.read("reservations", "status", id=first["reservation_id"]),
        lambda rows: bool(rows[0]["status"] == "no_show"),
    )
    stage.screen.done(
        "At six",
        f"{len(coming)} parties are seated; who has not come a quarter of an hour later "
        f"({first['reservation_number']}) is a no-show",
        'rpc("transition_reservation_status") · core.tick()',
    )
    if walk_in:
        stage.screen.done(
            "Two people", f"walk in, and sit down at {walk_in['start_time']}", "channel: walk_in"
        )


async def _walk_in(stage: Stage, place: Row, friday: date) -> Row | None:
    """Somebody comes in from the street; there may be no room."""
    try:
        row: Row = await stage.organiser.call(
            "create_reservation",
            location_id=place["id"],
            reservation_date=friday.isoformat(),
            party_size=2,
            channel="walk_in",
        )
    except Refusal as refusal:
        stage.screen.done("Two people", f"walk in, and there is no room: {refusal.code}")
        return None
    return row
