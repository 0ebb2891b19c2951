"""Events that were paid for go on sale, whoever is at another org just then."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from tests.concurrency.sessions import sessions
from tests.shop import Person, Row, Shop, until

BUY = "insert into events.bought_events (org_id, event_id) values (%s, %s)"
SWEEP = "select events.sweep_bought_events(10)"
SET_MOVING = "select (tenancy.set_moving(%s, %s)).id"
LOCK_ORG = "select 1 from tenancy.orgs where id = %s for no key update"
LOCK_EVENT = "select 1 from events.events where id = %s for no key update"
BREAK = """
create function public.break_event() returns trigger language plpgsql
as $$ begin raise exception 'disk full'; end $$;
create trigger _999_break before update on events.events
for each row when (new.title = 'Broken') execute function public.break_event()
"""
MEND = "drop function public.break_event() cascade"


@pytest.fixture
def owner(shop: Shop) -> Iterator[Person]:
    """Somebody with orgs; nothing of theirs waits to be put on sale afterwards."""
    yield shop.person()
    shop.ask("delete from events.bought_events")


def draft(
    shop: Shop, owner: Person, *, is_complete: bool = True, **more: object
) -> tuple[str, str]:
    """An org with a draft: the ids of both."""
    org_id = shop.org(owner)
    event_id = shop.event(owner, org_id, **more)
    if is_complete:
        shop.ticket_type(owner, org_id, event_id, price=0)
    return org_id, event_id


def status(shop: Shop, event_id: str) -> str:
    """Where an event stands once the sweep has been at it."""
    shop.ask(SWEEP)
    return str(shop.ask("select status::text from events.events where id = %s", event_id))


def goes_on_sale(shop: Shop, event_id: str) -> None:
    """Wait until it is on sale, and nothing is left of it to do."""
    until("it is on sale", lambda: status(shop, event_id), lambda it: it == "published")
    until("nothing is left", lambda: waiting(shop, event_id), lambda row: row is None)


def waiting(shop: Shop, event_id: str) -> Row | None:
    """What is written of an event that is still to be put on sale."""
    query = "select to_jsonb(b) from events.bought_events as b where b.event_id = %s"
    row: Row | None = shop.ask(query, event_id)
    return row


@pytest.mark.parametrize("lock", [LOCK_ORG, LOCK_EVENT])
def test_nobody_waits_for_an_org_that_somebody_is_at(shop: Shop, owner: Person, lock: str) -> None:
    org_id, event_id = draft(shop, owner)
    other_org_id, other = draft(shop, owner)
    with sessions(shop.stack.db_url, None) as (busy,):
        busy.call(lock, UUID(org_id if lock == LOCK_ORG else event_id))
        shop.ask(BUY, org_id, event_id)
        shop.ask(BUY, other_org_id, other)
        goes_on_sale(shop, other)
        assert status(shop, event_id) == "draft"
        left = waiting(shop, event_id)
        assert left is not None
        assert left["problem"] is None, "it is no problem to wait"
    goes_on_sale(shop, event_id)


def test_an_org_on_its_way_elsewhere_is_left_for_later(shop: Shop, owner: Person) -> None:
    org_id, event_id = draft(shop, owner)
    other_org_id, other = draft(shop, owner)
    shop.ask(SET_MOVING, org_id, True)
    shop.ask(BUY, org_id, event_id)
    shop.ask(BUY, other_org_id, other)
    goes_on_sale(shop, other)
    assert (status(shop, event_id), waiting(shop, event_id) is None) == ("draft", False)
    shop.ask(SET_MOVING, org_id, False)
    goes_on_sale(shop, event_id)


def test_a_refusal_is_written_down_and_not_tried_again(shop: Shop, owner: Person) -> None:
    org_id, event_id = draft(shop, owner, is_complete=False)
    shop.ask(BUY, org_id, event_id)
    until("it was tried", lambda: status(shop, event_id) and waiting(shop, event_id) is None)
    assert status(shop, event_id) == "draft"
    said = "select jsonb_agg(new_value ->> 'code') from core.audit_log where entity_id = %s"
    refused = shop.ask(said + " and action = 'event.publishing_refused'", event_id)
    assert refused == ["event_incomplete"]


def test_what_breaks_keeps_its_place_and_holds_nobody_up(shop: Shop, owner: Person) -> None:
    org_id, event_id = draft(shop, owner, title="Broken")
    other_org_id, other = draft(shop, owner)
    shop.ask(BREAK)
    try:
        shop.ask(BUY, org_id, event_id)
        shop.ask(BUY, other_org_id, other)
        goes_on_sale(shop, other)
        left = until(
            "it was tried",
            lambda: shop.ask(SWEEP) is not None and waiting(shop, event_id),
            lambda row: bool(row and row["problem"]),
        )
        assert left
        assert left["problem"] == "disk full"
        assert left["due_at"] > left["bought_at"]
        troubles = "select count(*) from events.trouble_bought_events where id = %s"
        assert shop.ask(troubles, event_id) == 1
    finally:
        shop.ask(MEND)
    shop.ask("update events.bought_events set due_at = core.clock() where event_id = %s", event_id)
    goes_on_sale(shop, event_id)
