"""A Friday evening in a restaurant: set up, booked until it is full, and lived through."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import cycle, islice
from typing import Any

from cli import clock
from cli.client import Client, Refusal
from cli.demo.cast import FIRST_NAMES, LAST_NAMES, ORGANISER
from cli.demo.stage import TIME_ZONE, Row, Stage, money, require

FRIDAY = 5
TABLES = {"Restaurant": (2, 2, 2, 4, 4, 4, 6), "Terrace": (2, 2, 4), "Private room": (4, 4, 4)}
CROWD = 80  # parties that would like to come, more than there is room for
PARTIES = (2, 4, 2, 3, 2, 6, 4, 2)
TIMES = ("19:00", "18:00", "19:00", "20:00", "18:00", "21:00", "19:30")  # the first most of all
REGULAR, CHEF = "Regular", "Chef's Table"
NO_SHOW_AFTER = 10  # minutes


async def play(stage: Stage) -> None:
    """Leaves an evening that has begun: who came, who did not, and who walked in."""
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
    await _live(stage, place, booked, friday)
    await _look_back(stage, place, chef, friday)


def _friday(stage: Stage) -> date:
    today = stage.now().astimezone(TIME_ZONE).date() + timedelta(days=2)
    return today + timedelta(days=(FRIDAY - today.isoweekday()) % 7)


async def _open(stage: Stage) -> Row:
    """Set a restaurant up as its operator would."""
    organiser, org_id = stage.organiser, stage.event["org"]["org_id"]
    place = await organiser.add(
        "locations", {"org_id": org_id, "name": "De Haven", "city": "Utrecht"}
    )
    its = {"org_id": org_id, "location_id": place["id"]}
    areas = await _furnish(stage, its)
    hours = {"start_time": "18:00", "end_time": "23:00", "days_of_week": [1, 2, 3, 4, 5, 6, 7]}
    dinner = await organiser.add("shifts", its | {"name": "Diner", "short_name": "D"} | hours)
    deposit = {"name": "Fine dining", "payment_type": "deposit_pp", "payment_amount": 25}
    policy = await organiser.add("policy_sets", its | deposit | {"cancel_free_hours": 48})
    chef = {"name": CHEF, "short_name": "CHEF", "duration_minutes": 180}
    chef_ticket = await organiser.add("tickets", its | chef | {"policy_set_id": policy["id"]})
    [regular] = await organiser.read("tickets", "*", location_id=place["id"], name=REGULAR)
    patience = {"noshow_mark_after_minutes": NO_SHOW_AFTER}
    await organiser.change("policy_sets", patience, id=regular["policy_set_id"])
    squeeze = {"squeeze_enabled": True, "squeeze_duration_minutes": 75}
    squeeze["squeeze_limit_per_shift"] = 4
    await organiser.change("tickets", squeeze, id=regular["id"])
    offers: tuple[tuple[Row, Row], ...] = (
        (
            {"ticket_id": regular["id"], "pacing_covers_limit": 12, "max_covers_total": 72},
            {"area_ids": [areas[name] for name in ("Restaurant", "Terrace", "Bar")]},
        ),
        (
            {"ticket_id": chef_ticket["id"], "pacing_covers_limit": 4, "max_covers_total": 12},
            {"area_ids": [areas["Private room"]]},
        ),
    )
    for limits, where in offers:
        await organiser.add("shift_tickets", its | {"shift_id": dinner["id"]} | limits | where)
    await organiser.change(
        "reservation_settings", {"options_enabled": True}, location_id=place["id"]
    )
    stage.screen.done(
        ORGANISER.name,
        f"opens De Haven: dinner from 18:00 to 23:00, {sum(map(len, TABLES.values()))} tables and "
        f"one at the bar for who walks in, {REGULAR} and {CHEF}, 12 covers per quarter of an hour",
        'table("locations"), table("tables"), table("shifts"), table("tickets"), …',
    )
    return place


async def _furnish(stage: Stage, its: Row) -> dict[str, str]:
    """Areas with tables; at the bar is one that guests do not book themselves."""
    areas: dict[str, str] = {}
    for name, sizes in (TABLES | {"Bar": (2,)}).items():
        areas[name] = (await stage.organiser.add("areas", its | {"name": name}))["id"]
        for number, size in enumerate(sizes, start=1):
            table = {"area_id": areas[name], "name": f"{name} {number}", "max_capacity": size}
            table["online_bookable"] = name != "Bar"
            await stage.organiser.add("tables", its | table)
    return areas


async def _fill(stage: Stage, place: Row, ticket_id: str, friday: date) -> list[Row]:
    """Guests book by themselves until nobody finds a table.

    Each tries the time they like best, and takes the one next to it that is offered when that is
    gone.
    """
    guest = await stage.shop()
    booked: list[Row] = []
    refused: Counter[str] = Counter()
    went = 0
    wishes = islice(zip(cycle(PARTIES), cycle(TIMES), strict=False), CROWD)
    for number, (party, time) in enumerate(wishes):
        try:
            booked.append(await _book(guest, place, ticket_id, friday, number, time, party))
            continue
        except Refusal as refusal:
            refused[refusal.code] += 1
        other = await _nearest(guest, place, ticket_id, friday, party, time)
        if other:
            booked.append(await _book(guest, place, ticket_id, friday, number, other, party))
            continue
        went += 1
        if party == min(PARTIES):
            break
    require(went > 0, "an evening fills up.")
    squeezed = [row for row in booked if row["is_squeeze"]]
    require(bool(squeezed), "who comes late is squeezed in.")
    stage.screen.done(
        f"{len(booked)} parties",
        f"book a table, {sum(row['party_size'] for row in booked)} guests, {len(squeezed)} of them "
        f"parties that stay shorter; then it is full, and {went} find none",
        'rpc("check_availability") · rpc("create_reservation")',
    )
    stage.screen.table(
        ("a time was gone because", "times"),
        [(reason, str(count)) for reason, count in refused.most_common()],
    )
    return booked


async def _nearest(
    guest: Client, place: Row, ticket_id: str, friday: date, party: int, time: str
) -> str | None:
    """The time that is offered nearest to the one that a party would like."""
    slots = await guest.call(
        "check_availability",
        location_id=place["id"],
        ticket_id=ticket_id,
        date=friday.isoformat(),
        party_size=party,
    )
    wish = _minutes(time)
    offered = [slot["time"] for slot in slots if slot["available"]]
    return min(offered, key=lambda found: abs(_minutes(found) - wish), default=None)


def _minutes(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)


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
    booked = await _book(guest, place, ticket_id, friday, 7, "19:00", 4)
    token = {"public_token": booked["public_token"]}
    checkout = await guest.invoke("create-payment", **token)
    await stage.bank.pay(checkout["checkout_url"])
    await stage.until(
        "the deposit is paid",
        lambda: guest.call("get_reservation", **token),
        lambda seen: bool(seen["status"] == "confirmed"),
    )
    stage.screen.done(
        "A company of four",
        f"takes the {CHEF} and pays its deposit, {money(booked['amount'])}",
        'functions.invoke("create-payment") → confirmed',
    )
    return booked


async def _option(stage: Stage, place: Row, ticket_id: str, friday: date) -> None:
    """Staff promise a table of another evening, are told of it, and nobody confirms."""
    option: Row = await stage.organiser.call(
        "create_reservation",
        location_id=place["id"],
        reservation_date=(friday + timedelta(days=1)).isoformat(),
        start_time="19:00",
        party_size=4,
        ticket_id=ticket_id,
        channel="phone",
        guest={"last_name": "Visser", "phone_number": "+31612345678"},
        options={
            "status": "option",
            "option_expires_at": (stage.now() + timedelta(hours=1)).isoformat(),
        },
    )
    seen = await stage.organiser.call("location_signals", location_id=place["id"])
    stage.screen.done(
        ORGANISER.name,
        "gives an option by phone, and sees what deserves attention:",
        'rpc("create_reservation") · rpc("location_signals")',
    )
    stage.screen.table(
        ("why", "what", "urgency"),
        [(row["reason"], row["kind"], row["urgency"]) for row in seen["signals"]],
    )
    ahead = clock.advance(stage.endpoints.admin_db_url, timedelta(hours=1, minutes=1))
    await stage.bank.set_clock(ahead)
    [ended] = await stage.until(
        "the option has ended",
        lambda: stage.organiser.read("reservations", "*", id=option["reservation_id"]),
        lambda rows: bool(rows[0]["status"] == "cancelled"),
    )
    stage.screen.done(
        "An hour later",
        "nobody has confirmed the option, and it ends",
        f"status: option → {ended['status']} ({ended['cancellation_reason']})",
    )


async def _tell(stage: Stage, place: Row, tickets: dict[str, str], friday: date) -> None:
    """The evening, slot by slot: how full it is, and what two more people would be offered."""
    of_the_evening = {"location_id": place["id"], "date": friday.isoformat()}
    guest = await stage.shop()
    slots = await _ask(stage, guest, "check_availability", party_size=2, **of_the_evening)
    offered: dict[tuple[str, str], str] = {
        (slot["time"], slot["ticket_id"]): "squeeze"
        if slot["available"] and slot["slot_type"] == "squeeze"
        else slot["reason_code"]
        for slot in slots
    }
    seen = await _ask(stage, stage.organiser, "shift_overview", **of_the_evening)
    [shift] = seen["shifts"]
    paced = {
        (interval["time"], ticket["ticket_id"]): f"{interval['covers']}/{interval['covers_limit']}"
        for ticket in shift["tickets"]
        for interval in ticket["intervals"]
    }
    stage.screen.say(
        f"The evening: {shift['covers']} guests in {shift['arrivals']} parties, "
        f"{shift['squeezes']} squeezed. Who comes in, tables free, and what two more would hear:"
    )
    regular, chef = tickets[REGULAR], tickets[CHEF]
    stage.screen.table(
        ("time", "in", "free", REGULAR, "in", CHEF),
        [
            (
                *(at["time"], paced[at["time"], regular], str(at["tables_free"])),
                *(offered[at["time"], regular], paced[at["time"], chef]),
                offered[at["time"], chef],
            )
            for at in shift["intervals"]
        ],
    )


async def _live(stage: Stage, place: Row, booked: list[Row], friday: date) -> None:
    """The evening comes: all but one party of six o'clock are seated, and somebody walks in."""
    first, *coming = [row for row in booked if row["start_time"] == "18:00"]
    await _go_to(stage, datetime.fromisoformat(first["starts_at"]) - stage.now())
    for row in coming:
        seated = {"reservation_id": row["reservation_id"], "new_status": "seated"}
        await _ask(stage, stage.organiser, "transition_reservation_status", **seated)
    await _go_to(stage, timedelta(minutes=NO_SHOW_AFTER, seconds=1))
    await stage.until(
        "who did not come is a no-show",
        lambda: stage.organiser.read("reservations", "status", id=first["reservation_id"]),
        lambda rows: bool(rows[0]["status"] == "no_show"),
    )
    stage.screen.done(
        "At six",
        f"{len(coming)} parties are seated; who has not come {NO_SHOW_AFTER} minutes later "
        f"({first['reservation_number']}) is a no-show",
        'rpc("transition_reservation_status") · core.tick()',
    )
    walk_in = await _ask(
        stage,
        stage.organiser,
        "create_reservation",
        location_id=place["id"],
        reservation_date=friday.isoformat(),
        party_size=2,
        channel="walk_in",
        idempotency_key=str(uuid.uuid4()),
    )
    now = {"reservation_id": walk_in["reservation_id"], "new_status": "seated"}
    await _ask(stage, stage.organiser, "transition_reservation_status", **now)
    stage.screen.done(
        "Two people",
        f"walk in at {walk_in['start_time']}, and sit down at the bar",
        'rpc("create_reservation"): channel walk_in',
    )


async def _go_to(stage: Stage, by: timedelta) -> None:
    """Let time pass, here and at the bank."""
    await stage.bank.set_clock(clock.advance(stage.endpoints.admin_db_url, by))


async def _ask(stage: Stage, client: Client, function: str, **arguments: object) -> Any:
    """Call what may be called twice; while the API connects anew, as often as it takes."""
    return await stage.until(
        f"{function} answers", lambda: client.call(function, **arguments), lambda _: True
    )


async def _look_back(stage: Stage, place: Row, chef: Row, friday: date) -> None:
    """What became of the evening so far, who found no table, and who did what."""
    asked = {"location_id": place["id"], "date": friday.isoformat()}
    seen = await _ask(stage, stage.organiser, "shift_overview", **asked)
    [shift] = seen["shifts"]
    stage.screen.say("The evening at a quarter past six:")
    stage.screen.table(
        ("reservations", "parties", "guests"),
        [
            (status, str(count["reservations"]), str(count["covers"]))
            for status, count in sorted(shift["by_status"].items())
        ],
    )
    refused: Counter[tuple[str, str]] = Counter()
    for row in await stage.until(
        "the demand is told",
        lambda: stage.organiser.read(
            "refused_demand", "*", location_id=place["id"], service_date=friday.isoformat()
        ),
        bool,
    ):
        refused[row["reason_code"], row["kind"]] += row["refusals"]
    stage.screen.say("Who found no table, without anything of who they were:")
    stage.screen.table(
        ("reason", "searches", "bookings"),
        [
            (reason, str(refused[reason, "search"]), str(refused[reason, "booking"]))
            for reason in sorted({reason for reason, _ in refused})
        ],
    )
    of_chef = {"reservation_id": chef["reservation_id"]}
    detail = await _ask(stage, stage.organiser, "reservation_detail", **of_chef)
    story = [
        f"{entry['action'].partition('.')[2]} ({entry['performed_by_type']})"
        for entry in detail["history"]
        if entry["entity_type"] == "reservation"
    ]
    stage.screen.done(
        f"The {CHEF}",
        f"has its history: {', '.join(story)}",
        'rpc("reservation_detail")',
    )
