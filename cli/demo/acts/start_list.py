"""Who starts, with which number, and what it all costs: the books of the triathlon."""

from __future__ import annotations

from collections import defaultdict

from cli.demo.acts.books import received
from cli.demo.race import CODE, EARLY, OLYMPIC, SHIRT, WANTED_SIZE
from cli.demo.stage import Row, Stage, money, require


async def play(stage: Stage) -> None:
    """Stop when a limit was passed, a number given twice, or a cent is missing."""
    stage.screen.act("The start list, and the books of the triathlon")
    await _start_list(stage)
    await _limits(stage)
    await _amounts(stage)


async def _start_list(stage: Stage) -> None:
    """How many start in each distance, and their numbers."""
    screen, organiser, event = stage.screen, stage.organiser, stage.race.event_id
    registrations = await organiser.read("registrations", "*", event_id=event, status="paid")
    bibs = await organiser.read("bibs", "number,registration_id", event_id=event)
    number_of = {bib["registration_id"]: bib["number"] for bib in bibs}
    require(
        set(number_of) == {row["id"] for row in registrations},
        "everybody who starts has a number, and nobody else.",
    )
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for row in registrations:
        numbers[row["ticket_type"]].append(number_of[row["id"]])
    screen.table(
        ("who starts", "people", "numbers"),
        [(name, str(len(own)), f"{min(own)}–{max(own)}") for name, own in sorted(numbers.items())],
    )
    screen.done(
        f"{len(registrations)} people",
        "have a start number, in the order in which they paid; no number twice",
        'table("registrations") · table("bibs")',
    )


async def _limits(stage: Stage) -> None:
    """What was scarce, and how much of it was taken."""
    organiser, race = stage.organiser, stage.race
    olympic = race.ticket_type(OLYMPIC)["ticket_type_id"]
    pools = await organiser.read("capacity_pools", "*", event_id=race.event_id)
    taken = {pool["id"]: pool for pool in pools}
    [cap] = [pool for pool in pools if pool["name"]]
    [tier] = await organiser.read("price_tiers", "id,name", ticket_type_id=olympic)
    [wave] = await organiser.read("waves", "id,name", event_id=race.event_id, name=EARLY)
    [shirt] = await organiser.read("products", "id", event_id=race.event_id, name=SHIRT)
    [size] = await organiser.read(
        "product_variants", "id", product_id=shirt["id"], name=WANTED_SIZE
    )
    [code] = await organiser.read("promo_codes", "id", event_id=race.event_id, code=CODE)
    scarce = {
        "starts of all distances": cap["id"],
        f"“{tier['name']}” of the {OLYMPIC}": tier["id"],
        f"the wave “{wave['name']}”": wave["id"],
        f"shirts in {WANTED_SIZE}": size["id"],
        f"uses of {CODE}": code["id"],
    }
    rows = [
        (what, str(taken[pool]["taken"]), str(taken[pool]["capacity"]))
        for what, pool in scarce.items()
    ]
    stage.screen.table(("of what was scarce", "sold", "there were"), rows)
    for what, sold, limit in rows:
        require(sold == limit, f"{sold} of {limit} {what} are sold, though more were wanted.")


async def _amounts(stage: Stage) -> None:
    """Every order adds up, and all of them together are what came in."""
    screen, race = stage.screen, stage.race
    orders = await stage.organiser.read("orders", "*,order_items(*)", event_id=race.event_id)
    for order in orders:
        require(_adds_up(order), f"order {order['order_number']} does not add up.")
    total: defaultdict[str, int] = defaultdict(int)
    for order in orders:
        for part in ("subtotal", "discount", "service_fee", "total", "vat"):
            total[part] += order[f"{part}_amount"]
    screen.table(
        ("orders", str(len(orders))),
        [
            ("starts and what goes with them", money(total["subtotal"])),
            ("discount", money(-total["discount"])),
            ("service fees", money(total["service_fee"])),
            ("together", money(total["total"])),
            ("of which VAT", money(total["vat"])),
        ],
    )
    by_mollie = await received(stage, orders)
    by_hand = await _recorded(stage, orders)
    require(
        by_mollie + by_hand == total["total"],
        f"{money(by_mollie)} came from Mollie and {money(by_hand)} by hand, but the orders cost "
        f"{money(total['total'])}.",
    )
    screen.done(
        f"{len(orders)} orders",
        "add up to the cent, line by line",
        f"{money(by_mollie)} came from Mollie, {money(by_hand)} by bank transfer",
    )


def _adds_up(order: Row) -> bool:
    items, fee = order["order_items"], order["service_fee_amount"]
    return bool(
        order["total_amount"] == order["subtotal_amount"] - order["discount_amount"] + fee
        and order["total_amount"] == sum(item["total_amount"] for item in items) + fee
        and order["discount_amount"] == sum(item["discount_amount"] for item in items)
        and order["vat_amount"]
        == sum(item["vat_amount"] for item in items) + order["service_fee_vat_amount"]
    )


async def _recorded(stage: Stage, orders: list[Row]) -> int:
    """What staff recorded for these orders, in cents."""
    ids = {order["id"] for order in orders}
    payments = await stage.organiser.read("payments", "*", provider="manual")
    return sum(row["amount_captured"] for row in payments if row["payable_id"] in ids)
