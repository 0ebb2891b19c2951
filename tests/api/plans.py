"""Orgs on plans of the platform, for tests that let plans be required."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.shop import Person, Sale, Shop, expect


@contextmanager
def plans_required(shop: Shop) -> Iterator[None]:
    """Let everybody need a plan meanwhile.

    Only orgs that change something from now on notice: what other tests made stays as it is.
    """
    require(shop, "true")
    try:
        yield
    finally:
        require(shop, "false")


def require(shop: Shop, value: str) -> None:
    """Set whether plans are required, without the trigger that tells every org."""
    with psycopg.connect(shop.stack.admin_db_url, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute(
            "update core.settings set value = %s::jsonb where key = 'billing.plans_required'",
            [value],
        )


def administrator(shop: Shop) -> Person:
    """Somebody who administers the platform."""
    person = shop.person()
    shop.ask("select tenancy.grant_platform_admin(%s)", person.email)
    return person


def take_plan(shop: Shop, org_id: str, plan: str) -> None:
    """Put an org on a plan that is paid, in place of the one before."""
    shop.ask(
        "update billing.subscriptions set status = 'cancelled', cancelled_at = core.clock()"
        " where org_id = %s and status <> 'cancelled'",
        org_id,
    )
    shop.ask(
        "insert into billing.subscriptions (org_id, plan, status, current_period_start,"
        " current_period_end) values (%s, %s, 'active', core.clock(),"
        " core.clock() + interval '1 month')",
        *(org_id, plan),
    )


def agree(shop: Shop, admin: Person, org_id: str, **terms: object) -> None:
    """Agree terms with an org, and wait until its sales go by them."""
    expect(shop.rpc("set_plan_override", admin.token, org_id=org_id, reason="Test", **terms))
    apply(shop)


def apply(shop: Shop) -> None:
    """Let changed terms count at once."""
    shop.ask("select events.sweep_plan_limits(1000)")


def sale_on(shop: Shop, plan: str, admin: Person, **terms: object) -> Sale:
    """A published event of an org on a plan, verified, with terms that were agreed."""
    owner = shop.person()
    org_id = shop.org(owner)
    take_plan(shop, org_id, plan)
    if terms:
        agree(shop, admin, org_id, **terms)
    if plan == "NON_PROFIT":
        number = {"org_id": org_id, "kvk_number": "12345678"}
        expect(shop.rpc("submit_verification", owner.token, **number))
        expect(shop.rpc("decide_verification", admin.token, org_id=org_id, verified=True))
    event_id = shop.event(owner, org_id)
    ticket_type_id = shop.ticket_type(owner, org_id, event_id, price=0, max_per_order=100)
    if plan == "PAY_PER_EVENT":
        bill(shop, org_id, event_id)
    expect(shop.rpc("publish_event", owner.token, event_id=event_id))
    return Sale(owner, org_id, event_id, ticket_type_id)


def bill(shop: Shop, org_id: str, event_id: str) -> None:
    """Have an event paid for that is paid by itself."""
    shop.ask(
        "with asked as (select billing.ask_event(%s, %s, 'Run', null) as c)"
        " select billing.settle_charge((a.c).org_id, (a.c).id) from asked as a",
        *(org_id, event_id),
    )
