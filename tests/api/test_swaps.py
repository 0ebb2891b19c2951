"""Swaps and deferrals over HTTP: with money, by participants with a login, and by staff."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.shop import Person, Row, Sale, Shop, expect, refusal, until


def swapping(shop: Shop, **rules: object) -> Sale:
    """An event whose tickets can be swapped."""
    sale = shop.sale(vat_rate=900)
    allowed = {"swaps_allowed": True} | rules
    shop.update("event_settings", sale.owner.token, allowed, event_id=f"eq.{sale.event_id}")
    return sale


def another(shop: Shop, sale: Sale, **more: object) -> str:
    """Another ticket type of the event; its id."""
    ticket_type = {"name": "21 km", "price": 4000, "vat_rate": 900} | more
    return shop.ticket_type(sale.owner, sale.org_id, sale.event_id, **ticket_type)


def seen(shop: Shop, order: Row) -> Row:
    """An order as whoever has its token sees it."""
    return dict(expect(shop.rpc("get_order", public_token=order["public_token"])))


def swap(shop: Shop, order: Row, ticket_type_id: str, token: str | None = None) -> Row:
    """Swap the first valid ticket of an order, by its token or somebody's login."""
    (ticket,) = [t for t in seen(shop, order)["tickets"] if t["status"] == "valid"]
    said = {"ticket_instance_id": ticket["ticket_instance_id"], "ticket_type_id": ticket_type_id}
    by = {} if token else {"public_token": order["public_token"]}
    return dict(expect(shop.rpc("swap_ticket", token, **said, **by)))


def test_a_guest_pays_the_difference_and_gets_a_new_ticket(shop: Shop) -> None:
    sale = swapping(shop, swap_fee=500)
    half = another(shop, sale)
    bought = shop.buy(sale, language="en")
    (old,) = seen(shop, bought)["tickets"]

    change = swap(shop, bought, half)
    assert (change["status"], change["total_amount"]) == ("pending", 2000)
    change |= expect(shop.function("create-payment", public_token=change["public_token"]))
    page = shop.http.get(
        f"{shop.stack.api_url}/functions/v1/order", params={"token": change["public_token"]}
    ).text
    assert "Paid before" in page
    assert "Swap fee" in page
    shop.decide(change, "paid")
    shop.wait_for(change, "paid")

    told = seen(shop, change)
    (new,) = told["tickets"]
    assert new["code"] != old["code"]
    assert new["ticket_type"] == "21 km"
    assert (told["purpose"], told["credit_amount"], told["credit_vat_rate"]) == ("swap", 2500, 900)
    (gone,) = seen(shop, bought)["tickets"]
    assert gone["status"] == "void"
    until(
        "the new ticket is mailed",
        lambda: [mail["subject"] for mail in shop.mail_to(bought["email"])],
        lambda subjects: any("Your new ticket" in subject for subject in subjects),
    )
    pdf = shop.http.get(
        f"{shop.stack.api_url}/functions/v1/ticket-pdf", params={"token": change["public_token"]}
    )
    assert pdf.headers["content-type"] == "application/pdf"
    assert shop.problems() == set()


def test_a_cheaper_place_pays_the_rest_back_at_the_bank(shop: Shop) -> None:
    sale = swapping(shop, swap_refunds_difference=True)
    fun = another(shop, sale, name="5 km", price=1000)
    bought = shop.buy(sale)
    assert swap(shop, bought, fun)["status"] == "paid"
    until(
        "the rest has gone back",
        lambda: shop.ask(
            "select count(*) from payments.refunds where payable_id = %s and amount = 1500"
            " and mollie_refund_id is not null",
            bought["order_id"],
        ),
    )


def with_profile(shop: Shop, sale: Sale, person: Person, name: str) -> str:
    """Somebody's profile at the org; its id."""
    profile = {"first_name": name, "last_name": "Runner", "email": person.email}
    mine = expect(shop.rpc("save_my_profile", person.token, org_id=sale.org_id, profile=profile))
    return str(mine["participant_id"])


def test_whoever_has_the_ticket_swaps_it(shop: Shop) -> None:
    """Its participant with a login, who did not buy it; not the buyer then, nor anybody else."""
    sale = swapping(shop)
    half = another(shop, sale, price=2500)
    runner = shop.person()
    participant_id = with_profile(shop, sale, runner, "Rita")
    line = {"ticket_type_id": sale.ticket_type_id, "quantity": 1}
    entry = {"registrations": [{"participant_id": participant_id}]}
    placed = expect(
        shop.rpc(
            "create_order",
            runner.token,
            event_id=sale.event_id,
            items=[line | entry],
            email=runner.email,
        )
    )
    placed |= expect(shop.function("create-payment", public_token=placed["public_token"]))
    shop.decide(placed, "paid")
    shop.wait_for(placed, "paid")
    # The order is somebody else's.
    buyer = shop.person()
    shop.ask(
        "update sales.orders set user_id = %s, email = %s where id = %s",
        *(buyer.user_id, buyer.email, placed["order_id"]),
    )
    (ticket,) = seen(shop, placed)["tickets"]
    said = {"ticket_instance_id": ticket["ticket_instance_id"], "ticket_type_id": half}
    for token, by in (
        (buyer.token, {}),
        (None, {"public_token": placed["public_token"]}),
        (shop.person().token, {}),
        (sale.owner.token, {}),
    ):
        assert refusal(shop.rpc("swap_ticket", token, **said, **by))[:2] == (404, "not_found")

    change = swap(shop, placed, half, runner.token)
    assert change["status"] == "paid"
    mine = expect(shop.rpc("my_orders", runner.token))
    assert [order["id"] for order in mine if order["purpose"] == "swap"] == [change["order_id"]]
    assert seen(shop, change)["email"] == runner.email
    registrations = expect(shop.rpc("my_registrations", runner.token))
    assert sorted((r["status"], r["cancel_reason"]) for r in registrations) == [
        ("cancelled", "swapped"),
        ("paid", None),
    ]


def test_staff_move_somebody_and_the_buyer_pays_online(shop: Shop) -> None:
    sale = swapping(shop, swaps_allowed=False)
    half = another(shop, sale)
    bought = shop.buy(sale, language="en")
    (registration,) = seen(shop, bought)["registrations"]
    moved = expect(
        shop.rpc(
            "move_registration",
            sale.owner.token,
            registration_id=registration["id"],
            ticket_type_id=half,
            charge=True,
            idempotency_key=str(uuid4()),
        )
    )
    assert (moved["status"], moved["total_amount"]) == ("pending", 1500)
    until(
        "the buyer is told",
        lambda: [mail["subject"] for mail in shop.mail_to(bought["email"])],
        lambda subjects: any("are reserved" in subject for subject in subjects),
    )
    moved |= expect(shop.function("create-payment", public_token=moved["public_token"]))
    shop.decide(moved, "paid")
    shop.wait_for(moved, "paid")
    rows = shop.rows("registrations", sale.owner.token, event_id=f"eq.{sale.event_id}")
    assert sorted((row["status"], row["cancel_reason"]) for row in rows) == [
        ("cancelled", "swapped"),
        ("paid", None),
    ]


@pytest.mark.parametrize("by_hand", ["bank", "cash"])
def test_money_past_the_provider_settles_a_change_too(shop: Shop, by_hand: str) -> None:
    sale = swapping(shop)
    half = another(shop, sale)
    bought = shop.buy(sale)
    change = swap(shop, bought, half)
    said = {"order_id": change["order_id"], "amount": 1500, "method": by_hand}
    paid = expect(
        shop.rpc("record_manual_payment", sale.owner.token, **said, reference="statement 7")
    )
    assert paid["status"] == "paid"
    assert [ticket["ticket_type"] for ticket in seen(shop, change)["tickets"]] == ["21 km"]
