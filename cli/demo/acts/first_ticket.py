"""A visitor without an account buys tickets, and they arrive."""

from __future__ import annotations

from datetime import datetime

from cli.demo.cast import GUEST
from cli.demo.stage import HOT, TIME_ZONE, Row, Stage, money

GUEST_WANTS = 2


async def play(stage: Stage) -> None:
    """Leaves the guest's order, paid; its PDF lies in the folder of tickets."""
    screen = stage.screen
    screen.act("A visitor, without an account")
    shop = await stage.shop()
    page = await shop.call("get_event", event_id=stage.event["event_id"])
    on_sale = [found["name"] for found in page["ticket_types"] if found["state"] == "on_sale"]
    screen.done(
        GUEST.name, f"reads what is on sale: {', '.join(on_sale)}", 'rpc("get_event"), anon key'
    )
    order = await shop.invoke("create-order-public", **stage.cart(GUEST, GUEST_WANTS))
    until = datetime.fromisoformat(order["expires_at"]).astimezone(TIME_ZONE)
    screen.done(
        GUEST.name,
        f"orders {GUEST_WANTS} tickets for the {HOT}, {money(order['total_amount'])}; they are "
        f"held until {until:%H:%M}",
        f'functions.invoke("create-order-public") → order {order["order_number"]}',
    )
    landed = await stage.bank.pay(order["checkout_url"])
    screen.done(
        GUEST.name,
        "pays with iDEAL on Mollie's page, and comes back to the page of the order",
        f"{landed.url.partition('?')[0]}?token=…",
    )
    with screen.working("The webhook comes, the worker writes"):
        stage.guest_order = await stage.until(
            "the order is paid",
            lambda: shop.call("get_order", public_token=order["public_token"]),
            lambda seen: bool(seen["status"] == "paid"),
        )
        letter = await _letter(stage)
        # Its codes are in the letter, so they are stored by now.
        stage.guest_order = await shop.call("get_order", public_token=order["public_token"])
    files = [f["name"] for f in letter["attachments"] if not f["type"].startswith("image/")]
    screen.done(
        GUEST.name,
        f"gets a letter: “{letter['subject']}”",
        f"with {', '.join(files)}",
    )
    path = stage.tickets / f"{stage.guest_order['order_number']}.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    pdf = next(name for name in files if name.endswith(".pdf"))
    path.write_bytes(await stage.postbox.attachment(letter["id"], pdf))
    ticket = stage.guest_order["tickets"][0]
    screen.done("Ticket", f"{ticket['code']}, as the door will scan it", f"PDF: {path}")
    screen.qr(ticket["qr_token"])


async def _letter(stage: Stage) -> Row:
    number = stage.guest_order["order_number"]
    letters = await stage.until(
        "the tickets have arrived by mail",
        lambda: stage.postbox.letters(GUEST.email),
        lambda found: any(number in letter["subject"] for letter in found),
    )
    newest = [letter for letter in letters if number in letter["subject"]][-1]
    return await stage.postbox.letter(newest["id"])
