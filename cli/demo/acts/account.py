"""An organiser connects an account of their own: paid there, a fee, and a credit for it."""

from __future__ import annotations

import uuid
from datetime import timedelta

from cli.demo.acts import ledger
from cli.demo.browser import Browser
from cli.demo.cast import GUEST, ORGANISER
from cli.demo.stage import Row, Stage, money, require

ORG = "Wandelclub De Dom"
PRICE = 2500
TICKETS = 2
FEE = 100  # two per cent


async def play(stage: Stage) -> None:
    """An org of its own, so that everybody else is still paid on the platform's account."""
    screen, organiser = stage.screen, stage.organiser
    screen.act("An account of one's own")
    org = await organiser.call("create_org", name=ORG, email=ORGANISER.email)
    event, ticket_type = await _walk(stage, org["org_id"])
    merchant = await stage.bank.merchant(ORG)
    begun = await organiser.invoke("mollie-connect", org_id=org["org_id"])
    browser = Browser(stage.http)
    consent = await browser.open(begun["authorize_url"])
    landed = await browser.submit(consent, merchant=merchant, decision="allow")
    require("gekoppeld" in landed.text, "The account is not connected.")
    [connection] = await organiser.read("mollie_connections", "*", org_id=org["org_id"])
    screen.done(
        ORGANISER.name,
        f"agrees on Mollie's page that {ORG} is paid on an account of its own: "
        f"{connection['status']}, profile {connection['profile_id']}",
        'functions.invoke("mollie-connect") · table("mollie_connections")',
    )

    shop = await stage.shop()
    items = [{"ticket_type_id": ticket_type["id"], "quantity": TICKETS}]
    order = await shop.invoke(
        "create-order-public", event_id=event["id"], items=items, email=GUEST.email
    )
    await stage.bank.pay(order["checkout_url"])
    await stage.until(
        "the order is paid",
        lambda: shop.call("get_order", public_token=order["public_token"]),
        lambda found: found["status"] == "paid",
    )
    [payment] = await organiser.read("payments", "*", payable_id=order["order_id"])
    [told] = [p for p in await stage.bank.payments() if p["id"] == payment["provider_payment_id"]]
    require(told["profileId"] == connection["profile_id"], "It was paid on another account.")
    fee = round(float(told["applicationFee"]["amount"]["value"]) * 100)
    require(
        fee == FEE == payment["application_fee_amount"],
        f"The fee should be {money(FEE)}: Mollie has {money(fee)}.",
    )
    screen.done(
        GUEST.name,
        f"walks along with a friend for {money(TICKETS * PRICE)}, paid on that account;"
        f" {money(fee)} of it go to the platform",
        'table("payments").application_fee_amount',
    )
    await _refund_one(stage, order, payment)
    balances = await ledger.show(stage, org["org_id"])
    require(
        # What Mollie itself takes is booked as soon as its balance has been read.
        balances["provider"] + balances["provider_costs"] == PRICE * (TICKETS - 1) - FEE,
        f"Mollie should hold what is left of the sale: it is {money(balances['provider'])}.",
    )


async def _refund_one(stage: Stage, order: Row, payment: Row) -> None:
    """The friend falls ill: the ticket goes back, and its share of the fee becomes a credit."""
    detail = await stage.organiser.call("order_detail", order_id=order["order_id"])
    [line] = detail["items"]
    refund = await stage.organiser.invoke(
        "create-refund",
        order_id=order["order_id"],
        items=[{"order_item_id": line["order_item_id"], "quantity": 1}],
        reason="Ill",
        idempotency_key=str(uuid.uuid4()),
    )

    async def refunded() -> Row:
        await stage.bank.send_refunds()
        [row] = await stage.organiser.read("refunds", "status", id=refund["refund_id"])
        return row

    await stage.until("the money is back", refunded, lambda row: row["status"] == "refunded")
    [fee] = await stage.organiser.read("fee_credits", "*", payment_id=payment["id"])
    require(
        fee["credit_amount"] == FEE // TICKETS,
        f"The credit should be {money(FEE // TICKETS)}: it is {money(fee['credit_amount'])}.",
    )
    stage.screen.done(
        ORGANISER.name,
        f"refunds a ticket, {money(refund['amount'])}; Mollie returns no fees, so"
        f" {money(fee['credit_amount'])} become a credit with the platform",
        'functions.invoke("create-refund") · table("fee_credits")',
    )


async def _walk(stage: Stage, org_id: str) -> tuple[Row, Row]:
    """An event with one ticket type, on sale."""
    start = stage.now() + timedelta(days=60)
    event = await stage.organiser.add(
        "events",
        {
            "org_id": org_id,
            "title": "Singelwandeling",
            "location_name": "Domplein",
            "starts_at": start.isoformat(),
            "ends_at": (start + timedelta(hours=4)).isoformat(),
        },
    )
    ticket_type = await stage.organiser.add(
        "ticket_types",
        {
            "org_id": org_id,
            "event_id": event["id"],
            "name": "12 km",
            "price": PRICE,
            "capacity": 100,
        },
    )
    await stage.organiser.call("publish_event", event_id=event["id"])
    return event, ticket_type
