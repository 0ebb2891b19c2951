"""Bad input to every endpoint: the right error, and nothing changes.

One line per request, in the tables of bad_input/. What must come back is a slug of `core.errors`;
or, where a request never gets as far as a function of ours, a code of the platform: those are in
PLATFORM_CODES, with why. All requests to one endpoint are one test, and the books are compared
around all of them: thousands of comparisons would take minutes, and find no more.

Orgs and members have a table of their own in test_tenancy.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import partial

import httpx
import pytest

from cli.stack import Endpoints
from tests.api import test_tenancy
from tests.api.bad_input import (
    accounts,
    administration,
    bills,
    catalog,
    changes,
    configuration,
    desk,
    dining,
    door,
    feed,
    integrations,
    invoices,
    money,
    organiser,
    people,
    plans,
    platform,
    privacy,
    race_day,
    reviews,
    sale,
    setup,
    subscriptions,
    transfers,
    waitlist,
)
from tests.api.bad_input.cases import NOWHERE, ORDER, Case, insert, line, post, rpc, update
from tests.api.bad_input.world import World, build
from tests.api.books import Books, open_books
from tests.fuzz.run import Fuzz
from tests.shop import Shop
from workers import functions

CASES = [
    *sale.CASES,
    *desk.CASES,
    *reviews.CASES,
    *accounts.CASES,
    *administration.CASES,
    *bills.CASES,
    *money.CASES,
    *catalog.CASES,
    *setup.CASES,
    *people.CASES,
    *subscriptions.CASES,
    *platform.CASES,
    *privacy.CASES,
    *race_day.CASES,
    *transfers.CASES,
    *organiser.CASES,
    *plans.CASES,
    *dining.CASES,
    *door.CASES,
    *feed.CASES,
    *invoices.CASES,
    *changes.CASES,
    *integrations.CASES,
    *configuration.CASES,
    *waitlist.CASES,
]

PLATFORM_CODES = {
    "0A000": "a column that a view computes, and so nobody writes",
    "22P02": "PostgREST casts JSON to the parameter's type before it calls the function",
    "22P05": "Postgres takes no NUL character in any text; PostgREST reads the body with it",
    "22003": "a number that does not fit the column, met while PostgREST reads the body",
    "22008": "a time of day that no clock shows, met while PostgREST reads the body",
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


@pytest.fixture(scope="module")
def world(shop: Shop) -> World:
    """What the requests are about."""
    return build(shop)


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


def by_path(cases: Iterable[Case]) -> dict[str, list[Case]]:
    """Cases in order, by the endpoint that they go to."""
    found: dict[str, list[Case]] = {}
    for case in cases:
        found.setdefault(case.path, []).append(case)
    return found


BY_PATH = by_path(CASES)


@pytest.mark.parametrize("path", BY_PATH)
def test_it_is_refused_and_changes_nothing(world: World, books: Books, path: str) -> None:
    before = books.read()
    wrong = []
    for case in BY_PATH[path]:
        response = world.send(case)
        if (response.status_code, code_of(response)) != (case.status, case.code):
            wrong.append(f"{case}: {response.status_code} {response.text}")
    assert not wrong, "\n".join(wrong)
    assert books.read() == before, writers(world, books, BY_PATH[path])


def writers(world: World, books: Books, cases: Iterable[Case]) -> dict[str, dict[str, int]]:
    """Which of the requests write when they are sent once more, and where to."""
    found = {str(case): books.written_by(partial(world.send, case)) for case in cases}
    return {case: written for case, written in found.items() if written}


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
    (
        rpc(
            "duplicate_event",
            {"event_id": "OTHER", "starts_at": "2027-06-01T10:00Z"},
            *(404, "not_found", "owner"),
        ),
        "OTHER",
    ),
    (update("events", "OTHER_DRAFT", {"title": "Mine"}, 200, "None"), "OTHER_DRAFT"),
    (update("ticket_types", "OTHER_TYPE", {"price": 1}, 200, "None"), "OTHER_TYPE"),
    (rpc("restore", {"kind": "event", "id": "OTHER"}, 404, "not_found", "owner"), "OTHER"),
    (rpc("deleted_rows", {"org_id": "OTHER_ORG"}, 404, "not_found", "owner"), "OTHER_ORG"),
    (update("products", "OTHER_PRODUCT", {"price": 1}, 200, "None"), "OTHER_PRODUCT"),
    (
        insert(
            "products",
            {
                "org_id": "ORG",
                "event_id": "EVENT",
                "ticket_type_id": "OTHER_TYPE",
                "name": "Cap",
                "price": 1,
            },
            *(409, "23503"),
        ),
        "OTHER_TYPE",
    ),
    *(
        (rpc(function, body | {key: name}, 404, "not_found", "owner"), name)
        for function, body, key, name in (
            ("assign_bibs", {}, "event_id", "OTHER"),
            ("reserve_bibs", {"numbers": [7000]}, "event_id", "OTHER"),
            ("release_bibs", {"numbers": [7000]}, "event_id", "OTHER"),
            ("set_bib", {"number": 7000}, "registration_id", "OTHER_REGISTRATION"),
            ("return_bib", {}, "registration_id", "OTHER_REGISTRATION"),
            ("leave_team", {}, "registration_id", "OTHER_REGISTRATION"),
            ("leave_team", {"public_token": "PAID_TOKEN"}, "registration_id", "OTHER_REGISTRATION"),
            ("change_registration", people.CHANGE, "registration_id", "OTHER_REGISTRATION"),
            ("close_team", {}, "team_id", "OTHER_TEAM"),
            ("renew_join_code", {}, "team_id", "OTHER_TEAM"),
            ("renew_join_code", {"public_token": "TEAM_TOKEN"}, "team_id", "OTHER_TEAM"),
            ("save_question", setup.QUESTION, "event_id", "OTHER"),
            ("save_question", {"kind": "date"}, "question_id", "OTHER_QUESTION"),
            ("delete_question", {}, "question_id", "OTHER_QUESTION"),
            ("order_questions", {"question_ids": []}, "event_id", "OTHER"),
            ("publish_waiver", setup.WAIVER, "event_id", "OTHER"),
            ("withdraw_waiver", {}, "event_id", "OTHER"),
            ("create_transfer", transfers.CREATE, "ticket_instance_id", "OTHER_TICKET"),
            ("withdraw_transfer", {"public_token": "OFFER_TOKEN"}, "transfer_id", "OTHER_TRANSFER"),
            ("resend_transfer", {}, "transfer_id", "OTHER_TRANSFER"),
            ("create_staff_order", desk.SOLD, "event_id", "OTHER"),
            ("transition_reservation_status", {}, "reservation_id", "OTHER_RESERVATION"),
            ("move_reservation", {}, "reservation_id", "OTHER_RESERVATION"),
            ("auto_assign_table", {}, "reservation_id", "OTHER_RESERVATION"),
            ("lock_table", {}, "reservation_id", "OTHER_RESERVATION"),
            ("calculate_no_show_risk", {}, "reservation_id", "OTHER_RESERVATION"),
            ("record_spend", {}, "reservation_id", "OTHER_RESERVATION"),
            ("update_customer", {"changes": {}}, "customer_id", "OTHER_GUEST"),
            ("erase_customer", {}, "customer_id", "OTHER_GUEST"),
            ("merge_customers", {"keep_id": "GUEST"}, "other_id", "OTHER_GUEST"),
            ("merge_customers", {"other_id": "GUEST"}, "keep_id", "OTHER_GUEST"),
            ("reservation_detail", {}, "reservation_id", "OTHER_RESERVATION"),
            ("shift_overview", {}, "location_id", "OTHER_LOCATION"),
            ("reservation_list", {}, "location_id", "OTHER_LOCATION"),
            ("table_timeline", {}, "location_id", "OTHER_LOCATION"),
            ("table_grid", {}, "location_id", "OTHER_LOCATION"),
            ("location_signals", {}, "location_id", "OTHER_LOCATION"),
            ("cancel_order", {}, "order_id", "OTHER_ORDER"),
            ("skip_waitlist_entry", {"reason": "Test"}, "entry_id", "OTHER_WAITING"),
            ("remove_waitlist_entry", {"reason": "Test"}, "entry_id", "OTHER_WAITING"),
            ("offer_to_waitlist_entry", {"reason": "Test"}, "entry_id", "OTHER_WAITING"),
            ("record_manual_payment", desk.MONEY, "order_id", "OTHER_ORDER"),
            ("save_invoice_settings", invoices.SETTINGS, "org_id", "OTHER_ORG"),
            ("save_billing_details", bills.DETAILS, "org_id", "OTHER_ORG"),
            ("billing_history", {}, "org_id", "OTHER_ORG"),
            ("request_invoice", invoices.ASKED, "order_id", "OTHER_ORDER"),
            ("correct_invoice", invoices.CORRECTED, "invoice_id", "OTHER_ISSUED"),
            ("resend_invoice", {}, "invoice_id", "OTHER_ISSUED"),
            ("get_invoice", {}, "invoice_id", "OTHER_ISSUED"),
            ("create_refund", money.BACK, "order_id", "OTHER_ORDER"),
            ("refundable_items", {}, "order_id", "OTHER_ORDER"),
            ("cancel_refund", {}, "refund_id", "OTHER_REFUND"),
            ("record_manual_refund", money.SENT, "refund_id", "OTHER_REFUND"),
            ("read_participant_details", {"participant_ids": []}, "org_id", "OTHER_ORG"),
            ("search_orders", {}, "org_id", "OTHER_ORG"),
            ("org_dashboard", {}, "org_id", "OTHER_ORG"),
            ("event_dashboard", {}, "event_id", "OTHER"),
            ("sales_over_time", {}, "event_id", "OTHER"),
            ("start_list", {}, "event_id", "OTHER"),
            ("order_detail", {}, "order_id", "OTHER_ORDER"),
            ("message_participants", organiser.MESSAGE, "event_id", "OTHER"),
            ("message_participants", organiser.MESSAGE, "ticket_type_id", "OTHER_TYPE"),
            ("message_progress", {}, "message_id", "OTHER_MESSAGE"),
            ("retention", {}, "org_id", "OTHER_ORG"),
            ("erase_person", privacy.ASKED, "org_id", "OTHER_ORG"),
            ("consents_of", privacy.ASKED, "org_id", "OTHER_ORG"),
            ("add_order_note", {"body": "Called"}, "order_id", "OTHER_ORDER"),
            ("set_chip", {"chip_number": "C1"}, "registration_id", "OTHER_REGISTRATION"),
        )
    ),
    (
        rpc(
            "search_orders",
            {"org_id": "ORG", "cursor": "OTHER_ORDER"},
            400,
            "invalid_field",
            "owner",
        ),
        "OTHER_ORDER",
    ),
    (
        rpc(
            "read_participant_details",
            {"org_id": "ORG", "participant_ids": ["OTHER_PARTICIPANT"]},
            *(200, "None", "owner"),
        ),
        "OTHER_PARTICIPANT",
    ),
    (
        rpc(
            "create_order",
            ORDER | line(registrations=[{"participant_id": "OTHER_PARTICIPANT"}]),
            *(404, "participant_not_found", "owner"),
        ),
        "OTHER_PARTICIPANT",
    ),
    *(
        (insert(view, row | {key: name}, status, code), name)
        for view, row, key, name, status, code in (
            ("price_tiers", setup.TIER, "ticket_type_id", "OTHER_TYPE", 409, "23503"),
            ("capacity_pools", setup.POOL, "event_id", "OTHER", 409, "23503"),
            ("ticket_type_pools", setup.LINK, "pool_id", "OTHER_POOL", 409, "23503"),
            ("ticket_type_pools", setup.LINK, "ticket_type_id", "OTHER_TYPE", 409, "23503"),
            ("event_contents", setup.CONTENT, "event_id", "OTHER", 409, "23503"),
            ("faq_entries", setup.ENTRY, "event_id", "OTHER", 409, "23503"),
            ("event_images", setup.IMAGE, "event_id", "OTHER", 409, "23503"),
            ("bib_ranges", race_day.RANGE, "event_id", "OTHER", 409, "23503"),
            ("bib_ranges", race_day.RANGE, "ticket_type_id", "OTHER_TYPE", 404, "not_found"),
        )
    ),
    (update("capacity_pools", "OTHER_POOL", {"capacity": 1}, 200, "None"), "OTHER_POOL"),
    (
        update("event_settings", "OTHER", {"hold_minutes": 20}, 200, "None", key="event_id"),
        "OTHER",
    ),
    (
        update(
            "ticket_type_pools",
            "OTHER_POOL",
            None,
            *(200, "None"),
            key="pool_id",
            method="DELETE",
        ),
        "OTHER_POOL",
    ),
    (rpc("get_order", {"public_token": "ORDER_ID"}, 404, "order_not_found"), "ORDER_ID"),
    (post("create-payment", {"public_token": "ORDER_ID"}, 404, "order_not_found"), "ORDER_ID"),
    (
        post("export", {"kind": "orders", "event_id": "OTHER"}, 404, "not_found", "owner"),
        "OTHER",
    ),
    (
        post("export", {"kind": "tickets", "org_id": "OTHER_ORG"}, 404, "not_found", "owner"),
        "OTHER_ORG",
    ),
]


def test_not_yours_looks_like_not_there(world: World, books: Books) -> None:
    before = books.read()
    for case, name in TWINS:
        answers = []
        for values in (world.values, world.values | {name: NOWHERE}):
            response = World(world.shop, values, world.tokens).send(case)
            said = response.text.replace(values[name], "ID")
            answers.append((response.status_code, said))
        assert answers[0] == answers[1], str(case)
        assert answers[0][0] == case.status or case.status == 200, (str(case), answers[0])
    assert books.read() == before, writers(world, books, [case for case, _ in TWINS])


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


@pytest.mark.parametrize(
    ("method", "params", "content", "status"),
    [
        ("GET", {}, None, 400),
        ("GET", {"token": "x"}, None, 404),
        ("GET", {"token": "<script>alert(1)</script>"}, None, 404),
        ("GET", {"token": "a\x00"}, None, 400),
        ("POST", {}, "", 400),
        ("POST", {}, "token=x", 404),
        ("POST", {}, "token=x&action=decline", 404),
        ("POST", {}, "token=x&action=leave", 404),
        ("POST", {}, "token=WAITING_TOKEN&action=decline", 409),
        ("POST", {}, "token=WAITING_TOKEN&action=accept&quantity=1", 409),
        ("POST", {}, "token=OFFERED_TOKEN&action=accept", 400),
        ("POST", {}, "token=OFFERED_TOKEN&action=accept&quantity=0", 400),
        ("POST", {}, "token=OFFERED_TOKEN&action=accept&quantity=x", 400),
        ("POST", {}, "token=OFFERED_TOKEN&action=accept&quantity=99", 400),
        ("POST", {}, "token=OFFERED_TOKEN&action=accept&quantity=%C2%B2", 400),
    ],
)
def test_the_page_of_a_waitlist_refuses_in_words(
    world: World,
    books: Books,
    method: str,
    params: dict[str, str],
    content: str | None,
    status: int,
) -> None:
    before = books.read()
    for name in ("WAITING_TOKEN", "OFFERED_TOKEN"):
        content = content and content.replace(name, world.values[name])
    response = world.shop.http.request(
        method,
        f"{world.shop.stack.api_url}/functions/v1/waitlist",
        params=params,
        content=content,
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
    assert {name for name in after if after[name] != before.get(name)} <= {
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
    # Pages: test_the_page_of_an_order_refuses_in_words, and those of a waitlist, of a reservation
    # of a bill and of a connected account; the scanner's is told nothing, and stands in
    # workers/test_scanner.
    pages = ("order", "waitlist", "reservation", "bill", "mollie-callback", "scanner")
    wanted -= {f"/functions/v1/{name}" for name in pages}
    assert wanted - tried == set()


def test_every_code_is_registered_or_the_platforms(shop: Shop) -> None:
    with shop.database() as connection:
        slugs = {slug for (slug,) in connection.execute("select slug from core.errors")}
    met = {case.code for case in CASES}
    assert met - slugs == set(PLATFORM_CODES), "codes that are in no list, or are never met"


def test_whatever_comes_is_answered_or_refused(world: World) -> None:
    """Some of what `python -m tests.fuzz` tries. The last test, since anything may come of it."""
    fuzz = Fuzz(world, CASES, seed=9)
    fuzz.in_database(3000)
    fuzz.over_http(150)
    assert not fuzz.report, fuzz.report
    assert fuzz.answered > 100, "most of it does not reach what it is meant for"
    assert fuzz.compared > 50, "hardly anything was of somebody else"
