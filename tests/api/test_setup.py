"""What restaurants are warned about in their setup, and what changing it does to what is booked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.shop import Row, Shop, expect, refusal
from tests.table import Table, open_table


@pytest.fixture
def table(shop: Shop) -> Table:
    """A restaurant of the test's own, whose table fits every party of its ticket."""
    table = open_table(shop)
    table.change("tickets", table.ticket_id, max_party_size=4)
    return table


def warnings(table: Table) -> list[Row]:
    """What staff are warned about."""
    return table.shop.rows(
        "dining_setup_warnings", table.owner.token, location_id=f"eq.{table.location_id}"
    )


def add(table: Table, view: str, **row: object) -> str:
    """A row of the restaurant; its id."""
    there = {"org_id": table.org_id, "location_id": table.location_id}
    return str(table.shop.insert(view, table.owner.token, **there | row)["id"])


def another_ticket(table: Table) -> str:
    return add(
        table,
        "tickets",
        name="Brunch",
        short_name="B",
        duration_minutes=90,
        max_party_size=4,
        policy_set_id=table.policy_set_id,
    )


def another_shift(table: Table, name: str, start: str, end: str, day: int) -> str:
    """A shift of one day, with a ticket."""
    shift_id = add(
        table,
        "shifts",
        name=name,
        short_name=name[0],
        start_time=start,
        end_time=end,
        days_of_week=[day],
    )
    add(table, "shift_tickets", shift_id=shift_id, ticket_id=table.ticket_id)
    return shift_id


def no_shifts(table: Table) -> str:
    table.change("shifts", table.shift_id, is_active=False)
    return table.location_id


def an_empty_shift(table: Table) -> str:
    table.change("shift_tickets", table.shift_ticket_id, is_active=False)
    return table.shift_id


def no_default(table: Table) -> str:
    table.change("tickets", table.ticket_id, is_default=False)
    return table.location_id


def overlapping_shifts(table: Table) -> str:
    """Sunday night runs into Monday's."""
    another_shift(table, "Late", "23:30", "02:00", 7)
    another_shift(table, "Night", "00:30", "03:30", 1)
    found = [row for row in warnings(table) if row["slug"] == "shifts_overlap"]
    assert [{row["data"]["name"], row["data"]["other"]} for row in found] == [{"Late", "Night"}]
    return str(found[0]["about_id"])


def an_idle_exception(table: Table) -> str:
    day = date.fromisoformat(table.date)
    table.change("shifts", table.shift_id, days_of_week=[day.isoweekday()])
    return add(
        table,
        "shift_exceptions",
        shift_id=table.shift_id,
        exception_date=(day + timedelta(days=1)).isoformat(),
        exception_type="closed",
    )


def too_long_a_stay(table: Table) -> str:
    table.change("tickets", table.ticket_id, duration_minutes=301)
    return table.shift_ticket_id


def too_low_a_limit(table: Table) -> str:
    table.change("tickets", table.ticket_id, min_party_size=2)
    table.change("shift_tickets", table.shift_ticket_id, pacing_covers_limit=1)
    return table.shift_ticket_id


def a_retired_policy(table: Table) -> str:
    table.change("policy_sets", table.policy_set_id, is_active=False)
    return table.ticket_id


def an_empty_window(table: Table) -> str:
    changes = {"booking_min_advance_minutes": 2880, "booking_max_advance_days": 1}
    table.change("tickets", table.ticket_id, **changes)
    return table.ticket_id


def no_time_to_reconfirm(table: Table) -> str:
    changes = {"reconfirm_enabled": True, "reconfirm_required": True, "reconfirm_hours_before": 4}
    table.change("policy_sets", table.policy_set_id, **changes)
    return table.policy_set_id


def no_channel(table: Table) -> str:
    table.settle_on(channels_open=["phone", "walk_in"])
    return table.location_id


def no_tables(table: Table) -> str:
    table.change("areas", table.area_id, is_active=False)
    return table.location_id


def too_large_a_table(table: Table) -> str:
    return add(table, "tables", name="Hall", area_id=table.area_id, min_capacity=5, max_capacity=40)


def too_large_parties(table: Table) -> str:
    table.change("tickets", table.ticket_id, max_party_size=8)
    table.change("tables", table.table_id, min_capacity=2)
    (warning,) = warnings(table)
    assert warning["text_en"] == "Ticket Regular is for parties too that no table fits: 1, 5–8."
    return table.ticket_id


def an_empty_area(table: Table) -> str:
    area_id = add(table, "areas", name="Terrace")
    table.change("shift_tickets", table.shift_ticket_id, area_ids=[area_id])
    return table.shift_ticket_id


def an_empty_group(table: Table) -> str:
    return add(table, "table_groups", name="1+2", max_capacity=4)


def a_group_with_a_closed_table(table: Table) -> str:
    (other,) = table.more_tables(4)
    table.change("tables", other, is_active=False)
    group_id = add(table, "table_groups", name="1+2", max_capacity=4)
    join(table, group_id, other)
    return group_id


def join(table: Table, group_id: str, table_id: str) -> None:
    """Let a table belong to a group."""
    there = {"org_id": table.org_id, "location_id": table.location_id}
    member = {"table_group_id": group_id, "table_id": table_id}
    table.shop.insert("table_group_members", table.owner.token, **there | member)


def a_table_that_is_never_open(table: Table) -> str:
    (other,) = table.more_tables(4)
    times = {"start_time": "17:00", "end_time": "23:00"}
    add(table, "table_availability_rules", table_id=other, rule_type="block", **times)
    return other


def a_shift_without_open_tables(table: Table) -> str:
    times = {"start_time": "09:00", "end_time": "18:00", "days_of_week": [1, 2, 3, 4, 5, 6]}
    add(table, "table_availability_rules", table_id=table.table_id, rule_type="allow", **times)
    add(
        table,
        "table_availability_rules",
        table_id=table.table_id,
        rule_type="allow",
        days_of_week=[7],
    )
    return table.shift_id


@pytest.mark.parametrize(
    ("slug", "severity", "set_up"),
    [
        ("ticket_in_no_shift", "warning", another_ticket),
        ("shift_without_tickets", "warning", an_empty_shift),
        ("location_without_shifts", "error", no_shifts),
        ("no_default_ticket", "warning", no_default),
        ("shifts_overlap", "warning", overlapping_shifts),
        ("exception_without_effect", "hint", an_idle_exception),
        ("ticket_longer_than_shift", "error", too_long_a_stay),
        ("limit_below_smallest_party", "error", too_low_a_limit),
        ("policy_set_inactive", "warning", a_retired_policy),
        ("booking_window_empty", "error", an_empty_window),
        ("reconfirm_leaves_no_time", "warning", no_time_to_reconfirm),
        ("no_guest_channel", "hint", no_channel),
        ("location_without_tables", "error", no_tables),
        ("table_fits_no_ticket", "warning", too_large_a_table),
        ("party_sizes_without_table", "hint", too_large_parties),
        ("areas_without_tables", "error", an_empty_area),
        ("group_without_tables", "warning", an_empty_group),
        ("group_with_closed_table", "warning", a_group_with_a_closed_table),
        ("table_always_closed", "warning", a_table_that_is_never_open),
        ("rules_close_shift", "error", a_shift_without_open_tables),
    ],
)
def test_staff_are_warned(
    table: Table, slug: str, severity: str, set_up: Callable[[Table], str]
) -> None:
    assert warnings(table) == []
    about_id = set_up(table)
    found = [row for row in warnings(table) if row["slug"] == slug]
    assert [(row["severity"], row["about_id"]) for row in found] == [(severity, about_id)]
    (warning,) = found
    for text in (warning["text_nl"], warning["text_en"]):
        assert "{" not in text
        assert "?" not in text
    about = {"locations": "id", "reservation_settings": "location_id"}
    key = about.get(warning["about_table"], "id")
    assert table.shop.rows(warning["about_table"], table.owner.token, **{key: f"eq.{about_id}"})


def test_nobody_is_warned_about_what_is_closed_for_good(table: Table) -> None:
    another_ticket(table)
    assert [row["slug"] for row in warnings(table)] == ["ticket_in_no_shift"]
    table.change("locations", table.location_id, is_active=False)
    assert warnings(table) == []


def test_a_table_that_joins_a_group_is_kept_for_its_guests(table: Table) -> None:
    one, two = table.more_tables(4, 4)
    group_id = add(table, "table_groups", name="1+2", min_capacity=1, max_capacity=8)
    join(table, group_id, one)
    booked = table.call_in("19:00", 2, options={"table_group_id": group_id})
    beside = table.call_in("19:00", 2, options={"table_id": two})
    there = {"org_id": table.org_id, "location_id": table.location_id}
    member = {"table_group_id": group_id, "table_id": two} | there
    refused = table.shop.http.post(
        f"{table.shop.stack.api_url}/rest/v1/table_group_members",
        json=member,
        headers=table.shop.headers(table.owner.token),
    )
    assert refusal(refused)[:2] == (409, "tables_full")
    expect(table.move(beside, "cancelled"))
    join(table, group_id, two)
    taken = table.book("19:00", channel="phone", token=table.owner.token, options={"table_id": two})
    assert refusal(taken)[:2] == (409, "tables_full")
    expect(table.move(booked, "cancelled"))
    table.call_in("19:00", options={"table_id": two})
    assert table.shop.problems() == set()
