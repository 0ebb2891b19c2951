"""Bad input to every endpoint of the sale: the right error, and nothing changes.

One line per request. `UPPER` strings stand for ids and tokens of the world that the module builds,
wherever in a body they are. What must come back is a slug of `core.errors`; or, where a request
never gets as far as a function of ours, a code of the platform: those are in PLATFORM_CODES, with
why.

Orgs and members have a table of their own in test_tenancy.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import httpx
import pytest

from cli.stack import Endpoints
from tests.api import test_tenancy
from tests.api.books import Books, open_books
from tests.shop import Person, Sale, Shop, expect, until
from workers import functions

NOWHERE = "00000000-0000-7000-8000-00000000dead"
"""An id that nothing has."""
HUGE = 10**30

PLATFORM_CODES = {
    "22P02": "PostgREST casts JSON to the parameter's type before it calls the function",
    "22P05": "Postgres takes no NUL character in any text; PostgREST reads the body with it",
    "22003": "a number that does not fit the column, met while PostgREST reads the body",
    "22007": "a text that is no moment in time, met while PostgREST reads the body",
    "23502": "a column of a table that clients write has no value: its not-null rule",
    "23503": "a reference to a thing that is not there or is another org's: the foreign key",
    "23505": "two rows of a table that clients write must differ: the unique constraint",
    "23514": "a rule of a table that clients write: the check names itself in the message",
    "42501": "no grant, or no policy lets the row through; 401 for visitors, 403 for users",
    "PGRST102": "PostgREST cannot parse the body",
    "PGRST202": "PostgREST finds no function with these parameters",
    "PGRST204": "PostgREST finds no such column",
    "PGRST301": "PostgREST refuses the token: forged, malformed or expired",
    "42P01": "PostgREST finds no such view",
    "invalid_api_key": "the gateway of a project lets nobody in without a key",
}


@dataclass(frozen=True)
class Case:
    """A request that must be refused, and how."""

    path: str
    body: object
    status: int
    code: str
    who: str = "visitor"
    method: str = "POST"
    params: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """A name for the test."""
        said = json.dumps(self.body) if not isinstance(self.body, str) else self.body
        told = "-".join([self.method, self.path, self.who, said[:70], *self.params.values()])
        return f"{told}-{self.code}".encode("ascii", "replace").decode()


def rpc(function: str, body: object, status: int, code: str, who: str = "visitor") -> Case:
    """A call of a function of the database."""
    return Case(f"/rest/v1/rpc/{function}", body, status, code, who)


def post(function: str, body: object, status: int, code: str, who: str = "visitor") -> Case:
    """A call of a worker's function."""
    return Case(f"/functions/v1/{function}", body, status, code, who)


def insert(view: str, body: object, status: int, code: str, who: str = "owner") -> Case:
    """A new row through a view."""
    return Case(f"/rest/v1/{view}", body, status, code, who)


def update(view: str, row: str, body: object, status: int, code: str, who: str = "owner") -> Case:
    """A change of a row through a view."""
    return Case(f"/rest/v1/{view}", body, status, code, who, "PATCH", {"id": f"eq.{row}"})


LINE = {"ticket_type_id": "TYPE", "quantity": 1}
CART = {"event_id": "EVENT", "items": [LINE]}
ORDER = CART | {"email": "anna@example.test"}


def without(body: dict[str, Any], key: str) -> dict[str, Any]:
    """A body with one field left out."""
    return {name: value for name, value in body.items() if name != key}


def line(**more: object) -> dict[str, Any]:
    """A cart with one line that differs from the usual one."""
    return {"items": [LINE | more]}


class Wrong(NamedTuple):
    """What is wrong with a cart or its buyer: changes to a good one, and the database's answer.

    Then that of the worker where it differs: it reads the types of the request first.
    """

    changes: dict[str, Any]
    status: int
    code: str
    status_of_worker: int = 0
    code_of_worker: str = ""


CARTS: list[Wrong] = [
    Wrong({"event_id": None}, 400, "missing_field", 400, "invalid_field"),
    Wrong({"event_id": "x"}, 400, "22P02", 400, "invalid_field"),
    Wrong({"event_id": 0}, 400, "22P02", 400, "invalid_field"),
    Wrong({"event_id": -1}, 400, "22P02", 400, "invalid_field"),
    Wrong({"event_id": HUGE}, 400, "22P02", 400, "invalid_field"),
    Wrong({"event_id": ["EVENT"]}, 400, "22P02", 400, "invalid_field"),
    Wrong({"event_id": {"id": "EVENT"}}, 400, "22P02", 400, "invalid_field"),
    Wrong({"event_id": NOWHERE}, 404, "event_not_found"),
    Wrong({"event_id": "DRAFT"}, 404, "event_not_found"),
    Wrong({"event_id": "CANCELLED"}, 404, "event_not_found"),
    Wrong({"event_id": "CLOSED"}, 404, "event_not_found"),
    Wrong(
        {"event_id": "SUSPENDED", "items": [LINE | {"ticket_type_id": "SUSPENDED_TYPE"}]},
        403,
        "org_suspended",
    ),
    Wrong({"event_id": "OTHER"}, 404, "ticket_type_not_found"),
    Wrong({"items": None}, 400, "missing_field", 400, "invalid_field"),
    Wrong({"items": []}, 400, "missing_field"),
    Wrong({"items": "x"}, 400, "invalid_field"),
    Wrong({"items": 1}, 400, "invalid_field"),
    Wrong({"items": {}}, 400, "invalid_field"),
    Wrong({"items": [None]}, 400, "invalid_field"),
    Wrong({"items": [1]}, 400, "invalid_field"),
    Wrong({"items": [[]]}, 400, "invalid_field"),
    Wrong({"items": [{}]}, 400, "missing_field"),
    Wrong({"items": [without(LINE, "quantity")]}, 400, "missing_field"),
    Wrong({"items": [without(LINE, "ticket_type_id")]}, 400, "missing_field"),
    Wrong(line(ticket_type_id=None), 400, "missing_field", 400, "invalid_field"),
    Wrong(line(ticket_type_id="x"), 400, "invalid_field"),
    Wrong(line(ticket_type_id=7), 400, "invalid_field"),
    Wrong(line(ticket_type_id=["TYPE"]), 400, "invalid_field"),
    Wrong(line(ticket_type_id=NOWHERE), 404, "ticket_type_not_found"),
    Wrong(line(ticket_type_id="OTHER_TYPE"), 404, "ticket_type_not_found"),
    Wrong(line(ticket_type_id="INACTIVE_TYPE"), 404, "ticket_type_not_found"),
    Wrong(line(ticket_type_id="LATER_TYPE"), 409, "sales_not_started"),
    Wrong(line(ticket_type_id="OVER_TYPE"), 409, "sales_ended"),
    Wrong(line(ticket_type_id="GROUP_TYPE"), 400, "quantity_below_minimum"),
    Wrong(line(ticket_type_id="SOLD_OUT_TYPE"), 409, "sold_out"),
    Wrong(line(ticket_type_id="SCARCE_TYPE", quantity=3), 409, "sold_out"),
    Wrong(line(quantity=None), 400, "invalid_quantity", 400, "invalid_field"),
    Wrong(line(quantity=0), 400, "invalid_quantity"),
    Wrong(line(quantity=-1), 400, "invalid_quantity"),
    Wrong(line(quantity=1.5), 400, "invalid_quantity", 400, "invalid_field"),
    Wrong(line(quantity="1"), 400, "invalid_quantity", 400, "invalid_field"),
    Wrong(line(quantity=True), 400, "invalid_quantity", 400, "invalid_field"),
    Wrong(line(quantity=[1]), 400, "invalid_quantity", 400, "invalid_field"),
    Wrong(line(quantity=HUGE), 400, "invalid_quantity"),
    Wrong(line(quantity=1000), 400, "invalid_quantity"),
    Wrong(line(quantity=11), 400, "quantity_above_maximum"),
    Wrong({"items": [LINE, LINE]}, 400, "duplicate_line"),
    Wrong({"items": [LINE] * 21}, 400, "too_many_lines"),
    Wrong(line(ticket_type_id="DEAR_TYPE", quantity=2), 400, "amount_too_large"),
]
BUYERS: list[Wrong] = [
    Wrong({"email": None}, 400, "missing_field", 400, "invalid_field"),
    Wrong({"email": ""}, 400, "missing_field"),
    Wrong({"email": "anna"}, 400, "invalid_email"),
    Wrong({"email": "anna@example"}, 400, "invalid_email"),
    Wrong({"email": "anna@@example.test"}, 400, "invalid_email"),
    Wrong({"email": "Anna <anna@example.test>"}, 400, "invalid_email"),
    Wrong({"email": "anna@example.test\r\nBcc: eve@example.test"}, 400, "invalid_email"),
    Wrong({"email": "x" * 300 + "@example.test"}, 400, "invalid_email"),
    Wrong({"email": 5}, 400, "invalid_email", 400, "invalid_field"),
    Wrong({"email": ["anna@example.test"]}, 400, "invalid_email", 400, "invalid_field"),
    Wrong({"purchaser_name": "x" * 201}, 400, "invalid_field"),
    Wrong({"purchaser_name": "a\u0007b"}, 400, "invalid_field"),
    Wrong({"purchaser_name": "a\u0000b"}, 400, "22P05", 400, "invalid_value"),
    Wrong({"purchaser_name": "a\ud800b"}, 400, "PGRST102", 400, "invalid_value"),
    Wrong({"email": "a\ud800b@example.test"}, 400, "PGRST102", 400, "invalid_value"),
    Wrong({"idempotency_key": "a\udfffb"}, 400, "PGRST102", 400, "invalid_value"),
    Wrong({"language": "de"}, 400, "invalid_field"),
    Wrong({"language": 7}, 400, "invalid_field"),
    Wrong({"idempotency_key": "x" * 201}, 400, "invalid_field"),
    Wrong({"idempotency_key": "a\nb"}, 400, "invalid_field"),
    Wrong({"idempotency_key": "USED_KEY"}, 422, "idempotency_key_reused"),
    Wrong({"return_url": "javascript:alert(1)"}, 400, "invalid_field"),
    Wrong({"return_url": "x"}, 400, "invalid_field"),
    Wrong({"return_url": "https://a.example/" + "x" * 500}, 400, "invalid_field"),
]


def carts() -> Iterator[Case]:
    """Every wrong cart, at every place that takes one."""
    for wrong in (*CARTS, *BUYERS):
        body = ORDER | wrong.changes
        yield rpc("create_order", body, wrong.status, wrong.code)
        yield post(
            "create-order-public",
            body,
            wrong.status_of_worker or wrong.status,
            wrong.code_of_worker or wrong.code,
        )
    for wrong in CARTS:
        yield rpc("validate_checkout_capacity", CART | wrong.changes, wrong.status, wrong.code)
    for key in ("event_id", "items", "email"):
        yield rpc("create_order", without(ORDER, key), 400, "missing_field")
        yield post("create-order-public", without(ORDER, key), 400, "missing_field")
    for key in ("event_id", "items"):
        yield rpc("validate_checkout_capacity", without(CART, key), 400, "missing_field")


MALFORMED = ["{", "", "[", "nil", "{'a': 1}", '{"event_id": }', "\x00"]

CASES = [
    *carts(),
    # Who asks.
    *(
        rpc(function, body, 401, "PGRST301", who)
        for who in ("forged", "expired", "garbage")
        for function, body in (("create_order", ORDER), ("my_orders", {}), ("get_event", {}))
    ),
    *(
        post("create-order-public", ORDER | {"user_token": token}, 401, "invalid_token")
        for token in ("FORGED", "EXPIRED", "ANON_FORGED", "x", "a.b.c")
    ),
    post("create-order-public", ORDER | {"user_token": 5}, 400, "invalid_field"),
    *(
        post("create-order-public", ORDER, 401, "invalid_token", who)
        for who in ("forged", "expired")
    ),
    rpc("get_event", {"event_id": "EVENT"}, 401, "invalid_api_key", "nobody"),
    # Bodies that are none.
    *(rpc("create_order", body, 400, "PGRST102") for body in MALFORMED if body),
    *(post("create-order-public", body, 400, "malformed_json") for body in MALFORMED),
    *(post("create-payment", body, 400, "malformed_json") for body in MALFORMED),
    *(
        post("create-order-public", body, 400, "invalid_field")
        for body in ("[]", "7", '"x"', "null")
    ),
    *(
        Case(path, "x" * (64 * 1024 + 1), 413, "body_too_large")
        for path in (
            "/rest/v1/rpc/create_order",
            "/functions/v1/create-order-public",
            "/functions/v1/mollie-webhook",
        )
    ),
    rpc("create_order", ORDER | {"price": 1}, 404, "PGRST202"),
    rpc("no_such_function", {}, 404, "PGRST202"),
    post("no-such-function", {}, 404, "function_not_found"),
    Case("/functions/v1/create-order-public", None, 405, "method_not_allowed", method="GET"),
    Case("/functions/v1/mollie-webhook", None, 405, "method_not_allowed", method="GET"),
    # Orders by their token.
    *(
        rpc(function, {"public_token": token}, status, code)
        for function in ("get_order", "resend_tickets")
        for token, status, code in (
            (None, 400, "missing_field"),
            ("", 400, "missing_field"),
            ("x", 404, "order_not_found"),
            (5, 404, "order_not_found"),
            (["x"], 404, "order_not_found"),
            ("x" * 10000, 404, "order_not_found"),
            ("ORDER_ID", 404, "order_not_found"),
            ("a\u0000", 400, "22P05"),
            ("a\ud800", 400, "PGRST102"),
        )
    ),
    rpc("get_order", {}, 400, "missing_field"),
    rpc("get_order", {"order_id": "ORDER_ID"}, 404, "PGRST202"),
    rpc("resend_tickets", {}, 400, "missing_field"),
    rpc("resend_tickets", {"public_token": "UNPAID_TOKEN"}, 409, "order_has_no_tickets"),
    rpc("resend_tickets", {"order_id": "ORDER_ID"}, 401, "sign_in_required"),
    rpc("resend_tickets", {"order_id": "ORDER_ID"}, 404, "not_found", "stranger"),
    rpc("resend_tickets", {"order_id": NOWHERE}, 404, "not_found", "stranger"),
    rpc("resend_tickets", {"order_id": NOWHERE}, 404, "not_found", "owner"),
    rpc("resend_tickets", {"order_id": "UNPAID_ID"}, 409, "order_has_no_tickets", "owner"),
    rpc("resend_tickets", {"order_id": "x"}, 400, "22P02", "owner"),
    rpc("resend_tickets", {"order_id": -1}, 400, "22P02", "owner"),
    *(
        post("create-payment", {"public_token": token}, status, code)
        for token, status, code in (
            ("", 400, "missing_field"),
            ("x", 404, "order_not_found"),
            ("x" * 10000, 404, "order_not_found"),
            ("ORDER_ID", 404, "order_not_found"),
            ("PAID_TOKEN", 409, "order_already_paid"),
            (None, 400, "invalid_field"),
            (5, 400, "invalid_field"),
            (["x"], 400, "invalid_field"),
            ("a\u0000", 400, "invalid_value"),
            ("a\ud800", 400, "invalid_value"),
        )
    ),
    post("create-payment", {}, 400, "missing_field"),
    *(
        Case(f"/functions/v1/{function}", None, status, code, method="GET", params=params)
        for function in ("ticket-pdf",)
        for params, status, code in (
            ({}, 400, "missing_field"),
            ({"token": ""}, 400, "missing_field"),
            ({"token": "x"}, 404, "order_not_found"),
            ({"token": "UNPAID_TOKEN"}, 409, "order_has_no_tickets"),
            ({"token": "PAID_TOKEN", "ticket": "x"}, 400, "invalid_field"),
            ({"token": "PAID_TOKEN", "ticket": NOWHERE}, 409, "order_has_no_tickets"),
        )
    ),
    # Only workers report payments.
    rpc("handle_payment_webhook", {"payment": {"id": "tr_x", "status": "paid"}}, 401, "42501"),
    rpc("handle_payment_webhook", {"payment": {}}, 403, "42501", "owner"),
    # Event pages.
    *(
        rpc("get_event", body, status, code)
        for body, status, code in (
            ({}, 404, "event_not_found"),
            ({"event_id": None}, 404, "event_not_found"),
            ({"event_id": "x"}, 400, "22P02"),
            ({"event_id": 0}, 400, "22P02"),
            ({"event_id": NOWHERE}, 404, "event_not_found"),
            ({"event_id": "DRAFT"}, 404, "event_not_found"),
            ({"slug": "x"}, 404, "event_not_found"),
            ({"org_slug": "x", "slug": "city-run"}, 404, "event_not_found"),
            ({"org_slug": "x" * 1000, "slug": "\r\n"}, 404, "event_not_found"),
        )
    ),
    # Events by their staff.
    *(
        rpc(function, body, status, code, who)
        for function in ("publish_event", "close_event", "cancel_event")
        for body, status, code, who in (
            ({}, 400, "missing_field", "owner"),
            ({"event_id": None}, 400, "missing_field", "owner"),
            ({"event_id": "x"}, 400, "22P02", "owner"),
            ({"event_id": 0}, 400, "22P02", "owner"),
            ({"event_id": NOWHERE}, 404, "not_found", "owner"),
            ({"event_id": "OTHER"}, 404, "not_found", "owner"),
            ({"event_id": "DRAFT"}, 404, "not_found", "stranger"),
            ({"event_id": "DRAFT"}, 403, "not_allowed", "support"),
            ({"event_id": "DRAFT"}, 401, "42501", "visitor"),
        )
    ),
    rpc("publish_event", {"event_id": "DRAFT"}, 422, "event_incomplete", "owner"),
    rpc("publish_event", {"event_id": "CANCELLED"}, 409, "invalid_transition", "owner"),
    rpc("publish_event", {"event_id": "CLOSED"}, 409, "invalid_transition", "owner"),
    rpc("publish_event", {"event_id": "SUSPENDED_DRAFT"}, 403, "org_suspended", "suspended"),
    rpc("close_event", {"event_id": "DRAFT"}, 409, "invalid_transition", "owner"),
    rpc("close_event", {"event_id": "CANCELLED"}, 409, "invalid_transition", "owner"),
    rpc("cancel_event", {"event_id": "CLOSED"}, 409, "invalid_transition", "owner"),
    *(
        insert("events", {"org_id": "ORG", "title": "Run"} | changes, status, code)
        for changes, status, code in (
            ({"title": None}, 400, "missing_field"),
            ({"title": ""}, 400, "missing_field"),
            ({"title": "x" * 201}, 400, "invalid_field"),
            ({"title": "a\u0007"}, 400, "invalid_field"),
            ({"title": "a\u0000"}, 400, "22P05"),
            ({"time_zone": "CET"}, 400, "invalid_field"),
            ({"time_zone": None}, 400, "invalid_field"),
            ({"sport": "chess"}, 400, "22P02"),
            ({"slug": "Not A Slug"}, 400, "23514"),
            ({"slug": "DRAFT_SLUG"}, 409, "23505"),
            ({"starts_at": "soon"}, 400, "22007"),
            ({"starts_at": "2027-01-02T00:00Z", "ends_at": "2027-01-01T00:00Z"}, 400, "23514"),
            ({"description": "x" * 20001}, 400, "23514"),
            ({"status": "published"}, 403, "42501"),
            ({"id": NOWHERE}, 403, "42501"),
            ({"org_id": None}, 403, "42501"),
            ({"org_id": NOWHERE}, 403, "42501"),
            ({"org_id": "OTHER_ORG"}, 403, "42501"),
            ({"org_id": "x"}, 400, "22P02"),
            ({"no_such_column": 1}, 400, "PGRST204"),
        )
    ),
    insert("events", {"org_id": "ORG", "title": "Run"}, 401, "42501", "visitor"),
    insert("events", {"org_id": "ORG", "title": "Run"}, 403, "42501", "support"),
    insert("events", {"org_id": "ORG", "title": "Run"}, 403, "42501", "stranger"),
    *(
        update("events", "EVENT", changes, status, code)
        for changes, status, code in (
            ({"title": " "}, 400, "missing_field"),
            ({"starts_at": None}, 400, "23514"),
            ({"deleted_at": "2027-01-01T00:00Z"}, 400, "23514"),
            ({"status": "draft"}, 403, "42501"),
            ({"org_id": "OTHER_ORG"}, 403, "42501"),
        )
    ),
    *(
        insert(
            "ticket_types",
            {"org_id": "ORG", "event_id": "EVENT", "name": "5 km", "price": 1000} | changes,
            status,
            code,
        )
        for changes, status, code in (
            ({"name": None}, 400, "23502"),
            ({"name": " "}, 400, "23514"),
            ({"name": "x" * 101}, 400, "23514"),
            ({"price": None}, 400, "23502"),
            ({"price": -1}, 400, "23514"),
            ({"price": 5_000_001}, 400, "23514"),
            ({"price": 10**10}, 400, "22003"),
            ({"price": "free"}, 400, "22P02"),
            ({"price": 9.99}, 400, "22P02"),
            ({"currency": "USD"}, 400, "23514"),
            ({"vat_rate": 10_001}, 400, "23514"),
            ({"capacity": -1}, 400, "23514"),
            ({"capacity": 1_000_001}, 400, "23514"),
            ({"min_per_order": 0}, 400, "23514"),
            ({"max_per_order": 0}, 400, "23514"),
            ({"max_per_order": 101}, 400, "23514"),
            ({"sales_start": "2027-01-02T00:00Z", "sales_end": "2027-01-01T00:00Z"}, 400, "23514"),
            ({"event_id": NOWHERE}, 409, "23503"),
            ({"event_id": "OTHER"}, 409, "23503"),
            ({"org_id": "OTHER_ORG", "event_id": "OTHER"}, 403, "42501"),
            ({"org_id": NOWHERE}, 403, "42501"),
            ({"no_such_column": 1}, 400, "PGRST204"),
        )
    ),
    update("ticket_types", "TYPE", {"capacity": 0}, 409, "capacity_below_sold"),
    update("ticket_types", "TYPE", {"event_id": "DRAFT"}, 403, "42501"),
    update("ticket_types", "TYPE", {"price": -1}, 400, "23514"),
    # What nobody writes.
    *(
        insert(view, {}, 403, "42501")
        for view in (
            "orders",
            "order_items",
            "ticket_instances",
            "payments",
            "payment_events",
            "payments_in_review",
            "refunds",
            "published_events",
            "audit_log",
            "email_outbox",
        )
    ),
    insert("no_such_view", {}, 404, "42P01"),
]


@dataclass(frozen=True)
class World:
    """A shop, what stands for what, and whom the requests come from."""

    shop: Shop
    values: dict[str, str]
    tokens: dict[str, str]

    def send(self, case: Case) -> httpx.Response:
        """Send a case's request."""
        body = self.filled(case.body)
        content = body if isinstance(body, str) else None if body is None else json.dumps(body)
        headers = {"Content-Type": "application/json"}
        if case.who != "nobody":
            headers |= {"apikey": self.shop.stack.anon_key}
        if case.who in self.tokens:
            headers |= {"Authorization": f"Bearer {self.tokens[case.who]}"}
        return self.shop.http.request(
            case.method,
            self.shop.stack.api_url + case.path,
            content=content,
            params=self.filled(case.params),
            headers=headers,
        )

    def filled(self, value: Any) -> Any:
        """A body or parameters with what the names in them stand for."""
        if isinstance(value, dict):
            return {key: self.filled(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.filled(inner) for inner in value]
        if isinstance(value, str):
            prefix, eq, name = value.rpartition("eq.")
            return prefix + eq + self.values.get(name, name)
        return value


@pytest.fixture(scope="module")
def world(shop: Shop) -> World:
    """Build what the requests are about, and wait until everything that follows from it is done."""
    sale, other, suspended = shop.sale(), shop.sale(), shop.sale()
    with shop.database() as connection:
        connection.execute(
            "update tenancy.orgs set suspended_at = now(), suspended_reason = 'Test' where id = %s",
            [suspended.org_id],
        )
    support, stranger = shop.person(), other.owner
    join(shop, sale, support, "support")
    values = {
        "ORG": sale.org_id,
        "EVENT": sale.event_id,
        "TYPE": sale.ticket_type_id,
        "OTHER_ORG": other.org_id,
        "OTHER": other.event_id,
        "OTHER_TYPE": other.ticket_type_id,
        "SUSPENDED": suspended.event_id,
        "SUSPENDED_TYPE": suspended.ticket_type_id,
        "OTHER_DRAFT": shop.event(other.owner, other.org_id),
        "SUSPENDED_DRAFT": shop.event(suspended.owner, suspended.org_id),
        **events(shop, sale),
        **ticket_types(shop, sale),
        **orders(shop, sale),
        "FORGED": shop.token(sale.owner.user_id, secret="x" * 64),
        "EXPIRED": shop.token(sale.owner.user_id, lifetime=timedelta(minutes=-5)),
        "ANON_FORGED": shop.token(sale.owner.user_id, secret="x" * 64, role="anon"),
    }
    tokens = {
        "visitor": shop.stack.anon_key,
        "owner": sale.owner.token,
        "support": support.token,
        "stranger": stranger.token,
        "suspended": suspended.owner.token,
        "forged": values["FORGED"],
        "expired": values["EXPIRED"],
        "garbage": "eyJhbGciOiJub25lIn0.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.x",
    }
    shop.quiet()
    return World(shop, values, tokens)


def events(shop: Shop, sale: Sale) -> dict[str, str]:
    """Events of the org that are not on sale."""
    draft = shop.event(sale.owner, sale.org_id, location_name=None, slug="draft-run")
    ended = {}
    for name, function in (("CANCELLED", "cancel_event"), ("CLOSED", "close_event")):
        ended[name] = shop.event(sale.owner, sale.org_id)
        shop.ticket_type(sale.owner, sale.org_id, ended[name])
        for call in ("publish_event", function):
            expect(shop.rpc(call, sale.owner.token, event_id=ended[name]))
    return {"DRAFT": draft, "DRAFT_SLUG": "draft-run", **ended}


def ticket_types(shop: Shop, sale: Sale) -> dict[str, str]:
    """Ticket types of the event that cannot be bought as they are."""
    now = datetime.now(UTC)
    kinds: dict[str, dict[str, object]] = {
        "INACTIVE_TYPE": {"is_active": False},
        "LATER_TYPE": {"sales_start": (now + timedelta(days=1)).isoformat()},
        "OVER_TYPE": {"sales_end": (now - timedelta(days=1)).isoformat()},
        "GROUP_TYPE": {"min_per_order": 2},
        "SOLD_OUT_TYPE": {"capacity": 0},
        "SCARCE_TYPE": {"capacity": 2},
        "DEAR_TYPE": {"price": 5_000_000},
    }
    return {
        name: shop.ticket_type(sale.owner, sale.org_id, sale.event_id, **more)
        for name, more in kinds.items()
    }


def orders(shop: Shop, sale: Sale) -> dict[str, str]:
    """One order that is paid, one that waits, and a key that was used."""
    paid = shop.buy(sale, idempotency_key="a used key")
    waits = expect(
        shop.rpc(
            "create_order", event_id=sale.event_id, items=sale.cart(), email="waits@example.test"
        )
    )
    until(
        "it has QR tokens",
        lambda: shop.ask(
            "select bool_and(qr_token is not null) from sales.ticket_instances where order_id = %s",
            paid["order_id"],
        ),
    )
    return {
        "ORDER_ID": paid["order_id"],
        "PAID_TOKEN": paid["public_token"],
        "UNPAID_ID": waits["order_id"],
        "UNPAID_TOKEN": waits["public_token"],
        "USED_KEY": "a used key",
    }


def join(shop: Shop, sale: Sale, person: Person, role: str) -> None:
    """Make somebody a member of the sale's org."""
    with shop.database() as connection:
        connection.execute(
            "insert into tenancy.org_members (org_id, user_id, role) values (%s, %s, %s)",
            [sale.org_id, person.user_id, role],
        )


@pytest.fixture(scope="module")
def books(endpoints: Endpoints) -> Iterator[Books]:
    """The contents of the database, to compare."""
    with open_books(endpoints.admin_db_url) as books:
        yield books


def code_of(response: httpx.Response) -> str:
    """The slug of a refusal, the platform's code, or the bare status."""
    if not response.headers.get("content-type", "").startswith("application/json"):
        return str(response.status_code)
    answer = response.json()
    code = str(answer.get("code"))
    if not code.startswith("PT"):
        return code
    return str(json.loads(answer["details"])["code"])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_refused_and_changes_nothing(world: World, books: Books, case: Case) -> None:
    before = books.read()
    response = world.send(case)
    assert (response.status_code, code_of(response)) == (case.status, case.code), response.text
    assert books.read() == before


# What is not ours looks like what is not there: the same request about another's thing and about
# nothing, and who asks.
TWINS = [
    *(
        (rpc(function, {"event_id": "OTHER"}, 404, "not_found", "owner"), "OTHER")
        for function in ("publish_event", "close_event", "cancel_event")
    ),
    (rpc("resend_tickets", {"order_id": "ORDER_ID"}, 404, "not_found", "stranger"), "ORDER_ID"),
    (rpc("get_event", {"event_id": "DRAFT"}, 404, "event_not_found"), "DRAFT"),
    (rpc("get_event", {"event_id": "DRAFT"}, 404, "event_not_found", "stranger"), "DRAFT"),
    (rpc("create_order", ORDER | {"event_id": "DRAFT"}, 404, "event_not_found"), "DRAFT"),
    (post("create-order-public", ORDER | {"event_id": "DRAFT"}, 404, "event_not_found"), "DRAFT"),
    (
        rpc(
            "create_order", ORDER | line(ticket_type_id="OTHER_TYPE"), 404, "ticket_type_not_found"
        ),
        "OTHER_TYPE",
    ),
    (
        insert(
            "ticket_types",
            {"org_id": "ORG", "event_id": "OTHER", "name": "5 km", "price": 1},
            *(409, "23503"),
        ),
        "OTHER",
    ),
    (insert("events", {"org_id": "OTHER_ORG", "title": "Run"}, 403, "42501"), "OTHER_ORG"),
    (update("events", "OTHER_DRAFT", {"title": "Mine"}, 200, "None"), "OTHER_DRAFT"),
    (update("ticket_types", "OTHER_TYPE", {"price": 1}, 200, "None"), "OTHER_TYPE"),
    (rpc("get_order", {"public_token": "ORDER_ID"}, 404, "order_not_found"), "ORDER_ID"),
    (post("create-payment", {"public_token": "ORDER_ID"}, 404, "order_not_found"), "ORDER_ID"),
]


@pytest.mark.parametrize(("case", "name"), TWINS, ids=str)
def test_not_yours_looks_like_not_there(world: World, books: Books, case: Case, name: str) -> None:
    before = books.read()
    answers = []
    for values in (world.values, world.values | {name: NOWHERE}):
        response = World(world.shop, values, world.tokens).send(case)
        said = response.text.replace(values[name], "ID")
        answers.append((response.status_code, said))
    assert answers[0] == answers[1]
    assert answers[0][0] == case.status or case.status == 200, answers[0]
    assert books.read() == before


@pytest.mark.parametrize(
    "body",
    [
        *("", "id", "id=", "id=tr_", "id=tr_unknown", "id=re_123", "id=tr_a&id=tr_b", "ID=tr_x"),
        *(
            "id=tr_../../v2/payments",
            "id=tr_x%00",
            "id=tr_%F0%9F%98%80",
            "id=" + "tr_" + "x" * 5000,
        ),
        *('{"id": "tr_x"}', "tr_x", "\x00\x01", "&" * 1000, "%%%", "id=tr_x;drop table orders"),
    ],
)
def test_a_webhook_about_nothing_of_ours_is_answered_calmly(
    world: World, books: Books, body: str
) -> None:
    before = books.read()
    for kind in ("application/x-www-form-urlencoded", "application/json"):
        response = world.shop.http.post(
            f"{world.shop.stack.api_url}/functions/v1/mollie-webhook",
            content=body,
            headers={"Content-Type": kind},
        )
        assert (response.status_code, response.text) == (200, "ok")
    assert books.read() == before


@pytest.mark.parametrize(
    ("method", "params", "content", "status"),
    [
        ("GET", {}, None, 400),
        ("GET", {"token": ""}, None, 400),
        ("GET", {"token": "x"}, None, 404),
        ("GET", {"token": "<script>alert(1)</script>"}, None, 404),
        ("GET", {"token": "x" * 5000}, None, 404),
        ("GET", {"token": "a\x00"}, None, 400),
        ("POST", {}, "", 400),
        ("POST", {}, "token=", 400),
        ("POST", {}, "token=x", 404),
        ("POST", {}, "token=PAID_TOKEN", 409),
    ],
)
def test_the_page_of_an_order_refuses_in_words(
    world: World,
    books: Books,
    method: str,
    params: dict[str, str],
    content: str | None,
    status: int,
) -> None:
    before = books.read()
    response = world.shop.http.request(
        method,
        f"{world.shop.stack.api_url}/functions/v1/order",
        params=params,
        content=content and content.replace("PAID_TOKEN", world.values["PAID_TOKEN"]),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert response.status_code == status, response.text
    assert response.headers["content-type"].startswith("text/html")
    assert "<script>" not in response.text
    assert books.read() == before


def test_too_many_requests_are_told_when_to_come_back(world: World, books: Books) -> None:
    raise_limit = "update core.rate_limits set max_hits = %s where rule = 'api_write'"
    before = books.read()
    world.shop.ask(raise_limit, 1)
    try:
        # A change of nothing: what is refused takes its own count back with it.
        idle = update("events", NOWHERE, {"title": "Mine"}, 200, "")
        answers = [world.send(idle) for _ in range(3)]
        reads = [world.shop.rows("published_events") for _ in range(3)]
    finally:
        world.shop.ask(raise_limit, 1_000_000)
    refused = answers[-1]
    assert (refused.status_code, code_of(refused)) == (429, "rate_limited")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert len(reads) == 3, "readers are not counted"
    after = books.read()
    assert {name for name in before if before[name] != after[name]} <= {
        "core.audit_log",
        "core.rate_limits",
    }


def test_every_endpoint_has_bad_input(shop: Shop) -> None:
    """A new function or view that clients call needs lines in these tables."""
    tried = {case.path for case in CASES}
    tried |= {f"/rest/v1/rpc/{case.function}" for case in test_tenancy.CASES}
    with shop.database() as connection:
        rpcs = connection.execute(
            "select distinct proname from pg_proc where pronamespace = 'public'::regnamespace"
            " and pronargs > 0"
        ).fetchall()
        views = connection.execute(
            "select distinct table_name from information_schema.column_privileges"
            " where table_schema = 'public' and privilege_type in ('INSERT', 'UPDATE')"
            " and grantee in ('anon', 'authenticated')"
        ).fetchall()
    wanted = {f"/rest/v1/rpc/{name}" for (name,) in rpcs}
    wanted |= {f"/rest/v1/{name}" for (name,) in views} - {"/rest/v1/orgs"}  # in test_tenancy.py
    wanted |= {f"/functions/v1/{name}" for name in functions.discover()}
    wanted -= {"/functions/v1/order"}  # a page: test_the_page_of_an_order_refuses_in_words
    assert wanted - tried == set()


def test_every_code_is_registered_or_the_platforms(shop: Shop) -> None:
    with shop.database() as connection:
        slugs = {slug for (slug,) in connection.execute("select slug from core.errors")}
    met = {case.code for case in CASES}
    assert met - slugs == set(PLATFORM_CODES), "codes that are in no list, or are never met"
