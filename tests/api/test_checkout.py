"""Buying a ticket over HTTP, from the cart to the mailbox, and all that can go wrong there."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import icalendar
import pytest
from pypdf import PdfReader
from supabase import ClientOptions, create_client

from tests.api.market import Market, open_market, problem
from tests.shop import Row, Sale, expect, until
from tests.stacks import endpoints_of, own_stack
from workers.tickets import qr


@pytest.fixture(scope="module")
def shop() -> Iterator[Market]:
    """A stack of this module's own: it moves the clock, and breaks the provider."""
    with own_stack() as stack, open_market(endpoints_of(stack)) as shop:
        yield shop


@pytest.fixture(scope="module")
def free_run(shop: Market) -> Sale:
    return shop.sale(price=0, capacity=1000)


@pytest.fixture(scope="module")
def city_run(shop: Market) -> Sale:
    return shop.sale(price=1250, capacity=1000)


@pytest.fixture(autouse=True)
def no_trouble(shop: Market) -> Iterator[None]:
    """What one test broke at the provider is whole for the next."""
    yield
    expect(shop.sandbox("DELETE", "faults"))


# Buying.


def test_a_free_order_of_a_guest_is_paid_at_once(shop: Market, free_run: Sale) -> None:
    order = shop.placed(free_run, 2, purchaser_name="Zoë", language="en")

    assert order["status"] == "paid"
    assert order["checkout_url"] is None
    assert order["expires_at"] is None
    assert (order["total_amount"], order["currency"]) == (0, "EUR")
    assert shop.payments(order) == []
    (mail,) = shop.letters(order)
    assert mail["subject"].startswith("Your tickets for City Run")
    codes = [ticket["code"] for ticket in shop.seen(order)["tickets"]]
    assert len(set(codes)) == 2
    assert all(code in mail["text"] for code in codes)


def test_a_paid_order_brings_tickets_by_mail(shop: Market, city_run: Sale) -> None:
    before = shop.left(city_run)
    order = shop.placed(city_run, 2, purchaser_name="Zoë van den Berg")
    assert (order["status"], order["total_amount"]) == ("pending", 2500)
    assert shop.left(city_run) == before - 2
    assert shop.seen(order)["tickets"] == []

    landed = shop.checkout(order["checkout_url"])

    assert landed == f"{shop.stack.api_url}/functions/v1/order?token={order['public_token']}"
    shop.wait_for(order, "paid")
    (mail,) = shop.letters(order)
    files = {file["name"]: file["type"] for file in mail["attachments"]}
    tickets = shop.seen(order)["tickets"]
    codes = [ticket["code"] for ticket in tickets]
    assert files == {
        **{f"{code}.png": "image/png" for code in codes},
        f"tickets-{order['order_number']}.pdf": "application/pdf",
        "event.ics": "text/calendar",
    }
    pdf = PdfReader(io.BytesIO(shop.attachment(mail, f"tickets-{order['order_number']}.pdf")))
    printed = [page.extract_text() for page in pdf.pages]
    assert [code for code in codes if not any(code in page for page in printed)] == []
    assert all("Zoë van den Berg" in page for page in printed)
    calendar = icalendar.Calendar.from_ical(shop.attachment(mail, "event.ics"))
    assert [event["SUMMARY"] for event in calendar.walk("VEVENT")] == ["City Run"]
    for ticket in tickets:
        assert ticket["qr_token"].startswith(f"E1.{ticket['code']}.")
        assert shop.attachment(mail, f"{ticket['code']}.png") == qr.png(ticket["qr_token"])


def test_a_signed_in_buyer_finds_the_order_again(shop: Market, free_run: Sale) -> None:
    in_header, in_body = shop.person(), shop.person()
    authorization = f"Bearer {in_header.token}"

    by_header = expect(
        shop.post("create-order-public", shop.cart(free_run), Authorization=authorization)
    )
    by_body = expect(
        shop.post(
            "create-order-public",
            shop.cart(free_run, user_token=in_body.token),
            Authorization=authorization,
        )
    )

    for buyer, order in ((in_header, by_header), (in_body, by_body)):
        mine = expect(shop.rpc("my_orders", buyer.token))
        assert [found["order_number"] for found in mine] == [order["order_number"]]


def test_supabase_py_can_buy(shop: Market, free_run: Sale) -> None:
    options = ClientOptions(httpx_client=shop.http)
    client = create_client(shop.stack.api_url, shop.stack.anon_key, options)

    order: Any = client.functions.invoke(
        "create-order-public", {"body": shop.cart(free_run), "responseType": "json"}
    )

    assert order["status"] == "paid"
    seen: Any = client.rpc("get_order", {"public_token": order["public_token"]}).execute().data
    assert seen["order_number"] == order["order_number"]


@pytest.mark.parametrize(
    ("header", "asked", "subject"),
    [
        ("en-GB,en;q=0.9", None, "Your tickets"),
        ("nl-NL", None, "Je tickets"),
        ("fr-FR", None, "Je tickets"),
        ("en", "nl", "Je tickets"),
    ],
)
def test_the_mail_speaks_the_buyers_language(
    shop: Market, free_run: Sale, header: str, asked: str | None, subject: str
) -> None:
    email = f"{uuid4()}@example.test"
    cart = shop.cart(free_run, email=email, language=asked)

    order = expect(shop.post("create-order-public", cart, **{"Accept-Language": header}))

    (mail,) = shop.letters(order | {"email": email})
    assert mail["subject"].startswith(subject)


def test_tickets_can_be_sent_again(shop: Market, free_run: Sale) -> None:
    order = shop.placed(free_run, language="en")
    (first,) = shop.letters(order)

    expect(shop.rpc("resend_tickets", public_token=order["public_token"]))

    _, second = shop.letters(order, 2)
    assert "sent again" in second["subject"]
    assert second["message_id"] != first["message_id"]
    (ticket,) = shop.seen(order)["tickets"]
    for mail in (first, second):
        assert ticket["code"] in mail["text"]


def test_the_customer_returns_to_the_shop_that_asked(shop: Market, city_run: Sale) -> None:
    back = "https://shop.example/thanks?order=1"

    order = shop.placed(city_run, return_url=back)

    assert shop.checkout(order["checkout_url"]) == back


# The page.


def test_the_page_waits_and_then_shows_the_tickets(shop: Market, city_run: Sale) -> None:
    order = shop.placed(city_run, language="en")
    waiting = shop.page(order)
    assert 'http-equiv="refresh"' in waiting.text
    assert "Waiting for your payment" in waiting.text
    assert "<svg" not in waiting.text

    shop.checkout(order["checkout_url"])
    shop.wait_for(order, "paid")

    shown = shop.page(order)
    (ticket,) = shop.seen(order)["tickets"]
    assert shown.status_code == 200
    assert 'http-equiv="refresh"' not in shown.text
    assert ticket["code"] in shown.text
    assert "<svg" in shown.text
    link = re.search(r'href="(ticket-pdf[^"]+)"', shown.text)
    assert link
    pdf = shop.http.get(str(shown.url.join(link[1])))
    assert pdf.headers["content-type"] == "application/pdf"
    assert ticket["code"] in PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()


def test_one_ticket_can_be_downloaded(shop: Market, free_run: Sale) -> None:
    order = shop.placed(free_run, 3)
    token, ticket = order["public_token"], shop.seen(order)["tickets"][1]

    one = shop.get("ticket-pdf", token=token, ticket=ticket["ticket_instance_id"])
    everything = shop.get("ticket-pdf", token=token)

    (page,) = PdfReader(io.BytesIO(one.content)).pages
    assert ticket["code"] in page.extract_text()
    assert len(PdfReader(io.BytesIO(everything.content)).pages) == 3


def test_what_is_not_there_cannot_be_downloaded(shop: Market, city_run: Sale) -> None:
    token = shop.placed(city_run)["public_token"]
    for params, error in (
        ({"token": token}, (409, "order_has_no_tickets")),
        ({"token": token, "ticket": str(uuid4())}, (409, "order_has_no_tickets")),
        ({"token": token, "ticket": "x"}, (400, "invalid_field")),
        ({"token": "x"}, (404, "order_not_found")),
        ({}, (400, "missing_field")),
    ):
        assert problem(shop.get("ticket-pdf", **params))[:2] == error


def test_the_page_of_an_order_that_does_not_exist(shop: Market) -> None:
    answer = shop.page({"public_token": "x"}, **{"Accept-Language": "en"})

    assert answer.status_code == 404
    assert "know this order" in answer.text


# Not paying, and paying after all.


@pytest.mark.parametrize(
    ("outcome", "status", "said"),
    [
        ("failed", "failed", "did not succeed"),
        ("canceled", "cancelled", "You cancelled"),
        ("expired", "expired", "has passed"),
    ],
)
def test_an_order_that_was_not_paid_can_be_paid_again(
    shop: Market, outcome: str, status: str, said: str
) -> None:
    sale = shop.sale(price=1000, capacity=5)
    order = shop.placed(sale, 2, language="en")
    shop.checkout(order["checkout_url"], outcome)
    shop.wait_for(order, status)
    assert shop.left(sale) == 5
    assert said in shop.page(order).text
    assert shop.mail_to(order["email"]) == []

    again = expect(shop.pay_again(order))["checkout_url"]

    assert again != order["checkout_url"]
    assert shop.left(sale) == 3
    shop.checkout(again)
    shop.wait_for(order, "paid")
    shop.letters(order)
    assert [p["status"] for p in shop.payments(order)] == [outcome, "paid"]


def test_the_page_leads_to_another_try(shop: Market, city_run: Sale) -> None:
    order = shop.placed(city_run)
    shop.checkout(order["checkout_url"], "failed")
    shop.wait_for(order, "failed")
    page = shop.page(order)
    form = re.search(r'<form method="post">.*?name="token" value="([^"]+)"', page.text, re.DOTALL)
    assert form

    answer = shop.http.post(page.url.copy_with(query=None), data={"token": form[1]})

    assert answer.status_code == 303
    shop.checkout(answer.headers["location"])
    shop.wait_for(order, "paid")


def test_a_try_that_cannot_be_is_told_on_the_page(shop: Market) -> None:
    sale = shop.sale(price=1000, capacity=1)
    late = shop.placed(sale)
    shop.checkout(late["checkout_url"], "failed")
    shop.wait_for(late, "failed")
    shop.placed(sale)

    answer = shop.http.post(
        f"{shop.stack.api_url}/functions/v1/order",
        data={"token": late["public_token"]},
        headers={"Accept-Language": "en"},
    )

    assert answer.status_code == 409
    assert "not enough places left" in answer.text
    assert problem(shop.pay_again(late))[:2] == (409, "sold_out")


def test_an_open_payment_is_given_back_as_it_is(shop: Market, city_run: Sale) -> None:
    order = shop.placed(city_run)

    assert expect(shop.pay_again(order)) == {"checkout_url": order["checkout_url"]}
    assert len(shop.payments(order)) == 1


def test_a_paid_order_is_not_paid_again(shop: Market, free_run: Sale) -> None:
    assert problem(shop.pay_again(shop.placed(free_run)))[:2] == (409, "order_already_paid")


# Repeating.


def test_a_repeated_request_is_one_order(shop: Market, city_run: Sale) -> None:
    more: Row = {"email": "same@example.test", "idempotency_key": uuid4().hex}

    first, second = (shop.placed(city_run, **more) for _ in range(2))

    assert first == second
    assert len(shop.payments(first)) == 1


def test_a_key_belongs_to_one_request(shop: Market, free_run: Sale) -> None:
    key = uuid4().hex
    shop.placed(free_run, idempotency_key=key)

    answer = shop.order(free_run, 2, idempotency_key=key)

    assert problem(answer)[:2] == (422, "idempotency_key_reused")


# A provider in trouble.


def test_an_order_survives_a_provider_that_is_down(shop: Market, city_run: Sale) -> None:
    more: Row = {"email": "down@example.test", "idempotency_key": uuid4().hex}
    with shop.trouble("status", status=503):
        answer = shop.order(city_run, **more)
    status, code, order = problem(answer)
    assert (status, code) == (503, "payment_provider_unavailable")
    assert "Retry-After" in answer.headers
    assert order["status"] == "pending"

    resumed = shop.placed(city_run, **more)

    assert resumed["order_id"] == order["order_id"]
    assert resumed["public_token"] == order["public_token"]
    shop.checkout(resumed["checkout_url"])
    shop.wait_for(resumed, "paid")


def test_an_order_without_payment_gets_one_later(shop: Market, city_run: Sale) -> None:
    with shop.trouble("close"):
        _, code, order = problem(shop.order(city_run))
    assert code == "payment_provider_unavailable"

    shop.checkout(expect(shop.pay_again(order))["checkout_url"])

    shop.wait_for(order, "paid")


def test_a_payment_whose_answer_was_lost_is_found_again(shop: Market, city_run: Sale) -> None:
    more: Row = {"email": "lost@example.test", "idempotency_key": uuid4().hex}
    with shop.trouble("close", after=True, method="POST"):
        _, code, order = problem(shop.order(city_run, **more))
    assert code == "payment_provider_unavailable"
    (made,) = shop.payments(order)

    resumed = shop.placed(city_run, **more)

    assert resumed["checkout_url"] == made["_links"]["checkout"]["href"]
    assert len(shop.payments(order)) == 1


def test_a_payment_is_applied_although_we_never_heard_its_id(shop: Market, city_run: Sale) -> None:
    with shop.trouble("close", after=True, method="POST"):
        _, _, order = problem(shop.order(city_run))
    (made,) = shop.payments(order)

    shop.checkout(made["_links"]["checkout"]["href"])

    shop.wait_for(order, "paid")


def test_a_provider_that_refuses_is_told_apart(shop: Market, city_run: Sale) -> None:
    with shop.trouble("status", status=422):
        status, code, order = problem(shop.order(city_run))

    assert (status, code) == (502, "payment_provider_refused")
    assert shop.status(order) == "pending"


# Webhooks.


def was_sold_once(shop: Market, order: Row, quantity: int = 1) -> None:
    """The order has its tickets and one mail, and no more of either comes."""
    shop.wait_for(order, "paid")
    assert len(shop.seen(order)["tickets"]) == quantity
    shop.letters(order)
    until(
        "the outbox has nothing more to say about the order",
        lambda: shop.ask(
            "select count(*) from core.outbox_events where aggregate = %s",
            f"order:{order['order_id']}",
        ),
        lambda waiting: waiting == 0,
    )
    assert len(shop.mail_to(order["email"])) == 1


def test_webhooks_that_come_several_times_sell_once(shop: Market, city_run: Sale) -> None:
    order = shop.placed(city_run, 2)
    payment = shop.payment(order)
    with shop.trouble("duplicate_webhook", copies=8, payment=payment):
        shop.checkout(order["checkout_url"])
        shop.calls_end(payment)
    for _ in range(3):
        assert shop.webhook(f"id={payment}").text == "ok"

    was_sold_once(shop, order, 2)


def test_webhooks_that_come_late_and_in_disorder_end_well(shop: Market, city_run: Sale) -> None:
    failing, *paying = [shop.placed(city_run) for _ in range(3)]
    expect(shop.sandbox("POST", "faults", kind="hold_webhook"))
    shop.checkout(failing["checkout_url"], "failed")
    for order in paying:
        shop.checkout(order["checkout_url"])
    assert {shop.status(order) for order in (failing, *paying)} == {"pending"}

    expect(shop.sandbox("DELETE", "faults"))
    expect(shop.sandbox("POST", "webhooks/release"))

    shop.wait_for(failing, "failed")
    for order in paying:
        was_sold_once(shop, order)


def test_a_late_failure_of_an_older_try_does_not_undo_a_payment(
    shop: Market, city_run: Sale
) -> None:
    order = shop.placed(city_run)
    shop.checkout(order["checkout_url"], "failed")
    shop.wait_for(order, "failed")
    shop.checkout(expect(shop.pay_again(order))["checkout_url"])
    shop.wait_for(order, "paid")

    assert shop.webhook(f"id={shop.payment(order)}").text == "ok"

    was_sold_once(shop, order)


def test_a_webhook_during_trouble_is_asked_for_again(shop: Market, city_run: Sale) -> None:
    order = shop.placed(city_run)
    payment = shop.payment(order)
    with shop.trouble("drop_webhook", payment=payment):
        shop.checkout(order["checkout_url"])

    with shop.trouble("status", status=500):
        answer = shop.webhook(f"id={payment}")
    assert problem(answer)[:2] == (503, "payment_provider_unavailable")
    assert shop.status(order) == "pending"

    assert shop.webhook(f"id={payment}").text == "ok"
    was_sold_once(shop, order)


def test_a_webhook_that_never_comes_is_not_needed(shop: Market, city_run: Sale) -> None:
    order = shop.placed(city_run)
    with shop.trouble("drop_webhook", payment=shop.payment(order)):
        shop.checkout(order["checkout_url"])
    assert shop.status(order) == "pending"

    shop.later(minutes=16)

    was_sold_once(shop, order)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"id=",
        b"id=tr_doesnotexist",
        b"id=tr_../../v2/methods",
        b"id=tr_" + b"a" * 500,
        b"id=ord_123",
        b"id[]=tr_123456",
        b"{}",
        b"id=tr_\xff\xfe",
        b"id=%00",
        "id=tr_é".encode(),
        b"&".join(b"a=1" for _ in range(5000)),
    ],
)
def test_a_webhook_about_nothing_is_thanked_for(shop: Market, body: bytes) -> None:
    applied = "select count(*) from payments.payment_events"
    before = shop.ask(applied)

    answer = shop.webhook(body)

    assert (answer.status_code, answer.text) == (200, "ok")
    assert shop.ask(applied) == before


def test_a_forged_webhook_pays_nothing(shop: Market, city_run: Sale) -> None:
    order, other = shop.placed(city_run), shop.buy(city_run)

    for forged in (
        f"id={shop.payment(order)}",
        f"id={shop.payment(order)}&status=paid",
        f"id={shop.payment(other)}",
    ):
        assert shop.webhook(forged).text == "ok"

    assert shop.status(order) == "pending"
    was_sold_once(shop, other)


def test_a_payment_of_the_wrong_amount_issues_nothing(shop: Market, city_run: Sale) -> None:
    order = shop.placed(city_run)
    payment = shop.payment(order)
    amount = {"currency": "EUR", "value": "0.01"}
    expect(shop.sandbox("POST", f"payments/{payment}/forge", amount=amount))

    shop.checkout(order["checkout_url"])
    shop.calls_end(payment)

    assert shop.seen(order)["tickets"] == []
    reviews = "select count(*) from payments.payment_reviews where data #>> '{amount,value}' = %s"
    assert shop.ask(reviews, "0.01") == 1


# Time.


def test_a_hold_ends_and_its_places_are_sold_to_others(shop: Market) -> None:
    sale = shop.sale(price=1000, capacity=2)
    order = shop.placed(sale, 2)
    assert problem(shop.order(sale))[:2] == (409, "sold_out")

    shop.later(minutes=16)

    shop.wait_for(order, "expired")
    shop.placed(sale, 2)


def test_money_that_comes_too_late_goes_back_by_itself(shop: Market) -> None:
    sale = shop.sale(price=1000, capacity=1)
    late = shop.placed(sale, language="en")
    # The provider still takes money when our hold is over, and says so when it is asked.
    shop.later(minutes=16, at_the_provider=False)
    until(
        "the provider has been asked",
        lambda: shop.ask(
            "select checked_at > created_at + interval '15 minutes' from payments.payments"
            " where provider_payment_id = %s",
            shop.payment(late),
        ),
    )
    shop.later(minutes=2, at_the_provider=False)
    shop.wait_for(late, "expired")
    shop.buy(sale)

    shop.decide(late, "paid")

    shop.wait_for(late, "overbooked")
    (mail,) = shop.letters(late)
    assert "could not be fulfilled" in mail["subject"]
    assert "€10.00" in mail["text"]
    assert shop.seen(late)["tickets"] == []
    (refund,) = until(
        "the money goes back",
        lambda: shop.payments(late)[0].get("_embedded", {}).get("refunds", []),
    )
    assert refund["amount"] == {"currency": "EUR", "value": "10.00"}
    for step in ("processing", "refunded"):
        expect(shop.sandbox("POST", f"refunds/{refund['id']}/advance", to=step))
    shop.wait_for(late, "refunded")


# Who asks.


def test_too_many_orders_from_one_address_have_to_wait(shop: Market, free_run: Sale) -> None:
    limit = "update core.rate_limits set max_hits = %s where rule = 'create_order'"
    shop.ask(limit, 1)
    try:
        *_, answer = (shop.order(free_run) for _ in range(2))
    finally:
        shop.ask(limit, 1_000_000)

    status, code, details = problem(answer)
    assert (status, code) == (429, "rate_limited")
    assert answer.headers["retry-after"] == str(details["retry_after"])


def test_an_address_cannot_be_made_up(shop: Market, free_run: Sale) -> None:
    for header in ("X-Real-IP", "X-Forwarded-For", "Forwarded"):
        expect(shop.post("create-order-public", shop.cart(free_run), **{header: "203.0.113.7"}))

    subjects = "select string_agg(distinct subject, ' ') from core.rate_counters where rule = %s"
    assert shop.ask(subjects, "create_order") == "127.0.0.1"


def test_the_request_id_reaches_the_audit_log(shop: Market, free_run: Sale) -> None:
    request_id = uuid4().hex

    answer = shop.post("create-order-public", shop.cart(free_run), **{"X-Request-Id": request_id})

    assert answer.headers["x-request-id"] == request_id
    noted = shop.ask(
        "select array_agg(distinct request_id || ' ' || address) from core.audit_log"
        " where entity_id = %s",
        expect(answer)["order_id"],
    )
    assert noted == [f"{request_id} 127.0.0.1"]
