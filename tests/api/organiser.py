"""An organiser who connects an account at the payment provider, as a browser does it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.shop import Person, Row, Sale, Shop, expect, until

RETURN = "https://app.example/settings"


def account(shop: Shop, **given: Any) -> Row:
    """An account at Mollie: {"id": "org_…", "profiles": […]}."""
    return dict(expect(shop.sandbox("POST", "merchants", **({"name": "Runners"} | given))))


def begin(shop: Shop, owner: Person, org_id: str, **more: object) -> httpx.Response:
    """Ask for the address of the consent page."""
    body = {"org_id": org_id, "return_url": RETURN} | more
    return shop.http.post(
        f"{shop.stack.api_url}/functions/v1/mollie-connect",
        json=body,
        headers=shop.headers(owner.token),
    )


def consent(shop: Shop, url: str, **form: str) -> str:
    """Answer on the consent page; the address that the browser is sent to."""
    assert shop.http.get(url).status_code == 200
    answer = shop.http.post(url, data=form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def come_back(shop: Shop, callback: str) -> str:
    """Follow the browser to our callback; how it ended."""
    answer = shop.http.get(callback)
    assert answer.status_code == 303, answer.text
    location = str(answer.headers["location"])
    assert location.startswith(RETURN)
    return parse_qs(urlsplit(location).query)["mollie"][0]


def connect(shop: Shop, owner: Person, org_id: str, merchant: str) -> str:
    """Connect an account; how it ended."""
    url = expect(begin(shop, owner, org_id))["authorize_url"]
    return come_back(shop, consent(shop, url, merchant=merchant, decision="allow"))


def connected(shop: Shop, **given: Any) -> tuple[Sale, Row]:
    """A published event whose organiser has connected an account, and that account."""
    sale, merchant = shop.sale(price=2500), account(shop, **given)
    assert connect(shop, sale.owner, sale.org_id, merchant["id"]) == "connected"
    return sale, merchant


def current(shop: Shop, sale: Sale) -> Row:
    """The connection that new payments run on, as its org sees it."""
    [found] = shop.rows(
        "mollie_connections",
        sale.owner.token,
        org_id=f"eq.{sale.org_id}",
        is_current="is.true",
    )
    return found


def becomes(shop: Shop, sale: Sale, **facts: object) -> Row:
    """Wait until the current connection is so."""
    return until(
        f"the connection is {facts}",
        lambda: current(shop, sale),
        lambda row: facts.items() <= row.items(),
    )


def throw_out(shop: Shop, merchant: Row) -> None:
    """The account's owner takes our access back in Mollie's dashboard."""
    expect(shop.sandbox("DELETE", f"merchants/{merchant['id']}/grants"))


def pay_out(shop: Shop, merchant: str, *, paid_out: bool = True) -> Row:
    """Have the provider pay out what is on a balance, or send it on its way to the bank."""
    path = f"merchants/{merchant}/settlement"
    return dict(expect(shop.sandbox("POST", path, paid_out=paid_out)))


def read_payouts(shop: Shop, sale: Sale) -> None:
    """Have balances and settlements of an org read, and wait until they are."""
    asked = expect(shop.rpc("refresh_payouts", sale.owner.token, org_id=sale.org_id))
    until(
        "payouts have been read",
        lambda: shop.ask(
            "select min(fetched_at) > %s::timestamptz from payments.payout_fetches"
            " where org_id = %s and due_at is not null",
            asked["requested_at"],
            sale.org_id,
        ),
    )
