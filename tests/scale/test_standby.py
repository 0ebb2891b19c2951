"""A synchronous standby: visitors read from it, and when the database dies it sells on."""

from __future__ import annotations

import itertools
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from uuid import uuid4

import httpx
import psycopg
import pytest

from cli.stack import gateway, packages
from cli.stack.files import write_private
from cli.stack.keys import Keys
from cli.stack.process import Command, Process
from cli.stack.stack import Stack
from cli.stack.standby import PairedStack, Standby
from tests.concurrency.test_kill import insist
from tests.shop import Row, Sale, Shop, expect, open_shop, until
from tests.stacks import free_home

PROCESSES = ("mailbox", "sandbox", "gateway", "postgrest", "functions", "worker")
BUYERS = 4
ORDERS = 8
"""How many orders are answered before the database dies, and after."""


@dataclass(frozen=True)
class Scene:
    """A stack whose database has a standby, a shop on it, and a sale."""

    stack: PairedStack
    standby: Standby
    shop: Shop
    sale: Sale


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """Return a stack of this module alone, with its standby."""
    with free_home() as home:
        alone = Stack(home, ports="auto", durable=False, names=())
        alone.down(erase=True)
        alone.up()
        port = free_port()
        standby = Standby.of(alone, port)
        stack = PairedStack(home, port, ports="auto", durable=False, migrate=False, names=PROCESSES)
        try:
            standby.create()
            standby.make_synchronous()
            endpoints = stack.up()
            with open_shop(endpoints) as shop:
                yield Scene(stack, standby, shop, shop.sale(capacity=500))
        finally:
            stack.down()
            standby.down()
            alone.down(erase=True)


def free_port() -> int:
    """Any port that nobody else is about to take, as stacks take those of their own range."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


# Reading from the standby.


@pytest.fixture(scope="module")
def replica(scene: Scene) -> Iterator[str]:
    """Return the address of a second PostgREST, on the standby."""
    home = scene.stack.home
    port, admin = free_port(), free_port()
    changed = {
        "db-uri": f'"{scene.standby.cluster.url("authenticator")}"',
        # A standby cannot be listened to, so schema changes are told by a signal.
        "db-channel-enabled": "false",
        "server-port": str(port),
        "admin-server-port": str(admin),
    }
    kept = [
        line
        for line in (home / "postgrest.conf").read_text().splitlines()
        if line.split()[0] not in changed
    ]
    lines = [*kept, *(f"{name} = {value}" for name, value in changed.items())]
    write_private(home / "replica.conf", "\n".join(lines))
    process = Process("replica", home, home / "run", home / "logs" / "replica.log")
    with running(process, Command([packages.POSTGREST, home / "replica.conf"], env={})):
        address = f"http://127.0.0.1:{port}"
        process.wait_ready(lambda: answers(f"http://127.0.0.1:{admin}/ready"), 60)
        yield address


@pytest.fixture(scope="module")
def front(scene: Scene, replica: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Return the shop through a gateway that lets visitors read from the replica."""
    folder = tmp_path_factory.mktemp("front")
    endpoints = scene.shop.stack
    port = free_port()
    taken = {
        name: int(url.rsplit(":", 1)[-1])
        for name, url in (
            ("postgrest", endpoints.rest_url),
            ("functions", endpoints.functions_url),
        )
    }
    keys = Keys.of(scene.stack.home / "keys.json")
    gateway.write_configuration(
        folder,
        taken | {"gateway": port, "auth": port},
        keys,
        [taken["functions"]],
        replica=int(replica.rsplit(":", 1)[-1]),
    )
    process = Process("front", folder, folder / "run", folder / "log")
    command = Command([packages.NGINX, "-p", f"{folder}/", "-c", "nginx.conf"], env={})
    with running(process, command):
        address = f"http://127.0.0.1:{port}"
        process.wait_ready(lambda: answers(f"{address}/healthz"), 20)
        yield Shop(replace(endpoints, api_url=address), scene.shop.http)


@contextmanager
def running(process: Process, command: Command) -> Iterator[None]:
    process.start(command)
    try:
        yield
    finally:
        process.kill()


def answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code == 200
    except httpx.TransportError:
        return False


@contextmanager
def standing_still(standby: Standby) -> Iterator[None]:
    """Keep the standby as it is; what it is sent waits in its log."""
    with psycopg.connect(standby.cluster.url("supabase_admin"), autocommit=True) as connection:
        connection.execute("select pg_wal_replay_pause()")
        try:
            yield
        finally:
            connection.execute("select pg_wal_replay_resume()")


def title(shop: Shop, sale: Sale, token: str | None = None) -> str:
    view = "events" if token else "published_events"
    [event] = shop.rows(view, token, id=f"eq.{sale.event_id}", select="title")
    return str(event["title"])


def test_a_replica_answers_what_visitors_read(scene: Scene, replica: str) -> None:
    wanted = {"id": f"eq.{scene.sale.event_id}"}
    found = until(
        "the event is on the standby",
        lambda: httpx.get(f"{replica}/published_events", params=wanted).json(),
    )
    assert found[0]["title"] == "City Run"
    page = httpx.get(f"{replica}/rpc/get_event", params={"event_id": scene.sale.event_id})
    assert expect(page)["event_id"] == scene.sale.event_id


def test_a_replica_refuses_to_write(scene: Scene, replica: str) -> None:
    order = {"event_id": scene.sale.event_id, "items": scene.sale.cart(), "email": "a@b.example"}
    answer = httpx.post(f"{replica}/rpc/create_order", json=order)
    assert answer.status_code == 400
    assert answer.json()["message"] == "cannot set transaction read-write mode during recovery"


def test_visitors_read_from_the_replica_and_staff_what_they_wrote(
    scene: Scene, front: Shop
) -> None:
    token, sale = scene.sale.owner.token, scene.sale
    before = title(scene.shop, sale)
    with standing_still(scene.standby):
        front.update("events", token, {"title": "Night Run"}, id=f"eq.{sale.event_id}")
        assert title(front, sale, token) == "Night Run"
        assert title(front, sale) == before
        assert title(scene.shop, sale) == "Night Run"
    until("visitors see it too", lambda: title(front, sale) == "Night Run")


def test_guests_see_their_order_at_once(scene: Scene, front: Shop) -> None:
    with standing_still(scene.standby):
        order = expect(front.order(scene.sale))
        assert front.status(order) == "pending"


def test_without_a_replica_visitors_read_from_the_first(
    scene: Scene, front: Shop, replica: str
) -> None:
    home = scene.stack.home
    Process("replica", home, home / "run", home / "logs" / "replica.log").kill()
    assert not answers(replica)
    assert title(front, scene.sale) == "Night Run"


# When the database dies.


@dataclass
class Buyers:
    """People who order until they are told to stop, and write down what they asked and heard."""

    scene: Scene
    is_open: threading.Event = field(default_factory=threading.Event)
    told: list[tuple[Row, Row]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def buy(self) -> None:
        while self.is_open.is_set():
            request: Row = {"email": f"{uuid4()}@example.test", "idempotency_key": str(uuid4())}
            answer = insist(lambda: self.scene.shop.order(self.scene.sale, **request))  # noqa: B023
            self.told.append((request, expect(answer)))

    def wait_for(self, more: int) -> None:
        wanted = len(self.told) + more
        until(f"{wanted} orders are answered", lambda: len(self.told) >= wanted)


@dataclass(frozen=True)
class Failover:
    """What was answered before and after it, and an order that was paid before."""

    before: list[tuple[Row, Row]]
    after: list[tuple[Row, Row]]
    paid: Row


@pytest.fixture(scope="module")
def failover(scene: Scene) -> Failover:
    """Let the database die during a sale, and the standby take over."""
    paid = scene.shop.buy(scene.sale)
    buyers = Buyers(scene)
    buyers.is_open.set()
    with ThreadPoolExecutor(BUYERS) as pool:
        crowd = [pool.submit(buyers.buy) for _ in range(BUYERS)]
        try:
            buyers.wait_for(ORDERS)
            scene.stack.kill("postgres")
            known = len(buyers.told)
            scene.standby.promote()
            buyers.wait_for(ORDERS)
        finally:
            buyers.is_open.clear()
        for buyer in crowd:
            buyer.result()
    return Failover(buyers.told[:known], buyers.told[known:], paid)


def test_every_answer_is_still_true(scene: Scene, failover: Failover) -> None:
    assert len(failover.before) >= ORDERS
    for _, order in failover.before:
        assert scene.shop.status(order) == "pending"
    assert scene.shop.status(failover.paid) == "paid"


def test_asked_again_it_is_the_same_order(scene: Scene, failover: Failover) -> None:
    for request, order in (*failover.before[-ORDERS:], *failover.after):
        again = expect(scene.shop.order(scene.sale, **request))
        assert again["order_id"] == order["order_id"]
    keys = [request["idempotency_key"] for request, _ in (*failover.before, *failover.after)]
    made = "select count(*) from sales.orders where idempotency_key = any (%s)"
    assert scene.shop.ask(made, keys) == len(keys)


def test_what_waited_is_paid_and_mailed(scene: Scene, failover: Failover) -> None:
    request, order = failover.before[0]
    scene.shop.decide(order, "paid")
    scene.shop.wait_for(order, "paid")
    until("the mail arrives", lambda: scene.shop.mail_to(request["email"]))


def test_places_and_promises_are_kept(scene: Scene, failover: Failover) -> None:
    orders, places = (
        scene.shop.ask(f"select {what} = %s", scene.sale.ticket_type_id)
        for what in (
            "count(distinct i.order_id) from sales.order_items as i where i.ticket_type_id",
            "sum(c.quantity) from sales.capacity_claims as c where c.pool_id",
        )
    )
    assert orders == places >= len(failover.before) + len(failover.after) + 1
    assert scene.shop.problems() == set()
