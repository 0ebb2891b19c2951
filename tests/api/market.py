"""A shop with customers who click through the checkout and read their mail, as time passes."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx

from cli import clock
from cli.stack import Endpoints
from tests.shop import Row, Sale, Shop, expect, open_shop, until


@dataclass(frozen=True)
class Market(Shop):
    """A shop, and the people around it."""

    def placed(self, sale: Sale, quantity: int = 1, **more: object) -> Row:
        """An order that is accepted, and not paid; with the `email` of its customer."""
        more.setdefault("email", f"{uuid4()}@example.test")
        order: Row = expect(self.order(sale, quantity, **more))
        return order | {"email": more["email"]}

    def post(self, name: str, body: object, **headers: str) -> httpx.Response:
        """A worker's function, with headers."""
        return self.http.post(
            f"{self.stack.api_url}/functions/v1/{name}",
            json=body,
            headers={"apikey": self.stack.anon_key} | headers,
        )

    def cart(self, sale: Sale, quantity: int = 1, **more: object) -> Row:
        """The body of a request for an order."""
        items = sale.cart(quantity)
        return {"event_id": sale.event_id, "items": items, "email": "a@example.test"} | more

    def seen(self, order: Row) -> Row:
        """How an order stands, as its customer may see it."""
        return dict(expect(self.rpc("get_order", public_token=order["public_token"])))

    def pay_again(self, order: Row) -> httpx.Response:
        """Another try to pay."""
        return self.function("create-payment", public_token=order["public_token"])

    def left(self, sale: Sale) -> int:
        """How many places can be bought now."""
        query = "select sum(remaining) from events.capacity_lanes where pool_id = %s"
        return int(self.ask(query, sale.ticket_type_id))

    # The customer's browser.

    def checkout(self, url: str, outcome: str = "paid") -> str:
        """Clicks through the provider's checkout; returns where the customer is sent then."""
        methods = self.http.get(url)
        link = re.search(r'href="([^"]*method=ideal[^"]*)"', methods.text)
        assert link, methods.text
        page = httpx.URL(url).join(html.unescape(link[1]))
        answer = self.http.post(page, data={"final_state": outcome})
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def page(self, order: Row, **headers: str) -> httpx.Response:
        """The page that shows an order."""
        return self.get("order", headers, token=order["public_token"])

    def get(
        self, name: str, headers: dict[str, str] | None = None, **params: str
    ) -> httpx.Response:
        """A function that browsers open."""
        url = f"{self.stack.api_url}/functions/v1/{name}"
        return self.http.get(url, params=params, headers=headers)

    # The customer's mailbox.

    def letters(self, order: Row, number: int = 1) -> list[Row]:
        """The mails of an order's customer, oldest first, once there are so many."""
        listed = until(
            f"{number} mails about order {order['order_number']}",
            lambda: self.mail_to(order["email"]),
            lambda found: len(found) >= number,
        )
        box = f"{self.stack.mail_url}/api/messages"
        return [dict(expect(self.http.get(f"{box}/{mail['id']}"))) for mail in listed]

    def attachment(self, letter: Row, name: str) -> bytes:
        """A file that came with a mail."""
        box = f"{self.stack.mail_url}/api/messages"
        answer = self.http.get(f"{box}/{letter['id']}/attachments/{name}")
        assert answer.status_code == 200, answer.text
        return answer.content

    # The payment provider.

    @contextmanager
    def trouble(self, kind: str, **details: object) -> Iterator[None]:
        """Lets something go wrong at the provider for a while."""
        faults = f"{self.stack.mollie_url}/sandbox/faults"
        fault = expect(self.http.post(faults, json={"kind": kind} | details))
        yield
        expect(self.sandbox("DELETE", f"faults/{fault['id']}"))

    def payments(self, order: Row) -> list[Row]:
        """What the provider knows of an order, oldest first."""
        return [
            payment
            for payment in expect(self.sandbox("GET", "payments"))[::-1]
            if (payment.get("metadata") or {}).get("order_number") == order["order_number"]
        ]

    def calls_end(self, payment_id: str) -> None:
        """Waits until no webhook about a payment is under way."""
        until(
            f"the webhooks about {payment_id} have arrived",
            lambda: expect(self.sandbox("GET", f"webhooks?payment={payment_id}")),
            lambda calls: bool(calls) and all(call["state"] != "waiting" for call in calls),
        )

    def webhook(self, body: str | bytes) -> httpx.Response:
        """A call of our webhook, by whoever."""
        return self.http.post(
            f"{self.stack.api_url}/functions/v1/mollie-webhook",
            content=body,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )

    # Time.

    def later(self, minutes: float, *, at_the_provider: bool = True) -> None:
        """Lets time pass."""
        clock.advance(self.stack.admin_db_url, timedelta(minutes=minutes))
        if at_the_provider:
            expect(self.sandbox("POST", "clock", advance_seconds=minutes * 60))
        # The database hung up on whoever was idle. PostgREST finds out one connection at a time.
        until(
            "PostgREST has connected again",
            lambda: [self.rpc("get_order", public_token="x").status_code for _ in range(20)],
            lambda answers: 503 not in answers,
        )


@contextmanager
def open_market(stack: Endpoints) -> Iterator[Market]:
    """A market on a stack."""
    with open_shop(stack) as shop:
        yield Market(shop.stack, shop.http)


def problem(answer: httpx.Response) -> tuple[int, str, dict[str, Any]]:
    """Status, slug and details of an error."""
    body = answer.json()
    assert set(body) == {"code", "message", "details", "hint"}, answer.text
    return answer.status_code, body["code"], body["details"]
