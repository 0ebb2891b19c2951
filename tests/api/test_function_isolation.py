"""Who gets what from the HTTP functions: every route of the app, and everybody who may ask.

Three tenants have one of everything, and the third is suspended. What belongs to another tenant
looks exactly like what does not exist, and whoever is refused has written nothing. A route that
stands in no row of the matrix fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import httpx
import pytest
from starlette.routing import Route

from cli.stack import Endpoints
from cli.stack.keys import mint
from tests.api.askers import (
    ASKERS,
    SAME,
    Answer,
    Request,
    Told,
    World,
    answer_of,
    for_everybody,
    for_scanners,
    for_staff,
    for_the_platform,
    for_who_has_it,
    is_as_told,
    shape_of,
)
from tests.api.books import Books, open_books
from tests.api.tenants import ROLES, Tenant, make_tenant
from tests.shop import Person, Row, Shop, at_once, expect
from workers import functions
from workers.app import create_app
from workers.asgi import PREFIX
from workers.settings import Settings

AT_ONCE = 4
"""How many ask at the same time."""
Answers = dict[tuple[str, str], httpx.Response]
"""By asker and case."""

GUEST = {"email": "guest@example.test"}
LINE = {"ticket_type_id": "TYPE", "quantity": 1}
PAGE = Told(foreign=(200, ""), nowhere=(404, "order_not_found"))
"""Of a page for people, which whoever has its secret sees."""
DONE = Told(own=(303, ""), foreign=(303, ""), nowhere=(404, ""))
"""Of the form on it."""
SEEN = Told(foreign=(200, ""))
"""Of what anybody may see."""
NOT_NOW = {"suspended": (403, "org_suspended"), "suspended_misplaced": (403, "org_suspended")}
"""Of what would be a new obligation of a suspended org."""
GONE = Told((404, ""), (404, ""))


def staff(name: str, permission: str, says: Row, *places: str, **told: Any) -> Request:
    """A function that staff post to."""
    return Request(f"POST {PREFIX}{name}", for_staff(permission, Told(**told)), says, places)


def integration(says: Row, *, thing_first: bool = False) -> Request:
    """A function about an integration of an org."""
    return Request(
        f"POST {PREFIX}integration",
        for_staff("integrations.manage", thing_first=thing_first),
        {"org_id": "ORG"} | says,
        ("ORG",) if len(says) > len(CREATED) or thing_first else (),
    )


def scanner(name: str, says: Row, *places: str, **told: Any) -> Request:
    """A function for devices at the door."""
    says = {"device_id": "DEVICE"} | says
    return Request(f"POST {PREFIX}scanner-{name}", for_scanners(Told(**told)), says, places)


def transfer(says: Row, *places: str, **told: Any) -> Request:
    """An action on a ticket that is handed on."""
    found = {"foreign": (200, ""), "nowhere": (404, "not_found")}
    rule = for_who_has_it(Told(**(found | told)))
    return Request(f"POST {PREFIX}ticket-transfer", rule, says, places)


def page(name: str, secret: str, *, is_costly: bool = False) -> Request:
    """A page for people with the secret of its link."""
    return Request(
        f"GET {PREFIX}{name}", for_who_has_it(PAGE), {"token": secret}, is_costly=is_costly
    )


ANSWERED = {"own": (409, "transfer_not_open"), "foreign": (409, "transfer_not_open")}
ANSWERED |= {"nowhere": (404, "transfer_token_not_valid")}
"""Of an offer that was declined before."""
CREATED: Row = {
    "action": "create",
    "kind": "webhook",
    "name": "Shop",
    "event_types": ["order.paid"],
}
CREATED |= {"config": {"url": "https://hooks.invalid/entree"}}
HANDED = (409, "already_handed_out")
HANDED_OUT: Row = {"event_id": "EVENT", "list_id": "LIST"}
HANDED_OUT |= {"ticket_instance_id": "KIT_TICKET", "order_item_ids": ["KIT_ITEM"]}
SCANNED = {"id": "NEW", "token": "QR", "scanned_at": "2026-06-01T10:00:00Z", "result": "admitted"}
UPLOAD: Row = {"event_id": "EVENT", "logs": [SCANNED]}
EVENT_OF_MOLLIE = {"resource": "event", "type": "payment.paid", "entityId": "PAYMENT"}

MATRIX = [
    # For anybody: the scanner's page and files, what describes all this.
    Request(f"GET {PREFIX}openapi.json", for_everybody(SEEN)),
    Request(f"GET {PREFIX}scanner", for_everybody(SEEN)),
    Request(f"GET {PREFIX}scanner/{{name}}", for_everybody(SEEN)),
    # For the payment provider: nobody learns which payments there are.
    Request(f"POST {PREFIX}mollie-webhook", for_everybody(SEEN), {"id": "PAYMENT"}, is_form=True),
    Request(
        f"POST {PREFIX}mollie-events",
        for_everybody(Told((401, "invalid_signature"), (401, "invalid_signature"))),
        EVENT_OF_MOLLIE,
    ),
    Request(
        f"GET {PREFIX}mollie-callback",
        for_everybody(Told((404, ""), (404, ""))),
        {"state": "USED_STATE"},
    ),
    # For whoever has a secret.
    Request(
        f"POST {PREFIX}create-order-public",
        for_who_has_it(
            Told(
                foreign=(200, ""),
                nowhere=(404, "event_not_found"),
                misplaced=(404, "ticket_type_not_found"),
                **NOT_NOW,
            )
        ),
        GUEST | {"event_id": "EVENT", "items": [LINE]},
        ("EVENT",),
    ),
    Request(
        f"POST {PREFIX}create-payment",
        for_everybody(
            Told(
                foreign=(200, ""),
                nowhere=(404, "order_not_found"),
                suspended=(403, "org_suspended"),
            )
        ),
        {"public_token": "OPEN_TOKEN"},
    ),
    Request(
        f"POST {PREFIX}find-tickets",
        for_who_has_it(SEEN),
        {"email": "EMAIL", "event_id": "EVENT"},
        is_costly=True,  # each may send a mail
    ),
    Request(
        f"POST {PREFIX}scanner-login",
        for_everybody(Told(foreign=(200, ""), nowhere=(401, "scanner_code_not_valid"))),
        {"code": "CODE", "device_id": "NEW"},
    ),
    Request(f"GET {PREFIX}order", for_everybody(PAGE), {"token": "ORDER_TOKEN"}),
    Request(
        f"POST {PREFIX}order",
        for_everybody(
            Told((303, ""), (303, ""), (404, "order_not_found"), suspended=(403, "org_suspended"))
        ),
        {"token": "OPEN_TOKEN"},
        is_form=True,
    ),
    Request(f"GET {PREFIX}bill", for_everybody(PAGE), {"token": "BILL_TOKEN"}),
    Request(f"POST {PREFIX}bill", for_everybody(DONE), {"token": "BILL_TOKEN"}, is_form=True),
    page("reservation", "RESERVATION"),
    Request(
        f"POST {PREFIX}reservation",
        for_who_has_it(DONE),
        {"token": "RESERVATION", "what": "cancel"},
        is_form=True,
    ),
    page("ticket", "TICKET_TOKEN"),
    Request(
        f"GET {PREFIX}ticket",
        for_everybody(Told((307, ""), (307, ""))),
        {"token": "ORDER_TOKEN"},
    ),
    # What is handed on: whoever has the secret of a ticket may, of that ticket.
    transfer(
        {"action": "create", "ticket_instance_id": "OFFERED", "public_token": "OFFERED_TOKEN"}
        | {"to_email": GUEST["email"]},
        "OFFERED_TOKEN",
        own=(409, "transfer_pending"),
        foreign=(409, "transfer_pending"),
    ),
    transfer(
        {"action": "resend", "transfer_id": "TRANSFER", "public_token": "OFFERED_TOKEN"},
        "OFFERED_TOKEN",
    ),
    Request(
        f"GET {PREFIX}ticket-offer",
        for_who_has_it(Told(foreign=(200, ""), nowhere=(404, "transfer_token_not_valid"))),
        {"token": "OFFER"},
        writes=True,
    ),
    Request(
        f"POST {PREFIX}ticket-offer",
        for_who_has_it(Told((200, ""), (200, ""), (404, "transfer_token_not_valid"))),
        {"token": "OFFER", "answer": "decline"},
        is_form=True,
    ),
    transfer({"action": "decline", "token": "OFFER"}, nowhere=(404, "transfer_token_not_valid")),
    transfer({"action": "accept", "token": "OFFER"}, **ANSWERED),
    page("waitlist", "WAITLIST"),
    Request(
        f"POST {PREFIX}waitlist",
        for_who_has_it(DONE),
        {"token": "WAITLIST", "action": "leave"},
        is_form=True,
    ),
    page("ticket-calendar", "TICKET_TOKEN"),
    page("ticket-pdf", "TICKET_TOKEN", is_costly=True),
    page("invoice-pdf", "ORDER_TOKEN", is_costly=True),
    # For staff.
    staff(
        "create-refund",
        "refunds.create",
        {"order_id": "ORDER", "amount": 1, "idempotency_key": "NEW"},
    ),
    staff(
        "create-refund",
        "refunds.create",
        {
            "order_id": "ORDER",
            "items": [{"order_item_id": "ITEM", "quantity": 1}],
            "idempotency_key": "NEW",
        },
        "ORDER",
        misplaced=(404, "order_item_not_found"),
    ),
    staff("export", "exports.create", {"kind": "orders", "event_id": "EVENT"}),
    staff("export", "exports.create", {"kind": "orders", "org_id": "ORG"}),
    integration(CREATED),
    integration(CREATED | {"event_id": "EVENT"}),
    integration({"action": "rotate_secret", "integration_id": "INTEGRATION"}, thing_first=True),
    integration({"action": "set_auth", "integration_id": "INTEGRATION"}, thing_first=True),
    staff(
        "mollie-connect", "payments.connect", {"org_id": "ORG"}, suspended=(403, "org_suspended")
    ),
    staff(
        "template-preview",
        "templates.manage",
        {"org_id": "ORG", "kind": "invoice", "language": "nl"},
    ),
    Request(f"GET {PREFIX}invoice-pdf", for_staff("payments.read"), {"invoice": "INVOICE"}),
    Request(
        f"GET {PREFIX}invoice-pdf", for_staff("billing.read", also=("platform",)), {"id": "BILL"}
    ),
    # For devices at the door, and for staff who scan.
    Request(
        f"POST {PREFIX}scanner-context",
        for_scanners(Told(), also=("stranger", "finance", "member", "platform")),
    ),
    scanner("sync", {"event_id": "EVENT"}),
    scanner("scan", {"event_id": "EVENT", "token": "QR"}, "EVENT", misplaced=(200, "")),
    scanner("scan", {"event_id": "EVENT", "list_id": "ENTRANCE", "token": "QR"}, "EVENT", "QR"),
    scanner("scanlogs-batch", UPLOAD, "EVENT", misplaced=(200, "")),
    scanner("kit", {"event_id": "EVENT", "ticket_instance_id": "KIT_TICKET"}, "EVENT"),
    scanner("hand-out", HANDED_OUT, "EVENT", "LIST", own=HANDED, **NOT_NOW),
    scanner("hand-out", HANDED_OUT, "EVENT", "KIT_TICKET", "KIT_ITEM", own=HANDED, **NOT_NOW),
    # For administrators of the platform.
    Request(f"POST {PREFIX}platform-report", for_the_platform(Told()), {"kind": "days"}),
    Request(
        f"POST {PREFIX}impersonate",
        for_the_platform(Told(foreign=(200, ""), nowhere=(404, "not_found"))),
        {"org_id": "ORG", "user_id": "OWNER", "reason": "Asked for"},
        ("ORG",),
    ),
    Request(
        f"POST {PREFIX}template-preview",
        for_the_platform(Told()),
        {"kind": "invoice", "language": "nl"},
    ),
]


# Building.


@pytest.fixture(scope="module")
def world(shop: Shop) -> Iterator[World]:
    """Found the tenants, and let everybody have a token and ask as often as they like."""
    with shop.database() as connection:
        limits = connection.execute("select rule, max_hits from core.rate_limits").fetchall()
        connection.execute("update core.rate_limits set max_hits = 1000000")
    ours, theirs, closed = at_once(3, lambda _: make_tenant(shop))
    admin = shop.person()
    shop.ask("select tenancy.grant_platform_admin(%s)", admin.email)
    platform_has_words(shop, admin)
    closing = {"org_id": closed.sale.org_id, "reason": "Test"}
    expect(shop.rpc("suspend_org", admin.token, **closing))
    permissions: dict[str, set[str]] = {role: set() for role in ROLES}
    for row in shop.rows("role_permissions", admin.token):
        permissions[row["role"]].add(row["permission"])
    shop.quiet()
    yield World(shop, ours, theirs, closed, tokens(shop, ours, theirs, closed, admin), permissions)
    with shop.database() as connection, connection.cursor() as cursor:
        cursor.executemany(
            "update core.rate_limits set max_hits = %s where rule = %s",
            [(most, rule) for rule, most in limits],
        )
        # What they asked so often would count against whoever asks next from here.
        cursor.execute("delete from core.rate_counters")


def platform_has_words(shop: Shop, admin: Person) -> None:
    """The platform's own words for a mail."""
    words = {"kind": "invoice", "language": "nl", "subject": "Hoi", "body": "Hoi"}
    expect(shop.rpc("save_template_draft", admin.token, **words))


def tokens(
    shop: Shop, ours: Tenant, theirs: Tenant, closed: Tenant, admin: Person
) -> dict[str, str | None]:
    """What everybody asks with."""
    owner = ours.sale.owner

    def in_name_of_the_owner(**wish: object) -> dict[str, Any]:
        url = f"{shop.stack.api_url}{PREFIX}impersonate"
        body = {"user_id": owner.user_id, "reason": "Test"} | wish
        return dict(expect(shop.http.post(url, json=body, headers=shop.headers(admin.token))))

    over = in_name_of_the_owner(can_write=True)
    ending = {"impersonation_id": over["impersonation_id"]}
    expect(shop.rpc("platform_end_impersonation", admin.token, **ending))
    return {
        "no key": None,
        "visitor": shop.stack.anon_key,
        "stranger": shop.person().token,
        **{role: person.token for role, person in ours.staff.items()},
        "foreigner": theirs.sale.owner.token,
        "suspended": closed.sale.owner.token,
        "platform": admin.token,
        "looker": in_name_of_the_owner()["access_token"],
        "deputy": in_name_of_the_owner(can_write=True)["access_token"],
        "over": over["access_token"],
        "terminal": ours.terminal,
        "auditor": mint(shop.stack.jwt_secret, role="auditor", sub=str(uuid4())),
        "worker": shop.stack.service_key,
        "expired": shop.token(owner.user_id, lifetime=-timedelta(hours=1)),
        "forged": shop.token(owner.user_id, secret="x" * 64),
    }


@pytest.fixture(scope="module")
def books(endpoints: Endpoints) -> Iterator[Books]:
    """What is written to the database."""
    with open_books(endpoints.admin_db_url) as books:
        yield books


# Asking.


def test_every_route_is_in_the_matrix(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("ENVIRONMENT", "local")
    monkeypatch.setenv("DATABASE_URL", "postgresql://postgres@127.0.0.1:1/postgres")
    routes = [(route, "") for route in create_app(Settings.load()).routes]
    for name, router in functions.discover().items():
        routes += [(route, f"{PREFIX}{name}") for route in router.routes]
    found = {
        f"{method} {prefix}{route.path}"
        for route, prefix in routes
        if isinstance(route, Route) and f"{prefix}{route.path}".startswith(PREFIX)
        for method in route.methods or ()
        if method != "HEAD"
    }
    assert found == {request.route for request in MATRIX}


def named(request: Request) -> str:
    """What a row of the matrix is called: its function, and the things that it names."""
    return " ".join([*request.route.replace(PREFIX, "").split(), *sorted(request.things)])


@pytest.mark.parametrize("request_", MATRIX, ids=named)
def test_everybody_gets_what_is_theirs(world: World, books: Books, request_: Request) -> None:
    asked = [(asker, case) for asker in ASKERS for case in request_.cases(asker)]
    expected = {who: request_.expected(world, *who) for who in asked}
    refused = [who for who in asked if expected[who][0] >= 400]
    before = books.read()
    answers = all_of(world, request_, refused)
    assert not wrong(answers, expected)
    assert books.read() == before
    answers |= all_of(world, request_, [who for who in asked if who not in answers])
    assert not wrong(answers, expected)
    looks_the_same(world, answers)
    world.shop.quiet()


def all_of(world: World, request: Request, asked: list[tuple[str, str]]) -> Answers:
    """What everybody is told, who ask a few at a time."""
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        told = pool.map(lambda who: request.ask(world, *who), asked)
        return dict(zip(asked, told, strict=True))


def wrong(answers: Answers, expected: dict[tuple[str, str], Answer]) -> list[str]:
    """The answers that are others than the matrix has, in words."""
    return [
        f"{asker} asks for {case}: {answer_of(answer)}, not {expected[asker, case]}"
        for (asker, case), answer in answers.items()
        if not is_as_told(answer, expected[asker, case])
    ]


def looks_the_same(world: World, answers: Answers) -> None:
    """Assert nobody can tell what is another tenant's from what does not exist."""
    asked = {asker for asker, _ in answers}
    for asker, (one, another) in product(asked, SAME):
        pair = [(case, answers[asker, case]) for case in (one, another) if (asker, case) in answers]
        if len({answer_of(answer) for _, answer in pair}) == 1:
            shapes = {
                shape_of(answer, *world.place_and_thing(asker, case)) for case, answer in pair
            }
            assert len(shapes) == 1, (asker, shapes)


@pytest.mark.parametrize("asker", ASKERS[1:])
def test_a_token_in_the_body_counts_as_one_in_the_header(world: World, asker: str) -> None:
    """Of an order: it is placed by whoever the token names, or refused as it would be."""
    order = next(request for request in MATRIX if request.route.endswith("create-order-public"))
    asked = replace(order, says=order.says | {"user_token": world.tokens[asker]})
    told = asked.ask(replace(world, tokens={asker: None}), asker, "foreign")
    assert is_as_told(told, order.expected(world, asker, "foreign"))
