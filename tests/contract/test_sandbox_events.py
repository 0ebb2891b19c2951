"""Next-generation webhooks in the sandbox: subscriptions, signatures, rotation, and switches."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any, Self

import httpx
import pytest

from tests.contract.support import KEY, Json, Sandbox, Shop, wait_for

TOKEN = KEY.replace("test_", "access_")
"""A token of the organization that the key belongs to."""


def subscribe(sandbox: Sandbox, url: str, *event_types: str) -> Json:
    body = {"key": KEY, "url": url} | ({"event_types": event_types} if event_types else {})
    made: Json = sandbox.order("POST", "/webhooks/subscriptions", body)
    return made


def signatures(request: Json) -> list[str]:
    """The values of the header; a server of Python's shows the last of equal headers only."""
    return [value for name, value in request["pairs"] if name.lower() == "x-mollie-signature"]


def signed(secret: str, body: str) -> str:
    return "sha256=" + hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()


def events(shop: Shop, number: int) -> list[Json]:
    """The events that arrived, once there are so many."""

    def arrived() -> list[Json] | None:
        found = [json.loads(r["body"]) for r in shop.requests if r["body"].startswith("{")]
        return found if len(found) >= number else None

    return wait_for(arrived, f"{number} events")


def test_an_event_brings_what_it_is_about(sandbox: Sandbox, shop: Shop) -> None:
    subscribe(sandbox, shop.url)
    payment = sandbox.paid()

    [event] = events(shop, 1)

    assert event["resource"] == "event"
    assert (event["type"], event["entityId"]) == ("payment.paid", payment["id"])
    assert event["_embedded"]["entity"]["status"] == "paid"
    assert event["_links"]["entity"]["href"].endswith(f"/v2/payments/{payment['id']}")


def test_an_event_can_be_simple(sandbox: Sandbox, shop: Shop) -> None:
    sandbox.settings(events_are_simple=True)
    subscribe(sandbox, shop.url)
    payment = sandbox.paid()
    refund = sandbox.refund(payment).json()

    (event,) = (e for e in events(shop, 2) if e["type"] == "refund.pending")

    assert "_embedded" not in event
    assert event["entityId"] == refund["id"]
    assert event["_links"]["entity"]["href"] == refund["_links"]["self"]["href"]


def test_calls_are_signed(sandbox: Sandbox, shop: Shop) -> None:
    secret = subscribe(sandbox, shop.url)["webhookSecret"]
    sandbox.paid()
    events(shop, 1)

    [request] = shop.requests

    assert signatures(request) == [signed(secret, request["body"])]
    assert request["headers"]["content-type"] == "application/json"


def test_after_a_roll_both_secrets_sign_for_a_day(sandbox: Sandbox, shop: Shop) -> None:
    subscription = subscribe(sandbox, shop.url)
    path = f"/webhooks/subscriptions/{subscription['id']}/roll"
    new = sandbox.order("POST", path)["secret"]
    sandbox.paid()
    events(shop, 1)
    sandbox.advance(86_401)
    sandbox.paid()
    events(shop, 2)

    during, after = shop.requests

    old = subscription["webhookSecret"]
    assert signatures(during) == [signed(new, during["body"]), signed(old, during["body"])]
    assert signatures(after) == [signed(new, after["body"])]
    assert sandbox.control.post("/webhooks/subscriptions/hook_no/roll").status_code == 404


def test_all_that_happens_to_money_is_told(sandbox: Sandbox, shop: Shop) -> None:
    sandbox.settings(refunds_start="queued")
    subscribe(sandbox, shop.url)
    payment = sandbox.paid()
    first, second = sandbox.refund(payment, "5.00").json(), sandbox.refund(payment, "6.00").json()
    for to in ("pending", "processing", "refunded"):
        sandbox.order("POST", f"/refunds/{first['id']}/advance", {"to": to})
    sandbox.api.delete(f"/payments/{payment['id']}/refunds/{second['id']}")
    chargeback = sandbox.order("POST", f"/payments/{payment['id']}/chargeback", {})
    sandbox.order("POST", f"/chargebacks/{chargeback['id']}/reverse")

    kinds = sorted(event["type"] for event in events(shop, 9))

    assert kinds == sorted(
        [
            *("payment.paid", "refund.queued", "refund.queued", "refund.pending"),
            *("refund.processing", "refund.refunded", "refund.canceled"),
            *("chargeback.received", "chargeback.reversed"),
        ]
    )


def test_a_subscription_hears_what_it_asked_for(sandbox: Sandbox, shop: Shop) -> None:
    subscribe(sandbox, shop.url, "chargeback.received")
    with sandbox.merchant("test_rival") as rival:
        assert rival.get("/payments").status_code == 200
    payment = sandbox.paid()

    sandbox.order("POST", f"/payments/{payment['id']}/chargeback", {})

    assert [event["type"] for event in events(shop, 1)] == ["chargeback.received"]


def test_switches_hit_events_too(sandbox: Sandbox, shop: Shop) -> None:
    subscribe(sandbox, shop.url)
    sandbox.fault("drop_webhook", next=1)
    lost = sandbox.paid()
    sandbox.fault("duplicate_webhook", next=1, copies=2)
    twice = sandbox.paid()
    assert [event["entityId"] for event in events(shop, 2)] == [twice["id"]] * 2
    sandbox.fault("reorder_webhooks", next=2, group=2)
    last = [sandbox.paid()["id"] for _ in range(2)]
    assert [event["entityId"] for event in events(shop, 4)[2:]] == last[::-1]
    sandbox.fault("delay_webhook", next=1, seconds=60)
    late = sandbox.paid()
    sandbox.advance(61)
    assert events(shop, 5)[-1]["entityId"] == late["id"]
    assert sandbox.calls(lost)[0]["state"] == "dropped"


def test_an_event_is_sent_again_until_it_is_taken(sandbox: Sandbox, shop: Shop) -> None:
    subscribe(sandbox, shop.url)
    shop.answers = [500]
    sandbox.paid()
    events(shop, 1)

    sandbox.advance(61)

    first, second = events(shop, 2)
    assert first == second
    assert signatures(shop.requests[0]) == signatures(shop.requests[1])


class Organization:
    """The API as an access token sees it."""

    def __init__(self, sandbox: Sandbox, token: str = TOKEN) -> None:
        self._http = sandbox.merchant(token)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def ask(self, method: str, path: str, **body: Any) -> httpx.Response:
        if method in ("GET", "DELETE"):
            return self._http.request(method, path, params={"testmode": "true"} | body)
        return self._http.request(method, path, json={"testmode": True} | body)


def test_tokens_manage_subscriptions(sandbox: Sandbox, shop: Shop) -> None:
    with Organization(sandbox) as token:
        fields = {"name": "Ours", "url": shop.url, "eventTypes": ["payment.paid"]}
        made = token.ask("POST", "/webhooks", **fields).json()
        path = f"/webhooks/{made['id']}"
        shown = token.ask("GET", path).json()
        assert made == shown | {"webhookSecret": made["webhookSecret"]}
        assert "webhookSecret" not in shown
        assert token.ask("GET", "/webhooks").json()["_embedded"]["webhooks"] == [shown]
        sandbox.paid()
        [event] = events(shop, 1)
        assert token.ask("GET", f"/events/{event['id']}").json() == event
        changed = token.ask("PATCH", path, eventTypes="*").json()
        assert "refund.failed" in changed["eventTypes"]
        assert token.ask("DELETE", path).status_code == 204
        assert token.ask("GET", path).status_code == 404
        assert token.ask("GET", "/events/event_none").status_code == 404
    with Organization(sandbox, "access_rival") as rival:
        assert rival.ask("GET", f"/events/{event['id']}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": 5}, "name"),
        ({"url": None}, "url"),
        ({"url": "ftp://x"}, "url"),
        ({"eventTypes": []}, "eventTypes"),
        ({"eventTypes": ["payment.lost"]}, "eventTypes"),
        ({"testmode": False}, "testmode"),
        ({"secret": "mine"}, "secret"),
    ],
)
def test_a_subscription_asked_for_wrongly_is_refused(
    sandbox: Sandbox, changes: Json, field: str
) -> None:
    fields: Json = {"name": "Ours", "url": "https://shop.example/", "eventTypes": ["*"]}
    with Organization(sandbox) as token:
        answer = token.ask("POST", "/webhooks", **(fields | changes))

        assert (answer.status_code, answer.json()["field"]) == (422, field)
        assert token.ask("GET", "/webhooks").json()["count"] == 0


def test_keys_and_tokens_have_their_own_endpoints(sandbox: Sandbox) -> None:
    assert sandbox.api.get("/webhooks").status_code == 403
    with Organization(sandbox) as token:
        assert token.ask("GET", "/payments").status_code == 200
    body = {"key": "live_x", "url": "https://shop.example/"}
    assert sandbox.control.post("/webhooks/subscriptions", json=body).status_code == 422
