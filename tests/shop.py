"""What tests of the sale build and do: over HTTP through the gateway, as client apps would.

Every test makes an org of its own, so that tests share a stack and run in any order.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import uuid4

import httpx
import jwt
import psycopg

from cli.stack import Endpoints

PATIENCE = 180.0
"""Seconds after which something that should happen counts as lost."""
LOOK_SOON, LOOK_LESS, LOOK_LATE = 0.01, 1.2, 0.5
"""Seconds between two looks at something that is about to change: the first, how many times more
from look to look, and the most."""

Connection = psycopg.Connection[tuple[Any, ...]]
Row = dict[str, Any]
T = TypeVar("T")


def until(what: str, look: Callable[[], T], is_so: Callable[[T], bool] = bool) -> T:
    """Look again and again until it is so; fail when it takes too long."""
    deadline = time.monotonic() + PATIENCE
    pause = LOOK_SOON
    while not is_so(seen := look()):
        assert time.monotonic() < deadline, f"in {PATIENCE:.0f} seconds never: {what}; last {seen}"
        time.sleep(pause)
        pause = min(pause * LOOK_LESS, LOOK_LATE)
    return seen


LET_IN = (
    "select public.scan_ticket(t.code, t.event_id, core.new_id()) ->> 'result'"
    " from sales.ticket_instances as t"
    " join tenancy.org_members as m on m.org_id = t.org_id and m.role = 'owner'"
    " cross join lateral (select set_config('request.jwt.claims', json_build_object("
    "   'role', 'authenticated', 'sub', m.user_id)::text, true)) as asker (claims)"
    " where %s in (t.id, t.order_id) and asker.claims is not null"
)
"""The owner scans a ticket, or those of an order, at the entrance: the result."""


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in."""

    user_id: str
    email: str
    token: str


@dataclass(frozen=True)
class Sale:
    """A published event with one ticket type, and the owner of its org."""

    owner: Person
    org_id: str
    event_id: str
    ticket_type_id: str

    def cart(self, quantity: int = 1) -> list[Row]:
        """A cart of one line."""
        return [{"ticket_type_id": self.ticket_type_id, "quantity": quantity}]


@contextmanager
def open_shop(stack: Endpoints) -> Iterator[Shop]:
    """A shop on a stack, in which one address may do as much as a whole city."""
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
    with httpx.Client(timeout=PATIENCE, limits=limits) as http:
        shop = Shop(stack, http)
        shop.ask(
            "update core.rate_limits set max_hits = 1000000"
            " where subject in ('address', 'user') and max_hits < 1000000"
        )
        try:
            yield shop
        finally:
            forget(stack.db_url)


@dataclass(frozen=True)
class Shop:
    """A stack, and what can be done with it."""

    stack: Endpoints
    http: httpx.Client

    # The API.

    def rpc(self, function: str, token: str | None = None, **parameters: object) -> httpx.Response:
        """Call a function of the database through PostgREST."""
        return self.http.post(
            f"{self.stack.api_url}/rest/v1/rpc/{function}",
            json=parameters,
            headers=self.headers(token),
        )

    def function(self, name: str, **body: object) -> httpx.Response:
        """Call a worker's function."""
        return self.http.post(f"{self.stack.api_url}/functions/v1/{name}", json=body)

    def insert(self, view: str, token: str, **row: object) -> Row:
        """Insert a row through PostgREST; return it."""
        rows = expect(
            self.http.post(
                f"{self.stack.api_url}/rest/v1/{view}",
                json=row,
                headers=self.headers(token) | {"Prefer": "return=representation"},
            )
        )
        return dict(rows[0])

    def update(self, view: str, token: str, changes: Row, **filters: str) -> list[Row]:
        """Change rows through PostgREST, which filters name: `id="eq.…"`; return them."""
        changed = self.http.patch(
            f"{self.stack.api_url}/rest/v1/{view}",
            params=filters,
            json=changes,
            headers=self.headers(token) | {"Prefer": "return=representation"},
        )
        return list(expect(changed))

    def rows(self, view: str, token: str | None = None, **filters: str) -> list[Row]:
        """Read a view; filters as PostgREST has them: `id="eq.…"`."""
        found = self.http.get(
            f"{self.stack.api_url}/rest/v1/{view}", params=filters, headers=self.headers(token)
        )
        return list(expect(found))

    def headers(self, token: str | None = None) -> dict[str, str]:
        """The headers of a client app, for a signed-in user or a visitor."""
        key = self.stack.anon_key
        return {"apikey": key, "Authorization": f"Bearer {token or key}"}

    # People and what they sell.

    def person(self) -> Person:
        """Make a user in the database and a token for them; quicker than signing up."""
        user_id = str(uuid4())
        email = f"{user_id}@example.test"
        self.ask(
            "insert into auth.users (id, email, email_confirmed_at) values (%s, %s, now())",
            *(user_id, email),
        )
        return Person(user_id, email, self.token(user_id))

    def token(
        self,
        user_id: str,
        *,
        lifetime: timedelta = timedelta(hours=1),
        secret: str | None = None,
        **claims: object,
    ) -> str:
        """Make an access token as the auth server does, or nearly so."""
        body = {
            "sub": user_id,
            "role": "authenticated",
            "aud": "authenticated",
            "exp": datetime.now(UTC) + lifetime,
        }
        return jwt.encode(body | claims, secret or self.stack.jwt_secret, algorithm="HS256")

    def org(self, owner: Person, name: str = "Stadsloop") -> str:
        """Found an org; return its id."""
        return str(expect(self.rpc("create_org", owner.token, name=name))["org_id"])

    def event(self, owner: Person, org_id: str, **more: object) -> str:
        """Make a draft event thirty days from now; return its id."""
        start = datetime.now(UTC) + timedelta(days=30)
        row = {
            "org_id": org_id,
            "title": "City Run",
            "location_name": "Utrecht",
            "starts_at": start.isoformat(),
            "ends_at": (start + timedelta(hours=6)).isoformat(),
        }
        return str(self.insert("events", owner.token, **(row | more))["id"])

    def ticket_type(self, owner: Person, org_id: str, event_id: str, **more: object) -> str:
        """Make a ticket type: 25 euros, 80 places; return its id."""
        row = {"org_id": org_id, "event_id": event_id, "name": "10 km", "price": 2500}
        row |= {"capacity": 80}
        return str(self.insert("ticket_types", owner.token, **(row | more))["id"])

    def question(self, owner: Person, event_id: str, **more: object) -> str:
        """Ask participants of an event something, a text unless `more` says what; return its id."""
        body = {"event_id": event_id, "kind": "text", "label_nl": "Vraag"}
        return str(expect(self.rpc("save_question", owner.token, **(body | more)))["question_id"])

    def sale(self, **ticket_type: object) -> Sale:
        """Found an org with a published event and one ticket type."""
        owner = self.person()
        org_id = self.org(owner)
        event_id = self.event(owner, org_id)
        ticket_type_id = self.ticket_type(owner, org_id, event_id, **ticket_type)
        expect(self.rpc("publish_event", owner.token, event_id=event_id))
        return Sale(owner, org_id, event_id, ticket_type_id)

    # Buying and paying.

    def order(self, sale: Sale, quantity: int = 1, **more: object) -> httpx.Response:
        """Place an order as a visitor, through the worker's function."""
        body = {
            "event_id": sale.event_id,
            "items": sale.cart(quantity),
            "email": f"{uuid4()}@example.test",
            "purchaser_name": "Vera Visitor",
        }
        return self.function("create-order-public", **(body | more))

    def buy(self, sale: Sale, quantity: int = 1, **more: object) -> Row:
        """Place an order and pay it; return it once it is paid, with `email`."""
        more.setdefault("email", f"{uuid4()}@example.test")
        order: Row = expect(self.order(sale, quantity, **more)) | {"email": more["email"]}
        if order["checkout_url"]:
            self.decide(order, "paid")
            self.wait_for(order, "paid")
        return order

    def decide(self, order: Mapping[str, Any], status: str) -> None:
        """Do what the customer does at the bank."""
        expect(self.sandbox("POST", f"payments/{self.payment(order)}/outcome", status=status))

    def pay_back(self, order: Mapping[str, Any]) -> None:
        """Let all money of an order go back."""
        repay = (
            "select payments.repay(p, 'requested') from payments.payments as p"
            " where payable_id = %s"
        )
        known = "select mollie_refund_id from payments.refunds where payable_id = %s"
        self.ask(repay, order["order_id"])
        refund = until(
            "the provider knows of the refund", lambda: self.ask(known, order["order_id"])
        )
        for step in ("processing", "refunded"):
            expect(self.sandbox("POST", f"refunds/{refund}/advance", to=step))
        self.wait_for(order, "refunded")

    def payment(self, order: Mapping[str, Any]) -> str:
        """The provider's id of the payment at an order's checkout."""
        return "tr_" + str(order["checkout_url"]).rsplit("/", 1)[-1]

    def status(self, order: Mapping[str, Any]) -> str:
        """Where an order stands, as its guest sees it."""
        token = order["public_token"]
        return str(expect(self.rpc("get_order", public_token=token))["status"])

    def wait_for(self, order: Mapping[str, Any], status: str) -> None:
        """Wait until an order has come to a status."""
        until(
            f"order {order['order_number']} is {status}",
            lambda: self.status(order),
            lambda seen: seen == status,
        )

    # The outside world.

    def sandbox(self, method: str, path: str, **body: object) -> httpx.Response:
        """Call the control API of the Mollie sandbox."""
        return self.http.request(
            method, f"{self.stack.mollie_url}/sandbox/{path}", json=body or None
        )

    def mail_to(self, email: str) -> list[Row]:
        """The mails that have arrived for an address, oldest first."""
        return list(
            expect(self.http.get(f"{self.stack.mail_url}/api/messages", params={"to": email}))
        )

    def quiet(self) -> None:
        """Wait until workers have nothing left to deliver or to calculate."""
        due = (
            "select (select count(*) from core.outbox_events where available_at <= now())"
            " + (select count(*) from sales.message_recipients)"
            " + (select count(*) from sales.event_refund_runs where status = 'running')"
            " + (select count(*) from dining.stale_risks)"
        )
        left = self.ask(due)
        if left:
            self.sweep()
        while left:
            # However much other tests have left: as long as it gets less, it is not lost.
            left = until(f"{left} get less", lambda: self.ask(due), lambda now: now < left)  # noqa: B023

    def sweep(self) -> None:
        """Do what time alone causes now, not when each sweep's turn comes."""
        with self.database() as connection:
            connection.execute("update core.sweeps set last_run_at = core.clock() - every")
            while connection.execute("select core.tick() ->> 'sweep'").fetchone() != (None,):
                pass

    def settle(self) -> None:
        """Wait until the audit log is settled as far as it is now, so that feeds tell all of it."""
        last = self.ask("select coalesce(max(audit_id), 0) from core.audit_log")

        def settled() -> int:
            self.ask("select core.settle_audit(1000000)")
            return int(self.ask("select core.settled_audit_id()"))

        until("the audit log is settled", settled, lambda number: number >= last)

    def let_in(self, order: Mapping[str, Any]) -> None:
        """Scan the tickets of an order at the entrance."""
        self.ask(LET_IN, order["order_id"])

    # The books.

    @contextmanager
    def database(self) -> Iterator[Connection]:
        """A connection as the owner of the database, each statement its own commit."""
        with psycopg.connect(self.stack.db_url, autocommit=True) as connection:
            yield connection

    def problems(self) -> set[str]:
        """The broken promises that the doctor finds, as text; none when all is well."""
        # Anew: a connection that is kept remembers plans from when the tables were small.
        with self.database() as connection:
            found = connection.execute("select promise || ' ' || problem from core.doctor()")
            return {problem for (problem,) in found}

    def ask(self, query: str, *values: object) -> Any:
        """The first value that a query answers with, None when there is no row."""
        rows = rows_of(self.stack.db_url, query, *values)
        return rows[0][0] if rows else None


_kept: dict[str, Connection] = {}
"""The connections of the main thread by address: signing in costs more than most questions."""


def rows_of(db_url: str, query: str, *values: object) -> list[tuple[Any, ...]]:
    """What a statement answers, each its own commit; a thread beside the main one connects anew."""
    if threading.current_thread() is not threading.main_thread():
        with psycopg.connect(db_url, autocommit=True) as connection:
            return _rows(connection, query, values)
    if db_url in _kept:
        try:
            return _rows(_kept[db_url], query, values)
        except psycopg.OperationalError:
            if not _kept[db_url].closed:
                raise
            # It was ended while nobody used it: the clock was moved, or the server restarted.
            forget(db_url)
    _kept[db_url] = psycopg.connect(db_url, autocommit=True, prepare_threshold=None)
    return _rows(_kept[db_url], query, values)


def _rows(connection: Connection, query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    cursor = connection.execute(query.encode(), values)
    return cursor.fetchall() if cursor.description else []


def forget(db_url: str) -> None:
    """Close the connection that is kept to a database."""
    if db_url in _kept:
        _kept.pop(db_url).close()


def expect(response: httpx.Response) -> Any:
    """The JSON of an answer that must be a success."""
    assert response.is_success, f"{response.request.url}: {response.status_code} {response.text}"
    return response.json() if response.content else None


def open_waitlist(shop: Shop, sale: Sale, **settings: object) -> None:
    """Let people wait for what is sold out."""
    changes: Row = {"waitlist_is_open": True} | settings
    shop.update("event_settings", sale.owner.token, changes, event_id=f"eq.{sale.event_id}")


def wait_for(shop: Shop, sale: Sale, ticket_type_id: str, email: str, **more: object) -> Row:
    """Join a waitlist, which is opened for it; return `entry_id`, `email` and the `token`."""
    open_waitlist(shop, sale)
    wish: Row = {"event_id": sale.event_id, "ticket_type_id": ticket_type_id, "email": email}
    expect(shop.rpc("join_waitlist", **(wish | more)))
    with shop.database() as connection:
        row = connection.execute(
            "select e.id::text, core.public_token(e.org_id, e.id) from sales.waitlist_entries as e"
            " where e.ticket_type_id = %s and e.email = %s order by e.position desc limit 1",
            [ticket_type_id, email],
        ).fetchone()
    assert row is not None
    return {"entry_id": row[0], "token": row[1], "email": email}


def refusal(response: httpx.Response) -> tuple[int, str, Row]:
    """Status, slug and data of an error of PostgREST; its own code where we raised none."""
    assert response.is_error, response.text
    error = response.json()
    if not str(error["code"]).startswith("PT"):
        return response.status_code, str(error["code"]), {}
    data = json.loads(error["details"])
    return response.status_code, str(data.pop("code")), data


def at_once(count: int, act: Callable[[int], T]) -> list[T]:
    """Do something so many times at the same moment, each on a thread; the results in order."""
    with ThreadPoolExecutor(max_workers=count) as pool:
        return list(pool.map(act, range(count)))
