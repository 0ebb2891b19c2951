"""Two gateways, PostgRESTs, functions processes and workers on one database, as in production.

A crowd buys through both gateways all the while. Functions and workers that are asked to stop let
nobody notice. Then a half of everything goes at once: stopped, and killed. Whoever gets no answer
asks at the other gateway, with the same idempotency key; the provider knows one address, that of a
balancer in front of both. Nothing that was answered is lost.
"""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
import pytest

from cli.stack import Endpoints, Stack
from tests.balancer import balance
from tests.concurrency.test_kill import insist, orders_in_the_books, settle_down
from tests.shop import PATIENCE, Row, Sale, Shop, at_once, expect, open_shop, until
from tests.stacks import endpoints_of, own_stack

UNNOTICED = ("functions", "worker", "functions_2", "worker_2")
"""Whose stop nobody notices."""
HALVES = (
    ("gateway", "postgrest", "functions", "worker"),
    ("gateway_2", "postgrest_2", "functions_2", "worker_2"),
)
"""What stands on one machine, where there are two in front of the database."""
BUYERS = 4
"""How many people buy at the same time, one order after the other."""
ORDERS_BETWEEN = 2
"""How many orders are answered between one stop and the next."""
PLACES = 6
"""How many are left for twice as many people."""
MOST = 5
"""Hits of a rate limit."""
TIME_SCALE = "60"
"""The provider repeats its webhooks after seconds instead of minutes."""


@dataclass
class Crowd:
    """People who go on buying until they are told to stop, half of them through each gateway."""

    shop: Shop
    gateways: Sequence[str]
    sale: Sale
    is_open: threading.Event = field(default_factory=threading.Event)
    is_graceful: bool = True
    """Whether every request has to be answered the first time."""
    bought: list[tuple[str, Row]] = field(default_factory=list)
    """E-mail address and order of everybody who was answered."""
    mailed_once: list[str] = field(default_factory=list)
    """Who had their mail well before anybody was killed."""
    served: Counter[str] = field(default_factory=Counter)
    """How many orders each gateway answered."""
    unanswered: list[str] = field(default_factory=list)
    """What went wrong while nobody should have noticed anything."""
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def buy_until_closed(self) -> None:
        """Be one buyer after the other."""
        with httpx.Client(timeout=PATIENCE) as http:
            while self.is_open.is_set():
                self._be_buyer(http, next(self._numbers))

    def _be_buyer(self, http: httpx.Client, number: int) -> None:
        email = f"{uuid4()}@example.test"
        tries = itertools.count(number)
        request = {
            "event_id": self.sale.event_id,
            "items": self.sale.cart(1 + number % 2),
            "email": email,
            "idempotency_key": str(uuid4()),
        }

        def ask(path: str, body: Row) -> httpx.Response:
            """Ask at the next gateway."""
            graceful = self.is_graceful
            gateway = self.gateways[next(tries) % len(self.gateways)]
            try:
                answer = http.post(gateway + path, json=body, headers=self.shop.headers())
            except httpx.TransportError as error:
                if graceful and self.is_graceful:
                    self.unanswered.append(repr(error))
                raise
            if answer.is_server_error and graceful and self.is_graceful:
                self.unanswered.append(f"{answer.status_code} {answer.text}")
            if answer.is_success:
                self.served[gateway] += 1
            return answer

        order = expect(insist(lambda: ask("/functions/v1/create-order-public", request)))
        if order["checkout_url"]:
            path = f"payments/{self.shop.payment(order)}/outcome"
            insist(lambda: self.shop.sandbox("POST", path, status="paid"))
        its = {"public_token": order["public_token"]}
        until(
            f"order {order['order_number']} is paid",
            lambda: expect(insist(lambda: ask("/rest/v1/rpc/get_order", its)))["status"],
            lambda seen: seen == "paid",
        )
        until("the mail comes", lambda: self.shop.mail_to(email))
        self.bought.append((email, order))


@pytest.fixture(scope="module")
def twice() -> Iterator[Stack]:
    """A stack of its own with two of everything in front of the database."""
    with (
        balance() as balancer,
        own_stack(
            twins=True,
            env={"PUBLIC_URL": balancer.url},  # where the provider tells of payments
            sandbox_args=("--time-scale", TIME_SCALE),
        ) as stack,
    ):
        balancer.gateways = stack.gateways()
        yield stack


@pytest.fixture(scope="module")
def twin_shop(twice: Stack) -> Iterator[Shop]:
    with open_shop(endpoints_of(twice)) as shop:
        yield shop


@pytest.fixture(scope="module")
def crowd(twice: Stack, twin_shop: Shop) -> Crowd:
    """Let a crowd buy while processes are stopped and killed; return it when all are home."""
    crowd = Crowd(twin_shop, twice.gateways(), twin_shop.sale(capacity=5000))
    crowd.is_open.set()
    with ThreadPoolExecutor(BUYERS) as pool:
        buyers = [pool.submit(crowd.buy_until_closed) for _ in range(BUYERS)]
        try:
            for name in UNNOTICED:
                wait_for_more(crowd, buyers)
                twice.stop(name)
                wait_for_more(crowd, buyers)
                twice.start(name)
            wait_for_more(crowd, buyers)
            crowd.is_graceful = False
            crowd.mailed_once = [email for email, _ in crowd.bought]
            for end in (twice.stop, twice.kill):
                for half in HALVES:
                    for name in half:
                        end(name)
                    wait_for_more(crowd, buyers)
                    twice.up()
        finally:
            crowd.is_open.clear()
        for buyer in buyers:
            buyer.result()
    settle_down(twin_shop)
    return crowd


def wait_for_more(crowd: Crowd, buyers: Sequence[Future[None]]) -> None:
    wanted = len(crowd.bought) + ORDERS_BETWEEN
    until(
        "the sale goes on",
        lambda: len(crowd.bought) >= wanted or any(buyer.done() for buyer in buyers),
    )


def test_nobody_notices_that_functions_or_workers_are_stopped(crowd: Crowd) -> None:
    assert crowd.unanswered == []


def test_every_order_that_was_answered_is_there_and_paid(twin_shop: Shop, crowd: Crowd) -> None:
    books = orders_in_the_books(twin_shop)
    assert len(crowd.bought) >= ORDERS_BETWEEN * (2 * len(UNNOTICED) + 1 + 2 * len(HALVES))
    for _, order in crowd.bought:
        kept = books[order["order_number"]]
        assert (kept["status"], kept["tickets"]) == ("paid", kept["places"])
    assert len(books) == len(crowd.bought), "no key made a second order"


def test_each_buyer_has_one_mail(twin_shop: Shop, crowd: Crowd) -> None:
    """A worker that is killed after sending may send again: the same mail, which readers see."""
    for email, _ in crowd.bought:
        ids = [mail["message_id"] for mail in twin_shop.mail_to(email)]
        assert len(set(ids)) == 1, ids
        assert len(ids) == 1 or email not in crowd.mailed_once, ids


def test_the_doctor_finds_nothing(twin_shop: Shop, crowd: Crowd) -> None:
    assert crowd.bought
    assert twin_shop.problems() == set()
    assert twin_shop.ask("select array_agg(t.trouble) from core.find_troubles() as t") is None


def test_both_of_each_worked(twice: Stack, crowd: Crowd) -> None:
    """PostgREST does not say: each was alone for a while, and the sale went on."""
    for name, word in zip(UNNOTICED, ("create-order-public", "delivered") * 2, strict=True):
        assert word in twice.log(name).read_text(), name
    assert crowd.served.keys() == set(twice.gateways())


def test_no_place_is_sold_at_both_gateways(twice: Stack, twin_shop: Shop) -> None:
    """The last places, for which everybody asks at the same moment."""
    sale = twin_shop.sale(capacity=PLACES, price=0)
    doors = itertools.cycle(twice.gateways())
    asked = [next(doors) for _ in range(2 * PLACES)]

    def ask(number: int) -> int:
        body = {"event_id": sale.event_id, "items": sale.cart(), "email": "last@example.test"}
        url = f"{asked[number]}/functions/v1/create-order-public"
        return twin_shop.http.post(url, json=body).status_code

    told = Counter(at_once(len(asked), ask))
    assert told == {200: PLACES, 409: PLACES}
    assert twin_shop.problems() == set()


@pytest.mark.parametrize(
    ("rule", "path", "body", "until_then"),
    [
        ("create_payment", "functions/v1/create-payment", {"public_token": "x" * 43}, 404),
        ("create_org", "rest/v1/rpc/create_org", {"name": "Runners"}, 200),
    ],
)
def test_the_database_counts_for_both(
    twice: Stack, twin_shop: Shop, rule: str, path: str, body: Row, until_then: int
) -> None:
    """A limit of functions and one of PostgREST: asked in turn, both gateways have had enough."""
    person, doors = twin_shop.person(), itertools.cycle(twice.gateways())
    twin_shop.ask(
        "update core.rate_limits set max_hits = %s, window_seconds = 86400 where rule = %s",
        *(MOST, rule),
    )
    twin_shop.ask("delete from core.rate_counters where rule = %s", rule)
    told = [
        twin_shop.http.post(
            f"{next(doors)}/{path}", json=body, headers=twin_shop.headers(person.token)
        ).status_code
        for _ in range(MOST + 2)
    ]
    assert told == [until_then] * MOST + [429, 429]


def answers(shop: Shop, endpoints: Endpoints, key: str, token: str) -> tuple[int, int]:
    """What PostgREST and a function say to a user with a token and an API key."""
    headers = {"apikey": key, "Authorization": f"Bearer {token}"}
    through_rest = shop.http.get(f"{endpoints.api_url}/rest/v1/orgs", headers=headers)
    function = f"{endpoints.api_url}/functions/v1/create-order-public"
    through_functions = shop.http.post(function, json={}, headers=headers)
    bad = shop.http.post(
        f"{endpoints.api_url}/functions/v1/create-refund",
        json={"order_id": str(uuid4()), "idempotency_key": str(uuid4())},
        headers=headers,
    )
    assert through_functions.status_code == 400, "this one looks at the body first"
    return through_rest.status_code, bad.status_code


def restart(stack: Stack, *names: str) -> Endpoints:
    for name in names:
        stack.stop(name)
        stack.start(name)
    return endpoints_of(stack)


def test_the_secret_of_tokens_is_replaced_while_both_count(twice: Stack, twin_shop: Shop) -> None:
    """As docs/operations.md has it: who is signed in stays so, until the old one is forgotten."""
    before = twin_shop.stack
    user = twin_shop.person().user_id
    old_token = twin_shop.token(user)
    everyone = ("postgrest", "functions", "gateway")
    for name in HALVES[1]:  # one is enough for this
        twice.stop(name)
    new = twice.replace_jwt_secret()
    assert new.jwt_secret != before.jwt_secret
    between = restart(twice, *everyone)
    new_token = twin_shop.token(user, secret=new.jwt_secret)
    for key, token in (
        (before.anon_key, old_token),
        (before.anon_key, new_token),
        (between.anon_key, old_token),
        (between.anon_key, new_token),
    ):
        assert answers(twin_shop, between, key, token) == (200, 404)

    twice.forget_old_jwt_secret()
    after = restart(twice, *everyone)

    assert answers(twin_shop, after, after.anon_key, new_token) == (200, 404)
    assert answers(twin_shop, after, after.anon_key, old_token) == (401, 401)
    assert answers(twin_shop, after, before.anon_key, new_token) == (401, 404)
