"""At the organiser's desk: a start for nothing, and some that a company pays by bank transfer."""

from __future__ import annotations

from cli.demo.cast import ORGANISER, Person
from cli.demo.race import SPRINT, colleagues
from cli.demo.stage import Row, Stage, money, require


async def play(stage: Stage) -> None:
    """Leaves the orders of the desk, settled."""
    screen, race, organiser = stage.screen, stage.race, stage.organiser
    screen.act("The organiser's desk")
    mayor, *company = colleagues(edition=race.row["slug"])
    gift = await _order(stage, "complimentary", mayor)
    screen.done(
        ORGANISER.name,
        "gives the mayor a start",
        f'rpc("create_staff_order", settlement: complimentary) → {gift["status"]}',
    )
    invoice = await _order(stage, "invoice", *company)
    await _letter(stage, company[0], "reserved")
    screen.done(
        ORGANISER.name,
        f"enters {len(company)} people of a company, {money(invoice['total_amount'])} on invoice; "
        "their places are held for two weeks",
        f'rpc("create_staff_order", settlement: invoice) → {invoice["status"]}, and a letter',
    )
    paid = await organiser.call(
        "record_manual_payment",
        order_id=invoice["order_id"],
        amount=invoice["total_amount"],
        method="bank",
        reference=f"transfer {invoice['order_number']}",
    )
    require(paid["status"] == "paid", "a payment that was recorded settles its order.")
    await _letter(stage, company[0], "tickets")
    screen.done(
        "The money",
        "is on the bank statement, and the tickets are in the post",
        f'rpc("record_manual_payment") → {paid["status"]}; into the same books as Mollie\'s',
    )
    race.desk_orders = [gift, invoice]


async def _order(stage: Stage, settlement: str, *people: Person) -> Row:
    wave = "Sprint"
    order: Row = await stage.organiser.call(
        "create_staff_order",
        event_id=stage.race.event_id,
        items=[stage.race.start(SPRINT, wave, *people)],
        email=people[0].email,
        purchaser_name=people[0].name,
        language=people[0].language,
        settlement=settlement,
    )
    return order


async def _letter(stage: Stage, person: Person, about: str) -> None:
    await stage.until(
        f"{person.email} has a letter about {about}",
        lambda: stage.postbox.letters(person.email),
        lambda letters: any(about in letter["subject"] for letter in letters),
    )
