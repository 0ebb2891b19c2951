"""What there is to ask for on a stage, and the requests that ask for it.

Lists of requests are the same in every run. Those in SQL are single transactions as the role anon
with claims and headers, as the workers make them.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from cli.bench.load import request
from cli.stack import Endpoints
from cli.stack.keys import mint

PRICED: Final = range(64)
FREE: Final = range(64, 128)
SCARCE: Final = 128
"""The ticket types of the bench's own event, as sql/3_own_event.sql makes them."""
TRIATHLON: Final = range(129, 133)
"""Those of its second event, as sql/7_triathlon.sql makes them."""

PREPARE_ORDER = (
    "prepare place(uuid, jsonb, text) as"
    " select sales.create_order($1, $2, $3, 'Sam de Vries', 'nl', null, null)"
)
PREPARE_BARE = "prepare place(uuid, uuid) as select bench.insert_order($1, $2)"
PREPARE_BARE_FULL = "prepare place as select bench.insert_full_order()"
PREPARE_PAGE = "prepare page(uuid) as select public.get_event(event_id => $1)"
PREPARE_BARE_PAGE = "prepare page(uuid) as select bench.read_event($1)"
PREPARE_SEARCH = "prepare find(uuid, text) as select public.search_orders($1, $2)"
FOUND = (
    "select o.id, o.order_number, o.event_id, o.email, o.purchaser_name, o.status, o.settlement,"
    " o.total_amount, o.currency, o.created_at, o.paid_at"
    " from sales.orders as o where o.org_id = $1 and {condition}"
    " order by o.created_at desc, o.id desc limit 50"
)
PREPARE_LOOKUP = {
    "e-mail": f"prepare find(uuid, text) as {FOUND.format(condition='o.email = $2')}",
    "number": f"prepare find(uuid, text) as {FOUND.format(condition='o.order_number = $2')}",
    "name": f"prepare find(uuid, text) as {FOUND.format(condition='o.purchaser_name ilike $2')}",
}
PREPARE_DASHBOARD = "prepare see(uuid) as select public.event_dashboard($1)"
PREPARE_SCAN = (
    "prepare see(uuid, uuid) as select t.ticket_type_id, t.status, count(*), max(t.used_at)"
    " from sales.ticket_instances as t where t.org_id = $1 and t.event_id = $2"
    " group by t.ticket_type_id, t.status"
)
PREPARE_BOARD = "prepare board as select public.platform_dashboard()"
PREPARE_FIGURES = (
    "prepare figures as select f.grain, f.starts_on, sum(f.orders_placed), sum(f.orders_paid),"
    " sum(f.tickets_sold), sum(f.gmv_amount), sum(f.service_fee_amount), sum(f.refunds),"
    " sum(f.refunded_amount), sum(f.chargebacks), sum(f.charged_back_amount), sum(f.payments_paid),"
    " sum(f.payments_failed), sum(f.platform_fee_amount) from platform.figures as f"
    " where f.grain = 'ever' or f.grain = 'month' and f.starts_on in ("
    "   date_trunc('month', now() at time zone 'Europe/Amsterdam')::date,"
    "   (date_trunc('month', now() at time zone 'Europe/Amsterdam') - interval '1 month')::date)"
    " group by f.grain, f.starts_on order by f.grain desc"
)
PREPARE_ADMIT = (
    "prepare admit(text, uuid, uuid) as"
    " select public.scan_ticket(token => $1, event_id => $2, device_id => $3)"
)
PREPARE_BARE_ADMIT = (
    "prepare admit(text) as update bench.door_tickets set status = 'used', used_at = now()"
    " where code = $1 and status = 'valid' returning 'admitted'"
)
UPLOAD = "select public.upload_scan_logs(%s, %s::jsonb, %s)"
PREPARE_REFUND = (
    "prepare refund(uuid) as"
    " select public.create_refund(order_id => $1, idempotency_key => gen_random_uuid())"
)
PREPARE_BARE_REFUND = "prepare refund(uuid) as select bench.insert_refund($1)"
PREPARE_BARE_NEWS = "prepare settle(jsonb) as select bench.insert_refund_news($1)"
PREPARE_SETTLEMENT = "prepare settle(jsonb) as select public.handle_payment_webhook($1)"

PREPARE_SLOTS = (
    "prepare ask(uuid, date, integer) as select public.check_availability("
    "location_id => $1, date => $2, party_size => $3)"
)
PREPARE_DAYS = (
    "prepare ask(uuid, date, integer) as select public.check_availability_range("
    "location_id => $1, from_date => $2, until_date => $2 + 30, party_size => $3)"
)
PREPARE_EVENING = (
    "prepare ask(uuid, uuid, date) as"
    " select r.status, r.id, r.ticket_id, r.shift_id, r.table_id, r.starts_at, r.ends_at,"
    " r.party_size from dining.reservations as r"
    " where r.org_id = $1 and r.location_id = $2 and r.reservation_date = $3"
)
PREPARE_BOOKING = (
    "prepare book(uuid, date, time, jsonb) as select public.create_reservation("
    "location_id => $1, reservation_date => $2, start_time => $3, party_size => 2, guest => $4,"
    " language => 'nl')"
)
PREPARE_BARE_BOOKING = (
    "prepare book(uuid, date, time, jsonb) as"
    " select bench.insert_reservation($1, $2, $3, $4 ->> 'email')"
)

CARTS = 512  # requests in a list that clients go round in
PAGE = 20  # rows of a listing
STAFF_ORGS = 3
PARTIES = (1, 2, 4, 6)
"""Sizes of the parties that ask for a table."""
LARGE = 900_000
PLATFORM = 2_000_000
"""The number of the largest org, of its owner and of its event with everybody in it."""
LARGE_ORDERS = 100_000_000
"""What is added to the numbers of its orders."""
EVENT_COLUMNS = "id,org_id,title,slug,sport,location_name,time_zone,starts_at,ends_at"
ORDER_COLUMNS = "id,order_number,email,purchaser_name,status,total_amount,currency,created_at"


PERSON: Final = {
    "first_name": "Sam",
    "last_name": "de Vries",
    "gender": "other",
    "nationality": "NL",
    "city": "Utrecht",
    "emergency_name": "Kim de Vries",
    "emergency_phone": "+31 6 12345678",
}
GUEST: Final = {"first_name": "Sam", "last_name": "de Vries"}
FIRST_NAMES: Final = (
    *("Anna", "Bram", "Carla", "Daan", "Eva", "Finn", "Greet", "Hugo", "Iris", "Jan", "Kim"),
    *("Lars", "Mila", "Noah", "Olga", "Piet", "Rosa", "Sam", "Tess", "Zoë"),
)
NAME_PARTS: Final = ("ba", "dek", "fi", "gol", "hu", "kam", "li", "mos", "nu", "vr")
"""Of the names in the largest org, as sql/9_large_org.sql makes them."""
ANSWERS: Final = (23, "rented", "nl", ["train", "bike"], "I come with a friend.")


def prepared(role: str, statement: str) -> tuple[str, ...]:
    """Return the statements that prepare `statement` as a role that may name what is in it."""
    return (f"set role {role}", statement, "reset role")


class World:
    """The requests of one stage."""

    def __init__(self, endpoints: Endpoints) -> None:
        self._endpoints = endpoints
        self._event = _id(3, 0)
        self._triathlon = _id(3, 1)

    def orders(self, ticket_types: Sequence[int], quantities: Sequence[int] = (2,)) -> list[bytes]:
        """Orders in SQL, each for one of the ticket types; needs PREPARE_ORDER."""
        return [
            _in_sql("anon", f"execute place('{self._event}', {_quoted(items)}, '{email}')")
            for items, email in _carts(ticket_types, quantities)
        ]

    def bare_orders(self, ticket_types: Sequence[int]) -> list[bytes]:
        """The rows of such orders without their logic; needs PREPARE_BARE."""
        return [
            _in_sql("anon", f"execute place('{self._event}', '{items[0]['ticket_type_id']}')")
            for items, _ in _carts(ticket_types, (2,))
        ]

    def full_orders(self) -> list[bytes]:
        """Orders in SQL of 4 ticket types, 3 products and 20 answers; needs PREPARE_ORDER."""
        return [
            _in_sql("anon", f"execute place('{self._triathlon}', {_quoted(items)}, '{email}')")
            for items, email in _full_carts()
        ]

    @staticmethod
    def bare_full_orders() -> list[bytes]:
        """The rows of such orders without their logic; needs PREPARE_BARE_FULL."""
        return [_in_sql("anon", "execute place")]

    @staticmethod
    def settlements(payments: Sequence[dict[str, Any]]) -> list[bytes]:
        """News of payments, in SQL; needs PREPARE_SETTLEMENT."""
        return [
            _in_sql("service_role", f"execute settle({_quoted(payment)})") for payment in payments
        ]

    @staticmethod
    def refunds(orders: Sequence[str]) -> list[bytes]:
        """Refunds of all of these orders, in SQL; needs PREPARE_REFUND or its bare likeness."""
        staff = _id(1, 1_000_000)
        return [_in_sql("authenticated", f"execute refund('{order}')", staff) for order in orders]

    def orders_by_function(
        self, ticket_types: Sequence[int], quantities: Sequence[int] = (2,)
    ) -> list[bytes]:
        """Orders through the HTTP function create-order-public."""
        return [
            request(
                "POST",
                "/functions/v1/create-order-public",
                self._anon(),
                {"event_id": str(self._event), "items": items, "email": email, "language": "nl"},
            )
            for items, email in _carts(ticket_types, quantities)
        ]

    def orders_by_rest(self, ticket_types: Sequence[int]) -> list[bytes]:
        """Orders through PostgREST."""
        return [
            request(
                "POST",
                "/rest/v1/rpc/create_order",
                self._anon(),
                {"event_id": str(self._event), "items": items, "email": email, "language": "nl"},
            )
            for items, email in _carts(ticket_types, (2,))
        ]

    def bare_orders_by_rest(self, ticket_types: Sequence[int]) -> list[bytes]:
        """The rows of such orders without their logic, through PostgREST."""
        return [
            request(
                "POST",
                "/rest/v1/rpc/bench_insert_order",
                self._anon(),
                {"event_id": str(self._event), "ticket_type_id": items[0]["ticket_type_id"]},
            )
            for items, _ in _carts(ticket_types, (2,))
        ]

    def pages(self) -> list[bytes]:
        """The page of the triathlon in SQL; needs PREPARE_PAGE or PREPARE_BARE_PAGE."""
        return [_in_sql("anon", f"execute page('{self._triathlon}')")]

    def pages_by_rest(self, function: str) -> list[bytes]:
        """The page of the triathlon by a function of PostgREST's own."""
        query = urlencode({"event_id": self._triathlon})
        return [_get(f"/rpc/{function}?{query}", self._endpoints.anon_key)]

    def published_events(self, view: str) -> list[bytes]:
        """The first page of all events on sale, for a visitor, from PostgREST itself."""
        query = {"select": EVENT_COLUMNS, "order": "starts_at,id", "limit": PAGE}
        token = self._endpoints.anon_key
        return [_get(f"/{view}?{urlencode(query)}", token)]

    def newest_orders(self, view: str, *, name_orgs: bool) -> list[bytes]:
        """The newest orders of somebody who works in three orgs, from PostgREST itself.

        Args:
            view: `orders`, or the one without row level security.
            name_orgs: ask for those three orgs by name, as one has to without row level security.
        """
        query: dict[str, Any] = {"select": ORDER_COLUMNS, "order": "created_at.desc", "limit": PAGE}
        if name_orgs:
            orgs = ",".join(str(_id(2, number)) for number in range(1, STAFF_ORGS + 1))
            query["org_id"] = f"in.({orgs})"
        return [_get(f"/{view}?{urlencode(query, safe='(),')}", self._token(0))]

    def orders_of_one_org(self, view: str) -> list[bytes]:
        """The newest orders of one of those orgs, named, as a dashboard asks for them."""
        query = {
            "select": ORDER_COLUMNS,
            "org_id": f"eq.{_id(2, 1)}",
            "order": "created_at.desc",
            "limit": PAGE,
        }
        return [_get(f"/{view}?{urlencode(query)}", self._token(0))]

    def searches(self, what: str, orders: int) -> list[bytes]:
        """Searches of the largest org's owner in SQL; needs PREPARE_SEARCH."""
        return [
            _in_sql("authenticated", f"execute find('{_id(2, LARGE)}', '{words}')", _id(1, LARGE))
            for words in _words(what, orders)
        ]

    @staticmethod
    def lookups(what: str, orders: int) -> list[bytes]:
        """The same orders by one index, in SQL; needs one of PREPARE_LOOKUP."""
        sign = "%" if what == "name" else ""
        return [
            _in_sql("postgres", f"execute find('{_id(2, LARGE)}', '{sign}{words}{sign}')")
            for words in _words(what, orders)
        ]

    def searches_by_rest(self, what: str, orders: int) -> list[bytes]:
        """Searches of the largest org's owner, through PostgREST itself."""
        headers = {"Authorization": f"Bearer {self._token(LARGE)}"}
        return [
            request(
                "POST",
                "/rpc/search_orders",
                headers,
                {"org_id": str(_id(2, LARGE)), "query": words},
            )
            for words in _words(what, orders)
        ]

    def lookups_by_rest(self, what: str, orders: int) -> list[bytes]:
        """The same orders by one index, through PostgREST and without row level security."""
        column = {"e-mail": "email", "number": "order_number", "name": "purchaser_name"}[what]
        found = []
        for words in _words(what, orders):
            query = {
                "select": ORDER_COLUMNS,
                "org_id": f"eq.{_id(2, LARGE)}",
                column: f"ilike.*{words}*" if what == "name" else f"eq.{words}",
                "order": "created_at.desc,id.desc",
                "limit": 50,
            }
            found.append(_get(f"/bench_orders?{urlencode(query)}", self._token(LARGE)))
        return found

    def dashboards(self) -> list[bytes]:
        """The event at a glance that everybody is in, in SQL; needs PREPARE_DASHBOARD."""
        statement = f"execute see('{_id(3, LARGE)}')"
        return [_in_sql("authenticated", statement, _id(1, LARGE))]

    @staticmethod
    def scans() -> list[bytes]:
        """All tickets of that event by their index, in SQL; needs PREPARE_SCAN."""
        return [_in_sql("postgres", f"execute see('{_id(2, LARGE)}', '{_id(3, LARGE)}')")]

    @staticmethod
    def boards() -> list[bytes]:
        """The platform at a glance, in SQL; needs PREPARE_BOARD."""
        return [_in_sql("authenticated", "execute board", _id(1, PLATFORM))]

    @staticmethod
    def figures() -> list[bytes]:
        """The figures that it reads, in SQL; needs PREPARE_FIGURES."""
        return [_in_sql("postgres", "execute figures")]

    @staticmethod
    def tickets_to_scan(tickets: int, devices: int) -> list[bytes]:
        """Scans of each ticket of that event by some device, in SQL; needs PREPARE_ADMIT."""
        event, owner = _id(3, LARGE), _id(1, LARGE)
        return [
            _in_sql(
                "authenticated",
                f"execute admit('{code}', '{event}', '{_id(18, number % devices)}')",
                owner,
            )
            for number, code in enumerate(_unused(tickets))
        ]

    @staticmethod
    def bare_tickets_to_scan(tickets: int) -> list[bytes]:
        """The same tickets by their unique index, in SQL; needs PREPARE_BARE_ADMIT."""
        return [_in_sql("postgres", f"execute admit('{code}')") for code in _unused(tickets)]

    @staticmethod
    def as_owner() -> str:
        """The statement with which the largest org's owner acts, for one transaction."""
        return _context("authenticated", _id(1, LARGE))

    @staticmethod
    def upload(logs: Sequence[object]) -> tuple[str, str, str]:
        """The arguments of UPLOAD."""
        return str(_id(3, LARGE)), json.dumps(logs), str(_id(18, 0))

    def sync(self) -> tuple[dict[str, str], dict[str, object]]:
        """The headers and the body of the sync of a device that knows nothing."""
        headers = {"Authorization": f"Bearer {self._token(LARGE)}", "Accept-Encoding": "gzip"}
        return headers, {
            "event_id": str(_id(3, LARGE)),
            "device_id": str(_id(18, 0)),
            "limit": 5000,
        }

    def export(self) -> tuple[dict[str, str], dict[str, object]]:
        """The headers and the body of an export of the largest org's orders."""
        headers = {"Authorization": f"Bearer {self._token(LARGE)}"}
        return headers, {"kind": "orders", "org_id": str(_id(2, LARGE))}

    @staticmethod
    def wishes(day: str) -> list[bytes]:
        """What is free at the large restaurant, in SQL; needs PREPARE_SLOTS or PREPARE_DAYS."""
        location = _id(20, 0)
        return [_in_sql("anon", f"execute ask('{location}', '{day}', {size})") for size in PARTIES]

    @staticmethod
    def evenings(day: str) -> list[bytes]:
        """Its reservations of that day by their index, in SQL; needs PREPARE_EVENING."""
        statement = f"execute ask('{_id(2, 910_000)}', '{_id(20, 0)}', '{day}')"
        return [_in_sql("postgres", statement)]

    def wishes_by_rest(self, day: str) -> list[bytes]:
        """What is free there, through PostgREST itself."""
        return [
            request(
                "POST",
                "/rpc/check_availability",
                {"Authorization": f"Bearer {self._endpoints.anon_key}"},
                {"location_id": str(_id(20, 0)), "date": day, "party_size": size},
            )
            for size in PARTIES
        ]

    @staticmethod
    def bookings(slots: Sequence[tuple[str, str, str]]) -> list[bytes]:
        """A reservation of each slot (location, date, time), by guests of their own, in SQL.

        Needs PREPARE_BOOKING or its bare likeness.
        """
        return [
            _in_sql(
                "anon",
                f"execute book('{location}', '{day}', '{time}',"
                f" {_quoted(GUEST | {'email': f'guest{number}@example.org'})})",
            )
            for number, (location, day, time) in enumerate(slots)
        ]

    def _anon(self) -> dict[str, str]:
        return {"apikey": self._endpoints.anon_key, "User-Agent": "entree-bench"}

    def _token(self, user: int) -> str:
        return mint(
            self._endpoints.jwt_secret,
            sub=str(_id(1, user)),
            role="authenticated",
            aud="authenticated",
        )


def _carts(
    ticket_types: Sequence[int], quantities: Sequence[int]
) -> Iterator[tuple[list[dict[str, Any]], str]]:
    """Carts of one line with the e-mail address of a buyer, in an order that is always the same."""
    dice = random.Random(1)  # noqa: S311 - nothing secret
    for number in range(CARTS):
        ticket_type = _id(10, ticket_types[number % len(ticket_types)])
        line = {
            "ticket_type_id": str(ticket_type),
            "quantity": quantities[number % len(quantities)],
        }
        yield [line], f"buyer{dice.randrange(50_000)}@example.org"


def _full_carts() -> Iterator[tuple[list[dict[str, Any]], str]]:
    """Carts for the triathlon: four people, each in a distance of their own, and what they want."""
    answers = {str(_id(16, place)): answer for place, answer in enumerate(ANSWERS)}
    products: dict[int, dict[str, Any]] = {
        0: {"product_id": str(_id(14, 0)), "variant_id": str(_id(15, 2))},
        1: {"product_id": str(_id(14, 1)), "personalisation": "Sam"},
    }
    dice = random.Random(1)  # noqa: S311 - nothing secret
    for _ in range(CARTS):
        email = f"buyer{dice.randrange(50_000)}@example.org"
        lines: list[dict[str, Any]] = [
            {
                "ticket_type_id": str(_id(10, ticket_type)),
                "quantity": 1,
                "registrations": [
                    PERSON
                    | {
                        "email": email,
                        "birth_date": f"19{dice.randrange(60, 100)}-12-31",
                        "answers": answers,
                        "products": [products[place]] if place in products else [],
                    }
                ],
            }
            for place, ticket_type in enumerate(TRIATHLON)
        ]
        yield [*lines, {"product_id": str(_id(14, 2)), "quantity": 1}], email


def _words(what: str, orders: int) -> Iterator[str]:
    """What somebody looks for who knows the e-mail address, number or name of some order."""
    dice = random.Random(1)  # noqa: S311 - nothing secret
    for _ in range(CARTS):
        number = dice.randrange(1, orders + 1)
        match what:
            case "e-mail":
                yield f"customer{number}@example.org"
            case "number":
                yield _code(LARGE_ORDERS + number, 10)
            case _:
                parts = (number // 20 % 10, number // 200 % 10, number // 2000 % 10)
                name = "".join(NAME_PARTS[part] for part in parts)
                yield f"{FIRST_NAMES[number % 20]} {name.capitalize()}"


def _code(number: int, length: int) -> str:
    """The code that bench.code() computes."""
    digest = hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()
    return digest.translate(str.maketrans("0123456789abcdef", "02468ACEGJMPRTWY"))[:length]


def _unused(tickets: int) -> Iterator[str]:
    """The codes of the tickets of the largest event that are not used yet."""
    for number in range(2, tickets + 2):
        if number % 3:
            yield _code(LARGE_ORDERS + number, 20)


def _in_sql(role: str, statement: str, user: UUID | None = None) -> bytes:
    return f"{_context(role, user)}; {statement}".encode()


def _context(role: str, user: UUID | None) -> str:
    headers = json.dumps({"x-real-ip": "192.0.2.1", "user-agent": "entree-bench"})
    context = {
        "role": role,
        "request.jwt.claims": json.dumps({"role": role} | ({"sub": str(user)} if user else {})),
        "request.headers": headers,
        "statement_timeout": "8000",
        "lock_timeout": "4000",
    }
    calls = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in context.items())
    return f"select {calls}"


def _quoted(value: object) -> str:
    return "'" + json.dumps(value).replace("'", "''") + "'"


def _get(path: str, token: str) -> bytes:
    return request("GET", path, {"Authorization": f"Bearer {token}"})


def _id(kind: int, number: int) -> UUID:
    """The id that bench.id() computes."""
    return UUID(f"{kind:08x}-0000-7000-8000-{number:012x}")
