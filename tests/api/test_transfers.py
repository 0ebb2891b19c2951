"""Tickets that are handed on, over HTTP: mails with links that work, pages, files, and money."""

from __future__ import annotations

import html
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.shop import Person, Row, Shop, expect, refusal, until
from tests.transfers import (
    address,
    link_in,
    links_in,
    mail,
    tickets,
    token_in,
    transferable,
)

NINA = {"first_name": "Nina", "last_name": "Taker"}


def transfer(shop: Shop, action: str, by: Person | None = None, **body: object) -> httpx.Response:
    """Call the worker's function."""
    return shop.http.post(
        f"{shop.stack.api_url}/functions/v1/ticket-transfer",
        json={"action": action} | body,
        headers=shop.headers(by.token if by else None),
    )


def offered(shop: Shop, order: Row, email: str) -> str:
    """Offer the ticket of an order to an address, by the function; return the token of the mail."""
    (ticket,) = tickets(shop, order["public_token"])
    expect(
        transfer(
            shop,
            "create",
            ticket_instance_id=ticket["ticket_instance_id"],
            to_email=email,
            language="en",
            public_token=order["public_token"],
        )
    )
    return token_in(link_in(mail(shop, email, "hands a ticket"), "ticket-offer"))


def wait_for(shop: Shop, taken: Row, status: str) -> None:
    """Wait until the order of a fee has come to a status."""
    shop.wait_for(taken | {"order_number": "of the fee"}, status)


def test_a_ticket_is_handed_on_by_mail(shop: Shop) -> None:
    sale = transferable(shop)
    order, email = shop.buy(sale, language="en"), address()
    token = offered(shop, order, email)
    assert "is offered to" in mail(shop, order["email"], "Your ticket for City Run")["subject"]

    taken = expect(transfer(shop, "accept", token=token, registration=NINA, language="en"))

    assert taken["status"] == "accepted"
    told = mail(shop, order["email"], "has been taken over")
    assert "no longer admits anybody" in told["text"]
    brought = mail(shop, email, "Your ticket for City Run")
    assert {part["name"] for part in brought["attachments"]} >= {"event.ics"}
    page = shop.http.get(link_in(brought, "/ticket?"))
    assert page.status_code == 200
    (ticket,) = tickets(shop, token_in(link_in(brought, "/ticket?")))
    assert ticket["ticket_instance_id"] == taken["ticket_instance_id"]
    for said in ("City Run", "Nina Taker", ticket["code"]):
        assert said in page.text
    (old,) = tickets(shop, order["public_token"])
    assert (old["status"], old["void_reason"], old["holder"]) == ("void", "transferred", None)
    assert old["code"] != ticket["code"]
    # What the buyer downloads and has mailed does not bring the new code.
    pdf = shop.http.get(
        f"{shop.stack.api_url}/functions/v1/ticket-pdf", params={"token": order["public_token"]}
    )
    assert (pdf.status_code, pdf.json()["code"]) == (409, "order_has_no_tickets")
    again = shop.rpc("resend_tickets", public_token=order["public_token"])
    assert refusal(again)[1] == "order_has_no_tickets"


def test_it_is_declined_sent_again_and_taken_back(shop: Shop) -> None:
    sale = transferable(shop)
    order, email = shop.buy(sale), address()
    token = offered(shop, order, email)
    assert expect(transfer(shop, "decline", token=token))["status"] == "declined"
    assert mail(shop, order["email"], "is afgeslagen")

    other = address("neo")
    offered(shop, order, other)
    (ticket,) = tickets(shop, order["public_token"])
    mine = {
        "transfer_id": ticket["transfer"]["transfer_id"],
        "public_token": order["public_token"],
    }
    assert ticket["may"]["transfer"]["reason"] == "transfer_pending"
    assert expect(transfer(shop, "resend", **mine))["status"] == "pending"
    until(
        "the offer arrives again",
        lambda: [m for m in shop.mail_to(other) if "hands a ticket" in m["subject"]],
        lambda seen: len(seen) == 2,
    )
    assert expect(transfer(shop, "withdraw", **mine))["status"] == "withdrawn"
    assert mail(shop, other, "no longer offered")
    (ticket,) = tickets(shop, order["public_token"])
    assert (ticket["status"], ticket["transfer"]) == ("valid", None)
    assert ticket["may"]["transfer"]["allowed"]


def test_the_page_of_an_offer_takes_it_over(shop: Shop) -> None:
    sale = transferable(shop, {"required_profile_fields": ["phone"]}, min_age=16)
    question = shop.question(
        sale.owner,
        sale.event_id,
        kind="choice",
        is_required=True,
        label_en="T-shirt <size>?",
        options=[
            {"value": "S", "label_nl": "Klein", "label_en": "Small"},
            {"value": "L", "label_nl": "Groot", "label_en": "Large"},
        ],
    )
    expect(
        shop.rpc("publish_waiver", sale.owner.token, event_id=sale.event_id, text_en="My own risk")
    )
    entry = {
        "first_name": "Olga",
        "last_name": "Old",
        "phone": "+31612345678",
        "birth_date": "1980-01-01",
        "answers": {question: "S"},
        "waiver": {"version": 1, "accepted_by": "Olga"},
    }
    cart = [{"ticket_type_id": sale.ticket_type_id, "quantity": 1, "registrations": [entry]}]
    order, email = shop.buy(sale, items=cart), address()
    token = offered(shop, order, email)
    link = f"{shop.stack.api_url}/functions/v1/ticket-offer"

    page = shop.http.get(link, params={"token": token})
    assert page.status_code == 200
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    said = html.unescape(page.text)
    for part in ("Olga Old", "City Run", "T-shirt <size>?", "Large", "My own risk", email):
        assert part in said
    assert "T-shirt <size>?" not in page.text

    form = {
        "token": token,
        "answer": "accept",
        "first_name": "Nina",
        "last_name": "Táker",
        "email": email,
        "phone": "+31687654321",
        "birth_date": "2020-01-01",
        question: "L",
        "accepted_by": "Nina",
    }
    refused = shop.http.post(link, data=form)
    assert refused.status_code == 422
    assert "too young" in refused.text
    assert "Táker" in refused.text, "what was filled in is still there"
    missing = shop.http.post(link, data=form | {"phone": ""})
    assert missing.status_code == 400
    assert "Please fill in: Telephone number." in missing.text

    done = shop.http.post(link, data=form | {"birth_date": "1990-01-01"})
    assert done.status_code == 303
    landed = shop.http.get(done.headers["location"])
    assert "Your ticket is ready." in landed.text
    assert "Nina Táker" in landed.text
    answer = "select value #>> '{}' from sales.registration_answers where question_id = %s"
    assert shop.ask(answer, question) == "L"
    again = shop.http.get(link, params={"token": token})
    assert "has been taken over" in again.text
    assert "<form" not in again.text
    late = shop.http.post(link, data=form)
    assert (late.status_code, "<form" in late.text) == (409, False)


def test_the_page_of_an_offer_declines_it(shop: Shop) -> None:
    order, email = shop.buy(transferable(shop)), address()
    token = offered(shop, order, email)
    link = f"{shop.stack.api_url}/functions/v1/ticket-offer"
    page = shop.http.post(link, data={"token": token, "answer": "decline"})
    assert page.status_code == 200
    assert "You declined this ticket" in page.text
    (ticket,) = tickets(shop, order["public_token"])
    assert ticket["status"] == "valid"


@pytest.mark.parametrize("token", ["", "x", "%00", "é", "x" * 3000])
@pytest.mark.parametrize("name", ["ticket-offer", "ticket"])
def test_a_page_of_nothing_says_so(shop: Shop, name: str, token: str) -> None:
    page = shop.http.get(
        f"{shop.stack.api_url}/functions/v1/{name}?token={token}",
        headers={"Accept-Language": "en"},
        follow_redirects=True,
    )
    assert page.status_code in (400, 404), page.text
    assert page.headers["content-type"].startswith("text/html")


def test_a_fee_is_paid_by_whoever_accepts(shop: Shop) -> None:
    sale = transferable(shop, {"transfer_fee": 500})
    order, email = shop.buy(sale), address()
    token = offered(shop, order, email)

    taken = expect(transfer(shop, "accept", token=token, registration=NINA))
    assert (taken["status"], taken["fee_amount"]) == ("paying", 500)
    assert "ticket_instance_id" not in taken
    (ticket,) = tickets(shop, order["public_token"])
    assert ticket["status"] == "valid", "until the fee is paid"
    answer = transfer(shop, "accept", token=token, registration=NINA)
    assert (answer.status_code, answer.json()["code"]) == (409, "transfer_not_open")
    page = shop.http.get(f"{shop.stack.api_url}/functions/v1/ticket-offer", params={"token": token})
    assert "once the fee is paid" in page.text
    fee = expect(shop.rpc("get_order", public_token=taken["public_token"]))
    assert (fee["purpose"], fee["total_amount"]) == ("transfer", 500)
    assert [line["kind"] for line in fee["items"]] == ["fee"]

    shop.decide(taken, "paid")
    wait_for(shop, taken, "paid")
    (old,) = tickets(shop, order["public_token"])
    assert (old["status"], old["void_reason"]) == ("void", "transferred")
    link = link_in(mail(shop, email, "Your ticket for City Run"), "/ticket?")
    (new,) = tickets(shop, token_in(link))
    assert (new["status"], new["holder"]) == ("valid", "Nina Taker")


def test_a_fee_that_is_not_paid_leaves_the_offer_open(shop: Shop) -> None:
    sale = transferable(shop, {"transfer_fee": 500})
    order, email = shop.buy(sale), address()
    token = offered(shop, order, email)
    taken = expect(transfer(shop, "accept", token=token, registration=NINA))
    shop.decide(taken, "failed")
    wait_for(shop, taken, "failed")

    other = expect(transfer(shop, "accept", token=token, registration=NINA | {"first_name": "Neo"}))
    assert other["order_id"] != taken["order_id"]
    shop.decide(other, "paid")
    wait_for(shop, other, "paid")
    # Whoever comes back to the first attempt is told that it is over.
    again = shop.function("create-payment", public_token=taken["public_token"])
    assert again.json()["code"] == "ticket_not_changeable"


def test_money_for_a_ticket_that_was_used_meanwhile_goes_back(shop: Shop) -> None:
    sale = transferable(shop, {"transfer_fee": 500})
    order, email = shop.buy(sale), address()
    token = offered(shop, order, email)
    taken = expect(transfer(shop, "accept", token=token, registration=NINA))
    shop.let_in(order)
    shop.decide(taken, "paid")
    wait_for(shop, taken, "overbooked")
    back = "select sum(amount) from payments.refunds where payable_id = %s"
    assert until("it goes back", lambda: shop.ask(back, taken["order_id"])) == 500
    status = "select status::text from sales.ticket_transfers where order_id = %s"
    assert shop.ask(status, taken["order_id"]) == "withdrawn"


def test_files_come_by_token_and_signed_in(shop: Shop) -> None:
    sale = transferable(shop)
    buyer, stranger = shop.person(), shop.person()
    body = {
        "event_id": sale.event_id,
        "items": sale.cart(2),
        "email": buyer.email,
        "user_token": buyer.token,
    }
    order = expect(shop.function("create-order-public", **body))
    mine = expect(shop.rpc("my_tickets", buyer.token))
    assert [t["order_id"] for t in mine] == [order["order_id"]] * 2

    def fetch(name: str, by: Person | None = None, **params: str) -> httpx.Response:
        return shop.http.get(
            f"{shop.stack.api_url}/functions/v1/{name}",
            params=params,
            headers=shop.headers(by.token if by else None),
        )

    one, another = mine[0]["ticket_instance_id"], str(uuid4())
    kinds = {"ticket-pdf": b"%PDF", "ticket-calendar": b"BEGIN:VCALENDAR"}
    for name, start in kinds.items():
        for answer in (
            fetch(name, token=order["public_token"]),
            fetch(name, token=order["public_token"], ticket=one),
            fetch(name, buyer, order=order["order_id"]),
            fetch(name, buyer, ticket=one),
        ):
            assert (answer.status_code, answer.content[: len(start)]) == (200, start)
        for answer, told in (
            (fetch(name, stranger, order=order["order_id"]), (404, "not_found")),
            (fetch(name, stranger, ticket=one), (404, "not_found")),
            (fetch(name, ticket=one), (401, "sign_in_required")),
            (fetch(name), (400, "missing_field")),
            (fetch(name, buyer), (400, "missing_field")),
            (fetch(name, buyer, order="x"), (400, "invalid_field")),
            (fetch(name, token="x"), (404, "order_not_found")),
            (fetch(name, token="x.y"), (404, "order_not_found")),
            (
                fetch(name, token=order["public_token"], ticket=another),
                (409, "order_has_no_tickets"),
            ),
        ):
            assert (answer.status_code, answer.json()["code"]) == told


def test_a_file_of_one_who_takes_part_has_their_ticket_alone(shop: Shop) -> None:
    sale = transferable(shop)
    runner = shop.person()
    entries = [
        {"first_name": "Rita", "last_name": "Runner", "email": runner.email},
        {"first_name": "Bo", "last_name": "Other"},
    ]
    cart = [{"ticket_type_id": sale.ticket_type_id, "quantity": 2, "registrations": entries}]
    order = shop.buy(sale, items=cart)
    shop.ask(
        "update sales.participants set user_id = %s where email = %s", runner.user_id, runner.email
    )
    (ticket,) = expect(shop.rpc("my_tickets", runner.token))
    assert ticket["holder"] == "Rita Runner"
    pdf = shop.http.get(
        f"{shop.stack.api_url}/functions/v1/ticket-pdf",
        params={"order": order["order_id"]},
        headers=shop.headers(runner.token),
    )
    assert pdf.content.count(b"/Type /Page\n") == 1


def find(shop: Shop, email: str, **more: object) -> httpx.Response:
    """Ask for the links of an address."""
    return shop.function("find-tickets", email=email, **more)


def test_tickets_are_found_by_mail(shop: Shop) -> None:
    sale, other = transferable(shop), transferable(shop)
    email = address("finder")
    first = shop.buy(sale, email=email)
    second = shop.buy(other, email=email)
    entry = NINA | {"email": email}
    cart = [{"ticket_type_id": sale.ticket_type_id, "quantity": 1, "registrations": [entry]}]
    third = shop.buy(sale, items=cart)

    expect(find(shop, email.upper(), language="en"))
    told = mail(shop, email, "^Your tickets$")
    links = {token_in(link) for link in links_in(told)}
    ticket_tokens = {token for token in links if "." in token}
    assert links - ticket_tokens == {first["public_token"], second["public_token"]}
    (ticket_token,) = ticket_tokens
    (ticket,) = tickets(shop, ticket_token)
    assert ticket["order_id"] == third["order_id"]
    assert third["public_token"] not in links, "the order of somebody else is not theirs"

    expect(find(shop, email, language="nl", event_id=other.event_id))
    told = mail(shop, email, "^Je tickets$")
    assert {token_in(link) for link in links_in(told)} == {second["public_token"]}


def test_nothing_tells_whether_an_address_is_known(shop: Shop) -> None:
    sale = transferable(shop)
    known, unknown = address("known"), address("unknown")
    shop.buy(sale, email=known)
    answers: list[Any] = []
    for email in (known, unknown):
        response = find(shop, email, event_id=sale.event_id)
        same = {k: v for k, v in response.headers.items() if k not in ("date", "x-request-id")}
        answers.append((response.status_code, response.text, same))
    assert answers[0] == answers[1]
    assert answers[0][:2] == (200, '{"status":"queued"}')
    assert mail(shop, known, "^Je tickets$")
    shop.quiet()
    assert shop.mail_to(unknown) == [], "nobody is written to because somebody typed their address"
    # Neither does the limit, which counts known and unknown ones alike.
    for email in (known, unknown):
        for _ in range(4):
            expect(find(shop, email))
        limited = find(shop, email)
        assert (limited.status_code, limited.json()["code"]) == (429, "rate_limited")
