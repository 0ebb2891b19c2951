"""Two functions processes and two workers side by side, stopped and killed in turn during a sale.

A crowd buys over HTTP all the while. Asked to stop, a process lets nobody notice; killed, nothing
that was answered is lost. Meanwhile the secret that signs tokens is replaced.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
import pytest

from cli.stack import Endpoints, Stack
from tests.concurrency.test_kill import insist, orders_in_the_books, settle_down
from tests.conftest import free_home
from tests.shop import PATIENCE, Row, Sale, Shop, expect, open_shop, until

PROCESSES = ("functions", "worker", "functions_2", "worker_2")
BUYERS = 2
"""How many people buy at the same time, one order after the other."""
ORDERS_BETWEEN = 3
"""How many orders are answered between one stop and the next."""
TIME_SCALE = "60"
"""The provider repeats its webhooks after seconds instead of minutes."""


@dataclass
class Crowd:
    """People who go on buying until they are told to stop, each with a connection of their own."""

    shop: Shop
    sale: Sale
    is_open: threading.Event = field(default_factory=threading.Event)
    is_graceful: bool = True
    """Whether every request has to be answered the first time."""
    bought: list[tuple[str, Row]] = field(default_factory=list)
    """E-mail address and order of everybody who was answered."""
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
        request = {
            "event_id": self.sale.event_id,
            "items": self.sale.cart(1 + number % 2),
            "email": email,
            "idempotency_key": str(uuid4()),
        }

        def ask() -> httpx.Response:
            graceful = self.is_graceful
            url = f"{self.shop.stack.api_url}/functions/v1/create-order-public"
            try:
                answer = http.post(url, json=request)
            except httpx.TransportError as error:
                if graceful and self.is_graceful:
                    self.unanswered.append(repr(error))
                raise
            if answer.is_server_error and graceful and self.is_graceful:
                self.unanswered.append(f"{answer.status_code} {answer.text}")
            return answer

        order = expect(insist(ask))
        if order["checkout_url"]:
            path = f"payments/{self.shop.payment(order)}/outcome"
            insist(lambda: self.shop.sandbox("POST", path, status="paid"))
        self.shop.wait_for(order, "paid")
        until("the mail comes", lambda: self.shop.mail_to(email))
        self.bought.append((email, order))


@pytest.fixture(scope="module")
def twice() -> Iterator[Stack]:
    """A stack of its own with two of everything that is ours."""
    with free_home() as home:
        stack = Stack(
            home,
            ports="auto",
            durable=False,
            twins=True,
            sandbox_args=("--time-scale", TIME_SCALE),
        )
        stack.down(erase=True)
        try:
            stack.up()
            yield stack
        finally:
            stack.down()


@pytest.fixture(scope="module")
def twin_shop(twice: Stack) -> Iterator[Shop]:
    endpoints = twice.status()
    assert endpoints is not None
    with open_shop(endpoints) as shop:
        yield shop


@pytest.fixture(scope="module")
def crowd(twice: Stack, twin_shop: Shop) -> Crowd:
    """Let a crowd buy while every process is stopped, then killed; return it when all are home."""
    crowd = Crowd(twin_shop, twin_shop.sale(capacity=5000))
    crowd.is_open.set()
    with ThreadPoolExecutor(BUYERS) as pool:
        buyers = [pool.submit(crowd.buy_until_closed) for _ in range(BUYERS)]
        try:
            for name in PROCESSES:
                wait_for_more(crowd, buyers)
                twice.stop(name)
                twice.start(name)
            wait_for_more(crowd, buyers)
            crowd.is_graceful = False
            for name in PROCESSES:
                twice.kill(name)
                twice.start(name)
                wait_for_more(crowd, buyers)
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


def test_nobody_notices_that_a_process_is_stopped(crowd: Crowd) -> None:
    assert crowd.unanswered == []


def test_every_order_that_was_answered_is_there_and_paid(twin_shop: Shop, crowd: Crowd) -> None:
    books = orders_in_the_books(twin_shop)
    assert len(crowd.bought) >= ORDERS_BETWEEN * 2 * len(PROCESSES)
    for _, order in crowd.bought:
        kept = books[order["order_number"]]
        assert (kept["status"], kept["tickets"]) == ("paid", kept["places"])
    assert len(books) == len(crowd.bought), "no key made a second order"


def test_each_buyer_has_one_mail(twin_shop: Shop, crowd: Crowd) -> None:
    """A worker that is killed after sending may send again: the same mail, which readers see."""
    for email, _ in crowd.bought:
        ids = [mail["message_id"] for mail in twin_shop.mail_to(email)]
        assert len(set(ids)) == 1, ids


def test_the_doctor_finds_nothing(twin_shop: Shop, crowd: Crowd) -> None:
    assert crowd.bought
    assert twin_shop.problems() == set()
    assert twin_shop.ask("select array_agg(t.trouble) from core.find_troubles() as t") is None


def test_both_of_each_worked(twice: Stack, crowd: Crowd) -> None:
    assert crowd.bought
    for name, word in zip(PROCESSES, ("create-order-public", "delivered") * 2, strict=True):
        assert word in twice.log(name).read_text(), name


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
    endpoints = stack.status()
    assert endpoints is not None
    return endpoints


def test_the_secret_of_tokens_is_replaced_while_both_count(twice: Stack, twin_shop: Shop) -> None:
    """As docs/operations.md has it: who is signed in stays so, until the old one is forgotten."""
    before = twin_shop.stack
    user = twin_shop.person().user_id
    old_token = twin_shop.token(user)
    everyone = ("postgrest", "functions", "gateway")
    twice.stop("functions_2")  # one is enough for this
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
