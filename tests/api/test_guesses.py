"""What strangers may guess at over HTTP: a wrong guess counts, although it is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import uuid4

import httpx
import pytest

from tests.api.market import problem
from tests.shop import Row, Sale, Shop, expect, refusal

LIMIT = 3
RULES = ["promo_code_address", "promo_code_event"]

Try = Callable[[str], httpx.Response]
Told = tuple[int, str]


@pytest.fixture(scope="module")
def sale(shop: Shop) -> Sale:
    """An event with a promo code."""
    sale = shop.sale(price=1000, capacity=1000)
    code = {"event_id": sale.event_id, "code": "RIGHT", "kind": "percentage", "value": 10000}
    shop.insert("promo_codes", sale.owner.token, org_id=sale.org_id, **code)
    return sale


@pytest.fixture(autouse=True)
def few_guesses(shop: Shop) -> Iterator[None]:
    """Few are allowed, for a day, so that no window ends in the middle of a test."""
    with shop.database() as connection:
        before = connection.execute(
            "select max_hits, window_seconds, rule from core.rate_limits where rule = any (%s)",
            [RULES],
        ).fetchall()
        connection.execute(
            "update core.rate_limits set window_seconds = 86400,"
            " max_hits = case rule when %s then %s else 1000 end where rule = any (%s)",
            [RULES[0], LIMIT, RULES],
        )
        connection.execute("delete from core.rate_counters where rule = any (%s)", [RULES])
        yield
        for row in before:
            connection.execute(
                "update core.rate_limits set max_hits = %s, window_seconds = %s where rule = %s",
                row,
            )
        connection.execute("delete from core.rate_counters where rule = any (%s)", [RULES])


@pytest.fixture
def tries(shop: Shop, sale: Sale) -> dict[str, Try]:
    """The ways to try a promo code."""
    cart: Row = {"event_id": sale.event_id, "items": sale.cart()}
    buyer = {"email": "a@example.test"}
    return {
        "validate": lambda code: shop.rpc("validate_checkout_capacity", **cart, promo_code=code),
        "create_order": lambda code: shop.rpc("create_order", **cart, **buyer, promo_code=code),
        "create-order-public": lambda code: shop.function(
            "create-order-public", **cart, **buyer, promo_code=code
        ),
    }


def told(answer: httpx.Response) -> Told:
    """Status and slug, in either shape."""
    if "/rest/v1/" in str(answer.request.url):
        return refusal(answer)[:2]
    return problem(answer)[:2]


@pytest.mark.parametrize("way", ["validate", "create_order", "create-order-public"])
def test_wrong_promo_codes_are_counted_wherever_they_are_tried(
    shop: Shop, tries: dict[str, Try], way: str
) -> None:
    expect(tries[way]("right"))
    said = [told(tries[way](f"WRONG{n}")) for n in range(LIMIT + 2)]
    assert said == [(404, "promo_code_not_found")] * LIMIT + [(429, "rate_limited")] * 2
    for other in tries.values():
        limited = other("RIGHT")
        assert told(limited) == (429, "rate_limited"), "even if it is right"
        assert 0 < int(limited.headers["retry-after"]) <= 86400
    counted = "select sum(hits) from core.rate_counters where rule = %s"
    assert [shop.ask(counted, rule) for rule in RULES] == [LIMIT, LIMIT]


def test_the_refusal_looks_as_any_other(tries: dict[str, Try], sale: Sale, shop: Shop) -> None:
    answered = tries["validate"]("nope")
    raised = shop.rpc("validate_checkout_capacity", event_id=str(uuid4()), items=sale.cart())
    assert answered.json().keys() == raised.json().keys()
    assert answered.headers["content-type"] == raised.headers["content-type"]
    assert answered.json()["code"] == "PT404"
    assert refusal(answered) == (404, "promo_code_not_found", {"promo_code": "NOPE"})
    status, slug, details = problem(tries["create-order-public"]("nope"))
    assert (status, slug, details) == (404, "promo_code_not_found", {"promo_code": "NOPE"})


def test_who_has_no_promo_code_does_not_notice(
    shop: Shop, sale: Sale, tries: dict[str, Try]
) -> None:
    for n in range(LIMIT + 1):
        tries["validate"](f"WRONG{n}")
    expect(shop.rpc("validate_checkout_capacity", event_id=sale.event_id, items=sale.cart()))
    expect(shop.order(sale))


def test_a_request_that_cannot_count_tells_nothing(shop: Shop, sale: Sale) -> None:
    """A GET is read-only: it says the same to every code, whatever else is wrong."""

    def get(**wish: str) -> httpx.Response:
        return shop.http.get(
            f"{shop.stack.api_url}/rest/v1/rpc/create_order",
            params={"event_id": sale.event_id, "email": "a@example.test", **wish},
            headers=shop.headers(),
        )

    for code in ("RIGHT", "WRONG"):
        assert refusal(get(promo_code=code))[:2] == (405, "promo_code_needs_post")
    assert refusal(get())[:2] == (400, "missing_field")


def test_a_client_cannot_take_its_count_back(shop: Shop, sale: Sale) -> None:
    wish = {"event_id": sale.event_id, "items": sale.cart(), "promo_code": "WRONG"}
    said = [
        shop.http.post(
            f"{shop.stack.api_url}/rest/v1/rpc/validate_checkout_capacity",
            json=wish,
            headers=shop.headers() | {"Prefer": "tx=rollback"},
        ).status_code
        for _ in range(LIMIT + 1)
    ]
    assert said == [404] * LIMIT + [429]
