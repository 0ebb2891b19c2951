"""The clients' work that more than one scenario measures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from cli.bench.load import HttpConnector, Job, PostgresConnector
from cli.bench.run import Effort
from cli.bench.stage import Stage
from cli.bench.world import (
    FREE,
    PREPARE_ADMIT,
    PREPARE_BARE,
    PREPARE_BARE_ADMIT,
    PREPARE_BARE_BOOKING,
    PREPARE_BARE_FULL,
    PREPARE_BARE_NEWS,
    PREPARE_BARE_PAGE,
    PREPARE_BARE_REFUND,
    PREPARE_BOARD,
    PREPARE_BOOKING,
    PREPARE_DASHBOARD,
    PREPARE_DAYS,
    PREPARE_EVENING,
    PREPARE_FIGURES,
    PREPARE_LOOKUP,
    PREPARE_ORDER,
    PREPARE_PAGE,
    PREPARE_REFUND,
    PREPARE_SCAN,
    PREPARE_SEARCH,
    PREPARE_SETTLEMENT,
    PREPARE_SLOTS,
    PRICED,
    prepared,
)

SQL_CLIENTS = 32
HTTP_CLIENTS = 16
READ_CLIENTS = 8
FULL_CART_CLIENTS = 8
DATE_CLIENTS = 8
WARM_UP = 5  # answers
SETTLEMENTS_PER_SECOND = 3_000  # payments laid ready; more than are settled

REFUNDS_PER_SECOND = 800  # paid orders laid ready; more than are refunded
BARE_REFUNDS_PER_SECOND = 6_000  # payments laid ready for bare inserts

ONE_TYPE = PRICED[:1]


def orders(stage: Stage, ticket_types: Sequence[int], *, paid: bool = False) -> Job:
    """`sales.create_order` in SQL, two places an order; `paid` at once where they are free."""
    connector = PostgresConnector(
        stage.worker_url, prepared("anon", PREPARE_ORDER), b'"paid"' if paid else b'"pending"'
    )
    return Job(connector, stage.world.orders(ticket_types), SQL_CLIENTS, warm_up=WARM_UP)


def bare_orders(stage: Stage, ticket_types: Sequence[int]) -> Job:
    """The same rows without logic."""
    connector = PostgresConnector(stage.worker_url, prepared("anon", PREPARE_BARE))
    return Job(connector, stage.world.bare_orders(ticket_types), SQL_CLIENTS, warm_up=WARM_UP)


def full_orders(stage: Stage) -> Job:
    """`sales.create_order` in SQL, of 4 ticket types, 3 products and 20 answers."""
    connector = PostgresConnector(
        stage.worker_url, prepared("anon", PREPARE_ORDER), expect=b'"pending"'
    )
    return Job(connector, stage.world.full_orders(), FULL_CART_CLIENTS, warm_up=WARM_UP)


def bare_full_orders(stage: Stage) -> Job:
    """The same rows without logic."""
    connector = PostgresConnector(stage.worker_url, prepared("anon", PREPARE_BARE_FULL))
    return Job(connector, stage.world.bare_full_orders(), FULL_CART_CLIENTS, warm_up=WARM_UP)


def orders_by_function(stage: Stage, ticket_types: Sequence[int] = FREE[:1]) -> Job:
    """Free orders through POST /functions/v1/create-order-public."""
    connector = HttpConnector(stage.endpoints.api_url, expect=b'"status":"paid"')
    return Job(
        connector, stage.world.orders_by_function(ticket_types), HTTP_CLIENTS, warm_up=WARM_UP
    )


def orders_by_rest(stage: Stage, ticket_types: Sequence[int] = ONE_TYPE) -> Job:
    """Orders through POST /rest/v1/rpc/create_order."""
    connector = HttpConnector(stage.endpoints.api_url, expect=b'"pending"')
    return Job(connector, stage.world.orders_by_rest(ticket_types), HTTP_CLIENTS, warm_up=WARM_UP)


def bare_orders_by_rest(stage: Stage) -> Job:
    """The same rows without logic, through PostgREST."""
    connector = HttpConnector(stage.endpoints.api_url)
    return Job(connector, stage.world.bare_orders_by_rest(ONE_TYPE), HTTP_CLIENTS, warm_up=WARM_UP)


def settlements(stage: Stage, effort: Effort) -> Job:
    """`handle_payment_webhook` in SQL: each call settles an order of two tickets."""
    count = math.ceil(effort.seconds * SETTLEMENTS_PER_SECOND) + HTTP_CLIENTS * WARM_UP
    payments = [payment for (payment,) in stage.call("open_payments", count)]
    connector = PostgresConnector(
        stage.worker_url, prepared("service_role", PREPARE_SETTLEMENT), expect=b'"applied"'
    )
    return Job(
        connector, stage.world.settlements(payments), HTTP_CLIENTS, once=True, warm_up=WARM_UP
    )


def refunds(stage: Stage, effort: Effort) -> Job:
    """`create_refund` in SQL: each call pays an order of two tickets back."""
    orders = [str(order) for (order,) in stage.call("paid_orders", _refundable(effort))]
    connector = PostgresConnector(
        stage.worker_url, prepared("authenticated", PREPARE_REFUND), expect=b'"pending"'
    )
    requests = stage.world.refunds(orders)
    return Job(connector, requests, HTTP_CLIENTS, once=True, warm_up=WARM_UP)


def bare_refunds(stage: Stage, effort: Effort) -> Job:
    """The rows that it inserts, without logic."""
    payments = [p["metadata"]["payment_id"] for p in _payments(stage, effort)]
    connector = PostgresConnector(stage.worker_url, prepared("authenticated", PREPARE_BARE_REFUND))
    requests = stage.world.refunds(payments)
    return Job(connector, requests, HTTP_CLIENTS, once=True, warm_up=WARM_UP)


def refund_news(stage: Stage, effort: Effort) -> Job:
    """`handle_payment_webhook` in SQL: each call completes a refund of an order."""
    payments = [payment for (payment,) in stage.call("open_refunds", _refundable(effort))]
    connector = PostgresConnector(
        stage.worker_url, prepared("service_role", PREPARE_SETTLEMENT), expect=b'"applied"'
    )
    requests = stage.world.settlements(payments)
    return Job(connector, requests, HTTP_CLIENTS, once=True, warm_up=WARM_UP)


def bare_refund_news(stage: Stage, effort: Effort) -> Job:
    """The rows that it inserts, without logic."""
    connector = PostgresConnector(stage.worker_url, prepared("service_role", PREPARE_BARE_NEWS))
    requests = stage.world.settlements(_payments(stage, effort))
    return Job(connector, requests, HTTP_CLIENTS, once=True, warm_up=WARM_UP)


def _refundable(effort: Effort) -> int:
    return math.ceil(effort.seconds * REFUNDS_PER_SECOND) + HTTP_CLIENTS * WARM_UP


def _payments(stage: Stage, effort: Effort) -> list[dict[str, Any]]:
    """As many payments as bare inserts may get through, none of them paid."""
    count = math.ceil(effort.seconds * BARE_REFUNDS_PER_SECOND) + HTTP_CLIENTS * WARM_UP
    return [payment for (payment,) in stage.call("open_payments", count)]


def listing(stage: Stage, requests: Sequence[bytes], expect: bytes) -> Job:
    """Requests to PostgREST itself, without the gateway, which would dilute what is compared."""
    return Job(
        HttpConnector(stage.endpoints.rest_url, expect), requests, READ_CLIENTS, warm_up=WARM_UP
    )


def pages(stage: Stage, statement: str = PREPARE_PAGE) -> Job:
    """The page of the triathlon in SQL."""
    connector = PostgresConnector(stage.worker_url, prepared("anon", statement), b'"questions"')
    return Job(connector, stage.world.pages(), READ_CLIENTS, warm_up=WARM_UP)


def bare_pages(stage: Stage) -> Job:
    """A bare read of the same rows."""
    return pages(stage, PREPARE_BARE_PAGE)


def pages_by_rest(stage: Stage, function: str = "get_event") -> Job:
    """The page of the triathlon through PostgREST."""
    return listing(stage, stage.world.pages_by_rest(function), b'"questions"')


def published_events(stage: Stage, view: str = "published_events") -> Job:
    """The first page of events on sale, as a visitor."""
    return listing(stage, stage.world.published_events(view), b'"slug"')


def newest_orders(stage: Stage, view: str = "orders", *, name_orgs: bool = False) -> Job:
    """The newest orders of somebody's three orgs."""
    requests = stage.world.newest_orders(view, name_orgs=name_orgs)
    return listing(stage, requests, b'"order_number"')


def orders_of_one_org(stage: Stage, view: str = "orders") -> Job:
    """The newest orders of one of them."""
    return listing(stage, stage.world.orders_of_one_org(view), b'"order_number"')


def searches(stage: Stage, what: str, orders: int) -> Job:
    """Searches of the largest org in SQL."""
    prepare = prepared("authenticated", PREPARE_SEARCH)
    connector = PostgresConnector(stage.worker_url, prepare, b'"order_number"')
    return Job(connector, stage.world.searches(what, orders), READ_CLIENTS, warm_up=WARM_UP)


def lookups(stage: Stage, what: str, orders: int) -> Job:
    """The same orders by one index."""
    prepare = prepared("postgres", PREPARE_LOOKUP[what])
    connector = PostgresConnector(stage.endpoints.db_url, prepare, b"-7000-")
    return Job(connector, stage.world.lookups(what, orders), READ_CLIENTS, warm_up=WARM_UP)


def searches_by_rest(stage: Stage, what: str, orders: int) -> Job:
    """Searches of the largest org through PostgREST."""
    return listing(stage, stage.world.searches_by_rest(what, orders), b'"order_number"')


def lookups_by_rest(stage: Stage, what: str, orders: int) -> Job:
    """The same orders by one index, through PostgREST."""
    return listing(stage, stage.world.lookups_by_rest(what, orders), b'"order_number"')


def dashboards(stage: Stage) -> Job:
    """The largest event at a glance, in SQL."""
    prepare = prepared("authenticated", PREPARE_DASHBOARD)
    connector = PostgresConnector(stage.worker_url, prepare, b'"tickets_sold"')
    return Job(connector, stage.world.dashboards(), clients=1, warm_up=WARM_UP)


def scans(stage: Stage) -> Job:
    """All of its tickets by their index."""
    prepare = prepared("postgres", PREPARE_SCAN)
    connector = PostgresConnector(stage.endpoints.db_url, prepare, b"-7000-")
    return Job(connector, stage.world.scans(), clients=1, warm_up=WARM_UP)


def boards(stage: Stage) -> Job:
    """The platform at a glance, in SQL."""
    prepare = prepared("authenticated", PREPARE_BOARD)
    connector = PostgresConnector(stage.worker_url, prepare, b'"top_orgs"')
    return Job(connector, stage.world.boards(), clients=1, warm_up=WARM_UP)


def figures(stage: Stage) -> Job:
    """The figures that it reads, by their index."""
    prepare = prepared("postgres", PREPARE_FIGURES)
    connector = PostgresConnector(stage.endpoints.db_url, prepare, b"ever")
    return Job(connector, stage.world.figures(), clients=1, warm_up=WARM_UP)


def scan_tickets(stage: Stage, tickets: int) -> Job:
    """`scan_ticket` in SQL, each ticket once, by as many devices as there are connections."""
    stage.reset_door()
    connector = PostgresConnector(
        stage.worker_url, prepared("authenticated", PREPARE_ADMIT), b'"admitted"'
    )
    requests = stage.world.tickets_to_scan(tickets, SQL_CLIENTS)
    return Job(connector, requests, SQL_CLIENTS, once=True, warm_up=WARM_UP)


def bare_scans(stage: Stage, tickets: int) -> Job:
    """The same tickets marked as used by their unique index, without triggers."""
    stage.reset_door()
    connector = PostgresConnector(
        stage.endpoints.db_url, prepared("postgres", PREPARE_BARE_ADMIT), b"admitted"
    )
    requests = stage.world.bare_tickets_to_scan(tickets)
    return Job(connector, requests, SQL_CLIENTS, once=True, warm_up=WARM_UP)


def wishes(stage: Stage, statement: str = PREPARE_SLOTS) -> Job:
    """What is free on an evening of the large restaurant, in SQL."""
    connector = PostgresConnector(stage.worker_url, prepared("anon", statement), b'"available"')
    return Job(connector, stage.world.wishes(_evening(stage)), clients=1, warm_up=WARM_UP)


def months(stage: Stage) -> Job:
    """Whether anything is free there, on each of 31 days."""
    return wishes(stage, PREPARE_DAYS)


def evenings(stage: Stage) -> Job:
    """The reservations of that evening by their index."""
    prepare = prepared("postgres", PREPARE_EVENING)
    connector = PostgresConnector(stage.endpoints.db_url, prepare, b"confirmed")
    return Job(connector, stage.world.evenings(_evening(stage)), clients=1, warm_up=WARM_UP)


def wishes_by_rest(stage: Stage) -> Job:
    """What is free on that evening, through PostgREST."""
    connector = HttpConnector(stage.endpoints.rest_url, b'"available"')
    requests = stage.world.wishes_by_rest(_evening(stage))
    return Job(connector, requests, SQL_CLIENTS, warm_up=WARM_UP)


def bookings(stage: Stage, restaurants: range, statement: str = PREPARE_BOOKING) -> Job:
    """Tables for two on one date, at these restaurants in turns, until all are taken."""
    slots = [
        (str(location), str(day), str(time))
        for location, day, time in stage.call("bookings", restaurants[0], restaurants[-1])
    ]
    expect = b'"confirmed"' if statement == PREPARE_BOOKING else b"-7"
    connector = PostgresConnector(stage.worker_url, prepared("anon", statement), expect)
    requests = stage.world.bookings(slots)
    # Where all want the same date, each waits for all the others.
    clients = SQL_CLIENTS if len(restaurants) > 1 else DATE_CLIENTS
    return Job(connector, requests, clients, once=True, warm_up=1)


def bare_bookings(stage: Stage, restaurants: range) -> Job:
    """The same rows without logic."""
    return bookings(stage, restaurants, PREPARE_BARE_BOOKING)


def _evening(stage: Stage) -> str:
    """A date on which the large restaurant is well booked."""
    ((day,),) = stage.call("evening", 10)
    return str(day)
