"""What there is to ask for on a stage, and the requests that ask for it.

Lists of requests are the same in every run. Those in SQL are single transactions as the role anon
with claims and headers, as the workers make them.
"""

from __future__ import annotations

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
PREPARE_SETTLEMENT = "prepare settle(jsonb) as select public.handle_payment_webhook($1)"

CARTS = 512  # requests in a list that clients go round in
PAGE = 20  # rows of a listing
STAFF_ORGS = 3
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


def _in_sql(role: str, statement: str) -> bytes:
    headers = json.dumps({"x-real-ip": "192.0.2.1", "user-agent": "entree-bench"})
    context = {
        "role": role,
        "request.jwt.claims": json.dumps({"role": role}),
        "request.headers": headers,
        "statement_timeout": "8000",
        "lock_timeout": "4000",
    }
    calls = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in context.items())
    return f"select {calls}; {statement}".encode()


def _quoted(value: object) -> str:
    return "'" + json.dumps(value).replace("'", "''") + "'"


def _get(path: str, token: str) -> bytes:
    return request("GET", path, {"Authorization": f"Bearer {token}"})


def _id(kind: int, number: int) -> UUID:
    """The id that bench.id() computes."""
    return UUID(f"{kind:08x}-0000-7000-8000-{number:012x}")
