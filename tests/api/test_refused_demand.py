"""How many guests found no table, and why: counted, and nothing of who they were."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.shop import Row, Shop, at_once, expect, refusal, until
from tests.table import GUEST, Table, open_table

COLUMNS = {
    *("org_id", "location_id", "service_date", "party_size", "channel", "kind", "reason_code"),
    *("refusals", "last_refused_at"),
}


@pytest.fixture
def table(shop: Shop) -> Table:
    """A restaurant of the test's own."""
    return open_table(shop)


def demand(table: Table, token: str | None = None) -> dict[tuple[str, str, int], int]:
    """How often guests were refused, by kind, reason and party size."""
    rows = table.shop.rows(
        "refused_demand", token or table.owner.token, location_id=f"eq.{table.location_id}"
    )
    return {(row["kind"], row["reason_code"], row["party_size"]): row["refusals"] for row in rows}


def test_a_search_that_finds_nothing_is_counted(table: Table) -> None:
    assert "available" in table.slots(2).values()
    assert demand(table) == {}, "there was something to be had"
    assert set(table.slots(6).values()) == {"tables_full", "closed"}
    table.slots(6)
    table.slots(7, channel="google")
    assert demand(table) == {("search", "tables_full", 6): 2, ("search", "tables_full", 7): 1}
    assert table.slots(50) == {}
    table.change("tickets", table.ticket_id, booking_max_advance_days=1)
    table.slots(2)
    table.change("shifts", table.shift_id, is_active=False)
    table.slots(3)
    assert demand(table) == {
        ("search", "tables_full", 6): 2,
        ("search", "tables_full", 7): 1,
        ("search", "not_offered", 50): 1,
        ("search", "cut_off", 2): 1,
        ("search", "closed", 3): 1,
    }
    (row, *_) = table.shop.rows("refused_demand", table.owner.token, party_size="eq.7")
    assert row.keys() == COLUMNS
    assert (row["channel"], row["service_date"]) == ("google", table.date)


def test_a_booking_that_is_refused_is_counted_and_answered_as_ever(table: Table) -> None:
    expect(table.book("19:00"))
    answer = table.book("19:30", 3)
    status, code, data = refusal(answer)
    assert (status, code, data["time"]) == (409, "tables_full", "19:30")
    body = answer.json()
    assert body.keys() == {"code", "message", "details", "hint"}
    assert body["code"] == "PT409"
    assert answer.headers["content-type"].startswith("application/json")
    assert demand(table) == {("booking", "tables_full", 3): 1}
    assert len(table.shop.rows("reservations", table.owner.token, org_id=f"eq.{table.org_id}")) == 1
    assert len(table.shop.rows("customers", table.owner.token, org_id=f"eq.{table.org_id}")) == 1


def test_a_refused_booking_does_not_use_up_its_key(table: Table) -> None:
    first = expect(table.book("19:00"))
    key: Row = {"idempotency_key": "mine", "guest": GUEST}
    assert refusal(table.book("19:00", **key))[1] == "tables_full"
    expect(table.rpc("cancel_reservation", public_token=first["public_token"]))
    assert expect(table.book("19:00", **key))["status"] == "confirmed"


def test_mistakes_staff_and_calendars_are_not_demand(table: Table) -> None:
    assert refusal(table.book("19:10"))[1] == "slot_not_found"
    assert refusal(table.book("19:00", guest={}))[1] == "missing_field"
    table.slots(6, channel="widget", date=table.date)
    before = demand(table)
    staff: Row = {"location_id": table.location_id, "date": table.date, "party_size": 9}
    expect(table.rpc("check_availability", table.owner.token, **staff, channel="phone"))
    refused = table.book("19:00", 9, channel="phone", token=table.owner.token)
    assert refusal(refused)[1] == "tables_full"
    period: Row = {"from_date": table.date, "party_size": 9, "location_id": table.location_id}
    expect(table.rpc("check_availability_range", **period))
    assert demand(table) == before == {("search", "tables_full", 6): 1}


def test_many_who_look_at_once_are_all_counted(table: Table) -> None:
    table.change("tables", table.table_id, is_active=False)
    at_once(24, lambda _: table.slots(2))
    at_once(12, lambda _: table.book("19:00"))
    counted = {("search", "tables_full", 2): 24, ("booking", "tables_full", 2): 12}
    assert demand(table) == counted
    kept = "select coalesce(sum(refusals), 0) from dining.refused_demand where location_id = %s"

    def sweep() -> int:
        """Add up what was counted; the worker may be at it too."""
        table.shop.ask("select dining.sweep_refused_demand(1000)")
        return int(table.shop.ask(kept, table.location_id))

    until("all of it is added up", sweep, lambda seen: seen == 36)
    assert demand(table) == counted
    table.slots(2)
    until("one more is added", sweep, lambda seen: seen == 37)
    assert demand(table)["search", "tables_full", 2] == 25


def test_nobody_can_fill_the_tables_with_it(table: Table) -> None:
    table.slots(500)
    table.slots(900)
    assert demand(table) == {("search", "not_offered", 100): 2}
    for days in (-5, 500):
        date = (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
        table.slots(2, date=date)
    assert len(demand(table)) == 1


def test_who_sees_the_demand(table: Table) -> None:
    table.slots(6)
    assert demand(table)
    for role in ("admin", "support", "member"):
        assert demand(table, table.colleague(role).token) == demand(table)
    for role in ("finance", "scanner"):
        assert demand(table, table.colleague(role).token) == {}
    assert demand(table, open_table(table.shop).owner.token) == {}
    url = f"{table.shop.stack.api_url}/rest/v1/refused_demand"
    assert table.shop.http.get(url, headers=table.shop.headers()).status_code == 401
