"""Many buyers, payments and workers at the same moment: nothing sold twice, nothing lost."""

from __future__ import annotations

import itertools
import json
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from tests.concurrency.sessions import Session, sessions, wait_until_blocked
from tests.shop import PATIENCE, Row, Sale, Shop, at_once, expect, until

pytestmark = pytest.mark.usefixtures("movable_clock", "no_harm")

BUYERS = 100
AT_ONCE = 32
"""How many of them are served at the same time."""

ORDER = "select public.create_order(%s, %s, %s, 'Vera', 'nl', %s)"
HAND_OVER = "select public.handle_payment_webhook(%s)"
LATER = "select set_config('app.now', '+16 minutes', false)"
"""Moves the clock of one connection past every deadline."""


# Places.


class Till:
    """A connection of a visitor, straight to the database; each order is its own transaction."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self._connection.execute(
            "select set_config('request.jwt.claims', '{\"role\": \"anon\"}', false),"
            " set_config('role', 'anon', false)"
        )

    def order(self, event_id: str, items: list[Row], key: str | None = None) -> Row | None:
        """Place an order; None when there are not enough places. Other refusals are raised."""
        try:
            row = self._connection.execute(
                ORDER, [event_id, json.dumps(items), "vera@example.test", key]
            ).fetchone()
        except psycopg.Error as error:
            detail = json.loads(error.diag.message_detail or "{}")
            if detail.get("code") != "sold_out":
                raise
            return None
        assert row is not None
        return dict(row[0])

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()


@contextmanager
def tills(shop: Shop) -> Iterator[Callable[[], Till]]:
    """A till per thread that asks for one."""
    local, opened = threading.local(), []

    def mine() -> Till:
        if not hasattr(local, "till"):
            local.till = Till(shop.stack.db_url)
            opened.append(local.till)
        till: Till = local.till
        return till

    try:
        yield mine
    finally:
        for till in opened:
            till.close()


def spread(shop: Shop, sale: Sale, lanes: int) -> None:
    """Divide what is left of a pool over so many lanes, as selling from a large one leaves it."""
    with shop.database() as connection, connection.transaction():
        row = connection.execute(
            "select sum(remaining) from events.capacity_lanes where pool_id = %s",
            [sale.ticket_type_id],
        ).fetchone()
        assert row is not None
        connection.execute(
            "insert into events.capacity_lanes (org_id, pool_id, lane, remaining)"
            " select %(org)s, %(pool)s, n, %(left)s / %(lanes)s"
            "   + case when n < %(left)s %% %(lanes)s then 1 else 0 end"
            " from generate_series(0, %(lanes)s - 1) as n"
            " on conflict (org_id, pool_id, lane) do update set remaining = excluded.remaining",
            {"org": sale.org_id, "pool": sale.ticket_type_id, "left": int(row[0]), "lanes": lanes},
        )
        connection.execute(
            "update events.capacity_pools set lanes = %s where id = %s",
            [lanes, sale.ticket_type_id],
        )


def taken(shop: Shop, sale: Sale) -> int:
    """How many places of the sale's ticket type orders hold or have bought."""
    query = "select coalesce(sum(quantity), 0) from sales.capacity_claims where pool_id = %s"
    return int(shop.ask(query, sale.ticket_type_id))


def left(shop: Shop, sale: Sale) -> int:
    """How many places of the sale's ticket type are left."""
    query = "select sum(remaining) from events.capacity_lanes where pool_id = %s"
    return int(shop.ask(query, sale.ticket_type_id))


def insist(order: Callable[[int], bool], quantity: int) -> int:
    """Order; when there are too few places ask for fewer, as people do. Returns what one got."""
    while quantity and not order(quantity):
        quantity -= 1
    return quantity


@pytest.mark.parametrize("lanes", [1, 32])
def test_exactly_all_places_are_sold_to_connections(shop: Shop, lanes: int) -> None:
    sale = shop.sale(capacity=80)
    spread(shop, sale, lanes)
    wants = [1 + n * 7 % 4 for n in range(BUYERS)]
    with tills(shop) as till, ThreadPoolExecutor(AT_ONCE) as pool:
        got = list(
            pool.map(
                lambda wanted: insist(
                    lambda n: till().order(sale.event_id, sale.cart(n)) is not None, wanted
                ),
                wants,
            )
        )
    assert sum(got) == 80 < sum(wants)
    assert (taken(shop, sale), left(shop, sale)) == (80, 0)


@pytest.mark.parametrize("lanes", [1, 32])
@pytest.mark.parametrize("channel", ["function", "rest"])
def test_exactly_all_places_are_sold_over_http(shop: Shop, channel: str, lanes: int) -> None:
    sale = shop.sale(capacity=80)
    spread(shop, sale, lanes)
    wants = [1 + n * 7 % 4 for n in range(BUYERS)]

    def order(quantity: int) -> bool:
        if channel == "function":
            answer = shop.order(sale, quantity)
        else:
            answer = shop.rpc(
                "create_order", event_id=sale.event_id, items=sale.cart(quantity), email="v@x.test"
            )
        if answer.status_code == 409:
            assert "sold_out" in answer.text
            return False
        return str(expect(answer)["status"]) == "pending"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        got = list(pool.map(lambda wanted: insist(order, wanted), wants))
    assert sum(got) == 80
    assert (taken(shop, sale), left(shop, sale)) == (80, 0)


def test_carts_in_opposite_order_do_not_lock_each_other_out(shop: Shop) -> None:
    sale = shop.sale(capacity=200)
    second = shop.ticket_type(sale.owner, sale.org_id, sale.event_id, name="5 km", capacity=200)
    other = Sale(sale.owner, sale.org_id, sale.event_id, second)
    forth, back = sale.cart() + other.cart(), other.cart() + sale.cart()

    # Seen: the second waits for the first, and then goes on.
    with sessions(shop.stack.db_url, None, None) as (first, behind):
        first.call(ORDER, sale.event_id, json.dumps(forth), "v@x.test", None)
        waiting = behind.start(ORDER, sale.event_id, json.dumps(back), "v@x.test", None)
        wait_until_blocked(shop.stack.db_url, behind, first)
        first.commit()
        assert waiting.result(PATIENCE)["status"] == "pending"
        behind.commit()

    with tills(shop) as till, ThreadPoolExecutor(AT_ONCE) as pool:
        orders = list(
            pool.map(lambda n: till().order(sale.event_id, forth if n % 2 else back), range(198))
        )
    assert all(orders)
    assert [(taken(shop, s), left(shop, s)) for s in (sale, other)] == [(200, 0)] * 2


def test_capacity_changes_while_selling(shop: Shop) -> None:
    """Raised and lowered through the API all the time, from one lane to many and back."""
    sale = shop.sale(capacity=100)
    selling = threading.Event()
    selling.set()

    def organise(seed: int) -> Counter[str]:
        answers = Counter[str]()
        for capacity in itertools.cycle([5000, 100, 200, 1000, 150][seed:]):
            if not selling.is_set():
                break
            answer = shop.http.patch(
                f"{shop.stack.api_url}/rest/v1/ticket_types",
                params={"id": f"eq.{sale.ticket_type_id}"},
                json={"capacity": capacity},
                headers=shop.headers(sale.owner.token),
            )
            assert answer.is_success or "capacity_below_sold" in answer.text, answer.text
            answers["changed" if answer.is_success else "refused"] += 1
        return answers

    def buy(number: int) -> int:
        return insist(
            lambda n: till().order(sale.event_id, sale.cart(n)) is not None, 1 + number % 5
        )

    with tills(shop) as till, ThreadPoolExecutor(2) as staff, ThreadPoolExecutor(16) as pool:
        organisers = [staff.submit(organise, seed) for seed in (1, 2)]
        got = list(pool.map(buy, range(300)))
        selling.clear()
        changes = sum((organiser.result() for organiser in organisers), Counter[str]())
    capacity = shop.ask(
        "select capacity from events.capacity_pools where id = %s", sale.ticket_type_id
    )
    assert changes["changed"] > 3
    assert taken(shop, sale) == sum(got)
    assert taken(shop, sale) + left(shop, sale) == capacity


def test_a_change_of_capacity_and_a_purchase_wait_in_one_order(shop: Shop) -> None:
    """Both need all lanes and then the pool: whoever comes second waits, neither deadlocks."""
    sale = shop.sale(capacity=96)
    spread(shop, sale, 32)
    lock = "select 1 from events.capacity_lanes where pool_id = %s and lane = 0 for update"
    change = "update events.ticket_types set capacity = 500 where id = %s returning capacity"
    with sessions(shop.stack.db_url, None, None, None) as (holder, buyer, organiser):
        holder.call(lock, sale.ticket_type_id)
        bought = buyer.start(ORDER, sale.event_id, json.dumps(sale.cart(5)), "v@x.test", None)
        wait_until_blocked(shop.stack.db_url, buyer, holder)
        changed = organiser.start(change, sale.ticket_type_id)
        wait_until_waiting(shop, organiser)
        holder.commit()
        assert bought.result(PATIENCE)["status"] == "pending"
        buyer.commit()
        assert changed.result(PATIENCE) == 500
        organiser.commit()
    assert (taken(shop, sale), left(shop, sale)) == (5, 495)


def test_whoever_waited_for_all_lanes_has_those_that_were_added_meanwhile(shop: Shop) -> None:
    """Otherwise a sale from a new lane would be overwritten, and its places sold again."""
    sale = shop.sale(capacity=10)
    change = "update events.ticket_types set capacity = 5000 where id = %s"
    lock = "select events.lock_lanes(%s, %s)"
    claim = "select 1 from events.capacity_lanes where pool_id = %s and lane = 7 for update nowait"
    with sessions(shop.stack.db_url, None, None, None) as (organiser, waiter, buyer):
        organiser.call(change, sale.ticket_type_id)
        waiting = waiter.start(lock, sale.org_id, sale.ticket_type_id)
        wait_until_blocked(shop.stack.db_url, waiter, organiser)
        organiser.commit()
        assert waiting.result(PATIENCE) == 5000
        with pytest.raises(psycopg.errors.LockNotAvailable):
            buyer.call(claim, sale.ticket_type_id)


def wait_until_waiting(shop: Shop, session: Session) -> None:
    """Return when a session is seen waiting for any lock."""
    query = "select wait_event_type = 'Lock' from pg_stat_activity where pid = %s"
    until("it waits", lambda: shop.ask(query, session.pid))


# The same thing asked many times.


def test_one_idempotency_key_from_sixteen_callers_makes_one_order(shop: Shop) -> None:
    sale, key = shop.sale(), str(uuid4())
    answers = at_once(
        16,
        lambda _: expect(shop.order(sale, 2, email="vera@example.test", idempotency_key=key)),
    )
    assert all(answer == answers[0] for answer in answers)
    assert taken(shop, sale) == 2
    assert shop.ask("select count(*) from sales.orders where event_id = %s", sale.event_id) == 1
    payments = "select count(*) from payments.payments where org_id = %s"
    assert shop.ask(payments, sale.org_id) == 1
    made = expect(shop.sandbox("GET", "payments"))
    mine = [p for p in made if p["metadata"]["order_number"] == answers[0]["order_number"]]
    assert len(mine) == 1, "one payment at the provider"


def test_a_caller_with_the_same_key_waits_for_the_answer(shop: Shop) -> None:
    sale, key = shop.sale(), str(uuid4())
    request = (ORDER, sale.event_id, json.dumps(sale.cart()), "v@x.test", key)
    with sessions(shop.stack.db_url, None, None) as (first, second):
        answer = first.call(*request)
        waiting = second.start(*request)
        wait_until_blocked(shop.stack.db_url, second, first)
        first.commit()
        assert waiting.result(PATIENCE) == answer
        second.commit()
    assert taken(shop, sale) == 1


def test_the_next_caller_orders_when_the_first_one_fails(shop: Shop) -> None:
    sale, key = shop.sale(), str(uuid4())
    request = (ORDER, sale.event_id, json.dumps(sale.cart()), "v@x.test", key)
    with sessions(shop.stack.db_url, None, None) as (first, second):
        answer = first.call(*request)
        waiting = second.start(*request)
        wait_until_blocked(shop.stack.db_url, second, first)
        first.rollback()
        assert waiting.result(PATIENCE)["order_id"] != answer["order_id"]
        second.commit()
    assert taken(shop, sale) == 1


def test_a_webhook_delivered_sixteen_times_at_once_counts_once(shop: Shop) -> None:
    sale = shop.sale()
    email = f"{uuid4()}@example.test"
    order = expect(shop.order(sale, 3, email=email))
    with silence(shop, order):
        shop.decide(order, "paid")
        answers = at_once(
            16,
            lambda _: shop.http.post(
                f"{shop.stack.api_url}/functions/v1/mollie-webhook",
                data={"id": shop.payment(order)},
            ),
        )
    assert {answer.status_code for answer in answers} == {200}
    assert shop.status(order) == "paid"
    tickets = "select count(*) from sales.ticket_instances where order_id = %s"
    assert shop.ask(tickets, order["order_id"]) == 3
    booked = "select count(*) from ledger.journals where source_id = %s"
    assert shop.ask(booked, order["order_id"]) == 1
    delivered(shop, order)
    assert len(shop.mail_to(email)) == 1


@contextmanager
def silence(shop: Shop, order: Row) -> Iterator[None]:
    """Lose what the provider has to tell about an order's payment."""
    fault = expect(shop.sandbox("POST", "faults", kind="drop_webhook", payment=shop.payment(order)))
    try:
        yield
    finally:
        expect(shop.sandbox("DELETE", f"faults/{fault['id']}"))


def delivered(shop: Shop, order: Row) -> None:
    """Wait until no message about an order waits."""
    query = "select count(*) from core.outbox_events where aggregate = 'order:' || %s::text"
    until("its mail is delivered", lambda: shop.ask(query, order["order_id"]), lambda n: n == 0)


# Money and time.


def told(shop: Shop, order: Row) -> str:
    """What the provider says of an order's payment, as JSON."""
    return json.dumps(expect(shop.sandbox("GET", f"payments/{shop.payment(order)}")))


def expire(session: Session) -> Future[Any]:
    """Let what is due expire, at a session whose clock is moved."""
    return session.start("select sales.sweep_expired_orders(1000)")


def test_an_order_being_paid_is_not_expired(shop: Shop) -> None:
    sale = shop.sale()
    order = expect(shop.order(sale, 2))
    with silence(shop, order), sessions(shop.stack.db_url, None, None) as (payer, sweeper):
        shop.decide(order, "paid")
        sweeper.call(LATER)
        assert payer.call(HAND_OVER, told(shop, order))["result"] == "settled"
        # It passes over what somebody else has locked, and waits for nobody.
        expire(sweeper).result(PATIENCE)
        sweeper.commit()
        payer.commit()
    assert shop.status(order) == "paid"
    assert (taken(shop, sale), left(shop, sale)) == (2, 78)


@pytest.mark.parametrize(("capacity", "result"), [(80, "settled"), (2, "overbooked")])
def test_money_that_arrives_while_its_order_expires(shop: Shop, capacity: int, result: str) -> None:
    """It waits for the expiry to be decided and is late money then."""
    sale = shop.sale(capacity=capacity)
    email = f"{uuid4()}@example.test"
    order = expect(shop.order(sale, 2, email=email))
    with silence(shop, order), sessions(shop.stack.db_url, None, None) as (sweeper, payer):
        sweeper.call(LATER)
        sweeper.call(HAND_OVER, told(shop, order))
        sweeper.commit()
        shop.decide(order, "paid")
        expire(sweeper).result(PATIENCE)
        if result == "overbooked":
            # With the same commit somebody else takes one of the places that came back.
            sweeper.call(ORDER, sale.event_id, json.dumps(sale.cart(1)), "v@x.test", None)
        waiting = payer.start(HAND_OVER, told(shop, order))
        wait_until_blocked(shop.stack.db_url, payer, sweeper)
        sweeper.commit()
        assert waiting.result(PATIENCE)["result"] == result
        payer.commit()
    tickets = shop.ask(
        "select count(*) from sales.ticket_instances where order_id = %s", order["order_id"]
    )
    if result == "settled":
        assert (shop.status(order), tickets) == ("paid", 2)
    else:
        assert (shop.status(order), tickets) == ("overbooked", 0)
        assert bring_back(shop, order) == "50.00"
        shop.wait_for(order, "refunded")
        until("an apology arrives", lambda: shop.mail_to(email))


def bring_back(shop: Shop, order: Row) -> str:
    """Let the bank complete the one refund of an order's payment; return its amount."""
    payment = f"payments/{shop.payment(order)}"
    (refund,) = until(
        "the money is on its way back",
        lambda: expect(shop.sandbox("GET", payment)).get("_embedded", {}).get("refunds", []),
    )
    amount = str(refund["amount"]["value"])
    while refund["status"] != "refunded":
        refund = expect(shop.sandbox("POST", f"refunds/{refund['id']}/advance"))
    return amount


def test_two_payments_of_one_order_paid_at_once(shop: Shop) -> None:
    """One settles the order, the other is surplus and goes back."""
    sale = shop.sale()
    first = expect(shop.order(sale, 2, email=f"{uuid4()}@example.test"))
    with silence(shop, first):
        give_up_while_the_bank_confirms(shop, first)
        token = first["public_token"]
        url = expect(shop.function("create-payment", public_token=token))["checkout_url"]
        second = first | {"checkout_url": url}
        assert shop.payment(second) != shop.payment(first)
        with silence(shop, second):
            for order in (first, second):
                shop.decide(order, "paid")
            with sessions(shop.stack.db_url, None, None) as (here, there):
                settled = here.call(HAND_OVER, told(shop, first))
                waiting = there.start(HAND_OVER, told(shop, second))
                wait_until_blocked(shop.stack.db_url, there, here)
                here.commit()
                surplus = waiting.result(PATIENCE)
                there.commit()
    assert (settled["result"], surplus["result"]) == ("settled", "surplus")
    assert bring_back(shop, second) == "50.00"
    until(
        "the refund is recorded",
        lambda: shop.ask(
            "select status = 'refunded' from payments.refunds where payment_id = %s",
            surplus["payment_id"],
        ),
    )
    assert shop.status(first) == "paid"
    assert (taken(shop, sale), left(shop, sale)) == (2, 78)


def give_up_while_the_bank_confirms(shop: Shop, order: Row) -> None:
    """Bring an order to its end while its payment is still under way at the bank."""
    shop.decide(order, "pending")
    with sessions(shop.stack.db_url, None) as (later,):
        later.call(LATER)
        later.call(HAND_OVER, told(shop, order))
        expire(later).result(PATIENCE)
        later.commit()
    assert shop.status(order) == "expired"


# Workers.


def test_workers_keep_the_order_of_an_aggregate(shop: Shop) -> None:
    """Four at once, failing now and then: none holds another's bucket, nothing overtakes."""
    messages, channel = 400, f"race{uuid4().hex[:8]}"
    with shop.database() as connection:
        connection.execute(
            "insert into core.outbox_buckets (channel, bucket) select %s, generate_series(0, 63)",
            [channel],
        )
        connection.execute(
            "select core.emit(null, 'thing:' || n %% 40, %s, jsonb_build_object('n', n))"
            " from generate_series(1, %s) as n",
            [f"{channel}.told", messages],
        )
    try:
        delivered, held = defaultdict[str, list[int]](list), set[int]()
        at_once(4, lambda _: work(shop, channel, delivered, held))
        assert sum(len(numbers) for numbers in delivered.values()) == messages
        for aggregate, numbers in delivered.items():
            assert numbers == sorted(set(numbers)), f"{aggregate} was delivered out of order"
        assert shop.ask("select count(*) from core.outbox_events where channel = %s", channel) == 0
    finally:
        with shop.database() as connection:
            for table in ("events", "buckets", "history"):
                connection.execute(
                    f"delete from core.outbox_{table} where channel = %s",  # noqa: S608
                    [channel],
                )


def work(
    shop: Shop,
    channel: str,
    delivered: dict[str, list[int]],
    held: set[int],
) -> None:
    """Deliver until nothing is left; one in ten fails at first, and its retry is due at once."""
    with shop.database() as connection:
        while connection.execute(
            "select 1 from core.outbox_events where channel = %s limit 1", [channel]
        ).fetchone():
            batch = connection.execute(
                "select event_id, bucket, fence, aggregate, payload, attempts"
                " from core.claim_outbox(%s, %s, 7, 60)",
                [channel, threading.current_thread().name],
            ).fetchall()
            if not batch:
                continue
            bucket, fence = batch[0][1:3]
            assert bucket not in held, f"bucket {bucket} is leased twice"
            held.add(bucket)
            failed = set[str]()
            for event_id, _, _, aggregate, payload, attempts in batch:
                if aggregate in failed:
                    continue
                if payload["n"] % 10 == attempts == 0:
                    failed.add(aggregate)
                    connection.execute(
                        "select core.fail_outbox(%s, %s, %s, %s, 'once more')",
                        [channel, bucket, fence, event_id],
                    )
                    connection.execute(
                        "update core.outbox_events set available_at = now() where event_id = %s",
                        [event_id],
                    )
                    continue
                delivered[aggregate].append(payload["n"])
                row = connection.execute(
                    "select core.complete_outbox(%s, %s, %s, array[%s::bigint])",
                    [channel, bucket, fence, event_id],
                ).fetchone()
                assert row == (1,), "the lease was lost while it lasted"
            held.remove(bucket)
            connection.execute("select core.release_outbox(%s, %s, %s)", [channel, bucket, fence])
