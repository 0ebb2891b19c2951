"""Waiting for places over HTTP: joining, the mails and the page, and orders that take an offer."""

from __future__ import annotations

import re
from uuid import uuid4

from tests.shop import Person, Row, Sale, Shop, expect, open_waitlist, refusal, until, wait_for

TOKEN = re.compile(r"/functions/v1/waitlist\?token=([A-Za-z0-9_-]{43})")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def fill(shop: Shop, sale: Sale) -> Row:
    """Hold the last places of a sale; they come free when the buyer gives up."""
    (kind,) = shop.rows("ticket_types", sale.owner.token, id=f"eq.{sale.ticket_type_id}")
    return dict(expect(shop.order(sale, int(kind["capacity"]))))


def free(shop: Shop, order: Row) -> None:
    """Let the buyer of an order give up."""
    shop.decide(order, "canceled")
    shop.wait_for(order, "cancelled")


def join(shop: Shop, sale: Sale, quantity: int = 1) -> tuple[str, str]:
    """Join the waitlist of a sale; return the address, and the token that the mail brings to it."""
    email = f"{uuid4()}@example.test"
    wish: Row = {"event_id": sale.event_id, "ticket_type_id": sale.ticket_type_id}
    expect(shop.rpc("join_waitlist", **wish, quantity=quantity, email=email, language="en"))
    return email, token_in(mail(shop, email))


def mail(shop: Shop, email: str, number: int = 1) -> Row:
    """The latest mail to somebody, once there are so many."""
    arrived = until(
        f"{number} mails for {email}",
        lambda: shop.mail_to(email),
        lambda mails: len(mails) >= number,
    )
    return dict(expect(shop.http.get(f"{shop.stack.mail_url}/api/messages/{arrived[-1]['id']}")))


def token_in(letter: Row) -> str:
    """The token in the link of a mail."""
    found = TOKEN.search(letter["text"])
    assert found, letter["text"]
    return found[1]


def standing(shop: Shop, token: str) -> str:
    """How somebody stands who waits."""
    return str(expect(shop.rpc("waitlist_entry", waitlist_token=token))["status"])


def wait_until(shop: Shop, token: str, status: str) -> None:
    """Wait until somebody on a waitlist stands like this."""
    until(f"they are {status}", lambda: standing(shop, token), lambda seen: seen == status)


def page(shop: Shop, token: str) -> str:
    """The page of somebody who waits."""
    shown = shop.http.get(f"{shop.stack.api_url}/functions/v1/waitlist", params={"token": token})
    assert shown.is_success, shown.text
    assert "no-store" in shown.headers["cache-control"]
    return shown.text


def press(shop: Shop, token: str, **form: str) -> str:
    """Press a button of the page; return where the browser is sent."""
    answer = shop.http.post(
        f"{shop.stack.api_url}/functions/v1/waitlist", data={"token": token} | form
    )
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_a_cancelled_place_goes_to_who_waits(shop: Shop) -> None:
    """From joining to the ticket, by the links of the mails alone."""
    sale = shop.sale(capacity=2)
    order = fill(shop, sale)
    open_waitlist(shop, sale)
    email, token = join(shop, sale, 2)
    assert "You are on the waitlist" in page(shop, token)
    free(shop, order)
    letter = mail(shop, email, 2)
    assert letter["subject"] == "There is room for you at City Run"
    assert token_in(letter) == token
    assert "2 places" in letter["text"]
    assert refusal(
        shop.rpc("create_order", event_id=sale.event_id, items=sale.cart(), email=email)
    )[:2] == (409, "sold_out")

    shown = page(shop, token)
    assert "There is room for you" in shown
    assert "€25.00" in shown
    checkout = press(shop, token, action="accept", quantity="2")
    assert press(shop, token, action="accept", quantity="2") == checkout, "twice is one order"
    payment = "tr_" + checkout.rsplit("/", 1)[-1]
    expect(shop.sandbox("POST", f"payments/{payment}/outcome", status="paid"))
    tickets = mail(shop, email, 3)
    assert tickets["subject"].startswith("Your tickets for City Run")
    assert standing(shop, token) == "accepted"
    shown = page(shop, token)
    (link,) = re.findall(r'href="([^"]*/functions/v1/order[^"]*)"', shown)
    assert "You're in!" in shop.http.get(link.replace("&amp;", "&")).text.replace("&#39;", "'")
    (offer,) = shop.rows("waitlist_offers", sale.owner.token)
    assert (offer["status"], offer["accepted_quantity"]) == ("accepted", 2)
    assert shop.problems() == set()


def test_part_of_an_offer_is_taken_in_the_shop(shop: Shop) -> None:
    """The worker's function takes the offer's token too; the rest goes to the next."""
    sale = shop.sale(capacity=3)
    order = fill(shop, sale)
    open_waitlist(shop, sale)
    (_, first), (_, second) = join(shop, sale, 3), join(shop, sale, 2)
    free(shop, order)
    wait_until(shop, first, "offered")
    taken = expect(shop.order(sale, 1, waitlist_token=first))
    assert (taken["status"], taken["total_amount"]) == ("pending", 2500)
    wait_until(shop, second, "offered")
    assert shop.order(sale).status_code == 409, "nothing is left for the public"
    assert shop.order(sale, 1, waitlist_token=first).json()["code"] == "offer_not_open"


def test_what_is_declined_goes_to_the_next(shop: Shop) -> None:
    sale = shop.sale(capacity=1)
    order = fill(shop, sale)
    open_waitlist(shop, sale)
    (_, first), (_, second) = join(shop, sale), join(shop, sale)
    free(shop, order)
    wait_until(shop, first, "offered")
    assert TOKEN.search(press(shop, first, action="decline"))
    assert "You declined" in page(shop, first)
    wait_until(shop, second, "offered")
    press(shop, second, action="leave")
    assert standing(shop, second) == "left"
    until("the public has it", lambda: shop.order(sale).is_success)


def test_staff_adds_places_while_people_wait(shop: Shop) -> None:
    """Raised by the ticket type's own capacity, and by a limit that it shares with others."""
    sale = shop.sale(capacity=1)
    shared = shop.insert(
        "capacity_pools",
        sale.owner.token,
        org_id=sale.org_id,
        event_id=sale.event_id,
        name="All",
        capacity=1,
    )["id"]
    shop.insert(
        "ticket_type_pools",
        sale.owner.token,
        org_id=sale.org_id,
        ticket_type_id=sale.ticket_type_id,
        pool_id=shared,
    )
    fill(shop, sale)
    open_waitlist(shop, sale)
    (_, first), (_, second) = join(shop, sale), join(shop, sale)
    token = sale.owner.token
    shop.update("ticket_types", token, {"capacity": 5}, id=f"eq.{sale.ticket_type_id}")
    assert standing(shop, first) == "waiting", "the shared limit is still reached"
    shop.update("capacity_pools", token, {"capacity": 3}, id=f"eq.{shared}")
    assert shop.order(sale).json()["code"] == "sold_out", "before the public"
    for waiting in (first, second):
        wait_until(shop, waiting, "offered")
    assert shop.problems() == set()


def test_those_who_are_signed_in_see_how_they_stand(shop: Shop) -> None:
    """With the address of their account the answer is the entry; with another's it says nothing."""
    sale = shop.sale(capacity=1)
    fill(shop, sale)
    open_waitlist(shop, sale)
    person, other = shop.person(), shop.person()
    wish = {"event_id": sale.event_id, "ticket_type_id": sale.ticket_type_id}
    first = expect(shop.rpc("join_waitlist", person.token, **wish))
    second = expect(shop.rpc("join_waitlist", other.token, **wish))
    assert (first["ahead"], second["ahead"], second["email"]) == (0, 1, other.email)
    blind = expect(shop.rpc("join_waitlist", other.token, **wish, email=person.email))
    fresh = expect(shop.rpc("join_waitlist", **wish, email=f"{uuid4()}@example.test"))
    assert blind == fresh, "who waits already cannot be told from who does not"

    def mine(who: Person) -> list[str]:
        return [entry["entry_id"] for entry in expect(shop.rpc("my_waitlist", who.token))]

    assert mine(person) == [first["entry_id"]]
    assert mine(other) == [second["entry_id"]]
    refused = shop.rpc("leave_waitlist", other.token, entry_id=first["entry_id"])
    assert refusal(refused)[:2] == (404, "waitlist_entry_not_found")
    left = expect(shop.rpc("leave_waitlist", person.token, entry_id=first["entry_id"]))
    assert left["status"] == "left"


def test_staff_skips_somebody_and_tells_why(shop: Shop) -> None:
    sale = shop.sale(capacity=1)
    fill(shop, sale)
    email = f"{uuid4()}@example.test"
    waiting = wait_for(shop, sale, sale.ticket_type_id, email, language="nl")
    mail(shop, email)
    body = {"entry_id": waiting["entry_id"], "reason": "Dubbel aangemeld"}
    expect(shop.rpc("skip_waitlist_entry", sale.owner.token, **body))
    letter = mail(shop, email, 2)
    assert letter["subject"] == "Je staat niet meer op de wachtlijst voor City Run"
    assert "Dubbel aangemeld" in letter["text"]
    (entry,) = shop.rows("waitlist_entries", sale.owner.token)
    assert (entry["status"], entry["reason"]) == ("skipped", "Dubbel aangemeld")
    log = shop.rows("audit_log", sale.owner.token, action="eq.waitlist_entry.skipped")
    assert [row["new_value"]["reason"][:5] for row in log] == ["hmac:"]
    assert email not in str(shop.rows("audit_log", sale.owner.token))


def test_the_event_page_tells_where_one_can_wait(shop: Shop) -> None:
    sale = shop.sale(capacity=2)

    def is_open() -> bool:
        (kind,) = expect(shop.rpc("get_event", event_id=sale.event_id))["ticket_types"]
        return bool(kind["waitlist_is_open"])

    fill(shop, sale)
    assert not is_open(), "the organiser has not opened it"
    open_waitlist(shop, sale)
    assert is_open()
    shop.update("ticket_types", sale.owner.token, {"capacity": 50}, id=f"eq.{sale.ticket_type_id}")
    assert not is_open(), "there is room"


def test_the_page_asks_to_accept_the_terms(shop: Shop) -> None:
    sale = shop.sale(capacity=1)
    order = fill(shop, sale)
    open_waitlist(shop, sale, terms_en="Run at your own risk.")
    _, token = join(shop, sale)
    free(shop, order)
    wait_until(shop, token, "offered")
    assert "Run at your own risk." in page(shop, token)
    refused = shop.http.post(
        f"{shop.stack.api_url}/functions/v1/waitlist",
        data={"token": token, "action": "accept", "quantity": "1"},
        headers={"Accept-Language": "en"},
    )
    assert refused.status_code == 400
    assert "Accept the terms" in refused.text
    assert "checkout" in press(shop, token, action="accept", quantity="1", accept_terms="true")


def test_who_must_say_who_takes_part_orders_in_the_shop(shop: Shop) -> None:
    """The page cannot ask who takes part; it has the code with which a shop takes the offer."""
    sale = shop.sale(capacity=1, min_age=18)
    open_waitlist(shop, sale, required_profile_fields=["birth_date"])
    runner = {"first_name": "Rita", "last_name": "Runner", "birth_date": "1990-12-31"}
    items = [{**sale.cart()[0], "registrations": [runner]}]
    order = expect(shop.order(sale, items=items))
    _, token = join(shop, sale)
    free(shop, order)
    wait_until(shop, token, "offered")
    shown = page(shop, token)
    assert "<select" not in shown
    assert shown.count(token) >= 2, "the code, and the form to decline"
    taken = expect(shop.order(sale, items=items, waitlist_token=token))
    assert taken["status"] == "pending"
