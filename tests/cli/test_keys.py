"""`entree keys replace`: what was made with the keys of before is as good as what is made now."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from tests.cli.conftest import Entree
from tests.shop import Row, Sale, Shop, expect, refusal, until, wait_for

KEYS_OF = "select jsonb_agg(encode(value, 'hex') order by from_id) from core.org_keys_of(%s)"
TOKEN_BY = """
  select core.base64url(extensions.hmac(uuid_send(%s::uuid), decode(%s, 'hex'), 'sha256'))
"""


@pytest.fixture(scope="module")
def sale(shop: Shop) -> Sale:
    """Return a free run of an org."""
    return shop.sale(price=0, capacity=100)


def replace(entree: Entree, shop: Shop, name: str) -> None:
    """Replace a key, and wait until it is used."""
    result = entree("keys", "replace", name, "--after", "0", "--json")
    assert result.exit_code == 0, result.output
    until(
        "the key is used",
        lambda: shop.ask(
            "select bool_and(core.new_id() >= from_id) from core.secrets where name = %s", name
        ),
    )


def links(shop: Shop, order: Row) -> tuple[str, list[str]]:
    """What the links of an order lead to: its number, and the codes of its tickets."""
    token = order["public_token"]
    seen = expect(shop.rpc("get_order", public_token=token))
    tickets = expect(shop.rpc("get_tickets", public_token=token))
    page = shop.http.get(f"{shop.stack.api_url}/functions/v1/order", params={"token": token})
    assert page.status_code == 200
    assert all(ticket["code"] in page.text for ticket in tickets)
    return seen["order_number"], [ticket["code"] for ticket in tickets]


def test_links_of_before_and_after_lead_where_they_led(
    entree: Entree, shop: Shop, sale: Sale
) -> None:
    key = uuid4().hex
    cart: Row = {"email": f"{uuid4()}@example.test", "idempotency_key": key}
    before = expect(shop.order(sale, 2, **cart))
    led_to = links(shop, before)

    replace(entree, shop, "public_token")

    assert links(shop, before) == led_to
    assert expect(shop.order(sale, 2, **cart)) == before, "a repeated request gets the same token"
    expect(shop.rpc("resend_tickets", public_token=before["public_token"]))
    mails = until(
        "the tickets came again", lambda: shop.mail_to(cart["email"]), lambda sent: len(sent) > 1
    )
    mail = expect(shop.http.get(f"{shop.stack.mail_url}/api/messages/{mails[-1]['id']}"))
    assert before["public_token"] in json.dumps(mail), "a new mail has the old link"

    after = expect(shop.order(sale, 1))
    assert links(shop, after)[0] == after["order_number"]
    keys = shop.ask(KEYS_OF, sale.org_id)
    assert [
        [shop.ask(TOKEN_BY, order["order_id"], one) == order["public_token"] for one in keys[-2:]]
        for order in (before, after)
    ] == [[True, False], [False, True]]


def test_who_waits_is_known_before_and_after(entree: Entree, shop: Shop) -> None:
    full = shop.sale(price=0, capacity=1)
    expect(shop.order(full, 1))
    waiting = wait_for(shop, full, full.ticket_type_id, f"{uuid4()}@example.test")
    replace(entree, shop, "public_token")
    seen = expect(shop.rpc("waitlist_entry", waitlist_token=waiting["token"]))
    assert seen["status"] == "waiting"


def test_codes_of_terminals_open_them_before_and_after(
    entree: Entree, shop: Shop, sale: Sale
) -> None:
    def made() -> Row:
        return dict(
            expect(
                shop.rpc(
                    "create_terminal",
                    sale.owner.token,
                    org_id=sale.org_id,
                    name="Gate",
                    event_ids=[sale.event_id],
                )
            )
        )

    def is_opened(code: str) -> bool:
        return shop.function("scanner-login", code=code, device_id=str(uuid4())).is_success

    before = made()
    replace(entree, shop, "terminal_code")
    after = made()
    assert is_opened(before["code"])
    assert is_opened(after["code"])
    wrong = shop.function("scanner-login", code="000000", device_id=str(uuid4()))
    assert refusal(wrong)[:2] == (401, "scanner_code_not_valid")


def test_keys_are_listed_without_their_values(entree: Entree, shop: Shop) -> None:
    found = json.loads(entree("keys", "list", "--json").output)
    assert {row["name"] for row in found} == {"public_token", "audit_hash", "terminal_code"}
    assert set(found[0]) == {"name", "key", "used_from"}
    values = shop.ask("select jsonb_agg(encode(value, 'hex')) from core.secrets")
    text = entree("keys", "list").output
    assert "audit_hash" in text
    assert not any(value in text for value in values)


def test_what_cannot_be_replaced(entree: Entree) -> None:
    assert entree("keys", "replace", "nothing").exit_code == 1
    assert entree("keys", "replace", "public_token", "--after", "-1").exit_code == 2
