"""Who sees and does what, over HTTP: every view and function of the API and everybody who may ask.

Two orgs have one of everything. Everybody asks for what belongs to the first: a visitor, a stranger
with an account, a member of the first org in each role, the owner of the second, an administrator
of the platform, an auditor, a worker. The matrix says what they get; an object that stands in no
matrix fails.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import count
from typing import Any
from uuid import uuid4

import httpx
import pytest

from cli.stack import Endpoints
from cli.stack.keys import mint
from tests.api import organiser
from tests.api.books import Books, open_books
from tests.api.invoices import set_up_invoices
from tests.api.race import LAST_NUMBER, Race, hold_race
from tests.api.test_auditor import AUDIT_VIEWS
from tests.door import Door
from tests.gates import Gate, ago
from tests.hooks import connect
from tests.shop import Person, Row, Sale, Shop, at_once, expect, until, wait_for
from tests.staff import ROLES, join
from tests.table import GUEST, Table, open_table
from tests.transfers import address

ASKERS = ("visitor", "stranger", *ROLES, "terminal", "foreigner", "platform", "auditor", "worker")
GRANTED_LITTLE = ("visitor", "terminal", "auditor", "worker")
"""Who has other rights in the database than somebody with an account."""
OUTSIDERS = ("visitor", "stranger", "foreigner", "platform")
"""Who has nothing to do with the first org."""

EVERYBODY = "everybody"
SIGNED_IN = "everybody who is signed in"
NOBODY: tuple[str, ...] = ()
MANAGERS = ("owner", "admin")

TIMED = "TIMED"
"""The chip of somebody of the first org who has a result, and of the second."""


# The matrix of views: whose rows of the org are seen by whom. A permission, or everybody.
VIEWS = {
    "admissions": "tickets.scan",
    "areas": "org.read",
    "audit_log": "audit.read",
    "balance_transactions": "payments.read",
    "balances": "payments.read",
    "bib_ranges": "org.read",
    "billing_details": "billing.read",
    "bibs": "registrations.read",
    "cancellation_steps": "org.read",
    "capacity_pools": "orders.read",
    "chargebacks": "payments.read",
    "charges": "billing.read",
    "checkin_list_ticket_types": "org.read",
    "checkin_lists": "org.read",
    "customers": "reservations.read",
    "double_customers": "reservations.read",
    "dining_setup_warnings": "org.read",
    "email_outbox": "orders.read",
    "event_contents": "org.read",
    "event_images": "org.read",
    "event_refund_orders": "payments.read",
    "event_refund_runs": "payments.read",
    "event_settings": "org.read",
    "erasures": "privacy.manage",
    "event_types": SIGNED_IN,
    "events": "org.read",
    "faq_entries": "org.read",
    "fee_credits": "payments.read",
    "fee_overrides": "billing.read",
    "handouts": "tickets.scan",
    "impersonations": "audit.read",
    "integration_jobs": "integrations.read",
    "integration_kinds": SIGNED_IN,
    "integrations": "integrations.read",
    "invoice_lines": "payments.read",
    "invoice_settings": "payments.read",
    "invoice_vat_totals": "payments.read",
    "invoices": "payments.read",
    "invoices_waiting": "payments.read",
    "ledger_balances": "payments.read",
    "ledger_comparison": "payments.read",
    "ledger_entries": "payments.read",
    "locations": "org.read",
    "mollie_connections": "payments.connect",
    "order_items": "orders.read",
    "order_notes": "orders.read",
    "orders": "orders.read",
    "org_invitations": "members.manage",
    "org_members": "org.read",
    "orgs": "org.read",
    "participant_messages": "registrations.read",
    "participants": "participants.read",
    "payment_events": "payments.read",
    "payments": "payments.read",
    "payments_in_review": "payments.read",
    "policy_sets": "org.read",
    "price_tiers": "org.read",
    "product_variants": "org.read",
    "products": "org.read",
    "products_per_person": "orders.read",
    "products_to_hand_out": "orders.read",
    "promo_code_ticket_types": "org.read",
    "promo_codes": "org.read",
    "published_events": EVERYBODY,
    "question_versions": "org.read",
    "questions": "org.read",
    "refund_items": "payments.read",
    "refunds": "payments.read",
    "refused_demand": "reservations.read",
    "registration_answers": "registrations.read",
    "registration_changes": "registrations.read",
    "registrations": "registrations.read",
    "registrations_with_answers": "registrations.read",
    "results": "registrations.read",
    "reservation_settings": "org.read",
    "reservations": "reservations.read",
    "role_permissions": SIGNED_IN,
    "scan_conflicts": "tickets.scan",
    "scan_logs": "tickets.scan",
    "scanner_devices": "tickets.scan",
    "scanner_sessions": "terminals.manage",
    "scanner_terminal_events": "tickets.scan",
    "scanner_terminals": "tickets.scan",
    "scans_per_minute": "tickets.scan",
    "settlement_lines": "payments.read",
    "settlements": "payments.read",
    "shift_exceptions": "org.read",
    "shift_risk_summary": "reservations.read",
    "shift_tickets": "org.read",
    "shifts": "org.read",
    "suspicious_scans": "tickets.scan",
    "table_availability_rules": "org.read",
    "table_group_members": "org.read",
    "table_groups": "org.read",
    "tables": "org.read",
    "teams": "registrations.read",
    "ticket_instances": "orders.read",
    "ticket_transfers": "registrations.read",
    "ticket_type_pools": "org.read",
    "ticket_types": "org.read",
    "tickets": "org.read",
    "usage_records": "billing.read",
    "verifications": "billing.read",
    "waitlist_entries": "registrations.read",
    "waitlist_offers": "registrations.read",
    "waiver_acceptances": "registrations.read",
    "waivers": "org.read",
    "wave_ticket_types": "org.read",
    "waves": "org.read",
}

# What clients write through views: a change that its managers may make, and a new row.
CHANGES: dict[str, tuple[Row, Row]] = {
    "orgs": ({"email": "info@example.test"}, {"name": "Mine", "slug": "mine"}),
    "events": ({"description": "New"}, {"org_id": "ORG", "title": "Mine"}),
    "ticket_types": (
        {"description": "New"},
        {"org_id": "ORG", "event_id": "EVENT", "name": "Mine", "price": 0},
    ),
    "products": (
        {"description": "New"},
        {"org_id": "ORG", "event_id": "EVENT", "name": "Mine", "price": 0},
    ),
    "product_variants": (
        {"name": "New"},
        {"org_id": "ORG", "product_id": "PRODUCT", "name": "Mine"},
    ),
    "promo_codes": (
        {"value": 200},
        {"org_id": "ORG", "event_id": "EVENT", "code": "UNIQUE", "kind": "amount", "value": 1},
    ),
    "waves": (
        {"name": "New"},
        {"org_id": "ORG", "event_id": "EVENT", "name": "Mine", "starts_at": "START"},
    ),
    "price_tiers": (
        {"name": "New"},
        {"org_id": "ORG", "ticket_type_id": "SPARE_TYPE", "name": "Mine", "price": 0},
    ),
    "capacity_pools": (
        {"name": "New"},
        {"org_id": "ORG", "event_id": "EVENT", "name": "Mine", "capacity": 5},
    ),
    "event_settings": ({"hold_minutes": 20}, {"org_id": "ORG", "event_id": "EVENT"}),
    "event_contents": (
        {"location": "New"},
        {"org_id": "ORG", "event_id": "NEW_EVENT", "language": "nl", "title": "Mine"},
    ),
    "faq_entries": (
        {"answer": "New"},
        {
            "org_id": "ORG",
            "event_id": "EVENT",
            "language": "nl",
            "question": "Mine?",
            "answer": "Mine",
        },
    ),
    "event_images": (
        {"alt_nl": "New"},
        {"org_id": "ORG", "event_id": "EVENT", "reference": "mine.jpg"},
    ),
    "bib_ranges": (
        {"sort_order": 7},
        {
            "org_id": "ORG",
            "event_id": "EVENT",
            "first_number": "NUMBER",
            "last_number": "NUMBER",
        },
    ),
    "checkin_lists": (
        {"sort_order": 7},
        {"org_id": "ORG", "event_id": "EVENT", "name": "Mine", "kind": "bag_drop"},
    ),
    "locations": ({"description": "New"}, {"org_id": "ORG", "name": "Mine"}),
    "reservation_settings": ({"option_hours": 24}, {"org_id": "ORG", "location_id": "LOCATION"}),
    "areas": (
        {"sort_order": 7},
        {"org_id": "ORG", "location_id": "LOCATION", "name": "UNIQUE"},
    ),
    "tables": (
        {"sort_order": 7},
        {
            "org_id": "ORG",
            "location_id": "LOCATION",
            "area_id": "AREA",
            "name": "UNIQUE",
            "max_capacity": 2,
        },
    ),
    "table_groups": (
        {"sort_order": 7},
        {"org_id": "ORG", "location_id": "LOCATION", "name": "UNIQUE", "max_capacity": 8},
    ),
    "table_availability_rules": (
        {"notes": "New"},
        {"org_id": "ORG", "location_id": "LOCATION", "table_id": "TABLE", "rule_type": "block"},
    ),
    "shifts": (
        {"sort_order": 7},
        {
            "org_id": "ORG",
            "location_id": "LOCATION",
            "name": "UNIQUE",
            "short_name": "M",
            "start_time": "12:00",
            "end_time": "14:00",
            "days_of_week": [1],
        },
    ),
    "shift_exceptions": (
        {"notes": "New"},
        {
            "org_id": "ORG",
            "location_id": "LOCATION",
            "exception_date": "DATE",
            "exception_type": "closed",
        },
    ),
    "policy_sets": (
        {"cancel_free_hours": 12},
        {"org_id": "ORG", "location_id": "LOCATION", "name": "UNIQUE"},
    ),
    "tickets": (
        {"sort_order": 7},
        {
            "org_id": "ORG",
            "location_id": "LOCATION",
            "policy_set_id": "POLICY",
            "name": "UNIQUE",
            "short_name": "M",
            "duration_minutes": 60,
        },
    ),
}
INSERTABLE = CHANGES.keys() - {"orgs", "event_settings", "reservation_settings"}
REMOVABLE = {"table_availability_rules", "shift_exceptions"}
"""What clients change, and also remove."""
# Which rows of their org managers change; all unless it is said here.
CHANGEABLE = {"capacity_pools": {"name": "not.is.null"}}
# What clients make and remove, and never change: a new row.
LINKS: dict[str, Row] = {
    "cancellation_steps": {
        "org_id": "ORG",
        "event_id": "EVENT",
        "starts_at": "START",
        "refund_rate": 5000,
    },
    "checkin_list_ticket_types": {
        "org_id": "ORG",
        "list_id": "LIST",
        "ticket_type_id": "SPARE_TYPE",
    },
    "promo_code_ticket_types": {
        "org_id": "ORG",
        "promo_code_id": "PROMO_CODE",
        "ticket_type_id": "SPARE_TYPE",
    },
    "ticket_type_pools": {"org_id": "ORG", "pool_id": "SHARED", "ticket_type_id": "SPARE_TYPE"},
    "wave_ticket_types": {"org_id": "ORG", "wave_id": "WAVE", "ticket_type_id": "SPARE_TYPE"},
    "shift_tickets": {
        "org_id": "ORG",
        "location_id": "LOCATION",
        "shift_id": "SHIFT",
        "ticket_id": "SPARE_TICKET",
    },
    "table_group_members": {
        "org_id": "ORG",
        "location_id": "LOCATION",
        "table_group_id": "GROUP",
        "table_id": "SPARE_TABLE",
    },
}
NUMBERS = count(1)
"""What is given out once: start numbers of events, to whoever asks for one."""
EVENINGS = count(1)
"""Days after that of the restaurant's first reservation."""


@dataclass(frozen=True)
class Org:
    """An org with one of everything."""

    sale: Sale
    staff: dict[str, Person]
    draft_id: str
    question_id: str
    race: Race
    registration: Row
    """Of a guest who takes part alone."""
    ticket_id: str
    """What admits that guest."""
    team: Row
    """Led by the owner."""
    order: Row
    invitation: Row
    invoice_id: str
    """Of its order."""
    waiting: Row
    """Somebody on a waitlist, by `entry_id`, `email` and `token`."""
    offer: Row
    """Of a ticket of the race, to somebody who has not answered."""
    goods: dict[str, str]
    """Names that stand for the ids of what it set up."""
    table: Table
    """Its restaurant."""
    booked: Row
    """A reservation there, that its guests were asked to reconfirm."""

    def filled(self, row: Row) -> Row:
        """A row with what the names in it stand for; what is unique is another one each time."""
        names: Row = {"ORG": self.sale.org_id, "EVENT": self.sale.event_id, **self.goods}
        names |= {"UNIQUE": f"CODE-{uuid4().hex[:12]}", "NUMBER": next(NUMBERS)}
        names["DATE"] = (date(2030, 1, 1) + timedelta(days=next(NUMBERS))).isoformat()
        if "NEW_EVENT" in row.values():
            names["NEW_EVENT"] = self.race.shop.event(self.sale.owner, self.sale.org_id)
        return {key: names.get(str(value), value) for key, value in row.items()}


@dataclass(frozen=True)
class World:
    """The two orgs and everybody who asks."""

    shop: Shop
    ours: Org
    theirs: Org
    stranger: Person
    platform: Person
    permissions: dict[str, set[str]]

    def token(self, asker: str) -> str:
        """The token somebody asks with."""
        if asker == "visitor":
            return self.shop.stack.anon_key
        if asker == "worker":
            return self.shop.stack.service_key
        if asker == "terminal":
            return self.ours.goods["TERMINAL"]
        if asker == "auditor":  # of the views that are theirs, test_auditor.py has more to say
            return mint(self.shop.stack.jwt_secret, role="auditor", sub=str(uuid4()))
        return self.person(asker).token

    def person(self, asker: str) -> Person:
        """The person behind a role."""
        others = {
            "stranger": self.stranger,
            "foreigner": self.theirs.staff["owner"],
            "platform": self.platform,
        }
        return others[asker] if asker in others else self.ours.staff[asker]

    def may(self, asker: str, permission: str) -> bool:
        """Whether somebody has a permission in the first org."""
        return permission in self.permissions.get(asker, set())

    def request(
        self, asker: str, method: str, path: str, *, body: object = None, **params: str
    ) -> httpx.Response:
        """Ask PostgREST as somebody; written rows come back."""
        key = self.shop.stack.service_key if asker == "worker" else self.shop.stack.anon_key
        return self.shop.http.request(
            method,
            f"{self.shop.stack.api_url}/rest/v1/{path}",
            params=params,
            content=None if body is None else json.dumps(body),
            headers={
                "apikey": key,
                "Authorization": f"Bearer {self.token(asker)}",
                "Content-Type": "application/json",
                "Prefer": "return=representation",
            },
        )


def not_granted(asker: str) -> tuple[int, str]:
    """The answer to somebody who was never granted the object."""
    return (401 if asker == "visitor" else 403, "42501")


def answer_of(response: httpx.Response) -> tuple[int, str]:
    """Status and slug, or the platform's code; the slug of a success is empty."""
    if response.is_success:
        return response.status_code, ""
    code = str(response.json()["code"])
    if code.startswith("PT"):
        code = str(json.loads(response.json()["details"])["code"])
    return response.status_code, code


# Building.


@pytest.fixture(scope="module")
def world(shop: Shop) -> World:
    """Build both orgs, and wait until everything that follows from it is done."""
    ours, theirs = at_once(2, lambda _: make_org(shop))
    permissions: dict[str, set[str]] = {role: set() for role in ROLES}
    for row in shop.rows("role_permissions", ours.staff["owner"].token):
        permissions[row["role"]].add(row["permission"])
    platform = shop.person()
    shop.ask("select tenancy.grant_platform_admin(%s)", platform.email)
    # Everybody puts the same mail box on the same waitlist.
    shop.ask("update core.rate_limits set max_hits = 1000 where rule = 'waitlist_mail'")
    shop.quiet()
    return World(shop, ours, theirs, shop.person(), platform, permissions)


@pytest.fixture(scope="module")
def books(endpoints: Endpoints) -> Iterator[Books]:
    """The contents of the database, to compare."""
    with open_books(endpoints.admin_db_url) as books:
        yield books


def somebody_known(shop: Shop, org_id: str) -> Person:
    """Somebody of whom the org knows no more than that they agree to something."""
    person = shop.person()
    words = {"org_id": org_id, "purpose": "marketing", "text_version": "1"}
    expect(shop.rpc("give_consent", person.token, **words))
    return person


def make_org(shop: Shop) -> Org:
    """Make an org that has rows in every view."""
    sale = shop.sale(capacity=10_000)
    staff = {"owner": sale.owner}
    for role in ROLES[1:]:
        staff[role] = shop.person()
        join(shop, sale, staff[role], role)
    invitation = expect(
        shop.rpc(
            "invite_member",
            sale.owner.token,
            org_id=sale.org_id,
            email=f"{uuid4()}@example.test",
            role="member",
        )
    )
    draft_id = shop.event(sale.owner, sale.org_id, title="Draft")
    question_id = shop.question(sale.owner, draft_id)
    expect(shop.rpc("publish_waiver", sale.owner.token, event_id=draft_id, text_nl="Ik loop mee"))
    race = hold_race(shop, sale.owner, sale.org_id)
    registration, team = race.enter_alone(), race.enter_team()
    expect(shop.rpc("assign_bibs", sale.owner.token, event_id=race.event_id))
    its_order = {name: registration[name] for name in ("public_token",)}
    change = {"registration_id": registration["id"], "changes": {"club": "AV"}}
    expect(shop.rpc("change_registration", **change, **its_order))
    chip = {"registration_id": team["registration_id"], "chip_number": TIMED}
    expect(shop.rpc("set_chip", sale.owner.token, **chip))
    timed = {"event_id": race.event_id, "results": [{"chip": TIMED, "status": "dnf"}]}
    expect(shop.rpc("save_results", sale.owner.token, **timed))
    call_off(shop, sale.owner, sale.org_id)
    who = somebody_known(shop, sale.org_id)
    expect(shop.rpc("erase_person", sale.owner.token, org_id=sale.org_id, email=who.email))
    order = shop.buy(sale)
    pay_back(shop, sale)
    put_in_review(shop, sale)
    charge_back(shop, sale)
    overbook(shop, sale.owner, sale.org_id)
    until(
        "it has QR tokens",
        lambda: shop.ask(
            "select bool_and(qr_token is not null) from sales.ticket_instances where order_id = %s",
            order["order_id"],
        ),
    )
    shop.ask(
        "insert into core.impersonations (admin_id, user_id, reason, expires_at)"
        " values (core.new_id(), %s, 'Test', core.clock() + interval '15 minutes')",
        sale.owner.user_id,
    )
    invoice_id = invoice(shop, sale, order)
    waiting = let_wait(shop, sale)
    goods = set_up(shop, sale)
    work_at_the_desk(shop, sale, order)
    goods |= stand_at_the_door(shop, sale)
    plan = {"plan": "ORGANIZER", "return_url": "https://app.example"}
    expect(shop.rpc("choose_plan", sale.owner.token, org_id=sale.org_id, **plan))
    ticket_id = shop.ask(
        "select id::text from sales.ticket_instances where registration_id = %s",
        registration["id"],
    )
    merchant = organiser.account(shop)
    assert organiser.connect(shop, sale.owner, sale.org_id, merchant["id"]) == "connected"
    goods["ACCOUNT"] = merchant["id"]
    shop.buy(sale)  # and pays a fee
    organiser.pay_out(shop, merchant["id"])
    organiser.read_payouts(shop, sale)
    keep_to_a_plan(shop, sale)
    goods["INTEGRATION"] = connect(shop, sale)
    expect(shop.rpc("test_integration", sale.owner.token, integration_id=goods["INTEGRATION"]))
    goods["LONG_TYPE"] = shop.ticket_type(
        sale.owner, sale.org_id, race.event_id, name="Long", price=0
    )
    return Org(
        *(sale, staff, draft_id, question_id, race, registration, ticket_id, team, order),
        *(invitation, invoice_id, waiting, race.offer_ticket(), goods),
        *keep_a_restaurant(shop, sale, goods),
    )


def keep_to_a_plan(shop: Shop, sale: Sale) -> None:
    """Says that the org is a non-profit; agrees a fee; closes what it used in a month."""
    number = {"org_id": sale.org_id, "kvk_number": "12345678"}
    expect(shop.rpc("submit_verification", sale.owner.token, **number))
    shop.ask(
        "insert into events.fee_overrides (org_id, event_id, overage_fee_override,"
        " fee_override_reason) values (%s, %s, 1, 'Test')",
        *(sale.org_id, sale.event_id),
    )
    shop.ask(
        "insert into billing.usage_records (org_id, plan, period_start, period_end, ticket_limit,"
        " tickets_sold, overage_tickets, overage_fee_total, events)"
        " values (%s, 'ORGANIZER', '2026-01-01', '2026-02-01', 3000, 1, 0, 0, '[]')",
        sale.org_id,
    )


def keep_a_restaurant(shop: Shop, sale: Sale, goods: dict[str, str]) -> tuple[Table, Row]:
    """Open a restaurant with one of everything, and book in it; its ids are goods, too."""
    table = open_table(shop, of=(sale.owner, sale.org_id))
    token, there = sale.owner.token, {"org_id": sale.org_id, "location_id": table.location_id}
    (spare,) = table.more_tables(6)
    group = shop.insert("table_groups", token, **there, name="Together", max_capacity=8)
    member = {"table_group_id": group["id"], "table_id": table.table_id}
    shop.insert("table_group_members", token, **there, **member)
    rule = {"table_id": spare, "rule_type": "block", "end_date": "2020-01-01"}
    shop.insert("table_availability_rules", token, **there, **rule)
    day = {"exception_date": "2029-12-31", "exception_type": "special"}
    shop.insert("shift_exceptions", token, **there, **day)
    ticket = {"name": "Spare", "short_name": "S", "duration_minutes": 60}
    ticket["policy_set_id"] = table.policy_set_id
    goods |= {
        "LOCATION": table.location_id,
        "AREA": table.area_id,
        "TABLE": table.table_id,
        "SPARE_TABLE": spare,
        "GROUP": group["id"],
        "SHIFT": table.shift_id,
        "POLICY": table.policy_set_id,
        "SPARE_TICKET": shop.insert("tickets", token, **there, **ticket)["id"],
    }
    table.slots(9)
    booked = table.call_in("18:00", guest=GUEST)
    table.call_in("18:00", guest=GUEST | {"email": "noortje@example.test"})
    shop.ask(
        "update dining.reservations set reconfirm_sent_at = core.clock() where id = %s returning 1",
        booked["reservation_id"],
    )
    return table, booked


def invoice(shop: Shop, sale: Sale, order: Row) -> str:
    """Let an order have its invoice, and another one wait for it; return the id of the first."""
    set_up_invoices(shop, sale)
    details = {"company": "Runners"}
    expect(shop.rpc("save_billing_details", sale.owner.token, org_id=sale.org_id, details=details))
    shop.ask(
        "insert into invoicing.tasks (org_id, payable_id, due_at)"
        " values (%s, %s, now() + interval '1 year')",
        *(sale.org_id, order["order_id"]),
    )
    answer = expect(shop.rpc("request_invoice", public_token=order["public_token"]))
    return str(answer["invoices"][0]["invoice_id"])


def let_wait(shop: Shop, sale: Sale) -> Row:
    """Let somebody be offered a place they waited for, and somebody else wait."""
    full = shop.ticket_type(sale.owner, sale.org_id, sale.event_id, name="Full", capacity=0)
    wait_for(shop, sale, full, "offered@example.test")
    shop.update("ticket_types", sale.owner.token, {"capacity": 1}, id=f"eq.{full}")
    until("it is offered", lambda: shop.rows("waitlist_offers", sale.owner.token))
    return wait_for(shop, sale, full, f"{uuid4()}@example.test")


def set_up(shop: Shop, sale: Sale) -> dict[str, str]:
    """Set up one of everything that an event has beside ticket types; return the ids by name."""
    token, its_org = sale.owner.token, {"org_id": sale.org_id}
    its_event = its_org | {"event_id": sale.event_id}
    (event,) = shop.rows("events", token, id=f"eq.{sale.event_id}")
    product = shop.insert("products", token, **its_event, name="Shirt", price=2000)
    variant = shop.insert(
        "product_variants", token, **its_org, product_id=product["id"], name="Medium"
    )
    code = shop.insert("promo_codes", token, **its_event, code="SUMMER", kind="amount", value=100)
    wave = shop.insert("waves", token, **its_event, name="A", starts_at=event["starts_at"])
    shared = shop.insert("capacity_pools", token, **its_event, name="Everybody", capacity=500)
    with_waves, spare = (
        shop.ticket_type(sale.owner, sale.org_id, sale.event_id, name=name)
        for name in ("With waves", "Spare")
    )
    its_type = its_org | {"ticket_type_id": with_waves}
    shop.insert("promo_code_ticket_types", token, **its_type, promo_code_id=code["id"])
    shop.insert("wave_ticket_types", token, **its_type, wave_id=wave["id"])
    shop.insert(
        "cancellation_steps", token, **its_event, starts_at="2026-01-01T00:00Z", refund_rate=1
    )
    return {
        "PRODUCT": product["id"],
        "VARIANT": variant["id"],
        "PROMO_CODE": code["id"],
        "WAVE": wave["id"],
        "SPARE_TYPE": spare,
        "SHARED": shared["id"],
        "START": event["starts_at"],
    }


def work_at_the_desk(shop: Shop, sale: Sale, order: Row) -> None:
    """Sell something beside a ticket, and write a note on an order."""
    token, its_event = sale.owner.token, {"event_id": sale.event_id}
    cup = {"org_id": sale.org_id, "name": "Cup", "price": 100, "scope": "order"}
    made = shop.insert("products", token, **its_event, **cup)
    items = [*sale.cart(), {"product_id": made["id"], "quantity": 1}]
    gift = {"items": items, "email": "gift@example.test", "settlement": "complimentary"}
    expect(shop.rpc("create_staff_order", token, **its_event, **gift))
    expect(shop.rpc("add_order_note", token, order_id=order["order_id"], body="Called"))
    message = {"texts": {"nl": {"subject": "Hoi", "text": "Hoi"}}}
    expect(shop.rpc("message_participants", token, **its_event, **message))


def stand_at_the_door(shop: Shop, sale: Sale) -> dict[str, str]:
    """Let somebody in with a terminal, and once more without a network, which is a conflict.

    Their ticket is shown too often, and their kit handed out. Return by name the terminal's token,
    lists, the product in the kit, its ticket and its handout.
    """
    door = Door(shop, sale)
    entrance = door.entrance()
    link = {"list_id": entrance["id"], "ticket_type_id": sale.ticket_type_id}
    shop.insert("checkin_list_ticket_types", sale.owner.token, org_id=sale.org_id, **link)
    token = door.device()
    its = {"org_id": sale.org_id, "event_id": sale.event_id}
    product = {"name": "Kit", "price": 0, "scope": "order"}
    shirt = shop.insert("products", sale.owner.token, **its, **product)
    goods = {
        "LIST": entrance["id"],
        "KITS": door.entrance(name="Kits", kind="kit_pickup")["id"],
        "KIT": shirt["id"],
        "TERMINAL": token,
    }
    ticket, handing_out = sell_kit(door, goods)
    for _ in range(4):
        door.scan(token, ticket)
    gate = Gate(shop, sale)
    gate.upload([gate.log(ticket, ago(-1))])
    [item] = expect(shop.rpc("hand_out", token, **handing_out))["items"]
    return goods | {"KIT_TICKET": ticket["id"], "HANDOUT": item["handout_id"]}


def sell_kit(door: Door, goods: dict[str, str]) -> tuple[Row, Row]:
    """Sell a ticket with a kit; return it, and how a terminal hands the kit out."""
    kit = {"product_id": goods["KIT"], "quantity": 1}
    [ticket] = door.tickets(items=[*door.sale.cart(), kit])
    about = {"event_id": door.sale.event_id, "ticket_instance_id": ticket["id"]}
    [item] = expect(door.shop.rpc("kit_of_ticket", goods["TERMINAL"], **about))["items"]
    return ticket, about | {"list_id": goods["KITS"], "order_item_ids": [item["order_item_id"]]}


def pay_back(shop: Shop, sale: Sale) -> None:
    """Refund a ticket of an order."""
    order = shop.buy(sale)
    (line,) = shop.rows("order_items", sale.owner.token, order_id=f"eq.{order['order_id']}")
    back = {"order_id": order["order_id"], "items": [{"order_item_id": line["id"]}]}
    key = {"idempotency_key": str(uuid4())}
    expect(shop.rpc("create_refund", sale.owner.token, **back, **key))


def put_in_review(shop: Shop, sale: Sale) -> str:
    """Let money arrive that is not what was agreed; return the review's id."""
    order = expect(shop.order(sale))
    wrong = {"currency": "EUR", "value": "50.00"}
    expect(shop.sandbox("POST", f"payments/{shop.payment(order)}/forge", amount=wrong))
    shop.decide(order, "paid")
    waiting = (
        "select v.id::text from payments.payment_reviews as v"
        " join payments.payments as p on p.id = v.payment_id where p.payable_id = %s"
    )
    return str(until("somebody must look at it", lambda: shop.ask(waiting, order["order_id"])))


def charge_back(shop: Shop, sale: Sale) -> None:
    """Let a bank take the money of an order back."""
    order = shop.buy(sale)
    # The body must not be empty: nothing is what the control API calls all of it.
    expect(shop.sandbox("POST", f"payments/{shop.payment(order)}/chargeback", reason="MD06"))
    until(
        "its tickets are blocked",
        lambda: shop.ask(
            "select count(blocked_at) from sales.ticket_instances where order_id = %s",
            order["order_id"],
        ),
    )


def call_off(shop: Shop, owner: Person, org_id: str) -> None:
    """Refund an event that somebody has a ticket for."""
    event_id = shop.event(owner, org_id, title="Refunded")
    ticket_type_id = shop.ticket_type(owner, org_id, event_id)
    expect(shop.rpc("publish_event", owner.token, event_id=event_id))
    shop.buy(Sale(owner, org_id, event_id, ticket_type_id))
    expect(shop.rpc("refund_event", owner.token, event_id=event_id))
    until(
        "its orders are ended",
        lambda: shop.rows("event_refund_runs", owner.token, event_id=f"eq.{event_id}"),
        lambda runs: runs[0]["status"] == "completed",
    )


def overbook(shop: Shop, owner: Person, org_id: str) -> None:
    """Let money arrive for an event that was called off: it goes back."""
    event_id = shop.event(owner, org_id, title="Called off")
    ticket_type_id = shop.ticket_type(owner, org_id, event_id)
    expect(shop.rpc("publish_event", owner.token, event_id=event_id))
    order = expect(shop.order(Sale(owner, org_id, event_id, ticket_type_id)))
    expect(shop.rpc("cancel_event", owner.token, event_id=event_id))
    shop.decide(order, "paid")
    shop.wait_for(order, "overbooked")
    until(
        "the refund is known to the provider",
        lambda: shop.ask(
            "select mollie_refund_id is not null from payments.refunds where payable_id = %s",
            order["order_id"],
        ),
    )


# Views.


def test_every_view_is_in_the_matrix(shop: Shop) -> None:
    with shop.database() as connection:
        found = connection.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace"
            " and relkind in ('v', 'm', 'r', 'p', 'f')"
        ).fetchall()
    assert {name for (name,) in found} == set(VIEWS) | AUDIT_VIEWS


@pytest.mark.parametrize("view", VIEWS)
def test_rows_are_seen_by_those_who_may(world: World, view: str) -> None:
    for asker in ASKERS:
        sees_what_it_may(world, view, asker)


def sees_what_it_may(world: World, view: str, asker: str) -> None:
    """Ask for all rows of a view, and compare with the matrix."""
    needed = VIEWS[view]
    response = world.request(asker, "GET", view, select="*")
    nothing = asker in ("worker", "terminal", "auditor")
    if nothing or (asker == "visitor" and needed != EVERYBODY):
        assert answer_of(response) == not_granted(asker)
        return
    rows = expect(response)
    if needed == SIGNED_IN:
        assert rows
        return
    if needed == EVERYBODY:
        assert {row["org_id"] for row in rows} >= orgs(world)
        assert {row["id"] for row in rows} & {world.ours.draft_id, world.theirs.draft_id} == set()
        return
    if view == "events":  # what is published is for everybody
        rows = [row for row in rows if row["status"] != "published"]
    seen = {row["id" if view == "orgs" else "org_id"] for row in rows}
    if asker == "foreigner":
        assert seen == {world.theirs.sale.org_id}
    elif world.may(asker, needed):
        assert seen == {world.ours.sale.org_id}
    else:
        assert seen == set()


def orgs(world: World) -> set[str]:
    """The ids of both orgs."""
    return {world.ours.sale.org_id, world.theirs.sale.org_id}


@pytest.mark.parametrize("view", VIEWS)
def test_nobody_writes_to_another_org(world: World, books: Books, view: str) -> None:
    """A change, a removal and a new row, for the first org by outsiders, else for the second."""
    change, new = CHANGES.get(view, ({"org_id": None}, LINKS.get(view, {})))
    targets = {asker: world.ours if asker in OUTSIDERS else world.theirs for asker in ASKERS}
    rows = {asker: target.filled(new) for asker, target in targets.items()}
    world.shop.quiet()

    def ask(asker: str) -> None:
        writes_nothing(world, view, asker, targets[asker], change, rows[asker])

    before = books.read()
    for asker in ASKERS:
        ask(asker)
    assert books.read() == before, {
        asker: books.written_by(partial(ask, asker)) for asker in ASKERS
    }


def writes_nothing(world: World, view: str, asker: str, target: Org, change: Row, new: Row) -> None:
    """Try to change and to remove the rows of an org, and to make a new one."""
    whose = {"orgs": "id", "role_permissions": "permission", "event_types": "event_type"}
    whose["integration_kinds"] = "kind"
    which = {whose.get(view, "org_id"): f"eq.{target.sale.org_id}"}

    changed = world.request(asker, "PATCH", view, body=change, **which)
    removed = world.request(asker, "DELETE", view, **which)
    added = world.request(asker, "POST", view, body=new)
    if view in CHANGES and asker not in GRANTED_LITTLE:
        assert (changed.status_code, changed.json()) == (200, []), "it sees nothing to change"
    else:
        assert answer_of(changed)[0] in (401, 403, 400), changed.text
        assert answer_of(changed)[1] in ("42501", "PGRST204"), changed.text
    if view in {*LINKS, *REMOVABLE} and asker not in GRANTED_LITTLE:
        assert (removed.status_code, removed.json()) == (200, []), "it sees nothing to remove"
    else:
        assert answer_of(removed) == not_granted(asker)
    assert answer_of(added) == not_granted(asker)


@pytest.mark.parametrize("view", CHANGES)
def test_managers_write_to_their_own(world: World, view: str) -> None:
    change, new = CHANGES[view]
    whose = "id" if view == "orgs" else "org_id"
    sale = world.ours.sale
    which = {whose: f"eq.{sale.org_id}"}
    which |= CHANGEABLE.get(view, {})
    for asker in ROLES:
        rows = expect(world.request(asker, "PATCH", view, body=change, **which))
        assert bool(rows) is (asker in MANAGERS), asker
        if view in INSERTABLE:
            answer = answer_of(world.request(asker, "POST", view, body=world.ours.filled(new)))
            assert answer == ((201, "") if asker in MANAGERS else (403, "42501")), asker


@pytest.mark.parametrize("view", LINKS)
def test_managers_link_their_own(world: World, view: str) -> None:
    for asker in ROLES:
        row = world.ours.filled(LINKS[view])
        answer = answer_of(world.request(asker, "POST", view, body=row))
        assert answer == ((201, "") if asker in MANAGERS else (403, "42501")), asker
        which = {name: f"eq.{value}" for name, value in row.items()}
        removed = expect(world.request(asker, "DELETE", view, **which))
        assert bool(removed) is (asker in MANAGERS), asker


@pytest.mark.parametrize(
    "schema",
    [
        "core",
        "tenancy",
        "payments",
        "invoicing",
        "events",
        "sales",
        "dining",
        "door",
        "platform",
        "auth",
        "extensions",
        "pg_catalog",
    ],
)
def test_rooms_are_behind_the_front_door(world: World, schema: str) -> None:
    for asker in ("visitor", "owner", "terminal", "worker"):
        response = world.shop.http.get(
            f"{world.shop.stack.api_url}/rest/v1/orders",
            headers=world.shop.headers(world.token(asker)) | {"Accept-Profile": schema},
        )
        assert answer_of(response) == (406, "PGRST106")


# Functions.

Arguments = Callable[[World, str], Row]


@dataclass(frozen=True)
class Function:
    """Who may call a function about the first org, and what everybody else is told."""

    arguments: Arguments
    allowed: tuple[str, ...]
    """Members in these roles; or everybody in ASKERS who is named."""
    to_members: tuple[int, str] = (403, "not_allowed")
    """What is told to members of the org whose role is not allowed."""
    to_outsiders: tuple[int, str] = (404, "not_found")
    """What is told to outsiders with an account, who must not learn whether it is there."""
    to_visitors: tuple[int, str] = (401, "sign_in_required")
    to_workers: tuple[int, str] = (403, "42501")
    to_terminals: tuple[int, str] = (403, "42501")
    as_somebody_new: bool = False
    """Whether a role is played by somebody who joined for this, because the call ends it."""
    only_reached: bool = False
    """Whether who is allowed may all the same be told that something of the call is wrong."""
    is_sound: Callable[[World, str, Any], bool] = lambda *_: True
    """Whether the answer to somebody who is allowed shows only what is theirs."""

    @property
    def served(self) -> tuple[str, ...]:
        """Who is allowed, in the order of ASKERS."""
        return tuple(asker for asker in ASKERS if asker in self.allowed)

    def told(self, asker: str) -> tuple[int, str]:
        """The answer to somebody who is not allowed."""
        by_asker = {
            "visitor": self.to_visitors,
            "worker": self.to_workers,
            "terminal": self.to_terminals,
            "auditor": not_granted("auditor"),
            "stranger": self.to_outsiders,
            "foreigner": self.to_outsiders,
            "platform": self.to_outsiders,
        }
        return by_asker.get(asker, self.to_members)


def org(**more: object) -> Arguments:
    """The first org, and what else."""
    return lambda world, _: {"org_id": world.ours.sale.org_id} | more


def its_integration(**more: object) -> Arguments:
    """An integration of the first org, and what else."""
    return lambda world, _: {"integration_id": world.ours.goods["INTEGRATION"]} | more


def a_new_integration(world: World, _: str) -> Row:
    """An integration of the first org made for this call."""
    return {"integration_id": connect(world.shop, world.ours.sale)}


def a_new_org(world: World, asker: str) -> Row:
    """The first org; for those who may delete it one that was founded for this call."""
    ours = world.ours.sale
    if asker in ("owner", "platform"):
        return {"org_id": world.shop.org(ours.owner), "reason": "Test"}
    return {"org_id": ours.org_id}


def a_new_event(publish: bool = False) -> Arguments:
    """An event of the first org made for this call."""

    def make(world: World, asker: str) -> Row:
        sale = world.ours.sale
        if asker not in MANAGERS:
            return {"event_id": world.ours.draft_id}
        event_id = world.shop.event(sale.owner, sale.org_id)
        world.shop.ticket_type(sale.owner, sale.org_id, event_id)
        if publish:
            expect(world.shop.rpc("publish_event", sale.owner.token, event_id=event_id))
        return {"event_id": event_id}

    return make


def a_new_question(world: World, asker: str) -> Row:
    """A question of the first org, made for this call if it may delete it."""
    ours = world.ours
    if asker not in MANAGERS:
        return {"question_id": ours.question_id}
    event_id = world.shop.event(ours.sale.owner, ours.sale.org_id)
    return {"question_id": world.shop.question(ours.sale.owner, event_id)}


def a_new_member(world: World, asker: str) -> Row:
    """A member of the first org, who joined for this call if it may do them harm."""
    person = world.ours.staff["scanner"]
    if asker in MANAGERS:
        person = world.shop.person()
        join(world.shop, world.ours.sale, person, "scanner")
    return {"org_id": world.ours.sale.org_id, "user_id": person.user_id}


def a_new_invitation(world: World, asker: str) -> Row:
    """An invitation of the first org, sent for this call if it may withdraw it."""
    invitation = world.ours.invitation
    if asker in MANAGERS:
        body = {"email": f"{uuid4()}@example.test", "role": "member"}
        org_id = world.ours.sale.org_id
        owner = world.ours.staff["owner"]
        invitation = expect(world.shop.rpc("invite_member", owner.token, org_id=org_id, **body))
    return {"org_id": world.ours.sale.org_id, "invitation_id": invitation["invitation_id"]}


def of_race(**more: object) -> Arguments:
    """The race of the first org, and what else."""
    return lambda world, _: {"event_id": world.ours.race.event_id} | more


def a_new_team(*names: str) -> Arguments:
    """A team of the first org, made for this call if it may do something to it.

    Told by its `team_id`, unless by other `names` of its row.
    """

    def make(world: World, asker: str) -> Row:
        is_for_all = "join_code" in names
        is_theirs = asker in MANAGERS or is_for_all
        team = world.ours.race.enter_team() if is_theirs else world.ours.team
        world.shop.quiet()
        return {name: team[name] for name in names} or {"team_id": team["id"]}

    return make


def its_registration(**more: object) -> Arguments:
    """The registration of the guest of the first org, and what else."""
    return lambda world, _: {"registration_id": world.ours.registration["id"]} | more


def its_offer(*names: str, **more: object) -> Arguments:
    """The offer of a ticket of the first org, by some of what is known of it."""
    return lambda world, _: {name: world.ours.offer[name] for name in names} | more


def a_new_offer(world: World, asker: str) -> Row:
    """The token of an offer in the first org, made for this call if it is answered by it."""
    made = world.ours.offer if asker == "worker" else world.ours.race.offer_ticket()
    world.shop.quiet()
    return {"token": made["token"]}


def shows_own_tickets(_: World, asker: str, answer: Any) -> bool:
    """Whether people find the tickets that they ordered or accepted, and no others."""
    holders = {"Olga owner"} if asker in ("owner", "foreigner") else set()
    return {ticket["holder"] for ticket in answer} <= holders | {f"Taker {asker}", None}


def shows_no_other_people(world: World, asker: str, answer: Any) -> bool:
    """Whether people find nobody here but those they run with: the owners of orgs, in teams."""
    orgs = {"owner": world.ours, "foreigner": world.theirs}
    others = [org for name, org in orgs.items() if name != asker]
    said = json.dumps(answer)
    return ((asker in orgs) is bool(answer)) and not any(
        secret in said
        for org in others
        for secret in (org.sale.org_id, org.team["id"], org.registration["id"])
    )


def its_ticket(world: World, _: str) -> Row:
    """The ticket of the guest of the first org."""
    return {"ticket_instance_id": world.ours.ticket_id}


def a_new_registration(**more: object) -> Arguments:
    """A registration of the first org, made for this call if it may do something to it."""

    def make(world: World, asker: str) -> Row:
        ours = world.ours
        is_theirs = asker in (*MANAGERS, "support")
        registration = ours.race.enter_alone() if is_theirs else ours.registration
        world.shop.quiet()
        return {"registration_id": registration["id"]} | more

    return make


def a_move(world: World, asker: str) -> Row:
    """A registration of the first org that could start in the relay's place, were it one."""
    return a_new_registration(ticket_type_id=world.ours.goods["LONG_TYPE"])(world, asker)


def a_staff_order(world: World, asker: str) -> Row:
    """What staff order for somebody else."""
    return {
        "event_id": world.ours.sale.event_id,
        "items": world.ours.sale.cart(),
        "email": f"{asker}@example.test",
        "settlement": "invoice",
    }


def a_new_staff_order(world: World, _: str) -> Row:
    """An order on invoice in the first org, placed for this call."""
    owner = world.ours.staff["owner"]
    placed = expect(world.shop.rpc("create_staff_order", owner.token, **a_staff_order(world, "x")))
    world.shop.quiet()
    return {"order_id": placed["order_id"]}


def a_new_review(world: World, asker: str) -> Row:
    """Money of the first org that waits for a decision, put there for this call if it decides."""
    ours = world.ours
    if asker in MANAGERS:
        return {"review_id": put_in_review(world.shop, ours.sale)}
    (found, *_) = world.shop.rows("payments_in_review", ours.staff["owner"].token)
    return {"review_id": found["id"]}


def connects_again(world: World, *_: object) -> bool:
    """Who took the connection of the first org back, and what follows needs it."""
    ours = world.ours.sale
    outcome = organiser.connect(world.shop, ours.owner, ours.org_id, world.ours.goods["ACCOUNT"])
    return outcome == "connected"


def its_profile(world: World, _: str) -> Row:
    """The website profile of the first org's account."""
    org_id = world.ours.sale.org_id
    [found] = world.shop.rows(
        "mollie_connections", world.ours.sale.owner.token, org_id=f"eq.{org_id}"
    )
    return {"org_id": org_id, "profile_id": found["profile_id"]}


def on_plan(plan: str, *, is_ending: bool = False, **more: object) -> Arguments:
    """The first org, put on a plan that is paid for this month for a call that changes it."""

    def made(world: World, asker: str) -> Row:
        org_id = world.ours.sale.org_id
        if asker in MANAGERS:
            world.shop.ask(
                "with gone as ("
                "  update billing.charges set status = 'withdrawn', withdrawn_at = core.clock(),"
                "    failed_at = null, retry_at = null"
                "  where org_id = %(org)s and status in ('pending', 'failed')"
                "), ended as ("
                "  update billing.subscriptions set status = 'cancelled', collection_id = null,"
                "    cancelled_at = core.clock(), past_due_at = null"
                "  where org_id = %(org)s and status <> 'cancelled' returning id"
                ") select count(*) from ended".replace("%(org)s", f"'{org_id}'")
            )
            world.shop.ask(
                "insert into billing.subscriptions (org_id, plan, status, current_period_start,"
                "  current_period_end, cancel_at_period_end, changes_at)"
                " select %s, %s, 'active', core.clock(), t.ends, %s, case when %s then t.ends end"
                " from (select core.clock() + interval '1 month') as t (ends) returning id",
                *(org_id, plan, is_ending, is_ending),
            )
        return {"org_id": org_id, **more}

    return made


def an_event_to_buy(world: World, asker: str) -> Row:
    """A draft of the first org, which pays for its events one by one."""
    on_plan("PAY_PER_EVENT")(world, asker)
    return {"event_id": world.ours.draft_id, "return_url": "https://a.test"}


def an_order_to_pay(world: World, _: str) -> Row:
    """An order of the first org that costs what a review of it has."""
    return {"order_id": expect(world.shop.order(world.ours.sale, 2))["order_id"]}


def a_new_invoice(world: World, asker: str) -> Row:
    """An invoice of the first org, issued for this call if it may be taken back."""
    details = {"invoice_details": {"name": asker}}
    if asker not in (*MANAGERS, "finance"):
        return {"invoice_id": world.ours.invoice_id} | details
    owner = world.ours.staff["owner"]
    order = a_new_staff_order(world, asker)
    issued = expect(world.shop.rpc("request_invoice", owner.token, **order))
    return {"invoice_id": issued["invoices"][0]["invoice_id"]} | details


def its_invoice(world: World, _: str) -> Row:
    """The invoice of the first org's order."""
    return {"invoice_id": world.ours.invoice_id}


def a_new_entry(world: World, asker: str) -> Row:
    """Somebody on a waitlist of the first org, who joined for this if they may be touched."""
    sale = world.ours.sale
    if asker not in (*MANAGERS, "support"):
        return {"entry_id": world.ours.waiting["entry_id"], "reason": "Test"}
    full = world.shop.ticket_type(sale.owner, sale.org_id, sale.event_id, capacity=0)
    waiting = wait_for(world.shop, sale, full, f"{uuid4()}@example.test")
    world.shop.update("ticket_types", sale.owner.token, {"capacity": 1}, id=f"eq.{full}")
    until(
        "it is offered",
        lambda: world.shop.rows(
            "waitlist_offers", sale.owner.token, entry_id=f"eq.{waiting['entry_id']}"
        ),
    )
    world.shop.quiet()
    return {"entry_id": waiting["entry_id"], "reason": "Test"}


def of_refunded_event(world: World, _: str) -> Row:
    """The event of the first org that was called off and refunded."""
    (run,) = world.shop.rows("event_refund_runs", world.ours.staff["owner"].token)[-1:]
    return {"event_id": run["event_id"]}


def a_new_token(world: World, _: str) -> Row:
    """The token of an order in the first org that waits for its money, placed for this call."""
    sale = world.ours.sale
    body: Row = {"event_id": sale.event_id, "items": sale.cart(), "email": "guest@example.test"}
    placed = expect(world.shop.rpc("create_order", **body))
    world.shop.quiet()
    return {"public_token": placed["public_token"]}


def its_token(world: World, _: str) -> Row:
    """The token in the first org's invitation mail to somebody else."""
    (mail,) = until(
        "the invitation arrives",
        lambda: world.shop.mail_to(world.ours.invitation["email"]),
    )
    url = f"{world.shop.stack.mail_url}/api/messages/{mail['id']}"
    text = str(expect(world.shop.http.get(url))["text"])
    found = re.search(r"^([A-Za-z0-9_-]{43})\r?$", text, re.MULTILINE)
    assert found, f"there is no token in {text!r}"
    return {"token": found[1]}


def tells_of_own_orgs(world: World, asker: str, answer: Any) -> bool:
    """Whether a user context has the asker's orgs and no others."""
    own = {name: set[str]() for name in ("stranger", "visitor", "platform")}
    own["foreigner"] = {world.theirs.sale.org_id}
    shown = {found["org_id"] for found in answer["orgs"]}
    return shown & orgs(world) == own.get(asker, {world.ours.sale.org_id})


ANYBODY = ("visitor", "stranger", *ROLES, "foreigner", "platform")


def somebody(world: World, _: str) -> Row:
    """Somebody whom the first org knows, for this call."""
    org_id = world.ours.sale.org_id
    return {"org_id": org_id, "email": somebody_known(world.shop, org_id).email}


def a_previewed_text(world: World, _: str) -> Row:
    """A mail in the first org's own words, as its preview showed it."""
    sale = world.ours.sale
    its: Row = {"org_id": sale.org_id, "kind": "invoice", "language": "nl"}
    words = its | {"subject": "Hoi", "body": "Hoi"}
    expect(world.shop.rpc("save_template_draft", sale.owner.token, **words))
    shown = world.shop.http.post(
        f"{world.shop.stack.api_url}/functions/v1/template-preview",
        json=its,
        headers=world.shop.headers(sale.owner.token),
    )
    return its | {"hash": expect(shown)["hash"]}


def for_the_platform(
    arguments: Arguments = lambda *_: {}, to_visitors: tuple[int, str] = (401, "42501")
) -> Function:
    """Of its administrators alone, who here give no arguments and so do nothing."""
    refused = (403, "platform_admin_required")
    return Function(
        lambda world, asker: {} if asker == "platform" else arguments(world, asker),
        ("platform",),
        *(refused, refused, to_visitors),
        only_reached=True,
    )


def its_message(world: World, _: str) -> Row:
    """A message of the first org to participants."""
    message = world.shop.rows("participant_messages", world.ours.sale.owner.token)[0]
    return {"message_id": message["id"]}


def finds_only_ours(world: World, _: str, answer: Any) -> bool:
    """Whether what was found is the first org's order."""
    return [order["order_id"] for order in answer["orders"]] == [world.ours.order["order_id"]]


def sees_only_our_changes(world: World, _: str, answer: Any) -> bool:
    """Whether all that changed belongs to an event of the first org, or to none."""
    theirs = {world.theirs.sale.event_id, world.theirs.draft_id}
    return bool(answer["changes"]) and not theirs & {row["event_id"] for row in answer["changes"]}


def a_refund(world: World, asker: str) -> Row:
    """A cent of the first org's order, to be paid back for this call."""
    back = {"order_id": world.ours.order["order_id"], "amount": 1, "reason": asker}
    return back | {"idempotency_key": str(uuid4())}


def a_new_refund(world: World, asker: str) -> Row:
    """A refund in the first org, made for this call."""
    owner = world.ours.staff["owner"]
    made = expect(world.shop.rpc("create_refund", owner.token, **a_refund(world, asker)))
    world.shop.quiet()
    return {"refund_id": made["refund_id"]}


def a_cash_refund(world: World, asker: str) -> Row:
    """A refund in the first org that a person has to send, made for this call."""
    owner = world.ours.staff["owner"]
    sold = a_staff_order(world, "x") | {"settlement": "cash"}
    placed = expect(world.shop.rpc("create_staff_order", owner.token, **sold))
    back = {"order_id": placed["order_id"], "idempotency_key": str(uuid4())}
    made = expect(world.shop.rpc("create_refund", owner.token, **back))
    world.shop.quiet()
    return {"refund_id": made["refund_id"], "reference": asker}


SCANNERS = (*MANAGERS, "support", "scanner")


def a_scan(world: World, asker: str) -> Row:
    """A code that nobody has, at the first org's door; staff name their device."""
    device = {} if asker == "terminal" else {"device_id": str(uuid4())}
    return {"token": "Nobody's", "event_id": world.ours.sale.event_id} | device


def at_the_door(**more: object) -> Arguments:
    """The first org's event, and what else; staff name their device."""

    def make(world: World, asker: str) -> Row:
        device = {} if asker == "terminal" else {"device_id": str(uuid4())}
        return {"event_id": world.ours.sale.event_id} | device | more

    return make


def seen_at_the_door(**more: object) -> Arguments:
    """The same for who only looks."""
    return lambda world, _: {"event_id": world.ours.sale.event_id} | more


def a_kit(world: World, asker: str) -> Row:
    """A ticket of the first org with a kit; staff name their device."""
    device = {} if asker == "terminal" else {"device_id": str(uuid4())}
    ticket = {"ticket_instance_id": world.ours.goods["KIT_TICKET"]}
    return {"event_id": world.ours.sale.event_id} | ticket | device


def a_new_kit(world: World, asker: str) -> Row:
    """A kit of the first org to hand out, sold for this call."""
    door = Door(world.shop, world.ours.sale)
    _, handing_out = sell_kit(door, world.ours.goods)
    world.shop.quiet()
    return (
        handing_out
        | a_kit(world, asker)
        | {"ticket_instance_id": handing_out["ticket_instance_id"]}
    )


def scans_for_own_orgs(world: World, asker: str, answer: Any) -> bool:
    """Whether a scanner's events are the asker's own."""
    own = {name: set[str]() for name in ("stranger", "platform")}
    own["foreigner"] = {world.theirs.sale.org_id}
    expected = own.get(asker, {world.ours.sale.org_id})
    if asker in ROLES and asker not in SCANNERS:
        expected = set()
    return {event["org_id"] for event in answer["events"]} == expected


def a_new_terminal(**more: object) -> Arguments:
    """A terminal of the first org made for this call."""
    return lambda world, _: (
        {"terminal_id": Door(world.shop, world.ours.sale).terminal()["terminal_id"]} | more
    )


def a_new_session(world: World, _: str) -> Row:
    """A session of a terminal of the first org, opened for this call."""
    door = Door(world.shop, world.ours.sale)
    return {"session_id": door.log_in(door.terminal())["session_id"]}


READERS_OF_ORDERS = (*MANAGERS, "finance", "support")

READERS_OF_MONEY = (*MANAGERS, "finance")

OPERATORS = (*MANAGERS, "support", "member")


def a_booking(world: World, asker: str) -> Row:
    """A table on an evening that nobody else wants."""
    table = world.ours.table
    day = date.fromisoformat(table.date) + timedelta(days=next(EVENINGS))
    return {
        "location_id": table.location_id,
        "reservation_date": day.isoformat(),
        "start_time": "19:00",
        "party_size": 2,
        "guest": GUEST | {"email": f"{asker}@example.test"},
    }


def a_wish(**more: object) -> Arguments:
    """An evening at the first org's restaurant."""
    return lambda world, _: {
        "location_id": world.ours.table.location_id,
        "date": world.ours.table.date,
        **more,
    }


def of_location() -> Arguments:
    """The first org's restaurant."""
    return lambda world, _: {"location_id": world.ours.table.location_id}


def its_reservation(world: World, _: str) -> Row:
    """The secret of the reservation at the first org's restaurant."""
    return {"public_token": world.ours.booked["public_token"]}


def a_guests_reservation(world: World, asker: str) -> Row:
    """The secret of a reservation made for this call."""
    if asker not in ANYBODY:
        return its_reservation(world, asker)
    booked = expect(world.shop.rpc("create_reservation", **a_booking(world, asker)))
    return {"public_token": booked["public_token"]}


def a_reservation(world: World, asker: str) -> Row:
    """A reservation at the first org's restaurant, made for this call if it may change it."""
    if asker not in OPERATORS:
        return {"reservation_id": world.ours.booked["reservation_id"]}
    booked = expect(world.shop.rpc("create_reservation", **a_booking(world, asker)))
    return {"reservation_id": booked["reservation_id"]}


def a_guest(*fields: str, **more: object) -> Arguments:
    """Guests of the first org's restaurant with nothing booked, made for this call if it may."""

    def made(world: World, asker: str) -> Row:
        table, asked = world.ours.table, dict(more)
        for field in fields:
            booked = world.ours.booked
            if asker in OPERATORS:
                booked = expect(
                    world.shop.rpc("create_reservation", **a_booking(world, str(uuid4())))
                )
                expect(table.move(booked, "cancelled"))
            asked[field] = table.row(booked)["customer_id"]
        return asked

    return made


def a_seated_party(world: World, asker: str) -> Row:
    """A reservation whose guests are there, made for this call if it may change it."""
    asked = a_reservation(world, asker)
    if asker in OPERATORS:
        expect(world.ours.table.move(asked, "seated"))
    return asked | {"amount": 1}


FUNCTIONS = {
    "auto_assign_table": Function(a_reservation, OPERATORS),
    "calculate_no_show_risk": Function(a_reservation, OPERATORS),
    "cancel_reservation": Function(a_guests_reservation, ANYBODY),
    "check_availability": Function(a_wish(party_size=2), ANYBODY),
    "check_availability_range": Function(
        lambda world, _: {
            "location_id": world.ours.table.location_id,
            "from_date": world.ours.table.date,
            "party_size": 2,
        },
        ANYBODY,
    ),
    "confirm_option": Function(its_reservation, ANYBODY),
    "create_reservation": Function(a_booking, ANYBODY),
    "explain_availability": Function(a_wish(party_size=2), OPERATORS),
    "erase_customer": Function(a_guest("customer_id"), MANAGERS),
    "get_effective_shift_schedule": Function(a_wish(), ANYBODY),
    "get_location": Function(
        lambda world, _: {"location_id": world.ours.table.location_id}, ANYBODY
    ),
    "get_reservation": Function(its_reservation, ANYBODY),
    "location_signals": Function(of_location(), OPERATORS, to_visitors=(401, "42501")),
    "lock_table": Function(a_reservation, OPERATORS),
    "merge_customers": Function(a_guest("keep_id", "other_id"), OPERATORS),
    "move_reservation": Function(a_reservation, OPERATORS),
    "my_reservations": Function(
        lambda *_: {},
        ANYBODY[1:],
        is_sound=lambda world, _, answer: (
            str(world.ours.booked["reservation_id"]) not in str(answer)
        ),
    ),
    "reconfirm_reservation": Function(its_reservation, ANYBODY),
    "record_spend": Function(a_seated_party, OPERATORS),
    "reservation_detail": Function(
        lambda world, _: {"reservation_id": world.ours.booked["reservation_id"]},
        OPERATORS,
        to_visitors=(401, "42501"),
    ),
    "reservation_list": Function(a_wish(), OPERATORS, to_visitors=(401, "42501")),
    "shift_overview": Function(a_wish(), OPERATORS, to_visitors=(401, "42501")),
    "table_grid": Function(a_wish(), OPERATORS, to_visitors=(401, "42501")),
    "table_timeline": Function(a_wish(), OPERATORS, to_visitors=(401, "42501")),
    "transition_reservation_status": Function(
        lambda world, asker: a_reservation(world, asker) | {"new_status": "seated"}, OPERATORS
    ),
    "update_customer": Function(a_guest("customer_id", changes={"notes": "Kind."}), OPERATORS),
    "event_payouts": Function(org(), READERS_OF_MONEY, to_visitors=(401, "42501")),
    "payout_differences": Function(org(), READERS_OF_MONEY, to_visitors=(401, "42501")),
    "refresh_payouts": Function(org(), READERS_OF_MONEY, to_visitors=(401, "42501")),
    "check_mollie_connection": Function(org(), MANAGERS, to_visitors=(401, "42501")),
    "choose_mollie_profile": Function(its_profile, MANAGERS, to_visitors=(401, "42501")),
    "billing_history": Function(org(), (*MANAGERS, "finance"), to_visitors=(401, "42501")),
    "save_billing_details": Function(
        org(details={"city": "Utrecht"}), (*MANAGERS, "finance"), to_visitors=(401, "42501")
    ),
    "get_results": Function(
        lambda world, _: {"event_id": world.ours.sale.event_id},
        (*MANAGERS, "support"),
        to_members=(404, "results_not_published"),
        to_outsiders=(404, "results_not_published"),
        to_visitors=(404, "results_not_published"),
    ),
    "my_results": Function(lambda *_: {}, ANYBODY[1:], to_visitors=(401, "42501")),
    "publish_results": Function(of_race(), MANAGERS, to_visitors=(401, "42501")),
    "unpublish_results": Function(of_race(), MANAGERS, to_visitors=(401, "42501")),
    "save_results": Function(
        of_race(results=[{"chip": TIMED, "status": "dns"}]),
        (*MANAGERS, "support"),
        to_visitors=(401, "42501"),
    ),
    "start_list_changes": Function(of_race(), (*MANAGERS, "support"), to_visitors=(401, "42501")),
    "get_changes": Function(
        org(), ROLES, to_visitors=(401, "42501"), is_sound=sees_only_our_changes
    ),
    "get_subscription": Function(org(), (*MANAGERS, "finance"), to_visitors=(401, "42501")),
    "get_usage": Function(org(), (*MANAGERS, "finance"), to_visitors=(401, "42501")),
    "get_overage_fee": Function(org(), (*MANAGERS, "finance"), to_visitors=(401, "42501")),
    "can_create_event": Function(org(), (*MANAGERS, "finance"), to_visitors=(401, "42501")),
    "can_sell_tickets": Function(
        lambda world, _: {"event_id": world.ours.sale.event_id, "quantity": 1},
        (*MANAGERS, "finance"),
        to_visitors=(401, "42501"),
    ),
    "event_fees": Function(
        lambda world, _: {"event_id": world.ours.sale.event_id},
        (*MANAGERS, "finance", "platform"),
        to_visitors=(401, "42501"),
    ),
    "publish_checklist": Function(
        lambda world, _: {"event_id": world.ours.sale.event_id},
        MANAGERS,
        to_visitors=(401, "42501"),
    ),
    "set_branding": Function(
        on_plan("ORGANIZER", branding_removed=True), MANAGERS, to_visitors=(401, "42501")
    ),
    "submit_verification": Function(
        org(kvk_number="12345678"), MANAGERS, to_visitors=(401, "42501")
    ),
    "companies_to_look_up": Function(
        lambda *_: {}, ("worker",), (403, "42501"), (403, "42501"), (401, "42501")
    ),
    "note_company": Function(
        org(kvk_number="12345678"), ("worker",), (403, "42501"), (403, "42501"), (401, "42501")
    ),
    "available_plans": Function(lambda *_: {}, ANYBODY),
    "is_overage_allowed": Function(lambda *_: {"plan": "ORGANIZER"}, ANYBODY),
    "set_event_fees": for_the_platform(
        lambda world, _: {
            "event_id": world.ours.sale.event_id,
            "platform_fee_override": 100,
            "reason": "Test",
        }
    ),
    "set_plan_override": for_the_platform(org(ticket_limit=1, reason="Test")),
    "decide_verification": for_the_platform(org(verified=True)),
    "verification_queue": for_the_platform(lambda *_: {}),
    "preview_plan_change": Function(
        org(plan="ORGANIZER"), (*MANAGERS, "finance"), to_visitors=(401, "42501")
    ),
    "choose_plan": Function(
        org(plan="PRO_ORGANIZER", return_url="https://a.test"), MANAGERS, to_visitors=(401, "42501")
    ),
    "cancel_subscription": Function(on_plan("ORGANIZER"), MANAGERS, to_visitors=(401, "42501")),
    "reactivate_subscription": Function(
        on_plan("ORGANIZER", is_ending=True), MANAGERS, to_visitors=(401, "42501")
    ),
    "update_payment_method": Function(
        on_plan("ORGANIZER", return_url="https://a.test"), MANAGERS, to_visitors=(401, "42501")
    ),
    "buy_event": Function(an_event_to_buy, MANAGERS, to_visitors=(401, "42501")),
    "disconnect_mollie": Function(
        org(), MANAGERS, to_visitors=(401, "42501"), is_sound=connects_again
    ),
    "accept_payment": Function(a_new_review, MANAGERS, to_visitors=(401, "42501")),
    "assign_payment": Function(
        lambda world, asker: a_new_review(world, asker) | an_order_to_pay(world, asker),
        MANAGERS,
        to_visitors=(401, "42501"),
    ),
    "refund_payment": Function(a_new_review, MANAGERS, to_visitors=(401, "42501")),
    "accept_invitation": Function(
        its_token,
        allowed=NOBODY,
        to_members=(403, "invitation_for_other_email"),
        to_outsiders=(403, "invitation_for_other_email"),
    ),
    "add_order_note": Function(
        lambda world, asker: {"order_id": world.ours.order["order_id"], "body": asker},
        READERS_OF_ORDERS,
        to_visitors=(401, "42501"),
    ),
    "activate_terminal": Function(a_new_terminal(), MANAGERS, to_visitors=(401, "42501")),
    "assign_bibs": Function(of_race(), MANAGERS),
    "cancel_event": Function(a_new_event(), MANAGERS, to_visitors=(401, "42501")),
    "cancel_refund": Function(a_new_refund, MANAGERS, to_visitors=(401, "42501")),
    "cancel_my_order": Function(a_new_token, ANYBODY),  # for everybody who has the token
    "cancel_order": Function(a_new_staff_order, (*MANAGERS, "support"), to_visitors=(401, "42501")),
    "cancel_registration": Function(
        its_registration(), allowed=NOBODY, to_members=(404, "not_found")
    ),
    "cancellation_terms": Function(
        its_registration(), allowed=NOBODY, to_members=(404, "not_found")
    ),
    "change_member_role": Function(
        lambda world, asker: a_new_member(world, asker) | {"role": "member"}, MANAGERS
    ),
    "change_registration": Function(
        its_registration(changes={"club": "Mine"}),
        allowed=NOBODY,
        to_members=(404, "not_found"),
    ),
    "close_event": Function(a_new_event(publish=True), MANAGERS, to_visitors=(401, "42501")),
    "close_team": Function(a_new_team(), MANAGERS),
    "consents_of": Function(
        org(email="anna@example.test"), (*MANAGERS, "support"), to_visitors=(401, "42501")
    ),
    "correct_invoice": Function(a_new_invoice, (*MANAGERS, "finance"), to_visitors=(401, "42501")),
    "create_order": Function(
        lambda world, asker: {
            "event_id": world.ours.sale.event_id,
            "items": world.ours.sale.cart(),
            "email": f"{asker}@example.test",
        },
        ANYBODY,
    ),
    "create_refund": Function(a_refund, MANAGERS, to_visitors=(401, "42501")),
    "delete_integration": Function(a_new_integration, MANAGERS, to_visitors=(401, "42501")),
    "pause_integration": Function(its_integration(), MANAGERS, to_visitors=(401, "42501")),
    "replay_integration_jobs": Function(its_integration(), MANAGERS, to_visitors=(401, "42501")),
    "resume_integration": Function(its_integration(), MANAGERS, to_visitors=(401, "42501")),
    "test_integration": Function(its_integration(), MANAGERS, to_visitors=(401, "42501")),
    "update_integration": Function(
        its_integration(name="Other"), MANAGERS, to_visitors=(401, "42501")
    ),
    "create_transfer": Function(
        its_offer("ticket_instance_id", to_email="nina@example.test"),
        allowed=NOBODY,
        to_members=(404, "not_found"),
    ),
    "create_org": Function(lambda *_: {"name": "New"}, ANYBODY[1:]),
    "create_staff_order": Function(
        a_staff_order, (*MANAGERS, "support"), to_visitors=(401, "42501")
    ),
    "create_terminal": Function(
        org(name="Mine", event_ids=[]), MANAGERS, to_visitors=(401, "42501")
    ),
    "deactivate_terminal": Function(a_new_terminal(), MANAGERS, to_visitors=(401, "42501")),
    "delete_terminal": Function(a_new_terminal(), MANAGERS, to_visitors=(401, "42501")),
    "door_dashboard": Function(
        seen_at_the_door(), (*SCANNERS, "terminal"), to_visitors=(401, "42501")
    ),
    "end_scanner_session": Function(a_new_session, MANAGERS, to_visitors=(401, "42501")),
    "override_admission": Function(
        lambda world, _: {
            "ticket_instance_id": world.ours.ticket_id,
            "action": "admit",
            "reason": "Test",
        },
        MANAGERS,
        to_visitors=(401, "42501"),
    ),
    "give_consent": Function(org(purpose="marketing", text_version="1"), ANYBODY[1:]),
    "hand_out": Function(a_new_kit, (*SCANNERS, "terminal"), to_visitors=(401, "42501")),
    "kit_of_ticket": Function(a_kit, (*SCANNERS, "terminal"), to_visitors=(401, "42501")),
    "undo_handout": Function(
        lambda world, _: {"handout_id": world.ours.goods["HANDOUT"], "reason": "Test"},
        MANAGERS,
        to_visitors=(401, "42501"),
    ),
    "scan_ticket": Function(a_scan, (*SCANNERS, "terminal"), to_visitors=(401, "42501")),
    "scanner_context": Function(
        lambda *_: {},
        (*ANYBODY[1:], "terminal"),
        to_visitors=(401, "42501"),
        is_sound=scans_for_own_orgs,
    ),
    "set_terminal_events": Function(
        a_new_terminal(event_ids=[]), MANAGERS, to_visitors=(401, "42501")
    ),
    "defer_ticket": Function(
        its_ticket,
        allowed=NOBODY,
        to_members=(404, "not_found"),
    ),
    "delete_org": Function(a_new_org, ("owner", "platform"), to_visitors=(401, "42501")),
    "delete_question": Function(a_new_question, MANAGERS, to_visitors=(401, "42501")),
    "deleted_rows": Function(org(), ("owner",), to_visitors=(401, "42501")),
    "duplicate_event": Function(
        lambda world, _: {"event_id": world.ours.draft_id, "starts_at": "2027-06-01T10:00Z"},
        MANAGERS,
        to_visitors=(401, "42501"),
    ),
    "erase_me": Function(org(), ANYBODY[1:], to_visitors=(401, "42501"), only_reached=True),
    "erase_person": Function(somebody, MANAGERS, to_visitors=(401, "42501")),
    "event_dashboard": Function(of_race(), READERS_OF_ORDERS, to_visitors=(401, "42501")),
    "export_person": Function(somebody, MANAGERS, to_visitors=(401, "42501")),
    "find_tickets": Function(
        lambda *_: {"email": address()},
        ANYBODY,
        is_sound=lambda *asked: asked[2] == {"status": "queued"},
    ),
    "get_event": Function(lambda world, _: {"event_id": world.ours.sale.event_id}, ANYBODY),
    "get_invoice": Function(its_invoice, (*MANAGERS, "finance")),
    "get_order": Function(
        lambda world, _: {"public_token": world.ours.order["public_token"]}, ANYBODY
    ),
    "get_tickets": Function(
        lambda world, _: {"public_token": world.ours.order["public_token"]}, ANYBODY
    ),
    "get_transfer": Function(  # for everybody who has the token
        its_offer("token"),
        ANYBODY,
        is_sound=lambda *asked: asked[2]["status"] == "pending",
    ),
    "get_user_context": Function(lambda *_: {}, ANYBODY, is_sound=tells_of_own_orgs),
    "handle_payment_webhook": Function(
        lambda *_: {"payment": {"id": "tr_unknown"}},
        ("worker",),
        to_members=(403, "42501"),
        to_outsiders=(403, "42501"),
        to_visitors=(401, "42501"),
    ),
    "invite_member": Function(
        lambda world, _: org(email=f"{uuid4()}@example.test", role="member")(world, ""), MANAGERS
    ),
    "join_team": Function(  # for everybody who has the code
        lambda world, asker: (
            a_new_team("join_code")(world, asker)
            | {"registration": world.ours.race.somebody(first_name="Joined")}
        ),
        ANYBODY,
        is_sound=lambda *asked: "Olga" not in json.dumps(asked[2]),
    ),
    "decline_offer": Function(
        lambda world, _: {"entry_id": world.ours.waiting["entry_id"]},
        allowed=NOBODY,
        to_members=(404, "waitlist_entry_not_found"),
        to_outsiders=(404, "waitlist_entry_not_found"),
        to_visitors=(404, "waitlist_entry_not_found"),
    ),
    "join_waitlist": Function(
        lambda world, _: {
            "event_id": world.ours.sale.event_id,
            "ticket_type_id": world.shop.ask(
                "select ticket_type_id::text from sales.waitlist_entries where id = %s",
                world.ours.waiting["entry_id"],
            ),
            "email": world.ours.waiting["email"],
        },
        ANYBODY,
        # Nobody learns that the address waits already.
        is_sound=lambda world, _, answer: world.ours.waiting["entry_id"] not in json.dumps(answer),
    ),
    "leave_waitlist": Function(
        lambda world, _: {"entry_id": world.ours.waiting["entry_id"]},
        allowed=NOBODY,
        to_members=(404, "waitlist_entry_not_found"),
        to_outsiders=(404, "waitlist_entry_not_found"),
        to_visitors=(404, "waitlist_entry_not_found"),
    ),
    "leave_org": Function(org(), ROLES, as_somebody_new=True),
    "leave_team": Function(a_new_team("registration_id"), MANAGERS),
    "message_participants": Function(
        lambda world, _: {
            "event_id": world.ours.sale.event_id,
            "texts": {"en": {"subject": "Hello", "text": "Hello"}},
        },
        MANAGERS,
        to_visitors=(401, "42501"),
    ),
    "message_progress": Function(its_message, (*MANAGERS, "support"), to_visitors=(401, "42501")),
    "move_registration": Function(a_move, (*MANAGERS, "support"), to_visitors=(401, "42501")),
    "my_orders": Function(
        lambda *_: {},
        ANYBODY[1:],
        to_visitors=(401, "42501"),
        # Whoever has orders here placed them a moment ago.
        is_sound=lambda world, asker, answer: (
            {order["email"] for order in answer}
            <= {f"{asker}@example.test", world.person(asker).email}
        ),
    ),
    "my_data": Function(org(), ANYBODY[1:], to_visitors=(401, "42501"), only_reached=True),
    "my_consents": Function(org(), ANYBODY[1:], to_visitors=(401, "42501")),
    "my_profile": Function(
        org(),
        ANYBODY[1:],
        to_visitors=(401, "42501"),
        is_sound=lambda _, asker, answer: answer is None or answer["last_name"] == asker,
    ),
    "my_registrations": Function(
        lambda *_: {}, ANYBODY[1:], to_visitors=(401, "42501"), is_sound=shows_no_other_people
    ),
    "my_waitlist": Function(
        lambda *_: {},
        ANYBODY[1:],
        to_visitors=(401, "42501"),
        is_sound=lambda _world, _asker, answer: answer == [],
    ),
    "offer_to_waitlist_entry": Function(
        a_new_entry, (*MANAGERS, "support"), to_visitors=(401, "42501")
    ),
    "remove_waitlist_entry": Function(
        a_new_entry, (*MANAGERS, "support"), to_visitors=(401, "42501")
    ),
    "skip_waitlist_entry": Function(
        a_new_entry, (*MANAGERS, "support"), to_visitors=(401, "42501")
    ),
    "waitlist_entry": Function(  # for everybody who has the token
        lambda world, _: {"waitlist_token": world.ours.waiting["token"]},
        ANYBODY,
    ),
    "my_teams": Function(
        lambda *_: {}, ANYBODY[1:], to_visitors=(401, "42501"), is_sound=shows_no_other_people
    ),
    "order_detail": Function(
        lambda world, _: {"order_id": world.ours.order["order_id"]},
        READERS_OF_ORDERS,
        to_visitors=(401, "42501"),
    ),
    "my_tickets": Function(lambda *_: {}, ANYBODY[1:], is_sound=shows_own_tickets),
    "order_questions": Function(
        lambda world, asker: a_new_event()(world, asker) | {"question_ids": []},
        MANAGERS,
        to_visitors=(401, "42501"),
    ),
    "org_features": Function(org(), ROLES, to_visitors=(401, "42501")),
    "platform_settings": for_the_platform(),
    "platform_set_setting": for_the_platform(),
    "platform_setting_history": for_the_platform(),
    "platform_revert_setting": for_the_platform(),
    "platform_features": for_the_platform(),
    "platform_set_feature": for_the_platform(),
    "platform_set_org_feature": for_the_platform(org()),
    "platform_rate_limits": for_the_platform(),
    "platform_set_rate_limit": for_the_platform(),
    "platform_override_rate_limit": for_the_platform(org()),
    "platform_set_maintenance": for_the_platform(),
    "platform_notices": for_the_platform(),
    "platform_save_notice": for_the_platform(),
    "platform_withdraw_notice": for_the_platform(),
    "platform_broadcasts": for_the_platform(),
    "platform_broadcast": for_the_platform(),
    "platform_stop_broadcast": for_the_platform(),
    "get_notices": Function(lambda *_: {}, ANYBODY),
    "find_cell": Function(org(), ANYBODY),  # addresses are public
    "mail_templates": Function(org(), MANAGERS, to_visitors=(401, "42501")),
    "save_template_draft": Function(
        org(kind="invoice", language="nl", subject="Hoi", body="Hoi"),
        MANAGERS,
        to_visitors=(401, "42501"),
    ),
    "mail_template_history": Function(
        org(kind="invoice", language="nl"), MANAGERS, to_visitors=(401, "42501")
    ),
    "publish_template": Function(a_previewed_text, MANAGERS, to_visitors=(401, "42501")),
    "revert_template": Function(
        org(kind="invoice", language="nl"), MANAGERS, to_visitors=(401, "42501")
    ),
    "send_template_test": Function(
        org(kind="invoice", language="nl"), MANAGERS, to_visitors=(401, "42501")
    ),
    "org_dashboard": Function(org(), READERS_OF_ORDERS, to_visitors=(401, "42501")),
    "pause_event_refund": Function(of_refunded_event, MANAGERS, to_visitors=(401, "42501")),
    "platform_assign_plan": for_the_platform(org(plan="ORGANIZER", reason="Test")),
    "platform_audit_log": for_the_platform(),
    "platform_note_org": for_the_platform(org(body="Test")),
    "platform_org": for_the_platform(org()),
    "platform_orgs": for_the_platform(),
    "platform_end_impersonation": for_the_platform(lambda *_: {"impersonation_id": str(uuid4())}),
    "platform_reset_password": for_the_platform(
        lambda world, _: {"user_id": world.ours.sale.owner.user_id, "reason": "Test"}
    ),
    "platform_sign_out": for_the_platform(org(reason="Test")),
    "publish_event": Function(a_new_event(), MANAGERS, to_visitors=(401, "42501")),
    "publish_waiver": Function(
        lambda world, asker: a_new_event()(world, asker) | {"text_nl": "Ik loop mee"},
        MANAGERS,
        to_visitors=(401, "42501"),
    ),
    "record_manual_refund": Function(
        a_cash_refund, (*MANAGERS, "finance"), to_visitors=(401, "42501")
    ),
    "refundable_items": Function(
        lambda world, _: {"order_id": world.ours.order["order_id"]},
        (*MANAGERS, "finance"),
        to_visitors=(401, "42501"),
    ),
    "record_manual_payment": Function(
        lambda world, asker: (
            a_new_staff_order(world, asker) | {"amount": 2500, "method": "bank", "reference": asker}
        ),
        (*MANAGERS, "finance"),
        to_visitors=(401, "42501"),
    ),
    "read_participant_details": Function(
        lambda world, _: org(
            participant_ids=[
                org.registration["participant"]["participant_id"]
                for org in (world.ours, world.theirs)
            ]
        )(world, ""),
        MANAGERS,
        to_visitors=(401, "42501"),
        is_sound=lambda world, _, answer: (
            [row["participant_id"] for row in answer]
            == [world.ours.registration["participant"]["participant_id"]]
        ),
    ),
    "refund_event": Function(a_new_event(publish=True), MANAGERS, to_visitors=(401, "42501")),
    "resume_event_refund": Function(of_refunded_event, MANAGERS, to_visitors=(401, "42501")),
    "registration_history": Function(
        its_registration(), allowed=NOBODY, to_members=(404, "not_found")
    ),
    "release_bibs": Function(of_race(numbers=[LAST_NUMBER]), MANAGERS),
    "remove_member": Function(a_new_member, MANAGERS),
    "renew_join_code": Function(a_new_team(), MANAGERS),
    "request_invoice": Function(
        lambda world, _: {"order_id": world.ours.order["order_id"]}, (*MANAGERS, "finance")
    ),
    "resend_invoice": Function(its_invoice, (*MANAGERS, "finance"), to_visitors=(401, "42501")),
    "resend_tickets": Function(
        lambda world, _: {"order_id": world.ours.order["order_id"]}, (*MANAGERS, "support")
    ),
    "resend_transfer": Function(
        its_offer("transfer_id"), allowed=NOBODY, to_members=(404, "not_found")
    ),
    "reserve_bibs": Function(of_race(numbers=[LAST_NUMBER]), MANAGERS),
    "restore": Function(
        lambda world, _: {"kind": "event", "id": world.ours.draft_id},
        ("owner",),
        to_visitors=(401, "42501"),
    ),
    "return_bib": Function(its_registration(), MANAGERS),
    "revoke_invitation": Function(a_new_invitation, MANAGERS),
    "sales_over_time": Function(of_race(), READERS_OF_ORDERS, to_visitors=(401, "42501")),
    "save_invoice_settings": Function(
        org(settings={"payment_note": "Mine"}), MANAGERS, to_visitors=(401, "42501")
    ),
    "save_question": Function(
        lambda world, asker: a_new_question(world, asker) | {"kind": "date", "label_en": "When?"},
        MANAGERS,
        to_visitors=(401, "42501"),
    ),
    "retention": Function(org(), MANAGERS, to_visitors=(401, "42501")),
    "set_retention": Function(
        lambda world, _: org(keep_days=100)(world, "") | {"class": "answers"},
        MANAGERS,
        to_visitors=(401, "42501"),
    ),
    "save_my_profile": Function(
        lambda world, asker: org(profile={"first_name": "Just", "last_name": asker})(world, ""),
        ANYBODY[1:],
        to_visitors=(401, "42501"),
        is_sound=lambda _, asker, answer: answer["last_name"] == asker,
    ),
    "set_bib": Function(
        lambda world, asker: its_registration(number=LAST_NUMBER + 1 + ASKERS.index(asker))(
            world, asker
        ),
        MANAGERS,
    ),
    "search_orders": Function(
        lambda world, _: org(query=world.ours.order["order_number"])(world, ""),
        READERS_OF_ORDERS,
        to_visitors=(401, "42501"),
        is_sound=finds_only_ours,
    ),
    "search_tickets": Function(
        seen_at_the_door(query="a"), (*SCANNERS, "terminal"), to_visitors=(401, "42501")
    ),
    "sync_scanner": Function(at_the_door(), (*SCANNERS, "terminal"), to_visitors=(401, "42501")),
    "upload_scan_logs": Function(
        at_the_door(logs=[]), (*SCANNERS, "terminal"), to_visitors=(401, "42501")
    ),
    "set_chip": Function(its_registration(chip_number="C1"), MANAGERS, to_visitors=(401, "42501")),
    "start_list": Function(of_race(), (*MANAGERS, "support"), to_visitors=(401, "42501")),
    "platform_alerts": for_the_platform(),
    "platform_close_alert": for_the_platform(lambda *_: {"alert_id": str(uuid4()), "note": "Mine"}),
    "platform_dashboard": for_the_platform(),
    "platform_failed_deliveries": for_the_platform(),
    "platform_failed_payments": for_the_platform(),
    "platform_fees_per_org": for_the_platform(),
    "platform_find_ticket": for_the_platform(lambda *_: {"query": "a@example.test"}),
    "platform_health": for_the_platform(),
    "platform_messages": for_the_platform(org()),
    "platform_payouts": for_the_platform(),
    "platform_refund": for_the_platform(
        lambda world, _: {
            "order_id": world.ours.order["order_id"],
            "reason": "Mine",
            "idempotency_key": str(uuid4()),
        }
    ),
    "platform_retry": for_the_platform(lambda *_: {"event_id": 1}),
    "platform_review_alert": for_the_platform(lambda *_: {"alert_id": str(uuid4())}),
    "platform_scan_conflicts": for_the_platform(),
    "platform_search_orders": for_the_platform(
        lambda world, _: {"query": world.ours.order["order_number"]}
    ),
    "suspend_org": for_the_platform(org(reason="Test"), to_visitors=(401, "sign_in_required")),
    "swap_options": Function(
        its_ticket,
        allowed=NOBODY,
        to_members=(404, "not_found"),
    ),
    "swap_ticket": Function(
        its_ticket,
        allowed=NOBODY,
        to_members=(404, "not_found"),
    ),
    "team_by_code": Function(  # for everybody who has the code
        a_new_team("join_code"),
        ANYBODY,
        is_sound=lambda *asked: "Olga" not in json.dumps(asked[2]),
    ),
    "unsuspend_org": for_the_platform(org(reason="Test"), to_visitors=(401, "sign_in_required")),
    "update_registration": Function(
        a_new_registration(changes={"club": "Mine"}),
        (*MANAGERS, "support"),
        to_visitors=(401, "42501"),
    ),
    "withdraw_consent": Function(org(purpose="marketing"), ANYBODY[1:]),
    "withdraw_waiver": Function(a_new_event(), MANAGERS, to_visitors=(401, "42501")),
    "validate_checkout_capacity": Function(
        lambda world, _: {"event_id": world.ours.sale.event_id, "items": world.ours.sale.cart()},
        ANYBODY,
    ),
    "withdraw_transfer": Function(
        its_offer("transfer_id"), allowed=NOBODY, to_members=(404, "not_found")
    ),
    "decline_transfer": Function(a_new_offer, ANYBODY),
    # Last, because whoever accepts a ticket takes part from then on.
    "accept_transfer": Function(
        lambda world, asker: (
            a_new_offer(world, asker)
            | {"registration": world.ours.race.somebody(first_name="Taker", last_name=asker)}
        ),
        ANYBODY,
        is_sound=lambda *asked: asked[2]["status"] == "accepted",
    ),
}


def test_everybody_is_in_the_matrix(shop: Shop) -> None:
    """Each role of an org, and each role of the database that a request can have."""
    with shop.database() as connection:
        roles = connection.execute("select distinct role from tenancy.role_permissions").fetchall()
        played = connection.execute(
            "select m.roleid::regrole::text from pg_auth_members as m"
            " where m.member = 'authenticator'::regrole"
        ).fetchall()
    assert {role for (role,) in roles} == set(ROLES)
    assert {role for (role,) in played} == {
        "anon",  # the visitor
        "authenticated",  # whoever has an account
        "auditor",
        "scanner_terminal",  # the terminal
        "service_role",  # the worker
    }


def test_every_function_is_in_the_matrix(shop: Shop) -> None:
    with shop.database() as connection:
        found = connection.execute(
            "select proname from pg_proc where pronamespace = 'public'::regnamespace"
        ).fetchall()
    assert sorted(name for (name,) in found) == sorted(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_refuse_those_who_may_not(world: World, books: Books, name: str) -> None:
    function = FUNCTIONS[name]
    refused = [asker for asker in ASKERS if asker not in function.served]
    arguments = {asker: function.arguments(world, asker) for asker in refused}
    world.shop.quiet()

    def ask(asker: str) -> httpx.Response:
        return world.request(asker, "POST", f"rpc/{name}", body=arguments[asker])

    before = books.read()
    said = {asker: answer_of(ask(asker)) for asker in refused}
    assert said == {asker: function.told(asker) for asker in refused}
    assert books.read() == before, {
        asker: books.written_by(partial(ask, asker)) for asker in refused
    }


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_serve_those_who_may(world: World, name: str) -> None:
    function = FUNCTIONS[name]
    for asker in function.served:
        arguments = function.arguments(world, asker)
        if function.as_somebody_new and asker in ROLES:
            newcomer = world.shop.person()
            join(world.shop, world.ours.sale, newcomer, asker)
            assert world.shop.rpc(name, newcomer.token, **arguments).is_success
            continue
        response = world.request(asker, "POST", f"rpc/{name}", body=arguments)
        if function.only_reached and response.is_client_error:
            assert answer_of(response) not in (function.told(asker), not_granted(asker))
            continue
        answer = expect(response)
        assert function.is_sound(world, asker, answer), asker
    world.shop.quiet()


# Administrators of the platform.


def platform_functions(shop: Shop) -> list[str]:
    """The functions of the API behind which a function asks for an administrator first."""
    with shop.database() as connection:
        found = connection.execute(
            r"""
            select distinct f.proname::text
            from pg_proc as f
            join pg_proc as p on f.prosrc like '%' || p.pronamespace::regnamespace || '.'
              || p.proname || '(%'
            where f.pronamespace = 'public'::regnamespace
              and p.pronamespace <> 'public'::regnamespace
              and p.prosrc ~ 'begin\s+perform tenancy\.require_platform_admin\(\)'
            order by 1
            """
        ).fetchall()
    return [name for (name,) in found]


def test_nobody_reaches_the_platform(world: World, books: Books) -> None:
    """Whatever administrators can call, found by what it asks first, refuses everybody else."""
    functions = platform_functions(world.shop)
    assert {"suspend_org", "platform_sign_out", "platform_end_impersonation"} <= set(functions)
    named = {name for name in FUNCTIONS if name.startswith("platform_")}
    assert named <= set(functions), "these do not ask for an administrator"
    before = books.read()
    for name in functions:
        for asker in set(ASKERS) - {"platform"}:
            said = answer_of(world.request(asker, "POST", f"rpc/{name}", body={}))
            allowed = [(403, "platform_admin_required"), not_granted(asker)]
            if asker == "visitor":
                allowed = [(401, "sign_in_required"), (401, "42501")]
            assert said in allowed, (name, asker)
    assert books.read() == before


# What an owner may call, and what would end the rest: tried by other tests.
NOT_HERE = {"leave_org", "disconnect_mollie", "restore"}


@pytest.fixture(scope="module")
def prepared(world: World) -> dict[str, Row]:
    """For every function that an owner may call: arguments with which it does something."""
    arguments = {
        name: function.arguments(world, "owner")
        for name, function in FUNCTIONS.items()
        if "owner" in function.allowed and name not in NOT_HERE
    }
    world.shop.quiet()
    return arguments


def ask_all(world: World, prepared: dict[str, Row], token: str) -> dict[str, tuple[int, str]]:
    """The answers of all functions to whoever has this token."""
    return {
        name: answer_of(
            world.shop.http.post(
                f"{world.shop.stack.api_url}/rest/v1/rpc/{name}",
                json=arguments,
                headers=world.shop.headers(token),
            )
        )
        for name, arguments in prepared.items()
    }


READ_ONLY = (405, "25006")
"""The answer to a function that would have written in a read-only transaction."""


def test_who_looks_on_in_an_owners_name_changes_nothing(
    world: World, books: Books, prepared: dict[str, Row]
) -> None:
    """Of every function and every view: it answers, or it would have written and is refused."""
    admin, owner = world.shop.person(), world.ours.sale.owner
    world.shop.ask("select tenancy.grant_platform_admin(%s)", admin.email)
    url = f"{world.shop.stack.api_url}/functions/v1/impersonate"
    wish = {"user_id": owner.user_id, "reason": "Test"}
    begun = world.shop.http.post(url, json=wish, headers=world.shop.headers(admin.token))
    token = expect(begun)["access_token"]

    before = books.read()
    answers = ask_all(world, prepared, token)
    for view, (change, _) in CHANGES.items():
        whose = "id" if view == "orgs" else "org_id"
        which = {whose: f"eq.{world.ours.sale.org_id}"}
        for method, body in (("PATCH", change), ("POST", change), ("DELETE", None)):
            answers[f"{method} {view}"] = answer_of(
                world.shop.http.request(
                    method,
                    f"{world.shop.stack.api_url}/rest/v1/{view}",
                    params=which,
                    json=body,
                    headers=world.shop.headers(token),
                )
            )
    assert books.read() == before
    views = {name: said for name, said in answers.items() if " " in name}
    assert set(views.values()) == {(403, "impersonation_is_read_only")}
    called = {name: said for name, said in answers.items() if " " not in name}
    assert set(called.values()) == {(200, ""), READ_ONLY}
    assert called["search_orders"] == (200, "")
    assert called["create_refund"] == called["read_participant_details"] == READ_ONLY


# What a suspended org does not do, because it would be a new obligation; the rest goes on.
SUSPENDED = {
    "check_availability",
    "check_availability_range",
    "create_order",
    "create_reservation",
    "create_staff_order",
    "explain_availability",
    "get_effective_shift_schedule",
    "get_location",
    "hand_out",
    "join_waitlist",
    "message_participants",
    "move_registration",
    "override_admission",
    "publish_event",
    "validate_checkout_capacity",
}


def test_a_suspended_org_sells_nothing_and_settles_what_it_sold(
    world: World, prepared: dict[str, Row]
) -> None:
    """The last test of all, because it does everything that an owner may do."""
    admin, org_id = world.shop.person(), world.ours.sale.org_id
    world.shop.ask("select tenancy.grant_platform_admin(%s)", admin.email)
    expect(world.shop.rpc("suspend_org", admin.token, org_id=org_id, reason="Test"))
    answers = ask_all(world, prepared, world.ours.sale.owner.token)
    expect(world.shop.rpc("unsuspend_org", admin.token, org_id=org_id, reason="Test"))
    stopped = {name for name, said in answers.items() if said == (403, "org_suspended")}
    assert stopped == SUSPENDED
    # What one call of this round did may leave nothing to do for another: a conflict.
    refused = {name: said for name, said in answers.items() if said[0] >= 400 and said[0] != 409}
    assert refused.keys() == stopped, refused
